//! The documents of a text, and why one is not JSON. Where parsing stops, serde_json provides the message.

use std::ops::Range;

use memchr::memchr_iter;
use serde_json::value::RawValue;

use super::parse::{Nodes, Stop, parse, skip_blanks};

/// Why a text is not JSON, and the byte offset where parsing failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) at: usize,
    pub(crate) why: Why,
    /// The end of the document, if its only problem is that it is nested too deeply.
    pub(crate) end: Option<usize>,
}

/// What is wrong at the offset where parsing failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// The text ends in the middle.
    Ended,
    /// More than [`MOST_LEVELS`](super::MOST_LEVELS).
    TooDeep,
    /// The message of serde_json.
    Syntax(String),
}

/// A document in a text: its range and its values.
pub(crate) struct Parsed {
    pub(crate) range: Range<usize>,
    pub(crate) nodes: Nodes,
}

/// Parses the next document of a text from an offset on.
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

/// The error that serde_json reports for a document that [`parse`] rejects.
fn explained(text: &str, start: usize, stop: Stop) -> Broken {
    let rest = &text[start..];
    let document = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>().next();
    match (stop, document) {
        // If the document is also invalid further on, the nesting is still the first error.
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
