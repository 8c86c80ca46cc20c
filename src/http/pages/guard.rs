//! Who may ask for pages. Articles may be under embargo, and a browser on this machine runs the scripts of other sites.
//!
//! Rules: no other site has work done here; and where the server listens on this machine alone, it is asked for by a
//! name of this machine: a name of another site that was made to point here would let that site read the pages.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use maud::html;

use super::layout::sentence;
use super::{Site, shown};

/// Lets a request pass that asks for this machine by a name that only it has, wherever the server listens on it alone.
pub(super) async fn by_our_name(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    if site.local && !names_this_machine(request.headers()) {
        let text = "These pages are for this machine alone: ask for them as localhost or by an IP address, \
                    and have a proxy pass one of these on as the host.";
        return shown(StatusCode::FORBIDDEN, sentence("Not here", text, &html! {}));
    }
    next.run(request).await
}

/// Whether the host that is asked for is `localhost` or an IP address, which no other site can have for a name.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| Authority::try_from(host.as_bytes()).ok());
    host.is_some_and(|host| {
        let name = host.host().trim_start_matches('[').trim_end_matches(']');
        name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
    })
}

/// Whether a browser says that another site sent the request. Such a site could not read the answer, and is to have no
/// work done here either.
pub(super) fn from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn other_sites_have_no_work_done() {
        let site = |value| from_elsewhere(&with("sec-fetch-site", value));
        assert!(site("cross-site") && site("same-site"));
        assert!(!site("same-origin") && !site("none") && !from_elsewhere(&HeaderMap::new()));
    }

    #[test]
    fn only_localhost_and_addresses_are_names_of_this_machine() {
        for host in ["localhost", "LOCALHOST:9464", "127.0.0.1:9464", "[::1]:9464", "[::1]"] {
            assert!(names_this_machine(&with("host", host)), "{host}");
        }
        for host in ["news.example", "localhost.news.example:9464", "127.0.0.1.news.example", ""] {
            assert!(!names_this_machine(&with("host", host)), "{host}");
        }
        assert!(!names_this_machine(&HeaderMap::new()));
    }
}
