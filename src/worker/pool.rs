//! The extractor threads: a job in, its output to the deliver thread, whatever the article does.
//!
//! A panic is caught and a deadline is asked for inside the extraction. What does not ask (a library stuck in a loop) is
//! found by the watchdog: it takes the article away as a dead letter, leaves the thread to itself and starts another in
//! its place. Whoever takes the entry out of a thread's [`Seat`] ends the article, so it ends once. Suspects of an earlier
//! crash are extracted alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};

use super::active::ActiveTime;
use super::journal::Journal;
use super::process::Processor;
use super::shared::{Event, Ready, Shared};
use crate::article::RawArticle;
use crate::kafka::error::Failure;
use crate::kafka::topics::TopicLimits;
use crate::pipeline::{Message, Outcome, Output, Position, Verdict};
use crate::record::{DeadLetter, Reason, Stage};
use crate::traces::Begun;

/// The stack of an extractor thread, in bytes. Pages that are not touched cost nothing.
const STACK: usize = 16 << 20;

/// How often the watchdog looks.
const TICK: Duration = Duration::from_millis(50);

/// A message to be extracted.
#[derive(Debug)]
pub struct Job {
    message: Message,
}

impl Job {
    /// The job of one message.
    #[must_use]
    pub const fn new(message: Message) -> Self {
        Self { message }
    }

    /// Where its message stands.
    #[must_use]
    pub const fn position(&self) -> &Position {
        &self.message.position
    }

    /// Lets the message go: its partition's next owner reads it.
    #[must_use]
    pub fn skip(self, shared: &Shared) -> Event {
        shared.budget(|budget| budget.release(1, self.message.size()));
        Event::Skipped(self.message.position)
    }
}

/// What every extractor thread works with.
pub struct Bench {
    /// The worker's shared state.
    pub shared: Arc<Shared>,
    /// Decode, clean, extract, encode.
    pub processor: Processor,
    /// What a crash would leave behind.
    pub journal: Arc<Journal>,
    /// How large an output may be.
    pub limits: TopicLimits,
    /// Where outputs go.
    pub deliver: Sender<Event>,
    /// Where jobs come from.
    pub jobs: Receiver<Job>,
    /// When the watchdog takes an article away.
    pub hard_deadline: Duration,
}

/// What one thread is busy with; none when it is idle, or when the watchdog has taken it away.
type Seat = Mutex<Option<Busy>>;

struct Busy {
    message: Arc<Message>,
    trace: Begun,
    since: Instant,
    /// How long the watchdog has seen it, without the time that the whole process was stopped.
    active: Duration,
    alone: bool,
}

/// The threads.
pub struct Pool {
    watchdog: JoinHandle<()>,
}

impl Pool {
    /// Starts `threads` extractor threads and their watchdog. They end when the jobs' sender is gone.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(bench: Bench, threads: usize) -> std::io::Result<Self> {
        bench.shared.metrics.extractor_workers.set(i64::try_from(threads).unwrap_or(i64::MAX));
        let crew = Arc::new(Crew { bench, gate: Gate::default() });
        let seats = (0..threads).map(|number| Crew::hire(&crew, number)).collect::<Result<Vec<_>, _>>()?;
        let watchdog = std::thread::Builder::new().name("fw-watchdog".to_owned());
        let shared = crew.bench.shared.clone();
        let watchdog = watchdog.spawn(move || guarded(&shared, "the watchdog", || crew.watch(seats)))?;
        Ok(Self { watchdog })
    }

    /// Waits for the threads to end, but for those that are stuck.
    pub fn join(self) {
        if self.watchdog.join().is_err() {
            tracing::error!("the watchdog panicked");
        }
    }
}

struct Crew {
    bench: Bench,
    gate: Gate,
}

struct Worker {
    seat: Arc<Seat>,
    number: usize,
    thread: JoinHandle<()>,
}

impl Crew {
    fn hire(crew: &Arc<Self>, number: usize) -> std::io::Result<Worker> {
        let seat = Arc::new(Seat::default());
        let thread = std::thread::Builder::new().name(format!("fw-extract-{number}")).stack_size(STACK);
        let (own, taken) = (crew.clone(), seat.clone());
        // What panics beside the extraction itself would leave its partition waiting for an outcome.
        let thread = thread.spawn(move || guarded(&own.bench.shared, "an extractor", || own.work(&taken, number)))?;
        Ok(Worker { seat, number, thread })
    }

    fn work(&self, seat: &Seat, number: usize) {
        while let Ok(job) = self.bench.jobs.recv() {
            if !self.bench.shared.epochs.is_current(job.position()) {
                // The deliver thread is gone only when the worker is ending.
                _ = self.bench.deliver.send(job.skip(&self.bench.shared));
            } else if !self.process(seat, number, job.message) {
                return;
            }
        }
    }

    /// Extracts one message; says no when the watchdog has replaced this thread.
    fn process(&self, seat: &Seat, number: usize, message: Message) -> bool {
        let verdict = self.bench.journal.verdict(&message.position);
        let alone = verdict != Verdict::Innocent;
        self.gate.enter(alone);
        self.record(self.bench.journal.begin(number, &message.position));
        let trace = self.bench.shared.traces.begin(&message);
        let message = Arc::new(message);
        let busy = Busy { message: message.clone(), trace, since: Instant::now(), active: Duration::ZERO, alone };
        *seat.lock().unwrap_or_else(PoisonError::into_inner) = Some(busy);
        let outcome = match verdict {
            Verdict::Guilty(attempts) => guilty(attempts),
            Verdict::Innocent | Verdict::Suspect => self.outcome(&message),
        };
        drop(message);
        match seat.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(busy) => {
                self.finish(number, busy, outcome);
                true
            }
            None => false,
        }
    }

    fn outcome(&self, message: &Message) -> Outcome {
        let Some(value) = &message.value else {
            return match message.key {
                Some(_) => Outcome::Tombstone,
                None => {
                    let error = "a null value without a key retracts nothing";
                    Outcome::DeadLetter(DeadLetter::new(Reason::Invalid, Stage::Decode, error))
                }
            };
        };
        let raw = RawArticle {
            value,
            key: message.key.as_deref(),
            published_at: message.header("published_at"),
            ..RawArticle::default()
        };
        let (result, timings) = self.bench.processor.process(raw);
        timings.observe_in(&self.bench.shared.metrics);
        match result {
            Ok(processed) => {
                processed.facts.count_in(&self.bench.shared.metrics);
                Outcome::Record { id: processed.id, bytes: processed.bytes }
            }
            Err(letter) => Outcome::DeadLetter(letter),
        }
    }

    /// Ends an article: exactly once, by whoever took it out of the seat.
    fn finish(&self, number: usize, busy: Busy, outcome: Outcome) {
        let Bench { shared, journal, limits, deliver, .. } = &self.bench;
        let Busy { message, trace, since, alone, .. } = busy;
        self.record(journal.end(number));
        self.gate.leave(alone);
        let metrics = &shared.metrics;
        metrics.extractor_busy_seconds_total.inc_by(since.elapsed().as_secs_f64());
        let mut message = Arc::try_unwrap(message).unwrap_or_else(|shared| (*shared).clone());
        let (position, before) = (message.position.clone(), message.size());
        // Before anything is made of its headers: whatever goes out in the message's place carries its trace on.
        let trace = trace.end(&mut message);
        let output = Output::new(message, outcome).fit(limits.output, limits.dead_letter);
        let outcome = match (&output.dead_letter, &output.value) {
            (Some(_), _) => "dead_letter",
            (None, Some(_)) => "record",
            (None, None) => "tombstone",
        };
        metrics.records_processed_total.with_label_values(&[outcome]).inc();
        metrics.record_size_bytes.with_label_values(&["out"]).observe(output.wire_size() as f64);
        shared.budget(|budget| budget.resize(before, output.held_size()));
        _ = deliver.send(Event::Finished(position, Ready { output: Box::new(output), trace }));
    }

    /// Poison is then not recognised across restarts; that must not stop the articles.
    fn record(&self, result: std::io::Result<()>) {
        if let Err(error) = result {
            tracing::error!(%error, "the attempts cannot be written");
        }
    }

    /// Looks for threads that are stuck until all others have ended.
    fn watch(self: Arc<Self>, mut workers: Vec<Worker>) {
        let most_stuck = workers.len() * 4;
        let mut stuck: Vec<JoinHandle<()>> = Vec::new();
        let mut next = workers.len();
        // Since the watchdog itself looks this often, a longer gap is a stop of the whole process.
        let mut active = ActiveTime::new(Instant::now(), TICK * 2);
        while workers.iter().any(|worker| !worker.thread.is_finished()) {
            std::thread::sleep(TICK);
            let tick = active.look(Instant::now());
            for index in (0..workers.len()).rev() {
                if self.rescue(&workers[index], tick) {
                    stuck.push(workers.swap_remove(index).thread);
                    self.replace(&mut workers, next);
                    next += 1;
                }
            }
            stuck.retain(|thread| !thread.is_finished());
            if stuck.len() > most_stuck {
                let error = format!("{} extractor threads are stuck", stuck.len());
                self.bench.shared.fail(Failure::Broken(error));
                return;
            }
        }
    }

    fn replace(self: &Arc<Self>, workers: &mut Vec<Worker>, number: usize) {
        match Self::hire(self, number) {
            Ok(worker) => workers.push(worker),
            Err(error) => self.bench.shared.fail(Failure::Broken(format!("no thread to be had: {error}"))),
        }
    }

    /// Takes the article of a stuck thread away.
    fn rescue(&self, worker: &Worker, tick: Duration) -> bool {
        let mut seat = worker.seat.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(busy) = seat.as_mut() {
            busy.active += tick;
        }
        let Some(busy) = seat.take_if(|busy| busy.active >= self.bench.hard_deadline) else { return false };
        drop(seat);
        let position = &busy.message.position;
        tracing::error!(
            topic = %position.partition.topic, partition = position.partition.partition, offset = position.offset.0,
            "the extractor does not come back from an article: its thread is left alone and replaced"
        );
        let error = "the extractor did not come back, and was left to itself";
        let letter = DeadLetter::new(Reason::Timeout, Stage::Extract, error);
        self.finish(worker.number, busy, Outcome::DeadLetter(letter));
        true
    }
}

/// Does the work of a thread whose panic ends the worker rather than leave it half alive.
pub(super) fn guarded(shared: &Shared, who: &str, work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        shared.fail(Failure::Broken(format!("{who} panicked: report it with the lines above")));
    }
}

fn guilty(attempts: u32) -> Outcome {
    let error = format!("took the process down {attempts} times, the last time alone");
    Outcome::DeadLetter(DeadLetter { attempts, ..DeadLetter::new(Reason::Panic, Stage::Extract, error) })
}

/// Lets any number of articles in, or one that is to be alone.
#[derive(Default)]
struct Gate {
    inside: Mutex<Inside>,
    changed: Condvar,
}

#[derive(Default)]
struct Inside {
    articles: usize,
    alone: bool,
    waiting_alone: usize,
}

impl Gate {
    fn enter(&self, alone: bool) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.waiting_alone += usize::from(alone);
        // One that is to be alone goes first: a steady stream of others would keep it out.
        while inside.alone || (if alone { inside.articles > 0 } else { inside.waiting_alone > 0 }) {
            inside = self.changed.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        inside.waiting_alone -= usize::from(alone);
        inside.articles += 1;
        inside.alone = alone;
    }

    fn leave(&self, alone: bool) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.articles -= 1;
        inside.alone &= !alone;
        drop(inside);
        self.changed.notify_all();
    }
}
