//! One text of JSON with an index of where everything in it lies.
//!
//! The reader checks the text as strictly as serde_json does and remembers the place of each value, so that a finding's
//! span is never guessed back. Where it stops, serde_json says what is wrong and where. A text may itself be what a
//! string in another text says (a `Definition` inside a page), hence places are followed outward through as many layers
//! as there are.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;

use memchr::{memchr_iter, memrchr};
use serde_json::value::RawValue;

use crate::HashMap;
use crate::key::{Key, eight, eight_before};
pub use crate::reader::Kind;
pub(crate) use crate::reader::MOST_LEVELS;
use crate::reader::{Index, Node, Stop, behind_blanks, read};
use crate::seen::Seen;
use crate::unescape::{Mark, Walk, unescape};

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
    let start = behind_blanks::<1>(bytes, from);
    if start == bytes.len() {
        return None;
    }
    Some(match read::<1>(bytes, start) {
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
    text: Cow<'a, str>,
    index: Index,
    /// How many bytes a quote has: two where the text is read as it stands in a string.
    quote: usize,
    /// The string that says this text.
    inside: Option<Value<'a>>,
    /// Members whose object has their key again before them; each the last of its key, in the order of the text.
    duplicates: Vec<u32>,
    /// What those replaced: first node and the one behind it, in the order of the text, none inside another.
    replaced: Vec<Range<u32>>,
    /// Where in the raw text every [`MARK_EVERY`]th byte stands; made when the first finding needs it.
    marks: OnceCell<Vec<Mark>>,
    /// Where those arrays and objects end for which that was found out with many steps.
    ends: RefCell<BTreeMap<u32, usize>>,
}

impl<'a> Json<'a> {
    /// A document of a text; the text may be what a string in another says.
    pub(crate) fn new(text: &'a str, document: Document, inside: Option<Value<'a>>) -> Self {
        Json::with_quotes(1, Cow::Borrowed(text), document.index, inside)
    }

    fn with_quotes(quote: usize, text: Cow<'a, str>, index: Index, inside: Option<Value<'a>>) -> Self {
        let (duplicates, replaced, marks, ends) = Default::default();
        let mut json = Json { text, index, quote, inside, duplicates, replaced, marks, ends };
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
                    replaced.insert(known.0, self.behind(known.0));
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
        let (raw, start) = (string.between_quotes(), string.first_between_quotes());
        if self.quote > 1 {
            return string.json.outward(start + range.start..start + range.end);
        }
        let marks = self.marks.get_or_init(|| {
            let mut walk = Walk::new(raw, Mark { raw: 0, text: 0 });
            (0..=self.text.len() / MARK_EVERY).map(|block| walk.to(block * MARK_EVERY)).collect()
        });
        let place = |offset: usize| start + Walk::new(raw, marks[offset / MARK_EVERY]).to(offset).raw;
        string.json.outward(place(range.start)..place(range.end))
    }

    /// Whether any string is written with escapes, keys left aside.
    pub(crate) fn has_escapes(&self) -> bool {
        self.index.has_escapes
    }

    /// The [`Value::hash`] of what says this.
    pub(crate) fn hash_of(&self, text: &str, seen: &Seen) -> u64 {
        let quote = if self.quote > 1 { "\\\"" } else { "\"" };
        seen.hash_text([quote, text, quote].concat().as_bytes())
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

    /// Where the token of a value ends.
    fn end(&self, number: u32) -> usize {
        let node = self.node(number);
        if node.is_container() { self.end_of_container(number) } else { self.index.end(number, node) }
    }

    /// The number of the node behind a value and all that it holds.
    #[inline]
    fn behind(&self, number: u32) -> u32 {
        self.index.behind(number, self.node(number))
    }

    /// Where an array or object ends: behind the last value in it and what closes all that this value is the end of.
    ///
    /// Few are ever asked for, and those mostly for findings: large flows have better uses for the memory.
    #[cold]
    fn end_of_container(&self, container: u32) -> usize {
        /// So many steps are as quickly done as remembered.
        const FEW: usize = 32;
        if let Some(&end) = self.ends.borrow().get(&container) {
            return end;
        }
        let (mut steps, mut open, mut last) = (0, 0, container);
        let mut end = loop {
            let node = self.node(last);
            if !node.is_container() {
                break self.index.end(last, node);
            }
            open += 1;
            let behind = self.behind(last);
            if behind == last + 1 {
                break node.start as usize + 1;
            }
            last += 1;
            while self.behind(last) < behind {
                last = self.behind(last);
                steps += 1;
            }
        };
        let bytes = self.text.as_bytes();
        for _ in 0..open {
            let blanks = if self.quote > 1 { behind_blanks::<2> } else { behind_blanks::<1> };
            end = blanks(bytes, end) + 1;
        }
        // Many findings may be about one activity with many exits.
        if steps > FEW {
            self.ends.borrow_mut().insert(container, end);
        }
        end
    }

    #[inline(always)]
    fn node(&self, number: u32) -> &Node {
        &self.index.nodes[number as usize]
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
        while self.levels.len() > 1 && self.levels.last().is_some_and(|level| self.json.behind(level.container) <= node)
        {
            self.levels.pop();
        }
        while let Some(level) = self.levels.last_mut()
            && level.container != node
        {
            loop {
                let behind = self.json.behind(level.child);
                if behind > node {
                    break;
                }
                level.child = behind;
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
        self.start()..self.json.end(self.node)
    }

    /// Where it begins.
    pub(crate) fn start(self) -> usize {
        self.json.node(self.node).start as usize
    }

    /// Whether it surely ends before a byte, because the value behind it begins there or earlier.
    pub(crate) fn ends_before(self, at: usize) -> bool {
        self.json.index.nodes.get(self.node_behind() as usize).is_some_and(|behind| behind.start as usize <= at)
    }

    /// The place of the key of this member, quotes included.
    pub(crate) fn key_range(self) -> Option<Range<usize>> {
        let node = self.json.node(self.node);
        node.key.map(|_| {
            let bytes = self.json.text.as_bytes();
            let mut end = node.start as usize;
            // Only blanks and the colon stand between the key's last quote and the value.
            while bytes[end - 1] != b'"' {
                end -= 1;
            }
            // Every quote in the key has a backslash before it, and the key's first quote has none.
            let mut start = end - self.json.quote;
            loop {
                start = memrchr(b'"', &bytes[..start]).unwrap_or_default();
                if self.json.quote > 1 {
                    break start - 1..end;
                }
                if start == 0 || bytes[start - 1] != b'\\' {
                    break start..end;
                }
            }
        })
    }

    /// The key of this member.
    pub fn key(self) -> Option<Cow<'a, str>> {
        let quote = self.json.quote;
        self.key_range().map(|range| unescape(&self.json.text[range.start + quote..range.end - quote]))
    }

    /// Where the value stands in the outermost text.
    pub(crate) fn place(self) -> Range<usize> {
        self.json.outward(self.range())
    }

    /// The value as it is written, but for the escapes of a string that its text is inside of.
    pub fn token(self) -> Cow<'a, str> {
        if self.json.quote > 1 { unescape(self.raw()) } else { Cow::Borrowed(self.raw()) }
    }

    /// The value as it is written, with the escapes of the string that its text is inside of where it is read so.
    pub(crate) fn raw(self) -> &'a str {
        &self.json.text[self.range()]
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.json.node(self.node).kind
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// A string as it is written, quotes included, if it is not very long and has no escapes but those of the string
    /// that its text is read in: two such strings are the same where they are written the same.
    #[inline(always)]
    fn plain(self) -> Option<&'a [u8]> {
        let node = self.json.node(self.node);
        let start = node.start as usize;
        node.plain_size().map(|size| &self.json.text.as_bytes()[start..start + size])
    }

    /// The hash of a string of this text, the same for what says the same.
    #[inline(always)]
    pub(crate) fn hash(self, seen: &Seen) -> u64 {
        match self.plain() {
            Some(plain) => seen.hash_text(plain),
            None => self.hash_other(seen),
        }
    }

    #[cold]
    fn hash_other(self, seen: &Seen) -> u64 {
        self.json.hash_of(&self.string().unwrap_or_default(), seen)
    }

    /// Whether another string of this text says the same.
    #[inline(always)]
    pub(crate) fn says_as(self, other: Value<'_>) -> bool {
        match (self.plain(), other.plain()) {
            (Some(own), Some(other)) => is_same(own, other),
            _ => self.string() == other.string(),
        }
    }

    /// Whether it is a string that says this.
    pub(crate) fn says(self, text: &str) -> bool {
        self.kind() == Kind::String
            && match self.plain() {
                Some(plain) => &plain[self.json.quote..plain.len() - self.json.quote] == text.as_bytes(),
                None => self.string().is_some_and(|own| own == text),
            }
    }

    /// What a string says; nothing of anything else. What needs no unescaping is borrowed.
    #[inline]
    pub fn string(self) -> Option<Cow<'a, str>> {
        let node = self.json.node(self.node);
        match node.kind {
            Kind::String if node.has_escapes() => Some(unescape(self.between_quotes())),
            Kind::String => Some(Cow::Borrowed(self.between_quotes())),
            _ => None,
        }
    }

    /// Whether it is a string that is blank.
    #[inline]
    pub(crate) fn is_blank(self) -> bool {
        let first = self.json.text.as_bytes().get(self.first_between_quotes());
        let says_something = self.has_text() && first.is_some_and(|&first| begins_text(first));
        !says_something && self.string().is_some_and(|text| is_blank(&text))
    }

    /// Whether it is a string that says something.
    #[inline(always)]
    pub(crate) fn has_text(self) -> bool {
        self.json.node(self.node).has_text(2 * self.json.quote)
    }

    /// The first eight bytes of what is written, the first of them the lowest, and how many bytes there are; what is
    /// behind the end of a shorter value is anything.
    #[inline]
    pub(crate) fn first_eight(self) -> (u64, usize) {
        let (bytes, range) = (self.json.text.as_bytes(), self.range());
        let word = match eight(bytes, range.start) {
            Some(word) => word,
            // At the very end of a text.
            None => bytes[range.clone()].iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
        };
        (word, range.len())
    }

    /// The last eight bytes of a string as it is written, or all of a shorter one, and how many bytes it has: the same
    /// for what says the same. Nothing where that is not known, because it has escapes or for want of bytes before it.
    #[inline]
    pub(crate) fn last_eight(self) -> Option<(u64, usize)> {
        let plain = self.plain()?;
        let word = eight_before(self.json.text.as_bytes(), self.range().end)?;
        Some((word >> (8 * 8_usize.saturating_sub(plain.len())), plain.len()))
    }

    /// A string as it is written, without its quotes.
    #[inline]
    pub(crate) fn between_quotes(self) -> &'a str {
        let end = self.json.index.end(self.node, self.json.node(self.node));
        &self.json.text[self.first_between_quotes()..end - self.json.quote]
    }

    /// The byte behind a string's first quote.
    pub(crate) fn first_between_quotes(self) -> usize {
        self.start() + self.json.quote
    }

    /// Whether it is `true`, where it is that or `false`.
    pub fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw() == "true")
    }

    /// The members of an object or the items of an array; nothing of anything else.
    pub fn children(self) -> impl Iterator<Item = Value<'a>> {
        self.child_nodes().map(move |(node, _)| Value { json: self.json, node })
    }

    /// The same as nodes, with their numbers.
    #[inline]
    pub(crate) fn child_nodes(self) -> impl Iterator<Item = (u32, &'a Node)> {
        let index = &self.json.index;
        let nodes = &index.nodes[..self.node_behind() as usize];
        let mut next = self.node + 1;
        std::iter::from_fn(move || {
            let (number, node) = (next, nodes.get(next as usize)?);
            next = index.behind(number, node);
            Some((number, node))
        })
    }

    /// Everything that the value holds, at any depth, in the order of the text, but what a duplicate key replaced.
    pub fn descendants(self) -> impl Iterator<Item = Value<'a>> {
        let end = self.node_behind();
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
        match Key::of(key) {
            Key::Other => self.children().filter(|member| member.has_key(key)).last(),
            known => self.member(known),
        }
    }

    /// The member of an object, unless it is `null`.
    pub fn present(self, key: &str) -> Option<Value<'a>> {
        self.get(key).filter(|member| !member.is_null())
    }

    /// [`Value::get`] by a key that is known.
    pub(crate) fn member(self, key: Key) -> Option<Value<'a>> {
        let [member] = self.members([key]);
        member
    }

    /// [`Value::member`] by each of these keys.
    pub(crate) fn members<const N: usize>(self, keys: [Key; N]) -> [Option<Value<'a>>; N] {
        let mut members = [None; N];
        for (number, node) in self.child_nodes() {
            if let Some(key) = keys.iter().position(|&key| node.key == Some(key)) {
                members[key] = Some(self.json.value(number));
            }
        }
        members
    }

    /// The key of this member, of those that are known; an item of an array has none.
    pub(crate) fn known_key(self) -> Option<Key> {
        self.json.node(self.node).key
    }

    /// Whether this member has the key.
    pub(crate) fn has_key(self, key: &str) -> bool {
        match (self.known_key(), Key::of(key)) {
            (Some(Key::Other), Key::Other) => self.key().is_some_and(|own| own == key),
            (own, known) => own == Some(known),
        }
    }

    /// What a string says, as JSON.
    pub(crate) fn opened(self) -> Result<Json<'a>, Opening> {
        if let Some(json) = self.opened_in_place() {
            return Ok(json);
        }
        let text = self.string().unwrap_or_default();
        let first = document(&text, 0).ok_or(Opening::Empty)?;
        // That it goes on after its end is said first, however deep either document goes.
        let end = match &first {
            Ok(document) => Some(document.range.end),
            Err(broken) => broken.end,
        };
        match end.and_then(|end| document(&text, end)) {
            None => match first {
                Ok(document) => Ok(Json::with_quotes(1, text, document.index, Some(self))),
                Err(broken) => Err(Opening::Broken(broken)),
            },
            Some(Ok(second)) => Err(Opening::Several(second.range.start)),
            Some(Err(Broken { end: Some(_), .. })) => {
                Err(Opening::Several(behind_blanks::<1>(text.as_bytes(), end.unwrap_or_default())))
            }
            Some(Err(broken)) => Err(Opening::Broken(broken)),
        }
    }

    /// What a string says, as JSON that is read as it stands in the string; nothing where that cannot be done.
    fn opened_in_place(self) -> Option<Json<'a>> {
        if !self.json.node(self.node).has_escapes() {
            return None;
        }
        let text = self.between_quotes();
        let (index, end) = read::<2>(text.as_bytes(), behind_blanks::<2>(text.as_bytes(), 0)).ok()?;
        let is_all = behind_blanks::<2>(text.as_bytes(), end) == text.len();
        is_all.then(|| Json::with_quotes(2, Cow::Borrowed(text), index, Some(self)))
    }

    /// Where a range of what a string says stands in the outermost text.
    pub(crate) fn place_inside(self, range: Range<usize>) -> Range<usize> {
        let text = self.string().unwrap_or_default();
        Json::with_quotes(1, text, Index::default(), Some(self)).outward(range)
    }

    /// The number of the value behind this one and all that it holds.
    pub(crate) fn node_behind(self) -> u32 {
        self.json.behind(self.node)
    }
}

/// Whether a text is only Unicode white space, or nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(|&first| begins_text(first)) && text.trim().is_empty()
}

/// Whether a byte begins a text that is not blank, and no escape: most do.
fn begins_text(byte: u8) -> bool {
    matches!(byte, b'!'..=b'[' | b']'..=b'~' | 0xe4..)
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

/// `==`, quick for short texts: most are ids.
#[inline(always)]
pub(crate) fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.first_chunk::<8>(), b.first_chunk::<8>(), a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(a_first), Some(b_first), Some(a_last), Some(b_last)) if a.len() <= 16 => {
            a_first == b_first && a_last == b_last
        }
        _ => a == b,
    }
}

/// The first document of a text.
#[cfg(test)]
pub(crate) fn one(text: &str) -> Json<'_> {
    let document = documents(text).next().expect("a document").expect("JSON");
    Json::new(text, document, None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_of_two_members_with_one_key_is_the_one() {
        let json = one(r#"{"a":1,"\u0061":2}"#);
        assert_eq!(json.root().get("a").map(Value::token), Some("2".into()));
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
            let token: serde_json::Value = serde_json::from_str(&json.value(node).token()).expect("JSON");
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
        let second = outermost.root().opened().expect("JSON");
        let third = second.root().opened().expect("JSON");
        let place = third.root().get("k").expect("k").place();
        assert_eq!(&text[place], r#"\\\"\u503c😀\\\\n\\\""#);
        assert_eq!(third.layers(), 2);
    }

    #[test]
    fn a_text_whose_quotes_alone_are_escaped_is_read_as_it_stands() {
        let inner = "{\n\t\"k\": [\"值\", 1.5, {\"\": null}], \"l\":true}";
        let text = serde_json::to_string(inner).expect("a string");
        let outer = one(&text);
        let json = outer.root().opened_in_place().expect("no other escapes");
        let k = json.root().get("k").expect("k");
        assert_eq!(k.token(), "[\"值\", 1.5, {\"\": null}]");
        assert_eq!(&text[k.place()], r#"[\"值\", 1.5, {\"\": null}]"#);
        assert_eq!(k.key_range().map(|range| &text[json.outward(range)]), Some(r#"\"k\""#));
        let said = k.children().next().and_then(Value::string);
        assert_eq!(said.as_deref(), Some("值"));
        assert_eq!(json.root().children().filter_map(Value::key).collect::<Vec<_>>(), ["k", "l"]);
        for other in [r#""\\""#, r#"{"k":"\n"}"#, r#"{"\u006b":1}"#, "[1] 2", "{\"k\":1,}"] {
            let text = serde_json::to_string(other).expect("a string");
            assert!(one(&text).root().opened_in_place().is_none(), "{other}");
        }
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
            let (index, _) = read::<1>(format!("{{{}}}", members.join(",")).as_bytes(), 0).expect("JSON");
            assert!(index.suspects.is_empty(), "{keys}");
        }
    }

    proptest! {
        #[test]
        fn what_is_json_is_what_serde_json_says(text in prop_oneof![
            "[\\[\\]{}:,\"\\\\ 01.eE+\\-aunltrfs\n\u{1}流]{0,12}",
            prop::collection::vec(prop::sample::select(TOKENS), 0..12).prop_map(|tokens| tokens.concat()),
            long_strings(),
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

    /// Arrays and objects in arrays and objects, with blanks between everything.
    fn nested() -> impl Strategy<Value = String> {
        let blank = || prop::sample::select(&["", "", " ", "\n\t"][..]);
        let leaf =
            prop::sample::select(&["1", "-2.5e3", "null", "true", "\"\"", "\"]}\"", "[]", "{}", "[ ]", "{\n}"][..]);
        leaf.prop_map(str::to_owned).prop_recursive(5, 60, 40, move |inner| {
            let items = (prop::collection::vec((blank(), inner, blank()), 0..40), any::<bool>());
            items.prop_map(|(items, is_object)| {
                let key = if is_object { "\"k\" : " } else { "" };
                let items: Vec<_> =
                    items.into_iter().map(|(before, item, behind)| format!("{before}{key}{item}{behind}")).collect();
                let items = items.join(",");
                if is_object { format!("{{{items}}}") } else { format!("[{items}]") }
            })
        })
    }

    proptest! {
        #[test]
        fn every_value_ends_where_serde_json_says(text in nested()) {
            let said = serde_json::to_string(&text).expect("a string");
            let outer = one(&said);
            let (json, inside) = (one(&text), outer.root().opened().expect("JSON"));
            for node in 0..u32::try_from(json.index.nodes.len()).expect("few") {
                let value = json.value(node);
                let raw: &RawValue = serde_json::from_str(value.raw()).expect("a value and nothing else");
                prop_assert_eq!(raw.get(), value.raw());
                prop_assert_eq!(value.range(), value.range(), "what is remembered");
                prop_assert_eq!(inside.value(node).token(), value.token());
            }
        }

        /// Keys are recognised by what came before them: whatever that is, they are what is written.
        #[test]
        fn keys_are_what_is_written_in_whatever_order_they_come(
            objects in prop::collection::vec(
                prop::collection::vec((prop::sample::select(NAMES), prop::sample::select(&[":", " :", ":\n  "][..])), 0..5),
                0..8,
            ),
        ) {
            let object = |members: &Vec<(&str, &str)>| {
                let members: Vec<_> = members.iter().map(|(name, colon)| format!("\"{name}\"{colon}0")).collect();
                format!("{{{}}}", members.join(","))
            };
            let text = format!("[{}]", objects.iter().map(object).collect::<Vec<_>>().join(", "));
            let json = one(&text);
            let mut again = 0;
            for (value, members) in json.root().children().zip(&objects) {
                let names: Vec<String> =
                    members.iter().map(|(name, _)| serde_json::from_str(&format!("\"{name}\"")).expect("JSON")).collect();
                let keys: Vec<_> = value.children().filter_map(Value::key).collect();
                prop_assert_eq!(&keys, &names);
                for (member, name) in value.children().zip(&names) {
                    prop_assert_eq!(member.known_key(), Some(Key::of(name)));
                }
                let different: std::collections::HashSet<_> = names.iter().collect();
                again += different.iter().filter(|name| names.iter().filter(|other| other == *name).count() > 1).count();
            }
            prop_assert_eq!(json.root().children().count(), objects.len());
            prop_assert_eq!(json.duplicates().len(), again);
        }
    }

    /// Some are known, some begin or end as others do, some are written with escapes.
    const NAMES: &[&str] = &[
        "type",
        "id",
        "\\u0069d",
        "name",
        "nam",
        "say",
        "audioInterrupt",
        "audioInterrupting",
        "audioInterruptiny",
        "positionHintsSay",
        "positionHintsSaw",
        "queuingTimeoutSeconds",
        "queuingTimeoutSecond",
        "",
        "\\\"",
        "流程",
    ];

    /// Strings over several blocks of those that are looked at together, nearly all of them well-formed.
    fn long_strings() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            20 => prop::sample::select(&[r#"\""#, r"\\", r"\n", r"\u00e9", "流", "a"][..]),
            10 => prop::sample::select(&["eight by eight", r#"\\\""#, r"\\\\", r#"{\"a\":"#][..]),
            1 => prop::sample::select(&["\"", "\t", r"\x", r"\u00g0"][..]),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| format!("\"{}\" ", pieces.concat()))
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
        let depth = |text: &str| read::<1>(text.as_bytes(), 0).map(|(_, end)| end);
        assert_eq!(depth(&nested(100)), Ok(200));
        assert_eq!(depth(&nested(1000)), Err(Stop::TooDeep(MOST_LEVELS)));
    }
}
