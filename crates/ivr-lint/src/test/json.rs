//! `ivr-lint test --format json`, version 1.

use std::io::{self, Write};

use ivr_flow::{JsonProblem, JsonTool, Lang, Span};
use schemars::JsonSchema;
use serde::Serialize;

use super::{CallResult, Tested};

pub(super) fn json(out: &mut dyn Write, tested: &Tested<'_>) -> io::Result<()> {
    let (coverage, lang) = (&tested.coverage, tested.lang);
    let failed = tested.failed();
    let twin = TestTwin {
        version: 1,
        tool: JsonTool::THIS,
        summary: SummaryTwin {
            calls: tested.results.len(),
            passed: tested.results.len() - failed,
            failed,
            exits: ExitsTwin { all: coverage.all, covered: coverage.covered },
        },
        calls: tested.results.iter().map(|result| CallTwin::of(result, tested)).collect(),
        uncovered: coverage.uncovered.iter().map(|(file, exit)| UncoveredTwin { file, exit: exit.get(lang) }).collect(),
        problems: tested.problems.iter().map(|problem| JsonProblem::new(problem, lang)).collect(),
    };
    serde_json::to_writer(&mut *out, &twin)?;
    out.write_all(b"\n")
}

/// The JSON Schema of `test --format json`.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(TestTwin<'static>).to_value()
}

impl<'a> CallTwin<'a> {
    fn of(result: &'a CallResult<'_>, tested: &'a Tested<'_>) -> Self {
        let lang: Lang = tested.lang;
        let failure = result.failed.as_ref().map(|failed| {
            let (line, column) = tested.place(failed.kept.start);
            FailureTwin {
                message: failed.message.get(lang),
                help: failed.help.as_ref().map(|help| help.get(lang)),
                place: PlaceTwin { file: &tested.source.name, line, column },
                span: failed.flow,
            }
        });
        CallTwin {
            name: &result.call.name,
            file: result.flow.map(|(file, _)| file),
            flow: result.flow.map(|(_, index)| index),
            passed: result.failed.is_none(),
            failure,
        }
    }
}

/// The output of `ivr-lint test --format json`, version 1.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Test")]
struct TestTwin<'a> {
    version: u32,
    tool: JsonTool,
    summary: SummaryTwin,
    calls: Vec<CallTwin<'a>>,
    /// The exits that no passed call takes, of the flows that calls are for
    uncovered: Vec<UncoveredTwin<'a>>,
    /// What made the run incomplete
    problems: Vec<JsonProblem<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct SummaryTwin {
    calls: usize,
    passed: usize,
    failed: usize,
    exits: ExitsTwin,
}

#[derive(Serialize, JsonSchema)]
struct ExitsTwin {
    /// The exits that calls can take, of the flows that calls are for
    all: usize,
    /// Those that a passed call takes
    covered: usize,
}

#[derive(Serialize, JsonSchema)]
struct CallTwin<'a> {
    name: &'a str,
    /// The file of its flow; `null` if it is not clear which that is
    file: Option<&'a str>,
    /// The index of its flow in the file
    flow: Option<usize>,
    passed: bool,
    failure: Option<FailureTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct FailureTwin<'a> {
    message: &'a str,
    help: Option<&'a str>,
    /// Where in the file of the calls
    place: PlaceTwin<'a>,
    /// Where in the file of the flow
    span: Option<Span>,
}

#[derive(Serialize, JsonSchema)]
struct PlaceTwin<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize, JsonSchema)]
struct UncoveredTwin<'a> {
    file: &'a str,
    exit: &'a str,
}
