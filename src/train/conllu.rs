//! Treebanks in the CoNLL-U format of Universal Dependencies.
//!
//! Source of the format: <https://universaldependencies.org/format.html>. Empty nodes (`8.1`) are left out; the words
//! of a multiword token (`3-4 don't`) keep its letters beside theirs.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a treebank cannot be read.
#[derive(Debug, Error)]
pub enum ConlluError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A line is not of the format.
    #[error("{path}:{line}: {problem}")]
    Format {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// A word of a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Its letters.
    pub form: String,
    /// Its lemma.
    pub lemma: String,
    /// Its universal part of speech.
    pub upos: String,
    /// Its Penn tag.
    pub xpos: String,
    /// Its morphological features.
    pub feats: String,
    /// Its governor among the sentence's words, none where it is the root.
    pub head: Option<usize>,
    /// Its relation to the governor, with subtype.
    pub deprel: String,
    /// The last column as it stands.
    pub misc: String,
}

/// A surface token that holds more than one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multiword {
    /// Its words, as a range.
    pub words: std::ops::Range<usize>,
    /// Its letters.
    pub form: String,
    /// Its last column.
    pub misc: String,
}

/// A sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// The id of its document.
    pub document: String,
    /// Whether a document begins with it.
    pub new_document: bool,
    /// Whether a paragraph begins with it.
    pub new_paragraph: bool,
    /// Its text.
    pub text: String,
    /// Its words.
    pub words: Vec<Word>,
    /// Its multiword tokens.
    pub multiwords: Vec<Multiword>,
}

/// Reads a treebank.
///
/// # Errors
/// [`ConlluError`] where the file cannot be read or is of another format.
pub fn read(path: &Path) -> Result<Vec<Sentence>, ConlluError> {
    let content = std::fs::read_to_string(path).map_err(|source| ConlluError::Io { path: path.to_owned(), source })?;
    parse(&content).map_err(|(line, problem)| ConlluError::Format { path: path.to_owned(), line, problem })
}

fn parse(content: &str) -> Result<Vec<Sentence>, (usize, &'static str)> {
    let mut sentences = Vec::new();
    let mut document = String::new();
    let mut current = Sentence::default();
    for (number, line) in (1..).zip(content.lines().chain([""])) {
        if line.is_empty() {
            if !current.words.is_empty() {
                check(&current).map_err(|problem| (number, problem))?;
                current.document.clone_from(&document);
                sentences.push(std::mem::take(&mut current));
            }
        } else if let Some(comment) = line.strip_prefix('#') {
            let (name, value) = comment.split_once('=').unwrap_or((comment, ""));
            match name.trim() {
                "newdoc id" => {
                    value.trim().clone_into(&mut document);
                    current.new_document = true;
                    current.new_paragraph = true;
                }
                "newdoc" => (current.new_document, current.new_paragraph) = (true, true),
                "newpar" | "newpar id" => current.new_paragraph = true,
                "text" => value.trim().clone_into(&mut current.text),
                _ => {}
            }
        } else {
            row(line, &mut current).map_err(|problem| (number, problem))?;
        }
    }
    Ok(sentences)
}

fn row(line: &str, sentence: &mut Sentence) -> Result<(), &'static str> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, upos, xpos, feats, head, deprel, _, misc] = fields[..] else {
        return Err("a row has ten columns, divided by tabs");
    };
    if id.contains('.') {
        return Ok(());
    }
    if let Some((first, last)) = id.split_once('-') {
        let first: usize = first.parse().map_err(|_| "an id is no number")?;
        let last: usize = last.parse().map_err(|_| "an id is no number")?;
        let words = first.saturating_sub(1)..last;
        sentence.multiwords.push(Multiword { words, form: form.to_owned(), misc: misc.to_owned() });
        return Ok(());
    }
    let head: usize = head.parse().map_err(|_| "a head is no number")?;
    sentence.words.push(Word {
        form: form.to_owned(),
        lemma: lemma.to_owned(),
        upos: upos.to_owned(),
        xpos: xpos.to_owned(),
        feats: feats.to_owned(),
        head: head.checked_sub(1),
        deprel: deprel.to_owned(),
        misc: misc.to_owned(),
    });
    Ok(())
}

fn check(sentence: &Sentence) -> Result<(), &'static str> {
    let length = sentence.words.len();
    if sentence.words.iter().any(|word| word.head.is_some_and(|head| head >= length)) {
        return Err("a head lies outside of its sentence");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# newdoc id = a\n# text = I don't.\n1\tI\tI\tPRON\tPRP\t_\t4\tnsubj\t_\t_\n\
        2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n2\tdo\tdo\tAUX\tVBP\t_\t0\troot\t_\t_\n\
        3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_\n3.1\tx\tx\tX\tX\t_\t_\t_\t_\t_\n4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n";

    #[test]
    fn words_and_multiword_tokens_are_read() {
        let sentences = parse(TEXT).unwrap();
        assert_eq!(sentences.len(), 1);
        let sentence = &sentences[0];
        assert!(sentence.new_document && sentence.new_paragraph);
        assert_eq!((sentence.document.as_str(), sentence.text.as_str()), ("a", "I don't."));
        let words: Vec<_> = sentence.words.iter().map(|word| (word.form.as_str(), word.head)).collect();
        assert_eq!(words, [("I", Some(3)), ("do", None), ("n't", Some(1)), (".", Some(1))]);
        assert_eq!(sentence.multiwords[0].words, 1..3);
    }

    #[test]
    fn what_is_no_treebank_is_refused_with_its_line() {
        assert_eq!(parse("1\tI").unwrap_err().0, 1);
        assert_eq!(parse("1\tI\tI\tP\tP\t_\t7\tx\t_\t_\n").unwrap_err(), (2, "a head lies outside of its sentence"));
    }
}
