//! What a number counts that has no mark: the noun behind it, or what the words around it imply.
//!
//! Rule: the noun of its own phrase counts first; then fixed settings (ages, votes, magnitudes, the killed and injured);
//! then the unit of the amount before it, which a bare number repeats (“up from 380,000”, “eleven opposed it”). Where
//! none of these speaks, the unit is left open.

use std::ops::Range;

use super::marks::Side;
use super::{Finder, Found, Unit};
use crate::extract::document::TokenKind;
use crate::extract::facts::numerals::{Form, Ratio};
use crate::model::tags::Penn;
use crate::record::AmountKind;

/// What a number counts, and where its words end.
type Counted = (AmountKind, Option<Unit>, usize);

const PEOPLE: Unit = Unit::Named("people");

/// How far back a bare number looks for the amount that it goes on with, in tokens.
pub(super) const MEMORY: usize = 120;

/// How many amounts it looks at.
const RECENT: usize = 8;

/// How far back in the sentence it is set against another.
const NEAR: usize = 16;

/// Verbs and nouns for what happens to people.
const HARM: [&str; 34] = [
    "kill",
    "kills",
    "killed",
    "killing",
    "injure",
    "injures",
    "injured",
    "injuring",
    "wound",
    "wounds",
    "wounded",
    "wounding",
    "hurt",
    "hurting",
    "dead",
    "die",
    "dies",
    "died",
    "missing",
    "arrest",
    "arrests",
    "arrested",
    "arresting",
    "detain",
    "detained",
    "detaining",
    "toll",
    "casualties",
    "held",
    "rescued",
    "evacuated",
    "displaced",
    "hospitalized",
    "hospitalised",
];

/// Nouns for people or places of which so many are told: “a town of 900”.
pub(super) const GATHERED: [&str; 20] = [
    "family",
    "crowd",
    "crowds",
    "group",
    "team",
    "population",
    "gang",
    "party",
    "island",
    "town",
    "village",
    "city",
    "state",
    "community",
    "hamlet",
    "settlement",
    "province",
    "district",
    "country",
    "nation",
];

impl Finder<'_, '_> {
    /// What an unmarked number counts.
    pub(super) fn counted(&self, side: &Side, found: &[Found]) -> Option<Counted> {
        let (start, end) = (side.start, side.end);
        if self.is_age(side) {
            return Some((AmountKind::Measure, Some(Unit::Named("years")), end));
        }
        if self.is_behind(start, &["magnitude"])
            || start > 1 && self.is(start - 1, "-") && self.is(start - 2, "magnitude")
        {
            return Some((AmountKind::Measure, Some(Unit::Named("magnitude")), end));
        }
        if self.is_dashed_vote(side) {
            return Some((AmountKind::Count, Some(Unit::Named("votes")), end));
        }
        if let Some(phrase) = self.compound(end) {
            let unit = self.compounded(phrase.head).unwrap_or(Unit::Words(phrase.unit.clone()));
            return Some((AmountKind::Count, Some(unit), phrase.unit.end));
        }
        if let Some(mark) = self.mark_of_next(side) {
            return Some((mark.kind, mark.unit.map(Unit::Named), end));
        }
        if let Some(unit) = self.share(side, found) {
            return Some((AmountKind::Count, Some(unit), end));
        }
        let of = side.numeral.form == Form::Vague && self.is(end, "of");
        let several = side.numeral.integer() != Some(1);
        if let Some(phrase) = self.noun_phrase(end + usize::from(of), several) {
            if self.is_any(phrase.head, &["others", "other"]) {
                let unit = self.others(side, found).unwrap_or(PEOPLE);
                return Some((AmountKind::Count, Some(unit), phrase.unit.end));
            }
            if self.is_time(phrase.head) {
                return None;
            }
            // An adjective between them leaves the number alone: “four | coastal districts”.
            let adjacent = phrase.unit.start == end + usize::from(of);
            let words = if adjacent { phrase.unit.end } else { end };
            return Some((self.kind_of(phrase.head), Some(Unit::Words(phrase.unit)), words));
        }
        let unit = self.implied(side, found);
        let kind = unit.as_ref().map_or(AmountKind::Count, |(kind, _)| *kind);
        Some((kind, unit.map(|(_, unit)| unit), end))
    }

    /// Shares of an index, and multiples, measure; other nouns are counted.
    fn kind_of(&self, head: usize) -> AmountKind {
        if self.is(head, "points") { AmountKind::Measure } else { AmountKind::Count }
    }

    /// The unit that the words around a bare number imply.
    fn implied(&self, side: &Side, found: &[Found]) -> Option<(AmountKind, Unit)> {
        let (start, end) = (side.start, side.end);
        let count = |unit| Some((AmountKind::Count, unit));
        if self.is(end, "of") && self.is_any(end + 1, &["them", "whom", "these", "which", "us"]) {
            // “14 of them police officers”
            let own = self.noun_phrase(end + 2, true).filter(|phrase| !self.is_verb_of_object(phrase.unit.end));
            let own = own.map(|phrase| Unit::Words(phrase.unit));
            let reach = start.saturating_sub(MEMORY / 2)..start;
            let nearest = || self.nearest_plural(reach, start).map(Unit::Words);
            let treated = self.treated(start).map(Unit::Words);
            return own.or(treated).or_else(|| self.whole(side, found)).or_else(nearest).and_then(count);
        }
        if let Some(phrase) = self.partitive(end) {
            let people = self.is_any(phrase.head, &["dead", "injured", "wounded", "missing"]);
            return count(if people { PEOPLE } else { Unit::Words(phrase.unit) });
        }
        if self.is(end, "of") && self.is(end + 1, "those") {
            return count(PEOPLE);
        }
        if self.is_of_votes(start) && (self.is(end, "to") || self.is_behind(start, &["to", "-", "–"])) {
            return count(Unit::Named("votes"));
        }
        if self.is_vote(side) {
            let voters = self.earlier(side, found).next().and_then(|amount| amount.unit.clone());
            return count(voters.filter(|_| !self.is(end, "to")).unwrap_or(Unit::Named("votes")));
        }
        if let Some(unit) = self.exchange_rate(side) {
            return Some((AmountKind::Money, unit));
        }
        if let Some(unit) = self.family(start) {
            // “was designed for 480 men and holds 1,312”
            let holds = self.is_behind(start, &["holds", "seats", "sleeps"]);
            let told = self.earlier(side, found).next().filter(|_| holds);
            return count(told.and_then(|amount| amount.unit.clone()).unwrap_or(unit));
        }
        if let Some(unit) = self.index_points(side) {
            return Some((AmountKind::Measure, unit));
        }
        if let Some(unit) = self.figure_of(start) {
            return count(unit);
        }
        if let Some(before) = self.linked(side, found) {
            return Some((before.kind, before.unit.clone()?));
        }
        if let Some(unit) = self.more_money(side, found) {
            return Some((AmountKind::Money, unit));
        }
        if let Some(before) = self.subject_before(side, found) {
            return count(before.unit.clone()?);
        }
        if let Some(people) = self.treated(start) {
            return count(Unit::Words(people));
        }
        if self.is_harmed(side) {
            let others = self.earlier(side, found).find(|amount| self.are_people(amount));
            return count(others.and_then(|amount| amount.unit.clone()).unwrap_or(PEOPLE));
        }
        if let Some(phrase) = self.nearest_plural(self.near_start(start)..start, start) {
            return count(Unit::Words(phrase));
        }
        if let Some(before) = self.before(side, found) {
            return Some((before.kind, before.unit.clone()?));
        }
        let reach = start.saturating_sub(MEMORY / 2)..start;
        if let Some(phrase) = self.nearest_plural(reach, start) {
            return count(Unit::Words(phrase));
        }
        if self.is_headline(start) { count(PEOPLE) } else { None }
    }

    /// The start of the sentence of a token, or as far back as a number looks.
    fn near_start(&self, at: usize) -> usize {
        self.sentence(at).start.max(at.saturating_sub(MEMORY))
    }

    /// Whether a noun that seems to be counted is a verb: “eleven of them | staff | a clinic”.
    fn is_verb_of_object(&self, end: usize) -> bool {
        self.token(end).is_some_and(|next| next.tag().penn == Penn::Dt)
    }

    /// The last plural noun of some tokens that can be counted by the bare number at `number`: no part of a name, no
    /// owner, and not the subject whose object the number is.
    fn nearest_plural(&self, tokens: Range<usize>, number: usize) -> Option<Range<usize>> {
        let first = tokens.start;
        let subject = self.subject_of_object(number).map(|(_, subject)| subject);
        let head = tokens.rev().find(|at| {
            let token = self.token(*at);
            let plural = token.is_some_and(|token| token.is_word() && token.tag().penn == Penn::Nns);
            let other = [
                "others", "percent", "points", "terms", "times", "figures", "results", "cents", "pence", "thanks",
                "grounds", "parts",
            ];
            let owner =
                self.token(at + 1).is_some_and(|next| next.is_possessive() || next.kind() == TokenKind::SingleClose);
            plural
                && subject != Some(*at)
                && !owner
                && self.entities.at(*at).is_none()
                && !self.is_time(*at)
                && !self.is_any(*at, &other)
                && self.tables.noun(self.document, *at).is_none()
                && self.tables.measure(self.document, *at).is_none()
        })?;
        let before = head.checked_sub(1).and_then(|before| self.token(before)).filter(|before| before.index >= first);
        let joined = before.is_some_and(|before| before.tag().penn == Penn::Nn && !before.is_capitalised());
        Some(head - usize::from(joined)..head + 1)
    }

    /// The counts of this sentence before a number, the last first.
    pub(super) fn earlier<'f>(&self, side: &Side, found: &'f [Found]) -> impl Iterator<Item = &'f Found> {
        let start = self.sentence(side.start).start;
        found
            .iter()
            .rev()
            .take(RECENT)
            .take_while(move |amount| amount.tokens.start >= start)
            .filter(|amount| amount.kind == AmountKind::Count && amount.unit.is_some())
    }

    fn are_people(&self, amount: &Found) -> bool {
        match &amount.unit {
            Some(Unit::Words(tokens)) => tokens.end.checked_sub(1).is_some_and(|head| self.is_person_noun(head)),
            Some(unit) => *unit == PEOPLE,
            None => false,
        }
    }

    /// What “of them” is a part of: the last count that is greater.
    fn whole(&self, side: &Side, found: &[Found]) -> Option<Unit> {
        let recent = found
            .iter()
            .rev()
            .take(8)
            .filter(|amount| amount.kind == AmountKind::Count && amount.tokens.end + MEMORY > side.start);
        let own = side.value.as_ref();
        let mut greater = recent.filter(|amount| {
            let value = amount.value.clone().map(Ratio::from);
            own.zip(value).is_none_or(|(own, value)| own.is_less(&value))
        });
        greater.find_map(|amount| amount.unit.clone())
    }

    /// The amount of this sentence that a bare number is set against: “up from 380,000”, “to 12,900”.
    fn linked<'f>(&self, side: &Side, found: &'f [Found]) -> Option<&'f Found> {
        let link = ["to", "from", "against", "than", "nearer", "versus", "with", "not", "promised"];
        let determined = self.is_behind(side.start, &["the", "a", "about", "some", "nearly", "around", "just"]);
        let start = side.start - usize::from(determined);
        let set = self.is_behind(start, &link)
            || self.is_behind(start, &["of"]) && start > 1 && self.is(start - 2, "instead");
        let sentence = self.sentence(side.start);
        let near = |amount: &&Found| {
            amount.tokens.start >= sentence.start
                && amount.tokens.end + NEAR > side.start
                && amount.unit != Some(Unit::Named("years"))
        };
        // What stands in brackets says the same in other money.
        let told = found.iter().rev().take(RECENT).find(|amount| !self.is_behind(amount.tokens.start, &["("]));
        told.filter(near).filter(|_| set)
    }

    /// “a family of six”, “a crowd of 7,000”, “a grandmother of five”, “population 5,300”, “built for 200”
    fn family(&self, start: usize) -> Option<Unit> {
        let built = ["built", "designed", "meant", "licensed", "made"];
        let room = self.is_behind(start, &["population", "holds", "seats", "sleeps"])
            || self.is_behind(start, &["for"]) && start > 1 && self.is_any(start - 2, &built);
        if room {
            return Some(PEOPLE);
        }
        let noun = start
            .checked_sub(2)
            .filter(|_| self.is_behind(start, &["of", "about", "some", "around", "nearly", "over"]))?;
        let noun = if self.is(start - 1, "of") { noun } else { noun.checked_sub(1).filter(|_| self.is(noun, "of"))? };
        if self.is_any(noun, &GATHERED) {
            return Some(PEOPLE);
        }
        if self.is_any(noun, &["crew", "staff"]) {
            return Some(Unit::Named(if self.is(noun, "crew") { "crew" } else { "staff" }));
        }
        if self.is_any(noun, &["mother", "father", "mum", "dad"]) {
            return Some(Unit::Named("children"));
        }
        self.is_any(noun, &["grandmother", "grandfather"]).then_some(Unit::Named("grandchildren"))
    }

    /// Whether people are killed, injured or held: “killing 17”, “9 are missing”, “the toll rose to 63”.
    fn is_harmed(&self, side: &Side) -> bool {
        // Nobody is killed by halves: “the battery died after five and a half”.
        if side.numeral.value.as_ref().is_some_and(|value| value.integer().is_none()) {
            return false;
        }
        let sentence = self.sentence(side.start);
        let near = side.start.saturating_sub(5).max(sentence.start)..side.start;
        let behind = side.end..(side.end + 3).min(sentence.end);
        // Another noun between takes the harm to itself: “damaged wells and killed goats: 40”.
        let free = |mut tokens: Range<usize>| {
            tokens.all(|at| self.token(at).is_none_or(|token| token.tag().penn != Penn::Nns))
        };
        let figures = ["toll", "turnout", "attendance", "headcount", "crowd"];
        if near.clone().any(|at| self.is_any(at, &figures)) {
            return true;
        }
        let before = near.clone().rev().find(|at| self.is_any(*at, &HARM));
        before.is_some_and(|at| free(at + 1..side.start)) || behind.into_iter().any(|at| self.is_any(at, &HARM))
    }

    /// “the number of houses at 28”, “confirmed cases passed 800”: the nearest plural noun before, in the sentence.
    fn figure_of(&self, start: usize) -> Option<Unit> {
        let sentence = self.sentence(start);
        let number = (sentence.start..start).rev().take(14).find(|at| self.is_any(*at, &["number", "numbers"]))?;
        let of = number + 1;
        let at = of + usize::from(self.is(of, "of"));
        let at = at + usize::from(self.is(at, "the"));
        if self.is_any(at, &["dead", "missing", "injured", "wounded", "displaced", "killed", "unemployed", "jobless"]) {
            return Some(PEOPLE);
        }
        self.noun_phrase(at, true).filter(|phrase| phrase.head < start).map(|phrase| Unit::Words(phrase.unit))
    }

    /// “lower at 7,274”: the level of an index, of which the sentence or the one before speaks.
    fn index_points(&self, side: &Side) -> Option<Unit> {
        let level = side.numeral.digits
            && side.scale == 0
            && side.value.as_ref().is_some_and(|value| Ratio::from(500).is_less(value));
        let words = ["index", "indices", "indexes", "benchmark", "benchmarks", "composite", "points"];
        let sentence = self.sentence(side.start);
        let reach = sentence.start.saturating_sub(40)..side.start;
        let spoken = level && reach.rev().any(|at| self.is_any(at, &words));
        spoken.then_some(Unit::Named("points"))
    }

    /// “57.31 to the dollar”, “10.91 per euro”: so much of the currency that the sentence speaks of.
    fn exchange_rate(&self, side: &Side) -> Option<Unit> {
        let end = side.end;
        let rate = self.is(end, "per") || self.is(end, "to") && self.is_any(end + 1, &["the", "a"]);
        let other = end + 1 + usize::from(self.is(end, "to"));
        rate.then(|| self.tables.noun(self.document, other))??;
        let sentence = self.near_start(side.start);
        let codes = (sentence..side.start).rev().find_map(|at| self.tables.noun(self.document, at))?.0;
        self.home.choose(self.knowledge, codes).map(Unit::Named)
    }

    /// The count that a bare number goes on with.
    fn before<'f>(&self, side: &Side, found: &'f [Found]) -> Option<&'f Found> {
        let mut recent = found.iter().rev().take(RECENT).filter(|amount| amount.tokens.end + MEMORY > side.start);
        recent.find(|amount| amount.kind == AmountKind::Count && amount.unit.is_some())
    }
}
