//! `--format compact`: one line a finding, as editors and `grep` like it.

use std::io::{self, Write};

use super::{Run, line, severity_style};

pub(super) fn compact(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    run.report.findings().try_for_each(|(file, finding)| {
        writeln!(out, "{}", line(file, finding, severity_style(finding.severity), run.lang))
    })
}
