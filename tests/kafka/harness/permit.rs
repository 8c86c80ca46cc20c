//! How many brokers a test process runs at a time.

use std::sync::{Condvar, Mutex, PoisonError};

/// Brokers that run at a time in one test process: each takes up to 300 MB and most of a core while it starts.
const MAX_BROKERS: usize = 3;

/// The right to run a broker.
pub struct Permit;

static RUNNING: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

impl Permit {
    /// Waits until there is one.
    pub fn take() -> Self {
        let running = RUNNING.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running =
            RUNNING.1.wait_while(running, |running| *running >= MAX_BROKERS).unwrap_or_else(PoisonError::into_inner);
        *running += 1;
        Self
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        *RUNNING.0.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        RUNNING.1.notify_one();
    }
}
