//! A value in a text of JSON.

use std::borrow::Cow;
use std::ops::Range;

use super::escape::{Escapes, unescape};
use super::parse::{Kind, Node};
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

    /// The value as it is written in its text. What is written in a string is decoded before it is read: see
    /// [`Value::file_range`] for the bytes in the file.
    pub fn token(self) -> &'t str {
        &self.text()[self.range()]
    }

    /// What a string says; nothing of anything else. What needs no decoding is borrowed.
    #[inline]
    pub fn string(self) -> Option<Cow<'t, str>> {
        match self.kind() {
            Kind::String if self.at().is_escaped => Some(unescape(self.between_quotes())),
            Kind::String => Some(Cow::Borrowed(self.between_quotes())),
            _ => None,
        }
    }

    /// Whether it is `true`, where it is that or `false`.
    pub fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.token() == "true")
    }

    /// A number as it is written; nothing of anything else.
    pub fn number(self) -> Option<&'t str> {
        (self.kind() == Kind::Number).then(|| self.token())
    }

    /// The key of this member; an item of an array has none.
    #[inline]
    pub fn key(self) -> Option<Cow<'t, str>> {
        let raw = self.raw_key()?;
        Some(if self.at().is_key_escaped { unescape(raw) } else { Cow::Borrowed(raw) })
    }

    /// The members of an object or the items of an array; nothing of anything else.
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

    /// Everything that the value holds, at any depth, in the order of the text, but what a duplicate key replaced.
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

    /// The member of an object; of several with one key the last.
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
    // Where the keys are known they are compared in a few instructions: a tenth of those of linting.
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

    /// The bytes of the value in the file, quotes and, inside of other strings, backslashes included.
    pub fn file_range(self) -> Range<usize> {
        self.tree.to_file(self.range())
    }

    /// The JSON Pointer (RFC 6901) of the value in its text. The way there is walked each time.
    pub fn pointer(self) -> String {
        PointerCursor::new(self.tree.root()).go_to(self).pointer()
    }

    /// The number of this value among all values of its text, in the order of the text.
    pub(crate) fn node(self) -> u32 {
        self.node
    }

    pub(crate) fn tree(self) -> &'t Tree<'t> {
        self.tree
    }

    /// The number of the value behind this one and all that it holds.
    #[inline]
    pub(crate) fn node_behind(self) -> u32 {
        self.at().behind
    }

    /// The bytes of the value in its text, which [`Value::source_map`] gives.
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.at().start as usize..self.at().end as usize
    }

    /// The bytes of the key of this member in its text, quotes included; nothing for what is no member.
    pub fn key_range(self) -> Option<Range<usize>> {
        let (start, end) = self.at().key;
        (start < end).then_some(start as usize..end as usize)
    }

    /// Whether this member has the key.
    #[inline(always)]
    pub(crate) fn has_key(self, key: &str) -> bool {
        let Node { key: (start, end), is_key_escaped, .. } = *self.at();
        if is_key_escaped {
            return self.key().is_some_and(|own| own == key);
        }
        // Nearly all keys differ in their length.
        (end - start) as usize == key.len() + 2
            && &self.text().as_bytes()[start as usize + 1..end as usize - 1] == key.as_bytes()
    }

    /// Whether it is a string that says this.
    pub(crate) fn says(self, text: &str) -> bool {
        self.string().is_some_and(|own| own == text)
    }

    /// Whether it is a string that is blank.
    pub(crate) fn is_blank(self) -> bool {
        self.string().is_some_and(|text| is_blank(&text))
    }

    /// Whether it is a string that says something.
    pub(crate) fn has_text(self) -> bool {
        self.kind() == Kind::String && self.range().len() > 2
    }

    /// A string as it is written, without its quotes.
    pub(crate) fn between_quotes(self) -> &'t str {
        let Range { start, end } = self.range();
        &self.text()[start + 1..end - 1]
    }

    /// Where in its text a range of what a string says is written; for other values an empty range.
    pub fn range_of(self, said: Range<usize>) -> Range<usize> {
        match self.kind() {
            Kind::String => self.range_inside(&self.escapes(), said),
            _ => self.range().start..self.range().start,
        }
    }

    /// The byte of what a string says that is written at a byte of its text, or in an escape around it; nothing outside
    /// of its quotes.
    pub fn said_at(self, at: usize) -> Option<usize> {
        let Range { start, end } = self.range();
        let is_inside = self.kind() == Kind::String && start < at && at < end;
        is_inside.then(|| self.escapes().to_text(self.between_quotes(), at - start - 1))
    }

    /// Where in its text a range of what a string says is written.
    pub(crate) fn range_inside(self, escapes: &Escapes, range: Range<usize>) -> Range<usize> {
        let first = self.range().start + 1;
        let raw = self.between_quotes();
        first + escapes.to_raw(raw, range.start)..first + escapes.to_raw(raw, range.end)
    }

    /// The escapes of a string, for who asks for many places in it.
    pub(crate) fn escapes(self) -> Escapes {
        Escapes::of(self.between_quotes())
    }

    #[inline]
    fn raw_key(self) -> Option<&'t str> {
        let Range { start, end } = self.key_range()?;
        Some(&self.text()[start + 1..end - 1])
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
