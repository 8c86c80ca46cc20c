//! A sentence as the parser's trainer sees it.

use crate::model::parser::relations::{RelationId, Relations};
use crate::model::tagger::TagId;
use crate::model::word::Word;
use crate::train::conllu::Sentence;

use super::{projective, universal};

/// A sentence to learn from: a projective tree, with tags that a tagger gave.
#[derive(Debug)]
pub struct Tree {
    /// Its words.
    pub words: Vec<Word>,
    /// Their tags.
    pub tags: Vec<TagId>,
    /// Their governors; the number of words stands for the root.
    pub heads: Vec<u32>,
    /// Their relations.
    pub relations: Vec<RelationId>,
}

impl Tree {
    /// A sentence with the words and tags that the parser is to see; none where it has no tree with one root.
    #[must_use]
    pub fn new(words: Vec<Word>, tags: Vec<TagId>, sentence: &Sentence, relations: &Relations) -> Option<Self> {
        let root = u32::try_from(sentence.words.len()).ok()?;
        let mut heads: Vec<u32> = Vec::with_capacity(sentence.words.len());
        for word in &sentence.words {
            heads.push(word.head.map_or(Some(root), |head| u32::try_from(head).ok())?);
        }
        if !projective::is_tree(&heads) {
            return None;
        }
        projective::lift(&mut heads);
        let id = |name: &str| relations.id(name).or_else(|| relations.id(universal(name)));
        let relations = sentence.words.iter().map(|word| id(&word.deprel)).collect::<Option<_>>()?;
        Some(Self { words, tags, heads, relations })
    }
}
