//! The commands of the documents do what they say, with Kafka's own tools against a real broker. Those of the tutorial
//! and of the page on security have tests of their own.

use std::process::{Command, Output};

use crate::harness::articles::{self, Message};
use crate::harness::broker::Broker;
use crate::harness::java;
use crate::harness::scene::Scene;
use crate::harness::{seconds, shell_blocks};

/// What a block says in a shell with these variables; it must not fail.
fn run(block: &str, path: &str, variables: &[(&str, String)]) -> Output {
    let mut shell = Command::new("bash");
    shell.args(["-euo", "pipefail", "-c", block]).env("PATH", path);
    let output = shell.envs(variables.iter().map(|(name, value)| (name, value))).output().expect("bash is there");
    assert!(output.status.success(), "{block}\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn every_command_of_the_runbook_works() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "runbook", 2);
    let setup = scene.worker("a");
    let mut worker = setup.start();
    let messages: Vec<Message> = (0..20).map(articles::undecodable).chain((20..40).map(articles::good)).collect();
    scene.produce(&messages);
    scene.wait_until_done(&mut [&mut worker], seconds(30));
    worker.wait_for("knows its lag", seconds(20), |metrics| metrics.0.contains("factwire_consumer_lag_seconds{"));

    let (programs, path) = java::programs();
    let variables = [
        ("WORKER", setup.pages()),
        ("BROKERS", broker.address()),
        ("GROUP", scene.group().to_owned()),
        ("INPUT", scene.input()),
        ("DEAD", scene.dead()),
        ("CONFIG", setup.file().display().to_string()),
    ];
    let mut blocks: Vec<&str> = shell_blocks(include_str!("../../docs/runbook.md")).collect();
    assert!(blocks.len() >= 10, "the runbook has {} blocks of commands", blocks.len());
    blocks.sort_unstable();
    blocks.dedup();
    for block in blocks {
        assert!(!run(block, &path, &variables).stdout.is_empty(), "it shows nothing:\n{block}");
    }
    drop(programs);
    worker.stop();
}

#[test]
fn the_topics_of_the_guide_are_right_for_a_worker() {
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "guide", 1);
    let topic = |kind: &str| format!("{}.{kind}", scene.group());
    let (input, output, dead) = (topic("fresh"), topic("facts"), topic("letters"));
    let setup = scene.worker("a").set("kafka", "input_topics", vec![input.clone()]);
    let setup = setup.set("kafka", "output_topic", output.clone()).set("kafka", "dead_letter_topic", dead.clone());
    assert!(!setup.check().status.success(), "the topics are there before they are made");

    let (programs, path) = java::programs();
    let variables = [
        ("BROKERS", broker.address()),
        ("REPLICAS", "1".to_owned()),
        ("INPUT", input),
        ("OUTPUT", output),
        ("DEAD", dead),
        ("CONFIG", setup.file().display().to_string()),
    ];
    let blocks: Vec<&str> = shell_blocks(include_str!("../../docs/operations.md")).collect();
    assert_eq!(blocks.len(), 2, "the guide has other commands");
    run(blocks[0], &path, &variables);
    let checked = run(blocks[1], &path, &variables);
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(!said.contains("warning"), "{said}");
    drop(programs);
}
