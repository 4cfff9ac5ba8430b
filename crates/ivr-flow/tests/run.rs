//! Flows seen together: what only all of them show, once each, and with both places.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ivr_flow::{Lang, Origin, Report, Settings, lint_file};

#[test]
fn a_main_flow_two_sub_flows_and_a_survey_show_each_finding_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/runs/hotline");
    let settings = Settings::standard();
    let names = ["survey.json", "main.json", "sub-promotion.json", "sub-verify.json"];
    let files = names.map(|name| {
        let bytes = fs::read(folder.join(name)).expect("a file");
        lint_file(name, &bytes, Origin::Walked, &settings)
    });
    let report = Report::new(files, &settings, Lang::En);
    let mut text = String::new();
    for (file, finding) in report.findings() {
        let bytes = fs::read(folder.join(&file.name)).expect("a file");
        let token = String::from_utf8_lossy(&bytes[finding.span.range()]).into_owned();
        let place = format!("{}:{}:{}", file.name, finding.span.line, finding.span.column);
        let _ = writeln!(text, "{place} {} {token}\n  {}\n  {}", finding.rule, finding.message.en, finding.message.zh);
        for related in &finding.related {
            let bytes = fs::read(folder.join(&related.file)).expect("a file");
            let token = String::from_utf8_lossy(&bytes[related.span.range()]).into_owned();
            let _ = writeln!(text, "  see {}:{} {token} ({})", related.file, related.span.line, related.message.en);
        }
    }
    insta::assert_snapshot!(text);
}
