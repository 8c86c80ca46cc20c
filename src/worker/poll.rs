//! The poll thread: takes messages from Kafka within the budget, and answers rebalances.
//!
//! It never blocks but in the revocation callback, which waits until the deliver thread has committed or given up what
//! is taken away. A wait that does not end is the end of the process: coming back from the callback with a transaction
//! open would let it be committed after the partition has a new owner.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::{BorrowedMessage, Message as _};
use rdkafka::topic_partition_list::Offset as KafkaOffset;

use super::pool::Job;
use super::progress::Progress;
use super::shared::{Event, Shared};
use crate::config::Config;
use crate::kafka::consumer::{ConsumerEvents, RebalanceListener, detach};
use crate::kafka::error::{Failure, is_refusal, is_transport};
use crate::kafka::lag;
use crate::kafka::names::refusal;
use crate::kafka::patterns;
use crate::metrics::wall_clock;
use crate::pipeline::{Epoch, Flow, Offset, Position, TopicPartition};

/// How long one poll waits for a message.
const POLL: Duration = Duration::from_millis(100);
/// How long it waits while it is to notice soon that the budget is free again.
const PAUSED_POLL: Duration = Duration::from_millis(5);

/// How long a partition that starts over may take to find its place.
const SEEK: Duration = Duration::from_secs(10);

/// Answers rebalances.
pub struct Rebalances {
    shared: Arc<Shared>,
    config: Config,
    deliver: Sender<Event>,
    jobs: (Sender<Job>, Receiver<Job>),
}

impl Rebalances {
    /// A listener that passes assignments and revocations on to the deliver thread, and takes back the jobs of revoked
    /// partitions.
    #[must_use]
    pub const fn new(
        shared: Arc<Shared>,
        config: Config,
        deliver: Sender<Event>,
        jobs: (Sender<Job>, Receiver<Job>),
    ) -> Self {
        Self { shared, config, deliver, jobs }
    }

    /// Takes back what no thread has begun of the partitions that went away, so that nobody waits for it.
    fn withdraw(&self) {
        let (back, jobs) = &self.jobs;
        for job in jobs.try_iter().take(jobs.len()) {
            if self.shared.epochs.is_current(job.position()) {
                // Order does not matter here: the tracker keeps it.
                _ = back.send(job);
            } else {
                _ = self.deliver.send(job.skip(&self.shared));
            }
        }
    }

    /// Waits until the deliver thread has let go of revoked partitions, and hurries it after a while.
    fn wait(&self, done: &Receiver<()>, lost: bool) {
        let patience = self.patience();
        let first = if lost { Duration::from_millis(100) } else { self.config.shutdown.drain().min(patience / 2) };
        if done.recv_timeout(first) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        tracing::warn!("a revocation waits for the broker: what it does not answer is given up");
        self.shared.set_hurried(true);
        let late = done.recv_timeout(patience.saturating_sub(first)) == Err(RecvTimeoutError::Timeout);
        self.shared.set_hurried(false);
        if late {
            tracing::error!(
                "a transaction outlives the revocation of its partitions: the process ends, the transaction with it"
            );
            std::process::exit(1);
        }
    }

    /// Counts a rebalance, after what it changes: who sees the count sees the change.
    fn note(&self, event: &str, change: impl FnOnce(&mut BTreeMap<TopicPartition, Progress>)) {
        let assigned = self.shared.progress(|progress| {
            change(progress);
            progress.len()
        });
        self.shared.metrics.partitions_assigned.set(assigned as i64);
        self.shared.metrics.partitions_paused.set(if self.shared.is_paused() { assigned as i64 } else { 0 });
        self.shared.metrics.rebalances_total.with_label_values(&[event]).inc();
    }

    fn is_output(&self, partition: &TopicPartition) -> bool {
        self.config.kafka.outputs().contains(&&*partition.topic)
    }

    /// The longest that a revocation may wait: the group evicts a member that does not poll for longer.
    fn patience(&self) -> Duration {
        let millis = self.config.kafka.consumer_property("max.poll.interval.ms");
        let millis = millis.and_then(|millis| millis.expose().parse().ok()).unwrap_or(300_000);
        Duration::from_millis(millis) * 4 / 5
    }
}

impl RebalanceListener for Rebalances {
    fn assigned(&self, partitions: Vec<TopicPartition>) {
        tracing::info!(partitions = %list(&partitions), "partitions assigned");
        if let Some(output) = partitions.iter().find(|partition| self.is_output(partition)) {
            let topic = &output.topic;
            self.shared.fail(Failure::Settings(patterns::matches_output("a pattern", topic)));
        }
        let fresh = Progress::new(Instant::now());
        let fresh = partitions.iter().map(|partition| (partition.clone(), fresh.clone()));
        self.note("assigned", |progress| progress.extend(fresh));
        for TopicPartition { topic, partition } in &partitions {
            let progress = &self.shared.metrics.partition_last_progress_timestamp_seconds;
            progress.with_label_values(&[&**topic, &partition.to_string()]).set(wall_clock());
        }
        // The deliver thread is gone only when the worker is ending.
        _ = self.deliver.send(Event::Assigned(self.shared.epochs.assign(partitions)));
    }

    fn revoked(&self, partitions: Vec<TopicPartition>, lost: bool) {
        tracing::info!(partitions = %list(&partitions), lost, "partitions revoked");
        let begin = Instant::now();
        self.shared.epochs.revoke(&partitions);
        self.withdraw();
        let (done, wait) = bounded::<()>(0);
        // The deliver thread is gone only when the worker is ending.
        if self.deliver.send(Event::Revoked { partitions: partitions.clone(), lost, done }).is_ok() {
            self.wait(&wait, lost);
        }
        let event = if lost { "lost" } else { "revoked" };
        self.note(event, |progress| progress.retain(|partition, _| !partitions.contains(partition)));
        for partition in &partitions {
            self.shared.metrics.forget_partition(&partition.topic, partition.partition);
        }
        self.shared.metrics.rebalance_drain_seconds.observe(begin.elapsed().as_secs_f64());
    }

    fn is_paused(&self) -> bool {
        self.shared.is_paused()
    }

    fn refused(&self, code: Code, reason: &str) {
        // Credentials were good at the start; a broker that restarts may cut a handshake short.
        if matches!(code, Code::SSL | Code::Authentication) {
            return;
        }
        tracing::error!(reason, "kafka refuses the consumer");
        self.shared.fail(refusal(&self.config, code, true));
    }
}

fn list(partitions: &[TopicPartition]) -> String {
    partitions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The poll thread's own state.
pub struct Poller {
    shared: Arc<Shared>,
    config: Config,
    consumer: Arc<BaseConsumer<ConsumerEvents>>,
    deliver: Sender<Event>,
    jobs: Sender<Job>,
    topics: HashMap<String, Arc<str>>,
    taken: HashMap<TopicPartition, Taken>,
}

/// What was taken of a partition under one epoch.
#[derive(Clone, Copy)]
struct Taken {
    epoch: Epoch,
    first: Offset,
    last: Offset,
}

impl Poller {
    /// A poller over a subscribed consumer.
    #[must_use]
    pub fn new(
        shared: Arc<Shared>,
        config: Config,
        consumer: Arc<BaseConsumer<ConsumerEvents>>,
        deliver: Sender<Event>,
        jobs: Sender<Job>,
    ) -> Self {
        Self { shared, config, consumer, deliver, jobs, topics: HashMap::new(), taken: HashMap::new() }
    }

    /// Polls until the worker stops; returns when everything in flight is delivered or given up and the group is left.
    pub fn run(mut self) {
        while !self.shared.is_stopping() {
            self.shared.health.beat(Instant::now());
            self.regulate();
            let wait = if self.shared.is_paused() { PAUSED_POLL } else { POLL };
            self.poll(wait, true);
        }
        self.drain();
    }

    fn poll(&mut self, wait: Duration, take: bool) {
        let consumer = self.consumer.clone();
        match consumer.poll(wait) {
            Some(Ok(message)) if take => self.take(&message),
            None | Some(Ok(_)) => {}
            Some(Err(error)) => self.handle(&error),
        }
    }

    /// Stops taking, lets the deliver thread finish, and leaves the group.
    fn drain(&mut self) {
        self.pause_all(true);
        // What no thread has begun to extract stays uncommitted, and is read again by the next owner.
        self.shared.epochs.revoke_all();
        let (done, wait) = bounded::<()>(0);
        let told = self.deliver.send(Event::Shutdown { done }).is_ok();
        while told && wait.try_recv() == Err(crossbeam_channel::TryRecvError::Empty) {
            self.poll(Duration::from_millis(10), false);
        }
    }

    /// Pauses or resumes as the budget says.
    fn regulate(&self) {
        let closed = self.shared.flow() == Flow::Closed;
        if closed != self.shared.is_paused() {
            self.pause_all(closed);
        }
    }

    fn pause_all(&self, pause: bool) {
        // Set first: partitions that are assigned meanwhile are then paused by the listener.
        self.shared.set_paused(pause);
        let Ok(assigned) = self.consumer.assignment() else { return };
        let result = if pause { self.consumer.pause(&assigned) } else { self.consumer.resume(&assigned) };
        if let Err(error) = result {
            tracing::warn!(%error, pause, "partitions could not be paused or resumed");
        }
        self.shared.metrics.partitions_paused.set(if pause { assigned.count() as i64 } else { 0 });
        tracing::debug!(pause, "flow regulated");
    }

    fn take(&mut self, message: &BorrowedMessage<'_>) {
        let topic = self.intern(message.topic());
        let partition = TopicPartition { topic, partition: message.partition() };
        let Some(epoch) = self.shared.epochs.current(&partition) else {
            // A message of a revoked partition that was still in the client's queue: its next owner reads it.
            return;
        };
        let position = Position { partition, epoch, offset: Offset(message.offset()) };
        if let Err(before) = self.follow(&position) {
            self.start_over(&position, before);
            return;
        }
        let message = detach(message, position.clone());
        let metrics = &self.shared.metrics;
        let bytes = message.value.as_ref().map_or(0, Vec::len);
        metrics.records_consumed_total.with_label_values(&[&*position.partition.topic]).inc();
        metrics.consumed_bytes_total.with_label_values(&[&*position.partition.topic]).inc_by(bytes as u64);
        metrics.record_size_bytes.with_label_values(&["in"]).observe(bytes as f64);
        self.shared.budget(|budget| budget.acquire(message.size()));
        self.shared.progress(|progress| {
            if let Some(entry) = progress.get_mut(&position.partition) {
                entry.take(position.offset, message.timestamp);
            }
        });
        // Both receivers live until this thread has ended; the slot must be there before its outcome can be.
        _ = self.deliver.send(Event::Taken(position));
        _ = self.jobs.send(Job::new(message));
    }

    /// Notes what is taken. An offset that does not follow the last one is not: what was taken before comes back.
    fn follow(&mut self, position: &Position) -> Result<(), Taken> {
        let Position { partition, epoch, offset } = position;
        let begin = Taken { epoch: *epoch, first: *offset, last: *offset };
        match self.taken.get_mut(partition).filter(|taken| taken.epoch == *epoch) {
            None => _ = self.taken.insert(partition.clone(), begin),
            Some(taken) if taken.last < *offset => taken.last = *offset,
            Some(taken) => return Err(*taken),
        }
        Ok(())
    }

    /// The log behind a partition was cut short, and the client reads on from an earlier offset. What is under way
    /// belongs to another history, so the partition changes hands, from us to us: what is ready is delivered, the rest
    /// discarded, and a new epoch begins where its next owner would: at the committed offset.
    fn start_over(&self, position: &Position, before: Taken) {
        let Position { partition, offset, .. } = position;
        tracing::warn!(%partition, offset = offset.0, last = before.last.0, "the offsets go back: the partition starts over");
        let alone = vec![partition.clone()];
        let listener = self.consumer.context().listener();
        listener.revoked(alone.clone(), false);
        listener.assigned(alone.clone());
        let next = lag::committed(&self.consumer, &alone).get(partition).map(|next| next.unwrap_or(before.first.0));
        let sought = next.is_some_and(|next| {
            let next = KafkaOffset::Offset(next);
            self.consumer.seek(&partition.topic, partition.partition, next, SEEK).is_ok()
        });
        if !sought {
            let error =
                format!("the offsets of {partition} go back and its committed offset is not to be had: restart");
            self.shared.fail(Failure::Broken(error));
        }
    }

    fn intern(&mut self, topic: &str) -> Arc<str> {
        if let Some(known) = self.topics.get(topic) {
            return known.clone();
        }
        let interned: Arc<str> = topic.into();
        self.topics.insert(topic.to_owned(), interned.clone());
        interned
    }

    fn handle(&self, error: &KafkaError) {
        match error {
            KafkaError::MessageConsumptionFatal(code) => {
                self.shared.fail(Failure::Broken(format!("the consumer failed for good: {code}")));
            }
            error => match error.rdkafka_error_code() {
                Some(code) if is_refusal(code) => self.shared.fail(refusal(&self.config, code, true)),
                // The client has told of it.
                Some(code) if is_transport(code) => {}
                _ => tracing::warn!(%error, "the consumer reports an error"),
            },
        }
    }
}
