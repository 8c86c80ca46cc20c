//! Dates of the record (TIMEX3: `2024-06-27`, `2024-06`, `2024-W26`, `2024-Q2`, `2024-SU`, `2024`) for people, and their
//! order on a timeline.

/// Where a date stands on the timeline: its year, the first day of it within the year, counted as if months had 31
/// days, and how much of it is open, so that a year stands before its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    year: u16,
    day: u16,
    precision: u8,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Where the date stands, and how people write it; none for what is no date of a known year.
pub(super) fn read(date: &str) -> Option<(Moment, String)> {
    let (year, rest) = date.split_once('-').map_or((date, None), |(year, rest)| (year, Some(rest)));
    let digits = |text: &str, length: usize| {
        let valid = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| valid)
    };
    let of = |year, day, precision| Moment { year, day, precision };
    let year = digits(year, 4)?;
    let Some(rest) = rest else { return Some((of(year, 0, 0), year.to_string())) };
    let month = |text: &str| digits(text, 2).filter(|month| (1..=12).contains(month));
    let first = |month: u16| (month - 1) * 31;
    let name = |month: u16| MONTHS[usize::from(month) - 1];
    if let Some((one, two)) = rest.split_once('-') {
        // A time of day may follow.
        let (month, day) = month(one).zip(digits(two.get(..2)?, 2))?;
        return Some((of(year, first(month) + day, 4), format!("{day} {} {year}", name(month))));
    }
    if let Some(month) = month(rest) {
        return Some((of(year, first(month), 2), format!("{} {year}", name(month))));
    }
    if let Some(week) = rest.strip_prefix('W').and_then(|week| digits(week, 2)).filter(|week| (1..=53).contains(week)) {
        return Some((of(year, (week - 1) * 7 * 51 / 50, 3), format!("week {week} of {year}")));
    }
    let (day, name) = match rest {
        "Q1" => (0, "first quarter of"),
        "Q2" => (first(4), "second quarter of"),
        "Q3" => (first(7), "third quarter of"),
        "Q4" => (first(10), "fourth quarter of"),
        "H1" => (0, "first half of"),
        "H2" => (first(7), "second half of"),
        "SP" => (first(3), "spring"),
        "SU" => (first(6), "summer"),
        "FA" => (first(9), "autumn"),
        "WI" => (first(12), "winter"),
        _ => return None,
    };
    Some((of(year, day, 1), format!("{name} {year}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_for_people() {
        for (date, shown) in [
            ("2024-06-07", "7 June 2024"),
            ("2024-06-07T17:10", "7 June 2024"),
            ("2024-06", "June 2024"),
            ("2024-W26", "week 26 of 2024"),
            ("2024-Q2", "second quarter of 2024"),
            ("2024-SU", "summer 2024"),
            ("2024", "2024"),
        ] {
            assert_eq!(read(date).map(|read| read.1).as_deref(), Some(shown), "{date}");
        }
        for date in
            ["", "XXXX-WXX-5", "FY2020", "P3D", "2024-13", "2024-W60", "2024-06-é", "2024-06-1é", "<b>", "202-06"]
        {
            assert_eq!(read(date), None, "{date}");
        }
    }

    #[test]
    fn a_timeline_goes_from_early_to_late_and_from_wide_to_narrow() {
        let dates =
            ["2023-12-31", "2024", "2024-Q1", "2024-01", "2024-01-01", "2024-SU", "2024-06", "2024-06-27", "2024-W27"];
        let moments: Vec<Moment> = dates.iter().map(|date| read(date).unwrap().0).collect();
        assert!(moments.is_sorted(), "{moments:?}");
    }
}
