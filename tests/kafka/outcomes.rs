//! Every message has exactly one outcome, the right one, with its key, its headers and its order.

use factwire::record::{Reason, SCHEMA_VERSION, Stage};
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::harness::articles::{self, Expected, Message};
use crate::harness::broker::Broker;
use crate::harness::member::Metrics;
use crate::harness::scene::{LARGE, Scene};
use crate::harness::seconds;
use crate::harness::verify::Read;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
/// Headers that the worker writes itself.
const OURS: [&str; 3] = ["content-type", "factwire-schema-version", "traceparent"];
const MAX_ARTICLE_BYTES: u32 = 50_000;

/// A good article, or one of every way to fail, with headers of every kind.
fn mixed(number: u64) -> Message {
    let mut message = match number % 40 {
        3 | 4 => articles::tombstone(number),
        7 => articles::undecodable(number),
        11 => articles::invalid(number),
        13 => articles::too_large(number, MAX_ARTICLE_BYTES as usize),
        17 => articles::german(number),
        19 => articles::deep(number),
        _ => articles::good(number),
    };
    if number.is_multiple_of(3) {
        message.headers.push(("x-repeated", Some(b"first".to_vec())));
        message.headers.push(("x-null", None));
        message.headers.push(("x-empty", Some(Vec::new())));
        message.headers.push(("x-binary", Some(vec![0, 0xff, 0x80])));
        message.headers.push(("x-repeated", Some(b"second".to_vec())));
    }
    if number.is_multiple_of(5) {
        message.headers.push(("traceparent", Some(format!("00-{TRACE}-b7ad6b7169203331-01").into_bytes())));
    }
    message
}

#[test]
fn every_message_becomes_exactly_one_thing() {
    const COUNT: u64 = 2_000;
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "outcomes", 4);
    let messages: Vec<Message> = (0..COUNT).map(mixed).collect();
    scene.produce(&messages);
    let mut worker = scene.worker("a").set("extract", "max_article_bytes", MAX_ARTICLE_BYTES).start();
    scene.wait_until_done(&mut [&mut worker], seconds(120));
    worker.wait_for("shows that there is no lag", seconds(15), |metrics| {
        metrics.sum("factwire_committed_offset") == COUNT as f64 && metrics.sum("factwire_consumer_lag_records") == 0.0
    });
    let metrics = worker.metrics();
    worker.stop();

    let ledger = scene.ledger();
    ledger.assert_exactly_once(COUNT);
    ledger.outputs().for_each(|(input, output)| check_output(input, output));
    ledger.dead_letters().for_each(|(input, letter)| check_letter(&scene, input, letter));
    let partitions: Vec<i32> = ledger.inputs.keys().map(|(partition, _)| *partition).collect();
    assert!((0..4).all(|partition| partitions.contains(&partition)), "the keys are spread over the partitions");

    let counted = |outcome| metrics.sum_where("factwire_records_processed_total", &[("outcome", outcome)]);
    assert_eq!(counted("tombstone"), (COUNT / 20) as f64);
    assert_eq!(counted("dead_letter"), ledger.dead_letters().count() as f64);
    assert_eq!(counted("record") + counted("dead_letter") + counted("tombstone"), COUNT as f64);
}

fn check_output(input: &Read, output: &Read) {
    assert_eq!(without(&input.headers, &OURS), without(&output.headers, &OURS), "headers of {:?}", output.at);
    if let Some(parent) = input.header("traceparent").filter(|_| output.value.is_some()) {
        let continued = output.header("traceparent").expect("the trace goes on");
        assert_eq!(continued.split('-').nth(1), parent.split('-').nth(1), "the trace id of {:?}", output.at);
        assert_eq!(continued.len(), parent.len(), "{continued} is a traceparent");
    }
    let Some(value) = &output.value else { return };
    assert_eq!(output.header("content-type"), Some("application/json"));
    assert_eq!(output.header("factwire-schema-version"), Some(SCHEMA_VERSION));
    let record: Value = serde_json::from_slice(value).expect("a record is JSON");
    assert_eq!(record["id"].as_str().map(str::as_bytes), output.key.as_deref(), "the key is the id");
    assert_eq!(record["schema_version"], SCHEMA_VERSION);
    let hash: String =
        Sha256::digest(input.value.as_deref().unwrap_or_default()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(record["article"]["content_sha256"], hash);
}

fn check_letter(scene: &Scene, input: &Read, letter: &Read) {
    assert_eq!((&input.key, &input.value), (&letter.key, &letter.value), "the dead letter is the message itself");
    let kept: Vec<_> = letter.headers.iter().filter(|(name, _)| !name.starts_with("dlq.")).cloned().collect();
    assert_eq!(input.headers, kept, "headers of {:?}", letter.at);
    let number = |name: &str| letter.header_number(name).unwrap_or_else(|| panic!("{name} is a number"));
    assert_eq!(letter.header("dlq.source.topic"), Some(scene.input().as_str()));
    assert_eq!((number("dlq.source.partition"), number("dlq.source.offset")), (input.at.0.into(), input.at.1));
    assert_eq!(Some(number("dlq.source.timestamp")), input.timestamp);
    assert_eq!(number("dlq.attempts"), 1);
    assert_eq!(letter.header("dlq.worker.version"), Some(env!("CARGO_PKG_VERSION")));
    let stage = letter.header("dlq.stage").expect("a dead letter has a stage");
    assert!(Stage::ALL.iter().any(|known| known.as_str() == stage), "{stage} is a stage");
    let error = letter.header("dlq.error").expect("a dead letter says what is wrong");
    assert!(
        !error.is_empty() && !error.contains("Bundesrat"),
        "an error says what is wrong and quotes no article: {error}"
    );
}

fn without(headers: &[(String, Option<Vec<u8>>)], names: &[&str]) -> Vec<(String, Option<Vec<u8>>)> {
    headers.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect()
}

#[test]
fn a_record_over_the_topics_limit_is_a_dead_letter() {
    const COUNT: u64 = 200;
    let broker = Broker::shared();
    let scene = Scene::with_limits(&broker.address(), "oversized", 2, Some(65_536), LARGE);
    let messages: Vec<Message> = (0..COUNT)
        .map(|number| {
            let large = number % 50 == 20;
            let paragraphs = if large { 4_000 } else { 4 };
            // Numbers that do not repeat, so that compression does not save it.
            let line = |line: u64| format!("Bid {} of lot {} failed.", (number + 1) * (line + 7) * 7_919, line * line);
            let mut message = articles::with_body(number, &(0..paragraphs).map(line).collect::<Vec<_>>().join("\n\n"));
            if large {
                message.expect(Expected::Dead(Reason::RejectedByBroker));
            }
            message
        })
        .collect();
    scene.produce(&messages);
    let mut worker = scene.worker("a").set("extract", "deadline_ms", 60_000).start();
    scene.wait_until_done(&mut [&mut worker], seconds(90));
    worker.stop();
    let ledger = scene.ledger();
    ledger.assert_exactly_once(COUNT);
    for (input, letter) in ledger.dead_letters() {
        assert_eq!(input.value, letter.value);
        assert_eq!(letter.header("dlq.stage"), Some(Stage::Deliver.as_str()));
    }
}

#[test]
fn a_dead_letter_at_its_topics_limit_keeps_its_key() {
    const COUNT: u64 = 100;
    const LIMIT: usize = 65_536;
    let broker = Broker::shared();
    let scene = Scene::with_limits(&broker.address(), "narrow", 1, None, LIMIT);
    // Values from well below the limit to just below it: somewhere between, the headers make the difference.
    let messages: Vec<Message> = (0..COUNT)
        .map(|number| {
            let mut message = articles::undecodable(number);
            message.value = Some(vec![0xff; LIMIT - 1_950 + 18 * usize::try_from(number).expect("it is small")]);
            message
        })
        .collect();
    scene.produce(&messages);
    let setup = scene.worker("a").set("extract", "max_article_bytes", LIMIT);
    let check = setup.clone().check();
    let warned = String::from_utf8_lossy(&check.stderr);
    assert!(check.status.success(), "{warned}");
    assert!(warned.contains(&scene.dead()) && warned.contains("max.message.bytes"), "{warned}");

    let mut worker = setup.start();
    scene.wait_until_done(&mut [&mut worker], seconds(60));
    worker.stop();
    let ledger = scene.ledger();
    ledger.assert_exactly_once(COUNT);
    let mut cut = 0;
    for (input, letter) in ledger.dead_letters() {
        assert_eq!(input.key, letter.key, "the key of {:?}", letter.at);
        if letter.value.is_none() {
            assert_eq!(letter.header("dlq.value"), Some("omitted"));
            cut += 1;
        } else {
            assert_eq!(input.value, letter.value);
        }
    }
    assert!(0 < cut && cut < COUNT, "{cut} of {COUNT} lost their value");
}

/// What a producer took back stands on the input topic for ever, and no consumer is given it.
#[test]
fn articles_of_aborted_transactions_are_no_lag() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "aborted", 1);
    let mut worker = scene.worker("a").start();
    scene.produce((0..5).map(articles::good));
    scene.wait_until_done(&mut [&mut worker], seconds(30));

    let upstream: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", broker.address())
        .set("transactional.id", "upstream")
        .create()
        .expect("the settings are librdkafka's");
    upstream.init_transactions(seconds(20)).expect("the broker is up");
    let input = scene.input();
    for number in 100..103 {
        upstream.begin_transaction().expect("none is open");
        let article = articles::good(number);
        let record =
            BaseRecord::<str, [u8]>::to(&input).key(&article.key).payload(article.value.as_deref().unwrap_or_default());
        upstream.send(record).map_err(|(error, _)| error).expect("there is room");
        upstream.flush(seconds(20)).expect("the broker is up");
        upstream.abort_transaction(seconds(20)).expect("the broker is up");
    }
    let lag = |metrics: &Metrics| metrics.sum("factwire_consumer_lag_records");
    worker.wait_for("sees them", seconds(20), |metrics| lag(metrics) > 1.0);
    worker.wait_for("finds out what they are", seconds(40), |metrics| lag(metrics) < 1.0);

    scene.produce((5..10).map(articles::good));
    scene.wait_until_done(&mut [&mut worker], seconds(30));
    worker.stop();
    scene.ledger().assert_exactly_once(10);
}
