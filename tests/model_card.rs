//! The weights that are shipped and the page that says what they were made of.

use std::path::Path;

use factwire::model::Model;

/// How large the weights file may be, in bytes.
const LIMIT: u64 = 14_000_000;

/// Texts whose licence does not allow to publish a model that was trained on them.
const NOT_TO_SHIP: [&str; 2] = ["conll", "polnear"];

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("the file is there")
}

/// The rows of the table of sources: source, licence, may ship, teaches.
fn sources(card: &str) -> Vec<Vec<&str>> {
    let table = card.split("## Sources").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("there are sources");
    let rows = table.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// The first source that must not be there.
fn refused<'c>(sources: &[Vec<&'c str>]) -> Option<&'c str> {
    let refused = |row: &&Vec<&str>| {
        let name = row[0].to_lowercase();
        row.len() != 4 || row[1].is_empty() || row[2] != "yes" || NOT_TO_SHIP.iter().any(|text| name.contains(text))
    };
    sources.iter().find(refused).map(|row| row[0])
}

#[test]
fn the_card_is_of_the_weights_that_are_shipped() {
    let card = read("docs/model_card.md");
    assert!(card.contains(&Model::embedded().sha256), "train again, or write the card of this file: `make models`");
    let size =
        std::fs::metadata(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model/english.weights")).unwrap().len();
    assert!(size <= LIMIT, "{size} bytes");
}

#[test]
fn every_source_may_be_shipped() {
    let card = read("docs/model_card.md");
    let sources = sources(&card);
    assert!(sources.len() >= 5, "{sources:?}");
    assert_eq!(refused(&sources), None);
}

#[test]
fn a_source_that_may_not_be_shipped_is_refused() {
    let card = |row: &str| format!("## Sources\n\n| a | b | c | d |\n|---|---|---|---|\n{row}\n\n## Figures\n");
    assert_eq!(refused(&sources(&card("| CoNLL-2003 | Reuters | yes | names |"))), Some("CoNLL-2003"));
    assert_eq!(refused(&sources(&card("| A Treebank | unknown | no | tags |"))), Some("A Treebank"));
    assert_eq!(refused(&sources(&card("| A Treebank | CC BY 4.0 | yes | tags |"))), None);
}
