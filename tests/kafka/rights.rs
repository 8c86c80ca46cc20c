//! The rights of `docs/security.md` suffice, and with one less the program exits 3 and names the ACL that it needs.

use std::iter::once;
use std::process::Command;

use crate::harness::articles;
use crate::harness::broker::{Broker, Options};
use crate::harness::java;
use crate::harness::member::Setup;
use crate::harness::scene::Scene;
use crate::harness::{seconds, shell_blocks};

const REFUSED: i32 = 3;
const PAGE: &str = include_str!("../../docs/security.md");
/// The user that has every right, beside one for each right who has all but that.
const WHOLE: &str = "whole";

/// A row of the page's table.
#[derive(Clone, Debug)]
struct Right {
    resource: String,
    name: String,
    operation: String,
}

/// The rights that the page gives to `who`, for the names of `scene`.
fn rights(who: &str, scene: &Scene) -> Vec<Right> {
    let name = |text: &str| match text {
        "each of `kafka.input_topics`" => scene.input(),
        "`kafka.output_topic`" => scene.output(),
        "`kafka.dead_letter_topic`" => scene.dead(),
        "`kafka.group_id`" => scene.group().to_owned(),
        "`kafka.group_id` + `-` + `kafka.instance`" => format!("{}-a", scene.group()),
        "`kafka.group_id` + `-redrive`" => format!("{}-redrive", scene.group()),
        other => panic!("what is {other} in docs/security.md?"),
    };
    let rows = PAGE.lines().filter_map(|line| line.strip_prefix(&format!("| {who} | ")));
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        Right { resource: cells[0].to_owned(), name: name(cells[1]), operation: cells[2].to_owned() }
    })
    .collect()
}

/// The user who has all rights of a list but one.
fn without(index: usize) -> String {
    format!("without{index}")
}

/// Gives [`WHOLE`] all rights, and each other user all but one.
fn grant(broker: &Broker, rights: &[Right]) {
    let binding = |user: &str, right: &Right| {
        let Right { resource, name, operation } = right;
        format!("{user} {operation} {resource} {name}")
    };
    let whole = rights.iter().map(|right| binding(WHOLE, right));
    let others = (0..rights.len()).flat_map(|missing| {
        let kept = rights.iter().enumerate().filter(move |(index, _)| *index != missing);
        kept.map(move |(_, right)| binding(&without(missing), right))
    });
    java::run("Acls.java", once(broker.address()).chain(whole).chain(others));
}

fn as_user(setup: Setup, broker: &Broker, user: &str) -> Setup {
    let section = "kafka.properties";
    setup
        .set("kafka", "brokers", broker.sasl_address())
        .set(section, "security.protocol", "sasl_plaintext")
        .set(section, "sasl.mechanism", "PLAIN")
        .set(section, "sasl.username", user)
        .set(section, "sasl.password", user)
}

/// A broker that asks everybody for rights, but for the broker itself and the test, and has `count` users.
fn guarded(count: usize) -> Broker {
    let properties = [
        ("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
        // Whoever comes by the listener without a password.
        ("super.users", "User:ANONYMOUS"),
    ];
    let properties = properties.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    // Each with its name as password.
    let users = (0..count).map(without).chain([WHOLE.to_owned()]).map(|user| (user.clone(), user)).collect();
    Broker::with(&Options { properties, users, ..Options::default() })
}

/// Whether a line of `log` names the ACL that is missing.
fn assert_named(right: &Right, log: &str) {
    let Right { resource, name, operation } = right;
    let named = |line: &str| line.contains("ACL") && line.contains(operation) && line.contains(name);
    assert!(log.lines().any(named), "the ACL operation {operation} on {resource} {name} should be named:\n{log}");
}

#[test]
fn the_rights_of_a_worker_are_exactly_sufficient() {
    let broker = guarded(5);
    let scene = Scene::new(&broker.address(), "rights", 1);
    let rights = rights("worker", &scene);
    assert_eq!(rights.len(), 5);
    grant(&broker, &rights);
    scene.produce(&[articles::good(0)]);

    let setup = |user: &str| as_user(scene.worker(user).set("kafka", "instance", "a"), &broker, user);
    for (missing, right) in rights.iter().enumerate() {
        let mut worker = setup(&without(missing)).start();
        assert_eq!(worker.exit_within(seconds(60)), REFUSED, "{right:?}:\n{}", worker.log());
        assert_named(right, &worker.log());
    }

    let mut wrong = setup(WHOLE).set("kafka.properties", "sasl.password", "a wrong word").start();
    assert_eq!(wrong.exit_within(seconds(60)), REFUSED, "{}", wrong.log());
    let log = wrong.log();
    assert!(log.contains("sasl"), "it says that the credentials are wrong:\n{log}");
    assert!(!log.contains("a wrong word"), "it tells nobody the password");

    // What suffices for the worker does not for a redrive, which goes the other way.
    let redrive = setup(WHOLE).redrive(&[]);
    let said = String::from_utf8_lossy(&redrive.stderr);
    assert_eq!(redrive.status.code(), Some(REFUSED), "{said}");

    let mut worker = setup(WHOLE).start();
    scene.wait_until_done(&mut [&mut worker], seconds(30));
    worker.stop();
    scene.ledger().assert_exactly_once(1);
}

#[test]
fn the_rights_of_a_redrive_are_exactly_sufficient() {
    let broker = guarded(4);
    let scene = Scene::new(&broker.address(), "redrive-rights", 1);
    let rights = rights("redrive", &scene);
    assert_eq!(rights.len(), 4);
    grant(&broker, &rights);
    scene.produce(&[articles::invalid(0)]);
    let mut worker = scene.worker("worker").start();
    scene.wait_until_done(&mut [&mut worker], seconds(30));
    worker.stop();

    for (missing, right) in rights.iter().enumerate() {
        let redrive = as_user(scene.worker("a"), &broker, &without(missing)).redrive(&[]);
        let said = String::from_utf8_lossy(&redrive.stderr);
        assert_eq!(redrive.status.code(), Some(REFUSED), "{right:?}: {said}");
        assert_named(right, &said);
    }
    let redrive = as_user(scene.worker("a"), &broker, WHOLE).redrive(&[]);
    assert!(redrive.status.success(), "{}", String::from_utf8_lossy(&redrive.stderr));
    assert!(scene.lag().is_some_and(|lag| lag > 0), "the letter is an article again");
}

#[test]
fn the_commands_of_the_page_let_a_worker_and_a_redrive_work() {
    let broker = guarded(1);
    let other = without(0);
    let scene = Scene::new(&broker.address(), "commands", 1);
    let blocks: String = shell_blocks(PAGE).collect();
    let names = [
        ("kafka:9092", broker.address()),
        ("User:factwire", format!("User:{WHOLE}")),
        ("User:redrive", format!("User:{other}")),
        ("articles.raw", scene.input()),
        ("articles.enriched", scene.output()),
        ("articles.dead", scene.dead()),
        ("--group factwire", format!("--group {}", scene.group())),
        ("--transactional-id factwire-", format!("--transactional-id {}-", scene.group())),
    ];
    let commands = names.iter().fold(blocks, |text, (name, own)| {
        assert!(text.contains(name), "the page should name {name}");
        text.replace(name, own)
    });
    let (programs, path) = java::programs();
    let output = Command::new("bash").args(["-euc", &commands]).env("PATH", path).output().expect("bash is there");
    drop(programs);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    scene.produce(&[articles::good(0), articles::undecodable(1)]);
    let mut worker = as_user(scene.worker("a"), &broker, WHOLE).start();
    scene.wait_until_done(&mut [&mut worker], seconds(30));
    assert!(!worker.log().contains("DescribeConfigs"), "it may read the topics' settings:\n{}", worker.log());
    worker.stop();
    scene.ledger().assert_exactly_once(2);

    let redriven = as_user(scene.worker("a"), &broker, &other).redrive(&[]);
    let said = String::from_utf8_lossy(&redriven.stderr);
    assert!(redriven.status.success() && !said.contains("DescribeConfigs"), "{said}");
    assert!(scene.lag().is_some_and(|lag| lag > 0), "the letter is an article again");
}
