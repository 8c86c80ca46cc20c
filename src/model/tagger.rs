//! Parts of speech, from left to right, by a linear model over the word, its neighbours and the two tags before.
//!
//! Rule: a word that training met often and with one tag alone has that tag and is not scored.

use super::hash::{feature, mix};
use super::rows::{Rows, highest};
use super::tags::Tag;
use super::weights::{Corrupt, Reader, Writer};
use super::word::Word;

/// The number of a tag in the tagger that gave it.
pub type TagId = u8;

/// The most tags that a tagger tells apart.
pub const MOST_TAGS: usize = 128;

/// Gives each word of a sentence its part of speech.
#[derive(Debug, Default)]
pub struct Tagger {
    tags: Vec<Tag>,
    /// The tag of words that have one alone: a row of one cell, whose class it is.
    sure: Rows,
    rows: Rows,
}

/// Where a sentence's words stand in the features: nothing before its beginning and behind its end.
static OUTSIDE: Word = Word::outside();

/// What stands for the tag of a word before the beginning.
pub const NO_TAG: TagId = TagId::MAX;

impl Tagger {
    /// A tagger of these parts.
    ///
    /// # Errors
    /// [`Corrupt`] where there are no tags, or more than [`MOST_TAGS`].
    pub fn new(tags: Vec<Tag>, sure: Rows, rows: Rows) -> Result<Self, Corrupt> {
        if tags.is_empty() || tags.len() > MOST_TAGS {
            return Err(Corrupt("the number of tags is out of range"));
        }
        Ok(Self { tags, sure, rows })
    }

    /// The tag that a number stands for.
    #[inline]
    #[must_use]
    pub fn tag(&self, id: TagId) -> Tag {
        self.tags.get(usize::from(id)).copied().unwrap_or_default()
    }

    /// All tags in the order of their numbers.
    #[must_use]
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Appends the tags of one sentence's words.
    pub fn annotate(&self, words: &[Word], tags: &mut Vec<TagId>) {
        let mut scores = [0; MOST_TAGS];
        let scores = &mut scores[..self.tags.len()];
        let (mut last, mut before) = (NO_TAG, NO_TAG);
        for at in 0..words.len() {
            let tag = self.sure(&words[at]).unwrap_or_else(|| {
                scores.fill(0);
                self.rows.add(&features(words, at, last, before), scores);
                // There are at most [`MOST_TAGS`].
                TagId::try_from(highest(scores)).unwrap_or(NO_TAG)
            });
            tags.push(tag);
            before = last;
            last = tag;
        }
    }

    /// The tag of a word that has one alone.
    #[inline]
    #[must_use]
    pub fn sure(&self, word: &Word) -> Option<TagId> {
        self.sure.cells(word.lower ^ u64::from(word.is_capitalised())).next().map(|cell| cell.class)
    }

    /// Bytes of memory.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.rows.memory() + self.sure.memory()
    }

    /// Writes the tagger.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(self.tags.len() as u64);
        for tag in &self.tags {
            writer.text(&tag.name());
        }
        self.sure.write(writer);
        self.rows.write(writer);
    }

    /// Reads what [`Tagger::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is something else.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Corrupt> {
        let count = reader.length()?;
        let mut tags = Vec::with_capacity(count.min(MOST_TAGS));
        for _ in 0..count {
            tags.push(Tag::from_name(reader.text()?).ok_or(Corrupt("a part of speech is unknown"))?);
        }
        let sure = Rows::read(reader, count)?;
        let rows = Rows::read(reader, count)?;
        Self::new(tags, sure, rows)
    }
}

/// The number of features of a word.
pub const FEATURES: usize = 48;

/// What the tagger sees of the word at `at`, given the tag before it and the one before that.
#[must_use]
pub fn features(words: &[Word], at: usize, last: TagId, before: TagId) -> [u64; FEATURES] {
    let word = &words[at];
    let back = |by: usize| at.checked_sub(by).and_then(|at| words.get(at)).unwrap_or(&OUTSIDE);
    let ahead = |by: usize| words.get(at + by).unwrap_or(&OUTSIDE);
    let (left, right) = (back(1), ahead(1));
    let (last, before) = (u64::from(last), u64::from(before));
    let values = [
        0,
        word.form,
        word.lower,
        word.suffix(1),
        word.suffix(2),
        word.suffix(3),
        word.suffix(4),
        word.prefix(1),
        word.prefix(2),
        word.prefix(3),
        word.prefix(4),
        word.shape,
        mix(u64::from(word.traits.0), u64::from(at == 0)),
        last,
        mix(last, before),
        mix(last, word.lower),
        left.lower,
        right.lower,
        back(2).lower,
        ahead(2).lower,
        left.suffix(3),
        right.suffix(3),
        right.suffix(2),
        mix(last, right.lower),
        mix(word.lower, right.lower),
        mix(left.lower, word.lower),
        right.shape,
        left.shape,
        mix(last, word.suffix(3)),
        mix(word.suffix(3), right.suffix(3)),
        mix(right.lower, ahead(2).lower),
        mix(word.shape, mix(left.shape, right.shape)),
        mix(last, mix(word.suffix(2), right.suffix(2))),
        mix(last, word.shape),
        mix(word.shape, word.suffix(3)),
        mix(left.lower, right.lower),
        word.known.parts(),
        mix(word.known.parts(), last),
        mix(word.known.parts(), word.suffix(2)),
        mix(word.known.parts(), right.known.parts()),
        mix(word.known.parts(), mix(left.known.parts(), last)),
        right.known.parts(),
        mix(word.known.senses(), last),
        mix(word.known.parts(), mix(word.shape, u64::from(at == 0))),
        mix(last, mix(before, word.lower)),
        mix(last, mix(word.known.parts(), right.known.parts())),
        mix(word.lower, right.known.parts()),
        mix(right.known.parts(), mix(word.known.parts(), ahead(2).known.parts())),
    ];
    let mut template = 0;
    values.map(|value| {
        template += 1;
        feature(template, value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rows::Cell;

    fn tagger() -> Tagger {
        let tags = ["DET|DT", "NOUN|NN", "VERB|VBD"].map(|name| Tag::from_name(name).unwrap());
        let cell = |class, weight| vec![Cell { class, weight }];
        let words = ["the", "mayor", "ran"].map(Word::new);
        let of = |at: usize, template: usize| Rows::key(features(&words, at, NO_TAG, NO_TAG)[template]);
        let rows = Rows::new(&[(of(1, 2), cell(1, 9)), (of(2, 2), cell(2, 9))]);
        Tagger::new(tags.to_vec(), Rows::new(&[(Rows::key(words[0].lower), cell(0, 1))]), rows).unwrap()
    }

    #[test]
    fn weights_and_sure_words_decide() {
        let words = ["the", "mayor", "ran"].map(Word::new);
        let mut tags = Vec::new();
        tagger().annotate(&words, &mut tags);
        assert_eq!(tags, [0, 1, 2]);
    }

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::default();
        tagger().write(&mut writer);
        let content = writer.finish();
        let again = Tagger::read(&mut Reader::new(&content)).unwrap();
        assert_eq!(again.tags(), tagger().tags());
        let mut tags = Vec::new();
        again.annotate(&["the", "mayor", "ran"].map(Word::new), &mut tags);
        assert_eq!(tags, [0, 1, 2]);
        for end in 0..content.len() {
            assert!(Tagger::read(&mut Reader::new(&content[..end])).is_err());
        }
    }
}
