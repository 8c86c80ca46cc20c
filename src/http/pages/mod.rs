//! The pages for people: the latest articles with their facts marked in the text, a form to try an article, and the
//! state of the worker.
//!
//! Rules: they are made on the server's thread from copies, so that they never hold up the worker; what a page shows
//! of others is escaped, and the browser is told to run nothing and to load nothing from elsewhere all the same.

mod article;
mod facts;
mod guard;
mod index;
mod layout;
mod marks;
mod paste;
#[cfg(test)]
mod sample;
mod shown;
mod spans;
mod status;
#[cfg(test)]
mod tests;
mod timeline;
mod traffic;
mod when;

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use super::Health;
use super::recent::Recent;
use crate::metrics::Metrics;
use crate::record::{Reason, Record};
use layout::{form, page, sentence};
use paste::{Desk, MOST_BYTES, MOST_REQUEST, Refusal};
use traffic::{EVERY, Traffic};

pub use paste::Read;

/// Nothing runs, nothing is loaded but our own sheet and icon, and no other site may frame a page or take its forms.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";
const STYLE: &str = include_str!("style.css");
const ICON: &str = include_str!("icon.svg");

/// What the pages are made from.
#[derive(Clone)]
pub struct Pages {
    recent: Arc<Recent>,
    read: Arc<Read>,
}

impl Pages {
    /// Pages that show `recent`, and read what is pasted into them with `read`.
    #[must_use]
    pub fn new(recent: Arc<Recent>, read: Arc<Read>) -> Self {
        Self { recent, read }
    }
}

/// What the pages know.
pub(super) struct Site {
    metrics: Arc<Metrics>,
    health: Arc<Health>,
    recent: Arc<Recent>,
    traffic: Traffic,
    desk: Desk,
    /// Whether the server listens on this machine alone.
    local: bool,
}

impl Site {
    pub(super) fn new(pages: Pages, metrics: Arc<Metrics>, health: Arc<Health>, local: bool) -> Self {
        let Pages { recent, read } = pages;
        Self { metrics, health, recent, traffic: Traffic::new(Instant::now()), desk: Desk::new(read), local }
    }

    /// Looks at the counters for as long as the server runs.
    pub(super) async fn watch(&self) {
        loop {
            tokio::time::sleep(EVERY).await;
            self.traffic.look(Instant::now(), self.metrics.processed());
        }
    }
}

/// The pages.
pub(super) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(async |State(site): State<Arc<Site>>| shown(StatusCode::OK, index::show(&site))))
        .route("/status", get(async |State(site): State<Arc<Site>>| shown(StatusCode::OK, status::show(&site))))
        .route("/article/{number}", get(live))
        .route("/article/{number}/json", get(live_json))
        .route("/paste", get(empty_form).post(paste))
        .route("/style.css", get(async || asset("text/css; charset=utf-8", STYLE)))
        .route("/icon.svg", get(async || asset("image/svg+xml", ICON)))
        .fallback(async || shown(StatusCode::NOT_FOUND, missing("There is no such page.")))
        .layer(DefaultBodyLimit::max(MOST_REQUEST))
        .layer(from_fn_with_state(site.clone(), guard::by_our_name))
        .with_state(site)
}

/// A page as an answer.
fn shown(status: StatusCode, page: Markup) -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, page.into_string()).into_response()
}

fn asset(kind: &'static str, content: &'static str) -> Response {
    let mut response = ([(header::CONTENT_TYPE, kind)], content).into_response();
    // An icon that is opened by itself is a page, too.
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    response
}

fn missing(text: &str) -> Markup {
    sentence("Not found", text, &html! { p { a href="/" { "The latest articles" } } })
}

/// The number of an article, where the address has one.
type Number = Result<Path<u64>, PathRejection>;

const GONE: &str = "This article is no longer among the latest: it was pushed out by others, or retracted.";

async fn live(State(site): State<Arc<Site>>, number: Number) -> Response {
    let Some(delivered) = number.ok().and_then(|Path(number)| site.recent.record(number)) else {
        return shown(StatusCode::NOT_FOUND, missing(GONE));
    };
    match serde_json::from_slice::<Record>(&delivered.bytes) {
        Ok(record) => {
            let json = format!("/article/{}/json", delivered.number);
            shown(StatusCode::OK, article::show(&record, Some(&json)))
        }
        Err(error) => {
            let text =
                format!("This record is not of the contract that the pages show ({error}). Its JSON can be read.");
            let json = html! { p { a href={ "/article/" (delivered.number) "/json" } { "The record" } } };
            shown(StatusCode::INTERNAL_SERVER_ERROR, sentence("A record of another kind", &text, &json))
        }
    }
}

async fn live_json(State(site): State<Arc<Site>>, number: Number) -> Response {
    match number.ok().and_then(|Path(number)| site.recent.record(number)) {
        Some(delivered) => ([(header::CONTENT_TYPE, "application/json")], delivered.bytes.clone()).into_response(),
        None => shown(StatusCode::NOT_FOUND, missing(GONE)),
    }
}

async fn empty_form() -> Response {
    let content = html! { div class="column" { h1 { "Try an article" } (form(16)) } };
    shown(StatusCode::OK, page("Try an article", "/paste", "plain", &content))
}

async fn paste(State(site): State<Arc<Site>>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    let refuse = |status, text: &str| shown(status, sentence("Not read", text, &form(16)));
    if guard::from_elsewhere(&headers) {
        return refuse(StatusCode::FORBIDDEN, "Another site sent this: paste the article here yourself.");
    }
    let body = match body {
        Ok(body) => body,
        Err(error) => return refuse(error.status(), &too_large()),
    };
    let Some(article) = paste::article(&headers, &body) else {
        let text = "The form has no field called article, or is sent as multipart/form-data.";
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, text);
    };
    if article.len() > MOST_BYTES {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, &too_large());
    }
    match site.desk.read(article).await {
        Ok(record) => shown(StatusCode::OK, article::show(&record, None)),
        Err(refusal) => refuse(status_of(&refusal), &refusal.to_string()),
    }
}

fn too_large() -> String {
    format!("The article is larger than the {} KiB that this page takes, or broke off.", MOST_BYTES >> 10)
}

const fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Busy | Refusal::Late | Refusal::NoThread(_) => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Letter(letter) if matches!(letter.reason, Reason::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::Letter(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
