//! The rules. A new one is a file of its own and two lines here.

mod invalid_json;
mod invalid_shape;
mod unsupported_format;
mod duplicate_key;
mod missing_entry;
mod multiple_entries;
mod duplicate_id;
mod dangling_next;
mod dead_end;
mod unconnected_exit;
mod unreachable_activity;
mod missing_hangup;
mod endless_loop;
mod silent_loop;
mod entry_has_incoming;
mod hangup_has_next;
mod duplicate_event;
mod duplicate_edge_id;

use crate::rule::Rule;

/// All rules, in the order of their documentation.
pub static RULES: &[&Rule] = &[
    &invalid_json::RULE,
    &invalid_shape::RULE,
    &unsupported_format::RULE,
    &duplicate_key::RULE,
    &missing_entry::RULE,
    &multiple_entries::RULE,
    &duplicate_id::RULE,
    &dangling_next::RULE,
    &dead_end::RULE,
    &unconnected_exit::RULE,
    &unreachable_activity::RULE,
    &missing_hangup::RULE,
    &endless_loop::RULE,
    &silent_loop::RULE,
    &entry_has_incoming::RULE,
    &hangup_has_next::RULE,
    &duplicate_event::RULE,
    &duplicate_edge_id::RULE,
];

/// The rule with this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}
