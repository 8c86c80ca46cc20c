//! Numbers that one token writes in digits.

use super::ratio::Ratio;
use crate::record::Decimal;

/// The greatest power of ten that is written out: a hundred of these digits would fill no article.
const HIGHEST_POWER: u32 = 400;

/// The number that a token's digits say: `1,000.5`, `12,34,567.89`, `.203`, `1.3e6`, `2½`, `3/4`; none for `9:30`,
/// `2024-03-06`, `3rd` or `1990s`.
#[must_use]
pub fn number(text: &str) -> Option<Ratio> {
    if let Some((one, two)) = text.split_once('/') {
        return fraction(one, two);
    }
    if let Some((whole, part)) = vulgar(text) {
        return if whole.is_empty() { Some(part) } else { Some(Ratio::from(plain(whole)?).plus(&part)?) };
    }
    let power = text.find(['e', 'E']).and_then(|at| Some((&text[..at], text[at + 1..].parse::<u32>().ok()?)));
    match power {
        Some((digits, power)) if power <= HIGHEST_POWER => {
            Some(Ratio::from(plain(digits)?.scaled(usize::try_from(power).ok()?)))
        }
        Some(_) => None,
        None => plain(text).map(Ratio::from),
    }
}

/// Digits with separators, in the English way or the Indian.
#[must_use]
pub fn plain(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !whole.contains(',') && !whole.is_empty() {
        return text.parse().ok();
    }
    if whole.is_empty() {
        // A stop alone, and no text at all, are no numbers.
        text.strip_prefix('.').filter(|digits| !digits.is_empty())?;
        return format!("0.{fraction}").parse().ok();
    }
    let groups_fit = whole.rsplit(',').enumerate().all(|(place, group)| match place {
        0 => group.len() == 3,
        _ => (1..=3).contains(&group.len()),
    });
    let digits: String = whole.chars().filter(|c| *c != ',').collect();
    groups_fit.then(|| format!("{digits}.{fraction}").parse().ok()).flatten()
}

/// The number of an ordinal: `21st`.
#[must_use]
pub fn ordinal(text: &str) -> Option<Decimal> {
    let cut = text.find(|c: char| !c.is_ascii_digit() && c != ',')?;
    matches!(&text[cut..], "st" | "nd" | "rd" | "th" | "ST" | "ND" | "RD" | "TH").then(|| plain(&text[..cut])).flatten()
}

/// `3/4`; a greater one is a date (`9/11`) or a score.
fn fraction(one: &str, two: &str) -> Option<Ratio> {
    let short = |text: &str| (text.len() <= 3).then(|| text.parse::<u64>().ok()).flatten();
    let (numerator, denominator) = (short(one)?, short(two)?);
    Ratio::new(Decimal::from(numerator), denominator)
}

/// The digits before a character such as `½`, and its number.
fn vulgar(text: &str) -> Option<(&str, Ratio)> {
    let mut chars = text.chars();
    let (numerator, denominator) = match chars.next_back()? {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    };
    Some((chars.as_str(), Ratio::new(Decimal::from(numerator), denominator)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Option<String> {
        number(text)?.decimal().map(|decimal| decimal.to_string())
    }

    #[test]
    fn separators_are_read_where_they_divide_thousands_or_lakhs() {
        for (text, value) in [
            ("1,000.50", "1000.5"),
            ("12,34,567.89", "1234567.89"),
            (".203", "0.203"),
            ("4.800", "4.8"),
            ("0000", "0"),
            ("2½", "2.5"),
            ("⅜", "0.375"),
            ("3/4", "0.75"),
            ("1.3e6", "1300000"),
        ] {
            assert_eq!(exact(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_more_or_other_than_a_number_is_none() {
        for text in ["9:30", "2024-03-06", "3rd", "1990s", "1,00", "1,", "5.", "5G", "1/0", "1e9999", "1.2.3", "", "½½"]
        {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(exact("1/3"), None);
        assert_eq!(ordinal("1,001st").map(|number| number.to_string()).as_deref(), Some("1001"));
        assert_eq!(ordinal("1990s"), None);
    }

    #[test]
    fn a_megabyte_of_digits_stays_exact() {
        let digits = "9".repeat(1_000_000);
        assert_eq!(exact(&digits), Some(digits));
    }
}
