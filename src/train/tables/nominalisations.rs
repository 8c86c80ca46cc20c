//! Nouns that tell an event, with the verb that tells the same: “resignation”, “resign”.
//!
//! Rule: a noun has one verb, the one of its most frequent event sense; of several, the one that is spelt most like
//! the noun. Where WordNet has no link for the noun itself, the verbs that its synonyms are linked to count if they are
//! spelt like it: “appointment”, “appoint”.

use super::wordnet::{Synset, WordNet};
use super::{Origin, Table, common_start};

/// The lexicographer files of act, communication, event and process.
const EVENT_FILES: [u8; 4] = [4, 10, 11, 22];

/// The fewest letters of a verb that is recognised by its spelling.
const LEAST_LIKENESS: usize = 4;

/// `nominalisations.tsv`.
pub fn table(wordnet: &WordNet) -> Table {
    let mut lines = Vec::new();
    for lemma in wordnet.nouns.senses.keys().filter(|lemma| !lemma.contains(' ')) {
        if let Some(verb) = verb_of(wordnet, lemma) {
            lines.push(format!("{lemma}\t{verb}"));
        }
    }
    let columns = "noun with a sense of act, event, process or communication, verb that it is derived from or gives";
    Table { name: "nominalisations.tsv", origin: Origin::WordNet, columns, lines }
}

fn verb_of<'w>(wordnet: &'w WordNet, lemma: &str) -> Option<&'w str> {
    let senses = wordnet.nouns.senses(lemma).iter();
    let synsets = senses.filter_map(|sense| wordnet.nouns.synsets.get(&sense.synset));
    let of_events: Vec<&Synset> = synsets.filter(|synset| EVENT_FILES.contains(&synset.file)).collect();
    let closest = |verbs: Vec<&'w str>| {
        verbs.into_iter().max_by_key(|verb| (common_start(verb, lemma), std::cmp::Reverse(verb.len()), *verb))
    };
    let linked = of_events.iter().find_map(|synset| closest(verbs(wordnet, synset, lemma)));
    linked.or_else(|| of_events.iter().find_map(|synset| closest(verbs_of_synonyms(wordnet, synset, lemma))))
}

/// The single verbs that any word of a synset is linked to, with their synonyms, if the noun begins like them.
fn verbs_of_synonyms<'w>(wordnet: &'w WordNet, synset: &Synset, lemma: &str) -> Vec<&'w str> {
    let synsets = synset.verbs.iter().filter_map(|(_, offset, _)| wordnet.verbs.synsets.get(offset));
    let words = synsets.flat_map(|synset| &synset.words).map(String::as_str);
    let single = words.filter(|verb| !verb.contains([' ', '-', '\'']));
    single.filter(|verb| verb.len() >= LEAST_LIKENESS && common_start(verb, lemma) + 1 >= verb.len()).collect()
}

/// The single verbs that one sense of a noun is linked to.
fn verbs<'w>(wordnet: &'w WordNet, synset: &Synset, lemma: &str) -> Vec<&'w str> {
    let links = synset.verbs.iter().filter(|(place, ..)| synset.words.get(*place).is_some_and(|word| word == lemma));
    let verbs = links.filter_map(|(_, offset, place)| wordnet.verbs.synsets.get(offset)?.words.get(*place));
    verbs.map(String::as_str).filter(|verb| !verb.contains([' ', '-', '\''])).collect()
}
