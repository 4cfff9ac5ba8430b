//! `--format compact`: one line per finding, for editors and `grep`.

use std::io::{self, Write};

use ivr_flow::localized;

use super::{Run, line, not_shown, statistics};
use crate::terminal::severity_style;

pub(super) fn compact(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let most = run.reporting.max_findings.unwrap_or(usize::MAX);
    for (file, finding) in run.report.findings().take(most) {
        writeln!(out, "{}", line(file, finding, severity_style(finding.severity), run.lang))?;
    }
    if let Some(not_shown) = not_shown(run) {
        writeln!(out, "ivr-lint: {}", not_shown.get(run.lang))?;
    }
    for line in statistics(run) {
        writeln!(out, "{line}")?;
    }
    for failure in run.failures() {
        let word = localized!("ivr-lint: error: ", "ivr-lint: 错误：");
        writeln!(out, "{}{}", word.get(run.lang), failure.get(run.lang))?;
    }
    Ok(())
}
