//! What the worker's threads share, and what they tell the deliver thread.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::epochs::Epochs;
use super::progress::Progress;
use crate::http::{Health, Recent};
use crate::kafka::error::Failure;
use crate::metrics::Metrics;
use crate::pipeline::{Budget, Epoch, Flow, Output, Position, TopicPartition};
use crate::traces::{Trace, Traces};

/// What the deliver thread is told. Events of one partition come in the order in which they happened.
#[derive(Debug)]
pub enum Event {
    /// Partitions were assigned.
    Assigned(Vec<(TopicPartition, Epoch)>),
    /// A message was taken and will be extracted.
    Taken(Position),
    /// A message has its output.
    Finished(Position, Ready),
    /// A message will have none under this assignment.
    Skipped(Position),
    /// Partitions go away; `done` is dropped when nothing of them can be committed any more.
    Revoked {
        /// The partitions.
        partitions: Vec<TopicPartition>,
        /// Whether they are gone already.
        lost: bool,
        /// Dropped when it is done.
        done: Sender<()>,
    },
    /// The worker stops: deliver what is finished, then end. `done` is dropped with the thread.
    Shutdown {
        /// Dropped when it is done.
        done: Sender<()>,
    },
}

/// What a message became, ready to be delivered.
#[derive(Debug)]
pub struct Ready {
    /// The message to be produced.
    pub output: Box<Output>,
    /// What its trace knows of it.
    pub trace: Trace,
}

/// What all threads of a worker share.
pub struct Shared {
    /// The metrics.
    pub metrics: Arc<Metrics>,
    /// Alive and ready.
    pub health: Arc<Health>,
    /// What the pages show of the stream; none where there are no pages.
    pub recent: Option<Arc<Recent>>,
    /// Where the spans of messages go.
    pub traces: Traces,
    /// The current assignments.
    pub epochs: Epochs,
    /// What the assigned partitions have come to.
    pub progress: Mutex<BTreeMap<TopicPartition, Progress>>,
    /// The moment that durations count from.
    pub start: Instant,
    budget: Mutex<Budget>,
    paused: AtomicBool,
    stopping: AtomicBool,
    abandoned: AtomicBool,
    hurried: AtomicBool,
    failures: Sender<Failure>,
}

impl Shared {
    /// Shared state of a worker that has taken nothing.
    #[must_use]
    pub fn new(
        metrics: Arc<Metrics>,
        health: Arc<Health>,
        recent: Option<Arc<Recent>>,
        traces: Traces,
        budget: Budget,
        failures: Sender<Failure>,
    ) -> Self {
        Self {
            metrics,
            health,
            recent,
            traces,
            epochs: Epochs::default(),
            progress: Mutex::default(),
            start: Instant::now(),
            budget: Mutex::new(budget),
            paused: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
            hurried: AtomicBool::new(false),
            failures,
        }
    }

    /// Time since the worker started.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Changes the budget and says how the flow stands.
    pub fn budget<T>(&self, change: impl FnOnce(&mut Budget) -> T) -> T {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut budget);
        self.metrics.inflight_bytes.set(i64::try_from(budget.bytes()).unwrap_or(i64::MAX));
        self.metrics.inflight_records.set(i64::try_from(budget.records()).unwrap_or(i64::MAX));
        result
    }

    /// Whether messages may be taken.
    pub fn flow(&self) -> Flow {
        self.budget(|budget| budget.flow())
    }

    /// Whether the partitions are paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused.load(Ordering::SeqCst)
    }

    /// The partitions were paused or resumed.
    pub fn set_paused(&self, paused: bool) {
        self.paused.store(paused, Ordering::SeqCst);
    }

    /// Whether the worker was told to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Tells the worker to stop.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.health.set_stopping();
    }

    /// Whether to wait for nothing any more: the time for draining is over.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::SeqCst)
    }

    /// Stops waiting for the broker.
    pub fn abandon(&self) {
        self.abandoned.store(true, Ordering::SeqCst);
    }

    /// Whether a revocation has waited for long enough: what the broker does not answer is given up with its producer.
    pub fn set_hurried(&self, hurried: bool) {
        self.hurried.store(hurried, Ordering::SeqCst);
    }

    /// Whether to go on waiting for the broker.
    #[must_use]
    pub fn may_wait(&self) -> bool {
        !self.is_abandoned() && !self.hurried.load(Ordering::SeqCst)
    }

    /// The worker cannot go on.
    pub fn fail(&self, failure: Failure) {
        // The receiver is gone only when the worker is ending for another failure already.
        _ = self.failures.send(failure);
    }

    /// The progress of all assigned partitions.
    pub fn progress<T>(&self, change: impl FnOnce(&mut BTreeMap<TopicPartition, Progress>) -> T) -> T {
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Waits for an event, or says that there is none for now.
///
/// # Errors
/// When all senders are gone.
pub fn receive<T>(events: &Receiver<T>, wait: Duration) -> Result<Option<T>, RecvTimeoutError> {
    match events.recv_timeout(wait) {
        Ok(event) => Ok(Some(event)),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(error) => Err(error),
    }
}
