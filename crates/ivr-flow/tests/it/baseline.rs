//! Baselines: what was there when a team began stays silent, however the flow is moved and reformatted.

use ivr_flow::{Baseline, Fingerprints, JsonReport, Lang, Report};
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
    moved.apply_baseline(&baseline);
    assert_eq!(moved.gone, []);
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
    let mut report = report(&flow.to_string());
    report.apply_baseline(&baseline);
    assert_eq!(gone(&report), ["dangling-next"]);
}

/// The rules of the entries that are gone.
fn gone(report: &Report) -> Vec<String> {
    let entries = serde_json::to_value(&report.gone).expect("JSON");
    let entries = entries.as_array().expect("a list");
    entries.iter().map(|entry| entry["rule"].as_str().expect("a rule").to_owned()).collect()
}

#[test]
fn an_entry_whose_flow_was_not_read_is_not_gone() {
    let bare = flow()["Definition"].to_string();
    for (text, name) in [(flow().to_string(), "flow.json"), (bare, "bare.json")] {
        let baseline = Baseline::of(lint(name, text.as_bytes()).findings());
        let mut other = lint("other.json", br#"{"ContactFlowId":"f2","Definition":{"activities":[]}}"#);
        other.apply_baseline(&baseline);
        assert_eq!(gone(&other), <[&str; 0]>::default(), "{name}");
        let mut same = lint(name, text.replace("\"gone\"", "\"a4\"").as_bytes());
        same.apply_baseline(&baseline);
        assert_eq!(gone(&same), ["dangling-next"], "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_in_no_baseline() {
    let broken = report(r#"{"activities": ["#);
    assert!(Baseline::of(broken.findings()).is_empty());
    let json = serde_json::to_string(&JsonReport { report: &broken, lang: Lang::En }).expect("JSON");
    assert!(Baseline::read(&json).expect("a report").is_empty());
    // Version 0.1 wrote such entries.
    let old = r#"{"version":1,"findings":[{"rule":"invalid-json","flow":{"place":{"file":"flow.json","index":null}},
        "activity":null,"event":null}]}"#;
    let mut broken = broken;
    broken.apply_baseline(&Baseline::read(old).expect("a baseline"));
    assert_eq!((broken.findings().count(), broken.gone.len()), (1, 0));
}

#[test]
fn a_region_or_loop_is_known_by_its_smallest_id_whatever_the_order_of_the_text() {
    let mut flow = json!({"ContactFlowId": "f1", "Definition": {"activities": [
        {"type": "INCOMING_CALL", "id": "a1", "name": "开始", "events": [{"event": "complete", "next": "b"}]},
        {"type": "PLAY_SAY", "id": "b", "name": "乙", "properties": {"say": "b"}, "events": [{"event": "complete", "next": "c"}]},
        {"type": "PLAY_SAY", "id": "c", "name": "丙", "properties": {"say": "c"}, "events": [{"event": "complete", "next": "b"}]},
        {"type": "PLAY_SAY", "id": "x", "name": "甲", "properties": {"say": "x"}, "events": [{"event": "complete", "next": "y"}]},
        {"type": "PLAY_SAY", "id": "y", "name": "丁", "properties": {"say": "y"}, "events": [{"event": "complete", "next": "z"}]},
        {"type": "HANGUP", "id": "z", "name": "挂机", "events": []},
    ]}});
    let before = report(&flow.to_string());
    let baseline = Baseline::of(before.findings());
    let of_report = serde_json::to_string(&JsonReport { report: &before, lang: Lang::En }).expect("JSON");
    let rules: Vec<_> = before.findings().map(|(_, finding)| finding.rule.as_ref()).collect();
    assert_eq!(rules, ["endless-loop", "unreachable-activity"]);
    flow["Definition"]["activities"].as_array_mut().expect("an array").reverse();
    for baseline in [baseline, Baseline::read(&of_report).expect("a report")] {
        let mut after = report(&flow.to_string());
        after.apply_baseline(&baseline);
        assert_eq!((after.findings().count(), after.gone.len()), (0, 0));
    }
    let names = |report: &Report| {
        let mut fingerprints = Fingerprints::default();
        let mut names: Vec<_> = report.findings().map(|(file, finding)| fingerprints.of(file, finding)).collect();
        names.sort();
        names
    };
    assert_eq!(names(&before), names(&report(&flow.to_string())));
}

#[test]
fn of_a_rule_that_counts_values_each_is_its_own_finding() {
    let long = "长".repeat(201);
    let with = |properties: Value| {
        let activity = json!({"type": "GATHER_INPUT", "id": "b", "name": "菜单", "properties": properties,
            "events": [{"event": "success", "next": "z"}]});
        let text = json!({"ContactFlowId": "f1", "Definition": {"activities": [
            {"type": "INCOMING_CALL", "id": "a", "events": [{"event": "complete", "next": "b"}]},
            activity, {"type": "HANGUP", "id": "z", "events": []}]}});
        report(&text.to_string())
    };
    let of_rule = |report: &Report| report.findings().filter(|(_, finding)| finding.rule == "prompt-too-long").count();
    let before = with(json!({"say": long}));
    let baseline = Baseline::of(before.findings());
    let mut after = with(json!({"positionHintsSay": long, "say": long}));
    after.apply_baseline(&baseline);
    assert_eq!(of_rule(&after), 1);
    // Version 0.1 did not write where the value stands: such an entry goes on to fit all.
    let mut old = serde_json::to_value(&baseline).expect("JSON");
    for entry in old["findings"].as_array_mut().expect("a list") {
        entry.as_object_mut().expect("an entry").remove("pointer");
    }
    let mut after = with(json!({"positionHintsSay": long, "say": long}));
    after.apply_baseline(&Baseline::read(&old.to_string()).expect("a baseline"));
    assert_eq!(of_rule(&after), 0);
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
    again.apply_baseline(&Baseline::read(&json).expect("a report"));
    assert_eq!(again.gone, []);
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
