//! Newswire tokens, true to their place in the text.
//!
//! Rule: tokens are in text order, never overlap, and leave out white space and nothing else. They are those of the
//! English treebanks of Universal Dependencies. Words are split at hyphens and before contracted endings (`they|’d`,
//! `do|n't`, `mayor|'s`), with an apostrophe or without (`can|not`, `gon|na`); `U.S.`, `Gen.`, `J.`, `AT&T`,
//! `O'Brien`, addresses, and common nouns with a prefix (`e-mail`, `re-elect`) stay whole. A name keeps its own token
//! behind a prefix (`pro|-|Beijing`): it is what the facts are about. A line break ends a paragraph.
//!
//! The scanner reads the text once, forward; where it looks ahead, it looks no further than a bound or than the end
//! of what it is about to take, so that no text costs more than linear time.

use super::letters::{ELISIONS, case_of, contraction, is_apostrophe, is_raised, is_single, is_word_char, run_of_word};
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
        next_at_sign: document.text().find('@').unwrap_or(document.text().len()),
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

/// What has been read so far.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    lexicon: &'t Lexicon,
    pub(super) at: usize,
    /// Whether white space stands before the place that is read.
    pub(super) spaced: bool,
    /// The double mark that is open in this paragraph.
    pub(super) open: Option<char>,
    /// Where the next `@` stands, as far as it is known.
    pub(super) next_at_sign: usize,
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
        } else if is_word_char(c) && !is_raised(c) {
            self.word();
        } else {
            self.mark(c);
        }
        true
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    pub(super) fn char_before(&self, at: usize) -> Option<char> {
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

    pub(super) fn push(&mut self, end: usize, kind: TokenKind) {
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
    pub(super) fn run(&self, at: usize, belongs: impl Fn(char) -> bool) -> usize {
        self.text[at..].find(|c| !belongs(c)).map_or(self.text.len(), |length| at + length)
    }

    /// The end of the run of letters, digits and what belongs to them.
    pub(super) fn run_word(&self, at: usize) -> usize {
        at + run_of_word(&self.text[at..])
    }

    fn word(&mut self) {
        let start = self.at;
        let mut end = self.run_word(start);
        if let Some(address) = self.address(end) {
            return self.push(address, TokenKind::Word);
        }
        if let Some(sign) = self.money_sign() {
            return self.push(sign, TokenKind::Symbol);
        }
        while let Some(c) = self.char_at(end) {
            let after = end + c.len_utf8();
            let Some(next) = self.char_at(after).filter(|next| is_word_char(*next)) else { break };
            match c {
                _ if is_apostrophe(c) => {
                    let suffix_end = self.run_word(after);
                    if let Some(cut) = contraction(&self.text[start..end], &self.text[after..suffix_end]) {
                        if end - cut > start {
                            self.push(end - cut, TokenKind::Word);
                        }
                        return self.push(suffix_end, TokenKind::Word);
                    }
                    if !matches!(c, '\'' | '’') {
                        break;
                    }
                    end = suffix_end;
                }
                '&' if next.is_uppercase() && self.char_before(end).is_some_and(char::is_uppercase) => {
                    end = self.run_word(after);
                }
                // `A$3bn`
                '$' if next.is_ascii_digit() && is_country_code(&self.text[start..end]) => {
                    return self.push(after, TokenKind::Symbol);
                }
                '-' if next.is_lowercase() && self.is_prefix(start, end) => end = self.run_word(after),
                _ => break,
            }
        }
        self.push_word(self.with_stop(start, end));
    }

    /// Takes a word, or both words where it is two that are written as one: `cannot`.
    fn push_word(&mut self, end: usize) {
        let start = self.at;
        self.push(end, TokenKind::Word);
        // A short one with a capital may be a name: `Im`.
        let fits = |token: &&TokenData| token.case == Case::Lower || end - start > 4;
        let joined = self.tokens.last().filter(|token| token.classes.has(Classes::JOINED)).filter(fits);
        let cut = joined.and_then(|token| Some((self.lexicon.cut(&self.text[token.span.bytes()])?, token.spaced)));
        if let Some((cut, spaced)) = cut {
            self.tokens.pop();
            (self.at, self.spaced) = (start, spaced);
            self.push(start + cut, TokenKind::Word);
            self.push(end, TokenKind::Word);
        }
    }

    /// Whether the word from `start` to `end` is a prefix of what follows the hyphen: `re-elect`.
    fn is_prefix(&self, start: usize, end: usize) -> bool {
        start == self.at && self.char_before(start) != Some('-') && self.lexicon.is_prefix(&self.text[start..end])
    }

    /// The end of a word that begins with an apostrophe: `’em`, or a contracted ending on its own: `”|’s`.
    pub(super) fn elision(&self, apostrophe: char) -> Option<usize> {
        let after = self.at + apostrophe.len_utf8();
        let end = self.run_word(after);
        let letters = &self.text[after..end];
        let glued = !self.spaced && self.at > 0;
        let whole = if glued { contraction("", letters).is_some() } else { ELISIONS.contains(&letters) };
        whole.then_some(end)
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
            Some(Abbreviation::Title) => after.is_some_and(char::is_alphanumeric),
            Some(Abbreviation::Number) => digit,
            Some(Abbreviation::Month) => digit || after.is_some_and(char::is_lowercase),
            // `etc.` at the end of a paragraph ends it too; a name keeps its stop.
            Some(Abbreviation::Final) => !word.starts_with(char::is_lowercase) || !after.is_none_or(ends_line),
            None => false,
        };
        let initial = is_single(word, char::is_uppercase)
            && after.is_some_and(char::is_uppercase)
            && (word != "I" || self.tokens.last().is_some_and(|token| token.classes.has(Classes::GIVEN_NAME)));
        if abbreviated || initial { end + 1 } else { end }
    }

    /// The end of `U.S.`, `a.m.` or `Ph.D.` that begins at `start`.
    fn dotted(&self, start: usize, end: usize) -> Option<usize> {
        const LONGEST: usize = 32;
        let is_part = |part: &str| {
            is_single(part, char::is_alphabetic)
                || part.len() == 2 && part.starts_with(char::is_uppercase) && part.ends_with(char::is_lowercase)
        };
        if !is_part(&self.text[start..end]) {
            return None;
        }
        // `He left.So did I.` is no abbreviation: with a part of two letters, the whole must end in a stop.
        let mut long = !is_single(&self.text[start..end], char::is_alphabetic);
        let (mut stop, mut parts) = (end, 1);
        while parts < LONGEST && self.char_at(stop) == Some('.') {
            let next = self.run_word(stop + 1);
            if !is_part(&self.text[stop + 1..next]) {
                break;
            }
            long |= !is_single(&self.text[stop + 1..next], char::is_alphabetic);
            parts += 1;
            stop = next;
        }
        // The last stop belongs to it: the sentence splitter knows that it may end a sentence as well.
        let stopped = self.char_at(stop) == Some('.');
        (parts > 1 && (stopped || !long)).then_some(if stopped { stop + 1 } else { stop })
    }
}

/// Whether a dollar sign behind these letters belongs to them: `US$`, `A$`.
fn is_country_code(word: &str) -> bool {
    word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r')
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
            ("I cannot, Im and dont", "I|can|not|,|Im|and|do|nt"),
            ("GEN. Ito, Ph.D., left.So did I.", "GEN.|Ito|,|Ph.D.|,|left|.|So|did|I|."),
            ("e-mails re-elect pro-Beijing mayors", "e-mails|re-elect|pro|-|Beijing|mayors"),
            ("they'd've of “X”'s mayor‘s", "they|'d|'ve|of|“|X|”|'s|mayor|‘s"),
            ("of ’em, '90s, ’72", "of|’em|,|'90s|,|’72"),
            ("A$3bn and US$4m, $5", "A$|3|bn|and|US$|4|m|,|$|5"),
            ("R90,000, N95 masks, RM1.3bn, P200, K2", "R|90,000|,|N95|masks|,|RM|1.3|bn|,|P|200|,|K2"),
            ("said.¹ 5km² QueirÃ³s", "said|.|¹|5|km|²|QueirÃ³s"),
            ("What?! No!!! *** :-) ok:)", "What|?!|No|!!!|***|:-)|ok|:|)"),
            ("``Go,'' he said", "``|Go|,|''|he|said"),
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
        assert_eq!(kinds("``Go,'' ''Now''"), [Open, Word, Comma, Close, Open, Word, Close]);
        assert_eq!(kinds("’ ’em"), [Symbol, Word]);
    }

    #[test]
    fn a_line_break_ends_a_paragraph() {
        let lexicon = Lexicon::new();
        let mut document = Document::new("One two\n\nthree\n \n", false);
        annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        assert_eq!(document.paragraphs, [0..2, 2..3]);
    }

    #[test]
    fn no_text_costs_more_than_linear_time() {
        // Each would take minutes if every token looked at all that follows.
        for piece in
            ["a", "(", "\u{301}", ".", "“", "'", "1,", "12,", "1/", "1-", "a.", "Ab.", "aa.", "a@", "a.a-", "²"]
        {
            let text = piece.repeat(100_000);
            let tokens = split(&text);
            assert_eq!(tokens.concat(), text, "{piece}");
        }
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
