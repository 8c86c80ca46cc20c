//! Numbers that are told in pairs: “one worker in six”, “four out of ten pupils”, “6-1” of votes, “six for 41”.
//!
//! Rule: both numbers of a share count the noun that stands beside one of them; both numbers of a vote count votes; the
//! figures of a bowler are a score, and no amounts.

use super::marks::Side;
use super::{Finder, Found, Unit};
use crate::extract::facts::numerals::{Form, Ratio};
use crate::model::tags::Penn;
use crate::record::AmountKind;

/// The greatest number of which a share is told.
const WHOLE: u64 = 1000;

/// Words behind a vote in digits: “the 2-1 ruling”.
const VERDICTS: [&str; 6] = ["ruling", "decision", "vote", "majority", "verdict", "split"];

/// Words of houses that vote, and of what they do: “sailed through the House, 49 to 11”.
const HOUSES: [&str; 12] = [
    "house",
    "senate",
    "assembly",
    "parliament",
    "council",
    "councillors",
    "legislature",
    "passed",
    "defeated",
    "majority",
    "bill",
    "motion",
];

impl Finder<'_, '_> {
    /// What the number of a share counts: “two in five | shafts”, “six out of ten | francophones”, “one worker in six”.
    pub(super) fn share(&self, side: &Side, found: &[Found]) -> Option<Unit> {
        let (start, end) = (side.start, side.end);
        let value = side.numeral.integer()?;
        let out = self.is(end, "out") && self.is(end + 1, "of");
        if out || self.is(end, "in") {
            let at = end + 1 + usize::from(out);
            let at = at + usize::from(self.is_any(at, &["every", "each"]));
            let whole = self.numeral(at).filter(|whole| whole.form == Form::Cardinal)?;
            let fits = whole.integer().is_some_and(|whole| value < whole && whole <= WHOLE);
            let phrase = self.noun_phrase(whole.tokens.end, true).filter(|_| fits)?;
            return (!self.is_time(phrase.head)).then_some(Unit::Words(phrase.unit));
        }
        // The second number: the first stands right before “in”, with its noun.
        let ends = self.noun_phrase(end, true).is_none();
        let first = found.last().filter(|first| {
            ends && self.is_behind(start, &["in"])
                && first.tokens.end + 1 == start
                && first.kind == AmountKind::Count
                && first.value.clone().is_some_and(|first| Ratio::from(first).is_less(&Ratio::from(value)))
        })?;
        match first.unit.clone()? {
            Unit::Words(words) if words.end == first.tokens.end => Some(Unit::Words(words)),
            _ => None,
        }
    }

    /// Whether a number is one of a vote that is written with a dash: “approved it 6-1”, “the 2-1 ruling”.
    pub(super) fn is_dashed_vote(&self, side: &Side) -> bool {
        let is_dash = |at: usize| self.is_any(at, &["-", "–"]) && self.glued(at).is_some();
        let is_number = |at: usize| self.token(at).is_some_and(|token| token.tag().penn == Penn::Cd);
        let (start, end) = (side.start, side.end);
        let (first, behind) = if is_dash(end) && self.glued(end + 1).is_some() && is_number(end + 1) {
            (start, end + 2)
        } else if start > 1 && is_dash(start - 1) && self.glued(start).is_some() && is_number(start - 2) {
            (start - 2, end)
        } else {
            return false;
        };
        side.numeral.digits && (self.is_of_votes(first) || self.is_any(behind, &VERDICTS))
    }

    /// Whether a number is one of “112 to 61” in a sentence that speaks of a house that votes, or stands before
    /// “in favour” or “against”.
    pub(super) fn is_vote(&self, side: &Side) -> bool {
        let (start, end) = (side.start, side.end);
        let bare = |at: usize| {
            let other = self.numeral(at).filter(|other| other.form == Form::Cardinal);
            other.is_some_and(|other| self.ends_phrase(other.tokens.end))
        };
        let pair = self.is(end, "to") && bare(end + 1)
            || self.is_behind(start, &["to"])
                && start > 1
                && self.numeral(start - 2).is_some()
                && self.ends_phrase(end);
        let sentence = self.sentence(start);
        pair && (sentence.start..start).rev().take(24).any(|at| self.is_any(at, &HOUSES))
            || self.is(end, "in") && self.is_any(end + 1, &["favour", "favor"])
            || self.is(end, "voting") && self.is_any(end + 1, &["in", "for", "against", "to"])
            || self.is(end, "against") && self.ends_phrase(end + 1)
    }

    /// Whether a phrase has ended before a token: there is a mark, a preposition, a conjunction, or nothing.
    fn ends_phrase(&self, at: usize) -> bool {
        self.token(at).is_none_or(|token| {
            !token.is_word() && !token.is("$") || matches!(token.tag().penn, Penn::In | Penn::Cc | Penn::Wdt | Penn::Wp)
        })
    }

    /// One past “6 for 41”, “61 for five”: the figures of a bowler or a side.
    pub(super) fn bowling(&self, side: &Side) -> Option<usize> {
        let ends = |at: usize| self.ends_phrase(at) && self.noun_phrase(at, true).is_none();
        let second = self.is(side.end, "for").then(|| self.numeral(side.end + 1)).flatten()?;
        let wickets = |number: u64| number <= 10;
        let (first, runs) = (side.numeral.integer()?, second.integer()?);
        let fits = second.form == Form::Cardinal && (wickets(first) || wickets(runs)) && first.max(runs) < 1000;
        let bare = self.side(side.end + 1).is_some_and(|second| second.mark.is_none());
        (fits && bare && ends(second.tokens.end)).then_some(second.tokens.end)
    }
}
