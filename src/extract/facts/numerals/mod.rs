//! Numerals: from tokens to exact numbers.
//!
//! `1,000.5`, “twenty-one”, “half a million”, “a dozen”, “two and a half”, “2.5 lakh crore”, “3bn”, “two thirds”, “the
//! 21st” and “tens of thousands” are numerals. What they count, and whether a reader would call it an amount, is not
//! decided here.
//!
//! Rule: [`at`] reads the longest numeral that begins at a token, and looks at a bounded number of tokens to do so. A
//! value is exact or there is none; [`Form`] tells cardinals from ordinals, plain fractions and vague numbers.

mod cardinals;
mod digits;
mod divided;
mod fractions;
mod powers;
mod ratio;
#[cfg(test)]
mod tests;
mod vague;
mod words;

use std::ops::Range;

use super::super::document::{Document, Token, TokenKind};
use crate::record::Decimal;

pub use ratio::Ratio;
pub use words::lower;
use words::{Ending, Word};

/// What kind of number a [`Numeral`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// How many or how much: “two”, `1.5m`, “half a million”, “2½”.
    Cardinal,
    /// The one in its place: “third”, `21st`.
    Ordinal,
    /// A part of a whole: “a third”, “half”, `3/4`, “one in five”.
    Fraction,
    /// More than one, and no more is said: “dozens”, “tens of thousands”, “several hundred”.
    Vague,
}

/// A number that a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// Its tokens, with the article of “a dozen” and the sign of `-5`.
    pub tokens: Range<usize>,
    /// What kind of number it is.
    pub form: Form,
    /// The number; none for a vague one.
    pub value: Option<Ratio>,
    /// Whether it is written with a decimal comma (`1,3`): then two numbers may be meant, or a notation that is not
    /// English.
    pub comma: bool,
    /// Whether its first token is a number in digits, after a sign.
    pub digits: bool,
    /// The power of ten that its last word or letters say: 6 for “1.2 million”, none for `1,200,000`.
    pub scale: u64,
}

impl Numeral {
    /// The value in digits; none for a vague number and for one whose digits have no end.
    #[must_use]
    pub fn decimal(&self) -> Option<Decimal> {
        self.value.as_ref()?.decimal()
    }

    /// The value, if it is whole and small.
    #[must_use]
    pub fn integer(&self) -> Option<u64> {
        self.value.as_ref()?.integer()
    }
}

/// The longest numeral that begins at this token.
#[must_use]
pub fn at(document: &Document<'_>, start: usize) -> Option<Numeral> {
    let reader = Reader { document };
    if !reader.may_begin(start) {
        return None;
    }
    reader.vague(start).or_else(|| reader.signed(start))
}

/// Reads numerals of a document; each method reads from a token on, and says where it stopped.
#[derive(Clone, Copy)]
struct Reader<'d, 't> {
    document: &'d Document<'t>,
}

impl<'d, 't> Reader<'d, 't> {
    fn token(&self, at: usize) -> Option<Token<'d, 't>> {
        self.document.token(at)
    }

    /// Whether the token is this word, in letters of any size.
    fn is(&self, at: usize, word: &str) -> bool {
        self.document.is_any(at, &[word])
    }

    fn is_article(&self, at: usize) -> bool {
        self.is(at, "a") || self.is(at, "an")
    }

    /// A token that stands right behind the one before, without white space.
    fn glued(&self, at: usize) -> Option<Token<'d, 't>> {
        self.token(at).filter(|token| !token.is_spaced())
    }

    fn word(&self, at: usize) -> Option<Word> {
        self.token(at).filter(Token::is_word).and_then(|token| words::number_word(token.text()))
    }

    fn cardinal_word(&self, at: usize) -> Option<Word> {
        self.word(at).filter(|word| word.ending == Ending::Cardinal)
    }

    /// A cheap test that nearly all tokens fail.
    fn may_begin(&self, at: usize) -> bool {
        const OTHERS: [&str; 11] =
            ["a", "an", "half", "quarter", "several", "many", "few", "tens", "scores", "minus", "negative"];
        self.token(at).is_some_and(|token| match token.kind() {
            TokenKind::Number => true,
            TokenKind::Word => {
                let text = token.text();
                words::number_word(text).is_some()
                    || !text.is_ascii()
                    || OTHERS.iter().any(|word| text.eq_ignore_ascii_case(word))
            }
            _ => matches!(token.text(), "-" | "−" | "–"),
        })
    }

    /// The sign before the number at `start`: whether it is there, and where the number begins.
    fn sign(&self, start: usize) -> (bool, usize) {
        let Some(token) = self.token(start) else { return (false, start) };
        let said = token.is_any(&["minus", "negative"]);
        let glued = self.glued(start + 1).is_some_and(|next| next.kind() == TokenKind::Number);
        // `2-1` and `pages 3–4` have none.
        let apart = self
            .document
            .before(start)
            .is_none_or(|before| token.is_spaced() && before.kind() != TokenKind::Number || before.is("("));
        let written = matches!(token.text(), "-" | "−" | "–") && glued && apart;
        (said || written, start + usize::from(said || written))
    }

    fn signed(&self, start: usize) -> Option<Numeral> {
        let (negative, begin) = self.sign(start);
        let mut numeral = self.unsigned(begin)?;
        if negative {
            numeral.tokens.start = start;
            numeral.value = numeral.value.map(|value| value.negated());
        }
        Some(numeral)
    }

    fn unsigned(&self, start: usize) -> Option<Numeral> {
        let digits = self.token(start).is_some_and(|token| token.kind() == TokenKind::Number);
        let numeral =
            |end, form, value| Numeral { tokens: start..end, form, value: Some(value), comma: false, digits, scale: 0 };
        if let Some((value, end)) = self.power(start) {
            return Some(numeral(end, Form::Cardinal, value));
        }
        if let Some((value, end)) = self.decimal_comma(start) {
            return Some(Numeral { comma: true, ..numeral(end, Form::Cardinal, value) });
        }
        if let Some((value, end)) = self.ordinal(start) {
            return Some(numeral(end, Form::Ordinal, value));
        }
        let part_of_scale = self.part_of_scale(start).is_some();
        if let Some((value, end)) = self.fraction(start).filter(|_| !part_of_scale) {
            return Some(numeral(end, Form::Fraction, value));
        }
        let reading = self.cardinal(start)?;
        if let Some((value, end)) = self.proportion(&reading) {
            return Some(numeral(end, Form::Fraction, value));
        }
        // `3/4` and `½` alone are parts of a whole; `2½` is not.
        let part = reading.end == start + 1
            && self.token(start).is_some_and(|token| {
                token.text().contains('/') || token.text().chars().next().is_some_and(|c| !c.is_ascii())
            });
        let form = if part { Form::Fraction } else { Form::Cardinal };
        Some(Numeral { scale: reading.scale, ..numeral(reading.end, form, reading.value) })
    }
}
