//! `--format json`: version 1 of the JSON report. `--format jsonl`: its findings alone, one per line, and as
//! the last line `{"problems": […], "gone": […]}` where there is anything to say of the run.

use std::io::{self, Write};

use ivr_flow::{Identity, JsonReport};
use serde::Serialize;

use super::Run;

pub(super) fn json(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &JsonReport { report: run.report, lang: run.lang })?;
    out.write_all(b"\n")
}

pub(super) fn jsonl(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let report = JsonReport { report: run.report, lang: run.lang };
    for finding in report.findings() {
        serde_json::to_writer(&mut *out, &finding)?;
        out.write_all(b"\n")?;
    }
    // Findings alone would look like those of a whole run.
    if !run.report.problems.is_empty() || !run.report.gone.is_empty() {
        let last = Last { problems: report.problems().collect(), gone: &run.report.gone };
        serde_json::to_writer(&mut *out, &last)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The last line of a report that is read line by line.
#[derive(Serialize)]
struct Last<'a, P> {
    problems: Vec<P>,
    gone: &'a [Identity],
}
