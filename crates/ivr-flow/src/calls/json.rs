//! The calls as JSON, version 1. These types are the format: what is inside may change, they may not.

#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::Serializer;

use super::script::{ActivityInScript, ExitInScript, Script};
use crate::finding::FileReport;
use crate::report::{ActivityTwin, FlowTwin, JsonProblem, JsonTool, Problem};
use crate::text::{Lang, Localized};

/// The calls of flows, to be written as JSON, version 1.
#[derive(Debug, Clone, Copy)]
pub struct JsonCalls<'a> {
    /// The flows that could be read, in the order of the report.
    pub flows: &'a [FlowCalls],
    /// What made the run incomplete.
    pub problems: &'a [Problem],
    /// The language of the problems; the rest is in both.
    pub lang: Lang,
}

/// The calls of one flow of a run.
#[derive(Debug, Clone)]
pub struct FlowCalls {
    /// The name of its file.
    pub file: String,
    /// The number of its document in the file.
    pub document: usize,
    /// Its index in the file.
    pub index: usize,
    /// Its id, where it is known.
    pub id: Option<String>,
    /// Its name, where it is known.
    pub name: Option<String>,
    /// Its type, where it is known.
    pub kind: Option<String>,
    /// The calls.
    pub script: Script,
}

impl FlowCalls {
    /// The calls of the flow with an index in a file; nothing where the file has no such flow.
    pub fn new(file: &FileReport, index: usize, script: Script) -> Option<Self> {
        let flow = file.flows.get(index)?;
        let (id, name, kind) = (flow.id.clone(), flow.name.clone(), flow.type_name.clone());
        Some(FlowCalls { file: file.name.clone(), document: flow.document, index, id, name, kind, script })
    }
}

impl JsonCalls<'_> {
    /// The JSON Schema, as JSON.
    #[cfg(feature = "schemars")]
    pub fn schema() -> String {
        format!("{:#}", schemars::schema_for!(CallsTwin<'static>).to_value())
    }
}

impl Serialize for JsonCalls<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sum = |of: fn(&Script) -> usize| self.flows.iter().map(|flow| of(&flow.script)).sum();
        CallsTwin {
            version: 1,
            tool: JsonTool::THIS,
            summary: SummaryTwin {
                flows: self.flows.len(),
                calls: sum(|script| script.plan.calls.len()),
                steps: sum(|script| script.plan.steps),
                exits: ExitsTwin { all: sum(|script| script.plan.exits), covered: sum(|script| script.plan.covered) },
            },
            flows: FlowsTwin(self.flows),
            problems: self.problems.iter().map(|problem| JsonProblem::new(problem, self.lang)).collect(),
        }
        .serialize(serializer)
    }
}

/// The output of `ivr-lint calls --format json`, version 1.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Calls"))]
struct CallsTwin<'a> {
    version: u32,
    tool: JsonTool,
    summary: SummaryTwin,
    #[cfg_attr(feature = "schemars", schemars(with = "Vec<FlowCallsTwin<'static>>"))]
    flows: FlowsTwin<'a>,
    /// What made the run incomplete
    problems: Vec<JsonProblem<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct SummaryTwin {
    flows: usize,
    calls: usize,
    /// Also those that are left out where a flow is truncated
    steps: usize,
    exits: ExitsTwin,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct ExitsTwin {
    /// The exits of all modules but endings
    all: usize,
    /// Those that the calls take
    covered: usize,
}

/// Flows are made into their twins one by one.
struct FlowsTwin<'a>(&'a [FlowCalls]);

impl Serialize for FlowsTwin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(FlowCallsTwin::of))
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct FlowCallsTwin<'a> {
    file: &'a str,
    document: usize,
    flow: FlowTwin<'a>,
    calls: Vec<CallTwin<'a>>,
    /// The exits that no call can take
    uncovered: Vec<UncoveredTwin<'a>>,
    /// As many as there are calls; no call can take two of them, so fewer calls are not enough. Empty if the search for
    /// fewer calls was given up
    certificate: Vec<WitnessTwin<'a>>,
    /// Whether steps are left out because there are too many
    truncated: bool,
    /// Whether fewer calls are known not to be enough
    fewest: bool,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct CallTwin<'a> {
    /// ending, hand-off, unknown-type, no-way-on, unwired, dangling or endless-loop
    ends: &'static str,
    /// What has to be prepared outside of the call
    preconditions: Vec<TextTwin<'a>>,
    steps: Vec<StepTwin<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct StepTwin<'a> {
    activity: ActivityTwin<'a>,
    /// `null` where the call ends at the module, and where an id in the properties of an unknown type leads on
    exit: Option<ExitTwin<'a>>,
    /// Texts with their references as they are, and ids of audio resources
    hears: Vec<&'a str>,
    r#do: TextTwin<'a>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct ExitTwin<'a> {
    index: usize,
    event: Option<&'a str>,
    /// failure, timeout, overflow, success, default or other
    role: &'static str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct UncoveredTwin<'a> {
    activity: ActivityTwin<'a>,
    exit: ExitTwin<'a>,
    /// unreachable or invalid-next
    why: &'static str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct WitnessTwin<'a> {
    activity: ActivityTwin<'a>,
    /// `null` for the module itself
    exit: Option<ExitTwin<'a>>,
    /// Where the id in its properties leads, for an edge that belongs to no exit
    to: Option<ActivityTwin<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct TextTwin<'a> {
    en: &'a str,
    zh: &'a str,
}

impl<'a> FlowCallsTwin<'a> {
    fn of(flow: &'a FlowCalls) -> Self {
        let script = &flow.script;
        let activity = |index| activity_twin(script.activity(index));
        let exit = |index| ExitTwin::of(script.exit(index));
        let step = |step: super::StepInScript<'a>| StepTwin {
            activity: activity_twin(step.activity),
            exit: step.exit.map(ExitTwin::of),
            hears: step.activity.hears.iter().map(|heard| &*heard.text).collect(),
            r#do: TextTwin::of(&step.act.words),
        };
        let calls = script.plan.calls.iter().enumerate().map(|(number, call)| CallTwin {
            ends: call.ends.name(),
            preconditions: script.preconditions(number).into_iter().map(TextTwin::of).collect(),
            steps: script.steps(number).map(step).collect(),
        });
        let uncovered = script.plan.uncovered.iter().map(|uncovered| UncoveredTwin {
            activity: activity(script.exit(uncovered.exit).activity),
            exit: exit(uncovered.exit),
            why: uncovered.why.name(),
        });
        let certificate = script.plan.certificate.iter().map(|witness| WitnessTwin {
            activity: activity(witness.activity),
            exit: witness.exit.map(exit),
            to: witness.to.map(activity),
        });
        FlowCallsTwin {
            file: &flow.file,
            document: flow.document,
            flow: FlowTwin {
                index: flow.index,
                id: flow.id.as_deref(),
                name: flow.name.as_deref(),
                r#type: flow.kind.as_deref(),
            },
            calls: calls.collect(),
            uncovered: uncovered.collect(),
            certificate: certificate.collect(),
            truncated: script.plan.truncated,
            fewest: script.plan.is_fewest,
        }
    }
}

fn activity_twin(activity: &ActivityInScript) -> ActivityTwin<'_> {
    let ActivityInScript { item, id, name, kind, .. } = activity;
    ActivityTwin { index: *item, id: id.as_deref(), name: name.as_deref(), r#type: kind.as_deref() }
}

impl<'a> ExitTwin<'a> {
    fn of(exit: &'a ExitInScript) -> Self {
        ExitTwin { index: exit.item, event: exit.event.as_deref(), role: exit.role.name() }
    }
}

impl<'a> TextTwin<'a> {
    fn of(text: &'a Localized) -> Self {
        TextTwin { en: &text.en, zh: &text.zh }
    }
}
