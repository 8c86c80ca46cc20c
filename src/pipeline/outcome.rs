//! What a message became, and the message that tells it to the world.
//!
//! Every message has exactly one outcome: a record, a dead letter or a tombstone.

use super::Position;
use super::letter::{KEY_HEADER, REFUSED_HEADER, VALUE_HEADER, letter_headers, tells_of_the_letter};
use super::message::{Header, Message, bytes, headers_size};
use crate::record::{DeadLetter, Reason, SCHEMA_VERSION, Stage};

/// The header that gives the media type of a record.
pub const CONTENT_TYPE: &str = "content-type";
/// The header that gives the version of the record's contract.
pub const SCHEMA_VERSION_HEADER: &str = "factwire-schema-version";

/// Bytes that a dead letter may have beyond the value of its message: the batch around it, its `dlq.*` headers, and a
/// kilobyte for the key and the headers of the message.
pub const DEAD_LETTER_ROOM: usize = 2048;

/// What a message became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An enriched record.
    Record {
        /// The article's id.
        id: String,
        /// The record, encoded.
        bytes: Vec<u8>,
    },
    /// A message that cannot become one.
    DeadLetter(DeadLetter),
    /// A retraction: the article with this message's key is to be forgotten.
    Tombstone,
}

/// Which of the two topics an output goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// `kafka.output_topic`.
    Output,
    /// `kafka.dead_letter_topic`.
    DeadLetter,
}

/// A message to be produced, and what is needed to make a dead letter of it should the broker refuse it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Where it goes.
    pub destination: Destination,
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value.
    pub value: Option<Vec<u8>>,
    /// Its headers, in order.
    pub headers: Vec<Header>,
    /// When the message that it came from was written, milliseconds since the Unix epoch.
    pub timestamp: Option<i64>,
    /// The reason and stage of a dead letter, for the metrics.
    pub dead_letter: Option<(Reason, Stage)>,
    /// Where the message that it came from stands.
    pub position: Position,
    /// The message that it came from, kept until it is delivered; none where the output *is* that message.
    source: Option<Box<Message>>,
    kept: Kept,
}

/// What is left in an output of what belongs in it, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// All of it.
    Whole,
    /// The key and where the message stands: the value and the message's own headers were too much.
    Key,
    /// Where the message stands.
    Place,
}

impl Output {
    /// The output that tells what became of `message`.
    #[must_use]
    pub fn new(message: Message, outcome: Outcome) -> Self {
        match outcome {
            Outcome::Record { id, bytes } => Self {
                destination: Destination::Output,
                key: Some(id.into_bytes()),
                value: Some(bytes),
                headers: record_headers(&message.headers),
                timestamp: message.timestamp,
                dead_letter: None,
                position: message.position.clone(),
                source: Some(Box::new(message)),
                kept: Kept::Whole,
            },
            Outcome::Tombstone => Self {
                destination: Destination::Output,
                key: message.key.clone(),
                value: None,
                headers: message.headers.clone(),
                timestamp: message.timestamp,
                dead_letter: None,
                position: message.position.clone(),
                source: Some(Box::new(message)),
                kept: Kept::Whole,
            },
            Outcome::DeadLetter(letter) => Self::dead_letter(message, &letter),
        }
    }

    fn dead_letter(message: Message, letter: &DeadLetter) -> Self {
        let headers = letter_headers(&message, letter);
        Self {
            destination: Destination::DeadLetter,
            key: message.key,
            value: message.value,
            headers,
            timestamp: message.timestamp,
            dead_letter: Some((letter.reason, letter.stage)),
            position: message.position,
            source: None,
            kept: Kept::Whole,
        }
    }

    /// What to send in place of this output, which the broker does not take: a record becomes a dead letter; a dead
    /// letter, which is as large as its message, gives up the value and the message's own headers; then, when that was
    /// not enough, the key too. What says where the message stands is kept.
    #[must_use]
    pub fn refused(self, error: &str) -> Self {
        match self.source {
            Some(message) => {
                Self::dead_letter(*message, &DeadLetter::new(Reason::RejectedByBroker, Stage::Deliver, error))
            }
            None => {
                let has_key = self.key.is_some();
                let kept = if self.kept == Kept::Whole && has_key { Kept::Key } else { Kept::Place };
                let mut headers = self.headers;
                headers.retain(|header| tells_of_the_letter(header) && header.name != REFUSED_HEADER);
                if self.kept == Kept::Whole {
                    headers.push(Header::text(VALUE_HEADER, "omitted"));
                }
                if kept == Kept::Place && has_key {
                    headers.push(Header::text(KEY_HEADER, "omitted"));
                }
                headers.push(Header::text(REFUSED_HEADER, error));
                let key = self.key.filter(|_| kept == Kept::Key);
                Self { key, value: None, headers, source: None, kept, ..self }
            }
        }
    }

    /// This output if the topics take messages of its size, else what goes in its place.
    #[must_use]
    pub fn fit(mut self, output_limit: usize, dead_letter_limit: usize) -> Self {
        loop {
            let limit = if self.destination == Destination::Output { output_limit } else { dead_letter_limit };
            if self.wire_size() <= limit || self.is_minimal() {
                return self;
            }
            let error = format!("{} bytes, and the topic's max.message.bytes is {limit}", self.wire_size());
            self = self.refused(&error);
        }
    }

    /// Whether nothing is left that [`Output::refused`] could leave out.
    #[must_use]
    pub const fn is_minimal(&self) -> bool {
        matches!(self.kept, Kept::Place)
    }

    /// Bytes on the wire before compression, as the broker counts them against `max.message.bytes`; never too few.
    #[must_use]
    pub fn wire_size(&self) -> usize {
        // Kafka's record batch: 61 bytes for the batch, at most 21 + 5 for the record, 10 for the lengths of a header.
        const BATCH_AND_RECORD: usize = 61 + 26;
        const HEADER_LENGTHS: usize = 10;
        let content = bytes(self.key.as_deref()) + bytes(self.value.as_deref()) + headers_size(&self.headers);
        BATCH_AND_RECORD + content + HEADER_LENGTHS * self.headers.len()
    }

    /// Bytes that it holds on to, its source included.
    #[must_use]
    pub fn held_size(&self) -> usize {
        self.wire_size() + self.source.as_ref().map_or(0, |message| message.size())
    }
}

fn record_headers(input: &[Header]) -> Vec<Header> {
    let ours = |header: &&Header| header.name != CONTENT_TYPE && header.name != SCHEMA_VERSION_HEADER;
    let mut headers: Vec<Header> = input.iter().filter(ours).cloned().collect();
    headers.push(Header::text(CONTENT_TYPE, "application/json"));
    headers.push(Header::text(SCHEMA_VERSION_HEADER, SCHEMA_VERSION));
    headers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::letter::{ATTEMPTS_HEADER, DEAD_LETTER_HEADERS, REDRIVES_HEADER};
    use crate::pipeline::{Epoch, Offset, TopicPartition};

    fn message() -> Message {
        Message {
            position: Position { partition: TopicPartition::new("in", 3), epoch: Epoch(1), offset: Offset(42) },
            key: Some(b"k".to_vec()),
            value: Some(b"raw".to_vec()),
            headers: vec![Header::text("traceparent", "00-a-b-01"), Header::text("content-type", "text/html")],
            timestamp: Some(1_700_000_000_000),
        }
    }

    fn value<'a>(output: &'a Output, name: &str) -> Vec<&'a [u8]> {
        let named = output.headers.iter().filter(|header| header.name == name);
        named.map(|header| header.value.as_deref().unwrap()).collect()
    }

    #[test]
    fn a_record_keeps_the_headers_and_says_its_own_type() {
        let output = Output::new(message(), Outcome::Record { id: "id".into(), bytes: b"{}".to_vec() });
        assert_eq!(output.key.as_deref(), Some(&b"id"[..]));
        assert_eq!(value(&output, "traceparent"), [b"00-a-b-01"]);
        assert_eq!(value(&output, CONTENT_TYPE), [b"application/json"]);
    }

    #[test]
    fn a_dead_letter_is_the_untouched_message_with_its_origin() {
        let letter = DeadLetter::new(Reason::Invalid, Stage::Decode, "no text");
        let output = Output::new(message(), Outcome::DeadLetter(letter));
        assert_eq!(output.value.as_deref(), Some(&b"raw"[..]));
        assert_eq!(value(&output, "content-type"), [b"text/html"]);
        assert_eq!(value(&output, "dlq.reason"), [b"invalid"]);
        assert_eq!(value(&output, "dlq.source.offset"), [b"42"]);
        assert_eq!(value(&output, "dlq.source.timestamp"), [b"1700000000000"]);
    }

    #[test]
    fn a_dead_letter_of_a_dead_letter_tells_of_the_last_round_alone() {
        let mut again = message();
        again.headers.splice(0..0, DEAD_LETTER_HEADERS.map(|name| Header::text(name, "of an earlier round")));
        let letter = || DeadLetter::new(Reason::Panic, Stage::Extract, "x");
        let output = Output::new(again.clone(), Outcome::DeadLetter(letter()));
        let fresh = Output::new(message(), Outcome::DeadLetter(letter()));
        assert_eq!(output, fresh, "nothing is left of the earlier round");
        let minimal = Output::new(again, Outcome::DeadLetter(letter())).refused("too large").refused("too large");
        for name in DEAD_LETTER_HEADERS.iter().filter(|name| **name != REDRIVES_HEADER) {
            assert_eq!(value(&minimal, name).len(), 1, "{name}");
        }
        assert_eq!(value(&minimal, REFUSED_HEADER), [b"too large"]);
    }

    #[test]
    fn a_message_that_was_sent_back_counts_on() {
        let mut again = message();
        again.headers.extend([Header::text(ATTEMPTS_HEADER, "4"), Header::text(REDRIVES_HEADER, "2")]);
        let letter = DeadLetter { attempts: 3, ..DeadLetter::new(Reason::Panic, Stage::Extract, "x") };
        let output = Output::new(again, Outcome::DeadLetter(letter));
        let minimal = output.clone().refused("too large").refused("too large");
        for output in [output, minimal] {
            assert_eq!(value(&output, ATTEMPTS_HEADER), [b"7"]);
            assert_eq!(value(&output, REDRIVES_HEADER), [b"2"]);
        }
    }

    #[test]
    fn headers_of_others_pass_whatever_their_prefix() {
        let mut foreign = message();
        let theirs = [Header::text("dlq.team", "foreign desk"), Header::text("dlq.team", "sport")];
        foreign.headers.extend(theirs);
        let letter = DeadLetter::new(Reason::Invalid, Stage::Decode, "no text");
        let output = Output::new(foreign.clone(), Outcome::DeadLetter(letter));
        assert!(output.headers.starts_with(&foreign.headers), "as they came, in their order: {:?}", output.headers);
        assert!(value(&output.refused("too large"), "dlq.team").is_empty());
    }

    #[test]
    fn an_output_is_made_to_fit_its_topic() {
        let record = || Output::new(message(), Outcome::Record { id: "id".into(), bytes: vec![b' '; 5000] });
        assert_eq!(record().fit(6000, 6000), record());
        let letter = record().fit(3000, 6000);
        assert_eq!(letter.dead_letter, Some((Reason::RejectedByBroker, Stage::Deliver)));
        assert_eq!(letter.value.as_deref(), Some(&b"raw"[..]));
        assert!(record().fit(100, 100).is_minimal());
    }

    /// A dead letter of `message` as it leaves for a topic that takes `limit` bytes.
    fn letter(message: Message, limit: usize) -> Output {
        let letter = DeadLetter::new(Reason::Invalid, Stage::Decode, "no text");
        Output::new(message, Outcome::DeadLetter(letter)).fit(0, limit)
    }

    #[test]
    fn a_dead_letter_that_loses_its_value_keeps_its_key() {
        let message = || Message { value: Some(vec![b'x'; 5000]), ..message() };
        let whole = letter(message(), usize::MAX);
        assert_eq!(letter(message(), whole.wire_size()), whole);
        let cut = letter(message(), whole.wire_size() - 1);
        assert_eq!((cut.key.as_deref(), &cut.value), (Some(&b"k"[..]), &None));
        assert_eq!(value(&cut, VALUE_HEADER), [b"omitted"]);
        assert!(value(&cut, KEY_HEADER).is_empty() && value(&cut, "traceparent").is_empty());
        assert_eq!(value(&cut, "dlq.source.offset"), [b"42"]);
    }

    #[test]
    fn a_key_is_lost_only_when_it_is_too_large_itself() {
        let cut = letter(Message { key: Some(vec![b'k'; 5000]), ..message() }, 2000);
        assert!(cut.is_minimal() && cut.wire_size() <= 2000);
        assert_eq!((&cut.key, value(&cut, KEY_HEADER)), (&None, vec![&b"omitted"[..]]));
        assert_eq!((value(&cut, VALUE_HEADER).len(), value(&cut, REFUSED_HEADER).len()), (1, 1));
    }

    #[test]
    fn the_room_for_headers_is_enough_for_the_longest() {
        let mut message = Message { value: Some(vec![b'x'; 5000]), ..message() };
        let partition = TopicPartition::new("t".repeat(249), i32::MAX);
        message.position = Position { partition, epoch: Epoch(1), offset: Offset(i64::MAX) };
        (message.key, message.timestamp) = (Some(vec![b'k'; 500]), Some(i64::MAX));
        message.headers = vec![Header::text("x-own", &"o".repeat(400)), Header::text(REDRIVES_HEADER, &u32::MAX)];
        let error = "e".repeat(300);
        let letter =
            DeadLetter { attempts: u32::MAX, ..DeadLetter::new(Reason::UnsupportedLanguage, Stage::Extract, error) };
        let size = Output::new(message, Outcome::DeadLetter(letter)).wire_size();
        assert!((5000..=5000 + DEAD_LETTER_ROOM).contains(&size), "{size}");
    }

    #[test]
    fn a_tombstone_with_huge_headers_fits_at_last() {
        let mut retraction = message();
        retraction.value = None;
        retraction.headers.push(Header::text("huge", &"x".repeat(5000)));
        let output = Output::new(retraction, Outcome::Tombstone).fit(2000, 2000);
        assert!(output.wire_size() <= 2000 && output.key.as_deref() == Some(b"k"));
        assert_eq!(value(&output, "dlq.source.offset"), [b"42"]);
    }

    #[test]
    fn what_is_refused_shrinks_until_it_is_minimal() {
        let record = Output::new(message(), Outcome::Record { id: "id".into(), bytes: vec![b' '; 100] });
        let letter = record.refused("too large");
        assert_eq!(letter.destination, Destination::DeadLetter);
        assert_eq!(letter.value.as_deref(), Some(&b"raw"[..]));
        assert!(!letter.is_minimal());
        let cut = letter.refused("too large");
        assert_eq!((cut.key.as_deref(), &cut.value, cut.is_minimal()), (Some(&b"k"[..]), &None, false));
        let minimal = cut.refused("too large");
        assert!(minimal.is_minimal());
        assert_eq!(value(&minimal, "dlq.source.offset"), [b"42"]);
        assert!(value(&minimal, "traceparent").is_empty());
    }
}
