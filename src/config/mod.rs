//! The settings: one struct a section, each with its defaults and its rules.
//!
//! Values come from the defaults, then TOML files in order, then environment variables `FACTWIRE_<SECTION>__<KEY>`.
//! Rule: everything that is wrong is found in one go and said at once, each with its key, where it was set, and what to
//! do about it; and no message, whatever goes wrong, shows a secret.

mod batch;
mod error;
mod extract;
mod http;
mod kafka;
mod layers;
mod log;
mod memory;
mod poison;
mod properties;
mod shutdown;

use std::ffi::OsString;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use batch::BatchConfig;
pub use error::{ConfigError, ConfigErrors};
pub use extract::ExtractConfig;
pub use http::HttpConfig;
pub use kafka::{Delivery, KafkaConfig};
pub use log::{LogConfig, LogFormat};
pub use memory::MemoryConfig;
pub use poison::PoisonConfig;
pub use properties::{Properties, Property};
pub use shutdown::ShutdownConfig;

use error::Problems;
use layers::Layers;

/// All settings of a worker. Every key has a default that works with a broker on this machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Brokers, group, topics, delivery, and what is passed to librdkafka.
    pub kafka: KafkaConfig,
    /// How articles are read and how long one may take.
    pub extract: ExtractConfig,
    /// When a transaction closes: at the first of the three limits.
    pub batch: BatchConfig,
    /// How much may be under way before the worker stops taking messages.
    pub memory: MemoryConfig,
    /// Articles that take the process down.
    pub poison: PoisonConfig,
    /// Health and metrics pages.
    pub http: HttpConfig,
    /// What is logged, and how.
    pub log: LogConfig,
    /// How the worker stops.
    pub shutdown: ShutdownConfig,
}

impl Config {
    /// The settings of the defaults, then `files` in order, then the environment of this process.
    ///
    /// # Errors
    /// Everything that is wrong with files, variables and values, at once.
    pub fn load(files: &[PathBuf]) -> Result<Self, ConfigErrors> {
        Self::load_from(files, std::env::vars_os())
    }

    /// [`Config::load`] with an environment of the caller's own.
    ///
    /// # Errors
    /// Everything that is wrong with files, variables and values, at once.
    pub fn load_from(
        files: &[PathBuf],
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigErrors> {
        let mut problems = Problems::default();
        let mut layers = Layers::default();
        for file in files {
            layers.add_file(file, &mut problems);
        }
        layers.add_environment(environment, &mut problems);
        let mut config = Self {
            kafka: layers.section("kafka", &mut problems),
            extract: layers.section("extract", &mut problems),
            batch: layers.section("batch", &mut problems),
            memory: layers.section("memory", &mut problems),
            poison: layers.section("poison", &mut problems),
            http: layers.section("http", &mut problems),
            log: layers.section("log", &mut problems),
            shutdown: layers.section("shutdown", &mut problems),
        };
        config.kafka.properties = layers.properties("properties", &mut problems);
        config.kafka.consumer_properties = layers.properties("consumer_properties", &mut problems);
        config.kafka.producer_properties = layers.properties("producer_properties", &mut problems);
        config.check(&mut problems);
        problems.into_result(config, |key| layers.origin(key))
    }

    /// Checks every rule that a value alone, or two values together, must keep. [`Config::load`] does this; call it for
    /// settings that were made in code.
    ///
    /// # Errors
    /// Every rule that is broken, at once.
    pub fn validate(&self) -> Result<(), ConfigErrors> {
        let mut problems = Problems::default();
        self.check(&mut problems);
        problems.into_result((), |_| None)
    }

    fn check(&self, problems: &mut Problems) {
        self.kafka.check(problems);
        self.extract.check(problems);
        self.batch.check(problems);
        self.memory.check(problems);
        self.poison.check(problems);
        self.http.check(problems);
        self.log.check(problems);
        self.drain_ends_before_the_member_is_evicted(problems);
    }

    /// A member that does not poll for `max.poll.interval.ms` loses its partitions, and with them the batch that it
    /// was draining.
    fn drain_ends_before_the_member_is_evicted(&self, problems: &mut Problems) {
        const LIBRDKAFKA_DEFAULT_MS: u64 = 300_000;
        let interval =
            self.kafka.consumer_property("max.poll.interval.ms").map_or(Some(LIBRDKAFKA_DEFAULT_MS), |set| {
                set.expose().parse().ok() // anything else is librdkafka's to refuse
            });
        if let Some(interval) = interval.filter(|interval| self.shutdown.drain_ms >= *interval) {
            problems.add(
                "shutdown.drain_ms",
                format!("is not below the consumer's max.poll.interval.ms ({interval})"),
                "lower shutdown.drain_ms or raise max.poll.interval.ms in kafka.consumer_properties",
            );
        }
    }
}

#[cfg(test)]
mod tests;
