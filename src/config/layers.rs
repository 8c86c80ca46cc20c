//! Where values come from: TOML files in order, then the environment; later ones win, key by key.
//!
//! Every value keeps its origin, so that a complaint can name it. Each key is read on its own: one that is wrong hides
//! no other.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::error::Problems;
use super::properties::{FILE_SUFFIX, NOT_SCALAR, Properties, flatten, scalar};

const PREFIX: &str = "FACTWIRE_";
const SECTIONS: [&str; 8] = ["kafka", "extract", "batch", "memory", "poison", "http", "log", "shutdown"];
const PROPERTY_MAPS: [&str; 3] = ["properties", "consumer_properties", "producer_properties"];

/// librdkafka properties that end in `.file` themselves: as a variable they look like the `_file` form of another.
const FILE_PROPERTIES: [&str; 3] = [
    "sasl.oauthbearer.assertion.file",
    "sasl.oauthbearer.assertion.jwt.template.file",
    "sasl.oauthbearer.assertion.private.key.file",
];

/// A value, and the file or variable that set it.
#[derive(Debug)]
struct Setting {
    value: Value,
    origin: String,
}

/// All layers merged: the last value of each key, by section.
#[derive(Debug, Default)]
pub(super) struct Layers {
    settings: BTreeMap<String, BTreeMap<String, Setting>>,
    properties: BTreeMap<String, BTreeMap<String, Setting>>,
}

impl Layers {
    /// Puts the values of a TOML file over what is there.
    pub(super) fn add_file(&mut self, file: &Path, problems: &mut Problems) {
        let origin = file.display().to_string();
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => return problems.add(origin, format!("cannot be read ({error})"), "check the path"),
        };
        // Only the message and the line: the parser's own report quotes the line, which may hold a secret.
        let table: Table = match toml::from_str(&text) {
            Ok(table) => table,
            Err(error) => {
                let line = error
                    .span()
                    .and_then(|span| text.get(..span.start))
                    .map_or(1, |up_to| 1 + up_to.bytes().filter(|byte| *byte == b'\n').count());
                let problem = format!("is not TOML at line {line} ({})", error.message().trim());
                return problems.add(origin, problem, "correct that line");
            }
        };
        for (section, value) in table {
            match value {
                Value::Table(table) => self.add_table(&section, table, &origin, problems),
                _ => problems.add_in(
                    &*origin,
                    section,
                    "stands outside any section",
                    "put it under one, such as [kafka]",
                ),
            }
        }
    }

    fn add_table(&mut self, section: &str, table: Table, origin: &str, problems: &mut Problems) {
        if !SECTIONS.contains(&section) {
            return unknown_section(section, origin, problems);
        }
        for (key, value) in table {
            match value {
                Value::Table(properties) if is_property_map(section, &key) => {
                    let properties = flatten(properties);
                    let both = |name: &str| properties.iter().any(|(other, _)| other == name);
                    for (name, _) in properties.iter().filter(|(name, _)| both(&format!("{name}{FILE_SUFFIX}"))) {
                        let problem = format!("is there twice, as {name} and as {name}{FILE_SUFFIX}");
                        problems.add_in(origin, format!("{section}.{key}.{name}"), problem, "remove one of them");
                    }
                    for (name, value) in properties {
                        self.set_property(&key, name, value, origin);
                    }
                }
                value => self.set(section, key, value, origin),
            }
        }
    }

    /// Puts the variables `FACTWIRE_<SECTION>__<KEY>` over what is there. Others that begin with `FACTWIRE_` are not
    /// ours: Kubernetes sets `FACTWIRE_PORT` and the like for a service of that name.
    pub(super) fn add_environment(
        &mut self,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        problems: &mut Problems,
    ) {
        let mut ours: Vec<(String, OsString)> = environment
            .into_iter()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect();
        ours.sort();
        for (variable, value) in ours {
            match value.into_string() {
                Ok(value) => self.add_variable(&variable, value, problems),
                Err(_) => problems.add(variable, "is not UTF-8", "set it to text"),
            }
        }
    }

    fn add_variable(&mut self, variable: &str, value: String, problems: &mut Problems) {
        let path = variable[PREFIX.len()..].to_ascii_lowercase();
        let Some((section, key)) = path.split_once("__") else {
            return missing_underscore(variable, &path, problems);
        };
        if !SECTIONS.contains(&section) {
            return unknown_section(section, variable, problems);
        }
        match key.split_once("__") {
            Some((map, name)) if is_property_map(section, map) => {
                self.set_property(map, property_name(name), Value::String(value), variable);
            }
            _ => self.set(section, key.to_owned(), Value::String(value), variable),
        }
    }

    fn set(&mut self, section: &str, key: String, value: Value, origin: &str) {
        let setting = Setting { value, origin: origin.to_owned() };
        self.settings.entry(section.to_owned()).or_default().insert(key, setting);
    }

    /// A later layer replaces a property in either of its forms, the value or the file that holds it.
    fn set_property(&mut self, map: &str, name: String, value: Value, origin: &str) {
        let properties = self.properties.entry(map.to_owned()).or_default();
        let other_form = name.strip_suffix(FILE_SUFFIX).map_or_else(|| format!("{name}{FILE_SUFFIX}"), str::to_owned);
        properties.remove(&other_form);
        properties.insert(name, Setting { value, origin: origin.to_owned() });
    }

    /// The section as its type, without what is wrong with it.
    pub(super) fn section<S>(&self, section: &str, problems: &mut Problems) -> S
    where
        S: Default + Serialize + DeserializeOwned,
    {
        let defaults = Table::try_from(S::default()).expect("every setting has a form in TOML");
        let mut table = Table::new();
        for (key, setting) in self.settings.get(section).into_iter().flatten() {
            let complain = |problem: String, remedy: String, problems: &mut Problems| {
                problems.add_in(&*setting.origin, format!("{section}.{key}"), problem, remedy);
            };
            let Some(default) = defaults.get(key) else {
                let known: Vec<&str> = defaults.keys().map(String::as_str).collect();
                complain("is unknown".to_owned(), format!("use one of {}", known.join(", ")), problems);
                continue;
            };
            let Some(value) = as_kind_of(default, &setting.value) else {
                complain(format!("is not {}", kind(default)), format!("write it as {}", example(default)), problems);
                continue;
            };
            let alone = Table::from_iter([(key.clone(), value.clone())]);
            match alone.try_into::<S>() {
                Ok(_) => drop(table.insert(key.clone(), value)),
                Err(error) => complain(reason(&error), format!("write it as {}", example(default)), problems),
            }
        }
        table.try_into().expect("every key was read on its own before")
    }

    /// One of the property maps of `kafka`, with secrets read from their files.
    pub(super) fn properties(&self, map: &str, problems: &mut Problems) -> Properties {
        let mut properties = Properties::default();
        for (name, setting) in self.properties.get(map).into_iter().flatten() {
            let key = format!("kafka.{map}.{name}");
            let Some(value) = scalar(&setting.value) else {
                problems.add_in(&*setting.origin, key, NOT_SCALAR, "put it in quotes");
                continue;
            };
            match name.strip_suffix(FILE_SUFFIX) {
                None => properties.insert(name, value),
                Some(name) => match fs::read_to_string(&value) {
                    Ok(secret) => properties.insert_secret(name, without_final_newline(&secret)),
                    Err(error) => {
                        let problem = format!("names {value:?}, which cannot be read ({error})");
                        problems.add_in(&*setting.origin, key, problem, "check the path and its permissions");
                    }
                },
            }
        }
        properties
    }

    /// The file or variable that set `key`; none where it has its default.
    pub(super) fn origin(&self, key: &str) -> Option<String> {
        let (section, key) = key.split_once('.')?;
        let setting = match key.split_once('.') {
            None => self.settings.get(section)?.get(key),
            Some((map, name)) => {
                let properties = self.properties.get(map)?;
                properties.get(name).or_else(|| properties.get(&format!("{name}{FILE_SUFFIX}")))
            }
        };
        setting.map(|setting| setting.origin.clone())
    }
}

fn is_property_map(section: &str, key: &str) -> bool {
    section == "kafka" && PROPERTY_MAPS.contains(&key)
}

fn unknown_section(section: &str, origin: &str, problems: &mut Problems) {
    problems.add_in(origin, section, "is an unknown section", format!("use one of {}", SECTIONS.join(", ")));
}

/// `FACTWIRE_KAFKA_BROKERS` would be a setting with one more underscore: it is not passed over in silence.
fn missing_underscore(variable: &str, path: &str, problems: &mut Problems) {
    let Some((section, key)) = path.split_once('_') else { return };
    let defaults = Table::try_from(super::Config::default()).expect("every setting has a form in TOML");
    if defaults.get(section).and_then(Value::as_table).is_some_and(|table| table.contains_key(key)) {
        let right = format!("{PREFIX}{}__{}", section.to_ascii_uppercase(), key.to_ascii_uppercase());
        problems.add(variable, "has one underscore after the section", format!("rename it to {right}"));
    }
}

/// `sasl_password` → `sasl.password`, `sasl_password_file` → `sasl.password_file`.
fn property_name(variable: &str) -> String {
    let name = variable.replace("__", ".").replace('_', ".");
    if FILE_PROPERTIES.contains(&&*name) {
        return name;
    }
    name.strip_suffix(".file").map_or_else(|| name.clone(), |stem| format!("{stem}{FILE_SUFFIX}"))
}

fn without_final_newline(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

/// `value` as the same kind of thing as `default`. Variables are text, so text is read as what the key holds; a string
/// is never taken for a number, whatever it looks like.
fn as_kind_of(default: &Value, value: &Value) -> Option<Value> {
    match (default, value) {
        (Value::Integer(_), Value::String(text)) => text.trim().parse().ok().map(Value::Integer),
        (Value::Float(_), Value::String(text)) => text.trim().parse().ok().map(Value::Float),
        (Value::Float(_), Value::Integer(number)) => {
            i32::try_from(*number).ok().map(|number| Value::Float(number.into()))
        }
        (Value::Boolean(_), Value::String(text)) => text.trim().parse().ok().map(Value::Boolean),
        (Value::Array(_), Value::String(text)) => list(text),
        _ => default.same_type(value).then(|| value.clone()),
    }
}

/// `a, b` or `["a", "b"]`.
fn list(text: &str) -> Option<Value> {
    let text = text.trim();
    if text.starts_with('[') {
        let mut table: Table = toml::from_str(&format!("list = {text}")).ok()?;
        return table.remove("list").filter(Value::is_array);
    }
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    Some(Value::Array(items.map(|item| Value::String(item.to_owned())).collect()))
}

fn kind(default: &Value) -> &'static str {
    match default {
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list of strings",
        Value::Table(_) => "a table",
        _ => "a string",
    }
}

fn example(default: &Value) -> String {
    match default {
        Value::Table(_) => "a table with a key for each property".to_owned(),
        default => serde_json::to_string(default).expect("a setting that is no table has the same form in JSON"),
    }
}

/// What serde has against a value, without the Rust types: those mean nothing to an operator.
fn reason(error: &toml::de::Error) -> String {
    let message = error.message().trim();
    let message = message.split_once(", expected u").map_or(message, |(before, _)| before);
    format!("is not taken ({message})")
}
