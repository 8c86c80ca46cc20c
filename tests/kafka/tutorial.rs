//! The tutorial does what it says: its commands run, in their order, against a real broker.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::harness::broker::Broker;
use crate::harness::ports::Port;
use crate::harness::process::Process;
use crate::harness::{seconds, shell_blocks};

#[test]
fn the_tutorial_works_from_top_to_bottom() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/tutorial.md")).expect("the tutorial is there");
    let (broker, pages, folder) = (Broker::shared(), Port::take(), TempDir::new().expect("there is room"));
    for shared in ["examples", "config"] {
        std::os::unix::fs::symlink(root.join(shared), folder.path().join(shared)).expect("it is a link");
    }
    let commands: String = shell_blocks(&page).collect();
    let commands = commands.replace("localhost:9092", &broker.address()).replace("localhost:9464", &pages.address());
    // The worker of the page runs in the background and ends with the shell. No `pipefail`: `head` ends what it reads from.
    let script = format!("set -eu\ncd '{}'\ntrap 'kill %1; wait' EXIT\n{commands}", folder.path().display());
    let binary = Path::new(env!("CARGO_BIN_EXE_factwire")).parent().expect("it is in a folder");
    let env = [
        ("PATH".to_owned(), format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default())),
        ("FACTWIRE_KAFKA__BROKERS".to_owned(), broker.address()),
        ("FACTWIRE_HTTP__LISTEN".to_owned(), pages.address()),
        ("FACTWIRE_POISON__ATTEMPTS_PATH".to_owned(), folder.path().join("attempts").display().to_string()),
    ];
    let log = folder.path().join("tutorial.log");
    // What hangs is ended by `timeout`, and all that the shell started with it.
    let command = ["timeout", "--kill-after=5", "80", "bash", "-c", &script].map(OsString::from);
    let mut shell = Process::spawn("tutorial", &command, &env, &log);
    let status = shell.exit_within(seconds(90));
    let shown = shell.log();
    assert_eq!(status, Some(0), "a command of the tutorial fails:\n{shown}");
    for expected in [
        "\"Ulaanbaatar\"",
        "dlq.reason=invalid",
        "halberd-bayou-spill-settlement -1",
        "factwire_records_processed_total{outcome=\"record\"} 24",
    ] {
        assert!(shown.contains(expected), "the tutorial does not show {expected}:\n{shown}");
    }
}
