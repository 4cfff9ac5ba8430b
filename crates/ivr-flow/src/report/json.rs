//! The report as JSON, version 1. These types are the format: what is inside may change, they may not.

#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::Serializer;

use super::Report;
use crate::finding::{Abridged, FileReport, Finding, Step};
use crate::text::{Lang, Span};

/// A report that is written as JSON, version 1, its texts in one language.
#[derive(Debug, Clone, Copy)]
pub struct JsonReport<'a> {
    /// What is written.
    pub report: &'a Report,
    /// The language of messages and helps.
    pub lang: Lang,
}

impl JsonReport<'_> {
    /// The findings of the report one by one, each written as the report has it: for one that is read line by line.
    pub fn findings(&self) -> impl Iterator<Item = impl Serialize> {
        self.report.findings().map(|(file, finding)| FindingTwin::of(file, finding, self.lang))
    }

    /// The JSON Schema of the report, as JSON.
    #[cfg(feature = "schemars")]
    pub fn schema() -> String {
        format!("{:#}", schemars::schema_for!(ReportTwin<'static>).to_value())
    }
}

impl Serialize for JsonReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let summary = self.report.summary();
        ReportTwin {
            version: 1,
            tool: ToolTwin { name: "ivr-lint", version: env!("CARGO_PKG_VERSION") },
            summary: SummaryTwin {
                files: summary.files,
                flows: summary.flows,
                activities: summary.activities,
                errors: summary.errors,
                warnings: summary.warnings,
                notes: summary.notes,
                suppressed: summary.suppressed,
            },
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
    version: u32,
    tool: ToolTwin,
    summary: SummaryTwin,
    #[cfg_attr(feature = "schemars", schemars(with = "Vec<FindingTwin<'static>>"))]
    findings: FindingsTwin<'a>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct ToolTwin {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct SummaryTwin {
    files: usize,
    flows: usize,
    activities: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
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
struct FindingTwin<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: &'a str,
    document: usize,
    flow: Option<FlowTwin<'a>>,
    activity: Option<ActivityTwin<'a>>,
    exit: Option<ExitTwin<'a>>,
    pointer: &'a str,
    definition: &'a str,
    span: SpanTwin,
    activities: &'a [String],
    /// The ids of the activities on a path to the activity; of more than 100 the first 50, null, and the last 50.
    path: Option<Vec<Option<&'a str>>>,
    /// How many ids the path has.
    path_length: Option<usize>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct FlowTwin<'a> {
    index: usize,
    id: Option<&'a str>,
    name: Option<&'a str>,
    r#type: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct ActivityTwin<'a> {
    index: usize,
    id: Option<&'a str>,
    name: Option<&'a str>,
    r#type: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct ExitTwin<'a> {
    index: usize,
    event: Option<&'a str>,
    next: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct SpanTwin {
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> FindingTwin<'a> {
    fn of(file: &'a FileReport, finding: &'a Finding, lang: Lang) -> Self {
        let flow = finding.flow.and_then(|flow| file.flows.get(flow));
        let path = flow.and_then(|flow| flow.path(finding));
        let Span { start, end, line, column, end_line, end_column } = finding.span;
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
                r#type: flow.and_then(|flow| flow.kind.as_deref()),
            }),
            activity: finding.activity.map(|index| {
                let item = flow.and_then(|flow| flow.item(index));
                ActivityTwin {
                    index,
                    id: item.and_then(|item| item.id.as_deref()),
                    name: item.and_then(|item| item.name.as_deref()),
                    r#type: item.and_then(|item| item.kind.as_deref()),
                }
            }),
            exit: finding.exit.as_ref().map(|exit| ExitTwin {
                index: exit.index,
                event: exit.event.as_deref(),
                next: exit.next.as_deref(),
            }),
            pointer: &finding.pointer,
            definition: &finding.definition,
            span: SpanTwin { start, end, line, column, end_line, end_column },
            activities: &finding.activities,
            path_length: path.as_ref().map(Abridged::count_of_ids),
            path: path.map(|Abridged { first, left_out, last }| {
                let ids = |steps: Vec<Step<'a>>| steps.into_iter().filter_map(|step| step.id()).map(Some);
                ids(first).chain((left_out > 0).then_some(None)).chain(ids(last)).collect()
            }),
        }
    }
}
