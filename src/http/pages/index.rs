//! The first page: how the worker is doing in a line, the latest articles, and the form to try one.

use maud::{Markup, html};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Site;
use super::layout::{counted, form, grouped, length, page};
use super::shown::{cut, inline};
use super::status;
use crate::http::recent::Delivered;

/// What the list of articles shows of a record; the rest of it is not read.
#[derive(Deserialize)]
struct Summary {
    id: String,
    article: Head,
    entities: Vec<IgnoredAny>,
    times: Vec<IgnoredAny>,
    amounts: Vec<IgnoredAny>,
    quotes: Vec<IgnoredAny>,
    events: Vec<IgnoredAny>,
}

#[derive(Deserialize)]
struct Head {
    title: Option<String>,
    source: Option<String>,
    published_at: Option<String>,
    dateline: Option<Dateline>,
}

#[derive(Deserialize)]
struct Dateline {
    place: Option<String>,
}

/// Characters of a title that are shown.
const TITLE: usize = 200;

/// The page.
pub(super) fn show(site: &Site) -> Markup {
    let articles = site.recent.records();
    let content = html! {
        div class="column" {
            h1 { "News articles, as facts" }
            p class="lead" {
                "Every fact is marked in the words that prove it. Factwire reads articles from Kafka, and what it finds "
                "goes back there; these are the latest that went through."
            }
            (status::brief(site))
            section aria-labelledby="latest" {
                h2 id="latest" { "Latest articles " span class="count" { (articles.len()) } }
                @if articles.is_empty() {
                    p class="empty" { "None yet. An article is shown here once its record is committed." }
                } @else {
                    ol class="articles" { @for article in &articles { (one(article)) } }
                }
            }
            section aria-labelledby="try" {
                h2 id="try" { "Try an article" }
                (form(8))
            }
        }
    };
    page("Latest articles", "/", "plain", &content)
}

fn one(delivered: &Delivered) -> Markup {
    let address = format!("/article/{}", delivered.number);
    let Ok(summary) = serde_json::from_slice::<Summary>(&delivered.bytes) else {
        return html! { li { a href=(address) { "Article " (delivered.number) } } };
    };
    let Summary { id, article, .. } = &summary;
    let place = article.dateline.as_ref().and_then(|dateline| dateline.place.as_ref());
    // The day is enough here.
    let day = article.published_at.as_deref().map(|at| at.split('T').next().unwrap_or(at));
    let about = [article.source.as_deref(), day, place.map(String::as_str)];
    let facts = [
        ("event", summary.events.len(), ("event", "events")),
        ("quote", summary.quotes.len(), ("quotation", "quotations")),
        ("other", summary.entities.len(), ("name", "names")),
        ("time", summary.times.len(), ("time", "times")),
        ("amount", summary.amounts.len(), ("amount", "amounts")),
    ];
    html! {
        li {
            a class="title" href=(address) { (cut(article.title.as_ref().unwrap_or(id), TITLE)) }
            p class="meta" {
                @for part in about.into_iter().flatten() { (cut(part, TITLE)) " · " }
                (length(delivered.at.elapsed())) " ago · " (inline(&delivered.position.partition.to_string()))
                " at " (grouped(delivered.position.offset.0 as f64))
            }
            ul class="chips" aria-label="Facts" {
                @for (class, number, (one, many)) in facts {
                    @if number > 0 { li class=(class) { (counted(number, one, many)) } }
                }
            }
        }
    }
}
