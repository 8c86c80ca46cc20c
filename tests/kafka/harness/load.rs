//! Fills an input topic: a given list, or numbered articles at a steady rate until told to stop.

use std::borrow::Borrow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, DeliveryResult, Producer as _, ProducerContext, ThreadedProducer};

use super::articles::{self, Message};

/// How long a broker may be away before a message is given back to its sender, who sends it again: what was written of it
/// by then is there twice.
const PATIENCE: Duration = Duration::from_secs(45);
/// Clients that a load may use up: one that has lost its brokers for good delivers nothing any more.
const CLIENTS: usize = 3;

/// Keeps what a client could not deliver.
#[derive(Default)]
struct Returned(Mutex<Vec<Message>>);

impl ClientContext for Returned {}

impl ProducerContext for Returned {
    type DeliveryOpaque = Box<Message>;

    fn delivery(&self, result: &DeliveryResult<'_>, message: Box<Message>) {
        if result.is_err() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(*message);
        }
    }
}

struct Sender {
    brokers: String,
    topic: String,
    client: ThreadedProducer<Returned>,
}

impl Sender {
    fn new(brokers: &str, topic: &str) -> Self {
        Self { brokers: brokers.to_owned(), topic: topic.to_owned(), client: Self::client(brokers) }
    }

    fn client(brokers: &str) -> ThreadedProducer<Returned> {
        let producer = ClientConfig::new()
            .set("bootstrap.servers", brokers)
            .set("enable.idempotence", "true")
            .set("partitioner", "murmur2_random")
            .set("linger.ms", "5")
            .set("message.max.bytes", "20000000")
            .set("reconnect.backoff.max.ms", "500")
            .set("message.timeout.ms", PATIENCE.as_millis().to_string())
            .create_with_context(Returned::default());
        producer.expect("the settings are librdkafka's")
    }

    fn send(&self, message: &Message) {
        let headers = message
            .headers
            .iter()
            .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: value.as_deref() }));
        let mut record: BaseRecord<'_, str, [u8], _> =
            BaseRecord::with_opaque_to(&self.topic, Box::new(message.clone())).key(message.key.as_str());
        record.headers = Some(headers);
        record.payload = message.value.as_deref();
        while let Err((error, back)) = self.client.send(record) {
            let full = matches!(error, KafkaError::MessageProduction(Code::QueueFull));
            assert!(full, "the load cannot be produced: {error}");
            std::thread::sleep(Duration::from_millis(10));
            record = back;
        }
    }

    fn finish(mut self) {
        for _ in 0..CLIENTS {
            self.client.flush(2 * PATIENCE).expect("by then everything has arrived or come back");
            let returned = std::mem::take(&mut *self.client.context().0.lock().unwrap_or_else(PoisonError::into_inner));
            if returned.is_empty() {
                return;
            }
            self.client = Self::client(&self.brokers);
            returned.iter().for_each(|message| self.send(message));
        }
        panic!("messages of the load were not delivered");
    }
}

/// Produces `messages` and returns when all are acknowledged.
pub fn produce<M: Borrow<Message>>(brokers: &str, topic: &str, messages: impl IntoIterator<Item = M>) {
    let sender = Sender::new(brokers, topic);
    messages.into_iter().for_each(|message| sender.send(message.borrow()));
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
        let (sender, stopped) = (Sender::new(brokers, topic), stop.clone());
        let thread = std::thread::spawn(move || {
            let start = Instant::now();
            let mut sent = 0;
            while !stopped.load(Ordering::SeqCst) {
                let due = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX) * a_second / 1_000;
                (sent..due).for_each(|number| sender.send(&articles::good(first + number)));
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
