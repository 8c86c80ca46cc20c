//! The topics: that they exist, that we may use them, and how large a message they take.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::{ClientContext, DefaultClientContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::producer::{BaseProducer, DeliveryResult, Producer as _, ProducerContext};

use super::delivery::refusal;
use super::error::{Failure, describe, is_refusal};
use super::settings::ClientSettings;
use crate::config::Config;

/// Kafka's default `max.message.bytes`, for topics whose settings we may not read.
const DEFAULT_MAX_MESSAGE_BYTES: usize = 1_048_588;
const CALL: Duration = Duration::from_secs(5);
const STEP: Duration = Duration::from_secs(1);

/// What the worker needs to know of the topics that it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicLimits {
    /// `max.message.bytes` of the output topic.
    pub output: usize,
    /// `max.message.bytes` of the dead-letter topic.
    pub dead_letter: usize,
}

impl Default for TopicLimits {
    fn default() -> Self {
        Self { output: DEFAULT_MAX_MESSAGE_BYTES, dead_letter: DEFAULT_MAX_MESSAGE_BYTES }
    }
}

/// Makes sure that the topics exist and finds their limits.
///
/// # Errors
/// When no broker answers within `patience`, or a topic is missing, or we may not see it.
pub fn prepare(config: &Config, patience: Duration) -> Result<TopicLimits, Failure> {
    let admin: AdminClient<DefaultClientContext> = ClientSettings::new(config)
        .common()
        .create()
        .map_err(|error| Failure::Settings(format!("cannot make a Kafka client: {}", describe(&error))))?;
    reach(config, patience)?;
    if config.kafka.create_topics {
        create(config, &admin)?;
    }
    let problems = problems(config, &admin);
    if !problems.is_empty() {
        return Err(Failure::Refused(problems.join("; ")));
    }
    Ok(limits(config, &admin))
}

/// Everything that is wrong with the brokers, topics and rights under `config`, in words.
#[must_use]
pub fn check(config: &Config) -> Vec<String> {
    let admin: AdminClient<DefaultClientContext> = match ClientSettings::new(config).common().create() {
        Ok(admin) => admin,
        Err(error) => return vec![format!("cannot make a Kafka client: {}", describe(&error))],
    };
    if let Err(failure) = reach(config, CALL) {
        return vec![failure.to_string()];
    }
    let mut found = if config.kafka.create_topics { Vec::new() } else { problems(config, &admin) };
    let TopicLimits { dead_letter, .. } = limits(config, &admin);
    if dead_letter < config.extract.max_article_bytes {
        found.push(format!(
            "topic '{}' takes messages of {dead_letter} bytes and extract.max_article_bytes allows {}: larger dead letters would lose their value; raise the topic's max.message.bytes",
            config.kafka.dead_letter_topic, config.extract.max_article_bytes
        ));
    }
    found
}

/// Listens for the reason that a time-out hides: a wrong password and an untrusted certificate come to the error
/// callback alone.
#[derive(Default)]
struct Probe(Mutex<Option<(Code, String)>>);

impl ClientContext for Probe {
    fn error(&self, error: KafkaError, reason: &str) {
        if let Some(code) = error.rdkafka_error_code().filter(|code| is_refusal(*code)) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((code, reason.to_owned()));
        }
    }
}

impl ProducerContext for Probe {
    type DeliveryOpaque = ();

    fn delivery(&self, _: &DeliveryResult<'_>, (): ()) {}
}

fn reach(config: &Config, patience: Duration) -> Result<(), Failure> {
    let probe: BaseProducer<Probe> = ClientSettings::new(config)
        .common()
        .create_with_context(Probe::default())
        .map_err(|error| Failure::Settings(format!("cannot make a Kafka client: {}", describe(&error))))?;
    let start = Instant::now();
    loop {
        let Err(error) = probe.client().fetch_metadata(None, STEP) else { return Ok(()) };
        probe.poll(Duration::from_millis(100));
        let refused = probe.context().0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((code, reason)) = refused {
            let Failure::Refused(text) = refusal(config, code, true) else { continue };
            return Err(Failure::Refused(format!("{text} ({reason})")));
        }
        if start.elapsed() >= patience {
            let brokers = &config.kafka.brokers;
            return Err(Failure::Unreachable(format!(
                "no broker of '{brokers}' answered within {} s ({error}): check kafka.brokers and that the brokers are up",
                patience.as_secs()
            )));
        }
    }
}

fn names(config: &Config) -> impl Iterator<Item = (&str, bool)> {
    let kafka = &config.kafka;
    let inputs = kafka.input_topics.iter().filter(|topic| !topic.starts_with('^')).map(|topic| (topic.as_str(), true));
    inputs.chain([(kafka.output_topic.as_str(), false), (kafka.dead_letter_topic.as_str(), false)])
}

fn problems(config: &Config, admin: &AdminClient<DefaultClientContext>) -> Vec<String> {
    names(config).filter_map(|(topic, reading)| problem(config, admin, topic, reading)).collect()
}

fn problem(config: &Config, admin: &AdminClient<DefaultClientContext>, topic: &str, reading: bool) -> Option<String> {
    let error = match admin.inner().fetch_metadata(Some(topic), CALL) {
        Ok(metadata) => metadata.topics().iter().find(|found| found.name() == topic)?.error()?,
        Err(error) => return Some(format!("topic '{topic}': {error}")),
    };
    match Code::from(error) {
        Code::UnknownTopicOrPartition | Code::UnknownTopic => {
            Some(format!("topic '{topic}' does not exist: create it, or set kafka.create_topics = true"))
        }
        code if is_refusal(code) => Some(refusal(config, code, reading).to_string()),
        // A leader is being elected, say: the clients wait for that by themselves.
        _ => None,
    }
}

fn create(config: &Config, admin: &AdminClient<DefaultClientContext>) -> Result<(), Failure> {
    // -1: as the cluster has it by default.
    let topics: Vec<NewTopic<'_>> =
        names(config).map(|(topic, _)| NewTopic::new(topic, -1, TopicReplication::Fixed(-1))).collect();
    let options = AdminOptions::new().request_timeout(Some(CALL));
    let results = futures_executor::block_on(admin.create_topics(&topics, &options))
        .map_err(|error| Failure::Refused(format!("cannot create topics: {error}")))?;
    for result in results {
        match result {
            Ok(topic) => tracing::info!(topic, "topic created"),
            Err((_, Code::TopicAlreadyExists)) => {}
            Err((topic, code)) => {
                return Err(Failure::Refused(format!(
                    "cannot create topic '{topic}' ({code}): create it yourself, or grant the ACL operation Create on Topic '{topic}'"
                )));
            }
        }
    }
    Ok(())
}

fn limits(config: &Config, admin: &AdminClient<DefaultClientContext>) -> TopicLimits {
    let kafka = &config.kafka;
    let topics = [ResourceSpecifier::Topic(&kafka.output_topic), ResourceSpecifier::Topic(&kafka.dead_letter_topic)];
    let options = AdminOptions::new().request_timeout(Some(CALL));
    let described = futures_executor::block_on(admin.describe_configs(&topics, &options)).unwrap_or_default();
    let limit = |index: usize| {
        let entry = described.get(index)?.as_ref().ok()?.get("max.message.bytes")?;
        entry.value.as_ref()?.parse().ok()
    };
    let limits = TopicLimits {
        output: limit(0).unwrap_or(DEFAULT_MAX_MESSAGE_BYTES),
        dead_letter: limit(1).unwrap_or(DEFAULT_MAX_MESSAGE_BYTES),
    };
    if limit(0).is_none() || limit(1).is_none() {
        tracing::info!(
            ?limits,
            "the topics' max.message.bytes cannot be read: Kafka's default is assumed (ACL operation DescribeConfigs)"
        );
    }
    limits
}
