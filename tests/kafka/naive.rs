//! A worker in forty lines, right or wrong on purpose: it shows that the harness sees the faults that it is there to see.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{Message as _, OwnedMessage};
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer as _, ProducerContext};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::harness::scene::Scene;

const CALL: Duration = Duration::from_secs(10);
const BATCH: usize = 50;

/// What it does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// It holds a batch, goes on polling, and commits the batch after the partitions are gone.
    OutlivesRevocation,
    /// It goes on with a producer whose commit was in doubt.
    TrustsDoubtfulCommits,
}

/// The running worker.
pub struct Naive {
    signals: Arc<Signals>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Signals {
    stop: AtomicBool,
    has_batch: AtomicBool,
    release: AtomicBool,
}

impl Naive {
    /// Starts it with its producer at `brokers`.
    pub fn start(scene: &Scene, direct: &str, brokers: &str, instance: &str, fault: Fault) -> Self {
        let client = |brokers: &str| {
            let mut client = ClientConfig::new();
            client.set("bootstrap.servers", brokers).set("reconnect.backoff.max.ms", "200");
            client
        };
        let consumer: BaseConsumer = client(direct)
            .set("group.id", scene.group())
            .set("auto.offset.reset", "earliest")
            .set("enable.auto.commit", "false")
            .set("isolation.level", "read_committed")
            .set("session.timeout.ms", "6000")
            .set("heartbeat.interval.ms", "300")
            .set("partition.assignment.strategy", "cooperative-sticky")
            .create()
            .expect("the settings are librdkafka's");
        consumer.subscribe(&[&scene.input()]).expect("the topic has a name");
        let mut settings = client(brokers);
        settings.set("transactional.id", format!("{}-{instance}", scene.group())).set("linger.ms", "0");
        settings.set_log_level(RDKafkaLogLevel::Info);
        let (output, signals) = (scene.output(), Arc::new(Signals::default()));
        let told = signals.clone();
        let thread = std::thread::spawn(move || {
            let mut producer = connect(&settings);
            while !told.stop.load(Ordering::SeqCst) {
                let batch = poll_batch(&consumer);
                if batch.is_empty() {
                    continue;
                }
                told.has_batch.store(true, Ordering::SeqCst);
                if fault == Fault::OutlivesRevocation && hold(&consumer, &told) {
                    return;
                }
                let doubt = deliver(&producer, &consumer, &output, &batch);
                if doubt && fault != Fault::TrustsDoubtfulCommits {
                    drop(producer);
                    producer = connect(&settings);
                }
            }
        });
        Self { signals, thread: Some(thread) }
    }

    /// Waits until it has taken messages.
    pub fn wait_until_busy(&self) {
        let start = Instant::now();
        while !self.signals.has_batch.load(Ordering::SeqCst) {
            assert!(start.elapsed() < CALL * 3, "it takes no messages");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Lets it commit the batch that it holds.
    pub fn release(&self) {
        self.signals.release.store(true, Ordering::SeqCst);
    }

    /// Stops it.
    pub fn stop(mut self) {
        self.signals.stop.store(true, Ordering::SeqCst);
        self.thread.take().expect("it is stopped once").join().expect("it ends in order");
    }
}

impl Drop for Naive {
    fn drop(&mut self) {
        self.signals.stop.store(true, Ordering::SeqCst);
    }
}

/// Notes that a connection broke: librdkafka repeats the request by itself and says so in its log alone.
#[derive(Default)]
struct Doubt(AtomicBool);

impl ClientContext for Doubt {
    fn log(&self, _: RDKafkaLogLevel, facility: &str, _: &str) {
        if facility == "FAIL" {
            self.0.store(true, Ordering::SeqCst);
        }
    }
}

impl ProducerContext for Doubt {
    type DeliveryOpaque = ();

    fn delivery(&self, _: &DeliveryResult<'_>, (): ()) {}
}

fn connect(settings: &ClientConfig) -> BaseProducer<Doubt> {
    let producer: BaseProducer<Doubt> =
        settings.create_with_context(Doubt::default()).expect("the settings are librdkafka's");
    producer.init_transactions(CALL).expect("the coordinator is up");
    producer
}

fn poll_batch(consumer: &BaseConsumer) -> Vec<OwnedMessage> {
    let (mut batch, mut idle) = (Vec::new(), 0);
    while batch.len() < BATCH {
        match consumer.poll(Duration::from_millis(100)) {
            Some(Ok(message)) => batch.push(message.detach()),
            Some(Err(_)) => {}
            None if batch.is_empty() || idle > 10 => break,
            None => idle += 1,
        }
    }
    batch
}

/// Serves rebalances without taking messages for as long as the batch is held. Says whether to stop.
fn hold(consumer: &BaseConsumer, signals: &Signals) -> bool {
    let assigned = || consumer.assignment().unwrap_or_default();
    while !signals.release.load(Ordering::SeqCst) {
        if signals.stop.load(Ordering::SeqCst) {
            return true;
        }
        _ = consumer.pause(&assigned());
        _ = consumer.poll(Duration::from_millis(100));
    }
    _ = consumer.resume(&assigned());
    false
}

/// Delivers a batch in one transaction, and says whether its commit was in doubt for a moment.
fn deliver(producer: &BaseProducer<Doubt>, consumer: &BaseConsumer, output: &str, batch: &[OwnedMessage]) -> bool {
    producer.begin_transaction().expect("none is open");
    let mut offsets = TopicPartitionList::new();
    for message in batch {
        let mut record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(output);
        (record.key, record.payload) = (message.key(), message.payload());
        producer.send(record).map_err(|(error, _)| error).expect("the queue is large enough");
        let next = Offset::Offset(message.offset() + 1);
        if offsets.set_partition_offset(message.topic(), message.partition(), next).is_err() {
            offsets.add_partition_offset(message.topic(), message.partition(), next).expect("it is an offset");
        }
    }
    settle(producer);
    let group = consumer.group_metadata().expect("it is a member");
    let mut doubt = false;
    let mut insist = |call: &dyn Fn() -> Result<(), KafkaError>| loop {
        match call() {
            Ok(()) => return true,
            Err(KafkaError::Transaction(error)) if error.is_retriable() => doubt = true,
            Err(_) => return false,
        }
    };
    let done = insist(&|| producer.send_offsets_to_transaction(&offsets, &group, CALL))
        && insist(&|| producer.commit_transaction(Duration::from_millis(500)));
    if !done {
        insist(&|| producer.abort_transaction(CALL));
        let list = consumer.committed(CALL).expect("the coordinator is up");
        for partition in list.elements() {
            _ = consumer.seek(partition.topic(), partition.partition(), partition.offset(), CALL);
        }
    }
    settle(producer);
    doubt || producer.context().0.load(Ordering::SeqCst)
}

/// Serves what has come in: delivery reports and log lines.
fn settle(producer: &BaseProducer<Doubt>) {
    while producer.in_flight_count() > 0 {
        producer.poll(Duration::from_millis(1));
    }
}
