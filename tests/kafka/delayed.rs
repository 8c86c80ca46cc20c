//! A flaw in Kafka's protocol: a request that was delayed and repeated on another connection may arrive later, and
//! take hold of the next transaction of the same producer epoch. The client's only defence is a new epoch after doubt.

use crate::harness::articles;
use crate::harness::lane::Lane;
use crate::harness::proxy::ApiKey;
use crate::harness::scene::Scene;
use crate::harness::seconds;

/// Loses the connection of a request while it is on its way, and delivers it in the middle of the next transaction.
fn delivered_late(name: &str, lost: ApiKey, during: ApiKey) {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), name, 1);
    let setup = scene.worker("a").set("kafka", "brokers", broker.proxy().address());
    let produce = |numbers: std::ops::Range<u64>| scene.produce(numbers.map(articles::good));
    let mut member = setup.start();
    member.wait_until_ready(seconds(20));

    let request = broker.proxy().hold_next(lost);
    produce(0..10);
    request.wait(seconds(20));
    let producers = broker.proxy().count(ApiKey::INIT_PRODUCER_ID);
    let stale = request.cut();
    // The worker repeats the request on a new connection and ends its transaction.
    scene.wait_until_done(&mut [&mut member], seconds(30));

    let next = broker.proxy().hold_next(during);
    produce(10..20);
    next.wait(seconds(30));
    stale.deliver();
    next.release();
    scene.wait_until_done(&mut [&mut member], seconds(30));
    assert!(broker.proxy().count(ApiKey::INIT_PRODUCER_ID) > producers, "the worker goes on with the same producer");

    // A successor starts from the committed offsets: it repeats something if they went back.
    member.kill();
    let mut successor = setup.start();
    produce(20..30);
    scene.wait_until_done(&mut [&mut successor], seconds(40));
    successor.stop();
    scene.ledger().assert_exactly_once(30);
}

#[test]
fn a_delayed_commit_does_not_take_hold_of_the_next_transaction() {
    delivered_late("late-commit", ApiKey::END_TXN, ApiKey::TXN_OFFSET_COMMIT);
}

#[test]
fn delayed_offsets_do_not_go_into_the_next_transaction() {
    delivered_late("late-offsets", ApiKey::TXN_OFFSET_COMMIT, ApiKey::END_TXN);
}

/// An announcement of partitions that comes after the end of its transaction opens one that nobody ends. The coordinator
/// gives it up in time and fences its producer, which is no reason to take oneself for a twin.
#[test]
fn a_delayed_announcement_of_partitions_does_not_end_the_worker() {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "late-partitions", 1);
    let setup = scene.worker("a").set("kafka", "brokers", broker.proxy().address());
    let mut member = setup.producer("transaction.timeout.ms", 2_000).start();
    member.wait_until_ready(seconds(20));

    let request = broker.proxy().hold_next(ApiKey::ADD_PARTITIONS_TO_TXN);
    scene.produce((0..10).map(articles::good));
    request.wait(seconds(20));
    let stale = request.cut();
    scene.wait_until_done(&mut [&mut member], seconds(30));
    stale.deliver();
    // The coordinator looks for open transactions every second.
    std::thread::sleep(seconds(4));

    scene.produce((10..20).map(articles::good));
    scene.wait_until_done(&mut [&mut member], seconds(30));
    member.stop();
    scene.ledger().assert_exactly_once(20);
}
