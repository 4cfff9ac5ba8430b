//! `--format sarif`: for code scanning. The library implements the format.

use std::io::{self, Write};

use ivr_flow::SarifReport;

use super::Run;

pub(super) fn sarif(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &SarifReport { report: run.report, lang: run.lang })?;
    out.write_all(b"\n")
}
