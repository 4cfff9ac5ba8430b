//! Escapes in strings: decoding them, and mapping offsets between the raw and the decoded text.

use std::borrow::Cow;

/// Decodes the raw text between the quotes of a string. A lone surrogate becomes U+FFFD.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    // Byte by byte: in an escaped definition an escape comes every few bytes.
    let raw = raw.as_bytes();
    let mut text = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        if byte != b'\\' {
            text.push(byte);
            at += 1;
            continue;
        }
        let (char, length) = escape(&raw[at..]);
        at += length;
        if char.is_ascii() {
            text.push(char as u8);
        } else {
            text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    // Valid: escapes are replaced by characters, everything else is copied.
    Cow::Owned(String::from_utf8(text).unwrap_or_default())
}

/// Maps offsets between the raw text of a string (between its quotes) and its decoded text. Only every [`INTERVAL`] bytes an
/// offset is stored: an escaped definition has an escape every few bytes, and few offsets are ever looked up.
#[derive(Debug, Clone)]
pub(crate) struct Escapes(Vec<Mark>);

/// The distance between stored offsets, in bytes of the raw text.
const INTERVAL: usize = 1024;

/// The same position in both texts, between two characters.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    raw: usize,
    text: usize,
}

impl Escapes {
    /// Scans the raw text between the quotes.
    pub(crate) fn of(raw: &str) -> Self {
        let mut marks = vec![Mark::default()];
        for mark in ends(raw, Mark::default(), raw.len()) {
            if marks.last().is_none_or(|last| mark.raw >= last.raw + INTERVAL) {
                marks.push(mark);
            }
        }
        Escapes(marks)
    }

    /// The offset in `raw`, the text between the quotes, of a byte of the decoded text.
    pub(crate) fn to_raw(&self, raw: &str, at: usize) -> usize {
        let last = self.0.partition_point(|mark| mark.text <= at).saturating_sub(1);
        let mark = walk(raw, self.0[last], |mark| mark.text <= at);
        mark.raw + (at - mark.text)
    }

    /// The offset in the decoded text of a byte of `raw`; inside an escape, that of its character.
    pub(crate) fn to_text(&self, raw: &str, at: usize) -> usize {
        let last = self.0.partition_point(|mark| mark.raw <= at).saturating_sub(1);
        let mark = walk(raw, self.0[last], |mark| mark.raw <= at);
        // After the mark nothing is escaped, unless the offset is inside the next escape.
        let plain = raw[mark.raw..at].find('\\').unwrap_or(at - mark.raw);
        mark.text + plain
    }
}

/// The last end of an escape, from a mark on, for which `is_before` holds.
fn walk(raw: &str, from: Mark, is_before: impl Fn(Mark) -> bool) -> Mark {
    // At most to the next mark, where `is_before` is false at the latest.
    ends(raw, from, from.raw + 2 * INTERVAL).take_while(|&mark| is_before(mark)).last().unwrap_or(from)
}

/// The ends of the escapes that begin between a mark and an offset.
fn ends(raw: &str, from: Mark, to: usize) -> impl Iterator<Item = Mark> {
    let mut mark = from;
    memchr::memchr_iter(b'\\', &raw.as_bytes()[from.raw..raw.len().min(to)]).filter_map(move |found| {
        let backslash = from.raw + found;
        // Not the second backslash of an escaped one.
        (backslash >= mark.raw).then(|| {
            let (char, length) = escape(&raw.as_bytes()[backslash..]);
            mark = Mark { raw: backslash + length, text: mark.text + (backslash - mark.raw) + char.len_utf8() };
            mark
        })
    })
}

/// The character of an escape, and the length of the escape in bytes. The text has been validated.
#[inline]
fn escape(raw: &[u8]) -> (char, usize) {
    let char = match raw.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(raw),
        other => char::from(other.copied().unwrap_or_default()),
    };
    (char, 2)
}

fn unicode_escape(raw: &[u8]) -> (char, usize) {
    let unit = |from: usize| {
        let hex = raw.get(from..from + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
    };
    let Some(first) = unit(0) else { return (char::REPLACEMENT_CHARACTER, 2) };
    // A leading surrogate is combined with what follows only if that is a trailing one.
    match char::decode_utf16([first, unit(6).unwrap_or_default()]).next() {
        Some(Ok(char)) if char as u32 > 0xffff => (char, 12),
        Some(Ok(char)) => (char, 6),
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_surrogate_pair_is_replaced() {
        assert_eq!(unescape(r"a\ud83d\ude00b"), "a😀b");
        assert_eq!(unescape(r"\ud83d"), "\u{fffd}");
        assert_eq!(unescape(r"\ud83d\u0041"), "\u{fffd}A");
        assert_eq!(unescape(r"\ude00\ud83d"), "\u{fffd}\u{fffd}");
        assert_eq!(unescape(r"\ud83dx"), "\u{fffd}x");
    }

    proptest! {
        #[test]
        fn strings_decode_as_in_serde_json(raw in r#"([a流😀]|\\["\\/bfnrt]|\\u00[0-9a-fA-F]{2}|\\ud83d\\ude00){0,20}"#, repeat in 1..100_usize) {
            let raw = raw.repeat(repeat);
            let decoded: String = serde_json::from_str(&format!("\"{raw}\"")).expect("JSON");
            prop_assert_eq!(&*unescape(&raw), decoded.as_str());
            // Each character maps to its raw range and back.
            let escapes = Escapes::of(&raw);
            for (at, char) in decoded.char_indices().step_by(1 + decoded.len() / 40) {
                let place = escapes.to_raw(&raw, at)..escapes.to_raw(&raw, at + char.len_utf8());
                prop_assert_eq!(&*unescape(&raw[place.clone()]), char.to_string());
                for inside in place.filter(|&inside| raw.is_char_boundary(inside)) {
                    prop_assert_eq!(escapes.to_text(&raw, inside), at);
                }
            }
        }
    }
}
