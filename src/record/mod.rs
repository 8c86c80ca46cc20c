//! The output contract: what an enriched record is made of.
//!
//! These types *are* the contract. The JSON Schema that is published is generated from them (`factwire schema record`),
//! and the [`invariants`] that every record keeps are one function that the tests run over random and real text.
//!
//! Rules: positions count Unicode code points of `article.text`; lists are in text order; what is not known is `null`
//! or an empty list, never a guess; nothing here depends on a clock, a hash order or a thread.

mod arithmetic;
mod dead_letter;
mod decimal;
mod events;
mod facts;
pub mod invariants;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use dead_letter::{DeadLetter, Reason, Stage};
pub use decimal::{Decimal, DecimalError};
pub use events::{Attribution, Event, EventClass, EventStatus, Place, Plover};
pub use facts::{
    Addressee, Amount, AmountKind, AmountQualifier, Cue, Entity, EntityType, Geo, Mention, MentionKind, Participant,
    Quote, QuoteKind, Relation, Role, RoleStatus, Speaker, Time, TimeModifier, TimeType,
};

/// The version of this contract; adding a field raises the minor part, changing a meaning the major one.
pub const SCHEMA_VERSION: &str = "1.0";

/// What one article became: the article as it was read, and the facts found in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// The version of the contract that this record keeps ([`SCHEMA_VERSION`]).
    pub schema_version: String,
    /// The article's id: its own, else the message key, else its URL, else the SHA-256 of its content.
    pub id: String,
    /// The article as it was read and cleaned.
    pub article: ArticleInfo,
    /// The people, organizations, places and other named things of the article, numbered `e1`, `e2`, … by first mention.
    pub entities: Vec<Entity>,
    /// Time expressions, numbered `t1`, `t2`, …
    pub times: Vec<Time>,
    /// Amounts, numbered `a1`, `a2`, …
    pub amounts: Vec<Amount>,
    /// Quotations, numbered `q1`, `q2`, …
    pub quotes: Vec<Quote>,
    /// Events, numbered `v1`, `v2`, …
    pub events: Vec<Event>,
    /// Lasting relations between two entities.
    pub relations: Vec<Relation>,
    /// What was odd about the text, in snake case, sorted and without repeats: `unbalanced_quotation_mark`.
    pub warnings: Vec<String>,
    /// What made this record.
    pub provenance: Provenance,
}

/// The article as it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArticleInfo {
    /// Where the article was published.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published, RFC 3339 with the offset that the source gave.
    pub published_at: Option<String>,
    /// The language of the text, ISO 639-1, found on the text itself.
    pub language: Option<String>,
    /// Where the report was written, and the agency that wrote it.
    pub dateline: Option<Dateline>,
    /// Title, blank line, paragraphs with a blank line between them, cleaned. All positions count code points of it.
    pub text: String,
    /// The lines that were taken out, in text order.
    pub dropped: Vec<Dropped>,
    /// SHA-256 of the raw message value, in hexadecimal.
    pub content_sha256: String,
}

/// `GENEVA, May 13 (AP) —`: where a report was written and by which agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dateline {
    /// The place as written.
    pub place: Option<String>,
    /// The agency as written.
    pub agency: Option<String>,
}

/// A line of the article that is not part of its story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dropped {
    /// The line as it stood.
    pub text: String,
    /// What it is.
    pub reason: DropReason,
}

/// Why a line was taken out of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DropReason {
    /// A comment form or an invitation to comment.
    CommentForm,
    /// A row of sharing buttons or a request to follow.
    Share,
    /// A request to sign up, subscribe or pay.
    Newsletter,
    /// A link to another article.
    Teaser,
    /// The caption of a picture.
    Caption,
    /// Who reported, edited or took the picture.
    Credit,
    /// Who wrote it.
    Byline,
    /// A copyright or rights notice.
    Copyright,
    /// Any other line of the page around the article.
    Page,
}

/// What made a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// Name and version of the program.
    pub extractor: String,
    /// SHA-256 of the model file, or null where no model was used.
    pub model: Option<String>,
}

/// A stretch of `article.text` and the words it holds: the evidence of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// `text[start..end]`.
    pub text: String,
}

/// A value of the contract in words for people: `report_results` is “report results”.
#[must_use]
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name.to_lowercase().replace('_', " "),
        _ => String::new(),
    }
}

impl Record {
    /// The record as the bytes that go to the output topic: compact JSON, fields in the order of the contract.
    ///
    /// # Errors
    /// When a number cannot be written as JSON, which no [`Decimal`] allows.
    pub fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}
