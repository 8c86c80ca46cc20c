//! The commands of the documents do what they say, with Kafka's own tools against a real broker. Those of the tutorial
//! and of the page on security have tests of their own.

use std::fs;
use std::process::{Command, Output};

use crate::harness::articles::{self, Message};
use crate::harness::broker::Broker;
use crate::harness::java;
use crate::harness::ports::Port;
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
fn the_readme_leads_to_a_running_worker() {
    let page = include_str!("../../README.md");
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "readme", 1);
    let (programs, path) = java::programs();
    let port = Port::take();
    let mut settings =
        page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("it shows them").to_owned();
    // What differs here is where Kafka is, and what else runs on this machine.
    for (shown, ours) in [
        ("kafka-1:9092,kafka-2:9092", broker.address()),
        ("\"factwire\"", format!("\"{}\"", scene.group())),
        ("articles.raw", scene.input()),
        ("articles.enriched", scene.output()),
        ("articles.dead", scene.dead()),
        ("0.0.0.0:9464", port.address()),
    ] {
        assert!(settings.contains(shown), "the README shows no {shown}");
        settings = settings.replace(shown, &ours);
    }
    fs::write(programs.path().join("mine.toml"), settings).expect("the directory is ours");
    let block = shell_blocks(page).nth(1).expect("it has two");
    // A release takes too long here, and a worker that runs is stopped once it is ready.
    let script = format!(
        "cd {folder}\nmake() {{ command make -C {root} --dry-run \"$@\" >/dev/null; }}\n\
         factwire() {{\n  [ $1 = run ] || {{ command factwire \"$@\"; return; }}\n  command factwire \"$@\" & worker=$!\n  \
         timeout 20 sh -c 'until curl -sf http://{pages}/readyz; do sleep 0.2; done' || {{ kill $worker; return 1; }}\n  \
         kill $worker; wait $worker\n}}\n{block}",
        folder = programs.path().display(),
        root = env!("CARGO_MANIFEST_DIR"),
        pages = port.address(),
    );
    let state = programs.path().join("state").display().to_string();
    let ran = run(&script, &path, &[("STATE_DIRECTORY", state)]);
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "the settings are right\nok\n");
    assert!(String::from_utf8_lossy(&ran.stderr).contains("\"stopped\""), "{ran:?}");
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
