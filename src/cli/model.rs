//! `--model FILE`: other language models than the ones that the program carries.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::{Exit, Failure};
use crate::config::ExtractConfig;
use crate::extract::Extractor;
use crate::model::Model;

/// Which language models a command uses.
#[derive(Args, Debug, Default)]
pub struct ModelArgs {
    /// A weights file made by `factwire-train`, instead of the one that this program carries
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

impl ModelArgs {
    /// The extractor with these models and settings.
    ///
    /// # Errors
    /// A file that cannot be read, is no weights file, is damaged or of another version.
    pub fn extractor(&self, config: &ExtractConfig) -> Result<Extractor, Failure> {
        self.load().map(|extractor| extractor.with_min_confidence(config.min_confidence))
    }

    fn load(&self) -> Result<Extractor, Failure> {
        let Some(path) = &self.model else { return Ok(Extractor::new()) };
        let failure =
            |problem: &dyn std::fmt::Display| Failure::new(Exit::Usage, format!("{}: {problem}", path.display()));
        let file = fs::read(path).map_err(|error| failure(&error))?;
        let model = Model::read(&file).map_err(|error| failure(&error))?;
        Ok(Extractor::with_model(Arc::new(model)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extractor(model: PathBuf) -> Result<Extractor, Failure> {
        ModelArgs { model: Some(model) }.extractor(&ExtractConfig::default())
    }

    #[test]
    fn a_file_that_holds_no_models_is_refused_by_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notes.txt");
        assert!(extractor(path.clone()).unwrap_err().message.contains("notes.txt"));
        fs::write(&path, "not weights").unwrap();
        let message = extractor(path).unwrap_err().message;
        assert!(message.contains("notes.txt") && message.contains("not a weights file"), "{message}");
    }

    #[test]
    fn the_models_of_a_file_are_used() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("copy.weights");
        fs::write(&path, Model::embedded().write().unwrap()).unwrap();
        assert!(extractor(path).is_ok());
    }
}
