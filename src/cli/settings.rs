//! `--config`: the settings of every command that has some.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::config::Config;

/// Where settings come from.
#[derive(Args, Clone, Debug, Default)]
pub struct SettingsArgs {
    /// A TOML file of settings; later ones override earlier ones, and variables `FACTWIRE_<SECTION>__<KEY>` all of them
    #[arg(long = "config", value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl SettingsArgs {
    /// The settings.
    ///
    /// # Errors
    /// All that is wrong with them, with [`Exit::Usage`](super::Exit::Usage).
    pub fn load(&self) -> Result<Config, Failure> {
        Ok(Config::load(&self.files)?)
    }
}
