//! The input contract as a JSON Schema: the plain JSON form, with the aliases that are taken.
//!
//! It describes and is never read with: [`crate::article::read`] takes more forms than a schema can say. A test holds
//! the two together.

use schemars::{JsonSchema, Schema};
use serde::Serialize;

/// A raw article as plain JSON. A message may as well be ninjs, a JSON-LD `NewsArticle`, an HTML page or plain text;
/// fields that are not named here are ignored.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Article", transform = text_is_somewhere)]
#[allow(dead_code, reason = "the type is its schema")]
pub(super) struct PlainArticle {
    /// The article's id, under which a later message corrects it. Without one: the message key, else `url`, else the
    /// SHA-256 of the content.
    id: Option<Id>,
    /// Where it was published.
    url: Option<String>,
    /// Who published it.
    source: Option<String>,
    /// Its headline.
    title: Option<String>,
    /// An alias of `title`.
    headline: Option<String>,
    /// When it was published, RFC 3339 or a bare date. Without it relative times stay unresolved.
    published_at: Option<String>,
    /// An alias of `published_at`.
    published: Option<String>,
    /// The language of the text, ISO 639-1; the text itself decides.
    language: Option<String>,
    /// The text, with a blank line between paragraphs.
    body: Option<String>,
    /// An alias of `body`.
    text: Option<String>,
    /// An alias of `body`.
    content: Option<String>,
    /// The text as a page or a fragment of HTML, read where there is no `body`.
    html: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "the type is its schema")]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

/// An article has a text, in one of four fields.
fn text_is_somewhere(schema: &mut Schema) {
    let fields = ["body", "text", "content", "html"].map(|field| {
        let present = serde_json::json!({ "type": "string", "minLength": 1 });
        serde_json::json!({ "required": [field], "properties": { field: present } })
    });
    schema.insert("anyOf".to_owned(), fields.to_vec().into());
}
