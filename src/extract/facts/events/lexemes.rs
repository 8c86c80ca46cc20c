//! What the words of an article mean, in columns that every model of events reads.
//!
//! Rule: each word is looked up once, however many candidates look at it; a lemma is kept as its hash.

use super::hints::{self, Hint, MOST_TOPICS};
use crate::extract::annotate::tags;
use crate::extract::document::Document;
use crate::knowledge::{Key, Knowledge, Senses};
use crate::model::Model;
use crate::model::hash;
use crate::model::rows::highest;
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
    /// What it hints at.
    pub hint: Hint,
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
    /// The topics of each sentence, a bit each.
    sentences: Vec<u32>,
    /// The commonest topics of the article, a bit each.
    topics: u32,
}

/// How many topics an article has.
const MAIN_TOPICS: usize = 2;

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
                tags::write_lemma(token, knowledge, &model.lemmatiser, &mut written);
                written.make_ascii_lowercase();
                lexeme.lemma = lemma(&written);
                lexeme.hint = hints::of(lexeme.lemma);
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
        let sentences = document.sentences().map(|sentence| topics(&column[sentence.tokens()])).collect();
        Self { topics: main_topics(&column), sentences, column }
    }

    /// The topics of the sentence that holds a token, a bit each.
    #[must_use]
    pub fn topics_around(&self, document: &Document<'_>, token: usize) -> u32 {
        let sentence = document.sentence_of(token).map(|sentence| sentence.index);
        sentence.and_then(|sentence| self.sentences.get(sentence)).copied().unwrap_or(0)
    }

    /// The commonest topics of the article, a bit each.
    #[must_use]
    pub const fn topics(&self) -> u32 {
        self.topics
    }

    /// The meaning of a token; nothing for one that is none.
    #[inline]
    #[must_use]
    pub fn at(&self, token: usize) -> Lexeme {
        self.column.get(token).copied().unwrap_or_default()
    }
}

/// The topics of some words, a bit each.
fn topics(words: &[Lexeme]) -> u32 {
    words.iter().fold(0, |topics, word| topics | word.hint.topics)
}

/// The topics that most words of an article belong to, the first among equals.
fn main_topics(words: &[Lexeme]) -> u32 {
    let mut counts = [0_u32; MOST_TOPICS];
    for topic in words.iter().flat_map(|word| hints::bits(word.hint.topics)) {
        counts[topic as usize] += 1;
    }
    let mut main = 0;
    for _ in 0..MAIN_TOPICS {
        let best = highest(&counts);
        if counts[best] > 0 {
            main |= 1 << best;
            counts[best] = 0;
        }
    }
    main
}
