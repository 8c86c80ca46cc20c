//! The noun phrases of an article: the one head of each, what it names, and which of its words name it in a fact.
//!
//! Rule: a name is one phrase whatever the parser made of its words, and its parts stand for nothing by themselves. A
//! phrase whose apposition is a name is that name.

use std::ops::Range;

use crate::extract::Analysis;
use crate::extract::document::{Document, TokenKind};
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// No entity.
const NONE: u32 = u32::MAX;

/// The most dependents of one word that are looked at: more are a sign of a text that is no article.
pub const MOST_DEPENDENTS: usize = 40;

/// The phrases of an article, in columns over its tokens.
#[derive(Debug, Default)]
pub struct Phrases {
    /// The head of the phrase that a token names or is a part of the name of; the token itself elsewhere.
    heads: Vec<u32>,
    /// By head: the entity that the phrase names.
    entities: Vec<u32>,
    /// By token: whether it may head the phrase of a participant.
    nominal: Vec<bool>,
}

impl Phrases {
    /// Reads the phrases of an article.
    #[must_use]
    pub fn read(analysis: &Analysis<'_>) -> Self {
        let document = &analysis.document;
        let mut phrases = Self {
            heads: (0..).take(document.len()).collect(),
            entities: vec![NONE; document.len()],
            nominal: (0..document.len()).map(|at| is_nominal(document, at)).collect(),
        };
        for (tokens, entity) in &analysis.entities.mentions {
            phrases.take_name(document, tokens.clone(), *entity);
        }
        for at in 0..document.len() {
            phrases.take_part(document, at);
        }
        for at in 0..document.len() {
            phrases.take_apposition(document, at);
        }
        phrases
    }

    /// A name is one phrase. Where the parser hangs it on the title before it, the title is its head.
    fn take_name(&mut self, document: &Document<'_>, tokens: Range<usize>, entity: usize) {
        let tree = document.tree();
        let mut head = self.head_within(document, tokens.clone());
        if let Some(title) = tree.head(head).filter(|title| !tokens.contains(title))
            && tree.relation(head) == Relation::Flat
            && self.entities[title] == NONE
        {
            head = title;
            self.nominal[title] = true;
        }
        for at in tokens {
            self.heads[at] = column(head);
            self.nominal[at] = at == head;
        }
        self.entities[head] = column(entity);
        self.nominal[head] = true;
    }

    /// The token of a stretch that the rest of the sentence governs it by.
    #[must_use]
    pub fn head_within(&self, document: &Document<'_>, tokens: Range<usize>) -> usize {
        let tree = document.tree();
        let governed = |at: &usize| tree.head(*at).is_none_or(|head| !tokens.contains(&head));
        let part = |at: usize| matches!(tree.relation(at), Relation::Punct | Relation::Case | Relation::Det);
        let best = tokens.clone().find(|at| governed(at) && self.nominal[*at] && !part(*at));
        best.or_else(|| tokens.clone().find(governed)).unwrap_or(tokens.start)
    }

    /// A later word of a fixed or flat expression, and a title before a name, belong to its head.
    fn take_part(&mut self, document: &Document<'_>, at: usize) {
        let tree = document.tree();
        let part =
            matches!(tree.relation(at), Relation::Flat | Relation::Fixed | Relation::Goeswith | Relation::NmodDesc);
        if part
            && self.heads[at] == column(at)
            && self.entities[at] == NONE
            && let Some(head) = tree.head(at)
        {
            self.heads[at] = self.heads[head];
        }
    }

    /// `the mayor, Anna Marsh`: both name her.
    fn take_apposition(&mut self, document: &Document<'_>, at: usize) {
        let tree = document.tree();
        let noun = document.token(at).is_some_and(|token| token.tag().is_noun());
        if self.entities[at] != NONE || !noun {
            return;
        }
        let mut appositions = tree.dependents(at).take(MOST_DEPENDENTS);
        let apposition = appositions.find(|at| tree.relation(*at) == Relation::Appos && self.entities[*at] != NONE);
        let governor = tree.head(at).filter(|_| tree.relation(at) == Relation::Appos);
        if let Some(name) = apposition.or(governor) {
            self.entities[at] = self.entities[name];
        }
    }

    /// The head of the phrase that a token belongs to.
    #[inline]
    #[must_use]
    pub fn head(&self, token: usize) -> usize {
        self.heads.get(token).map_or(token, |head| *head as usize)
    }

    /// The entity that the phrase with this head names.
    #[inline]
    #[must_use]
    pub fn entity(&self, head: usize) -> Option<usize> {
        self.entities.get(head).filter(|entity| **entity != NONE).map(|entity| *entity as usize)
    }

    /// Whether a phrase with this head may take part in an event.
    #[inline]
    #[must_use]
    pub fn is_candidate(&self, token: usize) -> bool {
        self.head(token) == token && self.nominal.get(token).is_some_and(|nominal| *nominal)
    }

    /// The words of the phrase with this head: from its first modifier to its last *of*-phrase and the like, without
    /// clauses and appositions.
    #[must_use]
    pub fn tokens(&self, analysis: &Analysis<'_>, head: usize) -> Range<usize> {
        let tree = analysis.document.tree();
        let own = analysis.entities.at(head).map_or(head..head + 1, |(tokens, _)| tokens);
        let mut phrase = own;
        for at in tree.dependents(head).take(MOST_DEPENDENTS) {
            let below = tree.subtree(at);
            if at < head {
                if modifies_before(tree.relation(at)) && below.start >= analysis.document.story as usize {
                    phrase.start = phrase.start.min(below.start);
                }
            } else if modifies_behind(&analysis.document, at, below.len()) {
                phrase.end = phrase.end.max(below.end);
            } else if analysis.document.token(at).is_none_or(|token| token.kind() != TokenKind::Hyphen) {
                break;
            }
        }
        phrase
    }
}

/// Whether a dependent before its noun belongs to the words that name it.
const fn modifies_before(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Det
            | Relation::DetPredet
            | Relation::Amod
            | Relation::Nummod
            | Relation::Compound
            | Relation::Nmod
            | Relation::NmodPoss
            | Relation::NmodDesc
            | Relation::NmodUnmarked
            | Relation::Flat
            | Relation::Advmod
            | Relation::CcPreconj
    )
}

/// The prepositions of short modifiers that belong to what names a thing; others rather tell when and how.
const NAMING: [&str; 11] = ["to", "for", "in", "on", "at", "from", "with", "between", "against", "over", "about"];
/// The most tokens of such a modifier.
const SHORT: usize = 6;

/// Whether a dependent behind its noun belongs to the words that name it.
fn modifies_behind(document: &Document<'_>, at: usize, length: usize) -> bool {
    let tree = document.tree();
    match tree.relation(at) {
        Relation::Flat
        | Relation::Compound
        | Relation::Nummod
        | Relation::Fixed
        | Relation::Goeswith
        | Relation::NmodUnmarked => true,
        Relation::Nmod => {
            let mut cases =
                tree.dependents(at).take(MOST_DEPENDENTS).filter(|case| tree.relation(*case) == Relation::Case);
            cases
                .next()
                .and_then(|case| document.token(case))
                .is_some_and(|case| case.is("of") || length <= SHORT && NAMING.iter().any(|word| case.is(word)))
        }
        _ => false,
    }
}

/// Whether a token may head a noun phrase that takes part in an event.
fn is_nominal(document: &Document<'_>, at: usize) -> bool {
    let Some(token) = document.token(at) else { return false };
    let relation = document.tree().relation(at);
    match token.tag().upos {
        Upos::Noun | Upos::Propn => !matches!(relation, Relation::Flat | Relation::Fixed | Relation::Goeswith),
        Upos::Pron => !is_relative(document, at) && relation != Relation::Expl,
        // `Most fell in vineyards; one struck a taxi rank.`
        Upos::Num | Upos::Det | Upos::Sym | Upos::Adj => {
            let adjective = token.tag().upos == Upos::Adj;
            match relation {
                Relation::Nsubj
                | Relation::NsubjPass
                | Relation::Obj
                | Relation::Iobj
                | Relation::Obl
                | Relation::OblAgent
                | Relation::Nmod
                | Relation::NmodPoss
                | Relation::Appos => true,
                Relation::Conj | Relation::Root | Relation::Ccomp | Relation::Parataxis => !adjective,
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether a token is a relative or interrogative pronoun.
#[must_use]
pub fn is_relative(document: &Document<'_>, at: usize) -> bool {
    document.token(at).is_some_and(|token| {
        matches!(token.tag().penn, Penn::Wp | Penn::Wdt | Penn::WpPossessive)
            || token.tag().penn == Penn::In && token.is("that")
    })
}

#[expect(clippy::cast_possible_truncation, reason = "a text has at most 4 GiB, and so at most as many tokens")]
const fn column(index: usize) -> u32 {
    index as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::extract::testing::analysed;

    /// The words of each phrase that may take part, and the name of the entity that it names.
    fn phrases(text: &str) -> Vec<(String, Option<String>)> {
        let article = Article::of_text(text);
        let analysis = analysed(&article);
        let phrases = Phrases::read(&analysis);
        let words =
            |tokens| analysis.document.span_of(tokens).map_or("", |span| analysis.document.slice(span)).to_owned();
        (0..analysis.document.len())
            .filter(|at| phrases.is_candidate(*at))
            .map(|at| {
                let entity = phrases.entity(at).map(|entity| words(analysis.entities.list[entity].name.clone()));
                (words(phrases.tokens(&analysis, at)), entity)
            })
            .collect()
    }

    #[test]
    fn a_name_is_one_phrase() {
        let found = phrases("Yesterday Anna Marsh closed the bridge.");
        assert!(found.contains(&("Anna Marsh".to_owned(), Some("Anna Marsh".to_owned()))), "{found:?}");
        assert!(found.iter().all(|(words, _)| words != "Anna" && words != "Marsh"), "{found:?}");
    }

    #[test]
    fn an_apposition_names_its_noun() {
        let found = phrases("The mayor, Anna Marsh, closed the bridge.");
        assert!(found.contains(&("The mayor".to_owned(), Some("Anna Marsh".to_owned()))), "{found:?}");
    }

    #[test]
    fn a_phrase_keeps_what_it_is_of_and_drops_clauses() {
        let found = phrases("They closed the old bridge over the river, which had cracked.");
        assert!(found.iter().any(|(words, _)| words == "the old bridge over the river"), "{found:?}");
    }

    #[test]
    fn relative_pronouns_take_no_part() {
        let found = phrases("They closed the bridge which had cracked.");
        assert!(found.iter().all(|(words, _)| words != "which"), "{found:?}");
    }
}
