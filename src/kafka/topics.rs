//! The topics: that they exist, that we may use them, and how large a message they take.

use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, ConfigResourceResult, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::{ClientContext, DefaultClientContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::producer::{BaseProducer, DeliveryResult, Producer as _, ProducerContext};

use super::error::{Failure, describe, is_refusal};
use super::names::{Names, refusal};
use super::patterns;
use super::preflight;
use super::settings::ClientSettings;
use crate::config::Config;
use crate::pipeline::DEAD_LETTER_ROOM;

/// Kafka's default `max.message.bytes`, for topics whose settings we may not read.
const DEFAULT_MAX_MESSAGE_BYTES: usize = 1_048_588;
/// The size of a record in per cent of its article's, before compression: nine and a half times over 300 articles of news,
/// most of it the places of its facts.
const RECORD_PER_CENT: usize = 1_000;
/// How long one question may take.
pub(super) const CALL: Duration = Duration::from_secs(5);
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

/// Makes sure that the clients can be made and the topics exist, and finds their limits.
///
/// # Errors
/// When librdkafka refuses the settings, or no broker answers within `patience`, or a topic is missing, or we may not see it.
pub fn prepare(config: &Config, patience: Duration) -> Result<TopicLimits, Failure> {
    let admin = connect(config, patience)?;
    let created = config.kafka.create_topics && create(config, &admin)?;
    let start = Instant::now();
    let mut found = problems(config, &admin);
    // Brokers that are busy do not know yet what was created a moment ago.
    while created && !found.is_empty() && start.elapsed() < CALL {
        std::thread::sleep(Duration::from_millis(50));
        found = problems(config, &admin);
    }
    if !found.is_empty() {
        return Err(Failure::Refused(found.join("; ")));
    }
    Ok(limits(config, &admin))
}

/// The same for a redrive, which reads the dead-letter topic and writes the input topics; says how large a message each
/// of these takes.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_redrive(config: &Config, patience: Duration) -> Result<usize, Failure> {
    const MISSING: &str = "check kafka.dead_letter_topic and kafka.input_topics";
    let admin = connect(config, patience)?;
    let names = Names::of_redrive(&config.kafka);
    let inputs: Vec<&str> = config.kafka.named_inputs().collect();
    let dead_letters = config.kafka.dead_letter_topic.as_str();
    let topics = inputs.iter().map(|topic| (*topic, false)).chain([(dead_letters, true)]);
    let problems: Vec<String> =
        topics.filter_map(|(topic, reading)| problem(&names, MISSING, &admin, topic, reading)).collect();
    if !problems.is_empty() {
        return Err(Failure::Refused(problems.join("; ")));
    }
    let smallest = max_message_bytes(&admin, &inputs).into_iter().flatten().min();
    Ok(smallest.unwrap_or(DEFAULT_MAX_MESSAGE_BYTES))
}

fn connect(config: &Config, patience: Duration) -> Result<AdminClient<DefaultClientContext>, Failure> {
    let refused = preflight::problems(config);
    if !refused.is_empty() {
        return Err(Failure::Settings(refused.join("\n")));
    }
    let unmade = |error| Failure::Settings(format!("cannot make a Kafka client: {}", describe(&error)));
    let admin = client(config).map_err(unmade)?;
    reach(config, patience)?;
    Ok(admin)
}

/// A client that asks for the settings of topics and brokers.
///
/// # Errors
/// When librdkafka refuses our settings.
pub fn client(config: &Config) -> Result<AdminClient<DefaultClientContext>, KafkaError> {
    ClientSettings::new(config).common().create()
}

/// What is wrong with the Kafka side of the settings, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What librdkafka refuses of the settings.
    pub settings: Vec<String>,
    /// What is wrong with brokers, topics and rights.
    pub cluster: Vec<String>,
    /// What works, and will surprise somebody.
    pub warnings: Vec<String>,
}

/// Everything that is wrong with the clients, brokers, topics and rights under `config`.
#[must_use]
pub fn check(config: &Config) -> Findings {
    let settings = [preflight::problems(config), patterns::of_outputs(&config.kafka)].concat();
    let mut found = Findings { settings, ..Findings::default() };
    // Where no client can be made, the settings have said why.
    let Ok(admin) = client(config) else { return found };
    match reach(config, CALL) {
        Ok(()) => {}
        Err(Failure::Settings(_)) => return found,
        Err(failure) => {
            found.cluster.push(failure.to_string());
            return found;
        }
    }
    found.warnings = patterns::of_nothing(&config.kafka, &admin);
    if !config.kafka.create_topics {
        found.cluster.extend(problems(config, &admin));
    }
    let inputs: Vec<&str> = config.kafka.named_inputs().collect();
    let largest_input = max_message_bytes(&admin, &inputs).into_iter().flatten().max();
    compare_sizes(config, limits(config, &admin), largest_input, &mut found);
    found
}

/// Compares what the topics take with what may have to be written to them.
fn compare_sizes(config: &Config, limits: TopicLimits, largest_input: Option<usize>, found: &mut Findings) {
    let TopicLimits { output, dead_letter } = limits;
    let article = config.extract.max_article_bytes;
    let (output_topic, dead_letter_topic) = (&config.kafka.output_topic, &config.kafka.dead_letter_topic);
    // A message over extract.max_article_bytes becomes a dead letter too, as large as the input topic takes one.
    let wanted = article.max(largest_input.unwrap_or(0)).saturating_add(DEAD_LETTER_ROOM);
    if dead_letter < article {
        found.cluster.push(format!(
            "topic '{dead_letter_topic}' takes messages of {dead_letter} bytes and extract.max_article_bytes allows \
             {article}: larger dead letters would lose their value; raise the topic's max.message.bytes to {wanted}"
        ));
    } else if dead_letter < wanted {
        found.warnings.push(format!(
            "topic '{dead_letter_topic}' takes messages of {dead_letter} bytes: a dead letter that is larger with its \
             headers loses its value; raise the topic's max.message.bytes to {wanted}"
        ));
    }
    let record = article.saturating_mul(RECORD_PER_CENT) / 100;
    if output < record {
        let fits = output * 100 / RECORD_PER_CENT;
        found.warnings.push(format!(
            "topic '{output_topic}' takes messages of {output} bytes and a record is about ten times as large as its \
             article: articles of more than {fits} bytes may become dead letters (rejected_by_broker); raise the \
             topic's max.message.bytes to {record}, or lower extract.max_article_bytes"
        ));
    }
}

/// Listens for the reason that a time-out hides: a wrong password and a certificate that either side does not trust come
/// to the error callback alone.
#[derive(Default)]
struct Probe(Mutex<Heard>);

/// What the brokers' connections complained of.
#[derive(Default)]
struct Heard {
    refused: Option<(Code, String)>,
    last: Option<String>,
}

impl Probe {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for Probe {
    fn error(&self, error: KafkaError, reason: &str) {
        let code = error.rdkafka_error_code().map(|code| meaning(code, reason));
        let mut heard = self.heard();
        match code {
            Some(code) if is_refusal(code) => heard.refused = Some((code, reason.to_owned())),
            // Says only that all others failed.
            Some(Code::AllBrokersDown) => {}
            _ => heard.last = Some(reason.to_owned()),
        }
    }
}

/// A broker that does not take our certificate says so when the handshake is over for us, so that to librdkafka it is a
/// connection like another that breaks. The words are OpenSSL's.
fn meaning(code: Code, reason: &str) -> Code {
    if code == Code::BrokerTransportFailure && reason.contains("SSL alert") { Code::SSL } else { code }
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
        let refused = probe.context().heard().refused.take();
        if let Some((code, reason)) = refused {
            let Failure::Refused(text) = refusal(config, code, true) else { continue };
            return Err(Failure::Refused(format!("{text} ({reason})")));
        }
        if start.elapsed() >= patience {
            let (brokers, seconds) = (&config.kafka.brokers, patience.as_secs());
            let reason = probe.context().heard().last.take().unwrap_or_else(|| error.to_string());
            return Err(Failure::Unreachable(format!(
                "no broker of '{brokers}' answered within {seconds} s ({reason}): check kafka.brokers and \
                 security.protocol, and that the brokers are up"
            )));
        }
    }
}

fn names(config: &Config) -> impl Iterator<Item = (&str, bool)> {
    let kafka = &config.kafka;
    kafka.named_inputs().map(|topic| (topic, true)).chain(kafka.outputs().map(|topic| (topic, false)))
}

fn problems(config: &Config, admin: &AdminClient<DefaultClientContext>) -> Vec<String> {
    const MISSING: &str = "create it, or set kafka.create_topics = true";
    let worker = Names::of_worker(&config.kafka);
    names(config).filter_map(|(topic, reading)| problem(&worker, MISSING, admin, topic, reading)).collect()
}

fn problem(
    names: &Names,
    missing: &str,
    admin: &AdminClient<DefaultClientContext>,
    topic: &str,
    reading: bool,
) -> Option<String> {
    let error = match admin.inner().fetch_metadata(Some(topic), CALL) {
        Ok(metadata) => metadata.topics().iter().find(|found| found.name() == topic)?.error()?,
        Err(error) => return Some(format!("topic '{topic}': {error}")),
    };
    match Code::from(error) {
        Code::UnknownTopicOrPartition | Code::UnknownTopic => {
            Some(format!("topic '{topic}' does not exist: {missing}"))
        }
        code if is_refusal(code) => Some(names.refused(code, reading).to_string()),
        // A leader is being elected, say: the clients wait for that by themselves.
        _ => None,
    }
}

/// Creates the topics that are missing, and says whether there were any.
fn create(config: &Config, admin: &AdminClient<DefaultClientContext>) -> Result<bool, Failure> {
    // -1: as the cluster has it by default.
    let topics: Vec<NewTopic<'_>> =
        names(config).map(|(topic, _)| NewTopic::new(topic, -1, TopicReplication::Fixed(-1))).collect();
    let options = AdminOptions::new().request_timeout(Some(CALL));
    let results = futures_executor::block_on(admin.create_topics(&topics, &options))
        .map_err(|error| Failure::Refused(format!("cannot create topics: {error}")))?;
    let mut created = false;
    for result in results {
        match result {
            Ok(topic) => {
                created = true;
                tracing::info!(topic, "topic created");
            }
            Err((_, Code::TopicAlreadyExists)) => {}
            Err((topic, code)) => {
                return Err(Failure::Refused(format!(
                    "cannot create topic '{topic}' ({code}): create it yourself, or grant the ACL operation Create on Topic '{topic}'"
                )));
            }
        }
    }
    Ok(created)
}

fn limits(config: &Config, admin: &AdminClient<DefaultClientContext>) -> TopicLimits {
    let known = max_message_bytes(admin, &config.kafka.outputs());
    let limit = |index: usize| known.get(index).copied().flatten();
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

/// How long a topic keeps a message: Kafka's default where we may not read it, none where it is for ever.
#[must_use]
pub fn retention(config: &Config, topic: &str) -> Option<Duration> {
    const DEFAULT_RETENTION_MS: i64 = 7 * 24 * 60 * 60 * 1000;
    let topic = [ResourceSpecifier::Topic(topic)];
    let millis = client(config).ok().and_then(|admin| setting(&admin, &topic, "retention.ms", CALL).pop().flatten());
    u64::try_from(millis.unwrap_or(DEFAULT_RETENTION_MS)).ok().map(Duration::from_millis)
}

/// `max.message.bytes` of each of these topics, where we may read it.
fn max_message_bytes(admin: &AdminClient<DefaultClientContext>, topics: &[&str]) -> Vec<Option<usize>> {
    let topics: Vec<ResourceSpecifier<'_>> = topics.iter().map(|topic| ResourceSpecifier::Topic(topic)).collect();
    setting(admin, &topics, "max.message.bytes", CALL)
}

/// A number among the settings of each of these topics or brokers, where one answers within `limit` and we may read it.
#[must_use]
pub fn setting<N: FromStr>(
    admin: &AdminClient<DefaultClientContext>,
    of: &[ResourceSpecifier<'_>],
    name: &str,
    limit: Duration,
) -> Vec<Option<N>> {
    if of.is_empty() {
        return Vec::new();
    }
    let options = AdminOptions::new().request_timeout(Some(limit));
    let described = futures_executor::block_on(admin.describe_configs(of, &options)).unwrap_or_default();
    let number = |resource: ConfigResourceResult| {
        let resource = resource.ok()?;
        resource.get(name)?.value.as_ref()?.parse().ok()
    };
    described.into_iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(output: usize, dead_letter: usize, largest_input: Option<usize>) -> Findings {
        let mut config = Config::default();
        config.extract.max_article_bytes = 10_000;
        let mut found = Findings::default();
        compare_sizes(&config, TopicLimits { output, dead_letter }, largest_input, &mut found);
        found
    }

    #[test]
    fn topics_that_take_everything_are_right() {
        assert_eq!(compared(100_000, 10_000 + DEAD_LETTER_ROOM, None), Findings::default());
        assert_eq!(compared(100_000, 50_000 + DEAD_LETTER_ROOM, Some(50_000)), Findings::default());
    }

    #[test]
    fn a_dead_letter_needs_room_for_its_headers() {
        for (dead_letter, input) in [(9_999 + DEAD_LETTER_ROOM, None), (50_000, Some(50_000))] {
            let found = compared(100_000, dead_letter, input);
            assert!(found.cluster.is_empty() && found.warnings.len() == 1, "{found:?}");
            let wanted = input.unwrap_or(10_000) + DEAD_LETTER_ROOM;
            assert!(found.warnings[0].contains(&format!("to {wanted}")), "{found:?}");
        }
    }

    #[test]
    fn a_topic_that_takes_no_whole_article_is_wrong() {
        let found = compared(100_000, 9_999, None);
        assert!(found.warnings.is_empty() && found.cluster.len() == 1, "{found:?}");
    }

    #[test]
    fn a_record_is_larger_than_its_article() {
        let found = compared(99_999, 20_000, None);
        assert!(found.cluster.is_empty() && found.warnings.len() == 1, "{found:?}");
        assert!(found.warnings[0].contains("more than 9999 bytes") && found.warnings[0].contains("to 100000"));
    }
}
