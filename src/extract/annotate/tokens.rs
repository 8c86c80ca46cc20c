//! Newswire tokens, true to their place in the text.
//!
//! Rule: tokens are in text order, never overlap, and leave out white space and nothing else. Words are split at
//! hyphens and before contracted endings (`they|’d`, `do|n't`, `mayor|'s`); `U.S.`, `Gen.`, `J.`, `1,000.5`, `AT&T`,
//! `O'Brien` and addresses stay whole. A line break ends a paragraph.

use super::letters::{DOMAINS, UNITS, case_of, contraction, is_single, is_word_char, opens_before};
use crate::extract::document::{Case, Document, TokenData, TokenKind};
use crate::extract::lexicon::{Abbreviation, Classes, Lexicon};
use crate::extract::offsets::Span;
use crate::interrupt::{Interrupt, Interrupted};

/// Fills the columns of tokens and paragraphs.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(document: &mut Document<'_>, lexicon: &Lexicon, interrupt: &Interrupt<'_>) -> Result<(), Interrupted> {
    let mut scanner = Scanner {
        text: document.text(),
        lexicon,
        at: 0,
        spaced: true,
        open: None,
        tokens: Vec::new(),
        paragraphs: Vec::new(),
        first: 0,
    };
    let mut next_check = 0;
    while scanner.step() {
        if scanner.tokens.len() >= next_check {
            interrupt.check()?;
            next_check = scanner.tokens.len() + 1024;
        }
    }
    scanner.end_paragraph();
    document.tokens = scanner.tokens;
    document.paragraphs = scanner.paragraphs;
    Ok(())
}

struct Scanner<'t> {
    text: &'t str,
    lexicon: &'t Lexicon,
    at: usize,
    spaced: bool,
    /// The double mark that is open in this paragraph.
    open: Option<char>,
    tokens: Vec<TokenData>,
    paragraphs: Vec<std::ops::Range<u32>>,
    first: usize,
}

impl Scanner<'_> {
    /// Takes one token or one white space; false at the end.
    fn step(&mut self) -> bool {
        let Some(c) = self.peek() else { return false };
        if c.is_whitespace() {
            self.at += c.len_utf8();
            self.spaced = true;
            if matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') {
                self.end_paragraph();
            }
        } else if c.is_ascii_digit() {
            self.number();
        } else if is_word_char(c) {
            self.word();
        } else {
            self.mark(c);
        }
        true
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    fn char_before(&self, at: usize) -> Option<char> {
        self.text.get(..at).and_then(|rest| rest.chars().next_back())
    }

    fn end_paragraph(&mut self) {
        if self.first < self.tokens.len() {
            self.paragraphs.push(index(self.first)..index(self.tokens.len()));
        }
        self.first = self.tokens.len();
        self.open = None;
        self.spaced = true;
    }

    fn push(&mut self, end: usize, kind: TokenKind) {
        let text = &self.text[self.at..end];
        let word = kind == TokenKind::Word;
        self.tokens.push(TokenData {
            span: Span::new(self.at..end),
            kind,
            spaced: self.spaced,
            case: if word { case_of(text) } else { Case::Lower },
            classes: if word { self.lexicon.classes(text) } else { Classes::default() },
        });
        self.at = end;
        self.spaced = false;
    }

    /// The end of the run of characters from `at` that `belongs` takes.
    fn run(&self, at: usize, belongs: impl Fn(char) -> bool) -> usize {
        self.text[at..].find(|c| !belongs(c)).map_or(self.text.len(), |length| at + length)
    }

    fn number(&mut self) {
        let mut end = self.run(self.at, |c| c.is_ascii_digit());
        while self.char_at(end).is_some_and(|c| matches!(c, ',' | '.' | ':'))
            && self.char_at(end + 1).is_some_and(|c| c.is_ascii_digit())
        {
            end = self.run(end + 1, |c| c.is_ascii_digit());
        }
        let letters = self.run(end, is_word_char);
        let suffix = &self.text[end..letters];
        let is_unit = UNITS.iter().any(|unit| suffix.eq_ignore_ascii_case(unit));
        if suffix.is_empty() || is_unit {
            self.push(end, TokenKind::Number);
            if is_unit {
                self.push(letters, TokenKind::Word);
            }
        } else {
            self.push(letters, TokenKind::Number);
        }
    }

    fn word(&mut self) {
        let start = self.at;
        let mut end = self.run(start, is_word_char);
        if let Some(address) = self.address(end) {
            return self.push(address, TokenKind::Word);
        }
        while let Some(c) = self.char_at(end) {
            let after = end + c.len_utf8();
            let Some(next) = self.char_at(after).filter(|next| is_word_char(*next)) else { break };
            match c {
                '\'' | '’' => {
                    let suffix_end = self.run(after, is_word_char);
                    if let Some(cut) = contraction(&self.text[start..end], &self.text[after..suffix_end]) {
                        if end - cut > start {
                            self.push(end - cut, TokenKind::Word);
                        }
                        return self.push(suffix_end, TokenKind::Word);
                    }
                    end = suffix_end;
                }
                '&' if next.is_uppercase() && self.char_before(end).is_some_and(char::is_uppercase) => {
                    end = self.run(after, is_word_char);
                }
                '.' if self.is_domain(after) => end = self.run(after, is_word_char),
                _ => break,
            }
        }
        self.push(self.with_stop(start, end), TokenKind::Word);
    }

    /// The end of an address in the net that goes on at `end`.
    fn address(&self, end: usize) -> Option<usize> {
        let word = &self.text[self.at..end];
        let rest = &self.text[end..];
        let is_link = matches!(word, "http" | "https") && rest.starts_with("://")
            || word.eq_ignore_ascii_case("www") && rest.starts_with('.');
        let is_mail = rest.starts_with('@') && self.char_at(end + 1).is_some_and(is_word_char);
        if !is_link && !is_mail {
            return None;
        }
        let stop = self.run(end, |c| !c.is_whitespace() && !matches!(c, '"' | '“' | '”' | '<' | '>' | ')' | ']'));
        let address = &self.text[self.at..stop];
        Some(self.at + address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’']).len())
    }

    fn is_domain(&self, at: usize) -> bool {
        let part = &self.text[at..self.run(at, is_word_char)];
        DOMAINS.contains(&part)
    }

    /// `end`, or one past the stop behind it where the word is an abbreviation or an initial.
    fn with_stop(&self, start: usize, end: usize) -> usize {
        let word = &self.text[start..end];
        if self.char_at(end) != Some('.') {
            return end;
        }
        if let Some(dotted) = self.dotted(start, end) {
            return dotted;
        }
        let after = self.text[end + 1..].chars().find(|c| *c != ' ');
        let digit = after.is_some_and(|c| c.is_ascii_digit());
        let abbreviated = match self.lexicon.abbreviation(word) {
            Some(Abbreviation::Title) => after.is_some_and(char::is_alphabetic),
            Some(Abbreviation::Number) => digit,
            Some(Abbreviation::Month) => digit || after.is_some_and(char::is_lowercase),
            Some(Abbreviation::Final) => true,
            None => false,
        };
        let initial = is_single(word, char::is_uppercase)
            && after.is_some_and(char::is_uppercase)
            && (word != "I" || self.tokens.last().is_some_and(|token| token.classes.has(Classes::GIVEN_NAME)));
        if abbreviated || initial { end + 1 } else { end }
    }

    /// The end of `U.S.` or `a.m.` that begins with the single letter at `start`.
    fn dotted(&self, start: usize, end: usize) -> Option<usize> {
        if !is_single(&self.text[start..end], char::is_alphabetic) {
            return None;
        }
        let mut stop = end;
        let mut letters = 1;
        while self.char_at(stop) == Some('.') {
            let next = self.run(stop + 1, is_word_char);
            if !is_single(&self.text[stop + 1..next], char::is_alphabetic) {
                break;
            }
            letters += 1;
            stop = next;
        }
        // The last stop belongs to it: the sentence splitter knows that it may end a sentence as well.
        (letters > 1).then(|| if self.char_at(stop) == Some('.') { stop + 1 } else { stop })
    }

    fn mark(&mut self, c: char) {
        let start = self.at;
        let width = c.len_utf8();
        let (kind, end) = match c {
            '.' => match self.run(start, |c| c == '.') {
                end if end - start > 1 => (TokenKind::Ellipsis, end),
                end => (TokenKind::Stop, end),
            },
            '?' | '!' => (TokenKind::Stop, start + width),
            '…' => (TokenKind::Ellipsis, start + width),
            ',' | ';' | ':' => (TokenKind::Comma, start + width),
            '–' | '—' | '―' => (TokenKind::Dash, start + width),
            '-' => self.hyphen(),
            '‐' | '‑' => (TokenKind::Hyphen, start + width),
            '(' | '[' | '{' => (TokenKind::OpenBracket, start + width),
            ')' | ']' | '}' => (TokenKind::CloseBracket, start + width),
            '"' | '“' | '”' | '„' | '«' | '»' | '‟' => (self.double(c), start + width),
            '\'' | '‘' | '’' | '‚' => (self.single(c), start + width),
            _ => (TokenKind::Symbol, start + width),
        };
        self.push(end, kind);
    }

    fn hyphen(&self) -> (TokenKind, usize) {
        let end = self.run(self.at, |c| c == '-');
        let joins = end == self.at + 1 && !self.spaced && self.char_at(end).is_some_and(|c| !c.is_whitespace());
        (if joins { TokenKind::Hyphen } else { TokenKind::Dash }, end)
    }

    /// Whether a double mark opens or closes. A straight one says it by what it touches; where that leaves it open,
    /// it is the other of the one before.
    fn double(&mut self, c: char) -> TokenKind {
        let touches_before = !self.spaced && !self.char_before(self.at).is_some_and(opens_before);
        let touches_after = self.char_at(self.at + c.len_utf8()).is_some_and(|next| !next.is_whitespace());
        let opens = match c {
            '„' | '«' | '‟' => true,
            '“' => self.open != Some('„'),
            '”' | '»' => false,
            _ if touches_before != touches_after => touches_after,
            _ => {
                let next = self.char_at(self.at + 1);
                // `…").` and `…"—`: what follows closes too.
                self.open.is_none() && !(touches_before && next.is_some_and(|next| !is_word_char(next)))
            }
        };
        self.open = opens.then_some(c);
        if opens { TokenKind::Open } else { TokenKind::Close }
    }

    fn single(&self, c: char) -> TokenKind {
        let touches_before = !self.spaced && !self.char_before(self.at).is_some_and(opens_before);
        let next = self.char_at(self.at + c.len_utf8());
        match c {
            '‘' | '‚' => TokenKind::SingleOpen,
            '\'' if !touches_before && next.is_some_and(char::is_alphabetic) => TokenKind::SingleOpen,
            _ if touches_before => TokenKind::SingleClose,
            // The apostrophe of ’90s and ’em.
            _ => TokenKind::Symbol,
        }
    }
}

/// A token's number. A token is at least one byte long and the text is shorter than 4 GiB, so that it fits.
fn index(token: usize) -> u32 {
    u32::try_from(token).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    fn split(text: &str) -> Vec<String> {
        let lexicon = Lexicon::new();
        let mut document = Document::new(text, false);
        annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        document.tokens().map(|token| token.text().to_owned()).collect()
    }

    fn kinds(text: &str) -> Vec<TokenKind> {
        let lexicon = Lexicon::new();
        let mut document = Document::new(text, false);
        annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        document.tokens().map(|token| token.kind()).collect()
    }

    #[test]
    fn words_are_split_as_in_newswire() {
        for (text, tokens) in [
            ("Gen. Ito left.", "Gen.|Ito|left|."),
            ("the U.S. at 9:30 a.m. today", "the|U.S.|at|9:30|a.m.|today"),
            ("J. K. Marsh", "J.|K.|Marsh"),
            ("So did I. Then", "So|did|I|.|Then"),
            ("Plan No. 10. No. Never.", "Plan|No.|10|.|No|.|Never|."),
            ("$1,000.5m, 3pm; 5G, 1990s", "$|1,000.5|m|,|3|pm|;|5G|,|1990s"),
            ("they’d said don't; the mayor's", "they|’d|said|do|n't|;|the|mayor|'s"),
            ("O'Brien's Nuku’alofa", "O'Brien|'s|Nuku’alofa"),
            ("AT&T's well-known plan -- or not - yes", "AT&T|'s|well|-|known|plan|--|or|not|-|yes"),
            ("wait… what... ok", "wait|…|what|...|ok"),
            (
                "see https://a.example/b?c=1. Or Lotus.com, me@b.org.",
                "see|https://a.example/b?c=1|.|Or|Lotus.com|,|me@b.org|.",
            ),
            ("end.Start", "end|.|Start"),
            ("n't", "n't"),
        ] {
            assert_eq!(split(text).join("|"), tokens);
        }
    }

    #[test]
    fn marks_open_or_close_by_what_they_touch() {
        use TokenKind::{Close, Comma, Open, SingleClose, SingleOpen, Stop, Symbol, Word};
        assert_eq!(kinds("\"Go,\" she"), [Open, Word, Comma, Close, Word]);
        assert_eq!(kinds("“Go.” „Nein“ "), [Open, Word, Stop, Close, Open, Word, Close]);
        assert_eq!(kinds("'Go,' the kids' dad"), [SingleOpen, Word, Comma, SingleClose, Word, Word, SingleClose, Word]);
        assert_eq!(kinds("’em"), [Symbol, Word]);
    }

    #[test]
    fn a_line_break_ends_a_paragraph() {
        let lexicon = Lexicon::new();
        let mut document = Document::new("One two\n\nthree\n \n", false);
        annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        assert_eq!(document.paragraphs, [0..2, 2..3]);
    }

    proptest! {
        #[test]
        fn tokens_cover_all_but_white_space(text in any::<String>(), more in "[ -~“”‘’é\u{301}\n…]{0,80}") {
            let text = text + &more;
            let lexicon = Lexicon::new();
            let mut document = Document::new(&text, false);
            annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
            let mut at = 0;
            for token in document.tokens() {
                let bytes = token.span().bytes();
                assert!(text[at..bytes.start].chars().all(char::is_whitespace));
                assert!(bytes.start < bytes.end);
                assert!(!token.text().contains(char::is_whitespace));
                at = bytes.end;
            }
            assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}
