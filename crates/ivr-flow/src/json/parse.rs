//! Checks that a text is JSON, as strictly as serde_json does, and notes where every value lies.

/// How many arrays and objects may be inside each other.
pub(crate) const MOST_LEVELS: usize = 128;

/// What a value is.
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

/// A value and where it lies, in bytes of its text. The values of a text are kept in its order, each before those that
/// it holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Where the key of a member lies, quotes included; empty for what has none.
    pub(crate) key: (u32, u32),
    /// The number of the node behind this one and all that it holds.
    pub(crate) behind: u32,
    pub(crate) kind: Kind,
    /// Whether it is a string with a backslash in it.
    pub(crate) is_escaped: bool,
    /// Whether its key has a backslash in it.
    pub(crate) is_key_escaped: bool,
}

/// Where reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// At the array or object that is one level too deep.
    TooDeep(usize),
    /// The text is not JSON: serde_json says why, and where.
    Invalid,
}

/// The values of a document.
#[derive(Debug, Clone)]
pub(crate) struct Nodes {
    pub(crate) all: Vec<Node>,
    /// The objects that may have a key twice, by their numbers, in no order.
    pub(crate) suspects: Vec<u32>,
}

/// An array or object that is not closed yet.
struct Open {
    node: usize,
    closing: u8,
    /// A bit for each of its keys, the same for the same key. Most objects have no two keys that are alike in their
    /// length, first two letters and last one; comparing all keys of all objects would take a sixth of the time of linting.
    keys: u64,
}

/// Reads the document that begins at a byte of a text. Returns its values, and where it ends.
pub(crate) fn parse(text: &[u8], start: usize) -> Result<(Nodes, usize), Stop> {
    let mut nodes: Vec<Node> = Vec::with_capacity((text.len() - start) / 12 + 1);
    let mut suspects = Vec::new();
    // What the document stands in is never closed.
    let mut inner = Open { node: 0, closing: 0, keys: 0 };
    let mut outer: Vec<Open> = Vec::with_capacity(8);
    let mut at = start;
    loop {
        let (mut key, mut is_key_escaped) = ((0, 0), false);
        if inner.closing == b'}' {
            let end;
            (end, is_key_escaped) = string_end(text, at).ok_or(Stop::Invalid)?;
            key = (offset(at), offset(end));
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
            nodes.push(Node { start, end: offset(end), key, behind, kind, is_escaped, is_key_escaped });
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
        // Behind a value: what closes is closed, and a comma leads to the next one.
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
            // As in serde_json, what closes itself may touch the next document, and a number or word may not.
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

/// A place in a text, or a number of things in it. Texts of 4 GiB and more are refused before they get here.
pub(crate) fn offset(at: usize) -> u32 {
    at as u32
}

/// Where the string ends that begins at `at`, and whether it has escapes.
#[inline(always)]
fn string_end(text: &[u8], at: usize) -> Option<(usize, bool)> {
    if text.get(at) != Some(&b'"') {
        return None;
    }
    let end = plain_end(text, at + 1)?;
    if text[end] == b'"' { Some((end + 1, false)) } else { Some((escaped_end(text, end)?, true)) }
}

/// Where the part of a string ends that stands for itself. Eight bytes at a time, as serde_json reads them: a sixth of
/// the time of reading.
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

/// The bytes that do not stand for themselves in a string: quotes, backslashes and control characters. The highest bit
/// of the first of them is the lowest that is set; bits above it may be wrong, since subtraction borrows.
#[inline(always)]
fn special_bytes(eight: u64) -> u64 {
    const EACH: u64 = u64::MAX / 255;
    let zeros = |bytes: u64| bytes.wrapping_sub(EACH) & !bytes;
    let control = eight.wrapping_sub(EACH * 0x20) & !eight;
    (control | zeros(eight ^ (EACH * b'"' as u64)) | zeros(eight ^ (EACH * b'\\' as u64))) & (EACH << 7)
}

/// Where the string ends whose first escape begins at `at`.
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

/// The bit of a key, which is given with the quote before it. The factors tell all keys apart that the platform's own
/// objects have together.
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
