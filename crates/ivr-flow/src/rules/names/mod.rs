//! Rules on names and on the canvas.

mod empty_name;
mod duplicate_name;
mod duplicate_node_index;
mod overlapping_activities;

use super::Rule;

/// Its rules, in the order of their documentation.
pub(super) static RULES: &[&Rule] =
    &[&empty_name::RULE, &duplicate_name::RULE, &duplicate_node_index::RULE, &overlapping_activities::RULE];
