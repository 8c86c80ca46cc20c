//! An in-process broker for the demo. It has no real transactions: aborted records stay visible, so nothing about
//! delivery is proved on it.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::Message as _;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, BaseRecord, DefaultProducerContext, Producer as _};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::error::Failure;

/// A broker in this process, with its topics.
pub struct MockBroker {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

impl MockBroker {
    /// Starts it with `topics`, each of `partitions` partitions.
    ///
    /// # Errors
    /// When librdkafka cannot start it.
    pub fn start(topics: &[&str], partitions: i32) -> Result<Self, Failure> {
        let failed = |error| Failure::Broken(format!("cannot start the in-process broker: {error}"));
        let cluster = MockCluster::new(1).map_err(failed)?;
        for topic in topics {
            cluster.create_topic(topic, partitions, 1).map_err(failed)?;
        }
        Ok(Self { cluster })
    }

    /// `host:port` of it.
    #[must_use]
    pub fn bootstrap_servers(&self) -> String {
        self.cluster.bootstrap_servers()
    }

    /// Writes messages without a key to a topic, and waits until they are there.
    ///
    /// # Errors
    /// When the broker does not take one.
    pub fn produce(&self, topic: &str, values: &[String]) -> Result<(), Failure> {
        let failed = |error: KafkaError| Failure::Broken(format!("cannot write to the in-process broker: {error}"));
        let producer: BaseProducer =
            ClientConfig::new().set("bootstrap.servers", self.bootstrap_servers()).create().map_err(failed)?;
        for value in values {
            producer.send(BaseRecord::<'_, (), str>::to(topic).payload(value)).map_err(|(error, _)| failed(error))?;
        }
        producer.flush(Duration::from_secs(10)).map_err(failed)
    }

    /// Reads these topics from their beginning.
    ///
    /// # Errors
    /// When the reader cannot be made.
    pub fn reader(&self, topics: &[&str], partitions: i32) -> Result<Reader, Failure> {
        let failed = |error: KafkaError| Failure::Broken(format!("cannot read from the in-process broker: {error}"));
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", self.bootstrap_servers()).set("group.id", "factwire-demo-reader");
        let consumer: BaseConsumer = client.create().map_err(failed)?;
        let mut all = TopicPartitionList::new();
        for topic in topics {
            for partition in 0..partitions {
                all.add_partition_offset(topic, partition, Offset::Beginning).map_err(failed)?;
            }
        }
        consumer.assign(&all).map_err(failed)?;
        Ok(Reader(consumer))
    }
}

/// Reads the demo's outputs.
pub struct Reader(BaseConsumer);

impl Reader {
    /// The next message's topic and value, if one comes within `wait`.
    #[must_use]
    pub fn next(&self, wait: Duration) -> Option<(String, Vec<u8>)> {
        let message = self.0.poll(wait)?.ok()?;
        Some((message.topic().to_owned(), message.payload().unwrap_or_default().to_vec()))
    }
}
