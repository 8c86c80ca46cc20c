//! Trains and measures the lemmatiser.

use std::collections::BTreeMap;

use crate::knowledge::{Knowledge, Part};
use crate::model::lemmas::{Edit, Lemmatiser, MOST_EDITS, features};
use crate::model::tags::Tag;
use crate::model::weights::Corrupt;

use super::conllu::Sentence;
use super::perceptron::Perceptron;
use super::random::Random;

const EPOCHS: usize = 6;

/// The least weight that is kept.
const FLOOR: i16 = 6;

/// A word, its tag and its lemma.
pub type Triple = (String, Tag, String);

/// Learns lemmas from treebanks and from further words whose lemma is known.
///
/// # Errors
/// [`Corrupt`] where there is nothing to learn from.
pub fn train(sentences: &[&Sentence], further: &[Triple]) -> Result<Lemmatiser, Corrupt> {
    let mut triples: Vec<Triple> = sentences
        .iter()
        .flat_map(|sentence| &sentence.words)
        .filter_map(|word| {
            let tag = Tag::from_name(&format!("{}|{}", word.upos, word.xpos))?;
            Some((word.form.clone(), tag, word.lemma.clone()))
        })
        .collect();
    triples.extend_from_slice(further);
    let edits = inventory(&triples);
    let ids: BTreeMap<&Edit, usize> = edits.iter().enumerate().map(|(id, edit)| (edit, id)).collect();
    let examples: Vec<(usize, usize)> = triples
        .iter()
        .enumerate()
        .filter_map(|(index, (form, _, lemma))| Some((index, *ids.get(&Edit::between(form, lemma))?)))
        .collect();
    let mut perceptron = Perceptron::new(edits.len());
    let mut random = Random::new(2);
    let mut order = examples;
    let mut scores = vec![0.0; edits.len()];
    for _ in 0..EPOCHS {
        random.shuffle(&mut order);
        for (index, right) in &order {
            let (form, tag, _) = &triples[*index];
            let features = features(form, *tag);
            perceptron.score(&features, &mut scores);
            let guess = best_that_fits(&edits, form, &scores);
            if guess != *right {
                perceptron.update(&features, *right, guess);
            }
            perceptron.tick();
        }
    }
    Lemmatiser::new(edits, perceptron.finish(FLOOR))
}

fn best_that_fits(edits: &[Edit], form: &str, scores: &[f32]) -> usize {
    let mut best = None;
    for (id, score) in scores.iter().enumerate() {
        if best.is_none_or(|best: usize| *score > scores[best]) && edits[id].fits_word(form) {
            best = Some(id);
        }
    }
    best.unwrap_or(0)
}

/// The edits that occur most, the most frequent first.
fn inventory(triples: &[Triple]) -> Vec<Edit> {
    let mut counts: BTreeMap<Edit, usize> = BTreeMap::new();
    for (form, _, lemma) in triples {
        *counts.entry(Edit::between(form, lemma)).or_default() += 1;
    }
    let mut edits: Vec<(Edit, usize)> = counts.into_iter().collect();
    edits.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    edits.truncate(MOST_EDITS);
    edits.into_iter().map(|(edit, _)| edit).collect()
}

/// The irregular forms that the tables know, each with the tags that it may have.
#[must_use]
pub fn irregular_forms() -> Vec<Triple> {
    let mut triples = Vec::new();
    for (part, form, lemma) in Knowledge::irregular_forms() {
        let tags: &[&str] = match part {
            Part::Adjective if form.ends_with('t') => &["ADJ|JJS"],
            Part::Adjective => &["ADJ|JJR"],
            Part::Adverb if form.ends_with('t') => &["ADV|RBS"],
            Part::Adverb => &["ADV|RBR"],
            Part::Noun => &["NOUN|NNS"],
            Part::Verb if form.ends_with("ing") => &["VERB|VBG"],
            Part::Verb if form.ends_with('s') => &["VERB|VBZ"],
            Part::Verb => &["VERB|VBD", "VERB|VBN"],
        };
        let tags = tags.iter().filter_map(|tag| Tag::from_name(tag));
        triples.extend(tags.map(|tag| (form.to_owned(), tag, lemma.to_owned())));
    }
    triples
}

/// How many words have the right lemma, and which have not: form, lemma, what was given.
#[must_use]
pub fn measure(
    lemmatiser: &Lemmatiser,
    sentences: &[&Sentence],
    tag: impl Fn(&Sentence) -> Vec<Tag>,
) -> (usize, usize, BTreeMap<(String, String, String), usize>) {
    let (mut words, mut right) = (0, 0);
    let mut wrong = BTreeMap::new();
    for sentence in sentences {
        for (word, tag) in sentence.words.iter().zip(tag(sentence)) {
            let mut lemma = String::new();
            lemmatiser.write_lemma(&word.form, lemmatiser.edit(&word.form, tag), &mut lemma);
            words += 1;
            if lemma == word.lemma {
                right += 1;
            } else {
                *wrong.entry((word.form.clone(), word.lemma.clone(), lemma)).or_default() += 1;
            }
        }
    }
    (words, right, wrong)
}
