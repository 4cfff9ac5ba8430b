//! Baselines: what was there when a team began stays silent, however the flow is moved and reformatted.

use ivr_flow::{Baseline, JsonReport, Lang, Report};
use serde_json::{Value, json};

use crate::common::lint;

fn report(text: &str) -> Report {
    lint("flow.json", text.as_bytes())
}

/// A flow with a dangling exit, a dead end and a reference to nothing.
fn flow() -> Value {
    json!({"ContactFlowId": "f1", "Name": "客服热线", "Definition": {"activities": [
        {"type": "INCOMING_CALL", "id": "a1", "name": "开始", "events": [{"event": "complete", "next": "a2"}]},
        {"type": "GATHER_INPUT", "id": "a2", "name": "主菜单", "properties": {"position": {"x": 1, "y": 2}},
         "events": [{"event": "success", "next": "gone"}, {"event": "failure", "next": "a3"}]},
        {"type": "PLAY_SAY", "id": "a3", "name": "道别", "properties": {"audioType": "tts", "say": "${无此模块.x}"},
         "events": []},
        {"type": "HANGUP", "id": "a4", "name": "挂机", "events": [{"event": "complete", "next": null}]},
    ]}})
}

#[test]
fn a_baseline_stays_silent_when_activities_move_and_the_file_is_reformatted() {
    let before = flow();
    let baseline = Baseline::of(report(&before.to_string()).findings());
    assert_eq!(baseline.len(), 3);

    let mut after = before;
    let activities = after["Definition"]["activities"].as_array_mut().expect("an array");
    activities.reverse();
    for (number, activity) in activities.iter_mut().enumerate() {
        activity["properties"]["position"] = json!({"x": number * 100, "y": 7});
    }
    after["Definition"] = Value::String(serde_json::to_string_pretty(&after["Definition"]).expect("JSON"));
    let mut moved = report(&format!("{after:#}"));
    assert_eq!(moved.apply_baseline(&baseline), 0);
    assert_eq!(moved.findings().count(), 0);
    assert_eq!(moved.summary().suppressed, 3);
}

#[test]
fn one_new_defect_is_the_only_finding() {
    let mut flow = flow();
    let baseline = Baseline::of(report(&flow.to_string()).findings());
    flow["Definition"]["activities"][1]["events"][1]["next"] = json!("gone too");
    let mut report = report(&flow.to_string());
    report.apply_baseline(&baseline);
    let new: Vec<_> = report.findings().map(|(_, finding)| (&*finding.rule, finding.message.en.as_str())).collect();
    // Nothing leads to the farewell any more, which is a consequence of its own.
    assert_eq!(
        new,
        [
            ("dangling-next", "exit `failure` of 主菜单 points to `gone too`, but no module has that id"),
            ("unreachable-activity", "道别 is unreachable"),
        ]
    );
}

#[test]
fn entries_that_are_gone_are_counted() {
    let mut flow = flow();
    let baseline = Baseline::of(report(&flow.to_string()).findings());
    flow["Definition"]["activities"][1]["events"][0]["next"] = json!("a4");
    assert_eq!(report(&flow.to_string()).apply_baseline(&baseline), 1);
}

#[test]
fn another_reference_in_the_same_activity_is_a_new_finding() {
    let mut flow = flow();
    let baseline = Baseline::of(report(&flow.to_string()).findings());
    flow["Definition"]["activities"][2]["properties"]["say"] = json!("${无此模块.x}${也无.y}");
    let mut report = report(&flow.to_string());
    report.apply_baseline(&baseline);
    let new: Vec<_> = report.findings().map(|(_, finding)| finding.reference.as_deref()).collect();
    assert_eq!(new, [Some("${也无.y}")]);
}

#[test]
fn a_baseline_reads_itself_and_a_json_report() {
    let report = report(&flow().to_string());
    let baseline = Baseline::of(report.findings());
    let written = serde_json::to_string(&baseline).expect("JSON");
    assert_eq!(Baseline::read(&written).expect("a baseline"), baseline);

    let json = serde_json::to_string(&JsonReport { report: &report, lang: Lang::Zh }).expect("JSON");
    let mut again = report;
    assert_eq!(again.apply_baseline(&Baseline::read(&json).expect("a report")), 0);
    assert_eq!(again.findings().count(), 0);
}

#[test]
fn what_is_no_baseline_is_refused_with_its_place() {
    for text in ["", "[]", "{\"version\":2,\"findings\":[]}", "{\"version\":1,\"findings\":[\n5]}", "{\"version\":1}"] {
        assert!(Baseline::read(text).is_err(), "{text}");
    }
    let error = Baseline::read("{\"version\":1,\"findings\":[\n{\"rule\":5}]}").expect_err("no baseline");
    assert_eq!(error.line, 2);
}
