//! Rules on the text: what cannot be read, or not as it was meant.

mod invalid_json;
mod invalid_shape;
mod unsupported_format;
mod incomplete_list;
mod duplicate_key;

use super::Rule;

/// Its rules, in the order of their documentation.
pub(super) static RULES: &[&Rule] = &[
    &invalid_json::RULE,
    &invalid_shape::RULE,
    &unsupported_format::RULE,
    &incomplete_list::RULE,
    &duplicate_key::RULE,
];
