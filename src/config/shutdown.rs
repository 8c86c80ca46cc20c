//! How the worker stops.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[shutdown]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ShutdownConfig {
    /// Milliseconds to finish what is under way, at a stop signal and when partitions are taken away; what is not
    /// finished by then is left uncommitted and read again by whoever gets the partition. Below the consumer's
    /// `max.poll.interval.ms`, and below the grace period of whatever stops the process.
    pub drain_ms: u64,
}

impl Default for ShutdownConfig {
    fn default() -> Self {
        Self { drain_ms: 20_000 }
    }
}

impl ShutdownConfig {
    /// The time to finish what is under way.
    #[must_use]
    pub const fn drain(&self) -> Duration {
        Duration::from_millis(self.drain_ms)
    }
}
