//! Whether a time lies behind or ahead, by the verbs of its sentence.
//!
//! Rule: the verb that governs a time is the nearest one before it in its clause, or the first one behind it where
//! the time opens the clause. Only the tags of the tagger are used; what they leave open is open.

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
const AHEAD: [&str; 17] = [
    "due",
    "scheduled",
    "expected",
    "planned",
    "set",
    "slated",
    "anticipated",
    "billed",
    "pencilled",
    "penciled",
    "booked",
    "called",
    "forecast",
    "projected",
    "earmarked",
    "bound",
    "likely",
];

/// The direction of a time that begins at `start` and ends before `end`.
#[must_use]
pub fn direction(reader: Reader<'_, '_>, start: usize, end: usize) -> Direction {
    if let Some(direction) = by_preposition(reader, start) {
        return direction;
    }
    before(reader, start).or_else(|| behind(reader, end)).unwrap_or(Direction::Open)
}

fn by_preposition(reader: Reader<'_, '_>, start: usize) -> Option<Direction> {
    let the = if reader.before(start) == Term::The { start - 1 } else { start };
    reader.is(the.wrapping_sub(1), &["since"]).then_some(Direction::Past)
}

/// By the nearest verb before the time.
fn before(reader: Reader<'_, '_>, start: usize) -> Option<Direction> {
    let first = start.saturating_sub(FARTHEST).max(reader.start);
    for at in (first..start).rev() {
        let token = reader.token(at)?;
        if matches!(token.text(), ";" | ":") {
            return None;
        }
        if let Some(direction) = of_verb(reader, at) {
            return Some(direction);
        }
    }
    None
}

/// By the first verb behind a time that opens its clause.
fn behind(reader: Reader<'_, '_>, end: usize) -> Option<Direction> {
    let last = (end + FARTHEST).min(reader.end);
    (end..last).find_map(|at| of_verb(reader, at))
}

/// What a verb says of the time beside it; none for a word that is no verb, or one that leaves it to another.
fn of_verb(reader: Reader<'_, '_>, at: usize) -> Option<Direction> {
    let token = reader.token(at)?;
    if reader.is(at, &AHEAD) && !is_past(reader, at) {
        return Some(Direction::Future);
    }
    match token.tag().penn {
        Penn::Md => Some(Direction::Future),
        Penn::Vbd => Some(if is_to_come(reader, at) { Direction::Future } else { Direction::Past }),
        Penn::Vbz | Penn::Vbp => present(reader, at),
        Penn::Vb => base(reader, at),
        Penn::Vbn => participle(reader, at),
        Penn::Vbg => progressive(reader, at),
        _ => None,
    }
}

/// Whether “was to” or “were due to” follows.
fn is_to_come(reader: Reader<'_, '_>, at: usize) -> bool {
    reader.is(at, &["was", "were"]) && reader.term(at + 1) == Term::To
}

/// A verb in the present: news that is told so is past in a headline, and so is what somebody says.
fn present(reader: Reader<'_, '_>, at: usize) -> Option<Direction> {
    let token = reader.token(at)?;
    let helps = reader.is(at, &["has", "have", "'ve", "’ve"]) && participle_follows(reader, at + 1);
    if helps {
        return Some(Direction::Past);
    }
    if token.has(Classes::REPORTING) && !reader.is(at, &["plans", "promises", "pledges", "vows"]) {
        return Some(Direction::Open);
    }
    Some(Direction::Future)
}

/// Whether a participle stands here, or behind an adverb.
fn participle_follows(reader: Reader<'_, '_>, at: usize) -> bool {
    (at..at + 3).any(|at| reader.token(at).is_some_and(|token| token.tag().penn == Penn::Vbn))
}

/// A verb in its base form: behind a modal or “to” it lies ahead, behind “did” behind.
fn base(reader: Reader<'_, '_>, at: usize) -> Option<Direction> {
    for before in (at.saturating_sub(4)..at).rev() {
        let token = reader.token(before)?;
        match token.tag().penn {
            Penn::Md => return Some(Direction::Future),
            Penn::To => return Some(Direction::Future),
            _ if reader.is(before, &["did"]) => return Some(Direction::Past),
            _ if reader.is(before, &["do", "does"]) => return Some(Direction::Future),
            _ if matches!(token.tag().upos, Upos::Adv | Upos::Part) => {}
            _ => break,
        }
    }
    None
}

/// A participle: behind “has” and “was” it lies behind, behind “will be” ahead; by itself behind.
fn participle(reader: Reader<'_, '_>, at: usize) -> Option<Direction> {
    if let Some(helper) = helper(reader, at) {
        if reader.is(helper, &["be"]) {
            return base(reader, helper).or(Some(Direction::Future));
        }
        if reader.is(helper, &["is", "are", "'s", "’s", "'re", "’re"]) {
            return Some(Direction::Open);
        }
        // “would have been”
        return Some(Direction::Past);
    }
    Some(Direction::Past)
}

/// A verb in “-ing”: “is meeting on Friday” lies ahead, “was meeting” behind; by itself it leaves it to another.
fn progressive(reader: Reader<'_, '_>, at: usize) -> Option<Direction> {
    let helper = helper(reader, at)?;
    if reader.is(helper, &["was", "were", "been"]) {
        return Some(Direction::Past);
    }
    Some(Direction::Future)
}

/// The auxiliary of a verb, adverbs between them skipped.
fn helper(reader: Reader<'_, '_>, at: usize) -> Option<usize> {
    for before in (at.saturating_sub(4)..at).rev() {
        let token = reader.token(before)?;
        let tag = token.tag();
        if tag.upos == Upos::Aux || reader.is(before, &["been", "be", "was", "were", "is", "are", "had", "has", "have"])
        {
            return Some(before);
        }
        if !matches!(tag.upos, Upos::Adv | Upos::Part) {
            return None;
        }
    }
    None
}

/// Whether “had been expected” or “was scheduled” turns what is ahead into what was.
fn is_past(reader: Reader<'_, '_>, at: usize) -> bool {
    helper(reader, at).is_some_and(|helper| reader.is(helper, &["been"]))
}
