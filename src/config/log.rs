//! What is logged, and how.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

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
        let parsed = EnvFilter::try_new(&self.level).map(drop).map_err(|error| error.to_string());
        if let Err(error) = parsed.and_then(|()| self.names_levels()) {
            problems.add(
                "log.level",
                format!("is {:?}, which is no filter ({error})", self.level),
                "write a level (error, warn, info, debug, trace) or pairs such as info,factwire::kafka=debug",
            );
        }
    }

    /// A word alone that is no level would be taken for the one target to log: nearly nothing would be.
    fn names_levels(&self) -> Result<(), String> {
        let level = |part: &str| {
            let name = part.rsplit('=').next().unwrap_or(part).trim();
            !name.is_empty() && name.parse::<LevelFilter>().is_ok()
        };
        let mut parts = self.level.split(',').filter(|part| !part.trim().is_empty());
        parts.find(|part| !level(part)).map_or(Ok(()), |part| Err(format!("{part:?} names no level")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_no_level_is_refused() {
        let names = |level: &str| LogConfig { level: level.to_owned(), ..LogConfig::default() }.names_levels().is_ok();
        for right in ["info", "WARN", "off", "info,factwire::kafka=debug", "librdkafka=off, info", "warn,"] {
            assert!(names(right), "{right}");
        }
        for wrong in ["infos", "inof=", "info,factwire:debug", "factwire", "info=wran"] {
            assert!(!names(wrong), "{wrong}");
        }
    }
}
