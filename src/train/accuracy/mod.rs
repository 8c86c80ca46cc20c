//! How right the facts are on other people's published data.
//!
//! Rule: each module says how it counts a case, and no case decides how a fact is found: a gain on our own articles
//! that costs here is over-fitting.

pub mod polnear;
pub mod re3d;
pub mod recognizers;
pub mod timex;

use std::fmt::Display;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::ner_data::{DataError, read};

/// How many cases of a kind are right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cases {
    /// Those that are right.
    pub right: usize,
    /// What was expected and what was found in the others.
    pub wrong: Vec<String>,
}

impl Cases {
    /// Counts a case; `wrong` says what was expected and what was found where it is.
    fn count(&mut self, is_right: bool, wrong: impl FnOnce() -> String) {
        if is_right {
            self.right += 1;
        } else {
            self.wrong.push(wrong());
        }
    }
}

/// The cases of one of the models of Microsoft's Recognizers-Text; `data` is the folder that holds `timex/`.
fn cases<C: DeserializeOwned>(data: &Path, model: &str) -> Result<Vec<C>, DataError> {
    let path = data.join("timex").join(format!("recognizers-{model}Model.json"));
    let cases = serde_json::from_str(&read(&path)?);
    cases.map_err(|error| DataError::Format { path, problem: format!("no cases of Recognizers-Text: {error}") })
}

impl Display for Cases {
    #[expect(clippy::cast_precision_loss, reason = "no file has 2^52 cases")]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = self.right + self.wrong.len();
        write!(f, "{:.1} % ({} of {all})", 100.0 * self.right as f64 / all.max(1) as f64, self.right)
    }
}
