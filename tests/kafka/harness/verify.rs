//! What became of every message: the three topics, read from the beginning to the end as a consumer sees them that
//! reads committed messages only.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::{Headers as _, Message as _};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::articles::{EXPECTED, Expected};

/// Open transactions end within this: their owner is back, or the coordinator has given them up.
const SETTLED_WITHIN: Duration = Duration::from_secs(40);

/// A message as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Partition and offset.
    pub at: (i32, i64),
    /// Milliseconds since the Unix epoch.
    pub timestamp: Option<i64>,
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value.
    pub value: Option<Vec<u8>>,
    /// Its headers, in order.
    pub headers: Vec<(String, Option<Vec<u8>>)>,
}

impl Read {
    /// The text of the first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(header, _)| header == name)?;
        std::str::from_utf8(value.as_deref()?).ok()
    }

    /// The number in the header of this name.
    pub fn header_number(&self, name: &str) -> Option<i64> {
        self.header(name)?.parse().ok()
    }

    fn key_text(&self) -> String {
        self.key.as_deref().map(|key| String::from_utf8_lossy(key).into_owned()).unwrap_or_default()
    }
}

/// Every committed message of a topic, partition by partition.
pub fn read(brokers: &str, topic: &str) -> Vec<Read> {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", "factwire-test-reader")
        .set("isolation.level", "read_committed")
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .set("fetch.message.max.bytes", "20000000")
        .set("fetch.wait.max.ms", "10")
        .create()
        .expect("the settings are librdkafka's");
    let metadata = consumer.fetch_metadata(Some(topic), Duration::from_secs(10)).expect("the broker is up");
    let partitions = metadata.topics().iter().map(|topic| topic.partitions().len()).sum::<usize>();
    let partitions: BTreeSet<i32> = (0..i32::try_from(partitions).expect("a test has few partitions")).collect();
    wait_until_settled(brokers, &consumer, topic, &partitions);
    let mut list = TopicPartitionList::new();
    for partition in &partitions {
        list.add_partition_offset(topic, *partition, Offset::Beginning).expect("the beginning is an offset");
    }
    consumer.assign(&list).expect("the partitions exist");
    let (mut messages, mut ended) = (Vec::new(), BTreeSet::new());
    while ended != partitions {
        match consumer.poll(Duration::from_secs(20)) {
            Some(Ok(message)) => messages.push(detach(&message)),
            Some(Err(KafkaError::PartitionEOF(partition))) => _ = ended.insert(partition),
            Some(Err(KafkaError::MessageConsumption(Code::BrokerTransportFailure | Code::AllBrokersDown))) => {}
            Some(Err(error)) => panic!("topic {topic} cannot be read: {error}"),
            None => panic!("topic {topic} does not come to its end"),
        }
    }
    messages.sort_by_key(|message| message.at);
    messages
}

/// Waits until no transaction is open: a reader of committed messages would take its beginning for the end.
fn wait_until_settled(brokers: &str, committed: &BaseConsumer, topic: &str, partitions: &BTreeSet<i32>) {
    let all: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("isolation.level", "read_uncommitted")
        .create()
        .expect("the settings are librdkafka's");
    let start = Instant::now();
    let end = |client: &BaseConsumer, partition| client.fetch_watermarks(topic, partition, Duration::from_secs(5)).ok();
    for partition in partitions {
        loop {
            let (stable, high) = (end(committed, *partition), end(&all, *partition));
            if stable.is_some() && stable == high {
                break;
            }
            assert!(
                start.elapsed() < SETTLED_WITHIN,
                "a transaction on {topic} {partition} is open still: stable to {stable:?}, written to {high:?}"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn detach(message: &rdkafka::message::BorrowedMessage<'_>) -> Read {
    let headers = message.headers().map(|headers| {
        headers.iter().map(|header| (header.key.to_owned(), header.value.map(<[u8]>::to_vec))).collect()
    });
    Read {
        at: (message.partition(), message.offset()),
        timestamp: message.timestamp().to_millis(),
        key: message.key().map(<[u8]>::to_vec),
        value: message.payload().map(<[u8]>::to_vec),
        headers: headers.unwrap_or_default(),
    }
}

/// What a message became.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A record on the output topic.
    Record(Read),
    /// A tombstone on the output topic.
    Tombstone(Read),
    /// A dead letter.
    Dead(Read),
}

/// Input and outcomes, matched.
#[derive(Default)]
pub struct Ledger {
    /// Every input message, by partition and offset.
    pub inputs: BTreeMap<(i32, i64), Read>,
    /// What each became, in the order of the output topics.
    pub outcomes: BTreeMap<(i32, i64), Vec<Outcome>>,
    /// Outputs that come from no input.
    pub strangers: Vec<String>,
    /// Outputs that overtook another of the same input partition.
    pub overtaken: Vec<String>,
}

impl Ledger {
    /// Reads the three topics.
    pub fn read(brokers: &str, input: &str, output: &str, dead: &str) -> Self {
        let mut ledger = Self::default();
        let mut by_key = BTreeMap::new();
        for message in read(brokers, input) {
            let twin = by_key.insert(message.key.clone(), message.at);
            assert_eq!(twin, None, "the load has two messages with the key {}", message.key_text());
            ledger.inputs.insert(message.at, message);
        }
        let mut last = BTreeMap::new();
        for message in read(brokers, output) {
            let Some(&at) = by_key.get(&message.key) else {
                ledger.strangers.push(format!("output {:?}, key {}", message.at, message.key_text()));
                continue;
            };
            ledger.keep_order(&mut last, message.at, at);
            let outcome = if message.value.is_some() { Outcome::Record } else { Outcome::Tombstone };
            ledger.outcomes.entry(at).or_default().push(outcome(message));
        }
        last.clear();
        for message in read(brokers, dead) {
            let place = message.header_number("dlq.source.partition").zip(message.header_number("dlq.source.offset"));
            let at = place.and_then(|(partition, offset)| Some((i32::try_from(partition).ok()?, offset)));
            let Some(at) = at.filter(|at| ledger.inputs.contains_key(at)) else {
                ledger.strangers.push(format!("dead letter {:?}, key {}", message.at, message.key_text()));
                continue;
            };
            ledger.keep_order(&mut last, message.at, at);
            ledger.outcomes.entry(at).or_default().push(Outcome::Dead(message));
        }
        ledger
    }

    /// Notes an output that stands behind a later message of the same input partition. `last` holds the greatest input
    /// offset so far by output partition and input partition.
    fn keep_order(&mut self, last: &mut BTreeMap<(i32, i32), i64>, output: (i32, i64), input: (i32, i64)) {
        let last = last.entry((output.0, input.0)).or_insert(-1);
        if input.1 < *last {
            self.overtaken.push(format!("input {input:?} at output {output:?} comes after offset {last}"));
        }
        *last = input.1.max(*last);
    }

    /// Messages without an outcome.
    pub fn lost(&self) -> Vec<(i32, i64)> {
        self.inputs.keys().filter(|at| !self.outcomes.contains_key(at)).copied().collect()
    }

    /// Messages with more than one.
    pub fn twice(&self) -> Vec<(i32, i64)> {
        self.outcomes.iter().filter(|(_, outcomes)| outcomes.len() > 1).map(|(at, _)| *at).collect()
    }

    /// Panics unless each of `count` messages has exactly one outcome, the expected one, in order.
    pub fn assert_exactly_once(&self, count: u64) {
        self.assert_nothing_lost(count);
        let twice = self.twice();
        assert!(twice.is_empty(), "{} of {count} are there twice: {}", twice.len(), few(&twice));
        assert!(self.overtaken.is_empty(), "order was lost {} times: {}", self.overtaken.len(), few(&self.overtaken));
    }

    /// Panics unless each of `count` messages has at least one outcome and none but the expected.
    pub fn assert_nothing_lost(&self, count: u64) {
        assert_eq!(self.inputs.len() as u64, count, "messages on the input topic");
        assert!(
            self.strangers.is_empty(),
            "{} outputs come from no input: {}",
            self.strangers.len(),
            few(&self.strangers)
        );
        let lost = self.lost();
        assert!(lost.is_empty(), "{} of {count} are lost: {}", lost.len(), few(&lost));
        for (at, outcomes) in &self.outcomes {
            let input = &self.inputs[at];
            let expected = input.header(EXPECTED).and_then(Expected::parse).expect("the load says what it expects");
            for outcome in outcomes {
                assert!(
                    is(outcome, expected),
                    "{} at {at:?} should be {} and is {}",
                    input.key_text(),
                    expected.as_str(),
                    describe(outcome)
                );
            }
        }
    }

    /// The dead letters, with the messages that they came from.
    pub fn dead_letters(&self) -> impl Iterator<Item = (&Read, &Read)> {
        self.outcomes.iter().flat_map(|(at, outcomes)| {
            outcomes.iter().filter_map(|outcome| match outcome {
                Outcome::Dead(letter) => Some((&self.inputs[at], letter)),
                _ => None,
            })
        })
    }

    /// The records and tombstones, with the messages that they came from.
    pub fn outputs(&self) -> impl Iterator<Item = (&Read, &Read)> {
        self.outcomes.iter().flat_map(|(at, outcomes)| {
            outcomes.iter().filter_map(|outcome| match outcome {
                Outcome::Record(output) | Outcome::Tombstone(output) => Some((&self.inputs[at], output)),
                Outcome::Dead(_) => None,
            })
        })
    }
}

fn is(outcome: &Outcome, expected: Expected) -> bool {
    match (outcome, expected) {
        (Outcome::Record(_), Expected::Record | Expected::Any)
        | (Outcome::Dead(_), Expected::Any)
        | (Outcome::Tombstone(_), Expected::Tombstone) => true,
        (Outcome::Dead(letter), Expected::Dead(reason)) => letter.header("dlq.reason") == Some(reason.as_str()),
        _ => false,
    }
}

fn describe(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Record(_) => "a record".to_owned(),
        Outcome::Tombstone(_) => "a tombstone".to_owned(),
        Outcome::Dead(letter) => format!(
            "a dead letter: {} ({})",
            letter.header("dlq.reason").unwrap_or("no reason"),
            letter.header("dlq.error").unwrap_or("no error")
        ),
    }
}

fn few<T: std::fmt::Debug>(all: &[T]) -> String {
    format!("{:?}{}", &all[..all.len().min(8)], if all.len() > 8 { " …" } else { "" })
}
