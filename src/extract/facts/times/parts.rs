//! Parts of the day: “last night”, “dawn on Thursday”, “the early hours of Sunday”.
//!
//! Rule: a part of a day is a time only with a day, with “last”, “this” or “that”, or behind a preposition: “night
//! shift” is none.

use super::expression::{Clock, Date, Meaning};
use super::reader::Reader;
use super::term::{Part, Relation, Term, Unit, Within};

impl Reader<'_, '_> {
    /// “in the morning”, “in the afternoon” behind an hour.
    pub(super) fn part_behind(&self, clock: Clock, end: usize) -> (Clock, usize) {
        let from = self.skip(end, Term::Comma);
        match (self.term(from), self.term(from + 1), self.term(from + 2)) {
            (Term::In, Term::The, Term::Part(part, false)) => (in_part(clock, part), from + 3),
            (Term::At, Term::Part(Part::Night, false), _) => (in_part(clock, Part::Night), from + 2),
            _ => (clock, end),
        }
    }

    /// “Friday night” behind a time.
    pub(super) fn day_part(&self, at: usize) -> Option<(Meaning, usize)> {
        let (day, None, end) = self.day(at)? else { return None };
        match self.term(end) {
            Term::Part(part, false) => Some((Meaning::Part(part, Some(day), None), end + 1)),
            _ => None,
        }
    }

    /// “last night”, “this morning”, “the night before”, “the morning of 3 April”, “dawn on Thursday”, “overnight”.
    pub(super) fn part(&self, at: usize) -> Option<(Meaning, usize)> {
        let that_day = Date::Unit(Unit::Day, Relation::That, false);
        match self.term(at) {
            Term::Within(within) if !self.is(at, &["end", "beginning", "start", "middle", "mid"]) => {
                self.hours(at, within).or_else(|| {
                    // “late last night”, “early in the morning”
                    let inner =
                        if self.term(at + 1) == Term::In && self.term(at + 2) == Term::The { at + 3 } else { at + 1 };
                    // Never a second such word: a row of them would go as deep as the text is long.
                    if matches!(self.term(inner), Term::Within(_)) {
                        return None;
                    }
                    match self.part(inner)? {
                        (Meaning::Part(part, day, None), end) => Some((Meaning::Part(part, day, Some(within)), end)),
                        _ => None,
                    }
                })
            }
            Term::Relation(relation) => self.related_part(relation, at + 1),
            Term::Tonight => Some((Meaning::Part(Part::Night, Some(Date::Day(0)), None), at + 1)),
            Term::Overnight => {
                let free = self.ends_phrase(at + 1) && self.term(at + 1) != Term::Dash;
                free.then_some((Meaning::Part(Part::Night, Some(Date::Day(-1)), None), at + 1))
            }
            Term::Light(part) => {
                let (meaning, end) = self.of_day(part, at + 1);
                let dated = end > at + 1;
                let introduced = matches!(self.before(at), Term::At | Term::Before | Term::After)
                    || self.is(at.wrapping_sub(1), &["by", "since", "until", "till", "around"]);
                (dated || introduced && self.ends_phrase(at + 1)).then_some((meaning, end))
            }
            Term::Part(part, false) => {
                if self.term(at + 1) == Term::Before && self.ends_phrase(at + 2) && self.before(at) == Term::The {
                    return Some((
                        Meaning::Part(part, Some(Date::Unit(Unit::Day, Relation::Previous, true)), None),
                        at + 2,
                    ));
                }
                let (meaning, end) = self.of_day(part, at + 1);
                let the = if self.before(at) == Term::The { at - 1 } else { at };
                let introduced = matches!(self.before(the), Term::In) && the < at
                    || self.is(the.wrapping_sub(1), &["by", "since", "until", "till"]);
                let free = part != Part::Night && self.ends_phrase(at + 1);
                // “in the morning at 7”
                let hour = (introduced && end == at + 1 && self.term(end) == Term::At)
                    .then(|| self.clock_or_hour(end + 1))
                    .flatten();
                if let Some((clock, end)) = hour.filter(|(_, end)| self.ends_phrase(*end)) {
                    return Some((Meaning::Clock(in_part(clock, part), None), end));
                }
                (end > at + 1 || introduced && free).then_some((meaning, end))
            }
            // “the small hours”
            _ if self.is(at, &["small"]) && self.is(at + 1, &["hours"]) && self.before(at) == Term::The => {
                Some(self.of_day(Part::Morning, at + 2))
            }
            // “first light”
            Term::Ordinal(1) if self.is(at + 1, &["light"]) => Some(self.of_day(Part::Morning, at + 2)),
            _ => None,
        }
        .map(|(meaning, end)| match meaning {
            Meaning::Part(part, None, within) => (Meaning::Part(part, Some(that_day), within), end),
            _ => (meaning, end),
        })
    }

    /// “the early hours of Sunday”.
    fn hours(&self, at: usize, within: Within) -> Option<(Meaning, usize)> {
        let part = if within == Within::Start { Part::Morning } else { Part::Night };
        let hours = self.is(at + 1, &["hours"]);
        hours.then(|| self.of_day(part, at + 2))
    }

    /// The part of the day that follows with “of” or “on”; without one, of the day of which is told.
    fn of_day(&self, part: Part, end: usize) -> (Meaning, usize) {
        let from = match self.term(end) {
            Term::Of | Term::On => self.skip(end + 1, Term::The),
            _ => end,
        };
        let close = from > end || matches!(self.term(end), Term::Day(_));
        match self.day(from) {
            Some((day, None, behind)) if close => {
                // “the early hours of Sunday morning”
                let behind = if matches!(self.term(behind), Term::Part(..)) { behind + 1 } else { behind };
                (Meaning::Part(part, Some(day), None), behind)
            }
            _ => (Meaning::Part(part, None, None), end),
        }
    }

    /// “last night”, “this morning”, “that very morning”, “last Friday night” is a day first.
    fn related_part(&self, relation: Relation, at: usize) -> Option<(Meaning, usize)> {
        let at = if self.is(at, &["very", "same"]) { at + 1 } else { at };
        let (Term::Part(part, false) | Term::Light(part)) = self.term(at) else { return None };
        let day = match relation {
            Relation::Last => Date::Day(-1),
            Relation::This => Date::Day(0),
            other => Date::Unit(Unit::Day, other, true),
        };
        Some((Meaning::Part(part, Some(day), None), at + 1))
    }
}

/// The time that lies in a part of the day.
pub(super) fn in_part(clock: Clock, part: Part) -> Clock {
    let hour = match part {
        Part::Morning if clock.hour == 12 => 0,
        Part::Afternoon | Part::Evening if clock.hour < 12 => clock.hour + 12,
        Part::Night if (6..12).contains(&clock.hour) => clock.hour + 12,
        Part::Night if clock.hour == 12 => 24,
        _ => clock.hour,
    };
    Clock { hour, open: false, ..clock }
}
