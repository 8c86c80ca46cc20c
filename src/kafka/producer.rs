//! The producer: a client that is polled while it works, and a transaction as a value.
//!
//! [`Transaction`] must be committed or aborted; dropping it open is logged as the bug that it is. All calls block and
//! belong on a thread of their own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::{Header as KafkaHeader, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer as _, ProducerContext};
use rdkafka::statistics::Statistics;
use rdkafka::topic_partition_list::TopicPartitionList;

use super::error::{Decision, Trouble, decide_code, is_refusal, is_transport};
use super::said::{self, Errors};
use super::settings::transaction_timeout;
use crate::metrics::Metrics;
use crate::pipeline::Header;

/// One blocking step of a call that may have to be made again.
const STEP: Duration = Duration::from_millis(500);
/// The pause between two looks while messages are under way. librdkafka's own waits poll in slices of 100 ms; a poll of
/// 1 ms spins, since what is left of a millisecond is rounded down to nothing.
const TICK: Duration = Duration::from_micros(250);

/// Events that are served at once.
const EVENTS: usize = 8;
/// librdkafka waits this long, less a fifth, before it makes a request again; it is set as `retry.backoff.ms`. Longer than
/// a busy broker takes to commit, since what takes nearly as long counts as a retry.
pub const RETRY_BACKOFF_MS: u64 = 1000;
/// A call that took longer may have been made twice under the hood: a connection that the other side closes politely
/// is no error to librdkafka, which says nothing and tries again. Shorter than the shortest retry.
const IN_DOUBT: Duration = Duration::from_millis(RETRY_BACKOFF_MS * 7 / 10);

/// What librdkafka tells the producer outside its calls.
pub struct Context {
    metrics: Arc<Metrics>,
    transport_trouble: AtomicBool,
    failed: Mutex<Option<Code>>,
    refusal: Mutex<Option<(Code, String)>>,
    errors: Errors,
}

impl Context {
    fn first_failure(&self) -> Option<Code> {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for Context {
    /// A connection that breaks with a request on its way is no error to librdkafka: it says so in its log alone and
    /// makes the request again. Failures to connect are of no account, or a broker that is down would cost a producer
    /// a transaction.
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        if facility == "REQTMOUT" || (facility == "FAIL" && message.contains("in state UP")) {
            self.transport_trouble.store(true, Ordering::SeqCst);
        }
        said::line("producer", level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let code = error.rdkafka_error_code();
        count(&self.metrics, "producer", code);
        match code {
            Some(code) if is_transport(code) => self.transport_trouble.store(true, Ordering::SeqCst),
            Some(code) if is_refusal(code) => {
                *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some((code, reason.to_owned()));
            }
            _ => {}
        }
        self.errors.tell(&error, reason);
    }

    fn stats(&self, statistics: Statistics) {
        for broker in statistics.brokers.values().filter(|broker| broker.nodeid >= 0) {
            if let Some(rtt) = &broker.rtt {
                let gauge = self.metrics.kafka_broker_rtt_seconds.with_label_values(&[&broker.nodeid.to_string()]);
                gauge.set(rtt.avg as f64 / 1e6);
            }
        }
    }
}

impl ProducerContext for Context {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let Err((error, _)) = result {
            // A purge follows from our own abort: the failure that led to it came first.
            let code = error.rdkafka_error_code().unwrap_or(Code::Fail);
            count(&self.metrics, "producer", Some(code));
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(code);
        }
    }
}

pub(super) fn count(metrics: &Metrics, client: &str, code: Option<Code>) {
    let code = code.map_or_else(|| "none".to_owned(), |code| format!("{code:?}"));
    metrics.kafka_errors_total.with_label_values(&[client, &code]).inc();
}

/// A message on its way to a topic.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'m> {
    /// Where it goes.
    pub topic: &'m str,
    /// The partition; none where its key decides.
    pub partition: Option<i32>,
    /// Its key.
    pub key: Option<&'m [u8]>,
    /// Its value.
    pub value: Option<&'m [u8]>,
    /// Its headers, in order.
    pub headers: &'m [Header],
    /// Milliseconds since the Unix epoch; none for the present moment.
    pub timestamp: Option<i64>,
}

/// A connected producer.
pub struct Producer {
    inner: BaseProducer<Context>,
    /// How long a transaction may be on its way to its end: by then the coordinator has long given it up.
    patience: Duration,
}

impl Producer {
    /// Makes a producer; for one with a transactional.id also fences earlier ones and finishes what they left.
    ///
    /// # Errors
    /// When the settings are refused, or the coordinator does not answer within `patience`, or refuses us.
    pub fn connect(
        client: &ClientConfig,
        metrics: Arc<Metrics>,
        patience: Duration,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Self, Trouble> {
        let context = Context {
            metrics,
            transport_trouble: AtomicBool::new(false),
            failed: Mutex::new(None),
            refusal: Mutex::new(None),
            errors: Errors::of("producer"),
        };
        let mut client = client.clone();
        // Broken connections are told from here on down.
        client.set_log_level(RDKafkaLogLevel::Info);
        let inner = client.create_with_context(context).map_err(|error| Trouble::new("create producer", &error))?;
        let producer = Self { inner, patience: transaction_timeout(&client) * 2 };
        if client.get("transactional.id").is_some() {
            producer.init_transactions(patience, go_on)?;
        }
        Ok(producer)
    }

    fn init_transactions(&self, patience: Duration, go_on: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let start = Instant::now();
        loop {
            let Err(error) = self.inner.init_transactions(STEP) else { return Ok(()) };
            // A wrong password looks like a time-out here; the reason comes to the error callback, which polling calls.
            self.poll();
            let mut trouble = Trouble::new("init_transactions", &error);
            if let Some((code, reason)) = self.context().refusal.lock().unwrap_or_else(PoisonError::into_inner).take() {
                return Err(Trouble { decision: Decision::Refuse, code: Some(code), error: reason, ..trouble });
            }
            if trouble.decision != Decision::Retry || start.elapsed() > patience || !go_on() {
                if trouble.decision == Decision::Retry {
                    trouble.decision = Decision::Replace;
                }
                return Err(trouble);
            }
        }
    }

    fn context(&self) -> &Context {
        self.inner.context()
    }

    /// Serves callbacks.
    pub fn poll(&self) {
        // One poll serves one event, and an error may stand behind others.
        for _ in 0..EVENTS {
            self.inner.poll(Duration::ZERO);
        }
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// When the producer is of no more use.
    pub fn begin(&self) -> Result<Transaction<'_>, Trouble> {
        self.forget_failures();
        self.inner.begin_transaction().map_err(|error| Trouble::new("begin_transaction", &error))?;
        Ok(Transaction { producer: self, begun: Instant::now(), open: true, in_doubt: false })
    }

    /// Forgets the failures of an earlier batch.
    pub fn forget_failures(&self) {
        *self.context().failed.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Queues one message.
    ///
    /// # Errors
    /// When it is not acceptable. The transaction must be aborted then: it would be committed without this message.
    pub fn send(&self, message: &Outgoing<'_>, go_on: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let mut record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(message.topic).headers(headers(message.headers));
        record.partition = message.partition;
        record.key = message.key;
        record.payload = message.value;
        record.timestamp = message.timestamp;
        loop {
            match self.inner.send(record) {
                Ok(()) => return Ok(()),
                Err((KafkaError::MessageProduction(Code::QueueFull), back)) if go_on() => {
                    self.poll();
                    std::thread::sleep(TICK);
                    record = back;
                }
                Err((error, _)) => return Err(Trouble::new("produce", &error)),
            }
        }
    }

    /// Waits until every queued output is acknowledged.
    ///
    /// # Errors
    /// The first failure among them. A producer whose outputs are under way when `go_on` says no is of no more use.
    pub fn drain(&self, go_on: &dyn Fn() -> bool) -> Result<(), Trouble> {
        self.settle(go_on);
        self.check_deliveries()?;
        if self.inner.in_flight_count() == 0 {
            return Ok(());
        }
        let error = "outputs are under way still".to_owned();
        Err(Trouble { call: "produce", decision: Decision::Replace, error, code: None, in_doubt: true })
    }

    fn settle(&self, go_on: &dyn Fn() -> bool) {
        loop {
            self.poll();
            if self.inner.in_flight_count() == 0 || !go_on() {
                return;
            }
            std::thread::sleep(TICK);
        }
    }

    fn check_deliveries(&self) -> Result<(), Trouble> {
        let Some(code) = self.context().first_failure() else { return Ok(()) };
        let decision = decide_code(code).unwrap_or(Decision::Abort);
        // A client that reaches no broker for so long may have forgotten them all: another one is needed.
        let in_doubt = code == Code::MessageTimedOut;
        Err(Trouble { call: "produce", decision, error: code.to_string(), code: Some(code), in_doubt })
    }

    fn had_transport_trouble(&self) -> bool {
        self.context().transport_trouble.load(Ordering::SeqCst)
    }
}

fn headers(headers: &[Header]) -> OwnedHeaders {
    headers.iter().fold(OwnedHeaders::new_with_capacity(headers.len()), |headers, header| {
        headers.insert(KafkaHeader { key: &header.name, value: header.value.as_deref() })
    })
}

/// An open transaction.
#[must_use = "a transaction must be committed or aborted"]
pub struct Transaction<'p> {
    producer: &'p Producer,
    begun: Instant,
    open: bool,
    in_doubt: bool,
}

/// How a transaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Whether its outcome was unknown for a moment: a delayed request of it may still be under way, and the producer
    /// must not begin another.
    pub in_doubt: bool,
}

impl Transaction<'_> {
    /// When it was begun: no later than the coordinator thinks.
    #[must_use]
    pub const fn begun(&self) -> Instant {
        self.begun
    }

    /// Queues one message.
    ///
    /// # Errors
    /// As [`Producer::send`].
    pub fn send(&self, message: &Outgoing<'_>, go_on: &dyn Fn() -> bool) -> Result<(), Trouble> {
        self.producer.send(message, go_on)
    }

    /// Waits for the outputs' acknowledgements, then puts the offsets into the transaction.
    ///
    /// # Errors
    /// What asks for an abort or worse. `go_on` saying no is an abort.
    pub fn send_offsets(
        &mut self,
        offsets: &TopicPartitionList,
        group: &ConsumerGroupMetadata,
        go_on: &dyn Fn() -> bool,
    ) -> Result<(), Trouble> {
        self.producer.drain(go_on)?;
        let call = || self.producer.inner.send_offsets_to_transaction(offsets, group, STEP);
        self.in_doubt |= self.insist("send_offsets_to_transaction", call, go_on)?;
        Ok(())
    }

    /// Commits.
    ///
    /// # Errors
    /// What asks for an abort or worse. The outcome is unknown when `go_on` said no, and when the coordinator has not
    /// answered for so long that it must have given the transaction up.
    pub fn commit(&mut self, go_on: &dyn Fn() -> bool) -> Result<Settled, Trouble> {
        let call = || {
            self.producer.settle(go_on);
            self.producer.inner.commit_transaction(STEP)
        };
        let in_doubt = self.insist("commit_transaction", call, go_on)?;
        self.open = false;
        Ok(Settled { in_doubt: in_doubt || self.in_doubt })
    }

    /// Aborts.
    ///
    /// # Errors
    /// When the producer is of no more use.
    pub fn abort(mut self, go_on: &dyn Fn() -> bool) -> Result<Settled, Trouble> {
        self.open = false;
        let call = || {
            // abort_transaction does not poll, and waits for ever for deliveries that nobody collects.
            let until = Instant::now() + Duration::from_millis(100);
            self.producer.settle(&|| Instant::now() < until);
            self.producer.inner.abort_transaction(STEP)
        };
        let in_doubt = self.insist("abort_transaction", call, go_on)?;
        Ok(Settled { in_doubt: in_doubt || self.in_doubt })
    }

    /// Gives the transaction up with its producer: nothing more can be said to the coordinator.
    pub fn give_up(mut self) {
        self.open = false;
    }

    fn insist(
        &self,
        name: &'static str,
        call: impl Fn() -> Result<(), KafkaError>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<bool, Trouble> {
        let mut in_doubt = false;
        loop {
            let begin = Instant::now();
            let result = call();
            self.producer.poll();
            in_doubt |= self.producer.had_transport_trouble() || begin.elapsed() >= IN_DOUBT;
            let Err(error) = result else { return Ok(in_doubt) };
            let trouble = Trouble { in_doubt: true, ..Trouble::new(name, &error) };
            if trouble.decision != Decision::Retry {
                return Err(Trouble { in_doubt, ..trouble });
            }
            in_doubt = true;
            self.producer.context().metrics.retries_total.with_label_values(&["deliver"]).inc();
            if !go_on() || self.begun.elapsed() > self.producer.patience {
                return Err(Trouble { decision: Decision::Replace, ..trouble });
            }
        }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            tracing::error!("a transaction was dropped open; its producer must be replaced");
        }
    }
}
