//! Partitions change hands under load: nothing is lost and nothing is there twice.

use std::time::{Duration, Instant};

use crate::harness::broker::Broker;
use crate::harness::lane::Lane;
use crate::harness::member::{Member, Setup};
use crate::harness::proxy::ApiKey;
use crate::harness::scene::Scene;
use crate::harness::seconds;

#[test]
fn one_worker_becomes_three_and_one_again() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "scaling", 6);
    let load = scene.steady_load(100);
    let mut first = scene.worker("a").start();
    first.wait_until_assigned(6, seconds(20));
    let mut second = scene.worker("b").start();
    let mut third = scene.worker("c").start();
    for member in [&mut first, &mut second, &mut third] {
        member.wait_until_assigned(2, seconds(30));
    }
    std::thread::sleep(seconds(1));
    second.stop();
    third.stop();
    first.wait_until_assigned(6, seconds(20));
    let count = load.stop();
    scene.wait_until_done(&mut [&mut first], seconds(60));
    first.stop();
    scene.ledger().assert_exactly_once(count);
}

/// A rebalance, the one after a dead member's session among them, is over by then.
const WATCHED: Duration = Duration::from_secs(10);

/// The longest that a member delivered nothing while others come or go.
fn longest_pause(member: &Member, change: impl FnOnce()) -> Duration {
    let delivered = || member.metrics().sum("factwire_records_produced_total");
    let (mut last, mut since, mut longest) = (delivered(), Instant::now(), Duration::ZERO);
    let end = Instant::now() + WATCHED;
    change();
    while Instant::now() < end {
        std::thread::sleep(Duration::from_millis(10));
        let now = delivered();
        longest = longest.max(since.elapsed());
        if now > last {
            (last, since) = (now, Instant::now());
        }
    }
    longest
}

#[test]
fn a_member_goes_on_while_others_come_and_die() {
    // A third of the time for which the partitions of one that died stand still.
    const PAUSE: Duration = Duration::from_secs(2);
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "pause", 6);
    let (mut first, mut second) = (scene.worker("a").start(), scene.worker("b").start());
    first.wait_until_assigned(3, seconds(30));
    second.wait_until_assigned(3, seconds(30));
    let load = scene.steady_load(200);
    std::thread::sleep(seconds(1));
    let mut third = None;
    let joining = longest_pause(&first, || third = Some(scene.worker("c").start()));
    first.wait_until_assigned(2, seconds(30));
    let dying = longest_pause(&first, || third.expect("it was started").kill());
    println!("the longest pause of a member: {joining:.0?} while one joins, {dying:.0?} while one dies");
    assert!(joining < PAUSE && dying < PAUSE, "{joining:?} while one joins, {dying:?} while one dies");

    let count = load.stop();
    scene.wait_until_done(&mut [&mut first, &mut second], seconds(60));
    first.stop();
    second.stop();
    scene.ledger().assert_exactly_once(count);
}

/// How long a transaction is kept open once the joining worker is ready: the holder hears of it with its next heartbeat,
/// up to 3 seconds later.
const HELD: Duration = Duration::from_secs(4);

/// Keeps a transaction open at each of its steps while a worker joins and takes some of its partitions. A batch that is
/// committed after its partitions are gone is there twice.
fn transactions_held_across_rebalances(name: &str, protocol: impl Fn(Setup) -> Setup) {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), name, 12);
    let setup = protocol(scene.worker("a").set("kafka", "brokers", broker.proxy().address()));
    let mut holder = setup.start();
    holder.wait_until_assigned(12, seconds(20));
    let load = scene.steady_load(100);
    std::thread::sleep(seconds(1));
    let steps = [ApiKey::ADD_PARTITIONS_TO_TXN, ApiKey::TXN_OFFSET_COMMIT, ApiKey::END_TXN];
    let mut joined = Vec::new();
    for (step, left) in steps.into_iter().zip([6, 4, 3]) {
        let drained = |holder: &Member| holder.metrics().sum("factwire_rebalance_drain_seconds_sum");
        let before = drained(&holder);
        let held = broker.proxy().hold_next(step);
        held.wait(seconds(20));
        let mut joins = protocol(scene.worker(&format!("joins-{left}"))).start();
        joins.wait_until_ready(seconds(30));
        joined.push(joins);
        std::thread::sleep(HELD);
        held.release();
        holder.wait_until_assigned(left, seconds(30));
        let waited = drained(&holder) - before;
        // A holder that hears of it late leaves little of the held time to wait for.
        assert!(waited > 0.1, "{step:?} was held, and the rebalance did not wait for it: {waited} s");
        for member in &mut joined {
            member.wait_until_assigned(left, seconds(30));
        }
    }
    let count = load.stop();
    let mut members = vec![&mut holder];
    members.extend(&mut joined);
    scene.wait_until_done(&mut members, seconds(60));
    members.into_iter().for_each(|member| _ = member.stop());
    scene.ledger().assert_exactly_once(count);
}

#[test]
fn transactions_held_across_cooperative_rebalances_are_there_once() {
    transactions_held_across_rebalances("held", |setup| setup);
}

#[test]
fn transactions_held_across_rebalances_of_the_new_protocol_are_there_once() {
    transactions_held_across_rebalances("held-848", |setup| {
        let properties = "kafka.consumer_properties";
        let setup = setup.without(properties, "session.timeout.ms").without(properties, "heartbeat.interval.ms");
        setup.consumer("group.protocol", "consumer")
    });
}

/// The offsets of an open transaction hold up whoever owns its partitions next, and here that is the worker itself: it
/// has nothing to deliver before it has ended what its earlier producer left open.
#[test]
fn a_transaction_that_is_given_up_holds_up_nobody() {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "given-up", 1);
    let setup = scene.worker("a").set("kafka", "brokers", broker.proxy().address());
    let mut member = setup.producer("transaction.timeout.ms", 120_000).start();
    member.wait_until_assigned(1, seconds(20));

    let commit = broker.proxy().hold_next(ApiKey::END_TXN);
    scene.produce_good(10);
    commit.wait(seconds(20));
    let heartbeat = broker.proxy().hold_next(ApiKey::HEARTBEAT);
    member.wait_for("the group to lose it", seconds(30), |metrics| {
        metrics.sum_where("factwire_rebalances_total", &[("event", "lost")]) > 0.0
    });
    drop((commit.cut(), heartbeat.cut()));

    scene.wait_until_done(&mut [&mut member], seconds(30));
    member.stop();
    scene.ledger().assert_exactly_once(10);
}
