//! What a process uses of a cluster, by name: for the message about a right that is missing, or about a twin.
//!
//! Rule: a refusal names the ACL that would cure it, on the very resource.

use rdkafka::error::RDKafkaErrorCode as Code;

use super::error::Failure;
use crate::config::{Config, KafkaConfig};

/// What a process uses of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    group: String,
    transactional_id: String,
    inputs: String,
    outputs: String,
    /// Who else may have our transactional.id, and what to do about it.
    twin: &'static str,
}

impl Names {
    /// What the worker uses.
    #[must_use]
    pub fn of_worker(kafka: &KafkaConfig) -> Self {
        Self {
            group: kafka.group_id.clone(),
            transactional_id: kafka.transactional_id(),
            inputs: listed(&kafka.input_topics),
            outputs: format!("'{}' and Topic '{}'", kafka.output_topic, kafka.dead_letter_topic),
            twin: "a newer worker runs with it; give each worker a kafka.instance of its own",
        }
    }

    /// What a redrive uses: the worker's topics the other way round, and a group of its own.
    #[must_use]
    pub fn of_redrive(kafka: &KafkaConfig) -> Self {
        Self {
            group: kafka.redrive_id(),
            transactional_id: kafka.redrive_id(),
            inputs: format!("'{}'", kafka.dead_letter_topic),
            outputs: listed(&kafka.input_topics),
            twin: "another redrive of this group has taken over; let it come to its end",
        }
    }

    /// The consumer group.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// The failure of a process whose transactional.id another one has taken.
    #[must_use]
    pub fn fenced(&self) -> Failure {
        Failure::Fenced(format!("transactional.id '{}': {}", self.transactional_id, self.twin))
    }

    /// The failure behind a refusal, with the ACL that would cure it. `reading` tells topics that are read from those
    /// that are written.
    #[must_use]
    pub fn refused(&self, code: Code, reading: bool) -> Failure {
        let Self { group, transactional_id, inputs, outputs, .. } = self;
        Failure::Refused(match code {
            Code::TopicAuthorizationFailed if reading => format!(
                "not authorised to read: grant the ACL operation Read on Topic {inputs} (a missing topic looks the same \
                 without rights)"
            ),
            Code::TopicAuthorizationFailed => {
                format!("not authorised to write: grant the ACL operation Write on Topic {outputs}")
            }
            Code::GroupAuthorizationFailed => {
                format!("not authorised to use the consumer group: grant the ACL operation Read on Group '{group}'")
            }
            Code::TransactionalIdAuthorizationFailed => format!(
                "not authorised to use the transactional.id: grant the ACL operation Write on TransactionalId \
                 '{transactional_id}', or set kafka.delivery = \"at_least_once\""
            ),
            Code::ClusterAuthorizationFailed => {
                "not authorised on the cluster: grant the ACL operation IdempotentWrite on Cluster".to_owned()
            }
            Code::SSL => "the TLS handshake with the brokers failed: check security.protocol and the ssl.* properties \
                          in [kafka.properties]"
                .to_owned(),
            code => {
                format!(
                    "the brokers refuse our credentials ({code}): check the sasl.* properties in [kafka.properties]"
                )
            }
        })
    }
}

/// The failure behind a refusal of the worker under `config`, with the ACL that would cure it.
#[must_use]
pub fn refusal(config: &Config, code: Code, reading: bool) -> Failure {
    Names::of_worker(&config.kafka).refused(code, reading)
}

fn listed(topics: &[String]) -> String {
    topics.iter().map(|topic| format!("'{topic}'")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kafka() -> KafkaConfig {
        KafkaConfig { group_id: "g".to_owned(), instance: "1".to_owned(), ..KafkaConfig::default() }
    }

    #[test]
    fn a_refusal_names_the_acl() {
        let names = Names::of_worker(&kafka());
        let text = names.refused(Code::TransactionalIdAuthorizationFailed, false).to_string();
        assert!(text.contains("TransactionalId 'g-1'") && text.contains("Write"), "{text}");
        let text = names.refused(Code::TopicAuthorizationFailed, true).to_string();
        assert!(text.contains("Read") && text.contains("Topic 'articles.raw'"), "{text}");
    }

    #[test]
    fn a_redrive_reads_what_the_worker_writes_and_writes_what_it_reads() {
        let names = Names::of_redrive(&kafka());
        let text = names.refused(Code::TopicAuthorizationFailed, true).to_string();
        assert!(text.contains("Read") && text.contains("Topic 'articles.dead'"), "{text}");
        let text = names.refused(Code::TopicAuthorizationFailed, false).to_string();
        assert!(text.contains("Write") && text.contains("Topic 'articles.raw'"), "{text}");
        assert!(names.fenced().to_string().contains("'g-redrive'"));
    }
}
