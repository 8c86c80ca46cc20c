//! The page of one article: its text with the facts marked, beside them the facts, and the record itself.

use maud::{Markup, html};

use super::facts;
use super::layout::{counted, page};
use super::marks::{self, KINDS};
use super::shown::{Shown, inline, outward};
use crate::record::{ArticleInfo, Record, word};

/// The page of `record`; `json` is the address of its JSON where it has one.
pub(super) fn show(record: &Record, json: Option<&str>) -> Markup {
    let article = &record.article;
    let title = article.title.as_deref().unwrap_or("Article without a title");
    let content = html! {
        div class="panes" {
            section class="pane text" tabindex="0" aria-label="The article" {
                a class="skip" href="#facts" { "Skip to the facts" }
                (about(record))
                (legend())
                article {
                    @if article.title.is_none() { h1 { (title) } }
                    (marks::text(record))
                }
                (left_out(article))
            }
            section class="pane" id="facts" tabindex="0" aria-label="The facts" {
                (contents(record))
                (facts::lists(record))
                (source(record, json))
            }
        }
    };
    page(title, "", "reading", &content)
}

fn about(record: &Record) -> Markup {
    let article = &record.article;
    let dateline = article.dateline.as_ref();
    let fields = [
        ("Source", article.source.as_deref()),
        ("Published", article.published_at.as_deref()),
        ("Written in", dateline.and_then(|dateline| dateline.place.as_deref())),
        ("Agency", dateline.and_then(|dateline| dateline.agency.as_deref())),
        ("Id", Some(&*record.id)),
    ];
    html! {
        dl class="about" {
            @for (name, value) in fields {
                @if let Some(value) = value { div { dt { (name) } dd { (inline(value)) } } }
            }
            @if let Some(url) = &article.url { div { dt { "Address" } dd { (outward(url, url)) } } }
        }
    }
}

/// What the colours mean; each kind can be switched off.
fn legend() -> Markup {
    html! {
        fieldset class="legend" {
            legend { "Marked in the text" }
            @for (class, label) in KINDS {
                label class=(class) {
                    input type="checkbox" id={ "show-" (class) } checked autocomplete="off";
                    (label)
                }
            }
        }
    }
}

fn left_out(article: &ArticleInfo) -> Markup {
    html! {
        @if !article.dropped.is_empty() {
            details {
                summary { (counted(article.dropped.len(), "line", "lines")) " of the page left out" }
                ul class="dropped" {
                    @for line in &article.dropped {
                        li { (inline(&line.text)) " " span class="badge" { (word(&line.reason)) } }
                    }
                }
            }
        }
    }
}

/// How many facts there are of each kind, as links to their lists.
fn contents(record: &Record) -> Markup {
    let of = |class| record.entities.iter().filter(|entity| marks::class_of(entity.kind) == class).count();
    let counts = [
        ("events", "Events", record.events.len()),
        ("quotations", "Quotations", record.quotes.len()),
        ("people", "People", of("person")),
        ("organizations", "Organizations", of("organization")),
        ("places", "Places", of("place")),
        ("times", "Times", record.times.len()),
        ("amounts", "Amounts", record.amounts.len()),
        ("record", "JSON", 1),
    ];
    html! {
        nav class="contents" aria-label="Facts" {
            @for (id, label, count) in counts {
                @if count > 0 { a href={ "#" (id) } { (label) } }
            }
        }
    }
}

fn source(record: &Record, json: Option<&str>) -> Markup {
    let text = serde_json::to_string_pretty(record).unwrap_or_else(|error| format!("no JSON: {error}"));
    html! {
        section aria-labelledby="record" {
            h2 id="record" { "The record" }
            @if !record.warnings.is_empty() {
                p { "Warnings: " (inline(&record.warnings.join(", ").replace('_', " "))) }
            }
            p class="meta" {
                "Contract " (inline(&record.schema_version)) ", made by " (inline(&record.provenance.extractor))
                @if let Some(json) = json { ". " a href=(json) { "The record alone" } }
            }
            details {
                summary { "JSON" }
                pre tabindex="0" { code { (Shown(&text)) } }
            }
        }
    }
}
