//! `kafka.delivery = "at_least_once"`: a crash may repeat, nothing may be missing, and without a crash nothing repeats.

use crate::harness::broker::Broker;
use crate::harness::scene::Scene;
use crate::harness::seconds;

#[test]
fn without_a_crash_nothing_is_lost_repeated_or_overtaken() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "at-least-once", 4);
    scene.produce_good(1_000);
    let mut worker = scene.worker("a").set("kafka", "delivery", "at_least_once").start();
    scene.wait_until_done(&mut [&mut worker], seconds(60));
    worker.stop();
    scene.ledger().assert_exactly_once(1_000);
}

#[test]
fn a_kill_or_a_rebalance_loses_nothing() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "at-least-once-killed", 4);
    let setup =
        |name: &str| scene.worker(name).set("kafka", "delivery", "at_least_once").consumer("session.timeout.ms", 2_500);
    let load = scene.steady_load(100);
    let (stays, dies) = (setup("a"), setup("b"));
    let mut stays = stays.start();
    for round in 0..4 {
        let mut member = dies.start();
        member.wait_until_assigned(2, seconds(30));
        std::thread::sleep(std::time::Duration::from_millis(700 + 230 * round));
        member.kill();
    }
    let count = load.stop();
    scene.wait_until_done(&mut [&mut stays], seconds(60));
    stays.stop();
    scene.ledger().assert_nothing_lost(count);
}
