//! Reports that are no clause: *describe X as Y*, *call X Y*, *put X at Y*.
//!
//! Rule: the object and what is said of it are reported together.

use std::ops::Range;

use super::cues::Cue;
use super::reader::Reader;
use crate::extract::document::TokenKind;
use crate::extract::lexicon::Frames;
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// The most tokens between the verb and what is said of its object.
const REACH: usize = 16;

impl Reader<'_, '_> {
    /// The object of a cue with what is said of it.
    pub fn judgement(&self, cue: &Cue, limit: usize) -> Option<Range<usize>> {
        let start = cue.verb + 1;
        if let Some(passage) = self.fragment(cue, limit) {
            return Some(passage);
        }
        if self.is_passive(cue.verb) {
            return None;
        }
        if cue.frames.has(Frames::AS)
            && let Some(end) = self.as_phrase(cue.verb, start, limit)
        {
            return Some(start..end);
        }
        if cue.frames.has(Frames::NAMING)
            && let Some(end) = self.name_phrase(cue.verb, start, limit)
        {
            return Some(start..end);
        }
        let end = cue.frames.has(Frames::VALUE).then(|| self.value_phrase(cue.verb, start, limit)).flatten()?;
        Some(start..end)
    }

    /// Whether a judgement follows a verb, to its first words: no more is asked where only its start matters.
    pub fn judges(&self, verb: usize, limit: usize) -> bool {
        let (frames, start) = (self.frames(verb), verb + 1);
        frames.has(Frames::OUT) && self.is(start, &["out"])
            || frames.has(Frames::AS) && self.link(start, limit, &["as"]).is_some()
            || frames.has(Frames::NAMING) && self.name_phrase(verb, start, limit).is_some()
            || frames.has(Frames::VALUE) && self.link(start, limit, &["at", "nearer", "down"]).is_some()
    }

    /// The words in marks alone, where the object went before: *what she called “a farce”*, *as he put it, “…”*.
    fn fragment(&self, cue: &Cue, limit: usize) -> Option<Range<usize>> {
        let start = cue.verb + 1;
        let opens =
            |at: usize| self.passage_at(at).filter(|passage| passage.outer.start == at && passage.outer.end <= limit);
        let passive = self.is_passive(cue.verb);
        let passage = if cue.frames.has(Frames::AS) {
            let link = if passive { self.link(start, limit, &["as"])? } else { start };
            opens(link + 1).filter(|_| self.is(link, &["as"]))
        } else if cue.frames.has(Frames::NAMING) && !passive {
            let article = usize::from(matches!(self.penn(start), Penn::Dt) && !self.is(start, &["that", "this"]));
            opens(start + article)
        } else if cue.frames.has(Frames::VALUE) && self.is(start, &["it"]) {
            (start + 1..limit.min(start + 6)).find_map(opens)
        } else {
            None
        };
        passage.map(|passage| passage.outer.clone())
    }

    /// The first token behind the object that one of `words` is, before any verb or mark.
    fn link(&self, start: usize, limit: usize, words: &[&str]) -> Option<usize> {
        let ends = |at: usize| {
            self.is_finite(at)
                || matches!(self.kind(at), Some(TokenKind::Comma | TokenKind::Dash | TokenKind::Stop | TokenKind::Open))
        };
        let reach = start..limit.min(start + REACH);
        reach.into_iter().take_while(|at| !ends(*at)).find(|at| *at > start && self.is(*at, words))
    }

    fn as_phrase(&self, verb: usize, start: usize, limit: usize) -> Option<usize> {
        let link = self.link(start, limit, &["as"]).filter(|link| !self.is(link + 1, &["saying"]))?;
        Some(self.end_of_complement(verb, link + 1, limit))
    }

    fn name_phrase(&self, verb: usize, start: usize, limit: usize) -> Option<usize> {
        let particle =
            matches!(self.upos(start), Upos::Adp) || matches!(self.penn(start), Penn::In | Penn::Rp | Penn::To);
        if particle && !self.is(start, &["that"]) {
            return None;
        }
        let mark = (start..limit.min(start + REACH))
            .take_while(|at| self.kind(*at) != Some(TokenKind::Comma) && self.frames(*at).is_empty())
            .find(|at| matches!(self.kind(*at), Some(TokenKind::Open | TokenKind::SingleOpen)));
        if let Some(passage) = mark.filter(|mark| *mark > start).and_then(|mark| self.passage_at(mark)) {
            // *called a “special” meeting*; not *called her a “special” mayor*.
            let before = passage.outer.start - 1;
            let named = before > start && matches!(self.upos(before - 1), Upos::Noun | Upos::Propn | Upos::Pron);
            let modifies =
                matches!(self.upos(before), Upos::Det | Upos::Adj) && !self.is(before, &["that", "this"]) && !named;
            return (!modifies && passage.outer.end <= limit).then_some(passage.outer.end);
        }
        let complement = self.dependent(verb, &[Relation::Xcomp]).filter(|at| *at > start && *at < limit)?;
        let object = self.dependent(verb, &[Relation::Obj]).filter(|at| *at < complement)?;
        let told = matches!(self.upos(complement), Upos::Adj | Upos::Noun) && object >= start;
        told.then(|| self.tree().subtree(complement).end.min(limit))
    }

    fn value_phrase(&self, verb: usize, start: usize, limit: usize) -> Option<usize> {
        let link = self.link(start, limit, &["at", "nearer", "below", "above"])?;
        let number = (link + 1..limit.min(link + 8)).find(|at| {
            self.kind(*at) == Some(TokenKind::Number)
                || self.upos(*at) == Upos::Num
                || self.kind(*at) == Some(TokenKind::Open)
        })?;
        let end = self.end_of_complement(verb, link + 1, limit);
        let comma = (number + 1..end).find(|at| self.text(*at) == "," && !self.is_inside(*at));
        let end = comma.unwrap_or(end);
        (end > number).then_some(end)
    }

    /// The end of the phrase that says something of the object: its marks, or its words up to the next clause.
    fn end_of_complement(&self, verb: usize, start: usize, limit: usize) -> usize {
        let end = self.end_of_phrase(verb, start, limit);
        match self.passages_in(start..end).first().filter(|passage| passage.outer.start <= start + 1) {
            Some(passage) => passage.outer.end.min(limit),
            None => end,
        }
    }
}
