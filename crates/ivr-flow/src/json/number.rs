//! Numbers of a definition, compared exactly: the platform writes them as numbers and as strings.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::{Kind, Value};

/// A decimal number of any size. Of the two forms a number has always the first that can hold it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Decimal {
    /// One of at most fifteen digits, which floating point tells apart exactly.
    Short(f64),
    Long(Box<Digits>),
}

/// The digits of a number: it is `0.digits` times ten to the power.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Digits {
    /// Zero only for zero, which has no digits and no power.
    sign: i8,
    power: i128,
    /// Without zeros at either end.
    digits: String,
}

/// How many digits floating point tells apart.
const SHORT: usize = 15;

impl Decimal {
    /// Reads a number as JSON writes it; a plus sign and zeros in front are allowed too.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(number) = short(text) {
            return Some(Decimal::Short(number));
        }
        let digits = Digits::parse(text)?;
        let is_short = digits.digits.len() <= SHORT && digits.power.abs() < 200;
        Some(if is_short { Decimal::Short(digits.to_float()) } else { Decimal::Long(Box::new(digits)) })
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
        let Digits { sign, power, digits } = self.digits();
        let zeros = usize::try_from(power).ok()?.checked_sub(digits.len())?;
        match sign {
            0 => Some(0),
            // No number that fits has more digits.
            1 if zeros <= 20 => format!("{digits}{}", "0".repeat(zeros)).parse().ok(),
            _ => None,
        }
    }

    /// A text that is the same for equal numbers, and only for these.
    pub(crate) fn normal(&self) -> String {
        match self {
            Decimal::Short(float) => format!("{float:e}"),
            Decimal::Long(digits) => {
                let Digits { sign, power, digits } = &**digits;
                format!("{}0.{digits}e{power}", if *sign < 0 { "-" } else { "" })
            }
        }
    }

    /// The number as floating point, where that holds it exactly.
    pub(crate) fn to_float(&self) -> Option<f64> {
        match self {
            Decimal::Short(float) => Some(*float),
            Decimal::Long(_) => None,
        }
    }

    fn digits(&self) -> Digits {
        match self {
            // The shortest way to write it is that of the number that was read.
            Decimal::Short(float) => Digits::parse(&format!("{float:e}")).unwrap_or(Digits::ZERO),
            Decimal::Long(digits) => Digits::clone(digits),
        }
    }
}

impl Digits {
    const ZERO: Digits = Digits { sign: 0, power: 0, digits: String::new() };

    fn parse(text: &str) -> Option<Self> {
        let (is_negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() || ![whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
            return None;
        }
        // Exponents beyond the bound all count as the bound.
        let bound = if exponent.starts_with('-') { i128::MIN / 2 } else { i128::MAX / 2 };
        let exponent = exponent.parse().unwrap_or(bound).clamp(i128::MIN / 2, i128::MAX / 2);
        let digits = [whole, fraction].concat();
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        let digits = digits.trim_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Digits::ZERO);
        }
        let power = exponent + (whole.len() as i128) - (zeros as i128);
        Some(Digits { sign: if is_negative { -1 } else { 1 }, power, digits })
    }

    fn to_float(&self) -> f64 {
        let sign = if self.sign < 0 { "-" } else { "" };
        format!("{sign}0.{}e{}", if self.sign == 0 { "0" } else { &self.digits }, self.power)
            .parse()
            .unwrap_or_default()
    }
}

/// A number of few digits, with a point or without, as nearly all are. The quotient of two whole numbers that floating
/// point holds exactly is the number nearest to it.
fn short(text: &str) -> Option<f64> {
    let (mut digits, mut point) = (0, None);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' if at <= SHORT => digits = digits * 10 + u64::from(byte - b'0'),
            b'.' if at > 0 && point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let places = point.map_or(0, |point| text.len() - point - 1);
    let is_whole = point.is_none() && !text.is_empty() && text.len() <= SHORT;
    (is_whole || places > 0).then(|| digits as f64 / 10_u64.pow(places as u32) as f64)
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Decimal::Short(float) => float.to_bits().hash(state),
            Decimal::Long(digits) => digits.hash(state),
        }
    }
}

impl From<u64> for Decimal {
    fn from(number: u64) -> Self {
        match u32::try_from(number) {
            Ok(number) => Decimal::Short(number.into()),
            Err(_) => Decimal::parse(&number.to_string()).unwrap_or(Decimal::Short(0.0)),
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Decimal::Short(one), Decimal::Short(other)) = (self, other) {
            return one.total_cmp(other);
        }
        let (one, other) = (self.digits(), other.digits());
        let size = (one.power, &one.digits).cmp(&(other.power, &other.digits));
        one.sign.cmp(&other.sign).then(if one.sign < 0 { size.reverse() } else { size })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
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
