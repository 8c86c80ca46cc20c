//! Sums, products and exact quotients of [`Decimal`]s, as one does them on paper.
//!
//! Rule: a result is exact or there is none. The cost is linear in the digits, times the digits of the shorter factor.

use super::Decimal;

/// The digits of a number from the last one on, and how many of them stand behind the point.
struct Digits {
    negative: bool,
    /// Each 0 to 9, the last digit first.
    reversed: Vec<u8>,
    behind_point: usize,
}

impl Digits {
    fn of(number: &Decimal) -> Self {
        let text = number.as_str();
        let behind_point = text.find('.').map_or(0, |point| text.len() - point - 1);
        let reversed = text.bytes().rev().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        Self { negative: text.starts_with('-'), reversed, behind_point }
    }

    /// With so many digits behind the point, zeros where there were none.
    fn padded(mut self, behind_point: usize) -> Self {
        let zeros = behind_point.saturating_sub(self.behind_point);
        self.reversed.splice(0..0, std::iter::repeat_n(0, zeros));
        self.behind_point += zeros;
        self
    }

    fn magnitude(&self) -> impl Iterator<Item = u8> {
        // Leading zeros say nothing about which is the greater.
        self.reversed.iter().rev().copied().skip_while(|digit| *digit == 0)
    }

    fn is_less(&self, other: &Self) -> bool {
        let (length, other_length) = (self.magnitude().count(), other.magnitude().count());
        length < other_length || length == other_length && self.magnitude().lt(other.magnitude())
    }

    fn number(&self) -> Decimal {
        let digit = |digit: &u8| char::from(b'0' + digit);
        let cut = self.behind_point.min(self.reversed.len());
        let (fraction, whole) = self.reversed.split_at(cut);
        let whole: String = whole.iter().rev().map(digit).collect();
        let zeros = self.behind_point - cut;
        let fraction: String = std::iter::repeat_n('0', zeros).chain(fraction.iter().rev().map(digit)).collect();
        Decimal::canonical(self.negative, &whole, &fraction)
    }
}

impl Decimal {
    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let (one, two) = (Digits::of(self), Digits::of(other));
        let behind_point = one.behind_point.max(two.behind_point);
        let (mut one, mut two) = (one.padded(behind_point), two.padded(behind_point));
        let opposed = one.negative != two.negative;
        if opposed && one.is_less(&two) {
            std::mem::swap(&mut one, &mut two);
        }
        let length = one.reversed.len().max(two.reversed.len()) + 1;
        one.reversed.resize(length, 0);
        let mut carry = 0_i8;
        for (place, digit) in one.reversed.iter_mut().enumerate() {
            let other = two.reversed.get(place).map_or(0, |digit| digit.cast_signed());
            let sum = digit.cast_signed() + carry + if opposed { -other } else { other };
            carry = sum.div_euclid(10);
            *digit = sum.rem_euclid(10).cast_unsigned();
        }
        one.number()
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let (one, two) = (Digits::of(self), Digits::of(other));
        let (long, short) = if one.reversed.len() < two.reversed.len() { (two, one) } else { (one, two) };
        let mut product = vec![0_u8; long.reversed.len() + short.reversed.len()];
        for (place, factor) in short.reversed.iter().enumerate() {
            let mut carry = 0;
            for (digit, sum) in long.reversed.iter().chain(std::iter::once(&0)).zip(&mut product[place..]) {
                carry += digit * factor + *sum;
                *sum = carry % 10;
                carry /= 10;
            }
        }
        let behind_point = long.behind_point + short.behind_point;
        Digits { negative: long.negative != short.negative, reversed: product, behind_point }.number()
    }

    /// A `divisor`-th of it; none where that has no end, as a third has, or the divisor is zero.
    #[must_use]
    pub fn divided(&self, divisor: u64) -> Option<Self> {
        // Every 2 and every 5 of the divisor asks for a digit more, and what is left has to divide the digits.
        let more = usize::try_from(64 - divisor.leading_zeros()).ok()?;
        let digits = Digits::of(self);
        let behind_point = digits.behind_point + more;
        let mut digits = digits.padded(behind_point);
        let (wide, mut rest) = (u128::from(divisor), 0_u128);
        for digit in digits.reversed.iter_mut().rev() {
            let dividend = rest * 10 + u128::from(*digit);
            *digit = u8::try_from(dividend.checked_div(wide)?).ok()?;
            rest = dividend % wide;
        }
        (rest == 0).then(|| digits.number())
    }

    /// How many digits stand before the point.
    #[must_use]
    pub fn whole_digits(&self) -> usize {
        self.as_str().trim_start_matches('-').bytes().take_while(u8::is_ascii_digit).count()
    }

    /// Whether it has no digits behind the point.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.as_str().contains('.')
    }
}

impl From<u64> for Decimal {
    fn from(number: u64) -> Self {
        Self::canonical(false, &number.to_string(), "")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    /// A number of thousandths.
    fn thousandths(number: i64) -> Decimal {
        let sign = if number < 0 { "-" } else { "" };
        decimal(&format!("{sign}{}.{:03}", number.unsigned_abs() / 1000, number.unsigned_abs() % 1000))
    }

    #[test]
    fn sums_carry_and_borrow() {
        for (one, two, sum) in
            [("999.9", "0.1", "1000"), ("1", "-0.001", "0.999"), ("-5", "5", "0"), ("0.5", "-2", "-1.5")]
        {
            assert_eq!(decimal(one).plus(&decimal(two)), decimal(sum), "{one} {two}");
        }
    }

    #[test]
    fn what_does_not_divide_has_no_quotient() {
        assert_eq!(decimal("1").divided(8), Some(decimal("0.125")));
        assert_eq!(decimal("-2.7").divided(9), Some(decimal("-0.3")));
        assert_eq!(decimal("1").divided(1 << 63).map(|number| number.as_str().len()), Some(65));
        assert_eq!(decimal("1").divided(3), None);
        assert_eq!(decimal("1").divided(0), None);
    }

    proptest! {
        #[test]
        fn sums_products_and_quotients_agree_with_integers(one in -1_000_000_000_i64..1_000_000_000, two in -1_000_000_i64..1_000_000) {
            assert_eq!(thousandths(one).plus(&thousandths(two)), thousandths(one + two));
            let product = thousandths(one).times(&thousandths(two));
            let product_of_integers = Decimal::from((one * two).unsigned_abs());
            assert_eq!(product.scaled(6).as_str().trim_start_matches('-'), product_of_integers.as_str());
            assert_eq!(product.as_str().starts_with('-'), one * two < 0);
            if two != 0 {
                let divisor = two.unsigned_abs();
                let product = thousandths(one).times(&Decimal::from(divisor));
                assert_eq!(product.divided(divisor), Some(thousandths(one)));
            }
        }

        #[test]
        fn great_products_agree_with_repeated_sums(digits in "[1-9][0-9]{30,60}", times in any::<u8>()) {
            let number = decimal(&digits);
            let mut sum = decimal("0");
            for _ in 0..times {
                sum = sum.plus(&number);
            }
            assert_eq!(number.times(&Decimal::from(u64::from(times))), sum);
        }
    }
}
