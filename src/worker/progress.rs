//! How far one assigned partition has come: what is committed, what is under way, and how old the oldest of that is.
//!
//! Rule: a lag of one message is one only if that message was taken. Otherwise it is the marker that the end of a
//! transaction left on the input topic, which no consumer is ever given. A longer one of which nothing comes is doubtful:
//! transactions that were aborted look the same, and somebody has to look.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::pipeline::Offset;

/// How long nothing comes of a lag before it is doubtful, and before somebody looks again.
const DOUBTFUL: Duration = Duration::from_secs(10);

/// The state of one assigned partition, for the gauges and for liveness.
#[derive(Clone, Debug)]
pub struct Progress {
    /// What the group has committed; none while that is unknown or nothing.
    pub committed: Option<i64>,
    /// When a message of it was last delivered, it was assigned, or it was last seen with nothing to do.
    pub last_progress: Instant,
    /// Behind what is committed and before this offset there is no message; none while nobody has looked.
    pub empty_until: Option<i64>,
    /// When somebody looked, or it was assigned.
    pub looked: Instant,
    /// Messages that were taken and are not committed, oldest first, with their timestamps in milliseconds. The budget
    /// bounds how many.
    under_way: VecDeque<(Offset, Option<i64>)>,
    /// No message that is not taken yet came before this moment, in Unix seconds; none while that is unknown.
    waiting_since: Option<f64>,
}

impl Progress {
    /// A partition that was assigned at `now`.
    #[must_use]
    pub const fn new(now: Instant) -> Self {
        Self {
            committed: None,
            last_progress: now,
            empty_until: None,
            looked: now,
            under_way: VecDeque::new(),
            waiting_since: None,
        }
    }

    /// A message was taken.
    pub fn take(&mut self, offset: Offset, timestamp: Option<i64>) {
        self.under_way.push_back((offset, timestamp));
    }

    /// All messages before `next` are committed, the last of which has this timestamp.
    pub fn commit(&mut self, next: Offset, timestamp: Option<i64>, now: Instant) {
        let done = self.under_way.partition_point(|(offset, _)| *offset < next);
        self.under_way.drain(..done);
        self.committed = Some(next.0);
        self.last_progress = now;
        // Messages come in about the order of their timestamps.
        let timestamp = timestamp.map(|millis| millis as f64 / 1e3);
        self.waiting_since = later(self.waiting_since, timestamp);
    }

    /// Where the next message stands that is not committed, at the earliest; none where nothing is committed.
    #[must_use]
    pub fn position(&self) -> Option<i64> {
        self.committed.max(self.empty_until)
    }

    /// Whether a lag of so many messages may be none, at `now`: of so many, none has come for a while.
    #[must_use]
    pub fn is_doubtful(&self, lag: i64, now: Instant) -> bool {
        let since = self.last_progress.max(self.looked);
        lag > 1 && self.under_way.is_empty() && now.saturating_duration_since(since) > DOUBTFUL
    }

    /// Whether a lag of so many messages is work.
    #[must_use]
    pub fn has_work(&self, lag: i64) -> bool {
        lag > 1 || lag == 1 && !self.under_way.is_empty()
    }

    /// The partition was seen with nothing to do, at `now` and at `clock` in Unix seconds.
    pub const fn rest(&mut self, now: Instant, clock: f64) {
        self.last_progress = now;
        self.waiting_since = Some(clock);
    }

    /// Seconds since the timestamp of the oldest message that is not committed, at `clock` in Unix seconds and with a lag
    /// of so many messages; none where no such message is known. Where none was taken yet it is the most that it can be.
    #[must_use]
    pub fn age(&self, lag: i64, clock: f64) -> Option<f64> {
        if !self.has_work(lag) {
            return Some(0.0);
        }
        let oldest = match self.under_way.front() {
            Some((_, timestamp)) => timestamp.map(|millis| millis as f64 / 1e3),
            None => self.waiting_since,
        };
        oldest.map(|oldest| (clock - oldest).max(0.0))
    }
}

fn later(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unix seconds at which the tests take place.
    const CLOCK: f64 = 1_000_000.0;

    fn progress() -> Progress {
        Progress::new(Instant::now())
    }

    fn millis(seconds_ago: f64) -> Option<i64> {
        Some(((CLOCK - seconds_ago) * 1e3) as i64)
    }

    #[test]
    fn the_oldest_message_under_way_says_how_far_behind_a_partition_is() {
        let mut progress = progress();
        progress.take(Offset(4), millis(60.0));
        progress.take(Offset(9), millis(20.0));
        assert_eq!(progress.age(7, CLOCK), Some(60.0));
        progress.commit(Offset(5), millis(60.0), Instant::now());
        assert_eq!(progress.age(6, CLOCK), Some(20.0));
        progress.commit(Offset(10), millis(20.0), Instant::now());
        assert_eq!(progress.age(0, CLOCK), Some(0.0));
    }

    #[test]
    fn a_message_after_a_quiet_night_is_not_as_old_as_the_last_one_before_it() {
        let mut progress = progress();
        progress.commit(Offset(1), millis(30_000.0), Instant::now());
        progress.rest(Instant::now(), CLOCK - 2.0);
        assert_eq!(progress.age(5, CLOCK), Some(2.0));
    }

    #[test]
    fn a_lag_of_one_is_work_only_when_a_message_was_taken() {
        let mut progress = progress();
        assert!(!progress.has_work(1));
        assert_eq!(progress.age(1, CLOCK), Some(0.0));
        progress.take(Offset(0), millis(3.0));
        assert!(progress.has_work(1));
        assert_eq!(progress.age(1, CLOCK), Some(3.0));
    }

    #[test]
    fn a_lag_of_which_nothing_comes_is_doubtful_until_somebody_looks() {
        let mut progress = progress();
        let (soon, later) = (progress.last_progress + DOUBTFUL, progress.last_progress + DOUBTFUL * 3);
        assert!(!progress.is_doubtful(7, soon) && progress.is_doubtful(7, later));
        assert!(!progress.is_doubtful(1, later), "the marker of a transaction");
        progress.take(Offset(3), None);
        assert!(!progress.is_doubtful(7, later), "a message has come");
        progress.commit(Offset(4), None, progress.last_progress);
        assert_eq!(progress.position(), Some(4));
        progress.looked = later;
        progress.empty_until = Some(11);
        assert!(!progress.is_doubtful(7, later));
        assert_eq!(progress.position(), Some(11));
        progress.commit(Offset(12), None, later);
        assert_eq!(progress.position(), Some(12));
    }

    #[test]
    fn what_nothing_is_known_of_has_no_age() {
        let mut progress = progress();
        assert_eq!(progress.age(100, CLOCK), None);
        progress.take(Offset(0), None);
        assert_eq!(progress.age(100, CLOCK), None);
    }

    #[test]
    fn rest_is_progress_and_a_clock_that_goes_back_is_no_negative_age() {
        let mut progress = progress();
        let later = progress.last_progress + Duration::from_secs(9);
        progress.rest(later, CLOCK);
        assert_eq!(progress.last_progress, later);
        assert_eq!(progress.age(5, CLOCK - 10.0), Some(0.0));
    }
}
