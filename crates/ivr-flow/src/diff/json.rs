//! `diff --format json`, version 1. These types are the format.

#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::Serializer;

use super::{
    Change, ChangeKind, Content, FindingChanges, FlowPlace, ItemRef, NumberChange, PairDiff, Place, RunDiff, Sides,
    Spoken, Target,
};
use crate::finding::{FileReport, Finding};
use crate::report::{ActivityTwin, JsonFinding, JsonProblem, JsonTool, Problem, Report};
use crate::settings::Severity;
use crate::text::{Lang, Span};

/// The difference between two runs, to be written as JSON, version 1.
#[derive(Debug, Clone, Copy)]
pub struct JsonDiff<'a> {
    /// What is different.
    pub diff: &'a RunDiff<'a>,
    /// What made the run incomplete.
    pub problems: &'a [Problem],
    /// The language of messages.
    pub lang: Lang,
}

impl JsonDiff<'_> {
    /// The JSON Schema, as JSON.
    #[cfg(feature = "schemars")]
    pub fn schema() -> String {
        format!("{:#}", schemars::schema_for!(DiffTwin<'static>).to_value())
    }
}

impl Serialize for JsonDiff<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let JsonDiff { diff, problems, lang } = *self;
        DiffTwin {
            version: 1,
            tool: JsonTool::THIS,
            summary: SummaryTwin::of(diff),
            problems: problems.iter().map(|problem| JsonProblem::new(problem, lang)).collect(),
            findings: FindingsTwin::of(&diff.of_no_flow, lang),
            flows: diff.changed().map(|pair| FlowDiffTwin::of(diff, pair, lang)).collect(),
        }
        .serialize(serializer)
    }
}

/// The output of `ivr-lint diff --format json`, version 1.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Diff"))]
struct DiffTwin<'a> {
    version: u32,
    tool: JsonTool,
    summary: SummaryTwin,
    /// What made the run not whole, for instance a file that could not be read; empty if it was whole
    problems: Vec<JsonProblem<'a>>,
    /// Findings that belong to no flow
    findings: FindingsTwin<'a>,
    /// The flows that differ, in the order of the new version; those that are gone behind them
    flows: Vec<FlowDiffTwin<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct SummaryTwin {
    flows: FlowCountsTwin,
    /// How many changes there are in all flows
    changes: usize,
    /// New findings
    new: CountsTwin,
    /// Findings that are gone
    gone: CountsTwin,
}

#[derive(Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct FlowCountsTwin {
    added: usize,
    removed: usize,
    changed: usize,
    same: usize,
}

#[derive(Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct CountsTwin {
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct FindingsTwin<'a> {
    new: Vec<JsonFinding<'a>>,
    gone: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct FlowDiffTwin<'a> {
    /// The side whose definition cannot be read; then only the findings of the reading are told
    unreadable: Option<Unreadable>,
    old: Option<FlowTwin<'a>>,
    new: Option<FlowTwin<'a>>,
    changes: Vec<ChangeTwin<'a>>,
    findings: FindingsTwin<'a>,
    reach: ReachTwin<'a>,
    numbers: Vec<NumberTwin<'a>>,
    spoken: Vec<SpokenTwin<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Unreadable {
    Old,
    New,
    Both,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct FlowTwin<'a> {
    file: &'a str,
    document: usize,
    /// Its index in the file; `null` if all that is known is that the file cannot be read
    index: Option<usize>,
    id: Option<&'a str>,
    name: Option<&'a str>,
    r#type: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct ChangeTwin<'a> {
    kind: ChangeKind,
    /// `null` for a change of the flow
    activity: Option<Sides<Option<ActivityTwin<'a>>>>,
    /// Of `flow-changed`: name, type, published, numbers or description
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    /// The event of the exit that the change is about; `null` if the exit has none
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<Option<&'a str>>,
    /// JSON Pointer within the exit that the change is about, else within the activity
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    /// Where an exit leads that was added or removed; `null` if it is not connected
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Option<&'a Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<serde_json::Value>"))]
    old: Option<Option<&'a Content>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<serde_json::Value>"))]
    new: Option<Option<&'a Content>>,
    places: Sides<Option<PlaceTwin<'a>>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct PlaceTwin<'a> {
    file: &'a str,
    span: Span,
    /// JSON Pointer within the definition
    pointer: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct ReachTwin<'a> {
    /// Modules that calls no longer reach
    lost: Vec<Sides<ActivityTwin<'a>>>,
    /// Modules that calls reach now
    won: Vec<Sides<ActivityTwin<'a>>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct NumberTwin<'a> {
    /// JSON Pointer in the member `stats` of `ivr-lint stats --format json`; of a type of module, by its name
    pointer: &'a str,
    old: Option<u64>,
    new: Option<u64>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct SpokenTwin<'a> {
    activity: Sides<Option<ActivityTwin<'a>>>,
    /// JSON Pointer within the activity
    pointer: &'a str,
    /// What callers heard; `null` if nothing
    old: Option<&'a str>,
    /// What callers hear; `null` if nothing
    new: Option<&'a str>,
}

impl SummaryTwin {
    fn of(diff: &RunDiff<'_>) -> Self {
        let mut flows = FlowCountsTwin::default();
        for pair in &diff.pairs {
            let count = match (pair.places.old, pair.places.new) {
                (None, _) => &mut flows.added,
                (_, None) => &mut flows.removed,
                _ if diff.is_changed(pair) => &mut flows.changed,
                _ => &mut flows.same,
            };
            *count += 1;
        }
        let count = |is_new| CountsTwin::of(diff.findings(is_new));
        SummaryTwin { flows, changes: diff.changes(), new: count(true), gone: count(false) }
    }
}

impl CountsTwin {
    fn of<'r>(findings: impl Iterator<Item = (&'r FileReport, &'r Finding)>) -> Self {
        let mut counts = CountsTwin::default();
        for (_, finding) in findings {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }
}

impl<'a> FindingsTwin<'a> {
    fn of(changes: &FindingChanges<'a>, lang: Lang) -> Self {
        let twins = |found: &[(&'a FileReport, &'a Finding)]| {
            found.iter().map(|&(file, finding)| JsonFinding { file, finding, lang }).collect()
        };
        FindingsTwin { new: twins(&changes.new), gone: twins(&changes.gone) }
    }
}

impl<'a> FlowDiffTwin<'a> {
    fn of(diff: &'a RunDiff<'_>, pair: &'a PairDiff<'_>, lang: Lang) -> Self {
        let old = pair.places.old.map(|place| FlowTwin::of(diff.reports.old, place));
        let new = pair.places.new.map(|place| FlowTwin::of(diff.reports.new, place));
        let files = Sides { old: old.as_ref(), new: new.as_ref() }.map(|flow| flow.map(|flow| flow.file));
        let reach = pair.diff.as_ref().map(|diff| &diff.reach);
        let both =
            |activities: &'a [Sides<ItemRef>]| activities.iter().map(|both| both.as_ref().map(activity_twin)).collect();
        FlowDiffTwin {
            unreadable: match diff.unreadable(pair) {
                Sides { old: true, new: true } => Some(Unreadable::Both),
                Sides { old: true, new: false } => Some(Unreadable::Old),
                Sides { old: false, new: true } => Some(Unreadable::New),
                Sides { old: false, new: false } => None,
            },
            changes: pair.changes().map(|change| ChangeTwin::of(change, files)).collect(),
            old,
            new,
            findings: FindingsTwin::of(&pair.findings, lang),
            reach: ReachTwin {
                lost: both(reach.map_or(&[], |reach| &reach.lost)),
                won: both(reach.map_or(&[], |reach| &reach.won)),
            },
            numbers: pair.diff.iter().flat_map(|diff| &diff.numbers).map(NumberTwin::of).collect(),
            spoken: pair.diff.iter().flat_map(|diff| &diff.spoken).map(SpokenTwin::of).collect(),
        }
    }
}

impl<'a> FlowTwin<'a> {
    fn of(report: &'a Report, place: FlowPlace) -> Self {
        let file = &report.files[place.file];
        let known = place.report(report);
        FlowTwin {
            file: &file.name,
            document: known.map_or(file.broken_at.unwrap_or_default(), |flow| flow.document),
            index: place.flow,
            id: known.and_then(|flow| flow.id.as_deref()),
            name: known.and_then(|flow| flow.name.as_deref()),
            r#type: known.and_then(|flow| flow.type_name.as_deref()),
        }
    }
}

impl<'a> ChangeTwin<'a> {
    fn of(change: &'a Change, files: Sides<Option<&'a str>>) -> Self {
        let Change { kind, activity, field, exit, pointer, values, places } = change;
        let is_whole = matches!(
            kind,
            ChangeKind::FlowAdded | ChangeKind::FlowRemoved | ChangeKind::ActivityAdded | ChangeKind::ActivityRemoved
        );
        let is_exit = matches!(kind, ChangeKind::ExitAdded | ChangeKind::ExitRemoved);
        let value = |value: &'a Option<Content>| (!is_whole && !is_exit).then_some(value.as_ref());
        let target = match values.newest() {
            Some(Content::Target(target)) => Some(target),
            _ => None,
        };
        let place = |place: &'a Option<Place>, file: Option<&'a str>| Some(PlaceTwin::of(place.as_ref()?, file?));
        ChangeTwin {
            kind: *kind,
            activity: activity.as_ref().map(|both| both.as_ref().map(|side| side.as_ref().map(activity_twin))),
            field: *field,
            event: exit.as_ref().map(Option::as_deref),
            pointer: pointer.as_deref(),
            target: is_exit.then_some(target),
            old: value(&values.old),
            new: value(&values.new),
            places: Sides { old: place(&places.old, files.old), new: place(&places.new, files.new) },
        }
    }
}

fn activity_twin(activity: &ItemRef) -> ActivityTwin<'_> {
    let ItemRef { index, id, name, type_name } = activity;
    ActivityTwin { index: *index, id: id.as_deref(), name: name.as_deref(), r#type: type_name.as_deref() }
}

impl<'a> PlaceTwin<'a> {
    fn of(place: &'a Place, file: &'a str) -> Self {
        PlaceTwin { file, span: place.span, pointer: &place.pointer }
    }
}

impl<'a> NumberTwin<'a> {
    fn of(number: &'a NumberChange) -> Self {
        NumberTwin { pointer: &number.pointer, old: number.values.old, new: number.values.new }
    }
}

impl<'a> SpokenTwin<'a> {
    fn of(spoken: &'a Spoken) -> Self {
        SpokenTwin {
            activity: spoken.activity.as_ref().map(|side| side.as_ref().map(activity_twin)),
            pointer: &spoken.pointer,
            old: spoken.texts.old.as_deref(),
            new: spoken.texts.new.as_deref(),
        }
    }
}
