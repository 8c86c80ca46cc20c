//! The house keeps its floors: each imports only from below.

use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom up.
const FLOORS: [&str; 15] = [
    "interrupt",
    "record",
    "article",
    "knowledge",
    "model",
    "extract",
    "pipeline",
    "config",
    "metrics",
    "kafka",
    "traces",
    "http",
    "worker",
    "cli",
    "train",
];

fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("src is readable").map(|entry| entry.expect("src is readable").path());
    let mut files: Vec<PathBuf> = entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    files
}

fn height(floor: &str) -> Option<usize> {
    FLOORS.iter().position(|known| *known == floor)
}

/// The floors that a source text names as `crate::floor` or in a list `crate::{floor::…, floor::…}`.
fn imports(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (start, _) in source.match_indices("crate::") {
        let rest = &source[start + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split('}').next().unwrap_or(list);
                found.extend(list.split(',').map(|item| item.trim().split("::").next().unwrap_or_default()));
            }
            None => found.push(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()),
        }
    }
    found
}

#[test]
fn every_floor_imports_only_from_below() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in sources(&root) {
        let inside = file.strip_prefix(&root).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let own = first.trim_end_matches(".rs");
        if matches!(own, "lib" | "main" | "bin") {
            continue;
        }
        let own_height = height(own).unwrap_or_else(|| panic!("src/{own} is on no floor: give it one in this test"));
        for import in imports(&fs::read_to_string(&file).unwrap()) {
            seen += 1;
            if height(import).is_some_and(|height| height > own_height) {
                wrong.push(format!("{} imports {import} from above", inside.display()));
            }
        }
    }
    assert!(seen > 50, "the imports are not found any more");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_test_sees_both_forms_of_import() {
    let source = "use crate::worker::Worker; use crate::{record::Record, cli}; crate::http::serve()";
    assert_eq!(imports(source), ["worker", "record", "cli", "http"]);
}

#[test]
fn kafka_knows_no_linguistics_and_pure_floors_no_io_and_no_clock() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (floors, forbidden) in [
        (&["kafka"][..], &["crate::extract", "crate::article"][..]),
        (
            &["pipeline", "extract", "model", "knowledge", "article", "record", "interrupt.rs"][..],
            &["rdkafka", "std::fs", "std::net", "std::thread", "Instant::now", "SystemTime"][..],
        ),
    ] {
        for floor in floors {
            let path = root.join(floor);
            let files = if path.is_dir() { sources(&path) } else { vec![path] };
            for file in files {
                let source = fs::read_to_string(&file).unwrap();
                let code = source.split("#[cfg(test)]").next().unwrap();
                let test_file = file.file_stem().unwrap().to_str().unwrap().contains("tests");
                for word in forbidden.iter().filter(|_| !test_file) {
                    assert!(!code.contains(word), "{} uses {word}", file.display());
                }
            }
        }
    }
}
