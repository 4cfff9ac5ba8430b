//! Rules on the graph: where calls can go, and where they cannot.

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

use super::Rule;

/// Its rules, in the order of their documentation.
pub(super) static RULES: &[&Rule] = &[
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
