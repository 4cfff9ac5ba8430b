//! `--format compact`: one line per finding, for editors and `grep`.

use std::io::{self, Write};

use ivr_flow::{FileReport, Finding, Lang, localized};

use super::{Run, line, not_shown, statistics};
use crate::args::Columns;
use crate::terminal::severity_style;

pub(super) fn compact(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let most = run.reporting.max_findings.unwrap_or(usize::MAX);
    let mut counter = Counter::default();
    for (file, finding) in run.report.findings().take(most) {
        let column = counter.column(run, file, finding);
        writeln!(out, "{}", line(file, finding, column, severity_style(finding.severity), run.lang))?;
    }
    if let Some(not_shown) = not_shown(run) {
        writeln!(out, "ivr-lint: {}", not_shown.get(run.lang))?;
    }
    for line in statistics(run, Lang::En) {
        writeln!(out, "{line}")?;
    }
    for failure in run.failures() {
        let word = localized!("ivr-lint: error: ", "ivr-lint: 错误：");
        writeln!(out, "{}{}", word.get(run.lang), failure.get(run.lang))?;
    }
    Ok(())
}

/// Counts the columns of findings that come one after another: a definition is one line, along which each is a step.
#[derive(Default)]
struct Counter<'r> {
    file: Option<&'r str>,
    line: usize,
    /// The byte up to which has been counted, how many characters of the line are before it, and how many units.
    byte: usize,
    chars: usize,
    units: usize,
}

impl<'r> Counter<'r> {
    /// The column of a finding, from 1.
    fn column(&mut self, run: &Run<'r>, file: &'r FileReport, finding: &Finding) -> usize {
        let span = &finding.span;
        let columns = run.reporting.columns;
        let source = run.sources.get(&file.name).filter(|_| columns != Columns::Chars);
        let Some(before) = source.and_then(|source| source.get(..span.start)) else { return span.column };
        let is_further = self.file == Some(&file.name) && self.line == span.line && self.byte <= span.start;
        if !is_further {
            let start = line_start(before, span.column);
            *self = Counter { file: Some(&file.name), line: span.line, byte: start, chars: 0, units: 0 };
        }
        let text = String::from_utf8_lossy(&before[self.byte..]);
        self.chars += text.chars().count();
        self.units += match columns {
            Columns::Utf16 => text.encode_utf16().count(),
            Columns::Bytes | Columns::Chars => before.len() - self.byte,
        };
        self.byte = span.start;
        // Where the text is not what was counted before, there is nothing better than its characters.
        if self.chars + 1 == span.column { self.units + 1 } else { span.column }
    }
}

/// Where the line begins whose end is so many characters behind its start.
fn line_start(before: &[u8], column: usize) -> usize {
    let is_start = |byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
    let starts = before.iter().enumerate().rev().filter(|(_, byte)| is_start(byte));
    starts.take(column - 1).last().map_or(before.len(), |(at, _)| at)
}
