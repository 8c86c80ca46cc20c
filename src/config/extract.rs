//! How articles are read and how long one may take.

use std::num::NonZeroUsize;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::Problems;

/// `[extract]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExtractConfig {
    /// Extractor threads; 0 starts one a core that this process may use.
    pub workers: usize,
    /// Milliseconds that one article may take before it becomes a dead letter (`timeout`). At least 1.
    pub deadline_ms: u64,
    /// Bytes of the largest message value that is read; a larger one becomes a dead letter (`too_large`). At least 1.
    pub max_article_bytes: usize,
    /// Languages that are read, as ISO 639-1 codes; an article in another becomes a dead letter
    /// (`unsupported_language`). At least one.
    pub languages: Vec<String>,
    /// The least confidence of an event: less likely ones are left out of the record. From 0, which keeps all, to 1.
    pub min_confidence: f64,
}

impl Default for ExtractConfig {
    fn default() -> Self {
        Self {
            workers: 0,
            deadline_ms: 2000,
            max_article_bytes: 1_048_576,
            languages: vec!["en".to_owned()],
            min_confidence: 0.0,
        }
    }
}

impl ExtractConfig {
    /// The number of extractor threads: what is set, or one a core.
    #[must_use]
    pub fn worker_count(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            workers => workers,
        }
    }

    /// The time that one article may take.
    #[must_use]
    pub const fn deadline(&self) -> Duration {
        Duration::from_millis(self.deadline_ms)
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        self.threads_are_few_enough(problems);
        problems.expect_positive("extract.deadline_ms", self.deadline_ms, "millisecond");
        problems.expect_positive("extract.max_article_bytes", self.max_article_bytes as u64, "byte");
        self.languages_are_codes(problems);
        if !(0.0..=1.0).contains(&self.min_confidence) {
            let problem = format!("is {}, which is no probability", self.min_confidence);
            problems.add("extract.min_confidence", problem, "set it between 0, which keeps every event, and 1");
        }
    }

    fn threads_are_few_enough(&self, problems: &mut Problems) {
        const MOST: usize = 1024;
        if self.workers > MOST {
            problems.add(
                "extract.workers",
                format!("is {}, more threads than the {MOST} that are allowed", self.workers),
                "set it to the number of cores, or to 0 for one a core",
            );
        }
    }

    fn languages_are_codes(&self, problems: &mut Problems) {
        let key = "extract.languages";
        if self.languages.is_empty() {
            problems.add(key, "is empty", "name at least one language, such as \"en\"");
        }
        for language in &self.languages {
            if language.len() != 2 || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
                let problem = format!("holds {language:?}, which is no ISO 639-1 code");
                problems.add(key, problem, "write two lower-case letters, such as \"en\"");
            }
        }
    }
}
