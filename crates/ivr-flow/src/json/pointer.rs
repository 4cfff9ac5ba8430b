//! JSON Pointers (RFC 6901) of values.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::parse::Kind;
use super::tree::Tree;
use super::value::Value;

/// A cursor that moves forward through the descendants of a value, for their JSON Pointers.
///
/// All pointers share one walk: with one walk each, a text full of findings would take quadratic time.
pub(crate) struct PointerCursor<'t> {
    tree: &'t Tree<'t>,
    /// The arrays and objects around the current value, the outermost first, and the value itself.
    levels: Vec<Level>,
}

struct Level {
    container: u32,
    /// The current child of the container, and its index.
    child: u32,
    number: usize,
}

impl<'t> PointerCursor<'t> {
    pub(crate) fn new(root: Value<'t>) -> Self {
        PointerCursor { tree: root.tree(), levels: vec![Level::top(root.node())] }
    }

    /// Moves to a value that is not before the current one.
    pub(crate) fn go_to(&mut self, value: Value<'t>) -> &mut Self {
        let node = value.node();
        let behind = |node: u32| self.tree.value(node).node_behind();
        while self.levels.len() > 1 && self.levels.last().is_some_and(|level| behind(level.container) <= node) {
            self.levels.pop();
        }
        while let Some(level) = self.levels.last_mut()
            && level.container != node
        {
            while behind(level.child) <= node {
                level.child = behind(level.child);
                level.number += 1;
            }
            let child = level.child;
            self.levels.push(Level::top(child));
        }
        self
    }

    /// The JSON Pointer of the current value, relative to the value that the cursor started from.
    pub(crate) fn pointer(&self) -> String {
        self.pointer_of(self.levels.len() - 1)
    }

    /// The approximate length of that pointer in bytes: keys count as they are in the text, with their quotes.
    pub(crate) fn length(&self) -> usize {
        let steps = self.levels[..self.levels.len() - 1].iter();
        steps.map(|level| 1 + self.tree.value(level.child).key_range().map_or(1, |key| key.len())).sum()
    }

    /// The object that the current value is a member of.
    pub(crate) fn holder(&self) -> Option<Value<'t>> {
        let level = self.levels.len().checked_sub(2)?;
        Some(self.tree.value(self.levels[level].container)).filter(|holder| holder.kind() == Kind::Object)
    }

    /// The same with the object's pointer.
    pub(crate) fn holder_and_pointer(&self) -> Option<(Value<'t>, String)> {
        Some((self.holder()?, self.pointer_of(self.levels.len() - 2)))
    }

    fn pointer_of(&self, level: usize) -> String {
        // Room for the usual one, `/activities/1000/events/0/next`.
        let mut pointer = String::with_capacity(32);
        for level in &self.levels[..level] {
            push_step(&mut pointer, self.tree.value(level.child).key(), level.number);
        }
        pointer
    }
}

impl Level {
    fn top(container: u32) -> Self {
        Level { container, child: container + 1, number: 0 }
    }
}

/// Appends a step to a JSON Pointer: the key of a member, or the index of an item.
pub(crate) fn push_step(pointer: &mut String, key: Option<Cow<'_, str>>, number: usize) {
    pointer.push('/');
    match key {
        Some(key) if memchr::memchr2(b'~', b'/', key.as_bytes()).is_none() => pointer.push_str(&key),
        Some(key) => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
        // Writing to a string cannot fail.
        None => drop(write!(pointer, "{number}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::one;
    use super::*;

    #[test]
    fn pointers_lead_to_each_value() {
        let text = r#"{"a/b":[1,{"~":[]}],"":{"x":[[2]]}}"#;
        let tree = one(text);
        let whole: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let mut cursor = PointerCursor::new(tree.root());
        for value in std::iter::once(tree.root()).chain(tree.root().descendants()) {
            let pointer = cursor.go_to(value).pointer();
            let there = whole.pointer(&pointer).expect("a value");
            let token: serde_json::Value = serde_json::from_str(value.token()).expect("JSON");
            assert_eq!(&token, there, "{pointer}");
        }
    }
}
