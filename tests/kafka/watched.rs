//! What an operator sees: a real Prometheus under the shipped rules, a worker, and what goes wrong. The right alert
//! fires, and is over when the trouble is.
//!
//! The times of the rules are divided (see `harness::prometheus::shortened`), so that minutes pass in a second. When each
//! alert fires under its real times is in `deploy/prometheus/rules.test.yml`.

use std::time::{Duration, Instant};

use factwire::record::Reason;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use serde_json::Value;

use crate::harness::articles::{self, Message};
use crate::harness::broker::Broker;
use crate::harness::lane::Lane;
use crate::harness::prometheus::{self, Prometheus};
use crate::harness::proxy::ApiKey;
use crate::harness::scene::Scene;
use crate::harness::seconds;

/// Five minutes in the rules are 1.7 seconds here, and an hour is 20.
const FAST: u32 = 180;
/// Fifteen minutes are 15 seconds: time for a few starts of a process.
const SLOW: u32 = 60;

/// Queries of the dashboard that find nothing while all is well.
const EMPTY_WHEN_WELL: [(&str, &str); 1] =
    [("factwire_kafka_errors_total", "has a series once a client reports an error")];

const DASHBOARD: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/grafana/dashboards/factwire.json"));

#[test]
fn a_flood_of_dead_letters_is_told_and_every_panel_of_the_dashboard_shows_something() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "flood", 2);
    let setup = scene.worker("a");
    let mut worker = setup.start();
    worker.wait_until_ready(seconds(20));
    let prometheus = Prometheus::start(&[setup.pages()], FAST);
    let load = scene.steady_load(20);
    // The broker's round trip is measured every five seconds.
    worker
        .wait_for("knows its broker", seconds(20), |metrics| metrics.0.contains("factwire_kafka_broker_rtt_seconds{"));
    assert_eq!(prometheus.firing(), [].into(), "nothing is wrong yet");

    let flood: Vec<Message> = (1_000_000..1_000_100).map(articles::undecodable).collect();
    scene.produce(&flood);
    prometheus.wait_until_fired(&["FactwireDeadLetters"], seconds(20));
    every_panel_shows_something(&prometheus);
    let page = worker.metrics().0;
    assert!(page.contains(&format!("reason=\"{}\"", Reason::Undecodable.as_str())), "{page}");
    assert_eq!(prometheus::lint(&page), "", "promtool against the metrics page");
    prometheus.wait_until_quiet(seconds(30));
    load.stop();
    worker.stop();
}

/// Asks Prometheus every query of the dashboard.
fn every_panel_shows_something(prometheus: &Prometheus) {
    let dashboard: Value = serde_json::from_str(DASHBOARD).expect("the dashboard is JSON");
    let panels = dashboard["panels"].as_array().expect("it has panels");
    let queries = panels.iter().flat_map(|panel| {
        let targets = panel["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
        targets.iter().filter_map(|target| target["expr"].as_str().map(|query| (panel["title"].to_string(), query)))
    });
    let mut asked = 0;
    for (title, query) in queries {
        asked += 1;
        let query = query.replace("$__rate_interval", "10s").replace("$job", "factwire").replace("$instance", ".*");
        assert!(!query.contains('$'), "{title} has a variable that this test does not know: {query}");
        let found = prometheus.query(&query);
        let excused = EMPTY_WHEN_WELL.iter().any(|(family, _)| query.contains(family));
        assert!(excused || !found.is_empty(), "{title} shows nothing: {query}");
    }
    assert!(asked > 30, "the dashboard has {asked} queries");
}

/// The end of a transaction is held on its way: nothing is committed, then the coordinator gives the transaction up.
#[test]
fn a_commit_that_does_not_come_stalls_fills_pauses_and_fences() {
    let timeout = seconds(12);
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "stalled", 1);
    let setup = scene.worker("a").set("kafka", "brokers", broker.proxy().address());
    let setup = setup.set("memory", "max_inflight_bytes", 200_000).set("batch", "max_wait_ms", 500);
    // Time for every alert on a stall, and then an end to it.
    let setup = setup.producer("transaction.timeout.ms", timeout.as_millis() as u64);
    let mut worker = setup.start();
    worker.wait_until_ready(seconds(20));
    let prometheus = Prometheus::start(&[setup.pages()], FAST);
    let load = scene.steady_load(10);
    worker.wait_for("delivers", seconds(20), |metrics| metrics.sum("factwire_committed_offset") > 0.0);

    let commit = broker.proxy().hold_next(ApiKey::END_TXN);
    commit.wait(seconds(20));
    let held = Instant::now();
    // The client asks again after as long as the coordinator waits: whichever is first would decide.
    let again = broker.proxy().hold_next(ApiKey::END_TXN);
    let stalled = ["FactwireNoProgress", "FactwireLagging", "FactwirePaused", "FactwireMemory"];
    prometheus.wait_until_fired(&stalled, seconds(40));
    // The coordinator looks for overdue transactions every second.
    std::thread::sleep((timeout + seconds(2)).saturating_sub(held.elapsed()));
    again.wait(seconds(20));
    commit.release();
    again.release();
    prometheus.wait_until_fired(&["FactwireFenced", "FactwireAborts"], seconds(30));
    let count = load.stop();
    scene.wait_until_done(&mut [&mut worker], seconds(30));
    prometheus.wait_until_quiet(seconds(30));
    worker.stop();
    scene.ledger().assert_exactly_once(count);
}

#[test]
fn a_worker_that_stops_is_down_and_one_that_dies_all_the_time_is_restarting() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "restarts", 1);
    let setup = scene.worker("a");
    let mut worker = setup.start();
    worker.wait_until_ready(seconds(20));
    let prometheus = Prometheus::start(&[setup.pages()], SLOW);
    worker.stop();
    prometheus.wait_until_fired(&["FactwireDown"], seconds(20));

    // One start is no reason for concern, and ends the first alert.
    let mut worker = setup.start();
    prometheus.wait_until_quiet(seconds(20));
    for _ in 0..4 {
        // Starts are told apart by their second.
        std::thread::sleep(Duration::from_millis(1_100));
        worker.kill();
        worker = setup.start();
        worker.wait_until_ready(seconds(20));
    }
    prometheus.wait_until_fired(&["FactwireRestarting"], seconds(20));
    prometheus.wait_until_quiet(seconds(40));
    worker.stop();
}

#[test]
fn a_dead_broker_leaves_the_worker_not_ready_and_its_lag_unknown() {
    let mut broker = Broker::start();
    let scene = Scene::new(&broker.address(), "dead-broker", 1);
    let setup = scene.worker("a");
    let mut worker = setup.start();
    worker.wait_until_assigned(1, seconds(20));
    let prometheus = Prometheus::start(&[setup.pages()], FAST);
    let lag = "factwire_consumer_lag_records";
    worker.wait_for("knows its lag", seconds(20), |metrics| metrics.0.contains(&format!("{lag}{{")));
    broker.kill();
    prometheus.wait_until_fired(&["FactwireNotReady"], seconds(30));
    assert!(!worker.metrics().0.contains(&format!("{lag}{{")), "nobody can know it");
    broker.restart();
    prometheus.wait_until_quiet(seconds(40));
    worker.wait_for("knows its lag again", seconds(20), |metrics| metrics.0.contains(&format!("{lag}{{")));
    worker.stop();
}

#[test]
fn a_member_that_comes_and_goes_makes_the_group_rebalance_all_the_time() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "restless", 4);
    // A member learns of a rebalance with its next heartbeat.
    let setup = scene.worker("a").consumer("heartbeat.interval.ms", 100);
    let mut worker = setup.start();
    worker.wait_until_assigned(4, seconds(20));
    let prometheus = Prometheus::start(&[setup.pages()], FAST);
    for _ in 0..8 {
        let guest: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", broker.address())
            .set("group.id", scene.group())
            .set("partition.assignment.strategy", "cooperative-sticky")
            .set("session.timeout.ms", "6000")
            .set("heartbeat.interval.ms", "100")
            .create()
            .expect("the settings are librdkafka's");
        guest.subscribe(&[&scene.input()]).expect("the topic is there");
        while guest.assignment().map_or(0, |partitions| partitions.count()) == 0 {
            worker.assert_running();
            _ = guest.poll(Duration::from_millis(20));
        }
        drop(guest);
        worker.wait_until_assigned(4, seconds(20));
    }
    prometheus.wait_until_fired(&["FactwireRebalancing"], seconds(20));
    prometheus.wait_until_quiet(seconds(40));
    worker.stop();
}
