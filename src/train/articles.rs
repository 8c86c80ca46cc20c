//! Annotated articles beside what our own pipeline finds in them, so that the layer above the parse is trained on what
//! it will meet.
//!
//! Rule: the annotation names strings; here they become tokens. What cannot be found in the text is left out, and
//! [`align`] says so by leaving a gap.

use std::ops::Range;
use std::path::Path;

use serde::Deserialize;

use super::corpus;
use super::ner_data::DataError;
use crate::article::Article;
use crate::extract::document::Document;
use crate::extract::offsets::Span;
use crate::record::{EntityType, EventClass, EventStatus, Plover};

/// An article and its annotation.
#[derive(Debug)]
pub struct Example {
    /// The article as the worker reads it.
    pub article: Article,
    /// Its annotation.
    pub gold: Gold,
}

/// The part of an annotation that events need.
#[derive(Debug, Deserialize)]
pub struct Gold {
    /// The named things.
    pub entities: Vec<GoldEntity>,
    /// The events.
    pub events: Vec<GoldEvent>,
}

/// An annotated entity.
#[derive(Debug, Deserialize)]
pub struct GoldEntity {
    /// Its fullest name.
    pub name: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// The forms of its name in the text.
    #[serde(default)]
    pub mentions: Vec<String>,
    /// The same in a text that is repaired.
    #[serde(default)]
    pub mentions_clean: Vec<String>,
}

impl GoldEntity {
    /// Every form of its name.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        let mentions = self.mentions.iter().chain(&self.mentions_clean);
        std::iter::once(&self.name).chain(mentions).map(String::as_str)
    }
}

/// An annotated event.
#[derive(Debug, Deserialize)]
pub struct GoldEvent {
    /// The word that tells it.
    pub trigger: String,
    /// Other words of which one does as well.
    #[serde(default)]
    pub alt_triggers: Vec<String>,
    /// The stretch of text that holds the trigger.
    sentence_contains: String,
    sentence_contains_clean: Option<String>,
    actors: Vec<String>,
    actors_clean: Option<Vec<String>>,
    targets: Vec<String>,
    targets_clean: Option<Vec<String>>,
    /// What happened.
    pub class: EventClass,
    /// PLOVER's class.
    pub plover: Option<Plover>,
    /// Whether it happened.
    pub status: EventStatus,
    /// When.
    pub date: Option<String>,
    /// Where.
    pub place: Option<String>,
}

impl GoldEvent {
    /// Who did it: names of entities, or noun phrases of the text.
    #[must_use]
    pub fn actors(&self) -> &[String] {
        self.actors_clean.as_deref().unwrap_or(&self.actors)
    }

    /// Whom or what it was done to.
    #[must_use]
    pub fn targets(&self) -> &[String] {
        self.targets_clean.as_deref().unwrap_or(&self.targets)
    }

    fn passages(&self) -> impl Iterator<Item = &str> {
        self.sentence_contains_clean.iter().chain(std::iter::once(&self.sentence_contains)).map(String::as_str)
    }
}

impl Gold {
    /// The forms in which a participant may stand in the text: all names of the entity, or the phrase itself.
    #[must_use]
    pub fn forms<'g>(&'g self, participant: &'g str) -> Vec<&'g str> {
        let entity = self.entities.iter().find(|entity| entity.forms().any(|form| form == participant));
        entity.map_or_else(|| vec![participant], |entity| entity.forms().collect())
    }
}

/// Where an annotated event stands in the tokens.
#[derive(Debug)]
pub struct Aligned<'g> {
    /// The event.
    pub event: &'g GoldEvent,
    /// The token that tells it.
    pub trigger: usize,
    /// Other tokens of which one does as well.
    pub alternatives: Vec<usize>,
}

/// Reads the annotated articles of a folder, in the order of their file names.
///
/// # Errors
/// [`DataError`] where a file cannot be read or holds no annotated article.
pub fn read(folder: &Path) -> Result<Vec<Example>, DataError> {
    let example = |path: &std::path::PathBuf| {
        let (article, gold) = corpus::article(path)?;
        let format = |error: serde_json::Error| DataError::Format { path: path.clone(), problem: error.to_string() };
        Ok(Example { article, gold: serde_json::from_value(gold).map_err(format)? })
    };
    corpus::files(folder)?.iter().map(example).collect()
}

/// The events of an annotation with their tokens, those left out that the text does not hold.
#[must_use]
pub fn align<'g>(document: &Document<'_>, gold: &'g Gold) -> Vec<Aligned<'g>> {
    let aligned = |event: &'g GoldEvent| {
        let passage = event.passages().find_map(|passage| places(document, passage).next())?;
        let find = |word: &str| passage.clone().find(|at| document.token(*at).is_some_and(|token| token.is(word)));
        let mut alternatives: Vec<usize> = event.alt_triggers.iter().filter_map(|word| find(word)).collect();
        // Where the tokens part the trigger, its alternative stands for it.
        let trigger = find(&event.trigger).or_else(|| alternatives.first().copied())?;
        alternatives.retain(|at| *at != trigger);
        Some(Aligned { event, trigger, alternatives })
    };
    gold.events.iter().filter_map(aligned).collect()
}

/// The stretches of tokens of the story that have these words, in text order.
pub fn places<'d>(document: &'d Document<'_>, words: &'d str) -> impl Iterator<Item = Range<usize>> + use<'d> {
    let text = document.text();
    text.match_indices(words).filter_map(move |(start, words)| {
        let span = Span::new(start..start + words.len());
        let first = document.token_at(span.start);
        // A stretch may begin within a token.
        let first = first
            .checked_sub(1)
            .filter(|at| document.token(*at).is_some_and(|t| t.span().end > span.start))
            .unwrap_or(first);
        let end = document.token_at(span.end);
        let headline = document.sentence_of(first).is_some_and(|sentence| document.is_headline(sentence.paragraph()));
        (!headline && first < end).then_some(first..end)
    })
}
