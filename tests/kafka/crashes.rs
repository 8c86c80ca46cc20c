//! Whatever dies, and whenever: nothing is lost and nothing is there twice.

use rustix::process::Signal;

use crate::harness::articles;
use crate::harness::broker::Broker;
use crate::harness::lane::Lane;
use crate::harness::proxy::ApiKey;
use crate::harness::scene::Scene;
use crate::harness::seconds;

/// Articles a second: enough that a crash always hits some on their way.
const RATE: u64 = 100;

/// More than any test kills: a worker that is killed three times over one article would take it for the reason.
const MANY: u32 = 100;

#[test]
fn workers_that_are_killed_lose_and_repeat_nothing() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "killed", 6);
    let setup =
        |name: &str| scene.worker(name).consumer("session.timeout.ms", 2_500).set("poison", "max_attempts", MANY);
    let setups = ["a", "b", "c"].map(setup);
    let mut members: Vec<_> = setups.iter().map(|setup| Some(setup.start())).collect();
    let load = scene.steady_load(RATE);
    members.iter_mut().flatten().for_each(|member| member.wait_until_ready(seconds(20)));
    // One after another, then two at once; the pauses differ, so that the kills fall into every phase of a batch.
    for (round, victims) in [vec![0], vec![1], vec![2], vec![0, 1], vec![2], vec![1, 2]].iter().enumerate() {
        std::thread::sleep(std::time::Duration::from_millis(1_500 + 137 * round as u64));
        victims.iter().for_each(|victim| members[*victim].take().expect("it was restarted").kill());
        victims.iter().for_each(|victim| members[*victim] = Some(setups[*victim].start()));
    }
    let count = load.stop();
    let mut members: Vec<_> = members.into_iter().flatten().collect();
    scene.wait_until_done(&mut members.iter_mut().collect::<Vec<_>>(), seconds(60));
    members.iter_mut().for_each(|member| _ = member.stop());
    scene.ledger().assert_exactly_once(count);
}

#[test]
fn the_partitions_of_a_worker_that_is_killed_return_soon_without_any_setting() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "killed-by-default", 2);
    let setup = |name: &str| {
        let section = "kafka.consumer_properties";
        scene.worker(name).without(section, "session.timeout.ms").without(section, "heartbeat.interval.ms")
    };
    let mut killed = setup("a").start();
    killed.wait_until_assigned(2, seconds(20));
    killed.kill();
    let mut successor = setup("b").start();
    // librdkafka's own default is 45 s.
    successor.wait_until_assigned(2, seconds(20));
    scene.produce_good(20);
    scene.wait_until_done(&mut [&mut successor], seconds(20));
    successor.stop();
    scene.ledger().assert_exactly_once(20);
}

#[test]
fn a_worker_that_is_killed_inside_a_commit_loses_and_repeats_nothing() {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "killed-inside", 2);
    let setup = scene.worker("a").set("kafka", "brokers", broker.proxy().address());
    let setup = setup.set("poison", "max_attempts", MANY);
    let load = scene.steady_load(RATE);
    let mut member = setup.start();
    for key in [ApiKey::ADD_PARTITIONS_TO_TXN, ApiKey::ADD_OFFSETS_TO_TXN, ApiKey::TXN_OFFSET_COMMIT, ApiKey::END_TXN] {
        member.wait_until_ready(seconds(30));
        let held = broker.proxy().hold_next(key);
        held.wait(seconds(30));
        member.kill();
        // The request is lost with its sender.
        drop(held.cut());
        member = setup.start();
    }
    let count = load.stop();
    scene.wait_until_done(&mut [&mut member], seconds(60));
    member.stop();
    scene.ledger().assert_exactly_once(count);
}

#[test]
fn a_broker_that_is_killed_or_stopped_loses_and_repeats_nothing() {
    let mut broker = Broker::start();
    let scene = Scene::new(&broker.address(), "broker-killed", 4);
    let mut first = scene.worker("a").start();
    let mut second = scene.worker("b").start();
    first.wait_until_ready(seconds(20));
    second.wait_until_ready(seconds(20));
    let load = scene.steady_load(RATE);
    std::thread::sleep(seconds(2));
    broker.kill();
    broker.expire();
    broker.restart();
    std::thread::sleep(seconds(2));
    broker.stop();
    broker.restart();
    std::thread::sleep(seconds(1));
    let count = load.stop();
    scene.wait_until_done(&mut [&mut first, &mut second], seconds(90));
    first.stop();
    second.stop();
    scene.ledger().assert_exactly_once(count);
}

/// A client of librdkafka may forget all brokers when the only one says that there is none, and find none ever again.
#[test]
fn a_client_that_has_lost_its_brokers_for_good_is_replaced() {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "stranded", 1);
    let setup = scene.worker("a").set("kafka", "brokers", broker.proxy().address());
    // Otherwise it takes a race in the client.
    let mut worker = setup.set("kafka.properties", "metadata.recovery.strategy", "none").start();
    worker.wait_until_assigned(1, seconds(20));
    scene.produce((0..10).map(articles::good));
    scene.wait_until_done(&mut [&mut worker], seconds(20));

    broker.proxy().hide_brokers(true);
    // The worker looks for its brokers every other second.
    std::thread::sleep(seconds(5));
    broker.proxy().hide_brokers(false);
    scene.produce((10..20).map(articles::good));
    scene.wait_until_done(&mut [&mut worker], seconds(60));
    assert!(worker.log().contains("the worker starts over"), "it was never lost:\n{}", worker.log());
    worker.stop();
    scene.ledger().assert_exactly_once(20);
}

/// Offsets that go back within an assignment: the broker has lost what it acknowledged. That is outside the promise, but
/// for what comes after it.
#[test]
fn a_partition_whose_log_was_cut_short_starts_over() {
    let mut broker = Broker::start();
    let scene = Scene::new(&broker.address(), "truncated", 1);
    scene.produce_good(200);
    // The broker is away for less than a session, so that the partition stays with its worker.
    let mut worker = scene.worker("a").consumer("session.timeout.ms", 30_000).start();
    scene.wait_until_done(&mut [&mut worker], seconds(60));
    broker.stop();
    broker.truncate(&scene.input(), 0);
    broker.restart();
    scene.produce((200..250).map(articles::good));
    scene.wait_until_done(&mut [&mut worker], seconds(60));
    assert!(
        worker.log().contains("starts over"),
        "the offsets did not go back within the assignment:\n{}",
        worker.log()
    );
    worker.stop();
    let ledger = scene.ledger();
    assert_eq!((ledger.inputs.len(), ledger.lost(), ledger.twice()), (50, Vec::new(), Vec::new()));
}

#[test]
fn connections_that_are_cut_lose_and_repeat_nothing() {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "cut", 4);
    let mut member = scene.worker("a").set("kafka", "brokers", broker.proxy().address()).start();
    member.wait_until_ready(seconds(20));
    let load = scene.steady_load(RATE);
    for round in 0..20 {
        std::thread::sleep(std::time::Duration::from_millis(230 + 17 * round));
        broker.proxy().cut_all();
    }
    let count = load.stop();
    scene.wait_until_done(&mut [&mut member], seconds(60));
    member.stop();
    scene.ledger().assert_exactly_once(count);
}

#[test]
fn a_worker_that_sleeps_through_its_session_writes_nothing_of_what_it_lost() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "asleep", 4);
    let setup = |name: &str| scene.worker(name).consumer("session.timeout.ms", 2_000);
    let mut sleeper = setup("a").start();
    let mut other = setup("b").start();
    let load = scene.steady_load(RATE);
    sleeper.wait_until_assigned(2, seconds(20));
    other.wait_until_assigned(2, seconds(20));
    for round in 1..=3 {
        std::thread::sleep(std::time::Duration::from_millis(500 + 130 * round));
        sleeper.signal(Signal::STOP);
        other.wait_until_assigned(4, seconds(20));
        std::thread::sleep(seconds(1));
        sleeper.signal(Signal::CONT);
        sleeper.wait_for("has lost its partitions", seconds(30), |metrics| {
            metrics.sum_where("factwire_rebalances_total", &[("event", "lost")]) >= round as f64
        });
        other.wait_until_assigned(2, seconds(30));
        sleeper.wait_until_assigned(2, seconds(30));
    }
    let count = load.stop();
    scene.wait_until_done(&mut [&mut sleeper, &mut other], seconds(60));
    sleeper.stop();
    other.stop();
    scene.ledger().assert_exactly_once(count);
}

#[test]
fn a_worker_that_sleeps_through_its_transaction_goes_on_with_a_new_producer() {
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "timed-out", 2);
    let setup = scene.worker("a").set("kafka", "brokers", broker.proxy().address());
    let mut member = setup.producer("transaction.timeout.ms", 2_000).consumer("session.timeout.ms", 30_000).start();
    member.wait_until_ready(seconds(20));
    let load = scene.steady_load(RATE);
    std::thread::sleep(seconds(1));
    let commit = broker.proxy().hold_next(ApiKey::END_TXN);
    commit.wait(seconds(20));
    member.signal(Signal::STOP);
    drop(commit.cut());
    // The coordinator looks for open transactions every second.
    std::thread::sleep(seconds(5));
    member.signal(Signal::CONT);
    std::thread::sleep(seconds(2));
    let count = load.stop();
    scene.wait_until_done(&mut [&mut member], seconds(60));
    member.stop();
    scene.ledger().assert_exactly_once(count);
}

#[test]
fn the_older_of_two_workers_with_one_name_gives_way() {
    const FENCED: i32 = 4;
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "twins", 4);
    let mut older = scene.worker("a").start();
    let load = scene.steady_load(RATE);
    older.wait_until_assigned(4, seconds(20));
    std::thread::sleep(seconds(1));
    let mut newer = scene.worker("twin-of-a").set("kafka", "instance", "a").start();
    assert_eq!(older.exit_within(seconds(30)), FENCED, "{}", older.log());
    assert!(older.log().contains("kafka.instance"), "the message says what to change:\n{}", older.log());
    newer.wait_until_assigned(4, seconds(30));
    std::thread::sleep(seconds(1));
    let count = load.stop();
    scene.wait_until_done(&mut [&mut newer], seconds(60));
    newer.stop();
    scene.ledger().assert_exactly_once(count);
}
