//! A worker that lacks a right exits 3 and names the ACL that it needs.

use std::process::Command;

use crate::harness::articles;
use crate::harness::broker::{Broker, Options};
use crate::harness::jars;
use crate::harness::member::Setup;
use crate::harness::scene::Scene;
use crate::harness::seconds;

const REFUSED: i32 = 3;
/// The user that has every right that the worker needs, and those that lack one each.
const USERS: [&str; 6] = ["whole", "noinput", "nooutput", "nodead", "nogroup", "notransaction"];

const ACLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kafka/Acls.java");

fn grant(broker: &Broker, scene: &Scene) {
    let mut bindings = Vec::new();
    for user in USERS {
        let mut allow = |without: &str, kind: &str, name: &str, operations: &[&str]| {
            if user != without {
                bindings.extend(operations.iter().map(|operation| format!("{user} {operation} {kind} {name}")));
            }
        };
        allow("noinput", "TOPIC", &scene.input(), &["READ", "DESCRIBE"]);
        allow("nooutput", "TOPIC", &scene.output(), &["WRITE", "DESCRIBE", "DESCRIBE_CONFIGS"]);
        allow("nodead", "TOPIC", &scene.dead(), &["WRITE", "DESCRIBE", "DESCRIBE_CONFIGS"]);
        allow("nogroup", "GROUP", scene.group(), &["READ", "DESCRIBE"]);
        let transactional_id = format!("{}-a", scene.group());
        allow("notransaction", "TRANSACTIONAL_ID", &transactional_id, &["WRITE", "DESCRIBE"]);
    }
    let output = Command::new("java")
        .args(["-XX:TieredStopAtLevel=1", "-cp", &jars::class_path(), ACLS, &broker.address()])
        .args(bindings)
        .output()
        .expect("java was found before");
    assert!(output.status.success(), "the rights cannot be granted:\n{}", String::from_utf8_lossy(&output.stderr));
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

#[test]
fn a_missing_right_is_named() {
    let properties = [
        ("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
        // Whoever comes by the listener without a password: the broker itself and the test.
        ("super.users", "User:ANONYMOUS"),
    ];
    let properties = properties.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let users = USERS.map(str::to_owned).to_vec();
    let broker = Broker::with(&Options { properties, users, proxied: false });
    let scene = Scene::new(&broker.address(), "rights", 1);
    grant(&broker, &scene);
    scene.produce(&[articles::good(0)]);

    let setup = |user: &str| as_user(scene.worker(user).set("kafka", "instance", "a"), &broker, user);
    let transactional_id = format!("{}-a", scene.group());
    for (user, operation, resource) in [
        ("noinput", "Read", scene.input()),
        ("nooutput", "Write", scene.output()),
        ("nodead", "Write", scene.dead()),
        ("nogroup", "Read", scene.group().to_owned()),
        ("notransaction", "Write", transactional_id),
    ] {
        let mut worker = setup(user).start();
        assert_eq!(worker.exit_within(seconds(60)), REFUSED, "{user}:\n{}", worker.log());
        let log = worker.log();
        let named =
            log.lines().any(|line| line.contains("ACL") && line.contains(operation) && line.contains(&resource));
        assert!(named, "the log of {user} should name the ACL operation {operation} on {resource}:\n{log}");
    }

    let mut wrong = setup("whole").set("kafka.properties", "sasl.password", "a wrong word").start();
    assert_eq!(wrong.exit_within(seconds(60)), REFUSED, "{}", wrong.log());
    let log = wrong.log();
    assert!(log.contains("sasl"), "it says that the credentials are wrong:\n{log}");
    assert!(!log.contains("a wrong word"), "it tells nobody the password");

    // What suffices for the worker does not for a redrive, which goes the other way.
    let redrive = setup("whole").redrive(&[]);
    let said = String::from_utf8_lossy(&redrive.stderr);
    assert_eq!(redrive.status.code(), Some(REFUSED), "{said}");
    let redrive_id = format!("{}-redrive", scene.group());
    assert!(said.lines().any(|line| line.contains("ACL") && line.contains(&redrive_id)), "{said}");

    let mut worker = setup("whole").start();
    scene.wait_until_done(&mut [&mut worker], seconds(30));
    worker.stop();
    scene.ledger().assert_exactly_once(1);
}
