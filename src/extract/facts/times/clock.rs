//! Times of day, with the day that stands beside them.
//!
//! Rule: a number is a time only where something makes it one: a colon, “a.m.”, “o'clock”, a zone, a weekday behind
//! it.

use super::expression::{Clock, Date, Meaning};
use super::parts::in_part;
use super::reader::Reader;
use super::term::{Part, Relation, Term, Unit, Within, Zone};
use crate::model::tags::Upos;

impl Reader<'_, '_> {
    /// “9:30 a.m. on Tuesday”, “noon”, “Friday at 10 a.m.”, “Friday night”, “dawn on Thursday”, “last night”.
    #[must_use]
    pub fn time(&self, at: usize) -> Option<(Meaning, usize)> {
        if let Some((clock, end)) = self.clock(at) {
            let (clock, end) = self.part_behind(clock, end);
            let (clock, day, end) = self.day_behind(clock, end);
            return Some((Meaning::Clock(clock, day), end));
        }
        self.part(at).or_else(|| self.day_first(at))
    }

    /// “Friday at 10 a.m.”, “tomorrow 8:00am”, “Friday night”, “today at noon”.
    fn day_first(&self, at: usize) -> Option<(Meaning, usize)> {
        let (day, within, end) = self.day(at)?;
        // “Monday dawn”
        if let Term::Light(part) = self.term(end) {
            return Some((Meaning::Part(part, Some(day), within), end + 1));
        }
        if let Term::Part(part, false) = self.term(end) {
            // “Wednesday night time”
            let behind = if self.is(end + 1, &["time"]) && part == Part::Night { end + 2 } else { end + 1 };
            let meaning = Meaning::Part(part, Some(day), within);
            let clock = self.is(behind, &["at"]).then(|| self.clock(behind + 1)).flatten();
            return Some(match clock {
                Some((clock, end)) => (Meaning::Clock(in_part(clock, part), Some(day)), end),
                None => (meaning, behind),
            });
        }
        if within.is_some() {
            return None;
        }
        if self.term(end) == Term::In
            && self.term(end + 1) == Term::The
            && let Term::Part(part, false) = self.term(end + 2)
        {
            return Some((Meaning::Part(part, Some(day), None), end + 3));
        }
        let from = match self.term(end) {
            Term::At | Term::Comma => end + 1,
            _ if self.is(end, &["around", "about", "for", "@"]) => end + 1,
            _ => end,
        };
        let bare = self.term(end) == Term::At || self.is(end, &["around", "about"]);
        let (clock, end) = self.clock(from).or_else(|| bare.then(|| self.bare_hour(from)).flatten())?;
        let (clock, end) = self.part_behind(clock, end);
        Some((Meaning::Clock(clock, Some(day)), end))
    }

    /// A single day, with “early” or “late” before it.
    pub(super) fn day(&self, at: usize) -> Option<(Date, Option<Within>, usize)> {
        let (date, within, end) = self.date(at)?;
        let single = match date {
            Date::Calendar(date) => date.day.is_some() || date.weekday.is_some(),
            Date::Day(_) | Date::Holiday(..) | Date::DayOfWeek(..) => true,
            Date::Unit(unit, ..) => unit == Unit::Day,
            Date::Shift(length, _) => matches!(length.unit, Unit::Day),
            _ => false,
        };
        single.then_some((date, within, end))
    }

    /// A time of day: “13:31 GMT”, “8.30am”, “half past three”, “noon”.
    #[must_use]
    pub fn clock(&self, at: usize) -> Option<(Clock, usize)> {
        let (clock, end) = self
            .digital(at)
            .or_else(|| self.hour_with_mark(at))
            .or_else(|| self.spoken(at))
            .or_else(|| self.named_hour(at))?;
        let zoned = self.zone(end);
        Some(zoned.map_or((clock, end), |(zone, end)| (Clock { zone: Some(zone), ..clock }, end)))
    }

    fn digital(&self, at: usize) -> Option<(Clock, usize)> {
        let Term::Digital((hour, minute, second), colon) = self.term(at) else { return None };
        let written = self.text(at).split([':', '.']).count() == 3;
        let clock = Clock { hour, minute, second: written.then_some(second), zone: None, open: false };
        if let Some((morning, end)) = self.meridiem(at + 1) {
            return Some((half_day(clock, morning)?, end));
        }
        let opens = self.opens_paragraph(at);
        let asked = opens || self.is_asked(at) || self.zone(at + 1).is_some() || self.day_follows(at + 1);
        // A race is run in 2:05:37, and a number has a stop.
        let believed = if colon { !written && self.before(at) != Term::In || asked } else { asked };
        let counted = self.unit(at + 1).is_some()
            || self.is(at + 1, &["%", "percent", "per", "km", "m", "bn", "cents", "points"]);
        // “at 21.46 euros”, “from R$3.90 to R$4.30 on Monday”
        let sign = self.token(at).is_some_and(|token| !token.is_spaced())
            && self.token(at.wrapping_sub(1)).is_some_and(|sign| sign.is_word());
        let symbol = || matches!(self.upos(at.wrapping_sub(1)), Some(Upos::Sym)) || self.text_before(at).ends_with('$');
        let priced = !colon && (sign || symbol());
        let ends = self.ends_phrase(at + 1) && self.term(at + 1) != Term::To;
        let placed = ends || self.zone(at + 1).is_some() || self.day_follows(at + 1);
        let measured = !colon && !opens && !placed;
        (believed && !counted && !priced && !measured && hour < 24).then_some((clock, at + 1))
    }

    /// Whether a time stands at the head of a paragraph, as the entries of live reports have it.
    pub(super) fn opens_paragraph(&self, at: usize) -> bool {
        let before = self.document.before(at);
        let paragraph = self.document.sentence_of(at).map(|sentence| sentence.paragraph());
        let previous =
            before.and_then(|token| self.document.sentence_of(token.index)).map(|sentence| sentence.paragraph());
        at == self.start && paragraph != previous
    }

    /// Whether a time of day is expected: behind “at”, “by”, “until”, “from … to”.
    fn is_asked(&self, at: usize) -> bool {
        matches!(self.before(at), Term::At)
            || self.is(at.wrapping_sub(1), &["until", "till", "@"])
            || self.is(at.wrapping_sub(1), &["about", "around", "by"]) && self.before(at.wrapping_sub(1)) == Term::At
            || self.is(at.wrapping_sub(1), &["and"]) && matches!(self.before(at.wrapping_sub(1)), Term::Meridiem(_))
    }

    /// Whether a day stands right behind, with or without “on”.
    fn day_follows(&self, at: usize) -> bool {
        let on = self.skip(at, Term::On);
        match self.term(on) {
            Term::Weekday(_, false) | Term::Day(_) => true,
            Term::Relation(Relation::This | Relation::That) => matches!(self.term(on + 1), Term::Part(..)),
            _ => false,
        }
    }

    /// “10am”, “10 a.m.”, “9 o'clock”, “2115 GMT”, “0900 GMT”.
    fn hour_with_mark(&self, at: usize) -> Option<(Clock, usize)> {
        if let Term::Number(number, 4) = self.term(at) {
            let (hour, minute) = (u8::try_from(number / 100).ok()?, u8::try_from(number % 100).ok()?);
            let clock = Clock { hour, minute, second: None, zone: None, open: false };
            let zoned = self.zone(at + 1).is_some() || self.is(at + 1, &["hours", "hrs"]) && self.is_asked(at);
            let end = if self.is(at + 1, &["hours", "hrs"]) { at + 2 } else { at + 1 };
            return (zoned && hour < 24 && minute < 60).then_some((clock, end));
        }
        let (hour, end) = self.hour(at)?;
        let clock = Clock { hour, minute: 0, second: None, zone: None, open: true };
        if let Some((morning, end)) = self.meridiem(end) {
            return Some((half_day(clock, morning)?, end));
        }
        // “seven twenty p.m.”
        if let Some((minute, end)) = self.below_hundred(end).filter(|(minute, _)| *minute < 60)
            && let Some((morning, end)) = self.meridiem(end)
        {
            return Some((half_day(Clock { minute, ..clock }, morning)?, end));
        }
        if self.term(end) == Term::OClock {
            return Some((clock, end + 1));
        }
        // “one in the morning”
        let part = self.part_behind(clock, end).1 > end && self.term(end) != Term::Comma;
        // “at eleven this morning”
        let this =
            matches!(self.term(end), Term::Relation(Relation::This)) && matches!(self.term(end + 1), Term::Part(..));
        let asked = self.before(at) == Term::At || self.is(at.wrapping_sub(1), &["around", "about", "by", "until"]);
        let part = part || this && asked;
        (part && !matches!(self.before(at), Term::The)).then_some((clock, end))
    }

    /// An hour from one to twelve.
    fn hour(&self, at: usize) -> Option<(u8, usize)> {
        let hour = match self.term(at) {
            Term::Number(number, 1..=2) => u8::try_from(number).ok()?,
            Term::Small(number) => number,
            _ => return None,
        };
        (1..=12).contains(&hour).then_some((hour, at + 1))
    }

    /// A time of day, or an hour that may be one.
    pub(super) fn clock_or_hour(&self, at: usize) -> Option<(Clock, usize)> {
        if let Term::Digital((hour @ 0..24, minute, _), _) = self.term(at)
            && self.meridiem(at + 1).is_none()
        {
            return Some((Clock { hour, minute, second: None, zone: None, open: hour < 12 }, at + 1));
        }
        self.clock(at).or_else(|| {
            let (hour, end) = self.hour(at)?;
            Some((Clock { hour, minute: 0, second: None, zone: None, open: true }, end))
        })
    }

    /// Whether a time says which half of the day it means.
    pub(super) fn has_half(&self, at: usize) -> bool {
        matches!(self.term(at + 1), Term::Meridiem(_))
    }

    /// “at six”: an hour without a mark, where nothing is counted.
    fn bare_hour(&self, at: usize) -> Option<(Clock, usize)> {
        let (hour, end) = self.hour(at)?;
        let clock = Clock { hour, minute: 0, second: None, zone: None, open: true };
        (self.ends_phrase(end) && self.unit(end).is_none()).then_some((clock, end))
    }

    /// “a.m.” behind a time, and whether it is before noon.
    fn meridiem(&self, at: usize) -> Option<(bool, usize)> {
        match self.term(at) {
            Term::Meridiem(morning) => Some((morning, at + 1)),
            // `9a.`
            _ => None,
        }
    }

    /// “ten to eleven”, “half past three”, “twenty minutes past six”, “a quarter to nine”.
    fn spoken(&self, at: usize) -> Option<(Clock, usize)> {
        let (minute, end) = match self.term(at) {
            Term::Half => (30, at + 1),
            Term::Unit(Unit::Quarter, false) => (15, at + 1),
            _ => self.below_hundred(at).or_else(|| match self.term(at) {
                Term::Number(number @ 1..=59, 1..=2) => Some((u8::try_from(number).ok()?, at + 1)),
                _ => None,
            })?,
        };
        let said = matches!(self.term(end), Term::Unit(Unit::Minute, _));
        let end = if said { end + 1 } else { end };
        let to = match self.term(end) {
            Term::To if minute != 30 => true,
            Term::Past => false,
            _ => return None,
        };
        let (hour, behind) = self.hour(end + 1)?;
        // A vote goes ten to nine; a clock shows fives, and stands where a time is expected.
        let known = said || !to || matches!(minute, 5 | 10 | 15 | 20 | 25);
        let expected = said
            || !to
            || self.before(at) == Term::At
            || self.before(at) == Term::The
            || self.before(at) == Term::A
            || self.is(at.wrapping_sub(1), &["about", "around", "until", "by", "since"]);
        let words = said || !matches!(self.term(at), Term::Number(..));
        if !(known && expected && words) {
            return None;
        }
        let before = if hour == 1 { 12 } else { hour - 1 };
        let (hour, minute) = if to { (before, 60 - minute) } else { (hour, minute) };
        let end = if self.term(behind) == Term::OClock { behind + 1 } else { behind };
        let clock = Clock { hour, minute, second: None, zone: None, open: true };
        Some(match self.meridiem(end) {
            Some((morning, end)) => (half_day(clock, morning)?, end),
            None => (clock, end),
        })
    }

    /// “noon”, “midnight”, “12 noon”.
    fn named_hour(&self, at: usize) -> Option<(Clock, usize)> {
        let name = if self.term(at) == Term::Number(12, 2) { at + 1 } else { at };
        let hour = match self.term(name) {
            Term::Noon => 12,
            // Behind “after”, midnight is the one at which a day begins.
            Term::Midnight if self.before(at) == Term::After => 0,
            Term::Midnight => 24,
            _ => return None,
        };
        let modifies = self.text(name + 1) == "-";
        (!modifies).then_some((Clock { hour, minute: 0, second: None, zone: None, open: false }, name + 1))
    }

    /// “GMT”, “Pacific time”, “local time”.
    fn zone(&self, at: usize) -> Option<(Zone, usize)> {
        match self.term(at) {
            Term::Zone(zone @ Zone::American(_)) if self.token(at).is_some_and(|token| !token.is_upper()) => {
                self.is(at + 1, &["time"]).then_some((zone, at + 2))
            }
            Term::Zone(zone) => Some((zone, at + 1)),
            _ if self.is(at, &["local"]) && self.is(at + 1, &["time"]) => Some((Zone::Local, at + 2)),
            _ => None,
        }
    }

    /// The day behind a time: “on Tuesday morning”, “today”, “that night”, “on August 9”, “the night before”.
    pub(super) fn day_behind(&self, clock: Clock, end: usize) -> (Clock, Option<Date>, usize) {
        let from = match self.term(end) {
            Term::On | Term::Comma | Term::Of => end + 1,
            _ => end,
        };
        if let Some((Meaning::Part(part, day, _), behind)) = self.part(from).or_else(|| self.day_part(from)) {
            let day = day.filter(|day| *day != Date::Unit(Unit::Day, Relation::That, false));
            return (in_part(clock, part), day, behind);
        }
        let the = self.skip(from, Term::The);
        match self.day(the) {
            Some((day, None, behind)) if self.term(end) != Term::Comma || is_named(day) => (clock, Some(day), behind),
            _ => (clock, None, end),
        }
    }
}

/// Whether a day is named and not pointed at, so that a comma may stand before it.
const fn is_named(day: Date) -> bool {
    matches!(day, Date::Calendar(_) | Date::Day(_))
}

/// The time of twelve hours as one of twenty-four.
fn half_day(clock: Clock, morning: bool) -> Option<Clock> {
    let hour = match (clock.hour, morning) {
        (12, true) => 0,
        (12, false) => 12,
        (hour @ 0..12, true) => hour,
        (hour @ 0..12, false) => hour + 12,
        // “14:30 p.m.”
        (hour @ 13..24, false) => hour,
        _ => return None,
    };
    Some(Clock { hour, open: false, ..clock })
}
