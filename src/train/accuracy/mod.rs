//! How right the facts are on other people's published cases.
//!
//! Rule: each module says how it counts a case, and no case decides how a fact is found: a gain on our own articles
//! that costs here is over-fitting.

pub mod recognizers;
pub mod timex;

use std::fmt::Display;

/// How many cases of a kind are right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cases {
    /// Those that are right.
    pub right: usize,
    /// What was expected and what was found in the others.
    pub wrong: Vec<String>,
}

impl Display for Cases {
    #[expect(clippy::cast_precision_loss, reason = "no file has 2^52 cases")]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = self.right + self.wrong.len();
        write!(f, "{:.1} % ({} of {all})", 100.0 * self.right as f64 / all.max(1) as f64, self.right)
    }
}
