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
        let policy = &mut schema["$defs"]["Policy"];
        policy["properties"]["name"]["pattern"] = "^[a-z0-9]+(-[a-z0-9]+)*$".into();
        policy["properties"]["exists"]["const"] = true.into();
        let demands = ["must", "after", "before", "never-after", "exists"];
        policy["oneOf"] = demands.iter().map(|demand| json!({"required": [demand]})).collect();
        policy["dependentRequired"] = json!({
            "after": ["on"], "before": ["on"], "never-after": ["on"], "exists": ["on"], "unless": ["never-after"],
        });
        schema["$defs"]["SelectorTable"]["minProperties"] = 1.into();
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
    /// What the team demands of its flows: docs/policies.md
    #[schemars(default)]
    policy: Vec<Policy>,
    /// Findings to ignore, each with a reason
    #[schemars(default)]
    ignore: Vec<Exception>,
    /// Which files are linted
    #[schemars(default)]
    files: Files,
    /// A configuration file that this one changes and adds to, relative to its folder, for example `../ivr-lint.toml`
    extend: Option<String>,
    /// A baseline whose findings are ignored, relative to the folder of the configuration, for example `baseline.json`
    baseline: Option<String>,
}

/// Which files are linted
#[derive(Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(dead_code)]
struct Files {
    /// Globs of files and directories that are skipped in directories, relative to the folder of the configuration, for
    /// example `archive/**`; a file that is named on the command line is linted all the same
    #[schemars(default)]
    exclude: Vec<String>,
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

/// A demand on flows: exactly one of must, after, before, never-after, exists
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(dead_code)]
struct Policy {
    /// The name; its findings are those of the rule policy/NAME
    name: String,
    /// The severity of its findings [default: error]
    severity: Option<Level>,
    /// What its findings say
    message: Option<Message>,
    /// Which flows it applies to [default: all flows]
    flows: Option<Selector>,
    /// Which activities it is about
    on: Option<Selector>,
    /// A CEL expression that each of these activities, or without `on` the flow, fulfils
    must: Option<String>,
    /// Every call that gets to these activities has passed one of those before
    after: Option<Selector>,
    /// Every call that goes on from these activities passes one of those before it ends
    before: Option<Selector>,
    /// No call gets to these activities that has passed one of those before
    never_after: Option<Selector>,
    /// Passing one of these in between makes it good again
    unless: Option<Selector>,
    /// The flow has one of these activities, and a call gets to it
    exists: Option<bool>,
}

/// One text for both languages, or one each
#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
#[allow(dead_code)]
enum Message {
    Text(String),
    Languages {
        /// In English
        en: Option<String>,
        /// In Simplified Chinese
        zh: Option<String>,
    },
}

/// A CEL expression, or a table of which all keys must fit
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum Selector {
    Expression(String),
    Table(SelectorTable),
}

/// Of each key one pattern must fit; `*` stands for anything
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct SelectorTable {
    /// The type; aliases count as their type
    r#type: Option<Patterns>,
    /// The name
    name: Option<Patterns>,
    /// The id
    id: Option<Patterns>,
}

/// A pattern, or several of which one must fit
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum Patterns {
    One(String),
    Several(Vec<String>),
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
    /// A glob for files, relative to the folder of the configuration, for example `archive/**` [default: all files]
    file: Option<String>,
    /// The id or name of the activity [default: all activities]
    activity: Option<String>,
    /// Why; required
    reason: String,
}
