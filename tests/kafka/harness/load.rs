//! Fills an input topic: a given list, or numbered articles at a steady rate until told to stop.

use std::borrow::Borrow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, DeliveryResult, Producer as _, ProducerContext, ThreadedProducer};

use super::articles::{self, Message};

/// How long a broker may be away before the load gives up.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Failures(AtomicU64);

impl ClientContext for Failures {}

impl ProducerContext for Failures {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if result.is_err() {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
}

struct Sender(ThreadedProducer<Failures>);

impl Sender {
    fn new(brokers: &str) -> Self {
        let producer = ClientConfig::new()
            .set("bootstrap.servers", brokers)
            .set("enable.idempotence", "true")
            .set("partitioner", "murmur2_random")
            .set("linger.ms", "5")
            .set("message.max.bytes", "20000000")
            .set("reconnect.backoff.max.ms", "500")
            .set("message.timeout.ms", PATIENCE.as_millis().to_string())
            .create_with_context(Failures::default());
        Self(producer.expect("the settings are librdkafka's"))
    }

    fn send(&self, topic: &str, message: &Message) {
        let headers = message
            .headers
            .iter()
            .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: value.as_deref() }));
        let mut record: BaseRecord<'_, str, [u8]> = BaseRecord::to(topic).key(message.key.as_str()).headers(headers);
        record.payload = message.value.as_deref();
        while let Err((error, back)) = self.0.send(record) {
            let full = matches!(error, KafkaError::MessageProduction(Code::QueueFull));
            assert!(full, "the load cannot be produced: {error}");
            std::thread::sleep(Duration::from_millis(10));
            record = back;
        }
    }

    fn finish(self) {
        self.0.flush(PATIENCE).expect("the broker comes back in time");
        assert_eq!(self.0.context().0.load(Ordering::SeqCst), 0, "messages of the load were not delivered");
    }
}

/// Produces `messages` and returns when all are acknowledged.
pub fn produce<M: Borrow<Message>>(brokers: &str, topic: &str, messages: impl IntoIterator<Item = M>) {
    let sender = Sender::new(brokers);
    messages.into_iter().for_each(|message| sender.send(topic, message.borrow()));
    sender.finish();
}

/// Good articles at a steady rate, from a thread.
pub struct SteadyLoad {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<u64>>,
}

impl SteadyLoad {
    /// Starts to produce `a_second` articles a second, numbered from `first`.
    pub fn start(brokers: &str, topic: &str, first: u64, a_second: u64) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (brokers, topic, stopped) = (brokers.to_owned(), topic.to_owned(), stop.clone());
        let thread = std::thread::spawn(move || {
            let (sender, start) = (Sender::new(&brokers), Instant::now());
            let mut sent = 0;
            while !stopped.load(Ordering::SeqCst) {
                let due = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX) * a_second / 1_000;
                (sent..due).for_each(|number| sender.send(&topic, &articles::good(first + number)));
                sent = sent.max(due);
                std::thread::sleep(Duration::from_millis(10));
            }
            sender.finish();
            sent
        });
        Self { stop, thread: Some(thread) }
    }

    /// Stops, waits until everything is acknowledged, and says how many it was.
    pub fn stop(mut self) -> u64 {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.take().expect("it is stopped once").join().expect("the load was delivered")
    }
}

impl Drop for SteadyLoad {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}
