//! The expressions of an article, one after another, each with what was told before it.
//!
//! Rule: a time of day without a day belongs to the day that its sentence, or else its paragraph, tells of.

use jiff::civil::Date as Day;

use super::Found;
use super::anchor::{Anchor, Publication, Told, minutes, night_of};
use super::calendar::add_days;
use super::expression::{Anchor as Lies, Calendar, Clock, Date, Expression, Length, Meaning};
use super::reader::Reader;
use super::tense::{Direction, direction, is_attribution};
use super::term::{Part, Relation, Term, Unit, Within};
use super::value::{self, Stem, part_code, zone_code};
use crate::model::tags::Upos;
use crate::record::{TimeModifier, TimeType};

/// How many minutes behind publication an entry of a live report may be.
const GRACE: u16 = 15;

/// Anchors expressions in text order.
#[derive(Debug)]
pub struct Resolver {
    publication: Option<Publication>,
    told: Told,
    /// The day of which the paragraph tells.
    day: Option<Day>,
    /// The day of which the paragraph before told.
    before: Option<Day>,
    /// Whether the time at hand is that of an attribution.
    attributed: bool,
    paragraph: u32,
    /// When what is read now was published: an entry of a live report has a time of its own.
    now: Option<Publication>,
    /// What was found.
    pub found: Vec<Found>,
}

impl Resolver {
    /// A resolver for an article that was published then.
    #[must_use]
    pub fn new(publication: Option<Publication>) -> Self {
        Self {
            publication,
            now: publication,
            told: Told::default(),
            day: None,
            before: None,
            attributed: false,
            paragraph: 0,
            found: Vec::new(),
        }
    }

    /// Anchors the expressions of a sentence.
    pub fn sentence(&mut self, reader: Reader<'_, '_>, expressions: &[Expression], paragraph: u32) {
        if paragraph != self.paragraph {
            // What the paragraph before told goes on, what was told earlier does not.
            self.before = self.day.take();
            self.paragraph = paragraph;
        }
        for expression in expressions {
            if let Meaning::Clock(clock, None) = expression.meaning
                && reader.opens_paragraph(expression.start)
                && !matches!(reader.upos(expression.end), Some(Upos::Verb | Upos::Aux))
            {
                self.open_entry(clock);
            }
            let direction = direction(reader, expression.start, expression.end);
            self.attributed = is_attribution(reader, expression.start, expression.end);
            if let Some(found) = self.resolve(reader, *expression, direction) {
                self.found.push(found);
            }
        }
    }

    /// Takes the time at the head of an entry as that of its publication, on the day before where it would lie behind
    /// that of the whole.
    fn open_entry(&mut self, clock: Clock) {
        let Some(publication) = self.publication else { return };
        let minutes = minutes(clock);
        let before = publication.minutes.is_some_and(|whole| minutes > whole.saturating_add(GRACE));
        if let Some(day) = if before { add_days(publication.day, -1) } else { Some(publication.day) } {
            self.now = Some(Publication { day, minutes: Some(minutes) });
            (self.day, self.before) = (Some(day), None);
        }
    }

    fn anchor(&self) -> Anchor {
        Anchor { publication: self.now, told: self.told }
    }

    fn resolve(&mut self, reader: Reader<'_, '_>, expression: Expression, direction: Direction) -> Option<Found> {
        let found = |kind: TimeType, value: Option<String>| Found {
            tokens: expression.tokens(),
            kind,
            value,
            modifier: None,
            extent: None,
        };
        match expression.meaning {
            Meaning::Date(Date::Shift(length, later), _)
                if self.anchor().date(Date::Shift(length, later), direction).is_none()
                    || reader.is(expression.end, &["than"]) =>
            {
                let value = Some(value::length(length));
                Some(Found { tokens: expression.start..expression.end - 1, ..found(TimeType::Duration, value) })
            }
            Meaning::Date(date, within) => Some(self.date(expression, date, within, direction)),
            Meaning::Days(date, last) => {
                let stem = self.anchor().date(Date::Calendar(date), direction);
                let end = self.anchor().date(Date::Calendar(Calendar { day: Some(last), ..date }), direction);
                self.tell(stem);
                let extent = match (stem, end) {
                    (Some(Stem::Day(first)), Some(Stem::Day(last))) if first <= last => Some((first, last)),
                    _ => None,
                };
                Some(Found { extent, ..found(TimeType::Date, stem.map(Stem::value)) })
            }
            Meaning::Clock(clock, day) => Some(self.clock(reader, expression, clock, day, direction)),
            Meaning::Part(part, day, within) => {
                let day = self.day_of_part(part, day, direction);
                self.told.day = day.or(self.told.day);
                self.tell(day.map(Stem::Day));
                let day = day.map_or_else(|| "XXXX-XX-XX".to_owned(), |day| day.to_string());
                let value = Some(format!("{day}{}", part_code(part)));
                Some(Found { modifier: within.map(modifier), ..found(TimeType::Time, value) })
            }
            Meaning::Duration(length, lies) => Some(self.duration(reader, expression, length, lies)),
            Meaning::Set(set) => Some(found(TimeType::Set, Some(value::set(set)))),
            Meaning::Impossible => Some(found(TimeType::Date, None)),
        }
    }

    /// The day of which the story tells here; what the paragraph before told goes on only where the verb tells too.
    fn story(&self, direction: Direction) -> Option<Day> {
        let over = |day: &Day| direction == Direction::Past && self.now.is_some_and(|now| *day <= now.day);
        self.day.or_else(|| self.before.filter(over))
    }

    /// Remembers what was told.
    fn tell(&mut self, stem: Option<Stem>) {
        if let Some(stem) = stem {
            let day = matches!(stem, Stem::Day(_));
            if day && self.attributed {
                return;
            }
            self.told.stem = Some(stem);
            if matches!(stem, Stem::Quarter(..) | Stem::Half(..) | Stem::Fiscal(_)) {
                self.told.period = Some(stem);
            }
            if let Stem::Day(day) = stem {
                self.told.day = Some(day);
                self.day = Some(day);
            }
        }
    }

    fn date(&mut self, expression: Expression, date: Date, within: Option<Within>, direction: Direction) -> Found {
        let stem = self.anchor().date(date, direction);
        self.tell(stem);
        let half = match stem {
            Some(Stem::Half(_, 1)) => Some(TimeModifier::Start),
            Some(Stem::Half(_, 2)) => Some(TimeModifier::End),
            _ => None,
        };
        let extent = match (date, stem) {
            (Date::WeekOf(_), Some(Stem::Day(day))) => add_days(day, 6).map(|last| (day, last)),
            // Where only a part is meant, the ends of the whole would mislead.
            (_, Some(stem)) if within.is_none() && !matches!(stem, Stem::Day(_)) => stem.extent(),
            _ => None,
        };
        Found {
            tokens: expression.tokens(),
            kind: TimeType::Date,
            value: stem.map(Stem::value),
            modifier: within.map(modifier).or(half),
            extent,
        }
    }

    fn clock(
        &mut self,
        _reader: Reader<'_, '_>,
        expression: Expression,
        clock: Clock,
        day: Option<Date>,
        direction: Direction,
    ) -> Found {
        let clock =
            if clock.open && (1..7).contains(&clock.hour) { Clock { hour: clock.hour + 12, ..clock } } else { clock };
        let named = day.and_then(|day| match self.anchor().date(day, direction) {
            Some(Stem::Day(day)) => Some(day),
            _ => None,
        });
        let unknown = day.is_some() && named.is_none();
        let resolved = if unknown {
            None
        } else {
            named.or_else(|| self.anchor().day_of_time(minutes(clock), self.story(direction), direction))
        };
        // Midnight ends the day that is named; one that is not named is written as the start of the next.
        let (clock, resolved) = match resolved {
            Some(day) if clock.hour == 24 && named.is_none() => (Clock { hour: 0, ..clock }, add_days(day, 1)),
            other => (clock, other),
        };
        if let Some(day) = resolved {
            self.tell(Some(Stem::Day(day)));
        }
        self.told.clock = Some((clock.hour, clock.minute));
        let date = match (resolved, day.and_then(|day| self.anchor().date(day, direction))) {
            (Some(day), _) => day.to_string(),
            (None, Some(open @ Stem::Open(_))) => open.value(),
            _ => "XXXX-XX-XX".to_owned(),
        };
        let seconds = clock.second.map(|second| format!(":{second:02}")).unwrap_or_default();
        let zone = zone_code(clock.zone, resolved);
        let value = format!("{date}T{:02}:{:02}{seconds}{zone}", clock.hour, clock.minute);
        Found { tokens: expression.tokens(), kind: TimeType::Time, value: Some(value), modifier: None, extent: None }
    }

    /// The day to which a part of a day belongs.
    fn day_of_part(&self, part: Part, day: Option<Date>, direction: Direction) -> Option<Day> {
        let that = Date::Unit(Unit::Day, Relation::That, false);
        let day = day.unwrap_or(that);
        if day == that {
            let noon = match part {
                Part::Morning => 5 * 60,
                Part::Midday => 12 * 60,
                Part::Afternoon => 13 * 60,
                Part::Evening => 17 * 60,
                Part::Night => 20 * 60,
            };
            return self.anchor().day_of_time(noon, self.story(direction), direction);
        }
        match self.anchor().date(day, direction)? {
            Stem::Day(resolved) => match self.now {
                Some(publication) if day == Date::Day(0) => night_of(publication, part, resolved),
                _ => Some(resolved),
            },
            _ => None,
        }
    }

    /// A length; hours that follow on a time of day are one: “at about 4am. Two hours later …”.
    fn duration(&mut self, reader: Reader<'_, '_>, expression: Expression, length: Length, lies: Lies) -> Found {
        let end = expression.end;
        let opens = expression.start == reader.start && matches!(reader.term(end), Term::Later);
        if let (true, Some((hour, minute)), Some(day), Some(count)) =
            (opens, self.told.clock, self.told.day, length.count())
        {
            let step = match length.unit {
                Unit::Hour => 60,
                Unit::Minute => 1,
                _ => 0,
            };
            let total = u32::from(hour) * 60 + u32::from(minute) + count.saturating_mul(step);
            let later = add_days(day, i64::from(total / 1440));
            if let (Some(later), true) = (later, step > 0) {
                self.told.day = Some(later);
                let value = format!("{later}T{:02}:{:02}", total % 1440 / 60, total % 60);
                return Found {
                    tokens: expression.start..end + 1,
                    kind: TimeType::Time,
                    value: Some(value),
                    modifier: None,
                    extent: None,
                };
            }
        }
        let today = self.now.map(|publication| publication.day);
        let extent = match (lies, today) {
            (Lies::Past, Some(today)) => super::calendar::shift(today, length, -1).map(|first| (first, today)),
            (Lies::Next, Some(today)) => super::calendar::shift(today, length, 1).map(|last| (today, last)),
            _ => None,
        };
        Found {
            tokens: expression.tokens(),
            kind: TimeType::Duration,
            value: Some(value::length(length)),
            modifier: None,
            extent,
        }
    }
}

const fn modifier(within: Within) -> TimeModifier {
    match within {
        Within::Start => TimeModifier::Start,
        Within::Middle => TimeModifier::Mid,
        Within::End => TimeModifier::End,
    }
}
