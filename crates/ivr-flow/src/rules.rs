//! The rules. A new one is a file of its own and two lines here.

mod invalid_json;
mod invalid_shape;
mod unsupported_format;
mod incomplete_list;
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
mod unknown_activity_type;
mod activity_not_allowed;
mod nested_sub_flow;
mod silent_hangup;
mod missing_default_exit;
mod empty_prompt;
mod prompt_too_long;
mod invalid_range;
mod queue_timeout_too_long;
mod too_many_inputs;
mod inbound_only_caller;
mod unresolved_reference;
mod ambiguous_reference;
mod reference_before_set;
mod reference_maybe_unset;
mod malformed_reference;
mod empty_name;
mod duplicate_name;
mod duplicate_node_index;
mod overlapping_activities;
mod duplicate_flow_name;
mod shared_number;
mod number_on_unpublished_flow;
mod unknown_sub_flow;
mod transfer_in_both;
mod stale_main_flow;
mod unused_sub_flow;
mod unused_ignore;

use crate::rule::Rule;

/// All rules, in the order of their documentation.
pub static RULES: &[&Rule] = &[
    &invalid_json::RULE,
    &invalid_shape::RULE,
    &unsupported_format::RULE,
    &incomplete_list::RULE,
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
    &unknown_activity_type::RULE,
    &activity_not_allowed::RULE,
    &nested_sub_flow::RULE,
    &silent_hangup::RULE,
    &missing_default_exit::RULE,
    &empty_prompt::RULE,
    &prompt_too_long::RULE,
    &invalid_range::RULE,
    &queue_timeout_too_long::RULE,
    &too_many_inputs::RULE,
    &inbound_only_caller::RULE,
    &unresolved_reference::RULE,
    &ambiguous_reference::RULE,
    &reference_before_set::RULE,
    &reference_maybe_unset::RULE,
    &malformed_reference::RULE,
    &empty_name::RULE,
    &duplicate_name::RULE,
    &duplicate_node_index::RULE,
    &overlapping_activities::RULE,
    &duplicate_flow_name::RULE,
    &shared_number::RULE,
    &number_on_unpublished_flow::RULE,
    &unknown_sub_flow::RULE,
    &transfer_in_both::RULE,
    &stale_main_flow::RULE,
    &unused_sub_flow::RULE,
    &unused_ignore::RULE,
];

/// The rule with this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}
