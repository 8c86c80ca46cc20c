//! What only Apache Kafka's own client can tell a broker: rights and users.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use super::jars;

/// Runs a program of `tests/kafka` that is one Java file, with the broker's classes.
pub fn run(program: &str, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kafka").join(program);
    let output = Command::new("java")
        .args(["-XX:TieredStopAtLevel=1", "-cp", &jars::class_path()])
        .arg(file)
        .args(arguments)
        .output()
        .expect("java was found before");
    assert!(output.status.success(), "{program} fails:\n{}", String::from_utf8_lossy(&output.stderr));
}
