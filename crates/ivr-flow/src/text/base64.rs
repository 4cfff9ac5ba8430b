//! Texts that a string says in Base64 (RFC 4648), as browsers write what they have recorded, and places in them.
//!
//! Three bytes of the text are four signs of the string. Places are those of signs: a sign may say the end of one byte and
//! the beginning of the next.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

/// What a string says in Base64, padded or not; nothing where that is not a text.
pub(crate) fn decode(string: &str) -> Option<String> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let bytes = GeneralPurpose::new(&base64::alphabet::STANDARD, config).decode(string).ok()?;
    String::from_utf8(bytes).ok()
}

/// The signs that say a range of bytes: those that say anything of them.
pub(crate) fn signs(bytes: Range<usize>) -> Range<usize> {
    let start = bytes.start / 3 * 4 + bytes.start % 3;
    let end = bytes.end / 3 * 4 + [0, 2, 3][bytes.end % 3];
    start..if bytes.is_empty() { start } else { end }
}

/// The byte that begins in a sign, else the one that ends in it.
pub(crate) fn byte(sign: usize) -> usize {
    sign / 4 * 3 + (sign % 4).min(2)
}

/// What a part of a string in Base64 says, from the first byte that begins in it to the last that ends in it, if that is
/// as it should be: where among its fours the part begins is not known.
pub(crate) fn decode_part(part: &str, is_right: impl Fn(&str) -> bool) -> Option<String> {
    let part = part.trim_end_matches('=');
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    if part.is_empty() || !part.bytes().all(is_sign) {
        return None;
    }
    (0..3).find_map(|before| {
        // With signs before the part and behind it that say nothing it is in fours.
        let count = before + part.len();
        let filled = "A".repeat(before) + part + &"A".repeat(count.next_multiple_of(4) - count);
        let bytes = STANDARD.decode(filled).ok()?;
        let text = std::str::from_utf8(bytes.get(before..count * 6 / 8)?).ok()?;
        is_right(text).then(|| text.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_is_a_part_of_what_is_no_base64() {
        for part in ["", "A", "5", "流程", "=", "{}", "5rWB56iL", "ey J9"] {
            assert_eq!(decode_part(part, |text| text.starts_with('{')), None, "{part}");
        }
    }

    #[test]
    fn what_is_no_text_is_not_decoded() {
        assert_eq!(decode("5rWB56iL").as_deref(), Some("流程"));
        assert_eq!(decode("5rWB56iLeA==").as_deref(), Some("流程x"));
        assert_eq!(decode("5rWB56iLeA").as_deref(), Some("流程x"));
        for string in ["5rWB56i", "5rWB 56iL", "!", "/w=="] {
            assert_eq!(decode(string), None, "{string}");
        }
    }

    proptest! {
        #[test]
        fn every_part_of_a_text_is_found_where_it_is_said(
            text in "[a流😀\\n]{1,9}",
            from in any::<prop::sample::Index>(),
            to in any::<prop::sample::Index>(),
        ) {
            let boundaries: Vec<_> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            let (from, to) = (*from.get(&boundaries), *to.get(&boundaries));
            let range = from.min(to)..from.max(to);
            let encoded = STANDARD.encode(&text);
            prop_assert_eq!(decode(&encoded), Some(text.clone()));
            let signs = signs(range.clone());
            prop_assert_eq!(byte(signs.start), range.start);
            // The bytes all of whose bits are said in these signs.
            let said = (0..text.len()).filter(|byte| signs.start * 6 <= byte * 8 && byte * 8 + 8 <= signs.end * 6);
            prop_assert_eq!(said.collect::<Vec<_>>(), range.clone().collect::<Vec<_>>());
            let part = Some(&text[range]).filter(|part| !part.is_empty());
            let decoded = decode_part(&encoded[signs], |found| Some(found) == part);
            prop_assert_eq!(decoded.as_deref(), part);
        }
    }
}
