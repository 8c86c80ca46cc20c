//! Brokers, group, topics, delivery, and what is passed to librdkafka.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::Problems;
use super::properties::{Properties, Property};

/// `[kafka]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KafkaConfig {
    /// Brokers to ask for the rest of the cluster: `host:port`, with commas between them.
    pub brokers: String,
    /// The consumer group. Workers of one group share the partitions of the input topics.
    pub group_id: String,
    /// Topics of raw articles. A name that starts with `^` is a pattern. At least one.
    pub input_topics: Vec<String>,
    /// The topic of enriched records. No input topic.
    pub output_topic: String,
    /// The topic of messages that cannot become a record. Neither an input topic nor the output topic.
    pub dead_letter_topic: String,
    /// What a crash may do to the output.
    pub delivery: Delivery,
    /// The stable name of this member of the group, the same after a restart and never shared by two processes at a
    /// time: the name of a `StatefulSet` pod. Empty: the host name. Not `redrive`.
    pub instance: String,
    /// Creates missing topics at start. For development; elsewhere partitions and retention are the operator's choice.
    pub create_topics: bool,
    /// librdkafka properties of every client: `security.protocol`, `sasl.*`, `ssl.*`, …
    pub properties: Properties,
    /// librdkafka properties of the consumer; over those of `properties`.
    pub consumer_properties: Properties,
    /// librdkafka properties of the producer; over those of `properties`.
    pub producer_properties: Properties,
}

/// What a crash may do to the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Records, dead letters and offsets are committed together: a crash loses and repeats nothing for consumers that
    /// read committed messages.
    #[default]
    ExactlyOnce,
    /// Offsets are committed after the records: a crash repeats some. For brokers without transactions.
    AtLeastOnce,
}

impl Delivery {
    /// The name that settings use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ExactlyOnce => "exactly_once",
            Self::AtLeastOnce => "at_least_once",
        }
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Default for KafkaConfig {
    fn default() -> Self {
        Self {
            brokers: "localhost:9092".to_owned(),
            group_id: "factwire".to_owned(),
            input_topics: vec!["articles.raw".to_owned()],
            output_topic: "articles.enriched".to_owned(),
            dead_letter_topic: "articles.dead".to_owned(),
            delivery: Delivery::ExactlyOnce,
            instance: String::new(),
            create_topics: false,
            properties: Properties::default(),
            consumer_properties: Properties::default(),
            producer_properties: Properties::default(),
        }
    }
}

/// What no worker may be called: a redrive has this in its transactional id where a worker has its instance.
const REDRIVE: &str = "redrive";

/// Properties that are the worker's own, and what to do instead of setting them.
const OURS: [(&str, &str); 15] = [
    ("bootstrap.servers", "set kafka.brokers"),
    ("metadata.broker.list", "set kafka.brokers"),
    ("group.id", "set kafka.group_id"),
    ("transactional.id", "set kafka.group_id and kafka.instance, which it is made of"),
    ("enable.idempotence", "set kafka.delivery"),
    ("acks", "remove it: every in-sync replica acknowledges, whatever kafka.delivery says"),
    ("request.required.acks", "remove it: every in-sync replica acknowledges, whatever kafka.delivery says"),
    ("isolation.level", "remove it: aborted articles are never read"),
    ("enable.auto.commit", "remove it: an offset is committed with its record, see kafka.delivery"),
    ("auto.commit.interval.ms", "remove it and set batch.max_wait_ms"),
    ("enable.auto.offset.store", "remove it: an offset is committed with its record, see kafka.delivery"),
    ("enable.partition.eof", "remove it: the worker waits for new articles at the end of a partition"),
    ("delivery.report.only.error", "remove it: the worker counts every record that is delivered"),
    ("allow.auto.create.topics", "set kafka.create_topics"),
    ("partition.assignment.strategy", "remove it: partitions are handed over one by one (cooperative-sticky)"),
];

/// Properties that librdkafka refuses next to `group.protocol=consumer` (KIP-848).
const CLASSIC_ONLY: [&str; 3] = ["session.timeout.ms", "heartbeat.interval.ms", "group.protocol.type"];

impl KafkaConfig {
    /// The stable name of this member: what is set, else the host name.
    #[must_use]
    pub fn instance(&self) -> String {
        if self.instance.is_empty() {
            gethostname::gethostname().to_string_lossy().into_owned()
        } else {
            self.instance.clone()
        }
    }

    /// The transactional id of this member's producer: `group_id-instance`.
    #[must_use]
    pub fn transactional_id(&self) -> String {
        format!("{}-{}", self.group_id, self.instance())
    }

    /// The consumer group and the transactional id of a redrive: `group_id-redrive`.
    #[must_use]
    pub fn redrive_id(&self) -> String {
        format!("{}-{REDRIVE}", self.group_id)
    }

    /// The input topics that are named.
    pub fn named_inputs(&self) -> impl Iterator<Item = &str> {
        self.input_topics.iter().map(String::as_str).filter(|topic| !is_pattern(topic))
    }

    /// The patterns among the input topics.
    pub fn input_patterns(&self) -> impl Iterator<Item = &str> {
        self.input_topics.iter().map(String::as_str).filter(|topic| is_pattern(topic))
    }

    /// The topics that the worker writes.
    #[must_use]
    pub fn outputs(&self) -> [&str; 2] {
        [&self.output_topic, &self.dead_letter_topic]
    }

    /// The property `name` as the consumer gets it.
    #[must_use]
    pub fn consumer_property(&self, name: &str) -> Option<&Property> {
        self.consumer_properties.get(name).or_else(|| self.properties.get(name))
    }

    /// The property `name` as the producer gets it.
    #[must_use]
    pub fn producer_property(&self, name: &str) -> Option<&Property> {
        self.producer_properties.get(name).or_else(|| self.properties.get(name))
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        self.brokers_are_hosts_and_ports(problems);
        self.group_has_a_name(problems);
        self.instance_is_no_redrive(problems);
        self.topics_have_legal_names(problems);
        self.no_output_is_read_back(problems);
        self.our_properties_are_left_alone(problems);
        self.new_group_protocol_stands_alone(problems);
    }

    fn brokers_are_hosts_and_ports(&self, problems: &mut Problems) {
        let (key, remedy) = ("kafka.brokers", "write host:port, with commas between several");
        if self.brokers.trim().is_empty() {
            problems.add(key, "is empty", remedy);
            return;
        }
        for broker in self.brokers.split(',').map(str::trim) {
            let address = broker.split_once("://").map_or(broker, |(_, address)| address);
            let (host, port) = match address.rsplit_once(':') {
                Some((host, port)) if !port.ends_with(']') => (host, Some(port)), // no colon within [::1]
                _ => (address, None),
            };
            if host.is_empty() || port.is_some_and(|port| !port.parse::<u16>().is_ok_and(|port| port > 0)) {
                problems.add(key, format!("holds {broker:?}, which is no broker"), remedy);
            }
        }
    }

    fn group_has_a_name(&self, problems: &mut Problems) {
        if self.group_id.trim().is_empty() {
            problems.add("kafka.group_id", "is empty", "name the consumer group, such as \"factwire\"");
        }
    }

    fn instance_is_no_redrive(&self, problems: &mut Problems) {
        if self.instance() == REDRIVE {
            let problem = "is \"redrive\", whose transactional.id is that of `factwire redrive`";
            problems.add("kafka.instance", problem, "name this member otherwise");
        }
    }

    fn topics_have_legal_names(&self, problems: &mut Problems) {
        const REMEDY: &str = "use 1 to 249 letters, digits, dots, underscores and hyphens";
        if self.input_topics.is_empty() {
            problems.add("kafka.input_topics", "is empty", "name at least one topic of raw articles");
        }
        for topic in self.input_topics.iter().filter(|topic| !is_pattern(topic) && !is_topic(topic)) {
            problems.add("kafka.input_topics", format!("holds {topic:?}, which is no topic name"), REMEDY);
        }
        for (key, topic) in
            [("kafka.output_topic", &self.output_topic), ("kafka.dead_letter_topic", &self.dead_letter_topic)]
        {
            if !is_topic(topic) {
                problems.add(key, format!("is {topic:?}, which is no topic name"), REMEDY);
            }
        }
    }

    /// A worker that reads its own output never comes to an end.
    fn no_output_is_read_back(&self, problems: &mut Problems) {
        for (key, topic) in
            [("kafka.output_topic", &self.output_topic), ("kafka.dead_letter_topic", &self.dead_letter_topic)]
        {
            if self.input_topics.contains(topic) {
                problems.add(key, format!("is {topic:?}, which is an input topic too"), "use another topic");
            }
        }
        if self.output_topic == self.dead_letter_topic {
            let problem = format!("is {:?}, the same as kafka.output_topic", self.dead_letter_topic);
            problems.add("kafka.dead_letter_topic", problem, "use another topic");
        }
    }

    fn property_maps(&self) -> [(&'static str, &Properties); 3] {
        [
            ("properties", &self.properties),
            ("consumer_properties", &self.consumer_properties),
            ("producer_properties", &self.producer_properties),
        ]
    }

    fn our_properties_are_left_alone(&self, problems: &mut Problems) {
        for (map, properties) in self.property_maps() {
            for (name, remedy) in OURS {
                let Some(property) = properties.get(name) else { continue };
                if !is_what_we_set(name, property.expose()) {
                    problems.add(format!("kafka.{map}.{name}"), "is the worker's own to set", remedy);
                }
            }
        }
    }

    fn new_group_protocol_stands_alone(&self, problems: &mut Problems) {
        if self.consumer_property("group.protocol").is_none_or(|protocol| protocol.expose() != "consumer") {
            return;
        }
        for (map, properties) in [("properties", &self.properties), ("consumer_properties", &self.consumer_properties)]
        {
            for name in CLASSIC_ONLY.iter().filter(|name| properties.get(name).is_some()) {
                let key = format!("kafka.{map}.{name}");
                problems.add(key, "does not go with group.protocol = \"consumer\"", "remove it: the broker decides it");
            }
        }
    }
}

/// Whether the property says what the worker sets anyway, which does no harm.
fn is_what_we_set(name: &str, value: &str) -> bool {
    match name {
        "acks" | "request.required.acks" => matches!(value, "all" | "-1"),
        "isolation.level" => value == "read_committed",
        "enable.auto.commit" | "enable.auto.offset.store" | "enable.partition.eof" | "delivery.report.only.error" => {
            value == "false"
        }
        "partition.assignment.strategy" => value == "cooperative-sticky",
        _ => false,
    }
}

fn is_pattern(topic: &str) -> bool {
    topic.len() > 1 && topic.starts_with('^')
}

fn is_topic(name: &str) -> bool {
    (1..=249).contains(&name.len())
        && !matches!(name, "." | "..")
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}
