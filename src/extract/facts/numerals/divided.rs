//! Digits that are divided by spaces, or by points with a comma in their place.

use super::cardinals::MOST_GROUPS;
use super::{Ratio, Reader, digits};
use crate::extract::document::TokenKind;
use crate::extract::lexicon::Classes;

impl Reader<'_, '_> {
    /// `1 234 567.89` with spaces that do not break, or `500 000` with plain ones.
    pub(super) fn spaced_groups(&self, start: usize) -> Option<(Ratio, usize)> {
        let first = self.token(start)?;
        let is_group = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_group(first.text(), 1..=3) || first.text().starts_with('0') {
            return None;
        }
        let mut all = first.text().to_owned();
        let mut at = start + 1;
        while at < start + MOST_GROUPS && !all.contains('.') {
            let Some(next) = self.token(at).filter(|token| token.kind() == TokenKind::Number) else { break };
            let before = self.token(at - 1)?.span();
            let gap = self.document.text().get(before.end.get()..next.span().start.get())?;
            let whole = next.text().split('.').next().unwrap_or_default();
            let divides = matches!(gap, "\u{a0}" | "\u{2009}" | "\u{202f}") || gap == " " && self.may_be_divided(start);
            if !divides || !is_group(whole, 3..=3) {
                break;
            }
            all.push_str(next.text());
            at += 1;
        }
        (at > start + 1).then(|| Some((Ratio::from(digits::plain(&all)?), at))).flatten()
    }

    /// Whether plain spaces may divide the digits from here on, as in South Africa: not in a telephone number, and not
    /// behind the name of a month.
    fn may_be_divided(&self, start: usize) -> bool {
        let is_number = |at: usize| self.token(at).is_some_and(|token| token.kind() == TokenKind::Number);
        let is_group = |at: usize| self.token(at).is_some_and(|token| token.text().len() == 3);
        let end = (start + 1..start + MOST_GROUPS).find(|at| !is_number(*at)).unwrap_or(start);
        let whole = (start + 1..end).all(is_group);
        let before = self.document.before(start);
        let apart = before.is_none_or(|before| {
            before.kind() != TokenKind::Number && !before.is("+") && !before.has(Classes::CALENDAR)
        });
        whole && apart
    }

    /// `1,3` or `1.111,11`, where the comma stands for the point.
    pub(super) fn decimal_comma(&self, start: usize) -> Option<(Ratio, usize)> {
        let whole = self.token(start).filter(|token| token.kind() == TokenKind::Number)?;
        self.glued(start + 1).filter(|comma| comma.is(","))?;
        let is_number = |at| self.glued(at).is_some_and(|token| token.kind() == TokenKind::Number);
        let fraction = self.glued(start + 2).filter(|token| {
            (1..=2).contains(&token.text().len()) && token.text().bytes().all(|byte| byte.is_ascii_digit())
        })?;
        // A list goes on: `22,24,26`.
        let listed = self.glued(start + 3).is_some_and(|token| token.is(",")) && is_number(start + 4)
            || start > 1
                && self.token(start).is_some_and(|token| !token.is_spaced())
                && self.token(start - 1).is_some_and(|token| token.is(","));
        let mut groups = whole.text().split('.');
        let fits = groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
            && groups.all(|group| group.len() == 3)
            && whole.text().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if listed || !fits {
            return None;
        }
        let text = format!("{}.{}", whole.text().replace('.', ""), fraction.text());
        Some((Ratio::from(digits::plain(&text)?), start + 3))
    }
}
