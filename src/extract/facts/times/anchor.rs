//! From what an expression says to when it is: anchored to the local day of publication, and to the times that the
//! text told before.
//!
//! Rule: a day without more is the latest up to and including publication, unless its verb lies ahead. Without a day
//! of publication nothing is made up: the value holds what the words say.

use jiff::civil::Date as Day;

use super::calendar::{self, add_days};
use super::expression::{Calendar, Clock, Date, Year};
use super::periods::stretch;
use super::tense::Direction;
use super::term::{Part, Relation, Unit};
use super::value::{self, Open, Stem, month};

/// When an article was published, where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The local day.
    pub day: Day,
    /// Minutes since midnight, where the time is known.
    pub minutes: Option<u16>,
}

impl Publication {
    /// Reads `2022-05-14T09:00:00+02:00` or `2022-05-14`; none where the text is neither.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let day: Day = text.get(..10)?.parse().ok()?;
        let clock = text.get(10..16).and_then(|rest| rest.strip_prefix('T')?.split_once(':'));
        let minutes =
            clock.and_then(|(hour, minute)| Some(hour.parse::<u16>().ok()? * 60 + minute.parse::<u16>().ok()?));
        (day.year() >= calendar::FIRST_YEAR).then_some(Self { day, minutes: minutes.filter(|minutes| *minutes < 1440) })
    }
}

/// What the text told last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// The stretch of which it tells.
    pub stem: Option<Stem>,
    /// The day of which it tells, and the time.
    pub day: Option<Day>,
    /// Hours and minutes of the last time of day.
    pub clock: Option<(u8, u8)>,
    /// The quarter, half or year of business that was told last.
    pub period: Option<Stem>,
}

/// So many days ago, a day without a year is not meant where the next one is [`NEAR`].
pub(super) const FAR: i32 = 240;
/// So many days ahead are near.
pub(super) const NEAR: i32 = 120;

/// Anchors the dates of one article.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    /// When it was published.
    pub publication: Option<Publication>,
    /// What was told before.
    pub told: Told,
}

impl Anchor {
    pub(super) fn today(&self) -> Option<Day> {
        self.publication.map(|publication| publication.day)
    }

    /// When a date is; none where the calendar has no such day, or the words alone do not say.
    #[must_use]
    pub fn date(&self, date: Date, direction: Direction) -> Option<Stem> {
        let today = self.today();
        match date {
            Date::Calendar(date) => self.calendar(date, direction),
            Date::Unit(unit, relation, article) => self.unit(unit, relation, article),
            // “at the weekend” begins on its Saturday.
            Date::Bare(Unit::Weekend) if today.is_some() => {
                let monday =
                    today.and_then(|today| add_days(today, -i64::from(today.weekday().to_monday_zero_offset())))?;
                let saturday = add_days(monday, 5)?;
                let over = direction == Direction::Past && today.is_some_and(|today| today < saturday);
                add_days(saturday, if over { -7 } else { 0 }).map(Stem::Day)
            }
            Date::Bare(unit) => match today {
                Some(today) => stretch(unit, today),
                None => open_unit(unit),
            },
            Date::Day(days) => match today {
                Some(today) => add_days(today, i64::from(days)).map(Stem::Day),
                None => Some(Stem::Open(Open::Day)),
            },
            Date::Season(season, relation, year) => self.season(season, relation, year, direction),
            Date::Quarter(quarter, relation, year) => self.quarter(quarter, relation, year, direction),
            Date::Half(half, year) => {
                let year = self.year(year.unwrap_or(Year::Relation(Relation::This)))?;
                Some(Stem::Half(year, half))
            }
            Date::Fiscal(Year::Number(year)) => Some(Stem::Fiscal(year)),
            Date::Fiscal(year) => Some(self.year(year).map_or(Stem::Open(Open::Fiscal), Stem::Fiscal)),
            Date::Holiday(holiday, relation, year) => self.holiday(holiday, relation, year, direction).map(Stem::Day),
            Date::Decade(year, open) => self.decade(year, open),
            Date::Century(century) => {
                let century = i16::from(century) - 1;
                (10..100).contains(&century).then_some(Stem::Century(century))
            }
            Date::Ago(length) => self.ago(length),
            Date::Shift(length, later) => self.shifted(length, later),
            Date::From(length, base) => self.from(length, base, direction),
            Date::WeekOf(date) => self.calendar(date, direction),
            Date::Week(week, year) => {
                let year = self.year(year.unwrap_or(Year::Relation(Relation::This)))?;
                calendar::monday(year, week).map(|_| Stem::Week(year, week))
            }
            Date::SeasonsAgo(season, count) => {
                let latest = self.season(season, Some(Relation::Last), None, direction)?;
                let year = latest.year()?.checked_sub(i16::from(count) - 1)?;
                calendar::year(i64::from(year)).map(|year| Stem::Season(year, season))
            }
            Date::DayOfMonth(day, relation) => {
                let today = today?;
                let step = weeks(relation);
                let month = calendar::add_months(calendar::day(today.year(), month(today), 1)?, step)?;
                calendar::day(month.year(), value::month(month), day).map(Stem::Day)
            }
            Date::DayOfWeek(weekday, relation) => match today {
                Some(today) => calendar::weekday_in_week(today, weeks(relation), weekday).map(Stem::Day),
                None => Some(Stem::Open(Open::Weekday(weekday))),
            },
        }
    }

    /// The number of a year; none without a day to count from.
    pub(super) fn year(&self, year: Year) -> Option<i16> {
        match year {
            Year::Number(year) => calendar::year(i64::from(year)),
            Year::Relation(relation) => {
                let told = self.told.stem.and_then(Stem::year);
                let base = match relation {
                    Relation::Previous | Relation::Following | Relation::That => {
                        told.or(self.today().map(Day::year))?
                    }
                    _ => self.today()?.year(),
                };
                let offset = match relation {
                    Relation::Last | Relation::Previous | Relation::Past => -1,
                    Relation::Next | Relation::Following | Relation::Coming => 1,
                    Relation::This | Relation::That => 0,
                };
                calendar::year(i64::from(base) + offset)
            }
        }
    }

    pub(super) fn calendar(&self, date: Calendar, direction: Direction) -> Option<Stem> {
        let year = match date.year {
            Some(year) => match self.year(year) {
                Some(year) => Some(year),
                None if matches!(year, Year::Relation(_)) && self.today().is_none() => None,
                None => return None,
            },
            None => None,
        };
        match (year, date.month, date.day, date.weekday) {
            (Some(year), Some(month), Some(day), _) => calendar::day(year, month, day).map(Stem::Day),
            (Some(year), Some(month), None, _) => Some(Stem::Month(year, month)),
            (Some(year), None, ..) => Some(Stem::Year(year)),
            (None, Some(month), Some(day), weekday) => self.month_day(month, day, weekday, direction),
            (None, Some(month), None, _) => self.month(month, date.relation, direction),
            (None, None, Some(day), weekday) => self.day_of_month(day, weekday, direction),
            (None, None, None, Some(weekday)) => self.weekday(weekday, date.relation, direction),
            (None, None, None, None) => date.year.map(|_| Stem::Open(Open::AnyYear)),
        }
    }

    /// The year of a story that the text tells of the past, where the last time was a day or a month of it.
    fn told_year(&self, direction: Direction) -> Option<i16> {
        let year = match self.told.stem? {
            Stem::Day(day) => day.year(),
            Stem::Month(year, _) => year,
            _ => return None,
        };
        (direction != Direction::Future && year < self.today()?.year()).then_some(year)
    }

    /// Whether a day goes on from the last one that was told.
    fn goes_on(&self, day: Day) -> bool {
        const LONGEST: i32 = 200;
        let told = self.told.stem.and_then(anchor_day);
        told.is_some_and(|told| told <= day && distance(told, day) <= LONGEST)
    }

    fn weekday(&self, weekday: u8, relation: Option<Relation>, direction: Direction) -> Option<Stem> {
        let Some(today) = self.today() else { return Some(Stem::Open(Open::Weekday(weekday))) };
        let day = match relation {
            Some(Relation::Last) => calendar::weekday_in_week(today, -1, weekday),
            Some(Relation::Next) => calendar::weekday_in_week(today, 1, weekday),
            Some(Relation::This) => calendar::weekday_in_week(today, 0, weekday),
            // Without a story, those of the week before and of the week behind.
            Some(Relation::Previous) => match self.told.day {
                Some(told) => calendar::weekday_before(add_days(told, -1)?, weekday),
                None => calendar::weekday_in_week(today, -1, weekday),
            },
            Some(Relation::Following) => match self.told.day {
                Some(told) => calendar::weekday_after(add_days(told, 1)?, weekday),
                None => calendar::weekday_in_week(today, 1, weekday),
            },
            Some(Relation::Past) => calendar::weekday_before(add_days(today, -1)?, weekday),
            Some(Relation::Coming) => calendar::weekday_after(add_days(today, 1)?, weekday),
            Some(Relation::That) => calendar::weekday_before(today, weekday),
            None => match direction {
                Direction::Future => calendar::weekday_after(today, weekday),
                _ => calendar::weekday_before(today, weekday),
            },
        };
        day.map(Stem::Day)
    }

    fn month(&self, month: u8, relation: Option<Relation>, direction: Direction) -> Option<Stem> {
        let Some(today) = self.today() else { return Some(Stem::Open(Open::Month(month))) };
        let (year, now) = (i64::from(today.year()), value::month(today));
        let year = match relation {
            Some(Relation::Last | Relation::Previous | Relation::Past) => year - i64::from(month >= now),
            Some(Relation::Next | Relation::Coming) => year + i64::from(month <= now),
            Some(Relation::Following) => self.following_month(month).unwrap_or(year + i64::from(month <= now)),
            Some(Relation::This) => year,
            Some(Relation::That) => self.told.stem.and_then(Stem::year).map_or(year, i64::from),
            None => match direction {
                Direction::Future => year + i64::from(month < now),
                _ => year - i64::from(month > now),
            },
        };
        calendar::year(year).map(|year| Stem::Month(year, month))
    }

    /// The year of the first such month behind what was told.
    fn following_month(&self, month: u8) -> Option<i64> {
        let (_, last) = self.told.stem?.extent()?;
        Some(i64::from(last.year()) + i64::from(month <= value::month(last)))
    }

    fn month_day(&self, month: u8, day: u8, weekday: Option<u8>, direction: Direction) -> Option<Stem> {
        // A leap day is a day of some year.
        calendar::day(2024, month, day)?;
        let Some(today) = self.today() else { return Some(Stem::Open(Open::MonthDay(month, day))) };
        let year = today.year();
        let candidates = |from: i16, to: i16| (from..=to).filter_map(move |year| calendar::day(year, month, day));
        if let Some(weekday) = weekday {
            let agrees = |date: &Day| date.weekday().to_monday_one_offset().cast_unsigned() == weekday;
            return candidates(year.saturating_sub(6), year.saturating_add(6))
                .filter(agrees)
                .min_by_key(|date| distance(*date, today))
                .map(Stem::Day);
        }
        if let Some(day) =
            self.told_year(direction).and_then(|year| calendar::day(year, month, day)).filter(|day| self.goes_on(*day))
        {
            return Some(Stem::Day(day));
        }
        let found = match direction {
            Direction::Future => candidates(year, year.saturating_add(8)).find(|date| *date >= today),
            Direction::Past => {
                let past = candidates(year.saturating_sub(8), year).rfind(|date| *date <= today);
                let ahead = candidates(year, year.saturating_add(1)).find(|date| *date >= today);
                // Who writes no year means a day that is near.
                let far = past.is_some_and(|past| distance(past, today) > FAR);
                let near = ahead.filter(|ahead| far && distance(*ahead, today) < NEAR);
                near.or(past)
            }
            Direction::Open => {
                candidates(year.saturating_sub(1), year.saturating_add(1)).min_by_key(|date| distance(*date, today))
            }
        };
        found.map(Stem::Day)
    }

    /// “the 27th”: of the month of which is told, or of that of publication.
    fn day_of_month(&self, day: u8, weekday: Option<u8>, direction: Direction) -> Option<Stem> {
        let Some(today) = self.today() else { return Some(Stem::Open(Open::DayOfMonth(day))) };
        let first = calendar::day(today.year(), month(today), 1)?;
        let agrees =
            |date: &Day| weekday.is_none_or(|weekday| date.weekday().to_monday_one_offset().cast_unsigned() == weekday);
        let in_month = |offset: i64| {
            let first = calendar::add_months(first, offset)?;
            calendar::day(first.year(), month(first), day)
        };
        let found = match direction {
            Direction::Past => (-14..=0).rev().filter_map(in_month).filter(agrees).find(|date| *date <= today),
            _ => (0..=14).filter_map(in_month).filter(agrees).find(|date| *date >= today),
        };
        found.map(Stem::Day)
    }

    /// The day of a time for which the text names none: the one of which is told, or that of publication; the day
    /// before, where it would lie behind publication and the verb says that it is over.
    #[must_use]
    pub fn day_of_time(&self, minutes: u16, told: Option<Day>, direction: Direction) -> Option<Day> {
        const GRACE: u16 = 5;
        let Some(publication) = self.publication else { return told };
        let day = told.unwrap_or(publication.day);
        let ahead = publication.minutes.is_some_and(|now| minutes > now + GRACE) && day == publication.day;
        if ahead && direction == Direction::Past { add_days(day, -1) } else { Some(day) }
    }
}

/// The day of a stretch from which others are counted: its first.
pub(super) fn anchor_day(stem: Stem) -> Option<Day> {
    match stem {
        Stem::Fiscal(year) | Stem::Season(year, _) => calendar::day(year, 1, 1),
        other => other.extent().map(|(first, _)| first),
    }
}

pub(super) const fn open_unit(unit: Unit) -> Option<Stem> {
    let open = match unit {
        Unit::Day | Unit::Night => Open::Day,
        Unit::Week | Unit::Weekend | Unit::Fortnight => Open::Week,
        Unit::Month => Open::AnyMonth,
        Unit::Quarter => Open::AnyQuarter,
        Unit::Year | Unit::Season => Open::AnyYear,
        _ => return None,
    };
    Some(Stem::Open(open))
}

/// How many weeks from this one.
const fn weeks(relation: Relation) -> i64 {
    match relation {
        Relation::Last | Relation::Previous | Relation::Past => -1,
        Relation::This | Relation::That => 0,
        Relation::Next | Relation::Following | Relation::Coming => 1,
    }
}

pub(super) fn distance(from: Day, to: Day) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days().abs())
}

/// The day to which a part of the day belongs when it is told at a time of publication: a night that is not over
/// began the day before.
#[must_use]
pub fn night_of(publication: Publication, part: Part, day: Day) -> Option<Day> {
    let early = publication.minutes.is_some_and(|minutes| minutes < 5 * 60);
    if part == Part::Night && early && day == publication.day { add_days(day, -1) } else { Some(day) }
}

/// The minutes of a time since midnight.
#[must_use]
pub fn minutes(clock: Clock) -> u16 {
    u16::from(clock.hour) * 60 + u16::from(clock.minute)
}
