//! What a JSON string says, and where between its quotes each byte of that stands.

use std::borrow::Cow;

use memchr::memchr;

/// What a JSON string says that stands as `raw` between its quotes.
///
/// Borrows where there are no escapes. Half a surrogate pair reads as U+FFFD. The string must be well-formed JSON.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    if memchr(b'\\', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    // Made of whole characters and of what stood between escapes, it is always UTF-8.
    Cow::Owned(String::from_utf8(unescaped(raw)).unwrap_or_default())
}

/// Copies eight bytes at once and counts those before the next backslash: an escaped definition has one every few.
fn unescaped(raw: &str) -> Vec<u8> {
    let bytes = raw.as_bytes();
    // What an escape says is never longer than the escape, so that eight bytes always fit behind the end.
    let mut text = vec![0; bytes.len() + 8];
    let (mut at, mut end) = (0, 0);
    loop {
        while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            text[end..end + 8].copy_from_slice(eight);
            let plain = before_backslash(u64::from_le_bytes(*eight));
            (at, end) = (at + plain, end + plain);
            if plain < 8 {
                break;
            }
        }
        match bytes.get(at) {
            None => break,
            Some(b'\\') if bytes[at + 1] == b'u' => {
                let (char, len) = unicode_escape(&raw[at..]);
                end += char.encode_utf8(&mut text[end..]).len();
                at += len;
            }
            Some(b'\\') => {
                text[end] = short_escape(bytes[at + 1]);
                (at, end) = (at + 2, end + 1);
            }
            // Only in the last seven bytes.
            Some(&byte) => {
                text[end] = byte;
                (at, end) = (at + 1, end + 1);
            }
        }
    }
    text.truncate(end);
    text
}

/// How many of eight bytes stand before the first backslash.
fn before_backslash(eight: u64) -> usize {
    const EACH: u64 = u64::MAX / 0xff;
    let other = eight ^ (EACH * b'\\' as u64);
    (other.wrapping_sub(EACH) & !other & (EACH * 0x80)).trailing_zeros() as usize / 8
}

/// Walks through what stands between a string's quotes, and tells for growing offsets in what it says where they stand.
pub(crate) struct Walk<'a> {
    raw: &'a str,
    /// How far the walk is in `raw`, and in what it says.
    at: Mark,
}

/// Two offsets that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Between the quotes.
    pub(crate) raw: usize,
    /// In what the string says.
    pub(crate) text: usize,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(raw: &'a str, from: Mark) -> Self {
        Walk { raw, at: from }
    }

    /// The last place at or before `offset` in the text where neither an escape nor a character is cut in two.
    pub(crate) fn to(&mut self, offset: usize) -> Mark {
        while self.at.text < offset {
            let rest = &self.raw[self.at.raw..];
            if rest.is_empty() {
                break;
            }
            if rest.starts_with('\\') {
                let (char, len) = escape(rest);
                if self.at.text + char.len_utf8() > offset {
                    break;
                }
                self.at = Mark { raw: self.at.raw + len, text: self.at.text + char.len_utf8() };
            } else {
                // Never further than the offset, so that a long text without escapes is not searched each time.
                let mut most = (offset - self.at.text).min(rest.len());
                while !rest.is_char_boundary(most) {
                    most -= 1;
                }
                if most == 0 {
                    break;
                }
                let plain = memchr(b'\\', &rest.as_bytes()[..most]).unwrap_or(most);
                self.at = Mark { raw: self.at.raw + plain, text: self.at.text + plain };
            }
        }
        self.at
    }
}

/// What the escape says that `rest` begins with, and how many bytes of `rest` it takes.
fn escape(rest: &str) -> (char, usize) {
    match rest.as_bytes()[1] {
        b'u' => unicode_escape(rest),
        short => (char::from(short_escape(short)), 2),
    }
}

/// What an escape says that is a backslash and this byte.
fn short_escape(byte: u8) -> u8 {
    match byte {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 0x8,
        b'f' => 0xc,
        other => other,
    }
}

fn unicode_escape(rest: &str) -> (char, usize) {
    let unit = |from: usize| -> Option<u32> {
        let escape = rest.get(from..from + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(escape, 16).ok()
    };
    let first = unit(0).unwrap_or(0xfffd);
    if let 0xd800..0xdc00 = first
        && let Some(second @ 0xdc00..0xe000) = unit(6)
    {
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_read_as_json_says() {
        assert_eq!(unescape(r#"a\"b\\\/\n\t\r\b\f流"#), "a\"b\\/\n\t\r\u{8}\u{c}流");
        assert_eq!(unescape(r#"\u6d41\u7A0b"#), "流程");
        assert_eq!(unescape(r#"\ud83d\ude00!"#), "😀!");
    }

    #[test]
    fn half_a_surrogate_pair_reads_as_the_replacement_character() {
        assert_eq!(unescape(r#"\ud800"#), "\u{fffd}");
        assert_eq!(unescape(r#"\ud800\ud83d\ude00\udc00x"#), "\u{fffd}😀\u{fffd}x");
        assert_eq!(unescape(r#"\ud800\u0041"#), "\u{fffd}A");
        assert_eq!(unescape(r#"\ud800\n"#), "\u{fffd}\n");
    }

    #[test]
    fn an_escape_is_found_wherever_it_stands_among_eight_bytes() {
        for before in 0..20 {
            for after in 0..20 {
                let (before, after) = ("a".repeat(before), "]".repeat(after));
                assert_eq!(unescape(&format!(r"{before}\\{after}")), format!(r"{before}\{after}"));
                assert_eq!(unescape(&format!(r"{before}\u6d41{after}")), format!("{before}流{after}"));
            }
        }
    }

    #[test]
    fn the_walk_goes_back_to_where_a_character_begins() {
        let to = |raw: &str, offset: usize| {
            let Mark { raw, text } = Walk::new(raw, Mark { raw: 0, text: 0 }).to(offset);
            (raw, text)
        };
        assert_eq!(
            [0, 1, 2, 3, 4, 5].map(|offset| to("a流b", offset)),
            [(0, 0), (1, 1), (1, 1), (1, 1), (4, 4), (5, 5)]
        );
        let escaped = [0, 1, 2, 3, 4, 5].map(|offset| to(r"a\u6d41b", offset));
        assert_eq!(escaped, [(0, 0), (1, 1), (1, 1), (1, 1), (7, 4), (8, 5)]);
    }

    /// A string token with escapes of every kind, and what stands in it piece by piece.
    fn tokens() -> impl Strategy<Value = Vec<String>> {
        let piece = prop_oneof![
            any::<char>().prop_map(|char| serde_json::to_string(&char).expect("a string")),
            any::<char>().prop_map(|char| {
                let mut units = [0; 2];
                let escaped = char.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}"));
                format!("\"{}\"", escaped.collect::<String>())
            }),
        ];
        prop::collection::vec(piece.prop_map(|token| token[1..token.len() - 1].to_owned()), 0..20)
    }

    proptest! {
        #[test]
        fn unescaping_agrees_with_serde_json(pieces in tokens()) {
            let raw = pieces.concat();
            let expected: String = serde_json::from_str(&format!("\"{raw}\"")).expect("a string");
            prop_assert_eq!(unescape(&raw), expected);
        }

        #[test]
        fn the_walk_finds_where_each_piece_begins(pieces in tokens()) {
            let raw = pieces.concat();
            let mut walk = Walk::new(&raw, Mark { raw: 0, text: 0 });
            let mut expected = Mark { raw: 0, text: 0 };
            for piece in &pieces {
                prop_assert_eq!(walk.to(expected.text), expected);
                expected.raw += piece.len();
                expected.text += unescape(piece).len();
            }
            prop_assert_eq!(walk.to(expected.text), expected);
        }

        #[test]
        fn the_walk_stops_before_what_an_offset_cuts_in_two(pieces in tokens(), offset in 0..200usize) {
            let raw = pieces.concat();
            let mark = Walk::new(&raw, Mark { raw: 0, text: 0 }).to(offset);
            let said = unescape(&raw);
            prop_assert!(said.is_char_boundary(mark.text) && mark.text <= offset && raw.is_char_boundary(mark.raw));
            let character = said[mark.text..].chars().next().map_or(usize::MAX, char::len_utf8);
            prop_assert!(offset.min(said.len()) - mark.text < character);
        }
    }
}
