//! What a name is looked up by.
//!
//! Rule: a key takes no memory, and it can be built from the text or from its tokens, one by one: capitals, hyphens and
//! the form of an apostrophe make no difference.

/// The hash of a row of words in lower case.
///
/// ```
/// use factwire::knowledge::Key;
///
/// assert_eq!(Key::of("New York"), Key::START.then("new").then("York"));
/// assert_eq!(Key::of("Guinea-Bissau"), Key::START.then("Guinea").then("-").then("Bissau"));
/// assert_eq!(Key::of("plied"), Key::of("pl").ending("ied"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

/// FNV-1a's.
const PRIME: u64 = 0x0000_0100_0000_01B3;

impl Key {
    /// No word at all.
    pub const START: Self = Self(0xCBF2_9CE4_8422_2325);

    /// The key of a whole name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self::START.then(name)
    }

    /// The key of the name that goes on with these words.
    #[must_use]
    pub fn then(self, words: &str) -> Self {
        let mut key = self;
        let mut starts = self != Self::START;
        for c in words.chars() {
            if is_blank(c) {
                starts = key != Self::START;
                continue;
            }
            if starts {
                key = key.byte(b' ');
                starts = false;
            }
            key = if c.is_ascii() { key.byte(c.to_ascii_lowercase() as u8) } else { key.foreign(c) };
        }
        key
    }

    /// The key of the name whose last word goes on with this ending, in lower case.
    #[must_use]
    pub fn ending(self, ending: &str) -> Self {
        ending.bytes().fold(self, Self::byte)
    }

    /// A character outside ASCII.
    fn foreign(self, c: char) -> Self {
        let mut buffer = [0; 4];
        match c {
            '’' | '‘' | 'ʼ' => self.byte(b'\''),
            c => c.to_lowercase().fold(self, |key, c| c.encode_utf8(&mut buffer).bytes().fold(key, Self::byte)),
        }
    }

    const fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u64).wrapping_mul(PRIME))
    }

    /// The key of the name with a letter that says of which kind it is; no name has this key.
    pub(super) const fn tagged(self, kind: u8) -> Self {
        self.byte(b'\t').byte(kind)
    }

    /// A number whose lowest bits are well spread: where a table looks first.
    pub(super) const fn spread(self) -> usize {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 32) as usize
    }
}

/// Whether a character only parts words.
fn is_blank(c: char) -> bool {
    if c.is_ascii() {
        matches!(c, ' ' | '-' | '\t'..='\r')
    } else {
        matches!(c, '‐' | '‑' | '–') || c.is_whitespace()
    }
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self::of(name)
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn words_are_told_apart_and_writing_is_not() {
        assert_eq!(Key::of("Côte d’Ivoire"), Key::of("CÔTE  D'IVOIRE "));
        assert_ne!(Key::of("new york"), Key::of("newyork"));
        assert_ne!(Key::of("York New"), Key::of("New York"));
        assert_eq!(Key::of(" - "), Key::START);
    }
}
