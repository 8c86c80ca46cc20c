//! A proxy on loopback that reads Kafka's requests as they pass, and can hold one, lose its connection, and deliver it
//! later on another: what a bad network does, at the moment of the test's choice.
//!
//! A request is four bytes of length, then API key and version (two bytes each) and a correlation id (four).

use std::collections::BTreeMap;
use std::io::{self, Read, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::metadata;

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiKey(pub i16);

impl ApiKey {
    /// A member of a group says that it is alive.
    pub const HEARTBEAT: Self = Self(12);
    /// A producer begins its life, or a new epoch.
    pub const INIT_PRODUCER_ID: Self = Self(22);
    /// The first partition of a topic in a transaction is announced.
    pub const ADD_PARTITIONS_TO_TXN: Self = Self(24);
    /// A transaction will hold offsets.
    pub const ADD_OFFSETS_TO_TXN: Self = Self(25);
    /// Commit or abort.
    pub const END_TXN: Self = Self(26);
    /// The offsets of a transaction.
    pub const TXN_OFFSET_COMMIT: Self = Self(28);
}

/// The running proxy.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: String,
    closing: AtomicBool,
    hides_brokers: AtomicBool,
    traffic: Mutex<Traffic>,
}

#[derive(Default)]
struct Traffic {
    holds: Vec<(ApiKey, Arc<Slot>)>,
    counts: BTreeMap<ApiKey, u64>,
    streams: Vec<TcpStream>,
}

impl Proxy {
    /// Starts one that forwards to `upstream`.
    pub fn start(upstream: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let shared = Arc::new(Shared {
            upstream,
            closing: AtomicBool::new(false),
            hides_brokers: AtomicBool::new(false),
            traffic: Mutex::default(),
        });
        let accepting = shared.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if accepting.closing.load(Ordering::SeqCst) {
                    return;
                }
                accepting.clone().connect(client);
            }
        });
        Self { address, shared }
    }

    /// Where clients find it.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Holds the next request with this key, and what follows it on its connection.
    pub fn hold_next(&self, key: ApiKey) -> Held {
        let slot = Arc::new(Slot::default());
        self.shared.traffic().holds.push((key, slot.clone()));
        Held { slot, upstream: self.shared.upstream.clone() }
    }

    /// Requests with this key that came by.
    pub fn count(&self, key: ApiKey) -> u64 {
        self.shared.traffic().counts.get(&key).copied().unwrap_or(0)
    }

    /// Lets clients believe, or no longer, that the cluster has no brokers.
    pub fn hide_brokers(&self, hide: bool) {
        self.shared.hides_brokers.store(hide, Ordering::SeqCst);
    }

    /// Cuts every connection; new ones are taken.
    pub fn cut_all(&self) {
        for stream in self.shared.traffic().streams.drain(..) {
            _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Cuts and forgets everything, so that the next test finds it as if it were new.
    pub fn reset(&self) {
        self.hide_brokers(false);
        let mut traffic = self.shared.traffic();
        traffic.counts.clear();
        for (_, slot) in traffic.holds.drain(..) {
            slot.decide(Fate::Cut);
        }
        drop(traffic);
        self.cut_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        self.reset();
        // Wakes the thread that accepts.
        _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(self: Arc<Self>, client: TcpStream) {
        let Ok(upstream) = TcpStream::connect(&self.upstream) else {
            _ = client.shutdown(Shutdown::Both);
            return;
        };
        let (Ok(client_copy), Ok(upstream_copy)) = (client.try_clone(), upstream.try_clone()) else { return };
        for stream in [&client, &upstream] {
            _ = stream.set_nodelay(true);
            self.traffic().streams.extend(stream.try_clone());
        }
        let (asked, answers) = (Arc::<Asked>::default(), self.clone());
        let asked_before = asked.clone();
        std::thread::spawn(move || {
            let _ended = self.forward(client, &upstream, &asked);
            _ = upstream.shutdown(Shutdown::Both);
        });
        std::thread::spawn(move || {
            let _ended = answers.back(upstream_copy, &client_copy, &asked_before);
            _ = client_copy.shutdown(Shutdown::Both);
        });
    }

    fn back(&self, mut upstream: TcpStream, mut client: &TcpStream, asked: &Asked) -> io::Result<()> {
        loop {
            let mut frame = read_frame(&mut upstream)?;
            let tells_brokers = metadata::answered(&frame).is_some_and(|id| asked.take(id));
            if tells_brokers && self.hides_brokers.load(Ordering::SeqCst) {
                frame = metadata::without_brokers(&frame).ok_or(io::ErrorKind::InvalidData)?;
            }
            client.write_all(&frame)?;
        }
    }

    fn forward(&self, mut client: TcpStream, mut upstream: &TcpStream, asked: &Asked) -> io::Result<()> {
        loop {
            let frame = read_frame(&mut client)?;
            asked.note(metadata::requested(&frame));
            if let Some(slot) = self.note(&frame) {
                let fate = slot.hold(frame.clone());
                if fate == Fate::Cut {
                    return client.shutdown(Shutdown::Both);
                }
            }
            upstream.write_all(&frame)?;
        }
    }

    fn note(&self, frame: &[u8]) -> Option<Arc<Slot>> {
        let key = api_key(frame)?;
        let mut traffic = self.traffic();
        *traffic.counts.entry(key).or_default() += 1;
        let found = traffic.holds.iter().position(|(wanted, _)| *wanted == key)?;
        Some(traffic.holds.remove(found).1)
    }
}

/// Requests for metadata on one connection that have no answer yet.
#[derive(Default)]
struct Asked(Mutex<Vec<i32>>);

impl Asked {
    fn note(&self, id: Option<i32>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(id);
    }

    fn take(&self, id: i32) -> bool {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = open.iter().position(|asked| *asked == id);
        found.map(|at| open.swap_remove(at)).is_some()
    }
}

/// The length and what follows it.
fn read_frame(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut frame = vec![0; 4];
    stream.read_exact(&mut frame)?;
    let length = u32::from_be_bytes([frame[0], frame[1], frame[2], frame[3]]);
    stream.take(length.into()).read_to_end(&mut frame)?;
    if frame.len() == 4 + length as usize { Ok(frame) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn short(frame: &[u8], at: usize) -> Option<i16> {
    Some(i16::from_be_bytes([*frame.get(at)?, *frame.get(at + 1)?]))
}

fn api_key(frame: &[u8]) -> Option<ApiKey> {
    short(frame, 4).map(ApiKey)
}

/// A request that is held, or will be.
pub struct Held {
    slot: Arc<Slot>,
    upstream: String,
}

#[derive(Default)]
struct Slot {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    frame: Option<Vec<u8>>,
    fate: Option<Fate>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Forward,
    Cut,
}

impl Slot {
    fn hold(&self, frame: Vec<u8>) -> Fate {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.frame = Some(frame);
        self.changed.notify_all();
        loop {
            if let Some(fate) = state.fate {
                return fate;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn decide(&self, fate: Fate) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).fate.get_or_insert(fate);
        self.changed.notify_all();
    }
}

impl Held {
    /// Waits until the request came, and panics if it does not.
    pub fn wait(&self, limit: Duration) {
        let state = self.slot.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, _) = self
            .slot
            .changed
            .wait_timeout_while(state, limit, |state| state.frame.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        assert!(state.frame.is_some(), "the request that is to be held did not come within {limit:?}");
    }

    /// Lets it go on.
    pub fn release(self) {}

    /// Cuts its connection and keeps it.
    pub fn cut(self) -> Stale {
        self.slot.decide(Fate::Cut);
        let frame = self.slot.state.lock().unwrap_or_else(PoisonError::into_inner).frame.clone();
        Stale { frame: frame.expect("it was waited for"), upstream: self.upstream.clone() }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.slot.decide(Fate::Forward);
    }
}

/// A request whose connection is gone.
pub struct Stale {
    frame: Vec<u8>,
    upstream: String,
}

impl Stale {
    /// Delivers it on a connection of its own, and returns the answer.
    pub fn deliver(&self) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.upstream).expect("the broker is up");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("ten seconds are a time-out");
        stream.write_all(&self.frame).expect("the broker is up");
        read_frame(&mut stream).expect("the broker answers")
    }

    /// Delivers an `EndTxn` request, and returns the error code of the answer: 0 when the coordinator did as it was
    /// told.
    pub fn deliver_end_txn(&self) -> i16 {
        assert_eq!(api_key(&self.frame), Some(ApiKey::END_TXN));
        let answer = self.deliver();
        // Length, correlation id, from version 3 on an empty list of tags, throttle time.
        let flexible = short(&self.frame, 6).is_some_and(|version| version >= 3);
        short(&answer, 4 + 4 + usize::from(flexible) + 4).expect("an answer has an error code")
    }
}
