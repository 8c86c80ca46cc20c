//! What the models look at in a single word, computed once for all of them.
//!
//! Rule: no allocation, and nothing here knows the words around it. Typographic variants count as one: curly and
//! straight marks, dashes of any length, digits among themselves in [`Word::lower`].

use super::hash;
use super::known::Known;
use crate::knowledge::Knowledge;

/// A word as the models see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Hash of its letters as written.
    pub form: u64,
    /// Hash of its letters in lower case, each digit as `0`.
    pub lower: u64,
    /// Hash of its outline: `Xx` for `Geneva`, `d,d.d` for `1,000.5`, runs of a kind drawn together.
    pub shape: u64,
    /// The first four bytes in lower case, the first one highest; zeros where it is shorter.
    head: u32,
    /// The last four bytes in lower case, the last one lowest; zeros where it is shorter.
    tail: u32,
    /// How it is written.
    pub traits: Traits,
    /// What it may be and mean; nothing where nobody asked.
    pub known: Known,
}

/// Facts of spelling, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits(pub u16);

impl Traits {
    /// A capital at the start.
    pub const CAPITAL: Self = Self(1);
    /// No small letter, and a capital.
    pub const ALL_CAPITALS: Self = Self(2);
    /// A digit anywhere.
    pub const DIGIT: Self = Self(4);
    /// Neither a letter nor a digit.
    pub const MARK: Self = Self(8);
    /// A hyphen inside.
    pub const HYPHEN: Self = Self(16);
    /// A stop inside or behind letters.
    pub const DOTTED: Self = Self(32);
    /// A capital behind a small letter: `iPhone`, `McKay`.
    pub const MIXED: Self = Self(64);
    /// Digits and nothing else.
    pub const NUMBER: Self = Self(128);
    /// A single character.
    pub const SINGLE: Self = Self(256);

    /// Whether all of these hold.
    #[inline]
    #[must_use]
    pub const fn has(self, traits: Self) -> bool {
        self.0 & traits.0 == traits.0
    }

    /// Whether one of these holds.
    #[inline]
    #[must_use]
    pub const fn any(self, traits: Self) -> bool {
        self.0 & traits.0 != 0
    }

    fn set(&mut self, traits: Self, holds: bool) {
        if holds {
            self.0 |= traits.0;
        }
    }
}

/// The longest part of a word that its hashes cover, in bytes: a longer word is a mistake of the text, and its
/// beginning and length tell enough.
const LIMIT: usize = 64;

impl Word {
    /// What the models see of `text`, with what is known of it.
    #[must_use]
    pub fn with_known(text: &str, knowledge: &Knowledge) -> Self {
        Self { known: Known::of(text, knowledge), ..Self::new(text) }
    }

    /// What the models see of the letters of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut scan = Scan::default();
        for c in text.chars() {
            if !scan.take(plain(c)) {
                break;
            }
        }
        scan.word(text)
    }

    /// What stands before the beginning and behind the end of a sentence.
    #[must_use]
    pub const fn outside() -> Self {
        Self {
            form: 1,
            lower: 1,
            shape: 1,
            head: 0,
            tail: 0,
            traits: Traits(0),
            known: Known { parts: 0, noun: 0, verb: 0 },
        }
    }

    /// The first `length` bytes, at most four.
    #[inline]
    #[must_use]
    pub const fn prefix(&self, length: u32) -> u64 {
        (self.head >> (32 - 8 * length)) as u64
    }

    /// The last `length` bytes, at most four.
    #[inline]
    #[must_use]
    pub const fn suffix(&self, length: u32) -> u64 {
        (self.tail as u64) & ((1 << (8 * length)) - 1)
    }

    /// Whether it begins with a capital.
    #[inline]
    #[must_use]
    pub const fn is_capitalised(&self) -> bool {
        self.traits.has(Traits::CAPITAL)
    }
}

/// One sign for the signs that mean the same.
fn plain(c: char) -> char {
    match c {
        '’' | '‘' | '‛' | '`' | '´' | '‚' => '\'',
        '“' | '”' | '„' | '«' | '»' | '‟' => '"',
        '–' | '—' | '―' => '—',
        '‐' | '‑' => '-',
        _ => c,
    }
}

/// The letters of a word on their way into its hashes.
struct Scan {
    form: [u8; LIMIT],
    lower: [u8; LIMIT],
    shape: [u8; LIMIT],
    length: usize,
    outline: usize,
    small: u32,
    capital: u32,
    digit: u32,
    mark: u32,
    traits: Traits,
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            form: [0; LIMIT],
            lower: [0; LIMIT],
            shape: [0; LIMIT],
            length: 0,
            outline: 0,
            small: 0,
            capital: 0,
            digit: 0,
            mark: 0,
            traits: Traits::default(),
        }
    }
}

impl Scan {
    /// Takes a character; false when there is no room for it.
    fn take(&mut self, c: char) -> bool {
        let at = self.length;
        // A letter in lower case may be longer than its capital; the first of several counts.
        let lower = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
        let lower = if lower.is_ascii_digit() { '0' } else { lower };
        let end = at + c.len_utf8().max(lower.len_utf8());
        if end > LIMIT {
            return false;
        }
        c.encode_utf8(&mut self.form[at..end]);
        lower.encode_utf8(&mut self.lower[at..end]);
        self.length = end;
        let sign = self.count(c);
        if self.outline == 0 || self.shape[self.outline - 1] != sign {
            self.shape[self.outline] = sign;
            self.outline += 1;
        }
        true
    }

    fn count(&mut self, c: char) -> u8 {
        if c.is_ascii_digit() || c.is_numeric() {
            self.digit += 1;
            b'd'
        } else if c.is_uppercase() {
            self.traits.set(Traits::CAPITAL, self.small + self.capital + self.digit + self.mark == 0);
            self.traits.set(Traits::MIXED, self.small > 0);
            self.capital += 1;
            b'X'
        } else if c.is_alphabetic() {
            self.small += 1;
            b'x'
        } else {
            self.traits.set(Traits::HYPHEN, c == '-');
            self.traits.set(Traits::DOTTED, c == '.' && self.small + self.capital > 0);
            self.mark += 1;
            u8::try_from(c).unwrap_or(b'?')
        }
    }

    fn word(mut self, text: &str) -> Word {
        let lower = &self.lower[..self.length];
        let mut head = [0; 4];
        let mut tail = [0; 4];
        let short = lower.len().min(4);
        head[..short].copy_from_slice(&lower[..short]);
        tail[4 - short..].copy_from_slice(&lower[lower.len() - short..]);
        let letters = self.small + self.capital;
        self.traits.set(Traits::ALL_CAPITALS, self.capital > 0 && self.small == 0);
        self.traits.set(Traits::DIGIT, self.digit > 0);
        self.traits.set(Traits::MARK, letters + self.digit == 0);
        self.traits.set(Traits::NUMBER, self.digit > 0 && letters + self.mark == 0);
        self.traits.set(Traits::SINGLE, letters + self.digit + self.mark == 1);
        // What lies beyond the limit counts by its length alone.
        let beyond = text.len().saturating_sub(LIMIT * 2) as u64;
        Word {
            form: hash::bytes(&self.form[..self.length]) ^ beyond,
            lower: hash::bytes(lower) ^ beyond,
            shape: hash::bytes(&self.shape[..self.outline]),
            head: u32::from_be_bytes(head),
            tail: u32::from_be_bytes(tail),
            traits: self.traits,
            known: Known::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn variants_of_type_are_one_word() {
        assert_eq!(Word::new("’s"), Word::new("'s"));
        assert_eq!(Word::new("“"), Word::new("\""));
        assert_eq!(Word::new("1995").lower, Word::new("2024").lower);
        assert_ne!(Word::new("1995").form, Word::new("2024").form);
        assert_eq!(Word::new("Élan").lower, Word::new("élan").lower);
    }

    #[test]
    fn affixes_are_the_ends_in_lower_case() {
        let word = Word::new("Running");
        assert_eq!(word.suffix(3), u64::from(u32::from_be_bytes(*b"\0ing")));
        assert_eq!(word.prefix(2), u64::from(u32::from_be_bytes(*b"\0\0ru")));
        assert_eq!(Word::new("at").suffix(4), Word::new("at").suffix(2));
    }

    #[test]
    fn traits_say_how_it_is_written() {
        assert!(Word::new("Geneva").traits.has(Traits::CAPITAL));
        assert!(!Word::new("Geneva").traits.has(Traits::ALL_CAPITALS));
        assert!(Word::new("NATO").traits.has(Traits::ALL_CAPITALS));
        assert!(Word::new("iPhone").traits.has(Traits::MIXED));
        assert!(Word::new("1990s").traits.has(Traits::DIGIT));
        assert!(!Word::new("1990s").traits.has(Traits::NUMBER));
        assert!(Word::new("U.S.").traits.has(Traits::DOTTED));
        assert!(Word::new("—").traits.has(Traits::MARK));
        assert!(Word::new("Straße").is_capitalised());
    }

    proptest! {
        #[test]
        fn any_string_is_a_word(text in any::<String>()) {
            let word = Word::new(&text);
            assert_eq!(word, Word::new(&text));
        }
    }
}
