//! From the worker's settings to librdkafka's.
//!
//! The user's own properties come first and ours after them where delivery depends on ours; `config` refuses the user's
//! there, so nothing is overridden silently.

use std::time::Duration;

use rdkafka::ClientConfig;

use super::producer::RETRY_BACKOFF_MS;
use crate::config::{Config, Delivery, Properties};

/// How long a transaction may stay open before the coordinator aborts it, unless the user's properties say otherwise.
const TRANSACTION_TIMEOUT_MS: &str = "15000";
/// How long the group waits for a member that says nothing before its partitions go to others, unless the user's
/// properties say otherwise: librdkafka's 45 s are a long time to stand still after a crash.
const SESSION_TIMEOUT_MS: &str = "10000";

/// What a single Kafka client of this worker is made from.
#[derive(Clone, Debug)]
pub struct ClientSettings<'a> {
    config: &'a Config,
}

impl<'a> ClientSettings<'a> {
    /// The clients' settings under `config`.
    #[must_use]
    pub const fn new(config: &'a Config) -> Self {
        Self { config }
    }

    /// Settings that every client shares.
    #[must_use]
    pub fn common(&self) -> ClientConfig {
        let mut client = self.base();
        apply(&mut client, &self.config.kafka.properties);
        client
    }

    /// The worker's own defaults for every client, before the user's properties.
    fn base(&self) -> ClientConfig {
        let kafka = &self.config.kafka;
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", &kafka.brokers);
        client.set("client.id", format!("factwire-{}", kafka.instance()));
        // A broker that comes back is found within a second instead of ten.
        client.set("reconnect.backoff.max.ms", "1000");
        client.set("topic.metadata.refresh.interval.ms", "30000");
        // Looking at a topic that does not exist must not make it.
        client.set("allow.auto.create.topics", "false");
        client
    }

    /// Settings of the consumer.
    #[must_use]
    pub fn consumer(&self) -> ClientConfig {
        let kafka = &self.config.kafka;
        let mut client = self.base();
        client.set("auto.offset.reset", "earliest");
        // The prefetch counts against no budget, so it is small; librdkafka stalls when it is full unless told to look
        // again soon.
        client.set("queued.max.messages.kbytes", "16384");
        client.set("fetch.queue.backoff.ms", "10");
        client.set("fetch.wait.max.ms", "100");
        client.set("statistics.interval.ms", "0");
        apply(&mut client, &kafka.properties);
        apply(&mut client, &kafka.consumer_properties);
        // With group.protocol=consumer the broker decides all three, and librdkafka refuses to be told.
        if client.get("group.protocol") != Some("consumer") {
            client.set("partition.assignment.strategy", "cooperative-sticky");
            keep_session(&mut client);
        }
        client.set("group.id", &kafka.group_id);
        client.set("enable.auto.commit", "false");
        client.set("enable.auto.offset.store", "false");
        client.set("isolation.level", "read_committed");
        client
    }

    /// Settings of a consumer that joins no group, and sees where a partition ends. `group` is whose offsets it reads and
    /// commits.
    #[must_use]
    pub fn lone_consumer(&self, group: &str) -> ClientConfig {
        let mut client = self.consumer();
        client.set("group.id", group);
        client.set("enable.partition.eof", "true");
        // A letter that goes while we read is no reason to skip those behind it.
        client.set("auto.offset.reset", "earliest");
        // Offsets in the name of a static member are refused to who is none.
        client.remove("group.instance.id");
        client
    }

    /// Settings of the producer of a redrive: all redrives of a group share one transactional.id, so that a second one
    /// ends the first.
    #[must_use]
    pub fn redrive_producer(&self, max_batch_bytes: usize) -> ClientConfig {
        let mut client = self.producer(max_batch_bytes);
        if self.config.kafka.delivery == Delivery::ExactlyOnce {
            client.set("transactional.id", self.config.kafka.redrive_id());
        }
        client
    }

    /// Settings of the producer. `max_batch_bytes` is the smallest `max.message.bytes` among its topics: the broker
    /// counts a whole batch against it.
    #[must_use]
    pub fn producer(&self, max_batch_bytes: usize) -> ClientConfig {
        let kafka = &self.config.kafka;
        let mut client = self.base();
        client.set("linger.ms", "0");
        client.set("retry.backoff.ms", RETRY_BACKOFF_MS.to_string());
        client.set("compression.type", "lz4");
        client.set("queue.buffering.max.messages", "100000");
        client.set("queue.buffering.max.kbytes", "1048576");
        client.set("statistics.interval.ms", "5000");
        apply(&mut client, &kafka.properties);
        apply(&mut client, &kafka.producer_properties);
        client.set("batch.size", (max_batch_bytes * 9 / 10).clamp(1, 1_000_000).to_string());
        // Sizes are checked against the topic before a message is sent, so the client's own limit must not come first.
        client.set("message.max.bytes", "1000000000");
        client.set("partitioner", "murmur2_random");
        client.set("enable.idempotence", "true");
        if kafka.delivery == Delivery::ExactlyOnce {
            client.set("transactional.id", kafka.transactional_id());
            if client.get("transaction.timeout.ms").is_none() {
                client.set("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS);
            }
        } else if client.get("message.timeout.ms").is_none() {
            // As long as a transaction would have; a batch that fails is sent again.
            client.set("message.timeout.ms", TRANSACTION_TIMEOUT_MS);
        }
        client
    }
}

/// How long the coordinator lets a transaction of a client with these settings stay open.
#[must_use]
pub fn transaction_timeout(client: &ClientConfig) -> Duration {
    let millis = client.get("transaction.timeout.ms").and_then(|millis| millis.parse().ok());
    // librdkafka's own default.
    Duration::from_millis(millis.unwrap_or(60_000))
}

/// Sets the session timeout unless the user has, and a heartbeat that goes with it: three to a session, so that one may
/// be lost, and librdkafka's own every 3 s at the most.
fn keep_session(client: &mut ClientConfig) {
    const MAX_HEARTBEAT_MS: u32 = 3_000;
    if client.get("session.timeout.ms").is_none() {
        client.set("session.timeout.ms", SESSION_TIMEOUT_MS);
    }
    let session = client.get("session.timeout.ms").and_then(|millis| millis.parse::<u32>().ok());
    if let (None, Some(session)) = (client.get("heartbeat.interval.ms"), session) {
        client.set("heartbeat.interval.ms", (session / 3).clamp(1, MAX_HEARTBEAT_MS).to_string());
    }
}

fn apply(client: &mut ClientConfig, properties: &Properties) {
    for (key, value) in properties.iter() {
        client.set(key, value.expose());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the consumer gets under these properties of both clients and of the consumer.
    fn consumer(both: &[(&str, &str)], own: &[(&str, &str)], name: &str) -> Option<String> {
        let mut config = Config::default();
        both.iter().for_each(|(name, value)| config.kafka.properties.insert(*name, *value));
        own.iter().for_each(|(name, value)| config.kafka.consumer_properties.insert(*name, *value));
        ClientSettings::new(&config).consumer().get(name).map(str::to_owned)
    }

    #[test]
    fn a_member_that_dies_is_missed_within_ten_seconds() {
        assert_eq!(consumer(&[], &[], "session.timeout.ms").as_deref(), Some("10000"));
        assert_eq!(consumer(&[], &[], "heartbeat.interval.ms").as_deref(), Some("3000"));
    }

    #[test]
    fn the_users_session_wins_and_the_heartbeat_follows_it() {
        let (session, heartbeat) = ("session.timeout.ms", "heartbeat.interval.ms");
        assert_eq!(consumer(&[(session, "45000")], &[], session).as_deref(), Some("45000"));
        assert_eq!(consumer(&[(session, "45000")], &[], heartbeat).as_deref(), Some("3000"));
        assert_eq!(consumer(&[], &[(session, "6000")], heartbeat).as_deref(), Some("2000"));
        assert_eq!(consumer(&[(heartbeat, "500")], &[(session, "6000")], heartbeat).as_deref(), Some("500"));
    }

    #[test]
    fn the_new_group_protocol_is_told_nothing_that_the_broker_decides() {
        for name in ["session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy"] {
            assert_eq!(consumer(&[("group.protocol", "consumer")], &[], name), None, "{name}");
        }
    }

    #[test]
    fn properties_of_both_clients_win_over_our_defaults_and_those_of_one_over_them() {
        let reset = "auto.offset.reset";
        assert_eq!(consumer(&[], &[], reset).as_deref(), Some("earliest"));
        assert_eq!(consumer(&[(reset, "latest")], &[], reset).as_deref(), Some("latest"));
        assert_eq!(consumer(&[(reset, "latest")], &[(reset, "error")], reset).as_deref(), Some("error"));
        let mut config = Config::default();
        config.kafka.properties.insert("linger.ms", "7");
        assert_eq!(ClientSettings::new(&config).producer(1_000).get("linger.ms"), Some("7"));
    }
}
