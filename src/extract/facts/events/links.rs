//! What a phrase without a name means: the entity that a pronoun or a title stands for.
//!
//! Rule: only what is sure is linked; the rules are those by which speakers are found.

use std::ops::Range;

use super::phrases::Phrases;
use crate::extract::Analysis;
use crate::extract::facts::attribution::Attribution;
use crate::extract::facts::speakers::Resolver;

/// What a noun phrase means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The entity with this index.
    Entity(usize),
    /// Something without a name: the tokens of the phrase that told of it first.
    Phrase(Range<usize>),
}

/// Resolves the phrases of one article.
#[derive(Debug)]
pub struct Links<'a, 't> {
    analysis: &'a Analysis<'t>,
    phrases: &'a Phrases,
    resolver: Resolver<'a, 't>,
}

impl<'a, 't> Links<'a, 't> {
    /// For the phrases of an article.
    #[must_use]
    pub fn new(analysis: &'a Analysis<'t>, phrases: &'a Phrases) -> Self {
        Self { analysis, phrases, resolver: Resolver::new(&analysis.document, &analysis.entities) }
    }

    /// What the phrase with this head means; none where nobody knows, or where it stands for itself.
    #[must_use]
    pub fn meaning(&self, head: usize) -> Option<Meaning> {
        let subject = self.phrases.tokens(self.analysis, head);
        let start = subject.start;
        let speaker = self.resolver.resolve(&Attribution { cue: None, subject }, start)?;
        speaker.entity.map(Meaning::Entity)
    }
}
