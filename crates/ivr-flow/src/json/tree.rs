//! A JSON text as a tree of values. The text may be the decoded string of another tree.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::error::{Broken, Parsed, next_document};
use super::escape::Escapes;
use super::parse::{Node, Nodes};
use super::value::Value;
use crate::text::base64;

/// A text of JSON, and the values of the document in it.
#[derive(Debug, Clone)]
pub(crate) struct Tree<'a> {
    text: Source<'a>,
    nodes: Nodes,
    outside: Outside<'a>,
    /// Computed when needed.
    duplicates: OnceLock<Duplicates>,
}

/// A text that is borrowed, or shared by everything that was parsed from it.
#[derive(Debug, Clone)]
pub(crate) enum Source<'a> {
    Borrowed(&'a str),
    Shared(Arc<String>),
}

/// What contains a text.
#[derive(Debug, Clone)]
enum Outside<'a> {
    /// A file, with this many bytes before the text.
    File(usize),
    /// A string, by its index in its tree. Its escapes are located when they are needed.
    String(Arc<Tree<'a>>, u32, Encoding, OnceLock<Escapes>),
}

/// How a string encodes a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As JSON strings are.
    Plain,
    Base64,
}

/// The duplicate keys of all objects, and the values that they replace.
#[derive(Debug, Clone, Default)]
struct Duplicates {
    /// The last member of each duplicate key, in the order of the text, and the earlier ones.
    members: Vec<(u32, Vec<u32>)>,
    /// The nodes that are replaced, in the order of the text, no range inside another.
    replaced: Vec<Range<u32>>,
}

/// The limit of strings around a text. Each layer costs a pass over the text.
pub(crate) const MOST_STRINGS: usize = 16;

/// Why a string cannot be read as JSON.
#[derive(Debug)]
pub(crate) enum Opening {
    /// It is nested in more than [`MOST_STRINGS`] strings.
    TooDeep,
    /// It is blank.
    Empty,
    /// A second document begins at this offset.
    Several(usize),
    Broken(Broken),
}

impl Source<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Source::Borrowed(text) => text,
            Source::Shared(text) => text,
        }
    }
}

impl<'a> Tree<'a> {
    /// A document of a file; `before` is the number of bytes before the text in the file.
    pub(crate) fn new(text: Source<'a>, document: Parsed, before: usize) -> Self {
        Tree { text, nodes: document.nodes, outside: Outside::File(before), duplicates: OnceLock::new() }
    }

    /// Parses the decoded text of a string. A string that is not in the given encoding counts as blank.
    pub(crate) fn open(self: &Arc<Self>, string: u32, encoding: Encoding) -> Result<Tree<'a>, Opening> {
        if self.layers() >= MOST_STRINGS {
            return Err(Opening::TooDeep);
        }
        let text = self.value(string).string().unwrap_or_default();
        let text = match encoding {
            Encoding::Plain => text.into_owned(),
            Encoding::Base64 => base64::decode(&text).ok_or(Opening::Empty)?,
        };
        let first = next_document(&text, 0).ok_or(Opening::Empty)?;
        // That there is more than one document is reported first, however deeply either is nested.
        let end = match &first {
            Ok(document) => Some(document.range.end),
            Err(broken) => broken.end,
        };
        match end.and_then(|end| next_document(&text, end)) {
            None => match first {
                Ok(document) => Ok(Tree {
                    text: Source::Shared(Arc::new(text)),
                    nodes: document.nodes,
                    outside: Outside::String(Arc::clone(self), string, encoding, OnceLock::new()),
                    duplicates: OnceLock::new(),
                }),
                Err(broken) => Err(Opening::Broken(broken)),
            },
            Some(Ok(second)) => Err(Opening::Several(second.range.start)),
            Some(Err(Broken { end: Some(_), .. })) => {
                Err(Opening::Several(super::parse::skip_blanks(text.as_bytes(), end.unwrap_or_default())))
            }
            Some(Err(broken)) => Err(Opening::Broken(broken)),
        }
    }

    /// The document itself.
    pub(crate) fn root(&self) -> Value<'_> {
        Value::new(self, 0)
    }

    /// The value with this index, in the order of the text.
    pub(crate) fn value(&self, node: u32) -> Value<'_> {
        Value::new(self, node)
    }

    /// The number of strings around this text.
    pub(crate) fn layers(&self) -> usize {
        std::iter::successors(self.string(), |string| string.tree().string()).count()
    }

    /// The range of the file that encodes a range of this text.
    pub(crate) fn to_file(&self, range: Range<usize>) -> Range<usize> {
        let (tree, node, encoding, escapes) = match &self.outside {
            Outside::File(before) => return range.start + before..range.end + before,
            Outside::String(tree, node, encoding, escapes) => (tree, *node, *encoding, escapes),
        };
        let string = tree.value(node);
        let escapes = escapes.get_or_init(|| Escapes::of(string.between_quotes()));
        let range = match encoding {
            Encoding::Plain => range,
            // The padding belongs to the end of the text.
            Encoding::Base64 if !range.is_empty() && range.end == self.text().len() => {
                base64::signs(range).start..string.string().unwrap_or_default().len()
            }
            Encoding::Base64 => base64::signs(range),
        };
        tree.to_file(string.raw_range_with(escapes, range))
    }

    /// Whether the text or one around it is in Base64.
    pub(crate) fn is_in_base64(&self) -> bool {
        match &self.outside {
            Outside::File(_) => false,
            Outside::String(tree, _, encoding, _) => *encoding == Encoding::Base64 || tree.is_in_base64(),
        }
    }

    /// The offset in this text of a byte of the file; inside an escape, that of its character.
    pub(crate) fn offset_of(&self, at: usize) -> Option<usize> {
        let (tree, node, encoding, escapes) = match &self.outside {
            Outside::File(before) => return at.checked_sub(*before).filter(|&at| at <= self.text().len()),
            Outside::String(tree, node, encoding, escapes) => (tree, *node, *encoding, escapes),
        };
        let string = tree.value(node);
        let (first, raw) = (string.range().start + 1, string.between_quotes());
        let at = tree.offset_of(at)?.checked_sub(first).filter(|&at| at <= raw.len())?;
        let at = escapes.get_or_init(|| Escapes::of(raw)).to_text(raw, at);
        Some(match encoding {
            Encoding::Plain => at,
            Encoding::Base64 => {
                (0..=base64::byte(at)).rev().find(|&at| self.text().is_char_boundary(at)).unwrap_or_default()
            }
        })
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &str {
        self.text.as_str()
    }

    /// The last member of each duplicate key, in the order of the text, with the earlier ones.
    pub(crate) fn duplicates(&self) -> &[(u32, Vec<u32>)] {
        &self.find_duplicates().members
    }

    /// The string around this text.
    fn string(&self) -> Option<Value<'_>> {
        match &self.outside {
            Outside::File(_) => None,
            Outside::String(tree, node, ..) => Some(tree.value(*node)),
        }
    }

    /// The nodes that a later member with the same key replaces, in the order of the text, no range inside another.
    pub(super) fn replaced(&self) -> &[Range<u32>] {
        &self.find_duplicates().replaced
    }

    fn find_duplicates(&self) -> &Duplicates {
        self.duplicates.get_or_init(|| {
            let mut duplicates = Vec::new();
            let mut replaced = BTreeMap::new();
            let mut suspects = self.nodes.suspects.clone();
            suspects.sort_unstable();
            suspects.dedup();
            for object in suspects {
                // Inside of a replaced value nothing counts.
                let around = replaced.range(..=object).next_back();
                if around.is_some_and(|(_, &end)| object < end) {
                    continue;
                }
                let members = self.value(object).children().map(|member| (member.key(), member.node()));
                let mut members: Vec<_> = members.collect();
                members.sort_unstable();
                for same in members.chunk_by(|one, next| one.0 == next.0) {
                    let [earlier @ .., (_, last)] = same else { continue };
                    if earlier.is_empty() {
                        continue;
                    }
                    let (earlier, last): (Vec<_>, _) = (earlier.iter().map(|(_, node)| *node).collect(), *last);
                    replaced.extend(earlier.iter().map(|&member| (member, self.node(member).behind)));
                    duplicates.push((last, earlier));
                }
            }
            duplicates.sort_unstable();
            Duplicates { members: duplicates, replaced: replaced.into_iter().map(|(start, end)| start..end).collect() }
        })
    }

    #[inline]
    pub(super) fn node(&self, number: u32) -> &Node {
        &self.nodes.all[number as usize]
    }
}

/// The first document of a text.
#[cfg(test)]
pub(crate) fn one(text: &str) -> Arc<Tree<'_>> {
    let document = next_document(text, 0).expect("a document").expect("JSON");
    Arc::new(Tree::new(Source::Borrowed(text), document, 0))
}
