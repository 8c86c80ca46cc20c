//! The harness proves itself: it starts what it says, and it sees the faults that it is there to see.

use std::time::{Duration, Instant};

use crate::harness::articles;
use crate::harness::broker::Broker;
use crate::harness::lane::Lane;
use crate::harness::proxy::ApiKey;
use crate::harness::scene::Scene;
use crate::harness::seconds;
use crate::naive::{Fault, Naive};

#[test]
fn a_right_worker_delivers_exactly_once_through_a_broker_crash() {
    let mut broker = Broker::start();
    let scene = Scene::new(&broker.address(), "proof", 4);
    let worker = Naive::start(&scene, &broker.address(), &broker.address(), "a", Fault::None);
    let load = scene.steady_load(100);
    std::thread::sleep(seconds(2));
    broker.kill();
    broker.expire();
    broker.restart();
    std::thread::sleep(seconds(1));
    let count = load.stop();
    scene.wait_until_done(&mut [], seconds(30));
    worker.stop();
    scene.ledger().assert_exactly_once(count);
}

#[test]
fn the_harness_sees_a_batch_that_outlives_its_revocation() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "outlives", 4);
    // Few enough for one batch, so that it holds messages of every partition.
    scene.produce_good(40);
    let first = Naive::start(&scene, &broker.address(), &broker.address(), "a", Fault::OutlivesRevocation);
    first.wait_until_busy();
    let second = Naive::start(&scene, &broker.address(), &broker.address(), "b", Fault::None);
    second.wait_until_busy();
    first.release();
    let start = Instant::now();
    while scene.ledger().twice().is_empty() {
        assert!(start.elapsed() < seconds(30), "nothing is there twice");
    }
    first.stop();
    second.stop();
}

fn commit_held_across_two_transactions(fault: Fault) -> (i16, bool) {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "delayed", 1);
    let commit = broker.proxy().hold_next(ApiKey::END_TXN);
    let worker = Naive::start(&scene, &broker.address(), &broker.proxy().address(), "a", fault);
    scene.produce(&[articles::good(0)]);
    commit.wait(seconds(20));
    let offsets = broker.proxy().hold_next(ApiKey::TXN_OFFSET_COMMIT);
    let stale = commit.cut();
    // The client commits again on a connection of its own, and begins the next transaction.
    scene.produce(&[articles::good(1)]);
    offsets.wait(seconds(20));
    let error = stale.deliver_end_txn();
    std::thread::sleep(Duration::from_millis(200));
    let torn = error == 0 && scene.lag() == Some(1) && scene.ledger().outcomes.len() == 2;
    offsets.release();
    worker.stop();
    (error, torn)
}

#[test]
fn the_harness_sees_a_delayed_commit_tear_the_next_transaction() {
    let (error, torn) = commit_held_across_two_transactions(Fault::TrustsDoubtfulCommits);
    assert_eq!((error, torn), (0, true), "the coordinator took the delayed commit for that of the next transaction");
}

#[test]
fn a_new_producer_fences_a_delayed_commit() {
    let (error, torn) = commit_held_across_two_transactions(Fault::None);
    assert_ne!(error, 0, "the coordinator refuses the commit of an older epoch");
    assert!(!torn);
}
