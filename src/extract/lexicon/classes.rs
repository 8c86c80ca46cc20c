//! What the tables know about a word, as one set of bits.

use std::ops::{BitOr, BitOrAssign};

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u32);

impl Classes {
    /// A form of a verb that reports speech: “said”.
    pub const REPORTING: Self = Self(1);
    /// The last noun of a title: “minister”.
    pub const TITLE_HEAD: Self = Self(1 << 1);
    /// A word that stands before the last noun of a title: “deputy”.
    pub const TITLE_MODIFIER: Self = Self(1 << 2);
    /// A form of address: “Mr”, “Gen.”.
    pub const HONORIFIC: Self = Self(1 << 3);
    /// A form of address that is part of the name: “Mr”, “Dame”.
    pub const CIVIL: Self = Self(1 << 4);
    /// The head of an organization's name: “Ministry”.
    pub const ORGANIZATION_HEAD: Self = Self(1 << 5);
    /// The head of a building's or road's name: “Bridge”.
    pub const FACILITY_HEAD: Self = Self(1 << 6);
    /// The head of a place's name: “Province”.
    pub const PLACE_HEAD: Self = Self(1 << 7);
    /// The head of the name of a law, prize, event or product: “Act”.
    pub const OTHER_HEAD: Self = Self(1 << 8);
    /// The first word of a place's name: “Lake”.
    pub const PLACE_PREFIX: Self = Self(1 << 9);
    /// The first word of a storm's or an operation's name.
    pub const OTHER_PREFIX: Self = Self(1 << 10);
    /// A common noun that introduces a person: “daughter”.
    pub const PERSON_NOUN: Self = Self(1 << 11);
    /// A common noun that introduces an organization: “airline”.
    pub const ORGANIZATION_NOUN: Self = Self(1 << 12);
    /// A common noun that introduces a building: “stadium”.
    pub const FACILITY_NOUN: Self = Self(1 << 13);
    /// A common noun that introduces a place: “village”.
    pub const PLACE_NOUN: Self = Self(1 << 14);
    /// A common noun that introduces a product, a vessel, a work: “ferry”.
    pub const OTHER_NOUN: Self = Self(1 << 15);
    /// A preposition before places.
    pub const LOCATIVE: Self = Self(1 << 16);
    /// Never part of a name when it opens a sentence.
    pub const FUNCTION: Self = Self(1 << 17);
    /// A common word that often opens a sentence before a name.
    pub const COMMON: Self = Self(1 << 18);
    /// An adverb that may stand between a speaker and the verb, or after the verb.
    pub const ADVERB: Self = Self(1 << 19);
    /// Whom one tells: “reporters”.
    pub const ADDRESSEE: Self = Self(1 << 20);
    /// A personal pronoun that may speak.
    pub const PRONOUN: Self = Self(1 << 21);
    /// A month, a weekday, a holiday, a time zone.
    pub const CALENDAR: Self = Self(1 << 22);
    /// An acronym that names no body: “GDP”.
    pub const NO_BODY: Self = Self(1 << 23);
    /// A given name.
    pub const GIVEN_NAME: Self = Self(1 << 24);
    /// The adjective of a country or people: “Danish”.
    pub const DEMONYM: Self = Self(1 << 25);
    /// The bare form of a reporting verb, often a noun: “report”, “claim”.
    pub const BARE: Self = Self(1 << 26);
    /// Said of women only: “spokeswoman”, “Anna”.
    pub const WOMAN: Self = Self(1 << 27);
    /// Said of men only: “chairman”, “Peter”.
    pub const MAN: Self = Self(1 << 28);
    /// The first word of an organization's name: “Radio”.
    pub const ORGANIZATION_PREFIX: Self = Self(1 << 29);
    /// By itself a name that the tables know.
    pub const KNOWN: Self = Self(1 << 30);
    /// Two words that are written as one: “cannot”.
    pub const JOINED: Self = Self(1 << 31);

    /// Whether this set shares a class with `other`.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOr for Classes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}

impl BitOrAssign for Classes {
    fn bitor_assign(&mut self, other: Self) {
        *self = self.and(other);
    }
}
