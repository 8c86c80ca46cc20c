//! Numbers, currencies, percentages, dimensions and ages of Microsoft's Recognizers-Text (MIT), `timex/recognizers-*.json`.
//!
//! How a case is counted: it is right where as many results are found as it has, and each has the expected value, to
//! twelve digits, and unit, and shares its place with the expected one. For numbers the numeral grammar is measured, since
//! most cases are no sentences and much that is no amount counts there (`192.168.1.2`, “a fifth”): cardinals and parts,
//! without a numeral that touches a unit (`29km`) and without the pronoun “one” behind a determiner. For the others the
//! finder of amounts is measured, on the input as an article's text, with what it finds of that kind. A result without a
//! value (“dollars” alone) is no amount and is not expected, and neither is one that repeats another's words. A general unit (“Dollar”) is met by every currency of
//! that name, and by an open one; the spelling of units is that of British English on both sides.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::{Cases, cases};
use crate::article::Article;
use crate::extract::annotate::tokens;
use crate::extract::document::{Document, TokenKind};
use crate::extract::facts::numerals::{self, Form};
use crate::extract::lexicon::Lexicon;
use crate::extract::{Extract, Extractor};
use crate::interrupt::Interrupt;
use crate::knowledge::Knowledge;
use crate::record::{Amount, AmountKind};
use crate::train::ner_data::DataError;

/// A kind of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers, by the numeral grammar.
    Number,
    /// Sums of money.
    Currency,
    /// Percentages.
    Percent,
    /// Measures, ages left out.
    Dimension,
    /// Ages.
    Age,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Number, Self::Currency, Self::Percent, Self::Dimension, Self::Age];
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    input: String,
    results: Vec<Expected>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Expected {
    text: String,
    #[serde(default)]
    resolution: Resolution,
}

#[derive(Debug, Default, Deserialize)]
struct Resolution {
    value: Option<String>,
    unit: Option<String>,
    #[serde(rename = "isoCurrency")]
    currency: Option<String>,
}

/// What was found: its words, its value, its unit.
#[derive(Debug)]
struct Found {
    text: String,
    value: f64,
    unit: Option<String>,
}

fn value(expected: &Expected) -> Option<f64> {
    expected.resolution.value.as_ref()?.trim_end_matches('%').parse().ok()
}

/// What the cases are measured with.
#[derive(Debug)]
pub struct Tools<'e> {
    lexicon: Lexicon,
    knowledge: Arc<Knowledge>,
    extractor: &'e Extractor,
}

impl<'e> Tools<'e> {
    /// With this extractor.
    #[must_use]
    pub fn new(extractor: &'e Extractor) -> Self {
        Self { lexicon: Lexicon::new(), knowledge: Knowledge::shared(), extractor }
    }

    /// Measures one kind of cases; `data` is the folder that holds `timex/`.
    ///
    /// # Errors
    /// [`DataError`] where the file cannot be read or holds no cases.
    pub fn measure(&self, data: &Path, kind: Kind) -> Result<Cases, DataError> {
        let mut counted = Cases::default();
        for case in cases::<Case>(data, &format!("{kind:?}"))? {
            let mut expected: Vec<&Expected> = case.results.iter().filter(|result| value(result).is_some()).collect();
            if kind != Kind::Number {
                // A record tells an amount once.
                let mut told = HashSet::new();
                expected.retain(|result| told.insert(&result.text));
            }
            let found = self.find(&case.input, kind);
            let right = expected.len() == found.len()
                && expected.iter().zip(&found).all(|(expected, found)| self.agree(expected, found));
            counted.count(right, || {
                let expected: Vec<_> = expected.iter().map(|result| (&result.text, value(result))).collect();
                format!("{:?}: expected {expected:?}, found {found:?}", case.input)
            });
        }
        Ok(counted)
    }

    fn find(&self, text: &str, kind: Kind) -> Vec<Found> {
        if kind == Kind::Number {
            return self.numbers(text);
        }
        let article = Article::of_text(text);
        let record = self.extractor.extract(&article, &Interrupt::never());
        let amounts = record.map(|record| record.amounts).unwrap_or_default();
        amounts.into_iter().filter(|amount| of_kind(amount, kind)).filter_map(found).collect()
    }

    fn numbers(&self, text: &str) -> Vec<Found> {
        let mut document = Document::new(text, false);
        if tokens::annotate(&mut document, &self.lexicon, &Interrupt::never()).is_err() {
            return Vec::new();
        }
        let (mut at, mut found) = (0, Vec::new());
        while at < document.len() {
            let Some(numeral) = numerals::at(&document, at) else {
                at += 1;
                continue;
            };
            at = numeral.tokens.end;
            let unit = document.token(at).is_some_and(|next| !next.is_spaced() && next.kind() == TokenKind::Word);
            let determined = document.before(numeral.tokens.start).is_some_and(|word| {
                ["the", "that"].iter().any(|determiner| word.text().eq_ignore_ascii_case(determiner))
            });
            let pronoun = determined && numeral.integer() == Some(1) && !numeral.digits;
            let fits = matches!(numeral.form, Form::Cardinal | Form::Fraction) && !unit && !pronoun;
            let words = document.span_of(numeral.tokens.clone()).map(|span| document.slice(span).to_owned());
            if let (true, Some(ratio), Some(text)) = (fits, numeral.value, words) {
                found.push(Found { text, value: quotient(&ratio), unit: None });
            }
        }
        found
    }

    fn agree(&self, expected: &Expected, found: &Found) -> bool {
        let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let (one, two) = (fold(&expected.text), fold(&found.text));
        let place = one.contains(&two) || two.contains(&one);
        let value = value(expected).unwrap_or(f64::NAN);
        let close = (found.value - value).abs() <= value.abs() * 1e-12;
        place && close && self.same_unit(&expected.resolution, found.unit.as_deref())
    }

    fn same_unit(&self, expected: &Resolution, found: Option<&str>) -> bool {
        if let Some(code) = &expected.currency {
            return found == Some(code);
        }
        let (Some(expected), Some(found)) = (&expected.unit, found) else { return true };
        let expected = plain(expected);
        if let Some(currency) = self.knowledge.currency(found) {
            let last = |name: &str| plain(name).rsplit(' ').next().map(str::to_owned);
            return [currency.one, currency.several].iter().any(|name| last(name) == last(&expected));
        }
        let found = plain(found);
        found == expected || [(&*found, &*expected)].iter().any(|pair| ALIKE.contains(pair))
    }
}

/// Units of ours and theirs that are one, where the words differ.
const ALIKE: [(&str, &str); 4] =
    [("BTC", "bitcoin"), ("tonne", "ton"), ("tonne", "metric ton"), ("km/h", "kilometre per hour")];

/// A unit's name in lower case, in the singular and in British spelling.
fn plain(unit: &str) -> String {
    if unit == "BTC" {
        return unit.to_owned();
    }
    let unit = unit.to_lowercase().replace("meter", "metre").replace("liter", "litre");
    let words = unit.split([' ', '-']).map(|word| match word {
        "feet" => "foot",
        "inches" => "inch",
        "pence" | "celsius" => word,
        _ => word.strip_suffix('s').unwrap_or(word),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn of_kind(amount: &Amount, kind: Kind) -> bool {
    let age = matches!(amount.unit.as_deref(), Some("years" | "months" | "weeks" | "days"));
    match kind {
        Kind::Number => true,
        Kind::Currency => amount.kind == AmountKind::Money,
        Kind::Percent => amount.kind == AmountKind::Percent,
        Kind::Dimension => amount.kind == AmountKind::Measure && !age && !is_other(amount),
        Kind::Age => amount.kind == AmountKind::Measure && age,
    }
}

/// Temperatures, which have cases of their own, and points.
fn is_other(amount: &Amount) -> bool {
    matches!(amount.unit.as_deref(), Some("points" | "magnitude" | "degrees Celsius" | "degrees Fahrenheit" | "kelvin"))
}

fn found(amount: Amount) -> Option<Found> {
    let value = amount.value?.as_str().parse().ok()?;
    Some(Found { text: amount.evidence.text, value, unit: amount.unit })
}

#[expect(clippy::cast_precision_loss, reason = "the cases give fifteen digits, and twelve are compared")]
fn quotient(ratio: &numerals::Ratio) -> f64 {
    ratio.numerator().as_str().parse().unwrap_or(f64::NAN) / ratio.denominator() as f64
}
