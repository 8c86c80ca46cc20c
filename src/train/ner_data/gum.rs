//! Names in GUM, whose layer of entities holds every noun phrase.
//!
//! Source of the format: <https://gucorpling.org/gum/annotations.html>. A phrase whose head is a proper noun frames a
//! name: the proper nouns around the head, with what links them.

use std::ops::Range;
use std::path::Path;

use super::kinds::{GROUP, ORGANIZATION, OTHER, PERSON, PLACE};
use super::{DataError, Marked, Tokens, join, longest};
use crate::train::conllu::{self, Sentence, Word};

/// The names of GUM, from its layer of entities.
///
/// # Errors
/// [`DataError`] where the treebank cannot be read.
pub fn gum(path: &Path) -> Result<Vec<Marked>, DataError> {
    let sentences = conllu::read(path)?;
    let mut texts = Vec::new();
    let mut tokens: Vec<Tokens> = Vec::new();
    let mut open = Open::default();
    for sentence in &sentences {
        if sentence.new_document {
            open = Open::default();
            if !tokens.is_empty() {
                texts.push(join(&std::mem::take(&mut tokens)));
            }
        }
        let names = names(sentence, &mut open);
        tokens.push(Tokens { forms: forms(sentence), names });
    }
    if !tokens.is_empty() {
        texts.push(join(&tokens));
    }
    Ok(texts)
}

fn forms(sentence: &Sentence) -> Vec<String> {
    sentence.words.iter().map(|word| word.form.clone()).collect()
}

/// The type that GUM's type of an entity stands for; none for what is no name.
fn gum_kind(kind: &str, plural: bool) -> Option<u8> {
    match kind {
        "person" if plural => Some(GROUP),
        "person" => Some(PERSON),
        "organization" => Some(ORGANIZATION),
        "place" => Some(PLACE),
        "time" => None,
        _ => Some(OTHER),
    }
}

/// Entities that are open at the end of a sentence, by their number in the document.
#[derive(Debug, Default)]
struct Open(Vec<(String, String, usize)>);

/// The names of one sentence, none within another.
fn names(sentence: &Sentence, open: &mut Open) -> Vec<(Range<usize>, u8)> {
    open.0.clear();
    let mut found: Vec<(Range<usize>, u8)> = Vec::new();
    for (at, word) in sentence.words.iter().enumerate() {
        let Some(marks) = word.misc.split('|').find_map(|field| field.strip_prefix("Entity=")) else { continue };
        for mark in brackets(marks) {
            match mark.strip_prefix('(') {
                Some(rest) => {
                    let mut fields = rest.trim_end_matches(')').split('-');
                    let number = fields.next().unwrap_or_default().to_owned();
                    let kind = fields.next().unwrap_or_default().to_owned();
                    open.0.push((number, kind, at));
                    if mark.ends_with(')') {
                        close(sentence, open, None, at, &mut found);
                    }
                }
                None => close(sentence, open, Some(mark.trim_end_matches(')')), at, &mut found),
            }
        }
    }
    longest(found)
}

/// The brackets of a field: `(1-person(2-place)` is `(1-person` and `(2-place)`.
fn brackets(marks: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in marks.char_indices() {
        if c == '(' && at > start {
            found.push(&marks[start..at]);
            start = at;
        } else if c == ')' {
            found.push(&marks[start..=at]);
            start = at + 1;
        }
    }
    if start < marks.len() {
        found.push(&marks[start..]);
    }
    found
}

/// Closes the entity of a number, or the one that was opened last.
fn close(sentence: &Sentence, open: &mut Open, number: Option<&str>, at: usize, found: &mut Vec<(Range<usize>, u8)>) {
    let index = match number {
        Some(number) => open.0.iter().rposition(|(other, ..)| other == number),
        None => open.0.len().checked_sub(1),
    };
    let Some((_, kind, start)) = index.map(|index| open.0.remove(index)) else { return };
    if let Some(name) = framed(&sentence.words, start..at + 1) {
        let plural = sentence.words[name.end - 1].xpos == "NNPS";
        if let Some(kind) = gum_kind(&kind, plural) {
            found.push((name, kind));
        }
    }
}

/// The name that a phrase frames.
fn framed(words: &[Word], phrase: Range<usize>) -> Option<Range<usize>> {
    let outside = |word: &Word| word.head.is_none_or(|head| !phrase.contains(&head));
    let head = phrase.clone().find(|at| outside(&words[*at]))?;
    if words[head].upos != "PROPN" {
        return None;
    }
    let proper = |at: usize| phrase.contains(&at) && (words[at].upos == "PROPN" || words[at].xpos.starts_with("NNP"));
    let links = |at: usize| matches!(words[at].form.as_str(), "of" | "-" | "&" | "the" | "de");
    let (mut start, mut end) = (head, head + 1);
    while start > phrase.start {
        if proper(start - 1) {
            start -= 1;
        } else if start >= 2 && proper(start - 2) && links(start - 1) {
            start -= 2;
        } else {
            break;
        }
    }
    while end < phrase.end {
        if proper(end) || words[end].upos == "NUM" {
            end += 1;
        } else if links(end) && proper(end + 1) {
            end += 2;
        } else if words[end].form == "of" && end + 2 < phrase.end && words[end + 1].form == "the" && proper(end + 2) {
            end += 3;
        } else {
            break;
        }
    }
    words[start].form.starts_with(char::is_uppercase).then_some(start..end)
}
