//! Numbers of a definition, compared exactly: the platform writes them as numbers and as strings.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::json::{Kind, Value};

/// A decimal number of any size.
#[derive(Debug, Clone)]
pub(crate) struct Decimal {
    /// The number, or the nearest one that floating point has. Its sign is that of the number; zero has none.
    nearest: f64,
    /// The digits of a number that floating point does not tell apart from all others.
    exact: Option<Box<Digits>>,
}

/// The digits of a number: without its sign it is `0.digits` times ten to the power.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Digits {
    /// The lowest of all for zero.
    power: i128,
    /// Without zeros at either end.
    digits: String,
}

/// How many digits floating point tells apart.
const FLOAT_DIGITS: usize = 15;

impl Decimal {
    /// Reads a number as JSON writes it; a plus sign and zeros in front are allowed too.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(nearest) = short(text) {
            return Some(Decimal { nearest, exact: None });
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        // Words for numbers, and a point with nothing before it, are no JSON; all else that can be read is.
        let is_number = unsigned.as_bytes().first().is_some_and(u8::is_ascii_digit);
        let nearest: f64 = is_number.then(|| text.parse().ok())??;
        let exact = Some(Digits::parse(unsigned)).filter(|digits| !digits.fit_float());
        let nearest = if exact.is_none() && nearest == 0.0 { 0.0 } else { nearest };
        Some(Decimal { nearest, exact: exact.map(Box::new) })
    }

    /// The number of a value: a JSON number.
    pub(crate) fn of_number(value: Value<'_>) -> Option<Self> {
        Decimal::parse(value.number()?)
    }

    /// The number of a value: a JSON number, or a string like `" +600.5 "`.
    pub(crate) fn of_value(value: Value<'_>) -> Option<Self> {
        if value.kind() == Kind::Number {
            return Decimal::of_number(value);
        }
        let text = value.string()?;
        let number = text.trim();
        let is_plain = !number.contains(['e', 'E']) && !number.ends_with('.');
        Decimal::parse(number).filter(|_| is_plain)
    }

    /// The number, where it is a whole one that fits.
    pub(crate) fn whole(&self) -> Option<u64> {
        let Some(exact) = &self.exact else {
            let whole = self.nearest as u64;
            return (whole as f64 == self.nearest).then_some(whole);
        };
        let zeros = usize::try_from(exact.power).ok()?.checked_sub(exact.digits.len())?;
        // No number that fits has more digits.
        let fits = zeros <= 20 && self.nearest > 0.0;
        fits.then(|| format!("{}{}", exact.digits, "0".repeat(zeros)).parse().ok())?
    }

    /// A text that is the same for equal numbers, and only for these.
    pub(crate) fn normal(&self) -> String {
        match &self.exact {
            None => format!("{:e}", self.nearest),
            Some(exact) => {
                let sign = if self.nearest.is_sign_negative() { "-" } else { "" };
                format!("{sign}0.{}e{}", exact.digits, exact.power)
            }
        }
    }

    /// The number as floating point, where that holds it exactly.
    pub(crate) fn to_float(&self) -> Option<f64> {
        self.exact.is_none().then_some(self.nearest)
    }

    fn digits(&self) -> Digits {
        let exact = self.exact.as_deref().cloned();
        exact.unwrap_or_else(|| {
            // The shortest way to write it is that of the number that was read.
            Digits::parse(&format!("{:e}", self.nearest.abs()))
        })
    }
}

impl Digits {
    /// Reads a number without a sign.
    fn parse(unsigned: &str) -> Self {
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        let significant = digits.trim_start_matches('0');
        // Exponents beyond the bound all count as the bound.
        let bound = if exponent.starts_with('-') { i128::MIN / 2 } else { i128::MAX / 2 };
        let exponent = exponent.parse().unwrap_or(bound).clamp(i128::MIN / 2, i128::MAX / 2);
        let zeros = digits.len() - significant.len();
        let power = if significant.is_empty() { i128::MIN } else { exponent + whole.len() as i128 - zeros as i128 };
        Digits { power, digits: significant.trim_end_matches('0').to_owned() }
    }

    fn fit_float(&self) -> bool {
        self.digits.is_empty() || (self.digits.len() <= FLOAT_DIGITS && self.power.abs() < 200)
    }
}

/// A number of few digits, with a point or without, as nearly all are: the quotient of two whole numbers that floating
/// point holds exactly is the number nearest to it. Reading these with the standard library would take 3 % of linting.
fn short(text: &str) -> Option<f64> {
    let (mut digits, mut point) = (0, None);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' if at < FLOAT_DIGITS => digits = digits * 10 + u64::from(byte - b'0'),
            b'.' if at > 0 && point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let places = point.map_or(0, |point| text.len() - point - 1);
    let is_number = !text.is_empty() && point.is_none_or(|_| places > 0);
    is_number.then(|| digits as f64 / 10_u64.pow(places as u32) as f64)
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nearest.total_cmp(&other.nearest).then_with(|| {
            if self.exact.is_none() && other.exact.is_none() {
                return Ordering::Equal;
            }
            let size = self.digits().cmp(&other.digits());
            if self.nearest.is_sign_negative() { size.reverse() } else { size }
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Decimal {}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.nearest.to_bits(), &self.exact).hash(state);
    }
}

impl From<u64> for Decimal {
    fn from(number: u64) -> Self {
        match u32::try_from(number) {
            Ok(number) => Decimal { nearest: number.into(), exact: None },
            Err(_) => Decimal::parse(&number.to_string()).unwrap_or(Decimal { nearest: 0.0, exact: None }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).expect("a number")
    }

    #[test]
    fn numbers_are_compared_by_value() {
        let ascending = [
            "-1e400",
            "-12",
            "-1.25",
            "-1",
            "0",
            "1e-400",
            "0.1",
            "1",
            "1.5",
            "9",
            "10",
            "123456789012345678901",
            "1e400",
        ];
        for (index, &text) in ascending.iter().enumerate() {
            for (other, &other_text) in ascending.iter().enumerate() {
                assert_eq!(number(text).cmp(&number(other_text)), index.cmp(&other), "{text} {other_text}");
            }
        }
        for (one, other) in [("0", "-0.0e5"), ("25e-1", "2.50"), ("+007", "7"), ("1200", "1.2E3"), ("0.01", "1e-2")] {
            assert_eq!(number(one), number(other));
        }
        assert!(["", "-", ".5", "1x", "１"].iter().all(|text| Decimal::parse(text).is_none()));
    }

    #[test]
    fn whole_numbers_are_those_that_fit() {
        assert_eq!(number("12e2").whole(), Some(1200));
        assert_eq!(number("18446744073709551615").whole(), Some(u64::MAX));
        assert_eq!(number("0.0").whole(), Some(0));
        assert!(
            ["18446744073709551616", "1.5", "-1", "1e999999999999"].iter().all(|text| number(text).whole().is_none())
        );
        assert_eq!(number("3600"), Decimal::from(3600));
    }

    proptest! {
        #[test]
        fn small_numbers_compare_as_floats_do(a in "-?[0-9]{1,4}(\\.[0-9]{1,3})?", b in "-?[0-9]{1,4}(\\.[0-9]{1,3})?") {
            let [x, y]: [f64; 2] = [&a, &b].map(|text| text.parse().expect("a float"));
            prop_assert_eq!(Some(number(&a).cmp(&number(&b))), x.partial_cmp(&y));
        }
    }
}
