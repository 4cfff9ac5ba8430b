//! Rules on the configuration.

mod unused_ignore;

use super::Rule;

/// Its rules, in the order of their documentation.
pub(super) static RULES: &[&Rule] = &[&unused_ignore::RULE];
