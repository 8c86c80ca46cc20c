//! A client that will never find a broker again, though there are some.
//!
//! librdkafka drops every broker, those of `bootstrap.servers` too, when one answers that there are none: a broker that
//! starts or stops does, where it is the only one. The client then begins anew with `bootstrap.servers`, but forgets to in
//! a race (its issue 5301), and is of no use from there on. Rule: only a new client that does reach a broker tells such a
//! client from brokers that are down.

use std::time::Duration;

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaError;

use super::settings::ClientSettings;
use crate::config::Config;

/// Says nothing: that brokers are down has been said.
struct Silent;

impl ClientContext for Silent {
    fn log(&self, _: RDKafkaLogLevel, _: &str, _: &str) {}
    fn error(&self, _: KafkaError, _: &str) {}
}

impl ConsumerContext for Silent {}

/// Whether a new client with these settings is answered within `patience`.
#[must_use]
pub fn is_reachable_anew(config: &Config, patience: Duration) -> bool {
    let client = ClientSettings::new(config).consumer().create_with_context::<_, BaseConsumer<Silent>>(Silent);
    client.is_ok_and(|client| client.fetch_metadata(Some(&config.kafka.output_topic), patience).is_ok())
}
