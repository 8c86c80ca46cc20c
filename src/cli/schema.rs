//! `factwire schema`: both contracts and the settings, generated from the types.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use schemars::schema_for;
use serde_json::Value;

use super::exit::after_write;
use super::raw_article::PlainArticle;
use super::{Exit, Failure, asyncapi, schema_page};
use crate::config::Config;
use crate::record::{Record, SCHEMA_VERSION};

/// Arguments of `factwire schema`.
#[derive(Args, Debug)]
pub struct SchemaArgs {
    /// What is described
    #[arg(value_enum)]
    of: Document,
    /// How it is written
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For programs
    Json,
    /// For people
    Markdown,
}

/// What can be described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// JSON Schema of a raw article in plain JSON
    Article,
    /// JSON Schema of an enriched record
    Record,
    /// JSON Schema of the settings
    Config,
    /// AsyncAPI 3 document of the topics
    #[value(name = "asyncapi")]
    AsyncApi,
}

/// Prints the document.
///
/// # Errors
/// When standard output takes no more.
pub fn execute(args: &SchemaArgs) -> Result<Exit, Failure> {
    let page = match args.format {
        Format::Json => format!("{:#}\n", document(args.of)),
        Format::Markdown => markdown(args.of).ok_or_else(|| {
            let message = "asyncapi has no page of its own: leave --format out".to_owned();
            Failure::new(Exit::Usage, message)
        })?,
    };
    after_write(io::stdout().write_all(page.as_bytes()), Exit::Ok)
}

/// What stands before the tables of the settings.
const OF_SETTINGS: &str = "\
Made from the types by `factwire schema config --format markdown`; [config/default.toml](../config/default.toml) has the
same as a file to start from. Settings come from TOML files (`--config FILE`, later ones over earlier ones), then from
environment variables: `FACTWIRE_<SECTION>__<KEY>`, two underscores between levels, as in `FACTWIRE_KAFKA__BROKERS`. An
unknown key is an error. A secret may be given as `<key>_file`, the file that holds it. `factwire check` says all that is
wrong at once, before anything starts.";

/// What stands before the tables of the record.
const OF_RECORD: &str = "\
Made from the types by `factwire schema record --format markdown`. A record is one JSON object on the output topic, its key the
article's id. `start` and `end` count Unicode code points into `article.text`, end excluded, and the text between them is
the `text` beside them. What is not known is null or absent.";

/// The document as a page in Markdown; none for what is no JSON Schema.
#[must_use]
pub fn markdown(of: Document) -> Option<String> {
    let (heading, preface) = match of {
        Document::Article => ("The article", "A raw article in plain JSON."),
        Document::Record => ("The record", OF_RECORD),
        Document::Config => ("Settings", OF_SETTINGS),
        Document::AsyncApi => return None,
    };
    Some(schema_page::page(heading, preface, &document(of)))
}

/// The document as JSON.
#[must_use]
pub fn document(of: Document) -> Value {
    let (schema, name, version) = match of {
        Document::Article => (schema_for!(PlainArticle), "article", SCHEMA_VERSION),
        Document::Record => (schema_for!(Record), "record", SCHEMA_VERSION),
        Document::Config => (schema_for!(Config), "config", env!("CARGO_PKG_VERSION")),
        Document::AsyncApi => return asyncapi::document(),
    };
    let mut schema = schema;
    schema.insert("$id".to_owned(), format!("urn:factwire:{name}:{version}").into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::article::{RawArticle, ReadOptions, read};
    use crate::interrupt::Interrupt;

    #[test]
    fn schemas_are_schemas() {
        for of in [Document::Article, Document::Record, Document::Config] {
            let schema = document(of);
            assert!(jsonschema::meta::is_valid(&schema), "{of:?}");
            assert!(jsonschema::validator_for(&schema).is_ok(), "{of:?}");
        }
    }

    #[test]
    fn the_article_schema_and_the_reader_agree() {
        let schema = jsonschema::validator_for(&document(Document::Article)).unwrap();
        let text = "The council met on Tuesday and agreed that the bridge over the river should be repaired soon.";
        for (article, valid) in [
            (json!({ "body": text }), true),
            (json!({ "text": text, "title": null, "id": 7 }), true),
            (json!({ "content": text, "published": "2024-05-01", "section": ["world"] }), true),
            (json!({ "html": format!("<p>{text}</p>"), "headline": "Bridge", "id": "a" }), true),
            (json!({ "body": text, "title": 3 }), false),
            (json!({ "body": [text] }), false),
            (json!({ "body": text, "id": true }), false),
            (json!({ "body": null, "title": "Bridge" }), false),
            (json!({ "title": "Bridge" }), false),
            (json!({}), false),
        ] {
            let value = article.to_string();
            let raw = RawArticle { value: value.as_bytes(), ..RawArticle::default() };
            let read = read(raw, &ReadOptions::default(), &Interrupt::never());
            assert_eq!((schema.is_valid(&article), read.is_ok()), (valid, valid), "{article}");
        }
    }
}
