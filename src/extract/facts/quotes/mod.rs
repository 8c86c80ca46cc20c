//! Quotations: what somebody is reported to have said or written, in their words or in the reporter's.
//!
//! Words in marks are found by their marks (`marked`), reported clauses by the verb, the phrase or the noun that
//! reports them (`cues`, `contents`, `around`, `according`, `phrases`, `nouns`). Both are joined here, and each
//! utterance gets its speaker.
//!
//! Rule: a quotation has a source and words that are reported; marks decide before the tree; a quotation within marks is
//! none.

mod according;
mod around;
pub mod attribution;
mod contents;
mod cues;
mod ends;
mod interview;
mod join;
mod marked;
mod nouns;
mod phrases;
mod reader;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::coreference::Links;
use super::entities::Entities;
use super::speakers::{self, Speaker};
use crate::extract::annotate::passages::Passage;
use crate::extract::document::Document;
use crate::extract::lexicon::{Frames, ReportingVerbs};
use crate::interrupt::{Interrupt, Interrupted};
use crate::record::QuoteKind;

use attribution::Attribution;
use reader::Reader;

/// A quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its tokens: without the marks around all of it and the comma before the attribution.
    pub tokens: Range<usize>,
    /// Whose words they are.
    pub kind: QuoteKind,
    /// Who said it.
    pub speaker: Option<Speaker>,
    /// The tokens that report it.
    pub cue: Option<Range<usize>>,
    /// Whom it was said to.
    pub addressee: Option<Speaker>,
    /// The number of the utterance that it is a piece of, where there are several.
    pub group: Option<u32>,
}

/// What a cue reports, before it is joined with what stands in marks.
#[derive(Clone, Debug)]
struct Report {
    cue: Range<usize>,
    source: Range<usize>,
    addressee: Option<Range<usize>>,
    contents: around::Contents,
}

/// A stretch that is reported, as part of an utterance.
#[derive(Clone, Debug)]
struct Piece {
    tokens: Range<usize>,
    outer: Range<usize>,
    kind: QuoteKind,
    utterance: usize,
}

/// What one source says in one go.
#[derive(Clone, Debug)]
struct Utterance {
    attribution: Option<Attribution>,
    addressee: Option<Range<usize>>,
}

/// The quotations of an article in text order.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn find(
    document: &Document<'_>,
    verbs: &ReportingVerbs,
    entities: &Entities,
    links: &Links,
    passages: &[Passage],
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Found>, Interrupted> {
    let marked = marked::find(document, verbs, passages, interrupt)?;
    let reader = Reader::new(document, verbs, passages);
    let mut reports = Vec::new();
    for sentence in document.sentences() {
        interrupt.check()?;
        if !document.is_headline(sentence.paragraph()) {
            // The dateline is nobody's words.
            let tokens = sentence.tokens();
            reader.reports(&(tokens.start.max(document.story().min(tokens.end))..tokens.end), &mut reports);
        }
    }
    let (pieces, mut utterances) = join::join(&reader, marked, reports);
    let is_free = |piece: &Piece, utterances: &[Utterance]| utterances[piece.utterance].attribution.is_none();
    if pieces.iter().any(|piece| is_free(piece, &utterances) && reader.is_answer(piece.outer.start)) {
        let interviewed = reader.interviewed();
        for piece in pieces.iter().filter(|piece| is_free(piece, &utterances)).cloned().collect::<Vec<_>>() {
            utterances[piece.utterance].attribution.clone_from(&interviewed);
        }
    }
    Ok(resolve(document, entities, links, &pieces, &utterances))
}

impl Reader<'_, '_> {
    /// What is reported in a sentence.
    fn reports(&self, sentence: &Range<usize>, into: &mut Vec<Report>) {
        let limit = self.limit(sentence);
        let mut reported = sentence.start;
        for at in sentence.start..limit {
            // A report within a report is none.
            if at < reported || self.is_inside(at) {
                continue;
            }
            let report = self
                .according(sentence, at, limit)
                .or_else(|| self.verb(sentence, at, limit))
                .or_else(|| self.noun(at, limit));
            if let Some((content, _)) = report.as_ref().map(|report| &report.contents)
                && content.start > at
            {
                reported = content.end;
            }
            into.extend(report);
        }
    }

    /// The words of a cue: *pointed out* is two.
    fn cue_words(&self, verb: usize) -> Range<usize> {
        verb..verb + 1 + usize::from(self.frames(verb).has(Frames::OUT) && self.is(verb + 1, &["out"]))
    }

    fn verb(&self, sentence: &Range<usize>, verb: usize, limit: usize) -> Option<Report> {
        if self.frames_of_form(verb).is_empty() {
            return None;
        }
        if let Some(report) = self.around(sentence, verb, limit) {
            return Some(report);
        }
        let cue = self.cue(verb)?;
        let content = self.clause(&cue, limit).or_else(|| self.judgement(&cue, limit))?;
        let addressee = self.addressee(&cue, content.start);
        Some(Report { cue: self.cue_words(verb), source: cue.source, addressee, contents: (content, None) })
    }
}

/// Speakers and groups.
fn resolve(
    document: &Document<'_>,
    entities: &Entities,
    links: &Links,
    pieces: &[Piece],
    utterances: &[Utterance],
) -> Vec<Found> {
    let mut resolver = speakers::Resolver::new(document, entities, links);
    let mut sizes = vec![0_u32; utterances.len()];
    for piece in pieces {
        sizes[piece.utterance] += 1;
    }
    let mut groups: Vec<Option<u32>> = vec![None; utterances.len()];
    let mut speakers: Vec<Option<Option<Speaker>>> = vec![None; utterances.len()];
    let mut count = 0;
    let mut found = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let utterance = &utterances[piece.utterance];
        let speaker = speakers[piece.utterance]
            .get_or_insert_with(|| match &utterance.attribution {
                Some(attribution) => resolver.resolve(attribution, piece.outer.start),
                // A paragraph in marks goes on with the one before.
                None => resolver.last_before(piece.outer.start),
            })
            .clone();
        resolver.said(piece.outer.clone(), speaker.as_ref());
        if sizes[piece.utterance] > 1 && groups[piece.utterance].is_none() {
            count += 1;
            groups[piece.utterance] = Some(count);
        }
        found.push(Found {
            tokens: piece.tokens.clone(),
            kind: piece.kind,
            speaker,
            cue: utterance.attribution.as_ref().and_then(|attribution| attribution.cue.clone()),
            addressee: utterance.addressee.clone().and_then(|tokens| resolver.listener(tokens)),
            group: groups[piece.utterance],
        });
    }
    found
}
