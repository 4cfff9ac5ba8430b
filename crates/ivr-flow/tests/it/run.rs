//! Flows seen together: what only all of them show, once each, and with both places.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ivr_flow::{Lang, Linter, Origin, Report, Settings};

use crate::common::lint;

#[test]
fn a_main_flow_two_sub_flows_and_a_survey_show_each_finding_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/runs/hotline");
    let linter = Linter::new(Settings::default());
    let names = ["survey.json", "main.json", "sub-promotion.json", "sub-verify.json"];
    let files = names.map(|name| {
        let bytes = fs::read(folder.join(name)).expect("a file");
        linter.lint(name, &bytes, Origin::Walked)
    });
    let report = Report::new(files, &linter, Lang::En);
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

#[test]
fn a_finding_on_several_flows_knows_the_document_that_its_flow_is_in() {
    let flow = |id: &str, kind: &str, calls: &str| {
        let flow = format!(
            r#"{{"ContactFlowId":"{id}","Name":"热线","Type":"{kind}","InstanceId":"ccc-test","Definition":{{"activities":[
                {{"type":"TRANSFER_TO_AGENT","id":"agent","name":"转人工","events":[]}}{calls}]}}}}"#
        );
        flow.replace('\n', "")
    };
    let (sub, main) = ("78128960-bb00-4ddc-8e82-000000000001", "78128960-bb00-4ddc-8e82-000000000002");
    let call = format!(r#",{{"type":"SUB","id":"sub","name":"子流程","properties":{{"flow":"{sub}"}},"events":[]}}"#);
    let text = format!("{}\n{}\n", flow(sub, "SUB_FLOW", ""), flow(main, "MAIN_FLOW", &call));
    let report = lint("a.jsonl", text.as_bytes());
    for rule in ["duplicate-flow-name", "transfer-in-both"] {
        let of_rule = report.findings().filter(|(_, finding)| finding.rule == rule);
        let of_rule: Vec<_> = of_rule.map(|(_, finding)| finding).collect();
        let [finding] = of_rule.as_slice() else { panic!("{of_rule:?}") };
        assert_eq!(finding.document, 1, "{rule}");
        // What an excerpt shows.
        let activity = finding.activity_bytes.clone().map(|range| &text[range]);
        assert_eq!(activity, (rule == "transfer-in-both").then_some(&call[1..]), "{rule}");
    }
}
