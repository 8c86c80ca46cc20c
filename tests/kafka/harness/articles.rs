//! Numbered messages: English news made from `examples/articles.ndjson`, and every way to fail.
//!
//! Rule: a good article is a brief one, so that the tests of delivery wait for delivery and not for extraction, which an
//! unoptimised build does slowly; figures are measured with [`long`] ones.

use std::sync::OnceLock;

use factwire::record::Reason;
use serde_json::{Value, json};

/// The header that says which message this is: outputs keep it.
pub const NUMBER: &str = "test-number";
/// The header that says what the message must become.
pub const EXPECTED: &str = "test-expected";

/// A message for the input topic.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its key, which no other message of a test has.
    pub key: String,
    /// Its value; none retracts the article.
    pub value: Option<Vec<u8>>,
    /// Its headers.
    pub headers: Vec<(&'static str, Option<Vec<u8>>)>,
}

/// What a message must become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// A record.
    Record,
    /// A tombstone.
    Tombstone,
    /// A dead letter, for this reason.
    Dead(Reason),
    /// A record or a dead letter: the contract leaves it open.
    Any,
}

impl Expected {
    /// Its name in the header [`EXPECTED`].
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Tombstone => "tombstone",
            Self::Dead(reason) => reason.as_str(),
            Self::Any => "any",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Record, Self::Tombstone, Self::Any].into_iter().chain(Reason::ALL.map(Self::Dead));
        all.into_iter().find(|expected| expected.as_str() == name)
    }
}

/// The id and key of article `number`.
pub fn id(number: u64) -> String {
    format!("article-{number:07}")
}

/// The least bytes of a brief article's body: each of the paragraphs has more.
const BRIEF: usize = 80;
/// The least bytes of a long article's body: with the paragraph that goes beyond it, about 3 kB.
const LONG: usize = 2_600;

/// A good article of one paragraph.
pub fn good(number: u64) -> Message {
    with_body(number, &body(number, BRIEF))
}

/// A good article of about 3 kB.
pub fn long(number: u64) -> Message {
    with_body(number, &body(number, LONG))
}

/// A good article with this text.
pub fn with_body(number: u64, body: &str) -> Message {
    let value = json!({
        "id": id(number),
        "title": format!("Report {number} of the day"),
        "source": "Factwire tests",
        "published_at": "2024-03-05T08:00:00Z",
        "language": "en",
        "body": body,
    });
    message(number, Expected::Record, Some(value.to_string().into_bytes()))
}

/// A good article that ends with a paragraph of its own, in which `word` stands.
pub fn marked(number: u64, word: &str) -> Message {
    with_body(number, &format!("{}\n\nThe minister said the {word} would be opened on Friday.", body(number, BRIEF)))
}

/// A retraction.
pub fn tombstone(number: u64) -> Message {
    message(number, Expected::Tombstone, None)
}

/// Bytes that are not UTF-8.
pub fn undecodable(number: u64) -> Message {
    message(number, Expected::Dead(Reason::Undecodable), Some(vec![0xc3, 0x28, 0xff, 0xfe, b'x', 0x80]))
}

/// JSON without any text in it.
pub fn invalid(number: u64) -> Message {
    let value = json!({"id": id(number), "title": "", "body": {"not": "a text"}});
    message(number, Expected::Dead(Reason::Invalid), Some(value.to_string().into_bytes()))
}

/// An article of `bytes` bytes and some.
pub fn too_large(number: u64, bytes: usize) -> Message {
    let mut message =
        with_body(number, &"A very long report on the budget was published on Monday. ".repeat(bytes / 58 + 1));
    message.expect(Expected::Dead(Reason::TooLarge));
    message
}

/// An article in German that says so.
pub fn german(number: u64) -> Message {
    let body = "Der Bundesrat hat am Freitag in Berlin dem neuen Haushalt zugestimmt. Die Ministerin sagte, damit sei der \
                Weg für den Bau der Brücke frei. Die Opposition kritisierte die hohen Kosten und forderte eine Prüfung \
                durch den Rechnungshof. Der Bau soll im kommenden Jahr beginnen und drei Jahre dauern.";
    let value = json!({"id": id(number), "title": "Haushalt gebilligt", "language": "de", "body": body});
    message(number, Expected::Dead(Reason::UnsupportedLanguage), Some(value.to_string().into_bytes()))
}

/// An article beside a field that is nested too deep for any parser that recurses.
pub fn deep(number: u64) -> Message {
    let (id, body) = (id(number), serde_json::to_string(&body(number, BRIEF)).expect("a string is JSON"));
    let (open, close) = ("[".repeat(5_000), "]".repeat(5_000));
    let value = format!(r#"{{"id": "{id}", "language": "en", "extra": {open}{close}, "body": {body}}}"#);
    message(number, Expected::Any, Some(value.into_bytes()))
}

fn message(number: u64, expected: Expected, value: Option<Vec<u8>>) -> Message {
    let mut message = Message { key: id(number), value, headers: Vec::new() };
    message.headers.push((NUMBER, Some(number.to_string().into_bytes())));
    message.expect(expected);
    message
}

impl Message {
    /// Sets what it must become.
    pub fn expect(&mut self, expected: Expected) {
        self.headers.retain(|(name, _)| *name != EXPECTED);
        self.headers.push((EXPECTED, Some(expected.as_str().as_bytes().to_vec())));
    }
}

/// News of so many bytes and some: paragraphs of the sample articles, others for each number.
fn body(number: u64, least: usize) -> String {
    static PARAGRAPHS: OnceLock<Vec<String>> = OnceLock::new();
    let paragraphs = PARAGRAPHS.get_or_init(paragraphs);
    let mut body = String::with_capacity(least + 1_400);
    let start = usize::try_from(number % 1_000).unwrap_or(0) * 7;
    for paragraph in paragraphs.iter().cycle().skip(start % paragraphs.len()) {
        body.push_str(paragraph);
        if body.len() > least {
            return body;
        }
        body.push_str("\n\n");
    }
    body
}

fn paragraphs() -> Vec<String> {
    let articles = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/articles.ndjson"));
    let bodies = articles.lines().map(|line| {
        let article: Value = serde_json::from_str(line).expect("each line of the samples is JSON");
        article["body"].as_str().unwrap_or_default().to_owned()
    });
    bodies
        .flat_map(|body| body.split("\n\n").map(str::to_owned).collect::<Vec<_>>())
        .filter(|text| text.len() > BRIEF)
        .collect()
}
