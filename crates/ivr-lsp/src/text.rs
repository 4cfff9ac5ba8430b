//! The text of an open document, which the client changes a few characters at a time.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use lsp_types::{Position, PositionEncodingKind, TextDocumentContentChangeEvent};
use ropey::Rope;

/// What the client counts in the columns of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encoding {
    Utf8,
    /// What every client knows.
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    /// The first that a client offers and the server knows.
    pub(crate) fn of_client(offered: &[PositionEncodingKind]) -> Self {
        let known = |kind: &PositionEncodingKind| Encoding::ALL.into_iter().find(|encoding| encoding.kind() == *kind);
        offered.iter().find_map(known).unwrap_or_default()
    }

    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];
}

/// A text with its lines, of which a place is found in a time that hardly grows with it: an escaped definition is one line
/// of a megabyte.
#[derive(Debug, Default)]
pub(crate) struct Text {
    rope: Rope,
    whole: OnceLock<Arc<str>>,
}

impl Text {
    pub(crate) fn new(text: &str) -> Self {
        Text { rope: Rope::from_str(text), whole: OnceLock::new() }
    }

    /// All of it.
    pub(crate) fn whole(&self) -> &Arc<str> {
        self.whole.get_or_init(|| String::from(&self.rope).into())
    }

    /// Makes a change that the client has made. What is beyond the end of a line or of the text is at its end.
    pub(crate) fn change(&mut self, change: &TextDocumentContentChangeEvent, encoding: Encoding) {
        let Some(range) = change.range else {
            *self = Text::new(&change.text);
            return;
        };
        let [start, end] = [range.start, range.end].map(|position| self.char_of(position, encoding));
        let (start, end) = (start.min(end), start.max(end));
        self.rope.remove(start..end);
        self.rope.insert(start, &change.text);
        self.whole = OnceLock::new();
    }

    /// The place of a byte. One inside of a character is where that begins.
    pub(crate) fn position(&self, byte: usize, encoding: Encoding) -> Position {
        let char = self.rope.byte_to_char(byte.min(self.rope.len_bytes()));
        let line = self.rope.char_to_line(char);
        let first = self.rope.line_to_char(line);
        let column = match encoding {
            Encoding::Utf8 => self.rope.char_to_byte(char) - self.rope.char_to_byte(first),
            Encoding::Utf16 => self.rope.char_to_utf16_cu(char) - self.rope.char_to_utf16_cu(first),
            Encoding::Utf32 => char - first,
        };
        Position::new(number(line), number(column))
    }

    pub(crate) fn range(&self, bytes: Range<usize>, encoding: Encoding) -> lsp_types::Range {
        lsp_types::Range::new(self.position(bytes.start, encoding), self.position(bytes.end, encoding))
    }

    /// The byte at a place.
    pub(crate) fn offset(&self, position: Position, encoding: Encoding) -> usize {
        self.rope.char_to_byte(self.char_of(position, encoding))
    }

    fn char_of(&self, position: Position, encoding: Encoding) -> usize {
        let (line, column) = (position.line as usize, position.character as usize);
        if line >= self.rope.len_lines() {
            return self.rope.len_chars();
        }
        let first = self.rope.line_to_char(line);
        let char = match encoding {
            Encoding::Utf8 => {
                let byte = self.rope.char_to_byte(first).saturating_add(column).min(self.rope.len_bytes());
                self.rope.byte_to_char(byte)
            }
            Encoding::Utf16 => {
                let unit = self.rope.char_to_utf16_cu(first).saturating_add(column);
                self.rope.utf16_cu_to_char(unit.min(self.rope.len_utf16_cu()))
            }
            Encoding::Utf32 => first.saturating_add(column),
        };
        char.min(self.end_of(line))
    }

    /// The end of a line, before what breaks it.
    fn end_of(&self, line: usize) -> usize {
        let (first, behind) = (self.rope.line_to_char(line), self.rope.line_to_char(line + 1));
        let breaks = self.rope.slice(first..behind).chars_at(behind - first).reversed();
        behind - breaks.take(2).take_while(|char| matches!(char, '\r' | '\n')).count()
    }
}

/// A number as the protocol has it.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn changed(text: &mut Text, range: lsp_types::Range, new: &str, encoding: Encoding) {
        let event = TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: new.to_owned() };
        text.change(&event, encoding);
    }

    #[test]
    fn columns_count_what_the_client_counts() {
        let text = Text::new("a\r\n模😀b\rc\n");
        let behind_face = "a\r\n模😀".len();
        for (encoding, column) in [(Encoding::Utf8, 7), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            assert_eq!(text.position(behind_face, encoding), Position::new(1, column));
            assert_eq!(text.offset(Position::new(1, column), encoding), behind_face);
        }
        assert_eq!(text.position("a\r\n模😀b\r".len(), Encoding::Utf16), Position::new(2, 0));
    }

    #[test]
    fn places_beyond_an_end_are_at_it() {
        let text = Text::new("ab\r\ncd");
        for encoding in Encoding::ALL {
            assert_eq!(text.offset(Position::new(0, 9), encoding), 2);
            assert_eq!(text.offset(Position::new(1, u32::MAX), encoding), 6);
            assert_eq!(text.offset(Position::new(9, 0), encoding), 6);
        }
        // Between the halves of a pair there is nothing.
        let text = Text::new("😀");
        assert_eq!(text.offset(Position::new(0, 1), Encoding::Utf16), 0);
        assert_eq!(text.position(2, Encoding::Utf8), Position::new(0, 0));
    }

    #[test]
    fn the_client_says_what_it_counts() {
        use PositionEncodingKind as Kind;
        assert_eq!(Encoding::of_client(&[]), Encoding::Utf16);
        assert_eq!(Encoding::of_client(&[Kind::new("ebcdic"), Kind::UTF32, Kind::UTF8]), Encoding::Utf32);
        assert_eq!(Encoding::of_client(&[Kind::UTF8, Kind::UTF16]), Encoding::Utf8);
    }

    /// The byte at a place, found by walking over the text.
    fn walked(text: &str, position: Position, encoding: Encoding) -> usize {
        let (mut line, mut at) = (0, 0);
        let mut rest = text;
        while line < position.line {
            let Some(end) = rest.find(['\r', '\n']) else { return text.len() };
            let length = end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
            (rest, at, line) = (&rest[length..], at + length, line + 1);
        }
        let mut column = 0;
        for char in rest.chars().take_while(|char| !matches!(char, '\r' | '\n')) {
            column += match encoding {
                Encoding::Utf8 => char.len_utf8(),
                Encoding::Utf16 => char.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if column > position.character as usize {
                break;
            }
            at += char.len_utf8();
        }
        at
    }

    proptest! {
        #[test]
        fn changes_are_those_of_a_naive_reader(
            text in "[ab模😀\r\n]{0,30}",
            changes in prop::collection::vec((0..6_u32, 0..9_u32, 0..6_u32, 0..9_u32, "[x模😀\r\n]{0,3}"), 1..6),
            encoding in prop::sample::select(&Encoding::ALL[..]),
        ) {
            let (mut changing, mut plain) = (Text::new(&text), text);
            for (line, column, end_line, end_column, new) in changes {
                let (start, end) = (Position::new(line, column), Position::new(end_line, end_column));
                let (from, to) = (walked(&plain, start, encoding), walked(&plain, end, encoding));
                plain.replace_range(from.min(to)..from.max(to), &new);
                changed(&mut changing, lsp_types::Range::new(start, end), &new, encoding);
                prop_assert_eq!(&**changing.whole(), plain.as_str());
            }
            for at in (0..=plain.len()).filter(|&at| plain.is_char_boundary(at)) {
                // Between the two signs that break a line no client can be.
                if !(plain[..at].ends_with('\r') && plain[at..].starts_with('\n')) {
                    prop_assert_eq!(changing.offset(changing.position(at, encoding), encoding), at);
                }
            }
        }
    }
}
