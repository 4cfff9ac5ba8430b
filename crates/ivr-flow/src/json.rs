//! One text of JSON with an index of where everything in it lies.
//!
//! One pass checks the text as strictly as serde_json does and remembers the place of each value and key, so that a
//! finding's span is never guessed back. Where that pass stops, serde_json says what is wrong and where. A text may itself be what a string in another
//! text says (a `Definition` inside a page), hence places are followed outward through as many layers as there are.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memchr_iter;
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
    /// Where the document ends all the same, if nothing is wrong but that it goes too deep.
    end: Option<usize>,
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

/// A document in a text, and an index of the values in it.
pub(crate) struct Document {
    /// Where it stands in the text.
    pub(crate) range: Range<usize>,
    index: Index,
}

/// The documents of a text, one after another; after one that is broken there are no more.
pub(crate) fn documents(text: &str) -> impl Iterator<Item = Result<Document, Broken>> {
    let mut read = Some(0);
    std::iter::from_fn(move || {
        let document = document(text, read?);
        read = document.as_ref().and_then(|document| Some(document.as_ref().ok()?.range.end));
        document
    })
}

/// The next document from a byte of a text on.
fn document(text: &str, from: usize) -> Option<Result<Document, Broken>> {
    let bytes = text.as_bytes();
    let start = behind_blanks(bytes, from);
    if start == bytes.len() {
        return None;
    }
    Some(match read(bytes, start) {
        Ok((index, end)) => Ok(Document { range: start..end, index }),
        Err(stop) => Err(judged(text, start, stop)),
    })
}

/// What serde_json says of a document that [`read`] does not read.
fn judged(text: &str, start: usize, stop: Stop) -> Broken {
    let rest = &text[start..];
    let document = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>().next();
    match (stop, document) {
        // What goes too deep and breaks off further on went wrong where it went too deep.
        (Stop::TooDeep(at), document) => {
            let end = document.and_then(Result::ok).map(|raw| start + raw.get().len());
            Broken { at, why: Why::TooDeep, end }
        }
        (Stop::Misfit, Some(Err(error))) => {
            let broken = broken(rest, &error);
            Broken { at: start + broken.at, ..broken }
        }
        // The two never disagree: a test holds that.
        (Stop::Misfit, _) => Broken { at: start, why: Why::Syntax("expected value".to_owned()), end: None },
    }
}

fn broken(text: &str, error: &serde_json::Error) -> Broken {
    if error.is_eof() {
        return Broken { at: text.len(), why: Why::Ended, end: None };
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
    Broken { at, why: Why::Syntax(why), end: None }
}

/// A text of JSON, or the document in it that was indexed.
pub(crate) struct Json<'a> {
    text: &'a str,
    index: Index,
    /// The string that says this text.
    inside: Option<Value<'a>>,
    /// Members whose object has their key again before them; each the last of its key, in the order of the text.
    duplicates: Vec<u32>,
    /// What those replaced: first node and the one behind it, in the order of the text, none inside another.
    replaced: Vec<Range<u32>>,
    /// Where in the raw text every [`MARK_EVERY`]th byte stands; made when the first finding needs it.
    marks: OnceCell<Vec<Mark>>,
}

/// What [`read`] remembers of a document.
#[derive(Default)]
struct Index {
    nodes: Vec<Node>,
    /// The objects that may have a key twice.
    suspects: Vec<u32>,
    /// Whether any key is written with escapes.
    has_escaped_keys: bool,
    /// Whether any value is.
    has_escapes: bool,
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
    /// A document of a text; the text may be what a string in another says.
    pub(crate) fn new(text: &'a str, document: Document, inside: Option<Value<'a>>) -> Self {
        let mut json = Json {
            text,
            index: document.index,
            inside,
            duplicates: Vec::new(),
            replaced: Vec::new(),
            marks: OnceCell::new(),
        };
        let suspects = std::mem::take(&mut json.index.suspects);
        if !suspects.is_empty() {
            (json.duplicates, json.replaced) = json.compare_keys(suspects);
        }
        json
    }

    /// The members whose object has their key again before them: of each key the last, in the order of the text.
    pub(crate) fn duplicates(&self) -> &[u32] {
        &self.duplicates
    }

    /// Finds the duplicate keys of the objects that [`read`] suspects, and what they replaced.
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

    /// Whether any string is written with escapes, keys left aside.
    pub(crate) fn has_escapes(&self) -> bool {
        self.index.has_escapes
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

    /// What the string at a range says.
    fn said(&self, range: Range<usize>, has_escapes: bool) -> Cow<'_, str> {
        if has_escapes {
            return unescape(&self.text[range]);
        }
        Cow::Borrowed(&self.text[range.start + 1..range.end - 1])
    }

    fn node(&self, node: u32) -> Node {
        self.index.nodes[node as usize]
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

/// Where [`read`] stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// Something does not fit.
    Misfit,
    /// The array or object that opens here is one level too many.
    TooDeep(usize),
}

/// An array or object that is open, and what is to be known of it until it closes.
#[derive(Clone, Copy)]
struct Open {
    node: u32,
    is_object: bool,
    /// One bit for each key so far.
    keys: u64,
}

/// Reads the document that begins at a byte, as strictly as serde_json, and finds where it ends.
fn read(text: &[u8], start: usize) -> Result<(Index, usize), Stop> {
    // Definitions have a value about every twelve bytes; large ones grow as they are read.
    let nodes = Vec::with_capacity(((text.len() - start) / 12 + 1).min(4096));
    let mut index = Index { nodes, ..Index::default() };
    let mut too_deep = None;
    match read_values(text, start, &mut index, &mut too_deep) {
        Some(end) => Ok((index, end)),
        None => Err(too_deep.map_or(Stop::Misfit, Stop::TooDeep)),
    }
}

/// Reads the values of a document one after another; nothing where something does not fit.
fn read_values(text: &[u8], start: usize, index: &mut Index, too_deep: &mut Option<usize>) -> Option<usize> {
    // Those around the innermost.
    let mut outer: Vec<Open> = Vec::new();
    let mut open = Open { node: NO_KEY, is_object: false, keys: 0 };
    let mut key = NO_KEY;
    let mut at = start;
    'value: loop {
        let begin = at;
        let byte = *text.get(at)?;
        match byte {
            b'"' => at = behind_string(text, at, &mut index.has_escapes)?,
            b'{' | b'[' => {
                if outer.len() == MOST_LEVELS {
                    *too_deep = Some(at);
                    return None;
                }
                at = behind_blanks(text, at + 1);
                // The closing sign of each stands two behind the opening one in ASCII.
                if *text.get(at)? == byte + 2 {
                    at += 1;
                } else {
                    outer.push(open);
                    open = Open { node: offset(index.nodes.len()), is_object: byte == b'{', keys: 0 };
                    index.nodes.push(Node { start: offset(begin), end: 0, key, next: 0 });
                    key = NO_KEY;
                    if open.is_object {
                        key = offset(at);
                        at = behind_key(text, at, &mut open, index)?;
                    }
                    continue 'value;
                }
            }
            b'-' | b'0'..=b'9' => at = behind_number(text, at)?,
            b't' => at = behind_word(text, at, b"true")?,
            b'f' => at = behind_word(text, at, b"false")?,
            b'n' => at = behind_word(text, at, b"null")?,
            _ => return None,
        }
        let next = offset(index.nodes.len() + 1);
        index.nodes.push(Node { start: offset(begin), end: offset(at), key, next });
        while !outer.is_empty() {
            at = behind_blanks(text, at);
            match *text.get(at)? {
                b',' => {
                    at = behind_blanks(text, at + 1);
                    key = NO_KEY;
                    if open.is_object {
                        key = offset(at);
                        at = behind_key(text, at, &mut open, index)?;
                    }
                    continue 'value;
                }
                close if close == if open.is_object { b'}' } else { b']' } => at += 1,
                _ => return None,
            }
            let next = offset(index.nodes.len());
            let closed = &mut index.nodes[open.node as usize];
            (closed.end, closed.next) = (offset(at), next);
            open = outer.pop()?;
        }
        break;
    }
    // Numbers and words need something behind them that ends them.
    let is_ended = |byte: &u8| b" \t\n\r\"[]{},:".contains(byte);
    let ends_itself = matches!(text[start], b'"' | b'{' | b'[');
    (ends_itself || text.get(at).is_none_or(is_ended)).then_some(at)
}

/// Reads a key and its colon. Returns the byte that its value begins at.
#[inline(always)]
fn behind_key(text: &[u8], at: usize, object: &mut Open, index: &mut Index) -> Option<usize> {
    if *text.get(at)? != b'"' {
        return None;
    }
    let mut has_escapes = false;
    let end = behind_string(text, at, &mut has_escapes)?;
    let bit = if has_escapes { u64::MAX } else { key_bit(text, at + 1..end - 1) };
    if object.keys & bit != 0 || has_escapes {
        suspect(object, has_escapes, index);
    }
    object.keys |= bit;
    // Nearly always the colon follows at once, and the value it.
    let colon = if text.get(end) == Some(&b':') { end } else { behind_blanks(text, end) };
    if *text.get(colon)? != b':' {
        return None;
    }
    Some(behind_blanks(text, colon + 1))
}

/// Notes that a key of an object may be there twice, or is written with escapes.
#[cold]
fn suspect(object: &Open, has_escapes: bool, index: &mut Index) {
    index.has_escaped_keys |= has_escapes;
    if object.keys != 0 {
        index.suspects.push(object.node);
    }
}

/// Chosen so that the keys which the platform writes into one object have different bits.
const KEY_FACTOR: u64 = 0x3ee4_da5a_7989_e9d1;

/// A bit for a key that has no escapes: keys that are the same have the same.
#[inline(always)]
fn key_bit(text: &[u8], key: Range<usize>) -> u64 {
    let length = key.len();
    let word = match length {
        0..8 => eight(text, key.start).unwrap_or(0) & !(u64::MAX << (8 * length)),
        _ => {
            let last = eight(text, key.end - 8).unwrap_or(0);
            eight(text, key.start).unwrap_or(0) ^ last.rotate_left(5)
        }
    };
    1 << (word.wrapping_add(length as u64).wrapping_mul(KEY_FACTOR) >> 58)
}

/// The eight bytes from one on, unless the text ends before.
#[inline(always)]
fn eight(text: &[u8], at: usize) -> Option<u64> {
    text.get(at..).and_then(|rest| rest.first_chunk()).map(|eight| u64::from_le_bytes(*eight))
}

#[inline(always)]
fn behind_blanks(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = text.get(at) {
        at += 1;
    }
    at
}

/// The byte behind the string whose first quote stands at `quote`.
#[inline(always)]
fn behind_string(text: &[u8], quote: usize, has_escapes: &mut bool) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        while let Some(eight) = eight(text, at) {
            let special = special(eight);
            if special != 0 {
                at += special.trailing_zeros() as usize / 8;
                break;
            }
            at += 8;
        }
        match *text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => {
                *has_escapes = true;
                at = behind_escape(text, at)?;
            }
            0..0x20 => return None,
            // Only in the last seven bytes.
            _ => at += 1,
        }
    }
}

/// Eight bytes at once: the lowest bit that is set is in the first quote, backslash or control character.
fn special(eight: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xff;
    // But for the quote, which it brings right behind the control characters, this leaves those and no others there.
    let control_or_quote = (eight ^ (EACH * 0x02)).wrapping_sub(EACH * 0x21);
    let backslash = (eight ^ (EACH * b'\\' as u64)).wrapping_sub(EACH);
    (control_or_quote & !eight | backslash & !(eight ^ (EACH * b'\\' as u64))) & (EACH * 0x80)
}

fn behind_escape(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at + 1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
        b'u' => text.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit).then_some(at + 6),
        _ => None,
    }
}

fn behind_number(text: &[u8], start: usize) -> Option<usize> {
    let digits = |mut at: usize| {
        let first = at;
        while text.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        (at > first).then_some(at)
    };
    let whole = start + usize::from(text[start] == b'-');
    let mut at = digits(whole)?;
    if text[whole] == b'0' && at > whole + 1 {
        return None;
    }
    if text.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        at = digits(at + 1 + sign)?;
    }
    Some(at)
}

fn behind_word(text: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    text[at..].starts_with(word).then_some(at + word.len())
}

/// Texts of 4 GiB and more are refused before they get here.
fn offset(at: usize) -> u32 {
    at as u32
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
            let bytes = self.json.text.as_bytes();
            let mut end = node.start as usize;
            // Only blanks and the colon stand between the key's last quote and the value.
            while bytes[end - 1] != b'"' {
                end -= 1;
            }
            node.key as usize..end
        })
    }

    /// The key of this member.
    pub fn key(self) -> Option<Cow<'a, str>> {
        self.key_range().map(|range| self.json.said(range, self.json.index.has_escaped_keys))
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
        (self.kind() == Kind::String).then(|| self.json.said(self.range(), self.json.index.has_escapes))
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
        let nodes = &self.json.index.nodes;
        let (mut node, end) = (self.node + 1, nodes[self.node as usize].next);
        let mut found = None;
        while node < end {
            if self.json.value(node).has_key(key) {
                found = Some(node);
            }
            node = nodes[node as usize].next;
        }
        found.map(|node| self.json.value(node))
    }

    /// The member of an object, unless it is `null`.
    pub fn present(self, key: &str) -> Option<Value<'a>> {
        self.get(key).filter(|member| !member.is_null())
    }

    /// Whether this member has the key.
    #[inline]
    pub(crate) fn has_key(self, key: &str) -> bool {
        let start = self.json.node(self.node).key;
        if start == NO_KEY {
            return false;
        }
        // A key that is written with escapes is rare enough to be read for every question.
        let written = &self.json.text.as_bytes()[start as usize + 1..];
        // Most keys have another length.
        let is_written = written.get(key.len()) == Some(&b'"') && written.starts_with(key.as_bytes());
        is_written || (self.json.index.has_escaped_keys && self.key().is_some_and(|own| own == key))
    }

    /// What a string says, as JSON; `text` is [`Value::string`].
    pub(crate) fn opened<'b>(self, text: &'b str) -> Result<Json<'b>, Opening>
    where
        'a: 'b,
    {
        let first = document(text, 0).ok_or(Opening::Empty)?;
        // That it goes on after its end is said first, however deep either document goes.
        let end = match &first {
            Ok(document) => Some(document.range.end),
            Err(broken) => broken.end,
        };
        match end.and_then(|end| document(text, end)) {
            None => first.map(|document| Json::new(text, document, Some(self))).map_err(Opening::Broken),
            Some(Ok(second)) => Err(Opening::Several(second.range.start)),
            Some(Err(Broken { end: Some(_), .. })) => {
                Err(Opening::Several(behind_blanks(text.as_bytes(), end.unwrap_or_default())))
            }
            Some(Err(broken)) => Err(Opening::Broken(broken)),
        }
    }

    /// Where a range of what a string says stands in the outermost text; `text` is [`Value::string`].
    pub(crate) fn place_inside(self, text: &str, range: Range<usize>) -> Range<usize> {
        let said = Json {
            text,
            index: Index::default(),
            inside: Some(self),
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
    use proptest::prelude::*;

    use super::*;

    fn one(text: &str) -> Json<'_> {
        let document = documents(text).next().expect("a document").expect("JSON");
        Json::new(text, document, None)
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
        let nodes = 0..u32::try_from(json.index.nodes.len()).expect("few");
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
    fn the_usual_keys_of_an_object_raise_no_suspicion() {
        let keys = [
            "type id name properties events nodeIndex",
            "event next edgeId",
            "say audioResourceId position audioType audioInterrupt minLength maxLength timeout maxTries",
            "Type Definition DraftId Description UpdatedTime Published InstanceId Name ContactFlowId NumberList",
        ];
        for keys in keys {
            let members: Vec<_> = keys.split(' ').map(|key| format!("\"{key}\":0")).collect();
            let (index, _) = read(format!("{{{}}}", members.join(",")).as_bytes(), 0).expect("JSON");
            assert!(index.suspects.is_empty(), "{keys}");
        }
    }

    proptest! {
        #[test]
        fn what_is_json_is_what_serde_json_says(text in prop_oneof![
            "[\\[\\]{}:,\"\\\\ 01.eE+\\-aunltrfs\n\u{1}流]{0,12}",
            prop::collection::vec(prop::sample::select(TOKENS), 0..12).prop_map(|tokens| tokens.concat()),
        ]) {
            let mut stream = serde_json::Deserializer::from_str(&text).into_iter::<&RawValue>();
            for document in documents(&text) {
                match (document, stream.next()) {
                    (Ok(document), Some(Ok(raw))) => prop_assert_eq!(&text[document.range], raw.get()),
                    (Err(_), Some(Err(_))) => return Ok(()),
                    (document, expected) => prop_assert!(false, "{:?} {expected:?}", document.map(|document| document.range)),
                }
            }
            prop_assert!(stream.next().is_none());
        }
    }

    const TOKENS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\n",
        "\"\"",
        "\"a\"",
        "\"a\":",
        "\"\\u00fF\"",
        "\"\\n\\/\"",
        "\"\\u00g0\"",
        "\"\\x\"",
        "\"\t\"",
        "\"eight by eight 流程\"",
        "\"",
        "\\",
        "0",
        "-0",
        "01",
        "-",
        "1.5",
        "1.",
        "1e5",
        "1E+5",
        "1e",
        "true",
        "false",
        "null",
        "nul",
    ];

    #[test]
    fn a_hundred_levels_pass_and_a_thousand_do_not() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        let depth = |text: &str| read(text.as_bytes(), 0).map(|(_, end)| end);
        assert_eq!(depth(&nested(100)), Ok(200));
        assert_eq!(depth(&nested(1000)), Err(Stop::TooDeep(MOST_LEVELS)));
    }
}
