//! The Groningen Meaning Bank. Source: Bos and others, *The Groningen Meaning Bank* (2017). Its adjectives of
//! nationality are names there, and no names with us.

use std::path::Path;

use super::kinds::{GROUP, ORGANIZATION, OTHER, PERSON, PLACE};
use super::{DataError, Marked, Tokens, from_tags, is_title, join, read};

/// The Groningen Meaning Bank: word, part of speech and tag in columns.
///
/// # Errors
/// [`DataError`] where the file cannot be read.
pub fn gmb(path: &Path) -> Result<Vec<Marked>, DataError> {
    let content = read(path)?;
    let mut texts = Vec::new();
    let mut sentences = Vec::new();
    let mut rows: Vec<[&str; 3]> = Vec::new();
    for line in content.lines().chain([""]) {
        let mut fields = line.split('\t');
        if let (Some(form), Some(part), Some(tag)) = (fields.next(), fields.next(), fields.next()) {
            rows.push([form, part, tag]);
        } else if !rows.is_empty() {
            sentences.push(gmb_sentence(&rows));
            rows.clear();
            // Its sentences come without their documents.
            if sentences.len() == 12 {
                texts.push(join(&std::mem::take(&mut sentences)));
            }
        }
    }
    if !sentences.is_empty() {
        texts.push(join(&sentences));
    }
    Ok(texts)
}

fn gmb_sentence(rows: &[[&str; 3]]) -> Tokens {
    let forms = rows.iter().map(|[form, ..]| (*form).to_owned()).collect();
    let mut names = Vec::new();
    for (mut tokens, kind) in from_tags(rows.iter().map(|[_, _, tag]| *tag)) {
        let plural = |at: usize| matches!(rows[at][1], "NNS" | "NNPS");
        let kind = match kind {
            "per" => PERSON,
            "org" => ORGANIZATION,
            "geo" => PLACE,
            "gpe" if rows[tokens.end - 1][1].starts_with("JJ") => continue,
            "gpe" if plural(tokens.end - 1) => GROUP,
            "gpe" => PLACE,
            "art" | "eve" | "nat" => OTHER,
            _ => continue,
        };
        if kind == PERSON {
            while tokens.len() > 1 && is_title(rows[tokens.start][0]) {
                tokens.start += 1;
            }
        }
        if rows[tokens.start][0].starts_with(char::is_uppercase) {
            names.push((tokens, kind));
        }
    }
    Tokens { forms, names }
}
