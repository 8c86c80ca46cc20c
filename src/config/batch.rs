//! When a transaction closes.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::Problems;

/// `[batch]`: a transaction closes at the first of these limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BatchConfig {
    /// Most input messages in a transaction. At least 1.
    pub max_records: usize,
    /// Most bytes of output in a transaction; a single larger record still goes out, alone. At least 1.
    pub max_bytes: usize,
    /// Milliseconds that the oldest finished article waits for others to join it; 0 sends what is there.
    pub max_wait_ms: u64,
}

impl Default for BatchConfig {
    fn default() -> Self {
        Self { max_records: 1000, max_bytes: 4_194_304, max_wait_ms: 100 }
    }
}

impl BatchConfig {
    /// How long the oldest finished article waits for others to join it.
    #[must_use]
    pub const fn max_wait(&self) -> Duration {
        Duration::from_millis(self.max_wait_ms)
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        problems.expect_positive("batch.max_records", self.max_records as u64, "record");
        problems.expect_positive("batch.max_bytes", self.max_bytes as u64, "byte");
    }
}
