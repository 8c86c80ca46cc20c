//! Whether a participant is the one that the annotation names.
//!
//! Rule: as the scorer of records has it. An entity must be the right one; a noun phrase may lack its article, its
//! possessor and its postmodifier.

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::Analysis;
use crate::extract::facts::entities::Found;
use crate::extract::facts::events::Argument;
use crate::train::articles::Gold;

/// The names of the annotated entities of an article.
#[derive(Debug, Default)]
pub struct Names {
    /// The first name of each form.
    canonical: BTreeMap<String, String>,
}

impl Names {
    /// Reads the annotation.
    #[must_use]
    pub fn new(gold: &Gold) -> Self {
        let mut names = Self::default();
        for entity in &gold.entities {
            for form in entity.forms() {
                names.canonical.entry(folded(form)).or_insert_with(|| folded(&entity.name));
            }
        }
        names
    }

    /// Whether a participant of the annotation is an entity.
    #[must_use]
    pub fn holds(&self, words: &str) -> bool {
        self.canonical.contains_key(&folded(words))
    }

    fn canonical(&self, words: &str) -> String {
        let words = folded(words);
        self.canonical.get(&words).cloned().unwrap_or(words)
    }

    /// The annotated entity that one of ours is, by its name or else by all its names together; our name where it is none.
    fn of_entity(&self, analysis: &Analysis<'_>, entity: &Found) -> String {
        let words = |tokens| analysis.document.span_of(tokens).map_or("", |span| analysis.document.slice(span));
        let name = words(entity.name.clone());
        if self.holds(name) {
            return self.canonical(name);
        }
        let forms = entity.names().map(|tokens| words(tokens.clone()));
        let found: BTreeSet<String> = forms.filter(|form| self.holds(form)).map(|form| self.canonical(form)).collect();
        if found.len() == 1 { found.into_iter().next().unwrap_or_default() } else { folded(name) }
    }

    /// Whether a participant that was found is the one that the annotation names.
    #[must_use]
    pub fn is_same(&self, analysis: &Analysis<'_>, found: &Argument, wanted: &str) -> bool {
        let words = |tokens| analysis.document.span_of(tokens).map_or("", |span| analysis.document.slice(span));
        let text = words(found.tokens.clone());
        let entity = found.entity.and_then(|entity| analysis.entities.list.get(entity));
        if let Some(entity) = entity
            && self.of_entity(analysis, entity) == self.canonical(wanted)
        {
            return true;
        }
        if self.holds(wanted) {
            return entity.is_none() && self.canonical(text) == self.canonical(wanted);
        }
        is_same_phrase(text, wanted) || entity.is_some_and(|entity| is_same_phrase(words(entity.name.clone()), wanted))
    }
}

/// A name without case, punctuation around it, a possessive ending, honorific and article.
fn folded(text: &str) -> String {
    const BEFORE: [&str; 13] =
        ["mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "prof", "rev", "the", "a"];
    let text = text.to_lowercase().replace(['’', '‘'], "'").replace(['“', '”'], "\"");
    let mut text = text.trim_matches(|c: char| c.is_whitespace() || ".,;:\"'()".contains(c));
    text = text.strip_suffix("'s").or_else(|| text.strip_suffix('\'')).unwrap_or(text);
    while let Some((first, rest)) = text.split_once(' ')
        && (first == "an" || BEFORE.contains(&first.trim_end_matches('.')))
    {
        text = rest.trim_start();
    }
    text.replace('.', "")
}

/// The words of a text in small letters.
pub fn split(words: &str) -> Vec<String> {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The words of a noun phrase behind its determiner or possessor.
fn bare(text: &str) -> Vec<String> {
    const DETERMINERS: [&str; 15] =
        ["its", "his", "her", "their", "our", "my", "your", "the", "a", "an", "this", "that", "these", "those", "some"];
    let words = split(&folded(text));
    let first =
        words.iter().take(words.len().saturating_sub(1)).take_while(|word| DETERMINERS.contains(&word.as_str()));
    words[first.count()..].to_vec()
}

/// Whether two noun phrases name one thing: half their words are the same, or one is the other without its postmodifier.
#[must_use]
pub fn is_same_phrase(one: &str, other: &str) -> bool {
    const BEHIND: &str = "of in on at for from to with without by about over under against between among worth who that \
        which whose where when as than into near after before during including";
    let (one, other) = (bare(one), bare(other));
    let mut rest = other.clone();
    let mut common = 0;
    for word in &one {
        if let Some(at) = rest.iter().position(|other| other == word) {
            rest.swap_remove(at);
            common += 1;
        }
    }
    if common > 0 && 3 * common >= one.len() + other.len() {
        return true;
    }
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    !short.is_empty()
        && long.starts_with(short)
        && long.get(short.len()).is_some_and(|next| {
            BEHIND.split(' ').any(|word| word == next) || next.ends_with("ing") || next.ends_with("ed")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_may_lack_its_article_and_what_stands_behind_it() {
        assert!(is_same_phrase("the old bridge", "an old bridge over the river"));
        assert!(is_same_phrase("their losses", "its losses"));
        assert!(!is_same_phrase("the river", "the bridge over the river"));
        assert!(!is_same_phrase("the", "the bridge"));
    }

    #[test]
    fn a_name_is_folded() {
        assert_eq!(folded("Mr. Peter Stone’s"), "peter stone");
        assert_eq!(folded("the U.S."), "us");
    }
}
