//! Every form of the contract, as its senders write it.

use factwire::article::{RawArticle, ReadOptions};
use factwire::interrupt::Interrupt;
use serde_json::json;

use super::{STORY, article};

#[test]
fn ninjs_1_has_its_body_in_fields() {
    let item = json!({
        "uri": "http://agency.example/1", "type": "text", "versioncreated": "2013-07-09T10:37:00Z", "language": "en",
        "byline": "Ana Ruiz", "headline": "Bridge closed", "copyrightholder": "Agency",
        "body_text": format!("By Ana Ruiz\n\n{STORY}"), "body_xhtml": format!("<p>{STORY}</p>"),
    });
    let read = article(item.to_string());
    assert_eq!(read.id, "http://agency.example/1");
    assert_eq!(read.url.as_deref(), Some("http://agency.example/1"));
    assert_eq!(read.source.as_deref(), Some("Agency"));
    assert_eq!(read.published_at.as_deref(), Some("2013-07-09T10:37:00Z"));
    assert_eq!(read.text, format!("Bridge closed\n\n{STORY}"));
    assert_eq!(read.dropped.len(), 1);
}

#[test]
fn ninjs_2_and_3_have_lists() {
    for (created, kind) in [("versioncreated", "contenttype"), ("versionCreated", "contentType")] {
        let item = json!({
            "uri": "urn:x:1", created: "2019-05-10T16:02:28+02:00",
            "headlines": [{"role": "short", "value": "Bridge"}, {"role": "main", "value": "Bridge closed"}],
            "bodies": [{"role": "html", kind: "text/html", "value": format!("<section><p>{STORY}</p><p>{STORY}</p></section>")}],
        });
        let read = article(item.to_string());
        assert_eq!((read.id.as_str(), read.url), ("urn:x:1", None));
        assert_eq!(read.published_at.as_deref(), Some("2019-05-10T16:02:28+02:00"));
        assert_eq!(read.text, format!("Bridge closed\n\n{STORY}\n\n{STORY}"));
    }
}

#[test]
fn a_field_of_another_format_makes_no_ninjs() {
    let value = json!({"id": "own", "body": STORY, "body_count": 412}).to_string();
    assert_eq!(article(&value).id, "own");
}

#[test]
fn a_rich_body_that_holds_more_goes_before_a_plain_one() {
    let rich = format!(
        "<nitf><body><body.head><hedline>x</hedline></body.head><body.content><p>{STORY}</p><p>{STORY}</p></body.content></body></nitf>"
    );
    let item = |plain: &str| {
        json!({"uri": "urn:x:1", "bodies": [
            {"role": "text", "contentType": "text/plain", "value": plain},
            {"role": "nitf", "contentType": "text/vnd.IPTC.NITF", "value": rich},
        ]})
    };
    assert_eq!(article(item("A summary of the story.").to_string()).text, format!("{STORY}\n\n{STORY}"));
    let plain = format!("{STORY} {STORY}");
    assert_eq!(article(item(&plain).to_string()).text, plain);
}

#[test]
fn plain_json_goes_by_many_names() {
    for name in ["body", "text", "content", "html"] {
        let read =
            article(json!({"id": 7, "headline": "Bridge closed", "published": "2022-05-14", name: STORY}).to_string());
        assert_eq!(read.id, "7");
        assert_eq!(read.text, format!("Bridge closed\n\n{STORY}"), "{name}");
        assert_eq!(read.published_at.as_deref(), Some("2022-05-14"));
    }
}

#[test]
fn markup_in_a_plain_body_becomes_paragraphs() {
    for body in [
        format!("<p>{STORY}</p><p>It is old.</p>"),
        format!("{STORY}<br><br>It is <b>old</b>."),
        format!("&lt;p&gt;{STORY}&lt;/p&gt;&lt;p&gt;It is old.&lt;/p&gt;"),
    ] {
        assert_eq!(article(json!({"body": body}).to_string()).text, format!("{STORY}\n\nIt is old."), "{body}");
    }
}

#[test]
fn json_ld_is_found_alone_in_a_list_and_in_a_graph() {
    let news = json!({
        "@type": "ReportageNewsArticle", "headline": "Bridge closed", "articleBody": STORY, "url": "https://a.example/1",
        "datePublished": "2022-05-14T09:00:00+01:00", "inLanguage": {"@type": "Language", "alternateName": "en-GB"},
        "publisher": {"@type": "Organization", "name": "The Post"}, "author": [{"@type": "Person", "name": "Ana Ruiz"}],
    });
    for value in
        [news.clone(), json!([{"@type": "WebSite"}, news]), json!({"@context": "https://schema.org", "@graph": [news]})]
    {
        let read = article(value.to_string());
        assert_eq!((read.id.as_str(), read.source.as_deref()), ("https://a.example/1", Some("The Post")));
        assert_eq!(read.published_at.as_deref(), Some("2022-05-14T09:00:00+01:00"));
        assert_eq!(read.text, format!("Bridge closed\n\n{STORY}"));
    }
}

#[test]
fn a_page_gives_its_story_and_its_metadata() {
    let html = format!(
        "\u{feff}\n<!DOCTYPE html><html lang=en><head><title>Bridge closed | The Post</title><meta property='og:site_name' content='The Post'>\
         <meta property='article:published_time' content='2022-05-14T09:00:00+01:00'></head><body><nav><a href=/>Home</a></nav>\
         <article><h1>Bridge closed</h1><p>{STORY}</p><p>{STORY} It is old.</p><p>It&#8217;s &amp; was.</p></article>\
         <footer>© The Post</footer></body></html>"
    );
    let read = article(&html);
    assert_eq!(read.title.as_deref(), Some("Bridge closed"));
    assert_eq!(read.source.as_deref(), Some("The Post"));
    assert_eq!(read.text, format!("Bridge closed\n\n{STORY}\n\n{STORY} It is old.\n\nIt’s & was."));
    assert_eq!(read.warnings, Vec::<String>::new());

    let header =
        RawArticle { value: html.as_bytes(), published_at: Some(b"2021-01-01T00:00:00Z"), ..RawArticle::default() };
    let read = super::read(header, &ReadOptions::default(), &Interrupt::never()).unwrap();
    assert_eq!(read.published_at.as_deref(), Some("2021-01-01T00:00:00Z"), "the header goes before the page");
}

#[test]
fn plain_text_has_a_title_before_a_blank_line() {
    let read = article(format!("Bridge closed\n\n{STORY}\n"));
    assert_eq!((read.title.as_deref(), read.text), (Some("Bridge closed"), format!("Bridge closed\n\n{STORY}")));
    assert_eq!(article(STORY).title, None);
    assert_eq!(article(format!("\u{feff}{STORY}")).text, STORY);
    assert_eq!(article("\"We won,\" she said.").text, "\"We won,\" she said.");
}

#[test]
fn a_title_told_twice_is_not_doubled() {
    let read = article(json!({"title": "Bridge closed", "body": format!("BRIDGE CLOSED.\n\n{STORY}")}).to_string());
    assert_eq!(read.text, format!("Bridge closed\n\n{STORY}"));
}
