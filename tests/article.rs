//! The input contract, form by form: what is read, what becomes a dead letter and why, and that nothing hangs or panics.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail")]

use std::time::{Duration, Instant};

use factwire::article::{Article, RawArticle, ReadOptions, read};
use factwire::interrupt::Interrupt;
use factwire::record::{DeadLetter, Reason, Stage};
use proptest::prelude::*;
use serde_json::{Value, json};
use unicode_normalization::is_nfc;

const STORY: &str = "The council voted on Tuesday to close the bridge for two weeks after the flood, the mayor said.";

fn try_read(value: impl AsRef<[u8]>) -> Result<Article, DeadLetter> {
    read(RawArticle { value: value.as_ref(), ..RawArticle::default() }, &ReadOptions::default(), &Interrupt::never())
}

fn article(value: impl AsRef<[u8]>) -> Article {
    try_read(value).unwrap()
}

fn dead(value: impl AsRef<[u8]>) -> DeadLetter {
    try_read(value).unwrap_err()
}

mod forms {
    use super::*;

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
            let read = article(
                json!({"id": 7, "headline": "Bridge closed", "published": "2022-05-14", name: STORY}).to_string(),
            );
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
        for value in [
            news.clone(),
            json!([{"@type": "WebSite"}, news]),
            json!({"@context": "https://schema.org", "@graph": [news]}),
        ] {
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

        let header = RawArticle { value: html.as_bytes(), published_at: Some(b"2021-01-01T00:00:00Z"), key: None };
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
}

mod fields {
    use super::*;

    fn id(value: &Value, key: Option<&[u8]>) -> String {
        let value = value.to_string();
        let raw = RawArticle { value: value.as_bytes(), key, published_at: None };
        read(raw, &ReadOptions::default(), &Interrupt::never()).unwrap().id
    }

    #[test]
    fn the_id_is_field_then_key_then_url_then_content() {
        let all = json!({"id": "own", "url": "https://a.example/1", "body": STORY});
        let url = json!({"url": "https://a.example/1", "body": STORY});
        let bare = json!({"id": " ", "body": STORY});
        assert_eq!(id(&all, Some(b"key")), "own");
        assert_eq!(id(&url, Some(b"key")), "key");
        assert_eq!(id(&url, Some(b"\xff")), "https://a.example/1");
        assert_eq!(id(&bare, Some(b"")).len(), 64);
    }

    #[test]
    fn the_content_hash_is_of_the_raw_bytes() {
        let read = article("abc");
        assert_eq!(read.content_sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(read.id, read.content_sha256);
    }

    #[test]
    fn the_time_of_publication_is_field_then_header_and_never_invented() {
        let at = |value: Value, header: Option<&[u8]>| {
            let value = value.to_string();
            let raw = RawArticle { value: value.as_bytes(), key: None, published_at: header };
            read(raw, &ReadOptions::default(), &Interrupt::never()).unwrap().published_at
        };
        let field = json!({"published_at": "Sat, 14 May 2022 09:00:00 +0200", "body": STORY});
        let junk = json!({"published_at": "last week", "body": STORY});
        let header: Option<&[u8]> = Some(b"2022-01-01T00:00:00Z");
        assert_eq!(at(field, header).as_deref(), Some("2022-05-14T09:00:00+02:00"));
        assert_eq!(at(junk.clone(), header).as_deref(), Some("2022-01-01T00:00:00Z"));
        assert_eq!(at(junk.clone(), Some(b"soon")), None);
        assert_eq!(at(junk, None), None);
    }

    #[test]
    fn the_text_decides_its_language() {
        assert_eq!(article(json!({"language": "fr", "body": STORY}).to_string()).language.as_deref(), Some("en"));
        assert_eq!(article(json!({"language": "en-US", "body": "Ok."}).to_string()).language.as_deref(), Some("en"));
        assert_eq!(article(json!({"body": "Ok."}).to_string()).language, None);
    }

    #[test]
    fn wrong_characters_are_put_right_and_told() {
        let read = article(json!({"title": "CafÃ© &amp;#8217;til late", "body": "Itâ€™s e\u{301}te\u{301}.\u{0}\u{a0}\u{a0}Yes \\ud800."}).to_string());
        assert_eq!(read.text, "Café ’til late\n\nIt’s été. Yes \\ud800.");
        assert_eq!(read.warnings, ["entities_resolved", "mojibake_repaired"]);
        let read = article(r#"{"body":"the \ud800 end"}"#);
        assert_eq!(
            (read.text.as_str(), read.warnings),
            ("the \u{fffd} end", vec!["lone_surrogate_replaced".to_owned()])
        );
    }
}

mod dead_letters {
    use super::*;

    fn assert_dead(value: impl AsRef<[u8]>, reason: Reason, words: &str) {
        let letter = dead(value);
        assert_eq!((letter.reason, letter.attempts), (reason, 1), "{}", letter.error);
        assert!(letter.error.contains(words), "{:?} lacks {words:?}", letter.error);
    }

    #[test]
    fn what_has_no_text_is_invalid() {
        for value in [
            "",
            " \n\t",
            "\u{feff}",
            "\0\0",
            "{}",
            r#"{"title":"x","body":" "}"#,
            "<html></html>",
            "\"\"\"",
            "{\"body\":\"…\"}",
        ] {
            assert_dead(value, Reason::Invalid, "no text");
        }
        assert_dead(
            r#"{"uri":"x","type":"picture","headline":"y","renditions":{}}"#,
            Reason::Invalid,
            "ninjs type is picture",
        );
        assert_dead(r#"{"@type":"NewsArticle","headline":"x"}"#, Reason::Invalid, "articleBody");
        assert_dead(r#"{"$schema":"x","type":"object","properties":{}}"#, Reason::Invalid, "no text");
        for value in ["42", "\"text\"", "null", "[1,2]", r#"[{"body":"x"}]"#, "[]"] {
            assert_dead(value, Reason::Invalid, "send");
        }
    }

    #[test]
    fn a_field_of_the_wrong_type_is_named() {
        for (value, field) in [
            (json!({"body": 5}), "`body`"),
            (json!({"body": STORY, "title": ["x"]}), "`title`"),
            (json!({"body": STORY, "published_at": 1_652_518_800}), "`published_at`"),
            (json!({"body": STORY, "id": {}}), "`id`"),
            (json!({"body": STORY, "url": true}), "`url`"),
            (json!({"uri": "x", "bodies": "x"}), "`bodies`"),
            (json!({"uri": "x", "bodies": ["x"]}), "`bodies`"),
            (json!({"uri": 1, "body_text": STORY}), "`uri`"),
            (json!({"@type": "NewsArticle", "articleBody": 1}), "`articleBody`"),
        ] {
            assert_dead(value.to_string(), Reason::Invalid, field);
        }
    }

    #[test]
    fn what_is_not_what_it_claims_is_undecodable() {
        assert_dead(b"caf\xe9", Reason::Undecodable, "UTF-8");
        assert_dead("{\"body\": \"secret", Reason::Undecodable, "JSON");
        assert_dead("[ADVERTISEMENT] secret", Reason::Undecodable, "JSON");
        assert!(!dead("{\"body\": \"secret").error.contains("secret"));
    }

    #[test]
    fn size_is_judged_before_anything_else() {
        let options = ReadOptions { max_article_bytes: 3, ..ReadOptions::default() };
        let raw = RawArticle { value: b"\xff\xff\xff\xff", ..RawArticle::default() };
        assert_eq!(read(raw, &options, &Interrupt::never()).unwrap_err().reason, Reason::TooLarge);
    }

    #[test]
    fn a_language_that_is_not_admitted_is_told() {
        let german = "Der Minister sagte am Freitag vor Journalisten, die Brücke werde nach dem Hochwasser zwei Wochen gesperrt bleiben.";
        let letter = dead(german);
        assert_eq!((letter.reason, letter.stage), (Reason::UnsupportedLanguage, Stage::Clean));
        let raw = RawArticle { value: german.as_bytes(), ..RawArticle::default() };
        for languages in [vec![], vec!["en".to_owned(), "de".to_owned()]] {
            let options = ReadOptions { languages, ..ReadOptions::default() };
            assert_eq!(read(raw, &options, &Interrupt::never()).unwrap().language.as_deref(), Some("de"));
        }
    }

    #[test]
    fn time_over_is_a_timeout() {
        let over = || true;
        for value in [format!("<html><p>{STORY}"), STORY.to_owned(), json!({"body": STORY}).to_string()] {
            let raw = RawArticle { value: value.as_bytes(), ..RawArticle::default() };
            let letter = read(raw, &ReadOptions::default(), &Interrupt::new(&over)).unwrap_err();
            assert_eq!(letter.reason, Reason::Timeout);
        }
    }
}

/// Every line that the sample articles' annotators call boilerplate.
const BOILERPLATE: &[(&str, &str)] = &[
    ("vietnam-mongolia-visit", "(Reporting by Otgon Sarnai; editing by Hugh Pembury)"),
    ("qasira-truce-live", "Follow along as our reporters bring you the latest. Refresh the page for updates."),
    ("qasira-truce-live", "Got a question about the truce? Send it to live@northlight.example"),
    ("southern-lantern", "FOR IMMEDIATE RELEASE"),
    ("southern-lantern", "ENDS"),
    ("southern-lantern", "Media contact: Ratih Wulandari, RMTC Public Affairs, +62 31 555 0142"),
    ("southern-lantern", "Photographs may be used free of charge with credit to RMTC."),
    ("madagascar-runoff", "By Our Correspondent in Antananarivo"),
    ("madagascar-runoff", "Click here to receive the Courier's morning briefing"),
    ("madagascar-runoff", "Tags: Madagascar, elections, SADC"),
    ("jharkhand-budget", "Download our app for breaking news alerts"),
    ("jharkhand-budget", "Published under licence. Views in user comments are their own."),
    ("sofa-chain-third-warning", "Pictured: the Dunmore & Pike showroom in Hull (Image: file)"),
    ("sofa-chain-third-warning", "READ MORE: Ten ways to haggle for furniture — and win"),
    ("ajoyo-series-b", "Subscribe to The Kora Brief, our free Friday newsletter"),
    ("ajoyo-series-b", "Share this: Twitter | WhatsApp | LinkedIn"),
    ("aeroquindio-chapter-safety", "Learn Extra: Which airways may very well be subsequent?"),
    ("aeroquindio-chapter-safety", "Leave a Reply"),
    ("aeroquindio-chapter-safety", "Your email address will not be published. Required fields are marked *"),
    ("san-telmo-governor-resigns", "(Reporting by Julia Farfán in Puerto San Telmo; editing by Owen Strand)"),
    ("san-telmo-governor-resigns", "Our standards: the Andes Cable code of conduct"),
    (
        "borealis-jet-window-keflavik",
        "This article was compiled with the help of automated tools and checked by an editor.",
    ),
    ("borealis-jet-window-keflavik", "Advertisement"),
    ("strathlorne-sergeant-misconduct-hearing", "Share&nbsp;this&nbsp;article &raquo;"),
    ("strathlorne-sergeant-misconduct-hearing", "&copy; Lorne Times 2022 | Contact us | Privacy &amp; cookies"),
    ("glanrafon-night-closure-qa", "HAVE YOUR SAY: email letters@glanrafonchronicle.example"),
    ("glanrafon-night-closure-qa", "Interview by Nia Pugh"),
    ("haneul-mirae-4-live", "Refresh this page for updates"),
    ("haneul-mirae-4-live", "You may also like: Which chatbot is right for you?"),
    ("zoric-quits-rovers", "EXCLUSIVE By Dave Tranter"),
    ("zoric-quits-rovers", "READ MORE: Ten deadline-day disasters"),
    ("zoric-quits-rovers", "Follow us on Facebook for all the gossip"),
    ("asuboa-queen-mother-installed", "The new queen mother greets elders in Asuboa on Saturday. Photo: Efua Mensima"),
    ("lumo-scam-adverts-hearing", "Sign up for First Reading, our free politics newsletter"),
    ("lumo-scam-adverts-hearing", "Copyright Table Bay Newswire 2023"),
];

#[test]
fn the_sample_articles_lose_their_boilerplate_and_nothing_else() {
    let samples = include_str!("../examples/articles.ndjson");
    let (mut gone, mut lost, mut words) = (0, 0, 0);
    for line in samples.lines() {
        let source: Value = serde_json::from_str(line).unwrap();
        let read = article(line);
        assert_eq!(read.language.as_deref(), Some("en"));
        assert_eq!(read.published_at.as_deref(), source["published_at"].as_str());
        let lines: Vec<&str> = BOILERPLATE.iter().filter(|(id, _)| *id == read.id).map(|(_, line)| *line).collect();
        gone += lines.iter().filter(|line| !read.text.contains(**line)).count();
        let wrong = read.dropped.iter().filter(|dropped| !lines.contains(&dropped.text.as_str()));
        // A line that was repaired no longer equals the annotators' copy of it.
        let wrong = wrong.filter(|_| read.warnings.is_empty());
        lost += wrong.map(|dropped| dropped.text.split_whitespace().count()).sum::<usize>();
        words += read.text.split_whitespace().count();
    }
    assert!(gone * 100 >= BOILERPLATE.len() * 95, "{gone} of {} lines are gone", BOILERPLATE.len());
    assert!(lost * 1000 <= words * 5, "{lost} of {words} words of the story are lost");
}

/// Reads `value` in a thread with the stack of a worker, and says how long it took.
fn timed(value: String) -> Duration {
    let worker = std::thread::Builder::new().stack_size(8 << 20);
    let thread = worker.spawn(move || {
        let options = ReadOptions { max_article_bytes: 1 << 24, ..ReadOptions::default() };
        let start = Instant::now();
        let raw = RawArticle { value: value.as_bytes(), ..RawArticle::default() };
        if let Ok(article) = read(raw, &options, &Interrupt::never()) {
            assert!(is_nfc(&article.text));
        }
        start.elapsed()
    });
    thread.unwrap().join().unwrap()
}

#[test]
fn hostile_input_ends_quickly() {
    // Unoptimised code on a busy machine; what is not linear takes minutes at these sizes.
    const LIMIT: Duration = Duration::from_secs(20);
    const SIZE: usize = 200_000;
    let fill = |piece: &str| piece.repeat(SIZE / piece.len());
    let page = |piece: &str| format!("<p>{STORY}</p><p>{STORY}</p>{}", fill(piece));
    let inputs = [
        ("quotation marks", "\"".repeat(200_000)),
        ("one word", "a".repeat(900_000)),
        ("combining marks", format!("a{}", fill("\u{301}\u{323}"))),
        ("nul bytes", fill("a\0 ")),
        ("deep json", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))),
        ("deep json objects", r#"{"a":"#.repeat(100_000)),
        ("surrogates", format!("{{\"body\":\"{}\"}}", fill("\\ud800"))),
        ("lines", fill("ab\n")),
        ("ampersands", fill("&a")),
        ("mojibake", fill("â€™Ã")),
        ("angle brackets", fill("<")),
        ("angle brackets in a page", page("<")),
        ("nested", page("<div>")),
        ("nested and closed", format!("{}{}", "<div>".repeat(100_000), "</div>".repeat(100_000))),
        ("formatting", page("<b><p>x")),
        ("open formatting", page("<div><i a><i b><i c></div><p>x")),
        ("tables", page("<table><tr><td>")),
        ("end tags", page("</br>x")),
        ("attributes", format!("<p {}>{STORY}", fill("a=b "))),
        ("open attribute", format!("<p a=\"{}", fill("<p a='>"))),
        ("open comments", page("<!--")),
        ("open scripts", page("<script><style>")),
        ("open asides", page("<nav><form><aside>")),
        ("headings", page("<h1>")),
        ("json-ld", page("<script type=application/ld+json>{\"@type\":\"NewsArticle\"}</script>")),
        ("templates", page("<template><select><math>")),
    ];
    for (name, value) in inputs {
        let took = timed(value);
        assert!(took < LIMIT, "{name}: {took:?}");
    }
}

/// What holds for every article that was read, whatever it was read from.
fn check_invariants(value: &[u8]) -> Result<(), TestCaseError> {
    let first = try_read(value);
    prop_assert_eq!(&first, &try_read(value), "reading is deterministic");
    match first {
        Ok(article) => {
            let text = article.text.as_str();
            prop_assert!(is_nfc(text));
            prop_assert_eq!(text.trim(), text);
            prop_assert!(!text.is_empty() && !article.id.is_empty());
            prop_assert!(!text.replace('\n', "").contains(char::is_control));
            prop_assert!(!text.contains("\n\n\n") && !text.contains("  "));
            prop_assert!(
                text.split("\n\n").all(|paragraph| paragraph.trim() == paragraph && !paragraph.contains('\n'))
            );
            let titled = article.title.is_none_or(|title| text.starts_with(&[&title, "\n\n"].concat()));
            prop_assert!(titled);
            prop_assert!(article.warnings.is_sorted_by(|a, b| a < b));
        }
        Err(letter) => {
            prop_assert!(matches!(letter.reason, Reason::Undecodable | Reason::Invalid | Reason::UnsupportedLanguage));
        }
    }
    Ok(())
}

fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<p>".to_owned()),
        Just("</p>".to_owned()),
        Just("<div class=\"a\">".to_owned()),
        Just("</div>".to_owned()),
        Just("<article>".to_owned()),
        Just("</article>".to_owned()),
        Just("<br>".to_owned()),
        Just("<table><tr><td>".to_owned()),
        Just("<h1>Title</h1>".to_owned()),
        Just("<!-- x".to_owned()),
        Just("<script>".to_owned()),
        Just("</script>".to_owned()),
        Just("<a href='x".to_owned()),
        Just("&amp;#8217;".to_owned()),
        Just("<title>".to_owned()),
        Just("<ul><li>".to_owned()),
        Just("<meta property=og:title content=x>".to_owned()),
        Just(STORY.to_owned()),
        any::<String>(),
        "[ -~]{0,20}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| format!("<{}", pieces.concat().trim_start_matches('<')))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_read_or_refused(value in proptest::collection::vec(any::<u8>(), 0..200)) {
        check_invariants(&value)?;
    }

    #[test]
    fn any_text_is_read_or_refused(value in "\\PC{0,40}(\n{0,3}[a-zA-Z\u{a0}\u{301}\u{e9}\u{200b}&;â€™\r ]{0,40}){0,8}") {
        check_invariants(value.as_bytes())?;
    }

    #[test]
    fn any_json_is_read_or_refused(
        title in proptest::option::of(any::<String>()),
        body in any::<String>(),
        name in prop_oneof![Just("body"), Just("html"), Just("body_text"), Just("body_html"), Just("articleBody"), Just("x")],
        date in any::<String>(),
    ) {
        let value = json!({"title": title, "@type": "NewsArticle", name: body, "published_at": date, "versioncreated": date});
        check_invariants(value.to_string().as_bytes())?;
        let value = json!({"headline": title, name: body, "published_at": date});
        check_invariants(value.to_string().as_bytes())?;
    }

    #[test]
    fn any_page_is_read_or_refused(html in markup()) {
        check_invariants(html.as_bytes())?;
    }
}
