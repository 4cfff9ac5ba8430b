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
mod foreign_skill_group;
mod secret_in_flow;
mod retry_without_pause;
mod silent_input_hangup;
mod result_after_failure;
mod foreign_placeholder;
mod garbled_text;
mod repeated_prompt;
mod pointless_branch;
mod too_many_tries;
mod missing_end_key;
mod unheard_menu;
mod invalid_callee;
mod missing_exit;
mod unusual_exit;
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
    &foreign_skill_group::RULE,
    &secret_in_flow::RULE,
    &retry_without_pause::RULE,
    &silent_input_hangup::RULE,
    &result_after_failure::RULE,
    &foreign_placeholder::RULE,
    &garbled_text::RULE,
    &repeated_prompt::RULE,
    &pointless_branch::RULE,
    &too_many_tries::RULE,
    &missing_end_key::RULE,
    &unheard_menu::RULE,
    &invalid_callee::RULE,
    &missing_exit::RULE,
    &unusual_exit::RULE,
    &inbound_only_caller::RULE,
];
