//! Which relations there are in the treebanks, and which of them words of each kind have.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::parser::relations::{LISTS, LONGEST_LIST, MOST_RELATIONS, ROOT_NAME, RelationId, Relations};
use crate::model::parser::state::Side;
use crate::model::tags::Upos;
use crate::model::weights::Corrupt;
use crate::train::conllu::{Sentence, Word};

/// A relation that occurs less often is left to its universal part.
const RARE: usize = 10;

/// The universal part of a relation's name.
#[must_use]
pub fn universal(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

/// The relations of treebanks, the root first, then the most frequent first.
///
/// # Errors
/// [`Corrupt`] where there are none.
pub fn inventory(sentences: &[&Sentence]) -> Result<Relations, Corrupt> {
    let words = || sentences.iter().flat_map(|sentence| &sentence.words).filter(|word| word.head.is_some());
    let mut names: Vec<&str> = vec![ROOT_NAME];
    names.extend(
        most_frequent(words().map(|word| word.deprel.as_str()))
            .filter(|(name, count)| *name != ROOT_NAME && (*count >= RARE || !name.contains(':')))
            .map(|(name, _)| name),
    );
    names.truncate(MOST_RELATIONS);
    let id = |name: &str| names.iter().position(|known| *known == name).and_then(|at| RelationId::try_from(at).ok());
    let relation = |word: &Word| id(&word.deprel).or_else(|| id(universal(&word.deprel))).filter(|id| *id != 0);
    let list = |number: usize| {
        let fits = |sentence: &Sentence, at: usize| list_number(sentence, at) == Some(number);
        let relations = sentences.iter().flat_map(|sentence| {
            let at = (0..sentence.words.len()).filter(|at| fits(sentence, *at));
            at.filter_map(|at| relation(&sentence.words[at])).collect::<Vec<_>>()
        });
        let list: Vec<RelationId> = most_frequent(relations).map(|(id, _)| id).take(LONGEST_LIST).collect();
        if list.is_empty() { vec![1] } else { list }
    };
    let lists = (0..LISTS).map(list).collect();
    Relations::new(names.into_iter().map(str::to_owned).collect(), lists)
}

/// Things and how often each occurs, the most frequent first.
fn most_frequent<T: Ord + Copy>(things: impl Iterator<Item = T>) -> impl Iterator<Item = (T, usize)> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    things.for_each(|thing| *counts.entry(thing).or_default() += 1);
    let mut counts: Vec<(T, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts.into_iter()
}

/// The list in which the relation of a word is looked for.
fn list_number(sentence: &Sentence, at: usize) -> Option<usize> {
    let word = &sentence.words[at];
    let side = if word.head? > at { Side::Left } else { Side::Right };
    Some(Relations::list_number(Upos::from_name(&word.upos)? as u8, side))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_what_occurs_the_most_frequent_first() {
        let word = |upos: &str, head, deprel: &str| Word {
            upos: upos.to_owned(),
            head,
            deprel: deprel.to_owned(),
            ..Word::default()
        };
        let sentence = Sentence {
            words: vec![
                word("NOUN", Some(1), "nsubj"),
                word("VERB", None, "root"),
                word("NOUN", Some(1), "obj"),
                word("NOUN", Some(2), "nmod"),
                word("NOUN", Some(3), "nmod"),
                word("NOUN", Some(3), "nmod:rare"),
            ],
            ..Sentence::default()
        };
        let relations = inventory(&[&sentence]).unwrap();
        let list = |side| -> Vec<&str> {
            let number = Relations::list_number(Upos::Noun as u8, side);
            relations.list(number).iter().map(|id| relations.name(*id)).collect()
        };
        assert_eq!(list(Side::Left), ["nsubj"]);
        assert_eq!(list(Side::Right), ["nmod", "obj"]);
        assert!(inventory(&[]).is_err());
    }
}
