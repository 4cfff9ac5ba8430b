//! What strings say: their escapes, decoded and followed back.

use std::borrow::Cow;

/// What a string says, given by what stands between its quotes. Half of a surrogate pair reads as U+FFFD.
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
    // Characters take the place of escapes, and all else is as it was.
    Cow::Owned(String::from_utf8(text).unwrap_or_default())
}

/// The places of a string that are known in both texts, what is written between its quotes and what that says. They are
/// [`APART`] bytes apart: an escaped definition has an escape every few bytes, and places are asked for few of them.
#[derive(Debug, Clone)]
pub(crate) struct Escapes(Vec<Mark>);

/// Every how many bytes of what is written a place is kept.
const APART: usize = 1024;

/// A place in both texts, where neither an escape nor a character is cut in two.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    raw: usize,
    text: usize,
}

impl Escapes {
    /// `raw` is what stands between the quotes.
    pub(crate) fn of(raw: &str) -> Self {
        let mut marks = vec![Mark::default()];
        for mark in ends(raw, Mark::default(), raw.len()) {
            if marks.last().is_none_or(|last| mark.raw >= last.raw + APART) {
                marks.push(mark);
            }
        }
        Escapes(marks)
    }

    /// The place between the quotes, which `raw` is, where a byte of what the string says is written.
    pub(crate) fn to_raw(&self, raw: &str, at: usize) -> usize {
        let last = self.0.partition_point(|mark| mark.text <= at).saturating_sub(1);
        let mark = walk(raw, self.0[last], |mark| mark.text <= at);
        mark.raw + (at - mark.text)
    }

    /// The byte of what the string says that is written at a place between the quotes, or in an escape around it.
    pub(crate) fn to_text(&self, raw: &str, at: usize) -> usize {
        let last = self.0.partition_point(|mark| mark.raw <= at).saturating_sub(1);
        let mark = walk(raw, self.0[last], |mark| mark.raw <= at);
        // Behind the mark nothing is escaped, unless the place is in the next escape.
        let plain = raw[mark.raw..at].find('\\').unwrap_or(at - mark.raw);
        mark.text + plain
    }
}

/// The last end of an escape, from a mark on, for which `is_before` holds.
fn walk(raw: &str, from: Mark, is_before: impl Fn(Mark) -> bool) -> Mark {
    // No further than the next mark, which is where `is_before` ends at the latest.
    ends(raw, from, from.raw + 2 * APART).take_while(|&mark| is_before(mark)).last().unwrap_or(from)
}

/// The ends of the escapes that begin between a mark and a byte.
fn ends(raw: &str, from: Mark, to: usize) -> impl Iterator<Item = Mark> {
    let mut mark = from;
    memchr::memchr_iter(b'\\', &raw.as_bytes()[from.raw..raw.len().min(to)]).filter_map(move |found| {
        let backslash = from.raw + found;
        // Unless it is the second of two.
        (backslash >= mark.raw).then(|| {
            let (char, length) = escape(&raw.as_bytes()[backslash..]);
            mark = Mark { raw: backslash + length, text: mark.text + (backslash - mark.raw) + char.len_utf8() };
            mark
        })
    })
}

/// The character that an escape stands for, and how many bytes it takes. The text has been checked to be JSON.
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
    // Whatever follows a first half is taken with it only if it is a second half.
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
        fn strings_say_what_serde_json_reads(raw in r#"([a流😀]|\\["\\/bfnrt]|\\u00[0-9a-fA-F]{2}|\\ud83d\\ude00){0,20}"#, repeat in 1..100_usize) {
            let raw = raw.repeat(repeat);
            let said: String = serde_json::from_str(&format!("\"{raw}\"")).expect("JSON");
            prop_assert_eq!(&*unescape(&raw), said.as_str());
            // Every character is found where it is written.
            let escapes = Escapes::of(&raw);
            for (at, char) in said.char_indices().step_by(1 + said.len() / 40) {
                let place = escapes.to_raw(&raw, at)..escapes.to_raw(&raw, at + char.len_utf8());
                prop_assert_eq!(&*unescape(&raw[place.clone()]), char.to_string());
                for inside in place.filter(|&inside| raw.is_char_boundary(inside)) {
                    prop_assert_eq!(escapes.to_text(&raw, inside), at);
                }
            }
        }
    }
}
