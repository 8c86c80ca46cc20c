//! A child process that never outlives the test that started it, not even one that is killed.
//!
//! A shell stands between: it starts the command, says its process id, and kills it as soon as its own standard input
//! closes, which the system does for it when this process ends, however it ends.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// `$1` is the log, the rest the command. A background command has no standard input of its own in a shell, hence the
/// detour by descriptor 3. The watcher is told off before the shell ends, so that no process id is killed after reuse.
const WATCH: &str = r#"
log=$1; shift
exec 3<&0
"$@" </dev/null >>"$log" 2>&1 3<&- &
pid=$!
echo $pid
{ cat <&3 >/dev/null; kill -KILL $pid; } >/dev/null 2>&1 &
watcher=$!
wait $pid
status=$?
kill $watcher
exit $status
"#;

/// What a shell says of a process that called `abort`, as one whose stack overflowed does.
pub const ABORTED: i32 = 128 + 6;

/// A running child process.
pub struct Process {
    name: String,
    shell: Child,
    lifeline: Option<ChildStdin>,
    pid: Pid,
    log: PathBuf,
}

impl Process {
    /// Starts `command` with its output appended to `log`.
    pub fn spawn(name: &str, command: &[OsString], env: &[(String, String)], log: &Path) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", WATCH, "watch"]).arg(log).args(command);
        for (variable, _) in std::env::vars_os() {
            if variable.to_str().is_some_and(|name| name.starts_with("FACTWIRE_")) {
                shell.env_remove(variable);
            }
        }
        shell.envs(env.iter().map(|(name, value)| (name, value)));
        // What the shell itself has to say is that something was killed.
        let mut shell =
            shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("there is a shell");
        let lifeline = shell.stdin.take();
        let mut line = String::new();
        let said = shell.stdout.take().map(BufReader::new);
        said.expect("it is piped").read_line(&mut line).expect("the shell says a process id");
        let pid = line.trim().parse().ok().and_then(Pid::from_raw).expect("a process id is a positive number");
        Self { name: name.to_owned(), shell, lifeline, pid, log: log.to_owned() }
    }

    /// Its process id.
    pub fn id(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap_or_else(|error| panic!("{} is gone: {error}", self.name));
    }

    /// Its exit status, or 128 + the number of the signal that ended it, if it ends within `limit`.
    pub fn exit_within(&mut self, limit: Duration) -> Option<i32> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.shell.try_wait().expect("it is our child") {
                return status.code();
            }
            if start.elapsed() > limit {
                return None;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Whether it has not ended yet.
    pub fn is_running(&mut self) -> bool {
        self.exit_within(Duration::ZERO).is_none()
    }

    /// What it wrote, standard output and standard error together.
    pub fn log(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Ends it with SIGKILL and waits for the end.
    pub fn kill(&mut self) {
        drop(self.lifeline.take());
        let ended = self.exit_within(Duration::from_secs(10));
        assert!(ended.is_some(), "{} survived SIGKILL", self.name);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let ended = self.shell.try_wait().ok().flatten();
        drop(self.lifeline.take());
        _ = self.shell.wait();
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            let tail = &lines[lines.len().saturating_sub(60)..];
            let state = ended.map_or_else(|| "was running".to_owned(), |status| format!("had ended with {status}"));
            eprintln!("--- {} {state}; the last of {} ---\n{}", self.name, self.log.display(), tail.join("\n"));
        }
    }
}
