//! Whatever the input, reading it ends quickly, panics never and keeps its invariants.

use std::time::{Duration, Instant};

use factwire::article::{RawArticle, ReadOptions, read};
use factwire::interrupt::Interrupt;
use factwire::record::Reason;
use proptest::prelude::*;
use serde_json::json;
use unicode_normalization::is_nfc;

use super::{STORY, try_read};

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
