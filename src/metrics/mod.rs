//! What the worker counts and measures: one handle that owns the registry, a field a family.
//!
//! Rules: a counter whose label values are known beforehand starts at 0, so that its first increase is seen as a rate;
//! a gauge whose value is not known is absent, never 0; the gauges of a partition go when the partition goes.

pub mod families;
pub mod reading;

use std::time::{SystemTime, UNIX_EPOCH};

use prometheus::{
    Counter, Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec,
    Opts, Registry, TextEncoder, core::Collector,
};

use crate::record::{Reason, Stage};
use families::Family;

/// Every metric of the process. Fields are named as their family without `factwire_`; [`families`] says what each means
/// and in which order label values are given.
#[derive(Debug)]
#[allow(missing_docs, reason = "families.rs documents each")]
pub struct Metrics {
    registry: Registry,
    pub records_consumed_total: IntCounterVec,
    pub consumed_bytes_total: IntCounterVec,
    pub records_processed_total: IntCounterVec,
    pub facts_extracted_total: IntCounterVec,
    pub records_produced_total: IntCounterVec,
    pub dead_letters_total: IntCounterVec,
    pub retries_total: IntCounterVec,
    pub stage_duration_seconds: HistogramVec,
    pub end_to_end_latency_seconds: Histogram,
    pub record_size_bytes: HistogramVec,
    pub transactions_total: IntCounterVec,
    pub transaction_duration_seconds: HistogramVec,
    pub transaction_records: Histogram,
    pub consumer_lag_records: IntGaugeVec,
    pub consumer_lag_seconds: GaugeVec,
    pub committed_offset: IntGaugeVec,
    pub partition_last_progress_timestamp_seconds: GaugeVec,
    pub inflight_records: IntGauge,
    pub inflight_bytes: IntGauge,
    pub inflight_limit_records: IntGauge,
    pub inflight_limit_bytes: IntGauge,
    pub oldest_inflight_age_seconds: Gauge,
    pub queue_depth: IntGaugeVec,
    pub partitions_assigned: IntGauge,
    pub partitions_paused: IntGauge,
    pub extractor_busy_seconds_total: Counter,
    pub extractor_workers: IntGauge,
    pub rebalances_total: IntCounterVec,
    pub rebalance_drain_seconds: Histogram,
    pub rebalance_discarded_records_total: IntCounter,
    pub kafka_errors_total: IntCounterVec,
    pub kafka_broker_rtt_seconds: GaugeVec,
    pub ready: IntGauge,
    pub build_info: IntGaugeVec,
}

/// From a token's work to the longest deadline that makes sense.
const STAGE_BUCKETS: &[f64] = &[
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// From a commit on loopback to a broker that is down for a while.
const TRANSACTION_BUCKETS: &[f64] =
    &[0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];
/// From a worker that keeps up to one that catches up with a day.
const LATENCY_BUCKETS: &[f64] =
    &[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 3600.0, 21_600.0, 86_400.0];
/// From an empty article to the largest message that brokers take without being told to, and above.
const SIZE_BUCKETS: &[f64] = &[
    256.0,
    512.0,
    1024.0,
    2048.0,
    4096.0,
    8192.0,
    16_384.0,
    32_768.0,
    65_536.0,
    131_072.0,
    262_144.0,
    524_288.0,
    1_048_576.0,
    4_194_304.0,
];
/// From a single message to more than the default `batch.max_records`.
const BATCH_BUCKETS: &[f64] = &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0];

/// Where a message can fail, and as what: the pairs start at 0.
const FAILURES: [(Stage, &[Reason]); 5] = [
    (Stage::Decode, &[Reason::Undecodable, Reason::Invalid, Reason::TooLarge, Reason::Timeout, Reason::Panic]),
    (Stage::Clean, &[Reason::Invalid, Reason::UnsupportedLanguage, Reason::Timeout, Reason::Panic]),
    (Stage::Extract, &[Reason::Timeout, Reason::Panic]),
    (Stage::Encode, &[Reason::Panic]),
    (Stage::Deliver, &[Reason::RejectedByBroker]),
];

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All families in a registry of their own, with what is known beforehand at 0.
    #[must_use]
    pub fn new() -> Self {
        use families as f;
        let registry = Registry::new();
        #[cfg(target_os = "linux")]
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self())).expect(CONSTANT);
        let r = &registry;
        let metrics = Self {
            records_consumed_total: counters(r, f::RECORDS_CONSUMED_TOTAL),
            consumed_bytes_total: counters(r, f::CONSUMED_BYTES_TOTAL),
            records_processed_total: counters(r, f::RECORDS_PROCESSED_TOTAL),
            facts_extracted_total: counters(r, f::FACTS_EXTRACTED_TOTAL),
            records_produced_total: counters(r, f::RECORDS_PRODUCED_TOTAL),
            dead_letters_total: counters(r, f::DEAD_LETTERS_TOTAL),
            retries_total: counters(r, f::RETRIES_TOTAL),
            stage_duration_seconds: histograms(r, f::STAGE_DURATION_SECONDS, STAGE_BUCKETS),
            end_to_end_latency_seconds: histogram(r, f::END_TO_END_LATENCY_SECONDS, LATENCY_BUCKETS),
            record_size_bytes: histograms(r, f::RECORD_SIZE_BYTES, SIZE_BUCKETS),
            transactions_total: counters(r, f::TRANSACTIONS_TOTAL),
            transaction_duration_seconds: histograms(r, f::TRANSACTION_DURATION_SECONDS, TRANSACTION_BUCKETS),
            transaction_records: histogram(r, f::TRANSACTION_RECORDS, BATCH_BUCKETS),
            consumer_lag_records: int_gauges(r, f::CONSUMER_LAG_RECORDS),
            consumer_lag_seconds: gauges(r, f::CONSUMER_LAG_SECONDS),
            committed_offset: int_gauges(r, f::COMMITTED_OFFSET),
            partition_last_progress_timestamp_seconds: gauges(r, f::PARTITION_LAST_PROGRESS_TIMESTAMP_SECONDS),
            inflight_records: register(r, made(IntGauge::with_opts(opts(f::INFLIGHT_RECORDS)))),
            inflight_bytes: register(r, made(IntGauge::with_opts(opts(f::INFLIGHT_BYTES)))),
            inflight_limit_records: register(r, made(IntGauge::with_opts(opts(f::INFLIGHT_LIMIT_RECORDS)))),
            inflight_limit_bytes: register(r, made(IntGauge::with_opts(opts(f::INFLIGHT_LIMIT_BYTES)))),
            oldest_inflight_age_seconds: register(r, made(Gauge::with_opts(opts(f::OLDEST_INFLIGHT_AGE_SECONDS)))),
            queue_depth: int_gauges(r, f::QUEUE_DEPTH),
            partitions_assigned: register(r, made(IntGauge::with_opts(opts(f::PARTITIONS_ASSIGNED)))),
            partitions_paused: register(r, made(IntGauge::with_opts(opts(f::PARTITIONS_PAUSED)))),
            extractor_busy_seconds_total: register(r, made(Counter::with_opts(opts(f::EXTRACTOR_BUSY_SECONDS_TOTAL)))),
            extractor_workers: register(r, made(IntGauge::with_opts(opts(f::EXTRACTOR_WORKERS)))),
            rebalances_total: counters(r, f::REBALANCES_TOTAL),
            rebalance_drain_seconds: histogram(r, f::REBALANCE_DRAIN_SECONDS, TRANSACTION_BUCKETS),
            rebalance_discarded_records_total: register(
                r,
                made(IntCounter::with_opts(opts(f::REBALANCE_DISCARDED_RECORDS_TOTAL))),
            ),
            kafka_errors_total: counters(r, f::KAFKA_ERRORS_TOTAL),
            kafka_broker_rtt_seconds: gauges(r, f::KAFKA_BROKER_RTT_SECONDS),
            ready: register(r, made(IntGauge::with_opts(opts(f::READY)))),
            build_info: int_gauges(r, f::BUILD_INFO),
            registry,
        };
        metrics.start_at_zero();
        let revision = option_env!("FACTWIRE_REVISION").unwrap_or("unknown");
        metrics.build_info.with_label_values(&[env!("CARGO_PKG_VERSION"), revision]).set(1);
        metrics
    }

    fn start_at_zero(&self) {
        let start = |family: &IntCounterVec, values: &[&str]| drop(family.with_label_values(values));
        families::OUTCOMES.iter().for_each(|outcome| start(&self.records_processed_total, &[outcome]));
        families::FACT_KINDS.iter().for_each(|kind| start(&self.facts_extracted_total, &[kind]));
        families::TRANSACTION_RESULTS.iter().for_each(|result| start(&self.transactions_total, &[result]));
        families::REBALANCE_EVENTS.iter().for_each(|event| start(&self.rebalances_total, &[event]));
        start(&self.retries_total, &[Stage::Deliver.as_str()]);
        for (stage, reasons) in FAILURES {
            for reason in reasons {
                start(&self.dead_letters_total, &[reason.as_str(), stage.as_str()]);
            }
        }
    }

    /// The limits of what may be between poll and commit.
    pub fn expect_budget(&self, records: usize, bytes: usize) {
        self.inflight_limit_records.set(i64::try_from(records).unwrap_or(i64::MAX));
        self.inflight_limit_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// The counters of `topic` at 0, for a topic that is known before the first message.
    pub fn expect_input_topic(&self, topic: &str) {
        drop(self.records_consumed_total.with_label_values(&[topic]));
        drop(self.consumed_bytes_total.with_label_values(&[topic]));
    }

    /// The counter of `topic` at 0, for a topic that is known before the first message.
    pub fn expect_output_topic(&self, topic: &str) {
        drop(self.records_produced_total.with_label_values(&[topic]));
    }

    /// Drops the gauges of a partition that this worker no longer has.
    pub fn forget_partition(&self, topic: &str, partition: i32) {
        self.forget_lag(topic, partition);
        let labels: &[&str] = &[topic, &partition.to_string()];
        // An error says that the gauge was never set.
        _ = self.committed_offset.remove_label_values(labels);
        _ = self.partition_last_progress_timestamp_seconds.remove_label_values(labels);
    }

    /// Drops the lag of a partition: it is not known any more.
    pub fn forget_lag(&self, topic: &str, partition: i32) {
        let labels: &[&str] = &[topic, &partition.to_string()];
        // An error says that the gauge was never set.
        _ = self.consumer_lag_records.remove_label_values(labels);
        _ = self.consumer_lag_seconds.remove_label_values(labels);
    }

    /// All metrics in Prometheus' text format, version 0.0.4.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut page = String::new();
        for family in self.registry.gather() {
            if let Err(error) = TextEncoder::new().encode_utf8(std::slice::from_ref(&family), &mut page) {
                tracing::warn!(family = family.name(), %error, "a family of metrics cannot be shown");
            }
        }
        page
    }
}

/// Names and labels are constants of this program: a mistake in one fails in every test.
const CONSTANT: &str = "the names and labels in families.rs are legal and differ";

fn made<C>(collector: prometheus::Result<C>) -> C {
    collector.expect(CONSTANT)
}

fn register<C: Collector + Clone + 'static>(registry: &Registry, collector: C) -> C {
    registry.register(Box::new(collector.clone())).expect(CONSTANT);
    collector
}

fn opts(family: Family) -> Opts {
    Opts::new(family.name, family.help)
}

fn histogram_opts(family: Family, buckets: &[f64]) -> HistogramOpts {
    HistogramOpts::new(family.name, family.help).buckets(buckets.to_vec())
}

fn counters(registry: &Registry, family: Family) -> IntCounterVec {
    register(registry, made(IntCounterVec::new(opts(family), family.labels)))
}

fn int_gauges(registry: &Registry, family: Family) -> IntGaugeVec {
    register(registry, made(IntGaugeVec::new(opts(family), family.labels)))
}

fn gauges(registry: &Registry, family: Family) -> GaugeVec {
    register(registry, made(GaugeVec::new(opts(family), family.labels)))
}

fn histogram(registry: &Registry, family: Family, buckets: &[f64]) -> Histogram {
    register(registry, made(Histogram::with_opts(histogram_opts(family, buckets))))
}

fn histograms(registry: &Registry, family: Family, buckets: &[f64]) -> HistogramVec {
    register(registry, made(HistogramVec::new(histogram_opts(family, buckets), family.labels)))
}

/// Seconds since the Unix epoch: the moments that gauges hold.
#[must_use]
pub fn wall_clock() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Gives every family at least one series.
    fn filled() -> Metrics {
        let metrics = Metrics::new();
        metrics.expect_input_topic("in");
        metrics.expect_output_topic("out");
        Stage::ALL.iter().for_each(|stage| {
            metrics.stage_duration_seconds.with_label_values(&[stage.as_str()]).observe(0.001);
        });
        metrics.record_size_bytes.with_label_values(&["in"]).observe(1.0);
        metrics.transaction_duration_seconds.with_label_values(&["commit"]).observe(1.0);
        metrics.queue_depth.with_label_values(&["extract"]).set(1);
        metrics.kafka_errors_total.with_label_values(&["consumer", "x"]).inc();
        metrics.kafka_broker_rtt_seconds.with_label_values(&["1"]).set(0.1);
        for partition in ["0", "1"] {
            metrics.consumer_lag_records.with_label_values(&["in", partition]).set(1);
            metrics.consumer_lag_seconds.with_label_values(&["in", partition]).set(1.0);
            metrics.committed_offset.with_label_values(&["in", partition]).set(1);
            metrics.partition_last_progress_timestamp_seconds.with_label_values(&["in", partition]).set(1.0);
        }
        metrics
    }

    #[test]
    fn the_page_shows_the_documented_families_and_no_others() {
        let page = filled().encode();
        let shown: BTreeSet<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("# TYPE "))
            .filter_map(|line| line.split(' ').next())
            .filter(|name| !name.starts_with("process_"))
            .collect();
        let documented: BTreeSet<&str> = families::ALL.iter().map(|family| family.name).collect();
        assert_eq!(shown, documented);
        assert!(!cfg!(target_os = "linux") || page.contains("\nprocess_resident_memory_bytes "));
        let build = page.lines().find(|line| line.starts_with("factwire_build_info{")).unwrap();
        assert!(build.contains(concat!("version=\"", env!("CARGO_PKG_VERSION"), "\"")), "{build}");
    }

    #[test]
    fn known_counters_start_at_zero_and_unknown_gauges_are_absent() {
        let page = Metrics::new().encode();
        for line in [
            "factwire_records_processed_total{outcome=\"tombstone\"} 0",
            "factwire_dead_letters_total{reason=\"rejected_by_broker\",stage=\"deliver\"} 0",
            "factwire_transactions_total{result=\"fenced\"} 0",
            "factwire_facts_extracted_total{kind=\"event\"} 0",
            "factwire_rebalances_total{event=\"lost\"} 0",
        ] {
            assert!(page.lines().any(|shown| shown == line), "{line}");
        }
        assert!(!page.contains("factwire_consumer_lag_records"));
    }

    #[test]
    fn every_reason_can_occur_somewhere() {
        let reasons: BTreeSet<Reason> = FAILURES.iter().flat_map(|(_, reasons)| reasons.iter().copied()).collect();
        assert_eq!(reasons, BTreeSet::from(Reason::ALL));
    }

    #[test]
    fn a_forgotten_partition_leaves_no_series() {
        let metrics = filled();
        metrics.forget_partition("in", 1);
        metrics.forget_partition("never", 7);
        let page = metrics.encode();
        assert!(!page.contains("partition=\"1\""), "{page}");
        assert_eq!(page.matches("partition=\"0\"").count(), 4);
    }

    #[test]
    fn only_gauges_have_a_partition() {
        for family in families::ALL.iter().filter(|family| family.labels.contains(&"partition")) {
            assert!(!family.name.ends_with("_total") && !family.name.ends_with("duration_seconds"), "{}", family.name);
        }
    }
}
