//! Runs of capitalised words, with what links the parts of a name: particles, hyphens, “of”, a nickname in marks.
//!
//! Rule: from one token to the next the decision looks a few tokens ahead at most.

use std::ops::Range;

use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::Classes;

/// What joins a hyphen without being part of the name: “Lima-based”.
const SUFFIXES: [&str; 24] = [
    "based",
    "led",
    "backed",
    "born",
    "style",
    "run",
    "owned",
    "era",
    "made",
    "wide",
    "bound",
    "area",
    "like",
    "size",
    "listed",
    "held",
    "controlled",
    "registered",
    "trained",
    "funded",
    "flagged",
    "built",
    "speaking",
    "occupied",
];

fn is_contracted(token: Token<'_, '_>) -> bool {
    token.text().starts_with(['\'', '’'])
}

/// Whether a word may stand in a name: its capital is not that of a month, a pronoun or a function word.
#[must_use]
pub fn may_be_in_name(token: Token<'_, '_>) -> bool {
    token.is_word()
        && token.is_capitalised()
        && !is_contracted(token)
        && !token.has(Classes::CALENDAR)
        && (!token.has(Classes::FUNCTION.and(Classes::PRONOUN)) || token.is_upper() && token.has(Classes::KNOWN))
}

/// The particles that link the parts of a personal or place name.
fn is_particle(text: &str) -> bool {
    matches!(
        text,
        "de" | "del"
            | "della"
            | "di"
            | "da"
            | "do"
            | "dos"
            | "das"
            | "du"
            | "des"
            | "la"
            | "le"
            | "van"
            | "von"
            | "der"
            | "den"
            | "bin"
            | "ibn"
            | "bint"
            | "al"
            | "el"
            | "y"
            | "e"
            | "ole"
            | "ap"
            | "zu"
            | "ter"
            | "af"
            | "av"
            | "an"
            | "ul"
    )
}

/// The tokens of the run of capitals that begins at `start`; empty where none does.
#[must_use]
pub fn run(document: &Document<'_>, start: usize, limit: usize) -> Range<usize> {
    let Some(first) = document.token(start) else { return start..start };
    let prefixed = matches!(first.text(), "al" | "el" | "bin" | "van" | "de")
        && document.token(start + 1).is_some_and(|next| next.kind() == TokenKind::Hyphen)
        && document.token(start + 2).is_some_and(|next| next.is_capitalised());
    if !may_be_in_name(first) && !prefixed {
        return start..start;
    }
    let mut end = start + if prefixed { 3 } else { 1 };
    let mut linked = false;
    while end < limit {
        let next = extend(document, start, end, &mut linked);
        if next == end || next > limit {
            break;
        }
        end = next;
    }
    start..end
}

/// The new end of the run that ends at `end`, or `end`.
fn extend(document: &Document<'_>, start: usize, end: usize, linked: &mut bool) -> usize {
    let Some(next) = document.token(end) else { return end };
    let capital = |at: usize| document.token(at).is_some_and(|token| may_be_in_name(token) && token.is_spaced());
    let Some(last) = document.before(end) else { return end };
    if may_be_in_name(next) && next.is_spaced() {
        return end + 1;
    }
    match (next.kind(), next.text()) {
        (TokenKind::Hyphen, _) => hyphenated(document, start, end),
        (TokenKind::Symbol, "&") if capital(end + 1) => end + 2,
        (TokenKind::Open | TokenKind::SingleOpen, _)
            if document.token(end + 1).is_some_and(may_be_in_name)
                && document
                    .token(end + 2)
                    .is_some_and(|t| matches!(t.kind(), TokenKind::Close | TokenKind::SingleClose))
                && capital(end + 3) =>
        {
            end + 4
        }
        (TokenKind::Word, text) if is_particle(text) => {
            let mut at = end + 1;
            while at < end + 3 && document.token(at).is_some_and(|token| is_particle(token.text())) {
                at += 1;
            }
            match document.token(at).map(|token| token.kind()) {
                Some(TokenKind::Hyphen) => hyphenated(document, start, at).max(end),
                _ if capital(at) => at + 1,
                _ => end,
            }
        }
        (TokenKind::Word, "of" | "for")
            if takes_of(last, next.text())
                && last.is_spaced()
                && !document.token(start).is_some_and(|first| end > start + 1 && first.has(Classes::GIVEN_NAME)) =>
        {
            let skip = usize::from(document.token(end + 1).is_some_and(|token| token.is("the")));
            // `Orchid Heavy Industries of Japan`: a long name is whole without its country.
            let country =
                end >= start + 3 && document.token(end + 1 + skip).is_some_and(|token| token.has(Classes::KNOWN));
            if capital(end + 1 + skip) && !country {
                *linked = true;
                end + 2 + skip
            } else {
                end
            }
        }
        // `Commission for the Prevention of Fraud`
        (TokenKind::Word, "of") if *linked && capital(end + 1) => end + 2,
        // `the Food and Drug Administration`
        (TokenKind::Word, "and") if !*linked && end - start <= 2 && capital(end + 1) => {
            let named = document.before(start).is_some_and(|before| matches!(before.text(), "the" | "The"));
            let tail = (end + 1..end + 5).take_while(|at| capital(*at)).last().unwrap_or(end);
            let headed = document.token(tail).is_some_and(|last| last.has(Classes::ORGANIZATION_HEAD));
            let person = document.token(end + 1).is_some_and(|first| first.has(Classes::GIVEN_NAME));
            let single = tail > end + 1 && !last.has(Classes::ORGANIZATION_HEAD);
            if named && headed && single && !person { tail + 1 } else { end }
        }
        // `Ministry of Trade and Industry`
        (TokenKind::Word, "and") if *linked && capital(end + 1) && !title_follows(document, end + 1) => {
            *linked = false;
            end + 2
        }
        _ => end,
    }
}

/// Whether a title or a form of address stands at a token.
fn title_follows(document: &Document<'_>, at: usize) -> bool {
    document.token(at).is_some_and(|token| {
        token.has(Classes::TITLE_HEAD.and(Classes::HONORIFIC).and(Classes::GIVEN_NAME).and(Classes::DEMONYM))
    })
}

/// Whether the last word of a run wants an `of` or `for` and more: “Ministry”, “Gulf”, not “President”.
fn takes_of(last: Token<'_, '_>, link: &str) -> bool {
    let heads = if link == "for" {
        Classes::ORGANIZATION_HEAD
    } else {
        let sites = Classes::PLACE_HEAD.and(Classes::FACILITY_HEAD).and(Classes::OTHER_HEAD);
        Classes::ORGANIZATION_HEAD.and(sites).and(Classes::PLACE_PREFIX)
    };
    last.has(heads) && !last.has(Classes::TITLE_HEAD)
}

fn hyphenated(document: &Document<'_>, start: usize, hyphen: usize) -> usize {
    let Some(next) = document.token(hyphen + 1).filter(|next| !next.is_spaced()) else { return hyphen };
    let joins = match next.kind() {
        TokenKind::Word if next.is_capitalised() => !next.has(Classes::CALENDAR.and(Classes::DEMONYM)),
        // `Kim Ji-won`: the second half of a given name.
        TokenKind::Word => hyphen >= start + 2 && is_half_of_name(next),
        TokenKind::Number => true,
        _ => false,
    };
    if joins { hyphen + 2 } else { hyphen }
}

/// Whether a small word behind a hyphen may be the second half of a given name: `Kim Ji-won`, not `Lima-based`.
#[must_use]
pub fn is_half_of_name(word: Token<'_, '_>) -> bool {
    let short = word.text().len() <= 6 && word.text().chars().all(char::is_alphabetic);
    short && word.is_word() && !word.is_spaced() && !SUFFIXES.contains(&word.text()) && !word.has(Classes::FUNCTION)
}
