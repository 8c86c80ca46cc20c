//! Trains the models of events on annotated articles, as our own pipeline reads them.

pub mod arguments;
pub mod confidence;
mod kinds;
pub mod measure;
pub mod same;
mod status;
mod triggers;
pub mod when;

use same::Names;

use super::articles::{self, Aligned, Example};
use super::models::{Data, TrainError};
use super::ner_data::DataError;
use crate::extract::facts::events::Scene;
use crate::extract::facts::events::lexemes::Lexemes;
use crate::extract::{Analysis, Extractor};
use crate::interrupt::Interrupt;
use crate::knowledge::Knowledge;
use crate::model::Model;
use crate::model::events::EventModels;

/// An annotated article, read by our own pipeline.
#[derive(Debug)]
pub struct Read<'e> {
    /// What the pipeline found.
    pub analysis: Analysis<'e>,
    /// What its words mean.
    pub lexemes: Lexemes,
    /// The article and its annotation.
    pub example: &'e Example,
    /// The annotated events with their tokens.
    pub events: Vec<Aligned<'e>>,
    /// The names of the annotated entities.
    pub names: Names,
}

impl Read<'_> {
    /// All that the models of events look at.
    #[must_use]
    pub const fn scene(&self) -> Scene<'_, '_> {
        Scene { analysis: &self.analysis, lexemes: &self.lexemes }
    }
}

/// Runs our own pipeline over annotated articles.
#[must_use]
pub fn read<'e>(examples: &'e [Example], extractor: &Extractor, model: &Model) -> Vec<Read<'e>> {
    let knowledge = Knowledge::shared();
    // An interrupt that never fires leaves no reason to stop.
    let analyses = examples.iter().filter_map(|example| {
        let analysis = extractor.analyse(&example.article, &Interrupt::never()).ok()?;
        Some((example, analysis))
    });
    analyses
        .map(|(example, analysis)| {
            let lexemes = Lexemes::read(&analysis.document, &knowledge, model);
            let events = articles::align(&analysis.document, &example.gold);
            Read { analysis, lexemes, example, events, names: Names::new(&example.gold) }
        })
        .collect()
}

/// Learns all models of events from the annotated articles.
///
/// # Errors
/// [`TrainError`] where an article cannot be used.
pub fn train(data: &Data, extractor: &Extractor, model: &Model) -> Result<EventModels, TrainError> {
    let examples = examples(data)?;
    let articles = read(&examples, extractor, model);
    fit(&articles.iter().collect::<Vec<_>>())
}

/// The annotated articles to learn from.
///
/// # Errors
/// [`DataError`] where a file cannot be used.
pub fn examples(data: &Data) -> Result<Vec<Example>, DataError> {
    let mut examples = Vec::new();
    for folder in data.folders() {
        examples.extend(articles::read(&folder)?);
    }
    Ok(examples)
}

/// Learns all models of events from these articles.
///
/// # Errors
/// [`TrainError`] where a model would be larger than its file can say.
pub fn fit(articles: &[&Read<'_>]) -> Result<EventModels, TrainError> {
    Ok(EventModels { confidence: confidence::train(articles)?, ..fit_parts(articles)? })
}

/// Learns from these articles all that an event is made of, but not how likely the whole is right.
fn fit_parts(articles: &[&Read<'_>]) -> Result<EventModels, TrainError> {
    let [class, plover, pairs] = kinds::train(articles)?;
    Ok(EventModels {
        trigger: triggers::train(articles)?,
        threshold: triggers::THRESHOLD,
        class,
        plover,
        pairs,
        status: status::train(articles)?,
        arguments: arguments::train(articles)?,
        when: when::train(articles)?,
        ..EventModels::default()
    })
}
