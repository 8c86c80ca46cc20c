//! When a transaction is due, and how large it may be.

use std::time::Duration;

/// A transaction closes at the first of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchLimits {
    /// Messages in it.
    pub records: usize,
    /// Bytes of their outputs.
    pub bytes: usize,
    /// How long the first of them waits.
    pub wait: Duration,
}

/// Whether a transaction is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Now.
    Now,
    /// After this time, if nothing more comes.
    In(Duration),
    /// Nothing is ready.
    Idle,
}

/// Says when what is ready is worth a transaction. Times are durations since any fixed moment.
#[derive(Clone, Debug)]
pub struct Batcher {
    limits: BatchLimits,
    ready_since: Option<Duration>,
}

impl Batcher {
    /// A batcher that knows of nothing ready.
    #[must_use]
    pub const fn new(limits: BatchLimits) -> Self {
        Self { limits, ready_since: None }
    }

    /// The limits that it was made with.
    #[must_use]
    pub const fn limits(&self) -> BatchLimits {
        self.limits
    }

    /// Whether `records` ready messages with `bytes` of output are to be delivered at `now`.
    pub fn due(&mut self, records: usize, bytes: usize, now: Duration) -> Due {
        if records == 0 {
            self.ready_since = None;
            return Due::Idle;
        }
        let since = *self.ready_since.get_or_insert(now);
        let waited = now.saturating_sub(since);
        if records >= self.limits.records || bytes >= self.limits.bytes || waited >= self.limits.wait {
            Due::Now
        } else {
            Due::In(self.limits.wait - waited)
        }
    }

    /// A transaction went through at `now`; what is ready from here on waits anew.
    pub fn delivered(&mut self) {
        self.ready_since = None;
    }
}

/// What to do about a batch that the broker refuses for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Try again with at most [`Bisect::limit`] messages.
    Narrow,
    /// The first message of the batch is the one.
    Culprit,
}

/// Finds the message for which the broker refuses a batch, by halving.
#[derive(Clone, Debug, Default)]
pub struct Bisect {
    limit: Option<usize>,
}

impl Bisect {
    /// The most messages that the next batch may hold.
    #[must_use]
    pub const fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// A batch of `records` messages was refused for what it holds.
    pub fn rejected(&mut self, records: usize) -> Rejection {
        if records <= 1 {
            Rejection::Culprit
        } else {
            self.limit = Some(records / 2);
            Rejection::Narrow
        }
    }

    /// A batch went through: the next may be twice as large, up to `limit`.
    pub fn accepted(&mut self, limit: usize) {
        self.limit = self.limit.map(|records| records * 2).filter(|records| *records < limit);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: BatchLimits = BatchLimits { records: 10, bytes: 1000, wait: Duration::from_millis(100) };

    #[test]
    fn it_is_due_at_the_first_limit() {
        let at = Duration::from_millis;
        let mut batcher = Batcher::new(LIMITS);
        assert_eq!(batcher.due(0, 0, at(0)), Due::Idle);
        assert_eq!(batcher.due(1, 10, at(500)), Due::In(at(100)));
        assert_eq!(batcher.due(2, 20, at(540)), Due::In(at(60)));
        assert_eq!(batcher.due(2, 20, at(600)), Due::Now);
        batcher.delivered();
        assert_eq!(batcher.due(1, 10, at(700)), Due::In(at(100)));
        assert_eq!(batcher.due(10, 10, at(700)), Due::Now);
        assert_eq!(batcher.due(1, 1000, at(700)), Due::Now);
    }

    proptest! {
        #[test]
        fn bisecting_blames_the_culprits_alone(bad in prop::collection::btree_set(0usize..300, 0..5)) {
            let (mut bisect, mut next, mut blamed, mut tries) = (Bisect::default(), 0, Vec::new(), 0);
            while next < 300 {
                tries += 1;
                let end = 300.min(next + bisect.limit().unwrap_or(100));
                if bad.range(next..end).next().is_none() {
                    bisect.accepted(100);
                    next = end;
                } else if bisect.rejected(end - next) == Rejection::Culprit {
                    blamed.push(next);
                    next += 1;
                }
            }
            prop_assert_eq!(blamed, bad.iter().copied().collect::<Vec<_>>());
            prop_assert!(tries <= 10 + 24 * bad.len(), "{} tries", tries);
        }
    }
}
