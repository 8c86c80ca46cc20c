//! Days of the calendar and years, as they are written.
//!
//! Rule: a number is a day only beside a month, and a year only where it is written like one; “may” and “march” are
//! months only with a capital, and “May” at the start of a sentence only beside a number.

use super::expression::{Calendar, Date, Year};
use super::reader::Reader;
use super::term::{Relation, Term};
use crate::model::tags::{Penn, Upos};

impl Reader<'_, '_> {
    /// “June 13, 2019”, “13 June”, “June 2019”, “Thursday, 25 February”, “2019-06-13”, “Friday”.
    #[must_use]
    pub fn calendar(&self, at: usize) -> Option<(Calendar, usize)> {
        if let Term::Weekday(weekday, plural) = self.term(at) {
            return (!plural).then(|| self.behind_weekday(weekday, at + 1));
        }
        self.day_and_month(at).or_else(|| self.month_and_day(at)).or_else(|| self.numeric(at))
    }

    /// What follows a weekday: a comma and a date, or a day of the month.
    fn behind_weekday(&self, weekday: u8, at: usize) -> (Calendar, usize) {
        let alone = Calendar { weekday: Some(weekday), ..Calendar::default() };
        let from = match self.term(at) {
            Term::Comma | Term::Dash => at + 1,
            _ => at,
        };
        let from = if self.text(at) == "(" { at + 1 } else { from };
        let dated = self.day_and_month(from).or_else(|| self.month_and_day(from)).or_else(|| self.numeric(from));
        if let Some((date, end)) = dated.filter(|(date, _)| date.day.is_some()) {
            let end = if self.text(at) == "(" && self.text(end) == ")" { end + 1 } else { end };
            return (Calendar { weekday: Some(weekday), ..date }, end);
        }
        let day = self.skip(at, Term::The);
        match self.ordinal(day) {
            Some((number @ 1..=31, end)) if day > at || self.ends_phrase(end) => {
                (Calendar { day: Some(number), ..alone }, end)
            }
            _ => (alone, at),
        }
    }

    /// Whether a phrase ends before a token: it is a mark, a preposition, or the sentence is over.
    pub(super) fn ends_phrase(&self, at: usize) -> bool {
        !matches!(self.upos(at), Some(Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::X | Upos::Sym))
    }

    /// “13 June 2019”, “the 3rd of June”, “third June”.
    fn day_and_month(&self, at: usize) -> Option<(Calendar, usize)> {
        let (day, mut end) = self.day_of_month(at)?;
        // “for $12 December 27”
        if self.text_before(at).ends_with('$') || matches!(self.text_before(at), "£" | "€") {
            return None;
        }
        if self.is(end, &["day"]) && self.term(end + 1) == Term::Of {
            end += 1;
        }
        let end = match self.term(end) {
            Term::Of | Term::Dash | Term::Stroke => end + 1,
            _ => end,
        };
        let Term::Month(month) = self.term(end) else { return None };
        let date = Calendar { day: Some(day), month: Some(month), ..Calendar::default() };
        Some(self.with_year(date, end + 1))
    }

    /// A day of a month, or an ordinal that may be one.
    pub(super) fn day_or_ordinal(&self, at: usize) -> Option<(u8, usize)> {
        self.day_of_month(self.skip(at, Term::The))
    }

    /// A number that may be a day of a month.
    pub(super) fn day_of_month(&self, at: usize) -> Option<(u8, usize)> {
        let (number, end) = match self.term(at) {
            Term::Number(number, 1..=2) => (u8::try_from(number).ok()?, at + 1),
            // “in April one of them” names no day.
            Term::Tens(_) => self.ordinal(at).or_else(|| self.below_hundred(at))?,
            _ => self.ordinal(at)?,
        };
        (1..=31).contains(&number).then_some((number, end))
    }

    /// “June 13, 2019”, “June 13th”, “June 2019”, “June last year”, “June”.
    fn month_and_day(&self, at: usize) -> Option<(Calendar, usize)> {
        let month = self.month(at)?;
        let date = Calendar { month: Some(month), ..Calendar::default() };
        let next = match self.term(at + 1) {
            Term::Stroke | Term::Dash if matches!(self.term(at + 2), Term::Number(..)) => at + 2,
            Term::The if matches!(self.term(at + 2), Term::Ordinal(_)) => at + 2,
            _ => at + 1,
        };
        // “June 13 years after” is no day, and neither is “May 30,000”.
        let day =
            self.day_of_month(next).filter(|(_, end)| self.unit(*end).is_none() && !self.is(*end, &["%", "percent"]));
        match day {
            Some((day, end)) if self.spelled_year(next).is_none() => {
                Some(self.with_year(Calendar { day: Some(day), ..date }, end))
            }
            _ => {
                let (dated, end) = self.with_year(date, at + 1);
                let believed = dated.year.is_some() || self.is_month_name(at);
                believed.then_some((dated, end))
            }
        }
    }

    /// The month at a token. A machine that exchanges words for others writes “Might 15” for “May 15”.
    fn month(&self, at: usize) -> Option<u8> {
        let verb = || self.token(at).is_some_and(|token| !token.is_capitalised() && token.tag().is_verb());
        match self.term(at) {
            Term::Month(month) => (!verb()).then_some(month),
            Term::Other if at > self.start && matches!(self.text(at), "Might" | "Could") => {
                matches!(self.term(at + 1), Term::Number(1..=31, 1..=2)).then_some(5)
            }
            _ => None,
        }
    }

    /// Whether a word that names a month, without day and year, does so: not a verb, not a person.
    fn is_month_name(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        // In small letters: “april” is a month, “may”, “march”, “august” and “dec” are something else.
        if !token.is_capitalised() {
            return token.text().len() > 4 && !self.is(at, &["march", "august"]);
        }
        let introduced = matches!(
            self.before(at),
            Term::In
                | Term::Of
                | Term::To
                | Term::Before
                | Term::After
                | Term::From
                | Term::Relation(_)
                | Term::Within(_)
        ) || self
            .is(at.wrapping_sub(1), &["since", "until", "till", "by", "for", "during", "between", "through", "mid"])
            || self.term(at.wrapping_sub(1)) == Term::Dash;
        match token.text() {
            // “Pieter-Jan”
            _ if self.term(at.wrapping_sub(1)) == Term::Dash
                && !token.is_spaced()
                && self.is_name(at.wrapping_sub(2)) =>
            {
                false
            }
            "May" | "March" | "Mar" | "Dec" | "Jan" | "Jun" | "Sun" | "August" | "April" | "June" => {
                let named = token.tag().upos == Upos::Propn || introduced;
                let verb = token.tag().is_verb() || token.tag().penn == Penn::Md;
                // “June Marsh”, “Theresa May”, “the March on Lisbon”
                let person = !introduced
                    && (self.is_name(at + 1)
                        || at > self.start && self.is_name(at - 1)
                        || self.term(at + 1) == Term::On);
                named && !verb && !person
            }
            _ => true,
        }
    }

    fn is_name(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.is_capitalised() && token.tag().upos == Upos::Propn)
            && self.term(at) == Term::Other
    }

    /// The date with the year behind it: “, 2019”, “2019”, “of 2019”, “last year”, “of this year”.
    fn with_year(&self, date: Calendar, at: usize) -> (Calendar, usize) {
        let mut from = at;
        if self.term(from) == Term::Comma {
            from += 1;
        }
        if self.term(from) == Term::Of || self.term(from) == Term::In || self.term(from) == Term::Dash {
            from += 1;
        }
        let from = match self.term(at) {
            Term::Stroke => at + 1,
            _ => from,
        };
        match self.year(from) {
            Some((year, end)) if date.day.is_some() || self.term(at) != Term::Comma || self.ends_phrase(end) => {
                (Calendar { year: Some(year), ..date }, end)
            }
            _ => (date, at),
        }
    }

    /// A year behind a month, a season or a quarter: `2019`, `’19`, “last year”, “of this year”.
    pub(super) fn year(&self, at: usize) -> Option<(Year, usize)> {
        match self.term(at) {
            Term::Number(number @ 1000..=2999, 4) => Some((Year::Number(i16::try_from(number).ok()?), at + 1)),
            // “a fall of 38 per cent” is no autumn.
            Term::Number(_, 2) if self.is(at + 1, &["per", "percent", "%", "points", "cents"]) => None,
            Term::Number(number, 2) if self.text(at).len() == 3 || self.before(at) == Term::Of => {
                let number = i16::try_from(number).ok()?;
                Some((Year::Number(if number < 50 { 2000 + number } else { 1900 + number }), at + 1))
            }
            Term::The if self.term(at + 1) == Term::Relation(Relation::Following) => self.year(at + 1),
            Term::The if self.is(at + 1, &["year"]) => self.year(at + 2),
            Term::Relation(relation) if self.is(at + 1, &["year", "yr"]) => Some((Year::Relation(relation), at + 2)),
            Term::Small(_) | Term::Tens(_) => {
                let (year, end) = self.spelled_year(at)?;
                Some((Year::Number(year), end))
            }
            _ => None,
        }
    }

    /// `2019-06-13`, `13/06/2019`, `6/13`, and the same with spaces or stops.
    fn numeric(&self, at: usize) -> Option<(Calendar, usize)> {
        let text = self.text(at);
        if self.term(at) == Term::Dashed {
            let (mark, parts) = parts(text)?;
            // “9/11” and “24/7” are no days, “on 9/11” and “6/4 at noon” are.
            let short = parts[2].is_none();
            let introduced =
                matches!(self.before(at), Term::On | Term::From | Term::To | Term::Before | Term::After | Term::Dash)
                    || self.is(at.wrapping_sub(1), &["until", "till", "by", "between", "for", "and", "this"])
                    || matches!(self.before(at), Term::Weekday(..));
            let glued = self
                .token(at + 1)
                .is_some_and(|next| !next.is_spaced() && self.text(at + 1).starts_with('.') && next.text().len() > 1);
            // “and 1/2 cup of oil”
            let part = matches!(parts, [Some(1..8), Some(2 | 3 | 4 | 8), None])
                && matches!(self.upos(at + 1), Some(Upos::Noun | Upos::Adj));
            if short && (!introduced && self.end > at + 1 || glued || part) {
                return None;
            }
            return Some((written(mark, parts)?, at + 1));
        }
        // `23.04.2022`
        if matches!(self.term(at), Term::Other) && text.split('.').count() == 3 {
            let (_, parts) = parts(text)?;
            return Some((written('.', parts)?, at + 1));
        }
        // `2015-3`, `12-2015`: cut into three tokens
        let (Term::Number(first, length), Term::Dash, Term::Number(second, other)) =
            (self.term(at), self.term(at + 1), self.term(at + 2))
        else {
            return None;
        };
        let glued = self.token(at + 1).is_some_and(|token| !token.is_spaced())
            && self.token(at + 2).is_some_and(|token| !token.is_spaced())
            && self.term(at + 3) != Term::Dash;
        let (year, month) = match (length, other) {
            (4, 1) => (first, second),
            (2, 4) => (second, first),
            _ => return None,
        };
        let fits = glued && (1900..2100).contains(&year) && (1..=12).contains(&month);
        let year = Year::Number(i16::try_from(year).ok()?);
        let date = Calendar { year: Some(year), month: u8::try_from(month).ok(), ..Calendar::default() };
        fits.then_some((date, at + 3))
    }

    /// A year that stands alone: “in 2019”, “the 2013 audit”. A number that counts is none.
    #[must_use]
    pub fn bare_year(&self, at: usize) -> Option<(i16, usize)> {
        let Term::Number(number, 4) = self.term(at) else { return None };
        let year = i16::try_from(number).ok()?;
        let end = at + 1;
        let counts = self.unit(end).is_some()
            || matches!(self.term(end), Term::Zone(_) | Term::Meridiem(_) | Term::Power(_))
            || self.is(end, &["%", "percent", "per", "people", "hours", "local", "metres", "meters", "km"]);
        let marked = self.text_before(at).ends_with(['$', '£', '€', '¥', '₦', '₹', '#'])
            || self
                .is(at.wrapping_sub(1), &["no", "no.", "number", "room", "flight", "nearly", "almost", "least", "#"]);
        // “the Plantation Workers (Housing) Bill, 2013,”: part of a name.
        let comma = self.before(at) == Term::Comma;
        let law = comma && self.is(at.wrapping_sub(2), &["bill", "act", "ordinance", "rules", "regulations"]);
        if counts || marked || law {
            return None;
        }
        let before = self.text_before(at);
        let dated = matches!(self.before(at), Term::In | Term::From | Term::Before | Term::After)
            || self.is(
                at.wrapping_sub(1),
                &["since", "until", "till", "by", "during", "year", "circa", "between", "through"],
            );
        let believed = match year {
            1900..=2100 => {
                let owned = matches!(self.upos(at.wrapping_sub(1)), Some(Upos::Det | Upos::Pron | Upos::Part))
                    || matches!(before, "'s" | "’s");
                dated || owned || !self.is_plural(end) || self.before(at) == Term::Of
            }
            1100..1900 => dated && self.ends_phrase(end),
            _ => false,
        };
        believed.then_some((year, end))
    }

    /// “2021-22”: a year of business, by the year in which it begins.
    #[must_use]
    pub fn split_year(&self, at: usize) -> Option<(Date, usize)> {
        let (Term::Number(first, 4), Term::Dash | Term::Stroke, Term::Number(second, 2)) =
            (self.term(at), self.term(at + 1), self.term(at + 2))
        else {
            return None;
        };
        let fits = (1900..2100).contains(&first) && (first + 1) % 100 == second && self.term(at + 3) != Term::Dash;
        fits.then_some((Date::Fiscal(Year::Number(i16::try_from(first).ok()?)), at + 3))
    }
}

/// The numbers of a date and the mark between them.
fn parts(text: &str) -> Option<(char, [Option<u16>; 3])> {
    let mark = text.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let mut parts = text.split(mark);
    let mut next = || match parts.next() {
        Some(part) if part.len() <= 4 => part.parse().ok().map(Some),
        Some(_) => None,
        None => Some(None),
    };
    let read = [next()?, next()?, next()?];
    parts.next().is_none().then_some((mark, read))
}

/// The date of three numbers: year first; or day and month in the order that fits, the month first where both do, as
/// American papers have it.
fn written(mark: char, parts: [Option<u16>; 3]) -> Option<Calendar> {
    let small = |number: u16| u8::try_from(number).ok();
    let of = |month: u16, day: u16, year: Option<i16>| {
        let (month, day) = if month > 12 { (day, month) } else { (month, day) };
        let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
        let date = Calendar { month: small(month), day: small(day), ..Calendar::default() };
        fits.then_some(Calendar { year: year.map(Year::Number), ..date })
    };
    match parts {
        [Some(year @ 1000..=2999), Some(month), Some(day)] => of(month, day, i16::try_from(year).ok()),
        [Some(first), Some(second), Some(year)] if first <= 31 && second <= 31 => {
            let year = i16::try_from(year).ok()?;
            let year = match year {
                0..50 => 2000 + year,
                50..100 => 1900 + year,
                _ => year,
            };
            // Behind stops the day comes first.
            if mark == '.' { of(second, first, Some(year)) } else { of(first, second, Some(year)) }
        }
        [Some(first), Some(second), None] if mark == '/' => of(first, second, None),
        _ => None,
    }
}
