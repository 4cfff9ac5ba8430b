//! `--format github`: workflow commands, which GitHub shows as annotations beside the lines of a pull request.

use std::io::{self, Write};

use ivr_flow::{Say, Severity, say, visible};

use super::{Run, counts, message, relative};

/// GitHub shows so many annotations of each severity for a step; all the others stand in the log only.
const MOST_SHOWN: usize = 10;

pub(super) fn github(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    for trouble in run.troubles {
        writeln!(out, "::error title=ivr-lint::{}", data(trouble.get(run.lang)))?;
    }
    let summary = run.report.summary();
    let most = (summary.errors + run.troubles.len()).max(summary.warnings).max(summary.notes);
    for severity in Severity::ALL.into_iter().rev() {
        // In front of the notes: behind them it would be one more, and not be shown either.
        if severity == Severity::Note && most > MOST_SHOWN {
            let Say { en, zh } = counts(&summary);
            let said = say!(
                "{en}: GitHub shows {MOST_SHOWN} of each, the log has all",
                "{zh}：GitHub 每种只显示 {MOST_SHOWN} 个，日志中有全部"
            );
            writeln!(out, "::notice title=ivr-lint::{}", data(said.get(run.lang)))?;
        }
        for (file, finding) in run.report.findings().filter(|(_, finding)| finding.severity == severity) {
            let command = match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let span = finding.span;
            let mut place = String::new();
            // The standard input is no file that anything could be shown beside.
            if file.name != "-" {
                let name = property(&visible(&relative(&file.name)));
                place = format!("file={name},line={},endLine={},", span.line, span.end_line);
                // Columns count within one line only.
                if span.line == span.end_line {
                    place += &format!("col={},endColumn={},", span.column, span.end_column);
                }
            }
            let title = property(&format!("ivr-lint: {}", finding.rule));
            writeln!(out, "::{command} {place}title={title}::{}", data(&message(finding, run.lang, "\n")))?;
        }
    }
    Ok(())
}

/// A text that ends no command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text that ends no property either.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
