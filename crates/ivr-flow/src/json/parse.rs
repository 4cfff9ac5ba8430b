//! Parses JSON as strictly as serde_json does, into a list of values with their ranges.

/// How many arrays and objects may be inside each other.
pub(crate) const MOST_LEVELS: usize = 128;

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number of any size.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A value and its range, in bytes of its text. The nodes of a text are stored in its order, each before its descendants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The start of a member's key, with its quote; 0 for other values, since no key begins a text.
    pub(crate) key: u32,
    /// The index of the node after this one and its descendants.
    pub(crate) behind: u32,
    /// The length of its key without quotes, or [`Node::UNUSUAL_KEY`].
    pub(crate) key_length: u8,
    pub(crate) kind: Kind,
    /// Whether it is a string with escapes.
    pub(crate) is_escaped: bool,
}

impl Node {
    /// The `key_length` of a key that has escapes or is at least so long: its end is searched for.
    pub(crate) const UNUSUAL_KEY: u8 = u8::MAX;
}

/// Why parsing stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The array or object at this offset is one level too deep.
    TooDeep(usize),
    /// The text is not JSON; serde_json provides the message and the offset.
    Invalid,
}

/// The values of a document.
#[derive(Debug, Clone)]
pub(crate) struct Nodes {
    pub(crate) all: Vec<Node>,
    /// The indices of the objects that may have a duplicate key, in no order.
    pub(crate) suspects: Vec<u32>,
}

/// An array or object that is not closed yet.
struct Open {
    node: usize,
    closing: u8,
    /// One bit for each of its keys, the same for equal keys, computed from their length, first two letters and last one.
    /// Only objects with a bit set twice are searched for duplicates; comparing all keys would take a sixth of the time of
    /// linting.
    keys: u64,
}

/// Parses the document that begins at an offset of a text. Returns its values and its end.
pub(crate) fn parse(text: &[u8], start: usize) -> Result<(Nodes, usize), Stop> {
    let mut nodes: Vec<Node> = Vec::with_capacity((text.len() - start) / 12 + 1);
    let mut suspects = Vec::new();
    // The level around the document is never closed.
    let mut inner = Open { node: 0, closing: 0, keys: 0 };
    let mut outer: Vec<Open> = Vec::with_capacity(8);
    let mut at = start;
    loop {
        let (mut key, mut key_length) = (0, 0);
        if inner.closing == b'}' {
            let (end, is_key_escaped) = string_end(text, at).ok_or(Stop::Invalid)?;
            let length = if is_key_escaped { usize::MAX } else { end - at - 2 };
            (key, key_length) = (offset(at), length.min(usize::from(Node::UNUSUAL_KEY)) as u8);
            let bit = key_bit(&text[at..end - 1]);
            if inner.keys & bit != 0 || is_key_escaped {
                suspects.push(offset(inner.node));
            }
            inner.keys |= bit;
            at = skip_blanks(text, end);
            if text.get(at) != Some(&b':') {
                return Err(Stop::Invalid);
            }
            at = skip_blanks(text, at + 1);
        }
        let first = *text.get(at).ok_or(Stop::Invalid)?;
        let number = nodes.len();
        let mut add = |kind, end, is_escaped| {
            let (start, behind) = (offset(at), offset(number + 1));
            nodes.push(Node { start, end: offset(end), key, behind, key_length, kind, is_escaped });
            end
        };
        at = match first {
            b'"' => {
                let (end, is_escaped) = string_end(text, at).ok_or(Stop::Invalid)?;
                add(Kind::String, end, is_escaped)
            }
            b'{' | b'[' if outer.len() == MOST_LEVELS => return Err(Stop::TooDeep(at)),
            b'{' | b'[' => {
                let (kind, closing) = if first == b'{' { (Kind::Object, b'}') } else { (Kind::Array, b']') };
                let inside = skip_blanks(text, add(kind, at + 1, false));
                outer.push(std::mem::replace(&mut inner, Open { node: number, closing, keys: 0 }));
                if text.get(inside) != Some(&closing) {
                    at = inside;
                    continue;
                }
                inside
            }
            b't' => add(Kind::Bool, word_end(text, at, b"true")?, false),
            b'f' => add(Kind::Bool, word_end(text, at, b"false")?, false),
            b'n' => add(Kind::Null, word_end(text, at, b"null")?, false),
            _ => add(Kind::Number, number_end(text, at)?, false),
        };
        // After a value: close what ends here, until a comma leads to the next value.
        while inner.closing != 0 {
            at = skip_blanks(text, at);
            let byte = *text.get(at).ok_or(Stop::Invalid)?;
            at += 1;
            if byte == b',' {
                break;
            } else if byte != inner.closing {
                return Err(Stop::Invalid);
            }
            let behind = offset(nodes.len());
            let container = &mut nodes[inner.node];
            (container.end, container.behind) = (offset(at), behind);
            inner = outer.pop().ok_or(Stop::Invalid)?;
        }
        if inner.closing == 0 {
            // As in serde_json, the next document may follow a string, array or object immediately, but not a number or word.
            let is_apart = matches!(text[start], b'"' | b'{' | b'[')
                || text.get(at).is_none_or(|next| b" \n\r\t\"[]{},:".contains(next));
            return if is_apart { Ok((Nodes { all: nodes, suspects }, at)) } else { Err(Stop::Invalid) };
        }
        at = skip_blanks(text, at);
    }
}

/// The first byte from `at` on that is not blank.
pub(crate) fn skip_blanks(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = text.get(at) {
        at += 1;
    }
    at
}

/// An offset in a text, or an index. Texts of 4 GiB and more are rejected earlier.
pub(crate) fn offset(at: usize) -> u32 {
    at as u32
}

/// The end of the string that begins at `at`, and whether it has escapes.
#[inline(always)]
pub(super) fn string_end(text: &[u8], at: usize) -> Option<(usize, bool)> {
    if text.get(at) != Some(&b'"') {
        return None;
    }
    let end = plain_end(text, at + 1)?;
    if text[end] == b'"' { Some((end + 1, false)) } else { Some((escaped_end(text, end)?, true)) }
}

/// The end of the part of a string without escapes. Eight bytes at a time, as in serde_json: saves a sixth of the time of
/// parsing.
#[inline(always)]
fn plain_end(text: &[u8], mut at: usize) -> Option<usize> {
    while let Some(eight) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let special = special_bytes(u64::from_le_bytes(*eight));
        if special != 0 {
            return Some(at + special.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    text[at..].iter().position(|&byte| byte < b' ' || byte == b'"' || byte == b'\\').map(|length| at + length)
}

/// Finds the first quote, backslash or control character: its highest bit is the lowest bit set in the result. Higher bits
/// may be wrong, since subtraction borrows.
#[inline(always)]
fn special_bytes(eight: u64) -> u64 {
    const EACH: u64 = u64::MAX / 255;
    let zeros = |bytes: u64| bytes.wrapping_sub(EACH) & !bytes;
    let control = eight.wrapping_sub(EACH * 0x20) & !eight;
    (control | zeros(eight ^ (EACH * b'"' as u64)) | zeros(eight ^ (EACH * b'\\' as u64))) & (EACH << 7)
}

/// The end of the string whose first escape begins at `at`.
fn escaped_end(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match text[at] {
            b'"' => return Some(at + 1),
            b'\\' => match text.get(at + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                b'u' if text.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit) => at += 6,
                _ => return None,
            },
            _ => return None,
        }
        at = plain_end(text, at)?;
    }
}

/// The bit of a key, which is passed with the quote before it. With these factors no two keys of any of the platform's own
/// objects share a bit.
fn key_bit(key: &[u8]) -> u64 {
    let letter = |at: usize| usize::from(key[at.min(key.len() - 1)]);
    1 << ((letter(1) * 13 + letter(2) * 7 + letter(key.len()) * 3 + key.len()) % 64)
}

fn word_end(text: &[u8], at: usize, word: &[u8]) -> Result<usize, Stop> {
    if text[at..].starts_with(word) { Ok(at + word.len()) } else { Err(Stop::Invalid) }
}

fn number_end(text: &[u8], mut at: usize) -> Result<usize, Stop> {
    let digits = |from: usize| {
        let count = text[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 { Err(Stop::Invalid) } else { Ok(from + count) }
    };
    at += usize::from(text[at] == b'-');
    at = match text.get(at) {
        Some(b'0') => at + 1,
        Some(_) => digits(at)?,
        None => return Err(Stop::Invalid),
    };
    if text.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        at += 1;
        at += usize::from(matches!(text.get(at), Some(b'+' | b'-')));
        at = digits(at)?;
    }
    Ok(at)
}
