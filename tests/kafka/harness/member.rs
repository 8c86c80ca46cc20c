//! A worker as an operator runs it: the binary, a settings file, its pages, its exit status.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use super::ports::Port;
use super::process::Process;

/// A worker that may be started, several times one after another, with the same settings and the same state.
#[derive(Clone)]
pub struct Setup {
    instance: String,
    program: Option<PathBuf>,
    directory: PathBuf,
    settings: BTreeMap<String, BTreeMap<String, Value>>,
    env: Vec<(String, String)>,
    port: Arc<Port>,
}

impl Setup {
    /// A worker named `instance` that keeps its files in `directory`.
    pub fn new(instance: &str, directory: &Path) -> Self {
        fs::create_dir_all(directory).expect("the directory is ours to write");
        let port = Arc::new(Port::take());
        let setup = Self {
            instance: instance.to_owned(),
            program: None,
            directory: directory.to_owned(),
            settings: BTreeMap::new(),
            env: Vec::new(),
            port: port.clone(),
        };
        let state = directory.display().to_string();
        setup
            .set("kafka", "instance", instance)
            .set("http", "listen", port.address())
            .set("log", "format", "json")
            .set("log", "level", "info,factwire=debug")
            .env("XDG_STATE_HOME", &state)
            .env("STATE_DIRECTORY", &state)
            .env("NO_COLOR", "1")
    }

    /// Sets a key of a section.
    #[must_use]
    pub fn set(mut self, section: &str, key: &str, value: impl Into<Value>) -> Self {
        self.settings.entry(section.to_owned()).or_default().insert(key.to_owned(), value.into());
        self
    }

    /// Sets a property of librdkafka's consumer.
    #[must_use]
    pub fn consumer(self, key: &str, value: impl Into<Value>) -> Self {
        self.set("kafka.consumer_properties", key, value)
    }

    /// Sets a property of librdkafka's producer.
    #[must_use]
    pub fn producer(self, key: &str, value: impl Into<Value>) -> Self {
        self.set("kafka.producer_properties", key, value)
    }

    /// Takes a setting back.
    #[must_use]
    pub fn without(mut self, section: &str, key: &str) -> Self {
        self.settings.entry(section.to_owned()).or_default().remove(key);
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A worker of somebody else's making, which takes its settings from the environment alone.
    #[must_use]
    pub fn program(mut self, program: PathBuf) -> Self {
        self.program = Some(program);
        self
    }

    /// Where its pages will be.
    pub fn pages(&self) -> String {
        self.port.address()
    }

    /// Starts it.
    pub fn start(&self) -> Member {
        let (command, env): (Vec<OsString>, _) = if let Some(program) = &self.program {
            (vec![program.into()], [self.env.clone(), self.variables()].concat())
        } else {
            (self.command("run"), self.env.clone())
        };
        let process = Process::spawn(&self.instance, &command, &env, &self.directory.join("worker.log"));
        Member { instance: self.instance.clone(), process, port: self.port.clone() }
    }

    /// What `factwire check` says of its settings.
    pub fn check(&self) -> Output {
        self.output("check", &[])
    }

    /// What `factwire redrive` says and does with its settings and these arguments.
    pub fn redrive(&self, arguments: &[&str]) -> Output {
        self.output("redrive", arguments)
    }

    /// Starts `factwire redrive` with its settings.
    pub fn start_redrive(&self) -> Process {
        Process::spawn("redrive", &self.command("redrive"), &self.env, &self.directory.join("redrive.log"))
    }

    fn output(&self, name: &str, arguments: &[&str]) -> Output {
        let words = self.command(name);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).args(arguments).envs(self.env.iter().map(|(name, value)| (name, value)));
        command.output().expect("the program starts")
    }

    /// The file with its settings; there once it was started.
    pub fn file(&self) -> PathBuf {
        self.directory.join("worker.toml")
    }

    /// A command of the program with its settings in a file.
    fn command(&self, name: &str) -> Vec<OsString> {
        let file = self.file();
        fs::write(&file, self.toml()).expect("the directory is ours to write");
        vec![env!("CARGO_BIN_EXE_factwire").into(), name.into(), "--config".into(), file.into()]
    }

    /// The settings as environment variables: two underscores between levels, one for a dot in a property's name.
    fn variables(&self) -> Vec<(String, String)> {
        let mut variables = Vec::new();
        for (section, keys) in &self.settings {
            let section = section.replace('.', "__").to_uppercase();
            for (key, value) in keys {
                let value = match value {
                    Value::String(text) => text.clone(),
                    Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
                    other => other.to_string(),
                };
                variables.push((format!("FACTWIRE_{section}__{}", key.replace('.', "_").to_uppercase()), value));
            }
        }
        variables
    }

    /// The settings file. Strings, numbers, booleans and lists of them look the same in JSON and in TOML.
    fn toml(&self) -> String {
        let mut text = String::new();
        for (section, keys) in &self.settings {
            _ = writeln!(text, "[{section}]");
            for (key, value) in keys {
                _ = writeln!(text, "\"{key}\" = {value}");
            }
        }
        text
    }
}

/// A running worker; killed when dropped.
pub struct Member {
    instance: String,
    process: Process,
    port: Arc<Port>,
}

impl Member {
    /// Its process id.
    pub fn id(&self) -> i32 {
        self.process.id()
    }

    /// Waits until `/readyz` says yes.
    pub fn wait_until_ready(&mut self, limit: Duration) {
        let start = Instant::now();
        while self.page("/readyz").is_none_or(|(status, _)| status != 200) {
            self.assert_running();
            assert!(start.elapsed() < limit, "{} is not ready within {limit:?}", self.instance);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until it has `count` partitions.
    pub fn wait_until_assigned(&mut self, count: u32, limit: Duration) {
        let wanted = f64::from(count);
        self.wait_for(&format!("has {count} partitions"), limit, |metrics| {
            metrics.sum("factwire_partitions_assigned") == wanted
        });
    }

    /// Waits until its metrics satisfy `condition`.
    pub fn wait_for(&mut self, what: &str, limit: Duration, condition: impl Fn(&Metrics) -> bool) {
        let start = Instant::now();
        loop {
            self.assert_running();
            if self.page("/metrics").is_some_and(|(_, page)| condition(&Metrics(page))) {
                return;
            }
            assert!(start.elapsed() < limit, "not within {limit:?}: {} {what}", self.instance);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What it measures.
    pub fn metrics(&self) -> Metrics {
        let (status, page) = self.page("/metrics").unwrap_or_else(|| panic!("{} shows no metrics", self.instance));
        assert_eq!(status, 200, "the metrics page of {}", self.instance);
        Metrics(page)
    }

    /// Status and body of one of its pages, if it answers.
    pub fn page(&self, path: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(self.port.address()).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    /// Kills it (SIGKILL), wherever it stands.
    pub fn kill(mut self) {
        self.process.kill();
    }

    /// Asks it to stop (SIGTERM), and panics unless it does so with status 0.
    pub fn stop(&mut self) -> Duration {
        let start = Instant::now();
        self.signal(Signal::TERM);
        assert_eq!(self.exit_within(Duration::from_secs(30)), 0, "exit status of {}\n{}", self.instance, self.log());
        start.elapsed()
    }

    /// Its exit status; panics when it goes on for longer than `limit`.
    pub fn exit_within(&mut self, limit: Duration) -> i32 {
        let status = self.process.exit_within(limit);
        status.unwrap_or_else(|| panic!("{} is running still after {limit:?}\n{}", self.instance, self.log()))
    }

    /// Its exit status, if it has ended.
    pub fn exited(&mut self) -> Option<i32> {
        self.process.exit_within(Duration::ZERO)
    }

    /// Panics when it has ended.
    pub fn assert_running(&mut self) {
        if let Some(status) = self.exited() {
            panic!("{} ended with status {status}\n{}", self.instance, self.log());
        }
    }

    /// What it and its predecessors with the same setup wrote.
    pub fn log(&self) -> String {
        self.process.log()
    }
}

/// A metrics page.
pub struct Metrics(pub String);

impl Metrics {
    /// The sum of the series of a family, or of those that have all of `labels`.
    pub fn sum_where(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let labels: Vec<String> = labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
        let value = |line: &str| {
            let (series, value) = line.rsplit_once(' ')?;
            let (family, given) = series.split_once('{').unwrap_or((series, ""));
            let fits = family == name && labels.iter().all(|label| given.contains(label));
            if fits { value.parse::<f64>().ok() } else { None }
        };
        self.0.lines().filter_map(value).sum()
    }

    /// The sum of the series of a family.
    pub fn sum(&self, name: &str) -> f64 {
        self.sum_where(name, &[])
    }
}
