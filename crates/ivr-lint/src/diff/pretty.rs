//! `diff --format pretty`: for people.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use ivr_flow::diff::{FindingChanges, PairDiff, RunDiff, Words};
use ivr_flow::{FileReport, Finding, Lang, Localized, localized, printable};

use super::Diff;
use super::words::{self, Sign};
use crate::terminal::severity_style;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const NEW: Style = AnsiColor::Green.on_default();
const GONE: Style = AnsiColor::Red.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();

pub(super) fn pretty(out: &mut dyn Write, diff: &Diff<'_>, lang: Lang) -> io::Result<()> {
    let Diff { run: diff, problems, .. } = diff;
    if !diff.differs() && problems.is_empty() {
        return Ok(());
    }
    if !diff.of_no_flow.new.is_empty() || !diff.of_no_flow.gone.is_empty() {
        findings(out, &diff.of_no_flow, lang)?;
        writeln!(out)?;
    }
    for pair in diff.changed() {
        of_pair(out, diff, pair, lang)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", words::summary(diff).get(lang))
}

fn of_pair(out: &mut dyn Write, diff: &RunDiff<'_>, pair: &PairDiff<'_>, lang: Lang) -> io::Result<()> {
    let (title, file) = words::title(diff, pair);
    let file = if title == file { String::new() } else { format!("  {DIM}{file}{DIM:#}") };
    writeln!(out, "{BOLD}{title}{BOLD:#}{file}")?;
    if let Some(unreadable) = words::unreadable(diff.unreadable(pair)) {
        writeln!(out, "  {GONE}{}{GONE:#}", unreadable.get(lang))?;
    }
    for (about, changes) in words::groups(pair) {
        let mut changes = changes.into_iter().peekable();
        if let Some(both) = about {
            let sign = changes.peek().map_or(Sign::Changed, |change| Sign::of(change.kind));
            let sign = if both.old.is_some() && both.new.is_some() { Sign::Changed } else { sign };
            let style = style(sign);
            let kind = both.newest().and_then(|item| item.type_name.as_deref()).map(ivr_flow::shorten);
            let kind = kind.map_or(String::new(), |kind| format!("  {DIM}{kind}{DIM:#}"));
            writeln!(out, "  {style}{} {}{style:#}{kind}", sign.char(), words::activity(both))?;
            if sign != Sign::Changed {
                continue;
            }
        }
        let indent = if about.is_some() { "      " } else { "  " };
        for change in changes {
            let sign = Sign::of(change.kind);
            let style = style(sign);
            writeln!(out, "{indent}{style}{}{style:#} {}", sign.char(), words::describe(change).get(lang))?;
        }
    }
    findings(out, &pair.findings, lang)?;
    let Some(diff) = &pair.diff else { return Ok(()) };
    for (activities, style, head) in [
        (&diff.reach.lost, GONE, localized!("calls no longer reach", "来电不再到达")),
        (&diff.reach.won, NEW, localized!("calls now reach", "来电现在可以到达")),
    ] {
        if !activities.is_empty() {
            heading(out, &head, lang)?;
        }
        for both in activities {
            writeln!(out, "    {style}{}{style:#}", words::name(&both.new))?;
        }
    }
    if !diff.spoken.is_empty() {
        heading(out, &localized!("what callers hear", "来电者听到的内容"), lang)?;
    }
    for spoken in &diff.spoken {
        writeln!(out, "    {}: {}", words::speaker(spoken), words::heard(spoken, coloured).get(lang))?;
    }
    if !diff.numbers.is_empty() {
        heading(out, &localized!("numbers", "统计"), lang)?;
    }
    for number in &diff.numbers {
        writeln!(out, "    {}", words::number(number).get(lang))?;
    }
    Ok(())
}

fn heading(out: &mut dyn Write, text: &Localized, lang: Lang) -> io::Result<()> {
    writeln!(out, "  {BOLD}{}{BOLD:#}", text.get(lang))
}

fn findings(out: &mut dyn Write, changes: &FindingChanges<'_>, lang: Lang) -> io::Result<()> {
    for (found, head) in [
        (&changes.new, localized!("new findings", "新问题")),
        (&changes.gone, localized!("findings that are gone", "消失的问题")),
    ] {
        if !found.is_empty() {
            heading(out, &head, lang)?;
        }
        for (file, finding) in words::ordered(found) {
            writeln!(out, "    {}", line(file, finding, lang))?;
        }
    }
    Ok(())
}

fn line(file: &FileReport, finding: &Finding, lang: Lang) -> String {
    let style = severity_style(finding.severity);
    let (severity, rule, span) = (finding.severity.name(), &finding.rule, finding.span);
    let place = format!("{}:{}:{}", printable(&file.name), span.line, span.column);
    format!("{style}{severity}[{rule}]{style:#} {}  {DIM}{place}{DIM:#}", finding.message.get(lang))
}

/// A part of what callers heard and hear. The brackets say it where there are no colours.
fn coloured(part: &Words) -> String {
    let text = words::bracketed(part);
    match part {
        Words::Same(_) => text,
        Words::Gone(_) => format!("{GONE}{text}{GONE:#}"),
        Words::New(_) => format!("{NEW}{text}{NEW:#}"),
    }
}

fn style(sign: Sign) -> Style {
    match sign {
        Sign::New => NEW,
        Sign::Gone => GONE,
        Sign::Changed => CHANGED,
    }
}
