//! What the tables know of each token, in the form that the model of names reads.
//!
//! Rule: one look at each token; names of several words are followed token by token as far as the tables have more.

use std::ops::Range;

use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::{Classes, Lexicon};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::{Key, Knowledge};
use crate::model::names::clues::Clues;
use crate::model::names::labels::TYPES;
use crate::record::EntityType;

/// What the model of names reads of a document beside its words.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// The clues of each token.
    pub clues: Vec<Clues>,
    /// The tokens of each sentence.
    pub sentences: Vec<Range<u32>>,
}

/// The columns of a document.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    interrupt: &Interrupt<'_>,
) -> Result<Columns, Interrupted> {
    let mut clues = Vec::with_capacity(document.len());
    clues.extend(document.tokens().map(|token| of_token(token, knowledge)));
    let sentences: Vec<Range<u32>> = document.sentences.iter().map(|sentence| sentence.first..sentence.end).collect();
    for sentence in document.sentences() {
        interrupt.check()?;
        let tokens = sentence.tokens();
        for at in tokens.clone() {
            known_names(document, lexicon, knowledge, at..tokens.end, &mut clues);
        }
    }
    Ok(Columns { clues, sentences })
}

/// The clues that one token has by itself.
fn of_token(token: Token<'_, '_>, knowledge: &Knowledge) -> Clues {
    let mut clues = Clues::default();
    match token.kind() {
        TokenKind::Word => {}
        TokenKind::Comma if token.is(",") => return Clues::COMMA,
        TokenKind::Stop | TokenKind::Close => return Clues::STOP,
        TokenKind::Hyphen => return Clues::HYPHEN,
        _ => return clues,
    }
    if token.is_possessive() {
        return Clues::POSSESSIVE;
    }
    for (classes, clue) in CLASSES {
        if token.has(classes) {
            clues |= clue;
        }
    }
    if token.is_capitalised() {
        of_capitalised(token, knowledge, &mut clues);
    } else {
        clues |= of_small(token.text());
    }
    if !clues.has(Clues::FUNCTION | Clues::PRONOUN) {
        of_noun(token.text(), knowledge, &mut clues);
    }
    clues
}

const CLASSES: [(Classes, Clues); 17] = [
    (Classes::TITLE_HEAD.and(Classes::PERSON_NOUN), Clues::typed(Clues::NOUN, 0)),
    (Classes::ORGANIZATION_NOUN.and(Classes::ORGANIZATION_HEAD), Clues::typed(Clues::NOUN, 1)),
    (Classes::PLACE_NOUN.and(Classes::PLACE_HEAD), Clues::typed(Clues::NOUN, 2)),
    (Classes::FACILITY_NOUN.and(Classes::FACILITY_HEAD), Clues::typed(Clues::NOUN, 4)),
    (Classes::OTHER_NOUN.and(Classes::OTHER_HEAD), Clues::typed(Clues::NOUN, 5)),
    (Classes::HONORIFIC, Clues::HONORIFIC),
    (Classes::CIVIL, Clues::CIVIL),
    (Classes::TITLE_MODIFIER, Clues::TITLE_MODIFIER),
    (Classes::CALENDAR, Clues::CALENDAR),
    (Classes::FUNCTION, Clues::FUNCTION),
    (Classes::PRONOUN, Clues::PRONOUN),
    (Classes::REPORTING, Clues::REPORTING),
    (Classes::ORGANIZATION_PREFIX, Clues::ORGANIZATION_PREFIX),
    (Classes::PLACE_PREFIX, Clues::PLACE_PREFIX),
    (Classes::LOCATIVE, Clues::LOCATIVE),
    (Classes::NO_BODY, Clues::NO_BODY),
    (Classes::COMMON, Clues::COMMON),
];

fn of_capitalised(token: Token<'_, '_>, knowledge: &Knowledge, clues: &mut Clues) {
    let key = Key::of(token.text());
    let mut set = |clue: Clues, holds: bool| *clues |= if holds { clue } else { Clues::default() };
    let given = knowledge.given_name(key);
    set(Clues::GIVEN_NAME, given.is_some() || token.has(Classes::GIVEN_NAME));
    set(Clues::FREQUENT_GIVEN_NAME, given.is_some_and(|name| name.bucket < 2));
    let surname = knowledge.surname(key);
    set(Clues::SURNAME, surname.is_some());
    set(Clues::FREQUENT_SURNAME, surname.is_some_and(|bucket| bucket < 2));
    set(
        Clues::DEMONYM,
        token.has(Classes::DEMONYM) || knowledge.demonym(key).is_some() || people(token.text(), knowledge),
    );
    if matches!(token.text(), "The" | "A" | "An") {
        *clues |= Clues::ARTICLE;
    }
}

/// Whether a word is the plural of an inhabitant: “Danes”.
fn people(text: &str, knowledge: &Knowledge) -> bool {
    text.strip_suffix('s').is_some_and(|one| knowledge.demonym(one).is_some())
}

/// The words that the places beside a name are found by.
fn of_small(text: &str) -> Clues {
    match text {
        "the" | "a" | "an" => Clues::ARTICLE,
        "of" => Clues::OF | Clues::ENDS_PHRASE,
        "who" | "whose" => Clues::WHO,
        "which" | "where" => Clues::WHICH | Clues::ENDS_PHRASE,
        "his" | "her" | "its" | "their" => Clues::OWN,
        "in" | "at" | "for" | "from" | "on" | "with" | "that" | "and" | "to" | "by" | "near" | "as" | "but" | "or" => {
            Clues::ENDS_PHRASE
        }
        _ => Clues::default(),
    }
}

/// What WordNet says that a noun, or its plural, names.
fn of_noun(text: &str, knowledge: &Knowledge, clues: &mut Clues) {
    let kind = |lemma: &str| knowledge.noun(lemma).map(|noun| noun.names);
    let singular = || {
        let stem = text.strip_suffix('s').filter(|stem| stem.len() > 2)?;
        kind(stem).or_else(|| kind(stem.strip_suffix('e')?))
    };
    if let Some(names) = kind(text).or_else(singular) {
        *clues |= Clues::COMMON;
        if let Some(kind) = names {
            *clues |= Clues::typed(Clues::SENSE, number(kind));
        }
    }
}

/// The number of a type among [`TYPES`].
#[must_use]
pub fn number(kind: EntityType) -> u8 {
    TYPES.iter().zip(0..).find(|(known, _)| **known == kind).map_or(0, |(_, number)| number)
}

/// Marks the longest known name that begins at the first of these tokens.
fn known_names(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    tokens: Range<usize>,
    clues: &mut [Clues],
) {
    let first = tokens.start;
    let begins = document.token(first).is_some_and(|token| token.is_word() && token.is_capitalised());
    if !begins {
        return;
    }
    let mut key = Key::START;
    let limit = tokens.end.min(first + knowledge.longest_name().max(lexicon.longest_name()));
    for at in first..limit {
        let Some(token) = document.token(at) else { return };
        key = key.then(token.text());
        if token.is_word() && (at == first || token.is_capitalised()) {
            let kinds = types(document, lexicon, knowledge, key, first..at + 1, &mut clues[first]);
            mark(kinds, first..at + 1, clues);
        }
        if !knowledge.goes_on(key) && at > first {
            return;
        }
    }
}

/// The types of a known name, a bit each.
fn types(
    document: &Document<'_>,
    lexicon: &Lexicon,
    knowledge: &Knowledge,
    key: Key,
    tokens: Range<usize>,
    first: &mut Clues,
) -> u64 {
    let single = tokens.len() == 1;
    let mut kinds = 0;
    let mut add = |kind: EntityType| kinds |= 1 << number(kind);
    if let Some(country) = knowledge.country(key).map(|_| Clues::COUNTRY) {
        add(EntityType::Place);
        *first |= if single { country } else { Clues::default() };
    }
    if let Some(city) = knowledge.cities(key).next() {
        add(EntityType::Place);
        if single {
            *first |= if city.population >= 200_000 { Clues::LARGE_CITY | Clues::CITY } else { Clues::CITY };
        }
    }
    if let Some(name) = knowledge.proper_noun(key) {
        name.types().for_each(&mut add);
    }
    let span = document.span_of(tokens).filter(|span| span.bytes().len() <= 64);
    if let Some(known) = span.and_then(|span| lexicon.name(document.slice(span))) {
        add(known.kind);
    }
    kinds
}

fn mark(kinds: u64, tokens: Range<usize>, clues: &mut [Clues]) {
    if tokens.len() == 1 {
        clues[tokens.start].0 |= kinds << Clues::NAME;
        return;
    }
    clues[tokens.start].0 |= kinds << Clues::NAME_BEGIN;
    for clues in &mut clues[tokens.start + 1..tokens.end] {
        clues.0 |= kinds << Clues::NAME_INSIDE;
    }
}
