//! Fixes: after one its finding is gone and no other has come, whatever shape the flow is in.

use ivr_flow::Edit;
use proptest::prelude::*;

use crate::cases;
use crate::common::fixing::{SAFE, definitions, fixed, safe_fixes_hold, unsafe_fixes_hold};
use crate::common::growth::no_quadratic_time;
use crate::common::tree::{Style, Tree, Wrap, written};
use crate::common::{flows_in, lint, read, testdata};
use crate::properties::{KINDS, definition, graph, style, wrap};

#[test]
fn fixes_hold_on_all_test_data() {
    let mut count = 0;
    for folder in ["real", "shapes", "found"] {
        let folder = testdata().join(folder);
        for file in flows_in(&folder) {
            let bytes = read(&folder.join(&file));
            count += safe_fixes_hold(&bytes);
            unsafe_fixes_hold(&bytes);
        }
    }
    let rules = std::fs::read_dir(testdata().join("rules")).expect("a folder");
    for folder in rules.map(|folder| folder.expect("a folder").path()) {
        for file in flows_in(&folder) {
            let bytes = read(&folder.join(&file));
            count += safe_fixes_hold(&bytes);
            unsafe_fixes_hold(&bytes);
        }
    }
    assert!(count > 30, "only {count} fixes");
}

#[test]
fn every_bad_flow_of_a_rule_with_fixes_has_some() {
    for rule in SAFE.iter().chain(UNSAFE) {
        let folder = testdata().join("rules").join(rule);
        let has_fix = |file: &String| {
            let report = lint(file, &read(&folder.join(file)));
            report.findings().any(|(_, finding)| finding.rule == *rule && finding.fix.is_some())
        };
        assert!(flows_in(&folder).iter().any(has_fix), "{rule} has no fix");
    }
}

const UNSAFE: &[&str] = &["dangling-next", "unresolved-reference", "unreachable-activity", "garbled-text"];

/// A flow with one defect of a rule, and what its fix makes of it.
const EXAMPLES: &[(&str, &str, &str)] = &[
    (
        "malformed-reference",
        r#"{"activities":[{"type":"INCOMING_CALL","id":"a","name":"开始","properties":{"say":"＄｛开始。x｝, $ {开始.x}, ${开始，y} $｛ ｝ ${开始.z"},"events":[]}]}"#,
        r#"{"activities":[{"type":"INCOMING_CALL","id":"a","name":"开始","properties":{"say":"${开始.x}, ${开始.x}, ${开始.y} $｛ ｝ ${开始.z"},"events":[]}]}"#,
    ),
    (
        "hangup-has-next",
        r#"{"activities":[{"type":"HANGUP","id":"a","events":[ {"edgeId" : "e", "event": "complete", "next": "a"} ,{"next":"a","edgeId":"f"},{"edgeId":"g","next":"a"}]}]}"#,
        r#"{"activities":[{"type":"HANGUP","id":"a","events":[ {"event": "complete", "next": null} ,{"next":null},{"next":null}]}]}"#,
    ),
    (
        "duplicate-edge-id",
        r#"{"activities":[{"type":"A","id":"a","events":[{"event":"x","next":"a","edgeId":"e"},{"event":"y","next":"a","edgeId":"e"}]}]}"#,
        r#"{"activities":[{"type":"A","id":"a","events":[{"event":"x","next":"a","edgeId":"e"},{"event":"y","next":"a","edgeId":"eb6a7270"}]}]}"#,
    ),
    (
        "duplicate-node-index",
        r#"{"activities":[{"type":"A","id":"a","nodeIndex":3},{"type":"A","id":"b","nodeIndex":3.0},{"type":"A","id":"c","nodeIndex":3},{"type":"HANGUP","id":"d","nodeIndex":999}]}"#,
        r#"{"activities":[{"type":"A","id":"a","nodeIndex":3},{"type":"A","id":"b","nodeIndex":4},{"type":"A","id":"c","nodeIndex":5},{"type":"HANGUP","id":"d","nodeIndex":999}]}"#,
    ),
    (
        "overlapping-activities",
        r#"{"activities":[{"id":"a","properties":{"position":{"x":1.5,"y":-7}}},{"id":"b","properties":{"position":{"x":1.50,"y":-7}}},{"id":"c","properties":{"position":{"y":-7,"x":1.5}}},{"id":"d","properties":{"position":{"x":41.5,"y":33}}}]}"#,
        r#"{"activities":[{"id":"a","properties":{"position":{"x":1.5,"y":-7}}},{"id":"b","properties":{"position":{"x":81.5,"y":73}}},{"id":"c","properties":{"position":{"y":113,"x":121.5}}},{"id":"d","properties":{"position":{"x":41.5,"y":33}}}]}"#,
    ),
    (
        "duplicate-key",
        r#"{"activities":[{"id":"a", "name":{"x":1,"x":2} , "type":"A","name":"n","id":"b","name":"m"}]}"#,
        r#"{"activities":[{"type":"A","id":"b","name":"m"}]}"#,
    ),
    (
        "dangling-next",
        r#"{"activities":[{"type":"PLAY_SAY","id":"menu1","name":"放音","events":[{"event":"x","next":"menu\u0032"}]},{"type":"A","id":"menu20","name":"b"}]}"#,
        r#"{"activities":[{"type":"PLAY_SAY","id":"menu1","name":"放音","events":[{"event":"x","next":"menu20"}]},{"type":"A","id":"menu20","name":"b"}]}"#,
    ),
    (
        "unresolved-reference",
        r#"{"activities":[{"type":"A","id":"a","name":"输入手机号码","properties":{"say":"\"${输入手机号吗.x}${输入手机号吗.x}"}}]}"#,
        r#"{"activities":[{"type":"A","id":"a","name":"输入手机号码","properties":{"say":"\"${输入手机号码.x}${输入手机号码.x}"}}]}"#,
    ),
    (
        "unreachable-activity",
        r#"{"activities":[{"type":"INCOMING_CALL","id":"a","events":[{"event":"x","next":"h"}]},{"type":"PLAY_SAY","id":"b","events":[{"event":"x","next":"c"}]},{"type":"HANGUP","id":"h"},{"type":"PLAY_SAY","id":"c","events":[{"event":"x","next":"h"}]}]}"#,
        r#"{"activities":[{"type":"INCOMING_CALL","id":"a","events":[{"event":"x","next":"h"}]},{"type":"HANGUP","id":"h"}]}"#,
    ),
    // By Windows-1252, by Latin-1 and twice over; with a lost character, or as a name that is in use, it stays.
    (
        "garbled-text",
        r#"{"activities":[{"id":"a","name":"ä½\u00a0å¥½","properties":{"say":"æ¬¢è¿Ž\"", "agentGreetingSay":"Ã¤Â½Â\u00a0Ã¥Â¥Â½","positionHintsSay":"ä½\u00a0å¥½\ufffd"}},{"id":"b","name":"ç\u00ad\u0089å¾\u0085","properties":{"say":"${ç\u00ad\u0089å¾\u0085.x}啊"}}]}"#,
        r#"{"activities":[{"id":"a","name":"你好","properties":{"say":"欢迎\"", "agentGreetingSay":"你好","positionHintsSay":"ä½\u00a0å¥½\ufffd"}},{"id":"b","name":"ç\u00ad\u0089å¾\u0085","properties":{"say":"${ç\u00ad\u0089å¾\u0085.x}啊"}}]}"#,
    ),
];

#[test]
fn a_fix_changes_what_is_wrong_and_nothing_else() {
    for (rule, bad, good) in EXAMPLES {
        // The defect alone: other rules have something to say of flows that are this small.
        let mut bytes = bad.as_bytes().to_vec();
        for _ in 0..10 {
            let report = lint("flow.json", &bytes);
            let of_rule = report.findings().find(|(_, finding)| finding.rule == *rule && finding.fix.is_some());
            let Some(fix) = of_rule.and_then(|(_, finding)| finding.fix.clone()) else { break };
            bytes = Edit::apply(&fix.edits, &bytes).expect("edits");
        }
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), *good, "{rule}");
    }
}

#[test]
fn what_something_else_refers_to_is_not_deleted() {
    for more in [
        r#""properties":{"say":"${b.x}"}"#,
        r#""properties":{"target":"b"}"#,
        r#""name":"x","properties":{"say":"${单独.x}"}"#,
    ] {
        let flow = format!(
            r#"{{"activities":[{{"type":"INCOMING_CALL","id":"a",{more},"events":[{{"event":"x","next":"h"}}]}},{{"type":"PLAY_SAY","id":"b","name":"{}"}},{{"type":"HANGUP","id":"h"}}]}}"#,
            if more.contains("单独") { "单独" } else { "b" },
        );
        let report = lint("flow.json", flow.as_bytes());
        let (_, finding) =
            report.findings().find(|(_, finding)| finding.rule == "unreachable-activity").expect("a finding");
        assert_eq!(finding.fix, None, "{more}");
    }
}

#[test]
fn a_key_or_token_is_in_no_edit() {
    let flow = r#"{"activities":[{"type":"INCOMING_CALL","id":"a","name":"LTAI5tAbCdEfGhIjKlMnOpQr","properties":{"say":"＄{LTAI5tAbCdEfGhIjKlMnOpQr.x}"},"events":[]}]}"#;
    let report = lint("flow.json", flow.as_bytes());
    let (_, finding) = report.findings().find(|(_, finding)| finding.rule == "malformed-reference").expect("a finding");
    assert_eq!(finding.fix, None);
}

/// Modules on top of each other, on a diagonal where all places nearby are taken.
#[test]
fn free_places_are_found_in_linear_time() {
    let at =
        |place: usize| format!(r#"{{"id":"{place}","properties":{{"position":{{"x":{0},"y":{0}}}}}}}"#, place * 40);
    const COUNT: usize = 5_000;
    let of = |count| {
        let activities: Vec<_> = (0..count).chain(0..count).map(at).collect();
        format!(r#"{{"activities":[{}]}}"#, activities.join(","))
    };
    let fixed = no_quadratic_time("places", COUNT, of, |flow| fixed(flow.as_bytes(), false).expect("fixes"));
    assert_eq!(fixed.count, COUNT);
    assert!(lint("flow.json", &fixed.bytes).findings().all(|(_, finding)| finding.rule != "overlapping-activities"));
}

fn any_definition() -> impl Strategy<Value = Tree> {
    prop_oneof![definition(true), definition(false), graph(KINDS, false)]
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn fixes_hold_in_every_flow_and_shape(tree in any_definition(), wrap in wrap(), style in style()) {
        let wrapped = written(&tree, wrap, style).text;
        safe_fixes_hold(wrapped.as_bytes());
        unsafe_fixes_hold(wrapped.as_bytes());
        // One flow in two shapes is fixed to the same flow.
        let plain = written(&tree, Wrap::Bare, Style::PLAIN).text;
        for with_unsafe in [false, true] {
            let bytes = [wrapped.as_bytes(), plain.as_bytes()].map(|bytes| {
                fixed(bytes, with_unsafe).map_or_else(|| bytes.to_vec(), |fixed| fixed.bytes)
            });
            let [wrapped, plain] = bytes.map(|bytes| definitions(&bytes));
            prop_assert_eq!(wrapped, plain);
        }
    }
}
