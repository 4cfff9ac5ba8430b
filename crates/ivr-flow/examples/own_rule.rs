//! Rules of one's own beside the built-in ones: one on activities, and one on the whole run that keeps a state.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use ivr_flow::{Lang, Linter, Origin, Report, Role, Rule, RuleError, Settings, Severity, Text, localized};

pub(crate) const FLOW: &str = r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "b090e933"}]},
  {"type": "GATHER_INPUT", "id": "b090e933", "name": "主菜单", "events": [{"event": "1", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束", "events": []}
]}"#;

fn main() -> Result<(), RuleError> {
    let (findings, types) = findings(FLOW)?;
    print!("{findings}");
    println!("{types:?}");
    Ok(())
}

/// One line per finding, and how many activities there are of each type.
pub(crate) fn findings(text: &str) -> Result<(String, BTreeMap<String, usize>), RuleError> {
    // Rules may be made at run time, and keep what they like.
    let types = Arc::new(Mutex::new(BTreeMap::new()));
    let counted = Arc::clone(&types);
    let count_types = Rule::on_activities(
        "count-types",
        Severity::Note,
        Text::new("counts the types of activities", "统计模块类型"),
        move |_, activity, _| {
            let name = activity.type_name().unwrap_or_default().into_owned();
            *counted.lock().expect("no rule panics").entry(name).or_insert(0) += 1;
        },
    );
    let menu_without_timeout = Rule::on_activities(
        String::from("menu-without-timeout"),
        Severity::Warning,
        Text::new("a menu has no exit for silence", "菜单没有超时出口"),
        |context, activity, found| {
            if activity.is("GATHER_INPUT") && activity.exits().all(|exit| exit.role() != Role::Timeout) {
                let name = context.name(activity);
                let message = localized!("{name} has no exit for silence", "模块“{name}”没有超时出口");
                found.push(context.about_activity(activity, message));
            }
        },
    );
    let linter = Linter::new(Settings::default()).rule(menu_without_timeout)?.rule(count_types)?;
    let report = Report::new([linter.lint("flow.json", text.as_bytes(), Origin::Named)], &linter, Lang::En);
    let lines = report
        .findings()
        .map(|(_, finding)| format!("{} {}: {}\n", finding.severity, finding.rule, finding.message.en));
    let types = types.lock().expect("no rule panics").clone();
    Ok((lines.collect(), types))
}
