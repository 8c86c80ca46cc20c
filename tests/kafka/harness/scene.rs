//! Three topics and a group with names of their own, and what a test does with them.

use std::borrow::Borrow;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::admin::{self, Group};
use super::articles::{self, Message};
use super::directory::Directory;
use super::load::{self, SteadyLoad};
use super::member::{Member, Setup};
use super::verify::Ledger;

/// Partitions of every output topic: more than one, so that the partitioner counts.
const OUTPUT_PARTITIONS: i32 = 2;

/// A `max.message.bytes` that no message of a test comes near.
pub const LARGE: usize = 20_000_000;

/// The stage of one test.
pub struct Scene {
    brokers: String,
    name: String,
    partitions: i32,
    directory: Directory,
}

impl Scene {
    /// Creates the topics of a test, the input with `partitions` partitions.
    pub fn new(brokers: &str, name: &str, partitions: i32) -> Self {
        Self::with_limits(brokers, name, partitions, None, LARGE)
    }

    /// The same, with `max.message.bytes` of the output topic and of the dead-letter topic.
    pub fn with_limits(brokers: &str, name: &str, partitions: i32, output: Option<usize>, dead: usize) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let scene = Self {
            brokers: brokers.to_owned(),
            name: format!("{name}-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
            partitions,
            directory: Directory::new(),
        };
        let create = |topic: &str, partitions: i32, limit: Option<usize>| {
            let limit = limit.map(|limit| limit.to_string());
            let config: Vec<_> = limit.iter().map(|limit| ("max.message.bytes", limit.as_str())).collect();
            admin::create_topic(brokers, topic, partitions, &config);
        };
        create(&scene.input(), partitions, Some(LARGE));
        create(&scene.output(), OUTPUT_PARTITIONS, output);
        create(&scene.dead(), 1, Some(dead));
        scene
    }

    /// The input topic.
    pub fn input(&self) -> String {
        format!("{}.raw", self.name)
    }

    /// The output topic.
    pub fn output(&self) -> String {
        format!("{}.enriched", self.name)
    }

    /// The dead-letter topic.
    pub fn dead(&self) -> String {
        format!("{}.dead", self.name)
    }

    /// The consumer group.
    pub fn group(&self) -> &str {
        &self.name
    }

    /// A worker of the group. Its session is short, so that a test need not wait 10 seconds for a dead one.
    pub fn worker(&self, instance: &str) -> Setup {
        Setup::new(instance, &self.directory.path().join(instance))
            .set("kafka", "brokers", self.brokers.as_str())
            .set("kafka", "group_id", self.group())
            .set("kafka", "input_topics", vec![self.input()])
            .set("kafka", "output_topic", self.output())
            .set("kafka", "dead_letter_topic", self.dead())
            .consumer("session.timeout.ms", 6_000)
            .consumer("heartbeat.interval.ms", 500)
    }

    /// Puts `messages` on the input topic, those that are made on the way each when it is sent.
    pub fn produce<M: Borrow<Message>>(&self, messages: impl IntoIterator<Item = M>) {
        load::produce(&self.brokers, &self.input(), messages);
    }

    /// Puts `count` good articles on the input topic.
    pub fn produce_good(&self, count: u64) {
        self.produce((0..count).map(articles::good));
    }

    /// Good articles at a steady rate.
    pub fn steady_load(&self, a_second: u64) -> SteadyLoad {
        SteadyLoad::start(&self.brokers, &self.input(), 0, a_second)
    }

    /// Waits until everything on the input topic is committed, while all of `members` run.
    pub fn wait_until_done(&self, members: &mut [&mut Member], limit: Duration) {
        let group = Group::new(&self.brokers, self.group(), &self.input(), self.partitions);
        let start = Instant::now();
        let mut lag = Err("not asked yet".to_owned());
        while lag != Ok(0) {
            members.iter_mut().for_each(|member| member.assert_running());
            assert!(start.elapsed() < limit, "not done within {limit:?}: lag is {lag:?}");
            std::thread::sleep(Duration::from_millis(50));
            lag = group.lag();
        }
    }

    /// Messages that are not committed, while the broker says so.
    pub fn lag(&self) -> Option<i64> {
        Group::new(&self.brokers, self.group(), &self.input(), self.partitions).lag().ok()
    }

    /// What became of every message.
    pub fn ledger(&self) -> Ledger {
        Ledger::read(&self.brokers, &self.input(), &self.output(), &self.dead())
    }
}
