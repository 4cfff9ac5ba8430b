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
    /// length and outermost letters; comparing all keys of all objects would take a sixth of the time of linting.
    keys: u64,
}

/// Reads the document that begins at a byte of a text. Returns its values, and where it ends.
pub(crate) fn parse(text: &[u8], start: usize) -> Result<(Nodes, usize), Stop> {
    let mut nodes: Vec<Node> = Vec::with_capacity((text.len() - start) / 20 + 1);
    let mut suspects = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut at = start;
    loop {
        let (mut key, mut is_key_escaped) = ((0, 0), false);
        if let Some(object) = open.last_mut().filter(|open| open.closing == b'}') {
            let end;
            (end, is_key_escaped) = string_end(text, at).ok_or(Stop::Invalid)?;
            key = (offset(at), offset(end));
            let bit = key_bit(&text[at + 1..end - 1]);
            if object.keys & bit != 0 || is_key_escaped {
                suspects.push(offset(object.node));
            }
            object.keys |= bit;
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
            b'{' | b'[' if open.len() == MOST_LEVELS => return Err(Stop::TooDeep(at)),
            b'{' | b'[' => {
                let (kind, closing) = if first == b'{' { (Kind::Object, b'}') } else { (Kind::Array, b']') };
                let inside = skip_blanks(text, add(kind, at + 1, false));
                open.push(Open { node: number, closing, keys: 0 });
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
        loop {
            let Some(&Open { node: container, closing, .. }) = open.last() else {
                // As in serde_json, what closes itself may touch the next document, and a number or word may not.
                let is_apart = matches!(text[start], b'"' | b'{' | b'[')
                    || text.get(at).is_none_or(|next| b" \n\r\t\"[]{},:".contains(next));
                return if is_apart { Ok((Nodes { all: nodes, suspects }, at)) } else { Err(Stop::Invalid) };
            };
            at = skip_blanks(text, at);
            match text.get(at) {
                Some(b',') => {
                    at = skip_blanks(text, at + 1);
                    break;
                }
                Some(&byte) if byte == closing => {
                    at += 1;
                    open.pop();
                    let behind = offset(nodes.len());
                    let container = &mut nodes[container];
                    (container.end, container.behind) = (offset(at), behind);
                }
                _ => return Err(Stop::Invalid),
            }
        }
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
#[inline]
fn string_end(text: &[u8], at: usize) -> Option<(usize, bool)> {
    if text.get(at) != Some(&b'"') {
        return None;
    }
    let end = plain_end(text, at + 1)?;
    if text[end] == b'"' { Some((end + 1, false)) } else { Some((escaped_end(text, end)?, true)) }
}

/// Where the part of a string ends that stands for itself.
#[inline]
fn plain_end(text: &[u8], mut at: usize) -> Option<usize> {
    while let Some(four) = text.get(at..).and_then(<[u8]>::first_chunk::<4>)
        && !four.iter().fold(false, |is_any, &byte| is_any | SPECIAL[byte as usize])
    {
        at += 4;
    }
    while !SPECIAL[*text.get(at)? as usize] {
        at += 1;
    }
    Some(at)
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

/// The bytes of a string that do not stand for themselves: quotes, backslashes, and control characters.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = true;
        byte += 1;
    }
    special[b'"' as usize] = true;
    special[b'\\' as usize] = true;
    special
};

fn key_bit(key: &[u8]) -> u64 {
    let [first, last] = [key.first(), key.last()].map(|byte| usize::from(*byte.unwrap_or(&0)));
    1 << ((first * 5 + last * 3 + key.len()) % 64)
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
