//! `--format compact`: one line a finding, as editors and `grep` like it.

use std::io::{self, BufWriter, Write};

use ivr_flow::{Lang, Report, visible};

use super::pretty::severity_style;

pub(crate) fn compact(report: &Report, lang: Lang) -> io::Result<()> {
    let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
    for (file, finding) in report.findings() {
        let style = severity_style(finding.severity);
        writeln!(
            out,
            "{}:{}:{}: {style}{}[{}]{style:#} {}",
            visible(&file.name),
            finding.span.line,
            finding.span.column,
            finding.severity.name(),
            finding.rule,
            finding.message.get(lang),
        )?;
    }
    out.flush()
}
