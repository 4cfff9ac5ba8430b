//! `--format compact`: one line per finding, for editors and `grep`.

use std::io::{self, Write};

use super::{Run, line};
use crate::terminal::severity_style;

pub(super) fn compact(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    run.report.findings().try_for_each(|(file, finding)| {
        writeln!(out, "{}", line(file, finding, severity_style(finding.severity), run.lang))
    })
}
