//! The way to the collector: a bounded queue, and a thread that empties it in batches.
//!
//! Rule: nobody waits for the collector. What the queue has no room for and what the collector does not take is lost and
//! counted; the log says so when it begins, when it is over, and in sum at the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, SpanData, SpanExporter, SpanProcessor as _};

/// Spans on their way to a collector.
#[derive(Debug)]
pub(super) struct Queue {
    processor: BatchSpanProcessor,
    counts: Arc<Counts>,
    limit: usize,
}

/// What became of the spans.
#[derive(Debug, Default)]
struct Counts {
    waiting: AtomicUsize,
    under_way: AtomicUsize,
    lost: AtomicUsize,
    overflowed: AtomicBool,
    failing: AtomicBool,
}

impl Queue {
    /// A queue of at most `limit` spans before `exporter`. How often and how many at a time it is asked to export, the
    /// standard variables say.
    pub(super) fn open(exporter: impl SpanExporter + 'static, resource: &Resource, limit: usize) -> Self {
        let counts = Arc::new(Counts::default());
        let config = BatchConfigBuilder::default().with_max_queue_size(limit).build();
        let watched = Watched { exporter, counts: counts.clone() };
        let mut processor = BatchSpanProcessor::builder(watched).with_batch_config(config).build();
        processor.set_resource(resource);
        Self { processor, counts, limit }
    }

    /// Puts a span into the queue if there is room.
    pub(super) fn add(&self, span: SpanData) {
        // Counted here, since the processor keeps to itself what it drops. It has the same limit, and hands a batch out
        // before we count it as gone, so it drops nothing.
        if self.counts.waiting.fetch_add(1, Ordering::Relaxed) < self.limit {
            self.processor.on_end(span);
            return;
        }
        self.counts.waiting.fetch_sub(1, Ordering::Relaxed);
        self.counts.lost.fetch_add(1, Ordering::Relaxed);
        if !self.counts.overflowed.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                limit = self.limit,
                "spans come faster than the collector takes them, and some are lost: set OTEL_BSP_MAX_QUEUE_SIZE or OTEL_TRACES_SAMPLER"
            );
        }
    }

    /// Exports what is left, for at most `patience`.
    pub(super) fn close(&self, patience: Duration) {
        let in_time = self.processor.shutdown_with_timeout(patience).is_ok();
        let Counts { waiting, under_way, lost, .. } = &*self.counts;
        let left = waiting.load(Ordering::Relaxed) + under_way.load(Ordering::Relaxed);
        let lost = lost.load(Ordering::Relaxed) + left;
        if lost > 0 {
            tracing::warn!(lost, in_time, "not all spans were exported");
        }
    }
}

/// An exporter whose success is counted.
#[derive(Debug)]
struct Watched<E> {
    exporter: E,
    counts: Arc<Counts>,
}

impl<E: SpanExporter> SpanExporter for Watched<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let (spans, counts) = (batch.len(), &self.counts);
        counts.waiting.fetch_sub(spans, Ordering::Relaxed);
        counts.under_way.store(spans, Ordering::Relaxed);
        let result = self.exporter.export(batch).await;
        counts.under_way.store(0, Ordering::Relaxed);
        match &result {
            Ok(()) => {
                if counts.failing.swap(false, Ordering::Relaxed) {
                    tracing::info!(lost = counts.lost.load(Ordering::Relaxed), "spans are exported again");
                }
            }
            Err(error) => {
                counts.lost.fetch_add(spans, Ordering::Relaxed);
                if !counts.failing.swap(true, Ordering::Relaxed) {
                    tracing::warn!(%error, "spans are not exported, and are lost until the collector takes them again");
                }
            }
        }
        result
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::sync::{Mutex, PoisonError};
    use std::time::Instant;

    use super::*;
    use crate::traces::otlp::spans::tests::any_span;

    /// Takes a batch for each word that it is sent, and says how large it was.
    #[derive(Debug)]
    struct Gated {
        go: Mutex<Receiver<()>>,
        taken: Sender<usize>,
    }

    impl SpanExporter for Gated {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            // The gate is gone when the test is over.
            _ = self.go.lock().unwrap_or_else(PoisonError::into_inner).recv();
            _ = self.taken.send(batch.len());
            Ok(())
        }
    }

    fn queue(limit: usize) -> (Queue, Sender<()>, Receiver<usize>) {
        let ((open, go), (taken, sizes)) = (channel(), channel());
        let exporter = Gated { go: Mutex::new(go), taken };
        (Queue::open(exporter, &Resource::builder_empty().build(), limit), open, sizes)
    }

    #[test]
    fn what_is_left_is_exported_at_the_end() {
        let (queue, open, sizes) = queue(10);
        open.send(()).unwrap();
        (0..3).for_each(|_| queue.add(any_span()));
        queue.close(Duration::from_secs(10));
        assert_eq!(sizes.recv(), Ok(3));
        assert_eq!(queue.counts.lost.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_collector_that_never_answers_holds_nobody_up() {
        let (queue, _open, _sizes) = queue(10);
        let begin = Instant::now();
        (0..1_000).for_each(|_| queue.add(any_span()));
        assert!(begin.elapsed() < Duration::from_secs(1), "it took {:?}", begin.elapsed());
        // As many as wait, and as many again if the first batch was under way by then.
        let lost = queue.counts.lost.load(Ordering::Relaxed);
        assert!((980..=990).contains(&lost), "{lost} are lost");
        queue.close(Duration::from_millis(50));
        assert!(begin.elapsed() < Duration::from_secs(2), "it took {:?}", begin.elapsed());
        let left = queue.counts.waiting.load(Ordering::Relaxed) + queue.counts.under_way.load(Ordering::Relaxed);
        assert_eq!(left, 1_000 - lost);
    }

    #[test]
    fn a_batch_that_is_refused_is_lost_and_the_next_one_is_not() {
        #[derive(Debug)]
        struct Refuses(AtomicBool);
        impl SpanExporter for Refuses {
            async fn export(&self, _: Vec<SpanData>) -> OTelSdkResult {
                let refused = self.0.swap(false, Ordering::Relaxed);
                if refused { Err(opentelemetry_sdk::error::OTelSdkError::AlreadyShutdown) } else { Ok(()) }
            }
        }
        let queue = Queue::open(Refuses(AtomicBool::new(true)), &Resource::builder_empty().build(), 10);
        queue.add(any_span());
        _ = queue.processor.force_flush();
        assert!(queue.counts.failing.load(Ordering::Relaxed));
        queue.add(any_span());
        queue.close(Duration::from_secs(10));
        assert!(!queue.counts.failing.load(Ordering::Relaxed));
        assert_eq!(queue.counts.lost.load(Ordering::Relaxed), 1);
    }
}
