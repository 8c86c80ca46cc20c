//! Names that are no place: proper nouns with their types (WordNet 3.0; WordNet License), given names and surnames (US
//! Census Bureau, 1990; public domain).

use crate::record::EntityType;

use super::table::{Table, rows};
use super::{Key, entity_type};

pub const PROPER_NOUNS: &str = include_str!("data/proper_nouns.tsv");
pub const GIVEN_NAMES: &str = include_str!("data/given_names.tsv");
pub const SURNAMES: &str = include_str!("data/surnames.tsv");

/// A proper noun of WordNet: of persons, bodies, places, peoples, works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProperNoun {
    types: [Option<EntityType>; 6],
}

impl ProperNoun {
    /// The types of what bears the name, the most frequent first.
    pub fn types(self) -> impl Iterator<Item = EntityType> {
        self.types.into_iter().flatten()
    }
}

/// Who bears a given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// Women, of twenty nineteen.
    Women,
    /// Men, of twenty nineteen.
    Men,
    /// Both.
    Both,
}

/// A given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenName {
    /// Who bears it.
    pub gender: Gender,
    /// How frequent it is, from 0 (a person in 1,000 or more) to 3 (fewer than one in 50,000).
    pub bucket: u8,
}

#[derive(Debug)]
pub struct Names {
    pub proper_nouns: Table<ProperNoun>,
    pub given: Table<GivenName>,
    pub surnames: Table<u8>,
}

impl Names {
    pub fn new() -> Self {
        let proper_nouns = rows(PROPER_NOUNS).map(|[name, letters]| {
            let types = std::array::from_fn(|place| entity_type(letters.get(place..=place).unwrap_or_default()));
            (Key::of(name), ProperNoun { types })
        });
        let given = rows(GIVEN_NAMES).map(|[name, gender, bucket]| {
            let gender = match gender {
                "f" => Gender::Women,
                "m" => Gender::Men,
                _ => Gender::Both,
            };
            (Key::of(name), GivenName { gender, bucket: number(bucket) })
        });
        let surnames = rows(SURNAMES).map(|[name, bucket]| (Key::of(name), number(bucket)));
        Self { proper_nouns: Table::new(proper_nouns), given: Table::new(given), surnames: Table::new(surnames) }
    }

    /// Every proper noun.
    pub fn names() -> impl Iterator<Item = &'static str> {
        rows(PROPER_NOUNS).map(|[name]| name)
    }

    pub fn memory(&self) -> usize {
        self.proper_nouns.memory() + self.given.memory() + self.surnames.memory()
    }
}

/// A bucket; the rarest where the table has none.
fn number(bucket: &str) -> u8 {
    bucket.parse().unwrap_or(3)
}
