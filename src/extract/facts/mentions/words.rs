//! The words of a document by their lemmas, and what those of a name and its titles say of its entity.

use crate::extract::annotate::clues::number as type_number;
use crate::extract::annotate::tags;
use crate::extract::document::{Document, Token};
use crate::extract::facts::entities::Found;
use crate::extract::lexicon::Classes;
use crate::knowledge::Knowledge;
use crate::model::Model;
use crate::model::hash;
use crate::model::linker::chain::{Chain, Source};

/// The chain of an entity before its first mention.
#[must_use]
pub fn chain_of(document: &Document<'_>, model: &Model, knowledge: &Knowledge, entity: &Found) -> Chain {
    /// The most words of a name or a title that are looked at.
    const MOST: usize = 8;
    let mut chain = Chain::named(type_number(entity.kind) + 1);
    let mut words = Words::new(document, model, knowledge);
    for at in entity.name.clone().take(MOST) {
        chain.learn(words.naming(at), Source::Name);
    }
    for role in &entity.roles {
        for at in role.title.clone().rev().take(MOST) {
            chain.learn(words.naming(at), Source::Role);
        }
        let Some(last) = document.token(role.head) else { continue };
        chain.women += u32::from(last.has(Classes::WOMAN));
        chain.men += u32::from(last.has(Classes::MAN));
    }
    chain
}

/// Lemmas of a document, as hashes.
#[derive(Debug)]
pub(super) struct Words<'d, 't> {
    pub(super) document: &'d Document<'t>,
    pub(super) model: &'d Model,
    pub(super) knowledge: &'d Knowledge,
    buffer: String,
}

impl<'d, 't> Words<'d, 't> {
    /// The words of a document, with the lemmas of these models and tables.
    pub(super) const fn new(document: &'d Document<'t>, model: &'d Model, knowledge: &'d Knowledge) -> Self {
        Self { document, model, knowledge, buffer: String::new() }
    }

    /// The lemma of a token, in the buffer; empty for what is too long for a word, so that a verb with a thousand
    /// dependents costs no more than they.
    pub(super) fn lemma(&mut self, at: usize) -> &str {
        /// The most bytes of a word.
        const LONGEST: usize = 64;
        self.buffer.clear();
        if let Some(token) = self.document.token(at).filter(|token| token.text().len() <= LONGEST) {
            tags::write_lemma(token, self.knowledge, &self.model.lemmatiser, &mut self.buffer);
            self.buffer.make_ascii_lowercase();
        }
        &self.buffer
    }

    /// The hash of the lemma of a token.
    pub(super) fn hash(&mut self, at: usize) -> u64 {
        hash::bytes(self.lemma(at).as_bytes())
    }

    /// The word of a token that a description may take up again: “Chile” for “Chilean”; zero for marks and small words.
    pub(super) fn naming(&mut self, at: usize) -> u64 {
        let Some(token) = self.document.token(at).filter(Token::is_word) else { return 0 };
        if token.has(Classes::FUNCTION) && !token.is_capitalised() || token.is_possessive() {
            return 0;
        }
        if token.is_capitalised()
            && let Some(country) = self.knowledge.demonym(token.text())
        {
            return hash::bytes(country.name.to_ascii_lowercase().as_bytes());
        }
        self.hash(at)
    }
}
