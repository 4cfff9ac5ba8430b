//! `--format json`: version 1 of the JSON report. `--format jsonl`: its findings alone, one per line.

use std::io::{self, Write};

use ivr_flow::JsonReport;

use super::Run;

pub(super) fn json(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &JsonReport { report: run.report, lang: run.lang })?;
    out.write_all(b"\n")
}

pub(super) fn jsonl(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    for finding in (JsonReport { report: run.report, lang: run.lang }).findings() {
        serde_json::to_writer(&mut *out, &finding)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
