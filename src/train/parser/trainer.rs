//! One way through a sentence, with an oracle beside, and what is learned on it.

use crate::model::dense::LANES;
use crate::model::parser::features::{RelationView, TransitionView};
use crate::model::parser::relations::{ROOT, RelationId, Relations};
use crate::model::parser::state::{Attachment, Kind, State, Transition};
use crate::model::parser::{Parser, RELATION_WORDS, TRANSITION_WORDS};
use crate::model::tags::Tag;
use crate::model::weights::Corrupt;
use crate::train::random::Random;

use super::averaged::Averaged;
use super::oracle::Oracle;
use super::tree::Tree;

/// How often the parser follows its own guess where it differs from the right transition.
const EXPLORATION: f32 = 0.9;

/// By how much the right choice must be ahead, or the weights move although the guess is right.
const MARGIN: f32 = 60.0;

/// The table of transitions has 2 to this power rows.
const TRANSITION_BITS: u32 = 20;

/// The table of relations has 2 to this power rows.
const RELATION_BITS: u32 = 18;

/// The weights in training and what the way through a sentence needs.
pub struct Trainer {
    transitions: Averaged<TRANSITION_WORDS>,
    names: Averaged<RELATION_WORDS>,
    relations: Relations,
    kinds: Vec<Kind>,
    state: State,
    oracle: Oracle,
}

impl Trainer {
    /// Knows nothing yet.
    pub fn new(relations: Relations, tags: &[Tag]) -> Self {
        Self {
            transitions: Averaged::new(TRANSITION_BITS),
            names: Averaged::new(RELATION_BITS),
            relations,
            kinds: tags.iter().map(|tag| Kind::of(*tag)).collect(),
            state: State::default(),
            oracle: Oracle::default(),
        }
    }

    /// The parser that has learned all this.
    ///
    /// # Errors
    /// [`Corrupt`] where a table is too large.
    pub fn finish(self, tags: &[Tag]) -> Result<Parser, Corrupt> {
        Ok(Parser::new(self.relations, tags, self.transitions.finish()?, self.names.finish()?))
    }

    fn begin(&mut self, tree: &Tree) {
        self.state.start(&tree.words, &tree.tags, &self.kinds);
        self.oracle.start(&tree.heads);
    }

    /// Counts the features along the right tree.
    pub fn count(&mut self, tree: &Tree) {
        self.begin(tree);
        while !self.state.is_done() {
            let transition = self.state.forced().unwrap_or_else(|| {
                let view = TransitionView::new(&self.state);
                self.transitions.count(&view.outline());
                self.transitions.count(&view.details());
                self.cheapest(|_| 0.0)
            });
            if let Some(arc) = self.advance(transition) {
                let view = RelationView::new(&self.state, arc, self.list_number(arc));
                self.names.count(&view.outline());
                self.names.count(&view.details());
                self.state.attach(arc, tree.relations[arc.dependent as usize]);
            }
        }
    }

    /// Parses a sentence and learns from each mistake.
    pub fn learn(&mut self, tree: &Tree, random: &mut Random) {
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

    fn list_number(&self, arc: Attachment) -> usize {
        Relations::list_number(self.state.node(arc.dependent).upos, arc.side)
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
        let view = TransitionView::new(&self.state);
        let (outline, details) = (view.outline(), view.details());
        let mut scores = [[0.0; LANES]; TRANSITION_WORDS];
        self.transitions.score(&outline, &mut scores);
        self.transitions.score(&details, &mut scores);
        let score = |transition: Transition| scores[0][transition as usize];
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
            for features in [&outline[..], &details] {
                self.transitions.update(features, right as usize, rival as usize);
            }
        }
        let wrong = score(rival) > score(right);
        if wrong && random.fraction() < EXPLORATION { rival } else { right }
    }

    /// The relation that the parser gives an arc; it learns from those that are in the tree.
    fn name(&mut self, arc: Attachment, tree: &Tree) -> RelationId {
        if arc.head == self.state.root() {
            return ROOT;
        }
        let number = self.list_number(arc);
        let view = RelationView::new(&self.state, arc, number);
        let (outline, details) = (view.outline(), view.details());
        let mut scores = [[0.0; LANES]; RELATION_WORDS];
        self.names.score(&outline, &mut scores);
        self.names.score(&details, &mut scores);
        let list = self.relations.list(number);
        let scores = &scores.as_flattened()[..list.len()];
        let guess = best_but(scores, None);
        let right = list.iter().position(|id| *id == tree.relations[arc.dependent as usize]);
        if let Some(right) = right.filter(|_| self.oracle.head(arc.dependent) == arc.head) {
            if let Some(rival) = best_but(scores, Some(right)).filter(|rival| scores[right] - scores[*rival] < MARGIN) {
                for features in [&outline[..], &details] {
                    self.names.update(features, right, rival);
                }
            }
            self.names.tick();
        }
        guess.map_or(ROOT, |guess| list[guess])
    }
}

/// The first of the highest scores, one of them left out.
fn best_but(scores: &[f32], but: Option<usize>) -> Option<usize> {
    let others = (0..scores.len()).rev().filter(|class| Some(*class) != but);
    others.max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
}
