//! Dead letters go back to where they came from, each once, whatever is asked for and whatever dies.

use std::collections::BTreeMap;
use std::process::Output;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use factwire::record::Reason;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use rustix::process::Signal;

use crate::harness::admin;
use crate::harness::articles::{self, Message, NUMBER};
use crate::harness::broker::Broker;
use crate::harness::lane::Lane;
use crate::harness::load;
use crate::harness::member::{Member, Setup};
use crate::harness::proxy::ApiKey;
use crate::harness::scene::Scene;
use crate::harness::seconds;
use crate::harness::verify::{self, Read};

const PARTITIONS: i32 = 3;
const USAGE: i32 = 2;
const REFUSED: i32 = 3;
const FENCED: i32 = 4;

/// A time long ago: no topic keeps what was written then.
const LONG_AGO: i64 = 1_600_000_000_000;

/// When the articles of these tests were written: an hour ago.
fn written_at() -> i64 {
    static AT: OnceLock<i64> = OnceLock::new();
    let an_hour_ago = || SystemTime::now() - seconds(3_600);
    let millis = |at: SystemTime| at.duration_since(UNIX_EPOCH).expect("it is after 1970").as_millis();
    *AT.get_or_init(|| i64::try_from(millis(an_hour_ago())).expect("it is long before the end of time"))
}

/// A letter as a worker writes it, of article `number` with this value.
fn letter(scene: &Scene, number: u64, reason: Reason, value: &[u8]) -> Message {
    let text = |text: String| Some(text.into_bytes());
    let headers = vec![
        (NUMBER, text(number.to_string())),
        ("x-own", None),
        ("dlq.team", text("foreign desk".to_owned())),
        ("dlq.reason", text(reason.as_str().to_owned())),
        ("dlq.stage", text("extract".to_owned())),
        ("dlq.error", text("it failed".to_owned())),
        ("dlq.attempts", text("1".to_owned())),
        ("dlq.source.topic", text(scene.input())),
        ("dlq.source.partition", text(source(number).to_string())),
        ("dlq.source.offset", text(number.to_string())),
        ("dlq.source.timestamp", text((written_at() + number as i64).to_string())),
        ("dlq.worker.version", text("0.0.1".to_owned())),
    ];
    Message { key: articles::id(number), value: Some(value.to_vec()), headers }
}

fn simple(scene: &Scene, number: u64, reason: Reason) -> Message {
    letter(scene, number, reason, format!("value {number}").as_bytes())
}

/// The input partition of article `number`: not the one that its key would choose.
fn source(number: u64) -> i32 {
    i32::try_from(number % PARTITIONS as u64).expect("it is small")
}

fn set(message: &mut Message, name: &'static str, value: Option<&str>) {
    message.headers.retain(|(header, _)| *header != name);
    if let Some(value) = value {
        message.headers.push((name, Some(value.as_bytes().to_vec())));
    }
}

fn bury<'m>(broker: &Broker, scene: &Scene, letters: impl IntoIterator<Item = &'m Message>) {
    load::produce(&broker.address(), &scene.dead(), letters);
}

/// What a redrive says, once it has ended well.
fn said(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    String::from_utf8(output.stdout.clone()).expect("it writes text")
}

/// What came back to the input topic, by the number of its article.
fn returned(broker: &Broker, scene: &Scene) -> BTreeMap<i64, Vec<Read>> {
    let mut by_number: BTreeMap<i64, Vec<Read>> = BTreeMap::new();
    for read in verify::read(&broker.address(), &scene.input()) {
        by_number.entry(read.header_number(NUMBER).expect("every article has a number")).or_default().push(read);
    }
    by_number
}

fn assert_once_each(broker: &Broker, scene: &Scene, count: u64) {
    let returned = returned(broker, scene);
    let twice: Vec<_> = returned.iter().filter(|(_, reads)| reads.len() > 1).map(|(number, _)| number).collect();
    assert!(twice.is_empty(), "{} came back more than once: {twice:?}", twice.len());
    assert_eq!(returned.len() as u64, count, "letters that came back");
}

/// The end of the input partitions, open transactions included.
fn written(broker: &Broker, scene: &Scene) -> i64 {
    let client: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", broker.address())
        .set("isolation.level", "read_committed")
        .create()
        .expect("the settings are librdkafka's");
    let end = |partition| client.fetch_watermarks(&scene.input(), partition, seconds(10)).expect("the broker is up").1;
    (0..PARTITIONS).map(end).sum()
}

#[test]
fn letters_are_chosen_by_reason_and_limit_and_restored() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "redrive", PARTITIONS);
    let reasons = [Reason::Timeout, Reason::Panic, Reason::Invalid];
    let letters: Vec<Message> = (0..30).map(|number| simple(&scene, number, reasons[number as usize % 3])).collect();
    bury(&broker, &scene, &letters);
    let setup = scene.worker("a").set("batch", "max_records", 4);
    let redrive = |arguments: &[&str]| said(&setup.redrive(arguments));

    let all = "redriven 30: invalid 10, timeout 10, panic 10\npassed over 0\nrefused 0\nbroken 0\n";
    assert_eq!(redrive(&["--dry-run"]), all);
    let some = redrive(&["--dry-run", "--reason", "timeout", "--limit", "4"]);
    assert_eq!(written(&broker, &scene), 0, "a dry run writes nothing");
    assert_eq!(redrive(&["--reason", "timeout", "--limit", "4"]), some, "a dry run says the same");
    assert!(some.starts_with("redriven 4: timeout 4\n"), "{some}");
    let rest = "redriven 6: timeout 6\npassed over 20: invalid 10, panic 10\nrefused 0\nbroken 0\n";
    assert_eq!(redrive(&["--reason", "timeout"]), rest);
    let others = redrive(&["--reason", "panic", "--reason", "timeout", "--limit", "3"]);
    assert!(others.starts_with("redriven 3: panic 3\n"), "{others}");
    assert_eq!(redrive(&[]), "redriven 17: invalid 10, panic 7\npassed over 0\nrefused 0\nbroken 0\n");
    assert!(redrive(&[]).starts_with("redriven 0\n"), "each letter goes back once");

    assert_once_each(&broker, &scene, 30);
    for (number, reads) in returned(&broker, &scene) {
        let (sent, came) = (&letters[usize::try_from(number).expect("it is small")], &reads[0]);
        assert_eq!(came.key.as_deref(), Some(sent.key.as_bytes()));
        assert_eq!(came.value, sent.value);
        assert_eq!((came.at.0, came.timestamp), (source(number as u64), Some(written_at() + number)));
        let own = sent.headers[..3].iter().cloned();
        let counts = ["dlq.attempts", "dlq.redrives"].map(|name| (name, Some(b"1".to_vec())));
        let headers: Vec<_> = own.chain(counts).map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(came.headers, headers);
    }
    assert_eq!(verify::read(&broker.address(), &scene.dead()).len(), 30, "the letters stay where they are");
}

#[test]
fn letters_that_cannot_go_back_stay_and_are_counted() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "redrive-broken", PARTITIONS);
    let narrow = format!("{}.narrow", scene.input());
    admin::create_topic(&broker.address(), &narrow, PARTITIONS, &[("max.message.bytes", "2000")]);
    let mut letters: Vec<Message> = (0..12).map(|number| simple(&scene, number, Reason::Panic)).collect();
    set(&mut letters[1], "dlq.source.topic", None);
    set(&mut letters[2], "dlq.reason", None);
    set(&mut letters[3], "dlq.source.timestamp", Some("yesterday"));
    set(&mut letters[4], "dlq.redrives", Some("3"));
    set(&mut letters[5], "dlq.source.topic", Some(&scene.output()));
    set(&mut letters[6], "dlq.value", Some("omitted"));
    letters[6].value = None;
    letters[7] = letter(&scene, 7, Reason::Panic, &noise(10_000));
    set(&mut letters[7], "dlq.source.topic", Some(&narrow));
    letters[8].headers.clear();
    set(&mut letters[9], "dlq.source.partition", Some("77"));
    set(&mut letters[10], "dlq.source.timestamp", Some(&LONG_AGO.to_string()));
    bury(&broker, &scene, &letters);

    let setup = scene.worker("a").set("kafka", "input_topics", vec![scene.input(), narrow.clone()]);
    let told = said(&setup.redrive(&[]));
    let expected = "redriven 4: panic 4\npassed over 0\nrefused 1: panic 1\nbroken 4: no reason 2, panic 2\n\
                    incomplete 1: panic 1\nelsewhere 1: panic 1\nrejected 1: panic 1\n";
    assert_eq!(told, expected);
    let returned = returned(&broker, &scene);
    assert_eq!(returned.keys().copied().collect::<Vec<_>>(), [0, 9, 10, 11]);
    // With its own timestamp the topic might delete it before anybody has read it.
    assert!(returned[&10][0].timestamp > Some(written_at()));
    assert!(said(&setup.redrive(&[])).starts_with("redriven 0\n"));
    for untouched in [scene.output(), narrow] {
        assert!(verify::read(&broker.address(), &untouched).is_empty(), "{untouched}");
    }
}

/// Bytes that compression does not make much smaller.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    };
    (0..count).map(next).collect()
}

/// What is on `topic` once that are `count` messages, while `worker` runs. The marker behind what a redrive wrote counts as
/// a lag for ever, so that says nothing.
fn wait_for(broker: &Broker, topic: &str, count: usize, worker: &mut Member) -> Vec<Read> {
    let start = Instant::now();
    loop {
        let messages = verify::read(&broker.address(), topic);
        if messages.len() == count {
            return messages;
        }
        worker.assert_running();
        assert!(start.elapsed() < seconds(30), "{} instead of {count} messages on {topic}", messages.len());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_article_that_dies_again_is_counted_up_and_in_the_end_left() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "redrive-rounds", PARTITIONS);
    scene.produce(&[articles::undecodable(0), articles::good(1)]);
    let setup = scene.worker("a");
    let mut worker = setup.start();
    for round in 1..=4 {
        let letters = wait_for(&broker, &scene.dead(), round, &mut worker);
        let last = letters.last().expect("there is one");
        assert_eq!(last.header_number("dlq.attempts"), i64::try_from(round).ok());
        assert_eq!(last.value, articles::undecodable(0).value);
        let told = said(&setup.redrive(&[]));
        let expected = if round < 4 { "redriven 1: undecodable 1" } else { "redriven 0" };
        assert_eq!(told.lines().next(), Some(expected), "{told}");
        assert_eq!(told.contains("refused 1: undecodable 1"), round == 4, "{told}");
    }
    worker.stop();
    assert_eq!(verify::read(&broker.address(), &scene.output()).len(), 1);
}

#[test]
fn an_article_that_died_of_a_setting_becomes_a_record() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "redrive-cured", PARTITIONS);
    scene.produce(&[articles::good(0), articles::good(1)]);
    let mut strict = scene.worker("a").set("extract", "max_article_bytes", 200).start();
    scene.wait_until_done(&mut [&mut strict], seconds(30));
    strict.stop();
    assert_eq!(said(&scene.worker("a").redrive(&[])).lines().next(), Some("redriven 2: too_large 2"));
    let mut worker = scene.worker("a").start();
    let records = wait_for(&broker, &scene.output(), 2, &mut worker);
    worker.stop();
    assert!(records.iter().all(|record| record.value.is_some() && record.header("dlq.redrives") == Some("1")));
}

/// Many letters in small batches, so that a redrive takes its time.
fn many(broker: &Broker, scene: &Scene, count: u64) -> Setup {
    let letters: Vec<Message> = (0..count).map(|number| simple(scene, number, Reason::Timeout)).collect();
    bury(broker, scene, &letters);
    scene.worker("a").set("batch", "max_records", 20)
}

#[test]
fn a_redrive_that_is_killed_leaves_nothing_half_done() {
    const COUNT: u64 = 2_000;
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "redrive-killed", PARTITIONS);
    let setup = many(&broker, &scene, COUNT);
    let mut killed = 0;
    loop {
        let before = written(&broker, &scene);
        let mut redrive = setup.start_redrive();
        let mut status = None;
        while status.is_none() && (killed >= 12 || written(&broker, &scene) == before) {
            status = redrive.exit_within(Duration::from_millis(1));
        }
        if let Some(status) = status {
            assert_eq!(status, 0, "{}", redrive.log());
            break;
        }
        // The pauses differ, so that the kills fall into every phase of a transaction.
        std::thread::sleep(Duration::from_micros(1_700 * killed));
        redrive.kill();
        killed += 1;
    }
    assert!(killed >= 5, "it was killed {killed} times only");
    assert_once_each(&broker, &scene, COUNT);
}

#[test]
fn a_redrive_that_is_told_to_stop_finishes_what_it_has_begun() {
    const COUNT: u64 = 2_000;
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "redrive-stopped", PARTITIONS);
    let setup = many(&broker, &scene, COUNT);
    let mut redrive = setup.start_redrive();
    while written(&broker, &scene) == 0 {
        assert!(redrive.is_running(), "{}", redrive.log());
    }
    redrive.signal(Signal::TERM);
    assert_eq!(redrive.exit_within(seconds(10)), Some(0), "{}", redrive.log());
    assert!(redrive.log().contains("told to stop"), "{}", redrive.log());
    let rest = said(&setup.redrive(&[]));
    assert!(!rest.starts_with("redriven 0\n"), "it stopped before the end");
    assert_once_each(&broker, &scene, COUNT);
}

#[test]
fn a_second_redrive_ends_the_first_and_nothing_goes_back_twice() {
    const COUNT: u64 = 200;
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "redrive-twins", PARTITIONS);
    let setup = many(&broker, &scene, COUNT);
    let commit = broker.proxy().hold_next(ApiKey::END_TXN);
    let mut first = setup.clone().set("kafka", "brokers", broker.proxy().address()).start_redrive();
    commit.wait(seconds(20));
    let second = said(&setup.redrive(&[]));
    assert!(second.starts_with(&format!("redriven {COUNT}: ")), "what the first had begun is not lost: {second}");
    commit.release();
    assert_eq!(first.exit_within(seconds(30)), Some(FENCED), "{}", first.log());
    assert!(first.log().contains("another redrive"), "{}", first.log());
    assert_once_each(&broker, &scene, COUNT);
}

#[test]
fn a_commit_in_doubt_is_neither_lost_nor_repeated() {
    const COUNT: u64 = 100;
    let broker = Lane::take();
    let scene = Scene::new(&broker.address(), "redrive-doubt", PARTITIONS);
    let setup = many(&broker, &scene, COUNT).set("kafka", "brokers", broker.proxy().address());
    let commit = broker.proxy().hold_next(ApiKey::END_TXN);
    let mut redrive = setup.start_redrive();
    commit.wait(seconds(20));
    let producers = broker.proxy().count(ApiKey::INIT_PRODUCER_ID);
    let next = broker.proxy().hold_next(ApiKey::TXN_OFFSET_COMMIT);
    let stale = commit.cut();
    next.wait(seconds(30));
    stale.deliver();
    next.release();
    assert_eq!(redrive.exit_within(seconds(60)), Some(0), "{}", redrive.log());
    assert!(redrive.log().contains(&format!("redriven {COUNT}: ")), "{}", redrive.log());
    assert!(broker.proxy().count(ApiKey::INIT_PRODUCER_ID) > producers, "it goes on with the same producer");
    assert_once_each(&broker, &scene, COUNT);
}

#[test]
fn nothing_to_do_is_no_failure_and_a_missing_topic_is_one() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "redrive-empty", PARTITIONS);
    let setup = scene.worker("a");
    let nothing = "redriven 0\npassed over 0\nrefused 0\nbroken 0\n";
    for arguments in [&["--dry-run"][..], &[], &[], &["--reason", "panic", "--limit", "1"]] {
        assert_eq!(said(&setup.redrive(arguments)), nothing);
    }
    for (key, topic) in [("dead_letter_topic", "no-such-dead".into()), ("input_topics", vec!["no-such-raw"].into())] {
        let topic: serde_json::Value = topic;
        let output = setup.clone().set("kafka", key, topic).redrive(&[]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(REFUSED), "{errors}");
        assert!(errors.contains("no-such-"), "{errors}");
    }
    for arguments in [["--reason", "boredom"], ["--limit", "0"]] {
        assert_eq!(setup.redrive(&arguments).status.code(), Some(USAGE), "{arguments:?}");
    }
}

/// Kafka forgets the offsets of a group without members after a week: a letter that is older may have gone back then.
#[test]
fn letters_older_than_the_groups_memory_wait_until_somebody_says_where_to_begin() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "redrive-forgotten", PARTITIONS);
    let producer: BaseProducer =
        ClientConfig::new().set("bootstrap.servers", broker.address()).create().expect("the settings are librdkafka's");
    let dead = format!("{}.kept", scene.dead());
    admin::create_topic(&broker.address(), &dead, 1, &[("retention.ms", "-1")]);
    for number in 0..3 {
        let Message { key, value, headers } = simple(&scene, number, Reason::Panic);
        let headers = headers.iter().fold(rdkafka::message::OwnedHeaders::new(), |headers, (key, value)| {
            headers.insert(rdkafka::message::Header { key, value: value.as_deref() })
        });
        let value = value.expect("it has one");
        let record = BaseRecord::to(&dead).key(&key).payload(&value).headers(headers);
        producer.send(record.timestamp(LONG_AGO)).expect("the queue is empty");
    }
    producer.flush(seconds(10)).expect("the broker is up");
    let setup = scene.worker("a").set("kafka", "dead_letter_topic", dead.as_str());
    let output = setup.redrive(&[]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(USAGE), "{errors}");
    let group = format!("{}-redrive", scene.group());
    assert!(errors.contains("kafka-consumer-groups.sh") && errors.contains(&group), "{errors}");
    assert_eq!(written(&broker, &scene), 0);

    let client: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", broker.address())
        .set("group.id", &group)
        .create()
        .expect("the settings are librdkafka's");
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(&dead, 0, Offset::Offset(1)).expect("it is an offset");
    client.commit(&list, CommitMode::Sync).expect("the group has no members");
    assert_eq!(said(&setup.redrive(&[])).lines().next(), Some("redriven 2: panic 2"));
    assert_once_each(&broker, &scene, 2);
}
