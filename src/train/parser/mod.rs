//! Trains the parser: transitions and relations together, along the parser's own mistakes.

pub mod measure;
mod oracle;
mod projective;
mod transitions;

use std::collections::BTreeMap;

use crate::model::parser::features::{of_relation, of_transition};
use crate::model::parser::state::{Attachment, Landmark, State, Transition};
use crate::model::parser::{MOST_RELATIONS, Parser, ROOT, ROOT_NAME, RelationId, begin, landmarks};
use crate::model::tagger::{TagId, Tagger};
use crate::model::tags::Tag;
use crate::model::weights::Corrupt;
use crate::model::word::Word;

use super::conllu::Sentence;
use super::perceptron::{Perceptron, best};
use super::random::Random;
use super::tagger::words;

use oracle::Oracle;
use transitions::Transitions;

/// How often training goes through the data.
const EPOCHS: usize = 8;

/// How often the parser follows its own guess where it differs from the right transition.
const EXPLORATION: f32 = 0.9;

/// By how much the right choice must be ahead, or the weights move although the guess is right.
const MARGIN: f32 = 10.0;

/// The least weight of a relation that is kept.
const FLOOR: i8 = 2;

/// A relation that occurs less often is left to its universal part.
const RARE: usize = 10;

/// A sentence to learn from.
#[derive(Debug)]
pub struct Tree {
    words: Vec<Word>,
    tags: Vec<TagId>,
    heads: Vec<u32>,
    relations: Vec<RelationId>,
}

/// The relations of the treebanks, the root first, then the most frequent first.
#[must_use]
pub fn inventory(sentences: &[&Sentence]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in sentences.iter().flat_map(|sentence| &sentence.words).filter(|word| word.deprel != ROOT_NAME) {
        *counts.entry(&word.deprel).or_default() += 1;
    }
    let mut names: Vec<(&str, usize)> =
        counts.into_iter().filter(|(name, count)| *count >= RARE || !name.contains(':')).collect();
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let names = names.into_iter().map(|(name, _)| name);
    std::iter::once(ROOT_NAME).chain(names).take(MOST_RELATIONS).map(str::to_owned).collect()
}

/// The universal part of a relation's name.
#[must_use]
pub fn universal(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

impl Tree {
    /// A sentence with the tags that a tagger gave it; none where its words have no tree with one root.
    #[must_use]
    pub fn new(sentence: &Sentence, tags: Vec<TagId>, relations: &[String]) -> Option<Self> {
        let root = u32::try_from(sentence.words.len()).ok()?;
        let mut heads: Vec<u32> = Vec::with_capacity(sentence.words.len());
        for word in &sentence.words {
            heads.push(word.head.map_or(Some(root), |head| u32::try_from(head).ok())?);
        }
        if !projective::is_tree(&heads) {
            return None;
        }
        projective::lift(&mut heads);
        let id = |name: &str| relations.iter().position(|known| known == name);
        let relations = sentence
            .words
            .iter()
            .map(|word| RelationId::try_from(id(&word.deprel).or_else(|| id(universal(&word.deprel)))?).ok())
            .collect::<Option<_>>()?;
        Some(Self { words: words(sentence), tags, heads, relations })
    }
}

/// Learns from trees, whose relations are numbers in `relations` and whose tags are those of `tags`.
///
/// # Errors
/// [`Corrupt`] where the relations are not those of an inventory.
pub fn train(trees: &[Tree], relations: Vec<String>, tags: &[Tag]) -> Result<Parser, Corrupt> {
    let mut trainer = Trainer::new(relations.len(), landmarks(tags));
    trees.iter().for_each(|tree| trainer.count(tree));
    let mut random = Random::new(3);
    let mut order: Vec<usize> = (0..trees.len()).collect();
    for _ in 0..EPOCHS {
        random.shuffle(&mut order);
        for index in &order {
            trainer.learn(&trees[*index], &mut random);
        }
    }
    Parser::new(relations, tags, trainer.transitions.finish()?, trainer.relations.finish(FLOOR))
}

/// The weights in training and what the way through a sentence needs.
struct Trainer {
    transitions: Transitions,
    relations: Perceptron,
    landmarks: Vec<Option<Landmark>>,
    state: State,
    oracle: Oracle,
    scores: Vec<f32>,
}

impl Trainer {
    fn new(relations: usize, landmarks: Vec<Option<Landmark>>) -> Self {
        Self {
            transitions: Transitions::default(),
            relations: Perceptron::new(relations),
            landmarks,
            state: State::default(),
            oracle: Oracle::default(),
            scores: vec![0.0; relations],
        }
    }

    fn begin(&mut self, tree: &Tree) {
        begin(&mut self.state, &tree.words, &tree.tags, &self.landmarks);
        self.oracle.start(&tree.heads);
    }

    /// Counts the features along the right tree.
    fn count(&mut self, tree: &Tree) {
        self.begin(tree);
        while !self.state.is_done() {
            let transition = self.state.forced().unwrap_or_else(|| {
                self.transitions.count(&of_transition(&self.state));
                self.cheapest(|_| 0.0)
            });
            if let Some(arc) = self.advance(transition) {
                self.relations.count(&of_relation(&self.state, arc));
                self.state.attach(arc, tree.relations[arc.dependent as usize]);
            }
        }
    }

    /// Parses a sentence and learns from each mistake.
    fn learn(&mut self, tree: &Tree, random: &mut Random) {
        self.begin(tree);
        while !self.state.is_done() {
            let transition = self.state.forced().unwrap_or_else(|| self.choose(random));
            if let Some(arc) = self.advance(transition) {
                let relation = self.name(arc, tree);
                self.state.attach(arc, relation);
            }
        }
    }

    fn advance(&mut self, transition: Transition) -> Option<Attachment> {
        self.oracle.advance(&self.state, transition);
        self.state.advance(transition)
    }

    /// The transition that looks best among those that cost least.
    fn cheapest(&self, score: impl Fn(Transition) -> f32) -> Transition {
        let possible = Transition::ALL.into_iter().filter(|transition| self.state.allows(*transition));
        let order = |a: &Transition, b: &Transition| {
            let cost = |transition: &Transition| self.oracle.cost(&self.state, *transition);
            cost(a).cmp(&cost(b)).then_with(|| score(*b).total_cmp(&score(*a)))
        };
        possible.min_by(order).unwrap_or(Transition::Shift)
    }

    /// The next transition: most often the parser's own guess, from which it learns where it costs an arc, or is
    /// hardly ahead of one that does.
    fn choose(&mut self, random: &mut Random) -> Transition {
        let features = of_transition(&self.state);
        let scores = self.transitions.score(&features);
        let score = |transition: Transition| scores[transition as usize];
        let right = self.cheapest(score);
        let cost = |transition| self.oracle.cost(&self.state, transition);
        let least = cost(right);
        let rival = Transition::ALL
            .into_iter()
            .filter(|transition| self.state.allows(*transition) && cost(*transition) > least)
            .max_by(|a, b| score(*a).total_cmp(&score(*b)));
        self.transitions.tick();
        let Some(rival) = rival else { return right };
        if score(right) - score(rival) < MARGIN {
            self.transitions.update(&features, right, rival);
        }
        let wrong = score(rival) > score(right);
        if wrong && random.fraction() < EXPLORATION { rival } else { right }
    }

    /// The relation that the parser gives an arc; it learns from those that are in the tree.
    fn name(&mut self, arc: Attachment, tree: &Tree) -> RelationId {
        if arc.head == self.state.root() {
            return ROOT;
        }
        let features = of_relation(&self.state, arc);
        self.relations.score(&features, &mut self.scores);
        self.scores[usize::from(ROOT)] = f32::NEG_INFINITY;
        let guess = best(&self.scores);
        let right = usize::from(tree.relations[arc.dependent as usize]);
        if self.oracle.head(arc.dependent) == arc.head && right != usize::from(ROOT) {
            let ahead = self.scores[right];
            self.scores[right] = f32::NEG_INFINITY;
            let rival = best(&self.scores);
            if ahead - self.scores[rival] < MARGIN {
                self.relations.update(&features, right, rival);
            }
            self.relations.tick();
        }
        RelationId::try_from(guess).unwrap_or(RelationId::MAX)
    }
}

/// The tags that a tagger gives sentences that it has not learned from, as numbers of the whole tagger: sentences are
/// dealt into `folds` parts, and each part gets its tags from a tagger of the others.
///
/// # Errors
/// [`Corrupt`] where there is nothing to learn from.
pub fn jackknife(sentences: &[&Sentence], whole: &Tagger, folds: usize) -> Result<Vec<Vec<TagId>>, Corrupt> {
    let mut all = vec![Vec::new(); sentences.len()];
    // Neighbours are of one document: they are dealt together.
    let fold = |index: usize| index / 50 % folds;
    for part in 0..folds {
        let others: Vec<&Sentence> =
            sentences.iter().enumerate().filter(|(index, _)| fold(*index) != part).map(|(_, other)| *other).collect();
        let tagger = super::tagger::train(&others)?;
        let whole_id: Vec<TagId> = tagger
            .tags()
            .iter()
            .map(|tag| whole.tags().iter().position(|other| other == tag))
            .map(|at| at.and_then(|at| TagId::try_from(at).ok()).unwrap_or(TagId::MAX))
            .collect();
        for (index, tags) in all.iter_mut().enumerate().filter(|(index, _)| fold(*index) == part) {
            tagger.annotate(&words(sentences[index]), tags);
            tags.iter_mut().for_each(|tag| *tag = whole_id[usize::from(*tag)]);
        }
    }
    Ok(all)
}
