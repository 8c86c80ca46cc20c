//! A start is fast, a stop is orderly and fast, and a second stop signal is obeyed at once.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::harness::broker::Broker;
use crate::harness::lane::Lane;
use crate::harness::proxy::ApiKey;
use crate::harness::scene::Scene;
use crate::harness::seconds;

// Twice what `make figures` holds a release build to on a machine at rest.
const READY_WITHIN: Duration = Duration::from_secs(4);
const STOPPED_WITHIN: Duration = Duration::from_secs(6);

#[test]
fn start_and_stop_are_fast_with_a_thousand_messages_in_flight() {
    const COUNT: u64 = 6_000;
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "lifecycle", 4);
    scene.produce_good(COUNT);
    let setup = scene.worker("a");
    let start = Instant::now();
    let mut worker = setup.start();
    worker.wait_until_ready(seconds(20));
    let ready = start.elapsed();
    worker.wait_for("has a thousand messages in flight", seconds(20), |metrics| {
        metrics.sum("factwire_inflight_records") >= 1_000.0 && metrics.sum("factwire_committed_offset") > 0.0
    });
    let stopped = worker.stop();
    assert!(ready < READY_WITHIN, "it took {ready:?} to be ready");
    assert!(stopped < STOPPED_WITHIN, "it took {stopped:?} to stop");
    // What is committed is there, and what is there is committed.
    let (done, lag) = (scene.ledger().outcomes.len(), scene.lag().expect("the broker is up"));
    assert_eq!(done as i64 + lag, COUNT as i64);
    assert!(lag > 0, "it stopped before the end");

    let mut successor = setup.start();
    scene.wait_until_done(&mut [&mut successor], seconds(120));
    successor.stop();
    scene.ledger().assert_exactly_once(COUNT);
}

#[test]
fn interrupt_stops_as_terminate_does() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "interrupt", 1);
    let mut worker = scene.worker("a").start();
    worker.wait_until_ready(seconds(20));
    worker.signal(Signal::INT);
    assert_eq!(worker.exit_within(seconds(10)), 0, "{}", worker.log());
}

#[test]
fn a_second_signal_ends_it_at_once_and_the_open_transaction_with_it() {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "second-signal", 2);
    let setup = scene.worker("a").set("kafka", "brokers", broker.proxy().address());
    let mut worker = setup.start();
    worker.wait_until_ready(seconds(20));
    let load = scene.steady_load(100);
    std::thread::sleep(seconds(1));
    let commit = broker.proxy().hold_next(ApiKey::END_TXN);
    commit.wait(seconds(20));
    worker.signal(Signal::TERM);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(worker.exited(), None, "it waits for the commit");
    worker.signal(Signal::TERM);
    assert_ne!(worker.exit_within(seconds(1)), 0, "a stop that was not orderly does not say so");
    drop(commit.cut());

    let mut successor = setup.start();
    std::thread::sleep(seconds(1));
    let count = load.stop();
    scene.wait_until_done(&mut [&mut successor], seconds(60));
    successor.stop();
    scene.ledger().assert_exactly_once(count);
}

#[test]
fn without_a_broker_it_says_so_and_exits_3() {
    let directory = tempfile::TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("the target directory is ours");
    let nobody = crate::harness::ports::Port::take();
    let setup = crate::harness::member::Setup::new("a", directory.path());
    let mut worker = setup.set("kafka", "brokers", nobody.address()).start();
    assert_eq!(worker.exit_within(seconds(60)), 3, "{}", worker.log());
    assert!(worker.log().contains(&nobody.address()), "the message names the broker:\n{}", worker.log());
}

#[test]
fn a_missing_topic_is_named() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "missing", 1);
    let mut worker = scene.worker("a").set("kafka", "output_topic", "no-such-topic").start();
    assert_eq!(worker.exit_within(seconds(30)), 3, "{}", worker.log());
    assert!(worker.log().contains("no-such-topic"), "{}", worker.log());
}
