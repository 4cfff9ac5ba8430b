//! What the JSON of reports, statistics, differences and test calls has in common.

#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::Serialize;

use super::Problem;
use crate::text::Lang;

/// The program that wrote an output.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Tool"))]
#[non_exhaustive]
pub struct JsonTool {
    /// Always `ivr-lint`
    pub name: &'static str,
    /// Its version
    pub version: &'static str,
}

impl JsonTool {
    /// This version.
    pub const THIS: JsonTool = JsonTool { name: "ivr-lint", version: env!("CARGO_PKG_VERSION") };
}

/// Something that made a run incomplete, in one language.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Problem"))]
#[non_exhaustive]
pub struct JsonProblem<'a> {
    /// What went wrong
    pub message: &'a str,
    /// The file that it is about; `null` if it is about none in particular
    pub file: Option<&'a str>,
}

impl<'a> JsonProblem<'a> {
    /// The message of a problem in `lang`.
    pub fn new(problem: &'a Problem, lang: Lang) -> Self {
        JsonProblem { message: problem.message.get(lang), file: problem.file.as_deref() }
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
