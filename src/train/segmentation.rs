//! Measures tokens and sentences against a treebank, from its raw text.
//!
//! Rule: the program sees the text as an article would bring it: sentences of a paragraph joined as they were written,
//! a blank line between paragraphs and documents. A token or a sentence is right where its stretch of the text is.
//! A multiword token counts as its words where the split shows in its letters (`do|n't`, `can|not`), else as one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter, Write as _};
use std::ops::Range;

use crate::extract::annotate::{sentences, tokens};
use crate::extract::document::Document;
use crate::extract::lexicon::Lexicon;
use crate::extract::offsets::Span;
use crate::interrupt::{Interrupt, Interrupted};

use super::conllu::Sentence;

/// How well one kind of stretches agrees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// How many the treebank has.
    pub gold: usize,
    /// How many the program found.
    pub found: usize,
    /// How many of them agree.
    pub right: usize,
}

impl Agreement {
    /// The harmonic mean of precision and recall, in percent.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "no treebank has 2^52 words")]
    pub fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.gold + self.found).max(1) as f64
    }

    fn add(&mut self, more: Self) {
        self.gold += more.gold;
        self.found += more.found;
        self.right += more.right;
    }

    fn of(gold: &[Range<usize>], found: &[Range<usize>]) -> Self {
        let key = |span: &Range<usize>| (span.start, span.end);
        let known: BTreeSet<_> = gold.iter().map(key).collect();
        let right = found.iter().filter(|span| known.contains(&key(span))).count();
        Self { gold: gold.len(), found: found.len(), right }
    }
}

impl Display for Agreement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} ({} gold, {} found, {} right)", self.f1(), self.gold, self.found, self.right)
    }
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Tokens.
    pub tokens: Agreement,
    /// Sentences.
    pub sentences: Agreement,
    /// Stretches that were cut otherwise: as the treebank cuts them, as the program does, and how often.
    pub token_misses: BTreeMap<(String, String), usize>,
    /// Sentence ends that were overlooked: the words around them.
    pub overlooked: Vec<(String, String)>,
    /// Sentence ends that were made up.
    pub invented: Vec<(String, String)>,
}

/// A treebank as the text that it was made from.
#[derive(Clone, Debug, Default)]
pub struct Raw {
    /// The text.
    pub text: String,
    /// Where its words lie.
    pub words: Vec<Range<usize>>,
    /// Where its sentences lie.
    pub sentences: Vec<Range<usize>>,
}

impl Raw {
    /// Puts the text of `treebank` together again.
    #[must_use]
    pub fn new(treebank: &[Sentence]) -> Self {
        let mut raw = Self::default();
        let mut glued = true;
        for sentence in treebank {
            if !raw.text.is_empty() {
                let paragraph = sentence.new_document || sentence.new_paragraph;
                raw.text.push_str(if paragraph {
                    "\n\n"
                } else if glued {
                    ""
                } else {
                    " "
                });
            }
            glued = raw.sentence(sentence);
        }
        raw
    }

    /// Appends a sentence; whether the next one follows without a space.
    fn sentence(&mut self, sentence: &Sentence) -> bool {
        let start = self.text.len();
        let mut glued = true;
        let mut at = 0;
        while let Some(word) = sentence.words.get(at) {
            if !glued {
                self.text.push(' ');
            }
            let multiword = sentence.multiwords.iter().find(|multiword| multiword.words.start == at);
            let (form, misc, words) = match multiword {
                Some(multiword) => (&multiword.form, &multiword.misc, multiword.words.clone()),
                None => (&word.form, &word.misc, at..at + 1),
            };
            let lengths: Vec<usize> = sentence.words[words.clone()].iter().map(|word| letters(&word.form)).collect();
            self.token(form, &lengths);
            glued = misc.split('|').any(|field| field == "SpaceAfter=No");
            at = words.end.max(at + 1);
        }
        self.sentences.push(start..self.text.len());
        glued
    }

    /// Appends a token, cut into words of these lengths where they add up to it.
    fn token(&mut self, form: &str, lengths: &[usize]) {
        let start = self.text.len();
        self.text.push_str(form);
        if lengths.iter().sum::<usize>() != letters(form) {
            return self.words.push(start..self.text.len());
        }
        let mut from = 0;
        for length in lengths {
            let length = form[from..].chars().take(*length).map(char::len_utf8).sum::<usize>();
            self.words.push(start + from..start + from + length);
            from += length;
        }
    }
}

fn letters(form: &str) -> usize {
    form.chars().count()
}

/// Measures the tokens and sentences of the extractor on `treebank`.
///
/// # Errors
/// [`Interrupted`] never happens: nothing interrupts it.
pub fn report(treebank: &[Sentence], lexicon: &Lexicon) -> Result<Report, Interrupted> {
    let mut report = Report::default();
    let mut start = 0;
    while start < treebank.len() {
        let length = treebank[start + 1..].iter().position(|sentence| sentence.new_document);
        let end = length.map_or(treebank.len(), |length| start + 1 + length);
        report.add(&Raw::new(&treebank[start..end]), lexicon)?;
        start = end;
    }
    Ok(report)
}

impl Report {
    fn add(&mut self, raw: &Raw, lexicon: &Lexicon) -> Result<(), Interrupted> {
        let interrupt = Interrupt::never();
        let mut document = Document::new(&raw.text, false);
        tokens::annotate(&mut document, lexicon, &interrupt)?;
        sentences::annotate(&mut document, lexicon, &interrupt)?;
        let words: Vec<_> = document.tokens().map(|token| token.span().bytes()).collect();
        let spans = document.sentences().filter_map(|sentence| document.span_of(sentence.tokens()));
        let sentences: Vec<_> = spans.map(Span::bytes).collect();
        self.tokens.add(Agreement::of(&raw.words, &words));
        self.sentences.add(Agreement::of(&raw.sentences, &sentences));
        self.compare_words(raw, &words);
        let ends = |spans: &[Range<usize>]| spans.iter().map(|span| span.end).collect::<BTreeSet<_>>();
        let (gold, found) = (ends(&raw.sentences), ends(&sentences));
        self.overlooked.extend(gold.difference(&found).map(|end| around(&raw.text, *end)));
        self.invented.extend(found.difference(&gold).map(|end| around(&raw.text, *end)));
        Ok(())
    }

    /// What was wrong, for reading: tokens with their counts, the most frequent first, and sentence ends.
    #[must_use]
    pub fn misses(&self) -> String {
        let mut out = String::new();
        let mut tokens: Vec<_> = self.token_misses.iter().collect();
        tokens.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        // A string takes any text.
        for ((gold, found), count) in tokens {
            let _ = writeln!(out, "{count}\t{gold}\t{found}");
        }
        for (title, ends) in [("overlooked", &self.overlooked), ("invented", &self.invented)] {
            let _ = writeln!(out, "{title}: {}", ends.len());
            for (before, after) in ends {
                let _ = writeln!(out, "  {before} ⏎ {after}");
            }
        }
        out
    }

    /// Collects the stretches between two cuts that both agree on, where the cuts between them differ.
    fn compare_words(&mut self, raw: &Raw, found: &[Range<usize>]) {
        let text = |spans: &[Range<usize>]| {
            spans.iter().map(|span| raw.text[span.clone()].to_owned()).collect::<Vec<_>>().join("|")
        };
        let (mut gold_from, mut found_from) = (0, 0);
        while gold_from < raw.words.len() && found_from < found.len() {
            let (mut gold_to, mut found_to) = (gold_from + 1, found_from + 1);
            while raw.words[gold_to - 1].end != found[found_to - 1].end {
                if raw.words[gold_to - 1].end < found[found_to - 1].end && gold_to < raw.words.len() {
                    gold_to += 1;
                } else if found_to < found.len() {
                    found_to += 1;
                } else {
                    break;
                }
            }
            if gold_to - gold_from != 1 || found_to - found_from != 1 {
                let miss = (text(&raw.words[gold_from..gold_to]), text(&found[found_from..found_to]));
                *self.token_misses.entry(miss).or_default() += 1;
            }
            (gold_from, found_from) = (gold_to, found_to);
        }
    }
}

/// The text before and after a place.
fn around(text: &str, at: usize) -> (String, String) {
    const LETTERS: usize = 45;
    let (before, after) = text.split_at(at);
    let from = before.char_indices().rev().nth(LETTERS - 1).map_or(0, |(index, _)| index);
    let after: String = after.chars().take(LETTERS).collect();
    (before[from..].replace('\n', "¶"), after.replace('\n', "¶"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::conllu::{Multiword, Word};

    fn word(form: &str, glued: bool) -> Word {
        let misc = if glued { "SpaceAfter=No" } else { "_" }.to_owned();
        Word { form: form.to_owned(), misc, ..Word::default() }
    }

    fn treebank() -> Vec<Sentence> {
        let multiword =
            |words, form: &str, misc: &str| Multiword { words, form: form.to_owned(), misc: misc.to_owned() };
        let first = Sentence {
            words: vec![word("I", false), word("do", false), word("n't", false), word(".", false)],
            multiwords: vec![multiword(1..3, "don't", "SpaceAfter=No")],
            ..Sentence::default()
        };
        let second = Sentence {
            words: vec![word("Then", false), word("give", false), word("me", false), word(".", true)],
            multiwords: vec![multiword(1..3, "gimme", "_")],
            new_paragraph: true,
            ..Sentence::default()
        };
        vec![first.clone(), first, second]
    }

    #[test]
    fn the_text_is_put_together_as_it_was() {
        let raw = Raw::new(&treebank());
        assert_eq!(raw.text, "I don't. I don't.\n\nThen gimme .");
        let words: Vec<&str> = raw.words.iter().map(|word| &raw.text[word.clone()]).collect();
        assert_eq!(words, ["I", "do", "n't", ".", "I", "do", "n't", ".", "Then", "gimme", "."]);
        assert_eq!(raw.sentences, [0..8, 9..17, 19..31]);
    }

    #[test]
    fn what_is_cut_otherwise_is_counted() {
        let mut wrong = treebank();
        wrong[0].words = vec![word("I", false), word("don't.", false)];
        wrong[0].multiwords.clear();
        let report = report(&wrong, &Lexicon::new()).unwrap();
        assert_eq!(report.tokens, Agreement { gold: 9, found: 11, right: 8 });
        assert_eq!(report.sentences, Agreement { gold: 3, found: 3, right: 3 });
        assert_eq!(report.token_misses.into_iter().collect::<Vec<_>>(), [(("don't.".into(), "do|n't|.".into()), 1)]);
    }
}
