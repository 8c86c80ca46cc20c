//! What stands between quotation marks.
//!
//! Rule: marks are paired within a paragraph. A passage that its paragraph leaves open goes on where the next
//! paragraph opens again, as newspapers do; left open otherwise, it ends with its paragraph, and the text is
//! reported as unbalanced. Within double marks, single ones mean nothing; outside, a single mark closes only where
//! it cannot be the apostrophe of a plural.

use std::ops::Range;

use crate::extract::document::{Document, Token, TokenKind};
use crate::interrupt::{Interrupt, Interrupted};
use crate::model::tags::Upos;

/// The words between two marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The tokens between the marks; never empty.
    pub inner: Range<usize>,
    /// The tokens with the marks.
    pub outer: Range<usize>,
    /// The paragraph.
    pub paragraph: usize,
    /// Whether it goes on in the next paragraph, which opens again.
    pub continues: bool,
    /// Whether a mark was missing and its place was guessed.
    pub repaired: bool,
    /// Whether its marks are single ones.
    pub single: bool,
}

/// All passages in text order, and whether a mark was missing.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(document: &Document<'_>, interrupt: &Interrupt<'_>) -> Result<(Vec<Passage>, bool), Interrupted> {
    let mut pairing = Pairing { document, found: Vec::new(), unbalanced: false };
    for paragraph in 0..document.paragraphs.len() {
        interrupt.check()?;
        pairing.paragraph(paragraph);
    }
    Ok((pairing.found, pairing.unbalanced))
}

struct Pairing<'d, 't> {
    document: &'d Document<'t>,
    found: Vec<Passage>,
    unbalanced: bool,
}

impl<'t> Pairing<'_, 't> {
    fn tokens(&self, paragraph: usize) -> Range<usize> {
        self.document.paragraphs.get(paragraph).map_or(0..0, |tokens| tokens.start as usize..tokens.end as usize)
    }

    fn paragraph(&mut self, paragraph: usize) {
        let tokens = self.tokens(paragraph);
        let mut double: Option<usize> = None;
        let mut single: Option<usize> = None;
        for at in tokens.clone() {
            let Some(token) = self.document.token(at) else { continue };
            match token.kind() {
                TokenKind::Open => {
                    if let Some(open) = double {
                        // Nobody closed the one before: its sentence is all that can be told.
                        self.unbalanced = true;
                        self.close(open, at, at, paragraph, true, false);
                    }
                    double = Some(at);
                    single = None;
                }
                TokenKind::Close => match double.take() {
                    Some(open) => self.close(open, at, at + 1, paragraph, false, false),
                    None => self.orphan(tokens.start, at, paragraph),
                },
                TokenKind::SingleOpen if double.is_none() && single.is_none() => single = Some(at),
                TokenKind::SingleClose if double.is_none() && self.closes_single(token) => {
                    if let Some(open) = single.take() {
                        self.close(open, at, at + 1, paragraph, false, true);
                    }
                }
                _ => {}
            }
        }
        if let Some(open) = double {
            self.left_open(open, tokens.end, paragraph);
        }
    }

    fn close(&mut self, open: usize, close: usize, end: usize, paragraph: usize, repaired: bool, single: bool) {
        if open + 1 < close {
            self.found.push(Passage {
                inner: open + 1..close,
                outer: open..end,
                paragraph,
                continues: false,
                repaired,
                single,
            });
        }
    }

    /// Whether a single mark closes a passage, where one is open: beside a punctuation mark, or where it cannot be the
    /// apostrophe of a plural, as neither *the move’* nor *housewives’ and* can.
    fn closes_single(&self, mark: Token<'_, 't>) -> bool {
        let punctuation = |token: Token<'_, '_>| {
            matches!(token.kind(), TokenKind::Stop | TokenKind::Comma | TokenKind::Ellipsis | TokenKind::Dash)
        };
        let next = self.document.token(mark.index + 1);
        let owns = self.document.before(mark.index).is_some_and(|owner| owner.is_word() && owner.text().ends_with('s'));
        let owned = next
            .is_some_and(|next| matches!(next.tag().upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::X));
        self.document.before(mark.index).is_some_and(punctuation)
            || next.is_none_or(|next| punctuation(next) && !next.is_spaced() || next.is_spaced() && !(owns && owned))
    }

    /// A mark that closes what nobody opened. `We left,” she said` has lost the mark at the start of its paragraph.
    fn orphan(&mut self, start: usize, close: usize, paragraph: usize) {
        self.unbalanced = true;
        let first = self.found.last().is_none_or(|passage| passage.paragraph != paragraph);
        let after_mark = self
            .document
            .before(close)
            .is_some_and(|token| matches!(token.kind(), TokenKind::Comma | TokenKind::Stop) && !token.is(":"));
        if first && after_mark && start < close {
            self.found.push(Passage {
                inner: start..close,
                outer: start..close + 1,
                paragraph,
                continues: false,
                repaired: true,
                single: false,
            });
        }
    }

    /// A passage that its paragraph leaves open.
    fn left_open(&mut self, open: usize, end: usize, paragraph: usize) {
        let next = self.tokens(paragraph + 1).start;
        let again = self.document.token(next).is_some_and(|token| token.kind() == TokenKind::Open && next >= end);
        self.unbalanced |= !again;
        self.close(open, end, end, paragraph, !again, false);
        if let Some(passage) = self.found.last_mut().filter(|passage| passage.outer.start == open) {
            passage.continues = again;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::annotate::tokens;
    use crate::extract::lexicon::Lexicon;

    use super::*;

    fn find(text: &str) -> (Vec<String>, bool) {
        let lexicon = Lexicon::new();
        let mut document = Document::new(text, false);
        tokens::annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        let (passages, unbalanced) = annotate(&document, &Interrupt::never()).unwrap();
        let words = |passage: &Passage| document.slice(document.span_of(passage.inner.clone()).unwrap()).to_owned();
        (passages.iter().map(words).collect(), unbalanced)
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn marks_are_paired() {
        assert_eq!(find("“Go,” he said. \"Now.\""), (owned(&["Go,", "Now."]), false));
        assert_eq!(find("'Go,' he said of the kids' dad. 'Now.'"), (owned(&["Go,", "Now."]), false));
        assert_eq!(find("the dogs' bowls and ‘a bowl’, he said"), (owned(&["a bowl"]), false));
        assert_eq!(find("“I said, ‘Go.’ So he went.”"), (owned(&["I said, ‘Go.’ So he went."]), false));
        assert_eq!(find("“” \"\"").0, owned(&[]));
    }

    #[test]
    fn a_passage_goes_on_where_the_next_paragraph_opens_again() {
        assert_eq!(find("“We ran.\n\n“We fell.”"), (owned(&["We ran.", "We fell."]), false));
    }

    #[test]
    fn a_missing_mark_is_reported() {
        assert_eq!(find("He said: “We ran.\n\nThey fell."), (owned(&["We ran."]), true));
        assert_eq!(find("We ran,” he said."), (owned(&["We ran,"]), true));
        assert_eq!(find("“We ran, he said. “We fell.”"), (owned(&["We ran, he said.", "We fell."]), true));
    }
}
