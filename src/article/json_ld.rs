//! JSON-LD of schema.org: a `NewsArticle` or its kin, alone, in a list or in a `@graph`.
//!
//! Schema.org lets most properties be a string, an object or a list of either: the reader takes the first usable one
//! and refuses only where the headline or the body itself is something else.

use serde_json::{Map, Value};

use super::draft::{Draft, Line, extent};
use super::fields::{Fields, wrong_type};
use super::plain::body_lines;
use crate::record::DeadLetter;

/// Types of schema.org that are articles and do not end in `NewsArticle`.
const TYPES: [&str; 6] = ["Article", "BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting", "TechArticle"];

/// How many objects of a document are looked at.
const MAX_OBJECTS: usize = 10_000;

/// The article in a document of JSON-LD: the first that has a body, else the first.
pub(super) fn find(value: &Value) -> Option<&Map<String, Value>> {
    let mut pending = vec![value];
    let mut bare = None;
    let mut seen = 0;
    while let Some(value) = pending.pop() {
        seen += 1;
        if seen > MAX_OBJECTS {
            break;
        }
        match value {
            Value::Array(items) => pending.extend(items.iter().rev()),
            Value::Object(object) => {
                if is_article(object) {
                    if object.contains_key("articleBody") || object.contains_key("liveBlogUpdate") {
                        return Some(object);
                    }
                    bare = bare.or(Some(object));
                }
                pending.extend(["mainEntity", "@graph"].iter().filter_map(|name| object.get(*name)));
            }
            _ => {}
        }
    }
    bare
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is = |name: &str| {
        let name = name.rsplit(['/', ':', '#']).next().unwrap_or(name);
        name.ends_with("NewsArticle") || TYPES.contains(&name)
    };
    match object.get("@type") {
        Some(Value::String(name)) => is(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// Reads the object that [`find`] found. Its body may be empty: on a page it often is.
///
/// # Errors
/// The headline or the body is not text.
pub(super) fn read(object: &Map<String, Value>) -> Result<Draft, DeadLetter> {
    let fields = Fields(object);
    let property = |names: &[&str]| names.iter().find_map(|name| text_of(object.get(*name)?));
    let mut draft = Draft {
        url: property(&["url", "mainEntityOfPage", "@id"]).filter(|url| url.starts_with("http")),
        source: property(&["publisher", "sourceOrganization"]),
        title: fields.owned(&["headline", "name"])?,
        published_at: property(&["datePublished", "dateCreated"]),
        language: property(&["inLanguage"]),
        authors: authors(object.get("author")),
        body: body(object.get("articleBody"), "articleBody")?,
        ..Draft::default()
    };
    if extent(&draft.body) == 0 {
        for update in fields.list("liveBlogUpdate").unwrap_or_default() {
            draft.body.extend(text_of_update(update));
        }
    }
    Ok(draft)
}

fn body(value: Option<&Value>, name: &str) -> Result<Vec<Line>, DeadLetter> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(body_lines(text)),
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            Ok(items.iter().filter_map(Value::as_str).flat_map(body_lines).collect())
        }
        Some(other) => Err(wrong_type(name, "a string", other)),
    }
}

fn text_of_update(update: &Value) -> Vec<Line> {
    let parts = ["headline", "articleBody"].iter().filter_map(|name| update.get(*name)?.as_str());
    parts.flat_map(body_lines).collect()
}

/// A property that may be a text, an object that has a name, or a list of either.
fn text_of(value: &Value) -> Option<String> {
    let usable = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let named = |value: &Value| match value {
        Value::String(text) => usable(text),
        Value::Object(object) => ["alternateName", "name", "@id", "url"]
            .iter()
            .filter(|name| **name != "alternateName" || object.get("@type").is_some_and(|kind| kind == "Language"))
            .find_map(|name| usable(object.get(*name)?.as_str()?)),
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().find_map(named),
        other => named(other),
    }
}

fn authors(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(text_of).collect(),
        Some(other) => text_of(other).into_iter().collect(),
        None => Vec::new(),
    }
}
