//! Writes the tables of the lexicon that are learned: abbreviations, joined words, prefixes.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::conllu::{self, ConlluError};
use super::{abbreviations, word_forms};

/// The treebanks that the tables are learned from.
const TREEBANKS: [&str; 2] = ["ewt-train.conllu", "gum-clean-train.conllu"];

/// Why the tables cannot be made.
#[derive(Debug, Error)]
pub enum WordTablesError {
    /// A treebank cannot be read.
    #[error(transparent)]
    Treebank(#[from] ConlluError),
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}; check the paths and rights")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file of the corpus is no annotated article.
    #[error("{path}: no article: {source}; leave only annotated articles in the folder")]
    Article {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

#[derive(serde::Deserialize)]
struct Annotated {
    article: Body,
}

#[derive(serde::Deserialize)]
struct Body {
    body: String,
}

/// Learns the tables from the treebanks in the folder `ud/` of `data` and the articles in `corpus`, and writes them to
/// the folder `out`.
///
/// # Errors
/// [`WordTablesError`] where something cannot be read or written.
pub fn write(data: &Path, corpus: &Path, out: &Path) -> Result<(), WordTablesError> {
    let mut treebank = Vec::new();
    for name in TREEBANKS {
        treebank.extend(conllu::read(&data.join("ud").join(name))?);
    }
    let texts = articles(corpus)?;
    for (name, table) in [
        ("abbreviations.tsv", abbreviations::learn(&treebank, &texts)),
        ("joined_words.tsv", word_forms::learn_joined(&treebank)),
        ("prefixes.tsv", word_forms::learn_prefixes(&treebank)),
    ] {
        let path = out.join(name);
        std::fs::write(&path, table).map_err(|source| WordTablesError::Io { path, source })?;
    }
    Ok(())
}

/// The bodies of the articles in a folder, in the order of their names.
fn articles(folder: &Path) -> Result<Vec<String>, WordTablesError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| WordTablesError::Io { path, source }
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io(folder))? {
        paths.push(entry.map_err(io(folder))?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let content = std::fs::read_to_string(&path).map_err(io(&path))?;
            let annotated: Annotated =
                serde_json::from_str(&content).map_err(|source| WordTablesError::Article { path, source })?;
            Ok(annotated.article.body)
        })
        .collect()
}
