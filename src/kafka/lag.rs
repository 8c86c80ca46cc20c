//! How far behind the group is: from the last stable offset and our own committed offset.
//!
//! librdkafka's own figure stays unknown under transactions, since their commits bypass its local state.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::topic_partition_list::Offset as KafkaOffset;

use super::consumer::ConsumerEvents;
use crate::pipeline::TopicPartition;

const CALL: Duration = Duration::from_secs(2);

/// The lag of one partition, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    /// Messages between the position and the last stable offset.
    pub records: i64,
    /// The last stable offset.
    pub end: i64,
}

/// Asks the broker for the end of each partition and compares it with where the group stands; with its beginning where
/// nothing is committed. Unknown ones are left out. Stops early at `until`.
#[must_use]
pub fn measure(
    consumer: &BaseConsumer<ConsumerEvents>,
    positions: &BTreeMap<TopicPartition, Option<i64>>,
    until: Instant,
) -> BTreeMap<TopicPartition, Lag> {
    let mut lags = BTreeMap::new();
    for (partition, position) in positions {
        if Instant::now() >= until {
            break;
        }
        let Ok((low, high)) = consumer.fetch_watermarks(&partition.topic, partition.partition, CALL) else { continue };
        let position = position.unwrap_or(low).max(low);
        lags.insert(partition.clone(), Lag { records: (high - position).max(0), end: high.max(position) });
    }
    lags
}

/// What the group has committed for these partitions; none where it has committed nothing.
#[must_use]
pub fn committed(
    consumer: &BaseConsumer<ConsumerEvents>,
    partitions: &[TopicPartition],
) -> BTreeMap<TopicPartition, Option<i64>> {
    let mut list = TopicPartitionList::new();
    for partition in partitions {
        list.add_partition(&partition.topic, partition.partition);
    }
    let Ok(found) = consumer.committed_offsets(list, CALL) else { return BTreeMap::new() };
    let offset = |offset| match offset {
        KafkaOffset::Offset(offset) => Some(offset),
        _ => None,
    };
    let named = |element: &rdkafka::topic_partition_list::TopicPartitionListElem<'_>| {
        (TopicPartition::new(element.topic(), element.partition()), offset(element.offset()))
    };
    found.elements().iter().map(named).collect()
}
