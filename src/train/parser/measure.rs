//! Measures the parser: how many words have the right governor, and the right relation to it.

use std::collections::BTreeMap;

use crate::knowledge::Knowledge;
use crate::model::parser::Parser;
use crate::model::parser::state::State;
use crate::model::tagger::Tagger;
use crate::train::conllu::Sentence;
use crate::train::tagger::words;

use super::universal;

/// How well words were attached.
#[derive(Clone, Debug, Default)]
pub struct Attachments {
    /// Words.
    pub words: usize,
    /// Of them, those with the right governor.
    pub heads: usize,
    /// Of these, those with the right universal relation.
    pub labelled: usize,
    /// Of these, those whose subtype is right too.
    pub subtypes: usize,
    /// For each universal relation of the treebank, its words and those of them that are right.
    pub relations: BTreeMap<String, (usize, usize)>,
    /// How often a relation (first) was given as another (second), and whether the governor was right.
    pub confusions: BTreeMap<(String, String, bool), usize>,
}

/// Measures a parser on treebanks, with the tags that a tagger gives.
#[must_use]
pub fn measure(parser: &Parser, tagger: &Tagger, sentences: &[&Sentence], knowledge: &Knowledge) -> Attachments {
    let mut found = Attachments::default();
    let (mut state, mut tags, mut arcs) = (State::default(), Vec::new(), Vec::new());
    for sentence in sentences {
        let words = words(sentence, knowledge);
        tags.clear();
        arcs.clear();
        tagger.annotate(&words, &mut tags);
        parser.annotate(&words, &tags, &mut state, &mut arcs);
        for (word, arc) in sentence.words.iter().zip(&arcs) {
            let head = arc.head.map(|head| head as usize);
            found.take(word.head == head, &word.deprel, arc.relation.name());
        }
    }
    found
}

impl Attachments {
    fn take(&mut self, head: bool, right: &str, given: &str) {
        let same = universal(right) == universal(given);
        self.words += 1;
        self.heads += usize::from(head);
        self.labelled += usize::from(head && same);
        self.subtypes += usize::from(head && right == given);
        let (words, labelled) = self.relations.entry(universal(right).to_owned()).or_default();
        *words += 1;
        *labelled += usize::from(head && same);
        if !head || !same {
            let key = (universal(right).to_owned(), universal(given).to_owned(), head);
            *self.confusions.entry(key).or_default() += 1;
        }
    }

    /// Everything as lines of text: the figures, each relation, the commonest mistakes.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "treebanks are far smaller than 2⁵³ words")]
    pub fn report(&self) -> String {
        let percent = |part: usize| 100.0 * part as f64 / self.words.max(1) as f64;
        let [heads, labelled, subtypes] = [self.heads, self.labelled, self.subtypes].map(percent);
        let mut confusions: Vec<_> = self.confusions.iter().collect();
        confusions.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let line = |((right, given, head), count): &(&(String, String, bool), &usize)| {
            format!(" {right} as {given}{} {count},", if *head { "" } else { " elsewhere" })
        };
        let confusions: String = confusions.iter().take(15).map(line).collect();
        let relations = self.by_relation();
        format!(
            "UAS {heads:.2} LAS {labelled:.2}, with subtypes {subtypes:.2}\n relations:{relations}\n mistakes:{confusions}"
        )
    }

    /// How many words of each universal relation have the right governor and relation, the most frequent first.
    #[must_use]
    pub fn by_relation(&self) -> String {
        let mut relations: Vec<_> = self.relations.iter().collect();
        relations.sort_by_key(|(_, (words, _))| std::cmp::Reverse(*words));
        let line = |(name, (words, right)): &(&String, &(usize, usize))| format!(" {name} {right} of {words},");
        relations.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_right_by_its_governor_and_its_universal_relation() {
        let mut found = Attachments::default();
        found.take(true, "nsubj", "nsubj");
        found.take(true, "nsubj:pass", "nsubj");
        found.take(true, "nsubj", "obj");
        found.take(false, "det", "det");
        assert_eq!((found.words, found.heads, found.labelled, found.subtypes), (4, 3, 2, 1));
        assert_eq!(found.by_relation(), " nsubj 2 of 3, det 0 of 1,");
        assert!(found.report().starts_with("UAS 75.00 LAS 50.00, with subtypes 25.00\n"));
        assert!(found.report().ends_with(" det as det elsewhere 1, nsubj as obj 1,"));
        let mistake = |right: &str, given: &str, head| ((right.to_owned(), given.to_owned(), head), 1);
        assert_eq!(found.confusions, [mistake("nsubj", "obj", true), mistake("det", "det", false)].into());
    }
}
