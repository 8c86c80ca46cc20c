//! What only Apache Kafka's own programs can do: tell a broker of rights and users, and what the pages tell people to call.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use super::directory::Directory;
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

/// Kafka's programs by the names of its distribution, and where they are in its jars.
const PROGRAMS: [(&str, &str); 6] = [
    ("kafka-acls.sh", "AclCommand"),
    ("kafka-consumer-groups.sh", "consumer.group.ConsumerGroupCommand"),
    ("kafka-console-consumer.sh", "consumer.ConsoleConsumer"),
    ("kafka-topics.sh", "TopicCommand"),
    ("kafka-transactions.sh", "TransactionsCommand"),
    ("kafka-broker-api-versions.sh", "BrokerApiVersionsCommand"),
];

/// A folder with Kafka's programs and ours, which go with it, and a `PATH` on which it comes first.
pub fn programs() -> (Directory, String) {
    let folder = Directory::new();
    for (name, class) in PROGRAMS {
        let jars = jars::class_path();
        let script = format!(
            "#!/bin/sh\nexec java -XX:TieredStopAtLevel=1 -cp '{jars}' org.apache.kafka.tools.{class} \"$@\"\n"
        );
        let file = folder.path().join(name);
        fs::write(&file, script).expect("the directory is new");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    }
    symlink(env!("CARGO_BIN_EXE_factwire"), folder.path().join("factwire")).expect("it is new");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap_or_default());
    (folder, path)
}
