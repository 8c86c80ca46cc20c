//! The row of terms that the grammar reads, and the numbers and lengths in it.
//!
//! Rule: a reader sees one sentence and nothing beyond; each rule looks at a bounded number of tokens, so that a text
//! is read in linear time. A rule answers what it read and the token behind it, or nothing.

use super::calendar;
use super::expression::Length;
use super::term::{Term, Unit};
use crate::extract::document::{Document, Token};
use crate::extract::facts::numerals::{self, Form};
use crate::model::tags::{Number, Upos};

/// What the grammar reads of a document, by token.
#[derive(Debug)]
pub struct Columns {
    terms: Vec<Term>,
    /// The cardinal number that begins at a token, in hundredths, and the token behind it.
    numbers: Vec<Option<(u32, usize)>>,
}

impl Columns {
    /// The columns of a document.
    #[must_use]
    pub fn read(document: &Document<'_>) -> Self {
        let terms = Term::column(document);
        let numbers = terms.iter().enumerate().map(|(at, term)| hundredths(document, at, *term)).collect();
        Self { terms, numbers }
    }
}

/// The cardinal number that begins at a token, in hundredths, and the token behind it.
fn hundredths(document: &Document<'_>, at: usize, term: Term) -> Option<(u32, usize)> {
    if matches!(term, Term::Other | Term::The | Term::Month(_)) && document.token(at)?.text() != "½" {
        return None;
    }
    let numeral = numerals::at(document, at)?;
    let fits = numeral.form == Form::Cardinal && numeral.tokens.start == at;
    let hundredths = numeral.value.filter(|_| fits)?.scaled(2).integer()?;
    Some((u32::try_from(hundredths).ok()?, numeral.tokens.end))
}

/// The terms of one sentence.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'r, 't> {
    pub(super) document: &'r Document<'t>,
    columns: &'r Columns,
    /// The first token of the sentence.
    pub(super) start: usize,
    /// One past its last token.
    pub(super) end: usize,
}

impl<'r, 't> Reader<'r, 't> {
    /// A reader of the tokens from `start` up to `end`.
    #[must_use]
    pub fn new(document: &'r Document<'t>, columns: &'r Columns, start: usize, end: usize) -> Self {
        Self { document, columns, start, end: end.min(columns.terms.len()) }
    }

    /// The term at a token; [`Term::Other`] outside the sentence.
    #[must_use]
    pub fn term(&self, at: usize) -> Term {
        if (self.start..self.end).contains(&at) { self.columns.terms[at] } else { Term::Other }
    }

    /// The term before a token.
    #[must_use]
    pub fn before(&self, at: usize) -> Term {
        at.checked_sub(1).map_or(Term::Other, |before| self.term(before))
    }

    /// The token at a place, within the sentence.
    #[must_use]
    pub fn token(&self, at: usize) -> Option<Token<'r, 't>> {
        self.document.token(at).filter(|_| (self.start..self.end).contains(&at))
    }

    /// The letters of a token; none outside the sentence.
    #[must_use]
    pub fn text(&self, at: usize) -> &'t str {
        self.token(at).map_or("", |token| token.text())
    }

    /// The letters of the token before one.
    #[must_use]
    pub fn text_before(&self, at: usize) -> &'t str {
        at.checked_sub(1).map_or("", |before| self.text(before))
    }

    /// Whether a token is one of these words, in whatever case.
    #[must_use]
    pub fn is(&self, at: usize, words: &[&str]) -> bool {
        self.token(at).is_some_and(|token| token.is_any(words))
    }

    /// The universal part of speech of a token; none outside the sentence.
    #[must_use]
    pub fn upos(&self, at: usize) -> Option<Upos> {
        self.token(at).map(|token| token.tag().upos)
    }

    /// Whether a token is a common noun in the plural.
    #[must_use]
    pub fn is_plural(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.tag().number() == Some(Number::Plural))
    }

    /// A token further where a term stands, else the same one.
    #[must_use]
    pub fn skip(&self, at: usize, term: Term) -> usize {
        if self.term(at) == term { at + 1 } else { at }
    }

    /// A cardinal number in hundredths, in digits or in words.
    fn hundredths(&self, at: usize) -> Option<(u32, usize)> {
        let inside = (self.start..self.end).contains(&at);
        self.columns.numbers.get(at).copied().flatten().filter(|(_, end)| inside && *end <= self.end)
    }

    /// A whole cardinal number, in digits or in words.
    #[must_use]
    pub fn cardinal(&self, at: usize) -> Option<(u32, usize)> {
        let (hundredths, end) = self.hundredths(at)?;
        hundredths.is_multiple_of(100).then_some((hundredths / 100, end))
    }

    /// “one” to “ninety-nine”.
    #[must_use]
    pub fn below_hundred(&self, at: usize) -> Option<(u8, usize)> {
        match self.term(at) {
            Term::Small(number) => Some((number, at + 1)),
            Term::Tens(tens) => {
                let one = self.skip(at + 1, Term::Dash);
                match self.term(one) {
                    Term::Small(ones @ 1..=9) => Some((tens + ones, one + 1)),
                    _ => Some((tens, at + 1)),
                }
            }
            _ => None,
        }
    }

    /// “3rd”, “third”, “twenty-third”.
    #[must_use]
    pub fn ordinal(&self, at: usize) -> Option<(u8, usize)> {
        match self.term(at) {
            Term::Ordinal(number) => Some((number, at + 1)),
            Term::Tens(tens) => {
                let one = self.skip(at + 1, Term::Dash);
                match self.term(one) {
                    Term::Ordinal(ones @ 1..=9) => Some((tens + ones, one + 1)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// “nineteen eighty-six”, “two thousand and five”: a year in words.
    #[must_use]
    pub fn spelled_year(&self, at: usize) -> Option<(i16, usize)> {
        let (head, next) = self.below_hundred(at)?;
        if self.term(next) == Term::Power(1000) {
            let (number, end) = self.cardinal(at)?;
            return Some((calendar::year(i64::from(number))?, end));
        }
        let (tail, end) = self.below_hundred(next)?;
        let year = i64::from(head) * 100 + i64::from(tail);
        ((11..=20).contains(&head) && tail >= 10).then_some((calendar::year(year)?, end))
    }

    /// A unit of time: unit, whether it stands in the plural, and the token behind it. “Second” is one here.
    #[must_use]
    pub fn unit(&self, at: usize) -> Option<(Unit, bool, usize)> {
        match self.term(at) {
            Term::Unit(unit, plural) => Some((unit, plural, at + 1)),
            Term::Part(super::term::Part::Night, _) => Some((Unit::Night, false, at + 1)),
            Term::Season(_) if self.text(at).ends_with('s') => Some((Unit::Season, true, at + 1)),
            Term::Ordinal(2) if self.is(at, &["second"]) => Some((Unit::Second, false, at + 1)),
            _ => None,
        }
    }

    /// “three days”, “18-month”, “two and a half hours”, “half a century”, “three years and four months”. An age is
    /// none.
    #[must_use]
    pub fn length(&self, at: usize) -> Option<(Length, usize)> {
        let (length, end) = self.half(at).or_else(|| self.counted(at))?;
        let dash = self.term(end) == Term::Dash;
        let behind = if dash { end + 1 } else { end };
        let is_age = self.is(behind, &["old", "olds", "older", "younger"])
            || self.term(end) == Term::Of && self.is(end + 1, &["age"]);
        if is_age {
            return None;
        }
        let end = if dash && self.is(end + 1, &["long"]) { end + 2 } else { end };
        Some(self.with_rest(length, end))
    }

    /// “half an hour”, “half a century”.
    fn half(&self, at: usize) -> Option<(Length, usize)> {
        let unit_at = match (self.term(at), self.term(at + 1)) {
            (Term::Half, Term::A) => at + 2,
            (Term::Half, Term::Dash) => at + 2,
            (Term::A, Term::Half) => self.skip(at + 2, Term::Dash),
            _ if self.text(at) == "½" => at + 1,
            _ => return None,
        };
        let (unit, _, end) = self.unit(unit_at)?;
        // Half a year of business is a half year, not six months.
        let fits =
            !matches!(unit, Unit::Year | Unit::Quarter | Unit::Second | Unit::Season) || self.term(at + 1) == Term::A;
        fits.then_some((Length { hundredths: 50, unit, rest: None }, end))
    }

    fn counted(&self, at: usize) -> Option<(Length, usize)> {
        // “a hundred and seven days”, but not “a day”
        if self.term(at) == Term::A && !matches!(self.term(at + 1), Term::Power(_)) {
            return None;
        }
        let (hundredths, end) = self.range(at).or_else(|| self.hundredths(at))?;
        let dash = self.term(end) == Term::Dash;
        let from = if dash { end + 1 } else { end };
        let (unit, plural, behind) = self.unit(from).or_else(|| {
            // “seventeen cold nights”, “two more weeks”
            let described = !dash
                && (matches!(self.upos(from), Some(Upos::Adj | Upos::Adv))
                    || self.is(from, &["working", "consecutive"]));
            self.unit(from + 1).filter(|(_, plural, _)| described && *plural)
        })?;
        // “Two second halves” and “four night nurses” count no time.
        let one = hundredths == 100 || !hundredths.is_multiple_of(100);
        if !(plural || dash || one) && (unit != Unit::Year || !self.ends_phrase(behind)) {
            return None;
        }
        if let Some(half) = self.and_a_half(behind) {
            return Some((Length { hundredths: hundredths + 50, unit, rest: None }, half));
        }
        Some((Length { hundredths, unit, rest: None }, behind))
    }

    /// “two to three”, “between two and 19”: the first number, and the token behind the second.
    fn range(&self, at: usize) -> Option<(u32, usize)> {
        let from = if self.is(at, &["between"]) { at + 1 } else { at };
        let (first, end) = self.hundredths(from)?;
        let joined = self.term(end) == Term::To || self.is(end, &["or"]) || from > at && self.term(end) == Term::And;
        let glued = self.term(end) == Term::Dash && self.token(end).is_some_and(|dash| !dash.is_spaced());
        let (second, end) = self.hundredths(end + 1).filter(|_| joined || glued)?;
        (first < second).then_some((first, end))
    }

    /// The token behind “and a half”.
    pub(super) fn and_a_half(&self, at: usize) -> Option<usize> {
        let half = self.skip(at + 1, Term::A);
        (self.term(at) == Term::And && self.term(half) == Term::Half).then_some(half + 1)
    }

    /// The length with “and four months” behind it.
    fn with_rest(&self, length: Length, end: usize) -> (Length, usize) {
        let from = match self.term(end) {
            Term::And | Term::Comma => end + 1,
            _ => end,
        };
        let rest = self.cardinal(from).and_then(|(count, at)| {
            let (unit, plural, end) = self.unit(at)?;
            let count = u16::try_from(count).ok()?;
            (unit < length.unit && (plural || count == 1))
                .then_some((Length { rest: Some((count, unit)), ..length }, end))
        });
        rest.unwrap_or((length, end))
    }
}
