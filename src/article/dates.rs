//! Times of publication: whatever the source wrote becomes RFC 3339 with the source's own offset, or nothing.
//!
//! No offset is ever invented: a time of day without one is worth its date only, and a date stays a date.

use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;

/// Longer strings are no dates.
const MAX_BYTES: usize = 64;

/// `text` in RFC 3339: ISO 8601, RFC 3339 and RFC 2822 are understood, everything else is `None`.
///
/// A date, and a date-time without an offset, gives the date alone.
#[must_use]
pub(super) fn publication_time(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > MAX_BYTES || !text.is_ascii() {
        return None;
    }
    iso_8601(text).or_else(|| rfc_2822(text))
}

fn iso_8601(text: &str) -> Option<String> {
    let compact = without_space_before_offset(text);
    let pieces = Pieces::parse(&compact).ok()?;
    let date = pieces.date();
    if date.year() < 0 {
        return None;
    }
    let (Some(time), Some(offset)) = (pieces.time(), pieces.offset()) else { return Some(date.to_string()) };
    let offset = match offset {
        PiecesOffset::Zulu => None,
        numeric => Some(numeric.to_numeric_offset()),
    };
    Some(rfc_3339(date.to_datetime(time), offset))
}

/// `2022-05-14 09:00:00 +0200` and `… UTC` are what many systems write for ISO 8601.
fn without_space_before_offset(text: &str) -> String {
    let zulu = |text: &str| text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("gmt");
    match text.rsplit_once(' ') {
        Some((start, zone)) if zulu(zone) => format!("{}Z", start.trim_end()),
        Some((start, zone)) if zone.starts_with(['+', '-']) || zone == "Z" => format!("{}{zone}", start.trim_end()),
        _ => text.to_owned(),
    }
}

fn rfc_2822(text: &str) -> Option<String> {
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let zoned = parser.parse_zoned(text).ok()?;
    let zulu = text.ends_with("GMT") || text.ends_with("UT") || text.ends_with('Z');
    (zoned.year() >= 0).then(|| rfc_3339(zoned.datetime(), (!zulu).then(|| zoned.offset())))
}

/// Writes a time with its offset; `None` is `Z`. A fraction of a second is kept where there is one.
fn rfc_3339(time: DateTime, offset: Option<Offset>) -> String {
    let Some(offset) = offset else { return format!("{time}Z") };
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{time}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::publication_time;

    #[test]
    fn the_offset_of_the_source_stays() {
        for (text, expected) in [
            ("2022-05-14T09:00:00Z", "2022-05-14T09:00:00Z"),
            ("2017-08-21T19:40:00+05:45", "2017-08-21T19:40:00+05:45"),
            ("2019-12-05T00:40:00+00:00", "2019-12-05T00:40:00+00:00"),
            ("2018-11-25T06:00:00-0600", "2018-11-25T06:00:00-06:00"),
            ("2022-05-14T09:00Z", "2022-05-14T09:00:00Z"),
            ("2022-05-14 09:00:00 +0200", "2022-05-14T09:00:00+02:00"),
            ("2022-05-14 09:00:00 UTC", "2022-05-14T09:00:00Z"),
            ("2022-05-14T09:00:00.000Z", "2022-05-14T09:00:00Z"),
            ("2022-05-14T09:00:00.25+02:00", "2022-05-14T09:00:00.25+02:00"),
            ("20220514T090000Z", "2022-05-14T09:00:00Z"),
            ("Sat, 14 May 2022 09:00:00 GMT", "2022-05-14T09:00:00Z"),
            ("Sat, 14 May 2022 09:00:00 +0530", "2022-05-14T09:00:00+05:30"),
            ("14 May 2022 09:00:00 EST", "2022-05-14T09:00:00-05:00"),
        ] {
            assert_eq!(publication_time(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_has_no_offset_is_a_date() {
        for text in ["2022-05-14", "2022-05-14T09:00:00", "2022-05-14 09:00", " 2022-05-14 "] {
            assert_eq!(publication_time(text).as_deref(), Some("2022-05-14"), "{text}");
        }
    }

    #[test]
    fn junk_is_nothing() {
        for text in ["", "yesterday", "2022-02-30", "2022", "2022-13-01T00:00:00Z", "1652518800", "0000", "n/a"] {
            assert_eq!(publication_time(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_date_or_nothing(text in "[0-9TZ:+ .a-zA-Z-]{0,40}") {
            if let Some(time) = publication_time(&text) {
                prop_assert_eq!(publication_time(&time), Some(time));
            }
        }
    }
}
