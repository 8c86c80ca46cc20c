//! Ports that stay ours while a broker or a worker is down and comes back.
//!
//! They lie below the range from which the system serves outgoing connections, and a lock on a file keeps other test
//! processes off them.

use std::fs::File;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

use super::jars;

const RANGE: std::ops::Range<u16> = 20_000..32_000;

/// A port of 127.0.0.1 that nobody else is given until this is dropped.
pub struct Port {
    number: u16,
    _lock: File,
}

impl Port {
    /// Takes a free one.
    pub fn take() -> Self {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let locks = jars::home().join("ports");
        std::fs::create_dir_all(&locks).expect("the target directory is ours to write");
        for _ in RANGE {
            let number = RANGE.start + NEXT.fetch_add(1, Ordering::Relaxed) % (RANGE.end - RANGE.start);
            let lock = File::create(locks.join(number.to_string())).expect("the target directory is ours to write");
            if lock.try_lock().is_ok() && TcpListener::bind(("127.0.0.1", number)).is_ok() {
                return Self { number, _lock: lock };
            }
        }
        panic!("no port of {RANGE:?} is free");
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.number)
    }
}
