//! `--format pretty`: for people. miette is spoken here and nowhere else.

use std::fmt;
use std::io::{self, Write};
use std::ops::Range;

use clap::builder::styling::{AnsiColor, Style};
use ivr_flow::{Excerpt, FileReport, Finding, Lang, Say, Severity, excerpt, say, shown, visible};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode, ThemeStyles};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Run, counts, linted};
use crate::config::Mistake;

/// The width where there is no terminal to ask.
const USUAL_WIDTH: usize = 100;
/// What is drawn before each line of an excerpt: ` 12 │ `.
const GUTTER: usize = 6;

/// Writes every finding, and what was linted and what came of it.
pub(super) fn pretty(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let width = width();
    for (file, finding) in run.report.findings() {
        let bytes = run.sources.get(&file.name).map_or(&[][..], Vec::as_slice);
        writeln!(out, "{}", render(file, finding, bytes, run.lang, width))?;
    }
    if run.closes { writeln!(out, "{}", textwrap::fill(&closing_line(run), width)) } else { Ok(()) }
}

/// What was linted and what came of it, in one line.
fn closing_line(run: &Run<'_>) -> String {
    let Run { report, lang, gone, .. } = *run;
    let summary = report.summary();
    let mut aside = String::new();
    if summary.suppressed > 0 {
        let suppressed = summary.suppressed;
        aside += say!(", {suppressed} left aside", "，另有 {suppressed} 个已忽略").get(lang);
    }
    if gone > 0 {
        aside += say!(", {gone} of the baseline gone", "，基线中 {gone} 个已消失").get(lang);
    }
    let time = format!("{:.1} ms", run.started.elapsed().as_secs_f64() * 1000.0);
    let linted = linted(&summary);
    let linted = linted.get(lang);
    let Some(worst) = report.worst() else {
        let style = AnsiColor::Green.on_default().bold();
        let text = say!("nothing to report", "没有发现问题");
        return format!("{style}✔{style:#} {linted}{}{aside} ({time})", text.get(lang));
    };
    let style = severity_style(worst);
    let mark = if worst == Severity::Error { '✖' } else { '⚠' };
    format!("{style}{mark}{style:#} {linted}{}{aside} ({time})", counts(&summary).get(lang))
}

/// How a severity is coloured.
pub(crate) fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Note => AnsiColor::Cyan.on_default().bold(),
    }
}

/// The width of the terminal, in columns.
pub(crate) fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| usize::from(columns));
    asked.or_else(terminal).unwrap_or(USUAL_WIDTH).clamp(40, 160)
}

/// Says on the standard error what is wrong with a file that is not about flows, and where.
pub(crate) fn mistake(mistake: &Mistake, lang: Lang) {
    let Mistake { source, bytes, message, help } = mistake;
    let Around { text, mark, line, column } = around(&source.text, bytes.clone());
    let report = miette::MietteDiagnostic::new(message.get(lang)).with_label(LabeledSpan::underline(mark));
    let source = NamedSource::new(format!("{}:{line}:{column}", visible(&source.name)), text);
    let report = miette::Report::new(report).with_source_code(source);
    let mut handler =
        GraphicalReportHandler::new_themed(GraphicalTheme { styles: styles(), ..GraphicalTheme::unicode() });
    if let Some(help) = help {
        handler = handler.with_footer(help_line(help, lang));
    }
    let mut text = String::new();
    // Writing to a string does not fail, and where nobody reads the standard error, there is nobody to tell.
    let handler = handler.with_width(width()).with_links(false).without_primary_span_start();
    let _ = handler.render_report(&mut text, report.as_ref());
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// The lines around a mistake, as they are shown.
struct Around {
    text: String,
    /// The bytes of the mistake in it.
    mark: Range<usize>,
    line: usize,
    column: usize,
}

/// How many characters of a line are shown before and behind the place of a mistake in it.
const AROUND: usize = 80;

/// The line that a mistake begins in, one before and one behind it: long ones are cut, and what a terminal would obey is
/// made visible. All lines before are empty, so that these keep their numbers.
fn around(text: &str, bytes: Range<usize>) -> Around {
    let start = boundary(text, bytes.start);
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let mut rest = text[line_start..].lines();
    let this = rest.next().unwrap_or_default();
    let at = (start - line_start).min(this.len());
    let end = boundary(this, bytes.end.saturating_sub(line_start)).max(at);

    let line = text[..line_start].matches('\n').count() + 1;
    let mut shown = "\n".repeat(line.saturating_sub(2));
    if line > 1 {
        let before = text[..line_start].lines().next_back().unwrap_or_default();
        shown += &(first(before) + "\n");
    }
    let from = this[..at].char_indices().rev().nth(AROUND - 1).map_or(0, |(from, _)| from);
    let marked = first(&this[at..end]);
    let behind = if marked.ends_with('…') { String::new() } else { first(&this[end..]) };
    shown += if from > 0 { "…" } else { "" };
    shown += &harmless(&this[from..at]);
    let mark = shown.len()..shown.len() + marked.len();
    shown += &(marked + &behind + "\n");
    shown += &rest.next().map(first).unwrap_or_default();
    Around { text: shown, mark, line, column: this[..at].chars().count() + 1 }
}

/// The last place at or before a byte where no character is cut in two.
fn boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The first characters of a line.
fn first(line: &str) -> String {
    match line.char_indices().nth(AROUND) {
        Some((end, _)) => harmless(&line[..end]) + "…",
        None => harmless(line),
    }
}

/// A text with nothing in it that a terminal would obey but tabs.
fn harmless(text: &str) -> String {
    text.split('\t').map(visible).collect::<Vec<_>>().join("\t")
}

/// One finding as people read it.
fn render(file: &FileReport, finding: &Finding, bytes: &[u8], lang: Lang, width: usize) -> String {
    // Where the file cannot be shown, its place still is.
    let nothing = || Excerpt { text: " ".to_owned(), mark: 0..1 };
    let Excerpt { text, mark } = excerpt(bytes, finding, width - GUTTER - 2).unwrap_or_else(nothing);
    let shown = Shown {
        finding,
        lang,
        heading: cut(&heading(file, finding), width),
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

fn styles() -> ThemeStyles {
    ThemeStyles { linum: ThemeStyles::none().linum, ..ThemeStyles::ansi() }
}

/// Whom the finding is about: severity and rule, then the names of flow and activity.
fn heading(file: &FileReport, finding: &Finding) -> String {
    let mut heading = format!("{}[{}]", finding.severity.name(), finding.rule);
    let Some(flow) = finding.flow.and_then(|flow| file.flows.get(flow)) else {
        return heading;
    };
    let mut parts: Vec<String> = flow.called().into_iter().collect();
    if let Some(item) = finding.activity.and_then(|activity| flow.item(activity)) {
        let name = item.called();
        match &item.kind {
            Some(kind) => parts.push(format!("{name} ({})", shown(kind))),
            None => parts.push(name),
        }
    }
    if !parts.is_empty() {
        heading += " ";
        heading += &parts.join(" › ");
    }
    heading
}

/// Where the finding is: the place in the file, and the JSON Pointer if there is room for it.
fn place(file: &FileReport, finding: &Finding, width: usize) -> String {
    let suffix = format!(":{}:{}", finding.span.line, finding.span.column);
    let name = visible(&file.name);
    let pointer = match (finding.pointer.as_str(), finding.definition.as_str()) {
        ("", definition) => definition,
        (pointer, _) => pointer,
    };
    let pointer = visible(pointer);
    let whole = format!("{name}{suffix} {pointer}");
    if whole.width() <= width {
        return whole.trim_end().to_owned();
    }
    let room = width.saturating_sub(suffix.width());
    if name.width() <= room {
        let left = (room - name.width()).saturating_sub(1);
        return format!("{name}{suffix} {}", cut_front(&pointer, left)).trim_end().to_owned();
    }
    // The end of a path says more than its beginning.
    format!("{}{suffix}", cut_front(&name, room))
}

fn help_line(help: &Say, lang: Lang) -> String {
    let style = AnsiColor::Cyan.on_default();
    let word = say!("help: ", "帮助：");
    format!("{style}{}{style:#}{}", word.get(lang), help.get(lang))
}

/// What to do, the way that leads there, and whom else it concerns.
fn footer(file: &FileReport, finding: &Finding, lang: Lang) -> String {
    let style = AnsiColor::Cyan.on_default();
    let mut lines: Vec<_> = finding.help.iter().map(|help| help_line(help, lang)).collect();
    for related in &finding.related {
        let word = say!("see: ", "另见：");
        let place = format!("{}:{}:{}", visible(&related.file), related.span.line, related.span.column);
        lines.push(format!("{style}{}{style:#}{place} ({})", word.get(lang), related.message.get(lang)));
    }
    let flow = finding.flow.and_then(|flow| file.flows.get(flow));
    if let Some(steps) = flow.and_then(|flow| flow.path(finding)) {
        let word = say!("path: ", "路径：");
        let mut path = String::new();
        let (first, last) = (MOST_STEPS / 2, steps.len().saturating_sub(MOST_STEPS / 2));
        for (number, step) in steps.iter().enumerate() {
            if number >= first && number < last {
                if number == first {
                    path.push_str(&format!(" → … {} …", last - first));
                }
                continue;
            }
            if number > 0 {
                match step.by.filter(|event| !matches!(*event, "complete" | "success")) {
                    Some(event) => path.push_str(&format!(" —{}→ ", shown(event))),
                    None => path.push_str(" → "),
                }
            }
            path.push_str(&step.activity.called());
        }
        lines.push(format!("{style}{}{style:#}{path}", word.get(lang)));
    }
    lines.join("\n")
}

/// The most activities of a path that are shown.
const MOST_STEPS: usize = 12;

/// The excerpt's own line numbers are not those of the file: nobody should look for them there.
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

/// Cuts the end of a text off that is wider than the room.
pub(crate) fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |char: &char| {
        used += char.width().unwrap_or(0);
        used <= room
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// Cuts the beginning of a text off that is wider than the room.
fn cut_front(text: &str, room: usize) -> String {
    let backwards = |text: &str| text.chars().rev().collect::<String>();
    backwards(&cut(&backwards(text), room))
}

/// A finding as miette sees it.
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
