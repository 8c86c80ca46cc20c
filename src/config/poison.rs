//! Articles that take the process down, and where they are remembered.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::KafkaConfig;
use super::error::Problems;

/// `[poison]`: a crash (stack overflow, out of memory) cannot be caught, so attempts are counted across restarts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PoisonConfig {
    /// Times that an article may take the process down before it becomes a dead letter (`panic`). At least 1.
    pub max_attempts: u32,
    /// The file that keeps the attempts across restarts. Empty: a file named for the transactional id, in
    /// `$STATE_DIRECTORY`, else `$XDG_STATE_HOME/factwire`, else `~/.local/state/factwire`, else the directory for
    /// temporary files.
    pub attempts_path: String,
}

impl Default for PoisonConfig {
    fn default() -> Self {
        Self { max_attempts: 3, attempts_path: String::new() }
    }
}

impl PoisonConfig {
    /// The file that keeps the attempts across restarts: what is set, else derived. No two members share it.
    #[must_use]
    pub fn attempts_path(&self, kafka: &KafkaConfig) -> PathBuf {
        self.attempts_path_in(kafka, |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from))
    }

    fn attempts_path_in(&self, kafka: &KafkaConfig, variable: impl Fn(&str) -> Option<PathBuf>) -> PathBuf {
        if !self.attempts_path.is_empty() {
            return PathBuf::from(&self.attempts_path);
        }
        // systemd lists several directories with a colon between them; the first is the unit's own.
        let systemd = variable("STATE_DIRECTORY")
            .and_then(|list| list.to_str().and_then(|list| list.split(':').next()).map(PathBuf::from));
        let directory = systemd
            .or_else(|| variable("XDG_STATE_HOME").map(|state| state.join("factwire")))
            .or_else(|| variable("HOME").map(|home| home.join(".local/state/factwire")))
            .unwrap_or_else(|| std::env::temp_dir().join("factwire"));
        directory.join(format!("{}.attempts", file_name(&kafka.transactional_id())))
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        problems.expect_positive("poison.max_attempts", u64::from(self.max_attempts), "attempt");
    }
}

/// `id` with every character that is odd in a file name written as `%` and its bytes in hexadecimal, so that two ids
/// never share a file.
fn file_name(id: &str) -> String {
    id.bytes().fold(String::with_capacity(id.len()), |mut name, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            b'.' if !name.is_empty() => name.push('.'),
            odd => name.push_str(&format!("%{odd:02X}")),
        }
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(set: &str, environment: &[(&str, &str)]) -> PathBuf {
        let config = PoisonConfig { attempts_path: set.to_owned(), ..PoisonConfig::default() };
        let kafka = KafkaConfig { instance: "pod/0".to_owned(), ..KafkaConfig::default() };
        config.attempts_path_in(&kafka, |name| {
            environment.iter().find(|(known, _)| *known == name).map(|(_, value)| PathBuf::from(value))
        })
    }

    #[test]
    fn what_is_set_wins() {
        assert_eq!(derived("/x/y", &[("HOME", "/home/a")]), PathBuf::from("/x/y"));
    }

    #[test]
    fn the_state_directory_is_found_in_order() {
        let home = ("HOME", "/home/a");
        let xdg = ("XDG_STATE_HOME", "/state");
        let systemd = ("STATE_DIRECTORY", "/var/lib/factwire:/var/lib/other");
        let file = "factwire-pod%2F0.attempts";
        assert_eq!(derived("", &[home, xdg, systemd]), PathBuf::from("/var/lib/factwire").join(file));
        assert_eq!(derived("", &[home, xdg]), PathBuf::from("/state/factwire").join(file));
        assert_eq!(derived("", &[home]), PathBuf::from("/home/a/.local/state/factwire").join(file));
        assert_eq!(derived("", &[]), std::env::temp_dir().join("factwire").join(file));
    }

    #[test]
    fn a_file_name_stays_in_its_directory() {
        assert_eq!(file_name("../x"), "%2E.%2Fx");
        assert_ne!(file_name("a/b"), file_name("a_b"));
    }
}
