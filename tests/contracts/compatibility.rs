//! What changed between two contracts, as whoever relies on the older one sees it.
//!
//! Rule: to add is minor, to take away or to change is major. A reader of records relies on what is always there, a
//! writer of articles on what may be left out.

use std::collections::BTreeSet;

use serde_json::Value;

/// How much a contract changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Not at all, or in words for people.
    #[default]
    None,
    /// Something was added.
    Minor,
    /// Something that was there is gone or different.
    Major,
}

/// The differences between two contracts, each with its place.
#[derive(Debug, Default)]
pub struct Differences(pub Vec<(Change, String)>);

/// For people.
const WORDS: [&str; 8] = ["description", "title", "summary", "examples", "$id", "$schema", "$comment", "default"];

/// Different in each version, or the form that the document is written in.
const VERSIONS: [&str; 3] = ["info", "asyncapi", "factwire-schema-version"];

/// Schemas of what others write and we read.
const READ: [&str; 2] = ["schemas/PlainArticle", "messages/article"];

impl Differences {
    /// What is different in `new`.
    pub fn between(old: &Value, new: &Value) -> Self {
        let mut differences = Self::default();
        differences.compare("", old, new);
        differences
    }

    /// The largest of them.
    pub fn largest(&self) -> Change {
        self.0.iter().map(|(change, _)| *change).max().unwrap_or_default()
    }

    fn add(&mut self, change: Change, place: &str, what: impl std::fmt::Display) {
        self.0.push((change, format!("{place}: {what}")));
    }

    fn compare(&mut self, place: &str, old: &Value, new: &Value) {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => {
                for (key, value) in old.iter().filter(|(key, value)| !is_words(place, key, value)) {
                    match new.get(key) {
                        Some(other) => self.compare(&format!("{place}/{key}"), value, other),
                        None => self.add(Change::Major, place, format!("{key} is gone")),
                    }
                }
                for (key, _) in
                    new.iter().filter(|(key, value)| !is_words(place, key, value) && !old.contains_key(*key))
                {
                    self.add(Change::Minor, place, format!("{key} is new"));
                }
            }
            (Value::Array(old), Value::Array(new)) => self.compare_sets(place, old, new),
            _ if old == new => {}
            _ => self.add(Change::Major, place, format!("{old} has become {new}")),
        }
    }

    /// Lists whose order means nothing: names that are required, values that are possible.
    fn compare_sets(&mut self, place: &str, old: &[Value], new: &[Value]) {
        let set = |items: &[Value]| items.iter().map(|item| bare(item).to_string()).collect::<BTreeSet<_>>();
        let (old, new) = (set(old), set(new));
        let (gone, fresh) = if place.ends_with("/required") && READ.iter().any(|read| place.contains(read)) {
            (Change::Minor, Change::Major)
        } else if place.ends_with("/type") {
            (Change::Major, Change::Major)
        } else {
            (Change::Major, Change::Minor)
        };
        old.difference(&new).for_each(|item| self.add(gone, place, format!("{item} is gone")));
        new.difference(&old).for_each(|item| self.add(fresh, place, format!("{item} is new")));
    }
}

/// Whether an entry promises nothing. The fields of a record may have the names of words for people.
fn is_words(place: &str, key: &str, value: &Value) -> bool {
    VERSIONS.contains(&key) || WORDS.contains(&key) && !place.ends_with("/properties") && !value.is_object()
}

/// A value without the words for people.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let kept = entries.iter().filter(|(key, value)| !is_words("", key, value));
            Value::Object(kept.map(|(key, value)| (key.clone(), bare(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        other => other.clone(),
    }
}
