//! Days that are known by name, and when they fall.
//!
//! Rule: only days that a calculation or a published almanac fixes. Feasts that begin with the sighting of the moon,
//! and days that every country keeps at a date of its own, are no dates here: unknown is better than wrong.

use jiff::civil::{Date, Weekday};

use super::calendar::nth_weekday;

/// A day with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// The same day every year: month and day.
    Fixed(u8, u8),
    /// Days from Easter Sunday, by the Gregorian calendar.
    Easter(i8),
    /// The so-and-so-manieth weekday of a month (from its end where negative), and days from it: month, which,
    /// weekday, days.
    Nth(u8, i8, u8, i8),
    /// The first day of the lunar year; whether as Vietnam keeps it, an hour west of China.
    LunarNewYear(bool),
}

/// Names in lower case, as words with one space between them. The longest that begins with the words at hand wins.
static NAMES: [(&str, Holiday); 34] = [
    ("new year 's day", Holiday::Fixed(1, 1)),
    ("new year 's eve", Holiday::Fixed(12, 31)),
    ("new year ’s day", Holiday::Fixed(1, 1)),
    ("new year ’s eve", Holiday::Fixed(12, 31)),
    ("new year day", Holiday::Fixed(1, 1)),
    ("valentine 's day", Holiday::Fixed(2, 14)),
    ("valentine ’s day", Holiday::Fixed(2, 14)),
    ("st patrick 's day", Holiday::Fixed(3, 17)),
    ("st patrick ’s day", Holiday::Fixed(3, 17)),
    ("st. patrick 's day", Holiday::Fixed(3, 17)),
    ("st. patrick ’s day", Holiday::Fixed(3, 17)),
    ("may day", Holiday::Fixed(5, 1)),
    ("juneteenth", Holiday::Fixed(6, 19)),
    ("bastille day", Holiday::Fixed(7, 14)),
    ("halloween", Holiday::Fixed(10, 31)),
    ("armistice day", Holiday::Fixed(11, 11)),
    ("veterans day", Holiday::Fixed(11, 11)),
    ("christmas eve", Holiday::Fixed(12, 24)),
    ("christmas day", Holiday::Fixed(12, 25)),
    ("christmas", Holiday::Fixed(12, 25)),
    ("boxing day", Holiday::Fixed(12, 26)),
    ("ash wednesday", Holiday::Easter(-46)),
    ("palm sunday", Holiday::Easter(-7)),
    ("good friday", Holiday::Easter(-2)),
    ("easter sunday", Holiday::Easter(0)),
    ("easter monday", Holiday::Easter(1)),
    ("easter", Holiday::Easter(0)),
    ("memorial day", Holiday::Nth(5, -1, 1, 0)),
    ("labor day", Holiday::Nth(9, 1, 1, 0)),
    ("thanksgiving", Holiday::Nth(11, 4, 4, 0)),
    ("black friday", Holiday::Nth(11, 4, 4, 1)),
    ("lunar new year", Holiday::LunarNewYear(false)),
    ("chinese new year", Holiday::LunarNewYear(false)),
    ("tet", Holiday::LunarNewYear(true)),
];

/// The first days of the lunar years from 2000 on, month and day, as the almanacs of Hong Kong print them.
const LUNAR: [(u8, u8); 36] = [
    (2, 5),
    (1, 24),
    (2, 12),
    (2, 1),
    (1, 22),
    (2, 9),
    (1, 29),
    (2, 18),
    (2, 7),
    (1, 26),
    (2, 14),
    (2, 3),
    (1, 23),
    (2, 10),
    (1, 31),
    (2, 19),
    (2, 8),
    (1, 28),
    (2, 16),
    (2, 5),
    (1, 25),
    (2, 12),
    (2, 1),
    (1, 22),
    (2, 10),
    (1, 29),
    (2, 17),
    (2, 6),
    (1, 26),
    (2, 13),
    (2, 3),
    (1, 23),
    (2, 11),
    (1, 31),
    (2, 19),
    (2, 8),
];

impl Holiday {
    /// The holiday whose name begins at the first of these words, and how many words it has.
    pub fn named<'w>(words: &(impl Iterator<Item = &'w str> + Clone)) -> Option<(Self, usize)> {
        let initial = words.clone().next()?.bytes().next()?.to_ascii_lowercase();
        let mut best: Option<(Self, usize)> = None;
        for (name, holiday) in NAMES.iter().filter(|(name, _)| name.as_bytes().first() == Some(&initial)) {
            let mut rest = words.clone();
            let agrees = name.split(' ').all(|part| rest.next().is_some_and(|word| word.eq_ignore_ascii_case(part)));
            let length = name.split(' ').count();
            if agrees && best.is_none_or(|(_, longest)| length > longest) {
                best = Some((*holiday, length));
            }
        }
        best
    }

    /// The day in this year; none where it is not known.
    #[must_use]
    pub fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month.cast_signed(), day.cast_signed()).ok(),
            Self::Easter(days) => shifted(easter(year)?, days),
            Self::Nth(month, which, weekday, days) => {
                let weekday = Weekday::from_monday_one_offset(weekday.cast_signed()).ok()?;
                shifted(nth_weekday(year, month, which, weekday)?, days)
            }
            Self::LunarNewYear(vietnam) => {
                let index = usize::try_from(year.checked_sub(2000)?).ok()?;
                let (month, day) = *LUNAR.get(index)?;
                // The new moon fell before midnight in Hanoi and behind it in Peking.
                let early = vietnam && matches!(year, 2007 | 2030);
                shifted(Date::new(year, month.cast_signed(), day.cast_signed()).ok()?, -i8::from(early))
            }
        }
    }
}

fn shifted(date: Date, days: i8) -> Option<Date> {
    date.checked_add(jiff::Span::new().days(i64::from(days))).ok()
}

/// Easter Sunday by the Gregorian calendar, after the anonymous algorithm of 1876.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    if y < 1583 {
        return None;
    }
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(name: &str, year: i16) -> Option<String> {
        let (holiday, _) = Holiday::named(&name.split(' '))?;
        holiday.in_year(year).map(|date| date.to_string())
    }

    #[test]
    fn named_days_fall_where_the_almanac_has_them() {
        for (name, year, expected) in [
            ("Easter", 2018, "2018-04-01"),
            ("Easter Monday", 2020, "2020-04-13"),
            ("Good Friday", 2025, "2025-04-18"),
            ("Thanksgiving", 2024, "2024-11-28"),
            ("Black Friday", 2010, "2010-11-26"),
            ("Memorial Day", 2021, "2021-05-31"),
            ("Labor Day", 2021, "2021-09-06"),
            ("Christmas Eve", 1999, "1999-12-24"),
            ("Tet", 2026, "2026-02-17"),
            ("Tet", 2007, "2007-02-17"),
            ("Lunar New Year", 2007, "2007-02-18"),
        ] {
            assert_eq!(day(name, year).as_deref(), Some(expected), "{name} {year}");
        }
    }

    #[test]
    fn what_no_almanac_fixes_is_unknown() {
        assert_eq!(day("Eid", 2024), None);
        assert_eq!(day("Tet", 1900), None);
        assert_eq!(day("Easter", 800), None);
    }

    #[test]
    fn the_longest_name_wins() {
        let (_, words) = Holiday::named(&"Christmas Eve in".split(' ')).unwrap();
        assert_eq!(words, 2);
    }
}
