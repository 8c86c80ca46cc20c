//! Where sentences end.
//!
//! Rule: every token lies in exactly one sentence, and no sentence reaches over a paragraph. A stop ends a sentence
//! together with the marks and brackets that close right behind it, unless it belongs to an abbreviation that wants a
//! name or a number next, or what follows goes on in lower case.

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
        let mut first = tokens.start;
        let mut at = tokens.start;
        while at < tokens.end {
            let end = closed(document, at + 1, tokens.end);
            if end == tokens.end || ends(document, lexicon, at, end) {
                interrupt.check()?;
                sentences.push(SentenceData { first, end, paragraph });
                first = end;
            }
            at = end;
        }
    }
    document.sentences = sentences;
    Ok(())
}

/// Past the marks and brackets that close right behind the token before `at`, where that token may end a sentence.
fn closed(document: &Document<'_>, at: u32, limit: u32) -> u32 {
    let mut at = at;
    if !document.token(at as usize - 1).is_some_and(|token| may_end(token)) {
        return at;
    }
    let closes = |token: Token<'_, '_>| {
        let kind = token.kind();
        let again = matches!(kind, TokenKind::Stop | TokenKind::Ellipsis);
        !token.is_spaced()
            && (again || matches!(kind, TokenKind::Close | TokenKind::SingleClose | TokenKind::CloseBracket))
    };
    while at < limit && document.token(at as usize).is_some_and(closes) {
        at += 1;
    }
    at
}

fn may_end(token: Token<'_, '_>) -> bool {
    matches!(token.kind(), TokenKind::Stop | TokenKind::Ellipsis) || token.is_word() && token.text().ends_with('.')
}

/// Whether the sentence ends before token `next`, given that `at` is the token before the closing marks.
fn ends(document: &Document<'_>, lexicon: &Lexicon, at: u32, next: u32) -> bool {
    let (Some(stop), Some(follower)) = (document.token(at as usize), document.token(next as usize)) else {
        return false;
    };
    if !may_end(stop) || !starts(follower) {
        return false;
    }
    if stop.is_word() {
        return abbreviation_ends(document, lexicon, stop, follower);
    }
    let closed = next > at + 1;
    match stop.text() {
        "?" | "!" if closed => !is_attribution(document, next as usize),
        _ => true,
    }
}

/// Whether a token may begin a sentence.
fn starts(token: Token<'_, '_>) -> bool {
    match token.kind() {
        TokenKind::Word => token.is_capitalised(),
        TokenKind::Number | TokenKind::Open | TokenKind::SingleOpen | TokenKind::OpenBracket | TokenKind::Dash => {
            token.is_spaced()
        }
        TokenKind::Symbol => token.is_spaced(),
        _ => false,
    }
}

/// Whether the stop of an abbreviation is a full stop too.
fn abbreviation_ends(document: &Document<'_>, lexicon: &Lexicon, word: Token<'_, '_>, follower: Token<'_, '_>) -> bool {
    let text = word.text();
    let letters = text.strip_suffix('.').unwrap_or(text);
    let opener = matches!(follower.kind(), TokenKind::Open | TokenKind::SingleOpen);
    let common = follower.is_word() && follower.has(Classes::FUNCTION);
    match lexicon.abbreviation(letters) {
        Some(Abbreviation::Title | Abbreviation::Number | Abbreviation::Month) => false,
        Some(Abbreviation::Final) => opener || common,
        // An initial: `J.` Only after a word in lower case, or a letter that names a thing, is it the last word.
        None if letters.chars().count() == 1 => {
            common && document.before(word.index).is_some_and(|before| !before.is_spaced() || before.is_word())
        }
        None => opener || common,
    }
}

/// Whether the words from `at` say who asked: `“Why?” Marsh asked.`
fn is_attribution(document: &Document<'_>, at: usize) -> bool {
    for index in at..at + 6 {
        let Some(token) = document.token(index) else { return false };
        if token.is_word() && index > at && token.has(Classes::REPORTING) {
            let after = document.token(index + 1);
            return after.is_none_or(|after| matches!(after.kind(), TokenKind::Stop | TokenKind::Comma));
        }
        if !matches!(token.kind(), TokenKind::Word | TokenKind::Hyphen) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
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
}
