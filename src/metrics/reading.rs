//! What a family of metrics says now, for the pages that show it to people.

use std::collections::BTreeMap;

use prometheus::core::Collector;
use prometheus::proto::{Metric, MetricType};

use super::Metrics;

/// One series of a family.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    labels: BTreeMap<String, String>,
    /// Its value: of a histogram, the mean of what was observed.
    pub value: f64,
}

impl Series {
    /// The value of a label; empty where the family has no such label.
    #[must_use]
    pub fn label(&self, name: &str) -> &str {
        self.labels.get(name).map_or("", String::as_str)
    }
}

/// Every series of a family, sorted by labels. A histogram that has observed nothing has none.
#[must_use]
pub fn series(family: &impl Collector) -> Vec<Series> {
    let families = family.collect();
    let metrics = families.iter().flat_map(|family| {
        let kind = family.get_field_type();
        family.get_metric().iter().filter_map(move |metric| Some((metric, value(metric, kind)?)))
    });
    let labels = |metric: &Metric| {
        let pairs = metric.get_label().iter();
        pairs.map(|pair| (pair.name().to_owned(), pair.value().to_owned())).collect()
    };
    let mut found: Vec<Series> = metrics.map(|(metric, value)| Series { labels: labels(metric), value }).collect();
    found.sort_by(|one, two| one.labels.cmp(&two.labels));
    found
}

fn value(metric: &Metric, kind: MetricType) -> Option<f64> {
    match kind {
        MetricType::COUNTER => Some(metric.get_counter().get_value()),
        MetricType::GAUGE => Some(metric.get_gauge().get_value()),
        MetricType::HISTOGRAM => {
            let histogram = metric.get_histogram();
            let count = histogram.get_sample_count();
            (count > 0).then(|| histogram.get_sample_sum() / count as f64)
        }
        _ => None,
    }
}

/// What is known of one assigned partition.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionState {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The committed offset.
    pub committed: Option<f64>,
    /// Messages to read.
    pub lag: Option<f64>,
    /// Age of the oldest of them, in seconds.
    pub lag_seconds: Option<f64>,
    /// When the committed offset last moved, Unix time.
    pub last_progress: Option<f64>,
}

impl Metrics {
    /// Messages whose outcome is known.
    #[must_use]
    pub fn processed(&self) -> f64 {
        series(&self.records_processed_total).iter().map(|series| series.value).sum()
    }

    /// The assigned partitions of which anything is known, by topic and number.
    #[must_use]
    pub fn partitions(&self) -> Vec<PartitionState> {
        let key = |series: &Series| (series.label("topic").to_owned(), series.label("partition").parse().unwrap_or(-1));
        let gauges = |family: Vec<Series>| family.into_iter().map(|series| (key(&series), series.value));
        let committed: BTreeMap<(String, i32), f64> = gauges(series(&self.committed_offset)).collect();
        let lag: BTreeMap<_, _> = gauges(series(&self.consumer_lag_records)).collect();
        let seconds: BTreeMap<_, _> = gauges(series(&self.consumer_lag_seconds)).collect();
        let progress: BTreeMap<_, _> = gauges(series(&self.partition_last_progress_timestamp_seconds)).collect();
        let all: std::collections::BTreeSet<_> = committed.keys().chain(lag.keys()).chain(progress.keys()).collect();
        let state = |key: &(String, i32)| PartitionState {
            topic: key.0.clone(),
            partition: key.1,
            committed: committed.get(key).copied(),
            lag: lag.get(key).copied(),
            lag_seconds: seconds.get(key).copied(),
            last_progress: progress.get(key).copied(),
        };
        all.into_iter().map(state).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_gauges_and_means_are_read_by_label() {
        let metrics = Metrics::new();
        metrics.records_processed_total.with_label_values(&["record"]).inc_by(3);
        metrics.records_processed_total.with_label_values(&["tombstone"]).inc();
        assert_eq!(metrics.processed(), 4.0);
        let stages = &metrics.stage_duration_seconds;
        assert_eq!(series(stages), []);
        stages.with_label_values(&["extract"]).observe(1.0);
        stages.with_label_values(&["extract"]).observe(3.0);
        let found = series(stages);
        assert_eq!((found[0].label("stage"), found[0].label("none"), found[0].value), ("extract", "", 2.0));
    }

    #[test]
    fn partitions_are_in_the_order_of_their_numbers_with_what_is_known() {
        let metrics = Metrics::new();
        assert_eq!(metrics.partitions(), []);
        metrics.committed_offset.with_label_values(&["in", "10"]).set(7);
        metrics.consumer_lag_records.with_label_values(&["in", "10"]).set(5);
        metrics.consumer_lag_records.with_label_values(&["in", "9"]).set(0);
        let found = metrics.partitions();
        assert_eq!(found.iter().map(|state| state.partition).collect::<Vec<_>>(), [9, 10]);
        assert_eq!((found[0].committed, found[0].lag), (None, Some(0.0)));
        assert_eq!((found[1].committed, found[1].lag, found[1].lag_seconds), (Some(7.0), Some(5.0), None));
    }
}
