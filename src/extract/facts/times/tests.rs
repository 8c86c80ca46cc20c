//! Times by class, each on sentences of its own, and what holds for any text.

use proptest::prelude::*;

use crate::extract::testing::{dated, record};
use crate::record::{Time, TimeModifier, TimeType};

/// A Wednesday.
const PUBLISHED: &str = "2024-03-06T14:00:00+02:00";

fn times(text: &str) -> Vec<Time> {
    dated(text, PUBLISHED).times
}

/// The times as `words = value`, one behind the other.
fn line(times: &[Time]) -> String {
    let written = |time: &Time| format!("{} = {}", time.evidence.text, time.value.as_deref().unwrap_or("null"));
    times.iter().map(written).collect::<Vec<_>>().join("; ")
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, line(&times(text)), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(text, found, expected)| format!("{text}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn weekdays_are_the_latest_unless_the_verb_lies_ahead() {
    check(&[
        ("The minister resigned on Wednesday.", "Wednesday = 2024-03-06"),
        ("The minister resigned on Thursday.", "Thursday = 2024-02-29"),
        ("The minister will resign on Thursday.", "Thursday = 2024-03-07"),
        ("A hearing is set for Friday.", "Friday = 2024-03-08"),
        ("The council on Monday voted to sell the hall.", "Monday = 2024-03-04"),
        ("She resigned last Friday.", "last Friday = 2024-03-01"),
        ("They play next Tuesday.", "next Tuesday = 2024-03-12"),
        ("The court gave the owners until Monday to answer.", "Monday = 2024-03-11"),
        ("The crew had been due to sail on Sunday.", "Sunday = 2024-03-03"),
    ]);
}

#[test]
fn dates_are_read_in_every_order() {
    check(&[
        ("It opened on March 1.", "March 1 = 2024-03-01"),
        ("It opened on 1 March 2019.", "1 March 2019 = 2019-03-01"),
        ("It opened on Sept. 3, 2021.", "Sept. 3, 2021 = 2021-09-03"),
        ("Stir in flour and 1/2 cup oil.", ""),
        ("It opened on Saturday 17 September.", "Saturday 17 September = 2022-09-17"),
        ("It opened on the 4th of July 1995.", "4th of July 1995 = 1995-07-04"),
        ("It opened on 2021-06-30.", "2021-06-30 = 2021-06-30"),
        ("It will open on the 27th.", "27th = 2024-03-27"),
    ]);
}

#[test]
fn months_seasons_and_quarters_follow_the_verb() {
    check(&[
        ("The mill closed in November.", "November = 2023-11"),
        ("The mill will close in November.", "November = 2024-11"),
        ("The mill closed last October.", "last October = 2023-10"),
        ("The mill reopens next May.", "next May = 2024-05"),
        ("The mill closed in March 2019.", "March 2019 = 2019-03"),
        ("The mill closed in August last year.", "August last year = 2023-08"),
        ("Profit fell in the fourth quarter.", "fourth quarter = 2023-Q4"),
        ("Profit will fall in the second quarter.", "second quarter = 2024-Q2"),
        ("The dam broke in the spring of 1958.", "spring of 1958 = 1958-SP"),
        ("The dam broke last summer.", "last summer = 2023-SU"),
    ]);
}

#[test]
fn stretches_are_anchored_to_publication() {
    check(&[
        ("Sales rose last week.", "last week = 2024-W09"),
        ("Sales rose last month.", "last month = 2024-02"),
        ("Sales will rise next year.", "next year = 2025"),
        ("Sales rose in fiscal 2015.", "fiscal 2015 = FY2015"),
        ("The state spent more in 2021-22.", "2021-22 = FY2021"),
        ("Sales rose in FY24.", "FY24 = FY2024"),
        ("The opera was popular in the 1990s.", "1990s = 199"),
        ("The bridge was built in the 19th century.", "19th century = 18"),
        ("She left three years ago.", "three years ago = 2021"),
        ("She left two weeks ago.", "two weeks ago = 2024-02-21"),
        ("She left yesterday.", "yesterday = 2024-03-05"),
    ]);
}

#[test]
fn what_was_told_before_is_what_later_counts_from() {
    check(&[
        (
            "The envoy left on November 6; the rest followed two days later.",
            "November 6 = 2023-11-06; two days later = 2023-11-08",
        ),
        ("The firm was founded in 2009. Five years later it was sold.", "2009 = 2009; Five years later = 2014"),
        (
            "Profit rose in the third quarter, from a loss a year earlier.",
            "third quarter = 2023-Q3; a year earlier = 2022-Q3",
        ),
        (
            "He vanished on Saturday. The next morning his boat was found.",
            "Saturday = 2024-03-02; next morning = 2024-03-03TMO",
        ),
        ("The strike began on Monday, a day after the talks failed.", "Monday = 2024-03-04; a day = P1D"),
    ]);
}

#[test]
fn times_of_day_belong_to_the_day_of_which_is_told() {
    check(&[
        ("The match starts on Friday at 7.30pm.", "Friday at 7.30pm = 2024-03-08T19:30"),
        ("It was signed at 9:15 a.m. on Tuesday.", "9:15 a.m. on Tuesday = 2024-03-05T09:15"),
        ("The roof fell in at noon.", "noon = 2024-03-06T12:00"),
        ("The roof fell in at 10pm.", "10pm = 2024-03-05T22:00"),
        ("Oil was at $61 by 1315 GMT.", "1315 GMT = 2024-03-06T13:15Z"),
        ("They met at half past three.", "half past three = 2024-03-05T15:30"),
        ("They must leave by midnight on Sunday.", "midnight on Sunday = 2024-03-10T24:00"),
        ("The hall opens from 5 to 6pm on Friday.", "5 = 2024-03-08T17:00; 6pm on Friday = 2024-03-08T18:00"),
        ("The call is at 9:00 a.m. ET on March 28.", "9:00 a.m. ET on March 28 = 2024-03-28T09:00-04:00"),
    ]);
}

#[test]
fn a_night_belongs_to_the_day_on_which_it_began() {
    check(&[
        ("The shelling went on last night.", "last night = 2024-03-05TNI"),
        ("The shelling began on Friday night.", "Friday night = 2024-03-01TNI"),
        ("They landed in the early hours of Sunday.", "early hours of Sunday = 2024-03-03TMO"),
        ("They landed at dawn on Tuesday.", "dawn on Tuesday = 2024-03-05TMO"),
        ("She lands this evening.", "this evening = 2024-03-06TEV"),
    ]);
    let late = dated("“It ends tonight,” he said.", "2024-03-06T01:30:00+02:00");
    assert_eq!(line(&late.times), "tonight = 2024-03-05TNI");
}

#[test]
fn lengths_are_durations_and_ages_are_not() {
    check(&[
        ("He was jailed for three years and four months.", "three years and four months = P40M"),
        ("The talks lasted two and a half hours.", "two and a half hours = PT150M"),
        ("A 45-day truce holds.", "45-day = P45D"),
        ("They slept on the roof for two nights.", "two nights = P2D"),
        ("It was disputed for half a century.", "half a century = P50Y"),
        ("They were held for between two and 19 days.", "between two and 19 days = P2D"),
        ("A 16-year-old and a woman aged 43 years of age were hurt.", ""),
        ("The reactor is two weeks behind.", "two weeks = P2W"),
    ]);
}

#[test]
fn halves_hundreds_and_centuries_are_lengths() {
    check(&[
        ("It took a year and a half.", "a year and a half = P18M"),
        ("He was freed after an hour and a half.", "an hour and a half = PT90M"),
        ("A hundred and seven days passed.", "A hundred and seven days = P107D"),
        ("It answers within 20 working days.", "20 working days = P20D"),
        ("It had lain there for a century.", "a century = P100Y"),
        ("It made its first loss in a decade last week.", "a decade = P10Y; last week = 2024-W09"),
    ]);
}

#[test]
fn what_recurs_by_month_season_or_half_hour_is_a_set() {
    check(&[
        ("They ring birds each January.", "each January = XXXX-01"),
        ("They ring birds every summer.", "every summer = P1Y"),
        ("The bell rang every half hour.", "every half hour = PT30M"),
    ]);
}

#[test]
fn the_same_day_is_that_of_which_is_told() {
    check(&[
        ("She left on March 1. He left the same evening.", "March 1 = 2024-03-01; same evening = 2024-03-01TEV"),
        ("The ship docked on Monday dawn.", "Monday dawn = 2024-03-04TMO"),
        ("They had dinner at the weekend.", "weekend = 2024-03-02"),
    ]);
}

#[test]
fn rates_and_habits_are_sets() {
    check(&[
        ("It makes 900 barrels a day.", "a day = P1D"),
        ("The park costs $3 million a year.", "a year = P1Y"),
        ("The truce holds for a month.", "a month = P1M"),
        ("She sings every evening at six.", "every evening at six = XXXX-XX-XXT18:00"),
        ("The market opens on Fridays.", "Fridays = XXXX-WXX-5"),
        ("Trams run every eight minutes.", "every eight minutes = PT8M"),
        ("The annual report is a monthly nuisance.", "annual = P1Y; monthly = P1M"),
        ("The gust reached 195 kilometres per hour.", ""),
    ]);
}

#[test]
fn modifiers_say_where_in_a_stretch() {
    let modifier = |text: &str| times(text).first().and_then(|time| time.modifier);
    assert_eq!(modifier("It will open in early 2025."), Some(TimeModifier::Start));
    assert_eq!(modifier("It will open in mid-May."), Some(TimeModifier::Mid));
    assert_eq!(modifier("It will open by the end of May."), Some(TimeModifier::End));
    assert_eq!(modifier("It will open in May."), None);
}

#[test]
fn stretches_have_their_first_and_last_day() {
    let range = |text: &str| times(text).first().and_then(|time| Some((time.begin.clone()?, time.end_date.clone()?)));
    let days = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
    assert_eq!(range("They meet on 20 and 21 April."), days("2024-04-20", "2024-04-21"));
    assert_eq!(range("Sales rose last week."), days("2024-02-26", "2024-03-03"));
    assert_eq!(range("Sales fell over the past year."), days("2023-03-06", "2024-03-06"));
    assert_eq!(range("Sales fell on Monday."), None);
    assert_eq!(range("Sales fell in the winter."), None);
}

#[test]
fn words_that_only_look_like_times_are_none() {
    check(&[
        ("It may or may not be right, now or later.", ""),
        ("They march on the capital, said Theresa May.", ""),
        ("They hired four night nurses and fell short.", ""),
        ("He told the Sunday Times that 2000 people left.", ""),
        ("She won 6-4, 7-5 and ran it in 2:05:37.", ""),
        ("It costs 4.30 euros, up from R$3.90.", ""),
        ("Wait a second: the third man was third.", ""),
        ("It reported a fall of 38 per cent.", ""),
        ("They passed the bill a second time.", ""),
        ("They passed the Housing Bill, 2013, at once.", ""),
        ("Pieter-Jan Roos came.", ""),
        ("It eased two sen to RM3.08 a share.", ""),
    ]);
}

#[test]
fn impossible_dates_are_text_without_a_value() {
    check(&[
        ("The bill is dated February 30.", "February 30 = null"),
        ("The bill is dated 31 April 2021.", "31 April 2021 = null"),
        ("Rome was sacked in AD 410.", "AD 410 = null"),
        ("The leap day was February 29.", "February 29 = 2024-02-29"),
    ]);
}

#[test]
fn without_a_day_of_publication_nothing_is_made_up() {
    let times = |text: &str| line(&record(text).times);
    assert_eq!(times("She left on Friday."), "Friday = XXXX-WXX-5");
    assert_eq!(times("She left on October 7."), "October 7 = XXXX-10-07");
    assert_eq!(times("She left in October."), "October = XXXX-10");
    assert_eq!(times("She left at 10pm."), "10pm = XXXX-XX-XXT22:00");
    assert_eq!(times("She left on October 7, 2021."), "October 7, 2021 = 2021-10-07");
    assert_eq!(times("She left three years ago."), "three years ago = XXXX");
}

#[test]
fn the_local_day_of_publication_counts() {
    let at = |published: &str| line(&dated("She left today.", published).times);
    assert_eq!(at("2024-03-06T00:30:00+09:00"), "today = 2024-03-06");
    assert_eq!(at("2024-03-05T15:30:00Z"), "today = 2024-03-05");
}

#[test]
fn an_entry_of_a_live_report_has_a_time_of_its_own() {
    let live = dated("22:40 — Talks go on.\n\n01:15 — They end tonight.", "2024-03-06T02:00:00+02:00");
    assert_eq!(line(&live.times), "22:40 = 2024-03-05T22:40; 01:15 = 2024-03-06T01:15; tonight = 2024-03-05TNI");
}

/// Whether a value is written as TIMEX3 writes it.
fn is_timex(value: &str, kind: TimeType) -> bool {
    let allowed = |c: char| c.is_ascii_digit() || "XWQPTYMDHSFAULNIOVECRK-:.+Z".contains(c);
    let starts = match kind {
        TimeType::Duration => value.starts_with('P'),
        _ => value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'X' | 'P' | 'F')),
    };
    let day = value.get(..10).filter(|day| day.bytes().all(|b| b.is_ascii_digit() || b == b'-') && day.len() == 10);
    let real = day.is_none_or(|day| day.parse::<jiff::civil::Date>().is_ok() || value.starts_with("XXXX"));
    value.chars().all(allowed) && starts && real
}

/// Words of which expressions are made, in any order.
fn soup() -> impl Strategy<Value = String> {
    const WORDS: [&str; 62] = [
        "last",
        "next",
        "this",
        "that",
        "the",
        "a",
        "Friday",
        "Fridays",
        "May",
        "June",
        "31",
        "30",
        "2024",
        "1999",
        "2021-22",
        "9:30",
        "6.15",
        "a.m.",
        "pm",
        "noon",
        "midnight",
        "night",
        "morning",
        "week",
        "years",
        "day",
        "month",
        "quarter",
        "third",
        "27th",
        "ago",
        "later",
        "earlier",
        "every",
        "per",
        "half",
        "past",
        "to",
        "and",
        "at",
        "of",
        "in",
        "on",
        "from",
        "before",
        "after",
        "early",
        "end",
        "mid",
        "-",
        "–",
        ",",
        ".",
        "1990s",
        "century",
        "spring",
        "Easter",
        "fiscal",
        "FY24",
        "Q3",
        "twenty",
        "99999999999",
    ];
    proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_words_give_times_that_quote_them(text in soup(), published in proptest::option::of("20[0-9]{2}-0[1-9]-1[0-9]T[01][0-9]:00:00Z")) {
        let read = || match &published {
            Some(published) => dated(&text, published).times,
            None => record(&text).times,
        };
        let times = read();
        prop_assert_eq!(&times, &read());
        let characters: Vec<char> = text.chars().collect();
        let mut end = 0;
        for time in &times {
            let (from, to) = (time.evidence.start as usize, time.evidence.end as usize);
            prop_assert!(end <= from && from < to, "{}", text);
            end = to;
            prop_assert_eq!(&characters[from..to].iter().collect::<String>(), &time.evidence.text);
            if let Some(value) = &time.value {
                prop_assert!(is_timex(value, time.kind), "{} = {}", time.evidence.text, value);
            }
            if let (Some(begin), Some(end)) = (&time.begin, &time.end_date) {
                prop_assert!(begin <= end);
            }
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>(), published in any::<String>()) {
        dated(&text, &published);
    }
}

#[test]
fn long_rows_of_words_cost_linear_time() {
    // Each would take minutes if a rule looked at all that follows.
    for piece in ["twenty ", "and ", "last ", "early ", "Friday ", "of ", "1 to ", "end of the ", "9:30 ", "every "] {
        times(&piece.repeat(20_000));
    }
}
