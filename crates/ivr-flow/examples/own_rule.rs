//! A rule of one's own, run beside ours: every menu says what happens when the caller is silent.

#![allow(clippy::print_stdout)]

use ivr_flow::{Cx, Draft, Lang, Origin, Report, Role, Rule, Say, Settings, Severity, lint_file_with};

static MENU_WITHOUT_TIMEOUT: Rule = Rule::of_flow(
    "menu-without-timeout",
    Severity::Warning,
    Say { en: "a menu has no exit for silence", zh: "菜单没有超时出口" },
    check,
);

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    for (index, activity) in cx.flow.each().filter(|(_, activity)| activity.is("GATHER_INPUT")) {
        if cx.flow.exits_of(activity).all(|(_, exit)| exit.role() != Role::Timeout) {
            let name = cx.name(index);
            let message =
                Say { en: format!("{name} has no exit for silence"), zh: format!("{name} 没有超时出口") };
            out.push(cx.about_activity(index, message));
        }
    }
}

pub(crate) const FLOW: &str = r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "b090e933"}]},
  {"type": "GATHER_INPUT", "id": "b090e933", "name": "主菜单", "events": [{"event": "1", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束", "events": []}
]}"#;

fn main() {
    print!("{}", findings(FLOW));
}

/// One line a finding.
pub(crate) fn findings(text: &str) -> String {
    let settings = Settings::standard();
    let file = lint_file_with(&[&MENU_WITHOUT_TIMEOUT], "flow.json", text.as_bytes(), Origin::Named, &settings);
    let report = Report::new([file], &settings, Lang::En);
    report
        .findings()
        .map(|(_, finding)| format!("{} {}: {}\n", finding.severity.name(), finding.rule, finding.message.en))
        .collect()
}
