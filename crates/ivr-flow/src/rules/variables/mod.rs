//! Rules on references to variables.

mod unresolved_reference;
mod ambiguous_reference;
mod reference_before_set;
mod reference_maybe_unset;
mod malformed_reference;

use super::Rule;

/// Its rules, in the order of their documentation.
pub(super) static RULES: &[&Rule] = &[
    &unresolved_reference::RULE,
    &ambiguous_reference::RULE,
    &reference_before_set::RULE,
    &reference_maybe_unset::RULE,
    &malformed_reference::RULE,
];
