//! Topics of a test, and what its consumer group has committed.

use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use rdkafka::{ClientConfig, util::Timeout};

const CALL: Duration = Duration::from_secs(10);

/// How long one question about a group may take: it is asked again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Creates a topic.
pub fn create_topic(brokers: &str, name: &str, partitions: i32, config: &[(&str, &str)]) {
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", brokers).create().expect("the settings are librdkafka's");
    let mut topic = NewTopic::new(name, partitions, TopicReplication::Fixed(1));
    for (key, value) in config {
        topic = topic.set(key, value);
    }
    let options = AdminOptions::new().request_timeout(Some(CALL)).operation_timeout(Some(Timeout::After(CALL)));
    let results = futures_executor::block_on(admin.create_topics([&topic], &options)).expect("the broker is up");
    for result in results {
        result.unwrap_or_else(|(topic, code)| panic!("topic {topic} cannot be created: {code}"));
    }
    let start = Instant::now();
    // Created is not yet led.
    while start.elapsed() < CALL {
        let metadata = admin.inner().fetch_metadata(Some(name), CALL).expect("the broker is up");
        let led = |topic: &rdkafka::metadata::MetadataTopic| {
            topic.error().is_none() && topic.partitions().iter().all(|partition| partition.leader() >= 0)
        };
        if metadata.topics().iter().all(led) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("topic {name} has no leader");
}

/// Looks at a consumer group from outside, as a member of it never.
pub struct Group {
    client: BaseConsumer,
    topic: String,
    partitions: i32,
}

impl Group {
    /// The group `group` on `topic`.
    pub fn new(brokers: &str, group: &str, topic: &str, partitions: i32) -> Self {
        let client = ClientConfig::new()
            .set("bootstrap.servers", brokers)
            .set("group.id", group)
            .set("enable.auto.commit", "false")
            .set("reconnect.backoff.max.ms", "500")
            .create()
            .expect("the settings are librdkafka's");
        Self { client, topic: topic.to_owned(), partitions }
    }

    /// Messages that are not committed yet.
    ///
    /// # Errors
    /// While the broker does not say.
    pub fn lag(&self) -> Result<i64, String> {
        let mut list = TopicPartitionList::new();
        list.add_partition_range(&self.topic, 0, self.partitions - 1);
        let committed = self.client.committed_offsets(list, PATIENCE).map_err(|error| format!("committed: {error}"))?;
        committed.elements().iter().try_fold(0, |lag, partition| {
            let number = partition.partition();
            let ends = self.client.fetch_watermarks(&self.topic, number, PATIENCE);
            let (low, high) = ends.map_err(|error| format!("ends of partition {number}: {error}"))?;
            let next = match partition.offset() {
                Offset::Offset(next) => next,
                _ => low,
            };
            Ok(lag + high - next)
        })
    }
}
