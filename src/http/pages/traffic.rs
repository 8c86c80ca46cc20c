//! How many articles went through in the last minutes: the processed counter, looked at every few seconds.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often the counter is looked at.
pub(super) const EVERY: Duration = Duration::from_secs(5);
/// How many looks are kept: five minutes.
pub(super) const LOOKS: usize = 60;

/// The looks of the last minutes.
#[derive(Debug)]
pub(super) struct Traffic {
    pub(super) started: Instant,
    looks: Mutex<VecDeque<(Instant, f64)>>,
}

impl Traffic {
    /// Before the first article.
    pub(super) fn new(now: Instant) -> Self {
        Self { started: now, looks: Mutex::new(VecDeque::from([(now, 0.0)])) }
    }

    /// The counter stands at `processed`.
    pub(super) fn look(&self, now: Instant, processed: f64) {
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        looks.push_back((now, processed));
        if looks.len() > LOOKS {
            looks.pop_front();
        }
    }

    /// Articles a second between the looks, the earliest first; the last one goes up to now.
    pub(super) fn rates(&self, now: Instant, processed: f64) -> Vec<f64> {
        let looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        let next = looks.iter().skip(1).copied().chain([(now, processed)]);
        looks.iter().copied().zip(next).map(|(one, other)| rate(one, other)).collect()
    }

    /// Articles a second over the last ten seconds or so.
    pub(super) fn rate_now(&self, now: Instant, processed: f64) -> f64 {
        let looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = looks.get(looks.len().saturating_sub(2));
        recent.map_or(0.0, |recent| rate(*recent, (now, processed)))
    }
}

/// Articles a second between two looks.
fn rate((from, before): (Instant, f64), (to, after): (Instant, f64)) -> f64 {
    // A look that was taken just now says nothing about a second yet.
    let seconds = to.saturating_duration_since(from).max(Duration::from_secs(1)).as_secs_f64();
    (after - before).max(0.0) / seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_those_between_looks_and_up_to_now() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let traffic = Traffic::new(start);
        traffic.look(at(5), 50.0);
        traffic.look(at(10), 60.0);
        assert_eq!(traffic.rates(at(12), 64.0), [10.0, 2.0, 2.0]);
        assert_eq!(traffic.rate_now(at(15), 80.0), 3.0);
        assert_eq!(traffic.rates(at(10), 61.0), [10.0, 2.0, 1.0], "no second has passed");
    }

    #[test]
    fn looks_are_bounded() {
        let traffic = Traffic::new(Instant::now());
        for look in 0..1000 {
            traffic.look(traffic.started + EVERY * look, 0.0);
        }
        assert_eq!(traffic.rates(Instant::now(), 0.0).len(), LOOKS);
    }
}
