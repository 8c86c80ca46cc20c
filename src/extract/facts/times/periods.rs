//! Weeks, seasons, quarters and distances, seen from publication or from what was told before.
//!
//! Rule: a distance is as exact as the coarser of its unit and of what it counts from: a year after a day is a year,
//! a year after a month that month; what is finer than that is unknown.

use jiff::civil::Date as Day;

use super::anchor::{Anchor, FAR, NEAR, anchor_day, distance, open_unit};
use super::calendar::{self, add_days, shift};
use super::expression::{Base, Length, Year};
use super::holidays::Holiday;
use super::tense::Direction;
use super::term::{Relation, Season, Unit};
use super::value::{Open, Stem, month};

impl Anchor {
    pub(super) fn unit(&self, unit: Unit, relation: Relation, article: bool) -> Option<Stem> {
        let from_told = match relation {
            Relation::Previous | Relation::Following | Relation::That => true,
            Relation::Next => article,
            Relation::Last | Relation::This | Relation::Past | Relation::Coming => false,
        };
        let told = if unit == Unit::Day { self.told.day } else { self.told.stem.and_then(anchor_day) };
        let base = match (from_told, told, self.today()) {
            (true, Some(told), _) => told,
            (_, _, Some(today)) => today,
            _ => return open_unit(unit),
        };
        let step = match relation {
            Relation::Last | Relation::Previous | Relation::Past => -1,
            Relation::Next | Relation::Following | Relation::Coming => 1,
            Relation::This | Relation::That => 0,
        };
        stretch(unit, shift(base, Length::whole(1, unit), step)?)
    }

    pub(super) fn season(
        &self,
        season: Season,
        relation: Option<Relation>,
        year: Option<Year>,
        direction: Direction,
    ) -> Option<Stem> {
        if let Some(year) = year {
            return self.year(year).map(|year| Stem::Season(year, season));
        }
        let Some(today) = self.today() else { return Some(Stem::Open(Open::Season(season))) };
        let told = self.told.stem.and_then(Stem::year).map_or(i64::from(today.year()), i64::from);
        let (year, now) = (i64::from(today.year()), i64::from(month(today)));
        let (begins, ends) = season_months(season);
        let year = match relation {
            // The last one that is over, or nearly so.
            Some(Relation::Last | Relation::Previous | Relation::Past) => year - i64::from(now <= ends.max(begins)),
            Some(Relation::Next | Relation::Coming) => year + i64::from(now >= begins),
            Some(Relation::Following) => told + 1,
            Some(Relation::That) => told,
            Some(Relation::This) => year,
            None => match direction {
                Direction::Future => year + i64::from(now > ends),
                _ => year - i64::from(now < begins),
            },
        };
        calendar::year(year).map(|year| Stem::Season(year, season))
    }

    pub(super) fn quarter(
        &self,
        quarter: Option<u8>,
        relation: Option<Relation>,
        year: Option<Year>,
        direction: Direction,
    ) -> Option<Stem> {
        let Some(quarter) = quarter else {
            let Some(today) = self.today() else { return Some(Stem::Open(Open::AnyQuarter)) };
            let step = match relation {
                Some(Relation::Last | Relation::Previous | Relation::Past) => -3,
                Some(Relation::Next | Relation::Following | Relation::Coming) => 3,
                _ => 0,
            };
            return calendar::add_months(today, step).map(Stem::quarter_of);
        };
        if let Some(year) = year {
            return match self.year(year) {
                Some(year) => Some(Stem::Quarter(year, quarter)),
                None if self.today().is_none() => Some(Stem::Open(Open::Quarter(quarter))),
                None => None,
            };
        }
        let Some(today) = self.today() else { return Some(Stem::Open(Open::Quarter(quarter))) };
        let (year, now) = (i64::from(today.year()), (month(today) - 1) / 3 + 1);
        let year = match direction {
            Direction::Future => year + i64::from(quarter < now),
            _ => year - i64::from(quarter > now),
        };
        calendar::year(year).map(|year| Stem::Quarter(year, quarter))
    }

    pub(super) fn holiday(
        &self,
        holiday: Holiday,
        relation: Option<Relation>,
        year: Option<Year>,
        direction: Direction,
    ) -> Option<Day> {
        if let Some(year) = year {
            return holiday.in_year(self.year(year)?);
        }
        let today = self.today()?;
        let mut days =
            (today.year().saturating_sub(1)..=today.year().saturating_add(1)).filter_map(|year| holiday.in_year(year));
        match (relation, direction) {
            (Some(Relation::Last | Relation::Previous | Relation::Past), _) => days.rfind(|day| *day < today),
            (Some(Relation::Next | Relation::Following | Relation::Coming), _) => days.find(|day| *day > today),
            (Some(Relation::This), _) => holiday.in_year(today.year()),
            (_, Direction::Past) => {
                let past = days.clone().rfind(|day| *day <= today);
                let far = past.is_some_and(|past| distance(past, today) > FAR);
                let near = days.find(|day| far && *day >= today && distance(*day, today) < NEAR);
                near.or(past)
            }
            (_, Direction::Future) => days.find(|day| *day >= today),
            (_, Direction::Open) => days.min_by_key(|day| distance(*day, today)),
        }
    }

    /// “the 1990s”; “the ’90s” are the latest ones.
    pub(super) fn decade(&self, year: u16, open: bool) -> Option<Stem> {
        let year = i16::try_from(year).ok()?;
        if !open {
            return calendar::year(i64::from(year)).map(Stem::Decade);
        }
        let today = self.today()?.year();
        let year = today / 100 * 100 + year;
        calendar::year(i64::from(if year > today { year - 100 } else { year })).map(Stem::Decade)
    }

    /// “three years ago”: a year; “two weeks ago”: a day.
    pub(super) fn ago(&self, length: Length) -> Option<Stem> {
        let unit = length.rest.map_or(length.unit, |(_, unit)| unit);
        let Some(today) = self.today() else { return open_unit(unit).or(Some(Stem::Open(Open::Day))) };
        // “A year ago” beside a year of business is the one before.
        if let (Some(Stem::Fiscal(year)), Unit::Year, Some(1)) = (self.told.stem, unit, length.count()) {
            return calendar::year(i64::from(year) - 1).map(Stem::Fiscal);
        }
        let day = shift(today, length, -1)?;
        Some(match unit {
            Unit::Month | Unit::Quarter => Stem::month_of(day),
            Unit::Year | Unit::Decade | Unit::Century | Unit::Season => Stem::Year(day.year()),
            _ => Stem::Day(day),
        })
    }

    /// “two days later”, “a year earlier”, from what was told: as exact as that, or as the unit.
    pub(super) fn shifted(&self, length: Length, later: bool) -> Option<Stem> {
        let sign = if later { 1 } else { -1 };
        let told = self.told.stem.or_else(|| self.today().map(Stem::Day));
        // Profits are compared with those of the same part of the year before.
        let yearly = length.unit == Unit::Year && !later && length.count() == Some(1);
        let told = if yearly { self.told.period.or(told) } else { told };
        let years = calendar::months(length).filter(|months| months % 12 == 0).map(|months| sign * months / 12);
        let moved = |year: i16| years.and_then(|years| calendar::year(i64::from(year) + years));
        match told? {
            Stem::Fiscal(year) => moved(year).map(Stem::Fiscal),
            Stem::Quarter(year, quarter) if years.is_some() => moved(year).map(|year| Stem::Quarter(year, quarter)),
            Stem::Half(year, half) if years.is_some() => moved(year).map(|year| Stem::Half(year, half)),
            Stem::Season(year, season) if years.is_some() => moved(year).map(|year| Stem::Season(year, season)),
            Stem::Year(year) => moved(year).map(Stem::Year),
            Stem::Month(year, month) => {
                let day = shift(calendar::day(year, month, 1)?, length, sign)?;
                Some(Stem::month_of(day))
            }
            Stem::Week(year, week) => {
                let day = shift(calendar::monday(year, week)?, length, sign)?;
                Some(if length.unit >= Unit::Month { Stem::month_of(day) } else { Stem::week_of(day) })
            }
            Stem::Day(day) => {
                let day = shift(day, length, sign)?;
                Some(match length.unit {
                    Unit::Year | Unit::Decade | Unit::Century | Unit::Season => Stem::Year(day.year()),
                    Unit::Month | Unit::Quarter => Stem::month_of(day),
                    _ => Stem::Day(day),
                })
            }
            _ => None,
        }
    }

    pub(super) fn from(&self, length: Length, base: Base, direction: Direction) -> Option<Stem> {
        let base = match base {
            Base::Day(days) => add_days(self.today()?, i64::from(days))?,
            Base::Calendar(date) => {
                let ahead = if direction == Direction::Past { Direction::Past } else { Direction::Future };
                match self.calendar(date, ahead)? {
                    Stem::Day(day) => day,
                    _ => return None,
                }
            }
        };
        shift(base, length, 1).map(Stem::Day)
    }
}

/// The stretch of a unit that holds a day.
pub(super) fn stretch(unit: Unit, day: Day) -> Option<Stem> {
    Some(match unit {
        Unit::Day => Stem::Day(day),
        Unit::Week | Unit::Weekend | Unit::Fortnight => Stem::week_of(day),
        Unit::Month => Stem::month_of(day),
        Unit::Quarter => Stem::quarter_of(day),
        Unit::Year | Unit::Season => Stem::Year(day.year()),
        Unit::Decade => Stem::Decade(day.year() / 10 * 10),
        Unit::Century => Stem::Century(day.year() / 100),
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Night => return None,
    })
}

/// The first and the last month of a season in the north.
const fn season_months(season: Season) -> (i64, i64) {
    match season {
        Season::Spring => (3, 5),
        Season::Summer => (6, 8),
        Season::Autumn => (9, 11),
        Season::Winter => (12, 12),
    }
}
