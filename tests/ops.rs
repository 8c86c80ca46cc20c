//! What operators are given agrees with the program: rules, dashboard, runbook, and the settings in `deploy/`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use factwire::config::Config;
use factwire::metrics::{Metrics, families};
use serde_json::Value;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What stands behind `key` on the lines of a text that have it.
fn values<'t>(text: &'t str, key: &str) -> Vec<&'t str> {
    text.lines()
        .filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix(key))
        .map(str::trim)
        .collect()
}

/// The words of a text that are names of ours, of metrics or of what is recorded from them.
fn names(text: &str) -> BTreeSet<&str> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let ours = |name: &&str| ["factwire_", "factwire:", "process_"].iter().any(|part| name.contains(part));
    text.split(|c| !word(c)).filter(ours).collect()
}

fn dashboard() -> Value {
    serde_json::from_str(&read("deploy/grafana/dashboards/factwire.json")).unwrap()
}

fn panels(dashboard: &Value) -> &[Value] {
    dashboard["panels"].as_array().unwrap()
}

/// Every query of the dashboard.
fn queries(dashboard: &Value) -> String {
    let targets = panels(dashboard).iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    targets.map(|target| target["expr"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

fn promtool(arguments: &[&str]) {
    let output = Command::new("promtool").args(arguments).current_dir(path("deploy/prometheus")).output();
    let output =
        output.expect("`promtool` is missing, which checks the alerts: run `make setup`, or install Prometheus");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "promtool {arguments:?}:\n{}", String::from_utf8_lossy(&said));
}

#[test]
fn prometheus_takes_settings_and_rules() {
    promtool(&["check", "config", "prometheus.yml"]);
}

#[test]
fn every_alert_fires_and_clears_when_it_should() {
    promtool(&["test", "rules", "rules.test.yml"]);
}

#[test]
fn every_alert_has_a_test_a_severity_and_a_section_of_the_runbook() {
    let (rules, tests, runbook) =
        (read("deploy/prometheus/rules.yml"), read("deploy/prometheus/rules.test.yml"), read("docs/runbook.md"));
    let alerts = values(&rules, "alert:");
    assert!(alerts.len() >= 10, "{alerts:?}");
    for alert in &alerts {
        let link = format!("docs/runbook.md#{}", alert.to_lowercase());
        assert!(values(&rules, "runbook_url:").contains(&link.as_str()), "{alert} has no link {link}");
        let fires = format!("alertname: {alert}\n        exp_alerts:\n");
        let quiet = format!("alertname: {alert}, exp_alerts: []");
        assert!(tests.contains(&fires) && tests.contains(&quiet), "no test of {alert}");
        let section = runbook.split(&format!("\n## {alert}\n")).nth(1).unwrap_or_else(|| panic!("no section {alert}"));
        let section = section.split("\n## ").next().unwrap();
        for part in ["**Means.**", "**First look.**", "**Fix.**"] {
            assert!(section.contains(part), "the section {alert} lacks {part}");
        }
    }
    for key in ["severity:", "summary:", "description:", "runbook_url:"] {
        assert_eq!(values(&rules, key).len(), alerts.len(), "{key}");
    }
    let sections: BTreeSet<&str> = values(&runbook, "## ").into_iter().collect();
    assert_eq!(sections, alerts.into_iter().collect(), "sections of the runbook and alerts");
}

#[test]
fn rules_dashboard_and_runbook_name_metrics_that_exist() {
    let (rules, dashboard, runbook) = (read("deploy/prometheus/rules.yml"), dashboard(), read("docs/runbook.md"));
    let (page, queries) = (Metrics::new().encode(), queries(&dashboard));
    let recorded: BTreeSet<&str> = values(&rules, "record:").into_iter().collect();
    let exists = |name: &str| {
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
        families::ALL.iter().any(|known| known.name == family || known.name == name)
            || recorded.contains(name)
            || page.contains(&format!("# TYPE {name} "))
    };
    // The runbook's patterns for grep hold beginnings of names: only whole names are looked at there.
    let whole = names(&runbook)
        .into_iter()
        .filter(|name| ["`", "{"].iter().any(|end| runbook.contains(&format!("`{name}{end}"))));
    let used = [names(&rules), names(&queries), whole.collect()];
    let unknown: Vec<&&str> = used.iter().flatten().filter(|name| !exists(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let unused: Vec<&&str> =
        recorded.iter().filter(|name| rules.matches(**name).count() < 2 && !queries.contains(**name)).collect();
    assert!(unused.is_empty(), "recorded for nobody: {unused:?}");
    let hidden: Vec<&str> =
        families::ALL.iter().map(|family| family.name).filter(|name| !queries.contains(name)).collect();
    // A line so far above the others would hide them; the ratio of bytes is recorded.
    assert_eq!(hidden, ["factwire_inflight_limit_records", "factwire_inflight_limit_bytes"]);
}

#[test]
fn the_dashboard_is_laid_out_and_explains_itself() {
    let dashboard = dashboard();
    let mut seen = BTreeSet::new();
    let mut taken = BTreeSet::new();
    for panel in panels(&dashboard) {
        let title = panel["title"].as_str().unwrap();
        assert!(seen.insert(panel["id"].as_u64().unwrap()), "{title} has the number of another panel");
        let place = |key: &str| panel["gridPos"][key].as_u64().unwrap();
        assert!(place("x") + place("w") <= 24, "{title} is too wide");
        for cell in (place("x")..place("x") + place("w")).flat_map(|x| (0..place("h")).map(move |y| (x, y))) {
            assert!(taken.insert((cell.0, cell.1 + place("y"))), "{title} lies on another panel");
        }
        if panel["type"] != "row" {
            assert!(
                panel["description"].as_str().is_some_and(|text| text.ends_with('.')),
                "{title} says not what it shows"
            );
        }
    }
    let rows =
        panels(&dashboard).iter().filter(|panel| panel["type"] == "row").map(|row| row["title"].as_str().unwrap());
    let rows: Vec<&str> = rows.collect();
    assert_eq!(rows, ["Overview", "Throughput", "Lag", "Delivery", "Dead letters", "Extraction", "Process"]);
}

/// The variables of settings that a file sets, with a value that fits where a template makes it.
fn settings(name: &str) -> Vec<(String, String)> {
    let text = read(name);
    let variable = |line: &str| {
        let (_, rest) = line.split_once("FACTWIRE_")?;
        let end = rest.find(|c: char| !c.is_ascii_uppercase() && c != '_').unwrap_or(rest.len());
        let (key, value) = rest.split_at(end);
        let value = value.trim_start_matches([',', ' ', '=', ':', '}']).trim_start_matches("value: ");
        let value = value.trim_end_matches([' ', '\\', '}']).trim_matches('"');
        let template = value.contains("{{") || value.is_empty();
        key.contains("__").then(|| (format!("FACTWIRE_{key}"), if template { "3" } else { value }.to_owned()))
    };
    text.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(variable).collect()
}

#[test]
fn the_settings_in_deploy_are_settings() {
    for (name, least) in [
        ("deploy/docker/Dockerfile", 2),
        ("deploy/compose.yaml", 4),
        ("deploy/helm/factwire/templates/statefulset.yaml", 9),
        ("deploy/systemd/factwire.service", 1),
    ] {
        let mut settings = settings(name);
        assert!(settings.len() >= least, "{name} has {settings:?}");
        // A topic is not to be the input and the output.
        settings.retain(|(key, value)| !(key.ends_with("_TOPIC") && value == "3"));
        let environment = settings.into_iter().map(|(key, value)| (key.into(), value.into()));
        let config = Config::load_from(&[], environment).unwrap_or_else(|errors| panic!("{name}: {errors}"));
        assert_ne!(config, Config::default(), "{name} sets nothing");
    }
}

#[test]
fn the_example_settings_of_the_chart_are_settings() {
    let values = read("deploy/helm/factwire/values.yaml");
    let example = values.lines().skip_while(|line| *line != "#   config: |").skip(1);
    let example: Vec<&str> = example.map_while(|line| line.strip_prefix("#     ")).collect();
    assert!(example.len() > 3, "{example:?}");
    let directory = tempfile::tempdir().unwrap();
    let (file, password) = (directory.path().join("factwire.toml"), directory.path().join("password"));
    fs::write(&password, "secret").unwrap();
    fs::write(&file, example.join("\n").replace("/etc/factwire/secrets/password", password.to_str().unwrap())).unwrap();
    let config = Config::load_from(&[file], []).unwrap();
    assert!(config.kafka.properties.iter().any(|(key, _)| key == "sasl.password"));
}
