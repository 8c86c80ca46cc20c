//! A JSON Schema as a page for people: a table for each object and each set of names.
//!
//! Rule: everything on the page comes from the schema, and so from the types and their documentation; a field of an
//! object stands where `required` has it, the optional ones behind in the order of their names.

use std::fmt::Write;

use serde_json::{Map, Value};

/// The page of a schema with its definitions: a heading, what stands before the tables, and the tables.
#[must_use]
pub fn page(heading: &str, preface: &str, schema: &Value) -> String {
    let mut page = format!("# {heading}\n\n{preface}\n");
    let empty = Map::new();
    let definitions = schema["$defs"].as_object().unwrap_or(&empty);
    if let Some(root) = schema["title"].as_str() {
        section(&mut page, root, schema);
    }
    for (name, definition) in definitions {
        section(&mut page, name, definition);
    }
    page
}

/// The part of the page about one definition.
fn section(page: &mut String, name: &str, schema: &Value) {
    // Writing to a string cannot fail.
    let _ = write!(page, "\n## {name}\n\n{}\n", words(schema));
    if let Some(fields) = schema["properties"].as_object() {
        fields_table(page, schema, fields);
    } else if let Some(names) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        names_table(page, names);
    } else if let Some(names) = schema["enum"].as_array() {
        let names: Vec<String> = names.iter().map(code).collect();
        let _ = write!(page, "\nOne of {}.\n", names.join(", "));
    } else {
        let _ = write!(page, "\nWritten as {}.\n", kind(schema));
    }
}

fn fields_table(page: &mut String, schema: &Value, fields: &Map<String, Value>) {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let optional = fields.keys().map(String::as_str).filter(|name| !required.contains(name));
    let has_defaults = fields.values().any(|field| field.get("default").is_some());
    let third = if has_defaults { "default" } else { "always there" };
    let _ = write!(page, "\n| field | type | {third} | meaning |\n|---|---|---|---|\n");
    for name in required.iter().copied().chain(optional) {
        let field = &fields[name];
        let third = match field.get("default") {
            // The defaults of a section stand in its own table.
            Some(Value::Object(keys)) if !keys.is_empty() => String::new(),
            Some(default) => code(default),
            None if has_defaults => String::new(),
            None if required.contains(&name) => "yes".to_owned(),
            None => "no".to_owned(),
        };
        let _ = writeln!(page, "| `{name}` | {} | {third} | {} |", kind(field), words(field));
    }
}

fn names_table(page: &mut String, names: &[Value]) {
    let _ = write!(page, "\n| value | meaning |\n|---|---|\n");
    for name in names {
        let value = name.get("const").map_or_else(|| kind(name), code);
        let _ = writeln!(page, "| {value} | {} |", words(name));
    }
}

/// The description, on one line.
fn words(schema: &Value) -> String {
    let lines = schema["description"].as_str().unwrap_or_default().lines();
    let line = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    // A vertical bar would end the cell; a link between types leads nowhere here.
    line.replace('|', "\\|").replace("[`", "`").replace("`]", "`")
}

fn code(value: &Value) -> String {
    format!("`{value}`")
}

/// What kind of value a field has, with a link to what is defined elsewhere on the page.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        Value::String(name) if name == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(name) => name.clone(),
        _ => "any".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::cli::schema::{Document, markdown};

    #[test]
    fn fields_have_their_type_default_and_meaning() {
        let schema = json!({
            "title": "Door",
            "description": "A door.\n\nOf a house.",
            "required": ["width"],
            "properties": {
                "colour": {"anyOf": [{"$ref": "#/$defs/Colour"}, {"type": "null"}], "description": "Red | green."},
                "width": {"type": "integer", "description": "In centimetres."},
                "hinges": {"type": "array", "items": {"type": "string"}},
            },
            "$defs": {"Colour": {"description": "Paint.", "enum": ["red", "green"]}},
        });
        let expected = "# Doors\n\nAll of them.\n\n## Door\n\nA door. Of a house.\n\n\
            | field | type | always there | meaning |\n|---|---|---|---|\n\
            | `width` | integer | yes | In centimetres. |\n\
            | `colour` | [Colour](#colour) or null | no | Red \\| green. |\n\
            | `hinges` | list of string | no |  |\n\n\
            ## Colour\n\nPaint.\n\nOne of `\"red\"`, `\"green\"`.\n";
        assert_eq!(page("Doors", "All of them.", &schema), expected);
    }

    #[test]
    fn the_pages_in_docs_are_those_of_the_types() {
        for (of, file) in [(Document::Config, "configuration.md"), (Document::Record, "record.md")] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(file);
            let written = std::fs::read_to_string(&path).unwrap_or_default();
            let made = markdown(of).unwrap();
            assert!(written == made, "docs/{file} is out of date: run `make pages`");
        }
    }
}
