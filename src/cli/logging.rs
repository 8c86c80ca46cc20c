//! The log: to standard error, in the form and the detail that the settings ask for.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use super::{Exit, Failure, paint};
use crate::config::{LogConfig, LogFormat};

static JSON: OnceLock<bool> = OnceLock::new();

/// Whether the settings ask this process for a log of JSON that holds errors: then nothing else may stand between its
/// lines.
#[must_use]
pub fn takes_errors_as_json() -> bool {
    JSON.get() == Some(&true) && tracing::enabled!(tracing::Level::ERROR)
}

/// Starts logging for this process; what librdkafka says through the `log` crate is part of it.
///
/// # Errors
/// When the level is no filter, or logging was started before.
pub fn start(config: &LogConfig) -> Result<(), Failure> {
    let usage = |error: &dyn std::fmt::Display| Failure::new(Exit::Usage, format!("cannot start logging: {error}"));
    let filter = EnvFilter::try_new(&config.level).map_err(|error| usage(&error))?;
    let terminal = io::stderr().is_terminal();
    let json = match config.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !terminal,
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let started = if json {
        builder.json().flatten_event(true).with_current_span(false).finish().try_init()
    } else {
        builder.with_ansi(paint::wanted(terminal)).finish().try_init()
    };
    // One that was started before stays.
    _ = JSON.set(config.format == LogFormat::Json);
    started.map_err(|error| usage(&error))
}
