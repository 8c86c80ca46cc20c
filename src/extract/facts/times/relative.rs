//! Stretches of the calendar that are named by what they are: “last week”, “the third quarter”, “spring”, “three years
//! ago”, “Christmas”.
//!
//! Rule: a bare word that is as often no time (“spring”, “fall”, “quarter”, “the day”) is one only where the words
//! beside it make it one.

use super::expression::{Base, Calendar, Date, Length, Year};
use super::holidays::Holiday;
use super::reader::Reader;
use super::term::{Relation, Season, Term, Unit, Within};
use crate::model::tags::{Penn, Upos};

impl Reader<'_, '_> {
    /// A date or a stretch of time, with the word on where in it: “late June”, “the end of 2021”.
    #[must_use]
    pub fn date(&self, at: usize) -> Option<(Date, Option<Within>, usize)> {
        if let Some((within, core)) = self.within(at) {
            let (date, end) = self.core(core)?;
            // The end of a day or of a distance is no date of its own.
            let fits = !matches!(date, Date::Ago(_) | Date::Shift(..) | Date::From(..));
            return fits.then_some((date, Some(within), end));
        }
        let (date, end) = self.core(at)?;
        Some((date, None, end))
    }

    /// “early”, “mid-”, “the end of the”, “late on”: where in a stretch, and the token at which that begins.
    pub(super) fn within(&self, at: usize) -> Option<(Within, usize)> {
        let (within, next) = match self.term(at) {
            Term::Within(within) => (within, at + 1),
            Term::Later if !self.is_distance_before(at) => (Within::End, at + 1),
            Term::Earlier if !self.is_distance_before(at) => (Within::Start, at + 1),
            _ => return None,
        };
        let noun = self.is(at, &["end", "beginning", "start", "middle"]);
        let next = match self.term(next) {
            Term::Dash => next + 1,
            Term::Of | Term::In | Term::On if noun == (self.term(next) == Term::Of) => next + 1,
            _ if noun => return None,
            _ => next,
        };
        Some((within, self.skip(next, Term::The)))
    }

    /// Whether a distance ends before “later” or “earlier”, so that the word belongs to it.
    fn is_distance_before(&self, at: usize) -> bool {
        matches!(self.before(at), Term::Unit(..) | Term::Season(_))
    }

    fn core(&self, at: usize) -> Option<(Date, usize)> {
        self.split_year(at)
            .or_else(|| self.nth(at))
            .or_else(|| self.distant(at))
            .or_else(|| self.day_of_week(at))
            .or_else(|| self.of_month(at))
            .or_else(|| self.holiday(at, None))
            .or_else(|| self.related(at))
            .or_else(|| self.quarter(at))
            .or_else(|| self.calendar(at).map(|(date, end)| (Date::Calendar(date), end)))
            .or_else(|| self.day_word(at))
            .or_else(|| self.fiscal(at))
            .or_else(|| self.week(at))
            .or_else(|| self.season(at))
            .or_else(|| self.era(at))
            .or_else(|| self.bare(at))
            .or_else(|| {
                let (year, end) = self.bare_year(at)?;
                Some((Date::Calendar(Calendar { year: Some(Year::Number(year)), ..Calendar::default() }), end))
            })
    }

    /// “three years ago”, “two days later”, “a year earlier”, “two weeks' time”, “three days from Tuesday”.
    fn distant(&self, at: usize) -> Option<(Date, usize)> {
        if let Some(found) = self.seasons_ago(at) {
            return Some(found);
        }
        let (length, end) = match self.term(at) {
            Term::A => self.one(at)?,
            // “year-earlier”
            Term::Unit(unit, false) if self.term(at + 1) == Term::Dash => (Length::whole(1, unit), at + 2),
            _ => self.length(at)?,
        };
        match self.term(end) {
            Term::Ago => Some((Date::Ago(length), end + 1)),
            Term::Later if length.unit >= Unit::Day => Some((Date::Shift(length, true), end + 1)),
            Term::Earlier if length.unit >= Unit::Day => Some((Date::Shift(length, false), end + 1)),
            Term::From => {
                // “two flights a week from Monday”
                let (base, end) = self.base(end + 1).filter(|_| self.rate(at).is_none())?;
                Some((Date::From(length, base), end))
            }
            // “in two weeks' time”
            _ if self.before(at) == Term::In => {
                let time = (end..end + 2).find(|at| self.is(*at, &["time"]))?;
                let owned = time == end + 1 && matches!(self.text(end), "'" | "’" | "'s" | "’s");
                owned.then_some((Date::From(length, Base::Day(0)), time + 1))
            }
            _ => None,
        }
    }

    /// “the first week of 2015”, “the third month of 2021”, “the 15th day of next month”.
    fn nth(&self, at: usize) -> Option<(Date, usize)> {
        let (number, unit) = self.ordinal(at)?;
        let of = self.skip(unit + 1, Term::Of);
        let known = of > unit + 1;
        match self.term(unit) {
            Term::Unit(Unit::Week, false) if known => {
                let (year, end) = self.year(of)?;
                Some((Date::Week(number, Some(year)), end))
            }
            Term::Unit(Unit::Month, false) if known && number <= 12 => {
                let (year, end) = self.year(of)?;
                Some((Date::Calendar(Calendar { year: Some(year), month: Some(number), ..Calendar::default() }), end))
            }
            Term::Unit(Unit::Day, false) if known && number <= 31 => match (self.term(of), self.term(of + 1)) {
                (Term::Relation(relation), Term::Unit(Unit::Month, false)) => {
                    Some((Date::DayOfMonth(number, relation), of + 2))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// “a day”, “an hour”: one of a unit.
    pub(super) fn one(&self, at: usize) -> Option<(Length, usize)> {
        if let Some((length, end)) = self.length(at) {
            return Some((length, end));
        }
        let unit = if self.is(at + 1, &["single", "full", "whole", "further"]) { at + 2 } else { at + 1 };
        match (self.term(at), self.unit(unit)?) {
            (Term::A, (unit, false, end)) if unit != Unit::Second => Some(match self.and_a_half(end) {
                Some(half) => (Length { hundredths: 150, unit, rest: None }, half),
                None => (Length::whole(1, unit), end),
            }),
            _ => None,
        }
    }

    fn base(&self, at: usize) -> Option<(Base, usize)> {
        match self.term(at) {
            Term::Day(days) => Some((Base::Day(days), at + 1)),
            _ if self.is(at, &["now"]) => Some((Base::Day(0), at + 1)),
            _ => {
                let (date, end) = self.calendar(at)?;
                (date.day.is_some() || date.weekday.is_some()).then_some((Base::Calendar(date), end))
            }
        }
    }

    /// “two summers ago”.
    fn seasons_ago(&self, at: usize) -> Option<(Date, usize)> {
        let (count, end) = self.cardinal(at)?;
        match (self.term(end), self.term(end + 1)) {
            (Term::Season(season), Term::Ago) => Some((Date::SeasonsAgo(season, u8::try_from(count).ok()?), end + 2)),
            _ => None,
        }
    }

    /// “Wednesday of next week”, “next week Wednesday”, “Monday last week”.
    fn day_of_week(&self, at: usize) -> Option<(Date, usize)> {
        if let Term::Weekday(weekday, false) = self.term(at) {
            let week = self.skip(at + 1, Term::Of);
            return match (self.term(week), self.term(week + 1)) {
                (Term::Relation(relation), Term::Unit(Unit::Week, false)) => {
                    Some((Date::DayOfWeek(weekday, relation), week + 2))
                }
                _ => None,
            };
        }
        match (self.term(at), self.term(at + 1)) {
            (Term::Relation(relation), Term::Unit(Unit::Week, false)) => {
                let day = self.skip(at + 2, Term::Dash);
                match self.term(day) {
                    Term::Weekday(weekday, false) => Some((Date::DayOfWeek(weekday, relation), day + 1)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// “the 27th”: a day of a month that is not named.
    fn of_month(&self, at: usize) -> Option<(Date, usize)> {
        let introduced = self.before(at) == Term::The
            && matches!(self.before(at - 1), Term::On | Term::From | Term::To)
            || self.before(at) == Term::The && self.is(at.wrapping_sub(2), &["until", "by", "after", "before"]);
        let Term::Ordinal(day @ 1..=31) = self.term(at) else { return None };
        let digits = self.text(at).starts_with(|c: char| c.is_ascii_digit());
        let date = Calendar { day: Some(day), ..Calendar::default() };
        let dated = self.term(at + 1) == Term::Of;
        (introduced && digits && !dated && self.ends_phrase(at + 1)).then_some((Date::Calendar(date), at + 1))
    }

    pub(super) fn holiday(&self, at: usize, relation: Option<Relation>) -> Option<(Date, usize)> {
        let known = self.token(at)?.is_capitalised()
            || self.is(at, &["easter", "christmas", "thanksgiving", "halloween", "black"]);
        if !known {
            return self.new_year(at);
        }
        let (holiday, words) = Holiday::named(&(at..self.end).map(|at| self.text(at)))
            .map(|(holiday, words)| (Date::Holiday(holiday, relation, None), words))
            .or_else(|| Some((self.new_year(at)?.0, 2)))?;
        let end = at + words;
        let year = self.skip(end, Term::Of);
        match (holiday, self.year(year)) {
            (Date::Holiday(holiday, relation, None), Some((year, end))) => {
                Some((Date::Holiday(holiday, relation, Some(year)), end))
            }
            (date, _) => Some((date, end)),
        }
    }

    /// “in the new year”: the year that comes.
    fn new_year(&self, at: usize) -> Option<(Date, usize)> {
        let named = self.is(at, &["new"]) && self.is(at + 1, &["year"]) && self.before(at) == Term::The;
        named.then_some((Date::Unit(Unit::Year, Relation::Next, false), at + 2))
    }

    /// “last week”, “next July”, “this summer”, “that year”, “the following day”, “final week”.
    fn related(&self, at: usize) -> Option<(Date, usize)> {
        let article = self.before(at) == Term::The;
        let relation = match self.term(at) {
            Term::Relation(relation) => relation,
            // A machine that exchanges words for others writes “final week” for “last week”.
            _ if self.is(at, &["final"]) && self.is_bare(at) => Relation::Last,
            Term::Past if self.before(at) == Term::Relation(Relation::This) => Relation::Last,
            _ => return None,
        };
        // “this past Wednesday”, “this coming Friday”
        let past = relation == Relation::This && self.term(at + 1) == Term::Past;
        let coming = relation == Relation::This && self.is(at + 1, &["coming"]);
        let next = if past || coming || self.is(at + 1, &["very", "calendar"]) { at + 2 } else { at + 1 };
        match self.term(next) {
            Term::Weekday(weekday, false) if past || coming => {
                let date = Calendar { weekday: Some(weekday), ..Calendar::default() };
                let relation = if past { Relation::Past } else { Relation::Coming };
                Some((Date::Calendar(Calendar { relation: Some(relation), ..date }), next + 1))
            }
            Term::Weekday(..) | Term::Month(_) => {
                let (date, end) = self.calendar(next)?;
                Some((Date::Calendar(Calendar { relation: Some(relation), ..date }), end))
            }
            Term::Season(season) => {
                let told = article && relation == Relation::Next;
                let relation = if told { Relation::Following } else { relation };
                Some((Date::Season(season, Some(relation), None), next + 1))
            }
            Term::Unit(Unit::Quarter, false) => Some((Date::Quarter(None, Some(relation), None), next + 1)),
            Term::FiscalWord => {
                let end = if self.is(next + 1, &["year"]) { next + 2 } else { next + 1 };
                Some((Date::Fiscal(Year::Relation(relation)), end))
            }
            // “the prior-year quarter”
            Term::Dash if self.is(next + 1, &["year"]) => {
                let quarter = self.term(next + 2) == Term::Unit(Unit::Quarter, false);
                let end = if quarter { next + 3 } else { next + 2 };
                Some((
                    if quarter {
                        Date::Shift(Length::whole(1, Unit::Year), false)
                    } else {
                        Date::Unit(Unit::Year, relation, article)
                    },
                    end,
                ))
            }
            Term::Unit(unit, false) if is_stretch(unit) => self.related_unit(unit, relation, article, next + 1),
            _ => {
                let (date, end) = self.holiday(next, Some(relation))?;
                Some((date, end))
            }
        }
    }

    /// “last week”; “that day” only where it is no conjunction.
    fn related_unit(&self, unit: Unit, relation: Relation, article: bool, end: usize) -> Option<(Date, usize)> {
        let fits = match (relation, unit) {
            (Relation::That, Unit::Day | Unit::Year | Unit::Month | Unit::Week | Unit::Weekend) => true,
            (Relation::That, _) => false,
            (Relation::Last | Relation::This, Unit::Day) => false,
            _ => true,
        };
        // “the last day of the fair”, “the next year of his life”
        let bound = article && self.term(end) == Term::Of && relation != Relation::This;
        // “the last year”, which is a length
        let length = article && relation == Relation::Last;
        (fits && !bound && !length).then_some((Date::Unit(unit, relation, article), end))
    }

    /// Whether nothing determines the noun at a token.
    fn is_bare(&self, at: usize) -> bool {
        !matches!(self.before(at), Term::The | Term::A | Term::Relation(_) | Term::Every)
            && !matches!(
                self.upos(at.wrapping_sub(1)),
                Some(Upos::Det | Upos::Adj | Upos::Pron | Upos::Part | Upos::Num)
            )
    }

    /// “today”, “the day after tomorrow”.
    fn day_word(&self, at: usize) -> Option<(Date, usize)> {
        match self.term(at) {
            // “today's Algeria” is another today.
            Term::Day(days) => Some((Date::Day(days), at + 1)),
            Term::Unit(Unit::Day, false) => match (self.term(at + 1), self.term(at + 2)) {
                (Term::After, Term::Day(1)) => Some((Date::Day(2), at + 3)),
                (Term::Before, Term::Day(-1)) => Some((Date::Day(-2), at + 3)),
                _ => self.beside(at),
            },
            Term::Unit(Unit::Week | Unit::Month | Unit::Year, false) => self.beside(at),
            _ => None,
        }
    }

    /// “the year before”, “the day after”: beside what was told.
    fn beside(&self, at: usize) -> Option<(Date, usize)> {
        let Term::Unit(unit, false) = self.term(at) else { return None };
        let relation = match self.term(at + 1) {
            Term::Before => Relation::Previous,
            Term::After => Relation::Following,
            _ => return None,
        };
        let alone = matches!(self.upos(at + 2), None | Some(Upos::Punct));
        (self.before(at) == Term::The && alone).then_some((Date::Unit(unit, relation, true), at + 2))
    }

    /// “spring”, “the summer of 2020”, “winter 2019”.
    fn season(&self, at: usize) -> Option<(Date, usize)> {
        let Term::Season(season) = self.term(at) else { return None };
        let token = self.token(at)?;
        let of = self.skip(at + 1, Term::Of);
        if let Some((year, end)) = self.year(of) {
            return Some((Date::Season(season, None, Some(year)), end));
        }
        let noun = token.tag().is_noun() && token.tag().penn != Penn::Nns && !self.text(at).ends_with('s');
        let the = if self.before(at) == Term::The { at - 1 } else { at };
        let introduced = matches!(self.before(the), Term::In | Term::Before | Term::After | Term::Of | Term::Within(_))
            || self.is(the.wrapping_sub(1), &["since", "until", "till", "by", "during", "for", "through"]);
        let common = matches!(season, Season::Spring) || self.is(at, &["fall"]);
        let fits = noun && (introduced || !common && (the < at || self.before(at) != Term::Other));
        (fits && !token.is_upper()).then_some((Date::Season(season, None, None), at + 1))
    }

    /// “the 1990s”, “the 19th century”.
    fn era(&self, at: usize) -> Option<(Date, usize)> {
        if let Term::Decade(decade) = self.term(at) {
            return Some((Date::Decade(decade, decade < 100), at + 1));
        }
        let (number, end) = self.ordinal(at)?;
        let century = self.skip(end, Term::Dash);
        (self.term(century) == Term::Unit(Unit::Century, false)).then_some((Date::Century(number), century + 1))
    }

    /// “of the year”, “the end of the month”: the one of publication.
    fn bare(&self, at: usize) -> Option<(Date, usize)> {
        let Term::Unit(unit @ (Unit::Week | Unit::Month | Unit::Year | Unit::Weekend), false) = self.term(at) else {
            return None;
        };
        let the = self.before(at) == Term::The;
        let whole = self.before(at.wrapping_sub(1)) == Term::Of
            && !self.is(at.wrapping_sub(3), &["days", "times", "time", "months"])
            || self.is(at.wrapping_sub(2), &["out", "for"]) && unit == Unit::Year;
        let over = matches!(self.before(at.wrapping_sub(1)), Term::At) || self.is(at.wrapping_sub(2), &["over"]);
        let weekend = unit == Unit::Weekend
            && (over
                || matches!(self.before(at.wrapping_sub(1)), Term::Before)
                || self.is(at.wrapping_sub(2), &["by"]));
        let free = self.ends_phrase(at + 1) || matches!(self.term(at + 1), Term::Weekday(..));
        let other = self.is(at + 1, &["ending", "ended", "to", "that", "when"]);
        (the && (whole || weekend) && free && !other).then_some((Date::Bare(unit), at + 1))
    }
}

/// Whether “last” and “next” make a stretch of the calendar of a unit.
const fn is_stretch(unit: Unit) -> bool {
    matches!(
        unit,
        Unit::Day | Unit::Week | Unit::Weekend | Unit::Month | Unit::Year | Unit::Decade | Unit::Century | Unit::Season
    )
}
