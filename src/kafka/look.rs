//! Looks at Kafka with a client made for it, where the worker's own cannot tell.
//!
//! *Is it the brokers, or is it our client?* librdkafka drops every broker, those of `bootstrap.servers` too, when one
//! answers that there are none: a broker that starts or stops does, where it is the only one. The client then begins anew
//! with `bootstrap.servers`, but forgets to in a race (its issue 5301), and is of no use from there on. Only a new client
//! that does reach a broker tells such a client from brokers that are down.
//!
//! *Is there anything to read?* Transactions that were aborted stand in a partition and no consumer is given them, so that
//! offsets alone do not tell messages that nobody reads from messages that are none.

use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset as KafkaOffset, TopicPartitionList};

use super::settings::ClientSettings;
use crate::config::Config;
use crate::pipeline::TopicPartition;

/// Says nothing: whoever looks has said what is wrong.
struct Silent;

impl ClientContext for Silent {
    fn log(&self, _: RDKafkaLogLevel, _: &str, _: &str) {}
    fn error(&self, _: KafkaError, _: &str) {}
}

impl ConsumerContext for Silent {}

/// A client that joins no group and is told where a partition ends, with the rights of the worker.
fn client(config: &Config) -> Option<BaseConsumer<Silent>> {
    ClientSettings::new(config).lone_consumer(&config.kafka.group_id).create_with_context(Silent).ok()
}

/// Whether a new client with these settings is answered within `patience`.
#[must_use]
pub fn is_reachable_anew(config: &Config, patience: Duration) -> bool {
    client(config).is_some_and(|client| client.fetch_metadata(Some(&config.kafka.output_topic), patience).is_ok())
}

/// Whether a consumer would be given a message of `partition` from the offset `from` on; none where that is not known
/// within `patience`.
#[must_use]
pub fn holds_message(config: &Config, partition: &TopicPartition, from: i64, patience: Duration) -> Option<bool> {
    let until = Instant::now() + patience;
    let client = client(config)?;
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(&partition.topic, partition.partition, KafkaOffset::Offset(from)).ok()?;
    client.assign(&list).ok()?;
    loop {
        let left = until.checked_duration_since(Instant::now())?;
        match client.poll(left) {
            Some(Ok(_)) => return Some(true),
            Some(Err(KafkaError::PartitionEOF(_))) => return Some(false),
            Some(Err(_)) | None => {}
        }
    }
}
