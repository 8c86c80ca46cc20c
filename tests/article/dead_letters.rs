//! What becomes a dead letter, and why.

use factwire::article::{Declared, RawArticle, ReadOptions, read};
use factwire::interrupt::Interrupt;
use factwire::record::{Reason, Stage};
use serde_json::json;

use super::{STORY, dead};

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
        (json!({"uri": "x", "body_html": 1}), "`body_html`"),
        (json!({"@type": "NewsArticle", "articleBody": 1}), "`articleBody`"),
    ] {
        assert_dead(value.to_string(), Reason::Invalid, field);
    }
}

#[test]
fn what_is_not_what_it_claims_is_undecodable() {
    assert_dead(b"caf\xe9", Reason::Undecodable, "UTF-8");
    assert_dead("{\"body\": \"secret", Reason::Undecodable, "JSON");
    assert_dead("[\"secret\"; 1]", Reason::Undecodable, "JSON");
    assert!(!dead("{\"body\": \"secret").error.contains("secret"));
}

#[test]
fn what_is_declared_goes_before_what_it_looks_like() {
    let read = |value: &str, declared| {
        let raw = RawArticle { value: value.as_bytes(), declared, ..RawArticle::default() };
        read(raw, &ReadOptions::default(), &Interrupt::never())
    };
    for start in ["{Note} ", "{", "[{} ", "{\"a\": 1} ", "[1] "] {
        let value = format!("{start}{STORY}");
        assert_eq!(read(&value, Declared::Text).unwrap().text, value);
        assert_eq!(read(&value, Declared::Nothing).unwrap_err().reason, Reason::Undecodable, "{start}");
        assert_eq!(read(&value, Declared::Json).unwrap_err().reason, Reason::Undecodable, "{start}");
    }
    let marked = format!("[ADVERTISEMENT] {STORY}");
    assert_eq!(read(&marked, Declared::Nothing).unwrap().text, marked, "no list of JSON begins with a bare word");
    assert_eq!(read(&marked, Declared::Json).unwrap_err().reason, Reason::Undecodable);
    assert_eq!(read("[1, 2]", Declared::Text).unwrap().text, "[1, 2]", "a list is no JSON object");
    let letter = read(STORY, Declared::Json).unwrap_err();
    assert!(letter.reason == Reason::Undecodable && letter.error.contains("declared"), "{}", letter.error);
    let object = json!({"id": "own", "body": STORY}).to_string();
    for declared in [Declared::Text, Declared::Nothing, Declared::Json] {
        assert_eq!(read(&object, declared).unwrap().id, "own");
    }
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
