//! Dead letters back to the topics that they came from, each once.
//!
//! The letters that go back and what is remembered of them ([`Positions`], beside the offsets of a group of its own) are
//! committed in one transaction, under one transactional.id for all redrives of a group. So a redrive that is killed
//! leaves nothing half done, and a second one ends the first and goes on behind what that committed.
//!
//! It ends where the dead-letter topic ended when it began: what dies again meanwhile is for the next one. That end may be
//! a transaction's marker, which no consumer sees, so the client's word that a partition ends counts as well.

mod memory;
mod sender;
mod targets;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::Message as _;
use rdkafka::topic_partition_list::{Offset as KafkaOffset, TopicPartitionList};

use self::memory::{Memory, Stored};
use self::sender::Sender;
use self::targets::Targets;
use super::consumer::{self, ConsumerEvents, RebalanceListener, detach};
use super::delivery::Delivery;
use super::error::{Failure, is_refusal};
use super::names::Names;
use super::settings::ClientSettings;
use super::topics;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::pipeline::redrive::{Fate, Positions, Report, Restored, Verdict, Wanted, decide};
use crate::pipeline::{Epoch, Message, Offset, Position, TopicPartition};
use crate::record::Reason;

/// How long brokers may take to answer at the start.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long one question to a broker may take.
const CALL: Duration = Duration::from_secs(10);
/// How long one poll waits for a letter.
const POLL: Duration = Duration::from_millis(100);
/// How long the brokers may keep silent while there is something to read.
const SILENCE: Duration = Duration::from_secs(60);

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The reasons of the letters; none for all.
    pub reasons: Vec<Reason>,
    /// The most letters that go back.
    pub limit: Option<u64>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// Where a redrive ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At the end of the topic.
    Complete,
    /// At its limit: there may be more.
    Limit,
    /// Where it was told to stop.
    Stopped,
}

/// What a redrive did.
#[derive(Debug)]
pub struct Redriven {
    /// What became of the letters: what is committed, also where it failed later.
    pub report: Report,
    /// Where it ended, or why it could not go on.
    pub end: Result<End, Failure>,
}

/// Sends dead letters back. `go_on` is asked between letters; once it says no, what was begun is finished.
#[must_use]
pub fn redrive(config: &Config, plan: &Plan, go_on: &dyn Fn() -> bool) -> Redriven {
    let mut report = Report::default();
    let end = Redrive::start(config, plan, go_on).and_then(|redrive| redrive.run(&mut report));
    Redriven { report, end }
}

struct Redrive<'a> {
    config: &'a Config,
    limit: u64,
    go_on: &'a dyn Fn() -> bool,
    wanted: Wanted,
    topic: Arc<str>,
    names: Names,
    consumer: Arc<BaseConsumer<ConsumerEvents>>,
    refusal: Arc<Refusal>,
    /// None where nothing is to be written.
    sender: Option<Sender<'a>>,
    partitions: BTreeMap<i32, Partition>,
    targets: Targets<'a>,
    heard: Instant,
}

/// A partition of the dead-letter topic.
struct Partition {
    /// What is decided and committed, or would be.
    positions: Positions,
    /// The first offset that is not looked at.
    next: Offset,
    /// Where the partition ended at the start.
    end: Offset,
}

/// Letters for one transaction, and what became of those between them.
#[derive(Default)]
struct Batch {
    letters: Vec<Restored>,
    bytes: usize,
    stayed: Report,
}

impl<'a> Redrive<'a> {
    fn start(config: &'a Config, plan: &Plan, go_on: &'a dyn Fn() -> bool) -> Result<Self, Failure> {
        let kafka = &config.kafka;
        let largest = topics::prepare_redrive(config, PATIENCE)?;
        let metrics = Arc::new(Metrics::new());
        // Before anything is read: another redrive can commit nothing from here on.
        let delivery = match plan.dry_run {
            true => None,
            false => Some(Delivery::of_redrive(config, largest, metrics.clone(), PATIENCE)?),
        };
        let refusal = Arc::new(Refusal::default());
        let client = ClientSettings::new(config).lone_consumer(&config.kafka.redrive_id());
        let consumer = Arc::new(consumer::connect(&client, refusal.clone(), metrics)?);
        let memory = Memory::new(consumer.clone(), config);
        let stored = memory.recall()?;
        let partitions = begin(&memory, &stored)?;
        let sender = delivery.map(|delivery| Sender::new(delivery, memory, stored, go_on));
        Ok(Self {
            config,
            limit: plan.limit.unwrap_or(u64::MAX),
            go_on,
            wanted: Wanted {
                reasons: plan.reasons.clone(),
                inputs: kafka.input_topics.clone(),
                outputs: vec![kafka.output_topic.clone(), kafka.dead_letter_topic.clone()],
            },
            topic: kafka.dead_letter_topic.as_str().into(),
            names: Names::of_redrive(kafka),
            targets: Targets::new(consumer.clone(), config),
            consumer,
            refusal,
            sender,
            partitions,
            heard: Instant::now(),
        })
    }

    fn run(mut self, report: &mut Report) -> Result<End, Failure> {
        self.assign()?;
        let mut batch = Batch::default();
        let end = loop {
            if self.partitions.values().all(|partition| partition.next >= partition.end) {
                break End::Complete;
            }
            if !(self.go_on)() {
                break End::Stopped;
            }
            let full = report.count(Fate::Redriven) + batch.letters.len() as u64 >= self.limit;
            if full && batch.letters.is_empty() {
                break End::Limit;
            }
            let message = if full { None } else { self.poll()? };
            let silent = message.is_none();
            if let Some(message) = message {
                self.take(message, &mut batch)?;
            }
            let limits = &self.config.batch;
            if silent || batch.letters.len() >= limits.max_records || batch.bytes >= limits.max_bytes {
                self.flush(&mut batch, report)?;
            }
        };
        self.flush(&mut batch, report)?;
        self.finish()?;
        Ok(end)
    }

    /// Begins to read what is not decided.
    fn assign(&self) -> Result<(), Failure> {
        let mut list = TopicPartitionList::new();
        let unread = self.partitions.iter().filter(|(_, partition)| partition.next < partition.end);
        for (number, Partition { next, .. }) in unread {
            let added = list.add_partition_offset(&self.topic, *number, KafkaOffset::Offset(next.0));
            added.expect("an offset of the log is a valid offset");
        }
        let assigned = self.consumer.assign(&list);
        assigned.map_err(|error| Failure::Broken(format!("the dead-letter topic cannot be read: {error}")))
    }

    /// The next letter, if one comes soon.
    fn poll(&mut self) -> Result<Option<Message>, Failure> {
        let polled = self.consumer.poll(POLL);
        if let Some(code) = self.refusal.take() {
            return Err(self.names.refused(code, true));
        }
        match polled {
            Some(Ok(message)) => {
                let partition = TopicPartition { topic: self.topic.clone(), partition: message.partition() };
                let position = Position { partition, epoch: Epoch(0), offset: Offset(message.offset()) };
                self.heard = Instant::now();
                return Ok(Some(detach(&message, position)));
            }
            Some(Err(KafkaError::PartitionEOF(number))) => {
                self.heard = Instant::now();
                if let Some(partition) = self.partitions.get_mut(&number) {
                    partition.next = partition.next.max(partition.end);
                }
            }
            Some(Err(error)) => match error.rdkafka_error_code() {
                Some(code) if is_refusal(code) => return Err(self.names.refused(code, true)),
                _ => tracing::warn!(%error, "the consumer reports an error"),
            },
            None => {}
        }
        if self.heard.elapsed() > SILENCE {
            let seconds = SILENCE.as_secs();
            return Err(Failure::Unreachable(format!(
                "nothing of topic '{}' came within {seconds} s: check its brokers, then run this again",
                self.topic
            )));
        }
        Ok(None)
    }

    fn take(&mut self, message: Message, batch: &mut Batch) -> Result<(), Failure> {
        let position = message.position.clone();
        let Some(partition) = self.partitions.get_mut(&position.partition.partition) else { return Ok(()) };
        if position.offset >= partition.end {
            partition.next = partition.end.max(partition.next);
            return Ok(());
        }
        partition.next = position.offset.next();
        match decide(message, &partition.positions, &self.wanted) {
            Verdict::Back(letter) if self.targets.find(&letter.topic)?.is_none() => {
                batch.stays(&position, Fate::Elsewhere, Some(letter.reason), None);
            }
            Verdict::Back(letter) => {
                batch.bytes += letter.size();
                batch.letters.push(letter);
            }
            Verdict::Stays { fate, reason, header } => batch.stays(&position, fate, reason, header),
            Verdict::Done => {}
        }
        Ok(())
    }

    /// Sends the letters of a batch back, and counts what became of all of it.
    fn flush(&mut self, batch: &mut Batch, report: &mut Report) -> Result<(), Failure> {
        let Batch { letters, stayed, .. } = std::mem::take(batch);
        self.send(&letters, report)?;
        report.merge(&stayed);
        Ok(())
    }

    /// Sends letters back in one transaction, or, where the broker takes one of them never, in halves.
    fn send(&mut self, letters: &[Restored], report: &mut Report) -> Result<(), Failure> {
        let Some(last) = letters.last() else { return Ok(()) };
        let mut positions = self.positions();
        for letter in letters {
            let number = letter.letter.partition.partition;
            let behind = positions.entry(number).or_insert(Positions::at(Offset(0)));
            self.wanted.reasons().for_each(|reason| behind.advance(reason, letter.letter.offset.next()));
        }
        let taken = match &mut self.sender {
            Some(sender) => sender.commit(letters, &self.targets, &positions)?,
            None => true,
        };
        if !taken && letters.len() > 1 {
            let (first, second) = letters.split_at(letters.len() / 2);
            self.send(first, report)?;
            return self.send(second, report);
        }
        if taken {
            letters.iter().for_each(|letter| report.add(Fate::Redriven, Some(letter.reason)));
        } else {
            let mut alone = Batch::default();
            alone.stays(&last.letter, Fate::Rejected, Some(last.reason), None);
            report.merge(&alone.stayed);
        }
        for (number, behind) in positions {
            if let Some(partition) = self.partitions.get_mut(&number) {
                partition.positions = behind;
            }
        }
        Ok(())
    }

    /// Commits what was looked at behind the last letter that went back. Every partition is committed, since a position
    /// that is not is forgotten in the end.
    fn finish(&mut self) -> Result<(), Failure> {
        for partition in self.partitions.values_mut() {
            self.wanted.reasons().for_each(|reason| partition.positions.advance(reason, partition.next));
        }
        let positions = self.positions();
        match &mut self.sender {
            Some(sender) => sender.commit(&[], &self.targets, &positions).map(|_| ()),
            None => Ok(()),
        }
    }

    fn positions(&self) -> BTreeMap<i32, Positions> {
        self.partitions.iter().map(|(number, partition)| (*number, partition.positions)).collect()
    }
}

impl Batch {
    /// Counts a letter that stays, and says which unless another redrive will find it.
    fn stays(&mut self, letter: &Position, fate: Fate, reason: Option<Reason>, header: Option<&str>) {
        self.stayed.add(fate, reason);
        if fate != Fate::PassedOver {
            let (partition, offset) = (letter.partition.partition, letter.offset.0);
            let reason = reason.map(Reason::as_str);
            tracing::warn!(partition, offset, reason, header, "{}: the letter stays", fate.as_str());
        }
    }
}

/// Where each partition is to be read from, and where to.
fn begin(memory: &Memory, stored: &Stored) -> Result<BTreeMap<i32, Partition>, Failure> {
    let mut partitions = BTreeMap::new();
    let mut unknown = Vec::new();
    for number in memory.partitions()? {
        let (low, end) = memory.bounds(number)?;
        let known = stored.positions(number)?;
        if known.is_none() && low < end {
            unknown.push((number, low));
        }
        let positions = known.unwrap_or(Positions::at(low));
        partitions.insert(number, Partition { positions, next: positions.offset().max(low), end });
    }
    memory.nothing_is_forgotten(&unknown)?;
    Ok(partitions)
}

/// Hears of what Kafka refuses the consumer. It joins no group, so there are no rebalances.
#[derive(Default)]
struct Refusal(Mutex<Option<Code>>);

impl Refusal {
    fn take(&self) -> Option<Code> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl RebalanceListener for Refusal {
    fn assigned(&self, _: Vec<TopicPartition>) {}

    fn revoked(&self, _: Vec<TopicPartition>, _: bool) {}

    fn is_paused(&self) -> bool {
        false
    }

    fn refused(&self, code: Code, reason: &str) {
        tracing::error!(reason, "kafka refuses the consumer");
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(code);
    }
}
