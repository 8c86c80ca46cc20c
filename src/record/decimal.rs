//! Numbers that stay exact from the text to the JSON.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A decimal number of any magnitude, kept as its digits: `2.10 million` is `2100000`, never `2099999.9999`.
///
/// It is written as a JSON number. The canonical form has no sign on zero, no leading zeros, no trailing zeros after
/// the point and no exponent, so equal numbers have equal bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(Box<str>);

/// A string that is no decimal number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number: expected digits, with a sign and a point at most")]
pub struct DecimalError;

impl Decimal {
    /// The canonical digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This number times ten to the power of `exponent`, exactly.
    #[must_use]
    pub fn scaled(&self, exponent: usize) -> Self {
        let (sign, digits) = self.0.strip_prefix('-').map_or(("", &*self.0), |digits| ("-", digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let moved = fraction.len().min(exponent);
        let zeros = "0".repeat(exponent - moved);
        Self::canonical(sign == "-", &format!("{whole}{}{zeros}", &fraction[..moved]), &fraction[moved..])
    }

    /// The number with these digits before and behind the point.
    pub(super) fn canonical(negative: bool, whole: &str, fraction: &str) -> Self {
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        };
        let fraction = fraction.trim_end_matches('0');
        let sign = if negative && (whole != "0" || !fraction.is_empty()) { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        Self(format!("{sign}{whole}{point}{fraction}").into())
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        if !all_digits || whole.is_empty() || digits.ends_with('.') {
            return Err(DecimalError);
        }
        Ok(Self::canonical(negative, whole, fraction))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Box<RawValue>>::deserialize(deserializer)?.get().parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "description": "An exact decimal number, without an exponent." })
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn equal_numbers_have_equal_bytes() {
        for (text, canonical) in [("2.10", "2.1"), ("007", "7"), ("-0.0", "0"), ("0.50", "0.5"), ("-3", "-3")] {
            assert_eq!(decimal(text).as_str(), canonical);
        }
    }

    #[test]
    fn scaling_is_exact_at_any_magnitude() {
        assert_eq!(decimal("2.10").scaled(6).as_str(), "2100000");
        assert_eq!(decimal("0.000123").scaled(2).as_str(), "0.0123");
        assert_eq!(decimal("-1.5").scaled(40).as_str(), format!("-15{}", "0".repeat(39)));
    }

    #[test]
    fn json_holds_the_digits_and_nothing_else() {
        let digits = "123456789012345678901234567890.125";
        let json = serde_json::to_string(&decimal(digits)).unwrap();
        assert_eq!(json, digits);
        assert_eq!(serde_json::from_str::<Decimal>(&json).unwrap(), decimal(digits));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".5", "5.", "1e3", "1,000", "٣"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }
}
