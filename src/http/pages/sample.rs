//! Records that the tests of the pages show.

use serde_json::{Value, json};

use crate::record::Record;

/// The words of one of these records, and where they stand.
fn span(text: &str, words: &str, more: &Value) -> Value {
    let start = text[..text.find(words).unwrap()].chars().count();
    let mut span = json!({ "start": start, "end": start + words.chars().count(), "text": words });
    span.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    span
}

/// A record of `text` with a fact of every kind, in which `odd` stands wherever a string may stand.
fn with(text: &str, odd: &str) -> Record {
    let or = |usual: &str| if odd.is_empty() { usual.to_owned() } else { odd.to_owned() };
    let span = |words, more| span(text, words, &more);
    let lee = || span("Anna Lee", json!({ "entity": "e1" }));
    let record = json!({
        "schema_version": "1.0", "id": or("a1"),
        "article": {
            "url": or("https://news.example/talks"), "source": or("Wire"), "title": or("Talks"),
            "published_at": or("2024-05-01"), "language": or("en"), "text": text, "content_sha256": or("0"),
            "dateline": { "place": or("OSLO"), "agency": or("Wire") },
            "dropped": [{ "text": or("Subscribe now"), "reason": "newsletter" }]
        },
        "entities": [
            {
                "id": "e1", "type": "person", "name": or("Anna Lee"), "country": or("NO"), "geo": null,
                "roles": [span("envoy", json!({ "title": or("envoy"), "organization": null, "status": "former" }))],
                "mentions": [span("Anna Lee", json!({ "kind": "name" })), span("she", json!({ "kind": "pronoun" }))]
            },
            {
                "id": "e2", "type": "place", "name": or("Oslo"), "country": or("NO"), "roles": [],
                "geo": { "geonames": 3_143_244, "latitude": 59.9, "longitude": 10.7, "country": or("NO") },
                "mentions": [span("Oslo", json!({ "kind": "name" }))]
            },
        ],
        "times": [span("Friday", json!({
            "id": "t1", "type": "DATE", "value": or("2024-04-26"), "mod": "APPROX", "begin": null, "end_date": null
        }))],
        "amounts": [span("$2 million", json!({
            "id": "a1", "kind": "money", "value": 2_000_000, "value_max": null, "unit": or("USD"), "qualifier": "approx"
        }))],
        "quotes": [span("It cost $2 million,", json!({
            "id": "q1", "kind": "direct", "cue": span("said", json!({})), "group": null, "speaker": lee(),
            "addressee": span("reporters", json!({ "entity": null }))
        }))],
        "events": [{
            "id": "v1", "key": or("0123456789abcdef"), "trigger": span("met", json!({})), "predicate": or("meet"),
            "class": "meet", "plover": "CONSULT", "cameo": or("040"), "actors": [lee()],
            "targets": [span("a delegation", json!({ "entity": null }))], "date": or("2024-04-26"), "time": "t1",
            "place": { "entity": null, "text": or("Oslo") }, "amounts": ["a1"], "status": "claimed",
            "background": true, "attribution": "q1", "same_as": null, "confidence": 0.93
        }],
        "relations": [span("Anna Lee, an envoy,", json!({
            "subject": "e1", "predicate": or("located_in"), "object": "e2"
        }))],
        "warnings": [or("odd")],
        "provenance": { "extractor": or("test"), "model": or("0") }
    });
    serde_json::from_str(&record.to_string()).unwrap()
}

/// A fact of every kind, an amount within the quotation.
pub(super) fn record() -> Record {
    let text = "Talks\n\nAnna Lee, an envoy, met a delegation in Oslo on Friday.\n\n“It cost $2 million,” she said to reporters.";
    with(text, "")
}

/// What every string of [`hostile`] begins with.
pub(super) const SCRIPT: &str = "<script>alert(\"1\")</script>'\"><img src=x onerror='alert(2)'>\u{7}";

/// The same facts, with markup, quotes and a control character in every string and in the text.
pub(super) fn hostile() -> Record {
    let text = format!(
        "{SCRIPT}\n\nAnna Lee, an envoy, met a delegation in Oslo on Friday.\n\n“It cost $2 million,” she said to reporters & {SCRIPT}"
    );
    with(&text, &format!("javascript://{SCRIPT}"))
}
