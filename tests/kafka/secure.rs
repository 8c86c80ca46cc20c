//! TLS, mutual TLS and SASL over TLS against a broker with certificates of the test's own: who is let in, who is not, and
//! that nobody is told a secret.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::harness::articles;
use crate::harness::broker::{Broker, Options, Secure, Secured};
use crate::harness::certificates::{Authority, Identity};
use crate::harness::java;
use crate::harness::member::Setup;
use crate::harness::scene::Scene;
use crate::harness::seconds;

const REFUSED: i32 = 3;
const PROPERTIES: &str = "kafka.properties";
const USER: &str = "newsroom";
const SCRAM_PASSWORD: &str = "correct-horse";
const PLAIN_PASSWORD: &str = "battery-staple";

/// A broker with a certificate and everybody who comes to it.
struct World {
    broker: Broker,
    authority: Authority,
    worker: Identity,
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let authority = Authority::new();
        let clients = authority.certificate().to_owned();
        let secured = Some(Secured { identity: authority.certify("broker"), clients });
        let broker = Broker::with(&Options {
            users: vec![(USER.to_owned(), PLAIN_PASSWORD.to_owned())],
            secured,
            ..Options::default()
        });
        java::run("Users.java", [broker.address(), format!("{USER} {SCRAM_PASSWORD}")]);
        let worker = authority.certify("worker");
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("the target directory is ours to write");
        Self { broker, authority, worker, folder }
    }

    fn scene(&self, name: &str) -> Scene {
        let scene = Scene::new(&self.broker.address(), name, 1);
        scene.produce(&[articles::good(0)]);
        scene
    }

    /// A worker that comes by a listener and trusts the broker's authority.
    fn worker(&self, scene: &Scene, listener: Secure) -> Setup {
        let protocol = if listener == Secure::Sasl { "sasl_ssl" } else { "ssl" };
        scene
            .worker("a")
            .set("kafka", "brokers", self.broker.secure_address(listener))
            .set(PROPERTIES, "security.protocol", protocol)
            .set(PROPERTIES, "ssl.ca.location", text(self.authority.certificate()))
    }

    /// The same, which logs in with a password that lies in a file.
    fn with_password(&self, scene: &Scene, mechanism: &str, password: &str) -> Setup {
        let file = self.folder.path().join(format!("password-{mechanism}-{}", password.len()));
        fs::write(&file, format!("{password}\n")).expect("the directory is ours to write");
        self.worker(scene, Secure::Sasl)
            .set(PROPERTIES, "sasl.mechanism", mechanism)
            .set(PROPERTIES, "sasl.username", USER)
            .set(PROPERTIES, "sasl.password_file", text(&file))
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn show_certificate(setup: Setup, identity: &Identity) -> Setup {
    setup.set(PROPERTIES, "ssl.certificate.location", text(&identity.certificate)).set(
        PROPERTIES,
        "ssl.key.location",
        text(&identity.key),
    )
}

/// The worker delivers the scene's article. What it and `factwire check` say is the answer.
fn assert_let_in(setup: &Setup, scene: &Scene) -> String {
    let check = setup.check();
    let said = String::from_utf8_lossy(&[check.stdout, check.stderr].concat()).into_owned();
    assert!(check.status.success(), "{said}");
    let mut worker = setup.start();
    scene.wait_until_done(&mut [&mut worker], seconds(30));
    worker.stop();
    scene.ledger().assert_exactly_once(1);
    said + &worker.log()
}

/// The worker gives up with status 3 and says something of this kind; what it says is the answer.
fn assert_kept_out(setup: &Setup, reason: &str) -> String {
    let mut worker = setup.start();
    assert_eq!(worker.exit_within(seconds(60)), REFUSED, "{}", worker.log());
    let log = worker.log();
    assert!(log.contains(reason), "it should say {reason:?}:\n{log}");
    log
}

#[test]
fn a_broker_is_known_by_its_certificate() {
    let world = World::new();
    let scene = world.scene("tls");
    let stranger = Authority::new();
    let trusting = world.worker(&scene, Secure::Tls);
    let doubting = trusting.clone().set(PROPERTIES, "ssl.ca.location", text(stranger.certificate()));
    assert_kept_out(&doubting, "certificate");
    // What the broker answers in TLS is no answer to somebody who speaks without.
    assert_kept_out(&trusting.clone().set(PROPERTIES, "security.protocol", "plaintext"), "kafka.brokers");
    assert_let_in(&trusting, &scene);
}

#[test]
fn a_worker_is_known_by_its_certificate() {
    let world = World::new();
    let scene = world.scene("mutual-tls");
    let nobody = world.worker(&scene, Secure::MutualTls);
    assert_kept_out(&nobody, "TLS");
    let stranger = Authority::new();
    assert_kept_out(&show_certificate(nobody.clone(), &stranger.certify("worker")), "TLS");
    assert_let_in(&show_certificate(nobody, &world.worker), &scene);
}

#[test]
fn a_worker_is_known_by_a_password_that_nobody_is_told() {
    let world = World::new();
    for (mechanism, password) in [("SCRAM-SHA-512", SCRAM_PASSWORD), ("PLAIN", PLAIN_PASSWORD)] {
        let scene = world.scene(&mechanism.to_lowercase());
        let wrong = "a wrong word";
        let refused = assert_kept_out(&world.with_password(&scene, mechanism, wrong), "sasl");
        let talkative = world.with_password(&scene, mechanism, password).set("log", "level", "trace");
        let said = assert_let_in(&talkative, &scene);
        for secret in [wrong, password] {
            assert!(!refused.contains(secret) && !said.contains(secret), "a secret is told:\n{refused}\n{said}");
        }
    }
}
