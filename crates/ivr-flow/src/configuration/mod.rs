//! What `ivr-lint.toml` says: the settings, when a run fails, and the exceptions; and what is wrong with it.
//!
//! Rules go by [`Settings`], and a configuration names rules: so this is another module than that of the settings.

mod error;
mod ignore;
#[cfg(feature = "schemars")]
mod schema;
mod selector;
#[cfg(feature = "toml")]
mod toml;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::settings::{FailOn, Settings};

pub use error::{ConfigurationError, UnknownRule, find_rule};
pub use ignore::Ignore;
pub(crate) use ignore::unused_ignore;
pub use selector::{RuleSelector, Selection};

/// What an `ivr-lint.toml` says. The default is what holds without one.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Configuration {
    /// What rules go by.
    pub settings: Settings,
    /// The mildest severity that fails a run, where it is said.
    pub fail_on: Option<FailOn>,
    /// The exceptions, in their order.
    pub ignores: Vec<Ignore>,
    /// Where in the text each setting is said, by its name.
    places: BTreeMap<String, Range<usize>>,
}

impl Configuration {
    /// Where in the text a setting is said, for instance `fail-on`, `limits.prompt-length`, `rules.dead-end`; nothing
    /// where it is not.
    pub fn place(&self, setting: &str) -> Option<Range<usize>> {
        self.places.get(setting).cloned()
    }
}
