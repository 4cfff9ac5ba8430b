//! Maps ranges between a text and the file that contains it.

use std::ops::Range;

use super::tree::Tree;
use super::value::Value;

/// Maps ranges of a JSON text to its file and back, also if the text is a string in other texts.
///
/// ```
/// use ivr_flow::{Edit, Flow, Settings};
///
/// let page = r#"{"Definition": "{\"activities\": [{\"id\": \"a\", \"name\": \"Menu\"}]}"}"#;
/// let flow = Flow::parse(page.as_bytes(), &Settings::default())?;
/// let menu = flow.by_id("a").expect("an activity");
/// let name = menu.value().get("name").expect("a name");
/// assert_eq!(&page[name.file_range()], r#"\"Menu\""#);
///
/// // The new text is escaped as often as the place asks for.
/// let edit = name.edit(r#""Main \"menu\"""#);
/// let edited = Edit::apply(&[edit], page.as_bytes())?;
/// let flow = Flow::parse(&edited, &Settings::default())?;
/// assert_eq!(flow.activity(0).name().as_deref(), Some("Main \"menu\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SourceMap<'t> {
    pub(crate) tree: &'t Tree<'t>,
}

impl<'t> SourceMap<'t> {
    /// The text: the decoded innermost string, or the file without its byte-order mark.
    pub fn text(self) -> &'t str {
        self.tree.text()
    }

    /// The range of the file that encodes a range of the text.
    pub fn to_file(self, range: Range<usize>) -> Range<usize> {
        self.tree.to_file(range)
    }

    /// The offset in the text of a byte of the file; inside an escape, that of its character. `None` outside of the text.
    pub fn offset_of(self, at: usize) -> Option<usize> {
        self.tree.offset_of(at)
    }
}

impl<'t> Value<'t> {
    /// Maps ranges of the value's text to its file.
    pub fn source_map(self) -> SourceMap<'t> {
        SourceMap { tree: self.tree() }
    }
}
