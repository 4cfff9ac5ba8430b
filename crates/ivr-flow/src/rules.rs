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

use std::sync::LazyLock;

use crate::catalogue::Type;
use crate::rule::{Check, Cx, Draft, Rule};
use crate::settings::Severity;

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

/// What our rules and further ones find in a flow, but for those that the settings turn off.
pub(crate) fn check_flow(cx: &Cx<'_>, further: &[&'static Rule]) -> Vec<(&'static str, Severity, Draft)> {
    let mut drafts = Vec::new();
    let mut found = Vec::new();
    let severity = |rule: &Rule| cx.settings.severity(rule.name, rule.severity);
    let mut take = |rule: &'static Rule, severity, found: &mut Vec<Draft>| {
        drafts.extend(found.drain(..).map(|draft| (rule.name, severity, draft)));
    };
    // All that is asked about one activity is asked while its text is at hand.
    let (by_type, all_are_on) = (&*BY_TYPE, cx.settings.severities.is_empty());
    for (index, activity) in cx.flow.each() {
        for &(rule, check) in &by_type[activity.of_type().number()] {
            if all_are_on || severity(rule).is_some() {
                check(cx, index, &mut found);
            }
            if !found.is_empty()
                && let Some(severity) = severity(rule)
            {
                take(rule, severity, &mut found);
            }
        }
    }
    for rule in RULES.iter().chain(further) {
        if let Check::Flow(check) = rule.check
            && let Some(severity) = severity(rule)
        {
            check(cx, &mut found);
            take(rule, severity, &mut found);
        }
    }
    drafts
}

type OnActivities = (&'static Rule, fn(&Cx<'_>, usize, &mut Vec<Draft>));

/// The rules that look at activities one at a time, by the numbers of the types that they look at.
static BY_TYPE: LazyLock<[Vec<OnActivities>; Type::COUNT]> = LazyLock::new(|| {
    std::array::from_fn(|number| {
        let of_type = RULES.iter().filter_map(|&rule| match rule.check {
            Check::Activity(types, check) if types.has(Type::numbered(number)) => Some((rule, check)),
            _ => None,
        });
        of_type.collect()
    })
});
