//! Words in quotation marks that somebody is reported to have said.
//!
//! Rule: a passage is a quotation where all of the reported words stand between the marks: a cue follows or precedes
//! it (“…,” she said; she said: “…”), or it is whole sentences that go on after one that has a cue, or somebody signs
//! it. Fragments in the reporter's own clause, titles of works, nicknames and scare quotes are none. A paragraph that
//! the one before announces (*She added:*) is a quotation without marks.

use std::borrow::Cow;
use std::ops::Range;

use super::attribution::{self, Attribution};
use super::interview;
use crate::extract::annotate::passages::Passage;
use crate::extract::document::{Document, Token, TokenKind};
use crate::extract::lexicon::ReportingVerbs;
use crate::interrupt::{Interrupt, Interrupted};

/// The most tokens between two pieces of one utterance.
const FARTHEST: usize = 40;

/// The fewest tokens of whole sentences that are said without a verb that reports them.
const SHORTEST: usize = 4;

/// A passage that is a quotation.
pub(super) struct Piece {
    /// Its words, without the marks and the comma before the attribution.
    pub tokens: Range<usize>,
    /// Its words with the marks.
    pub outer: Range<usize>,
    paragraph: usize,
    continues: bool,
    /// Who says it; none where it goes on from an earlier piece.
    pub attribution: Option<Attribution>,
    /// The piece that this one goes on from.
    pub from: Option<usize>,
}

/// The quotations in marks, in text order.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub(super) fn find(
    document: &Document<'_>,
    verbs: &ReportingVerbs,
    passages: &[Passage],
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Piece>, Interrupted> {
    let mut finder = Finder { document, verbs, pieces: Vec::new() };
    let passages = with_blocks(document, verbs, passages);
    for (index, passage) in passages.iter().enumerate() {
        interrupt.check()?;
        if document.is_headline(u32::try_from(passage.paragraph).unwrap_or(u32::MAX)) {
            continue;
        }
        finder.consider(passage, index.checked_sub(1).and_then(|before| passages.get(before)));
    }
    Ok(finder.pieces)
}

/// The passages, and whole paragraphs without marks that the paragraph before announces or that a transcript gives to
/// a speaker; what stands in marks there belongs to them.
fn with_blocks<'p>(document: &Document<'_>, verbs: &ReportingVerbs, passages: &'p [Passage]) -> Cow<'p, [Passage]> {
    let paragraphs = || 1..document.paragraphs().count();
    let turns: Vec<(usize, Range<usize>)> =
        paragraphs().filter_map(|paragraph| Some((paragraph, interview::turn(document, paragraph)?))).collect();
    // One label may be anything: *NOTE: …*.
    let turns = if turns.len() > 1 { turns } else { Vec::new() };
    let announced = paragraphs().filter_map(|paragraph| {
        let tokens = document.paragraph(paragraph);
        let opens = document.token(tokens.start).is_some_and(|first| first.is_word() && first.is_capitalised());
        let ends = document.before(tokens.end).is_some_and(|last| last.kind() == TokenKind::Stop);
        let told = opens && ends && attribution::announces(document, verbs, &document.paragraph(paragraph - 1));
        told.then_some((paragraph, tokens))
    });
    let mut blocks: Vec<(usize, Range<usize>)> = announced.chain(turns).collect();
    if blocks.is_empty() {
        return Cow::Borrowed(passages);
    }
    blocks.sort_by_key(|(paragraph, _)| *paragraph);
    blocks.dedup_by_key(|(paragraph, _)| *paragraph);
    let is_block = |paragraph: usize| blocks.binary_search_by_key(&paragraph, |(block, _)| *block).is_ok();
    let mut all: Vec<Passage> = passages.iter().filter(|passage| !is_block(passage.paragraph)).cloned().collect();
    all.extend(blocks.iter().map(|(paragraph, tokens)| Passage {
        inner: tokens.clone(),
        outer: tokens.clone(),
        paragraph: *paragraph,
        continues: false,
        repaired: false,
        single: false,
    }));
    all.sort_by_key(|passage| passage.outer.start);
    Cow::Owned(all)
}

struct Finder<'d, 't> {
    document: &'d Document<'t>,
    verbs: &'d ReportingVerbs,
    pieces: Vec<Piece>,
}

impl<'t> Finder<'_, 't> {
    fn consider(&mut self, passage: &Passage, before: Option<&Passage>) {
        let (document, verbs) = (self.document, self.verbs);
        let Some(tokens) = self.content(passage) else { return };
        let start = document.sentence_of(passage.outer.start).map_or(passage.outer.start, |s| s.tokens().start);
        let last = passage.outer.end.saturating_sub(1);
        let end = document.sentence_of(last).map_or(passage.outer.end, |s| s.tokens().end);
        // What of the sentence lies before and behind, up to the next passage beside it.
        let left = start.max(before.map_or(0, |before| before.outer.end)).min(passage.outer.start)..passage.outer.start;
        let right = passage.outer.end..end.max(passage.outer.end);
        let from = self.previous(passage, &left);

        let behind = attribution::behind(document, verbs, right.clone());
        let opens = left.is_empty() || self.is_set_off(&left);
        if let Some(attribution) = behind.filter(|_| opens && self.is_closed(passage, &right)) {
            // `“…,” he said, “…,” she said`: its own speaker, its own utterance.
            return self.push(passage, tokens, Some(attribution), None);
        }
        if let Some(attribution) = self.signature(passage).filter(|_| opens && tokens.len() >= SHORTEST) {
            return self.push(passage, tokens, Some(attribution), None);
        }
        let whole = self.ends_sentence(passage, &right);
        let sentences = whole && tokens.len() >= SHORTEST && (self.is_sentence(&tokens) || passage.continues);
        let ahead = attribution::ahead(document, verbs, passage, left.clone()).filter(|_| whole);
        if sentences
            && ahead.is_none()
            && let Some(attribution) = attribution::announced(document, verbs, passage.outer.start)
        {
            return self.push(passage, tokens, Some(attribution), None);
        }
        if let Some(from) = from {
            return self.push(passage, tokens, None, Some(from));
        }
        if passage.repaired && passage.outer.start == passage.inner.start {
            return;
        }
        if ahead.is_some() {
            return self.push(passage, tokens, ahead, None);
        }
        if left.is_empty() && sentences && !passage.repaired {
            let attribution = attribution::sentence_before(document, verbs, passage.outer.start);
            if attribution.is_some() || self.fills_paragraph(passage) {
                self.push(passage, tokens, attribution, None);
            }
        }
    }

    /// Who signs a quotation that stands alone: a dash and a name, at the end of its paragraph or as the next one.
    fn signature(&self, passage: &Passage) -> Option<Attribution> {
        let own = self.document.paragraph(passage.paragraph);
        let next = || Some(self.document.paragraph(passage.paragraph + 1)).filter(|_| self.fills_paragraph(passage));
        let rest = if passage.outer.end < own.end { passage.outer.end..own.end } else { next()? };
        attribution::signed(self.document, rest)
    }

    fn push(&mut self, passage: &Passage, tokens: Range<usize>, attribution: Option<Attribution>, from: Option<usize>) {
        self.pieces.push(Piece {
            tokens,
            outer: passage.outer.clone(),
            paragraph: passage.paragraph,
            continues: passage.continues,
            attribution,
            from,
        });
    }

    fn token(&self, at: usize) -> Option<Token<'_, 't>> {
        self.document.token(at)
    }

    /// The words said: without the comma before the attribution.
    fn content(&self, passage: &Passage) -> Option<Range<usize>> {
        let mut tokens = passage.inner.clone();
        while self.token(tokens.end - 1).is_some_and(|last| last.kind() == TokenKind::Comma) && tokens.len() > 1 {
            tokens.end -= 1;
        }
        self.token(tokens.clone().find(|at| self.token(*at).is_some_and(|token| token.is_word()))?)?;
        Some(tokens)
    }

    /// Whether what is said begins and ends like a sentence.
    fn is_sentence(&self, tokens: &Range<usize>) -> bool {
        let begins = self.token(tokens.start).is_some_and(|first| first.is_capitalised() || !first.is_word());
        let ends = self.token(tokens.end - 1).is_some_and(|last| {
            matches!(last.kind(), TokenKind::Stop | TokenKind::Ellipsis | TokenKind::SingleClose | TokenKind::Dash)
        });
        begins && ends
    }

    /// Whether a comma, a colon or another mark sets the passage off from the words before it.
    fn is_set_off(&self, left: &Range<usize>) -> bool {
        let Some(last) = self.document.before(left.end) else { return false };
        matches!(last.kind(), TokenKind::Comma | TokenKind::Dash | TokenKind::Stop)
            || left.len() <= 2 && !last.is_word()
    }

    /// Whether a punctuation mark closes what was said, inside the marks or right behind them.
    fn is_closed(&self, passage: &Passage, right: &Range<usize>) -> bool {
        let closes = |at: usize| {
            self.token(at).is_some_and(|token| {
                matches!(token.kind(), TokenKind::Comma | TokenKind::Stop | TokenKind::Ellipsis | TokenKind::Dash)
            })
        };
        // `“They say, ‘Go,’” she said`.
        let inner = passage
            .inner
            .clone()
            .rev()
            .find(|at| self.token(*at).is_none_or(|token| token.kind() != TokenKind::SingleClose));
        inner.is_some_and(closes) || closes(right.start)
    }

    /// Whether the sentence ends with the passage.
    fn ends_sentence(&self, passage: &Passage, right: &Range<usize>) -> bool {
        let closing = right
            .clone()
            .all(|at| self.token(at).is_some_and(|token| !matches!(token.kind(), TokenKind::Word | TokenKind::Number)));
        right.is_empty() || closing || passage.continues
    }

    /// Whether a passage is all of its paragraph.
    fn fills_paragraph(&self, passage: &Passage) -> bool {
        let paragraph = self.document.paragraph(passage.paragraph);
        passage.outer.start == paragraph.start && passage.outer.end >= paragraph.end
    }

    /// Whether nothing but its attribution follows a piece in its paragraph.
    fn ends_paragraph(&self, piece: &Piece) -> bool {
        let rest = piece.outer.end..self.document.paragraph(piece.paragraph).end;
        let stops = rest.clone().filter(|at| self.token(*at).is_some_and(|token| token.kind() == TokenKind::Stop));
        rest.len() <= FARTHEST && stops.count() <= 1
    }

    /// The piece that a passage without an attribution of its own goes on from: the one before it in its paragraph,
    /// with nothing but an attribution or a full stop between; or the one that the last paragraph left open.
    fn previous(&self, passage: &Passage, left: &Range<usize>) -> Option<usize> {
        let index = self.pieces.len().checked_sub(1)?;
        let before = &self.pieces[index];
        if before.paragraph + 1 == passage.paragraph && self.fills_paragraph(passage) && self.ends_paragraph(before) {
            return Some(index);
        }
        if before.paragraph + 1 == passage.paragraph && before.continues {
            return left.is_empty().then_some(index);
        }
        if before.paragraph != passage.paragraph || passage.repaired && passage.outer.start == passage.inner.start {
            return None;
        }
        let between = before.outer.end..passage.outer.start;
        if between.len() > FARTHEST {
            return None;
        }
        let stops = between.clone().filter(|at| self.token(*at).is_some_and(|token| token.kind() == TokenKind::Stop));
        let passed = stops.count();
        let split = self.is_set_off(left) && passed == 0 && before.attribution.is_some();
        let tokens = self.content(passage)?;
        let follows = left.is_empty() && passed <= 1 && self.is_sentence(&tokens);
        (split || follows).then_some(index)
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::record;

    /// Text, cue and group of each quotation.
    fn quotes(text: &str) -> Vec<(String, Option<String>, Option<u32>)> {
        let quotes = record(text).quotes.into_iter();
        quotes.map(|quote| (quote.evidence.text, quote.cue.map(|cue| cue.text), quote.group)).collect()
    }

    fn texts(text: &str) -> Vec<String> {
        quotes(text).into_iter().map(|(text, _, _)| text).collect()
    }

    #[test]
    fn a_cue_makes_a_quotation() {
        for text in [
            "“We ran far,” said Anna Marsh.",
            "“We ran far”, the mayor said.",
            "Anna Marsh said: “We ran far.”",
            "'We ran far,' she told reporters.",
            "\"We ran far,\" according to Anna Marsh.",
            "The mayor told reporters, \"We ran far.\"",
        ] {
            let found = texts(text);
            assert!(found.len() == 1 && found[0].starts_with("We ran far"), "{text}: {found:?}");
        }
    }

    #[test]
    fn fragments_titles_and_nicknames_are_no_quotations() {
        for text in [
            "Her novel, “The Long Run,” won the prize.",
            "Ramón “Chino” Ruiz was tired.",
            "So-called “experts” were there.",
            "“The Long Run” opens on Friday.",
        ] {
            assert_eq!(texts(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn the_pieces_of_one_utterance_share_a_group() {
        let said = Some("said".to_owned());
        let piece = |text: &str, group| (text.to_owned(), said.clone(), group);
        assert_eq!(
            quotes("“We ran,” Anna Marsh said, “and we fell.” “Nobody helped us.”"),
            [piece("We ran", Some(1)), piece("and we fell.", Some(1)), piece("Nobody helped us.", Some(1))]
        );
        assert_eq!(
            quotes("“We ran,” Anna Marsh said. “We fell.\n\n“Then we stood up.”\n\n“They ran,” Ann Lee said."),
            [
                piece("We ran", Some(1)),
                piece("We fell.", Some(1)),
                piece("Then we stood up.", Some(1)),
                piece("They ran", None)
            ]
        );
    }

    #[test]
    fn a_lost_mark_is_repaired_and_reported() {
        let record = record("Anna Marsh said: “We ran far.\n\nThe town was empty.");
        assert_eq!(record.quotes[0].evidence.text, "We ran far.");
        assert_eq!(record.warnings, ["unbalanced_quotation_mark"]);
    }
}
