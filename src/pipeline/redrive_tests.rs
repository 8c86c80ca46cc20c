//! What goes back is what died, each letter once, whatever redrives are asked for.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::{Outcome, Output, TopicPartition};
use super::*;
use crate::pipeline::Epoch;
use crate::record::{DeadLetter, Stage};

fn position(topic: &str, number: i32, offset: i64) -> Position {
    Position { partition: TopicPartition::new(topic, number), epoch: Epoch(0), offset: Offset(offset) }
}

fn article() -> Message {
    Message {
        position: position("in", 3, 42),
        key: Some(b"k".to_vec()),
        value: Some(b"raw".to_vec()),
        headers: vec![Header::text("traceparent", "00-a-b-01"), Header { name: "dlq.team".to_owned(), value: None }],
        timestamp: Some(1_700_000_000_000),
    }
}

/// The letter that the worker makes of `article`, as it is read at `offset` of the dead-letter topic.
fn letter(article: Message, reason: Reason, offset: i64) -> Message {
    let outcome = Outcome::DeadLetter(DeadLetter::new(reason, Stage::Extract, "some error"));
    let Output { key, value, headers, .. } = Output::new(article, outcome);
    Message { position: position("dead", 0, offset), key, value, headers, timestamp: Some(1_800_000_000_000) }
}

fn wanted(reasons: &[Reason]) -> Wanted {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Wanted { reasons: reasons.to_vec(), inputs: names(&["in", "too"]), outputs: names(&["out", "dead"]) }
}

fn decided(letter: Message) -> Verdict {
    decide(letter, &Positions::at(Offset(0)), &wanted(&[]))
}

fn back(letter: Message) -> Restored {
    match decided(letter) {
        Verdict::Back(restored) => restored,
        other => panic!("it should go back: {other:?}"),
    }
}

fn fate(letter: Message) -> Option<(Fate, Option<&'static str>)> {
    match decided(letter) {
        Verdict::Stays { fate, header, .. } => Some((fate, header)),
        _ => None,
    }
}

fn set(letter: &mut Message, name: &str, value: &[u8]) {
    letter.headers.retain(|header| header.name != name);
    letter.headers.push(Header { name: name.to_owned(), value: Some(value.to_vec()) });
}

#[test]
fn reasons_are_numbered_as_they_are_listed() {
    for (index, reason) in Reason::ALL.into_iter().enumerate() {
        assert_eq!(reason as usize, index);
        assert_eq!(reason.as_str().parse(), Ok(reason));
    }
    assert!("boredom".parse::<Reason>().is_err());
}

#[test]
fn a_letter_becomes_its_message_again() {
    let restored = back(letter(article(), Reason::Timeout, 7));
    let Message { key, value, mut headers, timestamp, .. } = article();
    headers.extend([Header::text(ATTEMPTS_HEADER, "1"), Header::text(REDRIVES_HEADER, "1")]);
    assert_eq!((restored.key, restored.value, restored.timestamp), (key, value, timestamp));
    assert_eq!(restored.headers, headers);
    assert_eq!((restored.topic.as_str(), restored.partition, restored.letter.offset), ("in", 3, Offset(7)));
}

#[test]
fn a_message_goes_back_three_times_and_every_try_counts() {
    let mut message = article();
    for round in 1..=MAX_REDRIVES {
        let restored = back(letter(message, Reason::Timeout, 0));
        let counts = [ATTEMPTS_HEADER, REDRIVES_HEADER].map(|name| {
            let named = restored.headers.iter().filter(|header| header.name == name);
            named.map(|header| header.value.clone().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(counts, [[round.to_string().into_bytes()], [round.to_string().into_bytes()]]);
        message = Message { headers: restored.headers, ..article() };
    }
    assert_eq!(fate(letter(message, Reason::Timeout, 0)), Some((Fate::Refused, None)));
}

#[test]
fn a_header_that_is_missing_or_makes_no_sense_is_named() {
    for name in [REASON_HEADER, TOPIC_HEADER, PARTITION_HEADER, TIMESTAMP_HEADER, ATTEMPTS_HEADER] {
        let mut missing = letter(article(), Reason::Invalid, 0);
        missing.headers.retain(|header| header.name != name);
        assert_eq!(fate(missing), Some((Fate::Broken, Some(name))));
        let mut garbled = letter(article(), Reason::Invalid, 0);
        set(&mut garbled, name, &[0xff, 0xfe]);
        assert_eq!(fate(garbled), Some((Fate::Broken, Some(name))));
    }
    for (name, value) in [
        (REASON_HEADER, "boredom"),
        (TOPIC_HEADER, ""),
        (PARTITION_HEADER, "-1"),
        (TIMESTAMP_HEADER, "-5"),
        (ATTEMPTS_HEADER, "many"),
        (REDRIVES_HEADER, "4294967296"),
    ] {
        let mut broken = letter(article(), Reason::Invalid, 0);
        set(&mut broken, name, value.as_bytes());
        assert_eq!(fate(broken), Some((Fate::Broken, Some(name))), "{name}: {value}");
    }
    let mut timeless = letter(Message { timestamp: None, ..article() }, Reason::Invalid, 0);
    assert_eq!(back(timeless.clone()).timestamp, None);
    set(&mut timeless, TIMESTAMP_HEADER, b"0");
    assert_eq!(back(timeless).timestamp, Some(0));
}

#[test]
fn a_letter_without_its_value_is_never_taken_for_a_retraction() {
    let outcome = Outcome::DeadLetter(DeadLetter::new(Reason::TooLarge, Stage::Decode, "x"));
    let Output { key, value, headers, .. } = Output::new(article(), outcome).refused("too large");
    assert!(key.is_some() && value.is_none());
    let cut = Message { key, value, headers, ..letter(article(), Reason::TooLarge, 0) };
    assert_eq!(fate(cut), Some((Fate::Incomplete, None)));
}

#[test]
fn letters_go_to_topics_of_the_settings_alone() {
    let from = |topic: &str| {
        let mut letter = letter(article(), Reason::Invalid, 0);
        set(&mut letter, TOPIC_HEADER, topic.as_bytes());
        letter
    };
    assert_eq!(back(from("too")).topic, "too");
    for topic in ["out", "dead", "__consumer_offsets"] {
        assert_eq!(fate(from(topic)), Some((Fate::Elsewhere, None)), "{topic}");
    }
    let pattern = Wanted { inputs: vec!["^in-.*".to_owned()], ..wanted(&[]) };
    let decided = |topic| decide(from(topic), &Positions::at(Offset(0)), &pattern);
    assert!(matches!(decided("in-1"), Verdict::Back(_)));
    for own in ["out", "dead"] {
        assert!(matches!(decided(own), Verdict::Stays { fate: Fate::Elsewhere, .. }), "{own}");
    }
}

#[test]
fn metadata_of_others_are_told_from_ours() {
    let at = |metadata| Positions::stored(Offset(5), metadata);
    assert_eq!(at(""), Ok(Positions::at(Offset(5))), "as a reset of the group leaves it");
    for metadata in ["consumer-1", "timeout", "timeout=x", "boredom=3", "timeout=7 and more"] {
        assert!(at(metadata).is_err(), "{metadata}");
    }
    let mut far = Positions::at(Offset(0));
    Reason::ALL.into_iter().skip(1).for_each(|reason| far.advance(reason, Offset(i64::MAX)));
    assert!(far.metadata().len() < 4096, "a broker takes no more");
}

#[test]
fn a_report_has_a_line_for_each_usual_fate() {
    let mut report = Report::default();
    assert_eq!(report.to_string(), "redriven 0\npassed over 0\nrefused 0\nbroken 0\n");
    report.add(Fate::Redriven, Some(Reason::Panic));
    let mut more = Report::default();
    more.add(Fate::Redriven, Some(Reason::Timeout));
    more.add(Fate::Redriven, Some(Reason::Panic));
    more.add(Fate::Broken, None);
    more.add(Fate::Rejected, Some(Reason::Panic));
    report.merge(&more);
    let lines =
        "redriven 3: timeout 1, panic 2\npassed over 0\nrefused 0\nbroken 1: no reason 1\nrejected 1: panic 1\n";
    assert_eq!(report.to_string(), lines);
}

fn reason() -> impl Strategy<Value = Reason> {
    prop::sample::select(Reason::ALL.to_vec())
}

fn header() -> impl Strategy<Value = Header> {
    let name = prop::sample::select(vec!["traceparent", "x", "dlq.team", "dlq", "DLQ.reason"]);
    let value = prop::option::of(prop::collection::vec(any::<u8>(), 0..4));
    (name, value).prop_map(|(name, value)| Header { name: name.to_owned(), value })
}

prop_compose! {
    fn any_article()(
        key in prop::option::of(prop::collection::vec(any::<u8>(), 0..4)),
        value in prop::option::of(prop::collection::vec(any::<u8>(), 0..8)),
        headers in prop::collection::vec(header(), 0..5),
        timestamp in prop::option::of(0..i64::MAX),
    ) -> Message {
        Message { position: position("in", 1, 9), key, value, headers, timestamp }
    }
}

proptest! {
    #[test]
    fn whatever_died_comes_back_as_it_was(article in any_article(), reason in reason()) {
        let restored = back(letter(article.clone(), reason, 0));
        prop_assert_eq!(restored.headers.len(), article.headers.len() + 2);
        prop_assert!(restored.headers.starts_with(&article.headers));
        prop_assert_eq!(
            (restored.key, restored.value, restored.timestamp, restored.partition),
            (article.key, article.value, article.timestamp, 1)
        );
    }

    /// Redrives of any reasons and limits, each from what the one before stored, some of them killed before they store.
    #[test]
    fn each_letter_goes_back_once(
        letters in prop::collection::vec((reason(), 1i64..4), 0..40),
        redrives in prop::collection::vec((prop::collection::vec(reason(), 0..3), 1usize..9, any::<bool>()), 0..12),
    ) {
        let mut offset = 0;
        let letters: Vec<Message> = letters.into_iter().map(|(reason, gap)| {
            offset += gap;
            letter(article(), reason, offset)
        }).collect();
        let everything = (Vec::new(), usize::MAX, false);
        let (mut stored, mut gone) = ((Offset(0), String::new()), BTreeSet::new());
        for (reasons, limit, killed) in redrives.into_iter().chain([everything]) {
            let wanted = wanted(&reasons);
            let mut positions = Positions::stored(stored.0, &stored.1).unwrap();
            let (mut back, mut limit) = (Vec::new(), limit);
            for letter in &letters {
                if limit == 0 || letter.position.offset < positions.offset() {
                    continue;
                }
                let offset = letter.position.offset;
                if let Verdict::Back(restored) = decide(letter.clone(), &positions, &wanted) {
                    prop_assert!(reasons.is_empty() || reasons.contains(&restored.reason));
                    back.push(offset);
                    limit -= 1;
                }
                wanted.reasons().for_each(|reason| positions.advance(reason, offset.next()));
            }
            if !killed {
                for offset in back {
                    prop_assert!(gone.insert(offset), "{:?} went back before", offset);
                }
                stored = (positions.offset(), positions.metadata());
            }
        }
        prop_assert_eq!(gone.len(), letters.len());
    }
}
