//! One pass over a text of JSON, as strict as serde_json's, that remembers where every value lies.
//!
//! A definition is usually a string inside a page whose only escapes are those of its quotes: `{\"activities\":…`. Such
//! a text is read as it stands, with quotes of two bytes, and never unescaped.

use wide::u8x16;

use crate::expected::{Order, Sort, Spot};
use crate::key::{Key, Written, chunk};
use crate::unescape::unescape;

/// How many levels of arrays and objects a text may have. serde_json's own limit for what it builds.
pub(crate) const MOST_LEVELS: usize = 128;

/// What is remembered of a document.
#[derive(Default)]
pub(crate) struct Index {
    pub(crate) nodes: Vec<Node>,
    /// The sizes of those nodes that are [`Node::LARGE`], in their order.
    large: Vec<(u32, u32)>,
    /// The objects that may have a key twice.
    pub(crate) suspects: Vec<u32>,
    /// Whether any value is written with escapes.
    pub(crate) has_escapes: bool,
}

impl Index {
    /// The node behind a value and all that it holds. `node` is the one with this number.
    #[inline(always)]
    pub(crate) fn behind(&self, number: u32, node: &Node) -> u32 {
        number + if node.is_container() { self.size(number, node) } else { 1 }
    }

    /// Where the token of a value that is no array and no object ends. `node` is the one with this number.
    #[inline(always)]
    pub(crate) fn end(&self, number: u32, node: &Node) -> usize {
        (node.start + self.size(number, node)) as usize
    }

    #[inline(always)]
    fn size(&self, number: u32, node: &Node) -> u32 {
        let size = node.size & Node::LARGE;
        if size == Node::LARGE { self.large_size(number) } else { size.into() }
    }

    #[cold]
    fn large_size(&self, number: u32) -> u32 {
        let place = self.large.binary_search_by_key(&number, |&(large, _)| large);
        place.map_or(0, |place| self.large[place].1)
    }
}

/// A value in eight bytes, since a large flow has millions. The values of an array or object follow it in the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    /// Where its token begins.
    pub(crate) start: u32,
    /// How many bytes the token has; of an array or object how many nodes it is with all that it holds. And
    /// [`Node::ESCAPES`].
    size: u16,
    pub(crate) kind: Kind,
    /// Of a member; an item of an array has none.
    pub(crate) key: Option<Key>,
}

impl Node {
    /// Says of a size that it is this or more, and stands in [`Index::large`].
    const LARGE: u16 = Node::ESCAPES - 1;

    /// The bit that says that a string has escapes.
    const ESCAPES: u16 = 1 << 15;

    /// Whether it is a string with escapes.
    #[inline(always)]
    pub(crate) fn has_escapes(&self) -> bool {
        self.size & Node::ESCAPES != 0
    }

    /// How many bytes its token has, if it is a string without escapes that is not [`Node::LARGE`].
    #[inline(always)]
    pub(crate) fn plain_size(&self) -> Option<usize> {
        (self.size < Node::LARGE).then_some(self.size.into())
    }

    /// Whether it is a string that says something; `quotes` is how many bytes its two quotes have.
    #[inline(always)]
    pub(crate) fn has_text(&self, quotes: usize) -> bool {
        self.kind == Kind::String && usize::from(self.size & Node::LARGE) > quotes
    }

    /// Whether it is an array or object.
    #[inline(always)]
    pub(crate) fn is_container(&self) -> bool {
        // The last two, which takes one comparison.
        self.kind as u8 >= Kind::Array as u8
    }
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

/// Where [`read`] stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Something does not fit.
    Misfit,
    /// The array or object that opens here is one level too many.
    TooDeep(usize),
}

/// Reads the document that begins at a byte, and finds where it ends.
///
/// `QUOTE` is how many bytes a quote has: one, or two where the text stands in a string and all its quotes have a
/// backslash. Of such a text everything else that has one is refused, but for line breaks and tabs between values.
pub(crate) fn read<const QUOTE: usize>(text: &[u8], start: usize) -> Result<(Index, usize), Stop> {
    // Definitions have a value about every twelve bytes; large ones grow as they are read.
    let nodes = Vec::with_capacity(((text.len() - start) / 12 + 1).min(4096));
    let index = Index { nodes, ..Index::default() };
    let mut reader = Reader::<QUOTE> { text, index, order: Order::met(QUOTE), kind: 0, levels: 0, too_deep: None };
    let end = reader.behind_value(start, None, 0).filter(|&end| reader.is_ended(end));
    reader.order.keep(QUOTE);
    reader.index.large.sort_unstable();
    match end {
        Some(end) => Ok((reader.index, end)),
        None => Err(reader.too_deep.map_or(Stop::Misfit, Stop::TooDeep)),
    }
}

/// Each of its methods reads something that begins at a byte, and returns the byte behind it; nothing where something
/// does not fit.
struct Reader<'t, const QUOTE: usize> {
    text: &'t [u8],
    index: Index,
    order: Box<Order>,
    /// The number of the last `type` that was read, as if it were a key.
    kind: u8,
    /// How many arrays and objects are open.
    levels: usize,
    too_deep: Option<usize>,
}

impl<const QUOTE: usize> Reader<'_, QUOTE> {
    /// Reads a value; `key` is that of a member, and `of` the number of that key, or of that of the array in which an
    /// item stands.
    #[inline(always)]
    fn behind_value(&mut self, mut at: usize, key: Option<Key>, of: u8) -> Option<usize> {
        let mut byte = *self.text.get(at)?;
        if byte <= b' ' || (QUOTE == 2 && byte == b'\\') {
            at = self.behind_blanks(at);
            byte = *self.text.get(at)?;
        }
        if byte == if QUOTE == 2 { b'\\' } else { b'"' } {
            let mut has_escapes = false;
            let end = behind_string::<QUOTE>(self.text, at, &mut has_escapes)?;
            if has_escapes {
                self.index.has_escapes = true;
            }
            self.add(at, end - at, Kind::String, has_escapes, key);
            return Some(end);
        }
        match byte {
            b'{' => self.behind_object(at, key, of),
            b'[' => self.behind_array(at, key, of),
            _ => {
                let (end, kind) = behind_scalar(self.text, at)?;
                self.add(at, end - at, kind, false, key);
                Some(end)
            }
        }
    }

    fn behind_object(&mut self, start: usize, key: Option<Key>, of: u8) -> Option<usize> {
        let node = self.open(start, Kind::Object, key)?;
        let mut at = self.behind_blanks(start + 1);
        if self.text.get(at) != Some(&b'}') {
            let sort = if key == Some(Key::Properties) { Sort::properties_of(self.kind) } else { Sort::under(of) };
            let mut spot = Spot::first_in(sort);
            // One bit for the number of each.
            let mut keys = 0_u64;
            loop {
                let (key, number, value) = self.behind_key(at, spot)?;
                if keys >> number & 1 != 0 {
                    self.suspect(node);
                }
                (spot, keys) = (Spot::behind(number, sort), keys | 1 << number);
                at = self.behind_value(value, Some(key), number)?;
                if key == Key::Type {
                    self.note_kind();
                }
                at = self.behind_blanks(at);
                match self.text.get(at)? {
                    b',' => at = self.behind_blanks(at + 1),
                    b'}' => break,
                    _ => return None,
                }
            }
        }
        self.close(node);
        Some(at + 1)
    }

    fn behind_array(&mut self, start: usize, key: Option<Key>, of: u8) -> Option<usize> {
        let node = self.open(start, Kind::Array, key)?;
        let mut at = self.behind_blanks(start + 1);
        if self.text.get(at) != Some(&b']') {
            loop {
                at = self.behind_value(at, None, of)?;
                at = self.behind_blanks(at);
                match self.text.get(at)? {
                    b',' => at += 1,
                    b']' => break,
                    _ => return None,
                }
            }
        }
        self.close(node);
        Some(at + 1)
    }

    /// Notes an array or object that is still open.
    #[inline(always)]
    fn open(&mut self, start: usize, kind: Kind, key: Option<Key>) -> Option<usize> {
        if self.levels == MOST_LEVELS {
            self.too_deep = Some(start);
            return None;
        }
        self.levels += 1;
        let node = self.index.nodes.len();
        self.add(start, 0, kind, false, key);
        Some(node)
    }

    #[inline(always)]
    fn close(&mut self, node: usize) {
        self.levels -= 1;
        self.index.nodes[node].size = self.size(node, self.index.nodes.len() - node);
    }

    #[inline(always)]
    fn add(&mut self, start: usize, size: usize, kind: Kind, has_escapes: bool, key: Option<Key>) {
        let escapes = u16::from(has_escapes) * Node::ESCAPES;
        let size = self.size(self.index.nodes.len(), size) | escapes;
        self.index.nodes.push(Node { start: offset(start), size, kind, key });
    }

    /// A size as the node of this number has it.
    #[inline(always)]
    fn size(&mut self, node: usize, size: usize) -> u16 {
        if size < Node::LARGE.into() { size as u16 } else { self.large(node, size) }
    }

    #[cold]
    fn large(&mut self, node: usize, size: usize) -> u16 {
        self.index.large.push((offset(node), offset(size)));
        Node::LARGE
    }

    /// Reads a key and its colon. Returns the key, its number, and the byte behind the colon.
    // Never more than a hint: put into each level it would take half of a small stack where nothing is optimised.
    #[inline]
    fn behind_key(&mut self, at: usize, spot: Spot) -> Option<(Key, u8, usize)> {
        let expected = self.order.at(spot);
        match expected.behind(self.text, at) {
            Some(end) => Some((expected.key, expected.number % 64, end)),
            None => self.behind_other_key(at, spot),
        }
    }

    /// Reads a key that was not expected there, and its colon.
    #[inline(never)]
    fn behind_other_key(&mut self, at: usize, spot: Spot) -> Option<(Key, u8, usize)> {
        let mut has_escapes = false;
        let end = behind_string::<QUOTE>(self.text, at, &mut has_escapes)?;
        let colon = self.behind_blanks(end);
        if self.text.get(colon) != Some(&b':') {
            return None;
        }
        let name = at + QUOTE..end - QUOTE;
        let (key, number) = if has_escapes {
            let said = unescape(std::str::from_utf8(&self.text[name]).ok()?);
            Written::at(said.as_bytes(), &(0..said.len())).known(said.as_bytes())
        } else {
            Written::at(self.text, &name).known(&self.text[name])
        };
        self.order.learn(spot, self.text, at, colon + 1 - at, key, number);
        Some((key, number, colon + 1))
    }

    /// Notes the type that was read last: which properties come depends on it.
    fn note_kind(&mut self) {
        if let Some(node) = self.index.nodes.last()
            && node.kind == Kind::String
            && node.size < Node::LARGE
        {
            let start = node.start as usize;
            self.kind = Written::at(self.text, &(start + QUOTE..start + usize::from(node.size) - QUOTE)).number();
        }
    }

    #[inline(always)]
    fn behind_blanks(&self, at: usize) -> usize {
        behind_blanks::<QUOTE>(self.text, at)
    }

    /// Notes that a key of an object may be there twice.
    #[cold]
    fn suspect(&mut self, object: usize) {
        self.index.suspects.push(offset(object));
    }

    /// Numbers and words need something behind them that ends them.
    fn is_ended(&self, end: usize) -> bool {
        let ends_itself = matches!(self.index.nodes[0].kind, Kind::String | Kind::Array | Kind::Object);
        ends_itself || self.text.get(end).is_none_or(|byte| b" \t\n\r\"[]{},:".contains(byte))
    }
}

#[inline(always)]
pub(crate) fn behind_blanks<const QUOTE: usize>(text: &[u8], mut at: usize) -> usize {
    loop {
        match text.get(at) {
            // Nearly always there are none.
            Some(&byte) if byte > b' ' && (QUOTE == 1 || byte != b'\\') => return at,
            Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
            Some(b'\\') if QUOTE == 2 && matches!(text.get(at + 1), Some(b'n' | b't' | b'r')) => at += 2,
            _ => return at,
        }
    }
}

/// The byte behind the string whose first quote stands at `quote`.
#[inline(always)]
fn behind_string<const QUOTE: usize>(text: &[u8], quote: usize, has_escapes: &mut bool) -> Option<usize> {
    if QUOTE == 2 {
        return behind_escaped_quotes(text, quote);
    }
    if text.get(quote) != Some(&b'"') {
        return None;
    }
    let mut at = quote + 1;
    while let Some(block) = chunk::<16>(text, at) {
        let special = special(u8x16::new(*block));
        if special != 0 {
            at += special.trailing_zeros() as usize;
            break;
        }
        at += 16;
    }
    // Where it was no such byte that ended the loop, the end of the text is near.
    loop {
        match *text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => {
                *has_escapes = true;
                return behind_escapes(text, at);
            }
            0..0x20 => return None,
            _ => at += 1,
        }
    }
}

/// The same where every quote is `\"`, and nothing else has a backslash.
#[inline(always)]
fn behind_escaped_quotes(text: &[u8], quote: usize) -> Option<usize> {
    let is_quote = |at: usize| text.get(at..at + 2) == Some(b"\\\"");
    if !is_quote(quote) {
        return None;
    }
    let mut at = quote + 2;
    while let Some(block) = chunk::<16>(text, at) {
        let backslash = u8x16::new(*block).simd_eq(u8x16::splat(b'\\')).to_bitmask().trailing_zeros() as usize;
        if backslash < 16 {
            at += backslash;
            return is_quote(at).then_some(at + 2);
        }
        at += 16;
    }
    while *text.get(at)? != b'\\' {
        at += 1;
    }
    is_quote(at).then_some(at + 2)
}

/// The byte behind a string that has its first escape at `at`. A page's definition has one every few bytes: sixty-four
/// bytes are looked at together.
fn behind_escapes(text: &[u8], mut at: usize) -> Option<usize> {
    // Whether the byte before was a backslash that the next belongs to.
    let mut is_escaped = false;
    while let Some(block) = chunk::<64>(text, at) {
        let [mut quotes, mut backslashes, mut controls] = [0_u64; 3];
        for (number, part) in block.as_chunks::<16>().0.iter().enumerate() {
            let part = u8x16::new(*part);
            let mask = |found: u8x16| u64::from(found.to_bitmask()) << (16 * number);
            quotes |= mask(part.simd_eq(u8x16::splat(b'"')));
            backslashes |= mask(part.simd_eq(u8x16::splat(b'\\')));
            controls |= mask(part.min(u8x16::splat(0x1f)).simd_eq(part));
        }
        let mut escaped = u64::from(is_escaped);
        let mut left = backslashes & !escaped;
        is_escaped = false;
        // Where none stands beside another, all of them escape what is behind them.
        if left & (backslashes << 1) == 0 {
            is_escaped = left >> 63 != 0;
            escaped |= left << 1;
        } else {
            while left != 0 {
                let first = left.trailing_zeros();
                is_escaped = first == 63;
                let behind = if is_escaped { 0 } else { 1 << (first + 1) };
                escaped |= behind;
                left &= !((1 << first) | behind);
            }
        }
        let end = quotes & !escaped;
        let before_end = if end == 0 { u64::MAX } else { (1 << end.trailing_zeros()) - 1 };
        if controls & before_end != 0 {
            return None;
        }
        let mut others = escaped & !quotes & before_end;
        while others != 0 {
            behind_escape(text, at + others.trailing_zeros() as usize)?;
            others &= others - 1;
        }
        if end != 0 {
            return Some(at + end.trailing_zeros() as usize + 1);
        }
        at += 64;
    }
    if is_escaped {
        at = behind_escape(text, at)?;
    }
    loop {
        match *text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at = behind_escape(text, at + 1)?,
            0..0x20 => return None,
            _ => at += 1,
        }
    }
}

/// The byte behind an escape; `at` is that behind its backslash.
fn behind_escape(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => text.get(at + 1..at + 5)?.iter().all(u8::is_ascii_hexdigit).then_some(at + 5),
        _ => None,
    }
}

/// A bit for each byte that is a quote, a backslash or a control character.
#[inline(always)]
fn special(block: u8x16) -> u32 {
    let is_quote = block.simd_eq(u8x16::splat(b'"'));
    let is_backslash = block.simd_eq(u8x16::splat(b'\\'));
    let is_control = block.min(u8x16::splat(0x1f)).simd_eq(block);
    (is_quote | is_backslash | is_control).to_bitmask()
}

/// The byte behind a number or a word, and which of them it is.
#[inline(always)]
fn behind_scalar(text: &[u8], at: usize) -> Option<(usize, Kind)> {
    match *text.get(at)? {
        b'-' | b'0'..=b'9' => Some((behind_number(text, at)?, Kind::Number)),
        b't' => Some((behind_word(text, at, b"true")?, Kind::Bool)),
        b'f' => Some((behind_word(text, at, b"false")?, Kind::Bool)),
        b'n' => Some((behind_word(text, at, b"null")?, Kind::Null)),
        _ => None,
    }
}

#[inline(always)]
fn behind_number(text: &[u8], start: usize) -> Option<usize> {
    let whole = start + usize::from(text[start] == b'-');
    let mut at = behind_digits(text, whole)?;
    if text[whole] == b'0' && at > whole + 1 {
        return None;
    }
    let mut next = text.get(at);
    if next == Some(&b'.') {
        at = behind_digits(text, at + 1)?;
        next = text.get(at);
    }
    if let Some(b'e' | b'E') = next {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        at = behind_digits(text, at + 1 + sign)?;
    }
    Some(at)
}

/// The byte behind one digit or more: nearly always a few.
#[inline(always)]
fn behind_digits(text: &[u8], first: usize) -> Option<usize> {
    let mut at = first;
    while text.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    (at > first).then_some(at)
}

fn behind_word(text: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    text[at..].starts_with(word).then_some(at + word.len())
}

/// A place in a text, or a number of things in it. Texts of 4 GiB and more are refused before they get here.
pub(crate) fn offset(at: usize) -> u32 {
    at as u32
}
