//! What to do about an error: one table from librdkafka's codes to a decision.

use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

/// Why the worker cannot go on. Each ends the process with an exit status of its own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Kafka refuses us: a right is missing, a topic does not exist, a password is wrong.
    #[error("{0}")]
    Refused(String),
    /// No broker answers.
    #[error("kafka is unreachable: {0}")]
    Unreachable(String),
    /// Our client reaches no broker, and a new one does: the worker must start over.
    #[error("kafka is reachable, but not for this client: {0}")]
    Stranded(String),
    /// Another process uses the same transactional.id and has taken over.
    #[error("fenced: {0}")]
    Fenced(String),
    /// The clients cannot be made from these settings.
    #[error("{0}")]
    Settings(String),
    /// Delivery cannot go on for a reason that a restart may cure.
    #[error("{0}")]
    Broken(String),
}

/// What an error asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Make the same call again.
    Retry,
    /// Abort the transaction and produce the same messages again.
    Abort,
    /// Abort; one of the messages is not acceptable to the broker, now or later.
    Reject,
    /// The producer is of no more use: make a new one.
    Replace,
    /// Another producer has taken over our transactional.id, or the coordinator gave the transaction up.
    Fenced,
    /// A right is missing or the credentials are wrong.
    Refuse,
}

/// Why an operation of the producer did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{call}: {error}")]
pub struct Trouble {
    /// The call that failed.
    pub call: &'static str,
    /// What to do about it. Never [`Decision::Retry`]: that has been done.
    pub decision: Decision,
    /// What librdkafka said.
    pub error: String,
    /// librdkafka's code.
    pub code: Option<Code>,
    /// Whether the transaction's outcome was unknown for a moment.
    pub in_doubt: bool,
}

impl Trouble {
    /// What an error of librdkafka means for the call that it came from.
    #[must_use]
    pub fn new(call: &'static str, error: &KafkaError) -> Self {
        Self { call, decision: decide(error), error: describe(error), code: code(error), in_doubt: false }
    }

    /// A batch that has to be aborted before a call, for a reason of the worker's own: librdkafka has said nothing.
    #[must_use]
    pub fn aborting(call: &'static str, error: &str) -> Self {
        Self { call, decision: Decision::Abort, error: error.to_owned(), code: None, in_doubt: false }
    }
}

/// The code inside an error, if it has one.
#[must_use]
pub fn code(error: &KafkaError) -> Option<Code> {
    match error {
        KafkaError::Transaction(error) => Some(error.code()),
        error => error.rdkafka_error_code(),
    }
}

/// An error in words, without the value of a refused property: it may be a secret.
#[must_use]
pub fn describe(error: &KafkaError) -> String {
    match error {
        // librdkafka names the library that it was built without.
        KafkaError::ClientConfig(_, reason, key, _) if reason.contains("libcurl") => {
            format!("the property '{key}' needs libcurl, which no build of factwire has: use another mechanism")
        }
        KafkaError::ClientConfig(_, reason, key, _) if reason.contains("OpenSSL") => {
            format!("the property '{key}' needs TLS: {WITHOUT_TLS}")
        }
        KafkaError::ClientConfig(_, _, key, _) => {
            format!("librdkafka does not take the property '{key}': check its name and value in the settings")
        }
        KafkaError::ClientCreation(reason) if reason.contains("No provider for SASL mechanism GSSAPI") => {
            "sasl.mechanism is GSSAPI (Kerberos), librdkafka's default, which no build of factwire has: set it to \
             PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"
                .to_owned()
        }
        KafkaError::ClientCreation(reason) if reason.contains("No provider for SASL mechanism") => {
            format!("this sasl.mechanism needs TLS: {WITHOUT_TLS}")
        }
        error => error.to_string(),
    }
}

/// What to do about a build that lacks what the settings ask for.
const WITHOUT_TLS: &str = "this build of factwire has none; build it with `make release WITH=tls` (--features tls), or \
    with `WITH=tls-vendored` where OpenSSL's headers are not at hand";

/// Decides about the error of a producer's call.
#[must_use]
pub fn decide(error: &KafkaError) -> Decision {
    if let Some(decision) = code(error).and_then(decide_code) {
        return decision;
    }
    match error {
        KafkaError::Transaction(error) if error.is_fatal() => Decision::Replace,
        KafkaError::Transaction(error) if error.txn_requires_abort() => Decision::Abort,
        KafkaError::Transaction(error) if error.is_retriable() => Decision::Retry,
        KafkaError::Flush(Code::OperationTimedOut) => Decision::Retry,
        _ => Decision::Abort,
    }
}

/// Decides about a code whose meaning does not depend on the call.
#[must_use]
pub fn decide_code(code: Code) -> Option<Decision> {
    match code {
        Code::Fenced | Code::InvalidProducerEpoch => Some(Decision::Fenced),
        Code::MessageSizeTooLarge | Code::InvalidMessageSize | Code::MessageBatchTooLarge | Code::PolicyViolation => {
            Some(Decision::Reject)
        }
        Code::InvalidTimestamp | Code::InvalidRecord | Code::InvalidMessage => Some(Decision::Reject),
        code if is_refusal(code) => Some(Decision::Refuse),
        Code::Fatal => Some(Decision::Replace),
        _ => None,
    }
}

/// Whether a code says that we lack a right or that our credentials are wrong.
#[must_use]
pub const fn is_refusal(code: Code) -> bool {
    matches!(
        code,
        Code::TopicAuthorizationFailed
            | Code::GroupAuthorizationFailed
            | Code::ClusterAuthorizationFailed
            | Code::TransactionalIdAuthorizationFailed
            | Code::SaslAuthenticationFailed
            | Code::Authentication
            | Code::SSL
    )
}

/// Whether a code says that a connection broke, so that the outcome of a call under way is in doubt.
#[must_use]
pub const fn is_transport(code: Code) -> bool {
    matches!(
        code,
        Code::BrokerTransportFailure
            | Code::AllBrokersDown
            | Code::NetworkException
            | Code::RequestTimedOut
            | Code::OperationTimedOut
            | Code::Resolve
    )
}

/// Whether a code says that the group's coordinator moves or starts.
#[must_use]
pub const fn is_coordinator_away(code: Code) -> bool {
    matches!(
        code,
        Code::NotCoordinator
            | Code::CoordinatorNotAvailable
            | Code::CoordinatorLoadInProgress
            | Code::WaitingForCoordinator
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_meaning_that_was_seen_on_a_broker() {
        let decide = |code| decide(&KafkaError::MessageProduction(code));
        assert_eq!(decide(Code::InvalidProducerEpoch), Decision::Fenced);
        assert_eq!(decide(Code::MessageSizeTooLarge), Decision::Reject);
        assert_eq!(decide(Code::TopicAuthorizationFailed), Decision::Refuse);
        assert_eq!(decide(Code::MessageTimedOut), Decision::Abort);
        assert_eq!(super::decide(&KafkaError::Flush(Code::OperationTimedOut)), Decision::Retry);
    }
}
