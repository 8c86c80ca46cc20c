//! Traces: each message's spans reach the collector once, and its output carries the trace on. A collector that is not
//! there, or never answers, is nobody's trouble.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use crate::harness::articles::{self, Message};
use crate::harness::broker::Broker;
use crate::harness::collector::{Collector, Span};
use crate::harness::member::Setup;
use crate::harness::scene::Scene;
use crate::harness::seconds;
use crate::harness::verify::{Outcome, Read};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const PRODUCER: u64 = 4;
const CONSUMER: u64 = 5;
const ERROR: u64 = 2;

fn traced(setup: Setup, endpoint: &str) -> Setup {
    let setup = setup.env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint).env("NO_PROXY", "127.0.0.1");
    setup.env("OTEL_BSP_SCHEDULE_DELAY", "200").env("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
}

fn with_headers(mut message: Message, headers: &[(&'static str, &str)]) -> Message {
    message.headers.extend(headers.iter().map(|(name, value)| (*name, Some(value.as_bytes().to_vec()))));
    message
}

/// The spans of a kind, by id.
fn of_kind(spans: &[Span], kind: u64) -> BTreeMap<&str, &Span> {
    spans.iter().filter(|span| span.kind == kind).map(|span| (span.id.as_str(), span)).collect()
}

/// The parts of a message's `traceparent`.
fn parent_of(message: &Read) -> [&str; 4] {
    let parts: Vec<&str> = message.header("traceparent").expect("every output carries a trace on").split('-').collect();
    parts.try_into().expect("a traceparent has four parts")
}

#[test]
fn a_trace_goes_through_the_worker_from_header_to_header() {
    let (broker, collector) = (Broker::shared(), Collector::start());
    let scene = Scene::new(&broker.address(), "traces", 1);
    let parent = format!("00-{TRACE}-{PARENT}-01");
    let unsampled = format!("00-{TRACE}-{PARENT}-00");
    let given: &[(&'static str, &str)] = &[("traceparent", &parent), ("tracestate", "vendor=1,other=2")];
    let messages = [
        with_headers(articles::good(0), given),
        articles::good(1),
        with_headers(articles::good(2), &[("traceparent", "00-not-a-context-01"), ("tracestate", "vendor=1")]),
        with_headers(articles::undecodable(3), given),
        with_headers(articles::tombstone(4), given),
        with_headers(articles::good(5), &[("traceparent", &unsampled)]),
    ];
    scene.produce(&messages);
    let mut worker = traced(scene.worker("a"), &collector.endpoint()).start();
    scene.wait_until_done(&mut [&mut worker], seconds(60));
    collector.wait_for_any(seconds(10));
    worker.stop();
    let ledger = scene.ledger();
    ledger.assert_exactly_once(messages.len() as u64);
    let spans = collector.spans();
    let (consumers, producers) = (of_kind(&spans, CONSUMER), of_kind(&spans, PRODUCER));
    assert_eq!((consumers.len(), producers.len(), spans.len()), (5, 5, 10), "{spans:#?}");

    for (at, outcomes) in &ledger.outcomes {
        let (input, number) = (&ledger.inputs[at], at.1);
        let (output, topic) = match &outcomes[0] {
            Outcome::Record(output) | Outcome::Tombstone(output) => (output, scene.output()),
            Outcome::Dead(letter) => (letter, scene.dead()),
        };
        let [version, trace, id, flags] = parent_of(output);
        assert_eq!((version, flags), ("00", if number == 5 { "00" } else { "01" }), "message {number}");
        assert_eq!(output.headers.iter().filter(|(name, _)| name == "traceparent").count(), 1);
        let has_parent = !matches!(number, 1 | 2);
        assert_eq!(trace == TRACE, has_parent, "message {number}");
        let state = if matches!(number, 0 | 3 | 4) { Some("vendor=1,other=2") } else { None };
        assert_eq!(output.header("tracestate"), state, "message {number}");
        assert_ne!(id, PARENT);
        if number == 5 {
            assert!(!producers.contains_key(id), "nobody asked for the spans of message {number}");
            continue;
        }
        let send = producers[id];
        let process = consumers[send.parent.as_str()];
        assert_eq!((send.trace.as_str(), process.trace.as_str()), (trace, trace));
        assert_eq!(process.parent, if has_parent { PARENT } else { "" }, "message {number}");
        assert_eq!((&send.state, &process.state), (&state.unwrap_or("").to_owned(), &state.unwrap_or("").to_owned()));
        check_process(&scene, process, input);
        check_send(send, &topic, output);
        assert!(process.time.0 <= process.time.1 && process.time.1 <= send.time.0 && send.time.0 <= send.time.1);
        let expected = if number == 3 { (ERROR, "decode", "undecodable") } else { (0, "", "") };
        assert_eq!((process.status, process.message.as_str(), process.attribute("error.type")), expected);
    }
}

fn check_process(scene: &Scene, span: &Span, input: &Read) {
    assert_eq!(span.name, format!("process {}", scene.input()));
    for (name, value) in [
        ("messaging.system", "kafka"),
        ("messaging.operation.type", "process"),
        ("messaging.operation.name", "process"),
        ("messaging.destination.name", scene.input().as_str()),
        ("messaging.destination.partition.id", input.at.0.to_string().as_str()),
        ("messaging.kafka.offset", input.at.1.to_string().as_str()),
        ("messaging.consumer.group.name", scene.group()),
        ("messaging.client.id", "factwire-a"),
    ] {
        assert_eq!(span.attribute(name), value, "{name}");
    }
    check_body(span, input.value.as_deref());
    for (name, value) in [
        ("service.name", "factwire"),
        ("service.version", env!("CARGO_PKG_VERSION")),
        ("service.instance.id", "a"),
        ("deployment.environment.name", "test"),
    ] {
        assert_eq!(span.resource.get(name).map(String::as_str), Some(value), "{name}");
    }
}

fn check_send(span: &Span, topic: &str, output: &Read) {
    assert_eq!(span.name, format!("send {topic}"));
    for (name, value) in [
        ("messaging.system", "kafka"),
        ("messaging.operation.type", "send"),
        ("messaging.operation.name", "send"),
        ("messaging.destination.name", topic),
        ("messaging.client.id", "factwire-a"),
    ] {
        assert_eq!(span.attribute(name), value, "{name}");
    }
    assert_eq!(span.status, 0);
    check_body(span, output.value.as_deref());
}

fn check_body(span: &Span, value: Option<&[u8]>) {
    let size = value.map_or_else(String::new, |value| value.len().to_string());
    assert_eq!(span.attribute("messaging.message.body.size"), size);
    assert_eq!(span.attribute("messaging.kafka.message.tombstone"), if value.is_none() { "1" } else { "" });
}

#[test]
fn partitions_that_change_hands_are_told_of_once() {
    let (broker, collector) = (Broker::shared(), Collector::start());
    let scene = Scene::new(&broker.address(), "traces-scaling", 6);
    let setup = |name| traced(scene.worker(name), &collector.endpoint()).env("OTEL_BSP_MAX_QUEUE_SIZE", "100000");
    let load = scene.steady_load(100);
    let mut first = setup("a").start();
    first.wait_until_assigned(6, seconds(20));
    let mut second = setup("b").start();
    second.wait_until_assigned(3, seconds(30));
    std::thread::sleep(seconds(1));
    first.stop();
    second.wait_until_assigned(6, seconds(20));
    let count = load.stop();
    scene.wait_until_done(&mut [&mut second], seconds(60));
    second.stop();
    let ledger = scene.ledger();
    ledger.assert_exactly_once(count);

    let spans = collector.spans();
    let place = |span: &&Span| {
        let number = |name| span.attribute(name).parse::<i64>().expect("it is a number");
        (number("messaging.destination.partition.id"), number("messaging.kafka.offset"))
    };
    let consumers = of_kind(&spans, CONSUMER);
    let places: BTreeSet<(i64, i64)> = consumers.values().map(place).collect();
    assert_eq!((consumers.len() as u64, places.len() as u64), (count, count), "each message is told of once");
    let producers = of_kind(&spans, PRODUCER);
    assert_eq!(producers.len() as u64, count);
    let sent: BTreeSet<&str> = ledger.outputs().map(|(_, output)| parent_of(output)[2]).collect();
    assert_eq!(sent, producers.keys().copied().collect(), "each output carries its own span on");
}

/// Delivers some articles with traces for `endpoint` and says how long that and the stop took.
fn deliver(name: &str, endpoint: Option<&str>) -> (Duration, Duration, String) {
    const COUNT: u64 = 500;
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), name, 2);
    scene.produce_good(COUNT);
    let setup = scene.worker("a");
    // A queue that is full long before the end.
    let mut worker = match endpoint {
        Some(endpoint) => traced(setup, endpoint).env("OTEL_BSP_MAX_QUEUE_SIZE", "100").start(),
        None => setup.start(),
    };
    worker.wait_until_ready(seconds(20));
    let start = Instant::now();
    scene.wait_until_done(&mut [&mut worker], seconds(60));
    let delivered = start.elapsed();
    let stopped = worker.stop();
    scene.ledger().assert_exactly_once(COUNT);
    (delivered, stopped, worker.log())
}

#[test]
fn a_collector_that_is_dead_or_silent_holds_up_nothing() {
    let (plain, _, log) = deliver("traces-off", None);
    assert!(!log.contains("traces are exported"), "{log}");
    let silent = Collector::silent();
    // Nothing listens on a port that was just given back.
    let dead = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let dead = format!("http://{}", dead.expect("loopback has a free port"));
    for (name, endpoint) in [("traces-silent", silent.endpoint()), ("traces-dead", dead)] {
        let (delivered, stopped, log) = deliver(name, Some(&endpoint));
        assert!(delivered < plain * 2 + seconds(2), "{name}: {delivered:?}, and {plain:?} without traces");
        assert!(stopped < seconds(4), "{name}: it took {stopped:?} to stop");
        let said = |line: &str| log.matches(line).count();
        assert_eq!(said("spans come faster than the collector takes them"), 1, "{name}:\n{log}");
        assert!(said("spans are not exported") <= 1, "{name}:\n{log}");
        assert_eq!(said("not all spans were exported"), 1, "{name}:\n{log}");
    }
}

#[test]
fn an_endpoint_that_cannot_be_had_costs_the_traces_alone() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "traces-tls", 1);
    scene.produce_good(10);
    let mut worker = traced(scene.worker("a"), "https://127.0.0.1:4318").start();
    scene.wait_until_done(&mut [&mut worker], seconds(30));
    worker.stop();
    assert_eq!(worker.log().matches("no traces are exported").count(), 1, "{}", worker.log());
    scene.ledger().assert_exactly_once(10);
}
