//! Attributions that stand in or behind what they report: *it was late, she said*, *it was, she said, late*.
//!
//! Rule: a comma or a mark sets the attribution off, and no clause follows its verb as an object. What goes before is
//! reported from the start of its clause on; what comes behind is reported too where it goes on with it.

use std::ops::Range;

use super::Report;
use super::cues::Cue;
use super::reader::{FEW, Reader};
use crate::extract::document::TokenKind;
use crate::extract::lexicon::{Classes, Frames};
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// The most tokens on one side of an attribution.
const LONGEST: usize = 200;

impl Reader<'_, '_> {
    /// The report around an attribution whose verb is `verb`, in a sentence that ends at `limit`.
    pub fn around(&self, sentence: &Range<usize>, verb: usize, limit: usize) -> Option<Report> {
        let frames = self.around_frames(verb, limit);
        if !frames.has(Frames::AROUND) || self.is_denied(verb) {
            return None;
        }
        let (source, tokens) = self.attribution(sentence, verb, limit)?;
        let cue = Cue { verb, frames, source };
        let contents = self.sides(sentence, tokens, limit, &cue)?;
        Some(Report { addressee: self.addressee(&cue, limit), cue: self.cue_words(verb), source: cue.source, contents })
    }

    /// The frames of a verb that may be one of an attribution. Behind its clause a verb looks like a noun (*…, the brokers
    /// report*) or a participle (*…, the panel ruled*), and is taken for one.
    fn around_frames(&self, verb: usize, limit: usize) -> Frames {
        let frames = self.frames(verb);
        let frames =
            if frames.has(Frames::OUT) && self.is(verb + 1, &["out"]) { frames.and(Frames::AROUND) } else { frames };
        let last = verb + 1 >= limit || matches!(self.kind(verb + 1), Some(TokenKind::Comma | TokenKind::Stop));
        let closes = last || self.is_time(verb + 1) || matches!(self.upos(verb + 1), Upos::Adp | Upos::Part);
        match self.penn(verb) {
            Penn::Nns | Penn::Nn if closes && verb > 0 => {
                let noun =
                    matches!(self.upos(verb - 1), Upos::Noun | Upos::Propn) || self.is(verb - 1, &["they", "we", "i"]);
                let form = self.frames_of_form(verb);
                if noun && (last || self.penn(verb) == Penn::Nns) { form } else { Frames::default() }
            }
            Penn::Vbn if self.is_passive(verb) => {
                let helper = self.dependents(verb).any(|at| matches!(self.upos(at), Upos::Aux))
                    || self.upos(verb - 1) == Upos::Aux;
                if closes && !helper && self.upos(verb + 1) != Upos::Part { frames } else { Frames::default() }
            }
            Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Vbn => frames,
            Penn::Vb if verb > 0 && self.upos(verb - 1) == Upos::Aux => frames,
            _ => Frames::default(),
        }
    }

    /// The source of an attribution and all of its tokens, up to the mark that ends it.
    fn attribution(&self, sentence: &Range<usize>, verb: usize, limit: usize) -> Option<(Range<usize>, Range<usize>)> {
        let mut first = verb;
        while first > sentence.start && matches!(self.upos(first - 1), Upos::Aux | Upos::Adv) {
            first -= 1;
        }
        let end = self.end_of_attribution(verb + 1, limit);
        // *…, said the mayor*; not *she laughed, said goodbye and left*.
        let subject = self.cue(verb).map(|cue| cue.source);
        let precedes = subject.as_ref().is_some_and(|subject| subject.end <= first)
            && self.kind(first - 1) == Some(TokenKind::Comma);
        let objects = ["goodbye", "hello", "sorry", "yes", "no", "nothing", "something", "anything", "things", "so"];
        let says = self.frames(verb).has(Frames::BARE) && !self.is(verb + 1, &objects);
        let alone = (end == limit || says) && first == verb;
        // *The mayor, who was late, said the bridge, a ruin, was old*: what goes before is the subject, and no clause.
        let before = sentence.start..first;
        let subject_only = end < limit
            && !before.is_empty()
            && self.kind(first - 1) == Some(TokenKind::Comma)
            && self.opens_phrase(before.start)
            && self.main_finite(before.clone()).is_none()
            && self.passages_in(before).is_empty();
        let inverts =
            !subject_only && self.is_set_off(sentence, first) && self.opens_phrase(verb + 1) && (!precedes || alone);
        if inverts && !self.frames(verb).has(Frames::LISTENER) {
            let source = verb + 1..end;
            let told =
                self.has_finite(source.start..source.end.min(source.start + 12)) && !self.has_relative(source.clone());
            return (!source.is_empty() && !told).then_some((source, first..end));
        }
        if !self.stands_alone(verb, limit) {
            return None;
        }
        let tree = subject.filter(|source| source.end <= first && first - source.end < 3);
        let source = match tree.filter(|source| self.is_set_off(sentence, source.start)) {
            Some(source) if self.main_finite(source.clone()).is_none() => source,
            _ => self.surface_source(sentence, first)?,
        };
        Some((source.clone(), source.start..end))
    }

    /// Whether a noun phrase begins at a token.
    fn opens_phrase(&self, at: usize) -> bool {
        matches!(self.upos(at), Upos::Det | Upos::Propn | Upos::Noun | Upos::Adj | Upos::Num)
            && !self.is_time(at)
            && !self.is(at, &["that", "this"])
            || self.upos(at) == Upos::Pron && matches!(self.penn(at), Penn::Prp | Penn::PrpPossessive)
            || self.is(at, &["one", "another"])
    }

    pub fn is_time(&self, at: usize) -> bool {
        self.is(at, &["late", "early", "last", "next", "yesterday", "today", "tonight", "earlier", "later", "tomorrow"])
            || self.is(at, &["this"]) && self.is(at + 1, &["week", "month", "year", "morning", "afternoon", "evening"])
            || self.token(at).is_some_and(|token| token.has(Classes::CALENDAR))
    }

    /// Whether no object follows a verb but one who listens.
    fn stands_alone(&self, verb: usize, limit: usize) -> bool {
        let next = verb + 1;
        if next >= limit || self.frames(verb).has(Frames::LISTENER) || self.is_time(next) {
            return true;
        }
        let Some(token) = self.token(next) else { return true };
        let phrase = self.opens_phrase(next) || self.is(next, &["that", "this", "how", "why"]);
        !phrase
            || token.has(Classes::ADDRESSEE)
            || matches!(token.kind(), TokenKind::Comma | TokenKind::Dash | TokenKind::OpenBracket)
            || self.token(next + 1).is_some_and(|second| second.has(Classes::ADDRESSEE))
    }

    fn has_relative(&self, tokens: Range<usize>) -> bool {
        tokens.into_iter().any(|at| matches!(self.penn(at), Penn::Wp | Penn::Wdt | Penn::WpPossessive))
    }

    /// The noun phrase between a comma and the verb of an attribution; with an apposition that commas enclose.
    fn surface_source(&self, sentence: &Range<usize>, first: usize) -> Option<Range<usize>> {
        const REACH: usize = 30;
        let last = first.checked_sub(1)?;
        let enclosed = self.is_comma(last);
        let end = if enclosed { last } else { first };
        let mut seen = 0;
        for at in (sentence.start.max(first.saturating_sub(REACH))..end).rev() {
            if self.is_inside(at) {
                return None;
            }
            if !self.is_set_off(sentence, at) {
                continue;
            }
            let segment = at..end;
            let told = self.has_finite(segment.clone()) && !self.has_relative(segment.clone());
            if told {
                return None;
            }
            if self.opens_phrase(at) && (!enclosed || seen > 0) {
                return Some(segment);
            }
            seen += 1;
        }
        None
    }

    fn is_comma(&self, at: usize) -> bool {
        self.text(at) == ","
    }

    /// Whether a comma, a dash or a closing mark stands before a token of the sentence.
    fn is_set_off(&self, sentence: &Range<usize>, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|before| *before >= sentence.start) else { return false };
        match self.kind(before) {
            Some(TokenKind::Comma | TokenKind::Dash) => {
                self.text(before) == "," || self.kind(before) == Some(TokenKind::Dash)
            }
            Some(TokenKind::Close | TokenKind::SingleClose) => self
                .passage_at(before)
                .is_some_and(|passage| passage.inner.end == before && self.kind(before - 1) == Some(TokenKind::Comma)),
            _ => false,
        }
    }

    /// The end of an attribution: the first mark behind its verb that is not within a list or a phrase.
    fn end_of_attribution(&self, from: usize, limit: usize) -> usize {
        let ends = |at: &usize| {
            matches!(
                self.kind(*at),
                Some(
                    TokenKind::Comma
                        | TokenKind::Dash
                        | TokenKind::Open
                        | TokenKind::SingleOpen
                        | TokenKind::OpenBracket
                )
            )
        };
        let limit = limit.min(from + LONGEST).max(from);
        (from..limit).find(ends).unwrap_or(limit)
    }

    /// What an attribution reports on its two sides.
    fn sides(&self, sentence: &Range<usize>, tokens: Range<usize>, limit: usize, cue: &Cue) -> Option<Contents> {
        // *asked about it, he replied: “…”*.
        if self.takes_clause(cue, limit) || self.text(tokens.end) == ":" {
            return None;
        }
        let left = self.left(sentence, tokens.start);
        let right = self.right(&tokens, limit);
        let link = left.as_ref().is_some_and(|left| self.is_link(left.end - 1));
        match (left, right) {
            (Some(left), None) if !link => self.is_told(left.clone()).then_some((left, None)),
            (Some(left), Some(right)) if !link => {
                if !self.has_main_clause(left.clone()) {
                    let right = right.start..self.end(cue.verb, right.start, limit);
                    let told = self.has_finite(right.clone()) || self.has_finite(left.clone());
                    let bare = left.len() < 3 && self.upos(left.start) == Upos::Det;
                    return told.then_some(if bare { (right, None) } else { (left, Some(right)) });
                }
                let right = right.start..self.end(cue.verb, right.start, limit);
                let goes_on = self.goes_on(&right) && right.len() > 1;
                Some((left, goes_on.then_some(right)))
            }
            (_, Some(right)) => Some((right.start..self.end(cue.verb, right.start, limit), None)),
            _ => None,
        }
    }

    /// Whether the verb has a clause as its object behind it: then it is no attribution around one.
    fn takes_clause(&self, cue: &Cue, limit: usize) -> bool {
        self.clause(cue, limit).is_some_and(|clause| {
            let gap = cue.verb + 1..clause.start;
            !gap.into_iter().any(|at| matches!(self.kind(at), Some(TokenKind::Comma | TokenKind::Close)))
        })
    }

    /// What goes before an attribution, without the comma.
    pub fn left(&self, sentence: &Range<usize>, end: usize) -> Option<Range<usize>> {
        let mut end = end;
        while end > sentence.start && matches!(self.kind(end - 1), Some(TokenKind::Comma | TokenKind::Dash)) {
            end -= 1;
        }
        let first = sentence.start.max(end.saturating_sub(LONGEST));
        let mut start = first;
        let mut at = first;
        while at < end {
            if let Some(passage) = self.passage_at(at).filter(|passage| passage.outer.start == at) {
                at = passage.outer.end.max(at + 1);
                continue;
            }
            if self.text(at) == ";" {
                start = at + 1;
            }
            at += 1;
        }
        (start < end).then_some(start..end)
    }

    /// What comes behind the comma that ends an attribution.
    fn right(&self, tokens: &Range<usize>, limit: usize) -> Option<Range<usize>> {
        let mark = self.kind(tokens.end).filter(|_| tokens.end < limit)?;
        let start = tokens.end + usize::from(mark == TokenKind::Comma || mark == TokenKind::Dash);
        (matches!(mark, TokenKind::Comma | TokenKind::Open | TokenKind::SingleOpen | TokenKind::Dash)
            && self.text(tokens.end) != ";"
            && self.text(tokens.end) != ":"
            && start < limit)
            .then_some(start..limit)
    }

    /// Whether a token only leads to what follows: *because*, *which*, *and*, *had*.
    fn is_link(&self, at: usize) -> bool {
        matches!(self.upos(at), Upos::Sconj | Upos::Cconj | Upos::Aux)
            || matches!(self.penn(at), Penn::Wdt | Penn::Wp | Penn::Md)
    }

    /// Whether a stretch holds a clause, or is too long to be a phrase and opens like a subject.
    fn is_told(&self, tokens: Range<usize>) -> bool {
        const LONG: usize = 5;
        self.has_main_clause(tokens.clone()) || {
            let quoted = !self.passages_in(tokens.clone()).is_empty();
            let opens =
                matches!(self.upos(tokens.start), Upos::Det | Upos::Pron | Upos::Propn | Upos::Noun | Upos::Adv);
            let phrase = tokens.clone().any(|at| self.text(at) == ",");
            quoted || tokens.len() >= LONG && opens && !phrase
        }
    }

    /// Whether a stretch holds a clause that may stand alone: one that no *if* or *when* opens, up to its comma.
    fn has_main_clause(&self, tokens: Range<usize>) -> bool {
        // *even if*, *just as*.
        let leads = self.upos(tokens.start) == Upos::Adv && self.upos(tokens.start + 1) == Upos::Sconj;
        let first = tokens.start + usize::from(leads);
        let supposes = matches!(self.upos(first), Upos::Sconj | Upos::Aux) || self.penn(first) == Penn::Wrb;
        let opens = supposes || matches!(self.penn(first), Penn::Vbg | Penn::Vbn);
        let mut rest = tokens.clone();
        let start = match rest.find(|at| opens && self.is_comma(*at)) {
            Some(comma) => comma + 1,
            None if supposes => return false,
            None => first,
        };
        self.main_finite(start..tokens.end).is_some()
    }

    /// Whether a verb only says which one is meant, in a stretch that begins at `start`.
    pub fn is_in_relative_clause(&self, verb: usize, start: usize) -> bool {
        let clause = self.tree().ancestors(verb).take(FEW).take_while(|at| *at >= start);
        clause.into_iter().any(|at| {
            let modifies = matches!(self.tree().relation(at), Relation::AclRelcl | Relation::Acl);
            modifies && self.tree().head(at).is_some_and(|noun| noun >= start && self.may_modify(noun, at))
        })
    }

    /// Whether a clause may modify the noun before it: behind a comma it has a relative pronoun or is a participle.
    fn may_modify(&self, noun: usize, verb: usize) -> bool {
        let between = || noun + 1..verb;
        let pronoun = |at: usize| {
            matches!(self.penn(at), Penn::Wp | Penn::Wdt | Penn::WpPossessive | Penn::Wrb) || self.is(at, &["that"])
        };
        !between().any(|at| self.is_comma(at)) || between().any(pronoun) || !between().any(|at| self.is_subject(at))
    }

    fn is_subject(&self, at: usize) -> bool {
        matches!(self.tree().relation(at), Relation::Nsubj | Relation::NsubjPass)
    }

    /// Whether what comes behind an attribution goes on with what went before it: *…, she said, and fell*. A second
    /// noun phrase is the reporter's (*…, the first since May*), as is a second report.
    fn goes_on(&self, right: &Range<usize>) -> bool {
        let start = right.start;
        if self.is_saying(start) {
            return false;
        }
        if matches!(self.kind(start), Some(TokenKind::Open | TokenKind::SingleOpen)) {
            return true;
        }
        let joined = self.upos(start) == Upos::Cconj;
        if joined || self.upos(start) == Upos::Sconj {
            let contrast = self.is(start, &["though", "although", "while", "as", "whereas", "after", "provided"]);
            let reports = self
                .verb_of_clause(start + 1, right.end)
                .is_some_and(|verb| !self.frames(verb).is_empty() && self.cue(verb).is_some());
            return !contrast && !reports;
        }
        matches!(self.upos(start), Upos::Adp | Upos::Part) || self.penn(start) == Penn::Vbg
    }
}

/// One or two stretches that one attribution reports.
pub(super) type Contents = (Range<usize>, Option<Range<usize>>);
