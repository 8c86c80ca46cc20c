//! Learns the table of abbreviations from treebanks and from plain articles.
//!
//! Rule: in a treebank a word is an abbreviation where it holds its stop in one token, more often than the stop stands
//! alone behind it. In plain text only a stop that cannot end a sentence is believed: one before a comma or a word in
//! lower case. What mostly follows says the class (`title`, `number`, `month`, `final`). Dotted letters (`U.S.`) and
//! initials need no table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::conllu::{Sentence, Word};

/// The head of the table that is written.
const HEADER: &str = "# made by `factwire-train words` from the treebanks EWT and GUM (training parts) and our own \
    articles\n# abbreviation without its stop	what follows it: title = a name, number and month = a number, \
    final = anything, or the end of the sentence\n";

/// How a word and its stop are used.
#[derive(Clone, Copy, Debug, Default)]
struct Uses {
    /// The stop belongs to the word.
    whole: usize,
    /// The stop stands alone.
    split: usize,
    /// The word has no stop.
    bare: usize,
    /// With its stop, before a number.
    number: usize,
    /// With its stop, before a word with a capital.
    capital: usize,
    /// With its stop, at the end of a sentence.
    end: usize,
}

/// The table, as it lies in the lexicon.
#[must_use]
pub fn learn(treebank: &[Sentence], texts: &[String]) -> String {
    let mut uses: BTreeMap<String, Uses> = BTreeMap::new();
    for sentence in treebank {
        count_words(sentence, &mut uses);
    }
    for text in texts {
        count_text(text, &mut uses);
    }
    let mut table = HEADER.to_owned();
    for (word, uses) in &uses {
        if let Some(class) = uses.class(word) {
            // A string takes any text.
            let _ = writeln!(table, "{word}\t{class}");
        }
    }
    table
}

impl Uses {
    fn class(&self, word: &str) -> Option<&'static str> {
        /// What was seen once may be a slip of the pen.
        const LEAST: usize = 2;
        let follows = self.whole - self.end;
        let number = self.number * 5 >= follows * 3 && self.number > 0;
        let common = self.bare + self.split > self.whole;
        let single = word.chars().count() == 1;
        if self.whole < LEAST || (common || single) && !number {
            return None;
        }
        Some(match () {
            // A word of its own but before a number: `No. 10`.
            () if number && (self.bare + self.split > 10 * self.whole || single) => "number",
            () if number => "month",
            () if self.end == 0 && self.capital * 4 >= follows * 3 && follows > 0 => "title",
            () => "final",
        })
    }
}

/// The letters of an abbreviation that is written with one stop, at its end.
fn letters(form: &str) -> Option<&str> {
    let word = form.strip_suffix('.')?;
    (!word.is_empty() && word.len() <= 6 && word.chars().all(char::is_alphabetic)).then_some(word)
}

fn count_words(sentence: &Sentence, uses: &mut BTreeMap<String, Uses>) {
    let words = &sentence.words;
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index + 1);
        if let Some(letters) = letters(&word.form) {
            // An initial is no abbreviation, however often a name has it.
            if letters.len() == 1 && letters.starts_with(char::is_uppercase) {
                continue;
            }
            let uses = uses.entry(letters.to_owned()).or_default();
            uses.whole += 1;
            match next {
                None => uses.end += 1,
                Some(next) if next.form.starts_with(|c: char| c.is_ascii_digit()) => uses.number += 1,
                Some(next) if next.form.starts_with(char::is_uppercase) => uses.capital += 1,
                Some(_) => {}
            }
        } else if next.is_some_and(|next| next.form == "." && is_glued(word)) {
            uses.entry(word.form.clone()).or_default().split += 1;
        } else {
            uses.entry(word.form.clone()).or_default().bare += 1;
        }
    }
}

fn is_glued(word: &Word) -> bool {
    word.misc.split('|').any(|field| field == "SpaceAfter=No")
}

fn count_text(text: &str, uses: &mut BTreeMap<String, Uses>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    for (index, word) in words.iter().enumerate() {
        let (core, comma) = match word.strip_suffix(',') {
            Some(core) => (core, true),
            None => (*word, false),
        };
        let next_is_lower = words.get(index + 1).is_some_and(|next| next.starts_with(char::is_lowercase));
        match letters(core) {
            Some(letters) if letters.len() > 1 && (comma || next_is_lower) => {
                uses.entry(letters.to_owned()).or_default().whole += 1;
            }
            Some(_) => {}
            None => uses.entry(core.to_owned()).or_default().bare += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(forms: &[&str]) -> Sentence {
        let word = |form: &&str| Word {
            form: (*form).to_owned(),
            misc: if *form == "." { "_" } else { "SpaceAfter=No" }.to_owned(),
            ..Word::default()
        };
        Sentence { words: forms.iter().map(word).collect(), ..Sentence::default() }
    }

    fn rows(treebank: &[Sentence], texts: &[String]) -> Vec<String> {
        learn(treebank, texts).lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    }

    #[test]
    fn the_class_is_what_follows() {
        let treebank = [
            sentence(&["Gen.", "Ito", "left", "Sun.", "."]),
            sentence(&["Plan", "No.", "10", "or", "no", "."]),
            sentence(&["She", "left", "on", "Sept.", "3", "."]),
            sentence(&["So", "is", "Orchid", "Inc."]),
        ];
        let treebank =
            [treebank.to_vec(), treebank.to_vec(), vec![sentence(&["No"; 30]), sentence(&["Sun"; 3])]].concat();
        assert_eq!(rows(&treebank, &[]), ["Gen\ttitle", "Inc\tfinal", "No\tnumber", "Sept\tmonth"]);
    }

    #[test]
    fn a_stop_that_may_end_a_sentence_proves_nothing() {
        let text = "She left Wausau, Wis., for the gym. They left Eau Claire, Wis., for the gym.".to_owned();
        assert_eq!(rows(&[], &[text]), ["Wis\tfinal"]);
    }
}
