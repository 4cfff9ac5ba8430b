//! `--format markdown`: for the summary of a job or a comment on a merge request.
//!
//! The text of flows is untrusted: nothing in it may become a tag, a link, an image or a mention.

use std::fmt::Write as _;
use std::io::{self, Write};

use ivr_flow::{FileReport, Finding, Lang, Rule, Severity, localized, printable};

use super::{Run, counts, linted, plural};

/// GitHub limits a summary to 1 MiB, GitLab a comment to 1,000,000 characters.
const MOST_BYTES: usize = 1_000_000;
/// Space reserved for the line that says how many findings were omitted.
const NOTE: usize = 500;

pub(super) fn markdown(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let (lang, summary) = (run.lang, run.report.summary());
    let mut text = "## ivr-lint\n\n".to_owned();
    let found = match summary.errors + summary.warnings + summary.notes {
        0 => localized!("nothing to report", "没有发现问题"),
        _ => counts(&summary),
    };
    let _ = writeln!(text, "{}{}", linted(&summary).get(lang), found.get(lang));
    for failure in run.failures() {
        let _ = writeln!(text, "\n> ❌ {}", escaped(failure.get(lang)));
    }
    let mut group = None;
    let mut written = 0;
    let all = summary.errors + summary.warnings + summary.notes;
    for (file, finding) in run.report.findings() {
        let mut row = String::new();
        if group != Some((&file.name, finding.flow)) {
            group = Some((&file.name, finding.flow));
            row += &heading(file, finding, lang);
        }
        row += &self::row(finding, run.report.rule(&finding.rule), lang);
        if text.len() + row.len() > MOST_BYTES - NOTE {
            break;
        }
        text += &row;
        written += 1;
    }
    if written < all {
        let more = all - written;
        let s = plural(more);
        let said = localized!("{more} more finding{s} not shown", "还有 {more} 个问题未显示");
        let _ = writeln!(text, "\n{}", said.get(lang));
    }
    out.write_all(text.as_bytes())
}

/// The flow and its file, and the header of the table of its findings.
fn heading(file: &FileReport, finding: &Finding, lang: Lang) -> String {
    let name = code(&printable(&file.location));
    let title = match finding.flow {
        Some(index) => {
            format!("{} ({name})", escaped(&file.flow_name(index)))
        }
        None => name,
    };
    let head = localized!("| Severity | Rule | Location | Message |", "| 级别 | 规则 | 位置 | 说明 |");
    format!("\n### {title}\n\n{}\n|---|---|---|---|\n", head.get(lang))
}

fn row(finding: &Finding, rule: Option<&Rule>, lang: Lang) -> String {
    let mark = match finding.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Note => "ℹ️",
    };
    let (severity, name, span) = (finding.severity.name(), &finding.rule, finding.span);
    let mut said = escaped(finding.message.get(lang));
    if let Some(help) = &finding.help {
        let _ = write!(said, "<br>{}", escaped(help.get(lang)));
    }
    let rule = match rule.and_then(|rule| rule.url(lang)) {
        Some(url) => format!("[`{name}`]({url})"),
        None => code(name),
    };
    format!("| {mark} {severity} | {rule} | {}:{} | {said} |\n", span.line, span.column)
}

/// Escapes a text; parts between backticks become code.
pub(crate) fn escaped(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    let last = parts.len() - 1;
    let mut escaped = String::new();
    for (number, part) in parts.into_iter().enumerate() {
        match number % 2 {
            1 if number < last => escaped += &code(part),
            1 => escaped += &format!("&#96;{}", prose(part)),
            _ => escaped += &prose(part),
        }
    }
    escaped
}

/// Inline code, in which mentions and links have no effect.
pub(crate) fn code(text: &str) -> String {
    format!("<code>{}</code>", entities(text, false))
}

pub(crate) fn prose(text: &str) -> String {
    entities(text, true)
}

/// Replaces every character that is special in Markdown or HTML by an entity. GitHub and GitLab look for mentions,
/// issues, emoji and URLs afterwards, so in prose a character that starts one is followed by a zero-width space.
fn entities(text: &str, is_prose: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut last = ' ';
    for char in text.chars() {
        match char {
            // The dot of `www.` starts a URL too.
            '.' if is_prose && last.eq_ignore_ascii_case(&'w') => escaped.push_str(".&#8203;"),
            '.' | ',' | '\'' | '-' | '/' | '(' | ')' | '?' | ';' | ' ' | '=' => escaped.push(char),
            _ if char.is_ascii_punctuation() => {
                let _ = write!(escaped, "&#{};", u32::from(char));
                if is_prose && matches!(char, '@' | '#' | '!' | '$' | '%' | '~' | '&' | ':' | '^') {
                    escaped.push_str("&#8203;");
                }
            }
            _ => escaped.push(char),
        }
        last = char;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_heeded() {
        assert_eq!(escaped("exit `timeout` of 主菜单"), "exit <code>timeout</code> of 主菜单");
        assert_eq!(escaped("a `b"), "a &#96;b");
        assert_eq!(escaped("<b>|*_"), "&#60;b&#62;&#124;&#42;&#95;");
        assert_eq!(escaped("@all #1"), "&#64;&#8203;all &#35;&#8203;1");
        assert_eq!(escaped("https://a www.b"), "https&#58;&#8203;//a www.&#8203;b");
        assert_eq!(escaped("`@all|</code>`"), "<code>&#64;all&#124;&#60;&#47;code&#62;</code>".replace("&#47;", "/"));
    }
}
