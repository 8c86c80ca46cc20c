//! Parts of a whole: “a third”, “two fifths”, “three quarters”, “one in five”, “half”.

use super::cardinals::Reading;
use super::words::Kind;
use super::{Ratio, Reader};
use crate::extract::document::TokenKind;
use crate::record::Decimal;

/// The words for times after “one in three”, which then says when.
const SPANS: [&str; 10] =
    ["second", "seconds", "minutes", "hours", "days", "weeks", "months", "years", "decades", "day"];

impl Reader<'_, '_> {
    /// The part that begins here, and where it has ended.
    pub(super) fn fraction(&self, start: usize) -> Option<(Ratio, usize)> {
        self.small_fraction(start).or_else(|| {
            let numerator = self.cardinal(start)?;
            let (denominator, end) = self.denominator(numerator.end, numerator.value.integer()?)?;
            Some((numerator.value.divided(denominator)?, end))
        })
    }

    /// The same with a small number of parts: what stands within a longer number.
    pub(super) fn small_fraction(&self, start: usize) -> Option<(Ratio, usize)> {
        if self.is(start, "half") {
            return Some((Ratio::new(Decimal::from(1), 2)?, start + 1));
        }
        let (numerator, end) = if self.is_article(start) { (Ratio::from(1), start + 1) } else { self.small(start)? };
        let (denominator, end) = self.denominator(end, numerator.integer()?)?;
        Some((numerator.divided(denominator)?, end))
    }

    /// The name of the parts that `numerator` counts.
    fn denominator(&self, at: usize, numerator: u64) -> Option<(u64, usize)> {
        let hyphen = usize::from(numerator <= 10 && self.glued(at).is_some_and(|token| token.is("-")));
        let at = at + hyphen;
        for (one, several, parts) in [("half", "halves", 2), ("quarter", "quarters", 4)] {
            // “two quarters” are half a year.
            if self.is(at, one) && numerator == 1 || self.is(at, several) && (parts == 2 || numerator == 3) {
                return Some((parts, at + 1));
            }
        }
        let reading = self.ordinal_or_parts(at).filter(|reading| reading.is_parts() || numerator == 1)?;
        // “two seconds”, “a first”: no parts.
        let parts = reading.value.integer().filter(|parts| *parts > 2)?;
        Some((parts, reading.end))
    }

    /// The part that counts what stands behind it: “half a | million”, “three quarters of a | million”, “quarter |
    /// million”, “half a | dozen”.
    pub(super) fn part_of_scale(&self, start: usize) -> Option<(Ratio, usize)> {
        let (part, end) = if self.is(start, "quarter") {
            (Ratio::new(Decimal::from(1), 4)?, start + 1)
        } else if self.is(start, "half") || self.is_article(start) || self.is(start, "three") {
            self.small_fraction(start)?
        } else {
            return None;
        };
        let of = end + usize::from(self.is(end, "of"));
        let scale = of + usize::from(self.is_article(of));
        let counted = self.cardinal_word(scale)?;
        matches!(counted.kind, Kind::Hundred | Kind::Scale | Kind::Dozen).then_some((part, scale))
    }

    /// “one in five”, “two out of three”, `1 over 20`: from the number that has been read.
    pub(super) fn proportion(&self, first: &Reading) -> Option<(Ratio, usize)> {
        let words = match () {
            () if self.is(first.end, "in") || self.is(first.end, "over") => 1,
            () if self.is(first.end, "out") && self.is(first.end + 1, "of") => 2,
            () => return None,
        };
        let second = self.cardinal(first.end + words)?;
        let (numerator, denominator) = (first.value.integer()?, second.value.integer()?);
        let fits = if self.is(first.end, "over") {
            // “3 over 20” and no more: “5 million over three years” is a sum.
            self.token(second.end).is_none_or(|next| matches!(next.kind(), TokenKind::Stop))
        } else {
            let of_a_kind = numerator == 1 || self.is(first.end, "out") || matches!(denominator, 10 | 100 | 1000);
            let timed = self.token(second.end).is_some_and(|next| SPANS.contains(&next.text()));
            numerator < denominator && of_a_kind && !timed && !(1900..2100).contains(&denominator)
        };
        Some((first.value.divided(denominator)?, second.end)).filter(|_| fits)
    }
}
