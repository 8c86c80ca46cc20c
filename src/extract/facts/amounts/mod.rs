//! The amounts of an article: sums of money, percentages, measures, ages, counts.
//!
//! Rule: every cardinal that counts or measures is one, with the noun or unit that it counts; what only names or orders
//! (years, scores, page and telephone numbers, ordinals) is none (`refused`), and neither is a plain part of a whole.
//! Values are exact; a vague number has none, and neither has one beyond what a reader of JSON can hold. The unit of a
//! bare number is taken from what stands around it (`implied`), or is left open. An amount that the text repeats in
//! the same words is told once.

mod ages;
mod continued;
pub mod currency;
mod implied;
mod marks;
mod nouns;
mod qualifiers;
mod ranges;
mod refused;
mod shares;
pub mod tables;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::Range;

use super::entities::Entities;
use super::numerals::{self, Form, Numeral, Ratio};
use crate::extract::document::{Document, Token};
use crate::interrupt::{Interrupt, Interrupted};
use crate::knowledge::Knowledge;
use crate::record::{AmountKind, AmountQualifier, Decimal};

use currency::Home;
pub use currency::Origin;
use marks::Side;
use tables::Tables;

/// What an amount counts or measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A currency's code, a unit of measure, or a noun that the text leaves out.
    Named(&'static str),
    /// The words of the text that name what is counted.
    Words(Range<usize>),
}

/// An amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it measures.
    pub kind: AmountKind,
    /// Its value, the lower one of a range.
    pub value: Option<Decimal>,
    /// The upper value of a range.
    pub value_max: Option<Decimal>,
    /// What is counted or measured.
    pub unit: Option<Unit>,
    /// How exact the text says it is.
    pub qualifier: Option<AmountQualifier>,
}

/// The digits before the point that a number of JSON may have, so that every reader has a number for it.
const MOST_DIGITS: usize = 300;

/// What the finding of amounts reads.
#[derive(Debug)]
struct Finder<'a, 't> {
    document: &'a Document<'t>,
    knowledge: &'a Knowledge,
    tables: &'a Tables,
    home: Home,
    entities: &'a Entities,
}

/// What stands at a token.
enum Step {
    /// An amount, and one past the last token that was read.
    Amount(Found, usize),
    /// A number that is none, up to this token.
    Skip(usize),
}

/// The amounts of a document in text order. `taken` are tokens that other facts have, in text order: times.
///
/// # Errors
/// [`Interrupted`] when the article's time is over.
pub fn find(
    document: &Document<'_>,
    knowledge: &Knowledge,
    tables: &Tables,
    entities: &Entities,
    origin: Origin<'_>,
    taken: &[Range<usize>],
    interrupt: &Interrupt<'_>,
) -> Result<Vec<Found>, Interrupted> {
    let home = Home::new(document, knowledge, tables, entities, origin);
    let finder = Finder { document, knowledge, tables, home, entities };
    let mut found: Vec<Found> = Vec::new();
    let (mut at, mut steps, mut taken) = (0, 0_usize, taken.iter().peekable());
    while at < document.len() {
        if steps.is_multiple_of(256) {
            interrupt.check()?;
        }
        steps += 1;
        while taken.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = taken.peek().filter(|range| range.start <= at) {
            at = range.end;
            continue;
        }
        match finder.step(at, &found) {
            Some(Step::Amount(amount, end)) => {
                found.push(amount);
                at = end;
            }
            Some(Step::Skip(end)) => at = end,
            None => at += 1,
        }
    }
    Ok(distinct(document, found))
}

/// Each amount once, where it is told first.
fn distinct(document: &Document<'_>, found: Vec<Found>) -> Vec<Found> {
    let mut seen = HashSet::new();
    let words = |tokens: &Range<usize>| document.span_of(tokens.clone()).map_or("", |span| document.slice(span));
    let is_new = |amount: &Found| {
        let unit = match &amount.unit {
            Some(Unit::Named(name)) => *name,
            Some(Unit::Words(tokens)) => words(tokens),
            None => "",
        };
        // Capitals make no difference: headlines have more of them.
        seen.insert((words(&amount.tokens).to_lowercase(), unit.to_lowercase()))
    };
    let mut is_new = is_new;
    found.into_iter().filter(|amount| is_new(amount)).collect()
}

impl<'a, 't> Finder<'a, 't> {
    fn token(&self, at: usize) -> Option<Token<'a, 't>> {
        self.document.token(at)
    }

    fn text(&self, at: usize) -> &'t str {
        self.token(at).map_or("", |token| token.text())
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.document.is_any(at, &[word])
    }

    fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    /// Whether the token before this one is one of these words.
    fn is_behind(&self, at: usize, words: &[&str]) -> bool {
        at.checked_sub(1).is_some_and(|before| self.is_any(before, words))
    }

    /// A token that stands right behind the one before, without white space.
    fn glued(&self, at: usize) -> Option<Token<'a, 't>> {
        self.token(at).filter(|token| !token.is_spaced())
    }

    fn sentence(&self, at: usize) -> Range<usize> {
        self.document.sentence_of(at).map_or(at..at, |sentence| sentence.tokens())
    }

    fn sentence_end(&self, at: usize) -> usize {
        self.sentence(at.saturating_sub(1)).end
    }

    /// The numeral here; one with a decimal comma is left alone, since it may be two.
    fn numeral(&self, at: usize) -> Option<Numeral> {
        numerals::at(self.document, at).filter(|numeral| !numeral.comma)
    }

    fn step(&self, at: usize, found: &[Found]) -> Option<Step> {
        if let Some(step) = self.labelled_percent(at) {
            return Some(step);
        }
        let Some(side) = self.side(at) else {
            return numerals::at(self.document, at).map(|numeral| Step::Skip(numeral.tokens.end));
        };
        let bare = side.mark.is_none();
        if let Some(end) = self.refused(&side).filter(|_| bare) {
            return Some(Step::Skip(end));
        }
        if let Some(step) = self.range_or_score(&side, found) {
            return Some(step);
        }
        if let Some(mark) = side.mark {
            let unit = mark.unit.map(Unit::Named);
            return Some(self.amount(&side, side.end, mark.kind, unit));
        }
        if let Some(end) = self.bowling(&side) {
            return Some(Step::Skip(end));
        }
        let (kind, unit, end) = self.counted(&side, found)?;
        Some(self.amount(&side, end, kind, unit))
    }

    /// “Per cent of 210”, the whole of a table's cell.
    fn labelled_percent(&self, at: usize) -> Option<Step> {
        let label =
            if self.is(at, "percent") { 1 } else { 2 * usize::from(self.is(at, "per") && self.is(at + 1, "cent")) };
        if label == 0 || !self.is(at + label, "of") || !self.opens_paragraph(at) {
            return None;
        }
        let numeral = self.numeral(at + label + 1).filter(|numeral| numeral.form == Form::Cardinal)?;
        let end = numeral.tokens.end;
        if end < self.document.len() && !self.opens_paragraph(end) {
            return None;
        }
        let value = held(numeral.value.as_ref());
        let unit = Some(Unit::Named("percent"));
        let amount =
            Found { tokens: at..end, kind: AmountKind::Percent, value, value_max: None, unit, qualifier: None };
        Some(Step::Amount(amount, end))
    }

    fn amount(&self, side: &Side, end: usize, kind: AmountKind, unit: Option<Unit>) -> Step {
        let value = held(side.value.as_ref());
        let vague = side.numeral.form == Form::Vague;
        let qualifier = if vague { Some(AmountQualifier::Vague) } else { self.qualifier(side.start, end) };
        Step::Amount(Found { tokens: side.start..end, kind, value, value_max: None, unit, qualifier }, end)
    }
}

/// The value that a record holds.
fn held(value: Option<&Ratio>) -> Option<Decimal> {
    value?.decimal().filter(|value| value.whole_digits() <= MOST_DIGITS)
}
