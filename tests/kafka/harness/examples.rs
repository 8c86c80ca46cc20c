//! The examples of this repository as programs: `cargo test --test kafka` alone does not build them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Builds an example in the profile of the worker, unless it is built, and says where it is.
pub fn build(name: &str) -> PathBuf {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let directory = Path::new(env!("CARGO_BIN_EXE_factwire")).parent().expect("it lies in a directory");
    let profile = match directory.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--profile", profile, "--example", name, "--manifest-path"]);
    cargo.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    // Other features would build everything anew.
    let features = [
        ("otel", cfg!(feature = "otel")),
        ("tls", cfg!(feature = "tls")),
        ("tls-vendored", cfg!(feature = "tls-vendored")),
        ("train", cfg!(feature = "train")),
    ];
    for (feature, _) in features.into_iter().filter(|(_, on)| *on) {
        cargo.args(["--features", feature]);
    }
    let output = cargo.output().expect("cargo runs this test");
    assert!(output.status.success(), "example {name}:\n{}", String::from_utf8_lossy(&output.stderr));
    directory.join("examples").join(name)
}
