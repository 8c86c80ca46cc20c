//! The state of the worker: whether it can work, how much goes through, how far behind it is, and what fails.

use std::time::{Duration, Instant};

use maud::{Markup, html};

use super::Site;
use super::layout::{grouped, length, page};
use super::shown::{cut, inline};
use super::traffic::{EVERY, LOOKS};
use crate::http::recent::Letter;
use crate::metrics::reading::series;
use crate::metrics::{Metrics, wall_clock};
use crate::record::Reason;

/// Characters of an id or error that are shown.
const CELL: usize = 200;

/// The page.
pub(super) fn show(site: &Site) -> Markup {
    let content = html! {
        div class="column wide" {
            h1 { "Status" }
            (health(site))
            (brief(site))
            (traffic(site))
            (partitions(&site.metrics))
            (letters(site))
            (found(&site.metrics))
        }
    };
    page("Status", "/status", "plain", &content)
}

fn health(site: &Site) -> Markup {
    let state = site.health.livez(Instant::now()).and_then(|()| site.health.readyz());
    html! {
        @match state {
            Ok(()) => p class="state good" { "Ready: articles can be worked on." },
            Err(problem) => p class="state bad" role="alert" { "Not ready: " (inline(&problem)) "." },
        }
    }
}

/// The few numbers that say how it goes.
pub(super) fn brief(site: &Site) -> Markup {
    let metrics = &site.metrics;
    let outcome = |outcome: &str| metrics.records_processed_total.with_label_values(&[outcome]).get() as f64;
    let facts: f64 = series(&metrics.facts_extracted_total).iter().map(|series| series.value).sum();
    let lag: Option<f64> = metrics.partitions().iter().map(|state| state.lag).sum();
    let rate = site.traffic.rate_now(Instant::now(), metrics.processed());
    let numbers = [
        ("Records", grouped(outcome("record"))),
        ("Facts", grouped(facts)),
        ("Dead letters", grouped(outcome("dead_letter"))),
        ("Articles/s", rounded(rate)),
        ("To read", lag.map_or_else(|| "–".to_owned(), grouped)),
    ];
    html! { dl class="numbers" { @for (name, value) in numbers { div { dt { (name) } dd { (value) } } } } }
}

/// Bars of the last minutes.
fn traffic(site: &Site) -> Markup {
    const HEIGHT: f64 = 60.0;
    let rates = site.traffic.rates(Instant::now(), site.metrics.processed());
    let highest = rates.iter().copied().fold(0.0, f64::max);
    let minutes = (EVERY * LOOKS as u32).as_secs() / 60;
    let label = format!("Articles a second over the last {minutes} minutes: {} at most", rounded(highest));
    let first = LOOKS - rates.len().min(LOOKS);
    html! {
        section aria-labelledby="throughput" {
            h2 id="throughput" { "Throughput" }
            figure {
                svg class="bars" role="img" aria-label=(label) viewBox="0 0 600 60" preserveAspectRatio="none" {
                    @for (place, rate) in rates.iter().enumerate() {
                        @let height = if highest > 0.0 { (rate / highest * HEIGHT).max(1.0) } else { 1.0 };
                        rect x=(10 * (first + place)) y=(format!("{:.1}", HEIGHT - height)) width="8"
                            height=(format!("{height:.1}")) {}
                    }
                }
                figcaption { (label) "." }
            }
            (details(site))
        }
    }
}

fn details(site: &Site) -> Markup {
    let metrics = &site.metrics;
    let took = series(&metrics.stage_duration_seconds);
    let took = took.iter().find(|series| series.label("stage") == "extract");
    let transactions = |result: &str| metrics.transactions_total.with_label_values(&[result]).get() as f64;
    let rows = [
        ("Running for", length(site.traffic.started.elapsed())),
        ("Extractor threads", metrics.extractor_workers.get().to_string()),
        (
            "Extraction takes",
            took.map_or_else(|| "–".to_owned(), |mean| format!("{:.1} ms on average", mean.value * 1e3)),
        ),
        (
            "Under way",
            format!(
                "{} messages, {} kB",
                grouped(metrics.inflight_records.get() as f64),
                grouped(metrics.inflight_bytes.get() as f64 / 1e3)
            ),
        ),
        (
            "Transactions",
            format!("{} committed, {} aborted", grouped(transactions("committed")), grouped(transactions("aborted"))),
        ),
    ];
    html! { dl class="rows" { @for (name, value) in rows { div { dt { (name) } dd { (value) } } } } }
}

fn partitions(metrics: &Metrics) -> Markup {
    let states = metrics.partitions();
    let now = wall_clock();
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), grouped);
    let time = |seconds: Option<f64>| {
        seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).map_or_else(|| "–".to_owned(), length)
    };
    html! {
        section aria-labelledby="lag" {
            h2 id="lag" { "Lag by partition" }
            @if states.is_empty() {
                p class="empty" { "No partition is known yet: the worker has none, or has not measured the lag." }
            } @else {
                div class="scroll" tabindex="0" role="region" aria-labelledby="lag" {
                    table {
                        thead { tr {
                            th scope="col" { "Topic" } th scope="col" class="number" { "Partition" }
                            th scope="col" class="number" { "To read" } th scope="col" class="number" { "Behind" }
                            th scope="col" class="number" { "Committed offset" }
                            th scope="col" class="number" { "Last progress" }
                        } }
                        tbody { @for state in &states { tr {
                            th scope="row" { (inline(&state.topic)) }
                            td class="number" { (state.partition) }
                            td class="number" { (number(state.lag)) }
                            td class="number" { (time(state.lag_seconds)) }
                            td class="number" { (number(state.committed)) }
                            td class="number" { (time(state.last_progress.map(|at| (now - at).max(0.0)))) " ago" }
                        } } }
                    }
                }
            }
        }
    }
}

/// What a reason means and what to do about it.
const fn meaning(reason: Reason) -> &'static str {
    match reason {
        Reason::Undecodable => "Not UTF-8, or not JSON where JSON was declared.",
        Reason::Invalid => "No text at all, a field of the wrong type, or a null value without a key.",
        Reason::TooLarge => "Larger than extract.max_article_bytes.",
        Reason::UnsupportedLanguage => "Not one of extract.languages.",
        Reason::Timeout => "Not done within extract.deadline_ms.",
        Reason::Panic => "The extractor panicked on it, or it took the process down.",
        Reason::RejectedByBroker => "The record is larger than its topic takes, or the broker refuses it.",
    }
}

fn letters(site: &Site) -> Markup {
    let counts = series(&site.metrics.dead_letters_total);
    let samples = site.recent.letters();
    let count = |reason: Reason| -> f64 {
        counts.iter().filter(|series| series.label("reason") == reason.as_str()).map(|series| series.value).sum()
    };
    let failed: Vec<(Reason, f64)> =
        Reason::ALL.into_iter().map(|reason| (reason, count(reason))).filter(|(_, count)| *count > 0.0).collect();
    html! {
        section aria-labelledby="dead-letters" {
            h2 id="dead-letters" { "Dead letters" }
            @if failed.is_empty() {
                p class="empty" { "None since the start: every message became a record or a tombstone." }
            }
            @for (reason, count) in failed {
                h3 { (reason.as_str()) " " span class="count" { (grouped(count)) } }
                p class="meta" { (meaning(reason)) }
                @if let Some(letters) = samples.get(&reason) { (table(reason, letters)) }
            }
        }
    }
}

fn table(reason: Reason, letters: &[std::sync::Arc<Letter>]) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label={ "Latest dead letters: " (reason.as_str()) } {
            table {
                thead { tr {
                    th scope="col" { "Key" } th scope="col" { "Message" } th scope="col" { "Stage" }
                    th scope="col" { "What is wrong" } th scope="col" class="number" { "When" }
                } }
                tbody { @for letter in letters { tr {
                    td { @match &letter.id { Some(id) => (cut(id, CELL)), None => "no key" } }
                    td { (inline(&letter.position.partition.to_string())) " at " (letter.position.offset.0) }
                    td { (letter.stage.as_str()) }
                    td { (cut(&letter.error, CELL)) }
                    td class="number" { (length(letter.at.elapsed())) " ago" }
                } } }
            }
        }
    }
}

fn found(metrics: &Metrics) -> Markup {
    html! {
        section aria-labelledby="found" {
            h2 id="found" { "Facts found" }
            dl class="rows" {
                @for series in series(&metrics.facts_extracted_total) {
                    div { dt { (series.label("kind")) } dd { (grouped(series.value)) } }
                }
            }
        }
    }
}

/// A rate with as many digits as it deserves.
fn rounded(rate: f64) -> String {
    if rate > 0.0 && rate < 10.0 { format!("{rate:.1}") } else { grouped(rate.round()) }
}
