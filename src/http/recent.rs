//! What the pages show of the stream: the latest records, and the latest dead letters of each reason.
//!
//! Rules: memory is bounded by count and by bytes; what is kept are bytes that the deliver thread has no more use for,
//! so keeping them copies nothing; and readers hold the lock only to copy pointers, so they keep nobody waiting.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::pipeline::{Output, Position};
use crate::record::{Reason, Stage};

/// Most records that are kept.
const MOST_RECORDS: usize = 50;
/// Most bytes of records that are kept.
const MOST_BYTES: usize = 8 << 20;
/// Most dead letters that are kept of each reason.
const LETTERS_EACH: usize = 5;
/// Most characters of a dead letter's id that are kept: a message key can be of any length.
const MOST_ID: usize = 200;

/// The latest of what was committed. The deliver thread fills it, the pages read it.
#[derive(Debug, Default)]
pub struct Recent {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// The latest first.
    records: VecDeque<Arc<Delivered>>,
    bytes: usize,
    numbers: u64,
    letters: BTreeMap<Reason, VecDeque<Arc<Letter>>>,
}

/// A record that was committed.
#[derive(Debug)]
pub struct Delivered {
    /// Its number on the pages; a correction keeps that of the record that it replaces.
    pub number: u64,
    /// Where its message stands.
    pub position: Position,
    /// When it was committed.
    pub at: Instant,
    /// The record, encoded.
    pub bytes: Vec<u8>,
    key: Vec<u8>,
}

/// A dead letter that was committed, without its message.
#[derive(Debug)]
pub struct Letter {
    /// The message's key, as far as it is text, cut if it is long.
    pub id: Option<String>,
    /// Where the message stands.
    pub position: Position,
    /// Where it failed.
    pub stage: Stage,
    /// What is wrong with it.
    pub error: String,
    /// When it was committed.
    pub at: Instant,
}

impl Recent {
    /// Keeps what is to be shown of a batch that was committed.
    pub fn keep(&self, outputs: impl IntoIterator<Item = Box<Output>>) {
        let at = Instant::now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for output in outputs {
            match output.dead_letter {
                Some((reason, stage)) => kept.letter(reason, stage, &output, at),
                None => kept.output(*output, at),
            }
        }
    }

    /// The records, the latest first.
    #[must_use]
    pub fn records(&self) -> Vec<Arc<Delivered>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).records.iter().cloned().collect()
    }

    /// The record with this number, while it is kept.
    #[must_use]
    pub fn record(&self, number: u64) -> Option<Arc<Delivered>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.records.iter().find(|record| record.number == number).cloned()
    }

    /// The dead letters by reason, the latest first.
    #[must_use]
    pub fn letters(&self) -> BTreeMap<Reason, Vec<Arc<Letter>>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.letters.iter().map(|(reason, letters)| (*reason, letters.iter().cloned().collect())).collect()
    }
}

impl Kept {
    /// A record, which replaces the one before it with the same key, or a tombstone, which takes that one away.
    fn output(&mut self, output: Output, at: Instant) {
        let Output { key, value, position, .. } = output;
        let key = key.unwrap_or_default();
        let before = self.records.iter().position(|record| record.key == key);
        let before = before.and_then(|place| self.records.remove(place));
        self.bytes -= before.as_ref().map_or(0, |record| record.bytes.len());
        let Some(bytes) = value.filter(|bytes| bytes.len() <= MOST_BYTES) else { return };
        let number = before.map_or(self.numbers + 1, |record| record.number);
        self.numbers = self.numbers.max(number);
        self.bytes += bytes.len();
        self.records.push_front(Arc::new(Delivered { number, position, at, bytes, key }));
        while self.records.len() > MOST_RECORDS || self.bytes > MOST_BYTES {
            self.bytes -= self.records.pop_back().map_or(0, |oldest| oldest.bytes.len());
        }
    }

    fn letter(&mut self, reason: Reason, stage: Stage, output: &Output, at: Instant) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(MOST_ID).collect();
        let error = output.header("dlq.error").map(|error| String::from_utf8_lossy(error).into_owned());
        let letter = Letter {
            id: output.key.as_deref().map(text),
            position: output.position.clone(),
            stage,
            error: error.unwrap_or_default(),
            at,
        };
        let letters = self.letters.entry(reason).or_default();
        letters.push_front(Arc::new(letter));
        letters.truncate(LETTERS_EACH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Epoch, Message, Offset, Outcome, TopicPartition};
    use crate::record::DeadLetter;

    fn output(offset: i64, key: &str, outcome: Outcome) -> Box<Output> {
        let partition = TopicPartition::new("in", 0);
        let position = Position { partition, epoch: Epoch(1), offset: Offset(offset) };
        let key = Some(key.as_bytes().to_vec());
        let message = Message { position, key, value: Some(b"raw".to_vec()), headers: Vec::new(), timestamp: None };
        Box::new(Output::new(message, outcome))
    }

    fn record(offset: i64, id: &str, size: usize) -> Box<Output> {
        output(offset, id, Outcome::Record { id: id.to_owned(), bytes: vec![b' '; size] })
    }

    fn offsets(recent: &Recent) -> Vec<i64> {
        recent.records().iter().map(|record| record.position.offset.0).collect()
    }

    #[test]
    fn the_latest_records_are_kept_within_a_number_and_a_size() {
        let recent = Recent::default();
        recent.keep((0..200).map(|offset| record(offset, &offset.to_string(), 10)));
        let latest: Vec<i64> = (0..200).rev().take(MOST_RECORDS).collect();
        assert_eq!(offsets(&recent), latest);
        recent.keep([record(200, "large", MOST_BYTES - 15)]);
        assert_eq!(offsets(&recent), [200, 199]);
        recent.keep([record(201, "too large", MOST_BYTES + 1)]);
        assert_eq!(offsets(&recent), [200, 199], "one that cannot be kept costs the others nothing");
    }

    #[test]
    fn a_correction_takes_the_place_and_a_tombstone_takes_it_away() {
        let recent = Recent::default();
        recent.keep([record(0, "a", 10), record(1, "b", 10), record(2, "a", 20)]);
        assert_eq!(offsets(&recent), [2, 1]);
        let number = recent.records()[0].number;
        assert_eq!(recent.record(number).map(|record| record.bytes.len()), Some(20));
        recent.keep([output(3, "a", Outcome::Tombstone)]);
        assert_eq!(offsets(&recent), [1]);
        assert!(recent.record(number).is_none());
        recent.keep([record(4, "c", 10)]);
        assert_ne!(recent.records()[0].number, number, "numbers are not given twice");
    }

    #[test]
    fn dead_letters_are_kept_by_reason_without_their_message() {
        let recent = Recent::default();
        let letter = |offset, reason, key: &str| {
            output(offset, key, Outcome::DeadLetter(DeadLetter::new(reason, Stage::Decode, "no text")))
        };
        recent.keep((0..9).map(|offset| letter(offset, Reason::Invalid, "k")));
        recent.keep([letter(9, Reason::TooLarge, &"k".repeat(5000))]);
        let letters = recent.letters();
        let invalid: Vec<i64> = letters[&Reason::Invalid].iter().map(|letter| letter.position.offset.0).collect();
        assert_eq!(invalid, [8, 7, 6, 5, 4]);
        let large = &letters[&Reason::TooLarge][0];
        assert_eq!((&*large.error, large.id.as_ref().map(String::len)), ("no text", Some(MOST_ID)));
    }
}
