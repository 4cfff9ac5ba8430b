//! `ivr-lint explain` and `ivr-lint rules`: the documentation of the rules.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use ivr_flow::{Lang, Localized, Rule, Text, find_rule, rules};

use crate::status::{CLEAN, TROUBLE};
use crate::terminal::{complain, level_style, width};

/// Prints the documentation of a rule.
pub(crate) fn explain(name: &str, lang: Lang) -> io::Result<u8> {
    let rule = match find_rule(name) {
        Ok(rule) => rule,
        Err(unknown) => {
            let (message, help) = (unknown.message(), unknown.help());
            complain(lang, &Localized { en: message.en + ": " + &help.en, zh: message.zh + "：" + &help.zh });
            return Ok(TROUBLE);
        }
    };
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", text(rule, lang, width()))?;
    out.flush()?;
    Ok(CLEAN)
}

fn text(rule: &Rule, lang: Lang, width: usize) -> String {
    let bold = Style::new().bold();
    let style = level_style(rule.level);
    let mut text = format!("{bold}{}{bold:#} ({style}{}{style:#})\n", rule.name, rule.level);
    let mut section = |title: Text, body: &str| {
        let head = AnsiColor::Cyan.on_default().bold();
        text += &format!("\n{head}{}{head:#}\n", title.get(lang));
        text += &wrapped(body, width);
        text += "\n";
    };
    for (title, body) in rule.docs.sections() {
        section(title, body.get(lang));
    }
    for (title, example) in rule.docs.examples() {
        let head = AnsiColor::Cyan.on_default().bold();
        text += &format!("\n{head}{}{head:#}\n", title.get(lang));
        for line in example.trim_matches('\n').lines() {
            text += &format!("  {line}\n");
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn wrapped(text: &str, width: usize) -> String {
    textwrap::fill(text, textwrap::Options::new(width.min(100)).initial_indent("  ").subsequent_indent("  "))
}

/// Prints every rule with its severity and summary.
pub(crate) fn list(lang: Lang) -> io::Result<u8> {
    let mut out = anstream::stdout().lock();
    let names = rules().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in rules() {
        let (style, level) = (level_style(rule.level), rule.level);
        writeln!(out, "{:names$}  {style}{level:7}{style:#}  {}", rule.name, rule.summary.get(lang))?;
    }
    out.flush()?;
    Ok(CLEAN)
}
