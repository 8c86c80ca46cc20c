//! Two numbers that are one amount, or none: “between £4m and £6m”, `A$3bn–4bn`, “three or four plants”; `3-0`.
//!
//! Rule: the upper number is greater, and both have one unit. “from 5% to 15%” is a change, two amounts; “ranging from”
//! is not.

use super::marks::Side;
use super::{Finder, Found, Step, Unit, held};
use crate::extract::facts::numerals::Form;
use crate::record::{AmountKind, AmountQualifier};

/// How two numbers are linked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Between,
    To,
    Dash,
    Or,
}

impl Finder<'_, '_> {
    /// The range that begins with a number; a score is skipped.
    pub(super) fn range_or_score(&self, first: &Side, found: &[Found]) -> Option<Step> {
        if first.numeral.form != Form::Cardinal {
            return None;
        }
        let (link, at) = self.link(first)?;
        let second = self.side(at).filter(|second| second.numeral.form == Form::Cardinal)?;
        let same = match (first.mark, second.mark) {
            (None, _) => true,
            (Some(one), Some(two)) => one.kind == two.kind && one.unit == two.unit,
            (Some(_), None) => first.signed,
        };
        let votes = self.is_of_votes(first.start);
        let bare = first.mark.is_none() && second.mark.is_none();
        if link == Link::Dash && bare && !votes && self.noun_phrase(second.end, true).is_none() {
            return Some(Step::Skip(second.end));
        }
        if !same || bare && votes {
            return None;
        }
        let low = first.value.as_ref()?;
        let high = second.value.as_ref()?;
        // `$3–4 billion`: the scale is said once.
        let scaled = low.scaled(second.scale);
        let low = if first.scale == 0 && second.scale > 0 && scaled.is_less(high) { scaled } else { low.clone() };
        let likely = low.is_less(high)
            && match link {
                Link::Between | Link::Dash => true,
                Link::To => {
                    !self.is_change(first.start)
                        && (!self.is_behind(first.start, &["by"]) || high.is_less(&low.times(&3.into())))
                }
                Link::Or => !high.is_less(&low) && first.mark.is_none() && !second.numeral.digits,
            };
        if !likely {
            return None;
        }
        let mark = second.mark.or(first.mark);
        let (kind, unit, end) = match mark {
            Some(mark) => (mark.kind, mark.unit.map(Unit::Named), second.end),
            None if self.refused(&second).is_some() => return Some(Step::Skip(second.end)),
            None => self.counted(&second, found).unwrap_or((AmountKind::Count, None, second.end)),
        };
        let start = if link == Link::Between { first.start - 1 } else { first.start };
        let amount = Found {
            tokens: start..end,
            kind,
            value: held(Some(&low)),
            value_max: held(Some(high)),
            unit,
            qualifier: Some(AmountQualifier::Range),
        };
        Some(Step::Amount(amount, end))
    }

    /// The link behind a number, and where the second number begins.
    fn link(&self, first: &Side) -> Option<(Link, usize)> {
        let token = self.token(first.end)?;
        let link = match token.text() {
            "and" if self.is_behind(first.start, &["between"]) => Link::Between,
            "to" => Link::To,
            "-" | "–" | "—" | "‑" if !token.is_spaced() && self.glued(first.end + 1).is_some() => Link::Dash,
            "or" => Link::Or,
            _ => return None,
        };
        Some((link, first.end + 1))
    }

    /// Whether a number begins the way from one figure to another.
    fn is_change(&self, start: usize) -> bool {
        let from = self.is_behind(start, &["from"]);
        let range = ["ranging", "range", "ranged", "ranges", "anywhere"];
        let moved = self.document.before(start).is_some_and(|before| before.tag().is_verb());
        from && !self.is_behind(start - 1, &range) || moved
    }

    /// Whether the numbers of this sentence are votes for and against, as far as it has been read.
    pub(super) fn is_of_votes(&self, at: usize) -> bool {
        let words = [
            "vote", "votes", "voted", "voting", "ballot", "polled", "margin", "approved", "passed", "carried",
            "adopted", "rejected", "lost",
        ];
        let sentence = self.sentence(at);
        (sentence.start..at).rev().take(12).any(|index| self.is_any(index, &words))
    }
}
