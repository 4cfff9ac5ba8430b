//! Edits of a file that change values in it, through all the strings around them.

use std::ops::Range;

use crate::json::{Escapes, SourceMap, Value};

/// A replacement of some bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that are replaced; empty where something is inserted.
    pub range: Range<usize>,
    /// The new text.
    pub text: String,
}

/// Why edits cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// Two edits replace the same bytes.
    #[error("two edits overlap at byte {0}")]
    Overlap(usize),
    /// The file ends before an edit does.
    #[error("the file has no byte {0}")]
    OutOfFile(usize),
}

impl SourceMap<'_> {
    /// The edit of the file that replaces a range of the text. The new text is escaped once for each string around it.
    ///
    /// Text in Base64 cannot be edited: the edit is beyond the end of any file, and [`Edit::apply`] returns an error.
    pub fn edit(self, range: Range<usize>, new: &str) -> Edit {
        if self.tree.is_in_base64() {
            return Edit { range: NOWHERE, text: String::new() };
        }
        let text = (0..self.tree.layers()).fold(new.to_owned(), |text, _| escaped(&text));
        Edit { range: self.to_file(range), text }
    }
}

/// The range of an edit that cannot be applied.
const NOWHERE: Range<usize> = usize::MAX..usize::MAX;

impl<'t> Value<'t> {
    /// The edit of the file that replaces the value by other JSON.
    pub fn edit(self, json: &str) -> Edit {
        self.source_map().edit(self.range(), json)
    }

    /// The edit of the file that replaces a range of the decoded string by other text. The escapes are those of the string.
    pub(crate) fn edit_inside(self, escapes: &Escapes, range: Range<usize>, new: &str) -> Edit {
        self.source_map().edit(self.raw_range_with(escapes, range), &escaped(new))
    }

    /// The edits of the file that remove some members of an object or items of an array, each with the comma after it, or
    /// before it if it is the last.
    pub fn remove(self, is_removed: impl Fn(Value<'t>) -> bool) -> Vec<Edit> {
        let children: Vec<_> = self.children().collect();
        let removed = (0..children.len()).filter(|&at| is_removed(children[at]));
        Value::remove_all(&children, &removed.collect::<Vec<_>>())
    }

    /// The same for the children at some indices, in ascending order.
    pub(crate) fn remove_all(children: &[Value<'_>], removed: &[usize]) -> Vec<Edit> {
        let runs = removed.chunk_by(|&one, &next| one + 1 == next);
        let edit = |run: &[usize]| {
            let (first, last) = (children[run[0]], children[run[run.len() - 1]]);
            let before = run[0].checked_sub(1).map(|before| children[before].range().end);
            let range = match children.get(run[run.len() - 1] + 1) {
                Some(next) => first.start()..next.start(),
                None => before.unwrap_or(first.start())..last.range().end,
            };
            first.source_map().edit(range, "")
        };
        runs.map(edit).collect()
    }

    /// The edit of the file that removes a member or item that is not the last.
    pub(crate) fn remove_before_next(self) -> Edit {
        let next = self.tree().value(self.node_behind());
        self.source_map().edit(self.start()..next.start(), "")
    }

    /// Its start in its text, with its key.
    fn start(self) -> usize {
        self.key_range().unwrap_or(self.range()).start
    }
}

impl Edit {
    /// Whether it can be applied, which it cannot in Base64.
    pub(crate) fn is_possible(&self) -> bool {
        self.range != NOWHERE
    }

    /// Applies edits, in any order, to the bytes of a file.
    ///
    /// # Errors
    ///
    /// If two edits overlap, or one is beyond the end of the file. Then none is applied.
    pub fn apply(edits: &[Edit], file: &[u8]) -> Result<Vec<u8>, EditError> {
        let mut sorted: Vec<_> = edits.iter().collect();
        sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut edited = Vec::with_capacity(file.len());
        let mut at = 0;
        for edit in sorted {
            if edit.range.start < at {
                return Err(EditError::Overlap(edit.range.start));
            }
            let end = edit.range.end;
            edited.extend(file.get(at..edit.range.start).ok_or(EditError::OutOfFile(end))?);
            edited.extend(edit.text.as_bytes());
            at = end;
        }
        edited.extend(file.get(at..).ok_or(EditError::OutOfFile(at))?);
        Ok(edited)
    }
}

/// Escapes a text for a JSON string, without the quotes.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::json::{Encoding, one};

    #[test]
    fn places_and_edits_go_through_two_layers_of_escapes() {
        let inner = r#"{"k":"值😀\n","l":1}"#;
        let middle = serde_json::to_string(inner).expect("a string");
        let outer = serde_json::to_string(&middle).expect("a string").replace('值', "\\u503c");
        let text = format!("  {outer}");

        let outermost = one(&text);
        let second = Arc::new(outermost.open(0, Encoding::Plain).expect("JSON"));
        let third = second.open(0, Encoding::Plain).expect("JSON");
        let value = third.root().get("k").expect("k");
        assert_eq!(&text[value.file_range()], r#"\\\"\u503c😀\\\\n\\\""#);
        let map = value.source_map();
        for at in value.range().filter(|&at| map.text().is_char_boundary(at)) {
            assert_eq!(map.offset_of(map.to_file(at..at).start), Some(at));
        }
        assert_eq!(map.offset_of(0), None);

        let edits = [value.edit(r#""a\"b""#), third.root().get("l").expect("l").edit("2")];
        let edited = String::from_utf8(Edit::apply(&edits, text.as_bytes()).expect("edits")).expect("UTF-8");
        let outermost = one(&edited);
        let second = Arc::new(outermost.open(0, Encoding::Plain).expect("JSON"));
        let third = second.open(0, Encoding::Plain).expect("JSON");
        assert_eq!(third.root().token(), r#"{"k":"a\"b","l":2}"#);
    }

    #[test]
    fn edits_that_overlap_are_refused() {
        let edit = |range: Range<usize>| Edit { range, text: "x".to_owned() };
        assert_eq!(Edit::apply(&[edit(2..4), edit(0..1)], b"abcdef"), Ok(b"xbxef".to_vec()));
        assert_eq!(Edit::apply(&[edit(0..3), edit(2..4)], b"abcdef"), Err(EditError::Overlap(2)));
        assert_eq!(Edit::apply(&[edit(5..7)], b"abcdef"), Err(EditError::OutOfFile(7)));
    }
}
