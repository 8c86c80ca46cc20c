//! Trains and measures the tagger.

use std::collections::BTreeMap;

use crate::knowledge::Knowledge;
use crate::model::rows::{Cell, Rows, highest};
use crate::model::tagger::{NO_TAG, TagId, Tagger, features};
use crate::model::tags::Tag;
use crate::model::weights::Corrupt;
use crate::model::word::Word;

use super::conllu::Sentence;
use super::perceptron::{ByHash, Perceptron};
use super::random::Random;

/// How often training goes through the data.
const EPOCHS: usize = 12;

/// How often a word must have been seen, always with one tag, to be sure.
const SURE: u32 = 20;

/// The least weight that is kept.
const FLOOR: i16 = 6;

struct Example {
    words: Vec<Word>,
    tags: Vec<TagId>,
}

/// Learns parts of speech from treebanks.
///
/// # Errors
/// [`Corrupt`] where they hold more tags than the tagger tells apart.
pub fn train(sentences: &[&Sentence], knowledge: &Knowledge) -> Result<Tagger, Corrupt> {
    let tags = inventory(sentences);
    let examples: Vec<Example> = sentences.iter().filter_map(|sentence| example(sentence, &tags, knowledge)).collect();
    let sure = sure(&examples);
    let mut perceptron = Perceptron::new(tags.len());
    for Example { words, tags } in &examples {
        for at in 0..words.len() {
            let (last, before) = history(tags, at);
            perceptron.count(&features(words, at, last, before));
        }
    }
    let mut random = Random::new(1);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut scores = vec![0.0; tags.len()];
    for _ in 0..EPOCHS {
        random.shuffle(&mut order);
        for index in &order {
            learn(&mut perceptron, &examples[*index], &sure, &mut scores);
        }
    }
    Tagger::new(tags, sure_rows(&sure), perceptron.finish(FLOOR))
}

fn learn(perceptron: &mut Perceptron, example: &Example, sure: &ByHash<TagId>, scores: &mut [f32]) {
    let mut given: Vec<TagId> = Vec::with_capacity(example.words.len());
    for (at, word) in example.words.iter().enumerate() {
        if let Some(tag) = sure.get(&sure_key(word)) {
            given.push(*tag);
            continue;
        }
        let (last, before) = history(&given, at);
        let features = features(&example.words, at, last, before);
        perceptron.score(&features, scores);
        let guess = highest(scores);
        let right = usize::from(example.tags[at]);
        if guess != right {
            perceptron.update(&features, right, guess);
        }
        perceptron.tick();
        given.push(TagId::try_from(guess).unwrap_or(NO_TAG));
    }
}

fn history(tags: &[TagId], at: usize) -> (TagId, TagId) {
    let back = |by: usize| at.checked_sub(by).map_or(NO_TAG, |at| tags[at]);
    (back(1), back(2))
}

/// The tags that occur at least three times, in the order of their names.
fn inventory(sentences: &[&Sentence]) -> Vec<Tag> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        *counts.entry(name(word)).or_default() += 1;
    }
    counts.iter().filter(|(_, count)| **count >= 3).filter_map(|(name, _)| Tag::from_name(name)).collect()
}

fn name(word: &super::conllu::Word) -> String {
    format!("{}|{}", word.upos, word.xpos)
}

/// A sentence as the tagger sees it; none where it holds a tag outside of the inventory.
fn example(sentence: &Sentence, tags: &[Tag], knowledge: &Knowledge) -> Option<Example> {
    let id = |word| {
        let tag = Tag::from_name(&name(word))?;
        TagId::try_from(tags.iter().position(|other| *other == tag)?).ok()
    };
    Some(Example { words: words(sentence, knowledge), tags: sentence.words.iter().map(id).collect::<Option<_>>()? })
}

/// The words of a sentence as the models see them.
#[must_use]
pub fn words(sentence: &Sentence, knowledge: &Knowledge) -> Vec<Word> {
    sentence.words.iter().map(|word| Word::with_known(&word.form, knowledge)).collect()
}

fn sure_key(word: &Word) -> u64 {
    word.lower ^ u64::from(word.is_capitalised())
}

/// The words that have one tag alone.
fn sure(examples: &[Example]) -> ByHash<TagId> {
    let mut counts: ByHash<(TagId, u32)> = ByHash::default();
    for Example { words, tags } in examples {
        for (word, tag) in words.iter().zip(tags) {
            let (known, count) = counts.entry(sure_key(word)).or_insert((*tag, 0));
            if known == tag {
                *count += 1;
            } else {
                *known = NO_TAG;
            }
        }
    }
    counts
        .into_iter()
        .filter(|(_, (tag, count))| *tag != NO_TAG && *count >= SURE)
        .map(|(key, (tag, _))| (key, tag))
        .collect()
}

fn sure_rows(sure: &ByHash<TagId>) -> Rows {
    let mut rows: Vec<(u32, Vec<Cell>)> =
        sure.iter().map(|(key, tag)| (Rows::key(*key), vec![Cell { class: *tag, weight: 1 }])).collect();
    rows.sort_by_key(|(key, cells)| (*key, cells[0].class));
    rows.dedup_by_key(|(key, _)| *key);
    Rows::new(&rows)
}

/// How many words have the right tag.
#[derive(Clone, Debug, Default)]
pub struct Accuracy {
    /// Words.
    pub words: usize,
    /// Of them, those with the right universal part of speech.
    pub upos: usize,
    /// Of them, those with the right Penn tag.
    pub penn: usize,
    /// How often one part of speech (first) was taken for another (second).
    pub confusions: BTreeMap<(String, String), usize>,
}

/// Measures a tagger on treebanks.
#[must_use]
pub fn measure(tagger: &Tagger, sentences: &[&Sentence], knowledge: &Knowledge) -> Accuracy {
    let mut accuracy = Accuracy::default();
    let mut tags = Vec::new();
    for sentence in sentences {
        tags.clear();
        tagger.annotate(&words(sentence, knowledge), &mut tags);
        for (word, tag) in sentence.words.iter().zip(&tags) {
            let tag = tagger.tag(*tag);
            accuracy.words += 1;
            accuracy.penn += usize::from(tag.penn.name() == word.xpos);
            if tag.upos.name() == word.upos {
                accuracy.upos += 1;
            } else {
                *accuracy.confusions.entry((word.upos.clone(), tag.upos.name().to_owned())).or_default() += 1;
            }
        }
    }
    accuracy
}
