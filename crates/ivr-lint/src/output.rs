//! The report formats, one module each, and writing them to stdout and to files.

mod checkstyle;
mod compact;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod pretty;
mod sarif;
mod spreadsheet;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufWriter, Write};
use std::time::Instant;

use anstream::{AutoStream, ColorChoice, StripStream};
use clap::builder::styling::Style;
use ivr_flow::{FailOn, FileReport, Finding, Lang, Localized, Report, Severity, Summary, localized, printable};
use unicode_width::UnicodeWidthStr as _;

use crate::args::{Format, Output, Reporting};
use crate::terminal::{complain, severity_style};
use crate::write::{write_plain, write_whole};

pub(crate) use markdown::{code, escaped, prose};
pub(crate) use spreadsheet::write_sheet;

/// The contents of the files that findings refer to, by name.
pub(crate) type Sources = HashMap<String, Vec<u8>>;

/// A finished run, as the report formats need it.
pub(crate) struct Run<'a> {
    pub(crate) report: &'a Report,
    pub(crate) sources: &'a Sources,
    /// The mildest severity that fails the run, by the scope of a file.
    pub(crate) fail_on: &'a [FailOn],
    pub(crate) reporting: &'a Reporting,
    pub(crate) lang: Lang,
    /// Whether a pretty report ends with the summary line.
    pub(crate) closes: bool,
    pub(crate) started: Instant,
}

impl Run<'_> {
    /// Whether a finding fails the run.
    pub(crate) fn fails(&self, file: &FileReport, finding: &Finding) -> bool {
        let fail_on = self.fail_on.get(file.scope).copied().unwrap_or_default();
        fail_on.severity().is_some_and(|least| finding.severity >= least)
    }

    /// Why the run fails beside its findings: what made it not whole, and entries of the baseline that are gone where
    /// they fail it. A report without them would look like that of a clean run.
    fn failures(&self) -> Vec<Localized> {
        let problems = self.report.problems.iter().map(|problem| problem.message.clone());
        let gone = self.report.gone.iter().filter(|_| self.reporting.fail_on_gone).map(|entry| {
            let name = entry.to_string();
            localized!("baseline entry no longer found: {name}", "基线中的问题已不存在：{name}")
        });
        problems.chain(gone).collect()
    }
}

/// Writes the reports that go to files. Returns whether all were written, and complains about those that were not.
pub(crate) fn write_files(outputs: &[Output], run: &Run<'_>) -> bool {
    let mut whole = true;
    for Output { format, path } in outputs {
        let report = |out: &mut dyn Write| write(*format, out, run);
        let written = match format {
            Format::Pretty | Format::Compact => write_plain(path, report),
            _ => write_whole(path, report),
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let name = printable(&path.to_string_lossy());
                complain(
                    run.lang,
                    &localized!("cannot write the report {name}: {error}", "无法写入报告文件 {name}：{error}"),
                );
                whole = false;
            }
            // The reader has closed the pipe.
            _ => {}
        }
    }
    whole
}

/// Writes the report to stderr, where stdout is for something else.
pub(crate) fn write_stderr(format: Format, run: &Run<'_>) -> io::Result<()> {
    let mut text = Vec::new();
    write(format, &mut text, run)?;
    AutoStream::auto(io::stderr().lock()).write_all(&text)
}

/// Writes the report that goes to stdout, or as much of it as its reader takes.
pub(crate) fn write_stdout(format: Format, run: &Run<'_>) -> io::Result<()> {
    let stdout = io::stdout().lock();
    let is_colored = match format {
        Format::Pretty | Format::Compact => Some(AutoStream::choice(&stdout) != ColorChoice::Never),
        _ => None,
    };
    let mut out: Box<dyn Write> = match is_colored {
        Some(true) => Box::new(BufWriter::new(AutoStream::auto(stdout))),
        // `StripStream` writes a line in many pieces, each of which would be a system call.
        Some(false) => {
            let pieces: Box<dyn Write> = Box::new(BufWriter::new(stdout));
            Box::new(BufWriter::new(StripStream::new(pieces)))
        }
        None => Box::new(BufWriter::new(stdout)),
    };
    match write(format, &mut out, run).and_then(|()| out.flush()) {
        // The reader has closed the pipe, for example `head`: what was found stays found.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn write(format: Format, out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    match format {
        Format::Pretty => pretty::pretty(out, run),
        Format::Compact => compact::compact(out, run),
        Format::Json => json::json(out, run),
        Format::Jsonl => json::jsonl(out, run),
        Format::Sarif => sarif::sarif(out, run),
        Format::Github => github::github(out, run),
        Format::Gitlab => gitlab::gitlab(out, run),
        Format::Junit => junit::junit(out, run),
        Format::Checkstyle => checkstyle::checkstyle(out, run),
        Format::Markdown => markdown::markdown(out, run),
    }
}

/// Makes a text safe for XML 1.0, which cannot represent control characters.
fn xml_text(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// The message of a finding, followed by its help.
fn message(finding: &Finding, lang: Lang, between: &str) -> String {
    let message = finding.message.get(lang);
    match &finding.help {
        Some(help) => format!("{message}{between}{}", help.get(lang)),
        None => message.to_owned(),
    }
}

/// What was linted; the first part of the summary.
fn linted(summary: &Summary) -> Localized {
    let Summary { flows, activities, .. } = *summary;
    let (s_flow, s_activity) = (plural(flows), plural(activities));
    localized!("{flows} flow{s_flow}, {activities} module{s_activity}: ", "{flows} 个流程，{activities} 个模块：")
}

/// The number of findings per severity.
fn counts(summary: &Summary) -> Localized {
    let Summary { errors, warnings, notes, .. } = *summary;
    let (s_error, s_warning, s_note) = (plural(errors), plural(warnings), plural(notes));
    localized!(
        "{errors} error{s_error}, {warnings} warning{s_warning}, {notes} note{s_note}",
        "{errors} 个错误，{warnings} 个警告，{notes} 个提示"
    )
}

/// What to say of the findings that are not shown because only so many are wanted.
fn not_shown(run: &Run<'_>) -> Option<Localized> {
    let more = run.report.findings().count().checked_sub(run.reporting.max_findings?).filter(|&more| more > 0)?;
    let s = plural(more);
    Some(localized!("{more} more finding{s} not shown (--max-findings)", "还有 {more} 个问题未显示（--max-findings）"))
}

/// How many findings each rule has, the most frequent first; nothing where nobody asked.
fn statistics(run: &Run<'_>, lang: Lang) -> Vec<String> {
    if !run.reporting.statistics {
        return Vec::new();
    }
    let mut counts: BTreeMap<&str, (usize, Severity)> = BTreeMap::new();
    for (_, finding) in run.report.findings() {
        counts.entry(&finding.rule).or_insert((0, finding.severity)).0 += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (count, _))| Reverse(*count));
    let width = counts.first().map_or(0, |(_, (count, _))| count.to_string().len());
    let line = |(rule, (count, severity)): (&str, (usize, Severity))| {
        let style = severity_style(severity);
        let word = severity_word(severity);
        let gap = " ".repeat("warning".len().saturating_sub(word.get(lang).width()));
        format!("{count:>width$}  {style}{}{style:#}{gap}  {rule}", word.get(lang))
    };
    counts.into_iter().map(line).collect()
}

/// What people call a severity.
fn severity_word(severity: Severity) -> Localized<&'static str> {
    match severity {
        Severity::Error => Localized { en: "error", zh: "错误" },
        Severity::Warning => Localized { en: "warning", zh: "警告" },
        Severity::Note => Localized { en: "note", zh: "提示" },
    }
}

/// The ending of an English noun after a number.
pub(crate) fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// A finding in the style of compilers: `file:line:column: severity[rule] message`.
fn line(file: &FileReport, finding: &Finding, column: usize, style: Style, lang: Lang) -> String {
    format!(
        "{}:{}:{column}: {style}{}[{}]{style:#} {}",
        printable(&file.name),
        finding.span.line,
        finding.severity.name(),
        finding.rule,
        finding.message.get(lang),
    )
}
