//! An in-process broker for the demo. It has no real transactions: aborted records stay visible, so nothing about
//! delivery is proved on it.

use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

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
}
