//! Statistics of all flows of a run as JSON, version 1. These types are the format.

use std::collections::BTreeMap;

#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::Serializer;

use super::{FlowTwin, JsonTool, Problem, Report};
use crate::analysis::stats::FlowStats;
use crate::finding::{FileReport, Finding, FlowReport};
use crate::text::{Lang, Localized, localized, printable};

/// The statistics of the flows of a run, to be written as JSON, version 1.
#[derive(Debug, Clone, Copy)]
pub struct JsonStats<'a> {
    /// What was read, and why the rest was not.
    pub report: &'a Report,
    /// The numbers of each flow that could be read, by the name of its file and its index there.
    pub numbers: &'a BTreeMap<(String, usize), FlowStats>,
    /// The language of messages.
    pub lang: Lang,
}

/// A place of a run where a flow is expected.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct CountedFlow<'a> {
    /// Its file.
    pub file: &'a FileReport,
    /// Its index in the file.
    pub index: usize,
    /// What the report says of it.
    pub flow: &'a FlowReport,
    /// Its numbers; nothing where the definition cannot be read.
    pub stats: Option<&'a FlowStats>,
}

impl<'a> JsonStats<'a> {
    /// Every place where a flow is expected, in the order of the report.
    pub fn flows(self) -> impl Iterator<Item = CountedFlow<'a>> {
        let flows =
            self.report.files.iter().flat_map(|file| file.flows.iter().enumerate().map(move |flow| (file, flow)));
        flows.map(move |(file, (index, flow))| {
            let stats = self.numbers.get(&(file.name.clone(), index));
            CountedFlow { file, index, flow, stats }
        })
    }

    /// Why a flow or a file has no numbers. Other findings are reported by linting only.
    pub fn problems(self) -> impl Iterator<Item = (&'a FileReport, &'a Finding)> {
        self.report.unread(move |file, flow| self.numbers.contains_key(&(file.to_owned(), flow)))
    }

    /// The JSON Schema, as JSON.
    #[cfg(feature = "schemars")]
    pub fn schema() -> String {
        let mut schema = schemars::schema_for!(StatsTwin<'static>).to_value();
        for number in crate::analysis::stats::NUMBERS {
            let mut holder = "FlowStats".to_owned();
            for step in number.key.split('.') {
                let member = &mut schema["$defs"][&holder]["properties"][step];
                match member["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
                    Some(inner) => holder = inner.to_owned(),
                    None => member["description"] = number.meaning.en.into(),
                }
            }
        }
        format!("{schema:#}")
    }
}

impl Report {
    /// The findings that say why a file or a flow cannot be read. `is_read` tells of the name of a file and the index of
    /// a flow whether that flow was read all the same.
    pub fn unread(&self, is_read: impl Fn(&str, usize) -> bool) -> impl Iterator<Item = (&FileReport, &Finding)> {
        const READING: [&str; 3] = ["invalid-json", "invalid-shape", "unsupported-format"];
        self.findings().filter(move |(file, finding)| {
            READING.contains(&&*finding.rule) && !finding.flow.is_some_and(|flow| is_read(&file.name, flow))
        })
    }

    /// The findings of [`Report::unread`] as problems, each with its file and place.
    pub fn unread_problems(&self, is_read: impl Fn(&str, usize) -> bool) -> Vec<Problem> {
        let said = self.unread(is_read).map(|(file, finding)| {
            let (name, line, column) = (printable(&file.name), finding.span.line, finding.span.column);
            let Localized { en, zh } = &finding.message;
            let said = localized!("{name}:{line}:{column}: {en}", "{name}:{line}:{column}：{zh}");
            Problem::with_file(file.name.clone(), said)
        });
        said.collect()
    }
}

impl Serialize for JsonStats<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let flow = |CountedFlow { file, index, flow, stats }| CountedTwin {
            file: &file.name,
            document: flow.document,
            flow: FlowTwin {
                index,
                id: flow.id.as_deref(),
                name: flow.name.as_deref(),
                r#type: flow.type_name.as_deref(),
            },
            definition: &flow.definition,
            stats,
        };
        StatsTwin {
            version: 1,
            tool: JsonTool::THIS,
            flows: self.flows().map(flow).collect(),
            problems: self.problems().map(|(file, finding)| ProblemTwin::of(file, finding, self.lang)).collect(),
        }
        .serialize(serializer)
    }
}

/// The output of `ivr-lint stats --format json`, version 1.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Stats"))]
struct StatsTwin<'a> {
    version: u32,
    tool: JsonTool,
    /// Every place where a flow is expected
    flows: Vec<CountedTwin<'a>>,
    /// Why a flow or a file has no numbers
    problems: Vec<ProblemTwin<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct CountedTwin<'a> {
    file: &'a str,
    document: usize,
    flow: FlowTwin<'a>,
    definition: &'a str,
    /// `null` if the definition cannot be read; see `problems`
    stats: Option<&'a FlowStats>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
struct ProblemTwin<'a> {
    file: &'a str,
    /// The index of the flow in the file; `null` if the problem concerns the whole file
    flow: Option<usize>,
    rule: &'a str,
    message: &'a str,
}

impl<'a> ProblemTwin<'a> {
    fn of(file: &'a FileReport, finding: &'a Finding, lang: Lang) -> Self {
        let message = finding.message.get(lang);
        ProblemTwin { file: &file.name, flow: finding.flow, rule: &finding.rule, message }
    }
}
