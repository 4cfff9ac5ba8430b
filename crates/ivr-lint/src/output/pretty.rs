//! `--format pretty`: for people.

use std::fmt;
use std::io::{self, Write};
use std::ops::Range;
use std::time::Duration;

use clap::builder::styling::AnsiColor;
use ivr_flow::{
    Excerpt, FileReport, Finding, Lang, Localized, Rule, Severity, excerpt, localized, printable, rule, shorten,
};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use unicode_width::UnicodeWidthStr as _;

use super::{Run, counts, linted, not_shown, severity_word, statistics};
use crate::mistake::{help_line, styles};
use crate::terminal::{cut, severity_style, width};

/// What is drawn before each line of an excerpt: ` 12 │ `.
const GUTTER: usize = 6;

/// Writes every finding and the summary line.
pub(super) fn pretty(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let width = width();
    let most = run.reporting.max_findings.unwrap_or(usize::MAX);
    for (file, finding) in run.report.findings().take(most) {
        let bytes = run.sources.get(&file.name).map_or(&[][..], Vec::as_slice);
        let text = render(file, finding, bytes, run.lang, width);
        writeln!(out, "{}", linked(&text, run.report.rule(&finding.rule), run.lang))?;
    }
    if let Some(not_shown) = not_shown(run) {
        writeln!(out, "… {}\n", not_shown.get(run.lang))?;
    }
    let counts = statistics(run, run.lang);
    for line in &counts {
        writeln!(out, "{line}")?;
    }
    if !counts.is_empty() {
        writeln!(out)?;
    }
    // Where they were first said, they have long scrolled away.
    let style = severity_style(Severity::Error);
    for failure in run.failures() {
        writeln!(out, "{}", textwrap::fill(&format!("{style}✖{style:#} {}", failure.get(run.lang)), width))?;
    }
    if !run.closes {
        return Ok(());
    }
    if let Some(explained) = explained(run) {
        writeln!(out, "{}", textwrap::fill(explained.get(run.lang), width))?;
    }
    writeln!(out, "{}", textwrap::fill(&closing_line(run), width))
}

/// How to learn more about the rules, by the first that has a page.
fn explained(run: &Run<'_>) -> Option<Localized> {
    let (_, finding) = run.report.findings().find(|(_, finding)| rule(&finding.rule).is_some())?;
    let name = &finding.rule;
    Some(localized!("for more about a rule: ivr-lint explain {name}", "查看规则说明：ivr-lint explain {name}"))
}

/// A finding whose rule links to the page that explains it, where the terminal shows links.
fn linked(text: &str, rule: Option<&Rule>, lang: Lang) -> String {
    let name = rule.map(|rule| format!("[{}]", rule.name)).filter(|name| text.contains(name.as_str()));
    match (name, rule.and_then(|rule| rule.url(lang))) {
        (Some(name), Some(url)) => {
            let inner = &name[1..name.len() - 1];
            text.replacen(&name, &format!("[\u{1b}]8;;{url}\u{1b}\\{inner}\u{1b}]8;;\u{1b}\\]"), 1)
        }
        _ => text.to_owned(),
    }
}

/// The summary line: what was linted and what was found.
fn closing_line(run: &Run<'_>) -> String {
    let Run { report, lang, .. } = *run;
    let gone = report.gone.len();
    let summary = report.summary();
    let mut aside = String::new();
    if summary.suppressed > 0 {
        let suppressed = summary.suppressed;
        aside += localized!(", {suppressed} ignored", "，已忽略 {suppressed} 个").get(lang);
    }
    if gone > 0 {
        aside += localized!(", {gone} baseline entries no longer found", "，基线中 {gone} 个问题已不存在").get(lang);
    }
    for file in report.searched() {
        let name = shorten(&file.name);
        aside += localized!(", all of {name} searched for definitions", "，已在 {name} 全文中查找流程定义").get(lang);
    }
    let time = took(run.started.elapsed());
    let time = time.get(lang);
    let linted = linted(&summary);
    let linted = linted.get(lang);
    let is_whole = report.problems.is_empty();
    if !is_whole {
        aside += localized!("; the run is incomplete", "；本次检查不完整").get(lang);
    }
    let (style, mark, found) = match report.worst() {
        None if is_whole => {
            (AnsiColor::Green.on_default().bold(), '✔', localized!("nothing to report", "没有发现问题"))
        }
        None => (severity_style(Severity::Error), '✖', localized!("nothing to report", "没有发现问题")),
        Some(Severity::Error) => (severity_style(Severity::Error), '✖', counts(&summary)),
        Some(worst) => (severity_style(worst), '⚠', counts(&summary)),
    };
    format!("{style}{mark}{style:#} {linted}{}{aside}{time}", found.get(lang))
}

/// One finding as people read it.
fn render(file: &FileReport, finding: &Finding, bytes: &[u8], lang: Lang, width: usize) -> String {
    // If no excerpt can be shown, the location still is.
    let nothing = || Excerpt { text: " ".to_owned(), mark: 0..1 };
    let Excerpt { text, mark } = excerpt(bytes, finding, width - GUTTER - 2).unwrap_or_else(nothing);
    let shown = Shown {
        finding,
        lang,
        heading: cut(&heading(file, finding, lang), width),
        excerpt: NamedSource::new(place(file, finding, width - GUTTER - 4), text),
        mark,
    };
    let theme = GraphicalTheme { styles: styles(), ..GraphicalTheme::unicode() };
    let mut handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
        .with_context_lines(usize::MAX / 2)
        .without_primary_span_start()
        .without_cause_chain();
    let footer = footer(file, finding, lang);
    if !footer.is_empty() {
        handler = handler.with_footer(footer);
    }
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = handler.render_report(&mut text, &shown);
    without_line_numbers(&text)
}

/// How long the run took.
fn took(time: Duration) -> Localized {
    let seconds = time.as_secs_f64();
    let milliseconds = seconds * 1000.0;
    if seconds < 1.0 {
        localized!(" ({milliseconds:.1} ms)", "（{milliseconds:.1} 毫秒）")
    } else {
        localized!(" ({seconds:.1} s)", "（{seconds:.1} 秒）")
    }
}

/// Whom the finding is about: severity and rule, then the names of flow and activity.
fn heading(file: &FileReport, finding: &Finding, lang: Lang) -> String {
    let mut heading = format!("{}[{}]", severity_word(finding.severity).get(lang), finding.rule);
    let Some((index, flow)) = finding.flow.and_then(|index| Some((index, file.flows.get(index)?))) else {
        return heading;
    };
    let mut parts = vec![file.flow_name(index)];
    if let Some(item) = finding.activity.and_then(|activity| flow.activity(activity)) {
        let name = item.display_name();
        match &item.type_name {
            Some(kind) => parts.push(format!("{name} ({})", shorten(kind))),
            None => parts.push(name),
        }
    }
    if !parts.is_empty() {
        heading += " ";
        heading += &parts.join(" › ");
    }
    heading
}

/// The location of a finding: the position in the file, and the JSON Pointer if there is room for it.
fn place(file: &FileReport, finding: &Finding, width: usize) -> String {
    let suffix = format!(":{}:{}", finding.span.line, finding.span.column);
    let name = printable(&file.name);
    let pointer = match (finding.pointer.as_str(), finding.definition.as_str()) {
        ("", definition) => definition,
        (pointer, _) => pointer,
    };
    let pointer = printable(pointer);
    let whole = format!("{name}{suffix} {pointer}");
    if whole.width() <= width {
        return whole.trim_end().to_owned();
    }
    let room = width.saturating_sub(suffix.width());
    if name.width() <= room {
        let left = (room - name.width()).saturating_sub(1);
        return format!("{name}{suffix} {}", cut_front(&pointer, left)).trim_end().to_owned();
    }
    // The end of a path is more useful than its beginning.
    format!("{}{suffix}", cut_front(&name, room))
}

/// What to do, the way that leads there, and whom else it concerns.
fn footer(file: &FileReport, finding: &Finding, lang: Lang) -> String {
    let style = AnsiColor::Cyan.on_default();
    let mut lines: Vec<_> = finding.help.iter().map(|help| help_line(help, lang)).collect();
    for related in &finding.related {
        let word = localized!("see: ", "另见：");
        let place = format!("{}:{}:{}", printable(&related.file), related.span.line, related.span.column);
        let Localized { en, zh } = &related.message;
        let message = localized!(" ({en})", "（{zh}）");
        lines.push(format!("{style}{}{style:#}{place}{}", word.get(lang), message.get(lang)));
    }
    let flow = finding.flow.and_then(|flow| file.flows.get(flow));
    if let Some(steps) = flow.and_then(|flow| flow.path(finding)) {
        let word = localized!("path: ", "路径：");
        let mut path = String::new();
        let kept = steps.iter().count();
        let (first, last) = (MOST_STEPS / 2, kept.saturating_sub(MOST_STEPS / 2));
        for (number, step) in steps.iter().enumerate() {
            if number >= first && number < last {
                if number == first {
                    path.push_str(&format!(" → … {} …", last - first + steps.left_out));
                }
                continue;
            }
            if number > 0 {
                match step.event.filter(|event| !matches!(*event, "complete" | "success")) {
                    Some(event) => path.push_str(&format!(" —{}→ ", shorten(event))),
                    None => path.push_str(" → "),
                }
            }
            path.push_str(&step.activity.display_name());
        }
        lines.push(format!("{style}{}{style:#}{path}", word.get(lang)));
    }
    lines.join("\n")
}

/// The maximum number of modules of a path that are shown.
const MOST_STEPS: usize = 12;

/// Removes the line numbers of the excerpt, which are not those of the file.
fn without_line_numbers(text: &str) -> String {
    let mut lines = Vec::new();
    let mut in_excerpt = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("╭─") {
            in_excerpt = true;
        } else if trimmed.starts_with("╰───") {
            in_excerpt = false;
        }
        let digits = trimmed.len() - trimmed.trim_start_matches(|char: char| char.is_ascii_digit()).len();
        let indent = line.len() - trimmed.len();
        if in_excerpt && digits > 0 {
            lines.push(" ".repeat(indent + digits) + &trimmed[digits..]);
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

/// Cuts the beginning of a text off that is wider than the room.
fn cut_front(text: &str, room: usize) -> String {
    let backwards = |text: &str| text.chars().rev().collect::<String>();
    backwards(&cut(&backwards(text), room))
}

/// A finding as a miette diagnostic.
struct Shown<'a> {
    finding: &'a Finding,
    lang: Lang,
    heading: String,
    excerpt: NamedSource<String>,
    mark: Range<usize>,
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.heading)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.finding.message.get(self.lang))
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.heading))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(None, self.mark.clone()))))
    }
}
