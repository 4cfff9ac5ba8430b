//! Places in a text and in the file that it lies in.

use std::ops::Range;

use super::tree::Tree;
use super::value::Value;

/// Where a text of JSON lies in its file, be it as a string in other texts.
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
    /// The text: what the innermost string says, without escapes, or the file without a byte-order mark.
    pub fn text(self) -> &'t str {
        self.tree.text()
    }

    /// The bytes of the file where a range of the text is written.
    pub fn to_file(self, range: Range<usize>) -> Range<usize> {
        self.tree.to_file(range)
    }

    /// The byte of the text that is written at a byte of the file, or in an escape around it; nothing where the file has
    /// something else there.
    pub fn offset_of(self, at: usize) -> Option<usize> {
        self.tree.offset_of(at)
    }
}

impl<'t> Value<'t> {
    /// Where the text of the value lies in its file.
    pub fn source_map(self) -> SourceMap<'t> {
        SourceMap { tree: self.tree() }
    }
}
