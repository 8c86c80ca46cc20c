//! Punctuation marks and symbols.
//!
//! Rule: a row of the same mark is one token where the row means one thing (`!!!`, `...`, `--`, `***`); quotation
//! marks and brackets stand alone, but for `''` and two backticks, which agencies write for a double mark. A straight
//! quotation mark opens or closes by what it touches.

use super::letters::{is_apostrophe, is_raised, is_word_char, opens_before};
use super::tokens::Scanner;
use crate::extract::document::TokenKind;

impl Scanner<'_> {
    /// Takes the mark that begins here.
    pub(super) fn mark(&mut self, c: char) {
        let start = self.at;
        let width = c.len_utf8();
        let row = |scanner: &Self| scanner.run(start, |other| other == c);
        let (kind, end) = match c {
            '.' => match row(self) {
                end if end - start > 1 => (TokenKind::Ellipsis, end),
                end => self.fraction().map_or((TokenKind::Stop, end), |end| (TokenKind::Number, end)),
            },
            '?' | '!' => (TokenKind::Stop, self.run(start, |c| matches!(c, '?' | '!'))),
            '…' => (TokenKind::Ellipsis, row(self)),
            ':' | ';' | '=' if self.emoticon().is_some() => (TokenKind::Symbol, self.emoticon().unwrap_or(start)),
            ',' | ';' | ':' => (TokenKind::Comma, start + width),
            '–' | '—' | '―' => (TokenKind::Dash, row(self)),
            '-' => self.hyphen(),
            '‐' | '‑' => (TokenKind::Hyphen, start + width),
            '(' | '[' | '{' => (TokenKind::OpenBracket, start + width),
            ')' | ']' | '}' => (TokenKind::CloseBracket, start + width),
            '"' | '“' | '”' | '„' | '«' | '»' | '‟' => (self.double(c, width), start + width),
            '\'' | '`' | '’' | '‘' if self.char_at(start + width) == Some(c) && !self.is_tripled(c) => {
                (self.double(c, 2 * width), start + 2 * width)
            }
            '\'' | '‘' | '’' | '‚' | '`' | '´' => self.single(c),
            _ if is_raised(c) => (TokenKind::Symbol, self.run(start, is_raised)),
            _ => (TokenKind::Symbol, row(self)),
        };
        self.push(end, kind);
    }

    fn is_tripled(&self, c: char) -> bool {
        self.char_before(self.at) == Some(c) || self.char_at(self.at + 2 * c.len_utf8()) == Some(c)
    }

    /// The end of `:-)`.
    fn emoticon(&self) -> Option<usize> {
        let rest = &self.text.as_bytes()[self.at..];
        let nose = usize::from(matches!(rest.get(1), Some(b'-')));
        let mouth = matches!(rest.get(1 + nose), Some(b')' | b'(' | b'D' | b'P' | b'p'));
        let end = self.at + 2 + nose;
        (mouth && self.spaced && !self.char_at(end).is_some_and(is_word_char)).then_some(end)
    }

    fn hyphen(&self) -> (TokenKind, usize) {
        let end = self.run(self.at, |c| c == '-');
        let joins = end == self.at + 1 && !self.spaced && self.char_at(end).is_some_and(|c| !c.is_whitespace());
        (if joins { TokenKind::Hyphen } else { TokenKind::Dash }, end)
    }

    /// Whether a double mark of `width` bytes opens or closes. A straight one says it by what it touches; where that
    /// leaves it open, it is the other of the one before.
    fn double(&mut self, c: char, width: usize) -> TokenKind {
        let next = self.char_at(self.at + width);
        let touches_before = !self.spaced && !self.char_before(self.at).is_some_and(opens_before);
        let touches_after = next.is_some_and(|next| !next.is_whitespace());
        let opens = match c {
            '„' | '«' | '‟' | '`' | '‘' => true,
            '“' => self.open != Some('„'),
            // `”We ran,` with the mark turned the wrong way round, and `»We ran«`.
            '”' | '»' => {
                touches_after && self.spaced || self.char_before(self.at).is_none_or(|before| before == '\n')
            }
            '’' => false,
            _ if touches_before != touches_after => touches_after,
            // `…").` and `…"—`: what follows closes too.
            _ => self.open.is_none() && !(touches_before && next.is_some_and(|next| !is_word_char(next))),
        };
        self.open = opens.then_some(c);
        if opens { TokenKind::Open } else { TokenKind::Close }
    }

    fn single(&self, c: char) -> (TokenKind, usize) {
        let end = self.at + c.len_utf8();
        if is_apostrophe(c) {
            if let Some(end) = self.elision(c) {
                return (TokenKind::Word, end);
            }
            if let Some(end) = self.short_year(c) {
                return (TokenKind::Number, end);
            }
        }
        let touches_before = !self.spaced && !self.char_before(self.at).is_some_and(opens_before);
        let next = self.char_at(end);
        let kind = match c {
            '‘' | '‚' => TokenKind::SingleOpen,
            '\'' | '`' if !touches_before && next.is_some_and(char::is_alphabetic) => TokenKind::SingleOpen,
            _ if touches_before => TokenKind::SingleClose,
            _ => TokenKind::Symbol,
        };
        (kind, end)
    }
}
