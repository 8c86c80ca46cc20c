//! Our own annotated articles.
//!
//! Rule: an article is read and cleaned as the worker does it, so that training sees the text that the worker sees. The
//! annotation names strings; every occurrence of a string as whole words is a mention, the longest first.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::ner_data::{DataError, Marked, longest, read};
use crate::article::{self, Article, RawArticle, ReadOptions};
use crate::extract::annotate::clues::number;
use crate::interrupt::Interrupt;
use crate::record::EntityType;

/// An annotated article.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// The article's text with its names.
    pub marked: Marked,
    /// The annotation.
    pub gold: Value,
}

/// Reads the annotated articles of a folder, in the order of their file names.
///
/// # Errors
/// [`DataError`] where a file cannot be read or holds no annotated article.
pub fn articles(folder: &Path) -> Result<Vec<Annotated>, DataError> {
    files(folder)?.iter().map(|path| annotated(path)).collect()
}

/// The files of annotated articles in a folder, in the order of their names.
///
/// # Errors
/// [`DataError`] where the folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    let io = |source| DataError::Io { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// An article, read as the worker reads it, and its annotation.
///
/// # Errors
/// [`DataError`] where the file cannot be read or holds no annotated article.
pub fn article(path: &Path) -> Result<(Article, Value), DataError> {
    let format = |problem: String| DataError::Format { path: path.to_owned(), problem };
    let mut value: Value = serde_json::from_str(&read(path)?).map_err(|error| format(error.to_string()))?;
    let raw = value["article"].to_string();
    let raw = RawArticle { value: raw.as_bytes(), ..RawArticle::default() };
    let article =
        article::read(raw, &ReadOptions::default(), &Interrupt::never()).map_err(|letter| format(letter.error))?;
    Ok((article, value["gold"].take()))
}

fn annotated(path: &Path) -> Result<Annotated, DataError> {
    let (article, gold) = article(path)?;
    let names = mentions(&article.text, &gold);
    let marked = Marked { text: article.text, headline: article.title.is_some(), lines: false, names };
    Ok(Annotated { marked, gold })
}

/// Where the names of an annotation stand in the text.
fn mentions(text: &str, gold: &Value) -> Vec<(std::ops::Range<usize>, u8)> {
    let mut found = Vec::new();
    for entity in gold["entities"].as_array().into_iter().flatten() {
        let Ok(kind) = serde_json::from_value::<EntityType>(entity["type"].clone()) else { continue };
        for key in ["mentions", "mentions_clean"] {
            for form in entity[key].as_array().into_iter().flatten().filter_map(Value::as_str) {
                let places = text.match_indices(form).map(|(at, _)| at..at + form.len());
                found.extend(places.filter(|bytes| is_whole(text, bytes)).map(|bytes| (bytes, number(kind))));
            }
        }
    }
    longest(found)
}

/// Whether a stretch begins and ends where words do.
fn is_whole(text: &str, bytes: &std::ops::Range<usize>) -> bool {
    let before = text[..bytes.start].chars().next_back();
    let after = text[bytes.end..].chars().next();
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let ends_in_word = text[..bytes.end].ends_with(char::is_alphanumeric);
    !(word(before) || word(after) && ends_in_word)
}
