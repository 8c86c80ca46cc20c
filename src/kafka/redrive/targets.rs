//! The topics that letters go back to.
//!
//! Rule: a message gets its own timestamp back, unless its topic would delete it for that, read or not.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::RDKafkaErrorCode as Code;

use super::CALL;
use crate::config::Config;
use crate::kafka::consumer::ConsumerEvents;
use crate::kafka::error::{Failure, is_refusal};
use crate::kafka::names::Names;
use crate::kafka::producer::Outgoing;
use crate::kafka::topics;
use crate::pipeline::redrive::Restored;

/// The topics that letters came from, as far as they were looked at.
pub struct Targets<'a> {
    consumer: Arc<BaseConsumer<ConsumerEvents>>,
    config: &'a Config,
    /// None for a topic that is gone.
    known: BTreeMap<String, Option<Target>>,
}

/// A topic that letters go back to.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The number of its partitions.
    partitions: i32,
    /// A message that is older gets a new timestamp.
    oldest: i64,
}

impl<'a> Targets<'a> {
    /// No topics yet; `consumer` is asked about them.
    #[must_use]
    pub const fn new(consumer: Arc<BaseConsumer<ConsumerEvents>>, config: &'a Config) -> Self {
        Self { consumer, config, known: BTreeMap::new() }
    }

    /// The topic of this name; none where there is no such topic.
    ///
    /// # Errors
    /// When no broker says, or we may not see it.
    pub fn find(&mut self, topic: &str) -> Result<Option<Target>, Failure> {
        if let Some(known) = self.known.get(topic) {
            return Ok(*known);
        }
        let unknown = |error| Failure::Unreachable(format!("topic '{topic}' cannot be looked at: {error}"));
        let metadata = self.consumer.fetch_metadata(Some(topic), CALL).map_err(unknown)?;
        let found = metadata.topics().iter().find(|found| found.name() == topic);
        let partitions = match found.map(|found| (found.error().map(Code::from), found.partitions().len())) {
            Some((Some(code), _)) if is_refusal(code) => {
                return Err(Names::of_redrive(&self.config.kafka).refused(code, false));
            }
            Some((None, count)) => i32::try_from(count).ok().filter(|count| *count > 0),
            _ => None,
        };
        // Half of its time is left for whoever reads it.
        let age = topics::retention(self.config, topic).map(|retention| retention / 2);
        let target = partitions.map(|partitions| Target { partitions, oldest: age.map_or(0, before) });
        self.known.insert(topic.to_owned(), target);
        Ok(target)
    }

    /// A letter on its way to where it came from: its partition, so that whoever chose that is not second-guessed, or
    /// the one that its key asks for where the topic has no such partition any more.
    #[must_use]
    pub fn address<'l>(&self, letter: &'l Restored) -> Outgoing<'l> {
        let target = self.known.get(&letter.topic).copied().flatten();
        let exists = target.is_some_and(|target| letter.partition < target.partitions);
        let is_young = |written: &i64| target.is_some_and(|target| *written >= target.oldest);
        Outgoing {
            topic: &letter.topic,
            partition: exists.then_some(letter.partition),
            key: letter.key.as_deref(),
            value: letter.value.as_deref(),
            headers: &letter.headers,
            timestamp: letter.timestamp.filter(is_young),
        }
    }
}

/// The moment that is `age` ago, milliseconds since the Unix epoch.
pub fn before(age: Duration) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.saturating_sub(age).as_millis()).unwrap_or(0)
}
