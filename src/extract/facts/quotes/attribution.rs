//! The attribution beside a quotation: `said X`, `X said`, `according to X`, `X told reporters:`.
//!
//! Rule: only the words within reach of the marks are read, and a cue is a finite reporting verb, never its noun.

use std::ops::Range;

use crate::extract::annotate::passages::Passage;
use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::{Classes, Frames, ReportingVerbs};
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// The words that say who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The tokens that report: “said”, “according to”.
    pub cue: Option<Range<usize>>,
    /// The tokens of the phrase that names the speaker, with whatever stands behind it in the clause.
    pub subject: Range<usize>,
}

/// The most tokens between a passage and the cue of its attribution.
const REACH: usize = 30;

/// The attribution behind a passage: `said X`, `X said`, `according to X`.
#[must_use]
pub fn behind(document: &Document<'_>, verbs: &ReportingVerbs, right: Range<usize>) -> Option<Attribution> {
    let mut at = right.start;
    let end = right.end.min(at + REACH);
    if document.token(at).filter(|_| at < end)?.kind() == TokenKind::Comma {
        at += 1;
    }
    if document.token(at)?.is("according") && document.token(at + 1)?.is("to") {
        return Some(Attribution { cue: Some(at..at + 2), subject: at + 2..right.end });
    }
    let adverb = |at: usize| document.token(at).is_some_and(|token| token.has(Classes::ADVERB));
    if is_cue(document, verbs, at) {
        let mut subject = at + 1;
        while adverb(subject) {
            subject += 1;
        }
        return Some(Attribution { cue: Some(at..at + 1), subject: subject..right.end });
    }
    if !opens_phrase(document.token(at)?) {
        return None;
    }
    let cue = (at + 1..end).find(|at| is_cue(document, verbs, *at) || ends_clause(document, *at))?;
    is_cue(document, verbs, cue).then(|| Attribution { cue: Some(cue..cue + 1), subject: at..cue })
}

/// The attribution before a passage: `X said: “…”`, `X told reporters, “…”`.
#[must_use]
pub fn ahead(
    document: &Document<'_>,
    verbs: &ReportingVerbs,
    passage: &Passage,
    left: Range<usize>,
) -> Option<Attribution> {
    let mark = document.before(left.end).filter(|mark| left.contains(&mark.index))?;
    let start = left.start.max(left.end.saturating_sub(REACH));
    let cue = (start..left.end).rev().find(|at| {
        is_cue(document, verbs, *at)
            || document.token(*at).is_some_and(|t| t.has(Classes::REPORTING) && t.text().ends_with("ing"))
    })?;
    let gap = left.end - cue - 1;
    let capital = document.token(passage.inner.start).is_some_and(|first| first.is_capitalised() || !first.is_word());
    let fits = match mark.text() {
        ":" => true,
        "," if capital => true,
        "," => gap <= 12 && passage.inner.len() >= 4,
        // `said “We ran.”`, `told reporters “We ran.”`
        _ => capital && passage.inner.len() >= 4 && (gap == 0 || gap <= 3 && mark.has(Classes::ADDRESSEE)),
    };
    if !fits {
        return None;
    }
    let mut subject = start..cue;
    // The clause of the cue: behind the last mark that ends one.
    if let Some(clause) = subject.clone().rev().find(|at| ends_clause(document, *at)) {
        subject.start = clause + 1;
    }
    // `Asked about it, she replied`: the last phrase before the cue; `X, the mayor, said`: all of it.
    let comma = subject.clone().rev().find(|at| document.token(*at).is_some_and(|token| token.is(",")));
    if let Some(comma) = comma.filter(|comma| comma + 1 < cue && document.token(comma + 1).is_some_and(opens_phrase)) {
        subject.start = comma + 1;
    }
    while document
        .token(subject.start)
        .is_some_and(|t| t.is_word() && matches!(t.text(), "But" | "And" | "but" | "and"))
    {
        subject.start += 1;
    }
    Some(Attribution { cue: Some(cue..cue + 1), subject })
}

/// The attribution of whole sentences in marks that a colon announces, in the sentence or at the end of the paragraph
/// before: `He went on:`; where no verb reports (`Anna Marsh:`, `The ministry issued this statement:`), the name before
/// the colon or the subject.
#[must_use]
pub fn announced(document: &Document<'_>, verbs: &ReportingVerbs, quotation: usize) -> Option<Attribution> {
    let colon = document.before(quotation).filter(|mark| mark.is(":"))?;
    let sentence = document.sentence_of(colon.index)?.tokens();
    let start = sentence.start.max(colon.index.saturating_sub(REACH));
    if let Some(cue) = (start..colon.index).rev().find(|at| is_cue(document, verbs, *at)) {
        return Some(Attribution { cue: Some(cue..cue + 1), subject: start..cue });
    }
    let tree = document.tree();
    let verb = sentence.clone().find(|at| tree.relation(*at) == Relation::Root && *at < colon.index);
    if let Some(verb) = verb.filter(|verb| document.token(*verb).is_some_and(|verb| verb.tag().is_verb())) {
        let subject = tree.dependent(verb, &[Relation::Nsubj])?;
        return Some(Attribution { cue: Some(verb..verb + 1), subject: tree.subtree(subject) });
    }
    let names = document.before(colon.index).is_some_and(|last| last.is_capitalised());
    names.then_some(Attribution { cue: None, subject: start..colon.index })
}

/// Whether a paragraph ends with somebody who speaks and a colon: `She added:`, `The mayor told reporters:`.
#[must_use]
pub fn announces(document: &Document<'_>, verbs: &ReportingVerbs, paragraph: &Range<usize>) -> bool {
    const NEAR: usize = 3;
    let Some(colon) =
        paragraph.end.checked_sub(1).filter(|last| document.token(*last).is_some_and(|mark| mark.is(":")))
    else {
        return false;
    };
    let first = paragraph.start.max(colon.saturating_sub(NEAR));
    (first..colon).any(|at| is_cue(document, verbs, at))
}

/// The one whose name a dash sets behind a quotation: `— Anna Marsh, mayor of Lima`. Nothing else stands there.
#[must_use]
pub fn signed(document: &Document<'_>, rest: Range<usize>) -> Option<Attribution> {
    const LONGEST: usize = 14;
    document.token(rest.start).filter(|mark| !rest.is_empty() && mark.kind() == TokenKind::Dash)?;
    let stops = |at: usize| document.token(at).is_some_and(|token| token.kind() == TokenKind::Stop);
    let end = if stops(rest.end - 1) { rest.end - 1 } else { rest.end };
    let name = rest.start + 1..end;
    let tells = |at: usize| {
        document.token(at).is_none_or(|token| {
            matches!(token.tag().penn, Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md)
                || !matches!(token.kind(), TokenKind::Word | TokenKind::Number | TokenKind::Comma | TokenKind::Hyphen)
        })
    };
    let first = document.token(name.start)?;
    let names = first.is_word() && first.is_capitalised() && first.tag().upos == Upos::Propn;
    (names && name.len() <= LONGEST && !name.clone().any(tells)).then_some(Attribution { cue: None, subject: name })
}

/// Whom the sentence right before a free-standing quotation speaks of, where it reports.
#[must_use]
pub fn sentence_before(document: &Document<'_>, verbs: &ReportingVerbs, quotation: usize) -> Option<Attribution> {
    let sentence = document.sentence_of(quotation.checked_sub(1)?)?;
    let tokens = sentence.tokens();
    let same = document.sentence_of(quotation)?.paragraph() == sentence.paragraph();
    if !same || tokens.end != quotation {
        return None;
    }
    let cue = tokens.clone().find(|at| is_cue(document, verbs, *at))?;
    Some(Attribution { cue: Some(cue..cue + 1), subject: tokens.start..cue })
}

/// Whether a noun phrase may begin with a token.
fn opens_phrase(token: Token<'_, '_>) -> bool {
    token.is_word()
        && (token.is_capitalised()
            || token
                .has(Classes::PRONOUN.and(Classes::TITLE_HEAD).and(Classes::TITLE_MODIFIER).and(Classes::PERSON_NOUN))
            || matches!(
                token.text(),
                "a" | "an"
                    | "the"
                    | "this"
                    | "that"
                    | "one"
                    | "another"
                    | "his"
                    | "her"
                    | "its"
                    | "their"
                    | "our"
                    | "my"
                    | "some"
                    | "several"
                    | "two"
                    | "many"
                    | "those"
                    | "people"
                    | "officials"
                    | "police"
                    | "neighbours"
            ))
}

/// Whether a word is a form of a verb that may report words in marks.
fn quotes(verbs: &ReportingVerbs, word: Token<'_, '_>) -> bool {
    verbs.frames(word.text()).has(Frames::QUOTE)
}

fn ends_clause(document: &Document<'_>, at: usize) -> bool {
    document.token(at).is_some_and(|token| {
        matches!(token.kind(), TokenKind::Stop | TokenKind::Open | TokenKind::Close | TokenKind::Dash)
            || matches!(token.text(), ";" | ":")
    })
}

/// Whether a token is a finite form of a reporting verb: `said`, and `say` only behind a subject in the plural.
fn is_cue(document: &Document<'_>, verbs: &ReportingVerbs, at: usize) -> bool {
    let Some(token) = document.token(at).filter(|token| token.is_word() && quotes(verbs, *token)) else {
        return false;
    };
    if token.text().ends_with("ing") || token.is_capitalised() {
        return false;
    }
    if token.has(Classes::BARE) || token.tag().penn == Penn::Vbp {
        return document.before(at).is_some_and(|before| {
            matches!(
                before.text(),
                "I" | "we" | "they" | "you" | "who" | "people" | "to" | "would" | "will" | "can" | "could"
            ) || before.text().ends_with('s')
        });
    }
    // `a stated aim`, `the reported loss`: no verb.
    !document
        .before(at)
        .is_some_and(|before| matches!(before.text(), "a" | "an" | "the" | "its" | "his" | "her" | "be" | "been"))
}
