//! The JSON Schema of `ivr-lint.toml`. These types are only described; the text is read in another way.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::{Value, json};

use super::Configuration;
use crate::rules::rules;
use crate::text::Localized;

impl Configuration {
    /// The JSON Schema of `ivr-lint.toml`.
    pub fn schema() -> Value {
        let mut schema = schemars::schema_for!(ConfigurationTwin).to_value();
        // Editors offer the names that a schema lists.
        schema["properties"]["rules"]["properties"] = rules()
            .map(|rule| {
                let Localized { en, zh } = &rule.summary;
                let about = format!("{en} / {zh}");
                let default = rule.level.name();
                (rule.name.to_string(), json!({"$ref": "#/$defs/Level", "description": about, "default": default}))
            })
            .collect::<serde_json::Map<_, _>>()
            .into();
        schema["$defs"]["Exception"]["properties"]["rule"]["examples"] =
            rules().map(|rule| rule.name.clone()).collect();
        schema
    }
}

/// Settings for a directory of flows and all below it: ivr-lint.toml
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case", rename = "Configuration")]
#[allow(dead_code)]
struct ConfigurationTwin {
    /// The exit status is 1 if there is a finding of this severity or above
    fail_on: Option<FailOn>,
    /// Severity overrides, by rule name
    #[schemars(default)]
    rules: BTreeMap<String, Level>,
    /// The limits that rules check
    #[schemars(default)]
    limits: Limits,
    /// Activity types that the linter does not know, or should treat differently, by type
    #[schemars(default)]
    activities: BTreeMap<String, Activity>,
    /// Findings to ignore, each with a reason
    #[schemars(default)]
    ignore: Vec<Exception>,
}

/// The lowest severity that fails a run
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[allow(dead_code)]
enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

/// The severity of a rule
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[allow(dead_code)]
enum Level {
    Off,
    Note,
    Warning,
    Error,
}

/// The limits that rules check
#[derive(Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(dead_code)]
struct Limits {
    /// The longest text that can be synthesized at once, in characters [default: 200]
    prompt_length: Option<u64>,
    /// The longest queue timeout, in seconds [default: 3600]
    queue_timeout: Option<u64>,
    /// The maximum number of inputs of a function [default: 10]
    function_inputs: Option<u64>,
    /// The maximum number of times that a menu may ask [default: 10]
    tries: Option<u64>,
}

/// What activities of this type do, where one of `waits`, `hands-off` and `ends` is set the others are false; and which
/// exits they have
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(dead_code)]
struct Activity {
    /// The call waits here for a caller, an agent or another flow
    #[schemars(default)]
    waits: bool,
    /// The call may leave the flow here
    #[schemars(default)]
    hands_off: bool,
    /// The call's path through the flow ends here
    #[schemars(default)]
    ends: bool,
    /// The event names of the exits that every activity of this type has (`missing-exit`)
    #[schemars(default)]
    exits: Vec<String>,
    /// The event names of the exits that some of them have (`unusual-exit`)
    #[schemars(default)]
    other_exits: Vec<String>,
}

/// Findings to ignore
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct Exception {
    /// The name of the rule
    rule: String,
    /// The name or id of the flow [default: all flows]
    flow: Option<String>,
    /// The id or name of the activity [default: all activities]
    activity: Option<String>,
    /// Why; required
    reason: String,
}
