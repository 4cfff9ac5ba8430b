//! A value in a text of JSON.

use std::borrow::Cow;
use std::ops::Range;

use super::escape::{Escapes, unescape};
use super::parse::{Kind, Node, string_end};
use super::pointer::PointerCursor;
use super::tree::Tree;

/// A value in a JSON text: a small copyable reference into it.
#[derive(Clone, Copy)]
pub struct Value<'t> {
    tree: &'t Tree<'t>,
    node: u32,
}

impl<'t> Value<'t> {
    pub(super) fn new(tree: &'t Tree<'t>, node: u32) -> Self {
        Value { tree, node }
    }

    /// What it is.
    #[inline]
    pub fn kind(self) -> Kind {
        self.at().kind
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The raw JSON of the value in its text. The text may be a decoded string: see [`Value::file_range`] for the bytes in
    /// the file.
    pub fn token(self) -> &'t str {
        &self.text()[self.range()]
    }

    /// The decoded text of a string, borrowed if it has no escapes; `None` for other values.
    #[inline]
    pub fn string(self) -> Option<Cow<'t, str>> {
        match self.kind() {
            Kind::String if self.at().is_escaped => Some(unescape(self.between_quotes())),
            Kind::String => Some(Cow::Borrowed(self.between_quotes())),
            _ => None,
        }
    }

    /// The value of `true` or `false`; `None` for other values.
    pub fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.token() == "true")
    }

    /// The raw JSON of a number; `None` for other values.
    pub fn number(self) -> Option<&'t str> {
        (self.kind() == Kind::Number).then(|| self.token())
    }

    /// The key of a member of an object; `None` for other values.
    #[inline]
    pub fn key(self) -> Option<Cow<'t, str>> {
        let Node { key, key_length, .. } = *self.at();
        if key_length == Node::UNUSUAL_KEY {
            return self.unusual_key();
        }
        let first = key as usize + 1;
        (key > 0).then(|| Cow::Borrowed(&self.text()[first..first + usize::from(key_length)]))
    }

    /// The members of an object or the items of an array; none for other values.
    #[inline]
    pub fn children(self) -> impl Iterator<Item = Value<'t>> + Clone {
        let end = self.node_behind();
        let mut next = self.node + 1;
        std::iter::from_fn(move || {
            let child = (next < end).then_some(self.tree.value(next))?;
            next = child.node_behind();
            Some(child)
        })
    }

    /// All values inside of this one, at any depth, in the order of the text, without those that a duplicate key replaces.
    pub fn descendants(self) -> impl Iterator<Item = Value<'t>> {
        let end = self.node_behind();
        let mut node = self.node + 1;
        let replaced = if node < end { self.tree.replaced() } else { &[] };
        let mut replaced = &replaced[replaced.partition_point(|range| range.end <= node)..];
        std::iter::from_fn(move || {
            while let [first, rest @ ..] = replaced
                && first.start <= node
            {
                node = node.max(first.end);
                replaced = rest;
            }
            (node < end).then(|| {
                node += 1;
                self.tree.value(node - 1)
            })
        })
    }

    /// The member of an object with this key; the last one if there are several.
    #[inline(always)]
    pub fn get(self, key: &str) -> Option<Value<'t>> {
        let mut found = None;
        for member in self.children() {
            if member.has_key(key) {
                found = Some(member);
            }
        }
        found
    }

    /// The members of an object with these keys, each as [`Value::get`] gives it.
    // Inlined, so that constant keys are compared in a few instructions: saves a tenth of linting.
    #[inline(always)]
    pub fn get_each<const N: usize>(self, keys: [&str; N]) -> [Option<Value<'t>>; N] {
        let mut members = [None; N];
        for member in self.children() {
            let own = member.key();
            let Some(own) = own.as_deref() else { continue };
            for (found, key) in members.iter_mut().zip(keys) {
                if own == key {
                    *found = Some(member);
                }
            }
        }
        members
    }

    /// The member of an object, unless it is `null`.
    #[inline]
    pub fn present(self, key: &str) -> Option<Value<'t>> {
        self.get(key).filter(|member| !member.is_null())
    }

    /// The range of the value in the file, with its quotes and, inside of other strings, their backslashes.
    pub fn file_range(self) -> Range<usize> {
        self.tree.to_file(self.range())
    }

    /// The JSON Pointer (RFC 6901) of the value in its text. Takes time linear in the size of the text before it.
    pub fn pointer(self) -> String {
        PointerCursor::new(self.tree.root()).go_to(self).pointer()
    }

    /// The index of this value among all values of its text, in the order of the text.
    pub(crate) fn node(self) -> u32 {
        self.node
    }

    pub(crate) fn tree(self) -> &'t Tree<'t> {
        self.tree
    }

    /// The index of the value after this one and its descendants.
    #[inline]
    pub(crate) fn node_behind(self) -> u32 {
        self.at().behind
    }

    /// The range of the value in its text, see [`Value::source_map`].
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.at().start as usize..self.at().end as usize
    }

    /// The range of the key of a member in its text, with its quotes; `None` for other values.
    pub fn key_range(self) -> Option<Range<usize>> {
        let Node { key, key_length, .. } = *self.at();
        let start = key as usize;
        let end = match key_length {
            Node::UNUSUAL_KEY => string_end(self.text().as_bytes(), start)?.0,
            length => start + usize::from(length) + 2,
        };
        (start > 0).then_some(start..end)
    }

    /// Whether this is a member with the key.
    #[inline(always)]
    pub(crate) fn has_key(self, key: &str) -> bool {
        let Node { key: start, key_length, .. } = *self.at();
        if key_length == Node::UNUSUAL_KEY {
            return self.unusual_key().is_some_and(|own| own == key);
        }
        // Nearly all keys differ in their length.
        let first = start as usize + 1;
        usize::from(key_length) == key.len()
            && start > 0
            && &self.text().as_bytes()[first..first + key.len()] == key.as_bytes()
    }

    /// Whether it is a string with this decoded text.
    pub(crate) fn is_text(self, text: &str) -> bool {
        self.string().is_some_and(|own| own == text)
    }

    /// Whether it is a blank string.
    pub(crate) fn is_blank(self) -> bool {
        self.string().is_some_and(|text| is_blank(&text))
    }

    /// Whether it is a string that is not empty.
    pub(crate) fn has_text(self) -> bool {
        self.kind() == Kind::String && self.range().len() > 2
    }

    /// The raw text of a string, without its quotes.
    pub(crate) fn between_quotes(self) -> &'t str {
        let Range { start, end } = self.range();
        &self.text()[start + 1..end - 1]
    }

    /// The range of the text that encodes a range of the decoded string; an empty range for other values.
    pub fn raw_range(self, decoded: Range<usize>) -> Range<usize> {
        match self.kind() {
            Kind::String => self.raw_range_with(&self.escapes(), decoded),
            _ => self.range().start..self.range().start,
        }
    }

    /// The offset in the decoded string of a byte of the text; inside an escape, that of its character. `None` outside of the
    /// quotes and for other values.
    pub fn decoded_offset(self, at: usize) -> Option<usize> {
        let Range { start, end } = self.range();
        let is_inside = self.kind() == Kind::String && start < at && at < end;
        is_inside.then(|| self.escapes().to_text(self.between_quotes(), at - start - 1))
    }

    /// [`Value::raw_range`] with the escapes of the string, which are computed once for many ranges.
    pub(crate) fn raw_range_with(self, escapes: &Escapes, range: Range<usize>) -> Range<usize> {
        let first = self.range().start + 1;
        let raw = self.between_quotes();
        first + escapes.to_raw(raw, range.start)..first + escapes.to_raw(raw, range.end)
    }

    /// The escapes of a string, to map many ranges.
    pub(crate) fn escapes(self) -> Escapes {
        Escapes::of(self.between_quotes())
    }

    #[cold]
    fn unusual_key(self) -> Option<Cow<'t, str>> {
        let Range { start, end } = self.key_range()?;
        Some(unescape(&self.text()[start + 1..end - 1]))
    }

    #[inline]
    fn text(self) -> &'t str {
        self.tree.text()
    }

    #[inline]
    fn at(self) -> &'t Node {
        self.tree.node(self.node)
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.token())
    }
}

/// Whether a text is only Unicode white space, or nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}
