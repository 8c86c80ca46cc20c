//! What is reported: the clause behind a cue.
//!
//! Rule: *that* opens it, or what the tree gives the cue as its object; a verb that takes no noun needs neither.

use std::ops::Range;

use super::cues::Cue;
use super::reader::Reader;
use crate::extract::document::TokenKind;
use crate::extract::lexicon::{Classes, Frames};
use crate::model::parser::relation::Relation;
use crate::model::tags::{Penn, Upos};

/// The most tokens of what one cue reports.
pub(super) const LONGEST: usize = 200;
/// The most tokens between a cue and *that*.
const REACH: usize = 25;

impl Reader<'_, '_> {
    /// The clause behind a cue; `limit` is where its sentence ends.
    pub fn clause(&self, cue: &Cue, limit: usize) -> Option<Range<usize>> {
        let limit = limit.min(cue.verb + LONGEST);
        let start = self.clause_start(cue, limit)?;
        let end = self.end(cue.verb, start, limit);
        // Words in marks may go on beyond the sentence.
        let end = self.passage_at(end.saturating_sub(1)).map_or(end, |passage| passage.outer.end.max(end));
        let tokens = start..end;
        let told = cue.frames.has(Frames::BARE)
            || self.is(start - 1, &["that"])
            || self.main_verb(start, tokens.end).is_some()
            || matches!(self.penn(start), Penn::To | Penn::Rb);
        let quoted = self.passage_at(start).is_some();
        (tokens.len() > 1 && told || quoted).then_some(tokens)
    }

    /// Where the clause behind a cue begins.
    pub fn clause_start(&self, cue: &Cue, limit: usize) -> Option<usize> {
        let Cue { verb, frames, .. } = *cue;
        let that = frames.has(Frames::THAT) || frames.has(Frames::OUT) && self.is(verb + 1, &["out"]);
        if that && let Some(that) = self.that(cue, limit) {
            return Some(that + 1 + usize::from(self.opens_marks(that + 1)));
        }
        if let Some(start) = self.deed(cue) {
            return Some(start);
        }
        // *a voice shouts “Go home” and …*; but *she wrote “The Long Run”*.
        let speaks = frames.has(Frames::QUOTE) && !frames.has(Frames::SPEECH) && !self.writes(verb);
        if speaks
            && self
                .passage_at(verb + 1)
                .is_some_and(|passage| passage.outer.start == verb + 1 && passage.inner.len() > 1)
        {
            return Some(verb + 1);
        }
        let before = self.kind(verb.checked_sub(1)?);
        // *“…”, said the mayor, who left*: the words went before.
        if matches!(before, Some(TokenKind::Close | TokenKind::SingleClose)) || cue.source.start > verb {
            return None;
        }
        let gap = |clause: usize| verb + 1..self.tree().subtree(clause).start.max(verb + 1);
        let object = self.object_clause(verb, limit).filter(|clause| {
            !gap(*clause)
                .any(|at| matches!(self.kind(at), Some(TokenKind::Dash | TokenKind::Stop)) || self.text(at) == ";")
        });
        let mut start = match object {
            Some(clause) => self.tree().subtree(clause).start.max(verb + 1),
            None if frames.has(Frames::BARE) && self.must_tell(verb + 1, limit) => verb + 1,
            None => return None,
        };
        while start < limit && (self.kind(start) == Some(TokenKind::Comma) || self.is_day(start)) {
            start += 1;
        }
        let asks = matches!(self.penn(start), Penn::Wrb | Penn::Wp | Penn::Wdt) && !self.is(start, &["when", "while"])
            || self.is(start, &["whether"])
            || self.is(start, &["if"]) && !frames.has(Frames::BARE);
        let fits = if asks { Frames::QUESTION } else { Frames::CLAUSE };
        frames.has(fits).then_some(start)
    }

    fn writes(&self, verb: usize) -> bool {
        self.is(
            verb,
            &[
                "wrote", "writes", "write", "written", "writing", "read", "reads", "reading", "recited", "posted",
                "quoted",
            ],
        )
    }

    /// *denied having met him*, *claimed to have met him*.
    fn deed(&self, cue: &Cue) -> Option<usize> {
        let start = cue.verb + 1;
        let verb = start + usize::from(self.is(start, &["ever", "even"]));
        let gerund = self.penn(verb) == Penn::Vbg && (self.is(verb, &["having"]) || !cue.frames.has(Frames::AROUND));
        let infinitive = self.penn(start) == Penn::To && self.is(start + 1, &["have", "be"]);
        (cue.frames.has(Frames::GERUND) && gerund || cue.frames.has(Frames::INFINITIVE) && infinitive).then_some(start)
    }

    /// The clause that the tree gives a verb as its object.
    fn object_clause(&self, verb: usize, limit: usize) -> Option<usize> {
        self.dependents(verb).find(|at| {
            *at > verb
                && *at < limit
                && self.tree().relation(*at) == Relation::Ccomp
                && (self.has_finite(verb + 1..at + 1) || self.upos(*at) == Upos::Verb || self.passage_at(*at).is_some())
        })
    }

    /// Whether a noun phrase and a finite verb follow, before any comma or mark.
    fn tells(&self, start: usize, limit: usize) -> bool {
        let clause = (start..limit.min(start + REACH)).take_while(|at| {
            matches!(self.kind(*at), Some(TokenKind::Word | TokenKind::Number | TokenKind::Hyphen | TokenKind::Symbol))
        });
        self.opens_clause_at(start) && clause.into_iter().skip(1).any(|at| self.is_finite(at))
    }

    /// Whether a clause may begin at a token: a noun phrase, or what goes before one.
    fn opens_clause_at(&self, start: usize) -> bool {
        matches!(self.upos(start), Upos::Det | Upos::Pron | Upos::Propn | Upos::Noun | Upos::Num | Upos::Adj)
            || self.kind(start) == Some(TokenKind::Number)
            || self.is(start, &["if", "despite", "although", "though", "while", "no", "neither", "when", "there"])
    }

    /// Whether what follows a verb that takes no noun must be a clause, even where no verb is seen in it.
    fn must_tell(&self, start: usize, limit: usize) -> bool {
        const SHORTEST: usize = 3;
        let time = self.is_time(start) || self.is(start, &["so", "something", "nothing", "anything", "things", "this"]);
        let follows = limit.saturating_sub(start) >= SHORTEST && self.kind(start + 1) != Some(TokenKind::Comma);
        self.opens_clause_at(start) && !time && follows || self.tells(start, limit)
    }

    /// *said Friday it would close*.
    fn is_day(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.has(Classes::CALENDAR)) && !self.is_finite(at + 1)
    }

    /// The *that* which opens the clause of a verb: nothing but its other complements stand between.
    fn that(&self, cue: &Cue, limit: usize) -> Option<usize> {
        let verb = cue.verb;
        let clause = self.object_clause(verb, limit);
        let mut commas = 0;
        for at in verb + 1..limit.min(verb + REACH) {
            if self.is(at, &["that"]) && commas % 2 == 0 {
                return self.opens_object(cue, at, clause).then_some(at);
            }
            let opens = matches!(
                self.kind(at),
                Some(TokenKind::Open | TokenKind::Close | TokenKind::Dash | TokenKind::Stop | TokenKind::SingleOpen)
            );
            if opens || matches!(self.text(at), ";" | ":") || self.is_finite(at) && !self.is(at + 1, &["that"]) {
                return None;
            }
            commas += usize::from(self.text(at) == ",");
        }
        None
    }

    /// Whether a comma stands here and words in marks behind it: *said that, “we ran”*.
    fn opens_marks(&self, at: usize) -> bool {
        self.text(at) == "," && matches!(self.kind(at + 1), Some(TokenKind::Open | TokenKind::SingleOpen))
    }

    /// Whether a *that* opens the object of a verb: not a relative clause, nor the clause of a noun.
    fn opens_object(&self, cue: &Cue, that: usize, clause: Option<usize>) -> bool {
        let denies = cue.frames.has(Frames::GERUND) && !cue.frames.has(Frames::AROUND);
        if that == cue.verb + 1 {
            let told = clause.is_some_and(|clause| clause > that + 1) || self.tells(that + 1, that + REACH);
            return self.penn(that) == Penn::In || told && !self.is_finite(that + 1);
        }
        let noun = that - 1;
        let listens =
            cue.frames.has(Frames::LISTENER) || self.token(noun).is_some_and(|noun| noun.has(Classes::ADDRESSEE));
        let object = self.upos(noun) == Upos::Noun
            && self.tree().head(noun) == Some(cue.verb)
            && self.tree().relation(noun) == Relation::Obj;
        if denies || listens {
            return !self.is_finite(that + 1) || self.penn(that) == Penn::In;
        }
        // *said at a rally on Friday that she ran*: a verb that needs a clause has no other.
        let needs = || {
            let tells = self.tells(that + 1, that + REACH) && !self.is_finite(that + 1);
            clause.is_none() && cue.frames.has(Frames::BARE) && (tells || self.opens_marks(that + 1))
        };
        !object && (self.penn(that) == Penn::In || clause.is_some_and(|clause| clause > that) || needs())
    }

    /// Whether a token only joins clauses.
    pub fn joins(&self, at: usize) -> bool {
        matches!(self.upos(at), Upos::Cconj | Upos::Sconj) && !self.is(at, &["that"])
            || self.is(at, &["yet", "while", "then", "though", "although"])
    }

    /// The first verb that tells what is reported from `start` on, before `end`: none that only says which one is meant.
    fn main_verb(&self, start: usize, end: usize) -> Option<usize> {
        MainVerb::new(start).before(self, end.min(start + LONGEST))
    }

    /// The first finite verb of a stretch that is not within a relative clause.
    pub fn main_finite(&self, tokens: Range<usize>) -> Option<usize> {
        MainVerb::new(tokens.start).finite(self, tokens.end.min(tokens.start + LONGEST))
    }
}

/// The main verb of a stretch, found as the stretch grows.
pub(super) struct MainVerb {
    start: usize,
    /// The first token that was not looked at.
    next: usize,
    /// Whether the tokens from the last comma on are a relative clause.
    relative: bool,
    found: Option<usize>,
}

impl MainVerb {
    pub const fn new(start: usize) -> Self {
        Self { start, next: start, relative: false, found: None }
    }

    /// The first finite verb before `end` that is not within a relative clause.
    fn finite(&mut self, reader: &Reader<'_, '_>, end: usize) -> Option<usize> {
        while self.found.is_none() && self.next < end {
            let at = self.next;
            self.next += 1;
            if reader.text(at) == "," || reader.kind(at) == Some(TokenKind::Dash) {
                self.relative = false;
            }
            let opens = matches!(reader.penn(at), Penn::Wp | Penn::Wdt | Penn::WpPossessive);
            self.relative |= opens && at > self.start;
            if !self.relative && reader.is_finite(at) && !reader.is_in_relative_clause(at, self.start) {
                self.found = Some(at);
            }
        }
        self.found
    }

    /// The same, or the first word where words in marks or a deed (*having met him*) stand for a clause.
    pub fn before(&mut self, reader: &Reader<'_, '_>, end: usize) -> Option<usize> {
        let start = self.start;
        self.finite(reader, end).or_else(|| {
            let quoted =
                reader.passage_at(start).is_some_and(|passage| passage.inner.len() > 2 && passage.outer.end <= end);
            (quoted || reader.penn(start) == Penn::Vbg).then_some(start)
        })
    }
}
