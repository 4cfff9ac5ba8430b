//! `ivr-lint explain` and `ivr-lint rules`: the documentation of the rules.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use ivr_flow::{Lang, Level, Rule, Text, find_rule, group_of, localized, printable, rules};
use serde::Serialize;

use crate::args::{SettingsRequest, TextFormat};
use crate::config;
use crate::scopes::{self, Scope};
use crate::status::{CLEAN, TROUBLE};
use crate::terminal::{level_style, width};

/// Prints the documentation of a rule, and its level under the settings.
pub(crate) fn explain(request: &SettingsRequest<'_>, name: &str, format: TextFormat, lang: Lang) -> io::Result<u8> {
    if name.starts_with("policy/") {
        return explain_policy(request, name, format, lang);
    }
    let rule = match find_rule(name) {
        Ok(rule) => rule,
        Err(unknown) => {
            config::say_unknown(&unknown, lang);
            return Ok(TROUBLE);
        }
    };
    let Ok(Scope { in_force, .. }) = scopes::of(request, None, lang) else { return Ok(TROUBLE) };
    let level = in_force.level(rule);
    let mut out = anstream::stdout().lock();
    match format {
        TextFormat::Text => writeln!(out, "{}", text(rule, level, lang, width()))?,
        TextFormat::Json => writeln!(out, "{}", json(&RuleTwin::of(rule, level))?)?,
    }
    out.flush()?;
    Ok(CLEAN)
}

/// Prints what a policy of the configuration demands.
fn explain_policy(request: &SettingsRequest<'_>, name: &str, format: TextFormat, lang: Lang) -> io::Result<u8> {
    let Ok(Scope { in_force, .. }) = scopes::of(request, None, lang) else { return Ok(TROUBLE) };
    let configuration = &in_force.configuration;
    let Some(policy) = configuration.policies.iter().find(|policy| policy.rule_name() == name) else {
        if let Err(unknown) = configuration.find_rule(name) {
            config::say_unknown(&unknown, lang);
        }
        return Ok(TROUBLE);
    };
    let level = in_force.level(policy.rule());
    let mut out = anstream::stdout().lock();
    if format == TextFormat::Json {
        writeln!(out, "{}", json(&RuleTwin::of(policy.rule(), level))?)?;
        out.flush()?;
        return Ok(CLEAN);
    }
    let (bold, style) = (Style::new().bold(), level_style(level));
    let head = AnsiColor::Cyan.on_default().bold();
    writeln!(out, "{bold}{name}{bold:#} ({style}{level}{style:#})")?;
    let flows = policy.flows_in_words();
    let sections = [
        (Text::new("What it says", "说明"), policy.message()),
        (Text::new("Requirement", "要求"), Some(&policy.demand_in_words())),
        (Text::new("Flows", "适用的流程"), flows.as_ref()),
    ];
    for (title, body) in sections.into_iter().filter_map(|(title, body)| Some((title, body?))) {
        writeln!(out, "\n{head}{}{head:#}\n{}", title.get(lang), wrapped(&printable(body.get(lang)), width()))?;
    }
    out.flush()?;
    Ok(CLEAN)
}

/// Prints every rule with its group, its level under the settings and its summary.
pub(crate) fn list(request: &SettingsRequest<'_>, format: TextFormat, lang: Lang) -> io::Result<u8> {
    let Ok(Scope { in_force, .. }) = scopes::of(request, None, lang) else { return Ok(TROUBLE) };
    let mut out = anstream::stdout().lock();
    if format == TextFormat::Json {
        let twins: Vec<_> = rules().map(|rule| RuleTwin::of(rule, in_force.level(rule))).collect();
        writeln!(out, "{}", json(&RulesTwin { version: 1, rules: twins })?)?;
        out.flush()?;
        return Ok(CLEAN);
    }
    let names = rules().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in rules() {
        let level = in_force.level(rule);
        let style = level_style(level);
        let group = group_of(&rule.name).map(|group| group.to_string()).unwrap_or_default();
        let summary = rule.summary.get(lang);
        writeln!(out, "{:names$}  {style}{level:7}{style:#}  {group:13}  {summary}", rule.name)?;
    }
    out.flush()?;
    Ok(CLEAN)
}

fn text(rule: &Rule, level: Level, lang: Lang, width: usize) -> String {
    let bold = Style::new().bold();
    let style = level_style(level);
    let own = rule.level;
    let own = localized!("; {own} by default", "；默认为 {own}");
    let own = if level == rule.level { "" } else { own.get(lang) };
    let mut text = format!("{bold}{}{bold:#} ({style}{level}{style:#}{own})\n", rule.name);
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

fn json(twin: &impl Serialize) -> io::Result<String> {
    Ok(serde_json::to_string_pretty(twin)?)
}

/// All rules, as `rules --format json` writes them.
#[derive(Serialize)]
struct RulesTwin<'a> {
    version: u32,
    rules: Vec<RuleTwin<'a>>,
}

/// A rule with its documentation. Every text is there in both languages.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleTwin<'a> {
    name: &'a str,
    group: Option<String>,
    /// The level under the settings.
    level: &'static str,
    default_level: &'static str,
    confidence: &'static str,
    summary: TextTwin<'a>,
    what: TextTwin<'a>,
    why: TextTwin<'a>,
    fix: TextTwin<'a>,
    basis: TextTwin<'a>,
    bad: &'a str,
    good: &'a str,
}

#[derive(Serialize)]
struct TextTwin<'a> {
    en: &'a str,
    zh: &'a str,
}

impl<'a> TextTwin<'a> {
    fn of(text: &'a Text) -> Self {
        TextTwin { en: &text.en, zh: &text.zh }
    }
}

impl<'a> RuleTwin<'a> {
    fn of(rule: &'a Rule, level: Level) -> Self {
        let docs = &rule.docs;
        RuleTwin {
            name: &rule.name,
            group: group_of(&rule.name).map(|group| group.to_string()),
            level: level.name(),
            default_level: rule.level.name(),
            confidence: rule.confidence().name(),
            summary: TextTwin::of(&rule.summary),
            what: TextTwin::of(&docs.what),
            why: TextTwin::of(&docs.why),
            fix: TextTwin::of(&docs.fix),
            basis: TextTwin::of(&docs.basis),
            bad: &docs.bad,
            good: &docs.good,
        }
    }
}
