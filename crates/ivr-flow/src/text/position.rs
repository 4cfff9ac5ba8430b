//! Where something stands in a file: bytes, lines and columns.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memrchr;
#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::Serialize;

/// A range of a file on disk.
///
/// Lines and columns count from 1. Only U+000A ends a line; columns are Unicode code points, and a byte-order
/// mark at the start of the file is none. `end`, `end_line` and `end_column` point behind the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// The first byte, from 0.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
    /// The line of `start`.
    pub line: usize,
    /// The column of `start`.
    pub column: usize,
    /// The line of `end`.
    pub end_line: usize,
    /// The column of `end`.
    pub end_column: usize,
}

impl Span {
    /// The bytes that the span covers.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Every how many bytes the line and column are remembered.
const MARK_EVERY: usize = 1024;

/// The lines of a text, computed when a position is first looked up.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    /// How many bytes stand before the text in the file: a byte-order mark.
    before: usize,
    /// Line and column, from 0, of every [`MARK_EVERY`]th byte.
    marks: OnceLock<Vec<(usize, usize)>>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str, before: usize) -> Self {
        Lines { text, before, marks: OnceLock::new() }
    }

    /// The lines of a file, as far as it is text.
    pub fn of(bytes: &'a [u8]) -> Self {
        let (before, bytes) = match bytes.strip_prefix("\u{feff}".as_bytes()) {
            Some(rest) => (3, rest),
            None => (0, bytes),
        };
        let text = std::str::from_utf8(bytes).or_else(|error| std::str::from_utf8(&bytes[..error.valid_up_to()]));
        Lines::new(text.unwrap_or_default(), before)
    }

    /// The span of a range of the file, which begins and ends between two characters.
    ///
    /// # Panics
    ///
    /// If the range is not in the file.
    pub fn span(&self, Range { start, end }: Range<usize>) -> Span {
        let (line, column) = self.line_column(start - self.before);
        let (end_line, end_column) = self.line_column(end - self.before);
        Span { start, end, line, column, end_line, end_column }
    }

    fn line_column(&self, offset: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let marks = self.marks.get_or_init(|| {
            let mut at = (0, 0);
            let blocks = bytes.chunks(MARK_EVERY).map(|block| advance(&mut at, block));
            std::iter::once((0, 0)).chain(blocks).collect()
        });
        let block = offset / MARK_EVERY;
        let mut at = marks[block];
        let (line, column) = advance(&mut at, &bytes[block * MARK_EVERY..offset]);
        (line + 1, column + 1)
    }
}

/// Moves a line and a column, from 0, over the bytes, and returns where they are then.
fn advance(at: &mut (usize, usize), bytes: &[u8]) -> (usize, usize) {
    let last_line = match memrchr(b'\n', bytes) {
        Some(newline) => {
            *at = (at.0 + bytecount::count(&bytes[..=newline], b'\n'), 0);
            &bytes[newline + 1..]
        }
        None => bytes,
    };
    at.1 += bytecount::num_chars(last_line);
    *at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lines_and_columns_are_counted_as_defined(text in "[a流😀\r\n]{0,40}", repeat in 1..400usize) {
            let text = text.repeat(repeat);
            let lines = Lines::new(&text, 3);
            for (offset, _) in text.char_indices().step_by(97) {
                let before = &text[..offset];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().expect("one at least").chars().count() + 1;
                let span = lines.span(offset + 3..text.len() + 3);
                prop_assert_eq!((span.start, span.line, span.column), (offset + 3, line, column));
            }
        }
    }
}
