//! Where sentences end.
//!
//! Rule: every token lies in exactly one sentence, and no sentence reaches over a paragraph. A stop ends a sentence
//! together with what closes behind it — marks, brackets, the marks of footnotes — unless it belongs to an
//! abbreviation that wants a name or a number next, or what follows goes on in lower case. Who begins a paragraph in
//! lower case writes so throughout, and there every stop ends a sentence.

use crate::extract::document::{Document, SentenceData, Token, TokenKind};
use crate::extract::lexicon::{Abbreviation, Classes, Lexicon};
use crate::interrupt::{Interrupt, Interrupted};

/// Fills the column of sentences.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn annotate(document: &mut Document<'_>, lexicon: &Lexicon, interrupt: &Interrupt<'_>) -> Result<(), Interrupted> {
    let mut sentences = Vec::new();
    for (paragraph, tokens) in (0..).zip(&document.paragraphs) {
        let limit = tokens.end as usize;
        let splitter = Splitter { document, lexicon, limit, lower: begins_low(document, tokens.start as usize, limit) };
        let mut first = tokens.start;
        let mut at = tokens.start as usize;
        while at < limit {
            let end = splitter.closed(at);
            if end == limit || splitter.ends(first as usize, at, end) {
                interrupt.check()?;
                let end = u32::try_from(end).unwrap_or(tokens.end);
                sentences.push(SentenceData { first, end, paragraph });
                first = end;
            }
            at = end;
        }
    }
    document.sentences = sentences;
    Ok(())
}

/// Whether the first word of a paragraph is written in lower case, as no newspaper does.
fn begins_low(document: &Document<'_>, start: usize, limit: usize) -> bool {
    let mut words = (start..limit.min(start + 4)).filter_map(|at| document.token(at));
    words
        .find(Token::is_word)
        .is_some_and(|word| !word.is_capitalised() && !is_link(word) && !word.text().contains('@'))
}

fn is_link(token: Token<'_, '_>) -> bool {
    token.text().starts_with("http") || token.text().starts_with("www.")
}

/// Finds the ends of the sentences of one paragraph.
struct Splitter<'d, 't> {
    document: &'d Document<'t>,
    lexicon: &'d Lexicon,
    /// One past the paragraph's last token.
    limit: usize,
    /// Whether the paragraph is written without capitals.
    lower: bool,
}

impl<'t> Splitter<'_, 't> {
    fn token(&self, at: usize) -> Option<Token<'_, 't>> {
        self.document.token(at).filter(|_| at < self.limit)
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.token(at).map(|token| token.kind())
    }

    /// One past the token `at` and what closes behind it, where it may end a sentence.
    fn closed(&self, at: usize) -> usize {
        let mut end = at + 1;
        if !self.token(at).is_some_and(may_end) {
            return end;
        }
        while let Some(token) = self.token(end) {
            let closes = match token.kind() {
                TokenKind::Close | TokenKind::CloseBracket => true,
                // A mark that is left over at the end of a paragraph is no sentence.
                TokenKind::Open | TokenKind::SingleOpen => end + 1 == self.limit,
                TokenKind::Stop | TokenKind::Ellipsis | TokenKind::SingleClose => !token.is_spaced(),
                TokenKind::Symbol => is_emoticon(token) || !token.is_spaced() && self.is_spaced(end + 1),
                _ => false,
            };
            match (closes, self.footnote(end)) {
                (_, Some(behind)) => end = behind,
                (true, None) => end += 1,
                (false, None) => break,
            }
        }
        end
    }

    fn is_spaced(&self, at: usize) -> bool {
        self.token(at).is_none_or(|token| token.is_spaced())
    }

    /// One past the mark of a footnote behind a stop: `[12]`, `[citation needed]`, the `4` of `it.4 They`.
    fn footnote(&self, at: usize) -> Option<usize> {
        const WORDS: usize = 4;
        let open = self.token(at)?;
        if open.kind() == TokenKind::Number {
            let note = !open.is_spaced() && open.text().len() <= 3 && self.is_spaced(at + 1);
            return note.then_some(at + 1);
        }
        if !open.is("[") {
            return None;
        }
        let inside = |at: usize| {
            self.token(at).is_some_and(|token| match token.kind() {
                TokenKind::Word => !token.is_capitalised(),
                kind => matches!(kind, TokenKind::Number | TokenKind::Comma | TokenKind::Dash | TokenKind::Hyphen),
            })
        };
        let close = (at + 1..at + 2 + WORDS).find(|at| !inside(*at))?;
        (close > at + 1 && self.token(close)?.is("]")).then_some(close + 1)
    }

    /// Whether the sentence from `first` ends before token `next`, given that `at` is the token before what closes.
    fn ends(&self, first: usize, at: usize, next: usize) -> bool {
        let (Some(stop), Some(follower)) = (self.token(at), self.token(next)) else { return false };
        if !may_end(stop) {
            return is_link(stop) && is_link(follower);
        }
        if is_link(follower) {
            return true;
        }
        if self.is_label(first, at) {
            return false;
        }
        if stop.is_word() {
            return self.starts(stop, follower) && self.abbreviation_ends(stop, follower);
        }
        if is_emoticon(stop) {
            return follower.is_word() && follower.is_capitalised();
        }
        self.starts(stop, follower) && !(next > at + 1 && stop.text() != "." && self.is_attribution(next))
    }

    /// Whether the tokens from `first` to the stop at `at` are no sentence: `1.`, `P.S.`, an ellipsis.
    fn is_label(&self, first: usize, at: usize) -> bool {
        const LONGEST: usize = 4;
        if at >= first + LONGEST {
            return false;
        }
        let mut words = (first..=at).filter_map(|at| self.token(at)).filter(|token| match token.kind() {
            TokenKind::Word | TokenKind::Number => true,
            TokenKind::Symbol => is_emoticon(*token),
            _ => false,
        });
        match (words.next(), words.next()) {
            (None, _) => true,
            (Some(word), None) if word.is_word() => word.text().ends_with('.'),
            (Some(word), None) => word.kind() == TokenKind::Number && word.text().len() < 3,
            _ => false,
        }
    }

    /// Whether a token may begin a sentence behind `stop`.
    fn starts(&self, stop: Token<'_, 't>, follower: Token<'_, 't>) -> bool {
        match follower.kind() {
            TokenKind::Word if follower.is_capitalised() => true,
            TokenKind::Word => self.starts_low(stop, follower),
            TokenKind::Number | TokenKind::Open | TokenKind::SingleOpen | TokenKind::OpenBracket | TokenKind::Dash => {
                follower.is_spaced()
            }
            TokenKind::Symbol => follower.is_spaced() && !is_emoticon(follower),
            _ => false,
        }
    }

    /// Whether a word in lower case may begin a sentence: where its writer uses no capitals, where it has one inside
    /// (`iPhone`, `al-Shabab`), and right behind a stop that is no part of an abbreviation or a name (`Yahoo!`).
    fn starts_low(&self, stop: Token<'_, 't>, follower: Token<'_, 't>) -> bool {
        let next = follower.index + 1;
        let capital = |at: usize| self.token(at).is_some_and(|token| token.is_word() && token.is_capitalised());
        let is_name = follower.text().bytes().any(|byte| byte.is_ascii_uppercase())
            || self.kind(next) == Some(TokenKind::Hyphen) && capital(next + 1);
        let ended = follower.index == stop.index + 1
            && follower.is_spaced()
            && (stop.text().contains('?') || self.is_plain(stop.index.wrapping_sub(1)));
        stop.kind() != TokenKind::Ellipsis && (self.lower || is_name || ended)
    }

    /// Whether a token is a common word, and no abbreviation that the tables happen not to know.
    fn is_plain(&self, at: usize) -> bool {
        const LEAST: usize = 4;
        self.token(at).is_some_and(|token| {
            token.kind() == TokenKind::CloseBracket
                || token.is_word()
                    && !token.is_capitalised()
                    && (token.text().len() >= LEAST || token.has(Classes::FUNCTION))
                    && self.lexicon.abbreviation(token.text()).is_none()
        })
    }

    /// Whether the stop of an abbreviation is a full stop too.
    fn abbreviation_ends(&self, word: Token<'_, 't>, follower: Token<'_, 't>) -> bool {
        let text = word.text();
        let letters = text.strip_suffix('.').unwrap_or(text);
        let opener = matches!(follower.kind(), TokenKind::Open | TokenKind::SingleOpen);
        let common = follower.is_word() && follower.is_capitalised() && follower.has(Classes::FUNCTION);
        match self.lexicon.abbreviation(letters) {
            Some(Abbreviation::Title | Abbreviation::Number | Abbreviation::Month) => false,
            Some(Abbreviation::Final) => opener || common,
            // An initial: `J.` Only after a word in lower case, or a letter that names a thing, is it the last word.
            None if letters.chars().count() == 1 => {
                common && self.document.before(word.index).is_some_and(|before| !before.is_spaced() || before.is_word())
            }
            None => opener || common,
        }
    }

    /// Whether the words from `at` say who asked: `“Why?” Marsh asked.`
    fn is_attribution(&self, at: usize) -> bool {
        for index in at..at + 6 {
            let Some(token) = self.token(index) else { return false };
            if token.is_word() && index > at && token.has(Classes::REPORTING) {
                let after = self.token(index + 1);
                return after.is_none_or(|after| matches!(after.kind(), TokenKind::Stop | TokenKind::Comma));
            }
            if !matches!(token.kind(), TokenKind::Word | TokenKind::Hyphen) {
                return false;
            }
        }
        false
    }
}

fn may_end(token: Token<'_, '_>) -> bool {
    match token.kind() {
        TokenKind::Stop | TokenKind::Ellipsis => true,
        TokenKind::Word => token.text().ends_with('.'),
        TokenKind::Symbol => is_emoticon(token),
        _ => false,
    }
}

/// Whether a token is a face of marks: `:-)`.
fn is_emoticon(token: Token<'_, '_>) -> bool {
    let mut bytes = token.text().bytes();
    token.kind() == TokenKind::Symbol
        && matches!(bytes.next(), Some(b':' | b';' | b'='))
        && matches!(bytes.last(), Some(b')' | b'(' | b'D' | b'P' | b'p'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use crate::extract::annotate::tokens;

    use super::*;

    fn split(text: &str) -> Vec<String> {
        let lexicon = Lexicon::new();
        let mut document = Document::new(text, false);
        tokens::annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
        document.sentences().map(|sentence| sentence.text().to_owned()).collect()
    }

    fn whole(text: &str) {
        assert_eq!(split(text), [text]);
    }

    #[test]
    fn abbreviations_and_initials_end_nothing() {
        whole("Gen. Ito met Sen. R. B. Marsh at 5 p.m. Tuesday in the U.S. Senate about No. 10 and Jan. 6.");
        whole("It paid 1.5 million to Orchid Inc. in St. Louis.");
        whole("Mr. A. Marsh left.");
    }

    #[test]
    fn abbreviations_may_end_a_sentence_too() {
        assert_eq!(split("He moved to the U.S. The firm did not.").len(), 2);
        assert_eq!(split("It began at 9 a.m. “We ran,” she said.").len(), 2);
        assert_eq!(split("They sold it to Orchid Inc. It was cheap.").len(), 2);
        assert_eq!(split("So did I. Then we left.").len(), 2);
    }

    #[test]
    fn quotes_close_after_the_stop() {
        assert_eq!(split("“We ran.” They fell.")[0], "“We ran.”");
        assert_eq!(split("\"We ran.\" \"Not far.\"").len(), 2);
        whole("“Why?” she asked.");
        whole("“Why us?” Anna Marsh asked.");
        whole("“We ran.” “");
        assert_eq!(split("“Why?” The minister did not know.").len(), 2);
        assert_eq!(split("(It was late.) They left.")[0], "(It was late.)");
    }

    #[test]
    fn paragraphs_are_never_joined() {
        assert_eq!(split("Ferry sinks off the coast\n\nit was old"), ["Ferry sinks off the coast", "it was old"]);
    }

    #[test]
    fn ellipses_end_a_sentence_before_a_capital_only() {
        assert_eq!(split("We ran… and fell.").len(), 1);
        assert_eq!(split("We ran... They fell.").len(), 2);
    }

    #[test]
    fn marks_of_footnotes_close_a_sentence() {
        for (text, first) in [
            ("They fell.[12] We ran.", "They fell.[12]"),
            ("They fell. [1] [citation needed] We ran.", "They fell. [1] [citation needed]"),
            ("They fell.4 We ran.", "They fell.4"),
            ("They fell.¹ We ran.", "They fell.¹"),
        ] {
            assert_eq!(split(text)[0], first);
        }
        assert_eq!(split("They fell. [Laughter] We ran.")[0], "They fell.");
    }

    #[test]
    fn lower_case_goes_on_but_for_those_who_write_no_capitals() {
        whole("They met Insp. de Vries of Yahoo! shares.");
        whole("They (the govt. of the day) fell.");
        assert_eq!(split("i fell. we ran...\n\nI fell. we ran.").len(), 4);
        assert_eq!(split("They bought it from him. iPhone sales rose.").len(), 2);
        assert_eq!(split("They left Mosul. al-Shabab did not.").len(), 2);
        assert_eq!(split("We ran. https://a.example/b https://a.example/c").len(), 3);
    }

    #[test]
    fn labels_are_no_sentences() {
        whole("1. What is being recalled.");
        whole("P.S. The firm fell.");
        whole("... They fell.");
        assert_eq!(split("Plan 10. They fell.").len(), 2);
    }

    proptest! {
        #[test]
        fn sentences_part_the_tokens_of_each_paragraph(text in "([a-zA-Z0-9.?!\"“”’()\\[\\]:,…-]{1,4}[ \n]?){0,60}") {
            let lexicon = Lexicon::new();
            let mut document = Document::new(&text, false);
            tokens::annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
            annotate(&mut document, &lexicon, &Interrupt::never()).unwrap();
            let mut end = 0;
            for sentence in document.sentences() {
                let tokens = sentence.tokens();
                assert!(tokens.start == end && tokens.end > end);
                end = tokens.end;
                let paragraph = &document.paragraphs[sentence.paragraph() as usize];
                assert!(paragraph.start as usize <= tokens.start && tokens.end <= paragraph.end as usize);
            }
            assert_eq!(end, document.len());
        }
    }
}
