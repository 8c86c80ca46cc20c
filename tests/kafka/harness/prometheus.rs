//! A real Prometheus over some workers, with the rules of `deploy/prometheus` at another speed.
//!
//! A missing Prometheus fails the test and says how to get it: rules that were never loaded prove nothing.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::directory::Directory;
use super::ports::Port;
use super::process::Process;
use serde_json::Value;

const RULES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/prometheus/rules.yml"));
/// Numbers of seconds in the rules that are no duration to Prometheus.
const SECONDS: [&str; 2] = ["vector(300)", "timestamp_seconds > 300"];
/// Short, and long enough for a page on a busy machine.
const SCRAPE_INTERVAL: &str = "500ms";
const READY_WITHIN: Duration = Duration::from_secs(20);

/// A running Prometheus. Its data and its process go when it is dropped.
pub struct Prometheus {
    process: Process,
    port: Port,
    _directory: Directory,
}

impl Prometheus {
    /// Starts one that scrapes `pages` twice a second, under the shipped rules in which every duration is `divisor` times
    /// shorter (see [`shortened`]). Returns when it has seen all of them.
    pub fn start(pages: &[String], divisor: u32) -> Self {
        require();
        let directory = Directory::new();
        let path = |name: &str| directory.path().join(name);
        let write = |name: &str, text: &str| fs::write(path(name), text).expect("the directory is new");
        write("rules.yml", &shortened(RULES, divisor));
        let targets: Vec<String> = pages.iter().map(|page| format!("'{page}'")).collect();
        let settings = format!(
            "global: {{scrape_interval: {SCRAPE_INTERVAL}, scrape_timeout: {SCRAPE_INTERVAL}, evaluation_interval: 250ms}}\n\
             rule_files: [rules.yml]\n\
             scrape_configs: [{{job_name: factwire, static_configs: [{{targets: [{}]}}]}}]\n",
            targets.join(", ")
        );
        write("prometheus.yml", &settings);
        let port = Port::take();
        let command = [
            "prometheus".to_owned(),
            format!("--config.file={}", path("prometheus.yml").display()),
            format!("--storage.tsdb.path={}", path("data").display()),
            format!("--web.listen-address={}", port.address()),
            "--log.level=warn".to_owned(),
        ];
        let command: Vec<_> = command.into_iter().map(Into::into).collect();
        let process = Process::spawn("prometheus", &command, &[], &path("prometheus.log"));
        let mut prometheus = Self { process, port, _directory: directory };
        prometheus.wait_until_it_sees(pages.len());
        // Before the first scrape no worker is known, of which there is an alert.
        prometheus.wait_until_quiet(READY_WITHIN);
        prometheus
    }

    fn wait_until_it_sees(&mut self, workers: usize) {
        let start = Instant::now();
        while self.ask("up == 1").is_none_or(|found| found.len() != workers) {
            let running = self.process.is_running();
            assert!(running && start.elapsed() < READY_WITHIN, "it does not see the workers:\n{}", self.process.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The series that a query finds now.
    pub fn query(&self, query: &str) -> Vec<Value> {
        self.ask(query).unwrap_or_else(|| panic!("Prometheus does not understand: {query}"))
    }

    /// Waits until all of `alerts` have fired, not necessarily at a time.
    pub fn wait_until_fired(&self, alerts: &[&str], limit: Duration) {
        let start = Instant::now();
        let mut fired = BTreeSet::new();
        while !alerts.iter().all(|alert| fired.contains(*alert)) {
            fired.extend(self.firing());
            assert!(start.elapsed() < limit, "not within {limit:?}: {alerts:?} fired; these did: {fired:?}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Waits until no alert fires.
    pub fn wait_until_quiet(&self, limit: Duration) {
        let start = Instant::now();
        loop {
            let firing = self.firing();
            if firing.is_empty() {
                return;
            }
            assert!(start.elapsed() < limit, "not over within {limit:?}: {firing:?}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The names of the alerts that fire now.
    pub fn firing(&self) -> BTreeSet<String> {
        let alerts = self.query(r#"ALERTS{alertstate="firing"}"#);
        alerts.iter().filter_map(|alert| alert["metric"]["alertname"].as_str()).map(str::to_owned).collect()
    }

    fn ask(&self, query: &str) -> Option<Vec<Value>> {
        let encoded = query.bytes().fold(String::new(), |mut encoded, byte| {
            _ = write!(encoded, "%{byte:02X}");
            encoded
        });
        let mut stream = TcpStream::connect(self.port.address()).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        // Version 1.0: the answer comes in one piece.
        write!(stream, "GET /api/v1/query?query={encoded} HTTP/1.0\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let mut answer: Value = serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()?;
        match answer["data"]["result"].take() {
            Value::Array(found) => Some(found),
            _ => None,
        }
    }
}

/// What `promtool` says against a metrics page: nothing, if all is well.
pub fn lint(page: &str) -> String {
    require();
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it was found before");
    let mut input = promtool.stdin.take().expect("it is piped");
    input.write_all(page.as_bytes()).expect("promtool reads it all");
    drop(input);
    let output = promtool.wait_with_output().expect("it is our child");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success() || !said.is_empty(), "promtool fails without a word");
    said
}

fn require() {
    for program in ["prometheus", "promtool"] {
        let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
        assert!(
            found,
            "`{program}` is missing, and the alerts are tested with it: run `make setup`, or install Prometheus"
        );
    }
}

/// The rules with every duration (`for: 5m`, `[15m]`) and every number of [`SECONDS`] divided, so that a test sees in
/// seconds what takes minutes. Ratios and counts stay as they are.
fn shortened(rules: &str, divisor: u32) -> String {
    let short = |duration: &str| {
        let (number, unit) = duration.split_at(duration.len() - 1);
        let second = match unit {
            "h" => 3_600_000,
            "m" => 60_000,
            other => panic!("no rule has a duration in {other}"),
        };
        let number: u32 = number.parse().expect("a duration is a number and a unit");
        format!("{}ms", number * second / divisor)
    };
    // What follows a bracket: a duration and the rest, or no duration at all.
    let range = |piece: &str| match piece.split_once(']') {
        Some((duration, rest)) if duration.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("{}]{rest}", short(duration))
        }
        _ => piece.to_owned(),
    };
    let line = |line: &str| match line.split_once("for: ") {
        Some((indent, duration)) => format!("{indent}for: {}", short(duration)),
        None => line.split('[').map(range).collect::<Vec<_>>().join("["),
    };
    let mut text = rules.lines().map(line).collect::<Vec<_>>().join("\n");
    for seconds in SECONDS {
        assert_eq!(text.matches(seconds).count(), 1, "{seconds} in the rules");
        text = text.replace(seconds, &seconds.replace("300", &format!("{:.3}", 300.0 / f64::from(divisor))));
    }
    text
}

#[test]
fn shortened_rules_differ_in_their_times_alone() {
    let short = shortened(RULES, 60);
    assert!(short.contains("for: 10000ms") && short.contains("[60000ms]") && short.contains("> 5.000"), "{short}");
    let words = |text: &str| text.split_whitespace().count();
    assert_eq!(words(&short), words(RULES));
    assert_eq!(short.lines().count(), RULES.lines().count());
}
