//! How much may be under way at a time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::Problems;

/// `[memory]`: above either limit partitions are paused until enough is committed. Messages that librdkafka has
/// fetched ahead come on top (`queued.max.messages.kbytes` in `kafka.consumer_properties`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MemoryConfig {
    /// Most bytes of input and output that are held between poll and commit. At least 1.
    pub max_inflight_bytes: usize,
    /// Most messages that are held between poll and commit. At least 1.
    pub max_inflight_records: usize,
}

impl Default for MemoryConfig {
    fn default() -> Self {
        Self { max_inflight_bytes: 134_217_728, max_inflight_records: 10_000 }
    }
}

impl MemoryConfig {
    pub(super) fn check(&self, problems: &mut Problems) {
        problems.expect_positive("memory.max_inflight_bytes", self.max_inflight_bytes as u64, "byte");
        problems.expect_positive("memory.max_inflight_records", self.max_inflight_records as u64, "record");
    }
}
