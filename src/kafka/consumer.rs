//! The consumer's callbacks, rebalances and errors, handed to whoever listens; and messages, taken out of the client.
//!
//! librdkafka calls them from inside `poll`, so they run on the poll thread. A revocation returns only when nothing of
//! what is taken away can be committed any more: a batch that outlives it would be committed twice.

use std::sync::Arc;
use std::time::Duration;

use rdkafka::TopicPartitionList;
use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::{BorrowedMessage, Headers as _, Message as _};
use rdkafka::util::Timeout;

use super::error::{Failure, describe, is_refusal};
use super::producer::count;
use super::said::{self, Errors};
use crate::metrics::Metrics;
use crate::pipeline::{Header, Message, Position, TopicPartition};

/// Who is told of rebalances.
pub trait RebalanceListener: Send + Sync {
    /// Before the first message of these partitions.
    fn assigned(&self, partitions: Vec<TopicPartition>);
    /// Before they go to another member, or, when `lost`, after they have. Returns when nothing of them can be
    /// committed any more.
    fn revoked(&self, partitions: Vec<TopicPartition>, lost: bool);
    /// Whether newly assigned partitions are to be paused.
    fn is_paused(&self) -> bool;
    /// Kafka refuses the consumer.
    fn refused(&self, code: Code, reason: &str);
}

/// The context of the consumer.
pub struct ConsumerEvents {
    listener: Arc<dyn RebalanceListener>,
    metrics: Arc<Metrics>,
    errors: Errors,
}

/// A consumer of the group, not yet subscribed.
///
/// # Errors
/// When librdkafka refuses the settings.
pub fn connect(
    client: &ClientConfig,
    listener: Arc<dyn RebalanceListener>,
    metrics: Arc<Metrics>,
) -> Result<BaseConsumer<ConsumerEvents>, Failure> {
    let events = ConsumerEvents { listener, metrics, errors: Errors::of("consumer") };
    client
        .create_with_context(events)
        .map_err(|error| Failure::Settings(format!("cannot make the consumer: {}", describe(&error))))
}

impl ConsumerEvents {
    /// Who is told of rebalances.
    #[must_use]
    pub fn listener(&self) -> &dyn RebalanceListener {
        &*self.listener
    }
}

impl ClientContext for ConsumerEvents {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        said::line("consumer", level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let code = error.rdkafka_error_code();
        if code == Some(Code::PartitionEOF) {
            // Somebody asked to be told.
            return;
        }
        count(&self.metrics, "consumer", code);
        match code {
            Some(code) if is_refusal(code) => self.listener.refused(code, reason),
            _ => {}
        }
        self.errors.tell(&error, reason);
    }
}

impl ConsumerContext for ConsumerEvents {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        match rebalance {
            Rebalance::Assign(partitions) => self.listener.assigned(named(partitions)),
            Rebalance::Revoke(partitions) => self.listener.revoked(named(partitions), consumer.assignment_lost()),
            Rebalance::Error(error) => {
                tracing::warn!(%error, "a rebalance failed: everything assigned is given back");
                let assigned = consumer.assignment().map(|partitions| named(&partitions)).unwrap_or_default();
                self.listener.revoked(assigned, true);
            }
        }
    }

    fn post_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Assign(partitions) = rebalance
            && self.listener.is_paused()
            && let Err(error) = consumer.pause(partitions)
        {
            tracing::warn!(%error, "newly assigned partitions could not be paused");
        }
    }

    fn main_queue_min_poll_interval(&self) -> Timeout {
        Timeout::After(Duration::from_millis(100))
    }
}

/// A message of the client's as one of our own, which stands at `position`.
#[must_use]
pub fn detach(message: &BorrowedMessage<'_>, position: Position) -> Message {
    let owned = |header: rdkafka::message::Header<'_, &[u8]>| Header {
        name: header.key.to_owned(),
        value: header.value.map(<[u8]>::to_vec),
    };
    Message {
        position,
        key: message.key().map(<[u8]>::to_vec),
        value: message.payload().map(<[u8]>::to_vec),
        headers: message.headers().map(|headers| headers.iter().map(owned).collect()).unwrap_or_default(),
        timestamp: message.timestamp().to_millis(),
    }
}

fn named(partitions: &TopicPartitionList) -> Vec<TopicPartition> {
    partitions.elements().iter().map(|element| TopicPartition::new(element.topic(), element.partition())).collect()
}
