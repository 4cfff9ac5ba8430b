//! Rules on the configuration.

mod unused_ignore;
mod unused_policy;

use super::Rule;

/// Its rules, in the order of their documentation.
pub(super) static RULES: &[&Rule] = &[&unused_ignore::RULE, &unused_policy::RULE];
