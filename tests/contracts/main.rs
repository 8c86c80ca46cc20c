//! What others build upon: the AsyncAPI document is one, and it keeps what the last release promised.
//!
//! A release's document lies in `docs/contract`; `make contract` writes that of a new version.

mod compatibility;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use compatibility::{Change, Differences};
use factwire::record::SCHEMA_VERSION;
use serde_json::{Value, json};

const PARSER: &str = "@asyncapi/parser@3.6.6";
const REMEDY: &str = "run `make setup`, or install Node.js of version 18 or newer with npm yourself";

fn document() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_factwire")).args(["schema", "asyncapi"]).output();
    String::from_utf8(output.expect("it is built").stdout).expect("JSON is text")
}

/// The parser's folder; it is fetched once.
fn parser() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("asyncapi");
    let marker = folder.join("fetched");
    if fs::read_to_string(&marker).is_ok_and(|fetched| fetched == PARSER) {
        return folder;
    }
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target directory is ours to write");
    let install = ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"];
    let output = Command::new("npm").args(install).arg(&folder).arg(PARSER).output();
    let output = output.unwrap_or_else(|error| panic!("`npm` cannot be run ({error}): {REMEDY}"));
    assert!(output.status.success(), "npm cannot fetch {PARSER}:\n{}", String::from_utf8_lossy(&output.stderr));
    fs::write(marker, PARSER).expect("the target directory is ours to write");
    folder
}

/// Whether AsyncAPI's parser takes a document, and what it says.
fn parse(document: &str) -> (bool, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contracts/asyncapi.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(parser()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut node = node.spawn().unwrap_or_else(|error| panic!("`node` cannot be run ({error}): {REMEDY}"));
    let mut input = node.stdin.take().expect("it is piped");
    input.write_all(document.as_bytes()).expect("node reads it");
    drop(input);
    let output = node.wait_with_output().expect("it ends");
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn asyncapis_own_parser_takes_the_document_and_would_not_take_any() {
    let (taken, said) = parse(&document());
    assert!(taken, "{said}");
    let broken = document().replace("#/components/messages/record\"", "#/components/messages/nothing\"");
    let (taken, said) = parse(&broken);
    assert!(!taken, "{said}");
}

/// The documents of the releases: version and document.
fn releases() -> Vec<((u32, u32), Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/contract");
    let files = fs::read_dir(folder).expect("there was a release").flatten();
    let mut releases: Vec<_> = files
        .map(|file| {
            let name = file.file_name().into_string().expect("we named it");
            let version = name.strip_prefix("asyncapi-").and_then(|name| name.strip_suffix(".json"));
            let text = fs::read_to_string(file.path()).expect("it is readable");
            (version_of(version.expect("we named it")), serde_json::from_str(&text).expect("it is JSON"))
        })
        .collect();
    releases.sort_by_key(|(version, _)| *version);
    releases
}

fn version_of(text: &str) -> (u32, u32) {
    let (major, minor) = text.split_once('.').expect("major and minor");
    (major.parse().expect("a number"), minor.parse().expect("a number"))
}

/// The smallest version that a contract may have which changed so much since `version`.
fn next((major, minor): (u32, u32), change: Change) -> (u32, u32) {
    match change {
        Change::None => (major, minor),
        Change::Minor => (major, minor + 1),
        Change::Major => (major + 1, 0),
    }
}

#[test]
fn the_version_says_how_much_changed_since_the_last_release() {
    let (released, old) = releases().pop().expect("there was a release");
    let new = serde_json::from_str(&document()).expect("it is JSON");
    let differences = Differences::between(&old, &new);
    let least = next(released, differences.largest());
    assert!(version_of(SCHEMA_VERSION) >= least, "the contract must be {least:?}: {:#?}", differences.0);
}

#[test]
fn differences_are_found_and_weighed() {
    let schema = |fields: Value, required: Value| json!({ "components": { "schemas": { "Record": { "properties": fields, "required": required } } } });
    let field = |kind: &str| json!({ "type": kind, "description": "words" });
    let old = schema(json!({ "id": field("string"), "title": field("string") }), json!(["id"]));
    let change = |new: &Value| Differences::between(&old, new).largest();
    assert_eq!(change(&old), Change::None);
    let words = schema(json!({ "id": { "type": "string" }, "title": field("string") }), json!(["id"]));
    assert_eq!(change(&words), Change::None);
    let more = schema(json!({ "id": field("string"), "title": field("string"), "x": field("string") }), json!(["id"]));
    assert_eq!(change(&more), Change::Minor);
    let sure = schema(json!({ "id": field("string"), "title": field("string") }), json!(["id", "title"]));
    assert_eq!(change(&sure), Change::Minor);
    let less = schema(json!({ "id": field("string") }), json!(["id"]));
    assert_eq!(change(&less), Change::Major);
    let unsure = schema(json!({ "id": field("string"), "title": field("string") }), json!([]));
    assert_eq!(change(&unsure), Change::Major);
    let other = schema(json!({ "id": field("integer"), "title": field("string") }), json!(["id"]));
    assert_eq!(change(&other), Change::Major);
    let null = schema(json!({ "id": { "type": ["string", "null"] }, "title": field("string") }), json!(["id"]));
    assert_eq!(change(&null), Change::Major);
}

#[test]
fn what_we_read_may_ask_for_less_and_never_for_more() {
    let article =
        |required: Value| json!({ "components": { "schemas": { "PlainArticle": { "required": required } } } });
    let (more, less) = (article(json!(["body", "title"])), article(json!(["body"])));
    assert_eq!(Differences::between(&more, &less).largest(), Change::Minor);
    assert_eq!(Differences::between(&less, &more).largest(), Change::Major);
}

#[test]
fn values_may_be_added_and_not_taken_away() {
    let kinds = |kinds: &[&str]| {
        let values = kinds.iter().map(|kind| json!({ "const": kind, "description": "words" })).collect::<Vec<_>>();
        json!({ "components": { "schemas": { "Kind": { "oneOf": values } } } })
    };
    let (few, many) = (kinds(&["one"]), kinds(&["one", "two"]));
    assert_eq!(Differences::between(&few, &many).largest(), Change::Minor);
    assert_eq!(Differences::between(&many, &few).largest(), Change::Major);
    assert_eq!(next((1, 4), Change::Minor), (1, 5));
    assert_eq!(next((1, 4), Change::Major), (2, 0));
}
