//! What an expression of time says by its words alone, before it is known when the article was published.
//!
//! Rule: an expression is a plain value without references into others: what “two days after Christmas” hangs on is
//! written beside it, never nested, so that no text makes it deep.

use std::ops::Range;

use super::holidays::Holiday;
use super::term::{Part, Relation, Season, Unit, Within, Zone};

/// An expression and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expression {
    /// Its first token.
    pub start: usize,
    /// One past its last token.
    pub end: usize,
    /// What it says.
    pub meaning: Meaning,
}

impl Expression {
    /// Its tokens.
    #[must_use]
    pub const fn tokens(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// What an expression says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A day or a longer stretch of the calendar.
    Date(Date, Option<Within>),
    /// A time of day, and the day that it names.
    Clock(Clock, Option<Date>),
    /// A part of a day, and the day that it names.
    Part(Part, Option<Date>, Option<Within>),
    /// A length of time.
    Duration(Length, Anchor),
    /// A recurring time.
    Set(Set),
    /// Days from one to another, written as one: “20 and 21 February”.
    Days(Calendar, u8),
    /// Written like a date, but the calendar has no such day.
    Impossible,
}

/// A year that an expression names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Year {
    /// By its number.
    Number(i16),
    /// “last year”, “next year”.
    Relation(Relation),
}

/// Day, month and year, as far as they are said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The year.
    pub year: Option<Year>,
    /// The month; January is 1.
    pub month: Option<u8>,
    /// The day of the month.
    pub day: Option<u8>,
    /// The day of the week; Monday is 1.
    pub weekday: Option<u8>,
    /// “last October”, “next July”.
    pub relation: Option<Relation>,
}

/// A day or a longer stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// “June 13”, “May 2019”, “Friday”, “last October”, “2018”.
    Calendar(Calendar),
    /// “last week”, “this year”, “that day”; whether “the” stands before it.
    Unit(Unit, Relation, bool),
    /// “the day”, “the year” without a word on which.
    Bare(Unit),
    /// “today”: days from publication.
    Day(i8),
    /// “spring”, “last summer”, “winter of 2020”.
    Season(Season, Option<Relation>, Option<Year>),
    /// “the third quarter”, “Q1 2019”, “this quarter”.
    Quarter(Option<u8>, Option<Relation>, Option<Year>),
    /// “the first half of this year”.
    Half(u8, Option<Year>),
    /// “fiscal 2015”, “FY24”, “2020-21”.
    Fiscal(Year),
    /// “Christmas”, “last Thanksgiving”.
    Holiday(Holiday, Option<Relation>, Option<Year>),
    /// “the 1990s”; whether its century is left open.
    Decade(u16, bool),
    /// “the 19th century”.
    Century(u8),
    /// “three years ago”.
    Ago(Length),
    /// “two days later” or, where negative, “a year earlier”.
    Shift(Length, bool),
    /// “in two weeks' time”, “three days from Tuesday”.
    From(Length, Base),
    /// “the week of 14 June”, by the day in it.
    WeekOf(Calendar),
    /// “week 31”.
    Week(u8, Option<Year>),
    /// “two summers ago”.
    SeasonsAgo(Season, u8),
    /// “the 15th day of next month”.
    DayOfMonth(u8, Relation),
    /// “Wednesday of next week”.
    DayOfWeek(u8, Relation),
}

/// From where a distance counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Days from publication.
    Day(i8),
    /// A day of the calendar.
    Calendar(Calendar),
}

/// Hours, minutes and seconds, as far as they are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// 0 to 23; midnight at the end of a day is 24.
    pub hour: u8,
    /// The minute.
    pub minute: u8,
    /// The second, where it is said.
    pub second: Option<u8>,
    /// The zone.
    pub zone: Option<Zone>,
    /// Whether it could be twelve hours later as well: “half past three”.
    pub open: bool,
}

/// A length of time: so many of a unit, in hundredths, and so many of a smaller one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// How many, times a hundred.
    pub hundredths: u32,
    /// Of which unit.
    pub unit: Unit,
    /// “and four months”.
    pub rest: Option<(u16, Unit)>,
}

impl Length {
    /// So many of a unit.
    #[must_use]
    pub const fn whole(count: u32, unit: Unit) -> Self {
        Self { hundredths: count.saturating_mul(100), unit, rest: None }
    }

    /// How many of its unit, where it is a whole number and nothing is added.
    #[must_use]
    pub const fn count(self) -> Option<u32> {
        if self.hundredths.is_multiple_of(100) && self.rest.is_none() { Some(self.hundredths / 100) } else { None }
    }
}

/// Where a length of time lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Not said.
    None,
    /// “the past year”: it ends at publication.
    Past,
    /// “the next three days”: it begins at publication.
    Next,
}

/// A recurring time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// “every two weeks”, “a day”, “annual”: how many of which unit lie between.
    Every(Length),
    /// “Fridays”, “every Friday”, with the part of the day or the time.
    Weekday(u8, Option<Part>),
    /// “each December”.
    Month(u8),
    /// “every Friday” without more.
    EachWeekday,
    /// “every morning”.
    Part(Part),
    /// “every evening at six”.
    Clock(Clock),
    /// “on Thursdays at 17:30”.
    WeekdayClock(u8, Clock),
    /// “ten minutes to every hour”.
    Minute(u8),
}
