//! The program as a person runs it: arguments, streams, exit statuses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

const TEXT: &str = "The council met on Tuesday and agreed that the bridge over the river should be repaired soon.";

struct Ran {
    status: i32,
    stdout: String,
    stderr: String,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factwire"));
    command.args(arguments);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FACTWIRE_")) {
        command.env_remove(name);
    }
    command
}

fn run_with(command: &mut Command, input: &[u8]) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input))); // refused where the program ends early
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { status: status.code().unwrap(), stdout: text(stdout), stderr: text(stderr) }
}

fn run(arguments: &[&str], input: &str) -> Ran {
    run_with(&mut command(arguments), input.as_bytes())
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn article(id: &str) -> String {
    serde_json::json!({ "id": id, "body": TEXT }).to_string()
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles.ndjson")
}

#[test]
fn wrong_usage_ends_with_status_2() {
    for arguments in [&[][..], &["colour"], &["extract", "--output", "xml"], &["schema"], &["extract", "/no/such/file"]]
    {
        let ran = run(arguments, "");
        assert_eq!((ran.status, &*ran.stdout), (2, ""), "{arguments:?}");
        assert!(!ran.stderr.is_empty(), "{arguments:?}");
    }
    for arguments in [&["--help"][..], &["extract", "--help"], &["--version"]] {
        let ran = run(arguments, "");
        assert_eq!((ran.status, &*ran.stderr), (0, ""), "{arguments:?}");
    }
}

#[test]
fn the_sample_articles_become_records_in_input_order() {
    let input = fs::read_to_string(examples()).unwrap();
    let wanted: Vec<Value> = json_lines(&input).into_iter().map(|article| article["id"].clone()).collect();
    let from_file = run(&["extract", examples().to_str().unwrap()], "");
    assert_eq!((from_file.status, &*from_file.stderr), (0, ""));
    let found: Vec<Value> = json_lines(&from_file.stdout).into_iter().map(|record| record["id"].clone()).collect();
    assert_eq!(found, wanted);
    let from_stream = run(&["extract"], &input);
    assert_eq!(from_stream.stdout, from_file.stdout);
}

#[test]
fn records_keep_their_schema() {
    let schema: Value = serde_json::from_str(&run(&["schema", "record"], "").stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let ran = run(&["extract", examples().to_str().unwrap()], "");
    for record in json_lines(&ran.stdout) {
        if let Err(error) = validator.validate(&record) {
            panic!("{}: {error} at {}", record["id"], error.instance_path);
        }
    }
}

#[test]
fn sample_articles_keep_their_schema() {
    let schema: Value = serde_json::from_str(&run(&["schema", "article"], "").stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for article in json_lines(&fs::read_to_string(examples()).unwrap()) {
        assert!(validator.is_valid(&article), "{article}");
    }
}

#[test]
fn every_schema_is_printed() {
    for of in ["article", "record", "config"] {
        let schema: Value = serde_json::from_str(&run(&["schema", of], "").stdout).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{of}");
    }
    let document: Value = serde_json::from_str(&run(&["schema", "asyncapi"], "").stdout).unwrap();
    assert_eq!(document["asyncapi"], "3.0.0");
}

#[test]
fn what_fails_is_a_line_on_standard_error_and_stops_nothing() {
    let input = [&*article("a"), "{\"id\": \"b\", \"body\": 7}", "{broken", "", "text", &*article("c")].join("\n");
    let ran = run(&["extract"], &input);
    assert_eq!(ran.status, 1);
    let ids: Vec<Value> = json_lines(&ran.stdout).into_iter().map(|record| record["id"].clone()).collect();
    assert_eq!(ids, ["a", "c"]);
    let failed: Vec<(Value, Value, Value)> = json_lines(&ran.stderr)
        .into_iter()
        .map(|line| {
            assert!(!line["error"].as_str().unwrap().is_empty());
            (line["id"].clone(), line["reason"].clone(), line["line"].clone())
        })
        .collect();
    let expected = [
        ("b".into(), "invalid".into(), 2.into()),
        (Value::Null, "undecodable".into(), 3.into()),
        (Value::Null, "undecodable".into(), 5.into()),
    ];
    assert_eq!(failed, expected);
}

#[test]
fn files_are_pages_texts_and_lines() {
    let directory = TempDir::new().unwrap();
    let file = |name: &str, content: &str| {
        let path = directory.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let page = format!("<html><head><title>Bridge</title></head><body><article><p>{TEXT}</p></article></body></html>");
    let files = [
        file("page.html", &page),
        file("text.txt", &format!("Bridge\n\n{TEXT}\n")),
        file("lines.ndjson", &format!("{}\n{}\n", article("a"), article("b"))),
        file("pretty.json", &format!("{{\n  \"id\": \"c\",\n  \"body\": \"{TEXT}\"\n}}\n")),
        "-".to_owned(),
    ];
    let arguments: Vec<&str> = std::iter::once("extract").chain(files.iter().map(String::as_str)).collect();
    let ran = run(&arguments, &article("d"));
    assert_eq!((ran.status, &*ran.stderr), (0, ""));
    let records = json_lines(&ran.stdout);
    assert_eq!(records.iter().skip(2).map(|record| record["id"].clone()).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    for record in &records {
        assert!(record["article"]["text"].as_str().unwrap().ends_with(TEXT), "{record}");
    }
    assert_eq!(records[1]["article"]["title"], "Bridge");
}

#[test]
fn the_name_of_a_file_says_whether_it_must_be_json() {
    let directory = TempDir::new().unwrap();
    let extract = |name: &str, content: &str| {
        let path = directory.path().join(name);
        fs::write(&path, content).unwrap();
        run(&["extract", path.to_str().unwrap()], "")
    };
    for start in ["{Note} ", "{", "[ADVERTISEMENT] "] {
        for text in [format!("{start}{TEXT}"), format!("{start}{TEXT}\n{start}{TEXT}\n")] {
            let ran = extract("text.txt", &text);
            assert_eq!((ran.status, &*ran.stderr), (0, ""), "{text}");
            let record = &json_lines(&ran.stdout)[0];
            assert!(record["article"]["text"].as_str().unwrap().starts_with(start), "{record}");
            for name in ["text.json", "text.ndjson"] {
                let ran = extract(name, &text);
                assert_eq!((ran.status, &*ran.stdout), (1, ""), "{name}: {text}");
                assert!(json_lines(&ran.stderr).iter().all(|line| line["reason"] == "undecodable"), "{}", ran.stderr);
            }
            // Without a name, what begins like JSON is taken for it; no list begins with a bare word.
            let ran = run(&["extract"], &text);
            let reason = json_lines(&ran.stderr).first().map(|letter| letter["reason"].clone());
            let expected = start.starts_with('{').then(|| Value::from("undecodable"));
            assert_eq!((ran.status, reason), (i32::from(expected.is_some()), expected), "{text}");
        }
    }
    let ran = extract("lines.txt", &format!("{}\n{}\n", article("a"), article("b")));
    assert_eq!((ran.status, json_lines(&ran.stdout).len()), (0, 2));
    assert_eq!(extract("text.json", TEXT).status, 1);
}

#[test]
fn a_line_that_fails_has_one_number_that_of_the_file() {
    let ran = run(&["extract"], &[&*article("a"), "", "{\"id\": broken}"].join("\n"));
    let failed = &json_lines(&ran.stderr)[0];
    assert_eq!(failed["line"], 3);
    assert!(!failed["error"].as_str().unwrap().contains("line"), "{failed}");
}

#[test]
fn json_is_one_list() {
    for (input, count) in [(String::new(), 0), (article("a"), 1), (format!("{}\n{}", article("a"), article("b")), 2)] {
        let ran = run(&["extract", "--output", "json"], &input);
        let records: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(records.as_array().unwrap().len(), count);
        assert_eq!(ran.status, i32::from(count == 0));
    }
}

#[test]
fn text_has_no_colours_away_from_a_terminal() {
    let ran = run(&["extract", "--output", "text"], &article("a\u{1b}[31m"));
    assert_eq!((ran.status, &*ran.stderr), (0, ""));
    assert!(ran.stdout.contains("(no title)\na"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\x1b'), "{:?}", ran.stdout);
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let line = article("a") + "\n";
    let mut child = command(&["extract"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    // The stream never ends: the program does, although it could go on reading.
    while stdin.write_all(line.as_bytes()).is_ok() {}
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
}

#[test]
fn settings_reach_the_extractor() {
    let mut small = command(&["extract"]);
    small.env("FACTWIRE_EXTRACT__MAX_ARTICLE_BYTES", "20");
    let ran = run_with(&mut small, article("a").as_bytes());
    assert_eq!(json_lines(&ran.stderr)[0]["reason"], "too_large");

    let mut wrong = command(&["extract"]);
    wrong.env("FACTWIRE_EXTRACT__WORKERS", "many").env("FACTWIRE_EXTRACT__COLOUR", "red");
    let ran = run_with(&mut wrong, b"");
    assert_eq!((ran.status, ran.stderr.lines().count()), (2, 2), "{}", ran.stderr);
}

#[test]
fn check_says_all_that_is_wrong_with_the_settings() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("wrong.toml");
    fs::write(&file, "[kafka]\nbrokers = ''\n[kafka.properties]\n'group.id' = 'x'\n'sasl.password' = 'hunter2'")
        .unwrap();
    let mut check = command(&["check", "--config", file.to_str().unwrap()]);
    check.env("FACTWIRE_BATCH__MAX_RECORDS", "0");
    let ran = run_with(&mut check, b"");
    assert_eq!((ran.status, ran.stderr.lines().count()), (2, 3), "{}", ran.stderr);
    for part in
        ["kafka.brokers (set in ", "batch.max_records (set in FACTWIRE_BATCH__MAX_RECORDS)", "set kafka.group_id"]
    {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    assert!(!ran.stderr.contains("hunter2"));
}

#[test]
fn what_librdkafka_refuses_is_a_wrong_setting() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("wrong.toml");
    fs::write(
        &file,
        "[kafka]\ninput_topics = ['^news-(a|b']\n[kafka.properties]\n'sasl.pasword' = 'hunter2'\n\
         [kafka.consumer_properties]\n'fetch.min.bytes' = 'hunter2'\n[http]\nlisten = ''",
    )
    .unwrap();
    for name in ["check", "run"] {
        let ran = run(&[name, "--config", file.to_str().unwrap()], "");
        assert_eq!(ran.status, 2, "{name}: {}", ran.stderr);
        for part in ["\"^news-(a|b\"", "'sasl.pasword'", "'fetch.min.bytes'"] {
            assert!(ran.stderr.contains(part), "{name}: {part}: {}", ran.stderr);
        }
        assert!(!ran.stderr.contains("hunter2"), "{name}: {}", ran.stderr);
    }
}

/// A worker whose brokers are away, once it has said that it starts.
fn starting_worker() -> Child {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let mut worker = command(&["run"]);
    worker.env("FACTWIRE_KAFKA__BROKERS", nobody.to_string()).env("FACTWIRE_HTTP__LISTEN", "127.0.0.1:0");
    let mut child = worker.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("/readyz") {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "it ends before it serves its pages");
    }
    // Read on, so that it never waits for its log to be read.
    std::thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
    child
}

#[test]
fn a_stop_signal_ends_a_start_at_once() {
    let mut worker = starting_worker();
    std::thread::sleep(Duration::from_millis(500));
    let told = Instant::now();
    kill_process(Pid::from_child(&worker), Signal::TERM).unwrap();
    assert_eq!(worker.wait().unwrap().code(), Some(0), "nothing was taken, so nothing is left undone");
    let took = told.elapsed();
    assert!(took < Duration::from_secs(2), "it took {took:?}");
}

#[cfg(not(any(feature = "tls", feature = "tls-vendored")))]
#[test]
fn a_build_without_tls_says_how_to_get_it() {
    for properties in [
        "'security.protocol' = 'ssl'",
        "'security.protocol' = 'sasl_ssl'\n'sasl.mechanism' = 'PLAIN'",
        "'ssl.ca.location' = '/ca'",
        "'security.protocol' = 'sasl_plaintext'\n'sasl.mechanism' = 'SCRAM-SHA-512'\n\
         'sasl.username' = 'a'\n'sasl.password' = 'b'",
    ] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "[kafka.properties]\n{properties}").unwrap();
        for name in ["check", "run"] {
            let ran = run(&[name, "--config", file.path().to_str().unwrap()], "");
            assert_eq!(ran.status, 2, "{name}: {properties}: {}", ran.stderr);
            assert!(ran.stderr.contains("--features tls"), "{name}: {properties}: {}", ran.stderr);
        }
    }
}
