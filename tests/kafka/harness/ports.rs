//! Ports that stay ours while a broker or a worker is down and comes back.
//!
//! They lie below the range from which the system serves outgoing connections, and a lock on a file keeps other test
//! processes off them, those of other checkouts too: a client would not notice that it talks to another's broker.

use std::fs::File;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

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
        let locks = std::env::temp_dir().join("factwire-test-ports");
        std::fs::create_dir_all(&locks).expect("the temporary directory is ours to write");
        for _ in RANGE {
            let number = RANGE.start + NEXT.fetch_add(1, Ordering::Relaxed) % (RANGE.end - RANGE.start);
            // Another user's file is another user's port.
            let Ok(lock) = File::create(locks.join(number.to_string())) else { continue };
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
