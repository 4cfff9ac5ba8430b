//! Numbers of a definition, compared exactly: the platform writes them as numbers and as strings.

use std::cmp::Ordering;

use crate::json::{Kind, Value};

/// A decimal number of any size.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: Vec<u8>,
    /// The number is `0.digits` times ten to this power; zero has none.
    power: i64,
}

impl Decimal {
    /// Reads a number as JSON writes it; a plus sign and zeros in front are welcome too.
    pub(crate) fn of(text: &str) -> Option<Decimal> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        // An exponent too large for this is as good as without end.
        let huge = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
        let exponent = exponent.parse::<i64>().unwrap_or(huge).clamp(i64::MIN / 2, i64::MAX / 2);
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        let end = digits.len() - digits[zeros..].iter().rev().take_while(|&&digit| digit == b'0').count();
        if zeros == digits.len() {
            return Some(Decimal { negative: false, digits: Vec::new(), power: 0 });
        }
        let power = exponent + length(whole.len()) - length(zeros);
        Some(Decimal { negative, digits: digits[zeros..end].to_vec(), power })
    }

    /// The number of a value: a JSON number, or a string like `" +600.5 "`.
    pub(crate) fn of_value(value: Value<'_>) -> Option<Decimal> {
        match value.kind() {
            Kind::Number => Decimal::of(value.token()),
            Kind::String => {
                let text = value.string()?;
                let text = text.trim();
                let has_exponent = text.contains(['e', 'E']);
                let ends_in_point = text.ends_with('.');
                if has_exponent || ends_in_point { None } else { Decimal::of(text) }
            }
            _ => None,
        }
    }

    /// The number, where it is a whole one that fits.
    pub(crate) fn whole(&self) -> Option<u64> {
        let zeros = usize::try_from(self.power).ok()?.checked_sub(self.digits.len())?;
        if self.negative || zeros > 20 {
            return None;
        }
        let digits = self.digits.iter().copied().chain(std::iter::repeat_n(b'0', zeros));
        digits
            .map(|digit| u64::from(digit - b'0'))
            .try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(digit))
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX / 4)
}

impl From<u64> for Decimal {
    fn from(number: u64) -> Self {
        Decimal::of(&number.to_string()).unwrap_or(Decimal { negative: false, digits: Vec::new(), power: 0 })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Decimal| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = |number: &Decimal| if number.digits.is_empty() { i64::MIN } else { number.power };
        let absolute = size(self).cmp(&size(other)).then_with(|| self.digits.cmp(&other.digits));
        sign(self).cmp(&sign(other)).then(if self.negative { absolute.reverse() } else { absolute })
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

    fn of(text: &str) -> Decimal {
        Decimal::of(text).expect(text)
    }

    #[test]
    fn numbers_are_compared_by_value() {
        for same in [["1", "1.0"], ["10", "1e1"], ["0.5", "5E-1"], ["0", "-0.00"], ["263", "2630e-1"], ["007", "7"]] {
            assert_eq!(of(same[0]), of(same[1]), "{same:?}");
        }
        assert!(of("0.1") < of("0.10000000000000000000001"));
        assert!(of("-2") < of("-1") && of("-1") < of("0") && of("0") < of("1e-999999999999999999999999"));
        assert_eq!(Decimal::of("1.2.3"), None);
        assert_eq!(Decimal::of("abc"), None);
    }

    #[test]
    fn whole_numbers_are_read_back() {
        assert_eq!(of("1200").whole(), Some(1200));
        assert_eq!(of("0").whole(), Some(0));
        assert_eq!(of("1.5").whole(), None);
        assert_eq!(of("-1").whole(), None);
        assert_eq!(of("1e30").whole(), None);
    }

    proptest! {
        #[test]
        fn decimals_compare_as_integers_do(a: i64, b: i64) {
            prop_assert_eq!(of(&a.to_string()).cmp(&of(&b.to_string())), a.cmp(&b));
        }
    }
}
