//! Trains the parser: transitions and relations together, along the parser's own mistakes.

mod averaged;
mod clear;
mod inventory;
pub mod measure;
mod oracle;
mod projective;
mod trainer;
mod tree;

pub use inventory::{inventory, universal};
pub use tree::Tree;

use crate::knowledge::Knowledge;
use crate::model::parser::Parser;
use crate::model::parser::relations::Relations;
use crate::model::tagger::{TagId, Tagger};
use crate::model::tags::Tag;
use crate::model::weights::Corrupt;

use super::conllu::Sentence;
use super::random::Random;
use super::tagger::words;

use trainer::Trainer;

/// How often training goes through the data.
const EPOCHS: usize = 8;

/// The parts into which treebanks are dealt for their tags.
const FOLDS: usize = 5;

/// Learns dependencies from treebanks, with the tags that a tagger would give them, and from sentences of the silver
/// that a better parser made, with the tags that this tagger gives them.
///
/// # Errors
/// [`Corrupt`] where there is nothing to learn from.
pub fn train(
    sentences: &[&Sentence],
    silver: &[Sentence],
    tagger: &Tagger,
    knowledge: &Knowledge,
) -> Result<Parser, Corrupt> {
    let relations = inventory(sentences)?;
    let tags = jackknife(sentences, knowledge, tagger, FOLDS)?;
    let tree = |sentence: &Sentence, tags| Tree::new(words(sentence, knowledge), tags, sentence, &relations);
    let mut trees: Vec<Tree> = sentences.iter().zip(tags).filter_map(|(sentence, tags)| tree(sentence, tags)).collect();
    trees.extend(silver.iter().filter_map(|sentence| {
        let mut tags = Vec::new();
        tagger.annotate(&words(sentence, knowledge), &mut tags);
        tree(sentence, tags)
    }));
    learn(&trees, relations, tagger.tags())
}

/// Learns from trees, whose relations are those of `relations` and whose tags are those of `tags`.
///
/// # Errors
/// [`Corrupt`] where a table is too large.
pub fn learn(trees: &[Tree], relations: Relations, tags: &[Tag]) -> Result<Parser, Corrupt> {
    let mut trainer = Trainer::new(relations, tags);
    trees.iter().for_each(|tree| trainer.count(tree));
    let mut random = Random::new(3);
    let mut order: Vec<usize> = (0..trees.len()).collect();
    for _ in 0..EPOCHS {
        random.shuffle(&mut order);
        for index in &order {
            trainer.learn(&trees[*index], &mut random);
        }
    }
    let parser = trainer.finish(tags)?;
    let clear = clear::find(&parser, trees);
    Ok(parser.with_clear(clear))
}

/// The tags that a tagger gives sentences that it has not learned from, as numbers of the whole tagger: sentences are
/// dealt into `folds` parts, and each part gets its tags from a tagger of the others.
///
/// # Errors
/// [`Corrupt`] where there is nothing to learn from.
pub fn jackknife(
    sentences: &[&Sentence],
    knowledge: &Knowledge,
    whole: &Tagger,
    folds: usize,
) -> Result<Vec<Vec<TagId>>, Corrupt> {
    let mut all = vec![Vec::new(); sentences.len()];
    // Neighbours are of one document: they are dealt together.
    let fold = |index: usize| index / 50 % folds;
    for part in 0..folds {
        let others: Vec<&Sentence> =
            sentences.iter().enumerate().filter(|(index, _)| fold(*index) != part).map(|(_, other)| *other).collect();
        let tagger = super::tagger::train(&others, knowledge)?;
        let whole_id: Vec<TagId> = tagger
            .tags()
            .iter()
            .map(|tag| whole.tags().iter().position(|other| other == tag))
            .map(|at| at.and_then(|at| TagId::try_from(at).ok()).unwrap_or(TagId::MAX))
            .collect();
        for (index, tags) in all.iter_mut().enumerate().filter(|(index, _)| fold(*index) == part) {
            tagger.annotate(&words(sentences[index], knowledge), tags);
            tags.iter_mut().for_each(|tag| *tag = whole_id[usize::from(*tag)]);
        }
    }
    Ok(all)
}
