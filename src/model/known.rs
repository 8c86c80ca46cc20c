//! What the tables of knowledge say of a word by itself: which parts of speech it may be, and what it may mean.
//!
//! Rule: regular endings are taken off here, irregular forms come from the table; nothing is allocated.

use crate::knowledge::{Key, Knowledge, Part};

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What it may be, a bit each.
    pub parts: u16,
    /// Its first meaning as a noun, counted from 1; zero where it is none.
    pub noun: u8,
    /// Its first meaning as a verb, counted from 1; zero where it is none.
    pub verb: u8,
}

impl Known {
    const NOUN: u16 = 1;
    const PLURAL: u16 = 1 << 1;
    const VERB: u16 = 1 << 2;
    const VERB_S: u16 = 1 << 3;
    const VERB_ED: u16 = 1 << 4;
    const VERB_ING: u16 = 1 << 5;
    const GIVEN_NAME: u16 = 1 << 6;
    const SURNAME: u16 = 1 << 7;
    const PLACE: u16 = 1 << 8;
    const DEMONYM: u16 = 1 << 9;
    const PROPER: u16 = 1 << 10;

    /// Everything as one number, for features.
    #[inline]
    #[must_use]
    pub const fn parts(self) -> u64 {
        self.parts as u64
    }

    /// The first meanings as one number, for features; zero where there are none.
    #[inline]
    #[must_use]
    pub const fn senses(self) -> u64 {
        (self.noun as u64) << 8 | self.verb as u64
    }

    /// What is known of `word`.
    #[must_use]
    pub fn of(word: &str, knowledge: &Knowledge) -> Self {
        let mut known = Self::default();
        if word.len() < 2 || !word.chars().all(char::is_alphabetic) {
            return known;
        }
        known.look_up_word(word, knowledge);
        known.look_up_stems(word, knowledge);
        if word.chars().next().is_some_and(char::is_uppercase) {
            known.look_up_name(word, knowledge);
        }
        known
    }

    fn look_up_word(&mut self, word: &str, knowledge: &Knowledge) {
        let key = Key::of(word);
        self.take_noun(key, knowledge, Self::NOUN);
        self.take_verb(key, knowledge, Self::VERB);
        if let Some(lemma) = knowledge.lemmas(Part::Noun, key).first() {
            self.take_noun(Key::of(lemma), knowledge, Self::PLURAL);
        }
        if let Some(lemma) = knowledge.lemmas(Part::Verb, key).first() {
            let form = if word.ends_with("ing") { Self::VERB_ING } else { Self::VERB_ED };
            self.take_verb(Key::of(lemma), knowledge, form);
        }
    }

    fn look_up_stems(&mut self, word: &str, knowledge: &Knowledge) {
        for (ending, put_back, noun, verb) in ENDINGS {
            let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 2) else { continue };
            let mut buffer = [0; 40];
            let Some(key) = joined(stem, put_back, &mut buffer) else { continue };
            if noun {
                self.take_noun(key, knowledge, Self::PLURAL);
            }
            self.take_verb(key, knowledge, verb);
            // stopped, planning: the last letter stands twice.
            let last = stem.as_bytes()[stem.len() - 1];
            if put_back.is_empty() && ending != "s" && stem.as_bytes()[stem.len() - 2] == last && last.is_ascii() {
                self.take_verb(Key::of(&stem[..stem.len() - 1]), knowledge, verb);
            }
        }
    }

    fn look_up_name(&mut self, word: &str, knowledge: &Knowledge) {
        let key = Key::of(word);
        let mut set = |bit, holds: bool| self.parts |= if holds { bit } else { 0 };
        set(Self::GIVEN_NAME, knowledge.given_name(key).is_some());
        set(Self::SURNAME, knowledge.surname(key).is_some());
        set(Self::PLACE, knowledge.country(key).is_some() || knowledge.cities(key).len() > 0);
        set(Self::DEMONYM, knowledge.demonym(key).is_some());
        set(Self::PROPER, knowledge.proper_noun(key).is_some());
    }

    fn take_noun(&mut self, lemma: Key, knowledge: &Knowledge, form: u16) {
        if let Some(noun) = knowledge.noun(lemma) {
            self.parts |= form;
            if self.noun == 0 {
                self.noun = noun.senses.first().map_or(0, |sense| sense as u8 + 1);
            }
        }
    }

    fn take_verb(&mut self, lemma: Key, knowledge: &Knowledge, form: u16) {
        if let Some(senses) = knowledge.verb(lemma) {
            self.parts |= form;
            if self.verb == 0 {
                self.verb = senses.first().map_or(0, |sense| sense as u8 + 1);
            }
        }
    }
}

/// Regular endings: what goes, what comes instead, whether it also makes the plural of a noun, and the form of the verb.
const ENDINGS: [(&str, &str, bool, u16); 9] = [
    ("s", "", true, Known::VERB_S),
    ("es", "", true, Known::VERB_S),
    ("ies", "y", true, Known::VERB_S),
    ("ed", "", false, Known::VERB_ED),
    ("d", "", false, Known::VERB_ED),
    ("ied", "y", false, Known::VERB_ED),
    ("ing", "", false, Known::VERB_ING),
    ("ing", "e", false, Known::VERB_ING),
    ("ying", "ie", false, Known::VERB_ING),
];

/// The key of two parts written as one; none where they are too long for a word.
fn joined(stem: &str, end: &str, buffer: &mut [u8; 40]) -> Option<Key> {
    let length = stem.len() + end.len();
    buffer.get_mut(..stem.len())?.copy_from_slice(stem.as_bytes());
    buffer.get_mut(stem.len()..length)?.copy_from_slice(end.as_bytes());
    std::str::from_utf8(&buffer[..length]).ok().map(Key::of)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn endings_lead_to_the_word() {
        let knowledge = Knowledge::new();
        let parts = |word: &str| Known::of(word, &knowledge).parts;
        assert_eq!(parts("ministries") & Known::PLURAL, Known::PLURAL);
        assert_eq!(parts("stopped") & Known::VERB_ED, Known::VERB_ED);
        assert_eq!(parts("said") & Known::VERB_ED, Known::VERB_ED);
        assert_eq!(parts("making") & Known::VERB_ING, Known::VERB_ING);
        assert_eq!(parts("dying") & Known::VERB_ING, Known::VERB_ING);
        assert_eq!(parts("Geneva") & Known::PLACE, Known::PLACE);
        assert_eq!(parts("geneva") & Known::PLACE, 0);
        assert_eq!(parts("qxzzt"), 0);
        assert_ne!(Known::of("airlines", &knowledge).noun, 0);
    }

    proptest! {
        #[test]
        fn any_string_may_be_asked(word in any::<String>(), end in "(s|es|ies|ed|d|ied|ing|ying)?") {
            use std::sync::LazyLock;
            static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::new);
            let _ = Known::of(&(word + &end), &KNOWLEDGE);
        }
    }
}
