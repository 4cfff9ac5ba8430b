//! One pass over a text of JSON, as strict as serde_json's, that remembers where every value lies.
//!
//! A definition is usually a string inside a page whose only escapes are those of its quotes: `{\"activities\":…`. Such
//! a text is read as it stands, with quotes of two bytes, and never unescaped.

use wide::u8x16;

use crate::key::{Key, Written, eight};

/// How many levels of arrays and objects a text may have. serde_json's own limit for what it builds.
pub(crate) const MOST_LEVELS: usize = 128;

/// What is remembered of a document.
#[derive(Default)]
pub(crate) struct Index {
    pub(crate) nodes: Vec<Node>,
    /// The objects that may have a key twice.
    pub(crate) suspects: Vec<u32>,
    /// Whether any value is written with escapes.
    pub(crate) has_escapes: bool,
}

/// A value; its place is that of its token. The values of an array or object follow it in the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The node behind this value and all that it holds.
    pub(crate) next: u32,
    pub(crate) kind: Kind,
    /// Of a string.
    pub(crate) has_escapes: bool,
    /// Of a member; an item of an array has none.
    pub(crate) key: Option<Key>,
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
    let mut index = Index { nodes, ..Index::default() };
    let mut too_deep = None;
    match read_values::<QUOTE>(text, start, &mut index, &mut too_deep) {
        Some(end) => Ok((index, end)),
        None => Err(too_deep.map_or(Stop::Misfit, Stop::TooDeep)),
    }
}

/// An array or object that is open, and what is to be known of it until it closes.
#[derive(Clone, Copy)]
struct Open {
    node: u32,
    is_object: bool,
    /// One bit for each key so far.
    keys: u64,
}

/// Reads the values of a document one after another; nothing where something does not fit.
fn read_values<const QUOTE: usize>(
    text: &[u8],
    start: usize,
    index: &mut Index,
    too_deep: &mut Option<usize>,
) -> Option<usize> {
    // Those around the innermost.
    let mut outer: Vec<Open> = Vec::new();
    let mut open = Open { node: 0, is_object: false, keys: 0 };
    let mut key = None;
    let mut at = start;
    'value: loop {
        let begin = at;
        let mut has_escapes = false;
        let byte = *text.get(at)?;
        let kind = match byte {
            b'"' | b'\\' => {
                at = behind_string::<QUOTE>(text, at, &mut has_escapes)?;
                index.has_escapes |= has_escapes;
                Kind::String
            }
            b'{' | b'[' => {
                let kind = if byte == b'{' { Kind::Object } else { Kind::Array };
                if outer.len() == MOST_LEVELS {
                    *too_deep = Some(at);
                    return None;
                }
                at = behind_blanks::<QUOTE>(text, at + 1);
                // The closing sign of each stands two behind the opening one in ASCII.
                if *text.get(at)? == byte + 2 {
                    at += 1;
                    kind
                } else {
                    outer.push(open);
                    open = Open { node: offset(index.nodes.len()), is_object: byte == b'{', keys: 0 };
                    index.nodes.push(Node { start: offset(begin), end: 0, next: 0, kind, has_escapes, key });
                    key = None;
                    if open.is_object {
                        (key, at) = behind_key::<QUOTE>(text, at, &mut open, index)?;
                    }
                    continue 'value;
                }
            }
            b'-' | b'0'..=b'9' => {
                at = behind_number(text, at)?;
                Kind::Number
            }
            b't' => {
                at = behind_word(text, at, b"true")?;
                Kind::Bool
            }
            b'f' => {
                at = behind_word(text, at, b"false")?;
                Kind::Bool
            }
            b'n' => {
                at = behind_word(text, at, b"null")?;
                Kind::Null
            }
            _ => return None,
        };
        let next = offset(index.nodes.len() + 1);
        index.nodes.push(Node { start: offset(begin), end: offset(at), next, kind, has_escapes, key });
        while !outer.is_empty() {
            at = behind_blanks::<QUOTE>(text, at);
            match *text.get(at)? {
                b',' => {
                    at = behind_blanks::<QUOTE>(text, at + 1);
                    key = None;
                    if open.is_object {
                        (key, at) = behind_key::<QUOTE>(text, at, &mut open, index)?;
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
    let ends_itself = matches!(index.nodes[0].kind, Kind::String | Kind::Array | Kind::Object);
    (ends_itself || text.get(at).is_none_or(is_ended)).then_some(at)
}

/// Reads a key and its colon. Returns the key, and the byte that its value begins at.
#[inline(always)]
fn behind_key<const QUOTE: usize>(
    text: &[u8],
    at: usize,
    object: &mut Open,
    index: &mut Index,
) -> Option<(Option<Key>, usize)> {
    let mut has_escapes = false;
    let end = behind_string::<QUOTE>(text, at, &mut has_escapes)?;
    let name = at + QUOTE..end - QUOTE;
    let (key, bit) = if has_escapes {
        (escaped_key(&text[name]), u64::MAX)
    } else {
        let written = Written::at(text, &name);
        (written.key(&text[name]), written.bit())
    };
    if object.keys & bit != 0 {
        suspect(object, index);
    }
    object.keys |= bit;
    // Nearly always the colon follows at once, and the value it.
    let colon = if text.get(end) == Some(&b':') { end } else { behind_blanks::<QUOTE>(text, end) };
    if *text.get(colon)? != b':' {
        return None;
    }
    Some((Some(key), behind_blanks::<QUOTE>(text, colon + 1)))
}

/// Notes that a key of an object may be there twice.
#[cold]
fn suspect(object: &Open, index: &mut Index) {
    index.suspects.push(object.node);
}

/// Which key one is that is written with escapes.
#[cold]
fn escaped_key(name: &[u8]) -> Key {
    std::str::from_utf8(name).map_or(Key::Other, |name| Key::of(&crate::unescape::unescape(name)))
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
    loop {
        let special = match sixteen(text, at) {
            Some(block) => special(block),
            // One byte at a time, and only among the last of a text: the bit is that of the next.
            None => match *text.get(at)? {
                b'"' | b'\\' | 0..0x20 => 0b01,
                _ => 0b10,
            },
        };
        if special == 0 {
            at += 16;
            continue;
        }
        at += special.trailing_zeros() as usize;
        match *text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => {
                *has_escapes = true;
                return behind_escapes(text, at);
            }
            0..0x20 => return None,
            _ => {}
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
    loop {
        let backslash = match sixteen(text, at) {
            Some(block) => block.simd_eq(u8x16::splat(b'\\')).to_bitmask(),
            None => match *text.get(at)? {
                b'\\' => 0b01,
                _ => 0b10,
            },
        };
        if backslash == 0 {
            at += 16;
            continue;
        }
        at += backslash.trailing_zeros() as usize;
        if text.get(at) == Some(&b'\\') {
            return is_quote(at).then_some(at + 2);
        }
    }
}

/// The byte behind a string that has its first escape at `at`. A page's definition has one every few bytes: sixty-four
/// bytes are looked at together.
fn behind_escapes(text: &[u8], mut at: usize) -> Option<usize> {
    // Whether the byte before was a backslash that the next belongs to.
    let mut is_escaped = false;
    while let Some(block) = text.get(at..).and_then(|rest| rest.first_chunk::<64>()) {
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
        if left & (backslashes << 1) == 0 && escaped & backslashes == 0 {
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

/// The sixteen bytes from one on, unless the text ends before.
#[inline(always)]
fn sixteen(text: &[u8], at: usize) -> Option<u8x16> {
    text.get(at..).and_then(|rest| rest.first_chunk()).map(|sixteen| u8x16::new(*sixteen))
}

/// A bit for each byte that is a quote, a backslash or a control character.
#[inline(always)]
fn special(block: u8x16) -> u32 {
    let is_quote = block.simd_eq(u8x16::splat(b'"'));
    let is_backslash = block.simd_eq(u8x16::splat(b'\\'));
    let is_control = block.min(u8x16::splat(0x1f)).simd_eq(block);
    (is_quote | is_backslash | is_control).to_bitmask()
}

fn behind_number(text: &[u8], start: usize) -> Option<usize> {
    let whole = start + usize::from(text[start] == b'-');
    let mut at = behind_digits(text, whole)?;
    if text[whole] == b'0' && at > whole + 1 {
        return None;
    }
    if text.get(at) == Some(&b'.') {
        at = behind_digits(text, at + 1)?;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        at = behind_digits(text, at + 1 + sign)?;
    }
    Some(at)
}

/// The byte behind one digit or more.
#[inline(always)]
fn behind_digits(text: &[u8], first: usize) -> Option<usize> {
    const EACH: u64 = u64::MAX / 0xff;
    let mut at = first;
    while let Some(eight) = eight(text, at) {
        // The highest bit of every byte that is no digit.
        let digits = eight ^ (EACH * b'0' as u64);
        let others = (((digits & (EACH * 0x7f)) + EACH * 0x76) | digits) & (EACH * 0x80);
        at += others.trailing_zeros() as usize / 8;
        if others != 0 {
            return (at > first).then_some(at);
        }
    }
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
