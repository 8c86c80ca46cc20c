//! The noun that a number counts: the head of the phrase behind it.
//!
//! Rule: the head is the last noun of the first run of nouns behind the number; adjectives and participles may stand
//! before it, verbs and prepositions end the search. More than one of a thing asks for a plural.

use std::ops::Range;

use super::{Finder, Unit};
use crate::extract::document::{Token, TokenKind};
use crate::extract::lexicon::Classes;
use crate::knowledge::Supersense;
use crate::model::tags::Penn;

/// The noun behind a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The head and a noun right before it: “hostel beds”.
    pub unit: Range<usize>,
    /// The head.
    pub head: usize,
}

/// How many tokens may stand between a number and the head.
const REACH: usize = 9;

/// Nouns that have no ending of the plural.
const COLLECTIVE: [&str; 25] = [
    "people",
    "police",
    "staff",
    "crew",
    "personnel",
    "cattle",
    "aircraft",
    "sheep",
    "fish",
    "troops",
    "men",
    "women",
    "children",
    "poultry",
    "livestock",
    "spacecraft",
    "deer",
    "salmon",
    "counsel",
    "folk",
    "infantry",
    "cavalry",
    "species",
    "series",
    "bison",
];

/// Nouns for stretches of time, which are no amounts.
const TIMES: [&str; 26] = [
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "night",
    "nights",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "decade",
    "decades",
    "century",
    "centuries",
    "fortnight",
    "weekend",
    "weekends",
    "min",
    "mins",
    "hrs",
];

/// Second halves of compounds, and what is counted.
const COMPOUNDED: [(&str, &str); 13] = [
    ("strong", "people"),
    ("person", "people"),
    ("man", "men"),
    ("woman", "women"),
    ("legged", "legs"),
    ("eyed", "eyes"),
    ("headed", "heads"),
    ("armed", "arms"),
    ("wheeled", "wheels"),
    ("storeyed", "storeys"),
    ("bedroomed", "bedrooms"),
    ("masted", "masts"),
    ("engined", "engines"),
];

impl Finder<'_, '_> {
    /// The noun phrase whose number ends at `at`. `several` asks for a plural.
    pub(super) fn noun_phrase(&self, at: usize, several: bool) -> Option<Phrase> {
        let end = self.sentence_end(at).min(at + REACH);
        let mut index = at;
        while index < end {
            let token = self.document.token(index)?;
            // Behind more than one, “names” is no verb, whatever the tagger says.
            let verb = several && index == at && token.tag().penn == Penn::Vbz && token.text().ends_with('s');
            if verb && self.knowledge.noun(token.text().trim_end_matches('s')).is_some() {
                return Some(Phrase { unit: index..index + 1, head: index });
            }
            if is_noun(token) {
                if let Some(phrase) = self.noun_run(index, end, several) {
                    return Some(phrase);
                }
                let single = index == at && self.run_end(index, end) == index + 1 && !self.modifies(index + 1);
                // “212 bison”, “0.84 share”: what has no plural of its own is counted right behind the number.
                if single && several && self.has_no_plural(token) {
                    return Some(Phrase { unit: index..index + 1, head: index });
                }
                // A name or a singular may stand before the head with adjectives between: “two Greek island airports”.
                index = self.run_end(index, end);
                if !self.modifies(index) {
                    return None;
                }
                continue;
            }
            if !self.modifies(index) {
                return None;
            }
            index += 1;
        }
        None
    }

    /// “212 bison”, “64,000 Congolese”: animals, and peoples whose name is an adjective.
    fn has_no_plural(&self, token: Token<'_, '_>) -> bool {
        let first = self.knowledge.noun(token.text()).and_then(|noun| noun.senses.first());
        let animal = first.is_some_and(|sense| matches!(sense, Supersense::NounAnimal | Supersense::NounFood));
        animal && !token.is_capitalised() || token.has(Classes::DEMONYM) && token.is_capitalised()
    }

    /// Whether the word here may stand between a number and its noun.
    fn modifies(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        let adjective = |at: usize| {
            self.token(at).is_some_and(|token| matches!(token.tag().penn, Penn::Jj | Penn::Vbn | Penn::Nnp))
        };
        // “provisional and overseas ballots”, “two 78-seat aircraft”
        is_modifier(token)
            || token.is("and") && adjective(at + 1) && at.checked_sub(1).is_some_and(adjective)
            || token.tag().penn == Penn::Cd && self.is(at + 1, "-")
    }

    fn run_end(&self, start: usize, end: usize) -> usize {
        (start..end).find(|index| !self.document.token(*index).is_some_and(is_noun)).unwrap_or(end)
    }

    /// The phrase of a run of nouns that begins at `start`.
    fn noun_run(&self, start: usize, end: usize, several: bool) -> Option<Phrase> {
        let stop = self.run_end(start, end);
        let fits = |index: &usize| {
            let token = self.document.token(*index);
            token.is_some_and(|token| !several || is_plural(token))
        };
        let mut head = (start..stop).rev().find(fits)?;
        // “nine analysts Tuesday”: a name behind the plural is no part of the phrase, and the search found the plural.
        // “43 ambulances drivers”: what stays behind the plural is read as something else.
        if !several && head + 1 < stop {
            head = stop - 1;
        }
        let unit_end = self.joined_nouns(head, end);
        let before = head.checked_sub(1).filter(|before| *before >= start);
        let joined =
            before.is_some_and(|before| self.document.token(before).is_some_and(|token| !token.is_capitalised()));
        Some(Phrase { unit: head - usize::from(joined)..unit_end, head })
    }

    /// “shrimpers, homeowners and businesses”: one past the last noun of those that are counted together.
    fn joined_nouns(&self, head: usize, end: usize) -> usize {
        let plural = |at: usize| {
            self.token(at).is_some_and(|token| {
                let common = token.tag().penn == Penn::Nns || is_noun(token) && COLLECTIVE.contains(&token.text());
                common && is_plural(token)
            })
        };
        let mut at = head + 1;
        while at + 1 < end && self.is(at, ",") && plural(at + 1) {
            at += 2;
        }
        // “pilots and cabin crew”; things are told one by one: “11 employees and contracts at 130 blocks”.
        let person = |at: usize| {
            plural(at)
                && (self.is_person_noun(at) || COLLECTIVE.contains(&self.text(at)) || self.text(at).ends_with("men"))
        };
        // “homeowners, tenants and businesses”
        let listed = at > head + 1 && plural(at + 1);
        let last = at + 1 + usize::from(!plural(at + 1));
        let modified = last == at + 1
            || self
                .token(at + 1)
                .is_some_and(|word| matches!(word.tag().penn, Penn::Nn | Penn::Jj) && !word.is_capitalised());
        let joined = self.is(at, "and") && (person(last) && person(head) || listed) && modified && last < end;
        let ends = self.token(last + 1).is_none_or(|next| !is_noun(next) && !next.is_possessive());
        if joined && ends { last + 1 } else { head + 1 }
    }

    /// What a compound counts that is not written in it: “a five-man panel”, “a four-legged craft”.
    pub(super) fn compounded(&self, head: usize) -> Option<Unit> {
        COMPOUNDED.iter().find(|(word, _)| self.is(head, word)).map(|(_, unit)| Unit::Named(unit))
    }

    /// “27-nation”, “31-page”: a number and a noun in the singular that a hyphen joins.
    pub(super) fn compound(&self, at: usize) -> Option<Phrase> {
        self.glued(at).filter(|token| token.is("-"))?;
        let noun = self.glued(at + 1).filter(|token| token.is_word() && !token.is_capitalised())?;
        // “two-time winner”, “one-way ticket”, “two-thirds”
        let other = ["time", "way", "off", "fold", "thirds", "fifths", "and", "to", "on", "sided", "plus", "piece"];
        let fits = !other.contains(&noun.text()) && !self.is_time(noun.index);
        fits.then(|| Phrase { unit: noun.index..noun.index + 1, head: noun.index })
    }

    /// The phrase behind “of”: “Three of the late founder's seven grandchildren”.
    pub(super) fn partitive(&self, at: usize) -> Option<Phrase> {
        if !self.is(at, "of") {
            return None;
        }
        let end = self.sentence_end(at).min(at + 2 * REACH);
        let mut index = at + 1;
        while index < end {
            let token = self.document.token(index)?;
            if is_noun(token) {
                let stop = self.run_end(index, end);
                let possessed = self
                    .document
                    .token(stop)
                    .is_some_and(|mark| mark.is_possessive() || mark.kind() == TokenKind::SingleClose);
                if possessed {
                    index = stop + 1;
                    continue;
                }
                return self.noun_run(index, end, true).or_else(|| self.noun_run(index, end, false));
            }
            let leads = matches!(token.tag().penn, Penn::Dt | Penn::PrpPossessive | Penn::Cd | Penn::Pdt)
                || self.modifies(index);
            if !leads {
                return None;
            }
            index += 1;
        }
        None
    }

    /// Whether a word is a stretch of time.
    pub(super) fn is_time(&self, at: usize) -> bool {
        let text = self.text(at);
        TIMES.iter().any(|word| text.eq_ignore_ascii_case(word))
    }
}

pub(super) fn is_noun(token: Token<'_, '_>) -> bool {
    token.is_word() && token.tag().is_noun()
}

/// Whether more than one is meant.
fn is_plural(token: Token<'_, '_>) -> bool {
    let name = token.is_capitalised() && token.tag().penn == Penn::Nnp && token.text().ends_with('s');
    matches!(token.tag().penn, Penn::Nns | Penn::Nnps) || name || COLLECTIVE.contains(&token.text())
}

/// Whether a word may stand between a number and its noun.
fn is_modifier(token: Token<'_, '_>) -> bool {
    token.kind() == TokenKind::Hyphen
        || matches!(token.tag().penn, Penn::Jj | Penn::Jjr | Penn::Jjs | Penn::Vbn | Penn::Vbg | Penn::Hyph | Penn::Afx)
        || token.is("new")
}
