//! The type of entity that a noun's meaning gives to a name beside it: “the airline”, “a river”.
//!
//! Rule: types hang on meanings high up in WordNet, the anchors, and every meaning takes the type of the nearest anchor
//! above it. Where a common noun comes out wrong, an anchor is missing or too high; no single word gets a type.

use std::collections::{BTreeMap, HashSet, VecDeque};

use super::TablesError;
use super::wordnet::{Offset, Sense, WordNet};

/// One of the six types of entities, by its letter.
pub type Class = char;

const PERSON: Class = 'P';
const ORGANIZATION: Class = 'O';
const PLACE: Class = 'L';
/// A people, a family, the adherents of a creed.
pub const GROUP: Class = 'G';
const FACILITY: Class = 'F';
/// A law, product, work, event.
pub const OTHER: Class = 'X';
/// No type, whatever stands higher up.
const NONE: Class = '-';

/// The anchors: a type, and the meanings that have it, by a word and the number of its sense.
const ANCHORS: [(Class, &[(&str, usize)]); 7] = [
    (PERSON, &[("person", 1), ("spiritual being", 1)]),
    (
        ORGANIZATION,
        &[
            ("organization", 1),
            ("social group", 1),
            ("legislature", 1),
            ("court", 1),
            ("body", 2),
            ("print media", 1),
            ("periodical", 1),
            ("broadcasting station", 1),
        ],
    ),
    (
        PLACE,
        &[
            ("location", 1),
            ("body of water", 1),
            ("geological formation", 1),
            ("land", 4),
            ("geographic point", 1),
            ("topographic point", 1),
            ("celestial body", 1),
            ("country", 1),
            ("nation", 2),
            ("empire", 2),
            ("community", 1),
            ("colony", 1),
            ("municipality", 2),
        ],
    ),
    (
        GROUP,
        &[
            ("ethnic group", 1),
            ("people", 1),
            ("society", 1),
            ("tribe", 1),
            ("family", 1),
            ("kin", 2),
            ("tribe", 2),
            ("social class", 1),
            ("religious person", 1),
        ],
    ),
    (
        FACILITY,
        &[
            ("structure", 1),
            ("facility", 1),
            ("way", 6),
            ("public square", 1),
            ("park", 1),
            ("park", 2),
            ("campus", 1),
            ("port", 1),
            ("workplace", 1),
        ],
    ),
    (
        OTHER,
        &[
            ("artifact", 1),
            ("conduit", 1),
            ("web site", 1),
            ("drug", 1),
            ("animal", 1),
            ("written communication", 1),
            ("written agreement", 1),
            ("social event", 1),
            ("meeting", 1),
            ("celebration", 2),
            ("award", 2),
            ("prize", 1),
            ("military action", 1),
            ("storm", 1),
            ("musical composition", 1),
            ("plan of action", 1),
        ],
    ),
    (NONE, &[("gathering", 1), ("point", 2), ("political system", 1)]),
];

/// How much more often than an animal or a thing is something of this type told by its name: a reader who meets “bank”
/// beside a name thinks of the company, though slopes are as frequent. What has no type is told by its name least.
const fn named(class: Class) -> f64 {
    match class {
        PERSON | ORGANIZATION | GROUP => 3.0,
        PLACE | FACILITY => 2.0,
        NONE => 0.5,
        _ => 1.0,
    }
}

/// The share of a noun's uses that has one type must be greater.
const AGREEMENT: f64 = 0.5;

/// The type of every meaning that has one.
#[derive(Debug)]
pub struct Classes(BTreeMap<Offset, Class>);

impl Classes {
    /// Types every noun sense.
    pub fn new(wordnet: &WordNet) -> Result<Self, TablesError> {
        let mut anchors = BTreeMap::new();
        for (class, senses) in ANCHORS {
            for (lemma, number) in senses {
                let sense = wordnet.nouns.senses(lemma).get(number - 1);
                let sense = sense.ok_or_else(|| TablesError::Sense(format!("{lemma} {number}")))?;
                anchors.insert(sense.synset, class);
            }
        }
        let typed =
            wordnet.nouns.synsets.keys().filter_map(|offset| Some((*offset, nearest(wordnet, &anchors, *offset)?)));
        Ok(Self(typed.collect()))
    }

    /// The type of one meaning.
    pub fn of(&self, synset: Offset) -> Option<Class> {
        self.0.get(&synset).copied()
    }

    /// The type of a common noun, by its senses, the most frequent first; none where they disagree.
    pub fn of_noun(&self, senses: &[Sense]) -> Option<Class> {
        let ranked = self.ranked(senses, NONE);
        let total: f64 = ranked.iter().map(|(_, weight)| weight).sum();
        let (class, weight) = *ranked.first()?;
        (class != NONE && weight > AGREEMENT * total).then_some(class)
    }

    /// The types of these senses with their weights, the heaviest first; `untyped` stands for a sense without one.
    pub fn ranked(&self, senses: &[Sense], untyped: Class) -> Vec<(Class, f64)> {
        let mut weights: BTreeMap<Class, f64> = BTreeMap::new();
        for (rank, sense) in senses.iter().enumerate() {
            let class = self.of(sense.synset).unwrap_or(untyped);
            *weights.entry(class).or_default() += named(class) * weight(rank, sense.count);
        }
        let mut ranked: Vec<(Class, f64)> = weights.into_iter().filter(|(_, weight)| *weight > 0.0).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked
    }
}

/// A sense counts as often as it was seen; the first two count a little even if they never were.
fn weight(rank: usize, count: u32) -> f64 {
    let unseen = if rank < 2 { 1.0 } else { 0.0 };
    f64::from(count) + unseen
}

/// The type of the nearest anchor at or above a meaning.
fn nearest(wordnet: &WordNet, anchors: &BTreeMap<Offset, Class>, from: Offset) -> Option<Class> {
    let mut seen = HashSet::new();
    let mut queue = VecDeque::from([from]);
    while let Some(offset) = queue.pop_front() {
        if !seen.insert(offset) {
            continue;
        }
        if let Some(class) = anchors.get(&offset) {
            return Some(*class).filter(|class| *class != NONE);
        }
        let synset = wordnet.nouns.synsets.get(&offset)?;
        queue.extend(synset.hypernyms.iter().chain(&synset.instance_of));
    }
    None
}
