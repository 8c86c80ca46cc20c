//! The jars of Apache Kafka, fetched once from Maven Central into `target/kafka/libs`.
//!
//! A missing JDK or Maven fails the test and says how to get them: a delivery test that is skipped proves nothing.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const POM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kafka/pom.xml");
const REMEDY: &str = "run `make setup`, or install a JDK of version 17 or newer and Maven yourself";

/// `target/kafka`: the jars and the port locks, shared by every test process.
pub fn home() -> &'static Path {
    static HOME: OnceLock<PathBuf> = OnceLock::new();
    HOME.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("cargo puts it into the target directory");
        let home = target.join("kafka");
        fs::create_dir_all(&home).expect("the target directory is ours to write");
        home
    })
}

/// The class path of the broker.
pub fn class_path() -> String {
    static LIBS: OnceLock<PathBuf> = OnceLock::new();
    format!("{}/*", LIBS.get_or_init(fetch).display())
}

/// An exclusive lock among all test processes; released when dropped.
pub fn lock(name: &str) -> File {
    let file = File::create(home().join(name)).expect("the target directory is ours to write");
    file.lock().expect("the file system has locks");
    file
}

fn fetch() -> PathBuf {
    require("java", &["-version"]);
    let libs = home().join("libs");
    let marker = libs.join("complete-for-pom.xml");
    let pom = fs::read_to_string(POM).expect("the POM is part of the repository");
    let _lock = lock("libs.lock");
    if fs::read_to_string(&marker).is_ok_and(|fetched| fetched == pom) {
        return libs;
    }
    require("mvn", &["-v"]);
    _ = fs::remove_dir_all(&libs);
    let output = Command::new("mvn")
        .args(["-q", "-B", "-f", POM, "dependency:copy-dependencies", "-DincludeScope=runtime"])
        .arg(format!("-DoutputDirectory={}", libs.display()))
        .output()
        .expect("it was found before");
    assert!(
        output.status.success(),
        "Maven cannot fetch Apache Kafka; is Maven Central within reach?\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    fs::write(marker, pom).expect("the target directory is ours to write");
    libs
}

fn require(program: &str, args: &[&str]) {
    let found = Command::new(program).args(args).output().is_ok_and(|output| output.status.success());
    assert!(found, "`{program}` is missing, and the delivery tests run a real Apache Kafka with it: {REMEDY}");
}
