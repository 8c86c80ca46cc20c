//! Times, measured on the `DateTime` cases of Microsoft's Recognizers-Text.
//!
//! A case is a sentence, the moment at which it is said, and the times that their recogniser gives for it. The
//! sentence is read as an article that was published at that moment. **A case is right** where every time that it
//! expects is answered by times of ours that overlap its words and have its value, and nothing else is found.
//!
//! Their resolutions are no TIMEX3 values; this is how they are compared:
//! - *Ambiguous* ones list every reading (last Friday or next Friday): ours has to be one of them.
//! - A *date* or *stretch* is the same where its first and last day are; a stretch before or after a date
//!   (`Mod`) is that date, since TIMEX3 leaves the preposition outside.
//! - A *range* with two ends in its words (“from May to July”) is two times in TIMEX3: the first has to begin where
//!   it begins, the second to end or to begin where it ends. One that is a distance (“the last three months”) is a
//!   `DURATION` in TIMEX3, and its length is compared.
//! - A distance from a moment (“in two weeks”, “two days after today”) is a `DURATION` by our guidelines, with the
//!   date that it hangs on beside it: it is right where both together lead to their date.
//! - One time of theirs may be a day, or a part of one, and a time of ours (“today before 4pm”, “tonight from 7”):
//!   the day is left out of the comparison where the time lies on it.
//! - A *time* without a day is one of the day on which it is said, or of one that the case names. *Lengths* are
//!   compared in seconds, *sets* by how often they recur: “every Sunday” once a week.
//! - A moment at midnight is a day: most of their cases have no more.
//! - “Now” (`PRESENT_REF`) is vague, and has to give nothing; of a range that begins or ends with it, the other end is
//!   compared.

mod compare;

use compare::parse;

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Cases, cases};
use crate::article::Article;
use crate::extract::{Extract, Extractor};
use crate::interrupt::Interrupt;
use crate::record::Time;
use crate::train::ner_data::DataError;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    input: String,
    context: Option<Context>,
    results: Vec<Expected>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Context {
    reference_date_time: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Expected {
    text: String,
    start: usize,
    resolution: Option<Resolution>,
}

#[derive(Debug, Deserialize)]
struct Resolution {
    #[serde(default)]
    values: Vec<Reading>,
}

/// One reading of an expected time.
#[derive(Debug, Default, Deserialize)]
struct Reading {
    #[serde(default)]
    timex: String,
    #[serde(default, rename = "type")]
    kind: String,
    value: Option<String>,
    start: Option<String>,
    end: Option<String>,
}

/// Measures the cases in a folder of data.
///
/// # Errors
/// [`DataError`] where the file is missing or is not one of theirs.
pub fn measure(data: &Path, extractor: &Extractor) -> Result<Cases, DataError> {
    let mut counted = Cases::default();
    for case in cases::<Case>(data, "DateTime")? {
        let found = times(&case, extractor);
        counted.count(is_right(&case, &found), || miss(&case, &found));
    }
    Ok(counted)
}

fn times(case: &Case, extractor: &Extractor) -> Vec<Time> {
    let article = Article {
        published_at: case.moment().map(|moment| match moment.get(10..19) {
            Some("T00:00:00") => moment[..10].to_owned(),
            _ => format!("{}Z", &moment[..19]),
        }),
        ..Article::of_text(&case.input)
    };
    // Nothing interrupts a measurement.
    extractor.extract(&article, &Interrupt::never()).map(|record| record.times).unwrap_or_default()
}

impl Case {
    fn moment(&self) -> Option<&str> {
        self.context.as_ref()?.reference_date_time.as_deref().filter(|moment| moment.get(..19).is_some())
    }

    fn day(&self) -> Option<Date> {
        self.moment()?.get(..10)?.parse().ok()
    }
}

fn is_right(case: &Case, found: &[Time]) -> bool {
    let mut used = vec![false; found.len()];
    for expected in &case.results {
        let start = u32::try_from(expected.start).unwrap_or(u32::MAX);
        let end = start.saturating_add(u32::try_from(expected.text.chars().count()).unwrap_or(u32::MAX));
        let inside: Vec<usize> = (0..found.len())
            .filter(|index| found[*index].evidence.start < end && start < found[*index].evidence.end)
            .collect();
        let times: Vec<&Time> = inside.iter().map(|index| &found[*index]).collect();
        let mut days: Vec<Date> = found.iter().filter_map(|time| parse(time.value.as_deref()?)).collect();
        days.extend(case.day());
        if !expected.agrees(&times, &days, case.day()) {
            return false;
        }
        for index in inside {
            used[index] = true;
        }
    }
    used.iter().all(|used| *used)
}

fn miss(case: &Case, found: &[Time]) -> String {
    let expected: Vec<String> = case
        .results
        .iter()
        .map(|expected| {
            let first = expected.resolution.as_ref().and_then(|resolution| resolution.values.first());
            format!("{} = {}", expected.text, first.map_or("", |reading| &reading.timex))
        })
        .collect();
    let found: Vec<String> = found
        .iter()
        .map(|time| format!("{} = {}", time.evidence.text, time.value.as_deref().unwrap_or("null")))
        .collect();
    format!("{}\n    expected {}\n    found    {}", case.input, expected.join("; "), found.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Evidence, TimeType};

    fn time(value: &str, kind: TimeType) -> Time {
        let evidence = Evidence { start: 0, end: 1, text: String::new() };
        Time {
            id: String::new(),
            evidence,
            kind,
            value: Some(value.to_owned()),
            modifier: None,
            begin: None,
            end_date: None,
        }
    }

    fn reading(json: &str) -> Reading {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_range_is_its_two_ends_or_its_length() {
        let range = reading(
            r#"{"timex": "(2021-05-03,2021-05-05,P2D)", "type": "daterange", "start": "2021-05-03", "end": "2021-05-05"}"#,
        );
        let (from, to) = (time("2021-05-03", TimeType::Date), time("2021-05-05", TimeType::Date));
        assert!(range.agrees(&[&from, &to], &[]));
        assert!(!range.agrees(&[&to, &from], &[]));
        assert!(range.agrees(&[&time("P2D", TimeType::Duration)], &[]));
        assert!(!range.agrees(&[&time("P3D", TimeType::Duration)], &[]));
    }

    #[test]
    fn a_time_without_a_day_is_one_of_the_day_on_which_it_is_said() {
        let clock = reading(r#"{"timex": "T15:30", "type": "time", "value": "15:30:00"}"#);
        let day = ["2021-05-03".parse().unwrap()];
        assert!(clock.agrees(&[&time("2021-05-03T15:30", TimeType::Time)], &day));
        assert!(!clock.agrees(&[&time("2021-05-04T15:30", TimeType::Time)], &day));
    }

    #[test]
    fn now_is_nothing_and_lengths_are_seconds() {
        let now = reading(r#"{"timex": "PRESENT_REF", "type": "datetime", "value": "2021-05-03 10:00:00"}"#);
        assert!(now.agrees(&[], &[]) && !now.agrees(&[&time("2021-05-03", TimeType::Date)], &[]));
        let length = reading(r#"{"timex": "PT1.5H", "type": "duration", "value": "5400"}"#);
        assert!(length.agrees(&[&time("PT90M", TimeType::Duration)], &[]));
        assert!(!length.agrees(&[&time("PT91M", TimeType::Duration)], &[]));
    }

    #[test]
    fn what_is_found_besides_makes_a_case_wrong() {
        let case = Case { input: String::new(), context: None, results: Vec::new() };
        assert!(is_right(&case, &[]) && !is_right(&case, &[time("2021", TimeType::Date)]));
    }
}
