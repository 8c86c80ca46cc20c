//! Whether a time lies behind or ahead, by the words of its sentence.
//!
//! Rule: the verb that governs a time is the finite one right behind it (“the court on Monday ruled”), else the
//! nearest one before it in its clause, else the first one behind it. An infinitive takes after the verb it hangs on.
//! “Until” and “by” lie ahead unless the verb tells what was. Only the tags of the tagger are used; what they leave
//! open is open.

use super::reader::Reader;
use super::term::Term;
use crate::extract::lexicon::Classes;
use crate::model::tags::{Penn, Upos};

/// Where a time lies, seen from publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Behind.
    Past,
    /// Ahead.
    Future,
    /// Not said.
    Open,
}

/// The most tokens that are looked at for the verb.
const FARTHEST: usize = 40;

/// Participles and adjectives of what is yet to come: “expected in May”, “due on Friday”.
const AHEAD: [&str; 14] = [
    "due",
    "scheduled",
    "expected",
    "planned",
    "slated",
    "anticipated",
    "pencilled",
    "penciled",
    "booked",
    "forecast",
    "projected",
    "earmarked",
    "payable",
    "likely",
];

/// Those that are so only before “for” or “to”: “set for Friday”.
const AHEAD_FOR: [&str; 4] = ["set", "called", "billed", "bound"];

/// Verbs whose infinitive, object or deadline is yet to come: “agreed to meet on Monday”, “threatened a strike from
/// Monday”.
const OPERATORS: [&str; 64] = [
    "agree",
    "agreed",
    "announce",
    "announced",
    "ask",
    "asked",
    "call",
    "called",
    "demand",
    "demanded",
    "expect",
    "expected",
    "forecast",
    "give",
    "gave",
    "given",
    "hope",
    "hoped",
    "intend",
    "intended",
    "offer",
    "offered",
    "order",
    "ordered",
    "plan",
    "planned",
    "pledge",
    "pledged",
    "postpone",
    "postponed",
    "predict",
    "predicted",
    "predicting",
    "prepare",
    "prepared",
    "promise",
    "promised",
    "propose",
    "proposed",
    "request",
    "requested",
    "remand",
    "remanded",
    "schedule",
    "scheduled",
    "threaten",
    "threatened",
    "threatening",
    "urge",
    "urged",
    "vow",
    "vowed",
    "want",
    "wanted",
    "warn",
    "warned",
    "decide",
    "decided",
    "summon",
    "summoned",
    "invite",
    "invited",
    "hopes",
    "hoping",
];

/// Verbs that refuse: what hangs on them did not come about when it was refused.
const LASTING: [&str; 18] = [
    "ran",
    "lasted",
    "stayed",
    "remained",
    "continued",
    "worked",
    "was",
    "were",
    "had",
    "been",
    "waited",
    "lived",
    "served",
    "went",
    "did",
    "played",
    "knew",
    "slept",
];

/// Verbs whose past is written like their present, so that the tagger cannot tell them apart: “two men beat him”.
const SAME_PAST: [&str; 15] = [
    "beat", "set", "put", "cut", "hit", "spread", "shut", "cost", "let", "read", "quit", "hurt", "split", "burst",
    "shed",
];

/// The direction of a time that begins at `start` and ends before `end`.
#[must_use]
pub fn direction(reader: Reader<'_, '_>, start: usize, end: usize) -> Direction {
    let the = if reader.before(start) == Term::The { start - 1 } else { start };
    let preposition = the.wrapping_sub(1);
    if reader.is(preposition, &["since"]) {
        return Direction::Past;
    }
    if market(reader, end) {
        return Direction::Past;
    }
    if delivery(reader, end) {
        return Direction::Future;
    }
    // “a visit planned for Friday was called off”
    let governed = (preposition.wrapping_sub(1)..preposition).chain(preposition..preposition.wrapping_add(1));
    if let Some(at) = governed.rev().find(|at| is_ahead(reader, *at)) {
        return if is_over(reader, at) { Direction::Past } else { Direction::Future };
    }
    if let Some(direction) = finite_at(reader, end) {
        return direction;
    }
    let deadline = reader.is(preposition, &["until", "till", "by", "before"]);
    let beginning = reader.is(preposition, &["from", "for"]);
    let found = before(reader, start, deadline || beginning);
    match found {
        Some((Direction::Future, _)) => Direction::Future,
        Some((direction, verb)) if deadline => {
            let told = reader.is(verb, &LASTING);
            let participle = reader.token(verb).is_some_and(|token| token.tag().penn == Penn::Vbn);
            let helped = participle && helper(reader, verb).is_some_and(|helper| reader.is(helper, &LASTING));
            match direction {
                Direction::Open => Direction::Future,
                direction if told || helped && !conditional(reader, verb) => direction,
                _ if reader.is(preposition, &["until", "till"]) || participle => Direction::Future,
                direction => direction,
            }
        }
        Some((direction, _)) => direction,
        None => behind(reader, end).unwrap_or(Direction::Open),
    }
}

/// Whether a time tells when something was said, and not when it was: “police said on Tuesday”.
#[must_use]
pub fn is_attribution(reader: Reader<'_, '_>, start: usize, end: usize) -> bool {
    const NEAR: usize = 8;
    let first = start.saturating_sub(NEAR).max(reader.start);
    let reports = |at: usize| {
        let verb = reader.token(at)?.tag().is_verb();
        verb.then(|| reader.is(at, &["said", "says", "told", "reported", "wrote", "added"]))
    };
    (first..start).rev().find_map(reports).or_else(|| reports(end)).unwrap_or(false)
}

/// “Friday's close”: what markets did.
fn market(reader: Reader<'_, '_>, end: usize) -> bool {
    matches!(reader.text(end), "'s" | "’s")
        && reader.is(end + 1, &["close", "closing", "settlement", "session", "finish"])
}

/// “July delivery”: what markets will be paid for.
fn delivery(reader: Reader<'_, '_>, end: usize) -> bool {
    reader.is(end, &["delivery", "futures", "contract", "expiry"])
}

/// Whether a clause with “if” or “unless” holds the verb.
fn conditional(reader: Reader<'_, '_>, verb: usize) -> bool {
    (verb.saturating_sub(10).max(reader.start)..verb).any(|at| reader.is(at, &["if", "unless", "whether"]))
}

/// The direction of a finite verb that stands right behind a time: “the court on Monday ruled”.
fn finite_at(reader: Reader<'_, '_>, end: usize) -> Option<Direction> {
    let verb = if reader.upos(end) == Some(Upos::Adv) { end + 1 } else { end };
    match reader.token(verb)?.tag().penn {
        Penn::Vbd => Some(Direction::Past),
        Penn::Md => Some(Direction::Future),
        Penn::Vbz | Penn::Vbp => of_verb(reader, verb, false),
        _ => None,
    }
}

/// By the nearest verb before the time, and where that stands.
fn before(reader: Reader<'_, '_>, start: usize, deadline: bool) -> Option<(Direction, usize)> {
    let first = start.saturating_sub(FARTHEST).max(reader.start);
    for at in (first..start).rev() {
        let token = reader.token(at)?;
        if matches!(token.text(), ";" | ":") {
            return None;
        }
        if let Some(direction) = of_verb(reader, at, deadline) {
            return Some((direction, at));
        }
    }
    None
}

/// By the first verb behind a time that opens its clause.
fn behind(reader: Reader<'_, '_>, end: usize) -> Option<Direction> {
    let last = (end + FARTHEST).min(reader.end);
    (end..last).find_map(|at| of_verb(reader, at, false))
}

/// What a verb says of the time beside it; none for a word that is no verb, or one that leaves it to another.
fn of_verb(reader: Reader<'_, '_>, at: usize, deadline: bool) -> Option<Direction> {
    let token = reader.token(at)?;
    // “gave it to police”, whatever the tagger says
    if reader.is(at, &["police"]) {
        return None;
    }
    if is_ahead(reader, at) {
        return Some(if is_over(reader, at) { Direction::Past } else { Direction::Future });
    }
    if deadline && reader.is(at, &OPERATORS) {
        return Some(Direction::Future);
    }
    match token.tag().penn {
        Penn::Md => Some(Direction::Future),
        Penn::Vbd => Some(if is_to_come(reader, at) { Direction::Future } else { Direction::Past }),
        Penn::Vbz | Penn::Vbp => Some(present(reader, at)),
        Penn::Vb => base(reader, at),
        Penn::Vbn => Some(participle(reader, at)),
        Penn::Vbg => progressive(reader, at, deadline),
        _ => None,
    }
}

/// Whether a word says that something is yet to come.
fn is_ahead(reader: Reader<'_, '_>, at: usize) -> bool {
    reader.is(at, &AHEAD)
        || reader.is(at, &AHEAD_FOR) && (reader.is(at + 1, &["for"]) || reader.term(at + 1) == Term::To)
}

/// Whether “had been due” turns what was ahead into what was.
fn is_over(reader: Reader<'_, '_>, at: usize) -> bool {
    let had = |helper: usize| reader.is(helper, &["had"]) || reader.is(helper.wrapping_sub(1), &["had"]);
    helper(reader, at).is_some_and(|helper| reader.is(helper, &["been", "had"]) && had(helper))
}

/// Whether “was to” follows.
fn is_to_come(reader: Reader<'_, '_>, at: usize) -> bool {
    reader.is(at, &["was", "were"]) && reader.term(at + 1) == Term::To
}

/// A verb in the present; what somebody says leaves it open.
fn present(reader: Reader<'_, '_>, at: usize) -> Direction {
    let has = reader.is(at, &["has", "have", "'ve", "’ve"]) && participle_follows(reader, at + 1);
    if has {
        return Direction::Past;
    }
    if reader.is(at, &SAME_PAST) {
        return Direction::Past;
    }
    let reports = reader.token(at).is_some_and(|token| token.has(Classes::REPORTING));
    if reports && !reader.is(at, &OPERATORS) { Direction::Open } else { Direction::Future }
}

/// Whether a participle stands here, or behind an adverb.
fn participle_follows(reader: Reader<'_, '_>, at: usize) -> bool {
    (at..at + 3).any(|at| reader.token(at).is_some_and(|token| token.tag().penn == Penn::Vbn))
}

/// A verb in its base form: behind a modal it lies ahead, behind “did” behind; behind “to” it takes after the verb
/// that it hangs on.
fn base(reader: Reader<'_, '_>, at: usize) -> Option<Direction> {
    for before in (at.saturating_sub(4).max(reader.start)..at).rev() {
        let tag = reader.token(before)?.tag();
        match tag.penn {
            Penn::Md => return Some(Direction::Future),
            _ if reader.term(before) == Term::To => return Some(infinitive(reader, before)),
            _ if reader.is(before, &["did"]) => return Some(Direction::Past),
            _ if reader.is(before, &["do", "does"]) => return Some(Direction::Future),
            _ if matches!(tag.upos, Upos::Adv | Upos::Part) || reader.is(before, &["have", "be"]) => {}
            _ => break,
        }
    }
    reader.is(at, &SAME_PAST).then_some(Direction::Past)
}

/// The direction of what “to” introduces, by the verb before it.
fn infinitive(reader: Reader<'_, '_>, to: usize) -> Direction {
    let first = to.saturating_sub(FARTHEST / 2).max(reader.start);
    for at in (first..to).rev() {
        let Some(token) = reader.token(at) else { break };
        if is_ahead(reader, at) {
            return if is_over(reader, at) { Direction::Past } else { Direction::Future };
        }
        if reader.is(at, &OPERATORS) {
            return Direction::Future;
        }
        match token.tag().penn {
            Penn::Vbd if is_to_come(reader, at) => return Direction::Future,
            Penn::Vbd => return Direction::Past,
            Penn::Vbz | Penn::Vbp => {
                let has = present(reader, at) == Direction::Past;
                return if has { Direction::Past } else { Direction::Future };
            }
            Penn::Md => return Direction::Future,
            Penn::Vbn
                if helper(reader, at).is_some_and(|helper| reader.is(helper, &["had", "been", "was", "were"])) =>
            {
                return Direction::Past;
            }
            _ => {}
        }
    }
    Direction::Future
}

/// A participle: behind “has” and “was” it lies behind, behind “will be” ahead; by itself behind.
fn participle(reader: Reader<'_, '_>, at: usize) -> Direction {
    let Some(helper) = helper(reader, at) else { return Direction::Past };
    if reader.is(helper, &["be"]) {
        return base(reader, helper).unwrap_or(Direction::Future);
    }
    if reader.is(helper, &["is", "are", "'s", "’s", "'re", "’re"]) {
        return Direction::Open;
    }
    // “was to have been married”
    let came = (helper.saturating_sub(4).max(reader.start)..helper).any(|at| is_to_come(reader, at));
    if came { Direction::Future } else { Direction::Past }
}

/// A verb in “-ing”: “is meeting on Friday” lies ahead, “was meeting” behind; by itself it leaves it to another.
fn progressive(reader: Reader<'_, '_>, at: usize, deadline: bool) -> Option<Direction> {
    let Some(helper) = helper(reader, at) else {
        return (deadline && reader.is(at, &OPERATORS)).then_some(Direction::Future);
    };
    let past = reader.is(helper, &["was", "were", "been"]);
    Some(if past { Direction::Past } else { Direction::Future })
}

/// The auxiliary of a verb, adverbs between them skipped.
fn helper(reader: Reader<'_, '_>, at: usize) -> Option<usize> {
    for before in (at.saturating_sub(4).max(reader.start)..at).rev() {
        let token = reader.token(before)?;
        let upos = token.tag().upos;
        let helps = reader.is(before, &["been", "be", "was", "were", "is", "are", "had", "has", "have", "being"]);
        if upos == Upos::Aux || helps {
            return Some(before);
        }
        if !matches!(upos, Upos::Adv | Upos::Part) {
            return None;
        }
    }
    None
}
