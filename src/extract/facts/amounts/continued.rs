//! Bare numbers that go on with what was told before: a sum whose currency was said already, a figure between “from” and
//! “to” whose unit stands behind the second, a subject like the one before.
//!
//! Rule: a bare number is a sum only where a word for what is paid stands before it and a sum of known money was told
//! not far away; it takes the unit of a figure only where both are said as one change; and a number that is the subject
//! of its clause counts what the subject of the clause before counted.

use std::ops::Range;

use super::implied::MEMORY;
use super::marks::{Mark, Side};
use super::{Finder, Found, Unit};
use crate::extract::facts::numerals::Form;
use crate::model::tags::Penn;
use crate::record::AmountKind;

/// Nouns and verbs for what is paid.
const PAID: [&str; 47] = [
    "revenue", "deposit", "price", "prices", "cost", "costs", "debt", "debts", "loan", "loans", "fee", "fees", "fine",
    "fined", "salary", "wage", "rent", "profit", "loss", "turnover", "income", "bid", "paid", "pay", "pays", "paying",
    "earn", "earns", "earned", "lend", "lends", "lent", "spend", "spent", "owe", "owes", "owed", "owing", "donated",
    "worth", "fetched", "invested", "cash", "closed", "value", "valued", "ransom",
];

/// Those for what is promised or given, which as often is no money: a great number has to follow.
const GIVEN: [&str; 12] = [
    "promised", "pledged", "offered", "raised", "accepted", "sought", "asked", "puts", "bring", "gave", "given",
    "arrived",
];

/// How far before a number such a word may stand, in tokens.
const NEAR: usize = 7;

/// How many amounts are looked at for it.
const RECENT: usize = 8;

/// The most adverbs and helpers between a number, its verb and the subject.
const BETWEEN: usize = 4;

/// How far back money was told of which a bare number is a sum, in tokens.
const TOLD: usize = 60;

/// Verbs whose subject is what the number behind them counts: “layoffs reached 10,500”.
const COUNTED: [&str; 18] = [
    "are", "were", "is", "was", "reached", "reach", "hit", "totalled", "totaled", "numbered", "number", "rose", "fell",
    "passed", "topped", "exceeded", "climbed", "jumped",
];

/// Verbs for what is done to people by somebody who is no part of them.
const TREATED: [&str; 18] = [
    "fined",
    "charged",
    "charge",
    "questioned",
    "question",
    "interviewed",
    "freed",
    "released",
    "jailed",
    "deported",
    "hired",
    "dismissed",
    "sacked",
    "suspended",
    "expelled",
    "fines",
    "frees",
    "charges",
];

impl Finder<'_, '_> {
    /// “a deposit of | 400,000”, “149 lei all summer, | 219 on Friday”: the money of which the text speaks.
    pub(super) fn more_money(&self, side: &Side, found: &[Found]) -> Option<Unit> {
        let (start, end) = (side.start, side.end);
        let value = side.numeral.value.as_ref()?;
        let hundreds = side.scale > 0 || value.integer().is_none_or(|value| value >= 100);
        let thousands = side.scale > 0 || value.integer().is_some_and(|value| value >= 10_000);
        let sentence = self.sentence(start);
        let from = start.saturating_sub(NEAR).max(sentence.start);
        let paid = hundreds && (from..start).any(|at| self.is_any(at, &PAID));
        let given = thousands
            && ((from..start).any(|at| self.is_any(at, &GIVEN)) || (end..end + 1).any(|at| self.is_any(at, &GIVEN)));
        if !(paid || given) || !side.numeral.digits && side.scale == 0 {
            return None;
        }
        // A number of something else between takes what follows to itself.
        let last = found.iter().rev().take(RECENT).find(|amount| amount.kind != AmountKind::Percent)?;
        let near = last.kind == AmountKind::Money && last.tokens.end + TOLD > start;
        last.unit.clone().filter(|_| near)
    }

    /// “from | 2.2 to 2.1 percent”: what stands behind the second figure measures the first too.
    pub(super) fn mark_of_next(&self, side: &Side) -> Option<Mark> {
        let change = self.is_behind(side.start, &["from"]) && self.is(side.end, "to");
        let next =
            self.side(side.end + 1).filter(|next| change && !next.signed && next.numeral.form == Form::Cardinal)?;
        next.mark.filter(|mark| mark.kind == AmountKind::Percent)
    }

    /// “57 had defects and | 12 could not be found”: what the number before counted that was a subject too.
    pub(super) fn subject_before<'f>(&self, side: &Side, found: &'f [Found]) -> Option<&'f Found> {
        let sentence = self.sentence(side.start);
        let goes_on = self.is_behind(side.start, &["and", ",", ";", "but", "while"]);
        let before = found.last().filter(|_| goes_on && self.is_before_verb(side.end))?;
        let counts = before.kind == AmountKind::Count && before.tokens.start >= sentence.start;
        (counts && self.is_before_verb(before.tokens.end)).then_some(before)
    }

    /// Whether a finite verb stands here.
    fn is_before_verb(&self, at: usize) -> bool {
        let finite = |at: usize| {
            self.token(at).is_some_and(|token| matches!(token.tag().penn, Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md))
        };
        finite(at) || self.token(at).is_some_and(|token| token.tag().penn == Penn::Rb) && finite(at + 1)
    }

    /// The verb of which a bare number is the object, and the noun that is its subject where it stands right before:
    /// “The | courts | fined 63 of them”. The number counts something else.
    pub(super) fn subject_of_object(&self, start: usize) -> Option<(usize, usize)> {
        let tag = |at: usize| self.token(at).map(|token| token.tag().penn);
        let passes = |at: usize, words: &[&str]| matches!(tag(at), Some(Penn::Rb)) || self.is_any(at, words);
        let back =
            |from: usize, words: &[&str]| (from.saturating_sub(BETWEEN)..from).rev().find(|at| !passes(*at, words));
        let verb = back(start, &["up", "about", "some", "nearly"])?;
        let acts = matches!(tag(verb), Some(Penn::Vbd | Penn::Vbp | Penn::Vbz | Penn::Vbn));
        if !acts || self.is_any(verb, &COUNTED) {
            return None;
        }
        let at = back(verb, &["have", "has", "had"])?;
        let noun = self.token(at)?.tag().is_noun() && self.sentence(start).contains(&at);
        noun.then_some((verb, at))
    }

    /// The people of whom a bare number tells what was done to them: “The courts fined 63 of them”.
    pub(super) fn treated(&self, start: usize) -> Option<Range<usize>> {
        let (verb, subject) = self.subject_of_object(start)?;
        if !self.is_any(verb, &TREATED) {
            return None;
        }
        let first = subject.saturating_sub(MEMORY / 2);
        let people =
            |at: &usize| self.token(*at).is_some_and(|token| token.tag().penn == Penn::Nns) && self.is_person_noun(*at);
        (first..subject).rev().find(people).map(|at| at..at + 1)
    }

    /// Who “two others” are beside: those counted in the sentence, or the one person of whom it tells.
    pub(super) fn others(&self, side: &Side, found: &[Found]) -> Option<Unit> {
        if let Some(amount) = self.earlier(side, found).next() {
            return amount.unit.clone();
        }
        let sentence = self.sentence(side.start);
        let one = (sentence.start..side.start).rev().take(MEMORY / 4).find(|at| {
            let article = |at: usize| self.is_any(at, &["a", "an", "another", "one"]);
            let near = (at.saturating_sub(3).max(sentence.start)..*at).any(article);
            near && self.token(*at).is_some_and(|token| token.tag().penn == Penn::Nn) && self.is_person_noun(*at)
        });
        one.map(|at| Unit::Words(at..at + 1))
    }
}
