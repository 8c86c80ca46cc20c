//! The commands that the pages show are commands. Those that start workers run in `tests/kafka`; here are the others, and
//! the account of which test runs which page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many blocks of shell commands each page has, and the tests that run them.
const BLOCKS: [(&str, usize, &str); 7] = [
    ("README.md", 2, "kafka: commands::the_readme_leads_to_a_running_worker; pages: demo --serve"),
    ("deploy/README.md", 2, "the_image_and_the_chart_take_what_is_shown, and deploy/lint renders the chart"),
    ("docs/language.md", 1, "the_trainer_takes_what_is_shown"),
    ("docs/operations.md", 2, "kafka: commands::the_topics_of_the_guide_are_right_for_a_worker"),
    ("docs/runbook.md", 12, "kafka: commands::every_command_of_the_runbook_works"),
    ("docs/security.md", 2, "kafka: rights"),
    (
        "docs/tutorial.md",
        8,
        "kafka: tutorial; the first, `make release`, is too long for a test: `make reproduce` runs it",
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &str) -> String {
    fs::read_to_string(root().join(page)).expect("the page is there")
}

/// The pages of the repository, by their paths.
fn pages() -> Vec<String> {
    let folders = ["", "deploy", "docs", "examples/annotated", "examples/unseen"];
    let files = folders.iter().flat_map(|folder| fs::read_dir(root().join(folder)).expect("it is there").flatten());
    let pages = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|kind| kind == "md"));
    let name = |path: PathBuf| path.strip_prefix(root()).expect("it is inside").display().to_string();
    let mut pages: Vec<String> = pages.map(name).collect();
    pages.sort();
    pages
}

/// The fenced blocks of a page, each with its language.
fn blocks(page: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else { continue };
        let inside: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
        blocks.push((language, inside.join("\n") + "\n"));
    }
    blocks
}

/// The shell commands of a page, each on one line and without its comment.
fn commands(page: &str) -> Vec<String> {
    let shell = blocks(page).into_iter().filter(|(language, _)| language.starts_with("sh"));
    let joined = shell.map(|(_, text)| text.replace("\\\n", " ")).collect::<String>();
    let bare = joined.lines().map(|line| line.split(" # ").next().unwrap_or_default().trim().to_owned());
    bare.filter(|line| !line.is_empty()).collect()
}

#[test]
fn each_block_of_commands_has_a_test() {
    let mut found = Vec::new();
    for page in pages() {
        let text = read(&page);
        let blocks = blocks(&text);
        assert!(blocks.iter().all(|(language, _)| !language.is_empty()), "{page}: a block does not say what it is in");
        let count = blocks.iter().filter(|(language, _)| language.starts_with("sh")).count();
        if count > 0 {
            found.push((page, count));
        }
    }
    let known: Vec<(String, usize)> = BLOCKS.iter().map(|(page, count, _)| ((*page).to_owned(), *count)).collect();
    assert_eq!(found, known, "let a test run the new commands, and say here which");
}

#[test]
fn make_knows_what_the_pages_ask_of_it() {
    let mut asked = BTreeSet::new();
    for page in pages() {
        let text = read(&page);
        let inline = text.split('`').skip(1).step_by(2).filter(|code| code.starts_with("make ")).map(str::to_owned);
        asked.extend(inline);
        asked.extend(commands(&text).into_iter().filter(|line| line.starts_with("make ")));
    }
    assert!(asked.len() >= 12, "the pages ask for {asked:?}");
    let makefile = read("Makefile");
    for line in asked {
        for word in line.split_whitespace().skip(1) {
            let known = match word.split_once('=') {
                Some((variable, _)) => makefile.contains(&format!("\n{variable} ?=")),
                None => makefile.contains(&format!("\n{word}: ")),
            };
            assert!(known, "the Makefile does not know {word}: {line}");
        }
    }
}

#[cfg(feature = "train")]
#[test]
fn the_trainer_takes_what_is_shown() {
    let page = read("docs/language.md");
    let start = "cargo run --release --features train --bin factwire-train -- ";
    let lines: Vec<String> =
        commands(&page).iter().filter_map(|line| line.strip_prefix(start)).map(str::to_owned).collect();
    assert!(lines.len() >= 5, "{lines:?}");
    for line in lines {
        let line = line.replace('…', "/nowhere").replace("FILE/nowhere", "/nowhere/text");
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let output = Command::new(env!("CARGO_BIN_EXE_factwire-train")).args(&arguments).output().expect("it is there");
        let said = String::from_utf8_lossy(&output.stderr);
        // 2 is wrong usage.
        assert_eq!(output.status.code(), Some(1), "{line}: {said}");
        assert!(said.contains("/nowhere/"), "{line}: {said}");
    }
}

#[test]
fn the_image_and_the_chart_take_what_is_shown() {
    let lines = commands(&read("deploy/README.md"));
    let of = |start: &str| {
        let line = lines.iter().find(|line| line.starts_with(start)).expect("the page shows it");
        line.split_whitespace().map(|word| word.trim_matches('"')).collect::<Vec<_>>()
    };
    let after = |words: &[&str], flag: &str| -> Vec<String> {
        words.windows(2).filter(|pair| pair[0] == flag).map(|pair| pair[1].to_owned()).collect()
    };

    let build = of("docker build");
    let image = read(&after(&build, "-f")[0]);
    for argument in after(&build, "--build-arg") {
        let name = argument.split('=').next().unwrap_or_default();
        assert!(image.contains(&format!("\nARG {name}=")), "the image has no argument {name}");
    }

    let start = of("docker run");
    let volumes = after(&start, "-v");
    assert!(
        volumes.iter().all(|volume| image.contains(&format!("\nVOLUME {}", &volume[volume.find(':').unwrap() + 1..])))
    );
    let settings = after(&start, "-e");
    let mut worker = Command::new(env!("CARGO_BIN_EXE_factwire"));
    worker
        .args(["extract", "examples/articles.ndjson"])
        .current_dir(root())
        .envs(settings.iter().filter_map(|setting| setting.split_once('=')));
    let output = worker.output().expect("the program starts");
    assert!(settings.len() >= 2 && output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let schema: serde_json::Value =
        serde_json::from_str(&read("deploy/helm/factwire/values.schema.json")).expect("it is JSON");
    let values = after(&of("helm install"), "--set");
    assert!(values.len() >= 3, "{values:?}");
    let mut given = serde_json::json!({});
    for (path, value) in values.iter().filter_map(|value| value.split_once('=')) {
        let place = path.split('.').fold(&mut given, |place, name| &mut place[name]);
        *place = serde_json::from_str(value).unwrap_or_else(|_| value.into());
    }
    // The chart has values of its own for all that is not given.
    let schema = without_required(schema);
    let wrong = jsonschema::validate(&schema, &given);
    assert!(wrong.is_ok(), "{wrong:?}");
}

fn without_required(schema: serde_json::Value) -> serde_json::Value {
    match schema {
        serde_json::Value::Object(object) => {
            let kept = object.into_iter().filter(|(name, value)| name != "required" || !value.is_array());
            kept.map(|(name, value)| (name, without_required(value))).collect()
        }
        other => other,
    }
}
