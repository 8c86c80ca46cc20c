//! What was found is found everywhere: names that both passes missed at another place, surnames, and one type for all
//! occurrences of a name.
//!
//! Rule: nothing is taken away, and no word is taken from one name for another.

use super::evidence::{Evidence, Text};
use super::labels::{Label, OUTSIDE, names, paint};
use super::second::{Votes, hash};
use crate::model::hash::mix;

/// The most words of a name that is looked for elsewhere.
const LONGEST: usize = 6;

/// The number of [`crate::record::EntityType::Person`] among the types.
const PERSON: u8 = 0;

/// The tables of this step, used again for the next text.
#[derive(Debug, Default)]
pub struct Spread {
    votes: Votes,
    surnames: super::spellings::Spellings,
    given: Vec<Label>,
}

impl Spread {
    /// Hands the names that `labels` tell to the other places where they stand.
    pub fn apply(&mut self, text: &Text<'_>, evidence: &Evidence, labels: &mut [Label]) {
        self.given.clear();
        self.given.extend_from_slice(labels);
        self.votes.count(text, evidence, &self.given);
        self.agree(text, labels);
        self.surnames.reset(labels.len().min(names(&self.given).count()));
        for (words, kind) in names(labels) {
            if kind == PERSON && words.len() > 1 {
                self.surnames.number(text.words[words.end - 1].lower);
            }
        }
        for stretch in &evidence.stretches {
            let mut at = stretch.words.start;
            while at < stretch.words.end {
                at = self.fill(text, at, stretch.words.end, labels).unwrap_or(at + 1);
            }
        }
    }

    /// Gives every name the type that most of its occurrences have.
    fn agree(&self, text: &Text<'_>, labels: &mut [Label]) {
        for (words, kind) in names(&self.given) {
            let ballot = self.votes.named(hash(&text.words[words.clone()])).unwrap_or_default();
            if let Some(best) = ballot.kind().filter(|best| ballot.of(*best) > ballot.of(kind)) {
                paint(labels, words, best);
            }
        }
    }

    /// Labels the longest known name that begins at a word without label; the word behind it.
    fn fill(&self, text: &Text<'_>, at: usize, end: usize, labels: &mut [Label]) -> Option<usize> {
        if labels[at] != OUTSIDE || !text.words[at].is_capitalised() {
            return None;
        }
        let mut key = hash(&[]);
        let mut best = None;
        for (index, word) in text.words.iter().enumerate().take(end.min(at + LONGEST)).skip(at) {
            if labels[index] != OUTSIDE {
                break;
            }
            key = mix(key, word.lower);
            if word.is_capitalised()
                && let Some(kind) = self.votes.named(key).and_then(|ballot| ballot.kind())
            {
                best = Some((index + 1, kind));
            }
        }
        let surname = || self.surnames.get(text.words[at].lower).map(|_| (at + 1, PERSON));
        let (end, kind) = best.or_else(surname)?;
        paint(labels, at..end, kind);
        Some(end)
    }
}
