//! What delivery costs: figures of the release build against a real broker, each on a line with its floor.
//!
//! `cargo test --release --test kafka figures -- --ignored --nocapture --test-threads 1`. Broker, load and worker share
//! the machine, so read ratios rather than rates.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use crate::harness::articles::{self, Message};
use crate::harness::broker::Broker;
use crate::harness::member::{Member, Metrics};
use crate::harness::scene::Scene;
use crate::harness::seconds;

/// Prints one figure, and panics when it is on the wrong side of its floor.
fn figure(name: &str, value: f64, unit: &str, floor: &str, holds: bool) {
    println!("{name}: {value:.3} {unit} (floor: {floor})");
    assert!(holds, "{name} is {value:.3} {unit}, and should be {floor}");
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// The unit of `/proc`, the same on every architecture that matters here.
const TICKS_A_SECOND: f64 = 100.0;

/// CPU seconds of each thread, by name.
fn cpu_by_thread(process: i32) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    for task in fs::read_dir(format!("/proc/{process}/task")).expect("it runs").flatten() {
        let Ok(stat) = fs::read_to_string(task.path().join("stat")) else { continue };
        // The name stands in brackets and may hold any character; user and system time are fields 14 and 15.
        let Some((head, tail)) = stat.rsplit_once(") ") else { continue };
        let name = head.split_once('(').map_or("", |(_, name)| name);
        let used: f64 = tail.split(' ').skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        *sums.entry(name.to_owned()).or_default() += used / TICKS_A_SECOND;
    }
    sums
}

/// A value in kilobytes from `/proc/PID/status`, in megabytes.
fn memory(process: i32, name: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).expect("Linux says so");
    line.split_whitespace().next().and_then(|number| number.parse::<f64>().ok()).expect("it is a number") / 1024.0
}

/// Messages a second from the first commit to the last of `count` messages that wait.
fn throughput(scene: &Scene, member: &mut Member, count: u64) -> f64 {
    let committed = |metrics: &Metrics| metrics.sum("factwire_committed_offset");
    member.wait_for("has committed", seconds(60), |metrics| committed(metrics) > 0.0);
    let (start, first) = (Instant::now(), committed(&member.metrics()));
    scene.wait_until_done(&mut [member], seconds(1_200));
    (count as f64 - first) / start.elapsed().as_secs_f64()
}

#[test]
#[ignore = "a measurement: `make figures`"]
fn exactly_once_costs_little_more_than_at_least_once() {
    const COUNT: u64 = 4_000;
    let broker = Broker::start();
    let mut best = BTreeMap::new();
    for round in 0..6 {
        let delivery = if round % 2 == 0 { "exactly_once" } else { "at_least_once" };
        let scene = Scene::new(&broker.address(), "figures", 4);
        scene.produce((0..COUNT).map(articles::long));
        let mut worker = scene.worker("a").set("kafka", "delivery", delivery).set("log", "level", "info").start();
        let rate = throughput(&scene, &mut worker, COUNT);
        println!("  {delivery}: {rate:.0} messages/s");
        let known: &mut f64 = best.entry(delivery).or_default();
        *known = known.max(rate);
        worker.stop();
    }
    let ratio = best["exactly_once"] / best["at_least_once"];
    figure("throughput, exactly once to at least once", ratio, "", "at least 0.9", ratio >= 0.9);
}

#[test]
#[ignore = "a measurement: `make figures`"]
fn delivery_takes_a_small_share_of_the_processor() {
    const COUNT: u64 = 10_000;
    let broker = Broker::start();
    let scene = Scene::new(&broker.address(), "figures", 4);
    scene.produce((0..COUNT).map(articles::long));
    let setup = scene.worker("a").set("log", "level", "info").set("batch", "max_wait_ms", 5_000);
    let mut worker = setup.set("batch", "max_bytes", 64 << 20).start();
    let rate = throughput(&scene, &mut worker, COUNT);
    let (metrics, threads) = (worker.metrics(), cpu_by_thread(worker.id()));
    let transactions = metrics.sum("factwire_transaction_records_count").max(1.0);
    println!(
        "  {rate:.0} messages/s, {:.0} a transaction",
        metrics.sum("factwire_transaction_records_sum") / transactions
    );
    let all: f64 = threads.values().sum();
    threads.iter().for_each(|(name, used)| println!("  {name}: {used:.2} s"));
    let of_delivery = |name: &str| ["fw-poll", "fw-deliver", "rdk:"].iter().any(|prefix| name.starts_with(prefix));
    let delivery: f64 = threads.iter().filter(|(name, _)| of_delivery(name)).map(|(_, used)| used).sum();
    let share = delivery / all * 100.0;
    figure("delivery's share of the processor time", share, "%", "at most 10", share <= 10.0);

    let before: f64 = cpu_by_thread(worker.id()).values().sum();
    std::thread::sleep(seconds(10));
    let idle = (cpu_by_thread(worker.id()).values().sum::<f64>() - before) * 10.0;
    figure("processor time when idle", idle, "% of a core", "under 1", idle < 1.0);
    worker.stop();
}

/// An article whose record has about 3 kB: there is hardly a fact in it.
fn short(number: u64) -> Message {
    let body = "It is quiet there, and nobody seems to mind how slow and grey and damp everything is. ".repeat(29);
    articles::with_body(number, &body)
}

#[test]
#[ignore = "a measurement: `make figures`"]
fn a_thousand_records_of_3_kb_are_committed_in_milliseconds() {
    const COUNT: u64 = 45_000;
    /// A broker that is a second old compiles its own code first, on the two cores that it shares with the worker here.
    const WARM_UP: u64 = 15;
    let broker = Broker::start();
    let scene = Scene::new(&broker.address(), "figures", 4);
    scene.produce((0..COUNT).map(short));
    let setup = scene.worker("a").set("log", "level", "info").set("batch", "max_wait_ms", 5_000);
    // One extractor thread leaves the broker the other core of two; with both taken, acknowledgements wait for the
    // processor and the figure says nothing about delivery.
    let mut worker = setup.set("extract", "workers", 1).start();
    worker.wait_until_ready(seconds(20));
    // Queueing them, waiting for their acknowledgements and the offsets', and ending the transaction.
    let spent = |metrics: &Metrics| {
        let of = |phase| metrics.sum_where("factwire_transaction_duration_seconds_sum", &[("phase", phase)]) * 1e3;
        let count = metrics.sum_where("factwire_transaction_duration_seconds_count", &[("phase", "commit")]);
        (count as u64, ["produce", "send_offsets", "commit"].map(of))
    };
    // The histogram's buckets are too wide for a median, so each transaction is looked at by itself: its phases are
    // taken in one go once it has ended, or parts of it would be missed.
    let (mut each, mut last) = (Vec::new(), spent(&worker.metrics()));
    while worker.metrics().sum("factwire_committed_offset") < COUNT as f64 {
        worker.assert_running();
        let now = spent(&worker.metrics());
        if now.0 == last.0 + 1 && now.0 > WARM_UP {
            each.push([0, 1, 2].map(|phase| now.1[phase] - last.1[phase]));
        }
        if now.0 > last.0 {
            last = now;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let metrics = worker.metrics();
    let per = |sum: f64, count: f64| sum / count.max(1.0);
    let records =
        per(metrics.sum("factwire_transaction_records_sum"), metrics.sum("factwire_transaction_records_count"));
    let bytes = metrics.sum_where("factwire_record_size_bytes_sum", &[("direction", "out")]) / COUNT as f64;
    println!(
        "  {records:.0} records a transaction, {bytes:.0} bytes a record, {} transactions after {WARM_UP}",
        each.len()
    );
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let [produce, offsets, commit] = [0, 1, 2].map(|phase| median(each.iter().map(|all| all[phase]).collect()));
    println!("  medians: produce {produce:.1} ms, send_offsets {offsets:.1} ms, commit {commit:.1} ms");
    let latency = median(each.iter().map(|all| all.iter().sum()).collect());
    figure("commit of 1,000 records of 3 kB, median", latency, "ms", "under 40", latency < 40.0);
    worker.stop();
}

#[test]
#[ignore = "a measurement: `make figures`"]
fn more_members_do_more() {
    const COUNT: u64 = 4_000;
    let broker = Broker::start();
    let mut alone = 0.0;
    for members in 1..=3_u64 {
        let scene = Scene::new(&broker.address(), "figures", 6);
        scene.produce((0..COUNT * members).map(articles::long));
        // One extractor thread each: a member of this size is what a group is scaled by.
        let worker = |name: &str| scene.worker(name).set("log", "level", "info").set("extract", "workers", 1).start();
        let mut started: Vec<Member> = ["a", "b", "c"][..members as usize].iter().map(|name| worker(name)).collect();
        let assigned = 6 / members as u32;
        started.iter_mut().for_each(|member| member.wait_until_assigned(assigned, seconds(30)));
        let delivered = |started: &[Member]| {
            started.iter().map(|member| member.metrics().sum("factwire_records_produced_total")).sum::<f64>()
        };
        let (start, before) = (Instant::now(), delivered(&started));
        scene.wait_until_done(&mut started.iter_mut().collect::<Vec<_>>(), seconds(1_200));
        let rate = (delivered(&started) - before) / start.elapsed().as_secs_f64();
        println!("  {members} members: {rate:.0} messages/s");
        started.iter_mut().for_each(|member| _ = member.stop());
        alone = if members == 1 { rate } else { alone };
        // The broker and the load take their part of two cores, so only two are held to anything.
        if members == 2 {
            let ratio = rate / alone;
            figure("throughput, two members to one", ratio, "", "at least 1.4", ratio >= 1.4);
        }
    }
}

#[test]
#[ignore = "a measurement: `make figures`"]
fn start_and_stop_take_a_moment() {
    let broker = Broker::start();
    let scene = Scene::new(&broker.address(), "figures", 4);
    scene.produce((0..60_000).map(articles::long));
    let (mut ready, mut stopped) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let start = Instant::now();
        let mut worker = scene.worker("a").set("log", "level", "info").start();
        worker.wait_until_ready(seconds(20));
        ready.push(millis(start.elapsed()));
        let busy = |metrics: &Metrics| metrics.sum("factwire_inflight_records") >= 1_000.0;
        worker.wait_for("has a thousand messages in flight", seconds(20), busy);
        stopped.push(millis(worker.stop()));
    }
    for (name, mut values, floor) in
        [("start to ready", ready, 2_000.0), ("SIGTERM to exit, 1,000 in flight", stopped, 3_000.0)]
    {
        values.sort_by(f64::total_cmp);
        let median = values[values.len() / 2];
        figure(name, median, "ms", &format!("under {floor:.0}"), median < floor);
    }
}

#[test]
#[ignore = "a measurement: `make figures`"]
fn memory_stays_flat() {
    const COUNT: u64 = 200_000;
    let broker = Broker::start();
    let scene = Scene::new(&broker.address(), "figures", 4);
    // Long ones alone would take a quarter of an hour.
    let mixed = |number| if number % 10 == 0 { articles::long(number) } else { articles::good(number) };
    scene.produce((0..COUNT).map(mixed));
    let mut worker = scene.worker("a").set("log", "level", "info").start();
    worker.wait_for("has committed", seconds(60), |metrics| metrics.sum("factwire_committed_offset") > 0.0);
    // Resident memory at each share of the messages.
    let mut samples = Vec::new();
    while samples.last().is_none_or(|(done, _)| *done < 1.0) {
        worker.assert_running();
        let done = worker.metrics().sum("factwire_committed_offset") / COUNT as f64;
        samples.push((done, memory(worker.id(), "VmRSS")));
        std::thread::sleep(Duration::from_millis(500));
    }
    let highest = |from: f64, to: f64| {
        let inside = samples.iter().filter(|(done, _)| (from..=to).contains(done));
        inside.map(|(_, size)| *size).fold(0.0, f64::max)
    };
    let (peak, growth) = (memory(worker.id(), "VmHWM"), highest(0.75, 1.0) / highest(0.2, 0.5) * 100.0 - 100.0);
    worker.stop();
    figure("resident memory over 200,000 messages, peak", peak, "MB", "under 300", peak < 300.0);
    figure("its growth, last quarter to second", growth, "%", "at most 5", growth <= 5.0);
}
