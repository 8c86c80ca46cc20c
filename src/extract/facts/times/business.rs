//! Stretches by which business counts: quarters, halves, years of business, weeks by their number.
//!
//! Rule: a quarter and a half are of a year only with a word of the calendar or of accounts beside them; those of a
//! game are none.

use super::expression::{Calendar, Date, Year};
use super::reader::Reader;
use super::term::{Relation, Term, Unit, Within};

impl Reader<'_, '_> {
    /// “the third quarter of 2019”, “Q3 2019”, “the March quarter”, “the first half of next year”, “half-year”.
    pub(super) fn quarter(&self, at: usize) -> Option<(Date, usize)> {
        if let Some(found) = self.labelled(at) {
            return Some(found);
        }
        let dashed = |at: usize| self.skip(at, Term::Dash);
        if let Term::Month(month @ (3 | 6 | 9 | 12)) = self.term(at)
            && self.term(at + 1) == Term::Unit(Unit::Quarter, false)
        {
            return Some(self.dated_quarter(month / 3, at + 2));
        }
        if let Term::Half = self.term(at) {
            let year = self.term(dashed(at + 1)) == Term::Unit(Unit::Year, false) && dashed(at + 1) > at + 1;
            return year.then_some((Date::Half(0, None), at + 3));
        }
        let number = match self.term(at) {
            Term::Ordinal(number @ 1..=4) => number,
            // “the final quarter of the year”
            _ if self.is(at, &["final"]) && self.before(at) == Term::The => 4,
            _ => return None,
        };
        match self.term(dashed(at + 1)) {
            Term::Unit(Unit::Quarter, false) => {
                // “the third quarter” of a game
                let game = self.text(at) == "final" && self.term(dashed(at + 1) + 1) != Term::Of;
                (!game).then(|| self.dated_quarter(number, dashed(at + 1) + 1))
            }
            Term::Half if number <= 2 => {
                let end = dashed(at + 1) + 1;
                let of = self.skip(end, Term::Of);
                let year = self.year(of).or_else(|| {
                    let the = self.skip(of, Term::The);
                    (of > end && self.is(the, &["year"])).then_some((Year::Relation(Relation::This), the + 1))
                });
                // The first half of a game is none.
                let business = dashed(at + 1) > at + 1;
                match year {
                    Some((year, end)) => Some((Date::Half(number, Some(year)), end)),
                    None => business.then_some((Date::Half(number, None), end)),
                }
            }
            _ => None,
        }
    }

    /// `Q3 2019`, `2019 Q3`, `2019-Q3`, `H1 2019`.
    fn labelled(&self, at: usize) -> Option<(Date, usize)> {
        let (year, label) = match self.term(at) {
            Term::Number(..) => {
                let (year, end) = self.year(at)?;
                (Some(year), self.skip(end, Term::Dash))
            }
            _ => (None, at),
        };
        let (Term::QuarterName(number) | Term::HalfName(number)) = self.term(label) else { return None };
        let (year, end) = match year {
            Some(year) => (Some(year), label + 1),
            None => {
                let from = self.skip(self.skip(label + 1, Term::Of), Term::Comma);
                self.year(from).map_or((None, label + 1), |(year, end)| (Some(year), end))
            }
        };
        Some(match self.term(label) {
            Term::QuarterName(_) => (Date::Quarter(Some(number), None, year), end),
            _ => (Date::Half(number, year), end),
        })
    }

    fn dated_quarter(&self, number: u8, end: usize) -> (Date, usize) {
        let of = self.skip(end, Term::Of);
        let the = self.skip(of, Term::The);
        match self.year(of) {
            Some((year, end)) => (Date::Quarter(Some(number), None, Some(year)), end),
            None if of > end && self.is(the, &["year"]) => {
                (Date::Quarter(Some(number), None, Some(Year::Relation(Relation::This))), the + 1)
            }
            None => (Date::Quarter(Some(number), None, None), end),
        }
    }

    /// “fiscal 2015”, “the financial year 2020-21”, “FY24”.
    pub(super) fn fiscal(&self, at: usize) -> Option<(Date, usize)> {
        match self.term(at) {
            Term::Fiscal(year) => Some((Date::Fiscal(Year::Number(i16::try_from(year).ok()?)), at + 1)),
            Term::FiscalWord => {
                let year = if self.is(at + 1, &["year"]) { at + 2 } else { at + 1 };
                self.split_year(year).or_else(|| {
                    let (year, end) = self.year(year).filter(|(year, _)| matches!(year, Year::Number(_)))?;
                    Some((Date::Fiscal(year), end))
                })
            }
            _ => None,
        }
    }

    /// “the week beginning 14 June”, “week 31”, “year-end”.
    pub(super) fn week(&self, at: usize) -> Option<(Date, usize)> {
        match self.term(at) {
            Term::Unit(Unit::Week, false) => {
                if let Term::Number(week @ 1..=53, _) = self.term(at + 1) {
                    let week = u8::try_from(week).ok()?;
                    let year = self.year(self.skip(at + 2, Term::Of));
                    let (year, end) = year.map_or((None, at + 2), |(year, end)| (Some(year), end));
                    return Some((Date::Week(week, year), end));
                }
                let opens = self.term(at + 1) == Term::Of || self.is(at + 1, &["beginning", "commencing", "starting"]);
                let (date, end) = self.calendar(self.skip(at + 2, Term::The)).filter(|_| opens)?;
                date.day.is_some().then_some((Date::WeekOf(date), end))
            }
            Term::Unit(Unit::Year, false) => {
                let closed = self.term(at + 1) == Term::Dash && self.term(at + 2) == Term::Within(Within::End);
                let date =
                    Calendar { month: Some(12), year: Some(Year::Relation(Relation::This)), ..Calendar::default() };
                closed.then_some((Date::Calendar(date), at + 3))
            }
            Term::Ordinal(2..=4) => None,
            _ if self.is(at, &["full"]) && self.term(at + 1) == Term::Dash && self.is(at + 2, &["year"]) => {
                Some((Date::Bare(Unit::Year), at + 3))
            }
            _ => None,
        }
    }
}
