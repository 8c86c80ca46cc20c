//! Nouns and verbs with their supersenses, and the irregular forms.
//!
//! Rule: a supersense is one letter, counted up from `a` in the order of WordNet's lexicographer files; the loader
//! reads the same code.

use std::collections::BTreeMap;
use std::path::Path;

use super::anchors::{Classes, OTHER};
use super::wordnet::{Part, Sense, WordNet};
use super::{Origin, Table, TablesError, read};

/// The lexicographer file of the first noun supersense, `noun.Tops`.
const FIRST_NOUN_FILE: u8 = 3;
/// The lexicographer file of the first verb supersense, `verb.body`.
const FIRST_VERB_FILE: u8 = 29;
/// How many times as often a noun may be another part of speech.
const RARELY: u32 = 3;
/// The most supersenses that an entry tells.
const MOST_SENSES: usize = 4;

/// `nouns.tsv`: single words, and pairs of words that name a person, body or place and whose second word does not.
pub fn nouns(wordnet: &WordNet, classes: &Classes, folder: &Path) -> Result<Table, TablesError> {
    let nouns = &wordnet.nouns;
    let irregular: BTreeMap<String, String> = irregular(folder, "verb.exc")?.into_iter().collect();
    let mut lines = Vec::new();
    for (lemma, senses) in &nouns.senses {
        let common = common_senses(nouns, lemma, senses);
        let class = classes.of_noun(&common).filter(|_| is_mostly_noun(wordnet, &irregular, lemma, &common));
        let wanted = match lemma.split(' ').collect::<Vec<_>>()[..] {
            [_] => true,
            [_, head] => {
                let head = common_senses(nouns, head, nouns.senses(head));
                class.is_some_and(|class| class != OTHER) && class != classes.of_noun(&head)
            }
            _ => false,
        };
        if wanted && !common.is_empty() && is_word(lemma) {
            let class = class.map(String::from).unwrap_or_default();
            lines.push(format!("{lemma}\t{}\t{class}", letters(nouns, &common, FIRST_NOUN_FILE)));
        }
    }
    let columns = "noun, supersenses (a letter each, the most frequent first), type of a name beside it";
    Ok(Table { name: "nouns.tsv", origin: Origin::WordNet, columns, lines })
}

/// Whether a word is a noun often enough to be taken for one beside a name; “spoke” and “free” are not.
fn is_mostly_noun(wordnet: &WordNet, irregular: &BTreeMap<String, String>, lemma: &str, common: &[Sense]) -> bool {
    let noun: u32 = common.iter().map(|sense| sense.count).sum();
    let verb = wordnet.verbs.count(lemma) + irregular.get(lemma).map_or(0, |verb| wordnet.verbs.count(verb));
    noun * RARELY >= verb + wordnet.adjectives.count(lemma)
}

/// The senses in which a noun is no proper one: WordNet writes it small.
fn common_senses(nouns: &Part, lemma: &str, senses: &[Sense]) -> Vec<Sense> {
    let small = |sense: &&Sense| {
        nouns.synsets.get(&sense.synset).is_some_and(|synset| synset.words.iter().any(|word| word == lemma))
    };
    senses.iter().filter(small).copied().collect()
}

/// `verbs.tsv`: single words.
pub fn verbs(wordnet: &WordNet) -> Table {
    let entries = wordnet.verbs.senses.iter().filter(|(lemma, _)| is_word(lemma) && !lemma.contains(' '));
    let lines = entries.map(|(lemma, senses)| format!("{lemma}\t{}", letters(&wordnet.verbs, senses, FIRST_VERB_FILE)));
    let columns = "verb, supersenses (a letter each, the most frequent first)";
    Table { name: "verbs.tsv", origin: Origin::WordNet, columns, lines: lines.collect() }
}

/// Whether an entry is made of letters, with hyphens and apostrophes: no numbers, no chemistry.
fn is_word(lemma: &str) -> bool {
    lemma.len() > 1 && lemma.chars().all(|c| c.is_ascii_lowercase() || matches!(c, ' ' | '-' | '\''))
}

/// The letters of these senses' supersenses, each once.
fn letters(part: &Part, senses: &[Sense], first_file: u8) -> String {
    let mut letters = String::new();
    for sense in senses {
        let letter =
            part.synsets.get(&sense.synset).map(|synset| char::from(b'a' + synset.file.saturating_sub(first_file)));
        if let Some(letter) = letter.filter(|letter| !letters.contains(*letter) && letters.len() < MOST_SENSES) {
            letters.push(letter);
        }
    }
    letters
}

/// `exceptions.tsv`: the irregular forms of single words.
pub fn exceptions(folder: &Path) -> Result<Table, TablesError> {
    let mut lines = Vec::new();
    for (part, file) in [("a", "adj.exc"), ("n", "noun.exc"), ("r", "adv.exc"), ("v", "verb.exc")] {
        lines.extend(irregular(folder, file)?.iter().map(|(form, lemma)| format!("{part}\t{form}\t{lemma}")));
    }
    let columns = "part of speech (a adjective, n noun, r adverb, v verb), irregular form, lemma";
    Ok(Table { name: "exceptions.tsv", origin: Origin::WordNet, columns, lines })
}

/// The irregular forms in a file, each with a lemma: single words that differ. A line: form, lemmas.
fn irregular(folder: &Path, file: &str) -> Result<Vec<(String, String)>, TablesError> {
    let mut pairs = Vec::new();
    for line in read(&folder.join(file))?.lines() {
        let mut words = line.split_ascii_whitespace();
        let form = words.next().unwrap_or_default();
        let lemmas = words.filter(|lemma| !lemma.contains('_') && !form.contains('_') && *lemma != form);
        pairs.extend(lemmas.map(|lemma| (form.to_owned(), lemma.to_owned())));
    }
    Ok(pairs)
}
