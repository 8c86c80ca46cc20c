//! Joins what stands in marks with what is reported: one list of pieces in text order.
//!
//! Rule: what is known by its marks stays as it is; a report loses what it shares with it, and a report that only says
//! the same again goes. What is reported and stands wholly in marks is direct.

use std::ops::Range;

use super::marked;
use super::reader::Reader;
use super::{Attribution, Piece, Report, Utterance};
use crate::extract::document::TokenKind;
use crate::record::QuoteKind;

/// The most reports that may lie within each other.
const DEEPEST: usize = 1;

/// Pieces in text order and the utterances that they belong to.
pub(super) fn join(
    reader: &Reader<'_, '_>,
    marked: Vec<marked::Piece>,
    reports: Vec<Report>,
) -> (Vec<Piece>, Vec<Utterance>) {
    let mut joined = Joined { reader, pieces: Vec::new(), utterances: Vec::new(), marked: Vec::new() };
    joined.take_marked(marked);
    for report in reports {
        joined.take_report(report);
    }
    let mut pieces = joined.pieces;
    pieces.sort_by_key(|piece| (piece.tokens.start, std::cmp::Reverse(piece.tokens.end)));
    pieces.dedup_by(|second, first| second.tokens == first.tokens);
    let mut open: Vec<usize> = Vec::new();
    pieces.retain(|piece| {
        while open.last().is_some_and(|end| *end <= piece.tokens.start) {
            open.pop();
        }
        let fits = open.len() < DEEPEST;
        if fits {
            open.push(piece.tokens.end);
        }
        fits
    });
    (pieces, joined.utterances)
}

struct Joined<'r, 'd, 't> {
    reader: &'r Reader<'d, 't>,
    pieces: Vec<Piece>,
    utterances: Vec<Utterance>,
    /// Where the pieces in marks lie, in text order, and their utterances.
    marked: Vec<(Range<usize>, usize)>,
}

impl Joined<'_, '_, '_> {
    fn take_marked(&mut self, marked: Vec<marked::Piece>) {
        let mut utterance_of: Vec<usize> = Vec::with_capacity(marked.len());
        for piece in marked {
            let utterance = match piece.from.and_then(|from| utterance_of.get(from).copied()) {
                Some(utterance) => utterance,
                None => {
                    self.utterances.push(Utterance { attribution: piece.attribution, addressee: None });
                    self.utterances.len() - 1
                }
            };
            utterance_of.push(utterance);
            self.marked.push((piece.outer.clone(), utterance));
            self.pieces.push(Piece { tokens: piece.tokens, outer: piece.outer, kind: QuoteKind::Direct, utterance });
        }
    }

    fn take_report(&mut self, report: Report) {
        let (first, second) = report.contents;
        let own = self.utterances.len();
        let mut utterance = own;
        let mut kept: Vec<Range<usize>> = Vec::with_capacity(2);
        for content in [Some(first), second].into_iter().flatten() {
            let (rest, same) = self.without_marked(content, &report.cue);
            if let Some(same) = same {
                utterance = same;
            }
            // *“…,” she said, to applause*: what follows goes on with nothing.
            if utterance == own || same.is_some() {
                kept.extend(rest);
            }
        }
        if kept.is_empty() {
            if utterance < own && self.utterances[utterance].addressee.is_none() {
                self.utterances[utterance].addressee = report.addressee;
            }
            return;
        }
        if utterance == own {
            let attribution = Attribution { cue: Some(report.cue), subject: report.source };
            self.utterances.push(Utterance { attribution: Some(attribution), addressee: report.addressee });
        }
        for content in kept {
            let (tokens, kind) = self.kind(content.clone());
            self.pieces.push(Piece { tokens, outer: content, kind, utterance });
        }
    }

    /// What of a content no piece in marks says already, and the utterance of that piece where they share a cue.
    fn without_marked(&self, content: Range<usize>, cue: &Range<usize>) -> (Option<Range<usize>>, Option<usize>) {
        let start = self.marked.partition_point(|(outer, _)| outer.end <= content.start);
        let mut content = content;
        let mut same = None;
        if let Some((outer, utterance)) = self.marked.get(start).filter(|(outer, _)| outer.start < content.end) {
            let shares =
                self.utterances[*utterance].attribution.as_ref().is_some_and(|by| by.cue.as_ref() == Some(cue));
            if shares {
                same = Some(*utterance);
            }
            content.end = outer.start.max(content.start);
        }
        let words = content.clone().filter(|at| self.reader.token(*at).is_some_and(|token| token.is_word())).count();
        ((words >= 2).then(|| self.trimmed(content)), same)
    }

    /// A content without punctuation at its edges.
    fn trimmed(&self, content: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = content;
        let loose = |at: usize| {
            matches!(self.reader.kind(at), Some(TokenKind::Comma | TokenKind::Dash)) && !self.reader.is_inside(at)
        };
        while start < end && loose(start) {
            start += 1;
        }
        while end > start + 1 && loose(end - 1) {
            end -= 1;
        }
        start..end
    }

    /// The words of a content and whose they are.
    fn kind(&self, content: Range<usize>) -> (Range<usize>, QuoteKind) {
        let passages = self.reader.passages_in(content.clone());
        let Some(first) = passages.first() else { return (content, QuoteKind::Indirect) };
        if first.outer.start == content.start && first.outer.end >= content.end {
            let mut inner = first.inner.clone();
            while inner.len() > 1 && self.reader.kind(inner.end - 1) == Some(TokenKind::Comma) {
                inner.end -= 1;
            }
            return (inner, QuoteKind::Direct);
        }
        (content, QuoteKind::Mixed)
    }
}
