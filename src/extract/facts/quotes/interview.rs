//! Interviews: a question to a paragraph, an answer in marks to the next; and transcripts, where a name in capitals and
//! a colon open the paragraph of each speaker.
//!
//! Rule: the answers are those of the one who is said to have spoken, in the words around them; where nobody is, nobody
//! is guessed.

use std::ops::Range;

use super::Attribution;
use super::reader::Reader;
use crate::extract::document::{Document, TokenKind};

/// The words of a paragraph behind its label: `MARSH: We ran.`, with or without marks around all of it.
pub(super) fn turn(document: &Document<'_>, paragraph: usize) -> Option<Range<usize>> {
    /// The most words of a label: `SEN. ANNA MARSH`.
    const LONGEST: usize = 5;
    let tokens = document.paragraph(paragraph);
    let is = |at: usize, kind: TokenKind| document.token(at).is_some_and(|token| token.kind() == kind);
    let start = tokens.start + usize::from(is(tokens.start, TokenKind::Open));
    let colon =
        (start..tokens.end.min(start + LONGEST + 1)).find(|at| document.token(*at).is_some_and(|mark| mark.is(":")))?;
    let label = start..colon;
    let upper = |at: usize| {
        let text = document.token(at).filter(|token| token.is_word() || token.kind() == TokenKind::Stop);
        text.is_some_and(|token| !token.text().chars().any(char::is_lowercase))
    };
    let named = |at: usize| document.token(at).is_some_and(|token| token.is_word() && token.text().len() > 1);
    let end = tokens.end - usize::from(is(tokens.end - 1, TokenKind::Close));
    (colon + 1 < end && label.clone().all(upper) && label.clone().any(named)).then_some(colon + 1..end)
}

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
