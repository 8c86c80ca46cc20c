//! Numbers, and what is written into one with them.
//!
//! Rule: `1,000.5`, `9:30`, `9/11`, `2024-03-06`, `713-555-0100`, `1990s` and `’90s` are one token, units (`3|pm`,
//! `5|km`, `4|bn`) one more. A comma belongs to a number only where it divides thousands (or lakhs): `13|,|14`.

use super::letters::{MONEY_SIGNS, UNITS, is_word_char};
use super::tokens::Scanner;
use crate::extract::document::TokenKind;

/// The longest number with commas that is believed, in bytes: a bound to what is looked at twice.
const LONGEST: usize = 40;

impl Scanner<'_> {
    /// Takes the number that begins here, and its unit.
    pub(super) fn number(&mut self) {
        let mut end = match self.dated() {
            Some(end) => end,
            None => self.decimal(),
        };
        let letters = self.run_word(end);
        let suffix = &self.text[end..letters];
        let is_clock = matches!(suffix, "a" | "p") && self.text[letters..].starts_with(".m");
        // `115USD`
        let is_code = suffix.len() == 3 && suffix.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_clock || is_code || UNITS.iter().any(|unit| suffix.eq_ignore_ascii_case(unit)) {
            self.push(end, TokenKind::Number);
            if !is_clock {
                self.push(letters, TokenKind::Word);
            }
            return;
        }
        end = letters;
        // `the 1930’s`
        if suffix.is_empty() && self.text[..end].ends_with('0') {
            end = self.plural(end).unwrap_or(end);
        }
        self.push(end, TokenKind::Number);
    }

    /// The end of the letters that stand for money before the digits here: `R90,000`, `RM1.3bn`. A single letter is
    /// believed before what is long enough for a sum: `N95` is a mask.
    pub(super) fn money_sign(&self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let sign = MONEY_SIGNS
            .iter()
            .find(|sign| rest.strip_prefix(**sign).is_some_and(|sum| sum.starts_with(|c: char| c.is_ascii_digit())))?;
        let begin = self.at + sign.len();
        let end = self.digits(begin);
        let goes_on = self.char_at(end).is_some_and(|c| matches!(c, ',' | '.')) && self.digits(end + 1) > end + 1;
        let scale = &self.text[end..self.run_word(end)];
        let scaled = ["m", "bn", "k", "tn"].contains(&scale)
            || self.text[end..].starts_with(" million")
            || self.text[end..].starts_with(" billion");
        let ends = scale.is_empty() || scaled;
        (ends && (sign.len() > 1 || end - begin > 2 || goes_on || scaled)).then_some(begin)
    }

    /// The end of `’s` at `at`.
    fn plural(&self, at: usize) -> Option<usize> {
        let apostrophe = self.char_at(at).filter(|c| matches!(c, '\'' | '’'))?;
        let end = at + apostrophe.len_utf8() + 1;
        (self.text.get(end - 1..end) == Some("s") && !self.char_at(end).is_some_and(is_word_char)).then_some(end)
    }

    fn digits(&self, at: usize) -> usize {
        at + self.text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// The end of `1,000.5` or `9:30`.
    fn decimal(&self) -> usize {
        let mut end = self.thousands().unwrap_or_else(|| self.digits(self.at));
        while self.char_at(end).is_some_and(|c| matches!(c, '.' | ':')) {
            let next = self.digits(end + 1);
            if next == end + 1 {
                break;
            }
            end = next;
        }
        end
    }

    /// The end of `1,000,000` or `10,00,000`.
    fn thousands(&self) -> Option<usize> {
        let first = self.digits(self.at);
        let (mut end, mut group) = (first, 0);
        if first - self.at > 3 {
            return None;
        }
        while self.char_at(end) == Some(',') && end - self.at < LONGEST {
            let next = self.digits(end + 1);
            let length = next - end - 1;
            if !(2..=3).contains(&length) {
                break;
            }
            (end, group) = (next, length);
        }
        (group == 3).then_some(end)
    }

    /// The end of `9/11`, `03/06/2024`, `2024-03-06` or a telephone number.
    fn dated(&self) -> Option<usize> {
        const MOST: usize = 5;
        let mut end = self.digits(self.at);
        let mark = self.char_at(end).filter(|c| matches!(c, '/' | '-') && self.char_before(self.at) != Some(*c))?;
        let mut lengths = [end - self.at, 0, 0, 0, 0];
        let mut parts = 1;
        while self.char_at(end) == Some(mark) && parts < MOST {
            let next = self.digits(end + 1);
            lengths[parts] = next - end - 1;
            if lengths[parts] == 0 || lengths[parts] > 4 {
                return None;
            }
            (end, parts) = (next, parts + 1);
        }
        let after = self.char_at(end);
        if after == Some(mark) || after.is_some_and(is_word_char) {
            return None;
        }
        let fits = match (mark, parts) {
            ('/', 2 | 3) => lengths[0] <= 4 && lengths[1] <= 2,
            ('-', 2) => lengths[..2] == [3, 4],
            ('-', 3 | 4) => lengths[0] <= 4,
            _ => false,
        };
        fits.then_some(end)
    }

    /// The end of `’90s` or `’72`, where the apostrophe stands for the century. A straight mark before two digits may
    /// open a quotation, and is believed only before a decade.
    pub(super) fn short_year(&self, apostrophe: char) -> Option<usize> {
        let after = self.at + apostrophe.len_utf8();
        let digits = self.digits(after);
        let end = if self.char_at(digits) == Some('s') { digits + 1 } else { digits };
        let is_year = digits == after + 2 && !self.char_at(end).is_some_and(is_word_char);
        (is_year && (self.spaced || self.at == 0) && (apostrophe == '’' || end > digits)).then_some(end)
    }

    /// The end of `.203`.
    pub(super) fn fraction(&self) -> Option<usize> {
        let end = self.digits(self.at + 1);
        (self.spaced && end > self.at + 1 && !self.char_at(end).is_some_and(is_word_char)).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::annotate::tokens;
    use crate::extract::document::Document;
    use crate::extract::lexicon::Lexicon;
    use crate::interrupt::Interrupt;

    fn split(text: &str) -> String {
        let mut document = Document::new(text, false);
        tokens::annotate(&mut document, &Lexicon::new(), &Interrupt::never()).unwrap();
        document.tokens().map(|token| token.text()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn numbers_stay_whole() {
        for text in
            ["1,000,000.50", "10,00,000", "9:30", "9/11", "03/06/2024", "2024-03-06", "713-555-0100", "555-0100"]
        {
            assert_eq!(split(text), text);
        }
        assert_eq!(split("the 1930’s, the 1930s, 3rd and .203"), "the|1930’s|,|the|1930s|,|3rd|and|.203");
    }

    #[test]
    fn lists_scores_and_ranges_are_cut() {
        assert_eq!(split("13,14 or 1,2,3 or 12,34,"), "13|,|14|or|1|,|2|,|3|or|12|,|34|,");
        assert_eq!(split("2-1 in 2020-21, 2003-2007"), "2|-|1|in|2020|-|21|,|2003|-|2007");
        assert_eq!(split("1/2/3/4/5/6"), "1|/|2|/|3|/|4|/|5|/|6");
    }

    #[test]
    fn units_are_words() {
        assert_eq!(split("3pm, 5km, 4bn, 47p, 3p.m. and 12's"), "3|pm|,|5|km|,|4|bn|,|47|p|,|3|p.m.|and|12|'s");
    }
}
