//! What librdkafka says, as lines of our log: each at its own level, and no oftener than somebody can read.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;

use super::error::is_transport;

/// How long connections that break are passed over in silence once one was told of: while brokers are away, each
/// client reports every attempt.
const SILENCE: Duration = Duration::from_secs(10);

/// Writes a line of librdkafka's own log.
pub(super) fn line(client: &str, level: RDKafkaLogLevel, facility: &str, message: &str) {
    use RDKafkaLogLevel::{Alert, Critical, Debug, Emerg, Error, Info, Notice, Warning};
    match level {
        Emerg | Alert | Critical | Error => tracing::error!(target: "librdkafka", client, "{facility}: {message}"),
        Warning => tracing::warn!(target: "librdkafka", client, "{facility}: {message}"),
        Notice | Info => tracing::info!(target: "librdkafka", client, "{facility}: {message}"),
        Debug => tracing::debug!(target: "librdkafka", client, "{facility}: {message}"),
    }
}

/// Errors that a client reports by itself.
pub(super) struct Errors {
    client: &'static str,
    told: Mutex<Option<Instant>>,
}

impl Errors {
    /// Those of `client`, none of which was told of.
    pub(super) const fn of(client: &'static str) -> Self {
        Self { client, told: Mutex::new(None) }
    }

    /// Writes one, but not each connection that breaks.
    pub(super) fn tell(&self, error: &KafkaError, reason: &str) {
        if !error.rdkafka_error_code().is_some_and(is_transport) {
            tracing::warn!(client = self.client, %error, reason, "kafka reports an error");
        } else if self.is_due(Instant::now()) {
            tracing::warn!(client = self.client, %error, reason, "a broker connection broke; others may go unmentioned");
        }
    }

    fn is_due(&self, now: Instant) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let due = told.is_none_or(|told| now.saturating_duration_since(told) >= SILENCE);
        if due {
            *told = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_of_and_then_none_for_a_while() {
        let errors = Errors::of("consumer");
        let begin = Instant::now();
        assert!(errors.is_due(begin) && !errors.is_due(begin + SILENCE / 2));
        assert!(errors.is_due(begin + SILENCE) && !errors.is_due(begin + SILENCE + SILENCE / 2));
    }
}
