//! What a user may decide: how severe each rule is, limits, and types that the catalogue does not know.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::catalogue::{ActivityType, Behaviour};
use crate::text::InvalidValue;

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
    /// All of them, the lowest first.
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

/// How severe a rule is, or that it is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rule finds nothing.
    Off,
    /// Its findings are of this severity.
    On(Severity),
}

impl Level {
    /// The names of all values.
    pub const NAMES: [&str; 4] = ["off", "note", "warning", "error"];

    /// The name in the configuration.
    pub fn name(self) -> &'static str {
        self.severity().map_or("off", Severity::name)
    }

    /// The severity of its findings; `None` where the rule is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::On(severity) => Some(severity),
        }
    }
}

/// The lowest severity that fails a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailOn {
    /// This severity, and those above it.
    Severity(Severity),
    /// No finding fails a run.
    Never,
}

impl FailOn {
    /// The names of all values.
    pub const NAMES: [&str; 4] = ["error", "warning", "note", "never"];

    /// The lowest severity that fails a run; `None` if none does.
    pub fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Severity(severity) => Some(severity),
            FailOn::Never => None,
        }
    }
}

impl Default for FailOn {
    fn default() -> Self {
        FailOn::Severity(Severity::Error)
    }
}

/// The limits that rules check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Limits {
    /// The longest text that is spoken at once, in characters (Unicode code points).
    pub prompt_length: u64,
    /// The longest time in a queue, in seconds.
    pub queue_timeout: u64,
    /// How many inputs a function may have.
    pub function_inputs: u64,
    /// How often callers are asked at most.
    pub tries: u64,
}

impl Limits {
    /// The limits in the platform's manual (product version 2.x, 2021). The manual only warns of many tries; that
    /// number is ours.
    pub const PLATFORM: Limits = Limits { prompt_length: 200, queue_timeout: 3600, function_inputs: 10, tries: 10 };
}

impl Default for Limits {
    fn default() -> Self {
        Limits::PLATFORM
    }
}

/// The settings of one run. By default, every rule has its own level, limits are those of the platform, and only the types of
/// the catalogue are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Settings {
    /// The rules whose level is not their own; `None` turns a rule off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// The limits that rules check.
    pub limits: Limits,
    /// The behaviour of types that the catalogue does not know, or describes differently.
    pub activities: BTreeMap<String, Behaviour>,
    /// The expected exits by activity type; a type with aliases has its canonical name.
    pub exits: BTreeMap<String, ExpectedExits>,
}

/// The exits that activities of a type have, by the names of their events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExpectedExits {
    /// Those that every activity has.
    pub always: Vec<String>,
    /// Those that some activities have.
    pub sometimes: Vec<String>,
}

impl Settings {
    /// Which exits activities of a type have; `None` where the settings do not say. `known` is the type of this name in
    /// the catalogue.
    pub(crate) fn exits(&self, name: &str, known: Option<&ActivityType>) -> Option<&ExpectedExits> {
        self.exits.get(known.map_or(name, |known| known.name))
    }

    /// What an activity of a type does; `None` where neither the catalogue nor the settings say. `known` is the type of
    /// this name in the catalogue.
    pub(crate) fn behaviour(&self, name: &str, known: Option<&ActivityType>) -> Option<Behaviour> {
        // What is said of a type holds for its aliases.
        let described = known.and_then(|known| self.activities.get(known.name)).or_else(|| self.activities.get(name));
        let known = known.map(|known| known.behaviour);
        // Much in the catalogue is inferred: who knows better may say so.
        let described = described
            .copied()
            .map(|behaviour| Behaviour { entry: known.is_some_and(|known| known.entry), ..behaviour });
        described.or(known)
    }
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        Level::On(severity)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for FailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.severity().map_or("never", Severity::name))
    }
}

impl FromStr for Severity {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        severity(text).ok_or_else(|| invalid(text, &["error", "warning", "note"]))
    }
}

impl FromStr for Level {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "off" => Ok(Level::Off),
            _ => severity(text).map(Level::On).ok_or_else(|| invalid(text, &Level::NAMES)),
        }
    }
}

impl FromStr for FailOn {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "never" => Ok(FailOn::Never),
            _ => severity(text).map(FailOn::Severity).ok_or_else(|| invalid(text, &FailOn::NAMES)),
        }
    }
}

/// The severity of a name. Half the world writes `warn`.
fn severity(name: &str) -> Option<Severity> {
    let name = if name == "warn" { "warning" } else { name };
    Severity::ALL.into_iter().find(|severity| severity.name() == name)
}

/// What other linters call a severity is offered as what it is called here.
fn invalid(text: &str, possible: &'static [&'static str]) -> InvalidValue {
    let meant = match text.to_lowercase().as_str() {
        "info" | "information" | "hint" | "style" => Some("note"),
        "none" | "off" | "false" => possible.iter().copied().find(|name| matches!(*name, "off" | "never")),
        "deny" | "fatal" | "critical" => Some("error"),
        _ => None,
    };
    InvalidValue::new(text, possible, meant)
}
