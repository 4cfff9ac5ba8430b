//! JSON that remembers where each of its values was written: the spans of findings are compared with that.

use std::collections::BTreeMap;
use std::ops::Range;

/// JSON whose members keep their order, may have a key twice, and whose numbers are texts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    pub(crate) fn text(text: &str) -> Tree {
        Tree::String(text.to_owned())
    }

    pub(crate) fn object<const N: usize>(members: [(&str, Tree); N]) -> Tree {
        Tree::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// The member of an object; of several with one key the last.
    pub(crate) fn get(&self, key: &str) -> Option<&Tree> {
        self.members().iter().rev().find(|(own, _)| own == key).map(|(_, value)| value)
    }

    /// The member of an object, unless it is `null`.
    pub(crate) fn present(&self, key: &str) -> Option<&Tree> {
        self.get(key).filter(|value| **value != Tree::Null)
    }

    pub(crate) fn members(&self) -> &[(String, Tree)] {
        match self {
            Tree::Object(members) => members,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Tree] {
        match self {
            Tree::Array(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Tree::String(text) => Some(text),
            _ => None,
        }
    }
}

/// Where something was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Range<usize>,
}

/// By JSON Pointer.
pub(crate) type Places = BTreeMap<String, Place>;

/// What stands between tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blanks {
    None,
    Indented,
    Random,
}

/// Which characters of a string are escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escapes {
    Needed,
    NonAscii,
    Random,
}

/// How JSON is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) blanks: Blanks,
    pub(crate) escapes: Escapes,
    pub(crate) byte_order_mark: bool,
    pub(crate) seed: u64,
}

impl Style {
    pub(crate) const PLAIN: Style =
        Style { blanks: Blanks::None, escapes: Escapes::Needed, byte_order_mark: false, seed: 1 };
}

/// What a definition is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrap {
    Bare,
    Text,
    TextTwice,
    Page,
    PageWithObject,
    Package,
}

impl Wrap {
    pub(crate) const ALL: [Wrap; 6] =
        [Wrap::Bare, Wrap::Text, Wrap::TextTwice, Wrap::Page, Wrap::PageWithObject, Wrap::Package];
}

/// A file with one definition in it.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    /// Where the values of the definition are in the file, by their pointer in the definition.
    pub(crate) places: Places,
    /// Where the definition is in the document.
    pub(crate) definition: &'static str,
    /// How many strings it is inside of.
    pub(crate) layers: usize,
}

impl Written {
    /// The same with more text before and behind it, where the definition is at a pointer.
    pub(crate) fn inside(mut self, before: &str, behind: &str, definition: &'static str) -> Self {
        let shifted = |range: &Range<usize>| range.start + before.len()..range.end + before.len();
        for place in self.places.values_mut() {
            place.key = place.key.as_ref().map(shifted);
            place.value = shifted(&place.value);
        }
        Written { text: format!("{before}{}{behind}", self.text), definition, ..self }
    }
}

/// Writes a file with a definition.
pub(crate) fn written(definition: &Tree, wrap: Wrap, style: Style) -> Written {
    let flow = |definition| Tree::Array(vec![Tree::object([("Definition", definition)])]);
    let page =
        |definition| Tree::object([("Code", Tree::text("OK")), ("Data", Tree::object([("List", flow(definition))]))]);
    let inner = || write(definition, style, "");
    let mut file = match wrap {
        Wrap::Bare => {
            let inner = inner();
            Written { text: inner.text, places: inner.places, definition: "", layers: 0 }
        }
        Wrap::Text => in_string(inner(), |text| text, "", style).into_written("", 1),
        Wrap::TextTwice => {
            in_string(in_string(inner(), |text| text, "", style), |text| text, "", style).into_written("", 2)
        }
        Wrap::Page => {
            const POINTER: &str = "/Data/List/0/Definition";
            in_string(inner(), page, POINTER, style).into_written(POINTER, 1)
        }
        Wrap::PageWithObject => {
            const POINTER: &str = "/Data/List/0/Definition";
            let outer = write(&page(definition.clone()), style, "");
            let below = |(pointer, place): (String, Place)| Some((pointer.strip_prefix(POINTER)?.to_owned(), place));
            let places = outer.places.into_iter().filter_map(below).collect();
            Written { text: outer.text, places, definition: POINTER, layers: 0 }
        }
        Wrap::Package => {
            let flows = |definition| Tree::object([("version", Tree::text("1")), ("flows", flow(definition))]);
            let middle = in_string(inner(), flows, "/flows/0/Definition", style);
            in_string(middle, |text| Tree::object([("FlowPackageData", text)]), "/FlowPackageData", style)
                .into_written("/FlowPackageData/flows/0/Definition", 2)
        }
    };
    if style.byte_order_mark {
        file.text.insert(0, '\u{feff}');
        for place in file.places.values_mut() {
            let behind = |range: &Range<usize>| range.start + 3..range.end + 3;
            *place = Place { key: place.key.as_ref().map(behind), value: behind(&place.value) };
        }
    }
    file
}

/// A text, and where in it what was written by pointer.
struct Text {
    text: String,
    places: Places,
    /// Where each byte of what the watched string says stands in the text.
    offsets: Vec<usize>,
}

impl Text {
    fn into_written(self, definition: &'static str, layers: usize) -> Written {
        Written { text: self.text, places: self.places, definition, layers }
    }
}

/// Puts a text as a string into a tree, at a pointer; the places stay those of what is in the text.
fn in_string(inner: Text, around: impl Fn(Tree) -> Tree, pointer: &str, style: Style) -> Text {
    let outer = write(&around(Tree::String(inner.text)), style, pointer);
    let outward = |range: &Range<usize>| outer.offsets[range.start]..outer.offsets[range.end];
    let place = |place: Place| Place { key: place.key.as_ref().map(outward), value: outward(&place.value) };
    let places = inner.places.into_iter().map(|(pointer, inner)| (pointer, place(inner))).collect();
    Text { text: outer.text, places, offsets: Vec::new() }
}

/// Writes a text as a string, and tells for each byte of what it says, and for its end, where that is written.
pub(crate) fn quoted(text: &str, style: Style) -> (String, Vec<usize>) {
    let Text { text, offsets, .. } = write(&Tree::text(text), style, "");
    (text, offsets)
}

fn write(tree: &Tree, style: Style, watched: &str) -> Text {
    let mut writer = Writer {
        text: Text { text: String::new(), places: Places::new(), offsets: Vec::new() },
        style,
        watched,
        random: style.seed | 1,
    };
    writer.blank();
    writer.value(tree, &mut String::new(), None, 0);
    writer.blank();
    writer.text
}

struct Writer<'a> {
    text: Text,
    style: Style,
    watched: &'a str,
    random: u64,
}

impl Writer<'_> {
    fn value(&mut self, tree: &Tree, pointer: &mut String, key: Option<Range<usize>>, level: usize) {
        if self.text.places.contains_key(pointer.as_str()) {
            // A duplicate key: what it replaces is nowhere.
            let replaced = format!("{pointer}/");
            self.text.places.retain(|known, _| !known.starts_with(&replaced));
        }
        let start = self.text.text.len();
        match tree {
            Tree::Null => self.push("null"),
            Tree::Bool(value) => self.push(if *value { "true" } else { "false" }),
            Tree::Number(number) => self.push(number),
            Tree::String(text) => {
                let offsets = self.string(text);
                if pointer == self.watched {
                    self.text.offsets = offsets;
                }
            }
            Tree::Array(items) => {
                self.push("[");
                for (number, item) in items.iter().enumerate() {
                    self.item_begins(number, level);
                    self.below(item, pointer, &number.to_string(), None, level);
                }
                self.container_ends(items.is_empty(), "]", level);
            }
            Tree::Object(members) => {
                self.push("{");
                for (number, (key, value)) in members.iter().enumerate() {
                    self.item_begins(number, level);
                    let start = self.text.text.len();
                    self.string(key);
                    let place = start..self.text.text.len();
                    self.blank();
                    self.push(if self.style.blanks == Blanks::Indented { ": " } else { ":" });
                    self.blank();
                    self.below(value, pointer, &key.replace('~', "~0").replace('/', "~1"), Some(place), level);
                }
                self.container_ends(members.is_empty(), "}", level);
            }
        }
        let value = start..self.text.text.len();
        self.text.places.insert(pointer.clone(), Place { key, value });
    }

    fn below(&mut self, tree: &Tree, pointer: &mut String, step: &str, key: Option<Range<usize>>, level: usize) {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(step);
        self.value(tree, pointer, key, level + 1);
        pointer.truncate(length);
        self.blank();
    }

    fn item_begins(&mut self, number: usize, level: usize) {
        if number > 0 {
            self.push(",");
        }
        self.line(level + 1);
        self.blank();
    }

    fn container_ends(&mut self, is_empty: bool, close: &str, level: usize) {
        if !is_empty {
            self.line(level);
        }
        self.blank();
        self.push(close);
    }

    fn line(&mut self, level: usize) {
        if self.style.blanks == Blanks::Indented {
            self.push("\n");
            self.push(&"  ".repeat(level));
        }
    }

    fn blank(&mut self) {
        if self.style.blanks == Blanks::Random {
            while self.chance(3) {
                let blank = [" ", "\n", "\t", "\r\n"][self.below_number(4)];
                self.push(blank);
            }
        }
    }

    /// Writes a string and tells for each byte of what it says where that is written.
    fn string(&mut self, text: &str) -> Vec<usize> {
        let mut offsets = Vec::with_capacity(text.len() + 1);
        self.push("\"");
        for char in text.chars() {
            offsets.resize(offsets.len() + char.len_utf8(), self.text.text.len());
            self.char(char);
        }
        offsets.push(self.text.text.len());
        self.push("\"");
        offsets
    }

    fn char(&mut self, char: char) {
        let escaped = match self.style.escapes {
            Escapes::Needed => false,
            Escapes::NonAscii => !char.is_ascii(),
            Escapes::Random => self.chance(4),
        };
        match char {
            '/' if escaped => self.push("\\/"),
            _ if escaped => self.units(char),
            '"' => self.push("\\\""),
            '\\' => self.push("\\\\"),
            '\n' => self.push("\\n"),
            '\r' => self.push("\\r"),
            '\t' => self.push("\\t"),
            '\0'..'\u{20}' => self.units(char),
            _ => self.text.text.push(char),
        }
    }

    fn units(&mut self, char: char) {
        let mut units = [0; 2];
        for unit in char.encode_utf16(&mut units) {
            let unit = if self.chance(2) { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
            self.push(&unit);
        }
    }

    fn push(&mut self, text: &str) {
        self.text.text.push_str(text);
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below_number(of) == 0
    }

    /// Xorshift: the same file for the same seed.
    fn below_number(&mut self, bound: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random % 1000).unwrap_or_default() % bound
    }
}
