//! The input contract: a raw message becomes an [`Article`], or a [`DeadLetter`] that says why not.
//!
//! [`read`] recognises the form of a message by its content (one module a form), then cleans every form alike:
//! characters are repaired, the lines of the page around the story are taken out, the language is found on the text.
//! It is a function of its arguments and nothing else: no clock, no I/O, linear in the length of the message.

mod boilerplate;
mod breaks;
mod clean;
mod dates;
mod draft;
mod fields;
mod guard;
mod html;
mod json;
mod json_ld;
mod language;
mod markup;
mod mojibake;
mod ninjs;
mod page;
mod phrases;
mod plain;
mod shapes;
mod signatures;
mod strip;
mod text;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::interrupt::{Interrupt, Interrupted};
use crate::record::{DeadLetter, DropReason, Dropped, Reason, Stage};
use draft::{Draft, Line, invalid, undecodable};

/// A raw message, borrowed from wherever it came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct RawArticle<'a> {
    /// The message value.
    pub value: &'a [u8],
    /// The message key: the article's id where the value has none.
    pub key: Option<&'a [u8]>,
    /// The message header `published_at`: the time of publication where the value has none.
    pub published_at: Option<&'a [u8]>,
    /// What the sender says that the value is.
    pub declared: Declared,
}

/// What a sender says that a value is. Where nothing is said, the content alone decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Declared {
    /// Nothing: what begins like JSON must be JSON.
    #[default]
    Nothing,
    /// Text: what begins like JSON and is no JSON object is read as it stands.
    Text,
    /// JSON: anything else is refused.
    Json,
}

/// What [`read`] accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The languages that articles may be written in, ISO 639-1; empty admits all.
    pub languages: Vec<String>,
    /// The largest message value, in bytes.
    pub max_article_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { languages: vec!["en".to_owned()], max_article_bytes: 1_048_576 }
    }
}

/// An article as it was read and cleaned: what the extractor works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its own id, else the message key, else its URL, else the SHA-256 of its content.
    pub id: String,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Its headline, cleaned; where there is one, [`Article::text`] begins with it and a blank line.
    pub title: Option<String>,
    /// When it was published, RFC 3339 with the source's own offset. A bare date stays a date (`2022-05-14`), and a
    /// time without an offset is worth its date only.
    pub published_at: Option<String>,
    /// The language of the text, ISO 639-1.
    pub language: Option<String>,
    /// Title, blank line, paragraphs with a blank line between them: NFC, no control characters, single spaces.
    pub text: String,
    /// The lines that were taken out, in text order.
    pub dropped: Vec<Dropped>,
    /// What was odd about it, sorted and without repeats: `entities_resolved` (entities in plain text, or escaped
    /// twice), `lone_surrogate_replaced`, `mojibake_repaired`, `publication_time_unreadable`.
    pub warnings: Vec<String>,
    /// SHA-256 of the raw value, in hexadecimal.
    pub content_sha256: String,
}

impl Article {
    /// An article of which nothing is known but its text.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let content_sha256 = hex_sha256(text.as_bytes());
        Self {
            id: content_sha256.clone(),
            url: None,
            source: None,
            title: None,
            published_at: None,
            language: None,
            text: text.to_owned(),
            dropped: Vec::new(),
            warnings: Vec::new(),
            content_sha256,
        }
    }
}

/// Reads a message of any form that the contract knows.
///
/// # Errors
/// The dead letter that the message becomes: too large, not decodable, without text or with a field of the wrong
/// type, in a language that is not admitted, or not read when time was over. Its error never quotes the message.
pub fn read(raw: RawArticle<'_>, options: &ReadOptions, interrupt: &Interrupt<'_>) -> Result<Article, DeadLetter> {
    if raw.value.len() > options.max_article_bytes {
        let error =
            format!("{} bytes: the limit `max_article_bytes` is {}", raw.value.len(), options.max_article_bytes);
        return Err(DeadLetter::new(Reason::TooLarge, Stage::Decode, error));
    }
    let text = std::str::from_utf8(raw.value)
        .map_err(|error| undecodable(format!("not UTF-8 from byte {}: send UTF-8", error.valid_up_to())))?;
    let mut warnings = BTreeSet::new();
    let draft = recognise(text, raw.declared, &mut warnings, interrupt)?;
    let content_sha256 = hex_sha256(raw.value);
    assemble(draft, raw, content_sha256, warnings, options, interrupt)
}

/// Reads the form that the content is in, in the order of the contract.
fn recognise(
    value: &str,
    declared: Declared,
    warnings: &mut BTreeSet<&str>,
    interrupt: &Interrupt<'_>,
) -> Result<Draft, DeadLetter> {
    let text = value.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if !text.contains(|c: char| !c.is_whitespace() && !c.is_control()) {
        return Err(invalid("no text: the value is empty"));
    }
    let lines_before = value[..value.len() - text.len()].matches('\n').count();
    let document = match (declared, json::decode(text, lines_before)) {
        (Declared::Text, decoded) => decoded.ok().flatten().filter(|document| holds_object(&document.value)),
        (Declared::Json, Ok(None)) => {
            return Err(undecodable("not JSON, although it was declared to be: send a JSON object"));
        }
        (_, decoded) => decoded?,
    };
    let Some(document) = document else {
        return if markup::begins_like_markup(text) { html::read(text, interrupt) } else { Ok(text::read(text)) };
    };
    if document.repaired {
        warnings.insert("lone_surrogate_replaced");
    }
    match &document.value {
        Value::Object(object) => match json_ld::find(&document.value) {
            Some(article) if article.contains_key("articleBody") || !plain::has_body(object) => read_json_ld(article),
            _ if ninjs::recognises(object) => ninjs::read(object),
            _ => plain::read(object, &document.text, interrupt),
        },
        list => match json_ld::find(list) {
            Some(article) => read_json_ld(article),
            None => Err(invalid("a list is no article: send one article a message")),
        },
    }
}

/// Whether JSON may be an article: an object, or a list with JSON-LD in it.
fn holds_object(value: &Value) -> bool {
    value.is_object() || json_ld::find(value).is_some()
}

fn read_json_ld(article: &Map<String, Value>) -> Result<Draft, DeadLetter> {
    let draft = json_ld::read(article)?;
    if draft::extent(&draft.body) == 0 {
        return Err(invalid("no text: the JSON-LD article has no `articleBody`"));
    }
    Ok(draft)
}

/// Cleans a draft, whatever its form, and finds its language.
fn assemble(
    draft: Draft,
    raw: RawArticle<'_>,
    content_sha256: String,
    mut warnings: BTreeSet<&str>,
    options: &ReadOptions,
    interrupt: &Interrupt<'_>,
) -> Result<Article, DeadLetter> {
    let mut field =
        |text: Option<String>| text.map(|text| clean_field(&text, &mut warnings)).filter(|text| !text.is_empty());
    let title = field(draft.title);
    let source = field(draft.source);
    let authors: Vec<String> = draft.authors.into_iter().filter_map(|author| field(Some(author))).collect();

    let lines = clean_lines(draft.body, &mut warnings, interrupt).map_err(out_of_time)?;
    let context = boilerplate::Context { authors: &authors, source: source.as_deref(), titled: title.is_some() };
    let (mut paragraphs, dropped) = boilerplate::sift(lines, &context, interrupt).map_err(out_of_time)?;
    if let Some(title) = &title
        && paragraphs.len() > 1
        && same_words(&paragraphs[0], title)
    {
        paragraphs.remove(0);
    }
    if !paragraphs.iter().any(|paragraph| paragraph.contains(char::is_alphanumeric)) {
        return Err(invalid("no text: the body holds no letter and no digit"));
    }
    let text = title.iter().cloned().chain(paragraphs).collect::<Vec<_>>().join("\n\n");

    let detected = language::detect(&text, draft.language.as_deref());
    let admitted = |code: &String| options.languages.is_empty() || options.languages.contains(code);
    if detected.reliable
        && let Some(code) = detected.language.as_ref().filter(|code| !admitted(code))
    {
        let error = format!("the text is in `{code}`, which `languages` does not list");
        return Err(DeadLetter::new(Reason::UnsupportedLanguage, Stage::Clean, error));
    }

    let url = draft.url.map(|url| clean::line(&url)).filter(|url| !url.is_empty());
    let header = raw.published_at.map(String::from_utf8_lossy);
    let told = [draft.published_at.as_deref(), header.as_deref(), draft.page_published_at.as_deref()];
    let mut told = told.into_iter().flatten().filter(|time| !time.trim().is_empty()).peekable();
    let is_told = told.peek().is_some();
    let published_at = told.find_map(dates::publication_time);
    if is_told && published_at.is_none() {
        warnings.insert("publication_time_unreadable");
    }
    Ok(Article {
        id: id(draft.id, raw.key, url.as_deref(), &content_sha256),
        url,
        source,
        title,
        published_at,
        language: detected.language,
        text,
        dropped,
        warnings: warnings.into_iter().map(str::to_owned).collect(),
        content_sha256,
    })
}

fn id(own: Option<String>, key: Option<&[u8]>, url: Option<&str>, content_sha256: &str) -> String {
    let key = || std::str::from_utf8(key?).ok().filter(|key| !key.is_empty()).map(str::to_owned);
    own.or_else(key).or_else(|| url.map(str::to_owned)).unwrap_or_else(|| content_sha256.to_owned())
}

/// A field of one line: inline markup, entities and mojibake are put right.
fn clean_field(text: &str, warnings: &mut BTreeSet<&str>) -> String {
    let text = if markup::holds_markup(text) { page::title_text(text) } else { text.to_owned() };
    clean::line(&repair(&text, false, warnings))
}

/// The body as one line a paragraph.
fn clean_lines(
    body: Vec<Line>,
    warnings: &mut BTreeSet<&str>,
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Line>, Interrupted> {
    let mut clean = Vec::new();
    for line in body {
        interrupt.check()?;
        let text = repair(&line.text, line.markup, warnings);
        if !line.markup && markup::begins_like_markup(text.trim_start()) {
            // Feeds send markup with its own tags escaped.
            for inner in strip::fragment(&text) {
                push_paragraphs(&repair(&inner.text, true, warnings), inner.reason, &mut clean);
            }
        } else {
            push_paragraphs(&text, line.reason, &mut clean);
        }
    }
    Ok(clean)
}

fn push_paragraphs(text: &str, reason: Option<DropReason>, clean: &mut Vec<Line>) {
    let paragraphs = clean::paragraphs(text).into_iter();
    clean.extend(paragraphs.map(|text| Line { text, reason, ..Line::default() }));
}

fn repair(text: &str, markup: bool, warnings: &mut BTreeSet<&str>) -> String {
    let repaired = clean::repair(text, markup);
    if repaired.mojibake {
        warnings.insert("mojibake_repaired");
    }
    if repaired.entities {
        warnings.insert("entities_resolved");
    }
    repaired.text
}

/// Whether two lines are one but for case, punctuation and spacing.
fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    words(a) == words(b)
}

fn out_of_time(over: Interrupted) -> DeadLetter {
    DeadLetter::new(Reason::Timeout, Stage::Clean, over.to_string())
}

fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
