//! Learns where treebanks cut words that are written as one, and which prefixes they leave uncut.
//!
//! Rule: a form is in a table only where the treebanks agree on it nearly always; what they cut once by the sense
//! (`its` for `it's`) is not.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::conllu::Sentence;

/// The treebanks agree on a form in this many of ten cases.
const AGREED: usize = 9;

/// The table of words that are two: `cannot`, cut after three bytes.
#[must_use]
pub fn learn_joined(treebank: &[Sentence]) -> String {
    let mut cuts: BTreeMap<(String, usize), usize> = BTreeMap::new();
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for sentence in treebank {
        for word in &sentence.words {
            *uses.entry(word.form.to_lowercase()).or_default() += 1;
        }
        for multiword in &sentence.multiwords {
            let form = multiword.form.to_lowercase();
            if !form.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                continue;
            }
            *uses.entry(form.clone()).or_default() += 1;
            let [first, second] = &sentence.words[multiword.words.clone()] else { continue };
            // `hams` for `ham's` is a slip of the pen.
            if second.form.to_lowercase() != "s" && first.form.len() + second.form.len() == form.len() {
                *cuts.entry((form, first.form.len())).or_default() += 1;
            }
        }
    }
    let mut table = "# made by `factwire-train words` from the treebanks EWT and GUM (training parts)\n\
        # two words that are written as one, without an apostrophe	the bytes of the first\n"
        .to_owned();
    for ((form, cut), count) in cuts {
        if count > 1 && count * 10 >= uses.get(&form).copied().unwrap_or(0) * AGREED {
            // A string takes any text.
            let _ = writeln!(table, "{form}\t{cut}");
        }
    }
    table
}

/// The table of prefixes that are one word with the common noun, adjective or verb behind their hyphen.
#[must_use]
pub fn learn_prefixes(treebank: &[Sentence]) -> String {
    /// A prefix that was seen with fewer words may be the first half of a name.
    const LEAST: usize = 4;
    let mut whole: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut split: BTreeMap<String, usize> = BTreeMap::new();
    for sentence in treebank {
        for (index, word) in sentence.words.iter().enumerate() {
            if let Some((prefix, rest)) = word.form.split_once('-') {
                let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic());
                if letters(prefix) && letters(rest) && rest.len() > 1 && rest.starts_with(char::is_lowercase) {
                    let words = whole.entry(prefix.to_lowercase()).or_default();
                    *words.entry(rest.to_owned()).or_default() += 1;
                }
            }
            let next = |ahead: usize| sentence.words.get(index + ahead).map_or("", |word| word.form.as_str());
            if next(1) == "-" && next(2).starts_with(char::is_lowercase) {
                *split.entry(word.form.to_lowercase()).or_default() += 1;
            }
        }
    }
    let mut table = "# made by `factwire-train words` from the treebanks EWT and GUM (training parts)\n\
        # prefixes that are one word with what stands in lower case behind their hyphen\n"
        .to_owned();
    for (prefix, words) in whole {
        let uses: usize = words.values().sum();
        let split = split.get(&prefix).copied().unwrap_or(0);
        if words.len() >= LEAST && uses * 10 >= (uses + split) * AGREED {
            // A string takes any text.
            let _ = writeln!(table, "{prefix}");
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::conllu::{Multiword, Word};

    fn sentence(forms: &[&str]) -> Sentence {
        let word = |form: &&str| Word { form: (*form).to_owned(), ..Word::default() };
        Sentence { words: forms.iter().map(word).collect(), ..Sentence::default() }
    }

    fn joined(form: &str, words: &[&str]) -> Sentence {
        let multiword = Multiword { words: 0..words.len(), form: form.to_owned(), misc: String::new() };
        Sentence { multiwords: vec![multiword], ..sentence(words) }
    }

    fn rows(table: &str) -> Vec<&str> {
        table.lines().filter(|line| !line.starts_with('#')).collect()
    }

    #[test]
    fn words_that_are_cut_for_their_sense_stay_whole() {
        let treebank = [
            joined("cannot", &["can", "not"]),
            joined("Cannot", &["Can", "not"]),
            joined("its", &["it", "s"]),
            joined("its", &["it", "s"]),
            sentence(&["its", "own"]),
            joined("don't", &["do", "n't"]),
        ];
        assert_eq!(rows(&learn_joined(&treebank)), ["cannot\t3"]);
    }

    #[test]
    fn a_prefix_is_seen_with_many_words() {
        let treebank = [
            sentence(&["re-elect", "re-run", "re-open", "re-enter"]),
            sentence(&["ninety-nine", "ninety-nine", "ninety-nine", "ninety-nine"]),
            sentence(&["pan", "-", "fried"]),
        ];
        assert_eq!(rows(&learn_prefixes(&treebank)), ["re"]);
    }
}
