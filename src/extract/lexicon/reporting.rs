//! The verbs that report what somebody says or writes, and how each takes the words: its frames.
//!
//! Rule: a frame is a pattern of English grammar (“warn that …”, “describe X as Y”), so that a verb of a known frame needs
//! no rule of its own. The table was chosen from WordNet's verbs of communication and the grammar of English.

use std::borrow::Cow;

use super::hash::Table;
use super::{Buffer, inflect, lower};

/// How a verb takes what is reported: a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frames(u16);

impl Frames {
    /// Words in quotation marks: *“Go,” she grinned*.
    pub const QUOTE: Self = Self(1);
    /// A clause with *that*: *she warned that …*.
    pub const THAT: Self = Self(1 << 1);
    /// A clause without *that*: *she said it was late*.
    pub const CLAUSE: Self = Self(1 << 2);
    /// A clause that the verb stands in or behind: *it was late, she added*.
    pub const AROUND: Self = Self(1 << 3);
    /// A question: *she asked why …*.
    pub const QUESTION: Self = Self(1 << 4);
    /// What is denied or admitted: *she denied having met him*.
    pub const GERUND: Self = Self(1 << 5);
    /// *she described it as late*.
    pub const AS: Self = Self(1 << 6);
    /// *she called it late*.
    pub const NAMING: Self = Self(1 << 7);
    /// *she put the loss at 3 million*.
    pub const VALUE: Self = Self(1 << 8);
    /// A clause behind *out*: *she pointed out that …*.
    pub const OUT: Self = Self(1 << 9);
    /// A clause, and never a noun as its object: *she said a bus had stopped*.
    pub const BARE: Self = Self(1 << 10);
    /// Somebody who listens, always: *she told him that …*.
    pub const LISTENER: Self = Self(1 << 11);
    /// *she claimed to have met him*.
    pub const INFINITIVE: Self = Self(1 << 12);
    /// Something that is done by speaking and reports nothing: *she promised to come*.
    pub const SPEECH: Self = Self(1 << 13);

    const fn of_letter(letter: u8) -> Self {
        match letter {
            b'q' | b'm' => Self::QUOTE,
            b't' => Self::THAT,
            b'c' => Self::CLAUSE,
            b'p' => Self::AROUND,
            b'w' => Self::QUESTION,
            b'd' => Self::GERUND,
            b'a' => Self::AS,
            b'n' => Self::NAMING,
            b'v' => Self::VALUE,
            b'o' => Self::OUT,
            b'b' => Self::BARE,
            b'l' => Self::LISTENER,
            b'i' => Self::INFINITIVE,
            b's' => Self::SPEECH,
            _ => Self(0),
        }
    }

    /// Whether this set shares a frame with `other`.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is no frame.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// One verb of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub lemma: &'static str,
    past: &'static str,
    pub frames: Frames,
    /// Whether it mostly reports: a word of this class beside a name says that the name is somebody's.
    pub is_common: bool,
}

impl Entry {
    /// Every form of it.
    pub fn forms(&self) -> Vec<String> {
        inflect::verb_forms(self.lemma, self.past)
    }
}

/// The verbs of the table.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    let lines = include_str!("data/reporting_verbs.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut fields = line.split('\t');
        let mut field = || fields.next().unwrap_or("");
        let (lemma, past, letters) = (field(), field(), field());
        let frames = letters.bytes().map(Frames::of_letter).fold(Frames::default(), Frames::and);
        Entry { lemma, past, frames, is_common: letters.contains('q') }
    })
}

/// All forms of the verbs that report.
#[derive(Debug)]
pub struct ReportingVerbs(Table<Cow<'static, str>, Frames>);

impl ReportingVerbs {
    /// Loads the table.
    #[must_use]
    pub fn new() -> Self {
        let mut table: Table<Cow<'static, str>, Frames> = Table::default();
        for entry in entries() {
            for form in entry.forms() {
                let frames = table.entry(form.into()).or_default();
                *frames = frames.and(entry.frames);
            }
        }
        Self(table)
    }

    /// The frames of a form of a verb, however it is written; none of another word.
    #[must_use]
    pub fn frames(&self, word: &str) -> Frames {
        let mut buffer: Buffer = [0; 64];
        lower(word, &mut buffer).and_then(|lower| self.0.get(lower)).copied().unwrap_or_default()
    }
}

impl Default for ReportingVerbs {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_the_frames_of_its_verb() {
        let verbs = ReportingVerbs::new();
        for form in ["describe", "describes", "Described", "describing"] {
            assert!(verbs.frames(form).has(Frames::AS), "{form}");
            assert!(!verbs.frames(form).has(Frames::THAT), "{form}");
        }
        assert!(verbs.frames("put").has(Frames::VALUE));
        assert!(verbs.frames("shown").has(Frames::THAT));
        assert!(verbs.frames("sofa").is_empty());
    }

    #[test]
    fn every_verb_has_a_frame_and_every_letter_means_one() {
        for entry in entries() {
            assert!(!entry.frames.is_empty(), "{}", entry.lemma);
        }
        let letters = include_str!("data/reporting_verbs.tsv").lines().filter(|line| !line.starts_with('#'));
        for line in letters {
            let letters = line.rsplit('\t').next().unwrap();
            assert!(letters.bytes().all(|letter| !Frames::of_letter(letter).is_empty()), "{line}");
        }
    }
}
