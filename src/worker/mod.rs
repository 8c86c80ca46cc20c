//! The worker: the stages, wired, with their threads and their shutdown.
//!
//! ```text
//! poll thread ──jobs──▶ extractor threads ──events──▶ deliver thread ──transactions──▶ Kafka
//!      ▲  └───────────────────events─────────────────────▲
//!      └── pause and resume ◀── budget ◀── committed ────┘
//! ```
//!
//! Stopping goes with the stream: not ready, stop taking, deliver what is finished, leave the group, close the producer.

mod active;
mod deliver;
mod epochs;
pub mod journal;
mod outgoing;
mod poll;
mod pool;
pub mod process;
mod progress;
mod shared;
mod watch;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use rdkafka::consumer::{BaseConsumer, Consumer as _};

use crate::article::{RawArticle, ReadOptions};
use crate::config::Config;
use crate::extract::Extract;
use crate::http::{self, Health, Pages, Recent, Server};
use crate::kafka::consumer::{self, ConsumerEvents};
use crate::kafka::delivery::Delivery;
use crate::kafka::error::Failure;
use crate::kafka::settings::ClientSettings;
use crate::kafka::topics;
use crate::metrics::Metrics;
use crate::pipeline::{Budget, BudgetLimits};
use crate::traces::Traces;
use deliver::Deliverer;
use journal::Journal;
use poll::{Poller, Rebalances};
use pool::{Bench, Job, Pool};
use process::Processor;
use shared::{Event, Shared};

/// How long brokers may take to answer at the start.
const PATIENCE: Duration = Duration::from_secs(15);

/// A running worker.
pub struct Worker {
    shared: Arc<Shared>,
    failures: Receiver<Failure>,
    threads: Option<Threads>,
    server: Option<Server>,
    drain: Duration,
}

struct Threads {
    poll: JoinHandle<()>,
    deliver: JoinHandle<()>,
    watch: JoinHandle<()>,
    watch_stop: Sender<()>,
    pool: Pool,
}

impl Worker {
    /// Starts a worker: pages, topics, producer, consumer, threads. It is ready when this returns.
    ///
    /// # Errors
    /// When Kafka is unreachable or refuses us, or the settings or the machine do not allow it.
    pub fn start(config: &Config, extractor: Arc<dyn Extract>) -> Result<Self, Failure> {
        let begin = Instant::now();
        let metrics = Arc::new(Metrics::new());
        let health = Arc::new(Health::new(begin, config.shutdown.drain()));
        config.kafka.named_inputs().for_each(|topic| metrics.expect_input_topic(topic));
        config.kafka.outputs().into_iter().for_each(|topic| metrics.expect_output_topic(topic));
        let recent = config.http.pages.then(|| Arc::new(Recent::default()));
        let pages = recent.clone().map(|recent| pages(config, recent, extractor.clone()));
        let server = serve(config, &metrics, &health, pages)?;
        let limits = topics::prepare(config, PATIENCE)?;
        let batch_bytes = limits.output.min(limits.dead_letter);
        let delivery = Delivery::connect(config, batch_bytes, metrics.clone(), PATIENCE)?;
        let path = config.poison.attempts_path(&config.kafka);
        let journal = Journal::open(&path, config.poison.max_attempts);
        let journal = Arc::new(journal.map_err(|error| Failure::Settings(error.to_string()))?);

        let (failing, failures) = unbounded();
        metrics.expect_budget(config.memory.max_inflight_records, config.memory.max_inflight_bytes);
        let budget = Budget::new(BudgetLimits {
            bytes: config.memory.max_inflight_bytes,
            records: config.memory.max_inflight_records,
        });
        let traces = Traces::start(config);
        let shared = Arc::new(Shared::new(metrics, health, recent, traces, budget, failing));
        // Both channels are unbounded and hold what the budget allows.
        let (deliver, inbox) = unbounded();
        let (jobs, work) = unbounded();
        let hard_deadline = config.extract.deadline() * 2 + Duration::from_millis(500);
        let bench = Bench {
            shared: shared.clone(),
            processor: processor(config, extractor),
            journal: journal.clone(),
            limits,
            deliver: deliver.clone(),
            jobs: work.clone(),
            hard_deadline,
        };
        let pool = Pool::start(bench, config.extract.worker_count()).map_err(no_thread)?;
        let consumer = subscribe(config, &shared, &deliver, (jobs.clone(), work))?;
        let parts = Parts { consumer, deliver, inbox, jobs, delivery, pool, journal, patience: hard_deadline };
        let threads = Threads::start(config, &shared, parts)?;
        shared.health.set_producer_ready(true);
        shared.health.set_brokers_reachable(true);
        tracing::info!(millis = begin.elapsed().as_millis(), group = config.kafka.group_id, "ready");
        Ok(Self { shared, failures, threads: Some(threads), server, drain: config.shutdown.drain() })
    }

    /// Where the pages are.
    #[must_use]
    pub fn http_address(&self) -> Option<std::net::SocketAddr> {
        self.server.as_ref().map(Server::local_addr)
    }

    /// The metrics.
    #[must_use]
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.shared.metrics
    }

    /// Tells of the failure for which the worker cannot go on.
    #[must_use]
    pub const fn failures(&self) -> &Receiver<Failure> {
        &self.failures
    }

    /// Stops: nothing more is taken, what is in flight is delivered within `shutdown.drain_ms`, the group is left.
    ///
    /// # Errors
    /// A failure on the way; what was not delivered is read again by the next owner.
    pub fn stop(mut self) -> Result<(), Failure> {
        tracing::info!("stopping");
        self.shared.stop();
        self.give_up_after(self.drain);
        let clean = self.threads.take().is_none_or(Threads::join);
        if let Some(server) = self.server.take() {
            server.stop();
        }
        let traces = self.shared.traces.clone();
        let stopped = match self.failures.try_recv() {
            Ok(failure) => Err(failure),
            Err(_) if !clean => Err(Failure::Broken("a thread of the worker panicked".to_owned())),
            Err(_) if self.shared.is_abandoned() => {
                Err(Failure::Broken("not drained within shutdown.drain_ms".to_owned()))
            }
            Err(_) => Ok(()),
        };
        // Everything is drained, and the timer is to know before the collector has its time.
        drop(self);
        traces.stop();
        if stopped.is_ok() {
            tracing::info!("stopped");
        }
        stopped
    }
}

impl Worker {
    /// Ends it without waiting for the broker: what is in flight is read again.
    pub fn abandon(self) {
        self.shared.abandon();
        // That something was given up is what was asked for.
        _ = self.stop();
    }

    /// Stops waiting for the broker after `drain`. A thread of its own: the poll thread may be waiting in a rebalance.
    fn give_up_after(&self, drain: Duration) {
        let shared = Arc::downgrade(&self.shared);
        let timer = std::thread::Builder::new().name("fw-drain".to_owned());
        let timer = timer.spawn(move || {
            std::thread::sleep(drain);
            let Some(shared) = shared.upgrade() else { return };
            tracing::error!(
                "not drained within shutdown.drain_ms: what is in flight is given up, and read again by the next owner"
            );
            shared.abandon();
        });
        if timer.is_err() {
            self.shared.abandon();
        }
    }
}

/// What the threads are made from.
struct Parts {
    consumer: Arc<BaseConsumer<ConsumerEvents>>,
    deliver: Sender<Event>,
    inbox: Receiver<Event>,
    jobs: Sender<Job>,
    delivery: Delivery,
    pool: Pool,
    journal: Arc<Journal>,
    patience: Duration,
}

impl Threads {
    fn start(config: &Config, shared: &Arc<Shared>, parts: Parts) -> Result<Self, Failure> {
        let Parts { consumer, deliver, inbox, jobs, mut delivery, pool, journal, patience } = parts;
        let (watch_stop, stopped) = bounded(0);
        let (weak, watched, settings) = (Arc::downgrade(&consumer), shared.clone(), config.clone());
        let watch = spawn("fw-watch", shared, move || watch::run(&watched, &settings, &weak, &stopped))?;
        delivery.attach(&consumer);
        let deliverer = Deliverer::new(shared.clone(), config, inbox, delivery, patience, journal);
        let deliver_thread = spawn("fw-deliver", shared, move || deliverer.run())?;
        let poller = Poller::new(shared.clone(), config.clone(), consumer, deliver, jobs);
        let poll = spawn("fw-poll", shared, move || poller.run())?;
        Ok(Self { poll, deliver: deliver_thread, watch, watch_stop, pool })
    }

    /// Waits for all threads; says whether none panicked.
    fn join(self) -> bool {
        // The watch thread first: the last owner of the consumer, which leaves the group, is to be the poll thread.
        drop(self.watch_stop);
        let watch = self.watch.join();
        let poll = self.poll.join();
        let deliver = self.deliver.join();
        self.pool.join();
        watch.is_ok() && poll.is_ok() && deliver.is_ok()
    }
}

/// What turns a message into a record under these settings.
#[must_use]
pub fn processor(config: &Config, extractor: Arc<dyn Extract>) -> Processor {
    let options = ReadOptions {
        languages: config.extract.languages.clone(),
        max_article_bytes: config.extract.max_article_bytes,
    };
    Processor::new(extractor, options, config.extract.deadline())
}

/// The pages for people, which read what is pasted into them as the worker reads a message.
fn pages(config: &Config, recent: Arc<Recent>, extractor: Arc<dyn Extract>) -> Pages {
    let processor = processor(config, extractor);
    Pages::new(recent, Arc::new(move |value| processor.record(RawArticle { value, ..RawArticle::default() })))
}

fn serve(
    config: &Config,
    metrics: &Arc<Metrics>,
    health: &Arc<Health>,
    pages: Option<Pages>,
) -> Result<Option<Server>, Failure> {
    if config.http.listen.is_empty() {
        return Ok(None);
    }
    let server = http::serve(&config.http.listen, metrics.clone(), health.clone(), pages);
    let server = server.map_err(|error| Failure::Settings(error.to_string()))?;
    let for_people = config.http.pages;
    tracing::info!(address = %server.local_addr(), for_people, "pages: /metrics /livez /readyz");
    Ok(Some(server))
}

fn subscribe(
    config: &Config,
    shared: &Arc<Shared>,
    deliver: &Sender<Event>,
    jobs: (Sender<Job>, Receiver<Job>),
) -> Result<Arc<BaseConsumer<ConsumerEvents>>, Failure> {
    let listener = Arc::new(Rebalances::new(shared.clone(), config.clone(), deliver.clone(), jobs));
    let client = ClientSettings::new(config).consumer();
    let consumer = consumer::connect(&client, listener, shared.metrics.clone())?;
    let topics: Vec<&str> = config.kafka.input_topics.iter().map(String::as_str).collect();
    let subscribed = consumer.subscribe(&topics);
    subscribed.map_err(|error| Failure::Settings(format!("cannot subscribe to kafka.input_topics: {error}")))?;
    Ok(Arc::new(consumer))
}

/// Starts a thread whose panic ends the worker rather than leave it half alive.
fn spawn(
    name: &'static str,
    shared: &Arc<Shared>,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, Failure> {
    let shared = shared.clone();
    let guarded = move || pool::guarded(&shared, name, work);
    std::thread::Builder::new().name(name.to_owned()).spawn(guarded).map_err(no_thread)
}

#[allow(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn no_thread(error: std::io::Error) -> Failure {
    Failure::Broken(format!("cannot start a thread: {error}"))
}
