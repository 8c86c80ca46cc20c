//! What is wrong with the settings: every problem with its key, where it was set, and what to do.

use std::fmt;

/// One thing that is wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The key, dotted (`kafka.brokers`), or the file or variable that cannot be read at all.
    pub key: String,
    /// The file or environment variable that set it; none for a default.
    pub origin: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)?;
        if let Some(origin) = &self.origin {
            write!(f, " (set in {origin})")?;
        }
        write!(f, " {}: {}", self.problem, self.remedy)
    }
}

/// Everything that is wrong with the settings; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(Vec<ConfigError>);

impl ConfigErrors {
    /// The problems, files first, then keys section by section.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        self.0.iter()
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for ConfigErrors {}

/// Problems as they are found.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<ConfigError>);

impl Problems {
    /// `key` `problem`: `remedy`, as a sentence without its full stop.
    pub(super) fn add(&mut self, key: impl Into<String>, problem: impl Into<String>, remedy: impl Into<String>) {
        let error = ConfigError { key: key.into(), origin: None, problem: problem.into(), remedy: remedy.into() };
        self.0.push(error);
    }

    /// A problem with a value whose key may be overridden later, so that its origin is known only now.
    pub(super) fn add_in(
        &mut self,
        origin: impl Into<String>,
        key: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let (key, problem, remedy) = (key.into(), problem.into(), remedy.into());
        self.0.push(ConfigError { key, origin: Some(origin.into()), problem, remedy });
    }

    /// Refuses zero where it would mean that nothing ever happens.
    pub(super) fn expect_positive(&mut self, key: &str, value: u64, unit: &str) {
        if value == 0 {
            self.add(key, "is 0", format!("set it to 1 {unit} or more"));
        }
    }

    /// `value` where nothing is wrong, else all problems, each with its origin.
    pub(super) fn into_result<T>(self, value: T, origin: impl Fn(&str) -> Option<String>) -> Result<T, ConfigErrors> {
        if self.0.is_empty() {
            return Ok(value);
        }
        let mut errors = self.0;
        for error in &mut errors {
            error.origin = error.origin.take().or_else(|| origin(&error.key));
        }
        Err(ConfigErrors(errors))
    }
}
