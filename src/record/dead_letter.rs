//! Why a message did not become a record.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The reason of a dead letter, in the header `dlq.reason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Not UTF-8, or not JSON where JSON was declared.
    Undecodable,
    /// No text at all, or a field of the wrong type.
    Invalid,
    /// Larger than `extract.max_article_bytes`.
    TooLarge,
    /// Written in a language that is not in `extract.languages`.
    UnsupportedLanguage,
    /// Not done within `extract.deadline_ms`.
    Timeout,
    /// The extractor panicked on it, or it took the process down `poison.max_attempts` times.
    Panic,
    /// The broker does not take its record: larger than the topic's `max.message.bytes`, say.
    RejectedByBroker,
}

impl Reason {
    /// Every reason, in the order of the contract.
    pub const ALL: [Self; 7] = [
        Self::Undecodable,
        Self::Invalid,
        Self::TooLarge,
        Self::UnsupportedLanguage,
        Self::Timeout,
        Self::Panic,
        Self::RejectedByBroker,
    ];

    /// The reason as the contract writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Undecodable => "undecodable",
            Self::Invalid => "invalid",
            Self::TooLarge => "too_large",
            Self::UnsupportedLanguage => "unsupported_language",
            Self::Timeout => "timeout",
            Self::Panic => "panic",
            Self::RejectedByBroker => "rejected_by_broker",
        }
    }
}

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(name: &str) -> Result<Self, UnknownReason> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name).ok_or(UnknownReason)
    }
}

/// What is said to be a reason is none of [`Reason::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no reason of dead letters: see `dlq.reason` in the contract of the records")]
pub struct UnknownReason;

/// The step at which an article failed, in the header `dlq.stage`: a message's way is
/// decode → clean → extract → encode → deliver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Bytes to an article.
    Decode,
    /// Boilerplate, mojibake, language.
    Clean,
    /// Article to facts.
    Extract,
    /// Facts to bytes.
    Encode,
    /// Bytes to the broker.
    Deliver,
}

impl Stage {
    /// Every stage, in a message's order.
    pub const ALL: [Self; 5] = [Self::Decode, Self::Clean, Self::Extract, Self::Encode, Self::Deliver];

    /// The stage as headers and metrics write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Clean => "clean",
            Self::Extract => "extract",
            Self::Encode => "encode",
            Self::Deliver => "deliver",
        }
    }
}

/// Why a message cannot become a record. The message itself goes along unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// What is wrong with it.
    pub reason: Reason,
    /// Where it went wrong.
    pub stage: Stage,
    /// What is wrong, for people; it never quotes the article.
    pub error: String,
    /// How often it was tried.
    pub attempts: u32,
}

impl DeadLetter {
    /// A dead letter after a single attempt.
    #[must_use]
    pub fn new(reason: Reason, stage: Stage, error: impl Into<String>) -> Self {
        Self { reason, stage, error: error.into(), attempts: 1 }
    }
}
