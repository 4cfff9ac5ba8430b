//! What a user may decide: how severe each rule is, limits, and types that the catalogue does not know.

use std::collections::BTreeMap;

use crate::catalogue::{Behaviour, Type};

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Callers may suffer.
    Warning,
    /// Callers suffer, or the platform refuses to publish the flow.
    Error,
}

impl Severity {
    /// All of them, the mildest first.
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// The name in reports and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// The numbers that rules compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest text that is spoken at once, in characters (Unicode code points).
    pub prompt_length: u64,
    /// The longest time in a queue, in seconds.
    pub queue_timeout: u64,
    /// How many inputs a function may have.
    pub function_inputs: u64,
}

impl Limits {
    /// What the platform's manual says (product version 2.x, 2021).
    pub const PLATFORM: Limits = Limits { prompt_length: 200, queue_timeout: 3600, function_inputs: 10 };
}

/// The settings of one run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The rules whose severity is not their own; `None` turns a rule off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// The numbers that rules compare with.
    pub limits: Limits,
    /// What types do that the catalogue does not know, or knows differently.
    pub activities: BTreeMap<String, Behaviour>,
}

impl Settings {
    /// Every rule as severe as it is by itself, the platform's limits, no further types.
    pub fn standard() -> Self {
        Settings { severities: BTreeMap::new(), limits: Limits::PLATFORM, activities: BTreeMap::new() }
    }

    /// How severe a rule is that by itself is as severe as `own`; nothing where it is off.
    pub(crate) fn severity(&self, rule: &str, own: Severity) -> Option<Severity> {
        self.severities.get(rule).copied().unwrap_or(Some(own))
    }

    /// The type of this name, and what an activity of it does; nothing where neither the catalogue nor the settings say.
    pub(crate) fn behaviour(&self, name: &str) -> (Type, Option<Behaviour>) {
        let kind = Type::of(name);
        let known = kind.listed().map(|listed| listed.behaviour);
        if self.activities.is_empty() { (kind, known) } else { (kind, self.taught(name, known)) }
    }

    /// What an activity of a type does that the catalogue says this of.
    #[cold]
    fn taught(&self, name: &str, known: Option<Behaviour>) -> Option<Behaviour> {
        // Much in the catalogue is inferred: who knows better may say so.
        let taught = self.activities.get(name);
        let taught = taught.map(|&taught| Behaviour { entry: known.is_some_and(|known| known.entry), ..taught });
        taught.or(known)
    }
}
