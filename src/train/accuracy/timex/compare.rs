//! Whether times of ours are what theirs say; the rules stand in the head of the module above.

use jiff::civil::Date;

use super::{Expected, Reading};
use crate::record::{Time, TimeType};

impl Expected {
    pub(super) fn agrees(&self, found: &[&Time], days: &[Date], today: Option<Date>) -> bool {
        let readings = self.resolution.as_ref().map_or(&[][..], |resolution| &resolution.values);
        let lies_on = |day: &str| {
            found
                .iter()
                .filter_map(|time| time.value.as_deref())
                .any(|value| value.len() > 10 && value.starts_with(day))
        };
        let timed: Vec<&Time> = found
            .iter()
            .copied()
            .filter(|time| !time.value.as_deref().is_some_and(|value| is_day_or_part(value) && lies_on(&value[..10])))
            .collect();
        readings.iter().any(|reading| {
            reading.agrees(&timed, days)
                || reading.agrees(found, days)
                || reading.is_reached(&self.text, found, today)
                || reading.is_other_end(&self.text, found)
        })
    }
}

impl Reading {
    pub(super) fn agrees(&self, found: &[&Time], days: &[Date]) -> bool {
        if self.timex == "PRESENT_REF" {
            return found.is_empty();
        }
        match found {
            [time] => self.agrees_with(time, days),
            [first, second] => self.agrees_with_pair(first, second, days),
            _ => false,
        }
    }

    /// Whether a length leads from a day to theirs: “in two weeks”, “3 days after January 12”.
    pub(super) fn is_reached(&self, text: &str, found: &[&Time], today: Option<Date>) -> bool {
        let moment = self.value.as_deref().or(self.start.as_deref()).or(self.end.as_deref());
        let (length, from) = match found {
            [length] if text.starts_with("in ") => (length, today),
            [length, from] => (length, from.value.as_deref().and_then(parse)),
            _ => return false,
        };
        let length = length.value.as_deref().filter(|_| length.kind == TimeType::Duration);
        let span: Option<jiff::Span> = length.and_then(|length| length.parse().ok());
        let (Some(span), Some(from), Some(moment)) = (span, from, moment) else { return false };
        let span = if text.contains(" before ") { -span } else { span };
        let from = from.to_datetime(jiff::civil::Time::midnight());
        let reached = from.checked_add(span).map(|to| to.to_string());
        reached
            .is_ok_and(|to| same_moment(&to, &moment.replace(' ', "T")) || moment.len() == 10 && to.starts_with(moment))
    }

    /// Whether a range that begins or ends now has its other end there.
    pub(super) fn is_other_end(&self, text: &str, found: &[&Time]) -> bool {
        let [time] = found else { return false };
        let now = text.split(' ').any(|word| word == "now");
        let same = |end: &str| {
            let value = time.value.as_deref();
            value.is_some_and(|value| same_moment(&end.replace(' ', "T"), value))
                || extent(time)
                    .map(|(first, _)| first)
                    .is_some_and(|first| Some(first) == parse(end) && self.kind == "daterange")
        };
        now && [&self.start, &self.end].into_iter().flatten().any(|end| same(end))
    }

    /// The three parts of `(from,to,length)`.
    fn triple(&self) -> Option<[&str; 3]> {
        let mut parts = self.timex.strip_prefix('(')?.strip_suffix(')')?.split(',');
        Some([parts.next()?, parts.next()?, parts.next()?])
    }

    fn agrees_with(&self, time: &Time, days: &[Date]) -> bool {
        let value = time.value.as_deref();
        match self.kind.as_str() {
            "duration" => time.kind == TimeType::Duration && self.seconds() == value.and_then(seconds),
            "set" => time.kind == TimeType::Set && value.is_some_and(|value| self.recurs(value)),
            "time" => value.and_then(|value| clock_on(value, days)) == self.value.as_deref().and_then(minute),
            "date" => match self.value.as_deref() {
                // “February 30”: there is no such day.
                Some("not resolved") => value.is_none() || value == Some(&*self.timex),
                Some(date) => value == Some(date),
                None => value == Some(&*self.timex),
            },
            "datetime" => {
                let moment = self.value.as_deref().map(|value| value.replace(' ', "T"));
                moment.zip(value).is_some_and(|(moment, value)| same_moment(&moment, value))
            }
            "timerange" if self.triple().is_none() => {
                let bound = self.value.as_deref().or(self.start.as_deref()).or(self.end.as_deref());
                value.is_some_and(|value| {
                    part_on(value, days) == Some(&*self.timex)
                        || !self.timex.contains(|c: char| c.is_alphabetic() && c != 'T')
                            && clock_on(value, days) == bound.and_then(minute)
                })
            }
            "datetimerange" if self.triple().is_none() => self.is_part_or_bound(value),
            _ => self.is_stretch(time),
        }
    }

    /// How long it is, in seconds.
    fn seconds(&self) -> Option<u64> {
        let seconds: f64 = self.value.as_deref()?.parse().ok()?;
        // No length of theirs has more than two decimals.
        Some((seconds * 100.0).round() as u64)
    }

    fn recurs(&self, value: &str) -> bool {
        // A weekday comes once a week, a part of the day once a day.
        let every = |text: &str| match text {
            _ if text.starts_with("XXXX-WXX-") && text.len() == 10 => seconds("P1W"),
            _ if text.starts_with('T') && text.len() == 3 && text[1..].starts_with(char::is_alphabetic) => {
                seconds("P1D")
            }
            "P1WE" => seconds("P1W"),
            _ => seconds(text),
        };
        let timed = self.timex.strip_prefix('T').map(|clock| format!("XXXX-XX-XXT{}", full(clock)));
        value == self.timex
            || every(value).is_some() && every(value) == every(&self.timex)
            || timed.as_deref() == Some(value)
    }

    /// `2016-11-07TEV`, or a time before or after which it lies.
    fn is_part_or_bound(&self, value: Option<&str>) -> bool {
        let bound = self.start.as_deref().or(self.end.as_deref()).map(|bound| bound.replace(' ', "T"));
        let (Some(value), Some(bound)) = (value, bound) else { return false };
        match self.timex.split_once('T') {
            Some((_, part)) if part.starts_with(char::is_alphabetic) => {
                bound.get(..10).is_some_and(|day| value == format!("{day}T{part}"))
            }
            Some(_) => same_moment(&bound, value),
            None => bound.get(..10) == Some(value),
        }
    }

    /// A stretch of days: the same days, the same length, or the date before or after which it lies.
    fn is_stretch(&self, time: &Time) -> bool {
        let Some(value) = time.value.as_deref() else { return false };
        if let Some([_, _, length]) = self.triple()
            && time.kind == TimeType::Duration
        {
            return seconds(value).is_some() && seconds(value) == seconds(length);
        }
        let (start, end) = (self.start.as_deref().and_then(parse), self.end.as_deref().and_then(parse));
        if let (Some((first, last)), Some(start), Some(end)) = (extent(time), start, end)
            && first == start
            && (last == end || last.tomorrow().ok() == Some(end))
        {
            return true;
        }
        let known = self.timex.trim_end_matches("-WE");
        let year = start.or(end).map(|day| format!("{:04}", day.year()));
        let filled = year.map(|year| known.replacen("XXXX", &year, 1));
        value == known
            || filled.as_deref() == Some(value)
            || start.or(end).is_some_and(|day| known.len() == 10 && day.to_string() == value)
    }

    /// Two times for the two ends of a range.
    fn agrees_with_pair(&self, first: &Time, second: &Time, days: &[Date]) -> bool {
        let (Some(start), Some(end)) = (self.start.as_deref(), self.end.as_deref()) else { return false };
        if self.kind == "timerange" {
            let clock = |time: &Time| time.value.as_deref().and_then(|value| clock_on(value, days));
            return clock(first).is_some() && (clock(first), clock(second)) == (minute(start), minute(end));
        }
        if self.kind == "datetimerange" {
            let same = |time: &Time, moment: &str| {
                time.value.as_deref().is_some_and(|value| same_moment(&moment.replace(' ', "T"), value))
            };
            return same(first, start) && same(second, end);
        }
        let (Some((from, _)), Some((to, last))) = (extent(first), extent(second)) else { return false };
        let closes = Some(to) == parse(end) || last.tomorrow().ok() == parse(end) || Some(last) == parse(end);
        Some(from) == parse(start) && closes
    }
}

/// Whether a value is a day or a part of one.
fn is_day_or_part(value: &str) -> bool {
    let rest = value.get(10..).filter(|_| parse(value).is_some());
    rest.is_some_and(|rest| rest.is_empty() || rest.len() == 4 && rest[1..].starts_with(char::is_alphabetic))
}

pub(super) fn parse(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// The first and the last day of a time.
fn extent(time: &Time) -> Option<(Date, Date)> {
    match (&time.begin, &time.end_date) {
        (Some(begin), Some(end)) => Some((begin.parse().ok()?, end.parse().ok()?)),
        _ => {
            let day: Date = time.value.as_deref().filter(|value| value.len() == 10)?.parse().ok()?;
            Some((day, day))
        }
    }
}

/// Whether two moments are the same minute of the same day; seconds count where both have them.
fn same_moment(theirs: &str, ours: &str) -> bool {
    let same_minute = theirs.get(..16).is_some() && theirs.get(..16) == ours.get(..16);
    let second = |text: &str| text.get(17..19).map_or(String::from("00"), str::to_owned);
    same_minute && (ours.get(16..17) != Some(":") || second(theirs) == second(ours))
}

/// The time of day of a value that lies on one of these days or on an open one.
fn clock_on(value: &str, days: &[Date]) -> Option<String> {
    let (date, clock) = value.split_once('T')?;
    let here = date == "XXXX-XX-XX" || days.iter().any(|day| date == day.to_string());
    here.then(|| minute(clock)).flatten()
}

/// The part of the day of a value that lies on one of these days or on an open one: `TMO`.
fn part_on<'v>(value: &'v str, days: &[Date]) -> Option<&'v str> {
    let at = value.find('T')?;
    let here = value[..at] == *"XXXX-XX-XX" || days.iter().any(|day| value[..at] == day.to_string());
    here.then_some(&value[at..])
}

/// `17:30` of `17:30:00`; midnight at the end of a day is that at its start.
fn minute(clock: &str) -> Option<String> {
    let minute = clock.get(..5).filter(|minute| minute.as_bytes()[2] == b':')?;
    Some(if minute == "24:00" { "00:00".to_owned() } else { minute.to_owned() })
}

/// `15` as `15:00`.
fn full(clock: &str) -> String {
    if clock.len() == 2 { format!("{clock}:00") } else { clock.to_owned() }
}

/// The length of `P1Y2M` or `PT1.5H` in hundredths of a second, a year of 365 days and a month of 30, as they count.
fn seconds(length: &str) -> Option<u64> {
    let mut total = 0.0;
    let mut timed = false;
    let mut number = String::new();
    for c in length.strip_prefix('P')?.chars() {
        match c {
            'T' => timed = true,
            '0'..='9' | '.' => number.push(c),
            _ => {
                let scale = match (c, timed) {
                    ('Y', false) => 365.0 * 86_400.0,
                    ('M', false) => 30.0 * 86_400.0,
                    ('W', false) => 7.0 * 86_400.0,
                    ('D', false) => 86_400.0,
                    ('H', true) => 3600.0,
                    ('M', true) => 60.0,
                    ('S', true) => 1.0,
                    _ => return None,
                };
                total += number.parse::<f64>().ok()? * scale;
                number.clear();
            }
        }
    }
    number.is_empty().then_some((total * 100.0).round() as u64)
}
