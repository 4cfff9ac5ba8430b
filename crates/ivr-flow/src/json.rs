//! One text of JSON with an index of where everything in it lies.
//!
//! serde_json says whether a text is JSON and where it breaks off; the index then remembers the place of each
//! value and key, so that a finding's span is never guessed back. A text may itself be what a string in another
//! text says (a `Definition` inside a page), hence places are followed outward through as many layers as there are.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use memchr::{memchr_iter, memchr2};
use serde_json::value::RawValue;

use crate::HashMap;
use crate::unescape::{Mark, Walk, unescape};

/// How many levels of arrays and objects a text may have. serde_json's own limit for what it builds.
pub(crate) const MOST_LEVELS: usize = 128;

/// Every how many bytes of a decoded text its place in the raw text is remembered.
const MARK_EVERY: usize = 1024;

/// Why a text is no JSON, and the byte where reading failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) at: usize,
    pub(crate) why: Why,
}

/// What was wrong at the place where reading failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// The text ends in the middle.
    Ended,
    /// More than [`MOST_LEVELS`].
    TooDeep,
    /// What serde_json says.
    Syntax(String),
}

/// The documents of a text, one after another; after one that is broken there are no more.
pub(crate) fn documents(text: &str) -> impl Iterator<Item = Result<Range<usize>, Broken>> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let mut failed = false;
    let mut read = 0;
    std::iter::from_fn(move || {
        if failed {
            return None;
        }
        let document = match stream.next()? {
            Ok(raw) => {
                let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
                read = start + raw.get().len();
                Ok(start..read)
            }
            // What goes too deep and breaks off further on went wrong where it went too deep.
            Err(error) => {
                let broken = broken(text, &error);
                match index(text.as_bytes(), read..broken.at) {
                    Ok(_) => Err(broken),
                    Err(at) => Err(Broken { at, why: Why::TooDeep }),
                }
            }
        };
        failed = document.is_err();
        Some(document)
    })
}

fn broken(text: &str, error: &serde_json::Error) -> Broken {
    if error.is_eof() {
        return Broken { at: text.len(), why: Why::Ended };
    }
    let line = match error.line() {
        0 | 1 => 0,
        line => memchr_iter(b'\n', text.as_bytes()).nth(line - 2).map_or(0, |newline| newline + 1),
    };
    let mut why = error.to_string();
    if let Some(place) = why.rfind(" at line ") {
        why.truncate(place);
    }
    // serde_json counts the bytes up to and with the one that does not fit, but for control characters.
    let read = if why.starts_with("control character") { 0 } else { 1 };
    let mut at = (line + error.column()).saturating_sub(read).min(text.len());
    // Of `\uXXXX` it reads all four digits before it looks at them.
    if let Some(digits) = at.checked_sub(3)
        && why == "invalid escape"
        && text.as_bytes()[..digits].ends_with(b"\\u")
    {
        at = (digits..at).find(|&digit| !text.as_bytes()[digit].is_ascii_hexdigit()).unwrap_or(at);
    }
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    Broken { at, why: Why::Syntax(why) }
}

/// A text of JSON, or the document in it that was indexed.
pub(crate) struct Json<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    /// The string that says this text.
    inside: Option<Value<'a>>,
    /// Whether any key is written with escapes.
    has_escaped_keys: bool,
    /// Members whose object has their key again before them; each the last of its key, in the order of the text.
    duplicates: Vec<u32>,
    /// What those replaced: first node and the one behind it, in the order of the text, none inside another.
    replaced: Vec<Range<u32>>,
    /// Where in the raw text every [`MARK_EVERY`]th byte stands; made when the first finding needs it.
    marks: OnceCell<Vec<Mark>>,
}

/// A value; its place is that of its token. The values of an array or object follow it in the list.
#[derive(Debug, Clone, Copy)]
struct Node {
    start: u32,
    end: u32,
    /// Where the key of this member begins, or [`NO_KEY`].
    key: u32,
    /// The node behind this value and all that it holds.
    next: u32,
}

const NO_KEY: u32 = u32::MAX;

impl<'a> Json<'a> {
    /// Indexes one document of a text, as [`documents`] found it.
    pub(crate) fn index(text: &'a str, document: Range<usize>, inside: Option<Value<'a>>) -> Result<Self, Broken> {
        let indexed = index(text.as_bytes(), document).map_err(|at| Broken { at, why: Why::TooDeep })?;
        let Indexed { nodes, suspects, has_escaped_keys } = indexed;
        let mut json = Json {
            text,
            nodes,
            inside,
            has_escaped_keys,
            duplicates: Vec::new(),
            replaced: Vec::new(),
            marks: OnceCell::new(),
        };
        if !suspects.is_empty() {
            (json.duplicates, json.replaced) = json.compare_keys(suspects);
        }
        Ok(json)
    }

    /// The members whose object has their key again before them: of each key the last, in the order of the text.
    pub(crate) fn duplicates(&self) -> &[u32] {
        &self.duplicates
    }

    /// Finds the duplicate keys of the objects that [`index`] suspects, and what they replaced.
    fn compare_keys(&self, mut suspects: Vec<u32>) -> (Vec<u32>, Vec<Range<u32>>) {
        suspects.sort_unstable();
        suspects.dedup();
        let mut duplicates = Vec::new();
        let mut replaced = BTreeMap::new();
        let mut last = HashMap::<_, (u32, bool)>::default();
        for object in suspects {
            let inside = replaced.range(..=object).next_back();
            if inside.is_some_and(|(_, &end)| object < end) {
                continue;
            }
            for member in self.value(object).children() {
                let known = last.entry(member.key()).or_insert((member.node, false));
                if known.0 != member.node {
                    replaced.insert(known.0, self.node(known.0).next);
                    *known = (member.node, true);
                }
            }
            duplicates.extend(last.drain().filter_map(|(_, (member, again))| again.then_some(member)));
        }
        duplicates.sort_unstable();
        (duplicates, replaced.into_iter().map(|(start, end)| start..end).collect())
    }

    /// The document itself.
    pub(crate) fn root(&self) -> Value<'_> {
        Value { json: self, node: 0 }
    }

    pub(crate) fn value(&self, node: u32) -> Value<'_> {
        Value { json: self, node }
    }

    /// Where a range of this text stands in the text that everything is in.
    pub(crate) fn outward(&self, range: Range<usize>) -> Range<usize> {
        let Some(string) = self.inside else {
            return range;
        };
        let (token, start) = (string.token(), string.range().start + 1);
        let marks = self.marks.get_or_init(|| {
            let mut walk = Walk::new(token, Mark { raw: 0, text: 0 });
            (0..=self.text.len() / MARK_EVERY).map(|block| walk.to(block * MARK_EVERY)).collect()
        });
        let place = |offset: usize| start + Walk::new(token, marks[offset / MARK_EVERY]).to(offset).raw;
        string.json.outward(place(range.start)..place(range.end))
    }

    /// How many strings this text is inside of.
    pub(crate) fn layers(&self) -> usize {
        let mut layers = 0;
        let mut inside = self.inside;
        while let Some(string) = inside {
            layers += 1;
            inside = string.json.inside;
        }
        layers
    }

    fn node(&self, node: u32) -> Node {
        self.nodes[node as usize]
    }
}

/// The way from a value down to values in it, which are asked for in the order of the text.
///
/// One walk serves all of them: with one walk each, a text full of findings would take quadratic time.
pub(crate) struct Way<'a> {
    json: &'a Json<'a>,
    /// The containers on the way, the outermost first; the last is the value that was asked for.
    levels: Vec<Level>,
}

struct Level {
    container: u32,
    /// The child of the container that the walk is at, and its number.
    child: u32,
    number: usize,
}

impl<'a> Way<'a> {
    pub(crate) fn from(root: Value<'a>) -> Self {
        Way { json: root.json, levels: vec![Level::top(root.node)] }
    }

    /// Goes on to a value that is not before the one that was asked for last.
    pub(crate) fn to(&mut self, value: Value<'a>) -> &mut Self {
        let node = value.node;
        while self.levels.len() > 1
            && self.levels.last().is_some_and(|level| self.json.node(level.container).next <= node)
        {
            self.levels.pop();
        }
        while let Some(level) = self.levels.last_mut()
            && level.container != node
        {
            while self.json.node(level.child).next <= node {
                level.child = self.json.node(level.child).next;
                level.number += 1;
            }
            let child = level.child;
            self.levels.push(Level::top(child));
        }
        self
    }

    /// The JSON Pointer of the value that was asked for, relative to the value that the way starts from.
    pub(crate) fn pointer(&self) -> String {
        self.pointer_of(self.levels.len() - 1)
    }

    /// The object that the value that was asked for is a member of, and the object's pointer.
    pub(crate) fn holder(&self) -> Option<(Value<'a>, String)> {
        let level = self.levels.len().checked_sub(2)?;
        let holder = self.json.value(self.levels[level].container);
        (holder.kind() == Kind::Object).then(|| (holder, self.pointer_of(level)))
    }

    fn pointer_of(&self, level: usize) -> String {
        let mut pointer = String::new();
        for level in &self.levels[..level] {
            push_step(&mut pointer, self.json.value(level.child).key(), level.number);
        }
        pointer
    }
}

impl Level {
    fn top(container: u32) -> Self {
        Level { container, child: container + 1, number: 0 }
    }
}

/// Adds one step to a JSON Pointer (RFC 6901): a member's key where there is one, else an item's number.
pub(crate) fn push_step(pointer: &mut String, key: Option<Cow<'_, str>>, number: usize) {
    pointer.push('/');
    match key {
        Some(key) => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
        None => pointer.push_str(&number.to_string()),
    }
}

/// What [`index`] finds.
struct Indexed {
    nodes: Vec<Node>,
    /// The objects that may have a key twice.
    suspects: Vec<u32>,
    has_escaped_keys: bool,
}

/// Lists the values of a document. The error is the byte where one level too many opens.
fn index(text: &[u8], document: Range<usize>) -> Result<Indexed, usize> {
    // Definitions have a value about every twelve bytes.
    let mut nodes: Vec<Node> = Vec::with_capacity(document.len() / 12 + 1);
    let mut suspects = Vec::new();
    let mut has_escaped_keys = false;
    let mut open: Vec<u32> = Vec::new();
    let mut in_object = false;
    // One bit for each key so far of the objects that are open, the innermost last.
    let mut keys: Vec<u64> = Vec::new();
    let mut key = NO_KEY;
    let mut at = document.start;
    while at < document.end {
        let byte = text[at];
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' => at += 1,
            b'"' if in_object && key == NO_KEY => {
                key = offset(at);
                let end = string_end(text, at);
                if let (Some(keys), Some(&object)) = (keys.last_mut(), open.last()) {
                    let bit = key_bit(text.get(at + 1..end - 1).unwrap_or_default());
                    has_escaped_keys |= bit == u64::MAX;
                    if *keys & bit != 0 {
                        suspects.push(object);
                    }
                    *keys |= bit;
                }
                at = end;
            }
            b'}' | b']' => {
                at += 1;
                if byte == b'}' {
                    keys.pop();
                }
                if let Some(container) = open.pop() {
                    let next = offset(nodes.len());
                    let container = &mut nodes[container as usize];
                    (container.end, container.next) = (offset(at), next);
                }
                in_object = open.last().is_some_and(|&container| is_object(text, nodes[container as usize]));
            }
            _ => {
                let node = offset(nodes.len());
                let start = at;
                match byte {
                    b'{' | b'[' => {
                        if open.len() == MOST_LEVELS {
                            return Err(at);
                        }
                        open.push(node);
                        in_object = byte == b'{';
                        if in_object {
                            keys.push(0);
                        }
                        at += 1;
                    }
                    b'"' => at = string_end(text, at),
                    _ => {
                        while at < document.end
                            && !matches!(text[at], b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r')
                        {
                            at += 1;
                        }
                    }
                }
                nodes.push(Node { start: offset(start), end: offset(at), key, next: node + 1 });
                key = NO_KEY;
            }
        }
    }
    Ok(Indexed { nodes, suspects, has_escaped_keys })
}

/// A bit for a key as it is written: keys that are the same have the same; one that has escapes has all.
fn key_bit(key: &[u8]) -> u64 {
    let mut hash = key.len() as u64;
    for &byte in key {
        if byte == b'\\' {
            return u64::MAX;
        }
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    1 << (hash >> 58)
}

fn is_object(text: &[u8], node: Node) -> bool {
    text[node.start as usize] == b'{'
}

/// The byte behind the string whose first quote stands at `quote`; where it is broken, the end of the text.
fn string_end(text: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    while let Some(found) = text.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += found;
        if text[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    text.len()
}

/// Texts of 4 GiB and more are refused before they get here.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A value in a JSON text: a small copyable reference into it.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    json: &'a Json<'a>,
    node: u32,
}

impl<'a> Value<'a> {
    /// The number of this value among all values of its text, in the order of the text.
    pub(crate) fn node(self) -> u32 {
        self.node
    }

    pub(crate) fn json(self) -> &'a Json<'a> {
        self.json
    }

    pub(crate) fn range(self) -> Range<usize> {
        let node = self.json.node(self.node);
        node.start as usize..node.end as usize
    }

    /// The place of the key of this member, quotes included.
    pub(crate) fn key_range(self) -> Option<Range<usize>> {
        let node = self.json.node(self.node);
        (node.key != NO_KEY).then(|| {
            let start = node.key as usize;
            let between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b':');
            let bytes = &self.json.text.as_bytes()[start..node.start as usize];
            start..start + bytes.len() - bytes.iter().rev().take_while(|byte| between(byte)).count()
        })
    }

    /// The key of this member.
    pub fn key(self) -> Option<Cow<'a, str>> {
        self.key_range().map(|range| unescape(&self.json.text[range]))
    }

    /// Where the value stands in the outermost text.
    pub(crate) fn place(self) -> Range<usize> {
        self.json.outward(self.range())
    }

    /// The value as it is written.
    pub fn token(self) -> &'a str {
        &self.json.text[self.range()]
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        match self.json.text.as_bytes()[self.range().start] {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'"' => Kind::String,
            b't' | b'f' => Kind::Bool,
            b'n' => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// What a string says; nothing of anything else. What needs no unescaping is borrowed.
    pub fn string(self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| unescape(self.token()))
    }

    /// Whether it is `true`, where it is that or `false`.
    pub fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.token() == "true")
    }

    /// The members of an object or the items of an array; nothing of anything else.
    pub fn children(self) -> impl Iterator<Item = Value<'a>> {
        let end = self.json.node(self.node).next;
        let mut node = self.node + 1;
        std::iter::from_fn(move || {
            (node < end).then(|| {
                let child = Value { json: self.json, node };
                node = self.json.node(node).next;
                child
            })
        })
    }

    /// Everything that the value holds, at any depth, in the order of the text, but what a duplicate key replaced.
    pub fn descendants(self) -> impl Iterator<Item = Value<'a>> {
        let end = self.json.node(self.node).next;
        let mut node = self.node + 1;
        let replaced = &self.json.replaced;
        let mut replaced = &replaced[replaced.partition_point(|range| range.end <= node)..];
        std::iter::from_fn(move || {
            while let [first, rest @ ..] = replaced
                && first.start <= node
            {
                if node < first.end {
                    node = first.end;
                }
                replaced = rest;
            }
            (node < end).then(|| {
                node += 1;
                Value { json: self.json, node: node - 1 }
            })
        })
    }

    /// The member of an object; of several with one key the last.
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        if self.kind() != Kind::Object {
            return None;
        }
        self.children().filter(|member| member.has_key(key)).last()
    }

    /// The member of an object, unless it is `null`.
    pub fn present(self, key: &str) -> Option<Value<'a>> {
        self.get(key).filter(|member| !member.is_null())
    }

    /// Whether this member has the key.
    pub(crate) fn has_key(self, key: &str) -> bool {
        let start = self.json.node(self.node).key;
        if start == NO_KEY {
            return false;
        }
        // A key that is written with escapes is rare enough to be read for every question.
        let written = &self.json.text.as_bytes()[start as usize + 1..];
        let is_written = written.starts_with(key.as_bytes()) && written.get(key.len()) == Some(&b'"');
        is_written || (self.json.has_escaped_keys && self.key().is_some_and(|own| own == key))
    }

    /// What a string says, as JSON; `text` is [`Value::string`].
    pub(crate) fn opened<'b>(self, text: &'b str) -> Result<Json<'b>, Opening>
    where
        'a: 'b,
    {
        let mut documents = documents(text);
        let document = match documents.next() {
            Some(document) => document.map_err(Opening::Broken)?,
            None => return Err(Opening::Empty),
        };
        match documents.next() {
            None => Json::index(text, document, Some(self)).map_err(Opening::Broken),
            Some(Ok(second)) => Err(Opening::Several(second.start)),
            Some(Err(broken)) => Err(Opening::Broken(broken)),
        }
    }

    /// Where a range of what a string says stands in the outermost text; `text` is [`Value::string`].
    pub(crate) fn place_inside(self, text: &str, range: Range<usize>) -> Range<usize> {
        let said = Json {
            text,
            nodes: Vec::new(),
            inside: Some(self),
            has_escaped_keys: false,
            duplicates: Vec::new(),
            replaced: Vec::new(),
            marks: OnceCell::new(),
        };
        said.outward(range)
    }

    /// The number of the value behind this one and all that it holds.
    pub(crate) fn node_behind(self) -> u32 {
        self.json.node(self.node).next
    }
}

/// Why a string says no JSON.
#[derive(Debug)]
pub(crate) enum Opening {
    /// It says nothing.
    Empty,
    /// A second document begins at this byte.
    Several(usize),
    Broken(Broken),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Json<'_> {
        let document = documents(text).next().expect("a document").expect("JSON");
        Json::index(text, document, None).expect("shallow")
    }

    #[test]
    fn the_last_of_two_members_with_one_key_is_the_one() {
        let json = one(r#"{"a":1,"\u0061":2}"#);
        assert_eq!(json.root().get("a").map(Value::token), Some("2"));
    }

    #[test]
    fn places_are_those_of_the_tokens() {
        let json = one(r#" {"a" : [1, {"b":"\"]"} , null]} "#);
        let a = json.root().get("a").expect("a");
        assert_eq!(a.token(), r#"[1, {"b":"\"]"} , null]"#);
        assert_eq!(a.key_range(), Some(2..5));
        let tokens: Vec<_> = a.children().map(Value::token).collect();
        assert_eq!(tokens, ["1", r#"{"b":"\"]"}"#, "null"]);
    }

    #[test]
    fn pointers_lead_to_each_value() {
        let text = r#"{"a/b":[1,{"~":[]}],"":{"x":[[2]]}}"#;
        let json = one(text);
        let nodes = 0..u32::try_from(json.nodes.len()).expect("few");
        let whole: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let mut way = Way::from(json.root());
        for node in nodes {
            let pointer = way.to(json.value(node)).pointer();
            let there = whole.pointer(&pointer).expect("a value");
            let token: serde_json::Value = serde_json::from_str(json.value(node).token()).expect("JSON");
            assert_eq!(&token, there, "{pointer}");
        }
    }

    #[test]
    fn a_place_is_followed_through_two_layers_of_escapes() {
        let inner = r#"{"k":"值😀\n"}"#;
        let middle = serde_json::to_string(inner).expect("a string");
        let outer = serde_json::to_string(&middle).expect("a string").replace('值', "\\u503c");
        let text = format!("  {outer}");

        let outermost = one(&text);
        let first = outermost.root().string().expect("a string");
        let second = outermost.root().opened(&first).expect("JSON");
        let third_text = second.root().string().expect("a string");
        let third = second.root().opened(&third_text).expect("JSON");
        let place = third.root().get("k").expect("k").place();
        assert_eq!(&text[place], r#"\\\"\u503c😀\\\\n\\\""#);
        assert_eq!(third.layers(), 2);
    }

    #[test]
    fn the_place_of_an_error_is_the_first_byte_that_does_not_fit() {
        let at = |text: &str| documents(text).find_map(Result::err).map(|broken| broken.at);
        assert_eq!(at(r#"{"a":1,}"#), Some(7));
        assert_eq!(at("{\n\"a\": tru}"), Some(10));
        assert_eq!(at("{\"a\":\"x\ny\"}"), Some(7));
        assert_eq!(at("{}, {}"), Some(2));
        assert_eq!(at("[1"), Some(2));
        assert_eq!(at("{\"流\":流}"), Some(7));
        assert_eq!(at(r#"["\x"]"#), Some(3));
        assert_eq!(at(r#"["\u00g0"]"#), Some(6));
        assert_eq!(at(r#"["\u000流"]"#), Some(7));
    }

    #[test]
    fn a_hundred_levels_pass_and_a_thousand_do_not() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        let depth = |text: &str| Json::index(text, 0..text.len(), None).map(|_| ()).map_err(|broken| broken.at);
        assert_eq!(depth(&nested(100)), Ok(()));
        assert_eq!(depth(&nested(1000)), Err(MOST_LEVELS));
    }
}
