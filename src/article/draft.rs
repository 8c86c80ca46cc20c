//! What every input form is read into before cleaning: raw strings, in the words of the source.
//!
//! A form's reader fills a [`Draft`] and judges nothing; cleaning, boilerplate and language come after, once for all.

use crate::record::{DeadLetter, DropReason, Reason, Stage};

/// An article as its form gave it, not yet cleaned.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub id: Option<String>,
    pub url: Option<String>,
    pub source: Option<String>,
    pub title: Option<String>,
    /// The form's own field: it goes before the message header.
    pub published_at: Option<String>,
    /// The metadata of a page: it comes after the message header.
    pub page_published_at: Option<String>,
    pub language: Option<String>,
    /// Names of the authors: a line that holds nothing else is a byline.
    pub authors: Vec<String>,
    pub body: Vec<Line>,
}

/// A stretch of body text between two block boundaries; it may hold newlines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub text: String,
    /// What the markup says the line is, where that is no story.
    pub reason: Option<DropReason>,
    /// Whether one unescaping of entities is due, as in every text that comes from markup.
    pub markup: bool,
    /// Whether it stood within `<article>` or `<main>`.
    pub in_article: bool,
}

impl Line {
    /// A line of plain text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// How much text `lines` hold, in bytes without white space at the ends.
pub(super) fn extent(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.text.trim().len()).sum()
}

/// The message is no article, or lacks its text.
pub(super) fn invalid(error: impl Into<String>) -> DeadLetter {
    DeadLetter::new(Reason::Invalid, Stage::Decode, error)
}

/// The bytes are not what they claim to be.
pub(super) fn undecodable(error: impl Into<String>) -> DeadLetter {
    DeadLetter::new(Reason::Undecodable, Stage::Decode, error)
}
