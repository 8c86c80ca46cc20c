//! From what an expression says to when it is: anchored to the local day of publication, and to the times that the
//! text told before.
//!
//! Rule: a day without more is the latest up to and including publication, unless its verb lies ahead. Without a day
//! of publication nothing is made up: the value holds what the words say.

use jiff::civil::Date as Day;

use super::calendar::{self, add_days, shift};
use super::expression::{Base, Calendar, Clock, Date, Length, Year};
use super::holidays::Holiday;
use super::tense::Direction;
use super::term::{Part, Relation, Season, Unit};
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
const FAR: i32 = 240;
/// So many days ahead are near.
const NEAR: i32 = 120;

/// Anchors the dates of one article.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    /// When it was published.
    pub publication: Option<Publication>,
    /// What was told before.
    pub told: Told,
}

impl Anchor {
    fn today(&self) -> Option<Day> {
        self.publication.map(|publication| publication.day)
    }

    /// When a date is; none where the calendar has no such day, or the words alone do not say.
    #[must_use]
    pub fn date(&self, date: Date, direction: Direction) -> Option<Stem> {
        let today = self.today();
        match date {
            Date::Calendar(date) => self.calendar(date, direction),
            Date::Unit(unit, relation, article) => self.unit(unit, relation, article),
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
            Date::DayOfWeek(weekday, relation) => match today {
                Some(today) => calendar::weekday_in_week(today, weeks(relation), weekday).map(Stem::Day),
                None => Some(Stem::Open(Open::Weekday(weekday))),
            },
        }
    }

    /// The number of a year; none without a day to count from.
    fn year(&self, year: Year) -> Option<i16> {
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
                    Relation::Last | Relation::Previous => -1,
                    Relation::Next | Relation::Following => 1,
                    Relation::This | Relation::That => 0,
                };
                calendar::year(i64::from(base) + offset)
            }
        }
    }

    fn calendar(&self, date: Calendar, direction: Direction) -> Option<Stem> {
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
            Some(Relation::Previous) => calendar::weekday_before(add_days(today, -1)?, weekday),
            Some(Relation::Following) => calendar::weekday_after(add_days(self.told.day.unwrap_or(today), 1)?, weekday),
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
            Some(Relation::Last | Relation::Previous) => year - i64::from(month >= now),
            Some(Relation::Next) => year + i64::from(month <= now),
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
                let past = candidates(year.saturating_sub(8), year).filter(|date| *date <= today).last();
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

    fn unit(&self, unit: Unit, relation: Relation, article: bool) -> Option<Stem> {
        let from_told = match relation {
            Relation::Previous | Relation::Following | Relation::That => true,
            Relation::Next => article,
            Relation::Last | Relation::This => false,
        };
        let told = if unit == Unit::Day { self.told.day } else { self.told.stem.and_then(anchor_day) };
        let base = match (from_told, told, self.today()) {
            (true, Some(told), _) => told,
            (_, _, Some(today)) => today,
            _ => return open_unit(unit),
        };
        let step = match relation {
            Relation::Last | Relation::Previous => -1,
            Relation::Next | Relation::Following => 1,
            Relation::This | Relation::That => 0,
        };
        stretch(unit, shift(base, Length::whole(1, unit), step)?)
    }

    fn season(
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
            Some(Relation::Last | Relation::Previous) => year - i64::from(now <= ends.max(begins)),
            Some(Relation::Next) => year + i64::from(now >= begins),
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

    fn quarter(
        &self,
        quarter: Option<u8>,
        relation: Option<Relation>,
        year: Option<Year>,
        direction: Direction,
    ) -> Option<Stem> {
        let Some(quarter) = quarter else {
            let Some(today) = self.today() else { return Some(Stem::Open(Open::AnyQuarter)) };
            let step = match relation {
                Some(Relation::Last | Relation::Previous) => -3,
                Some(Relation::Next | Relation::Following) => 3,
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

    fn holiday(
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
            (Some(Relation::Last | Relation::Previous), _) => days.rfind(|day| *day < today),
            (Some(Relation::Next | Relation::Following), _) => days.find(|day| *day > today),
            (Some(Relation::This), _) => holiday.in_year(today.year()),
            (_, Direction::Past) => days.rfind(|day| *day <= today),
            (_, Direction::Future) => days.find(|day| *day >= today),
            (_, Direction::Open) => days.min_by_key(|day| distance(*day, today)),
        }
    }

    /// “the 1990s”; “the ’90s” are the latest ones.
    fn decade(&self, year: u16, open: bool) -> Option<Stem> {
        let year = i16::try_from(year).ok()?;
        if !open {
            return calendar::year(i64::from(year)).map(Stem::Decade);
        }
        let today = self.today()?.year();
        let year = today / 100 * 100 + year;
        calendar::year(i64::from(if year > today { year - 100 } else { year })).map(Stem::Decade)
    }

    /// “three years ago”: a year; “two weeks ago”: a day.
    fn ago(&self, length: Length) -> Option<Stem> {
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
    fn shifted(&self, length: Length, later: bool) -> Option<Stem> {
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

    fn from(&self, length: Length, base: Base, direction: Direction) -> Option<Stem> {
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
fn anchor_day(stem: Stem) -> Option<Day> {
    match stem {
        Stem::Fiscal(year) | Stem::Season(year, _) => calendar::day(year, 1, 1),
        other => other.extent().map(|(first, _)| first),
    }
}

/// The stretch of a unit that holds a day.
fn stretch(unit: Unit, day: Day) -> Option<Stem> {
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

const fn open_unit(unit: Unit) -> Option<Stem> {
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
        Relation::Last | Relation::Previous => -1,
        Relation::This | Relation::That => 0,
        Relation::Next | Relation::Following => 1,
    }
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

fn distance(from: Day, to: Day) -> i32 {
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
