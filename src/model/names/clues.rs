//! What tables of words and names know of one word, as the model of names sees it.

use std::ops::{BitOr, BitOrAssign};

/// A set of clues, a bit each. Who has the tables fills them; their order is part of the weights file's format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clues(pub u64);

impl Clues {
    /// A noun that tells the type of the name beside it, by a hand-made list: bit `kind` of these for the types in the
    /// order of [`super::labels::TYPES`].
    pub const NOUN: u32 = 0;
    /// The same by WordNet.
    pub const SENSE: u32 = 6;
    /// By itself a known name of a type.
    pub const NAME: u32 = 12;
    /// The first word of a known name of a type.
    pub const NAME_BEGIN: u32 = 18;
    /// A later word of a known name of a type.
    pub const NAME_INSIDE: u32 = 24;
    /// The mask of the nouns of both kinds.
    pub const NOUNS: u64 = (1 << 12) - 1;

    /// A given name.
    pub const GIVEN_NAME: Self = Self(1 << 30);
    /// A given name that is frequent.
    pub const FREQUENT_GIVEN_NAME: Self = Self(1 << 31);
    /// A surname.
    pub const SURNAME: Self = Self(1 << 32);
    /// A surname that is frequent.
    pub const FREQUENT_SURNAME: Self = Self(1 << 33);
    /// A city.
    pub const CITY: Self = Self(1 << 34);
    /// A large city.
    pub const LARGE_CITY: Self = Self(1 << 35);
    /// A country.
    pub const COUNTRY: Self = Self(1 << 36);
    /// The adjective of a country or people.
    pub const DEMONYM: Self = Self(1 << 37);
    /// A form of address: “Gen.”.
    pub const HONORIFIC: Self = Self(1 << 38);
    /// A form of address that belongs to the name: “Mr”.
    pub const CIVIL: Self = Self(1 << 39);
    /// A word before the last noun of a title: “deputy”.
    pub const TITLE_MODIFIER: Self = Self(1 << 40);
    /// A month, a weekday, a holiday.
    pub const CALENDAR: Self = Self(1 << 41);
    /// A word without a meaning of its own: “the”.
    pub const FUNCTION: Self = Self(1 << 42);
    /// A personal pronoun.
    pub const PRONOUN: Self = Self(1 << 43);
    /// A verb that reports speech.
    pub const REPORTING: Self = Self(1 << 44);
    /// The first word of an organization's name: “Radio”.
    pub const ORGANIZATION_PREFIX: Self = Self(1 << 45);
    /// The first word of a place's name: “Lake”.
    pub const PLACE_PREFIX: Self = Self(1 << 46);
    /// A preposition before places.
    pub const LOCATIVE: Self = Self(1 << 47);
    /// An acronym that names no body.
    pub const NO_BODY: Self = Self(1 << 48);
    /// A common word of the language.
    pub const COMMON: Self = Self(1 << 49);
    /// “the”, “a”, “an”.
    pub const ARTICLE: Self = Self(1 << 50);
    /// “of”.
    pub const OF: Self = Self(1 << 51);
    /// A preposition or relative pronoun, which ends the noun phrase that stands beside a name.
    pub const ENDS_PHRASE: Self = Self(1 << 52);
    /// “who”, “whose”.
    pub const WHO: Self = Self(1 << 53);
    /// “which”.
    pub const WHICH: Self = Self(1 << 54);
    /// A comma.
    pub const COMMA: Self = Self(1 << 55);
    /// A mark that ends a sentence.
    pub const STOP: Self = Self(1 << 56);
    /// A possessive ending.
    pub const POSSESSIVE: Self = Self(1 << 57);
    /// A hyphen within a word.
    pub const HYPHEN: Self = Self(1 << 58);
    /// “his”, “her”, “its”, “their”.
    pub const OWN: Self = Self(1 << 59);

    /// The clues that count as features of a word: all but those that marks have.
    pub const FEATURES: u64 = (1 << 50) - 1;

    /// One of the clues that come in types.
    #[inline]
    #[must_use]
    pub const fn typed(clue: u32, kind: u8) -> Self {
        Self(1 << (clue + kind as u32))
    }

    /// Whether this set shares a clue with `other`.
    #[inline]
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What a noun says about the type of a name beside it: the six types by the list, the six by WordNet.
    #[inline]
    #[must_use]
    pub const fn nouns(self) -> u16 {
        (self.0 & Self::NOUNS) as u16
    }
}

impl BitOr for Clues {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Clues {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
