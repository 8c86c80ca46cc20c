//! One constant a family of metrics: its name, what it says, and its labels. Dashboards and alerts are written against
//! these names, so they change as the record does: a new one is an addition, a renamed one breaks people.
//!
//! Rule: a partition is a label of gauges only, never of a counter or histogram, so that the number of series does not
//! grow with every rebalance.

/// A family of metrics.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// The full name.
    pub name: &'static str,
    /// What it says, in one line.
    pub help: &'static str,
    /// The names of its labels, in the order in which values are given.
    pub labels: &'static [&'static str],
}

macro_rules! families {
    ($($constant:ident = $name:literal $labels:tt $help:literal;)*) => {
        $(#[doc = $help] pub const $constant: Family =
            Family { name: concat!("factwire_", $name), help: $help, labels: &$labels };)*

        /// Every family, in the order of the metrics page's documentation.
        pub const ALL: &[Family] = &[$($constant),*];
    };
}

families! {
    RECORDS_CONSUMED_TOTAL = "records_consumed_total" ["topic"]
        "Messages taken from an input topic.";
    CONSUMED_BYTES_TOTAL = "consumed_bytes_total" ["topic"]
        "Bytes of keys and values of the messages taken from an input topic.";
    RECORDS_PROCESSED_TOTAL = "records_processed_total" ["outcome"]
        "Messages whose outcome is known: a record, a dead letter or a tombstone.";
    FACTS_EXTRACTED_TOTAL = "facts_extracted_total" ["kind"]
        "Facts found, by kind: entity, time, amount, quote, event, relation.";
    RECORDS_PRODUCED_TOTAL = "records_produced_total" ["topic"]
        "Messages that were committed to an output topic.";
    DEAD_LETTERS_TOTAL = "dead_letters_total" ["reason", "stage"]
        "Messages that cannot become a record, by why and where.";
    RETRIES_TOTAL = "retries_total" ["stage"]
        "Times that a stage was tried again.";
    STAGE_DURATION_SECONDS = "stage_duration_seconds" ["stage"]
        "Time of one message in one stage.";
    END_TO_END_LATENCY_SECONDS = "end_to_end_latency_seconds" []
        "From a message's timestamp to the commit of its outcome.";
    RECORD_SIZE_BYTES = "record_size_bytes" ["direction"]
        "Size of a message value: in (articles) or out (records).";
    TRANSACTIONS_TOTAL = "transactions_total" ["result"]
        "Transactions by how they ended: committed, aborted or fenced.";
    TRANSACTION_DURATION_SECONDS = "transaction_duration_seconds" ["phase"]
        "Time of one phase of a transaction.";
    TRANSACTION_RECORDS = "transaction_records" []
        "Input messages in a committed transaction.";
    CONSUMER_LAG_RECORDS = "consumer_lag_records" ["topic", "partition"]
        "Messages between the committed offset and the last stable offset of an assigned partition.";
    CONSUMER_LAG_SECONDS = "consumer_lag_seconds" ["topic", "partition"]
        "Age by its timestamp of the oldest message of an assigned partition that is not committed; 0 without lag.";
    COMMITTED_OFFSET = "committed_offset" ["topic", "partition"]
        "The offset that an assigned partition is committed up to: that of the next message.";
    PARTITION_LAST_PROGRESS_TIMESTAMP_SECONDS = "partition_last_progress_timestamp_seconds" ["topic", "partition"]
        "When the committed offset of an assigned partition last moved, or the partition was assigned; Unix time.";
    INFLIGHT_RECORDS = "inflight_records" []
        "Messages between poll and commit.";
    INFLIGHT_BYTES = "inflight_bytes" []
        "Bytes of input and output between poll and commit.";
    INFLIGHT_LIMIT_RECORDS = "inflight_limit_records" []
        "With so many messages between poll and commit, partitions are paused.";
    INFLIGHT_LIMIT_BYTES = "inflight_limit_bytes" []
        "With so many bytes of input and output between poll and commit, partitions are paused.";
    OLDEST_INFLIGHT_AGE_SECONDS = "oldest_inflight_age_seconds" []
        "Time since the oldest message between poll and commit was taken; 0 without any.";
    QUEUE_DEPTH = "queue_depth" ["queue"]
        "Items that wait in a queue between two stages.";
    PARTITIONS_ASSIGNED = "partitions_assigned" []
        "Partitions that this worker has.";
    PARTITIONS_PAUSED = "partitions_paused" []
        "Partitions that are paused until memory is free.";
    EXTRACTOR_BUSY_SECONDS_TOTAL = "extractor_busy_seconds_total" []
        "Time that extractor threads worked; its rate by thread is how busy they are.";
    EXTRACTOR_WORKERS = "extractor_workers" []
        "Extractor threads.";
    REBALANCES_TOTAL = "rebalances_total" ["event"]
        "Rebalances by event: assigned, revoked or lost.";
    REBALANCE_DRAIN_SECONDS = "rebalance_drain_seconds" []
        "Time to finish what was under way when partitions were taken away.";
    REBALANCE_DISCARDED_RECORDS_TOTAL = "rebalance_discarded_records_total" []
        "Messages that were dropped uncommitted when their partition was taken away; its next owner reads them again.";
    KAFKA_ERRORS_TOTAL = "kafka_errors_total" ["client", "code"]
        "Errors that a Kafka client reported.";
    KAFKA_BROKER_RTT_SECONDS = "kafka_broker_rtt_seconds" ["broker"]
        "Mean round trip to a broker over the last statistics interval.";
    READY = "ready" []
        "1 while /readyz says yes: the worker is set up, brokers answer, and it is not stopping; else 0.";
    BUILD_INFO = "build_info" ["version", "revision"]
        "Always 1; the labels say what runs.";
}

/// Values of `outcome`.
pub const OUTCOMES: [&str; 3] = ["record", "dead_letter", "tombstone"];
/// Values of `kind`.
pub const FACT_KINDS: [&str; 6] = ["entity", "time", "amount", "quote", "event", "relation"];
/// Values of `direction`.
pub const DIRECTIONS: [&str; 2] = ["in", "out"];
/// Values of `result`.
pub const TRANSACTION_RESULTS: [&str; 3] = ["committed", "aborted", "fenced"];
/// Values of `phase`, in a transaction's order; one that fails ends with `abort` wherever it stands.
pub const TRANSACTION_PHASES: [&str; 5] = ["begin", "produce", "send_offsets", "commit", "abort"];
/// Values of `event`.
pub const REBALANCE_EVENTS: [&str; 3] = ["assigned", "revoked", "lost"];
