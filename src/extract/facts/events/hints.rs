//! What words hint at: which classes of events they often tell, which topics they belong to, and which status they often
//! give to the events around them.
//!
//! The tables are `data/hints.tsv`, `data/topics.tsv` and `data/operators.tsv`, a class, a topic or a status a line.
//! Rule: a hint is a feature of the models and decides nothing; a set of hints is a bit each.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::de::IntoDeserializer as _;
use serde::de::value::{Error, StrDeserializer};

use super::lexemes::lemma;
use crate::model::hash::mix;
use crate::record::{EventClass, EventStatus};

const HINTS: &str = include_str!("data/hints.tsv");
const TOPICS: &str = include_str!("data/topics.tsv");
const OPERATORS: &str = include_str!("data/operators.tsv");

/// What a word hints at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// Classes of events, by the order of [`EventClass::ALL`].
    pub classes: u64,
    /// Topics, by the order of the table.
    pub topics: u32,
    /// What it may make of an event that it governs or stands beside, by the order of [`EventStatus::ALL`].
    pub operators: u8,
}

/// The most topics that the table has.
pub const MOST_TOPICS: usize = 32;

static TABLE: LazyLock<HashMap<u64, Hint>> = LazyLock::new(|| {
    let mut table: HashMap<u64, Hint> = HashMap::new();
    for (name, words) in lines(HINTS) {
        let bit = named(name).map_or(0, |class: EventClass| 1 << class as u64);
        words.for_each(|word| table.entry(key(word)).or_default().classes |= bit);
    }
    for (topic, (_, words)) in lines(TOPICS).enumerate().take(MOST_TOPICS) {
        words.for_each(|word| table.entry(key(word)).or_default().topics |= 1 << topic);
    }
    for (name, words) in lines(OPERATORS) {
        let bit = named(name).map_or(0, |status: EventStatus| 1 << status as u8);
        words.for_each(|word| table.entry(key(word)).or_default().operators |= bit);
    }
    table
});

/// What the word with this lemma's hash hints at.
#[must_use]
pub fn of(lemma: u64) -> Hint {
    TABLE.get(&lemma).copied().unwrap_or_default()
}

/// What two words together hint at: *step down*.
#[must_use]
pub fn of_pair(first: u64, second: u64) -> Hint {
    TABLE.get(&mix(first, second)).copied().unwrap_or_default()
}

/// The numbers of the bits of a set.
pub fn bits(set: impl Into<u64>) -> impl Iterator<Item = u64> {
    let set = set.into();
    (0..u64::from(u64::BITS)).filter(move |bit| set >> bit & 1 == 1)
}

fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).map(|(name, words)| (name, words.split(' ')))
}

/// The class or the status with this name in the record.
pub(super) fn named<T: for<'n> serde::Deserialize<'n>>(name: &str) -> Option<T> {
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    T::deserialize(name).ok()
}

/// The key of a word, or of two joined by an underscore.
fn key(word: &str) -> u64 {
    word.split_once('_').map_or_else(|| lemma(word), |(first, second)| mix(lemma(first), lemma(second)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_a_class_once() {
        let names: Vec<&str> = lines(HINTS).map(|(name, _)| name).collect();
        assert!(names.iter().all(|name| named::<EventClass>(name).is_some()), "{names:?}");
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len());
        assert!(lines(TOPICS).count() <= MOST_TOPICS);
        let statuses: Vec<Option<EventStatus>> = lines(OPERATORS).map(|(name, _)| named(name)).collect();
        assert_eq!(statuses.len(), EventStatus::ALL.len() - 1);
        assert!(statuses.iter().all(Option::is_some), "{statuses:?}");
    }

    #[test]
    fn words_and_pairs_hint() {
        let has = |hint: Hint, class: EventClass| hint.classes >> class as u64 & 1 == 1;
        assert!(has(of(lemma("arrest")), EventClass::Arrest));
        assert!(has(of_pair(lemma("step"), lemma("down")), EventClass::Resign));
        assert_eq!(of(lemma("refuse")).operators >> EventStatus::Denied as u8 & 1, 1);
        assert_eq!(of(lemma("qxzzt")), Hint::default());
        assert_eq!(bits(0b101_u32).collect::<Vec<_>>(), [0, 2]);
    }
}
