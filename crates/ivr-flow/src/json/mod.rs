//! JSON with spans: text comes in, a tree of values comes out, and each value has its range in the file, through all the
//! strings that its text is nested in.

mod error;
mod escape;
mod parse;
mod pointer;
mod source_map;
mod tree;
mod value;

pub(crate) use error::{Broken, Why, next_document};
pub(crate) use escape::{Escapes, unescape};
pub use parse::Kind;
pub(crate) use parse::{MOST_LEVELS, offset};
pub(crate) use pointer::{PointerCursor, push_step};
pub use source_map::SourceMap;
#[cfg(test)]
pub(crate) use tree::one;
pub(crate) use tree::{Encoding, MOST_STRINGS, Opening, Source, Tree};
pub use value::Value;
pub(crate) use value::is_blank;
