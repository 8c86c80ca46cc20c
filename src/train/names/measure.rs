//! How well names are found.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Example, train};
use crate::model::names::labels::{TYPES, names};
use crate::model::names::{NameFinder, Scratch};

/// How many names were found.
#[derive(Clone, Debug, Default)]
pub struct Accuracy {
    /// Names of the annotation.
    pub gold: usize,
    /// Names that were found.
    pub found: usize,
    /// Of them, those with the right words.
    pub spans: usize,
    /// Of them, those with the right type too.
    pub right: usize,
    /// How often a type (first) was taken for another (second), among names with the right words; [`NOTHING`] stands for
    /// no name of these words.
    pub confusions: BTreeMap<(u8, u8), usize>,
}

impl Accuracy {
    /// F1 of words and types, and of words alone, in percent.
    #[must_use]
    #[expect(clippy::cast_precision_loss)]
    pub fn f1(&self) -> (f64, f64) {
        let f1 = |hits: usize| 200.0 * hits as f64 / (self.gold + self.found).max(1) as f64;
        (f1(self.right), f1(self.spans))
    }
}

/// The name of a type, or of none.
#[must_use]
pub fn type_name(kind: u8) -> String {
    TYPES.get(usize::from(kind)).map_or_else(|| "nothing".to_owned(), |kind| format!("{kind:?}").to_lowercase())
}

/// What stands in [`Accuracy::confusions`] for no name.
pub const NOTHING: u8 = 9;

/// Measures a finder.
#[must_use]
pub fn measure(finder: &NameFinder, examples: &[Example]) -> Accuracy {
    let mut accuracy = Accuracy::default();
    let mut scratch = Scratch::default();
    for example in examples {
        let labels = finder.label(&example.text(), &mut scratch);
        let gold: Vec<(Range<usize>, u8)> = names(&example.labels).collect();
        let found: Vec<(Range<usize>, u8)> = names(labels).collect();
        accuracy.gold += gold.len();
        accuracy.found += found.len();
        for (words, kind) in &gold {
            let hit = found.iter().find(|(other, _)| other == words).map(|(_, kind)| *kind);
            accuracy.spans += usize::from(hit.is_some());
            accuracy.right += usize::from(hit == Some(*kind));
            if hit != Some(*kind) {
                *accuracy.confusions.entry((*kind, hit.unwrap_or(NOTHING))).or_default() += 1;
            }
        }
        for (_, kind) in found.iter().filter(|(words, _)| gold.iter().all(|(other, _)| other != words)) {
            *accuracy.confusions.entry((NOTHING, *kind)).or_default() += 1;
        }
    }
    accuracy
}

/// The parts of our articles in [`cross_validate`].
const PARTS: usize = 3;

/// Measures finders on articles that they never saw: each part of ours by one that learned from all else.
#[must_use]
pub fn cross_validate(ours: &[Example], texts: &[Example]) -> Accuracy {
    let mut all = Accuracy::default();
    for part in 0..PARTS {
        let of_part = |inside: bool| {
            let articles = ours.iter().enumerate().filter(move |(at, _)| (at % PARTS == part) == inside);
            articles.map(|(_, article)| article.clone()).collect::<Vec<_>>()
        };
        let finder = train(&[of_part(false), texts.to_vec()].concat());
        let accuracy = measure(&finder, &of_part(true));
        all.gold += accuracy.gold;
        all.found += accuracy.found;
        all.spans += accuracy.spans;
        all.right += accuracy.right;
        for (confusion, count) in accuracy.confusions {
            *all.confusions.entry(confusion).or_default() += count;
        }
    }
    all
}
