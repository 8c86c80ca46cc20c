//! The watch thread: measures lag, notices brokers that are away and partitions that stand still.

use std::collections::BTreeMap;
use std::sync::Weak;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use rdkafka::consumer::{BaseConsumer, Consumer as _};

use super::shared::{Progress, Shared, receive, wall_clock};
use crate::kafka::consumer::ConsumerEvents;
use crate::kafka::lag::{self, Lag};
use crate::pipeline::TopicPartition;

/// How often it looks.
const INTERVAL: Duration = Duration::from_secs(2);
/// The longest that one look may take.
const LOOK: Duration = Duration::from_secs(5);
/// How long a partition with messages to read may stand still.
const STALLED: Duration = Duration::from_secs(300);

/// Looks every two seconds until `stop` is dropped. Asks for `topic` to see whether any broker answers.
pub fn run(shared: &Shared, consumer: &Weak<BaseConsumer<ConsumerEvents>>, topic: &str, stop: &Receiver<()>) {
    while let (Ok(None), Some(consumer)) = (receive(stop, INTERVAL), consumer.upgrade()) {
        look(shared, &consumer, topic);
    }
}

fn look(shared: &Shared, consumer: &BaseConsumer<ConsumerEvents>, topic: &str) {
    let reachable = consumer.fetch_metadata(Some(topic), LOOK).is_ok() || shared.is_stopping();
    shared.health.set_brokers_reachable(reachable);
    if !reachable {
        // Nothing can be known, and a restart would not bring the brokers back.
        shared.health.set_stalled(None);
        return;
    }
    learn_committed(shared, consumer);
    let progress = shared.progress(|progress| progress.clone());
    let committed = progress.iter().map(|(partition, progress)| (partition.clone(), progress.committed)).collect();
    let lags = lag::measure(consumer, &committed, Instant::now() + LOOK);
    tell(shared, &progress, &lags);
}

/// Asks the group for the committed offsets of partitions from which nothing was delivered yet.
fn learn_committed(shared: &Shared, consumer: &BaseConsumer<ConsumerEvents>) {
    let unknown =
        |(partition, progress): (&TopicPartition, &Progress)| progress.committed.is_none().then(|| partition.clone());
    let unknown: Vec<TopicPartition> = shared.progress(|progress| progress.iter().filter_map(unknown).collect());
    if unknown.is_empty() {
        return;
    }
    let found = lag::committed(consumer, &unknown);
    shared.progress(|progress| {
        for (partition, committed) in found {
            if let Some(entry) = progress.get_mut(&partition) {
                entry.committed = entry.committed.or(committed);
            }
        }
    });
}

fn tell(shared: &Shared, progress: &BTreeMap<TopicPartition, Progress>, lags: &BTreeMap<TopicPartition, Lag>) {
    let mut stalled = None;
    for (partition, Lag { records }) in lags {
        let Some(progress) = progress.get(partition) else { continue };
        let labels = [&*partition.topic, &partition.partition.to_string()];
        let metrics = &shared.metrics;
        metrics.consumer_lag_records.with_label_values(&labels).set(*records);
        let behind = match (records, progress.last_timestamp) {
            // Transaction markers at the end of the input count as a lag of one.
            (0 | 1, _) => Some(0.0),
            (_, Some(timestamp)) => Some((wall_clock() - timestamp as f64 / 1e3).max(0.0)),
            (_, None) => None,
        };
        if let Some(behind) = behind {
            metrics.consumer_lag_seconds.with_label_values(&labels).set(behind);
        }
        let still = progress.last_progress.elapsed();
        if *records > 1 && still > STALLED {
            stalled = Some(format!(
                "{partition} has {records} messages to read and has stood still for {} s",
                still.as_secs()
            ));
        }
    }
    shared.health.set_stalled(stalled);
}
