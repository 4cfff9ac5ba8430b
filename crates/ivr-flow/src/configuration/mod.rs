//! What `ivr-lint.toml` says: the settings, when a run fails, and the exceptions; and what is wrong with it.
//!
//! Rules go by [`Settings`], and a configuration names rules: so this is another module than that of the settings.

#[cfg(feature = "toml")]
mod activities;
mod error;
#[cfg(feature = "toml")]
mod files;
mod ignore;
#[cfg(feature = "toml")]
mod kinds;
#[cfg(feature = "toml")]
mod policies;
#[cfg(feature = "schemars")]
mod schema;
mod removal;
mod selector;
#[cfg(feature = "toml")]
mod toml;
mod unused_policy;

use std::collections::BTreeMap;
use std::ops::Range;

use fast_glob::glob_match;

use crate::policy::Policy;
use crate::settings::{FailOn, Settings};

pub use error::{ConfigurationError, UnknownRule, find_rule};
pub use ignore::Ignore;
pub(crate) use ignore::{Ignores, unused_ignore};
pub(crate) use removal::Tables;
pub use selector::{RuleSelector, Selection};
pub(crate) use unused_policy::unused_policies;

/// The content of an `ivr-lint.toml`. The default applies without one.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Configuration {
    /// The settings of rules.
    pub settings: Settings,
    /// The lowest severity that fails a run, if the file sets it.
    pub fail_on: Option<FailOn>,
    /// The exceptions, in their order.
    pub ignores: Vec<Ignore>,
    /// The policies, in their order.
    pub policies: Vec<Policy>,
    /// The configuration that this one changes and adds to, relative to its folder.
    pub extend: Option<String>,
    /// The baseline whose findings are suppressed, relative to the folder of the configuration.
    pub baseline: Option<String>,
    /// Globs of files that are not linted when they are found in a directory, relative to the folder of the
    /// configuration. A glob that matches a directory excludes everything in it.
    pub exclude: Vec<String>,
    /// Where in the text each setting is said, by its name.
    places: BTreeMap<String, Range<usize>>,
}

impl Configuration {
    /// Checks that there is a rule, built in or of a policy, with this name.
    ///
    /// # Errors
    /// If there is none.
    pub fn find_rule(&self, name: &str) -> Result<(), UnknownRule> {
        let policies: Vec<_> = self.policies.iter().map(|policy| policy.rule_name().to_owned()).collect();
        error::find_rule_among(name, &policies)
    }

    /// The bytes of the text where a setting is set, for instance `fail-on`, `limits.prompt-length` or
    /// `rules.dead-end`; `None` if it is not.
    pub fn place(&self, setting: &str) -> Option<Range<usize>> {
        self.places.get(setting).cloned()
    }

    /// All settings that are set, each with its bytes in the text.
    pub fn places(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.places.iter().map(|(setting, place)| (setting.as_str(), place.clone()))
    }

    /// Whether a file is not linted when it is found in a directory. `path` is relative to the folder of the
    /// configuration, with `/` as separator.
    pub fn excludes(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        let parts: Vec<_> = ends.map(|end| &path[..end]).collect();
        self.exclude.iter().any(|glob| parts.iter().any(|part| glob_match(glob.trim_end_matches('/'), part)))
    }
}
