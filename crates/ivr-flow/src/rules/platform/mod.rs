//! Rules on what the platform says of its modules.

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

use super::Rule;

/// Its rules, in the order of their documentation.
pub(super) static RULES: &[&Rule] = &[
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
];
