//! What is logged, and how.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

use super::error::Problems;

/// `[log]`: the log goes to standard error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// What is logged, in tracing-subscriber's filter syntax: `warn`, or `info,factwire::kafka=debug`.
    pub level: String,
    /// How a line is written.
    pub format: LogFormat,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One JSON object a line, for log collectors.
    Json,
    /// For people.
    Text,
    /// Text on a terminal, JSON elsewhere.
    #[default]
    Auto,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Auto }
    }
}

impl LogConfig {
    pub(super) fn check(&self, problems: &mut Problems) {
        self.level_is_a_filter(problems);
    }

    fn level_is_a_filter(&self, problems: &mut Problems) {
        if let Err(error) = EnvFilter::try_new(&self.level) {
            problems.add(
                "log.level",
                format!("is {:?}, which is no filter ({error})", self.level),
                "write a level (error, warn, info, debug, trace) or pairs such as info,factwire::kafka=debug",
            );
        }
    }
}
