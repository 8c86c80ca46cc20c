//! The two ways to count positions in a text, and the one place where one becomes the other.
//!
//! Inside the extractor every position is a [`ByteOffset`]; in the record every position counts code points
//! ([`CharOffset`]). [`OffsetMap`] is built once, in linear time, and then answers in constant time.

use std::ops::Range;

use crate::record::Evidence;

/// A position in the text in bytes, always at the boundary of a code point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteOffset(u32);

/// A position in the text in Unicode code points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharOffset(u32);

/// A stretch of the text, half open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Where it begins.
    pub start: ByteOffset,
    /// Where it has ended.
    pub end: ByteOffset,
}

impl ByteOffset {
    /// The position `offset` bytes into the text; beyond 4 GiB, where nothing is annotated, the last one.
    #[must_use]
    pub fn new(offset: usize) -> Self {
        Self(u32::try_from(offset).unwrap_or(u32::MAX))
    }

    /// The number of bytes before it.
    #[must_use]
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

impl CharOffset {
    /// The number of code points before it.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Span {
    /// The stretch of these bytes.
    #[must_use]
    pub fn new(bytes: Range<usize>) -> Self {
        Self { start: ByteOffset::new(bytes.start), end: ByteOffset::new(bytes.end) }
    }

    /// The bytes, to slice the text with.
    #[must_use]
    pub const fn bytes(self) -> Range<usize> {
        self.start.get()..self.end.get()
    }

    /// Whether `other` lies within this stretch.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// How many bytes lie between two entries of the map.
const STRIDE: usize = 64;

/// From bytes to code points.
#[derive(Debug)]
pub struct OffsetMap<'t> {
    text: &'t str,
    /// `before[i]` is the number of code points that begin before byte `i × STRIDE`; empty for an ASCII text.
    before: Vec<u32>,
}

impl<'t> OffsetMap<'t> {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self { text, before: Vec::new() };
        }
        let mut before = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0;
        for block in text.as_bytes().chunks(STRIDE) {
            before.push(count);
            count += code_points(block);
        }
        Self { text, before }
    }

    /// The same position in code points.
    #[must_use]
    pub fn chars(&self, offset: ByteOffset) -> CharOffset {
        let offset = offset.get().min(self.text.len());
        let block = offset / STRIDE;
        let count = match self.before.get(block) {
            Some(before) => before + code_points(&self.text.as_bytes()[block * STRIDE..offset]),
            // Past the last block, or a text that is all ASCII.
            None if self.before.is_empty() => ByteOffset::new(offset).0,
            None => self.before.last().map_or(0, |before| {
                let start = (self.before.len() - 1) * STRIDE;
                before + code_points(&self.text.as_bytes()[start..offset])
            }),
        };
        CharOffset(count)
    }

    /// The stretch as evidence: its place in code points and its words.
    #[must_use]
    pub fn evidence(&self, span: Span) -> Evidence {
        Evidence {
            start: self.chars(span.start).get(),
            end: self.chars(span.end).get(),
            text: self.text[span.bytes()].to_owned(),
        }
    }
}

/// How many code points begin in `bytes`: every byte that continues none.
fn code_points(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(byte & 0b1100_0000 != 0b1000_0000)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{ByteOffset, OffsetMap};

    #[test]
    fn the_end_of_a_text_that_fills_its_last_block_is_known() {
        let text = "é".repeat(64);
        assert_eq!(OffsetMap::new(&text).chars(ByteOffset::new(128)).get(), 64);
    }

    proptest! {
        #[test]
        fn every_boundary_is_counted_right(text in any::<String>(), tail in "[é😀a]{0,200}") {
            let text = text + &tail;
            let map = OffsetMap::new(&text);
            let mut count = 0;
            for (byte, _) in text.char_indices() {
                assert_eq!(map.chars(ByteOffset::new(byte)).get(), count);
                count += 1;
            }
            assert_eq!(map.chars(ByteOffset::new(text.len())).get(), count);
        }
    }
}
