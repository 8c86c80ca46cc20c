//! The input contract: a raw message becomes an [`Article`], or a [`DeadLetter`](crate::record::DeadLetter) that says why not.

use crate::record::Dropped;

/// A raw message, borrowed from wherever it came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct RawArticle<'a> {
    /// The message value.
    pub value: &'a [u8],
    /// The message key: the article's id where the value has none.
    pub key: Option<&'a [u8]>,
    /// The message header `published_at`: the time of publication where the value has none.
    pub published_at: Option<&'a [u8]>,
}

/// An article as it was read and cleaned: what the extractor works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its own id, else the message key, else its URL, else the SHA-256 of its content.
    pub id: String,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Its headline, cleaned; where there is one, [`Article::text`] begins with it and a blank line.
    pub title: Option<String>,
    /// When it was published, RFC 3339 with the source's own offset. A bare date stays a date (`2022-05-14`).
    pub published_at: Option<String>,
    /// The language of the text, ISO 639-1.
    pub language: Option<String>,
    /// Title, blank line, paragraphs with a blank line between them: NFC, no control characters, single spaces.
    pub text: String,
    /// The lines that were taken out, in text order.
    pub dropped: Vec<Dropped>,
    /// What was odd about it: `mojibake_repaired`. Sorted, no repeats.
    pub warnings: Vec<String>,
    /// SHA-256 of the raw value, in hexadecimal.
    pub content_sha256: String,
}
