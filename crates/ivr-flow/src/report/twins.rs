//! What the JSON of reports, statistics, differences and test calls has in common.

#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::Serialize;

use super::Problem;
use crate::text::{Lang, Span};

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Tool"))]
pub(crate) struct ToolTwin {
    /// Always `ivr-lint`
    pub(crate) name: &'static str,
    /// Its version
    pub(crate) version: &'static str,
}

impl ToolTwin {
    pub(crate) const THIS: ToolTwin = ToolTwin { name: "ivr-lint", version: env!("CARGO_PKG_VERSION") };
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Problem"))]
pub(crate) struct ProblemTwin<'a> {
    /// What went wrong
    message: &'a str,
    /// The file that it is about; `null` if it is about none in particular
    file: Option<&'a str>,
}

impl<'a> ProblemTwin<'a> {
    pub(crate) fn of(problem: &'a Problem, lang: Lang) -> Self {
        ProblemTwin { message: problem.message.get(lang), file: problem.file.as_deref() }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Flow"))]
pub(crate) struct FlowTwin<'a> {
    /// Its number in the file, from 0
    pub(crate) index: usize,
    /// `ContactFlowId` of its list
    pub(crate) id: Option<&'a str>,
    /// Its name in its list
    pub(crate) name: Option<&'a str>,
    /// Its type in its list, for instance `MAIN_FLOW`
    pub(crate) r#type: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Activity"))]
pub(crate) struct ActivityTwin<'a> {
    /// Its number in `activities`, from 0
    pub(crate) index: usize,
    /// Its id
    pub(crate) id: Option<&'a str>,
    /// Its name
    pub(crate) name: Option<&'a str>,
    /// Its type, for instance `PLAY_SAY`
    pub(crate) r#type: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", schemars(rename = "Span"))]
pub(crate) struct SpanTwin {
    /// The first byte, from 0
    start: usize,
    /// The byte behind the last one
    end: usize,
    /// The line of the first byte, from 1
    line: usize,
    /// Its column: characters from 1
    column: usize,
    /// The line of the end
    end_line: usize,
    /// The column behind the last character
    end_column: usize,
}

impl SpanTwin {
    pub(crate) fn of(span: &Span) -> Self {
        let Span { start, end, line, column, end_line, end_column } = *span;
        SpanTwin { start, end, line, column, end_line, end_column }
    }
}
