//! Access to the fields of a JSON object that names the field which has the wrong type.

use serde_json::{Map, Value};

use super::draft::invalid;
use crate::record::DeadLetter;

/// A JSON object whose fields are read by name.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub &'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// Whether there is such a field, null or not.
    pub fn has(self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The field, unless it is absent or null.
    pub fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// The first of `names` that holds text that is not blank; null and absent are alike.
    ///
    /// # Errors
    /// Any of `names` holds something other than a string.
    pub fn string(self, names: &[&str]) -> Result<Option<&'a str>, DeadLetter> {
        let mut found = None;
        for name in names {
            let Some(value) = self.get(name) else { continue };
            let text = value.as_str().ok_or_else(|| wrong_type(name, "a string", value))?.trim();
            found = found.or((!text.is_empty()).then_some(text));
        }
        Ok(found)
    }

    /// Like [`Fields::string`], owned.
    ///
    /// # Errors
    /// Any of `names` holds something other than a string.
    pub fn owned(self, names: &[&str]) -> Result<Option<String>, DeadLetter> {
        Ok(self.string(names)?.map(str::to_owned))
    }

    /// The elements of a list; none where it is absent or null.
    ///
    /// # Errors
    /// The field holds something other than a list.
    pub fn list(self, name: &str) -> Result<&'a [Value], DeadLetter> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(other) => Err(wrong_type(name, "a list", other)),
        }
    }
}

/// The dead letter of a field that holds `found` where `expected` should stand.
pub(super) fn wrong_type(name: &str, expected: &str, found: &Value) -> DeadLetter {
    invalid(format!("`{name}` is {}: send {expected}", type_name(found)))
}

/// What a JSON value is, in words.
pub(super) const fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
