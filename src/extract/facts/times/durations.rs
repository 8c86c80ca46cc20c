//! Lengths of time, and times that recur.
//!
//! Rule: “a day” is a rate behind what is counted or paid (“190,000 barrels a day”), and a length elsewhere (“within
//! a day”). Vague lengths (“several weeks”) have no value and are none.

use super::expression::{Anchor, Length, Meaning, Set};
use super::reader::Reader;
use super::term::{Part, Relation, Term, Unit};
use crate::model::tags::Upos;

impl Reader<'_, '_> {
    /// A recurring time: “every Friday”, “annual”, “per day”, “$40 a month”, “on Mondays”.
    #[must_use]
    pub fn set(&self, at: usize) -> Option<(Set, usize)> {
        match self.term(at) {
            Term::Every => self.every(at + 1),
            Term::Per => match self.unit(at + 1)? {
                (unit, false, end) if !self.is_speed(at, unit) => Some((Set::Every(Length::whole(1, unit)), end)),
                _ => None,
            },
            Term::Often(count, unit) => {
                self.is_frequency(at).then(|| (Set::Every(Length::whole(u32::from(count), unit)), at + 1))
            }
            Term::A => self.rate(at),
            Term::Weekday(weekday, true) => Some(self.weekdays(weekday, at + 1)),
            Term::Weekday(weekday, false) => match self.term(at + 1) {
                Term::Part(part, true) => Some((Set::Weekday(weekday, Some(part)), at + 2)),
                _ => None,
            },
            _ => self.minute(at),
        }
    }

    fn every(&self, at: usize) -> Option<(Set, usize)> {
        match self.term(at) {
            Term::Weekday(weekday, _) => {
                let (set, end) = self.weekdays(weekday, at + 1);
                Some((if set == Set::Weekday(weekday, None) { Set::EachWeekday } else { set }, end))
            }
            Term::Part(Part::Night, _) => Some((Set::Every(Length::whole(1, Unit::Day)), at + 1)),
            // “each December”, “every summer”, “every Christmas”
            Term::Month(month) if self.token(at).is_some_and(|token| token.is_capitalised()) => {
                Some((Set::Month(month), at + 1))
            }
            Term::Season(_) => Some((Set::Every(Length::whole(1, Unit::Year)), at + 1)),
            _ if self.is(at, &["christmas", "easter", "ramadan", "thanksgiving"]) => {
                Some((Set::Every(Length::whole(1, Unit::Year)), at + 1))
            }
            // “every half hour”
            Term::Half => {
                let (unit, false, end) = self.unit(self.skip(at + 1, Term::Dash))? else { return None };
                Some((Set::Every(Length { hundredths: 50, unit, rest: None }), end))
            }
            Term::Part(part, _) => {
                let clock = (self.term(at + 1) == Term::At).then(|| self.hour_at(at + 2, part)).flatten();
                Some(clock.unwrap_or((Set::Part(part), at + 1)))
            }
            _ => {
                let two = self.is(at, &["other", "second"]);
                match self.unit(if two { at + 1 } else { at }) {
                    Some((unit, _, end)) => Some((Set::Every(Length::whole(1 + u32::from(two), unit)), end)),
                    // “every three week”
                    None => self.length(at).map(|(length, end)| (Set::Every(length), end)).or_else(|| {
                        let (count, end) = self.cardinal(at)?;
                        let (unit, _, end) = self.unit(end)?;
                        Some((Set::Every(Length::whole(count, unit)), end))
                    }),
                }
            }
        }
    }

    /// “every evening at six”.
    fn hour_at(&self, at: usize, part: Part) -> Option<(Set, usize)> {
        let (clock, end) = self.clock(at).or_else(|| match self.term(at) {
            Term::Small(hour @ 1..=12) => {
                Some((super::expression::Clock { hour, minute: 0, second: None, zone: None, open: true }, at + 1))
            }
            _ => None,
        })?;
        let late = matches!(part, Part::Afternoon | Part::Evening) && clock.open && clock.hour < 12;
        let hour = if late { clock.hour + 12 } else { clock.hour };
        Some((Set::Clock(super::expression::Clock { hour, open: false, ..clock }), end))
    }

    /// “Fridays”, “Thursdays at 17:30”.
    fn weekdays(&self, weekday: u8, end: usize) -> (Set, usize) {
        if let Term::Part(part, _) = self.term(end) {
            return (Set::Weekday(weekday, Some(part)), end + 1);
        }
        let clock = (self.term(end) == Term::At).then(|| self.clock(end + 1)).flatten();
        clock.map_or((Set::Weekday(weekday, None), end), |(clock, end)| (Set::WeekdayClock(weekday, clock), end))
    }

    /// Whether “daily” or “annual” says how often, and is no name and no newspaper.
    fn is_frequency(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        if token.is_upper() {
            return false;
        }
        let noun = matches!(self.upos(at), Some(Upos::Noun | Upos::Propn));
        let fresh = self.token(at - usize::from(at > self.start)).is_none_or(|before| !before.is_word());
        let named = at > self.start && token.is_capitalised() && !fresh;
        // “the weekly Zrcadlo”
        let paper = self.token(at + 1).is_some_and(|next| next.is_capitalised() && next.tag().upos == Upos::Propn)
            && !self.is(at, &["annual", "annually"])
            && !token.is_capitalised();
        // “a Beijing daily”
        let described = matches!(self.upos(at.wrapping_sub(1)), Some(Upos::Det | Upos::Adj | Upos::Propn | Upos::Pron));
        let press = self.is(at, &["daily", "weekly", "monthly", "quarterly"]);
        !(named || paper || noun && described && press && self.ends_phrase(at + 1))
    }

    /// “a day” behind what is counted: “two flights a week”, “$640 million a year”, “once a month”.
    pub(super) fn rate(&self, at: usize) -> Option<(Set, usize)> {
        let unit = self.skip(at + 1, Term::Dash);
        let (unit, false, end) = self.unit(unit)? else { return None };
        let measured = match self.upos(at.wrapping_sub(1)) {
            Some(Upos::Noun | Upos::Num | Upos::Sym) => true,
            Some(Upos::Propn) => !self.token(at - 1).is_some_and(|token| token.is_capitalised() && !token.is_upper()),
            _ => self.is(at.wrapping_sub(1), &["once", "twice", "%", "each", "bn", "m"]) || self.is_glued(at),
        };
        let distance = matches!(self.term(end), Term::Ago | Term::Later | Term::Earlier | Term::After | Term::Before);
        // “passes the bill a second time”
        let again = unit == Unit::Second && !self.ends_phrase(end);
        let season = matches!(unit, Unit::Season | Unit::Quarter) || again;
        (measured && !distance && !season && !self.is_speed(at, unit))
            .then_some((Set::Every(Length::whole(1, unit)), end))
    }

    /// “195 kilometres per hour”.
    fn is_speed(&self, at: usize, unit: Unit) -> bool {
        const DISTANCES: [&str; 11] = [
            "km",
            "kilometers",
            "kilometres",
            "kilometer",
            "kilometre",
            "miles",
            "mile",
            "knots",
            "metres",
            "meters",
            "m",
        ];
        unit < Unit::Day && self.is(at.wrapping_sub(1), &DISTANCES)
    }

    /// “$4-a-month”.
    fn is_glued(&self, at: usize) -> bool {
        self.before(at) == Term::Dash && self.term(at + 1) == Term::Dash
    }

    /// “ten minutes to every hour”.
    fn minute(&self, at: usize) -> Option<(Set, usize)> {
        let (minute, end) = self.below_hundred(at)?;
        let told = matches!(self.term(end), Term::Unit(Unit::Minute, _));
        let past = match self.term(end + 1) {
            Term::To => false,
            Term::Past => true,
            _ => return None,
        };
        let hour = matches!(self.term(end + 2), Term::Every) && self.is(end + 3, &["hour"]);
        let minute = if past { minute } else { 60_u8.checked_sub(minute)? };
        (told && hour && minute < 60).then_some((Set::Minute(minute), end + 4))
    }

    /// A length of time: “three years”, “a month”, “the past year”, “the next three days”.
    #[must_use]
    pub fn duration(&self, at: usize) -> Option<(Meaning, usize)> {
        let anchored = |anchor: Anchor| {
            let (length, end) = match self.length(at + 1) {
                Some(found) => found,
                None => match self.unit(at + 1)? {
                    (unit @ (Unit::Hour | Unit::Fortnight), false, end)
                        if anchor == Anchor::Next || unit == Unit::Fortnight =>
                    {
                        (Length::whole(1, unit), end)
                    }
                    (unit, false, end) if anchor == Anchor::Past && unit >= Unit::Day && unit != Unit::Season => {
                        (Length::whole(1, unit), end)
                    }
                    _ => return None,
                },
            };
            Some((Meaning::Duration(length, anchor), end))
        };
        match self.term(at) {
            Term::Past => anchored(Anchor::Past),
            Term::Relation(Relation::Last | Relation::Previous) => {
                anchored(Anchor::Past).filter(|_| self.length(at + 1).is_some() || self.before(at) == Term::The)
            }
            Term::Relation(Relation::Next | Relation::Following) => anchored(Anchor::Next),
            Term::A if self.length(at).is_none() => {
                let (length, end) = self.one(at)?;
                // A batsman scores a century; a museum keeps a thing for one.
                let lasted = matches!(self.before(at), Term::In | Term::Before | Term::After)
                    || self.is(at.wrapping_sub(1), &["for", "over", "than", "nearly", "almost", "about", "within"])
                    || matches!(self.term(end), Term::After | Term::Before);
                let fits = !matches!(length.unit, Unit::Quarter | Unit::Season | Unit::Night | Unit::Weekend)
                    && (length.unit != Unit::Century || lasted);
                // “a week of vacation” is a length, “a day trip” is none, “in a decade last week” is one.
                let free = self.ends_phrase(end)
                    || self.is(end.wrapping_sub(1), &["long", "half"])
                    || matches!(self.term(end), Term::Relation(_) | Term::Weekday(..));
                (fits && free).then_some((Meaning::Duration(length, Anchor::None), end))
            }
            _ => {
                let (length, end) = self.length(at)?;
                let fits = !matches!(length.unit, Unit::Season | Unit::Quarter)
                    || length.count().is_some_and(|count| count > 1);
                fits.then_some((Meaning::Duration(length, Anchor::None), end))
            }
        }
    }
}
