//! What the words of an article mean, in columns that every model of events reads.
//!
//! Rule: each word is looked up once, however many candidates look at it; a lemma is kept as its hash.

use crate::extract::document::Document;
use crate::knowledge::{Key, Knowledge, Senses};
use crate::model::Model;
use crate::model::hash;
use crate::model::tags::Upos;

/// The meaning of a word in its sentence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lexeme {
    /// The hash of its lemma.
    pub lemma: u64,
    /// The hash of the verb that tells the same as this noun; its own lemma's for a verb, zero elsewhere.
    pub verb: u64,
    /// What kinds of things or doings it means, by its part of speech.
    pub senses: Senses,
}

impl Lexeme {
    /// Its most frequent meaning as a number, zero where there is none.
    #[must_use]
    pub fn sense(&self) -> u64 {
        self.senses.first().map_or(0, |sense| sense as u64 + 1)
    }
}

/// The meanings of an article's words.
#[derive(Debug, Default)]
pub struct Lexemes {
    column: Vec<Lexeme>,
}

/// The hash of a lemma.
#[must_use]
pub fn lemma(word: &str) -> u64 {
    hash::bytes(word.as_bytes())
}

impl Lexemes {
    /// Looks up every word.
    #[must_use]
    pub fn read(document: &Document<'_>, knowledge: &Knowledge, model: &Model) -> Self {
        let mut column = Vec::with_capacity(document.len());
        let mut written = String::new();
        for token in document.tokens() {
            let mut lexeme = Lexeme::default();
            if token.is_word() {
                written.clear();
                model.lemmatiser.write_lemma(token.text(), token.lemma(), &mut written);
                lexeme.lemma = lemma(&written);
                match token.tag().upos {
                    Upos::Verb | Upos::Aux => {
                        lexeme.verb = lexeme.lemma;
                        lexeme.senses = knowledge.verb(&*written).unwrap_or_default();
                    }
                    Upos::Noun => {
                        let key = Key::of(&written);
                        lexeme.verb = knowledge.verb_of(key).map_or(0, lemma);
                        lexeme.senses = knowledge.noun(key).map(|noun| noun.senses).unwrap_or_default();
                    }
                    _ => {}
                }
            }
            column.push(lexeme);
        }
        Self { column }
    }

    /// The meaning of a token; nothing for one that is none.
    #[inline]
    #[must_use]
    pub fn at(&self, token: usize) -> Lexeme {
        self.column.get(token).copied().unwrap_or_default()
    }
}
