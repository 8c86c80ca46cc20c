//! Exact numbers, thirds among them.

use crate::record::Decimal;

/// A quotient of a decimal and an integer: what numbers in words can say. Many have no decimal, and are not rounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratio {
    numerator: Decimal,
    denominator: u64,
}

impl Ratio {
    /// `numerator` / `denominator`; none for a denominator of zero.
    #[must_use]
    pub fn new(numerator: Decimal, denominator: u64) -> Option<Self> {
        (denominator > 0).then_some(Self { numerator, denominator })
    }

    /// The number in digits; none where they have no end.
    #[must_use]
    pub fn decimal(&self) -> Option<Decimal> {
        if self.denominator == 1 { Some(self.numerator.clone()) } else { self.numerator.divided(self.denominator) }
    }

    /// What is divided.
    #[must_use]
    pub const fn numerator(&self) -> &Decimal {
        &self.numerator
    }

    /// What it is divided by.
    #[must_use]
    pub const fn denominator(&self) -> u64 {
        self.denominator
    }

    /// The sum; none where the denominators are too great.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Option<Self> {
        let denominator = self.denominator.checked_mul(other.denominator)?;
        let one = self.numerator.times(&Decimal::from(other.denominator));
        let two = other.numerator.times(&Decimal::from(self.denominator));
        Self::new(one.plus(&two), denominator)
    }

    /// The product with an integer or a decimal.
    #[must_use]
    pub fn times(&self, factor: &Decimal) -> Self {
        Self { numerator: self.numerator.times(factor), denominator: self.denominator }
    }

    /// This times ten to the power of `exponent`.
    #[must_use]
    pub fn scaled(&self, exponent: u64) -> Self {
        let exponent = usize::try_from(exponent).unwrap_or(0);
        Self { numerator: self.numerator.scaled(exponent), denominator: self.denominator }
    }

    /// A `divisor`-th; none where the divisor is zero or too great.
    #[must_use]
    pub fn divided(&self, divisor: u64) -> Option<Self> {
        Self::new(self.numerator.clone(), self.denominator.checked_mul(divisor)?)
    }

    /// The opposite number.
    #[must_use]
    pub fn negated(&self) -> Self {
        let text = self.numerator.as_str();
        let opposite = text.strip_prefix('-').map_or_else(|| format!("-{text}").parse(), str::parse);
        // A number with its sign turned is a number; were it none, the old one would stand.
        Self { numerator: opposite.unwrap_or_else(|_| self.numerator.clone()), denominator: self.denominator }
    }

    /// Whether it is less than another; false where the two cannot be compared.
    #[must_use]
    pub fn is_less(&self, other: &Self) -> bool {
        let difference = self.plus(&other.negated());
        difference.is_some_and(|difference| difference.numerator.as_str().starts_with('-'))
    }

    /// The number, if it is whole and small.
    #[must_use]
    pub fn integer(&self) -> Option<u64> {
        self.decimal()?.as_str().parse().ok()
    }
}

impl From<Decimal> for Ratio {
    fn from(numerator: Decimal) -> Self {
        Self { numerator, denominator: 1 }
    }
}

impl From<u64> for Ratio {
    fn from(number: u64) -> Self {
        Self::from(Decimal::from(number))
    }
}
