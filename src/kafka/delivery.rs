//! One batch to the broker: outputs, dead letters and offsets together, exactly once or at least once.
//!
//! [`Delivery`] owns the producer and replaces it when it must. It holds no messages: what it could not deliver stays
//! with the caller, who hands the same batch in again.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _};
use rdkafka::topic_partition_list::{Offset as KafkaOffset, TopicPartitionList};

use super::consumer::ConsumerEvents;
use super::error::{Decision, Failure, Trouble, is_coordinator_away, is_transport};
use super::names::Names;
use super::producer::{Outgoing, Producer, Settled};
use super::settings::{ClientSettings, transaction_timeout};
use crate::config::{Config, Delivery as Guarantee};
use crate::metrics::Metrics;
use crate::pipeline::Commit;

/// How long to wait for a new producer while the worker runs before looking at revocations again.
const INIT_PATIENCE: Duration = Duration::from_secs(10);
/// Producers that may be replaced in a row, without a batch delivered between, before the worker gives up.
const MAX_REPLACEMENTS: u32 = 5;

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// It is committed.
    Committed,
    /// It is not, and may be handed in again after a while.
    Aborted,
    /// It is not: the broker will never take one of its messages.
    Rejected,
    /// Nobody can say yet: ask [`Delivery::resolve`].
    Unknown,
}

/// Delivers batches with the guarantee of the settings.
pub struct Delivery {
    client: ClientConfig,
    guarantee: Guarantee,
    names: Names,
    metrics: Arc<Metrics>,
    consumer: Weak<BaseConsumer<ConsumerEvents>>,
    producer: Option<Producer>,
    replacements: u32,
}

impl Delivery {
    /// Connects the worker's producer.
    ///
    /// # Errors
    /// When Kafka is unreachable for `patience`, or refuses us, or the settings.
    pub fn connect(
        config: &Config,
        max_batch_bytes: usize,
        metrics: Arc<Metrics>,
        patience: Duration,
    ) -> Result<Self, Failure> {
        let client = ClientSettings::new(config).producer(max_batch_bytes);
        Self::start(client, config.kafka.delivery, Names::of_worker(&config.kafka), metrics, patience)
    }

    /// Connects the producer of a redrive, which fences that of another one.
    ///
    /// # Errors
    /// As [`Delivery::connect`].
    pub fn of_redrive(
        config: &Config,
        max_batch_bytes: usize,
        metrics: Arc<Metrics>,
        patience: Duration,
    ) -> Result<Self, Failure> {
        let client = ClientSettings::new(config).redrive_producer(max_batch_bytes);
        Self::start(client, config.kafka.delivery, Names::of_redrive(&config.kafka), metrics, patience)
    }

    fn start(
        client: ClientConfig,
        guarantee: Guarantee,
        names: Names,
        metrics: Arc<Metrics>,
        patience: Duration,
    ) -> Result<Self, Failure> {
        let consumer = Weak::new();
        let mut delivery = Self { client, guarantee, names, metrics, consumer, producer: None, replacements: 0 };
        delivery.replace(patience, &|| true)?;
        if !delivery.is_ready() {
            let seconds = patience.as_secs();
            return Err(Failure::Unreachable(format!("the transaction coordinator did not answer within {seconds} s")));
        }
        delivery.replacements = 0;
        Ok(delivery)
    }

    /// Sets the consumer on whose behalf offsets are committed.
    pub fn attach(&mut self, consumer: &Arc<BaseConsumer<ConsumerEvents>>) {
        self.consumer = Arc::downgrade(consumer);
    }

    /// Whether a producer is initialised.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        self.producer.is_some()
    }

    /// Serves the producer's callbacks.
    pub fn poll(&self) {
        if let Some(producer) = &self.producer {
            producer.poll();
        }
    }

    /// Makes a new producer where there is none, which ends what the old one left open; says whether there is one now.
    ///
    /// # Errors
    /// When Kafka refuses us, or no producer delivers.
    pub fn renew(&mut self, go_on: &dyn Fn() -> bool) -> Result<bool, Failure> {
        if self.producer.is_none() {
            self.replace(INIT_PATIENCE, go_on)?;
        }
        Ok(self.is_ready())
    }

    /// Delivers `messages` and commits `offsets`, all or nothing under exactly-once. `go_on` is asked while the broker
    /// does not answer.
    ///
    /// # Errors
    /// When the worker cannot go on.
    pub fn deliver<'m>(
        &mut self,
        messages: impl Iterator<Item = Outgoing<'m>>,
        offsets: &TopicPartitionList,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Delivered, Failure> {
        self.renew(go_on)?;
        let Some(producer) = self.producer.take() else { return Ok(Delivered::Aborted) };
        let result = match self.guarantee {
            Guarantee::ExactlyOnce => self.transact(&producer, messages, offsets, go_on),
            Guarantee::AtLeastOnce => self.produce_and_commit(&producer, messages, offsets, go_on),
        };
        match result {
            Ok(Step { delivered, keep }) => {
                if keep {
                    self.producer = Some(producer);
                }
                if delivered == Delivered::Committed {
                    self.replacements = 0;
                }
                Ok(delivered)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Finds out what became of a batch that ended as [`Delivered::Unknown`], by the offsets that it would have
    /// committed; none while that cannot be said. A new producer has ended the old one's transaction by then.
    ///
    /// # Errors
    /// When the worker cannot go on.
    pub fn resolve(&mut self, commits: &[Commit], go_on: &dyn Fn() -> bool) -> Result<Option<bool>, Failure> {
        self.renew(go_on)?;
        let (Some(_), Some(consumer)) = (&self.producer, self.consumer.upgrade()) else { return Ok(None) };
        let found = match consumer.committed_offsets(partition_list(commits), INIT_PATIENCE) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "what became of the last batch is not known yet");
                return Ok(None);
            }
        };
        let committed = commits.iter().any(|Commit { partition, next, .. }| {
            let element = found.find_partition(&partition.topic, partition.partition);
            element.is_some_and(|element| matches!(element.offset(), KafkaOffset::Offset(at) if at >= next.0))
        });
        tracing::info!(committed, "the last batch's fate is known");
        Ok(Some(committed))
    }

    fn transact<'m>(
        &self,
        producer: &Producer,
        messages: impl Iterator<Item = Outgoing<'m>>,
        offsets: &TopicPartitionList,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Step, Failure> {
        let begin = Instant::now();
        let mut transaction = match producer.begin() {
            Ok(transaction) => transaction,
            Err(trouble) => return self.after(&trouble, begin, None),
        };
        self.observe("begin", begin);
        let produce_begin = Instant::now();
        let result = (|| {
            for message in messages {
                transaction.send(&message, go_on)?;
            }
            self.observe("produce", produce_begin);
            let consumer = self.consumer.upgrade();
            let group = consumer.as_ref().and_then(|consumer| consumer.group_metadata());
            let (Some(consumer), Some(group)) = (consumer, group) else {
                return Err(Trouble::aborting("group_metadata", "the consumer is gone"));
            };
            if consumer.assignment_lost() {
                return Err(Trouble::aborting("group_metadata", "the assignment is lost"));
            }
            let offsets_begin = Instant::now();
            transaction.send_offsets(offsets, &group, go_on)?;
            self.observe("send_offsets", offsets_begin);
            let commit_begin = Instant::now();
            let settled = transaction.commit(go_on)?;
            self.observe("commit", commit_begin);
            Ok(settled)
        })();
        match result {
            Ok(Settled { in_doubt }) => {
                self.count("committed");
                if in_doubt {
                    tracing::info!(
                        "a commit was answered late and may have been asked for twice: the producer is replaced"
                    );
                }
                Ok(Step { delivered: Delivered::Committed, keep: !in_doubt })
            }
            Err(trouble) => {
                let begun = transaction.begun();
                let aborted = match trouble.decision {
                    Decision::Abort | Decision::Reject => {
                        let abort_begin = Instant::now();
                        let aborted = transaction.abort(go_on);
                        self.observe("abort", abort_begin);
                        Some(aborted)
                    }
                    _ => {
                        transaction.give_up();
                        None
                    }
                };
                self.after(&trouble, begun, aborted.as_ref())
            }
        }
    }

    fn produce_and_commit<'m>(
        &self,
        producer: &Producer,
        messages: impl Iterator<Item = Outgoing<'m>>,
        offsets: &TopicPartitionList,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Step, Failure> {
        let begin = Instant::now();
        producer.forget_failures();
        let sent = messages.map(|message| producer.send(&message, go_on)).collect::<Result<Vec<()>, Trouble>>();
        // What was sent before a refusal is under way all the same; the order is kept only if it arrives before more is sent.
        let drained = producer.drain(go_on);
        self.observe("produce", begin);
        if let Err(trouble) = sent.map(|_| ()).and(drained) {
            return self.after(&trouble, begin, Some(&Ok(Settled { in_doubt: false })));
        }
        let commit_begin = Instant::now();
        loop {
            let Some(consumer) = self.consumer.upgrade() else {
                return Ok(Step { delivered: Delivered::Aborted, keep: true });
            };
            let Err(error) = consumer.commit(offsets, CommitMode::Sync) else { break };
            let code = error.rdkafka_error_code();
            self.metrics.retries_total.with_label_values(&["deliver"]).inc();
            // The outputs are there: delivering them again because a coordinator is away would only repeat them.
            if !code.is_some_and(|code| is_transport(code) || is_coordinator_away(code)) || !go_on() {
                tracing::warn!(%error, "offsets were not committed; their messages may be delivered again");
                return Ok(Step { delivered: Delivered::Aborted, keep: true });
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.observe("commit", commit_begin);
        self.count("committed");
        Ok(Step { delivered: Delivered::Committed, keep: true })
    }

    /// Decides how to go on after a batch that failed, whose transaction was begun at `begun`.
    fn after(
        &self,
        trouble: &Trouble,
        begun: Instant,
        aborted: Option<&Result<Settled, Trouble>>,
    ) -> Result<Step, Failure> {
        tracing::warn!(call = trouble.call, error = %trouble.error, decision = ?trouble.decision, "a batch was not delivered");
        if let Some(Err(abort)) = aborted {
            tracing::warn!(error = %abort.error, "the abort failed too: the producer is replaced");
            self.refuse_or_fence(abort, begun)?;
        }
        self.refuse_or_fence(trouble, begun)?;
        self.count("aborted");
        let aborts = matches!(trouble.decision, Decision::Abort | Decision::Reject);
        let clean = aborts && matches!(aborted, Some(Ok(Settled { in_doubt: false }))) && !trouble.in_doubt;
        let delivered = match trouble.decision {
            Decision::Reject => Delivered::Rejected,
            _ if trouble.call == "commit_transaction" && !aborts => Delivered::Unknown,
            _ => Delivered::Aborted,
        };
        Ok(Step { delivered, keep: clean })
    }

    fn refuse_or_fence(&self, trouble: &Trouble, begun: Instant) -> Result<(), Failure> {
        match (trouble.decision, trouble.code) {
            (Decision::Refuse, Some(code)) => Err(self.names.refused(code, false)),
            (Decision::Fenced, _) => {
                self.count("fenced");
                // The coordinator fences a transaction that it has given up, and it gives none up before its time: a
                // younger one was fenced by a twin. Taken now: an abort may have waited for that time to pass.
                let age = begun.elapsed();
                if age < transaction_timeout(&self.client) {
                    Err(self.names.fenced())
                } else {
                    tracing::warn!(
                        age_s = age.as_secs(),
                        "the transaction outlived transaction.timeout.ms: the producer is replaced"
                    );
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }

    /// Makes a new producer; leaves none where no broker answers within `patience`, which is no reason to give up.
    fn replace(&mut self, patience: Duration, go_on: &dyn Fn() -> bool) -> Result<(), Failure> {
        self.replacements += 1;
        if self.replacements > MAX_REPLACEMENTS {
            return Err(Failure::Broken("no producer delivers: look for the first error above".to_owned()));
        }
        let begin = Instant::now();
        match Producer::connect(&self.client, self.metrics.clone(), patience, go_on) {
            Ok(producer) => {
                tracing::info!(millis = begin.elapsed().as_millis(), "producer initialised");
                self.producer = Some(producer);
                Ok(())
            }
            Err(Trouble { decision: Decision::Refuse, code: Some(code), .. }) => Err(self.names.refused(code, false)),
            Err(Trouble { decision: Decision::Fenced, .. }) => Err(self.names.fenced()),
            Err(trouble) if trouble.call == "create producer" => Err(Failure::Settings(trouble.to_string())),
            Err(trouble) if trouble.code.is_some_and(is_transport) => {
                self.replacements -= 1;
                tracing::warn!(error = %trouble, "no producer to be had yet");
                Ok(())
            }
            Err(trouble) => Err(Failure::Broken(trouble.to_string())),
        }
    }

    fn observe(&self, phase: &str, since: Instant) {
        let seconds = since.elapsed().as_secs_f64();
        self.metrics.transaction_duration_seconds.with_label_values(&[phase]).observe(seconds);
    }

    fn count(&self, result: &str) {
        self.metrics.transactions_total.with_label_values(&[result]).inc();
    }
}

struct Step {
    delivered: Delivered,
    keep: bool,
}

/// What the group commits with these messages.
#[must_use]
pub fn partition_list(commits: &[Commit]) -> TopicPartitionList {
    let mut list = TopicPartitionList::with_capacity(commits.len());
    for Commit { partition, next, .. } in commits {
        let added = list.add_partition_offset(&partition.topic, partition.partition, KafkaOffset::Offset(next.0));
        added.expect("an offset of the log is a valid offset");
    }
    list
}
