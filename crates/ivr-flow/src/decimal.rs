//! Numbers of a definition, compared exactly: the platform writes them as numbers and as strings.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::json::{Kind, Value};

/// A decimal number of any size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decimal {
    /// One that can be written with six digits behind the point, in millionths: nearly all. Never [`Decimal::Large`].
    Fixed(i64),
    /// Any other.
    Large(Digits),
}

/// The digits of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digits {
    negative: bool,
    /// The first [`FIRST`] digits from the first that is not zero, with zeros behind them; zero only for zero.
    first: u64,
    /// Those behind them, without zeros at the end. Few numbers have so many.
    rest: Vec<u8>,
    /// The number is `0.digits` times ten to this power; zero has none.
    power: i64,
}

/// How many digits a fixed number has behind the point.
const BEHIND_POINT: usize = 6;

/// So many digits always fit.
const FIRST: usize = 19;

/// The powers of ten from the first on.
const TENS: [u64; FIRST] = {
    let mut tens = [1; FIRST];
    let mut power = 1;
    while power < FIRST {
        tens[power] = tens[power - 1] * 10;
        power += 1;
    }
    tens
};

impl Decimal {
    /// One in millionths.
    pub(crate) const ONE: i64 = TENS[BEHIND_POINT].cast_signed();

    /// Reads a number as JSON writes it; a plus sign and zeros in front are welcome too.
    pub(crate) fn of(text: &str) -> Option<Decimal> {
        short(first_eight(text.as_bytes()), text.len())
            .map(Decimal::Fixed)
            .or_else(|| Digits::of(text).map(Decimal::from))
    }

    /// The number of a value: a JSON number, or a string like `" +600.5 "`.
    pub(crate) fn of_value(value: Value<'_>) -> Option<Decimal> {
        match value.kind() {
            Kind::Number => Decimal::of_number(value),
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
        match self {
            Decimal::Fixed(millionths) => {
                let millionths = u64::try_from(*millionths).ok()?;
                millionths.is_multiple_of(TENS[BEHIND_POINT]).then_some(millionths / TENS[BEHIND_POINT])
            }
            Decimal::Large(digits) => digits.whole(),
        }
    }

    /// The number of a JSON number.
    #[inline]
    pub(crate) fn of_number(value: Value<'_>) -> Option<Decimal> {
        if value.kind() != Kind::Number {
            return None;
        }
        Decimal::short_of(value).map(Decimal::Fixed).or_else(|| Decimal::of(value.raw()))
    }

    /// A word that is the same for JSON numbers that are the same: nearly always what is written.
    #[inline]
    pub(crate) fn word_of(value: Value<'_>) -> u64 {
        let (word, length) = value.first_eight();
        plain_word(word, length).unwrap_or_else(|| Decimal::of_number(value).map_or(0, |number| number.plain_word()))
    }

    /// The word of the plain way to write it, where there is one.
    #[cold]
    fn plain_word(&self) -> u64 {
        let plain = match self {
            Decimal::Fixed(millionths) => {
                let (sign, size) = (if *millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
                let tens = TENS[BEHIND_POINT];
                let text = format!("{sign}{}.{:0BEHIND_POINT$}", size / tens, size % tens);
                let text = text.trim_end_matches('0').trim_end_matches('.');
                plain_word(first_eight(text.as_bytes()), text.len())
            }
            Decimal::Large(_) => None,
        };
        plain.unwrap_or_else(|| self.word())
    }

    /// A word that is the same for the same number, its millionths where it is a number of those.
    fn word(&self) -> u64 {
        match self {
            Decimal::Fixed(millionths) => millionths.cast_unsigned(),
            // Numbers that differ in nothing else are too rare to matter.
            Decimal::Large(digits) => digits.first.rotate_left(32) ^ digits.power.cast_unsigned(),
        }
    }

    /// The digits of a whole JSON number as nearly all are: what sorts as the numbers do. Nothing of any other value.
    #[inline]
    pub(crate) fn digits_of(value: Value<'_>) -> Option<(usize, u64)> {
        if value.kind() != Kind::Number {
            return None;
        }
        let (word, length) = value.first_eight();
        let word = masked(word, length)?;
        // Of two numbers without zeros in front the longer is the greater, else that with the first greater digit.
        let are_digits = (word ^ masked(EACH * b'0' as u64, length)?) & (EACH * 0xf0) == 0;
        are_digits.then(|| (length, word.swap_bytes()))
    }

    /// A JSON number as nearly all are, in millionths: the same for the same number. Nothing of any other value.
    #[inline]
    pub(crate) fn short_of(value: Value<'_>) -> Option<i64> {
        if value.kind() != Kind::Number {
            return None;
        }
        let (word, length) = value.first_eight();
        short(word, length)
    }
}

/// A one in each byte of a word.
const EACH: u64 = u64::MAX / 0xff;

/// The first bytes of a word, at most eight, with zeros behind them.
#[inline]
fn masked(word: u64, length: usize) -> Option<u64> {
    (1..=8).contains(&length).then(|| word & (u64::MAX >> (64 - 8 * length)))
}

/// A number of at most eight digits with perhaps a point among them, as nearly all are, in millionths. `word` is its
/// first eight bytes, the first of them the lowest; what is behind its end does not count.
///
/// There is no loop in it: a processor cannot guess how many digits come.
#[inline]
fn short(word: u64, length: usize) -> Option<i64> {
    let word = masked(word, length)?;
    let points = points(word);
    let (digits, count, behind_point) = if points == 0 {
        (word, length, 0)
    } else {
        let point = points.trailing_zeros() as usize / 8;
        let before = (1 << (8 * point)) - 1;
        ((word & before) | ((word >> 8) & !before), length - 1, length - 1 - point)
    };
    if count == behind_point {
        return None;
    }
    let values = digits ^ ((EACH * b'0' as u64) & (u64::MAX >> (64 - 8 * count)));
    if (values | values.wrapping_add(EACH * 6)) & (EACH * 0xf0) != 0 {
        return None;
    }
    // Eight digits with zeros in front, then four pairs of them, two fours, and one number.
    let eight = values << (64 - 8 * count);
    let pairs = (eight.wrapping_mul(10 << 8 | 1) >> 8) & (u64::MAX / 0xffff * 0xff);
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & (u64::MAX / 0xffff_ffff * 0xffff);
    let number = fours.wrapping_mul(10_000 << 32 | 1) >> 32;
    let tens = TENS[BEHIND_POINT.checked_sub(behind_point)?];
    Some((number * tens).cast_signed())
}

/// What is written, where it is a JSON number of at most eight bytes and there is no other way to write it but longer
/// ones: no exponent, no zeros behind a point, and no zero below zero.
#[inline]
fn plain_word(word: u64, length: usize) -> Option<u64> {
    let word = masked(word, length)?;
    let has_exponent = word & (EACH * 0x40) != 0;
    let ends_in_zero = word >> (8 * (length - 1)) == u64::from(b'0');
    let is_negative_zero = word == u64::from(u16::from_le_bytes(*b"-0"));
    let is_plain = !(has_exponent || is_negative_zero || ends_in_zero && points(word) != 0);
    is_plain.then_some(word)
}

/// A bit in the byte of the first point of a word; none where there is none.
#[inline]
fn points(word: u64) -> u64 {
    let other = word ^ (EACH * b'.' as u64);
    other.wrapping_sub(EACH) & !other & (EACH * 0x80)
}

/// The first eight bytes of a text, the first of them the lowest, with zeros behind those of a shorter one.
fn first_eight(text: &[u8]) -> u64 {
    text.iter().take(8).rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

impl Digits {
    /// Reads what [`Decimal::of`] reads.
    fn of(text: &str) -> Option<Digits> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mut first, mut rest) = (0_u64, Vec::new());
        // Digits from the first that is not zero on, digits in front of the point, zeros before the first other.
        let (mut digits, mut whole, mut zeros) = (0, None, 0);
        let mut exponent = 0;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'0' if digits == 0 => zeros += 1,
                b'0'..=b'9' => {
                    if digits < FIRST {
                        first = first * 10 + u64::from(byte - b'0');
                    } else {
                        rest.push(byte);
                    }
                    digits += 1;
                }
                b'.' if whole.is_none() => whole = Some(at),
                b'e' | b'E' => {
                    whole = whole.or(Some(at));
                    let text = &text[at + 1..];
                    // An exponent too large for this is as good as without end.
                    let huge = if text.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
                    exponent = text.parse::<i64>().unwrap_or(huge).clamp(i64::MIN / 2, i64::MAX / 2);
                    break;
                }
                _ => return None,
            }
        }
        let whole = whole.unwrap_or(text.len());
        if whole == 0 {
            return None;
        }
        if digits == 0 {
            return Some(Digits { negative: false, first, rest, power: 0 });
        }
        first *= TENS[FIRST - digits.min(FIRST)];
        rest.truncate(rest.iter().rposition(|&digit| digit != b'0').map_or(0, |last| last + 1));
        Some(Digits { negative, first, rest, power: exponent + length(whole) - length(zeros) })
    }

    /// The number in millionths, where it is one of those and fits.
    fn fixed(&self) -> Option<i64> {
        if self.first == 0 {
            return Some(0);
        }
        // `first` is the number times ten to the power of `FIRST - power`.
        let zeros = usize::try_from(length(FIRST - BEHIND_POINT).checked_sub(self.power)?).ok()?;
        let &tens = TENS.get(zeros)?;
        if !self.rest.is_empty() || !self.first.is_multiple_of(tens) {
            return None;
        }
        let millionths = i64::try_from(self.first / tens).ok()?;
        Some(if self.negative { -millionths } else { millionths })
    }

    fn whole(&self) -> Option<u64> {
        let mut digits = self.first.to_string().into_bytes();
        digits.extend(&self.rest);
        digits.truncate(digits.iter().rposition(|&digit| digit != b'0').map_or(0, |last| last + 1));
        let zeros = usize::try_from(self.power).ok()?.checked_sub(digits.len())?;
        if self.negative || zeros > 20 {
            return None;
        }
        let digits = digits.into_iter().chain(std::iter::repeat_n(b'0', zeros));
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
        let millionths = number.checked_mul(TENS[BEHIND_POINT]).and_then(|millionths| i64::try_from(millionths).ok());
        millionths.map(Decimal::Fixed).or_else(|| Decimal::of(&number.to_string())).unwrap_or(Decimal::Fixed(0))
    }
}

impl From<Digits> for Decimal {
    fn from(digits: Digits) -> Self {
        digits.fixed().map_or(Decimal::Large(digits), Decimal::Fixed)
    }
}

impl From<&Decimal> for Digits {
    fn from(number: &Decimal) -> Self {
        match number {
            Decimal::Large(digits) => digits.clone(),
            Decimal::Fixed(0) => Digits { negative: false, first: 0, rest: Vec::new(), power: 0 },
            Decimal::Fixed(millionths) => {
                let size = millionths.unsigned_abs();
                let digits = size.ilog10() as usize + 1;
                Digits {
                    negative: *millionths < 0,
                    first: size * TENS[FIRST - digits],
                    rest: Vec::new(),
                    power: length(digits) - length(BEHIND_POINT),
                }
            }
        }
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.word());
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Decimal::Fixed(a), Decimal::Fixed(b)) => a.cmp(b),
            _ => Digits::from(self).cmp(&Digits::from(other)),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Digits {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Digits| match (number.first == 0, number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = |number: &Digits| if number.first == 0 { i64::MIN } else { number.power };
        let absolute =
            size(self).cmp(&size(other)).then_with(|| (self.first, &self.rest).cmp(&(other.first, &other.rest)));
        sign(self).cmp(&sign(other)).then(if self.negative { absolute.reverse() } else { absolute })
    }
}

impl PartialOrd for Digits {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::one;

    fn of(text: &str) -> Decimal {
        Decimal::of(text).expect(text)
    }

    #[test]
    fn the_same_number_has_the_same_word_however_it_is_written() {
        let same = [
            "[0,-0,0.0,-0.0,0e5,0.000000000000]",
            "[263,263.0,2.63e2,26300e-2,263.0000000]",
            "[-164.5,-1645e-1,-164.50,-164.5000000]",
            "[0.5,5e-1,0.50,0.5000000]",
            "[100,1e2,100.0,1E+2]",
            "[0.000001,1e-6]",
            "[0.0000001,1e-7,0.00000010]",
            "[12345678,1.2345678e7,12345678.0]",
            "[123456789,1.23456789e8]",
            "[100000.5,1000005e-1]",
            "[1e30,10e29,1000000000000000000000000000000]",
        ];
        let mut words = Vec::new();
        for text in same {
            let json = one(text);
            let mut own: Vec<_> = json.root().children().map(Decimal::word_of).collect();
            own.dedup();
            assert_eq!(own.len(), 1, "{text}");
            words.extend(own);
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), same.len());
    }

    #[test]
    fn digits_sort_as_their_numbers_do() {
        let text = "[0,1,2,9,10,11,19,20,99,100,999,1000,1234567,12345678]";
        let json = one(text);
        let digits: Vec<_> = json.root().children().map(Decimal::digits_of).collect();
        assert!(digits[0].is_some() && digits.is_sorted_by(|one, other| one < other), "{digits:?}");
        let text = r#"[1.0,-1,1e2,123456789,"1",null,[]]"#;
        let json = one(text);
        assert!(json.root().children().all(|value| Decimal::digits_of(value).is_none()));
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
        assert_eq!(Decimal::of(""), None);
        assert!(of("1e12") < of("1e13") && of("1e13") < of("1e14") && of("-1e14") < of("-1e12"));
    }

    #[test]
    fn whole_numbers_are_read_back() {
        assert_eq!(of("1200").whole(), Some(1200));
        assert_eq!(of("0").whole(), Some(0));
        assert_eq!(of("1.5").whole(), None);
        assert_eq!(of("-1").whole(), None);
        assert_eq!(of("1e30").whole(), None);
    }

    #[test]
    fn numbers_of_any_length_are_compared_by_value() {
        for same in [
            ["0.0000000000000001", "1e-16"],
            ["1234567890123456789012", "1234567890123456789012.00"],
            ["12345678901234567890000", "1.234567890123456789e22"],
            ["1.2345678", "12345678e-7"],
        ] {
            assert_eq!(of(same[0]), of(same[1]), "{same:?}");
        }
        // As many digits as are read at once, and one and two more.
        let growing =
            ["999999999999", "9999999999999", "99999999999999", "1234567890123456789012", "1234567890123456789013"];
        assert!(growing.windows(2).all(|pair| of(pair[0]) < of(pair[1])));
    }

    #[test]
    fn exponents_have_no_bounds() {
        assert!(of("1e999999999999999999999999") > of("1e100"));
        assert!(of("1e-999999999999999999999999") < of("1e-100"));
        assert!(of("-1e-999999999999999999999999") > of("-1e-100"));
    }

    #[test]
    fn whole_numbers_are_read_back_as_far_as_they_fit() {
        assert_eq!(of("12345678901234567891").whole(), Some(12_345_678_901_234_567_891));
        assert_eq!(of("18446744073709551615").whole(), Some(u64::MAX));
        assert_eq!(of("18446744073709551616").whole(), None);
        assert_eq!(of("1e19").whole(), Some(10_000_000_000_000_000_000));
        assert_eq!(of("-12345678901234567891").whole(), None);
        assert_eq!(of("12345678901234567.5").whole(), None);
    }

    proptest! {
        #[test]
        fn short_numbers_are_read_as_long_ones_are(text in "[0-9]{0,12}(\\.[0-9]{0,8})?") {
            if let Some(short) = short(first_eight(text.as_bytes()), text.len()).map(Decimal::Fixed) {
                prop_assert_eq!(Some(short), Digits::of(&text).map(Decimal::from));
            }
        }

        #[test]
        fn a_number_is_the_same_with_and_without_its_digits(text in "-?[0-9]{1,20}(\\.[0-9]{1,8})?(e-?[0-9])?") {
            let number = of(&text);
            let digits = Digits::of(&text).expect("a number");
            prop_assert_eq!(&Digits::from(&number), &digits);
            prop_assert_eq!(Decimal::from(digits), number);
        }

        #[test]
        fn decimals_compare_as_integers_do(a: i64, b: i64) {
            prop_assert_eq!(of(&a.to_string()).cmp(&of(&b.to_string())), a.cmp(&b));
        }
    }
}
