//! The documents of a text, and why one is not JSON: serde_json says it, where reading stopped.

use std::ops::Range;

use memchr::memchr_iter;
use serde_json::value::RawValue;

use super::parse::{Nodes, Stop, parse, skip_blanks};

/// Why a text is not JSON, and the byte where reading failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) at: usize,
    pub(crate) why: Why,
    /// Where the document ends all the same, if nothing is wrong but that it is nested too deeply.
    pub(crate) end: Option<usize>,
}

/// What was wrong at the place where reading failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// The text ends in the middle.
    Ended,
    /// More than [`MOST_LEVELS`](super::MOST_LEVELS).
    TooDeep,
    /// What serde_json says.
    Syntax(String),
}

/// A document in a text: where it lies, and its values.
pub(crate) struct Parsed {
    pub(crate) range: Range<usize>,
    pub(crate) nodes: Nodes,
}

/// The next document from a byte of a text on.
pub(crate) fn next_document(text: &str, from: usize) -> Option<Result<Parsed, Broken>> {
    let start = skip_blanks(text.as_bytes(), from);
    if start == text.len() {
        return None;
    }
    Some(match parse(text.as_bytes(), start) {
        Ok((nodes, end)) => Ok(Parsed { range: start..end, nodes }),
        Err(stop) => Err(explained(text, start, stop)),
    })
}

/// What serde_json says of a document that [`parse`] does not read.
fn explained(text: &str, start: usize, stop: Stop) -> Broken {
    let rest = &text[start..];
    let document = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>().next();
    match (stop, document) {
        // What is nested too deeply and breaks off further on went wrong where it was nested too deeply.
        (Stop::TooDeep(at), document) => {
            let end = document.and_then(Result::ok).map(|raw| start + raw.get().len());
            Broken { at, why: Why::TooDeep, end }
        }
        (Stop::Invalid, Some(Err(error))) => {
            let broken = broken(rest, &error);
            Broken { at: start + broken.at, ..broken }
        }
        // The two never disagree: a test holds that.
        (Stop::Invalid, _) => Broken { at: start, why: Why::Syntax("expected value".to_owned()), end: None },
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
