//! The proper nouns of WordNet, with the types that their senses have.
//!
//! Rule: an instance has the type of its class; a capitalised noun for persons that is no instance (“Dane”,
//! “Republican”) names a people or the adherents of a creed or party.

use std::collections::BTreeMap;

use super::anchors::{Classes, GROUP};
use super::wordnet::{Sense, Synset, WordNet};
use super::{Origin, Table};

/// `proper_nouns.tsv`.
pub fn table(wordnet: &WordNet, classes: &Classes) -> Table {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for (lemma, senses) in &wordnet.nouns.senses {
        for name in spellings(wordnet, lemma, senses) {
            let typed = types(wordnet, classes, name, senses);
            if !typed.is_empty() {
                names.insert(name, typed);
            }
        }
    }
    let lines = names.into_iter().map(|(name, types)| format!("{name}\t{types}")).collect();
    let columns = "name, types (a letter each, the most frequent sense first)";
    Table { name: "proper_nouns.tsv", origin: Origin::WordNet, columns, lines }
}

/// The ways in which WordNet writes a lemma with a capital.
fn spellings<'w>(wordnet: &'w WordNet, lemma: &str, senses: &[Sense]) -> Vec<&'w str> {
    let synsets = senses.iter().filter_map(|sense| wordnet.nouns.synsets.get(&sense.synset));
    let words = synsets.flat_map(|synset| &synset.words).map(String::as_str);
    let mut names: Vec<&str> = words.filter(|word| is_name(word) && word.to_lowercase() == lemma).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn is_name(word: &str) -> bool {
    word.len() > 1 && word.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The types of the senses that are written like this, the most frequent first, each once.
fn types(wordnet: &WordNet, classes: &Classes, name: &str, senses: &[Sense]) -> String {
    let mut types = String::new();
    for sense in senses {
        let Some(synset) = wordnet.nouns.synsets.get(&sense.synset) else { continue };
        if !synset.words.iter().any(|word| word == name) {
            continue;
        }
        if let Some(class) = class(classes, sense, synset).filter(|class| !types.contains(*class)) {
            types.push(class);
        }
    }
    types
}

fn class(classes: &Classes, sense: &Sense, synset: &Synset) -> Option<char> {
    let class = classes.of(sense.synset);
    if !synset.instance_of.is_empty() {
        return class;
    }
    match class {
        Some('P') => Some(GROUP),
        Some('G' | 'O') => class,
        // “Labrador”, “Gothic”: a breed, a style, a language is a kind of thing and no entity.
        _ => None,
    }
}
