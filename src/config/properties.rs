//! What is passed to librdkafka as it is, without ever showing a secret.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Value;

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

/// Names that contain one of these hold a secret. Too many rather than too few: a harmless value that is not shown
/// costs nothing.
const SECRET_NAMES: [&str; 8] =
    ["password", "passphrase", "secret", "credential", "token", "jaas", "key.pem", "oauthbearer.config"];

/// The value of a property; one that is a secret does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Property {
    value: String,
    secret: bool,
}

impl Property {
    /// The value in the clear: for librdkafka and nobody else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.value
    }

    /// Whether the value is kept out of logs, errors and pages: by its name, or because it came from a file.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.secret
    }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.secret { REDACTED } else { &self.value })
    }
}

impl fmt::Debug for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.secret { f.write_str(REDACTED) } else { fmt::Debug::fmt(&self.value, f) }
    }
}

impl Serialize for Property {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// librdkafka properties by name, in order of name.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Properties(BTreeMap<String, Property>);

impl Properties {
    /// Sets a property; it is a secret if its name says so.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        let secret = holds_secret(&name);
        self.0.insert(name, Property { value: value.into(), secret });
    }

    /// Sets a property that is a secret whatever its name.
    pub fn insert_secret(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), Property { value: value.into(), secret: true });
    }

    /// The property `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.0.get(name)
    }

    /// Every property, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Property)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The secrets in the clear, for a log or error filter that must take them out of other people's messages.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.values().filter(|property| property.secret).map(Property::expose)
    }
}

impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Properties {
    /// Reads names that are quoted and names whose dots TOML took for nesting. `<name>_file` keys are refused: only
    /// [`Config::load`](super::Config::load) reads files.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut properties = Self::default();
        for (name, value) in flatten(toml::Table::deserialize(deserializer)?) {
            let value = scalar(&value).ok_or_else(|| D::Error::custom(format_args!("{name}: {NOT_SCALAR}")))?;
            if name.ends_with(FILE_SUFFIX) {
                return Err(D::Error::custom(format_args!("{name}: a secret in a file cannot be read here")));
            }
            properties.insert(name, value);
        }
        Ok(properties)
    }
}

impl JsonSchema for Properties {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Properties".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "librdkafka properties by name; `<name>_file` names a file that holds the value.",
            "additionalProperties": { "type": ["string", "number", "boolean", "object"] }
        })
    }
}

/// The end of a key that names a file with the value.
pub(super) const FILE_SUFFIX: &str = "_file";

pub(super) const NOT_SCALAR: &str = "is no string, number or boolean";

/// Whether the property `name` holds a secret.
pub(super) fn holds_secret(name: &str) -> bool {
    SECRET_NAMES.iter().any(|part| name.contains(part))
}

/// A property's value as librdkafka takes it; none for what is no string, number or boolean.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

/// Properties by their full name: TOML takes the dots of a bare key for nesting.
pub(super) fn flatten(table: toml::Table) -> Vec<(String, Value)> {
    let mut open: Vec<(String, Value)> = table.into_iter().collect();
    let mut flat = Vec::new();
    while let Some((name, value)) = open.pop() {
        match value {
            Value::Table(inner) => {
                open.extend(inner.into_iter().map(|(rest, value)| (format!("{name}.{rest}"), value)));
            }
            value => flat.push((name, value)),
        }
    }
    flat.sort_by(|(a, _), (b, _)| a.cmp(b));
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_never_show_themselves() {
        let mut properties = Properties::default();
        properties.insert("sasl.password", "hunter2");
        properties.insert("ssl.key.pem", "hunter2");
        properties.insert("sasl.oauthbearer.client.secret", "hunter2");
        properties.insert_secret("sasl.username", "hunter2");
        properties.insert("client.id", "shown");
        let shown = format!(
            "{properties:?} {:?} {} {}",
            properties.get("sasl.password"),
            properties.get("sasl.username").unwrap(),
            serde_json::to_string(&properties).unwrap()
        );
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("shown"), "{shown}");
        assert_eq!(properties.get("sasl.password").unwrap().expose(), "hunter2");
        assert_eq!(properties.secrets().count(), 4);
    }

    #[test]
    fn quoted_and_bare_names_are_the_same() {
        let bare: Properties =
            toml::from_str("security.protocol = 'SSL'\nssl.ca.location = '/ca'\nlinger.ms = 5").unwrap();
        let quoted: Properties =
            toml::from_str("'security.protocol' = 'SSL'\n'ssl.ca.location' = '/ca'\n'linger.ms' = '5'").unwrap();
        assert_eq!(bare, quoted);
        assert_eq!(bare.get("ssl.ca.location").unwrap().expose(), "/ca");
    }
}
