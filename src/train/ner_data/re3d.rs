//! The entities of defence and security documents. Source: Defence Science and Technology Laboratory, *Relationship and
//! entity extraction evaluation dataset* (2017).

use std::path::Path;

use super::kinds::{ORGANIZATION, OTHER, PERSON, PLACE};
use super::{DataError, Marked, is_title, longest, read};

/// The entities of defence and security documents, but for those of the folder whose terms are its own.
///
/// # Errors
/// [`DataError`] where the file cannot be read or a line is no document.
pub fn re3d(path: &Path) -> Result<Vec<Marked>, DataError> {
    let content = read(path)?;
    let format = |problem: String| DataError::Format { path: path.to_owned(), problem };
    let mut texts = Vec::new();
    for line in content.lines() {
        let value: serde_json::Value = serde_json::from_str(line).map_err(|error| format(error.to_string()))?;
        let folder = value["licence_folder"].as_str().unwrap_or_default();
        if folder.contains("Delegation of the European Union") || folder.contains("EU") {
            continue;
        }
        let text = value["text"].as_str().unwrap_or_default().to_owned();
        let names = value["entities"].as_array().map_or(Vec::new(), |entities| re3d_names(&text, entities));
        texts.push(Marked { text, headline: false, lines: false, names });
    }
    Ok(texts)
}

fn re3d_names(text: &str, entities: &[serde_json::Value]) -> Vec<(std::ops::Range<usize>, u8)> {
    let nationalities: Vec<&str> = entities
        .iter()
        .filter(|entity| entity["type"] == "Nationality")
        .filter_map(|entity| entity["value"].as_str())
        .collect();
    let mut names: Vec<(std::ops::Range<usize>, u8)> = Vec::new();
    for entity in entities {
        let kind = match entity["type"].as_str().unwrap_or_default() {
            "Person" => PERSON,
            "Organisation" => ORGANIZATION,
            "Location" => PLACE,
            "MilitaryPlatform" | "Weapon" | "Vehicle" | "DocumentReference" => OTHER,
            _ => continue,
        };
        let Some(value) = entity["value"].as_str() else { continue };
        let Some(begin) = entity["begin"].as_u64().and_then(|begin| byte_of(text, begin, value)) else { continue };
        let mut name = value;
        while let Some((word, rest)) = name.split_once(' ') {
            let titled = kind == PERSON && (nationalities.contains(&word) || is_title(word));
            if !titled && !matches!(word, "the" | "The" | "a" | "A" | "an" | "An") {
                break;
            }
            name = rest;
        }
        if capitalised(name) {
            let start = begin + value.len() - name.len();
            names.push((start..start + name.len(), kind));
        }
    }
    longest(names)
}

/// Whether all words but the small ones of a name have a capital.
fn capitalised(name: &str) -> bool {
    let small = ["of", "the", "and", "for", "al", "de", "in", "on", "to", "bin", "-"];
    let mut words = name.split([' ', '-']).filter(|word| !word.is_empty());
    name.starts_with(char::is_uppercase)
        && words.all(|word| !word.starts_with(char::is_lowercase) || small.contains(&word))
}

/// The byte where a value begins that is said to begin at a character.
fn byte_of(text: &str, character: u64, value: &str) -> Option<usize> {
    let character = usize::try_from(character).ok()?;
    let at = text.char_indices().nth(character).map(|(at, _)| at)?;
    text[at..].starts_with(value).then_some(at)
}
