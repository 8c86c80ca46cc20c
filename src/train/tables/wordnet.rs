//! The files of WordNet's database, as `wndb(5WN)` and `senseidx(5WN)` describe them.
//!
//! Rule: nothing is judged here; a synset is what its line says.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::{TablesError, read};

/// The offset of a synset in its data file: its name.
pub type Offset = u32;

/// A set of words with one meaning.
#[derive(Debug)]
pub struct Synset {
    /// The number of the lexicographer's file: its supersense.
    pub file: u8,
    /// Its words as WordNet writes them, with blanks between words.
    pub words: Vec<String>,
    /// What it is a kind of.
    pub hypernyms: Vec<Offset>,
    /// What it is one of: a proper noun.
    pub instance_of: Vec<Offset>,
    /// The verbs that its words are derived from: the word's place in `words`, and the verb's synset and place in it.
    pub verbs: Vec<(usize, Offset, usize)>,
    /// The nouns that it belongs to or is derived from: “Danish” and “Dane” from “Denmark”.
    pub from_nouns: Vec<Offset>,
    /// The meaning in words.
    pub gloss: String,
}

/// The synsets and the words of one part of speech.
#[derive(Debug, Default)]
pub struct Part {
    /// By offset.
    pub synsets: BTreeMap<Offset, Synset>,
    /// By lemma in lower case, the most frequent sense first.
    pub senses: BTreeMap<String, Vec<Sense>>,
}

/// One meaning of a word.
#[derive(Clone, Copy, Debug)]
pub struct Sense {
    /// The synset.
    pub synset: Offset,
    /// How often the word has it in the texts that were tagged with senses.
    pub count: u32,
}

/// WordNet's nouns, verbs and adjectives.
#[derive(Debug)]
pub struct WordNet {
    /// Nouns.
    pub nouns: Part,
    /// Verbs.
    pub verbs: Part,
    /// Adjectives.
    pub adjectives: Part,
}

/// A lemma, the digit of its part of speech, and the offset: how often the word has this sense.
type Counts = HashMap<(String, u8, Offset), u32>;

impl WordNet {
    /// Reads the database in a folder.
    pub fn read(folder: &Path) -> Result<Self, TablesError> {
        let counts = counts(&folder.join("index.sense"))?;
        let part = |name: &str, digit| Part::read(folder, name, digit, &counts);
        Ok(Self { nouns: part("noun", b'1')?, verbs: part("verb", b'2')?, adjectives: part("adj", b'3')? })
    }
}

impl Part {
    fn read(folder: &Path, name: &str, digit: u8, counts: &Counts) -> Result<Self, TablesError> {
        let mut part = Self::default();
        for_lines(&folder.join(format!("data.{name}")), |line| {
            let (offset, synset) = synset(line)?;
            part.synsets.insert(offset, synset);
            Some(())
        })?;
        for_lines(&folder.join(format!("index.{name}")), |line| {
            let lemma = line.split(' ').next()?.to_owned();
            let fields: Vec<&str> = line.split_ascii_whitespace().collect();
            let synsets: usize = fields.get(2)?.parse().ok()?;
            let offsets = fields.get(fields.len().checked_sub(synsets)?..)?;
            let senses = offsets.iter().map(|offset| {
                let synset = offset.parse().ok()?;
                let count = counts.get(&(lemma.clone(), digit, synset)).copied().unwrap_or(0);
                Some(Sense { synset, count })
            });
            let senses: Option<Vec<Sense>> = senses.collect();
            part.senses.insert(lemma.replace('_', " "), senses?);
            Some(())
        })?;
        Ok(part)
    }

    /// The senses of a lemma in lower case.
    pub fn senses(&self, lemma: &str) -> &[Sense] {
        self.senses.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// How often a lemma was seen in any sense.
    pub fn count(&self, lemma: &str) -> u32 {
        self.senses(lemma).iter().map(|sense| sense.count).sum()
    }
}

/// Calls `take` for every line but the licence at the head, whose lines begin with blanks.
fn for_lines(path: &Path, mut take: impl FnMut(&str) -> Option<()>) -> Result<(), TablesError> {
    for (number, line) in read(path)?.lines().enumerate() {
        if !line.starts_with(' ') && take(line).is_none() {
            let what = format!("line {} is not of the form that wndb(5WN) describes", number + 1);
            return Err(TablesError::Form { path: path.to_owned(), what });
        }
    }
    Ok(())
}

/// A line of a data file: `offset file type words (word id)… pointers (symbol offset type source/target)… | gloss`.
fn synset(line: &str) -> Option<(Offset, Synset)> {
    let (data, gloss) = line.split_once(" | ").unwrap_or((line, ""));
    let mut fields = data.split_ascii_whitespace();
    let offset = fields.next()?.parse().ok()?;
    let file = fields.next()?.parse().ok()?;
    let _kind = fields.next()?;
    let words = usize::from_str_radix(fields.next()?, 16).ok()?;
    let words = (0..words).map(|_| {
        let word = fields.next()?.replace('_', " ");
        let _id = fields.next()?;
        // An adjective may carry its position: “galore(ip)”.
        Some(word.split('(').next().unwrap_or_default().to_owned())
    });
    let words: Option<Vec<String>> = words.collect();
    let gloss = gloss.trim().to_owned();
    let (hypernyms, instance_of, verbs, from_nouns) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut synset = Synset { file, words: words?, hypernyms, instance_of, verbs, from_nouns, gloss };
    let pointers: usize = fields.next()?.parse().ok()?;
    for _ in 0..pointers {
        let (symbol, target, part, ends) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let target = target.parse().ok()?;
        match (symbol, part) {
            ("@", _) => synset.hypernyms.push(target),
            ("@i", _) => synset.instance_of.push(target),
            ("\\" | "+", "n") => synset.from_nouns.push(target),
            ("+", "v") => {
                let place = |hex| usize::from_str_radix(hex, 16).ok()?.checked_sub(1);
                synset.verbs.push((place(ends.get(..2)?)?, target, place(ends.get(2..)?)?));
            }
            _ => {}
        }
    }
    Some((offset, synset))
}

/// The index of senses: `lemma%part:file:id:: offset number count`.
fn counts(path: &Path) -> Result<Counts, TablesError> {
    let mut counts = Counts::new();
    for_lines(path, |line| {
        let mut fields = line.split(' ');
        let (lemma, key) = fields.next()?.split_once('%')?;
        // A satellite, 5, is an adjective, 3.
        let part = match *key.as_bytes().first()? {
            b'5' => b'3',
            part => part,
        };
        let offset = fields.next()?.parse().ok()?;
        let count: u32 = fields.nth(1)?.parse().ok()?;
        if count > 0 {
            *counts.entry((lemma.to_owned(), part, offset)).or_default() += count;
        }
        Some(())
    })?;
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::synset;

    #[test]
    fn a_line_of_data_is_read_by_its_counts() {
        let line = "00000042 04 n 02 mending 0 quick_repair 1 003 @ 00000007 n 0000 + 00000009 v 0103 \\ 00000011 n 0101 \
                    | the act of mending; \"a | b\"  ";
        let (offset, mending) = synset(line).unwrap();
        assert_eq!(
            (offset, mending.file, mending.words),
            (42, 4, vec!["mending".to_owned(), "quick repair".to_owned()])
        );
        assert_eq!((mending.hypernyms, mending.from_nouns), (vec![7], vec![11]));
        assert_eq!(mending.verbs, [(0, 9, 2)]);
        assert_eq!(mending.gloss, "the act of mending; \"a | b\"");
        assert!(synset("00000042 04 n 03 mending 0 000").is_none(), "fewer words than it says");
    }
}
