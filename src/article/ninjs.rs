//! IPTC ninjs 1.x, 2.x and 3.x: news in JSON as agencies send it.
//!
//! 1.x has `headline` and `body_text`, `body_html`, `body_xhtml`; 2.x and 3.x have the lists `headlines` and `bodies`.
//! 3.x writes compound names in camel case (`versionCreated`).

use serde_json::{Map, Value};

use super::draft::{Draft, Line, extent, invalid};
use super::fields::{Fields, wrong_type};
use super::plain::body_lines;
use super::strip;
use crate::record::DeadLetter;

/// Fields that only ninjs has.
const MARKS: [&str; 8] = [
    "bodies",
    "headlines",
    "versioncreated",
    "versionCreated",
    "representationtype",
    "representationType",
    "renditions",
    "$standard",
];

/// Fields of ninjs 1.x that hold the text; further ones may begin with `body_`, as may fields of other formats.
const BODIES: [&str; 3] = ["body_text", "body_html", "body_xhtml"];

/// Whether an object is ninjs, by the fields that it has.
pub(super) fn recognises(object: &Map<String, Value>) -> bool {
    let fields = Fields(object);
    let known = MARKS.iter().any(|name| fields.has(name))
        || object.iter().any(|(name, value)| is_body(name) && (value.is_string() || BODIES.contains(&&**name)))
        || fields.get("standard").is_some_and(Value::is_object);
    let plain = ["body", "html", "text", "content"].iter().any(|name| fields.get(name).is_some());
    known || (fields.has("uri") && !plain && ["headline", "type"].iter().any(|name| fields.has(name)))
}

fn is_body(name: &str) -> bool {
    name.starts_with("body_")
}

/// Reads a ninjs item.
///
/// # Errors
/// A field of the wrong type, or an item without text, such as a picture.
pub(super) fn read(object: &Map<String, Value>) -> Result<Draft, DeadLetter> {
    let fields = Fields(object);
    let uri = fields.owned(&["uri"])?;
    let web = |uri: &String| uri.starts_with("http://") || uri.starts_with("https://");
    let draft = Draft {
        url: fields.owned(&["url"])?.or_else(|| uri.clone().filter(web)),
        id: uri,
        source: source(fields)?,
        title: headline(fields)?,
        published_at: fields.owned(&["versioncreated", "versionCreated", "firstcreated", "firstCreated"])?,
        language: fields.owned(&["language"])?,
        authors: bylines(fields)?,
        body: body(fields)?,
        ..Draft::default()
    };
    if extent(&draft.body) == 0 {
        return Err(match fields.string(&["type"])? {
            Some(kind @ ("audio" | "picture" | "video" | "graphic" | "event" | "planning" | "component")) => {
                invalid(format!("no text: ninjs type is {kind}"))
            }
            _ => invalid("no text: the ninjs item has no body"),
        });
    }
    Ok(draft)
}

fn headline(fields: Fields<'_>) -> Result<Option<String>, DeadLetter> {
    let mut first = None;
    for item in fields.list("headlines")? {
        let item = element(item, "headlines")?;
        let Some(value) = item.string(&["value"])? else { continue };
        if item.string(&["role"])?.is_none_or(|role| role == "main") {
            return Ok(Some(value.to_owned()));
        }
        first = first.or(Some(value));
    }
    Ok(match first {
        Some(value) => Some(value.to_owned()),
        None => fields.owned(&["headline", "title"])?,
    })
}

fn source(fields: Fields<'_>) -> Result<Option<String>, DeadLetter> {
    for list in ["infosources", "infoSources"] {
        for item in fields.list(list)? {
            if let Some(name) = element(item, list)?.owned(&["name"])? {
                return Ok(Some(name));
            }
        }
    }
    fields.owned(&["copyrightholder", "copyrightHolder"])
}

fn bylines(fields: Fields<'_>) -> Result<Vec<String>, DeadLetter> {
    let mut names: Vec<String> = fields.owned(&["byline", "by"])?.into_iter().collect();
    for item in fields.list("bylines")? {
        names.extend(match item {
            Value::String(name) => Some(name.clone()),
            item => element(item, "bylines")?.owned(&["name", "byline", "value"])?,
        });
    }
    Ok(names)
}

/// The plain body, unless a rich one holds clearly more text.
fn body(fields: Fields<'_>) -> Result<Vec<Line>, DeadLetter> {
    let mut plain: Vec<Line> = Vec::new();
    let mut rich: Vec<Line> = Vec::new();
    let mut offer = |lines: Vec<Line>, is_plain: bool| {
        let best = if is_plain { &mut plain } else { &mut rich };
        if extent(&lines) > extent(best) {
            *best = lines;
        }
    };
    for item in fields.list("bodies")? {
        let item = element(item, "bodies")?;
        let Some(value) = item.string(&["value"])? else { continue };
        let kind = item.string(&["contenttype", "contentType"])?.unwrap_or_default();
        let marked = kind.contains("html") || kind.contains("xml") || kind.contains("NITF");
        let is_plain = kind.starts_with("text/plain") || (kind.is_empty() && item.string(&["role"])? == Some("text"));
        offer(if marked { strip::fragment(value) } else { body_lines(value) }, is_plain);
    }
    for (name, value) in fields.0.iter().filter(|(name, value)| is_body(name) && !value.is_null()) {
        let Some(text) = value.as_str() else {
            match BODIES.iter().find(|known| *known == name) {
                Some(known) => return Err(wrong_type(known, "a string", value)),
                None => continue,
            }
        };
        let marked = name.contains("html") || name.contains("xml");
        offer(if marked { strip::fragment(text) } else { body_lines(text) }, !marked);
    }
    // Markup says where paragraphs end, plain text is as its author wrote it: a third more text outweighs that.
    let prefer_rich = extent(&rich) > extent(&plain) / 3 * 4;
    Ok(if prefer_rich { rich } else { plain })
}

fn element<'a>(item: &'a Value, list: &str) -> Result<Fields<'a>, DeadLetter> {
    item.as_object().map(Fields).ok_or_else(|| wrong_type(list, "a list of objects", item))
}
