//! How a command ends.

use std::io::{self, Write};
use std::process::ExitCode;

use super::logging;
use crate::config::ConfigErrors;

/// Exit statuses, for scripts and for whatever restarts the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All well.
    Ok = 0,
    /// Some articles failed; or standard output could not be written.
    SomeFailed = 1,
    /// Wrong usage or settings: a restart does not help.
    Usage = 2,
    /// Kafka is unreachable or refuses us.
    Kafka = 3,
    /// A newer instance has taken our place: a restart would take it back.
    Fenced = 4,
}

/// The statuses as `--help` shows them.
pub(super) const HELP: &str = "Exit status: 0 all well, 1 some articles failed, 2 wrong usage or settings, \
    3 Kafka is unreachable or refuses us, 4 fenced by a newer instance.";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command came to nothing: a status, and lines for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The status to end with.
    pub exit: Exit,
    /// What is wrong, one problem a line.
    pub message: String,
}

impl Failure {
    /// A failure for a reason that can be said in a line.
    #[must_use]
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// Says on standard error what is wrong, in the log where that is JSON; what is left is the status.
    #[must_use]
    pub fn tell(self) -> Exit {
        if logging::takes_errors_as_json() {
            let status = self.exit as u8;
            self.message.lines().for_each(|line| tracing::error!(error = line, status, "factwire ends"));
            return self.exit;
        }
        let lines: String = self.message.lines().map(|line| format!("factwire: {line}\n")).collect();
        // Nobody is left to tell where standard error is closed.
        _ = io::stderr().write_all(lines.as_bytes());
        self.exit
    }
}

impl From<ConfigErrors> for Failure {
    fn from(errors: ConfigErrors) -> Self {
        Self::new(Exit::Usage, errors.to_string())
    }
}

/// What a failed write to standard output means: a reader that has seen enough (`head`) is none of our business.
///
/// # Errors
/// Any other failure: a full disk.
pub(super) fn after_write(result: io::Result<()>, exit: Exit) -> Result<Exit, Failure> {
    match result {
        Ok(()) => Ok(exit),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(exit),
        Err(error) => Err(Failure::new(Exit::SomeFailed, format!("cannot write to standard output: {error}"))),
    }
}
