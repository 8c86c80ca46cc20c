//! What a time is once it is anchored, and how TIMEX3 writes it.
//!
//! Rule: a value says what is known and writes `X` for what is not; what the calendar does not have is no value.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::calendar;
use super::expression::{Length, Set};
use super::term::{Part, Season, Unit, Zone};

/// A day or a longer stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stem {
    /// A day.
    Day(Date),
    /// An ISO week.
    Week(i16, u8),
    /// A month.
    Month(i16, u8),
    /// A quarter of a year.
    Quarter(i16, u8),
    /// A half of a year; 0 for one of the two.
    Half(i16, u8),
    /// A season; winter belongs to the year in which it begins.
    Season(i16, Season),
    /// A year.
    Year(i16),
    /// A year of business.
    Fiscal(i16),
    /// A decade, by its first year.
    Decade(i16),
    /// A century, by its first two digits.
    Century(i16),
    /// A stretch of which only a part is known.
    Open(Open),
}

/// What is known of a stretch that is not anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Open {
    Weekday(u8),
    MonthDay(u8, u8),
    Month(u8),
    DayOfMonth(u8),
    Quarter(u8),
    Season(Season),
    Week,
    Day,
    AnyMonth,
    AnyQuarter,
    AnyYear,
    Fiscal,
}

impl Stem {
    /// The week of a day.
    #[must_use]
    pub fn week_of(date: Date) -> Self {
        let (year, week) = calendar::week(date);
        Self::Week(year, week)
    }

    /// The month of a day.
    #[must_use]
    pub fn month_of(date: Date) -> Self {
        Self::Month(date.year(), month(date))
    }

    /// The quarter of a day.
    #[must_use]
    pub fn quarter_of(date: Date) -> Self {
        Self::Quarter(date.year(), (month(date) - 1) / 3 + 1)
    }

    /// Its first and its last day; none where the words leave them open, as with seasons and years of business.
    #[must_use]
    pub fn extent(self) -> Option<(Date, Date)> {
        let span = |from: (i16, u8), to: (i16, u8)| {
            Some((calendar::day(from.0, from.1, 1)?, calendar::last_of_month(to.0, to.1)?))
        };
        match self {
            Self::Day(date) => Some((date, date)),
            Self::Week(year, week) => {
                let monday = calendar::monday(year, week)?;
                Some((monday, calendar::add_days(monday, 6)?))
            }
            Self::Month(year, month) => span((year, month), (year, month)),
            Self::Quarter(year, quarter) => span((year, quarter * 3 - 2), (year, quarter * 3)),
            Self::Half(year, half @ 1..=2) => span((year, half * 6 - 5), (year, half * 6)),
            Self::Year(year) => span((year, 1), (year, 12)),
            Self::Decade(year) => span((year, 1), (year + 9, 12)),
            Self::Century(century) => span((century * 100, 1), (century * 100 + 99, 12)),
            Self::Half(..) | Self::Season(..) | Self::Fiscal(_) | Self::Open(_) => None,
        }
    }

    /// The year that it lies in.
    #[must_use]
    pub fn year(self) -> Option<i16> {
        match self {
            Self::Day(date) => Some(date.year()),
            Self::Week(year, _)
            | Self::Month(year, _)
            | Self::Quarter(year, _)
            | Self::Half(year, _)
            | Self::Season(year, _)
            | Self::Year(year)
            | Self::Fiscal(year) => Some(year),
            Self::Decade(_) | Self::Century(_) | Self::Open(_) => None,
        }
    }

    /// Its TIMEX3 value.
    #[must_use]
    pub fn value(self) -> String {
        match self {
            Self::Day(date) => date.to_string(),
            Self::Week(year, week) => format!("{year:04}-W{week:02}"),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => format!("{year:04}-Q{quarter}"),
            Self::Season(year, season) => format!("{year:04}-{}", season_code(season)),
            Self::Half(year, _) | Self::Year(year) => format!("{year:04}"),
            Self::Fiscal(year) => format!("FY{year:04}"),
            Self::Decade(year) => format!("{:03}", year / 10),
            Self::Century(century) => format!("{century:02}"),
            Self::Open(open) => match open {
                Open::Weekday(weekday) => format!("XXXX-WXX-{weekday}"),
                Open::MonthDay(month, day) => format!("XXXX-{month:02}-{day:02}"),
                Open::Month(month) => format!("XXXX-{month:02}"),
                Open::DayOfMonth(day) => format!("XXXX-XX-{day:02}"),
                Open::Quarter(quarter) => format!("XXXX-Q{quarter}"),
                Open::Season(season) => format!("XXXX-{}", season_code(season)),
                Open::Week => "XXXX-WXX".to_owned(),
                Open::Day => "XXXX-XX-XX".to_owned(),
                Open::AnyMonth => "XXXX-XX".to_owned(),
                Open::AnyQuarter => "XXXX-QX".to_owned(),
                Open::AnyYear => "XXXX".to_owned(),
                Open::Fiscal => "FYXXXX".to_owned(),
            },
        }
    }
}

/// The month of a day; January is 1.
#[must_use]
pub fn month(date: Date) -> u8 {
    date.month().cast_unsigned()
}

const fn season_code(season: Season) -> &'static str {
    match season {
        Season::Spring => "SP",
        Season::Summer => "SU",
        Season::Autumn => "FA",
        Season::Winter => "WI",
    }
}

/// The letters of a part of the day.
#[must_use]
pub const fn part_code(part: Part) -> &'static str {
    match part {
        Part::Morning => "TMO",
        Part::Midday => "TMI",
        Part::Afternoon => "TAF",
        Part::Evening => "TEV",
        Part::Night => "TNI",
    }
}

/// A zone as it is written behind a time on a day.
#[must_use]
pub fn zone_code(zone: Option<Zone>, day: Option<Date>) -> String {
    let minutes = match zone {
        None | Some(Zone::Local) => return String::new(),
        Some(Zone::Offset(minutes)) => minutes,
        Some(Zone::American(minutes)) => match day {
            Some(day) => minutes + if calendar::is_american_summer(day) { 60 } else { 0 },
            None => return String::new(),
        },
    };
    if minutes == 0 {
        return "Z".to_owned();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A length of time as TIMEX3 writes it: `P3D`, `PT90M`, `P40M`.
#[must_use]
pub fn length(length: Length) -> String {
    let (scale, letter, timed) = scale(length.unit);
    let mut hundredths = u64::from(length.hundredths) * scale;
    let (mut letter, mut timed) = (letter, timed);
    if let Some((count, unit)) = length.rest {
        let (rest_scale, rest_letter, rest_timed) = scale_of_rest(unit);
        match steps((letter, timed), (rest_letter, rest_timed)) {
            Some(steps) => {
                hundredths = hundredths * steps + u64::from(count) * rest_scale * 100;
                (letter, timed) = (rest_letter, rest_timed);
            }
            // Years and days have no common measure.
            None => {
                let head = write(hundredths, letter, timed, "");
                return format!("{head}{}", write(u64::from(count) * rest_scale * 100, rest_letter, rest_timed, &head));
            }
        }
    }
    // A fraction is told in the next smaller unit, where there is a whole number of them.
    while hundredths % 100 != 0 {
        let (steps, next, time) = match (letter, timed) {
            ('Y', false) => (12, 'M', false),
            ('W', false) => (7, 'D', false),
            ('D', false) => (24, 'H', true),
            ('H', true) => (60, 'M', true),
            ('M', true) => (60, 'S', true),
            _ => break,
        };
        (hundredths, letter, timed) = (hundredths * steps, next, time);
    }
    write(hundredths, letter, timed, "")
}

/// How many of which letter a unit is, and whether that stands behind the `T`.
const fn scale(unit: Unit) -> (u64, char, bool) {
    match unit {
        Unit::Second => (1, 'S', true),
        Unit::Minute => (1, 'M', true),
        Unit::Hour => (1, 'H', true),
        Unit::Day | Unit::Night => (1, 'D', false),
        Unit::Week | Unit::Weekend => (1, 'W', false),
        Unit::Fortnight => (2, 'W', false),
        Unit::Month => (1, 'M', false),
        Unit::Quarter => (3, 'M', false),
        Unit::Year | Unit::Season => (1, 'Y', false),
        Unit::Decade => (10, 'Y', false),
        Unit::Century => (100, 'Y', false),
    }
}

const fn scale_of_rest(unit: Unit) -> (u64, char, bool) {
    scale(unit)
}

/// How many of the second letter make one of the first.
const fn steps(large: (char, bool), small: (char, bool)) -> Option<u64> {
    match (large, small) {
        (('Y', false), ('M', false)) => Some(12),
        (('W', false), ('D', false)) => Some(7),
        (('D', false), ('H', true)) => Some(24),
        (('H', true), ('M', true)) | (('M', true), ('S', true)) => Some(60),
        (('H', true), ('S', true)) => Some(3600),
        _ => None,
    }
}

/// So many hundredths of a letter, behind what is written already.
fn write(hundredths: u64, letter: char, timed: bool, head: &str) -> String {
    let mut text = String::with_capacity(8);
    if head.is_empty() {
        text.push('P');
    }
    if timed && !head.contains('T') {
        text.push('T');
    }
    _ = write!(text, "{}", hundredths / 100);
    if !hundredths.is_multiple_of(100) {
        _ = write!(text, ".{}", format!("{:02}", hundredths % 100).trim_end_matches('0'));
    }
    text.push(letter);
    text
}

/// A recurring time as TIMEX3 writes it.
#[must_use]
pub fn set(set: Set) -> String {
    match set {
        Set::Every(every) => length(every),
        Set::Month(month) => format!("XXXX-{month:02}"),
        Set::EachWeekday => "P1W".to_owned(),
        Set::Weekday(weekday, None) => format!("XXXX-WXX-{weekday}"),
        Set::Weekday(weekday, Some(part)) => format!("XXXX-WXX-{weekday}{}", part_code(part)),
        Set::Part(part) => format!("XXXX-XX-XX{}", part_code(part)),
        Set::Clock(clock) => format!("XXXX-XX-XXT{:02}:{:02}", clock.hour, clock.minute),
        Set::WeekdayClock(weekday, clock) => format!("XXXX-WXX-{weekday}T{:02}:{:02}", clock.hour, clock.minute),
        Set::Minute(minute) => format!("XXXX-XX-XXTXX:{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: u32, unit: Unit) -> String {
        length(Length { hundredths: count, unit, rest: None })
    }

    #[test]
    fn lengths_are_whole_numbers_of_the_largest_unit_that_fits() {
        assert_eq!(of(300, Unit::Day), "P3D");
        assert_eq!(of(250, Unit::Hour), "PT150M");
        assert_eq!(of(750, Unit::Year), "P90M");
        assert_eq!(of(50, Unit::Century), "P50Y");
        assert_eq!(of(100, Unit::Fortnight), "P2W");
        assert_eq!(of(12_345, Unit::Second), "PT123.45S");
        let rest = |unit, rest| length(Length { hundredths: 300, unit, rest: Some((4, rest)) });
        assert_eq!(rest(Unit::Year, Unit::Month), "P40M");
        assert_eq!(rest(Unit::Hour, Unit::Minute), "PT184M");
        assert_eq!(rest(Unit::Month, Unit::Day), "P3M4D");
    }

    #[test]
    fn stretches_have_their_first_and_last_day() {
        let extent = |stem: Stem| stem.extent().map(|(from, to)| format!("{from}/{to}"));
        assert_eq!(extent(Stem::Quarter(2024, 1)).as_deref(), Some("2024-01-01/2024-03-31"));
        assert_eq!(extent(Stem::Week(2024, 1)).as_deref(), Some("2024-01-01/2024-01-07"));
        assert_eq!(extent(Stem::Decade(1990)).as_deref(), Some("1990-01-01/1999-12-31"));
        assert_eq!(extent(Stem::Century(19)).as_deref(), Some("1900-01-01/1999-12-31"));
        assert_eq!(extent(Stem::Fiscal(2024)), None);
    }
}
