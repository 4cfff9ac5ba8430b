//! Rules on several flows of an instance at once.

mod duplicate_flow_name;
mod shared_number;
mod number_on_unpublished_flow;
mod unknown_sub_flow;
mod transfer_in_both;
mod stale_main_flow;
mod unused_sub_flow;

use super::Rule;

/// Its rules, in the order of their documentation.
pub(super) static RULES: &[&Rule] = &[
    &duplicate_flow_name::RULE,
    &shared_number::RULE,
    &number_on_unpublished_flow::RULE,
    &unknown_sub_flow::RULE,
    &transfer_in_both::RULE,
    &stale_main_flow::RULE,
    &unused_sub_flow::RULE,
];
