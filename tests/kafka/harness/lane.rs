//! A way to the broker that tests share which one test has to itself: what its proxy holds, cuts and counts is that
//! test's alone.

use std::ops::Deref;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::broker::Broker;
use super::ports::Port;
use super::proxy::Proxy;

/// A listener of a broker that is reached through a proxy alone: the address that the broker tells those who came by it
/// is the proxy's.
pub struct Proxied {
    /// Where the broker listens.
    pub port: Port,
    /// Where clients come.
    pub proxy: Proxy,
}

impl Proxied {
    /// The name of the listener with this number among the broker's properties.
    pub fn name(number: usize) -> String {
        format!("PROXIED{number}")
    }

    fn new() -> Self {
        let port = Port::take();
        let proxy = Proxy::start(port.address());
        Self { port, proxy }
    }
}

/// The proxied listeners of a broker, and which of them nobody has.
pub struct Lanes {
    all: Vec<Proxied>,
    free: Mutex<Vec<usize>>,
    freed: Condvar,
}

impl Lanes {
    /// So many, for a broker that is about to start.
    pub fn new(count: usize) -> Self {
        let all = (0..count).map(|_| Proxied::new()).collect();
        Self { all, free: Mutex::new((0..count).collect()), freed: Condvar::new() }
    }

    /// All of them, by their numbers.
    pub fn all(&self) -> &[Proxied] {
        &self.all
    }

    fn free(&self) -> MutexGuard<'_, Vec<usize>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One test's lane to the broker that tests share.
pub struct Lane {
    broker: Arc<Broker>,
    number: usize,
}

impl Lane {
    /// Waits until there is one.
    pub fn take() -> Self {
        let broker = Broker::shared();
        let lanes = broker.lanes();
        let free = lanes.freed.wait_while(lanes.free(), |free| free.is_empty());
        let number = free.unwrap_or_else(PoisonError::into_inner).pop().expect("it was waited for");
        Self { broker, number }
    }

    /// The proxy of this lane.
    pub fn proxy(&self) -> &Proxy {
        &self.broker.lanes().all[self.number].proxy
    }
}

impl Deref for Lane {
    type Target = Broker;

    fn deref(&self) -> &Broker {
        &self.broker
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.proxy().reset();
        let lanes = self.broker.lanes();
        lanes.free().push(self.number);
        lanes.freed.notify_one();
    }
}
