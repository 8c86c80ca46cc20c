//! Every model from the data, in one go.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use crate::extract::Extractor;
use crate::interrupt::Interrupted;
use crate::knowledge::Knowledge;
use crate::model::Model;
use crate::model::weights::{Corrupt, WeightsError};

use super::conllu::{self, ConlluError, Sentence};
use super::ner_data::DataError;
use super::sources::{self, NotToShip, SHIPPED};
use super::{events, lemmas, linker, names, parser, tagger};

/// Where the data lie.
#[derive(Clone, Debug)]
pub struct Data {
    /// The folder that holds `ud/` and `ner/`.
    pub data: PathBuf,
    /// The folder of our own annotated articles, with `train/` and `dev/`.
    pub corpus: PathBuf,
    /// Further folders of annotated articles to learn from.
    pub more: Vec<PathBuf>,
    /// Treebanks that a better parser made, in the CoNLL-U format, for the parser to learn from too.
    pub silver: Vec<PathBuf>,
    /// A weights file whose models of tags, lemmas and dependencies are kept, where they are not to be trained.
    pub syntax: Option<PathBuf>,
}

/// Why nothing can be trained.
#[derive(Debug, Error)]
pub enum TrainError {
    /// A source does not allow it.
    #[error(transparent)]
    NotToShip(#[from] NotToShip),
    /// A treebank cannot be used.
    #[error(transparent)]
    Treebank(#[from] ConlluError),
    /// Annotated names cannot be used.
    #[error(transparent)]
    Names(#[from] DataError),
    /// Never: nothing interrupts training.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// A model would be larger than its file can say.
    #[error(transparent)]
    TooLarge(#[from] Corrupt),
    /// The weights file whose syntax is kept cannot be read.
    #[error("{path}: {source}")]
    File {
        /// Where it lies.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The weights file whose syntax is kept is none of this release.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

impl Data {
    /// A treebank's file.
    #[must_use]
    pub fn treebank(&self, file: &str) -> PathBuf {
        Path::new(&self.data).join("ud").join(file)
    }

    /// The folders of the annotated articles to learn from.
    pub fn folders(&self) -> impl Iterator<Item = PathBuf> {
        std::iter::once(self.corpus.join("train")).chain(self.more.iter().cloned())
    }
}

/// Trains every model that is shipped.
///
/// # Errors
/// [`TrainError`] where a file of the data cannot be used, or must not be.
pub fn train(data: &Data) -> Result<Model, TrainError> {
    sources::check(SHIPPED)?;
    let mut model = match &data.syntax {
        Some(path) => {
            let file = std::fs::read(path).map_err(|source| TrainError::File { path: path.clone(), source })?;
            let Model { tagger, lemmatiser, parser, .. } = Model::read(&file)?;
            Model { tagger, lemmatiser, parser, ..Model::default() }
        }
        None => syntax(data)?,
    };
    let tables = names::Tables::default();
    let mut marked = Vec::new();
    for folder in data.folders() {
        marked.extend(names::articles(&folder, &tables)?);
    }
    marked.extend(names::texts(&data.data, &tables)?);
    model.names = names::train(&marked);
    model.linker = linker::train(&model, data)?.linker;
    let model = Arc::new(model);
    let extractor = Extractor::with_model(Arc::clone(&model));
    let events = events::train(data, &extractor, &model)?;
    drop(extractor);
    // The extractor was the only other holder.
    let model = Arc::into_inner(model).unwrap_or_default();
    Ok(Model { events: Some(events), ..model })
}

/// Trains the models of tags, lemmas and dependencies.
fn syntax(data: &Data) -> Result<Model, TrainError> {
    let mut sentences = conllu::read(&data.treebank("ewt-train.conllu"))?;
    sentences.extend(conllu::read(&data.treebank("gum-clean-train.conllu"))?);
    let sentences: Vec<&Sentence> = sentences.iter().collect();
    let mut silver = Vec::new();
    for path in &data.silver {
        silver.extend(conllu::read(path)?);
    }
    let knowledge = Knowledge::shared();
    let tagger = tagger::train(&sentences, &knowledge)?;
    Ok(Model {
        parser: parser::train(&sentences, &silver, &tagger, &knowledge)?,
        tagger,
        lemmatiser: lemmas::train(&sentences, &lemmas::irregular_forms())?,
        ..Model::default()
    })
}
