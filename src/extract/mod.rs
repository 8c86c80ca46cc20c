//! From an [`Article`] to its [`Record`]: pure linguistics, no I/O, no clock.
//!
//! [`Extractor`] is a visible list of steps: annotators fill the columns of one [`document::Document`], fact finders
//! read them, and [`encode`] writes what they found. What is not known is left out.

pub mod annotate;
pub mod document;
pub mod encode;
pub mod facts;
pub mod lexicon;
pub mod offsets;
pub mod tree;
pub mod verbs;

use std::ops::Range;
use std::sync::Arc;

use crate::article::Article;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::model::Model;
use crate::record::Record;

use annotate::passages::Passage;
use annotate::{dateline, dependencies, learned, names, passages, sentences, tags, tokens};
use document::Document;
use encode::Encoder;
use facts::amounts::tables::Tables;
use facts::entities::Entities;
use facts::{amounts, entities, events, quotes, times};
use lexicon::Lexicon;

/// Anything that turns an article into a record. The worker asks for this and nothing more, so that a user can plug in
/// an extractor of their own.
pub trait Extract: Send + Sync {
    /// The facts of `article`.
    ///
    /// # Errors
    /// [`Interrupted`] when `interrupt` fired before the end.
    fn extract(&self, article: &Article, interrupt: &Interrupt<'_>) -> Result<Record, Interrupted>;
}

/// The extractor that Factwire ships. Its tables and models are loaded once; one value serves any number of threads.
#[derive(Debug)]
pub struct Extractor {
    lexicon: Lexicon,
    knowledge: Arc<Knowledge>,
    tables: Tables,
    model: Arc<Model>,
}

impl Extractor {
    /// Loads the tables, with the models that this program carries.
    #[must_use]
    pub fn new() -> Self {
        Self::with_model(Model::embedded())
    }

    /// Loads the tables, with other models.
    #[must_use]
    pub fn with_model(model: Arc<Model>) -> Self {
        let knowledge = Knowledge::shared();
        Self { lexicon: Lexicon::new(), tables: Tables::new(&knowledge), knowledge, model }
    }

    /// Reads an article up to where its events are told: what [`Extract::extract`] goes on from, and what training sees.
    ///
    /// # Errors
    /// [`Interrupted`] when `interrupt` fired before the end.
    pub fn analyse<'t>(&self, article: &'t Article, interrupt: &Interrupt<'_>) -> Result<Analysis<'t>, Interrupted> {
        let lexicon = &self.lexicon;
        let mut document = Document::new(&article.text, article.title.is_some());
        tokens::annotate(&mut document, lexicon, interrupt)?;
        sentences::annotate(&mut document, lexicon, interrupt)?;
        tags::annotate(&mut document, &self.model, &self.knowledge, interrupt)?;
        dependencies::annotate(&mut document, &self.model, interrupt)?;
        let dateline = dateline::annotate(&mut document, lexicon);
        let candidates = names::annotate(&document, lexicon, interrupt)?;
        let candidates = learned::annotate(&document, lexicon, &self.knowledge, &self.model, candidates, interrupt)?;
        let entities = entities::find(&document, lexicon, &candidates, dateline.as_ref(), interrupt)?;
        let (passages, unbalanced) = passages::annotate(&document, interrupt)?;
        let quotes = quotes::find(&document, &entities, &passages, interrupt)?;
        let published = article.published_at.clone().or_else(|| dateline.as_ref()?.date.clone());
        let times = times::find(&document, published.as_deref(), interrupt)?;
        let place = dateline.as_ref().and_then(|found| found.place.clone());
        let taken: Vec<Range<usize>> = times.iter().map(|time| time.tokens.clone()).collect();
        let (knowledge, tables) = (&self.knowledge, &self.tables);
        let amounts = amounts::find(&document, knowledge, tables, &entities, place.as_ref(), &taken, interrupt)?;
        Ok(Analysis { document, dateline, entities, passages, unbalanced, quotes, published, times, amounts })
    }
}

/// What is known of an article before its events are told: the annotated document and the facts found so far.
#[derive(Debug)]
pub struct Analysis<'t> {
    /// The text with its annotations.
    pub document: Document<'t>,
    /// Where and when the article was written, where it says so.
    pub dateline: Option<dateline::Found>,
    /// The named things.
    pub entities: Entities,
    /// What stands between quotation marks.
    pub passages: Vec<Passage>,
    /// Whether a quotation mark is missing.
    pub unbalanced: bool,
    /// The quotations.
    pub quotes: Vec<quotes::Found>,
    /// The time of publication, where it is known.
    pub published: Option<String>,
    /// The times.
    pub times: Vec<times::Found>,
    /// The amounts.
    pub amounts: Vec<amounts::Found>,
}

impl Default for Extractor {
    fn default() -> Self {
        Self::new()
    }
}

impl Extract for Extractor {
    fn extract(&self, article: &Article, interrupt: &Interrupt<'_>) -> Result<Record, Interrupted> {
        let analysis = self.analyse(article, interrupt)?;
        let events = events::find(&analysis, &self.knowledge, &self.model, interrupt)?;
        let Analysis { document, dateline, entities, quotes, times, amounts, unbalanced, .. } = analysis;
        let mut record = encode::record(article, dateline, Some(&self.model.sha256));

        let encoder = Encoder::new(&document);
        record.entities = encoder.entities(&entities);
        record.times = encoder.times(&times);
        record.amounts = encoder.amounts(&amounts);
        record.quotes = encoder.quotes(&quotes);
        record.events = encoder.events(events);
        if unbalanced {
            encode::warn(&mut record, "unbalanced_quotation_mark");
        }
        Ok(record)
    }
}

/// What the unit tests of the fact finders share.
#[cfg(test)]
mod testing {
    use super::annotate::{dependencies, sentences, tags, tokens};
    use super::document::Document;
    use super::lexicon::Lexicon;
    use super::{Extract, Extractor};
    use crate::article::Article;
    use crate::interrupt::Interrupt;
    use crate::knowledge::Knowledge;
    use crate::model::Model;
    use crate::record::Record;

    /// A text with tokens, sentences, tags, lemmas and dependencies.
    pub fn annotated(text: &str) -> Document<'_> {
        let (model, never) = (Model::embedded(), Interrupt::never());
        let mut document = Document::new(text, false);
        tokens::annotate(&mut document, &Lexicon::new(), &never).unwrap();
        sentences::annotate(&mut document, &Lexicon::new(), &never).unwrap();
        tags::annotate(&mut document, &model, &Knowledge::shared(), &never).unwrap();
        dependencies::annotate(&mut document, &model, &never).unwrap();
        document
    }

    /// The record of a text without a headline.
    pub fn record(text: &str) -> Record {
        let article = Article {
            id: "a".to_owned(),
            url: None,
            source: None,
            title: None,
            published_at: None,
            language: None,
            text: text.to_owned(),
            dropped: Vec::new(),
            warnings: Vec::new(),
            content_sha256: String::new(),
        };
        Extractor::new().extract(&article, &Interrupt::never()).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::Model;
    use super::testing::record;

    #[test]
    fn a_dateline_with_a_year_dates_an_article_without_a_date() {
        assert_eq!(record("LIMA, May 3, 2022 (AP) — They met.").article.published_at.as_deref(), Some("2022-05-03"));
        assert_eq!(record("LIMA, May 3 (AP) — They met.").article.published_at, None);
    }

    #[test]
    fn the_program_signs_its_records() {
        let provenance = record("They met.").provenance;
        assert_eq!(provenance.extractor, format!("factwire {}", env!("CARGO_PKG_VERSION")));
        assert_eq!(provenance.model.as_deref(), Some(&*Model::embedded().sha256));
    }
}
