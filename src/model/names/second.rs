//! How the first pass labelled each spelling and each name of a text: what the second pass adds.
//!
//! Source of the idea: Krishnan and Manning, *An effective two-stage model for exploiting non-local dependencies in named
//! entity recognition* (ACL 2006).

use super::evidence::{Evidence, Text};
use super::labels::{Label, TYPES, kind, names};
use super::spellings::Spellings;
use crate::model::hash::mix;
use crate::model::word::Word;

/// How often something was labelled with each type, and outside of names last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ballot([u32; TYPES.len() + 1]);

impl Ballot {
    /// The label that has most (a type's number, or their count for outside), its share in quarters, and the number of
    /// all as far as it matters.
    #[must_use]
    pub fn best(&self) -> (u64, u64, u64) {
        let total: u32 = self.0.iter().sum();
        let mut best = 0;
        for (at, count) in self.0.iter().enumerate() {
            if *count > self.0[best] {
                best = at;
            }
        }
        let share = if total == 0 { 0 } else { u64::from(self.0[best]) * 4 / u64::from(total) };
        (best as u64, share, u64::from(total.min(4)))
    }

    /// The type that has most.
    #[must_use]
    pub fn kind(&self) -> Option<u8> {
        let (best, _, total) = self.best();
        u8::try_from(best).ok().filter(|best| total > 0 && usize::from(*best) < TYPES.len())
    }

    /// How often it was labelled with a type.
    #[must_use]
    pub fn of(&self, kind: u8) -> u32 {
        self.0[usize::from(kind)]
    }

    fn slot(label: Label) -> usize {
        kind(label).map_or(TYPES.len(), usize::from)
    }
}

/// The labels of a text, counted; in tables that are used again.
#[derive(Debug, Default)]
pub struct Votes {
    words: Vec<Ballot>,
    names: Vec<Ballot>,
    index: Spellings,
    /// By word: the number of the name that it is part of, one too high.
    name_of: Vec<u32>,
}

/// The hash of a row of words, whatever their case.
#[inline]
#[must_use]
pub fn hash(words: &[Word]) -> u64 {
    words.iter().fold(7, |hash, word| mix(hash, word.lower))
}

impl Votes {
    /// Counts the labels of a text.
    pub fn count(&mut self, text: &Text<'_>, evidence: &Evidence, labels: &[Label]) {
        self.words.clear();
        self.words.resize(evidence.spellings.len(), Ballot::default());
        for (spelling, label) in evidence.spelling_of.iter().zip(labels) {
            if let Some(ballot) = self.words.get_mut(*spelling as usize) {
                ballot.0[Ballot::slot(*label)] += 1;
            }
        }
        self.names.clear();
        self.name_of.clear();
        self.name_of.resize(labels.len(), 0);
        self.index.reset(names(labels).count());
        for (words, kind) in names(labels) {
            let Some(number) = self.index.number(hash(&text.words[words.clone()])) else { continue };
            if number as usize == self.names.len() {
                self.names.push(Ballot::default());
            }
            self.names[number as usize].0[usize::from(kind)] += 1;
            self.name_of[words].fill(number + 1);
        }
    }

    /// How the other occurrences of a word's spelling were labelled; none where there are none.
    #[must_use]
    pub fn of_word(&self, evidence: &Evidence, labels: &[Label], at: usize) -> Option<Ballot> {
        let mut ballot = *self.words.get(evidence.spelling_of[at] as usize)?;
        let own = &mut ballot.0[Ballot::slot(labels[at])];
        *own = own.saturating_sub(1);
        (ballot != Ballot::default()).then_some(ballot)
    }

    /// How all occurrences of the name that a word is part of were labelled.
    #[must_use]
    pub fn of_name(&self, at: usize) -> Option<Ballot> {
        let number = self.name_of.get(at)?.checked_sub(1)?;
        self.names.get(number as usize).copied()
    }

    /// The ballot of a name, by its hash.
    #[must_use]
    pub fn named(&self, hash: u64) -> Option<Ballot> {
        self.names.get(self.index.get(hash)? as usize).copied()
    }
}
