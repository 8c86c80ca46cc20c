//! From the row of terms to expressions: at each token the longest reading that the rules give.
//!
//! Rule: expressions never overlap and never leave their sentence. Prepositions, articles and hedges stay outside.

use super::expression::{Calendar, Clock, Date, Expression, Meaning};
use super::reader::Reader;
use super::term::{Relation, Term, Unit};
use crate::extract::document::TokenKind;
use crate::model::tags::Upos;

/// Appends the expressions of a sentence, in text order.
pub fn read(reader: Reader<'_, '_>, found: &mut Vec<Expression>) {
    let mut at = reader.start;
    while at < reader.end {
        if let Some((first, second)) = hours(reader, at) {
            at = second.end;
            found.extend([first, second]);
            continue;
        }
        match expression(reader, at) {
            Some((meaning, end)) => {
                found.push(Expression { start: at, end, meaning });
                at = end;
            }
            None => at += 1,
        }
    }
}

/// “5 to 6pm”, “between 10 and 11:30”: two times of which the first takes after the second.
fn hours(reader: Reader<'_, '_>, at: usize) -> Option<(Expression, Expression)> {
    let between = reader.is(at.wrapping_sub(1), &["between"]);
    let introduced = between
        || matches!(reader.before(at), Term::From | Term::At | Term::Weekday(..) | Term::Day(_) | Term::Part(..))
        || at == reader.start;
    let (first, next) = reader.clock_or_hour(at)?;
    let joined = matches!(reader.term(next), Term::To | Term::Dash)
        || between && reader.term(next) == Term::And
        || reader.is(next, &["until", "till", "through"]);
    if !joined {
        return None;
    }
    let marked = reader.clock(at).is_some();
    let (meaning, end) = match reader.time(next + 1) {
        Some((Meaning::Clock(clock, day), end)) => (Meaning::Clock(clock, day), end),
        _ => {
            // “from 10:30 to 3”: only where the first is a time beyond doubt
            let (clock, end) = reader.clock_or_hour(next + 1).filter(|_| marked && introduced)?;
            let (clock, day, end) = reader.day_behind(clock, end);
            (Meaning::Clock(clock, day), end)
        }
    };
    let Meaning::Clock(second, day) = meaning else { return None };
    let close = introduced || reader.term(next) == Term::Dash || !marked && second.zone.is_none() && !second.open;
    // The half of the day is said once, behind the second.
    let first = match first.hour {
        hour @ 1..=12 if first.open || !reader.has_half(at) => {
            let hour = hour % 12;
            let late = second.hour >= 12 && hour + 12 <= second.hour;
            Clock { hour: if late { hour + 12 } else { first.hour }, open: false, ..first }
        }
        _ => first,
    };
    let (ahead, behind) = (at, next);
    close.then_some((
        Expression { start: ahead, end: behind, meaning: Meaning::Clock(first, day) },
        Expression { start: next + 1, end, meaning },
    ))
}

/// The longest expression that begins at a token.
fn expression(reader: Reader<'_, '_>, at: usize) -> Option<(Meaning, usize)> {
    let token = reader.token(at)?;
    let begins = reader.term(at) != Term::Other
        || token.kind() == TokenKind::Number
        || token.is_capitalised()
        || reader.is(at, &["final", "full", "new", "½", "between", "dozen", "easter", "christmas", "black", "small"]);
    if !begins || is_within_name(reader, at) {
        return None;
    }
    let date = || reader.date(at).map(|(date, within, end)| (Meaning::Date(date, within), end));
    let set = || reader.set(at).map(|(set, end)| (Meaning::Set(set), end));
    let read = [pair(reader, at), ancient(reader, at), reader.time(at), date(), set(), reader.duration(at)];
    // The first of the longest.
    let longest = read.iter().flatten().map(|(_, end)| *end).max()?;
    read.into_iter().flatten().find(|(_, end)| *end == longest)
}

/// “20 and 21 February”, “13-14 May”, “November 18-19”: two days or more of a month, told as one.
fn pair(reader: Reader<'_, '_>, at: usize) -> Option<(Meaning, usize)> {
    let joins = |at: usize| {
        matches!(reader.term(at), Term::And | Term::Dash | Term::To)
            || reader.is(at, &["or", "till", "until", "through"])
    };
    if let Some((first, next)) = reader.day_or_ordinal(at).filter(|(_, next)| joins(*next)) {
        let second = reader.skip(next + 1, Term::The);
        if let Some((date, end)) = reader.calendar(second)
            && let Calendar { day: Some(last), month: Some(_), weekday: None, .. } = date
            && first < last
        {
            return Some((Meaning::Days(Calendar { day: Some(first), ..date }, last), end));
        }
        return None;
    }
    let (date, end) = reader.calendar(at)?;
    let first = date.day.filter(|_| date.month.is_some() && date.year.is_none() && date.weekday.is_none())?;
    let joined = reader.term(end) == Term::Dash || reader.is(end, &["through"]);
    let (last, behind) = reader.day_or_ordinal(end + 1).filter(|(last, _)| joined && first < *last)?;
    let month_follows = matches!(reader.term(behind), Term::Month(_)) || reader.unit(behind).is_some();
    if month_follows {
        return None;
    }
    let from = reader.skip(behind, Term::Comma);
    let (year, end) = reader.year(from).map_or((None, behind), |(year, end)| (Some(year), end));
    Some((Meaning::Days(Calendar { year, ..date }, last), end))
}

/// “AD 410”, “44 BC”: a year before those that have a value.
fn ancient(reader: Reader<'_, '_>, at: usize) -> Option<(Meaning, usize)> {
    const ERAS: [&str; 5] = ["BC", "BCE", "AD", "CE", "B.C."];
    let era = |at: usize| ERAS.contains(&reader.text(at));
    let number = |at: usize| matches!(reader.term(at), Term::Number(_, 1..=4));
    let (year, end) = if era(at) && number(at + 1) {
        (at + 1, at + 2)
    } else if number(at) && era(at + 1) {
        (at, at + 2)
    } else {
        return None;
    };
    let before = reader.text(at).starts_with('B') || reader.text(at + 1).starts_with('B');
    match reader.term(year) {
        Term::Number(year @ 1000..=2999, _) if !before => {
            let year = super::expression::Year::Number(i16::try_from(year).ok()?);
            Some((Meaning::Date(Date::Calendar(Calendar { year: Some(year), ..Calendar::default() }), None), end))
        }
        _ => Some((Meaning::Impossible, end)),
    }
}

/// Whether a day or a month is part of the name of something: “the Sunday Times”, “Black Friday Capital”.
fn is_within_name(reader: Reader<'_, '_>, at: usize) -> bool {
    let named = |at: usize| {
        reader.token(at).is_some_and(|token| token.is_capitalised() && token.tag().upos == Upos::Propn)
            && reader.term(at) == Term::Other
    };
    match reader.term(at) {
        Term::Day(_) | Term::Noon => {
            let token = reader.token(at);
            token.is_some_and(|token| token.is_capitalised() && !token.is_upper()) && at > reader.start && named(at - 1)
        }
        // Short names of days are as often something else.
        Term::Weekday(_, false)
            if reader.text(at).trim_end_matches('.').len() <= 5 && !reader.text(at).ends_with("day") =>
        {
            let dated = matches!(
                reader.term(reader.skip(at + 1, Term::Comma)),
                Term::Number(..) | Term::Month(_) | Term::Digital(..) | Term::Ordinal(_)
            );
            !(dated
                || reader.before(at) == Term::On
                || reader.text(at).ends_with('.')
                || matches!(reader.before(at), Term::Relation(_)))
        }
        Term::Weekday(..) => {
            // A headline in capitals, or one in title case, has capitals everywhere.
            let paper =
                reader.is(at + 1, &["times", "post", "mail", "mirror", "express", "telegraph", "herald", "star"]);
            paper && reader.token(at + 1).is_some_and(|next| next.is_capitalised())
        }
        Term::Season(_) => {
            reader.token(at).is_some_and(|token| token.is_capitalised())
                && (named(at + 1) || at > reader.start && named(at - 1))
        }
        Term::Relation(Relation::That) => {
            !matches!(
                reader.term(at + 1),
                Term::Unit(Unit::Day | Unit::Year | Unit::Month | Unit::Week, false)
                    | Term::Part(..)
                    | Term::Season(_)
                    | Term::Light(_)
            ) && !reader.is(at + 1, &["very", "same"])
        }
        _ => false,
    }
}
