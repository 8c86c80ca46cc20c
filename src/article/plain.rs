//! Plain JSON: the fields that everybody has, under the names that most use.

use serde_json::{Map, Value};

use super::draft::{Draft, Line, extent, invalid};
use super::fields::{Fields, wrong_type};
use super::{html, json, markup, strip};
use crate::interrupt::Interrupt;
use crate::record::DeadLetter;

const BODY: [&str; 3] = ["body", "text", "content"];

/// Whether a plain object has a body, of whatever type.
pub(super) fn has_body(object: &Map<String, Value>) -> bool {
    BODY.iter().chain(&["html"]).any(|name| Fields(object).get(name).is_some())
}

/// Reads a plain object; `text` is the JSON that it was parsed from.
///
/// # Errors
/// A field of the wrong type, or no text.
pub(super) fn read(object: &Map<String, Value>, text: &str, interrupt: &Interrupt<'_>) -> Result<Draft, DeadLetter> {
    let fields = Fields(object);
    let mut draft = Draft {
        id: id(fields, text)?,
        url: fields.owned(&["url"])?,
        source: fields.owned(&["source"])?,
        title: fields.owned(&["title", "headline"])?,
        published_at: fields.owned(&["published_at", "published"])?,
        language: fields.owned(&["language"])?,
        ..Draft::default()
    };
    let html = fields.string(&["html"])?;
    if let Some(body) = fields.string(&BODY)? {
        draft.body = body_lines(body);
    }
    if extent(&draft.body) == 0
        && let Some(page) = html
    {
        let page = html::read(page, interrupt)?;
        draft.title = draft.title.or(page.title);
        draft.url = draft.url.or(page.url);
        draft.source = draft.source.or(page.source);
        draft.language = draft.language.or(page.language);
        draft.page_published_at = page.page_published_at;
        draft.authors = page.authors;
        draft.body = page.body;
    }
    if extent(&draft.body) == 0 {
        return Err(invalid("no text: send it in `body`, `html`, `text` or `content`"));
    }
    Ok(draft)
}

/// The lines of a body that may be plain text or markup.
pub(super) fn body_lines(body: &str) -> Vec<Line> {
    if markup::holds_markup(body) { strip::fragment(body) } else { vec![Line::plain(body)] }
}

fn id(fields: Fields<'_>, text: &str) -> Result<Option<String>, DeadLetter> {
    match fields.get("id") {
        None => Ok(None),
        Some(Value::String(id)) => Ok(Some(id.trim().to_owned()).filter(|id| !id.is_empty())),
        Some(Value::Number(number)) if number.is_f64() => Ok(json::literal_id(text).or(Some(number.to_string()))),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(other) => Err(wrong_type("id", "a string or a number", other)),
    }
}
