//! CoNLL-2003 and what has its form. Source: Tjong Kim Sang and De Meulder, *Introduction to the CoNLL-2003 shared task*
//! (CoNLL 2003); Balasuriya and others, *Named entity recognition in Wikipedia* (2009) for Wikigold.

use std::path::Path;

use super::kinds::{ORGANIZATION, OTHER, PERSON, PLACE};
use super::{DataError, Marked, Tokens, from_tags, join, read};

/// CoNLL-2003 and what has its form: a token a line, its tag last.
///
/// # Errors
/// [`DataError`] where the file cannot be read.
pub fn conll(path: &Path) -> Result<Vec<Marked>, DataError> {
    let content = read(path)?;
    let mut texts = Vec::new();
    let mut sentences: Vec<Tokens> = Vec::new();
    let mut rows: Vec<(&str, &str)> = Vec::new();
    // Where nothing says where a document ends, a few sentences in a row are one.
    let marked = content.contains("-DOCSTART-");
    for line in content.lines().chain([""]) {
        let mut fields = line.split_whitespace();
        match (fields.next(), fields.next_back()) {
            (Some("-DOCSTART-"), _) => {
                if !sentences.is_empty() {
                    texts.push(join(&std::mem::take(&mut sentences)));
                }
            }
            (Some(form), Some(tag)) => rows.push((form, tag)),
            _ if rows.is_empty() => {}
            _ => {
                let names = from_tags(rows.iter().map(|(_, tag)| *tag)).into_iter().map(|(tokens, kind)| {
                    let kind = match kind {
                        "PER" => PERSON,
                        "ORG" => ORGANIZATION,
                        "LOC" => PLACE,
                        _ => OTHER,
                    };
                    (tokens, kind)
                });
                let names = names.collect();
                sentences.push(Tokens { forms: rows.drain(..).map(|(form, _)| form.to_owned()).collect(), names });
                if !marked && sentences.len() == 12 {
                    texts.push(join(&std::mem::take(&mut sentences)));
                }
            }
        }
    }
    if !sentences.is_empty() {
        texts.push(join(&sentences));
    }
    Ok(texts)
}
