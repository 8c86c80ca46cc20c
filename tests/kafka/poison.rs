//! Articles that break the extractor: each becomes a dead letter, and its partition goes on.

use factwire::record::Reason;

use crate::harness::articles::{self, Expected, Message};
use crate::harness::broker::Broker;
use crate::harness::examples;
use crate::harness::member::{Member, Setup};
use crate::harness::process::ABORTED;
use crate::harness::scene::Scene;
use crate::harness::seconds;

/// Words on which `examples/faulty_extractor.rs` fails.
const PANICS: &str = "FAULT-PANIC";
const SLEEPS: &str = "FAULT-SLEEP";
const ABORTS: &str = "FAULT-ABORT";
const OVERFLOWS: &str = "FAULT-STACK";

fn faulty(scene: &Scene) -> Setup {
    scene.worker("a").program(examples::build("faulty_extractor")).set("extract", "deadline_ms", 500)
}

fn broken(number: u64, word: &str, reason: Reason) -> Message {
    let mut message = articles::marked(number, word);
    message.expect(Expected::Dead(reason));
    message
}

#[test]
fn a_panic_and_a_timeout_are_dead_letters_and_the_partition_goes_on() {
    const COUNT: u64 = 300;
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "breaks", 2);
    let messages: Vec<Message> = (0..COUNT)
        .map(|number| match number % 100 {
            20 | 21 | 70 => broken(number, PANICS, Reason::Panic),
            50 => broken(number, SLEEPS, Reason::Timeout),
            _ => articles::good(number),
        })
        .collect();
    scene.produce(&messages);
    let mut worker = faulty(&scene).start();
    scene.wait_until_done(&mut [&mut worker], seconds(60));
    let metrics = worker.metrics();
    worker.stop();
    let ledger = scene.ledger();
    ledger.assert_exactly_once(COUNT);
    for (_, letter) in ledger.dead_letters() {
        assert_eq!(letter.header("dlq.stage"), Some("extract"));
    }
    for (reason, count) in [("panic", 9.0), ("timeout", 3.0)] {
        let labels = [("reason", reason), ("stage", "extract")];
        assert_eq!(metrics.sum_where("factwire_dead_letters_total", &labels), count, "{reason}");
    }
}

/// Starts the worker again as often as it dies, as a supervisor does; returns the last one and how often it died.
fn supervise(scene: &Scene, setup: &Setup, limit: u32) -> (Member, u32) {
    let mut deaths = 0;
    let mut worker = setup.start();
    let start = std::time::Instant::now();
    loop {
        if let Some(status) = worker.exited() {
            assert_eq!(status, ABORTED, "{}", worker.log());
            deaths += 1;
            assert!(deaths <= limit, "it died {deaths} times:\n{}", worker.log());
            worker = setup.start();
        } else if scene.lag() == Some(0) {
            return (worker, deaths);
        }
        assert!(start.elapsed() < seconds(120), "it neither dies nor comes to an end: {:?}", scene.lag());
    }
}

fn takes_the_process_down(name: &str, word: &str) {
    const COUNT: u64 = 200;
    const ATTEMPTS: u32 = 3;
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), name, 2);
    let messages: Vec<Message> = (0..COUNT)
        .map(|number| if number == 90 { broken(number, word, Reason::Panic) } else { articles::good(number) })
        .collect();
    scene.produce(&messages);
    let setup = faulty(&scene).set("poison", "max_attempts", ATTEMPTS).consumer("session.timeout.ms", 2_000);
    let (mut worker, deaths) = supervise(&scene, &setup, ATTEMPTS + 2);
    worker.stop();
    let ledger = scene.ledger();
    ledger.assert_exactly_once(COUNT);
    let letters: Vec<_> = ledger.dead_letters().collect();
    assert_eq!(letters.len(), 1);
    // The first death may have more than one suspect.
    assert!(deaths == ATTEMPTS || deaths == ATTEMPTS + 1, "{deaths} deaths");
    assert_eq!(letters[0].1.header_number("dlq.attempts"), Some(deaths.into()));
}

#[test]
fn an_article_that_aborts_the_process_is_given_up() {
    takes_the_process_down("aborts", ABORTS);
}

#[test]
fn an_article_that_overflows_the_stack_is_given_up() {
    takes_the_process_down("overflows", OVERFLOWS);
}
