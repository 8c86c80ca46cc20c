//! What is remembered of earlier redrives: the group's committed offset of each partition of the dead-letter topic, and
//! the metadata beside it.
//!
//! Rule: Kafka forgets the offsets of a group without members (`offsets.retention.minutes`). Letters that are older than
//! that may have been sent back by a redrive that nobody remembers, and are not touched before somebody says where to
//! begin.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::admin::ResourceSpecifier;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset as KafkaOffset, TopicPartitionList};

use super::targets::before;
use super::{CALL, PATIENCE};
use crate::config::Config;
use crate::kafka::consumer::ConsumerEvents;
use crate::kafka::error::{Failure, code, is_coordinator_away, is_refusal, is_transport};
use crate::kafka::names::Names;
use crate::kafka::topics;
use crate::pipeline::Offset;
use crate::pipeline::redrive::Positions;

/// Kafka's default `offsets.retention.minutes`, where it cannot be read: 7 days.
const DEFAULT_RETENTION_MINUTES: u64 = 7 * 24 * 60;

/// The group's memory.
pub struct Memory<'a> {
    consumer: Arc<BaseConsumer<ConsumerEvents>>,
    config: &'a Config,
    names: Names,
}

/// What is committed: offset and metadata by partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored(BTreeMap<i32, (i64, String)>);

impl Stored {
    /// What is stored once `positions` are committed.
    #[must_use]
    pub fn of(positions: &BTreeMap<i32, Positions>) -> Self {
        Self(positions.iter().map(|(number, at)| (*number, (at.offset().0, at.metadata()))).collect())
    }

    /// The positions in a partition; none where nothing is stored.
    ///
    /// # Errors
    /// When what is stored there is not ours.
    pub fn positions(&self, number: i32) -> Result<Option<Positions>, Failure> {
        let Some((offset, metadata)) = self.0.get(&number) else { return Ok(None) };
        Positions::stored(Offset(*offset), metadata).map(Some).map_err(|error| {
            Failure::Settings(format!(
                "partition {number} of the dead-letter topic: {error}; something else commits offsets in the group of \
                 the redrive: stop that, and reset the group's offsets to where the redrive is to begin"
            ))
        })
    }

    /// The offsets for a transaction.
    #[must_use]
    pub fn list(&self, topic: &str) -> TopicPartitionList {
        let mut list = TopicPartitionList::with_capacity(self.0.len());
        for (number, (offset, metadata)) in &self.0 {
            let mut element = list.add_partition(topic, *number);
            element.set_offset(KafkaOffset::Offset(*offset)).expect("an offset of the log is a valid offset");
            element.set_metadata(metadata);
        }
        list
    }
}

impl<'a> Memory<'a> {
    /// The memory of the redrives under `config`, by way of their consumer.
    #[must_use]
    pub fn new(consumer: Arc<BaseConsumer<ConsumerEvents>>, config: &'a Config) -> Self {
        Self { consumer, config, names: Names::of_redrive(&config.kafka) }
    }

    /// The consumer.
    #[must_use]
    pub const fn consumer(&self) -> &Arc<BaseConsumer<ConsumerEvents>> {
        &self.consumer
    }

    /// The dead-letter topic.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.config.kafka.dead_letter_topic
    }

    /// The names of what is used.
    #[must_use]
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// What is committed.
    ///
    /// # Errors
    /// When the group's coordinator does not say.
    pub fn recall(&self) -> Result<Stored, Failure> {
        let mut list = TopicPartitionList::new();
        for number in self.partitions()? {
            list.add_partition(self.topic(), number);
        }
        let found = self.committed(&list)?;
        let elements = found.elements();
        let stored = elements.iter().filter_map(|element| match element.offset() {
            KafkaOffset::Offset(offset) => Some((element.partition(), (offset, element.metadata().to_owned()))),
            _ => None,
        });
        Ok(Stored(stored.collect()))
    }

    /// The group's offsets in these partitions. A coordinator that is away is asked again, and so is one that waits for a
    /// transaction to end: that of a redrive that was killed.
    fn committed(&self, list: &TopicPartitionList) -> Result<TopicPartitionList, Failure> {
        let begin = Instant::now();
        loop {
            let error = match self.consumer.committed_offsets(list.clone(), CALL) {
                Ok(found) => {
                    // A partition that is not answered for must not look like one of which nothing is stored.
                    let unanswered = found.elements().iter().find_map(|element| element.error().err());
                    let Some(error) = unanswered else { return Ok(found) };
                    error
                }
                Err(error) => error,
            };
            match code(&error) {
                Some(code) if is_refusal(code) => return Err(self.names.refused(code, true)),
                Some(code) if (is_coordinator_away(code) || is_transport(code)) && begin.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(100));
                }
                // A right that is missing looks like a coordinator that does not answer.
                _ => {
                    let group = self.names.group();
                    return Err(Failure::Unreachable(format!(
                        "the offsets of the consumer group '{group}' are not to be had ({error}): check the brokers, and \
                         that we have the ACL operation Read on Group '{group}'"
                    )));
                }
            }
        }
    }

    /// The numbers of the topic's partitions.
    ///
    /// # Errors
    /// When no broker says.
    pub fn partitions(&self) -> Result<Vec<i32>, Failure> {
        let metadata = self.consumer.fetch_metadata(Some(self.topic()), CALL).map_err(|error| self.unknown(&error))?;
        let partitions = metadata.topics().iter().flat_map(rdkafka::metadata::MetadataTopic::partitions);
        Ok(partitions.map(rdkafka::metadata::MetadataPartition::id).collect())
    }

    /// The first offset of a partition, and the one behind the last that is stable.
    ///
    /// # Errors
    /// When no broker says.
    pub fn bounds(&self, number: i32) -> Result<(Offset, Offset), Failure> {
        let bounds = self.consumer.fetch_watermarks(self.topic(), number, CALL);
        bounds.map(|(low, end)| (Offset(low), Offset(end))).map_err(|error| self.unknown(&error))
    }

    /// Makes sure that the partitions of which nothing is stored, each with its first offset, hold nothing that a
    /// forgotten redrive may have sent back.
    ///
    /// # Errors
    /// When they do, or no broker says.
    pub fn nothing_is_forgotten(&self, unknown: &[(i32, Offset)]) -> Result<(), Failure> {
        if unknown.is_empty() {
            return Ok(());
        }
        let retention = self.retention();
        let since = before(retention);
        let mut list = TopicPartitionList::new();
        for (number, _) in unknown {
            // The question takes a moment for an offset.
            let added = list.add_partition_offset(self.topic(), *number, KafkaOffset::Offset(since));
            added.expect("a moment after 1970 is a valid offset");
        }
        let found = self.consumer.offsets_for_times(list, CALL).map_err(|error| self.unknown(&error))?;
        let is_old = |(number, low): &&(i32, Offset)| {
            let first = found.find_partition(self.topic(), *number).map(|element| element.offset());
            first != Some(KafkaOffset::Offset(low.0))
        };
        let old: Vec<String> = unknown.iter().filter(is_old).map(|(number, _)| number.to_string()).collect();
        if old.is_empty() { Ok(()) } else { Err(self.forgotten(&old.join(", "), retention)) }
    }

    fn forgotten(&self, partitions: &str, retention: Duration) -> Failure {
        let (topic, group, brokers) = (self.topic(), self.names.group(), &self.config.kafka.brokers);
        let hours = retention.as_secs() / 3600;
        Failure::Settings(format!(
            "topic '{topic}' holds letters older than {hours} h in partition {partitions}, and nothing is known of \
             earlier redrives: Kafka forgets them after that time (offsets.retention.minutes), so letters might go back \
             a second time; say where to begin, then run this again: kafka-consumer-groups.sh --bootstrap-server \
             {brokers} --group {group} --topic {topic} --reset-offsets --to-earliest --execute (where none went back \
             before; else --to-datetime with the day of the last redrive)"
        ))
    }

    /// How long the brokers remember the offsets of a group without members.
    fn retention(&self) -> Duration {
        let minutes = self.retention_minutes().unwrap_or_else(|| {
            tracing::info!(
                "the brokers' offsets.retention.minutes cannot be read: Kafka's default of 7 days is assumed (ACL \
                 operation DescribeConfigs on Cluster)"
            );
            DEFAULT_RETENTION_MINUTES
        });
        Duration::from_secs(minutes.saturating_mul(60))
    }

    fn retention_minutes(&self) -> Option<u64> {
        let admin = topics::client(self.config).ok()?;
        let broker = self.consumer.fetch_metadata(Some(self.topic()), CALL).ok()?.brokers().first()?.id();
        topics::setting(&admin, &[ResourceSpecifier::Broker(broker)], "offsets.retention.minutes", CALL).pop()?
    }

    fn unknown(&self, error: &KafkaError) -> Failure {
        Failure::Unreachable(format!("topic '{}' cannot be looked at: {error}", self.topic()))
    }
}
