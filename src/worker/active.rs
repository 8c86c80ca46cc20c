//! Time that a thread had for its work, without the time that the whole process was stopped.
//!
//! A process that was stopped (SIGSTOP, a frozen container) sees one long gap between two looks at the clock, in which
//! nothing was worked on. Rule: a gap counts for so much at most, so that a stop makes nobody overdue.

use std::time::{Duration, Instant};

/// The sum of the gaps between looks at the clock, each of them capped.
#[derive(Clone, Copy, Debug)]
pub struct ActiveTime {
    last: Instant,
    most: Duration,
    spent: Duration,
}

impl ActiveTime {
    /// Nothing spent at `now`; a gap is to count for `most` at most.
    #[must_use]
    pub const fn new(now: Instant, most: Duration) -> Self {
        Self { last: now, most, spent: Duration::ZERO }
    }

    /// Looks at the clock; says how much the gap since the last look counts for.
    pub fn look(&mut self, now: Instant) -> Duration {
        let gap = now.saturating_duration_since(self.last).min(self.most);
        self.last = now;
        self.spent += gap;
        gap
    }

    /// What all gaps together count for.
    #[must_use]
    pub const fn spent(&self) -> Duration {
        self.spent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: Duration = Duration::from_millis(100);

    fn spent(gaps_ms: &[u64]) -> Duration {
        let mut now = Instant::now();
        let mut active = ActiveTime::new(now, MOST);
        for gap in gaps_ms {
            now += Duration::from_millis(*gap);
            active.look(now);
        }
        active.spent()
    }

    #[test]
    fn work_counts_in_full() {
        assert_eq!(spent(&[100, 1, 99, 50]), Duration::from_millis(250));
    }

    #[test]
    fn a_stop_counts_for_the_most_however_long_it_was() {
        assert_eq!(spent(&[3, 101, 2]), Duration::from_millis(105));
        assert_eq!(spent(&[3, 86_400_000, 2]), Duration::from_millis(105));
    }
}
