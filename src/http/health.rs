//! Whether the worker is alive and whether it is ready, from what its threads report.
//!
//! Rule: alive means that a restart would not help; ready means that it can do its work now. A broker that is down makes
//! a worker not ready, and never dead.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What the worker's threads report about themselves. Every method may be called from any thread.
#[derive(Debug)]
pub struct Health {
    started: Instant,
    limit: Duration,
    /// Milliseconds from `started` to the last heartbeat, plus one; 0 before the first.
    last_beat: AtomicU64,
    producer_ready: AtomicBool,
    brokers_reachable: AtomicBool,
    stopping: AtomicBool,
    stalled: Mutex<Option<String>>,
}

/// How long the poll thread may be away on top of the time for draining. With the default `shutdown.drain_ms` a
/// heartbeat is stale after 30 seconds.
const GRACE: Duration = Duration::from_secs(10);

impl Health {
    /// Alive, and not ready yet. `drain` is `shutdown.drain_ms`: for so long the poll thread may rightly be blocked
    /// while it hands partitions over, so a heartbeat is stale ten seconds after that.
    #[must_use]
    pub fn new(now: Instant, drain: Duration) -> Self {
        Self {
            started: now,
            limit: drain.saturating_add(GRACE),
            last_beat: AtomicU64::new(0),
            producer_ready: AtomicBool::new(false),
            brokers_reachable: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            stalled: Mutex::new(None),
        }
    }

    /// The poll thread is here: call it at each poll.
    pub fn beat(&self, now: Instant) {
        let since_start = now.saturating_duration_since(self.started).as_millis();
        let beat = u64::try_from(since_start).unwrap_or(u64::MAX).saturating_add(1);
        self.last_beat.fetch_max(beat, Ordering::Relaxed);
    }

    /// Whether the producer is initialised: its transactional id is ours.
    pub fn set_producer_ready(&self, ready: bool) {
        self.producer_ready.store(ready, Ordering::Relaxed);
    }

    /// Whether any broker answers.
    pub fn set_brokers_reachable(&self, reachable: bool) {
        self.brokers_reachable.store(reachable, Ordering::Relaxed);
    }

    /// The worker was told to stop, and is never ready again.
    pub fn set_stopping(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Says in one line which partition makes no progress although there is work, and since when; none once it moves.
    pub fn set_stalled(&self, stalled: Option<String>) {
        *self.stalled.lock().unwrap_or_else(PoisonError::into_inner) = stalled;
    }

    /// Whether a restart would not help. A worker that has not polled yet is alive: it may wait for brokers. So is one
    /// that is stopping: it no longer polls, and ends by itself.
    ///
    /// # Errors
    /// What is wrong, in one line.
    pub fn livez(&self, now: Instant) -> Result<(), String> {
        if self.stopping.load(Ordering::Relaxed) {
            return Ok(());
        }
        if let Some(beat) = self.last_beat.load(Ordering::Relaxed).checked_sub(1) {
            let away = now.saturating_duration_since(self.started).saturating_sub(Duration::from_millis(beat));
            if away > self.limit {
                let (away, limit) = (away.as_secs(), self.limit.as_secs());
                return Err(format!("the poll thread has been away for {away} s; {limit} s are allowed"));
            }
        }
        self.stalled.lock().unwrap_or_else(PoisonError::into_inner).clone().map_or(Ok(()), Err)
    }

    /// Whether the worker can do its work now.
    ///
    /// # Errors
    /// What is missing, in one line.
    pub fn readyz(&self) -> Result<(), String> {
        let missing = if self.stopping.load(Ordering::Relaxed) {
            "the worker is stopping"
        } else if !self.brokers_reachable.load(Ordering::Relaxed) {
            "no broker answers; see kafka.brokers and kafka.properties"
        } else if !self.producer_ready.load(Ordering::Relaxed) {
            "no producer is ready: it is being initialised, or the last batch failed and the log says why"
        } else {
            return Ok(());
        };
        Err(missing.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAIN: Duration = Duration::from_secs(20);

    fn at(health: &Health, seconds: u64) -> Instant {
        health.started + Duration::from_secs(seconds)
    }

    #[test]
    fn a_worker_that_waits_for_brokers_is_alive_and_not_ready() {
        let health = Health::new(Instant::now(), DRAIN);
        assert_eq!(health.livez(at(&health, 3600)), Ok(()));
        assert!(health.readyz().unwrap_err().contains("no broker answers"));
    }

    #[test]
    fn a_stale_heartbeat_is_death_and_a_new_one_heals_it() {
        let health = Health::new(Instant::now(), DRAIN);
        health.beat(at(&health, 100));
        assert_eq!(health.livez(at(&health, 130)), Ok(()));
        let error = health.livez(at(&health, 131)).unwrap_err();
        assert_eq!(error, "the poll thread has been away for 31 s; 30 s are allowed");
        health.beat(at(&health, 132));
        assert_eq!(health.livez(at(&health, 133)), Ok(()));
    }

    #[test]
    fn a_first_heartbeat_at_the_very_start_counts() {
        let health = Health::new(Instant::now(), DRAIN);
        health.beat(health.started);
        assert!(health.livez(at(&health, 31)).is_err());
    }

    #[test]
    fn a_stalled_partition_is_death_until_it_moves() {
        let health = Health::new(Instant::now(), DRAIN);
        health.set_stalled(Some("articles.raw/3 stands still".to_owned()));
        assert_eq!(health.livez(health.started), Err("articles.raw/3 stands still".to_owned()));
        health.set_stalled(None);
        assert_eq!(health.livez(health.started), Ok(()));
    }

    #[test]
    fn readiness_needs_brokers_and_a_producer_and_ends_with_a_stop() {
        let health = Health::new(Instant::now(), DRAIN);
        health.set_brokers_reachable(true);
        assert!(health.readyz().unwrap_err().contains("producer"));
        health.set_producer_ready(true);
        assert_eq!(health.readyz(), Ok(()));
        health.beat(health.started);
        health.set_stopping();
        assert_eq!(health.readyz(), Err("the worker is stopping".to_owned()));
        assert_eq!(health.livez(at(&health, 3600)), Ok(()));
    }
}
