//! *According to X*: the sentence without the phrase is what X says.
//!
//! Rule: at the start of a clause the phrase speaks of what comes behind it, otherwise of what went before.

use std::ops::Range;

use super::Report;
use super::reader::Reader;
use crate::extract::document::TokenKind;
use crate::model::tags::{Penn, Upos};

/// The most tokens of the phrase.
const LONGEST: usize = 45;

impl Reader<'_, '_> {
    /// The report of the phrase that begins at a token.
    pub fn according(&self, sentence: &Range<usize>, at: usize, limit: usize) -> Option<Report> {
        if let Some(report) = self.own_words(at, limit) {
            return Some(report);
        }
        if let Some((source, phrase)) = self.count(at, limit) {
            let content = match self.opens_clause(&(sentence.start..at)) {
                true => {
                    let start = self.after_source(phrase.end, limit);
                    start..self.end_of_sentence(at, start, limit)
                }
                false => self.left(sentence, at)?,
            };
            let told = self.main_finite(content.clone()).is_some();
            let cue = phrase.end - 1..phrase.end;
            return told.then_some(Report { cue, source, addressee: None, contents: (content, None) });
        }
        let length = self.opening(at)?;
        let source = self.source_of_phrase(at + length, limit)?;
        let cue = at..at + length;
        let before = sentence.start..at;
        let opens = self.opens_clause(&before);
        let content = if opens {
            let start = self.after_source(source.end, limit);
            start..self.end_of_sentence(at, start, limit)
        } else {
            self.left(sentence, at)?
        };
        let tells = self.has_finite(content.clone()) || !self.passages_in(content.clone()).is_empty();
        let whole = content.len() > 1 && tells;
        whole.then_some(Report { cue, source, addressee: None, contents: (content, None) })
    }

    /// *in the mayor’s words, “…”*.
    fn own_words(&self, at: usize, limit: usize) -> Option<Report> {
        if !self.is(at, &["in"]) {
            return None;
        }
        let (source, words) = self.owned(at + 1, limit, &["words"])?;
        let passage = (words + 1..limit.min(words + 3)).find_map(|at| self.passage_at(at))?;
        let contents = (passage.outer.clone(), None);
        Some(Report { cue: at..words + 1, source, addressee: None, contents })
    }

    /// *by the union’s count*: the source and the phrase.
    fn count(&self, at: usize, limit: usize) -> Option<(Range<usize>, Range<usize>)> {
        if !self.is(at, &["by"]) {
            return None;
        }
        let (source, noun) =
            self.owned(at + 1, limit, &["count", "estimate", "reckoning", "account", "calculation", "estimates"])?;
        let ends = noun + 1 >= limit || self.text(noun + 1) == ",";
        ends.then_some((source, at..noun + 1))
    }

    /// An owner and the word of what is owned, from `start` on.
    fn owned(&self, start: usize, limit: usize, words: &[&str]) -> Option<(Range<usize>, usize)> {
        const REACH: usize = 9;
        let noun = (start + 1..limit.min(start + REACH)).find(|at| self.is(*at, words))?;
        if self.penn(start) == Penn::PrpPossessive {
            return Some((start..start + 1, noun));
        }
        let owner = (start..noun).find(|at| self.penn(*at) == Penn::Pos || self.is(*at, &["'s", "’s", "’", "'"]))?;
        (owner > start).then_some((start..owner, noun))
    }

    /// The number of tokens of the words that open the phrase at a token.
    fn opening(&self, at: usize) -> Option<usize> {
        let follows = |words: &[&str], length| {
            words.iter().zip(at + 1..).all(|(word, at)| self.is(at, &[word])).then_some(length)
        };
        match self.text(at) {
            "according" | "According" => follows(&["to"], 2),
            "as" => follows(&["per"], 2),
            "in" | "In" => follows(&["the", "view", "of"], 4)
                .or_else(|| follows(&["the", "opinion", "of"], 4))
                .or_else(|| follows(&["accordance", "with"], 3).filter(|_| self.is_set_off_phrase(at))),
            _ => None,
        }
    }

    /// Where the words behind the phrase begin: behind its comma, and behind a relative clause that it has.
    fn after_source(&self, end: usize, limit: usize) -> usize {
        let mut start = end;
        let comma = |at: &usize| matches!(self.kind(*at), Some(TokenKind::Comma));
        while start < limit && comma(&start) {
            start += 1;
        }
        if matches!(self.penn(start), Penn::Wp | Penn::Wdt | Penn::WpPossessive) {
            start = (start..limit.min(start + LONGEST)).find(comma).map_or(start, |comma| comma + 1);
        }
        start
    }

    /// The end of what the phrase reports: a colon goes on with it.
    fn end_of_sentence(&self, cue: usize, start: usize, limit: usize) -> usize {
        let end = self.end(cue, start, limit);
        if self.text(end) == ":" && end + 1 < limit { self.end(cue, end + 1, limit) } else { end }
    }

    fn is_set_off_phrase(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|before| self.kind(before) == Some(TokenKind::Comma))
    }

    /// The noun phrase behind the opening: up to the comma that ends it.
    fn source_of_phrase(&self, start: usize, limit: usize) -> Option<Range<usize>> {
        let last = limit.min(start + LONGEST);
        let ends = |at: usize| {
            matches!(self.kind(at), Some(TokenKind::Dash | TokenKind::OpenBracket | TokenKind::Open))
                || matches!(self.text(at), ";" | ":")
                || matches!(self.penn(at), Penn::Wp | Penn::Wdt | Penn::WpPossessive)
        };
        let mut end = start;
        while end < last && !ends(end) {
            if self.text(end) == "," && !self.is_apposition(end, last) {
                break;
            }
            end += 1;
        }
        while end > start && self.kind(end - 1) == Some(TokenKind::Comma) {
            end -= 1;
        }
        (end > start).then_some(start..end)
    }

    /// Whether a comma within the phrase opens an apposition: *the mayor, Anna Marsh,*.
    fn is_apposition(&self, comma: usize, last: usize) -> bool {
        const LONGEST: usize = 12;
        let opens = matches!(self.upos(comma + 1), Upos::Propn | Upos::Det) || self.is(comma + 1, &["a", "an", "the"]);
        let end = (comma + 1..last.min(comma + LONGEST))
            .find(|at| !matches!(self.kind(*at), Some(TokenKind::Word | TokenKind::Hyphen)));
        let closes = match end {
            Some(end) => self.text(end) == "," || end == last,
            None => last < comma + LONGEST,
        };
        opens && closes && !self.has_finite(comma + 1..end.unwrap_or(last).max(comma + 1))
    }

    /// Whether nothing of the clause went before the phrase: only words that join, say when, or stand before a subject.
    fn opens_clause(&self, before: &Range<usize>) -> bool {
        let mut end = before.end;
        while end > before.start && self.kind(end - 1) == Some(TokenKind::Comma) {
            end -= 1;
        }
        if end == before.start {
            return true;
        }
        let last = end - 1;
        let joins =
            matches!(self.upos(last), Upos::Cconj | Upos::Sconj) || matches!(self.penn(last), Penn::Wdt | Penn::Wp);
        joins || self.text(last) == ";" || !self.has_finite(before.start..end)
    }
}
