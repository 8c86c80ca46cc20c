//! Arithmetic of the calendar.
//!
//! Rule: what leaves the years that the calendar knows is none, never a wrapped or clamped day.

use jiff::Span;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::expression::Length;
use super::term::Unit;

/// The first year that is given as a value; earlier ones are kept as text.
pub const FIRST_YEAR: i16 = 1000;

/// A year that a value may name.
#[must_use]
pub fn year(number: i64) -> Option<i16> {
    i16::try_from(number).ok().filter(|year| (FIRST_YEAR..=9999).contains(year))
}

/// A day, where the calendar has it.
#[must_use]
pub fn day(year: i16, month: u8, day: u8) -> Option<Date> {
    if year < FIRST_YEAR {
        return None;
    }
    Date::new(year, month.cast_signed(), day.cast_signed()).ok()
}

/// So many days later.
#[must_use]
pub fn add_days(date: Date, days: i64) -> Option<Date> {
    in_range(date.checked_add(Span::new().try_days(days).ok()?).ok()?)
}

/// So many months later; the last day of a shorter month stands for a day that it lacks.
#[must_use]
pub fn add_months(date: Date, months: i64) -> Option<Date> {
    in_range(date.checked_add(Span::new().try_months(months).ok()?).ok()?)
}

fn in_range(date: Date) -> Option<Date> {
    (date.year() >= FIRST_YEAR).then_some(date)
}

/// The length in months, where it is one of months or years alone.
#[must_use]
pub fn months(length: Length) -> Option<i64> {
    let of = |count: u32, unit: Unit| -> Option<i64> {
        let scale = match unit {
            Unit::Month => 1,
            Unit::Quarter => 3,
            Unit::Year | Unit::Season => 12,
            Unit::Decade => 120,
            Unit::Century => 1200,
            _ => return None,
        };
        let hundredths = i64::from(count) * scale;
        (hundredths % 100 == 0).then_some(hundredths / 100)
    };
    let rest = match length.rest {
        Some((count, unit)) => of(u32::from(count) * 100, unit)?,
        None => 0,
    };
    Some(of(length.hundredths, length.unit)? + rest)
}

/// The length in days, where it is one of days or weeks alone.
#[must_use]
pub fn days(length: Length) -> Option<i64> {
    let scale = match length.unit {
        Unit::Day | Unit::Night => 1,
        Unit::Week | Unit::Weekend => 7,
        Unit::Fortnight => 14,
        _ => return None,
    };
    length.count().map(|count| i64::from(count) * scale)
}

/// A day moved by a length; a negative sign moves it back.
#[must_use]
pub fn shift(date: Date, length: Length, sign: i64) -> Option<Date> {
    match (days(length), months(length)) {
        (Some(days), _) => add_days(date, sign * days),
        (None, Some(months)) => add_months(date, sign * months),
        (None, None) => None,
    }
}

/// The latest such weekday up to and including a day.
#[must_use]
pub fn weekday_before(date: Date, weekday: u8) -> Option<Date> {
    let back = (i64::from(date.weekday().to_monday_one_offset()) - i64::from(weekday)).rem_euclid(7);
    add_days(date, -back)
}

/// The first such weekday from a day on.
#[must_use]
pub fn weekday_after(date: Date, weekday: u8) -> Option<Date> {
    let ahead = (i64::from(weekday) - i64::from(date.weekday().to_monday_one_offset())).rem_euclid(7);
    add_days(date, ahead)
}

/// The weekday in the week that lies so many weeks from that of a day; weeks begin on Monday.
#[must_use]
pub fn weekday_in_week(date: Date, weeks: i64, weekday: u8) -> Option<Date> {
    let monday = i64::from(date.weekday().to_monday_one_offset()) - 1;
    add_days(date, weeks * 7 - monday + i64::from(weekday) - 1)
}

/// Year and number of the ISO week of a day.
#[must_use]
pub fn week(date: Date) -> (i16, u8) {
    let week = date.iso_week_date();
    (week.year(), week.week().cast_unsigned())
}

/// The Monday of an ISO week.
#[must_use]
pub fn monday(year: i16, week: u8) -> Option<Date> {
    Some(ISOWeekDate::new(year, week.cast_signed(), Weekday::Monday).ok()?.date())
}

/// The so-and-so-manieth weekday of a month, from its end where negative.
#[must_use]
pub fn nth_weekday(year: i16, month: u8, which: i8, weekday: Weekday) -> Option<Date> {
    Date::new(year, month.cast_signed(), 1).ok()?.nth_weekday_of_month(which, weekday).ok()
}

/// The last day of a month.
#[must_use]
pub fn last_of_month(year: i16, month: u8) -> Option<Date> {
    Some(day(year, month, 1)?.last_of_month())
}

/// Whether North America keeps summer time on a day: from the second Sunday of March to the first of November.
#[must_use]
pub fn is_american_summer(date: Date) -> bool {
    let start = nth_weekday(date.year(), 3, 2, Weekday::Sunday);
    let end = nth_weekday(date.year(), 11, 1, Weekday::Sunday);
    start.zip(end).is_some_and(|(start, end)| start <= date && date < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_weekday_is_the_latest_up_to_and_including_the_day() {
        assert_eq!(weekday_before(date("2024-03-06"), 3), Some(date("2024-03-06")));
        assert_eq!(weekday_before(date("2024-03-06"), 4), Some(date("2024-02-29")));
        assert_eq!(weekday_after(date("2024-03-06"), 3), Some(date("2024-03-06")));
        assert_eq!(weekday_in_week(date("2024-03-06"), 1, 7), Some(date("2024-03-17")));
    }

    #[test]
    fn months_end_where_they_end() {
        assert_eq!(add_months(date("2024-01-31"), 1), Some(date("2024-02-29")));
        assert_eq!(day(2023, 2, 29), None);
        assert_eq!(day(999, 2, 1), None);
        assert_eq!(last_of_month(2023, 2), Some(date("2023-02-28")));
    }

    #[test]
    fn what_leaves_the_calendar_is_none() {
        assert_eq!(add_days(date("9999-12-31"), 1), None);
        assert_eq!(add_days(date("1000-01-01"), -1), None);
        assert_eq!(shift(date("2024-01-01"), Length::whole(u32::MAX / 100, Unit::Century), 1), None);
        assert_eq!(monday(2023, 53), None);
    }

    #[test]
    fn summer_time_begins_and_ends_on_its_sundays() {
        assert!(is_american_summer(date("2024-03-10")) && !is_american_summer(date("2024-03-09")));
        assert!(is_american_summer(date("2024-11-02")) && !is_american_summer(date("2024-11-03")));
    }
}
