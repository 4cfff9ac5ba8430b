//! A document that is open in the client, which has its text.

use std::cell::OnceCell;
use std::ops::Range;

use ivr_flow::{Edit, Settings};
use lsp_types::{Position, TextDocumentContentChangeEvent, TextEdit, Uri};

use crate::text::{Encoding, Text};
use crate::view::View;

/// An open document as it is now.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    text: Text,
    encoding: Encoding,
    view: OnceCell<View>,
}

impl Open {
    pub(crate) fn new(uri: Uri, version: i32, text: &str, encoding: Encoding) -> Self {
        Open { uri, version, text: Text::new(text), encoding, view: OnceCell::new() }
    }

    /// Makes the changes that the client has made, one after another.
    pub(crate) fn change(&mut self, version: i32, changes: &[TextDocumentContentChangeEvent]) {
        changes.iter().for_each(|change| self.text.change(change, self.encoding));
        self.version = version;
        self.view = OnceCell::new();
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(crate) fn text(&self) -> &str {
        self.text.whole()
    }

    /// The flows in it.
    pub(crate) fn view(&self, settings: &Settings) -> &View {
        self.view.get_or_init(|| View::of(self.text(), settings))
    }

    pub(crate) fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        self.text.range(bytes, self.encoding)
    }

    pub(crate) fn offset(&self, position: Position) -> usize {
        self.text.offset(position, self.encoding)
    }

    pub(crate) fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        start.min(end)..start.max(end)
    }

    /// An edit of its bytes as the client makes it.
    pub(crate) fn edit(&self, edit: &Edit) -> TextEdit {
        TextEdit::new(self.range(edit.range.clone()), edit.text.clone())
    }
}
