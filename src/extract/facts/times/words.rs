//! The tables of words and the forms of numbers behind a [`Term`].
//!
//! Rule: a word of no table is nothing, and one of two is what the first says. The tables are closed: they hold the
//! calendar, the clock and function words, no names.

use super::term::{Digits, Part, Relation, Season, Term, Unit, Within, Zone};

/// The longest word of the tables.
const LONGEST: usize = 12;

/// What a word means.
#[must_use]
pub fn word(text: &str) -> Term {
    let mut buffer = [0; LONGEST];
    let Some(lower) = buffer.get_mut(..text.len()) else { return Term::Other };
    lower.copy_from_slice(text.as_bytes());
    lower.make_ascii_lowercase();
    let Ok(lower) = std::str::from_utf8(lower) else { return Term::Other };
    if let Some(term) = name(lower, text) {
        return term;
    }
    count(lower).or_else(|| unit(lower)).or_else(|| part(lower)).or_else(|| small(lower)).unwrap_or(Term::Other)
}

/// The words that are written with a capital: days, months, zones and labels. Without one, a short name of a day is
/// none; a month is believed by what stands beside it.
fn name(lower: &str, text: &str) -> Option<Term> {
    let capital = text.starts_with(|c: char| c.is_ascii_uppercase());
    weekday(lower)
        .filter(|_| capital || lower.contains("day") || lower.starts_with("tues"))
        .or_else(|| month(lower).map(Term::Month))
        .or_else(|| label(lower, text))
}

fn weekday(lower: &str) -> Option<Term> {
    let number = match lower.trim_end_matches('s') {
        "monday" | "mon" | "mon." => 1,
        "tuesday" | "tue" | "tue." => 2,
        "wednesday" | "wedne" | "wed" | "wed." => 3,
        "thursday" | "thur" | "thu" | "thu." => 4,
        "friday" | "fri" | "fri." => 5,
        "saturday" | "sat" | "sat." => 6,
        "sunday" | "sun" | "sun." => 7,
        _ => return None,
    };
    Some(Term::Weekday(number, lower.ends_with("days")))
}

/// The number of the month of this name or abbreviation, in lower case.
fn month(lower: &str) -> Option<u8> {
    Some(match lower.trim_end_matches('.') {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// The zones of time that the news names, with their minutes east of Greenwich; letters that are as often something
/// else are left out.
fn zone(text: &str) -> Option<Zone> {
    Some(match text {
        "GMT" | "UTC" => Zone::Offset(0),
        "BST" | "CET" | "WAT" => Zone::Offset(60),
        "CEST" | "EET" | "CAT" | "SAST" => Zone::Offset(120),
        "EEST" | "MSK" | "EAT" => Zone::Offset(180),
        "PKT" => Zone::Offset(300),
        "IST" => Zone::Offset(330),
        "HKT" | "SGT" | "AWST" => Zone::Offset(480),
        "JST" | "KST" => Zone::Offset(540),
        "AEST" => Zone::Offset(600),
        "AEDT" => Zone::Offset(660),
        "NZST" => Zone::Offset(720),
        "NZDT" => Zone::Offset(780),
        "EDT" => Zone::Offset(-240),
        "EST" | "CDT" => Zone::Offset(-300),
        "CST" | "MDT" => Zone::Offset(-360),
        "MST" | "PDT" => Zone::Offset(-420),
        "PST" => Zone::Offset(-480),
        "ET" | "Eastern" => Zone::American(-300),
        "CT" => Zone::American(-360),
        "MT" => Zone::American(-420),
        "PT" | "Pacific" => Zone::American(-480),
        _ => return None,
    })
}

/// `Q3`, `H2`, `FY24`, `GMT`.
fn label(lower: &str, text: &str) -> Option<Term> {
    if let Some(zone) = zone(text) {
        return Some(Term::Zone(zone));
    }
    let digits = |prefix: &str| lower.strip_prefix(prefix).filter(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    if let Some(year) = digits("fy").and_then(fiscal) {
        return Some(Term::Fiscal(year));
    }
    match (digits("q"), digits("h")) {
        (Some(quarter @ ("1" | "2" | "3" | "4")), _) => quarter.parse().ok().map(Term::QuarterName),
        (_, Some(half @ ("1" | "2"))) => half.parse().ok().map(Term::HalfName),
        _ => None,
    }
}

/// The year of `24` or `2024` behind `FY`.
fn fiscal(digits: &str) -> Option<u16> {
    let number: u16 = digits.parse().ok()?;
    match digits.len() {
        2 => Some(2000 + number),
        4 => Some(number),
        _ => None,
    }
}

fn count(lower: &str) -> Option<Term> {
    const SMALL: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    const ORDINALS: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    let place = |words: &[&str]| (1..).zip(words).find(|(_, word)| **word == lower).map(|(number, _)| number);
    if let Some(number) = place(&SMALL) {
        return Some(Term::Small(number));
    }
    if let Some(tens) = place(&TENS) {
        return Some(Term::Tens((tens + 1) * 10));
    }
    if let Some(number) = place(&ORDINALS) {
        return Some(Term::Ordinal(number));
    }
    Some(match lower {
        "thirtieth" => Term::Ordinal(30),
        "hundred" => Term::Power(100),
        "thousand" => Term::Power(1000),
        "half" => Term::Half,
        _ => return None,
    })
}

fn unit(lower: &str) -> Option<Term> {
    let (unit, plural) = match lower {
        "seconds" | "sec" | "secs" => (Unit::Second, true),
        "minute" => (Unit::Minute, false),
        "minutes" | "mins" | "min" => (Unit::Minute, true),
        "hour" => (Unit::Hour, false),
        "hours" | "hrs" | "hr" => (Unit::Hour, true),
        "day" => (Unit::Day, false),
        "days" => (Unit::Day, true),
        "nights" => (Unit::Night, true),
        "week" => (Unit::Week, false),
        "weeks" => (Unit::Week, true),
        "weekend" => (Unit::Weekend, false),
        "weekends" => (Unit::Weekend, true),
        "fortnight" => (Unit::Fortnight, false),
        "fortnights" => (Unit::Fortnight, true),
        "month" => (Unit::Month, false),
        "months" => (Unit::Month, true),
        "quarter" => (Unit::Quarter, false),
        "quarters" => (Unit::Quarter, true),
        "season" => (Unit::Season, false),
        "seasons" => (Unit::Season, true),
        "year" | "yr" => (Unit::Year, false),
        "years" | "yrs" => (Unit::Year, true),
        "decade" => (Unit::Decade, false),
        "decades" => (Unit::Decade, true),
        "century" => (Unit::Century, false),
        "centuries" => (Unit::Century, true),
        _ => return None,
    };
    Some(Term::Unit(unit, plural))
}

fn part(lower: &str) -> Option<Term> {
    Some(match lower {
        "morning" => Term::Part(Part::Morning, false),
        "mornings" => Term::Part(Part::Morning, true),
        "afternoon" => Term::Part(Part::Afternoon, false),
        "afternoons" => Term::Part(Part::Afternoon, true),
        "evening" => Term::Part(Part::Evening, false),
        "evenings" => Term::Part(Part::Evening, true),
        "night" => Term::Part(Part::Night, false),
        "lunchtime" => Term::Light(Part::Midday),
        "dawn" | "daybreak" | "sunrise" => Term::Light(Part::Morning),
        "dusk" | "nightfall" | "sunset" => Term::Light(Part::Evening),
        "noon" | "midday" => Term::Noon,
        "midnight" => Term::Midnight,
        "tonight" | "tonite" => Term::Tonight,
        "overnight" => Term::Overnight,
        "spring" => Term::Season(Season::Spring),
        "summer" | "summers" => Term::Season(Season::Summer),
        "autumn" | "fall" => Term::Season(Season::Autumn),
        "winter" | "winters" => Term::Season(Season::Winter),
        "today" => Term::Day(0),
        "yesterday" => Term::Day(-1),
        "tomorrow" => Term::Day(1),
        _ => return None,
    })
}

fn small(lower: &str) -> Option<Term> {
    Some(match lower {
        "a" | "an" => Term::A,
        "the" => Term::The,
        "of" => Term::Of,
        "in" => Term::In,
        "on" => Term::On,
        "at" => Term::At,
        "to" => Term::To,
        "past" => Term::Past,
        "and" => Term::And,
        "before" => Term::Before,
        "after" => Term::After,
        "from" => Term::From,
        "ago" => Term::Ago,
        "later" | "afterwards" | "afterward" => Term::Later,
        "earlier" => Term::Earlier,
        "every" | "each" => Term::Every,
        "per" => Term::Per,
        "last" => Term::Relation(Relation::Last),
        "this" | "current" => Term::Relation(Relation::This),
        "next" | "coming" => Term::Relation(Relation::Next),
        "previous" | "preceding" | "prior" => Term::Relation(Relation::Previous),
        "following" | "subsequent" => Term::Relation(Relation::Following),
        "that" | "same" => Term::Relation(Relation::That),
        "early" | "beginning" | "start" => Term::Within(Within::Start),
        "mid" | "middle" => Term::Within(Within::Middle),
        "late" | "end" => Term::Within(Within::End),
        "am" | "a.m." | "a.m" => Term::Meridiem(true),
        "pm" | "p.m." | "p.m" => Term::Meridiem(false),
        "o'clock" | "o’clock" | "oclock" => Term::OClock,
        "fiscal" | "financial" => Term::FiscalWord,
        "hourly" => Term::Often(1, Unit::Hour),
        "daily" | "everyday" => Term::Often(1, Unit::Day),
        "nightly" => Term::Often(1, Unit::Day),
        "weekly" => Term::Often(1, Unit::Week),
        "fortnightly" => Term::Often(2, Unit::Week),
        "monthly" => Term::Often(1, Unit::Month),
        "quarterly" => Term::Often(3, Unit::Month),
        "annual" | "annually" | "yearly" => Term::Often(1, Unit::Year),
        "biennial" | "biennially" => Term::Often(2, Unit::Year),
        _ => return None,
    })
}

/// What a token that begins with a digit means.
pub fn number(text: &str) -> Term {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == bytes.len() {
        let length = u8::try_from(digits).unwrap_or(u8::MAX);
        return text.parse().map_or(Term::Other, |number| Term::Number(number, length));
    }
    if let Some(decade) = decade(text) {
        return Term::Decade(decade);
    }
    let (head, tail) = text.split_at(digits);
    if matches!(tail, "st" | "nd" | "rd" | "th") && digits <= 2 {
        return head.parse().map_or(Term::Other, Term::Ordinal);
    }
    if tail.starts_with(['/', '-']) {
        return Term::Dashed;
    }
    if tail.starts_with(':') || digits <= 2 && tail.starts_with('.') && tail.len() == 3 {
        return digital(text).map_or(Term::Other, |time| Term::Digital(time, tail.starts_with(':')));
    }
    hundredths(text).map_or(Term::Other, Term::Decimal)
}

/// `1990s`, `1930’s` or `’90s`.
fn decade(text: &str) -> Option<u16> {
    let digits = text.trim_start_matches(['\'', '’']).strip_suffix('s')?.trim_end_matches(['\'', '’']);
    let year: u16 = digits.parse().ok()?;
    (year.is_multiple_of(10) && matches!(digits.len(), 2 | 4)).then_some(year)
}

/// `13:31`, `13:31:05` or `6.15`, where it is a time of day.
fn digital(text: &str) -> Option<Digits> {
    let mut parts = text.split([':', '.']);
    let mut next = || -> Option<u8> { parts.next().filter(|part| part.len() <= 2)?.parse().ok() };
    let (hour, minute) = (next()?, next()?);
    let second = parts.next().map(|part| part.parse::<u8>().ok());
    let second = match second {
        Some(second) => second?,
        None => 0,
    };
    let minutes = text.split([':', '.']).nth(1).is_some_and(|part| part.len() == 2);
    (hour <= 24 && minute < 60 && second < 60 && minutes && parts.next().is_none()).then_some((hour, minute, second))
}

/// A number with a fraction of at most two digits, times a hundred.
fn hundredths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() > 6 || fraction.len() > 2 {
        return None;
    }
    let scale = if fraction.len() == 1 { 10 } else { 1 };
    Some(whole.parse::<u32>().ok()? * 100 + fraction.parse::<u32>().ok()? * scale)
}
