//! The watch thread: measures lag, notices brokers that are away, a client that cannot find them any more, and partitions
//! that stand still.

use std::collections::BTreeMap;
use std::sync::Weak;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use rdkafka::consumer::{BaseConsumer, Consumer as _};

use super::progress::Progress;
use super::shared::{Shared, receive};
use crate::config::Config;
use crate::kafka::consumer::ConsumerEvents;
use crate::kafka::error::Failure;
use crate::kafka::lag::{self, Lag};
use crate::kafka::look;
use crate::metrics::wall_clock;
use crate::pipeline::TopicPartition;

/// How often it looks.
const INTERVAL: Duration = Duration::from_secs(2);
/// The longest that one look may take.
const LOOK: Duration = Duration::from_secs(5);
/// How long a partition with messages to read may stand still.
const STALLED: Duration = Duration::from_secs(300);

/// How long no broker has answered before a new client is asked whether it finds any.
const STRANDED: Duration = Duration::from_secs(15);

/// Looks every two seconds until `stop` is dropped.
pub fn run(shared: &Shared, config: &Config, consumer: &Weak<BaseConsumer<ConsumerEvents>>, stop: &Receiver<()>) {
    let mut answered = Instant::now();
    while let (Ok(None), Some(consumer)) = (receive(stop, INTERVAL), consumer.upgrade()) {
        let answers =
            || consumer.fetch_metadata(Some(&config.kafka.output_topic), LOOK).is_ok() || shared.is_stopping();
        let reachable = answers();
        look(shared, config, &consumer, reachable);
        if reachable {
            answered = Instant::now();
        } else if answered.elapsed() > STRANDED && look::is_reachable_anew(config, LOOK) && !answers() {
            shared.fail(Failure::Stranded(format!("it has reached no broker for {} s", answered.elapsed().as_secs())));
            return;
        }
    }
}

fn look(shared: &Shared, config: &Config, consumer: &BaseConsumer<ConsumerEvents>, reachable: bool) {
    shared.health.set_brokers_reachable(reachable);
    if !reachable {
        // Nothing can be known, and a restart would not bring the brokers back.
        shared.health.set_stalled(None);
        tell(shared, &BTreeMap::new());
        return;
    }
    learn_committed(shared, consumer);
    let positions = shared.progress(|progress| {
        progress.iter().map(|(partition, progress)| (partition.clone(), progress.position())).collect()
    });
    let lags = lag::measure(consumer, &positions, Instant::now() + LOOK);
    shared.health.set_stalled(tell(shared, &lags));
    look_behind(shared, config, &lags);
}

/// Finds out about one partition that seems to hold messages of which none has come for a while: they may all be those of
/// transactions that were aborted.
fn look_behind(shared: &Shared, config: &Config, lags: &BTreeMap<TopicPartition, Lag>) {
    let now = Instant::now();
    let doubtful = shared.progress(|progress| {
        let quiet = |(partition, Lag { records, end }): (&TopicPartition, &Lag)| {
            let progress = progress.get_mut(partition).filter(|progress| progress.is_doubtful(*records, now))?;
            progress.looked = now;
            Some((partition.clone(), end - records, *end))
        };
        lags.iter().find_map(quiet)
    });
    let Some((partition, from, end)) = doubtful else { return };
    if look::holds_message(config, &partition, from, LOOK) == Some(false) {
        shared.progress(|progress| {
            if let Some(progress) = progress.get_mut(&partition) {
                progress.empty_until = Some(end);
            }
        });
    }
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
            let Some(entry) = progress.get_mut(&partition).filter(|entry| entry.committed.is_none()) else { continue };
            entry.committed = committed;
            if let Some(committed) = committed {
                let labels = [&*partition.topic, &partition.partition.to_string()];
                shared.metrics.committed_offset.with_label_values(&labels).set(committed);
            }
        }
    });
}

/// Sets the lag of each assigned partition, or drops it where it is not known; says which one stands still. All under
/// one lock: the gauges of a partition that is revoked meanwhile would come back and stay.
fn tell(shared: &Shared, lags: &BTreeMap<TopicPartition, Lag>) -> Option<String> {
    let mut stalled = None;
    let (now, clock) = (Instant::now(), wall_clock());
    shared.progress(|progress| {
        for (partition, progress) in progress {
            let Some(Lag { records, .. }) = lags.get(partition) else {
                shared.metrics.forget_lag(&partition.topic, partition.partition);
                continue;
            };
            let labels = [&*partition.topic, &partition.partition.to_string()];
            shared.metrics.consumer_lag_records.with_label_values(&labels).set(*records);
            let seconds = &shared.metrics.consumer_lag_seconds;
            match progress.age(*records, clock) {
                Some(age) => seconds.with_label_values(&labels).set(age),
                // An error says that it was not known before either.
                None => _ = seconds.remove_label_values(&labels),
            }
            if !progress.has_work(*records) {
                progress.rest(now, clock);
            }
            let still = now.saturating_duration_since(progress.last_progress);
            if still > STALLED {
                stalled = Some(format!(
                    "{partition} has {records} messages to read and has stood still for {} s",
                    still.as_secs()
                ));
            }
        }
    });
    stalled
}
