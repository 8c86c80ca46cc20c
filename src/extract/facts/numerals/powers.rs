//! Powers: `1.1^23`, `10^-6`, `12e-1`.

use super::{Ratio, Reader, digits};
use crate::record::Decimal;

/// The most digits that a power may have.
const MOST_DIGITS: usize = 500;

impl Reader<'_, '_> {
    /// The power that begins here, all of it in one piece.
    pub(super) fn power(&self, start: usize) -> Option<(Ratio, usize)> {
        let base = self.token(start)?.text();
        if let Some(digits) = base.strip_suffix(['e', 'E'])
            && self.glued(start + 1).is_some_and(|sign| sign.is("-"))
        {
            let power = self.exponent(start + 2)?;
            let divisor = 10_u64.checked_pow(power)?;
            return Some((Ratio::new(digits::plain(digits)?, divisor)?, start + 3));
        }
        let mark = self.glued(start + 1).filter(|mark| mark.text().starts_with('^'))?;
        let sign = self.glued(start + 2).filter(|sign| matches!(sign.text(), "+" | "-"));
        let at = start + 2 + usize::from(sign.is_some());
        let (base, power) = (digits::plain(base).filter(|_| mark.is("^"))?, self.exponent(at)?);
        let value = match sign {
            Some(sign) if sign.is("-") => inverse(&base, power)?,
            _ => Ratio::from(raised(&base, power)?),
        };
        Some((value, at + 1))
    }

    fn exponent(&self, at: usize) -> Option<u32> {
        self.glued(at)?.text().parse().ok()
    }
}

fn raised(base: &Decimal, power: u32) -> Option<Decimal> {
    let mut value = Decimal::from(1);
    let fits = base.as_str().len().checked_mul(usize::try_from(power).ok()?)? <= MOST_DIGITS * 2;
    if !fits {
        return None;
    }
    for _ in 0..power {
        value = value.times(base);
    }
    Some(value)
}

/// 1 / base^power
fn inverse(base: &Decimal, power: u32) -> Option<Ratio> {
    let raised = raised(base, power)?;
    let (whole, fraction) = raised.as_str().split_once('.').unwrap_or((raised.as_str(), ""));
    let divisor = format!("{whole}{fraction}").parse().ok()?;
    Ratio::new(Decimal::from(1).scaled(fraction.len()), divisor)
}
