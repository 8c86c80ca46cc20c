//! The topics as an AsyncAPI 3 document: addresses from the default settings, payloads from the types.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::raw_article::PlainArticle;
use crate::config::KafkaConfig;
use crate::record::{Reason, Record, SCHEMA_VERSION, Stage};

/// The document. Payload schemas are of JSON Schema draft 7, which AsyncAPI builds on.
pub(super) fn document() -> Value {
    let kafka = KafkaConfig::default();
    let mut settings = SchemaSettings::draft07();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let article = generator.subschema_for::<PlainArticle>();
    let record = generator.subschema_for::<Record>();
    let reason = generator.subschema_for::<Reason>();
    let stage = generator.subschema_for::<Stage>();
    let schemas = generator.take_definitions(true);
    let input = kafka.input_topics.first().cloned().unwrap_or_default();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Factwire",
            "version": SCHEMA_VERSION,
            "description": "Raw news articles in, enriched fact records out. Every input message ends as exactly one \
                record, tombstone or dead letter; topic names are those of the default settings.",
            "license": { "name": "Apache-2.0" },
        },
        "defaultContentType": "application/json",
        "channels": {
            "articles": channel(&input, "Raw articles.", &["article", "retraction"]),
            "records": channel(&kafka.output_topic, "Enriched records, keyed by article id; fit for compaction.",
                &["record", "retraction"]),
            "deadLetters": channel(&kafka.dead_letter_topic, "Messages that cannot become a record, unchanged.",
                &["deadLetter"]),
        },
        "operations": {
            "receiveArticles": operation("receive", "articles"),
            "sendRecords": operation("send", "records"),
            "sendDeadLetters": operation("send", "deadLetters"),
            "redriveDeadLetters": operation("receive", "deadLetters"),
            "redriveArticles": operation("send", "articles"),
        },
        "components": {
            "messages": {
                "article": message("A raw article: plain JSON as here, ninjs, JSON-LD, HTML or text.", &article, &json!({
                    "published_at": { "type": "string", "description": "When it was published, if the value does not say." },
                    "traceparent": { "type": "string", "description": "W3C trace context." },
                    "dlq.attempts": { "type": "string", "description": "How often it was tried, if it was sent back." },
                    "dlq.redrives": { "type": "string", "description": "How often it was sent back." },
                })),
                "record": message("The facts of an article.", &record, &json!({
                    "content-type": { "const": "application/json" },
                    "factwire-schema-version": { "const": SCHEMA_VERSION },
                    "traceparent": { "type": "string", "description": "W3C trace context, continued." },
                })),
                "retraction": message("A null value: the article with this key is to be forgotten.",
                    &json!({ "type": "null" }), &json!({})),
                "deadLetter": message("The untouched message.",
                    &json!({ "description": "Whatever bytes came in." }), &dead_letter_headers(&reason, &stage)),
            },
            "schemas": schemas,
        },
    })
}

fn channel(address: &str, description: &str, messages: &[&str]) -> Value {
    let messages: serde_json::Map<String, Value> = messages
        .iter()
        .map(|name| ((*name).to_owned(), json!({ "$ref": format!("#/components/messages/{name}") })))
        .collect();
    json!({ "address": address, "description": description, "messages": messages })
}

fn operation(action: &str, channel: &str) -> Value {
    json!({ "action": action, "channel": { "$ref": format!("#/channels/{channel}") } })
}

fn message(summary: &str, payload: &impl serde::Serialize, headers: &Value) -> Value {
    json!({
        "summary": summary,
        "payload": payload,
        "headers": { "type": "object", "properties": headers },
        "bindings": { "kafka": { "key": { "type": "string", "description": "The article's id." } } },
    })
}

fn dead_letter_headers(reason: &impl serde::Serialize, stage: &impl serde::Serialize) -> Value {
    let number = |of: &str| json!({ "type": "string", "pattern": "^[0-9]+$", "description": of });
    let text = |of: &str| json!({ "type": "string", "description": of });
    json!({
        "dlq.reason": reason,
        "dlq.stage": stage,
        "dlq.error": text("What is wrong, for people; it never quotes the article."),
        "dlq.attempts": number("How often it was tried."),
        "dlq.redrives": number("How often it was sent back, if it was."),
        "dlq.source.topic": text("Where the message came from."),
        "dlq.source.partition": number("Where the message came from."),
        "dlq.source.offset": number("Where the message came from."),
        "dlq.source.timestamp": number("The message's timestamp, milliseconds since the Unix epoch."),
        "dlq.worker.version": text("The version of the worker that gave it up."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every `$ref` of `value`.
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
                object.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.iter().any(|reference| reference == "#/components/schemas/Record"), "{found:?}");
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn topics_are_those_of_the_defaults() {
        let document = document();
        assert_eq!(document["asyncapi"], "3.0.0");
        for (channel, topic) in
            [("articles", "articles.raw"), ("records", "articles.enriched"), ("deadLetters", "articles.dead")]
        {
            assert_eq!(document["channels"][channel]["address"], topic);
        }
    }
}
