//! The report as JSON, version 1. These types are the format: what is inside may change, they may not.

#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::Serializer;

use super::{ActivityTwin, FlowTwin, Identity, JsonProblem, JsonTool, Report};
use crate::finding::{Abridged, FileReport, Finding, Fix};
use crate::rules::rule;
use crate::text::{Lang, Span};

/// Serializes a report as JSON, version 1, with its texts in one language.
#[derive(Debug, Clone, Copy)]
pub struct JsonReport<'a> {
    /// The report.
    pub report: &'a Report,
    /// The language of its texts.
    pub lang: Lang,
}

impl JsonReport<'_> {
    /// The findings of the report one by one, each serialized as in the report, for output line by line.
    pub fn findings(&self) -> impl Iterator<Item = JsonFinding<'_>> {
        let JsonReport { report, lang } = *self;
        report.findings().map(move |(file, finding)| JsonFinding { file, finding, lang })
    }

    /// What made the run incomplete, each serialized as in the report.
    pub fn problems(&self) -> impl Iterator<Item = impl Serialize> {
        self.report.problems.iter().map(|problem| JsonProblem::new(problem, self.lang))
    }

    /// The JSON Schema of the report, as JSON.
    #[cfg(feature = "schemars")]
    pub fn schema() -> String {
        format!("{:#}", schemars::schema_for!(ReportTwin<'static>).to_value())
    }
}

/// Serializes one finding as in the JSON report, with its texts in one language.
#[derive(Debug, Clone, Copy)]
pub struct JsonFinding<'a> {
    /// The file that it was found in.
    pub file: &'a FileReport,
    /// The report.
    pub finding: &'a Finding,
    /// The language of message and help.
    pub lang: Lang,
}

impl<'a> JsonFinding<'a> {
    /// The URL of the documentation of the rule; `None` for a rule without one.
    pub fn url(&self) -> Option<String> {
        rule(&self.finding.rule).and_then(|rule| rule.url(self.lang))
    }

    /// The fix in the report; `None` if it would contain a secret.
    pub fn fix(&self) -> Option<&'a Fix> {
        self.finding.fix.as_ref().filter(|fix| !fix.holds_secret())
    }
}

impl Serialize for JsonFinding<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FindingTwin::of(*self).serialize(serializer)
    }
}

#[cfg(feature = "schemars")]
impl JsonSchema for JsonFinding<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        FindingTwin::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        FindingTwin::json_schema(generator)
    }
}

impl Serialize for JsonReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let summary = self.report.summary();
        ReportTwin {
            version: 1,
            tool: JsonTool::THIS,
            summary: SummaryTwin {
                files: summary.files,
                flows: summary.flows,
                activities: summary.activities,
                errors: summary.errors,
                warnings: summary.warnings,
                notes: summary.notes,
                suppressed: summary.suppressed,
            },
            problems: self.report.problems.iter().map(|problem| JsonProblem::new(problem, self.lang)).collect(),
            gone: &self.report.gone,
            searched: self.report.searched().map(|file| &*file.name).collect(),
            findings: FindingsTwin(*self),
        }
        .serialize(serializer)
    }
}

/// The report of `ivr-lint --format json`, version 1.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Report"))]
struct ReportTwin<'a> {
    /// The version of this format
    version: u32,
    /// What wrote it
    tool: JsonTool,
    /// Counts of the run
    summary: SummaryTwin,
    /// What made the run not whole, for instance a file that could not be read; empty if it was whole
    problems: Vec<JsonProblem<'a>>,
    /// Entries of the baseline that match no finding any more
    gone: &'a [Identity],
    /// The files of no known shape, which were searched for definitions
    searched: Vec<&'a str>,
    /// Sorted by file, flow and place
    #[cfg_attr(feature = "schemars", schemars(with = "Vec<FindingTwin<'static>>"))]
    findings: FindingsTwin<'a>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Summary"))]
struct SummaryTwin {
    /// Files that were read
    files: usize,
    /// Flows in them
    flows: usize,
    /// Activities in all flows
    activities: usize,
    /// Findings of this severity that are not suppressed
    errors: usize,
    /// Findings of this severity that are not suppressed
    warnings: usize,
    /// Findings of this severity that are not suppressed
    notes: usize,
    /// Findings that are ignored by the configuration or known from the baseline, and not listed
    suppressed: usize,
}

/// Findings are made into their twins one by one: paths are long, and there may be very many.
struct FindingsTwin<'a>(JsonReport<'a>);

impl Serialize for FindingsTwin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.findings())
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", schemars(rename = "Finding"))]
struct FindingTwin<'a> {
    /// The name of the rule
    rule: &'a str,
    /// `error`, `warning` or `note`
    severity: &'static str,
    /// What is wrong, in the language of the run
    message: &'a str,
    /// What to do about it; `null` if there is nothing to add
    help: Option<&'a str>,
    /// The file, as its path was given
    file: &'a str,
    /// Which JSON document of the file it is in: 0, or more in a file of several
    document: usize,
    /// The flow that it is about; `null` if it is about the file
    flow: Option<FlowTwin<'a>>,
    /// The activity that it is about; `null` if it is about the flow
    activity: Option<ActivityTwin<'a>>,
    /// The exit that it is about; `null` if it is about none
    exit: Option<ExitTwin<'a>>,
    /// The JSON Pointer (RFC 6901) of the value in its definition
    pointer: &'a str,
    /// The JSON Pointer of the definition in its document; empty where the document is the definition
    definition: &'a str,
    /// The bytes of the file that it is about
    span: Span,
    /// The ids of all activities that it is about
    activities: &'a [String],
    /// The ids of the activities on a path to the activity; of more than 100 the first 50, null, and the last 50.
    path: Option<Vec<Option<&'a str>>>,
    /// How many ids the path has.
    path_length: Option<usize>,
    /// The page that explains the rule; `null` for a rule without one
    url: Option<String>,
    /// The text of the reference, or the number, that the finding is about; `null` if it is about none
    reference: Option<&'a str>,
    /// Edits of the file after which the finding is gone; `null` where none are known
    fix: Option<FixTwin<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Fix"))]
struct FixTwin<'a> {
    /// Whether calls go on as before and no other finding comes of it
    safe: bool,
    /// What it does, in the language of the run
    title: &'a str,
    /// In the order of the file; none overlaps another
    edits: Vec<EditTwin<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Edit"))]
struct EditTwin<'a> {
    /// The first byte of the file that is replaced
    start: usize,
    /// The byte behind the last one
    end: usize,
    /// What stands there instead
    text: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Exit"))]
struct ExitTwin<'a> {
    /// Its number in `events`, from 0
    index: usize,
    /// Its event, for instance `timeout`
    event: Option<&'a str>,
    /// The id that it leads to; empty if `next` is there and is not set
    next: Option<&'a str>,
}

impl<'a> FindingTwin<'a> {
    fn of(written: JsonFinding<'a>) -> Self {
        let JsonFinding { file, finding, lang } = written;
        let flow = finding.flow.and_then(|flow| file.flows.get(flow));
        let path = flow.and_then(|flow| flow.path(finding));
        FindingTwin {
            rule: &finding.rule,
            severity: finding.severity.name(),
            message: finding.message.get(lang),
            help: finding.help.as_ref().map(|help| help.get(lang)),
            file: &file.name,
            document: finding.document,
            flow: finding.flow.map(|index| FlowTwin {
                index,
                id: flow.and_then(|flow| flow.id.as_deref()),
                name: flow.and_then(|flow| flow.name.as_deref()),
                r#type: flow.and_then(|flow| flow.type_name.as_deref()),
            }),
            activity: finding.activity.map(|index| {
                let item = flow.and_then(|flow| flow.activity(index));
                ActivityTwin {
                    index,
                    id: item.and_then(|item| item.id.as_deref()),
                    name: item.and_then(|item| item.name.as_deref()),
                    r#type: item.and_then(|item| item.type_name.as_deref()),
                }
            }),
            exit: finding.exit.as_ref().map(|exit| ExitTwin {
                index: exit.index,
                event: exit.event.as_deref(),
                next: exit.next.as_deref(),
            }),
            pointer: &finding.pointer,
            definition: &finding.definition,
            span: finding.span,
            activities: &finding.activities,
            url: written.url(),
            reference: finding.reference.as_deref(),
            fix: written.fix().map(|fix| FixTwin {
                safe: fix.is_safe,
                title: fix.title.get(lang),
                edits: fix
                    .edits
                    .iter()
                    .map(|edit| EditTwin { start: edit.range.start, end: edit.range.end, text: &edit.text })
                    .collect(),
            }),
            path_length: path.as_ref().map(Abridged::count_of_ids),
            path: path.as_ref().map(Abridged::ids),
        }
    }
}
