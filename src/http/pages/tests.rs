//! The pages as a browser would ask for them.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::*;
use crate::http::{Server, serve};
use crate::pipeline::{Epoch, Message, Offset, Outcome, Output, Position, TopicPartition};
use crate::record::{DeadLetter, Stage};

struct Browser {
    server: Server,
    recent: Arc<Recent>,
    metrics: Arc<Metrics>,
}

fn browser() -> Browser {
    let (metrics, health) = (Arc::new(Metrics::new()), Arc::new(Health::new(Instant::now(), Duration::ZERO)));
    let recent = Arc::new(Recent::default());
    let read = |value: &[u8]| match value {
        b"" => Err(DeadLetter::new(Reason::Invalid, Stage::Decode, "it has no text")),
        b"hostile" => Ok(sample::hostile()),
        _ => Ok(sample::record()),
    };
    let pages = Pages::new(recent.clone(), Arc::new(read));
    let server = serve("127.0.0.1:0", metrics.clone(), health, Some(pages)).unwrap();
    Browser { server, recent, metrics }
}

impl Browser {
    /// Asks, and gives status, headers and body.
    fn ask(&self, request: &str, more: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(self.server.local_addr()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let head = format!("{request} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n{more}\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        // A body that is too large is not read to its end.
        _ = stream.write_all(body.as_bytes());
        let mut answer = Vec::new();
        _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), head.to_owned(), body.to_owned())
    }

    fn get(&self, address: &str) -> (u16, String) {
        let (status, head, body) = self.ask(&format!("GET {address}"), "", "");
        assert!(head.contains("x-content-type-options: nosniff") && head.contains("cache-control: no-store"), "{head}");
        (status, body)
    }

    fn paste(&self, more: &str, article: &str) -> (u16, String) {
        let (status, _, body) = self.ask("POST /paste", more, article);
        (status, body)
    }

    fn deliver(&self, offset: i64, key: &str, outcome: Outcome) {
        let position = Position { partition: TopicPartition::new("in", 0), epoch: Epoch(1), offset: Offset(offset) };
        let key = Some(key.as_bytes().to_vec());
        let message = Message { position, key, value: Some(b"raw".to_vec()), headers: Vec::new(), timestamp: None };
        self.recent.keep([Box::new(Output::new(message, outcome))]);
    }

    fn deliver_record(&self, record: &Record) {
        self.deliver(0, &record.id, Outcome::Record { id: record.id.clone(), bytes: record.encode().unwrap() });
    }
}

/// No tag and no attribute of a page but our own.
fn assert_harmless(page: &str) {
    for wrong in ["<script", "<img src=x", "href=\"javascript", "style=\"", "\u{7}"] {
        assert!(!page.contains(wrong), "{wrong}: {page}");
    }
    assert!(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"), "{page}");
}

#[test]
fn the_first_page_lists_what_was_delivered_and_leads_to_it() {
    let browser = browser();
    assert!(browser.get("/").1.contains("None yet."));
    browser.deliver_record(&sample::record());
    let (status, page) = browser.get("/");
    assert_eq!(status, 200);
    assert!(page.contains("<a class=\"title\" href=\"/article/1\"><bdi>Talks</bdi></a>"), "{page}");
    let (status, page) = browser.get("/article/1");
    assert_eq!(status, 200);
    assert!(page.contains("id=\"m-v1\"") && page.contains("href=\"#m-v1\""), "{page}");
    let (status, json) = browser.get("/article/1/json");
    assert_eq!((status, serde_json::from_str::<Record>(&json).unwrap()), (200, sample::record()));
    for gone in ["/article/2", "/article/2/json", "/article/x", "/nothing"] {
        assert_eq!(browser.get(gone).0, 404, "{gone}");
    }
}

#[test]
fn every_page_forbids_scripts_and_other_sites() {
    let browser = browser();
    browser.deliver_record(&sample::record());
    for address in ["/", "/status", "/article/1", "/article/9", "/paste", "/nothing"] {
        let (_, head, page) = browser.ask(&format!("GET {address}"), "", "");
        assert!(head.contains("content-security-policy: default-src 'none'; style-src 'self';"), "{head}");
        assert!(head.contains("frame-ancestors 'none'") && head.contains("form-action 'self'"), "{head}");
        assert!(head.contains("referrer-policy: no-referrer"), "{head}");
        assert!(!page.contains("<script") && !page.contains("style="), "{page}");
    }
    for (address, kind) in [("/style.css", "text/css"), ("/icon.svg", "image/svg+xml"), ("/metrics", "text/plain")] {
        let (status, head, _) = browser.ask(&format!("GET {address}"), "", "");
        assert!(status == 200 && head.contains(&format!("content-type: {kind}")), "{head}");
    }
}

#[test]
fn markup_in_every_field_is_shown_as_text() {
    let browser = browser();
    browser.deliver_record(&sample::hostile());
    let letter = DeadLetter::new(Reason::Invalid, Stage::Decode, sample::SCRIPT);
    browser.deliver(1, sample::SCRIPT, Outcome::DeadLetter(letter));
    browser.metrics.dead_letters_total.with_label_values(&["invalid", "decode"]).inc();
    for address in ["/", "/article/1", "/status"] {
        let (status, page) = browser.get(address);
        assert_eq!(status, 200, "{address}");
        assert_harmless(&page);
    }
    let (status, page) = browser.paste("", "hostile");
    assert_eq!(status, 200);
    assert_harmless(&page);
}

#[test]
fn every_link_within_a_page_has_its_anchor_and_every_anchor_is_there_once() {
    for record in [sample::record(), sample::hostile()] {
        let page = article::show(&record, None).into_string();
        let ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{ids:?}");
        let links = page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
        for link in links {
            assert!(ids.contains(&link), "#{link} leads nowhere");
        }
        for anchor in [
            "e1", "e2", "t1", "a1", "q1", "v1", "r1", "m-e1-1", "m-e1-2", "m-e1-r1", "m-e2-1", "m-t1", "m-a1", "m-q1",
            "m-v1", "m-r1",
        ] {
            assert!(ids.contains(&anchor), "{anchor} is not there");
        }
    }
}

#[test]
fn facts_say_what_is_known_of_them() {
    let page = article::show(&sample::record(), None).into_string();
    for part in [
        "<h3>26 April 2024</h3>",
        "Norway (NO)",
        "59.90° N, 10.70° E",
        "2000000 USD",
        "93 % sure",
        "history",
        "former <bdi>envoy</bdi>",
        "1 line of the page left out",
        "&quot;schema_version&quot;: &quot;1.0&quot;",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn the_status_tells_of_lag_and_dead_letters() {
    let browser = browser();
    let page = browser.get("/status").1;
    assert!(page.contains("Not ready: <bdi>no broker answers"), "{page}");
    assert!(page.contains("None since the start") && page.contains("No partition is known yet"), "{page}");
    browser.metrics.consumer_lag_records.with_label_values(&["in", "7"]).set(12_345);
    browser.metrics.dead_letters_total.with_label_values(&["too_large", "decode"]).inc_by(3);
    browser.deliver(41, "big", Outcome::DeadLetter(DeadLetter::new(Reason::TooLarge, Stage::Decode, "9 bytes")));
    let page = browser.get("/status").1;
    for part in
        ["12\u{202f}345", "too_large <span class=\"count\">3</span>", "<bdi>in[0]</bdi> at 41", "<bdi>9 bytes</bdi>"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn a_pasted_article_is_shown_and_what_cannot_be_read_is_told() {
    let browser = browser();
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let (status, page) = browser.paste(form, "article=Talks%0A%0AAnna");
    assert!(status == 200 && page.contains("id=\"m-q1\""), "{page}");
    assert!(browser.recent.records().is_empty(), "it is not kept");
    let (status, page) = browser.paste("", "");
    assert!(status == 422 && page.contains("it has no text.") && page.contains("<form"), "{page}");
    assert_eq!(browser.paste(form, "text=Talks").0, 422);
    assert_eq!(browser.paste("content-type: text/plain\r\n", &"x".repeat(MOST_BYTES + 1)).0, 413);
    assert_eq!(browser.paste("sec-fetch-site: cross-site\r\n", "Talks").0, 403);
    assert_eq!(browser.ask("POST /", "", "").0, 405);
}

#[test]
fn a_name_of_another_site_that_points_here_gets_no_page_and_the_metrics_all_the_same() {
    let browser = browser();
    let ask = |address: &str| {
        let mut stream = TcpStream::connect(browser.server.local_addr()).unwrap();
        stream.write_all(format!("GET {address} HTTP/1.1\r\nhost: news.example\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer[9..12].parse::<u16>().unwrap()
    };
    assert_eq!((ask("/"), ask("/article/1/json"), ask("/metrics"), ask("/readyz")), (403, 403, 200, 503));
}
