//! Where what is reported ends.
//!
//! Rule: what is reported goes on to the end of its sentence, but for a mark, a clause or a noun that speaks for the
//! reporter again: a second report, an attribution, what sums the report up, what the tree hangs on the cue itself.

use super::contents::{LONGEST, MainVerb};
use super::cues::Cue;
use super::reader::Reader;
use crate::extract::document::TokenKind;
use crate::extract::lexicon::Frames;
use crate::model::tags::{Penn, Upos};

/// The most places at which one cue's words may end that are looked at.
const MOST_PLACES: usize = 40;

/// What the reporter calls the report: *…, a charge that she denies*.
const SUMS: [&str; 28] = [
    "account",
    "accusation",
    "allegation",
    "argument",
    "assertion",
    "assessment",
    "charge",
    "claim",
    "comment",
    "complaint",
    "denial",
    "description",
    "estimate",
    "explanation",
    "figure",
    "forecast",
    "offer",
    "pledge",
    "position",
    "prediction",
    "promise",
    "proposal",
    "reading",
    "remark",
    "statement",
    "suggestion",
    "verdict",
    "view",
];

/// What somebody does who has just spoken, and seldom what is told of others: *said it was late and urged them to go*.
const SPEAKERS_DEEDS: [&str; 24] = [
    "accused",
    "apologised",
    "apologized",
    "appealed",
    "asked",
    "blamed",
    "called",
    "condemned",
    "criticised",
    "criticized",
    "declined",
    "demanded",
    "invited",
    "ordered",
    "pledged",
    "praised",
    "promised",
    "refused",
    "thanked",
    "threatened",
    "urged",
    "vowed",
    "warned",
    "wished",
];

impl Reader<'_, '_> {
    /// Where what begins at `start` ends: at the latest at `limit`. `cue` is the verb that reports it.
    pub fn end(&self, cue: usize, start: usize, limit: usize) -> usize {
        let limit = limit.min(start + LONGEST).max(start);
        let mut told = MainVerb::new(start);
        let mut places = 0;
        let mut at = start;
        while at < limit {
            if let Some(passage) = self.passage_at(at).filter(|passage| passage.outer.start == at) {
                at = passage.outer.end.max(at + 1);
                continue;
            }
            let Some(token) = self.token(at) else { break };
            // *tired of asking*: no clause.
            let governs = self.upos(at) == Upos::Sconj && self.penn(at + 1) == Penn::Vbg;
            let joins = at > start && self.joins(at) && self.text(at - 1) != "," && !governs;
            match token.kind() {
                TokenKind::OpenBracket => at = self.close_of(at, limit),
                TokenKind::Dash if at > start => match self.second_dash(at, limit) {
                    Some(second) => at = second,
                    None => return at,
                },
                TokenKind::Comma if at > start && !token.is(",") => return at,
                TokenKind::Comma | TokenKind::Word
                    if at > start && (token.is(",") || joins) && places < MOST_PLACES =>
                {
                    places += 1;
                    let next = at + usize::from(token.is(","));
                    let verb = told.before(self, next);
                    if self.is_saying(next) || verb.is_some_and(|verb| self.leaves(cue, start, next, limit, verb)) {
                        return at;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        limit
    }

    fn close_of(&self, open: usize, limit: usize) -> usize {
        const REACH: usize = 60;
        let mut tokens = open..limit.min(open + REACH);
        tokens.find(|at| self.kind(*at) == Some(TokenKind::CloseBracket)).unwrap_or(open)
    }

    fn second_dash(&self, dash: usize, limit: usize) -> Option<usize> {
        const REACH: usize = 40;
        let mut tokens = dash + 1..limit.min(dash + REACH);
        tokens.find(|at| self.kind(*at) == Some(TokenKind::Dash))
    }

    /// Whether what is reported ends before `at`, where a clause or phrase begins.
    /// `told` is the verb that what is reported has by then.
    fn leaves(&self, cue: usize, start: usize, at: usize, limit: usize, told: usize) -> bool {
        let comma = self.text(at - 1) == ",";
        let mut clause = at;
        while clause < limit && (self.joins(clause) || clause > at && self.upos(clause) == Upos::Adv) {
            clause += 1;
        }
        if clause == at {
            let marks = matches!(self.kind(at), Some(TokenKind::Open | TokenKind::SingleOpen));
            let outside = || self.hangs_outside(start, at) && !self.closes(at, limit);
            return comma && !marks && (self.sums_up(at, limit) || !self.is_finite(at) && outside());
        }
        if self.is(clause, &["that"]) {
            return false;
        }
        if self.is_saying(clause) {
            return true;
        }
        let Some(verb) = self.verb_of_clause(clause, limit) else { return false };
        if self.reports_again(cue, verb, clause, limit) {
            return true;
        }
        let coordinated = self.upos(at) == Upos::Cconj || self.is(at, &["yet", "then"]);
        if !coordinated {
            // *that, as president, he would leave*.
            if self.is(at.saturating_sub(2), &["that"]) {
                return false;
            }
            let own =
                self.is(at, &["because", "if", "unless", "until", "so", "lest", "since", "when", "where", "whether"]);
            return comma && !own && self.hangs_outside(start, at);
        }
        let alone = (clause..verb).all(|at| matches!(self.upos(at), Upos::Adv | Upos::Aux));
        // *…, and the union says it will sue*: somebody else's report, in whatever tense.
        if comma && !alone && self.frames(verb).has(Frames::BARE) && self.penn(verb) == Penn::Vbz {
            return true;
        }
        // *said it would sue and threatened a strike*: the second verb is told like the cue and not like the first.
        let (told, tells) = (self.tense(told), self.tense(verb));
        let deed = alone && self.penn(verb) == Penn::Vbd && self.is(verb, &SPEAKERS_DEEDS);
        tells == self.tense(cue) && (told != tells || deed || comma && self.hangs_outside(start, at))
    }

    /// Whether a noun stands here that sums up what was reported, and something is said of it: *…, a claim she denies*.
    fn sums_up(&self, at: usize, limit: usize) -> bool {
        const REACH: usize = 4;
        let article = self.is(at, &["a", "an", "the"]);
        let noun = (at + 1..limit.min(at + REACH)).find(|at| matches!(self.upos(*at), Upos::Noun));
        article && noun.is_some_and(|noun| self.is(noun, &SUMS) && noun + 1 < limit && self.text(noun + 1) != ",")
    }

    /// Where a phrase ends that is reported without a verb of its own: before a second verb of the reporter, as in
    /// *put the loss at $3 million and asked for help*.
    pub fn end_of_phrase(&self, cue: usize, start: usize, limit: usize) -> usize {
        let end = self.end(cue, start, limit);
        let second = |at: &usize| {
            let verb = at + 1 + usize::from(self.upos(at + 1) == Upos::Adv);
            self.upos(*at) == Upos::Cconj && self.is_finite(verb) && !self.is_inside(*at)
        };
        let cut = (start + 1..end).find(second).filter(|at| !self.has_finite(start..*at));
        cut.map_or(end, |at| at - usize::from(self.text(at - 1) == ","))
    }

    /// Whether a comma closes the phrase that begins at `at`, and the verb follows: *his son, Travis, had left*.
    fn closes(&self, at: usize, limit: usize) -> bool {
        const REACH: usize = 24;
        let comma = (at..limit.min(at + REACH)).find(|at| self.text(*at) == ",");
        comma.is_some_and(|comma| self.is_finite(comma + 1) && !self.has_finite(at..comma))
    }

    /// Whether a clause reports again, in the voice of the reporter.
    fn reports_again(&self, cue: usize, verb: usize, clause: usize, limit: usize) -> bool {
        let frames = self.frames(verb);
        if frames.is_empty() || self.is_passive(verb) || self.is_denied(verb) || !self.same_form(cue, verb) {
            return false;
        }
        let judges = self.judges(verb, limit);
        // *as the union claims*.
        let aside = self.is(clause - 1, &["as"]) && (verb + 1 >= limit || self.text(verb + 1) == ",");
        let alone = (clause..verb).all(|at| !matches!(self.upos(at), Upos::Noun | Upos::Propn | Upos::Pron));
        if judges || aside || alone && frames.has(Frames::SPEECH) {
            return true;
        }
        let marks =
            matches!(self.kind(verb + 1), Some(TokenKind::Open | TokenKind::SingleOpen)) || self.text(verb + 1) == ":";
        let second = Cue { verb, frames, source: verb..verb };
        marks || self.clause_start(&second, limit).is_some()
    }

    /// Whether two verbs may be told in one breath: both of the past or both of the present.
    fn same_form(&self, first: usize, second: usize) -> bool {
        self.tense(first) == self.tense(second) || self.penn(first) == Penn::Vbg
    }

    /// How a verb is told: its own form or that of its first helper.
    fn tense(&self, verb: usize) -> Penn {
        let helper = self.dependents(verb).find(|at| *at < verb && self.is_finite(*at));
        match self.penn(helper.unwrap_or(verb)) {
            Penn::Vbp => Penn::Vbz,
            Penn::Vbn => Penn::Vbd,
            // *had said* goes with *said*.
            other => other,
        }
    }

    /// Whether the tree hangs the constituent that begins at `at` on something before `start`.
    fn hangs_outside(&self, start: usize, at: usize) -> bool {
        self.governor_of_start(at).is_none_or(|governor| governor < start)
    }
}
