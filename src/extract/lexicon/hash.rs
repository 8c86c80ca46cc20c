//! The hash of the tables: fast for short words.
//!
//! Rule: only what lies in the program is ever stored under it. A text cannot fill a table with words that collide,
//! as it could one that grew with its input.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::model::hash;

/// A table whose keys are known when the program is built.
pub type Table<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// A set of words that are known when the program is built.
pub type Words = HashSet<&'static str, BuildHasherDefault<WordHasher>>;

/// Hashes one string.
#[derive(Clone, Copy, Debug, Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash::mix(self.0, hash::bytes(bytes));
    }

    fn write_u8(&mut self, end: u8) {
        // What ends every string tells none from another.
        self.0 ^= u64::from(end);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again_and_no_others() {
        let words = ["a", "b", "ab", "ba", "abcdefgh", "abcdefghi", "é", ""];
        let table: Table<&str, usize> = words.iter().zip(0..).map(|(word, index)| (*word, index)).collect();
        for (index, word) in words.iter().enumerate() {
            assert_eq!(table.get(word), Some(&index));
        }
        assert_eq!(table.get("abc"), None);
    }
}
