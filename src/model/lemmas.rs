//! The dictionary form of a word, by its part of speech: *said* → *say*, *ministers* → *minister*.
//!
//! Rule: a lemma is an edit of the word's own ending, chosen by a linear model among the edits that fit it, so that a
//! word never seen gets the lemma of its kind. Nothing is allocated: an edit is a number until somebody asks.

use std::collections::BTreeMap;

use super::hash::{self, feature, mix};
use super::rows::Rows;
use super::tags::Tag;
use super::weights::{Corrupt, Reader, Writer};

/// The number of an edit in the lemmatiser that chose it.
pub type EditId = u8;

/// The most edits that a lemmatiser tells apart.
pub const MOST_EDITS: usize = 255;

/// How the ending of a word changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// What goes, in lower case.
    pub strip: String,
    /// What comes instead.
    pub append: String,
    /// Whether `strip` is the whole word and not its ending only.
    pub whole: bool,
    /// Whether what stays keeps its capitals.
    pub cased: bool,
}

impl Edit {
    /// The edit that makes `lemma` of `form`.
    #[must_use]
    pub fn between(form: &str, lemma: &str) -> Self {
        let form: String = form.chars().map(plain).collect();
        let lower = form.to_lowercase();
        let cased = form != lower && lemma.chars().next() == form.chars().next();
        let from = if cased { &form } else { &lower };
        let common: usize =
            from.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        Self { strip: from[common..].to_lowercase(), append: lemma[common..].to_owned(), whole: common == 0, cased }
    }

    /// Whether a word has the ending that it strips.
    #[must_use]
    pub fn fits_word(&self, text: &str) -> bool {
        self.fits(Ending::of(text).bytes())
    }

    /// Whether a word in lower case has the ending that it strips.
    fn fits(&self, lower: &[u8]) -> bool {
        if self.whole { lower == self.strip.as_bytes() } else { lower.ends_with(self.strip.as_bytes()) }
    }
}

/// Gives words their lemmas.
#[derive(Debug, Default)]
pub struct Lemmatiser {
    edits: Vec<Edit>,
    /// The edits that strip nothing, and fit any word.
    additions: Vec<EditId>,
    /// The others, by the last byte of what they strip.
    removals: BTreeMap<u8, Vec<EditId>>,
    rows: Rows,
}

/// The part of a word that decides: its last bytes in lower case.
struct Ending {
    bytes: [u8; Self::LIMIT],
    start: usize,
    length: usize,
}

impl Ending {
    const LIMIT: usize = 24;

    fn of(text: &str) -> Self {
        let mut ending = Self { bytes: [0; Self::LIMIT], start: Self::LIMIT, length: text.len() };
        for c in text.chars().rev() {
            let c = plain(c);
            let c = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
            let Some(start) = ending.start.checked_sub(c.len_utf8()) else { break };
            c.encode_utf8(&mut ending.bytes[start..ending.start]);
            ending.start = start;
        }
        ending
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

impl Lemmatiser {
    /// A lemmatiser of these edits.
    ///
    /// # Errors
    /// [`Corrupt`] where there are none, or more than [`MOST_EDITS`].
    pub fn new(edits: Vec<Edit>, rows: Rows) -> Result<Self, Corrupt> {
        if edits.is_empty() || edits.len() > MOST_EDITS {
            return Err(Corrupt("the number of edits is out of range"));
        }
        let (mut additions, mut removals) = (Vec::new(), BTreeMap::<u8, Vec<EditId>>::new());
        for (id, edit) in (0..=EditId::MAX).zip(&edits) {
            let of_ending = edit.strip.bytes().next_back().map(|last| removals.entry(last).or_default());
            of_ending.unwrap_or(&mut additions).push(id);
        }
        Ok(Self { edits, additions, removals, rows })
    }

    /// The edit that makes a word's lemma.
    #[must_use]
    pub fn edit(&self, text: &str, tag: Tag) -> EditId {
        let mut scores = [0; MOST_EDITS];
        let scores = &mut scores[..self.edits.len()];
        self.rows.add(&features(text, tag), scores);
        let ending = Ending::of(text);
        let mut best: Option<EditId> = None;
        for id in self.candidates(&ending) {
            let score = |id: EditId| scores[usize::from(id)];
            // The first of the best.
            let better = best.is_none_or(|best| (score(id), best) > (score(best), id));
            if better && self.edits[usize::from(id)].fits(ending.bytes()) {
                best = Some(id);
            }
        }
        best.unwrap_or(EditId::MAX)
    }

    /// The edits that may fit a word with this ending: none of the others does.
    fn candidates(&self, ending: &Ending) -> impl Iterator<Item = EditId> {
        let removals = ending.bytes().last().and_then(|last| self.removals.get(last));
        self.additions.iter().chain(removals.into_iter().flatten()).copied()
    }

    /// Appends the lemma of a word to `into`. An edit that does not fit leaves the word as it is.
    pub fn write_lemma(&self, text: &str, id: EditId, into: &mut String) {
        let edit = self.edits.get(usize::from(id)).filter(|edit| edit.fits(Ending::of(text).bytes()));
        let Some(edit) = edit else { return into.push_str(text) };
        let stays = text.chars().count().saturating_sub(edit.strip.chars().count());
        for c in text.chars().take(stays).map(plain) {
            if edit.cased {
                into.push(c);
            } else {
                into.extend(c.to_lowercase());
            }
        }
        into.push_str(&edit.append);
    }

    /// Bytes of memory.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.rows.memory() + self.edits.len() * size_of::<Edit>()
    }

    /// Writes the lemmatiser.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(self.edits.len() as u64);
        for edit in &self.edits {
            writer.text(&edit.strip);
            writer.text(&edit.append);
            writer.number(u64::from(edit.whole) | u64::from(edit.cased) << 1);
        }
        self.rows.write(writer);
    }

    /// Reads what [`Lemmatiser::write`] wrote.
    ///
    /// # Errors
    /// [`Corrupt`] where it is something else.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Corrupt> {
        let count = reader.length()?;
        let mut edits = Vec::with_capacity(count.min(MOST_EDITS));
        for _ in 0..count {
            let strip = reader.text()?.to_owned();
            let append = reader.text()?.to_owned();
            let bits = reader.number()?;
            edits.push(Edit { strip, append, whole: bits & 1 == 1, cased: bits & 2 == 2 });
        }
        let rows = Rows::read(reader, count)?;
        Self::new(edits, rows)
    }
}

/// The straight apostrophe for the curly one.
const fn plain(c: char) -> char {
    match c {
        '’' | '‘' => '\'',
        _ => c,
    }
}

/// The longest ending among the features, in bytes.
const LONGEST: usize = 7;

/// The number of features of a word.
pub const FEATURES: usize = LONGEST + 3;

/// What the lemmatiser sees of a word.
#[must_use]
pub fn features(text: &str, tag: Tag) -> [u64; FEATURES] {
    let ending = Ending::of(text);
    let bytes = ending.bytes();
    let kind = (tag.upos as u64) << 8 | tag.penn as u64;
    let mut all = [0; FEATURES];
    let last = |length: usize| hash::bytes(&bytes[bytes.len().saturating_sub(length)..]);
    for (template, length) in (0..).zip(1..=LONGEST) {
        all[length - 1] = feature(template, mix(kind, last(length)));
    }
    all[LONGEST] = feature(LONGEST as u64, kind);
    all[LONGEST + 1] = feature(LONGEST as u64 + 1, mix(kind, hash::bytes(bytes) ^ ending.length as u64));
    let capital = text.chars().next().is_some_and(char::is_uppercase);
    all[LONGEST + 2] = feature(LONGEST as u64 + 2, mix(kind, u64::from(capital)));
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assume, proptest};

    use super::*;

    fn apply(edit: &Edit, word: &str) -> String {
        let lemmatiser = Lemmatiser::new(vec![edit.clone()], Rows::default()).unwrap();
        let mut lemma = String::new();
        lemmatiser.write_lemma(word, 0, &mut lemma);
        lemma
    }

    #[test]
    fn an_edit_works_on_other_words_of_its_kind() {
        assert_eq!(apply(&Edit::between("countries", "country"), "Ministries"), "ministry");
        assert_eq!(apply(&Edit::between("Americans", "American"), "Kenyans"), "Kenyan");
        assert_eq!(apply(&Edit::between("went", "go"), "Went"), "go");
        assert_eq!(apply(&Edit::between("went", "go"), "underwent"), "underwent");
        assert_eq!(apply(&Edit::between("n't", "not"), "n’t"), "not");
    }

    #[test]
    fn the_model_chooses_among_the_edits_that_fit() {
        let edits = vec![Edit::between("said", "say"), Edit::between("dogs", "dog"), Edit::between("so", "so")];
        let lemmatiser = Lemmatiser::new(edits, Rows::default()).unwrap();
        let tag = Tag::default();
        assert_eq!(lemmatiser.edit("said", tag), 0);
        assert_eq!(lemmatiser.edit("cats", tag), 1);
        assert_eq!(lemmatiser.edit("", tag), 2);
    }

    proptest! {
        #[test]
        fn the_edit_between_two_words_makes_the_one_of_the_other(form in "[A-Za-zé’]{1,8}", lemma in "[A-Za-z]{0,8}") {
            assert_eq!(apply(&Edit::between(&form, &lemma), &form), lemma);
        }

        #[test]
        fn any_word_has_a_lemma(word in any::<String>(), strip in "[a-zß]{0,3}", id in any::<u8>()) {
            prop_assume!(word.len() < 99);
            let edit = Edit { strip, append: "x".to_owned(), whole: false, cased: id & 1 == 0 };
            let lemmatiser = Lemmatiser::new(vec![edit], Rows::default()).unwrap();
            let _ = lemmatiser.edit(&word, Tag::default());
            lemmatiser.write_lemma(&word, id, &mut String::new());
        }
    }
}
