//! The deliver thread: puts outcomes in order and hands batches to Kafka.
//!
//! It owns the tracker and the producer, so a batch is picked, delivered and forgotten without a lock, and nothing else
//! happens while a transaction is open: a revocation waits its turn in the inbox.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use std::sync::Arc;

use crossbeam_channel::Receiver;

use super::journal::Journal;
use super::outgoing::{log_dead_letter, outgoing};
use super::shared::{Event, Ready, Shared, receive};
use crate::config::Config;
use crate::kafka::delivery::{Delivered, Delivery, partition_list};
use crate::kafka::error::Failure;
use crate::metrics::wall_clock;
use crate::pipeline::{
    BatchLimits, Batcher, Bisect, Commit, Destination, Due, Finish, Prefix, Rejection, TopicPartition, Tracker,
};

/// The longest wait for an event while nothing is ready.
const IDLE: Duration = Duration::from_millis(500);
/// How long events are left to gather once one has come: to be woken for each costs more than to handle it.
const GATHER: Duration = Duration::from_millis(2);
/// Events handled before looking at the batch again.
const BURST: usize = 4096;
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
const LAST_BACKOFF: Duration = Duration::from_secs(5);
/// Attempts at a last batch before a revoked partition is let go.
const LAST_ATTEMPTS: u32 = 3;

/// The deliver thread's state.
pub struct Deliverer {
    shared: Arc<Shared>,
    inbox: Receiver<Event>,
    delivery: Delivery,
    tracker: Tracker<Ready>,
    batcher: Batcher,
    bisect: Bisect,
    failures_in_a_row: u32,
    not_before: Option<Instant>,
    /// How long outcomes of a revoked partition are waited for: what has begun ends within the hard deadline.
    patience: Duration,
    topics: [String; 2],
    journal: Arc<Journal>,
    /// A batch of which nobody knows yet whether it was committed.
    unresolved: Option<Prefix>,
}

impl Deliverer {
    /// A deliver thread's state before the first event.
    #[must_use]
    pub fn new(
        shared: Arc<Shared>,
        config: &Config,
        inbox: Receiver<Event>,
        delivery: Delivery,
        patience: Duration,
        journal: Arc<Journal>,
    ) -> Self {
        let limits = BatchLimits {
            records: config.batch.max_records,
            bytes: config.batch.max_bytes,
            wait: config.batch.max_wait(),
        };
        Self {
            shared,
            inbox,
            delivery,
            tracker: Tracker::default(),
            batcher: Batcher::new(limits),
            bisect: Bisect::default(),
            failures_in_a_row: 0,
            not_before: None,
            patience,
            topics: [config.kafka.output_topic.clone(), config.kafka.dead_letter_topic.clone()],
            journal,
            unresolved: None,
        }
    }

    /// Delivers until the worker stops.
    pub fn run(mut self) {
        if let Err(failure) = self.serve() {
            self.shared.fail(failure);
        }
    }

    fn serve(&mut self) -> Result<(), Failure> {
        loop {
            let wait = self.wait();
            let Ok(first) = receive(&self.inbox, wait) else { return Ok(()) };
            if first.is_none() {
                // Idle: nothing else serves the producer's callbacks.
                self.delivery.poll();
            } else if wait > GATHER {
                std::thread::sleep(GATHER);
            }
            let mut next = first;
            for handled in 0..BURST {
                // One at a time: a revocation reads on in the inbox, and what came before it must have been handled.
                match next {
                    Some(Event::Shutdown { done }) => {
                        self.finish_all()?;
                        drop(done);
                        return Ok(());
                    }
                    Some(event) => self.handle(event)?,
                    None => break,
                }
                next = if handled + 1 < BURST { self.inbox.try_recv().ok() } else { None };
            }
            self.tell();
            if self.may_deliver() && self.due() == Due::Now {
                self.deliver()?;
            } else if self.may_deliver() && !self.delivery.is_ready() {
                self.renew()?;
            }
        }
    }

    /// Makes a new producer in the place of one that was given up, even with nothing to deliver: it ends the transaction
    /// that the old one left open, whose offsets hold up the next owner of their partitions.
    fn renew(&mut self) -> Result<(), Failure> {
        let shared = self.shared.clone();
        let ready = self.delivery.renew(&move || shared.may_wait())?;
        self.shared.health.set_producer_ready(ready);
        if !ready {
            self.back_off();
        }
        Ok(())
    }

    fn due(&mut self) -> Due {
        self.batcher.due(self.tracker.ready_records(), self.tracker.ready_bytes(), self.shared.now())
    }

    fn wait(&mut self) -> Duration {
        let due = match self.due() {
            Due::Now => Duration::ZERO,
            Due::In(wait) => wait,
            Due::Idle => return IDLE,
        };
        due.max(self.not_before.map_or(Duration::ZERO, |moment| moment.saturating_duration_since(Instant::now())))
    }

    fn may_deliver(&self) -> bool {
        self.not_before.is_none_or(|moment| moment <= Instant::now())
    }

    fn handle(&mut self, event: Event) -> Result<(), Failure> {
        match event {
            Event::Assigned(partitions) => {
                for (partition, epoch) in partitions {
                    self.discard(std::slice::from_ref(&partition));
                    self.tracker.assign(partition, epoch);
                }
            }
            Event::Taken(position) => {
                if let Err(error) = self.tracker.take(&position, self.shared.now()) {
                    return Err(Failure::Broken(format!("a message cannot be tracked: {error}; report this")));
                }
            }
            Event::Finished(position, ready) => {
                let bytes = ready.output.wire_size();
                if let Finish::Stale(ready) = self.tracker.finish(&position, ready, bytes) {
                    self.release(&[ready]);
                }
            }
            Event::Skipped(position) => self.tracker.abandon(&position),
            Event::Revoked { partitions, lost, done } => {
                if !lost {
                    self.finish(&partitions)?;
                }
                self.discard(&partitions);
                drop(done);
            }
            Event::Shutdown { .. } => {}
        }
        Ok(())
    }

    fn release(&self, ready: &[Ready]) {
        let bytes = ready.iter().map(|ready| ready.output.held_size()).sum();
        self.shared.budget(|budget| budget.release(ready.len(), bytes));
    }

    /// Waits for what these partitions have under extraction, and delivers what is ready of them.
    fn finish(&mut self, partitions: &[TopicPartition]) -> Result<(), Failure> {
        let until = Instant::now() + self.patience;
        let open = |tracker: &Tracker<_>| partitions.iter().any(|partition| tracker.open_in(partition) > 0);
        while open(&self.tracker) && Instant::now() < until && self.shared.may_wait() {
            match receive(&self.inbox, Duration::from_millis(10)) {
                Ok(Some(event)) => self.handle(event)?,
                Ok(None) => {}
                Err(_) => break,
            }
        }
        let ready = |tracker: &Tracker<_>| partitions.iter().any(|partition| tracker.ready_in(partition) > 0);
        let mut attempts = 0;
        while ready(&self.tracker) && attempts < LAST_ATTEMPTS && self.shared.may_wait() {
            if !matches!(self.deliver()?, Delivered::Committed | Delivered::Rejected) {
                attempts += 1;
                std::thread::sleep(FIRST_BACKOFF);
            }
        }
        Ok(())
    }

    fn finish_all(&mut self) -> Result<(), Failure> {
        let all: Vec<TopicPartition> = self.tracker.partitions().cloned().collect();
        self.finish(&all)?;
        self.discard(&all);
        Ok(())
    }

    fn discard(&mut self, partitions: &[TopicPartition]) {
        if let Some(prefix) = &mut self.unresolved {
            prefix.leave_out(partitions);
        }
        for partition in partitions {
            let (discarded, ready) = self.tracker.revoke(partition);
            self.shared.metrics.rebalance_discarded_records_total.inc_by(discarded as u64);
            self.release(&ready);
        }
        self.tell();
    }

    /// Delivers one batch, after the one before it is known to be committed or not.
    fn deliver(&mut self) -> Result<Delivered, Failure> {
        let shared = self.shared.clone();
        let go_on = move || shared.may_wait();
        if !self.resolve(&go_on)? {
            self.back_off();
            return Ok(Delivered::Unknown);
        }
        let limits = self.batcher.limits();
        let records = self.bisect.limit().unwrap_or(limits.records).min(limits.records);
        let prefix = self.tracker.prefix(records, limits.bytes);
        if prefix.is_empty() {
            return Ok(Delivered::Committed);
        }
        let commits = self.tracker.commits(&prefix);
        let topics = &self.topics;
        let outputs = self.tracker.outcomes(&prefix).map(|ready| {
            ready.trace.sending();
            outgoing(&ready.output, topics)
        });
        let delivered = self.delivery.deliver(outputs, &partition_list(&commits), &go_on)?;
        self.shared.health.set_producer_ready(self.delivery.is_ready() || delivered == Delivered::Committed);
        match delivered {
            Delivered::Committed => {
                self.settle(prefix, &commits);
                return Ok(delivered);
            }
            Delivered::Aborted => {
                self.note_abort(&prefix);
                self.back_off();
            }
            Delivered::Unknown => self.unresolved = Some(prefix),
            Delivered::Rejected => {
                self.note_abort(&prefix);
                match self.bisect.rejected(prefix.records()) {
                    Rejection::Narrow => {}
                    Rejection::Culprit => self.replace_culprit(&prefix)?,
                }
            }
        }
        self.shared.metrics.retries_total.with_label_values(&["deliver"]).inc();
        Ok(delivered)
    }

    /// Finds out about a batch whose fate is unknown; says whether none is left.
    fn resolve(&mut self, go_on: &dyn Fn() -> bool) -> Result<bool, Failure> {
        let Some(prefix) = self.unresolved.take().filter(|prefix| !prefix.is_empty()) else { return Ok(true) };
        let commits = self.tracker.commits(&prefix);
        match self.delivery.resolve(&commits, go_on)? {
            Some(true) => self.settle(prefix, &commits),
            Some(false) => self.note_abort(&prefix),
            None => {
                self.unresolved = Some(prefix);
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A batch is committed.
    fn settle(&mut self, prefix: Prefix, commits: &[Commit]) {
        self.bisect.accepted(self.batcher.limits().records);
        self.batcher.delivered();
        self.failures_in_a_row = 0;
        self.not_before = None;
        self.shared.metrics.transaction_records.observe(prefix.records() as f64);
        let committed = self.tracker.commit(prefix);
        self.account(commits, &committed);
        for Ready { output, trace } in &committed {
            self.shared.traces.committed(output, trace);
            if let Err(error) = self.journal.clear(&output.position) {
                tracing::error!(%error, "the attempts cannot be written");
            }
        }
        self.release(&committed);
        if let Some(recent) = &self.shared.recent {
            recent.keep(committed.into_iter().map(|ready| ready.output));
        }
    }

    /// A batch went out and was not committed.
    fn note_abort(&self, prefix: &Prefix) {
        self.tracker.outcomes(prefix).for_each(|ready| ready.trace.aborted());
    }

    fn back_off(&mut self) {
        let wait = FIRST_BACKOFF.saturating_mul(1 << self.failures_in_a_row.min(10)).min(LAST_BACKOFF);
        self.failures_in_a_row += 1;
        self.not_before = Some(Instant::now() + wait);
    }

    /// The broker refuses the one message of this batch for what it holds.
    fn replace_culprit(&mut self, prefix: &Prefix) -> Result<(), Failure> {
        if self.tracker.outcomes(prefix).any(|ready| ready.output.is_minimal()) {
            let topic = &self.topics[1];
            return Err(Failure::Broken(format!(
                "topic '{topic}' refuses even the headers of a dead letter: look at its settings"
            )));
        }
        let shared = &self.shared;
        self.tracker.replace_first(prefix, |Ready { output, trace }| {
            let before = output.held_size();
            let output = Box::new(output.refused("the broker rejects the record"));
            shared.budget(|budget| budget.resize(before, output.held_size()));
            let bytes = output.wire_size();
            (Ready { output, trace }, bytes)
        });
        Ok(())
    }

    fn account(&self, commits: &[Commit], committed: &[Ready]) {
        let metrics = &self.shared.metrics;
        let now = wall_clock();
        let mut produced = [0; 2];
        for Ready { output, .. } in committed {
            produced[usize::from(output.destination == Destination::DeadLetter)] += 1;
            if let Some((reason, stage)) = output.dead_letter {
                metrics.dead_letters_total.with_label_values(&[reason.as_str(), stage.as_str()]).inc();
                log_dead_letter(output);
            }
            if let Some(timestamp) = output.timestamp {
                metrics.end_to_end_latency_seconds.observe((now - timestamp as f64 / 1e3).max(0.0));
            }
        }
        for (topic, number) in self.topics.iter().zip(produced) {
            metrics.records_produced_total.with_label_values(&[topic]).inc_by(number);
        }
        let mut rest = committed;
        let mut last: BTreeMap<&TopicPartition, Option<i64>> = BTreeMap::new();
        for commit in commits {
            let (own, others) = rest.split_at(commit.records.min(rest.len()));
            rest = others;
            last.insert(&commit.partition, own.last().and_then(|ready| ready.output.timestamp));
        }
        self.shared.progress(|progress| {
            for commit in commits {
                let Some(entry) = progress.get_mut(&commit.partition) else { continue };
                entry.commit(commit.next, last.get(&commit.partition).copied().flatten(), Instant::now());
                let labels = [&*commit.partition.topic, &commit.partition.partition.to_string()];
                metrics.committed_offset.with_label_values(&labels).set(commit.next.0);
                metrics.partition_last_progress_timestamp_seconds.with_label_values(&labels).set(now);
            }
        });
    }

    /// Tells the gauges.
    fn tell(&self) {
        let metrics = &self.shared.metrics;
        let age = self.tracker.oldest().map_or(Duration::ZERO, |taken| self.shared.now().saturating_sub(taken));
        metrics.oldest_inflight_age_seconds.set(age.as_secs_f64());
        metrics.queue_depth.with_label_values(&["extract"]).set(self.tracker.open() as i64);
        metrics.queue_depth.with_label_values(&["deliver"]).set(self.tracker.ready_records() as i64);
    }
}
