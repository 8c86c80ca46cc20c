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
use annotate::{dateline, dependencies, joined, learned, names, passages, peoples, sentences, tags, tokens};
use document::Document;
use encode::Encoder;
use facts::amounts::tables::Tables;
use facts::coreference::Links;
use facts::entities::Entities;
use facts::{amounts, coreference, entities, events, places, quotes, relations, roles, times};
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
    min_confidence: f64,
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
        Self { lexicon: Lexicon::new(), tables: Tables::new(&knowledge), knowledge, model, min_confidence: 0.0 }
    }

    /// The same, but events whose confidence is below this are left out.
    #[must_use]
    pub const fn with_min_confidence(mut self, least: f64) -> Self {
        self.min_confidence = least;
        self
    }

    /// Reads an article up to where its events are told: what [`Extract::extract`] goes on from, and what training sees.
    ///
    /// # Errors
    /// [`Interrupted`] when `interrupt` fired before the end.
    pub fn analyse<'t>(&self, article: &'t Article, interrupt: &Interrupt<'_>) -> Result<Analysis<'t>, Interrupted> {
        let (lexicon, knowledge) = (&self.lexicon, &*self.knowledge);
        let tools = Tools { lexicon, knowledge, model: &self.model };
        let Named { document, dateline, mut entities, passages, unbalanced } =
            Named::read(&article.text, article.title.is_some(), tools, interrupt)?;
        let relations = relations::find(&document, lexicon, knowledge, &entities, interrupt)?;
        let links = coreference::link(&document, knowledge, &self.model, &entities, &passages, interrupt)?;
        links.add_to(&mut entities);
        let quotes = quotes::find(&document, lexicon.reporting(), &entities, &links, &passages, interrupt)?;
        // Behind the quotations, whose speakers are found by the titles beside names.
        roles::describe(&document, lexicon, knowledge, &mut entities, &links);
        let published = article.published_at.clone().or_else(|| dateline.as_ref()?.date.clone());
        let times = times::find(&document, published.as_deref(), interrupt)?;
        let taken: Vec<Range<usize>> = times.iter().map(|time| time.tokens.clone()).collect();
        let place = dateline.as_ref().and_then(|found| found.place.as_ref());
        let origin =
            amounts::Origin { dateline: place, source: article.source.as_deref(), published: published.as_deref() };
        let amounts = amounts::find(&document, knowledge, &self.tables, &entities, origin, &taken, interrupt)?;
        Ok(Analysis {
            document,
            dateline,
            entities,
            relations,
            passages,
            unbalanced,
            quotes,
            published,
            times,
            amounts,
            links,
        })
    }
}

/// What texts are read with.
#[derive(Clone, Copy, Debug)]
pub struct Tools<'m> {
    /// The tables of words.
    pub lexicon: &'m Lexicon,
    /// The tables of the world.
    pub knowledge: &'m Knowledge,
    /// The models.
    pub model: &'m Model,
}

/// An annotated text with what it names: what the worker, the trainer of the linker and the tests go on from.
#[derive(Debug)]
pub struct Named<'t> {
    /// The text with its annotations.
    pub document: Document<'t>,
    /// Where and when it was written, where it says so.
    pub dateline: Option<dateline::Found>,
    /// What it names.
    pub entities: Entities,
    /// What stands between quotation marks.
    pub passages: Vec<Passage>,
    /// Whether a quotation mark is missing.
    pub unbalanced: bool,
}

impl<'t> Named<'t> {
    /// Reads a text; `headline` says whether its first paragraph is one.
    ///
    /// # Errors
    /// [`Interrupted`] when `interrupt` fired before the end.
    pub fn read(
        text: &'t str,
        headline: bool,
        tools: Tools<'_>,
        interrupt: &Interrupt<'_>,
    ) -> Result<Self, Interrupted> {
        let Tools { lexicon, knowledge, model } = tools;
        let mut document = annotated(text, headline, tools, interrupt)?;
        let dateline = dateline::annotate(&mut document, lexicon);
        let candidates = names::annotate(&document, lexicon, interrupt)?;
        let candidates = learned::annotate(&document, lexicon, knowledge, model, candidates, interrupt)?;
        let candidates = joined::mend(&document, lexicon, knowledge, candidates);
        let candidates = peoples::add(&document, candidates);
        let mut entities = entities::find(&document, lexicon, knowledge, &candidates, dateline.as_ref(), interrupt)?;
        places::annotate(&document, lexicon, knowledge, &mut entities, interrupt)?;
        roles::annotate(&document, lexicon, knowledge, &mut entities, interrupt)?;
        let (passages, unbalanced) = passages::annotate(&document, interrupt)?;
        Ok(Self { document, dateline, entities, passages, unbalanced })
    }
}

/// A text with tokens, sentences, tags, lemmas and dependencies.
fn annotated<'t>(
    text: &'t str,
    headline: bool,
    tools: Tools<'_>,
    interrupt: &Interrupt<'_>,
) -> Result<Document<'t>, Interrupted> {
    let Tools { lexicon, knowledge, model } = tools;
    let mut document = Document::new(text, headline);
    tokens::annotate(&mut document, lexicon, interrupt)?;
    sentences::annotate(&mut document, lexicon, interrupt)?;
    tags::annotate(&mut document, model, knowledge, interrupt)?;
    dependencies::annotate(&mut document, model, interrupt)?;
    Ok(document)
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
    /// How they belong together.
    pub relations: Vec<relations::Found>,
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
    /// What pronouns and descriptions mean.
    pub links: Links,
}

impl Default for Extractor {
    fn default() -> Self {
        Self::new()
    }
}

impl Extract for Extractor {
    fn extract(&self, article: &Article, interrupt: &Interrupt<'_>) -> Result<Record, Interrupted> {
        let analysis = self.analyse(article, interrupt)?;
        let events = events::find(&analysis, &self.knowledge, &self.model, self.min_confidence, interrupt)?;
        let Analysis { document, dateline, entities, relations, quotes, times, amounts, unbalanced, .. } = analysis;
        let mut record = encode::record(article, dateline, Some(&self.model.sha256));
        let encoder = Encoder::new(&document);
        record.entities = encoder.entities(&entities, &self.knowledge);
        record.times = encoder.times(&times);
        record.amounts = encoder.amounts(&amounts);
        record.quotes = encoder.quotes(&quotes);
        record.events = encoder.events(events);
        record.relations = encoder.relations(&relations);
        if unbalanced {
            encode::warn(&mut record, "unbalanced_quotation_mark");
        }
        Ok(record)
    }
}

/// What the unit tests of the fact finders share.
#[cfg(test)]
mod testing {
    use std::sync::LazyLock;

    use super::document::Document;
    use super::facts::entities::Entities;
    use super::facts::mentions::{self, Phrase};
    use super::{Analysis, Extract, Extractor, Named, Tools};
    use crate::article::Article;
    use crate::interrupt::Interrupt;
    use crate::record::Record;

    /// Loaded once for all tests.
    static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::new);

    fn tools() -> Tools<'static> {
        Tools { lexicon: &EXTRACTOR.lexicon, knowledge: &EXTRACTOR.knowledge, model: &EXTRACTOR.model }
    }

    /// A text with tokens, sentences, tags, lemmas and dependencies.
    pub fn annotated(text: &str) -> Document<'_> {
        super::annotated(text, false, tools(), &Interrupt::never()).unwrap()
    }

    /// A text with all that the linker reads: its entities and its mentions.
    pub fn mentioned(text: &str) -> (Document<'_>, Entities, Vec<Phrase>) {
        let (tools, never) = (tools(), Interrupt::never());
        let Named { document, entities, passages, .. } = Named::read(text, false, tools, &never).unwrap();
        let phrases = mentions::find(&document, tools.knowledge, tools.model, &entities, &passages, &never).unwrap();
        (document, entities, phrases)
    }

    /// The record of a text without a headline.
    pub fn record(text: &str) -> Record {
        extract(text, None)
    }

    /// The record of a text without a headline that was published then.
    pub fn dated(text: &str, published_at: &str) -> Record {
        extract(text, Some(published_at.to_owned()))
    }

    fn extract(text: &str, published_at: Option<String>) -> Record {
        let article = Article { published_at, ..Article::of_text(text) };
        EXTRACTOR.extract(&article, &Interrupt::never()).unwrap()
    }

    /// The record of a text without a headline, by another extractor.
    pub fn record_with(extractor: &Extractor, text: &str) -> Record {
        extractor.extract(&Article::of_text(text), &Interrupt::never()).unwrap()
    }

    /// What is known of an article before its events are told.
    pub fn analysed(article: &Article) -> Analysis<'_> {
        EXTRACTOR.analyse(article, &Interrupt::never()).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{record, record_with};
    use super::{Extractor, Model};

    #[test]
    fn a_dateline_with_a_year_dates_an_article_without_a_date() {
        assert_eq!(record("LIMA, May 3, 2022 (AP) — They met.").article.published_at.as_deref(), Some("2022-05-03"));
        assert_eq!(record("LIMA, May 3 (AP) — They met.").article.published_at, None);
    }

    #[test]
    fn events_that_are_less_likely_than_asked_for_are_left_out() {
        let text = "Police arrested two men in Lima. The mayor may have met the envoys, he said.";
        let mut all: Vec<f64> = record(text).events.iter().map(|event| event.confidence).collect();
        all.sort_by(f64::total_cmp);
        let (least, rest) = all.split_first().expect("there are events");
        assert!(rest.iter().any(|confidence| confidence > least), "{all:?}");
        let left = record_with(&Extractor::new().with_min_confidence(least + 1e-6), text).events;
        assert_eq!(left.len(), rest.iter().filter(|confidence| *confidence > least).count());
    }

    #[test]
    fn the_program_signs_its_records() {
        let provenance = record("They met.").provenance;
        assert_eq!(provenance.extractor, format!("factwire {}", env!("CARGO_PKG_VERSION")));
        assert_eq!(provenance.model.as_deref(), Some(&*Model::embedded().sha256));
    }
}
