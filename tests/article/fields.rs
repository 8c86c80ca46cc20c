//! What the fields of an article are taken from.

use factwire::article::{RawArticle, ReadOptions, read};
use factwire::interrupt::Interrupt;
use serde_json::{Value, json};

use super::{STORY, article};

fn id(value: &Value, key: Option<&[u8]>) -> String {
    let value = value.to_string();
    let raw = RawArticle { value: value.as_bytes(), key, ..RawArticle::default() };
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
        let raw = RawArticle { value: value.as_bytes(), published_at: header, ..RawArticle::default() };
        let read = read(raw, &ReadOptions::default(), &Interrupt::never()).unwrap();
        // Something was told each time.
        assert_eq!(read.warnings.contains(&"publication_time_unreadable".to_owned()), read.published_at.is_none());
        read.published_at
    };
    let field = json!({"published_at": "Sat, 14 May 2022 09:00:00 +0200", "body": STORY});
    let junk = json!({"published_at": "last week", "body": STORY});
    let header: Option<&[u8]> = Some(b"2022-01-01T00:00:00Z");
    assert_eq!(at(field, header).as_deref(), Some("2022-05-14T09:00:00+02:00"));
    assert_eq!(at(junk.clone(), header).as_deref(), Some("2022-01-01T00:00:00Z"));
    assert_eq!(at(junk.clone(), Some(b"soon")), None);
    assert_eq!(at(junk, None), None);
    assert_eq!(article(json!({"body": STORY}).to_string()).warnings, [""; 0]);
}

#[test]
fn the_text_decides_its_language() {
    assert_eq!(article(json!({"language": "fr", "body": STORY}).to_string()).language.as_deref(), Some("en"));
    assert_eq!(article(json!({"language": "en-US", "body": "Ok."}).to_string()).language.as_deref(), Some("en"));
    assert_eq!(article(json!({"body": "Ok."}).to_string()).language, None);
}

#[test]
fn wrong_characters_are_put_right_and_told() {
    let read = article(
        json!({"title": "CafÃ© &amp;#8217;til late", "body": "Itâ€™s e\u{301}te\u{301}.\u{0}\u{a0}\u{a0}Yes \\ud800."})
            .to_string(),
    );
    assert_eq!(read.text, "Café ’til late\n\nIt’s été. Yes \\ud800.");
    assert_eq!(read.warnings, ["entities_resolved", "mojibake_repaired"]);
    let read = article(r#"{"body":"the \ud800 end"}"#);
    assert_eq!((read.text.as_str(), read.warnings), ("the \u{fffd} end", vec!["lone_surrogate_replaced".to_owned()]));
}
