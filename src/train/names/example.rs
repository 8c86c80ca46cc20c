//! A text in the form that models read.

use super::Marked;
use crate::extract::annotate::clues::{self, Columns};
use crate::extract::annotate::{sentences, tokens};
use crate::extract::document::Document;
use crate::extract::lexicon::Lexicon;
use crate::extract::offsets::ByteOffset;
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::model::names::evidence::Text;
use crate::model::names::labels::{Label, OUTSIDE, paint};
use crate::model::word::Word;

/// The tables that texts are read with.
#[derive(Debug, Default)]
pub struct Tables {
    lexicon: Lexicon,
    knowledge: Knowledge,
}

/// A text with its right labels.
#[derive(Clone, Debug)]
pub struct Example {
    words: Vec<Word>,
    columns: Columns,
    pub(super) labels: Vec<Label>,
    pub(super) ours: bool,
    pub(super) weight: f32,
}

impl Example {
    /// Reads a text: whether it is one of our own, and how much it counts.
    ///
    /// # Errors
    /// Never: nothing interrupts it.
    pub fn new(marked: &Marked, tables: &Tables, ours: bool, weight: f32) -> Result<Self, Interrupted> {
        let interrupt = Interrupt::never();
        let mut document = Document::new(&marked.text, marked.headline);
        tokens::annotate(&mut document, &tables.lexicon, &interrupt)?;
        sentences::annotate(&mut document, &tables.lexicon, &interrupt)?;
        document.read_words(&tables.knowledge);
        let mut columns = clues::annotate(&document, &tables.lexicon, &tables.knowledge, &interrupt)?;
        if marked.lines {
            // Whoever annotated it knew where its sentences end.
            columns.sentences = document.paragraphs().collect();
        }
        let mut labels = vec![OUTSIDE; document.len()];
        for (bytes, kind) in &marked.names {
            let words = tokens_of(&document, bytes);
            if !words.is_empty() && labels[words.clone()].iter().all(|label| *label == OUTSIDE) {
                paint(&mut labels, words, *kind);
            }
        }
        Ok(Self { words: document.words().to_vec(), columns, labels, ours, weight })
    }

    /// What the finder reads.
    #[must_use]
    pub fn text(&self) -> Text<'_> {
        Text { words: &self.words, clues: &self.columns.clues, sentences: &self.columns.sentences }
    }
}

/// The tokens that lie in a stretch of bytes, wholly or in part.
fn tokens_of(document: &Document<'_>, bytes: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let mut first = document.token_at(ByteOffset::new(bytes.start));
    if document.before(first).is_some_and(|token| token.span().bytes().end > bytes.start) {
        first -= 1;
    }
    first..document.token_at(ByteOffset::new(bytes.end)).max(first)
}
