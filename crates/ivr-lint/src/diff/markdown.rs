//! `diff --format markdown`: for a comment on a pull request. Nothing from a flow becomes a tag, a link or a mention.

use std::fmt::Write as _;
use std::io::{self, Write};

use ivr_flow::diff::{FindingChanges, PairDiff, RunDiff, Words};
use ivr_flow::{Lang, Localized, Severity, localized, printable};

use super::Diff;
use super::words::{self, Sign};
use crate::output::{code, escaped, prose};

/// GitHub limits a comment to 65,536 characters and a summary to 1 MiB, GitLab a comment to 1,000,000 characters.
const MOST_BYTES: usize = 60_000;

pub(super) fn markdown(out: &mut dyn Write, diff: &Diff<'_>, lang: Lang) -> io::Result<()> {
    let Diff { run: diff, problems, .. } = diff;
    if !diff.differs() && problems.is_empty() {
        return Ok(());
    }
    let mut text = "## ivr-lint diff\n\n".to_owned();
    let _ = writeln!(text, "{}", prose(words::summary(diff).get(lang)));
    for problem in problems {
        let _ = writeln!(text, "\n> ❌ {}", escaped(problem.message.get(lang)));
    }
    text += &findings(&diff.of_no_flow, lang);
    let changed: Vec<_> = diff.changed().collect();
    for (number, pair) in changed.iter().enumerate() {
        let section = of_pair(diff, pair, lang);
        if text.len() + section.len() > MOST_BYTES {
            let more = changed.len() - number;
            let said = localized!(
                "not shown, because comments are limited in length: {more} more",
                "由于评论长度有限，还有 {more} 个流程未显示"
            );
            let _ = writeln!(text, "\n{}", said.get(lang));
            break;
        }
        text += &section;
    }
    out.write_all(text.as_bytes())
}

/// A flow: a table of its changes, then what they do.
fn of_pair(diff: &RunDiff<'_>, pair: &PairDiff<'_>, lang: Lang) -> String {
    let (title, file) = words::title(diff, pair);
    let file = if title == file { String::new() } else { format!(" ({})", code(&file)) };
    let mut text = format!("\n### {}{file}\n", prose(&title));
    if let Some(unreadable) = words::unreadable(diff.unreadable(pair)) {
        let _ = writeln!(text, "\n> ❌ {}", unreadable.get(lang));
    }
    text += &findings(&pair.findings, lang);
    if pair.changes().next().is_some() {
        let head = localized!("|   | Module | Change |", "|   | 模块 | 变更 |");
        let _ = writeln!(text, "\n{}\n|---|---|---|", head.get(lang));
    }
    for (about, changes) in words::groups(pair) {
        let module = about.map(words::activity).unwrap_or_default();
        for change in changes {
            let (sign, said) = (Sign::of(change.kind).char(), words::describe(change));
            let _ = writeln!(text, "| {sign} | {} | {} |", prose(&module), escaped(said.get(lang)));
        }
    }
    let Some(diff) = &pair.diff else { return text };
    for (activities, head) in [
        (&diff.reach.lost, localized!("Calls no longer reach", "来电不再到达")),
        (&diff.reach.won, localized!("Calls now reach", "来电现在可以到达")),
    ] {
        if !activities.is_empty() {
            let names: Vec<_> = activities.iter().map(|both| prose(&words::name(&both.new))).collect();
            let _ = writeln!(text, "\n**{}:** {}", head.get(lang), names.join(", "));
        }
    }
    let rows = diff
        .spoken
        .iter()
        .map(|spoken| format!("- {}: {}\n", prose(&words::speaker(spoken)), words::heard(spoken, marked).get(lang)));
    text += &folded(&localized!("What callers hear", "来电者听到的内容"), diff.spoken.len(), rows.collect(), lang);
    let rows = diff.numbers.iter().map(|number| format!("- {}\n", prose(words::number(number).get(lang))));
    text += &folded(&localized!("Numbers", "统计"), diff.numbers.len(), rows.collect(), lang);
    text
}

fn folded(title: &Localized, count: usize, inside: String, lang: Lang) -> String {
    let title = title.get(lang);
    match count {
        0 => String::new(),
        _ => format!("\n<details><summary>{title} ({count})</summary>\n\n{inside}\n</details>\n"),
    }
}

fn findings(changes: &FindingChanges<'_>, lang: Lang) -> String {
    let mut text = String::new();
    for (file, finding) in words::ordered(&changes.new) {
        if text.is_empty() {
            let head = localized!("|   | New finding | Location |", "|   | 新问题 | 位置 |");
            let _ = writeln!(text, "\n{}\n|---|---|---|", head.get(lang));
        }
        let mark = match finding.severity {
            Severity::Error => "❌",
            Severity::Warning => "⚠️",
            Severity::Note => "ℹ️",
        };
        let place = format!("{}:{}:{}", printable(&file.name), finding.span.line, finding.span.column);
        let (rule, message) = (&finding.rule, escaped(finding.message.get(lang)));
        let _ = writeln!(text, "| {mark} | {} {message} | {} |", code(rule), code(&place));
    }
    let gone = changes
        .gone
        .iter()
        .map(|(_, finding)| format!("- {} {}\n", code(&finding.rule), escaped(finding.message.get(lang))));
    text + &folded(&localized!("Findings that are gone", "消失的问题"), changes.gone.len(), gone.collect(), lang)
}

/// A part of what callers heard and hear.
fn marked(part: &Words) -> String {
    match part {
        Words::Same(text) => prose(&printable(text)),
        Words::Gone(text) => format!("<del>{}</del>", prose(&printable(text))),
        Words::New(text) => format!("<ins>{}</ins>", prose(&printable(text))),
    }
}
