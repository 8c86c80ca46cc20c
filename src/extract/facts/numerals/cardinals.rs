//! Cardinals and ordinals, in digits, in words and in both: “3 hundred and 21”, “two and a half million”.
//!
//! A number is a row of groups, each with its scale: `[9] million, [4] hundred thousand, [20]`. A group is digits, or
//! words below a thousand. Scales fall from group to group, so that the row is short. Ordinals hold no fractions, and
//! fractions within a number only small numbers: nothing here reads what holds itself.

use super::words::{Ending, Kind, abbreviated_scale};
use super::{Ratio, Reader, digits};
use crate::extract::document::TokenKind;
use crate::record::Decimal;

/// A number, and how it was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its value.
    pub value: Ratio,
    /// One past its last token.
    pub end: usize,
    /// The power of ten of its last scale.
    pub(super) scale: u64,
    /// How its last word ends.
    ending: Ending,
    /// Whether it is digits so far.
    in_digits: bool,
}

/// Whether the last word may be an ordinal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Cardinal,
    Ordinal,
}

impl Reading {
    /// Whether its last word is the name of parts: “fifths”.
    pub(super) fn is_parts(&self) -> bool {
        self.ending == Ending::Parts
    }
}

/// The most scales in a row: “lakh crore”, “million million”.
const MOST_SCALES: usize = 3;
/// The most groups of digits that spaces divide.
pub(super) const MOST_GROUPS: usize = 12;

impl Reader<'_, '_> {
    /// The cardinal number that begins here.
    pub(super) fn cardinal(&self, start: usize) -> Option<Reading> {
        self.row(start, Want::Cardinal)
    }

    /// The ordinal that begins here: “twenty-first”, “two hundredth”, `21st`.
    pub(super) fn ordinal(&self, start: usize) -> Option<(Ratio, usize)> {
        self.ordinal_or_parts(start)
            .filter(|reading| reading.ending == Ending::Ordinal)
            .map(|found| (found.value, found.end))
    }

    /// The same, or the name of parts: “fifths”.
    pub(super) fn ordinal_or_parts(&self, start: usize) -> Option<Reading> {
        let token = self.token(start)?;
        if token.kind() == TokenKind::Number
            && let Some(number) = digits::ordinal(token.text())
        {
            let value = Ratio::from(number);
            return Some(Reading { value, end: start + 1, scale: 0, ending: Ending::Ordinal, in_digits: true });
        }
        // “a | trillionth”, “fifty-four | hundredths”
        let large = self.word(start).filter(|word| matches!(word.ending, Ending::Ordinal | Ending::Parts));
        if let Some(word) = large.filter(|word| matches!(word.kind, Kind::Hundred | Kind::Scale)) {
            let power = if word.kind == Kind::Hundred { 2 } else { word.value };
            let value = Ratio::from(1).scaled(power);
            return Some(Reading { value, end: start + 1, scale: 0, ending: word.ending, in_digits: false });
        }
        self.row(start, Want::Ordinal).filter(|found| matches!(found.ending, Ending::Ordinal | Ending::Parts))
    }

    fn row(&self, start: usize, want: Want) -> Option<Reading> {
        let mut row = self.scaled_group(start, want)?;
        let digits = row.in_digits || self.token(start).is_some_and(|token| token.kind() == TokenKind::Number);
        while row.ending == Ending::Cardinal && row.scale > 2 {
            let linked = self.is(row.end, "and");
            let next = row.end + usize::from(linked);
            if linked
                && want == Want::Cardinal
                && let Some((part, end)) = self.small_fraction(next)
            {
                // “two million and a half”, “one billion and three quarters million”
                let (scale, end) = self.scales(end, row.scale).unwrap_or((row.scale, end));
                row = Reading { value: row.value.plus(&part.scaled(scale))?, end, scale: 0, ..row };
                break;
            }
            let Some(group) = self.scaled_group(next, want).filter(|group| self.follows(&row, group, linked, digits))
            else {
                break;
            };
            row = Reading { value: row.value.plus(&group.value)?, in_digits: false, ..group };
        }
        Some(row)
    }

    /// Whether a group goes on with the number before it; `digits` says that the number begins with digits.
    fn follows(&self, row: &Reading, group: &Reading, linked: bool, digits: bool) -> bool {
        let smaller = group.value.decimal().is_some_and(|value| {
            value.whole_digits() <= usize::try_from(row.scale).unwrap_or(usize::MAX) && !value.as_str().starts_with('-')
        });
        let spelled_low = !group.in_digits && group.value.decimal().is_some_and(|value| value.whole_digits() < 3);
        smaller
            && match (linked, group.in_digits) {
                // “3 thousand and 21”, but not “3 million and 21”: those are two numbers, more often than not.
                (true, true) => row.scale == 3,
                (true, false) => row.scale == 3 || !spelled_low,
                // `4 thousand 3 hundred`
                (false, true) => group.scale > 0,
                // “11,900 crore nine months earlier” are two numbers.
                (false, false) => !(digits && spelled_low),
            }
    }

    /// A group and its scale.
    fn scaled_group(&self, start: usize, want: Want) -> Option<Reading> {
        let mut group = self.group(start, want)?;
        if group.ending != Ending::Cardinal {
            return Some(group);
        }
        if let Some((scale, end)) = self.scales(group.end, u64::MAX) {
            return Some(Reading { value: group.value.scaled(scale), end, scale, in_digits: false, ..group });
        }
        let last = self.word(group.end).filter(|_| want == Want::Ordinal && !group.in_digits);
        if let Some(word) = last.filter(|word| word.kind == Kind::Scale && word.ending != Ending::Plural) {
            group.value = group.value.scaled(word.value);
            return Some(Reading { end: group.end + 1, scale: word.value, ending: word.ending, ..group });
        }
        let dozen = self.word(group.end).filter(|word| word.kind == Kind::Dozen && word.ending != Ending::Ordinal);
        if let Some(word) = dozen {
            group.value = group.value.times(&Decimal::from(word.value));
            return Some(Reading { end: group.end + 1, scale: 0, in_digits: false, ..group });
        }
        Some(group)
    }

    /// The scales that stand here, together below `ceiling`.
    fn scales(&self, start: usize, ceiling: u64) -> Option<(u64, usize)> {
        let (mut at, mut power) = (start, 0);
        while at < start + MOST_SCALES {
            // `640-million-franc`
            let hyphen = usize::from(at == start && self.glued(at).is_some_and(|token| token.is("-")));
            if hyphen > 0 && self.glued(at + 1).is_none() {
                break;
            }
            let Some(token) = self.token(at + hyphen) else { break };
            let word = self.cardinal_word(at + hyphen).filter(|word| word.kind == Kind::Scale).map(|word| word.value);
            let short = || abbreviated_scale(token.text()).filter(|_| self.may_be_abbreviated(at + hyphen));
            let Some(value) = word.or_else(short).filter(|value| power + value < ceiling) else { break };
            power += value;
            at += hyphen + 1;
            if word.is_none() {
                break;
            }
        }
        (at > start).then_some((power, at))
    }

    /// Whether letters behind digits may be a scale: `3bn`, `Rs 2 cr`. A single letter has to touch the digits.
    fn may_be_abbreviated(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.token(before));
        let after_digits = before.is_some_and(|before| before.kind() == TokenKind::Number);
        after_digits && self.token(at).is_some_and(|token| !token.is_spaced() || token.text().len() > 1)
    }

    fn group(&self, start: usize, want: Want) -> Option<Reading> {
        if want == Want::Cardinal
            && let Some((part, end)) = self.part_of_scale(start)
        {
            return Some(Reading { value: part, end, scale: 0, ending: Ending::Cardinal, in_digits: false });
        }
        let mut group = if let Some((value, end)) = self.digits(start) {
            Reading { value, end, scale: 0, ending: Ending::Cardinal, in_digits: true }
        } else if self.is_article(start) {
            let next =
                self.word(start + 1).filter(|word| matches!(word.kind, Kind::Hundred | Kind::Scale | Kind::Dozen));
            next.filter(|word| word.ending == Ending::Cardinal)?;
            Reading { value: Ratio::from(1), end: start + 1, scale: 0, ending: Ending::Cardinal, in_digits: false }
        } else {
            self.below_hundred(start, want)?
        };
        if group.ending != Ending::Cardinal {
            return Some(group);
        }
        self.hundreds(&mut group, want);
        if group.ending == Ending::Cardinal {
            self.behind_point(&mut group);
            if want == Want::Cardinal
                && self.is(group.end, "and")
                && let Some((part, end)) = self.small_fraction(group.end + 1)
            {
                group.value = group.value.plus(&part)?;
                group.end = end;
            }
        }
        Some(group)
    }

    /// “three hundred and twenty”, from the “hundred” on.
    fn hundreds(&self, group: &mut Reading, want: Want) {
        let hundred = self.word(group.end).filter(|word| word.kind == Kind::Hundred);
        let Some(word) = hundred.filter(|word| match word.ending {
            Ending::Cardinal => true,
            // “two out of five hundreds”
            Ending::Plural => !group.in_digits,
            Ending::Ordinal | Ending::Parts => want == Want::Ordinal && !group.in_digits,
        }) else {
            return;
        };
        let is_small = group.value.decimal().is_some_and(|value| value.whole_digits() < 4);
        if !is_small {
            return;
        }
        let counted = Reading {
            value: group.value.times(&Decimal::from(100)),
            end: group.end + 1,
            scale: 2,
            in_digits: false,
            ..group.clone()
        };
        *group = match word.ending {
            Ending::Ordinal | Ending::Parts => Reading { ending: word.ending, ..counted },
            Ending::Cardinal | Ending::Plural => counted,
        };
        if group.ending != Ending::Cardinal {
            return;
        }
        let linked = self.is(group.end, "and");
        let next = group.end + usize::from(linked);
        if want == Want::Cardinal && linked && self.small_fraction(next).is_some() {
            return;
        }
        let rest = self.below_hundred(next, want).or_else(|| {
            self.small(next).filter(|(value, _)| linked && value.integer() != Some(0)).map(|(value, end)| Reading {
                value,
                end,
                scale: 0,
                ending: Ending::Cardinal,
                in_digits: true,
            })
        });
        let Some(rest) = rest.filter(|rest| {
            // “3 hundred and 2 hundred” are two numbers, “one hundred thirty-fifths” are a hundred parts of 35.
            let again = self.word(rest.end).is_some_and(|word| word.kind == Kind::Hundred);
            !again && !self.is_tens_of_parts(next)
        }) else {
            return;
        };
        // “three hundred and two dozen”
        let dozen = self.word(rest.end).filter(|word| word.kind == Kind::Dozen && linked);
        let (value, end) = match dozen {
            Some(word) => (rest.value.times(&Decimal::from(word.value)), rest.end + 1),
            None => (rest.value, rest.end),
        };
        if let Some(value) = group.value.plus(&value) {
            *group = Reading { value, end, ending: rest.ending, ..group.clone() };
        }
    }

    /// “thirty-fifths”
    fn is_tens_of_parts(&self, at: usize) -> bool {
        let tens = self.cardinal_word(at).is_some_and(|word| word.kind == Kind::Tens);
        let next = at + 1 + usize::from(self.is(at + 1, "-"));
        tens && self.word(next).is_some_and(|word| word.kind == Kind::Unit && word.ending == Ending::Parts)
    }

    /// “point zero three”, “point seventy-one”
    fn behind_point(&self, group: &mut Reading) {
        if !self.is(group.end, "point") || group.in_digits {
            return;
        }
        let mut digits = String::new();
        let mut at = group.end + 1;
        while let Some(word) = self.below_hundred(at, Want::Cardinal).filter(|_| digits.len() < MOST_GROUPS) {
            let Some(value) = word.value.integer() else { break };
            digits.push_str(&value.to_string());
            at = word.end;
        }
        let fraction = format!("0.{digits}").parse().ok().filter(|_| !digits.is_empty());
        if let Some(value) = fraction.and_then(|fraction: Decimal| group.value.plus(&Ratio::from(fraction))) {
            (group.value, group.end) = (value, at);
        }
    }

    /// A number below a hundred, in words or digits: what may count parts within a longer number.
    pub(super) fn small(&self, at: usize) -> Option<(Ratio, usize)> {
        let spelled = self.below_hundred(at, Want::Cardinal).map(|reading| (reading.value, reading.end));
        spelled.or_else(|| self.digits(at).filter(|(value, _)| value.integer().is_some_and(|value| value < 100)))
    }

    /// “seven”, “twenty-one”, “twenty-first”
    fn below_hundred(&self, at: usize, want: Want) -> Option<Reading> {
        let fits = |ending| match ending {
            Ending::Cardinal => true,
            Ending::Plural => false,
            Ending::Ordinal | Ending::Parts => want == Want::Ordinal,
        };
        let word = self.word(at).filter(|word| matches!(word.kind, Kind::Unit | Kind::Tens) && fits(word.ending))?;
        let alone =
            Reading { value: Ratio::from(word.value), end: at + 1, scale: 0, ending: word.ending, in_digits: false };
        if word.kind == Kind::Unit || word.ending != Ending::Cardinal {
            return Some(alone);
        }
        let hyphen = usize::from(self.is(at + 1, "-"));
        let unit = self
            .word(at + 1 + hyphen)
            .filter(|unit| unit.kind == Kind::Unit && (1..10).contains(&unit.value) && fits(unit.ending));
        Some(unit.map_or(alone.clone(), |unit| Reading {
            value: Ratio::from(word.value + unit.value),
            end: at + 2 + hyphen,
            ending: unit.ending,
            ..alone
        }))
    }

    /// A number in digits, with the fraction behind it: `1,000`, `10 1/2`, `500 000`.
    fn digits(&self, at: usize) -> Option<(Ratio, usize)> {
        let token = self.token(at)?;
        let is_digits = token.kind() == TokenKind::Number || token.is_word() && !token.text().is_ascii();
        let value = digits::number(token.text()).filter(|_| is_digits)?;
        if let Some(found) = self.spaced_groups(at) {
            return Some(found);
        }
        let is_whole = token.text().bytes().all(|byte| byte.is_ascii_digit());
        let part = self.token(at + 1).filter(|part| {
            is_whole && !part.text().starts_with(|c: char| c.is_ascii_digit() && !part.text().contains('/'))
        });
        let part = part.and_then(|part| digits::number(part.text()).filter(|_| !part.text().is_empty()));
        match part.filter(|part| part.decimal().is_none_or(|part| part.as_str().starts_with("0."))) {
            Some(part) => Some((value.plus(&part)?, at + 2)),
            None => Some((value, at + 1)),
        }
    }
}
