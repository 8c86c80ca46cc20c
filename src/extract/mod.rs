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

use crate::article::Article;
use crate::interrupt::{Interrupt, Interrupted};
use crate::record::Record;

use annotate::{dateline, names, passages, sentences, tokens};
use document::Document;
use encode::Encoder;
use facts::{entities, quotes};
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

/// The extractor that Factwire ships. Its tables are loaded once; one value serves any number of threads.
#[derive(Debug, Default)]
pub struct Extractor {
    lexicon: Lexicon,
}

impl Extractor {
    /// Loads the tables.
    #[must_use]
    pub fn new() -> Self {
        Self { lexicon: Lexicon::new() }
    }
}

impl Extract for Extractor {
    fn extract(&self, article: &Article, interrupt: &Interrupt<'_>) -> Result<Record, Interrupted> {
        let lexicon = &self.lexicon;
        let mut document = Document::new(&article.text, article.title.is_some());
        tokens::annotate(&mut document, lexicon, interrupt)?;
        sentences::annotate(&mut document, lexicon, interrupt)?;
        let dateline = dateline::annotate(&mut document, lexicon);
        let candidates = names::annotate(&document, lexicon, interrupt)?;
        let entities = entities::find(&document, lexicon, &candidates, dateline.as_ref(), interrupt)?;
        let (passages, unbalanced) = passages::annotate(&document, interrupt)?;
        let quotes = quotes::find(&document, &entities, &passages, interrupt)?;

        let encoder = Encoder::new(&document);
        let mut record = encode::record(article, dateline);
        record.entities = encoder.entities(&entities);
        record.quotes = encoder.quotes(&quotes);
        if unbalanced {
            encode::warn(&mut record, "unbalanced_quotation_mark");
        }
        Ok(record)
    }
}
