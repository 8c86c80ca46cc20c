//! The worker under what `deploy/` allows it: a user without rights or a home, nothing to write to but its state, few
//! descriptors.

use std::fs::{self, Metadata};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use crate::harness::articles::{self, Message};
use crate::harness::broker::Broker;
use crate::harness::scene::Scene;
use crate::harness::seconds;

/// The user of the image and of the chart.
const USER: u32 = 65532;

/// A program that runs the worker as `deploy/` does. Who is not root is without rights already.
fn confined(directory: &Path) -> PathBuf {
    let (state, root, script) = (directory.join("state"), directory.join("root"), directory.join("run"));
    fs::create_dir(&state).expect("the directory is new");
    fs::create_dir(&root).expect("the directory is new");
    let (user, limits) = if rustix::process::geteuid().is_root() {
        chown(&state, Some(USER), Some(USER)).expect("root may give it away");
        let user = format!("--reuid={USER} --regid={USER} --clear-groups --bounding-set=-all --inh-caps=-all");
        (user, "--core=0:0 --nofile=1024:1024")
    } else {
        (String::new(), "--core=0:0")
    };
    for (path, mode) in [(directory, 0o755), (&*state, 0o700), (&*root, 0o555)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the directory is ours");
    }
    let text = format!(
        "#!/bin/sh\nexec prlimit {limits} env -C {root} -u HOME -u XDG_STATE_HOME TMPDIR=/nowhere STATE_DIRECTORY={state} \
         setpriv --no-new-privs {user} {program} run\n",
        root = root.display(),
        state = state.display(),
        program = env!("CARGO_BIN_EXE_factwire"),
    );
    fs::write(&script, text).expect("the directory is ours to write");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    script
}

#[test]
fn without_rights_a_home_or_a_place_to_write_but_its_state_it_delivers_and_stops() {
    const COUNT: u64 = 500;
    let directory =
        tempfile::TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("the target directory is ours to write");
    let broker = Broker::shared();
    let scene = Scene::new(&broker.address(), "confined", 2);
    let messages: Vec<Message> = (0..COUNT)
        .map(|number| if number % 50 == 7 { articles::invalid(number) } else { articles::good(number) })
        .collect();
    scene.produce(&messages);
    let mut worker = scene.worker("a").program(confined(directory.path())).start();
    scene.wait_until_done(&mut [&mut worker], seconds(60));

    let status = fs::read_to_string(format!("/proc/{}/status", worker.id())).expect("it runs");
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim).unwrap_or_default();
    assert_eq!(field("NoNewPrivs:"), "1", "{status}");
    assert_eq!(field("CapEff:").trim_start_matches('0'), "", "{status}");
    assert_ne!(field("Uid:").split('\t').next(), Some("0"), "{status}");
    worker.stop();
    scene.ledger().assert_exactly_once(COUNT);

    let left = |name: &str| -> Vec<Metadata> {
        let files = fs::read_dir(directory.path().join(name)).expect("it is there").flatten();
        files.map(|file| file.metadata().expect("nobody removes it")).collect()
    };
    let owner = directory.path().join("state").metadata().expect("it is there").uid();
    assert!(left("root").is_empty(), "it wrote where it stood");
    assert!(!left("state").is_empty() && left("state").iter().all(|file| file.uid() == owner), "{:?}", left("state"));
}
