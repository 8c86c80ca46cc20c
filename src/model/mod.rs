//! The learned models of the language: parts of speech, lemmas, dependencies, names, what mentions mean, and events.
//!
//! Rule: models know words and numbers, no documents; they only read. `factwire-train` makes them, and both sides use
//! the same features from the same functions.

pub mod dense;
pub mod events;
pub mod hash;
pub mod known;
pub mod lemmas;
pub mod linear;
pub mod linker;
mod named;
pub mod names;
pub mod parser;
pub mod rows;
pub mod tagger;
pub mod tags;
pub mod weights;
pub mod word;

use std::sync::{Arc, LazyLock};

use events::EventModels;
use lemmas::Lemmatiser;
use linker::Linker;
use names::NameFinder;
use parser::Parser;
use sha2::{Digest as _, Sha256};
use tagger::Tagger;
use weights::{Corrupt, Reader, WeightsError, Writer};

/// The weights file that this program carries; `docs/model_card.md` says what it was made of.
const EMBEDDED: &[u8] = include_bytes!("english.weights");

/// Every model, loaded once and shared by all threads.
#[derive(Debug, Default)]
pub struct Model {
    /// Parts of speech.
    pub tagger: Tagger,
    /// Lemmas.
    pub lemmatiser: Lemmatiser,
    /// Dependencies.
    pub parser: Parser,
    /// Names.
    pub names: NameFinder,
    /// What pronouns and descriptions mean.
    pub linker: Linker,
    /// Events; none while the other models are trained. Every weights file has them.
    pub events: Option<EventModels>,
    /// SHA-256 of the weights file in hexadecimal; empty where the model comes from none.
    pub sha256: String,
}

impl Model {
    /// The models that this program carries, loaded once.
    ///
    /// # Panics
    /// Never in a program that passed its tests: they load the same bytes.
    #[must_use]
    pub fn embedded() -> Arc<Self> {
        static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| match Model::carried() {
            Ok(model) => Arc::new(model),
            Err(error) => panic!("the embedded weights cannot be read: {error}"),
        });
        Arc::clone(&MODEL)
    }

    /// The models that this program carries, loaded anew, for whoever changes one of them.
    ///
    /// # Errors
    /// [`WeightsError`], though never in a program that passed its tests.
    pub fn carried() -> Result<Self, WeightsError> {
        Self::read(EMBEDDED)
    }

    /// The models of a weights file.
    ///
    /// # Errors
    /// [`WeightsError`] where it is no weights file, of another version, or damaged.
    pub fn read(file: &[u8]) -> Result<Self, WeightsError> {
        Ok(Self { sha256: sha256(file), ..Self::of_sections(&weights::unpack(file)?)? })
    }

    fn of_sections(sections: &[u8]) -> Result<Self, Corrupt> {
        let mut reader = Reader::new(sections);
        let tagger = Tagger::read(&mut reader)?;
        let lemmatiser = Lemmatiser::read(&mut reader)?;
        let parser = Parser::read(&mut reader, tagger.tags())?;
        let names = NameFinder::read(&mut reader)?;
        let linker = Linker::read(&mut reader)?;
        let events = Some(EventModels::read(&mut reader)?);
        reader.end()?;
        Ok(Self { tagger, lemmatiser, parser, names, linker, events, sha256: String::new() })
    }

    /// The weights file of these models.
    ///
    /// # Errors
    /// What the packer says; it writes to memory, so that this does not happen.
    pub fn write(&self) -> std::io::Result<Vec<u8>> {
        weights::pack(&self.sections(self.events.as_ref()))
    }

    /// The weights file of these models, with other models of events.
    ///
    /// # Errors
    /// What the packer says; it writes to memory, so that this does not happen.
    pub fn with_events(&self, events: &EventModels) -> std::io::Result<Vec<u8>> {
        weights::pack(&self.sections(Some(events)))
    }

    fn sections(&self, events: Option<&EventModels>) -> Vec<u8> {
        let mut writer = Writer::default();
        self.tagger.write(&mut writer);
        self.lemmatiser.write(&mut writer);
        self.parser.write(&mut writer);
        self.names.write(&mut writer);
        self.linker.write(&mut writer);
        if let Some(events) = events {
            events.write(&mut writer);
        }
        writer.finish()
    }

    /// Bytes of memory that the models take.
    #[must_use]
    pub fn memory(&self) -> usize {
        let events = self.events.as_ref().map_or(0, EventModels::memory);
        self.tagger.memory()
            + self.lemmatiser.memory()
            + self.parser.memory()
            + self.names.memory()
            + self.linker.memory()
            + events
    }
}

/// The SHA-256 of a file in hexadecimal.
#[must_use]
pub fn sha256(file: &[u8]) -> String {
    Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_that_lack_a_model_are_refused() {
        let model = Model::embedded();
        assert!(Model::of_sections(&model.sections(model.events.as_ref())).is_ok());
        assert!(Model::of_sections(&model.sections(None)).is_err());
    }
}
