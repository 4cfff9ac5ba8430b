//! Lints a definition that is a text in memory, and prints each finding in both languages.

#![allow(clippy::print_stdout)]

use ivr_flow::{Lang, Linter, Origin, Report, Settings};

pub(crate) const FLOW: &str = r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始", "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "欢迎语", "properties": {"audioType": "tts", "say": "您好"},
   "events": [{"event": "complete", "next": "gone"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束", "events": [{"event": "complete", "next": null}]}
]}"#;

fn main() {
    print!("{}", findings(FLOW));
}

/// One line per finding and language.
pub(crate) fn findings(text: &str) -> String {
    let linter = Linter::new(Settings::default());
    let report = Report::new([linter.lint("flow.json", text.as_bytes(), Origin::Named)], &linter, Lang::En);
    let mut lines = String::new();
    for (file, finding) in report.findings() {
        let (line, column) = (finding.span.line, finding.span.column);
        lines += &format!("{}:{line}:{column}: {}: {}\n", file.name, finding.rule, finding.message.en);
        lines += &format!("{}:{line}:{column}: {}: {}\n", file.name, finding.rule, finding.message.zh);
    }
    lines
}
