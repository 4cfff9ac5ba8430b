//! `--format github`: workflow commands, which GitHub shows as annotations next to the lines of a pull request.

use std::io::{self, Write};

use ivr_flow::{Localized, Severity, localized, printable};

use super::{Run, counts, message};

/// The number of annotations that GitHub shows per severity and step; the others are only in the log.
const MOST_SHOWN: usize = 10;

pub(super) fn github(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let failures = run.failures();
    for failure in &failures {
        writeln!(out, "::error title=ivr-lint::{}", data(failure.get(run.lang)))?;
    }
    let summary = run.report.summary();
    let most = (summary.errors + failures.len()).max(summary.warnings).max(summary.notes);
    for severity in Severity::ALL.into_iter().rev() {
        // Before the notes: after them it would be one notice too many and not be shown either.
        if severity == Severity::Note && most > MOST_SHOWN {
            let Localized { en, zh } = counts(&summary);
            let said = localized!(
                "{en}: GitHub shows at most {MOST_SHOWN} of each; see the log for all of them",
                "{zh}：GitHub 每种最多显示 {MOST_SHOWN} 个，完整列表请查看日志"
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
            // Stdin is not a file that an annotation could point to.
            if file.name != "-" {
                let name = property(&printable(&file.location));
                place = format!("file={name},line={},endLine={},", span.line, span.end_line);
                // Columns count within one line only.
                if span.line == span.end_line {
                    place += &format!("col={},endColumn={},", span.column, span.end_column);
                }
            }
            let title = property(&format!("ivr-lint: {}", finding.rule));
            let mut text = message(finding, run.lang, "\n");
            if let Some(url) = run.report.rule(&finding.rule).and_then(|rule| rule.url(run.lang)) {
                text = text + "\n" + &url;
            }
            writeln!(out, "::{command} {place}title={title}::{}", data(&text))?;
        }
    }
    Ok(())
}

/// Escapes a text as the data of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a text as a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
