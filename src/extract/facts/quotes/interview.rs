//! Interviews: a question to a paragraph, an answer in marks to the next.
//!
//! Rule: the answers are those of the one who is said to have spoken, in the words around them; where nobody is, nobody
//! is guessed.

use super::Attribution;
use super::reader::Reader;

impl Reader<'_, '_> {
    /// Who answers in an interview: the subject of the first *spoke*, *talked* or *answered* outside marks.
    pub fn interviewed(&self) -> Option<Attribution> {
        const VERBS: [&str; 6] = ["spoke", "speaks", "talked", "talks", "answered", "answers"];
        let verb = (0..self.document.len()).find(|at| {
            self.is(*at, &VERBS) && self.is_finite(*at) && !self.is_inside(*at) && self.source(*at).is_some()
        })?;
        Some(Attribution { cue: Some(verb..verb + 1), subject: self.source(verb)? })
    }

    /// Whether the paragraph before the one that begins at a token ends with a question.
    pub fn is_answer(&self, start: usize) -> bool {
        start.checked_sub(1).is_some_and(|last| self.text(last).ends_with('?'))
    }
}
