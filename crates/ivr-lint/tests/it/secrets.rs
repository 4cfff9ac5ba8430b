//! Keys that are in a flow are shown by nothing that the program writes about the flow.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::harness::FORMATS;

/// What is planted, each of another form. Made up, and by its form only a key.
const PLANTED: [&str; 7] = [
    "LTAI5tPLANTEDplantedplant",
    "AKIAPLANTEDPLANTED00",
    "ghp_PLANTEDplanted0123456789",
    "Bearer planted.token-0123456789/abc/def",
    "eyJwbGFudGVkIjox.eyJwbGFudGVkIjoy.cGxhbnRlZA",
    "xoxb-PLANTED-planted-0123",
    "-----BEGIN RSA PRIVATE KEY-----\nUExBTlRFRA==\n-----END RSA PRIVATE KEY-----",
];

/// What must not be in any output: of each what is behind its first characters, and parts of those that have parts.
const TRACES: [&str; 10] = [
    "5tPLANTED",
    "AKIAPLANTED",
    "ghp_PLANTED",
    "Bearer planted",
    "token-0123",
    "eyJwbGFud",
    "cGxhbnRl",
    "xoxb-PLANTED",
    "PRIVATE KEY",
    "UExBTlRF",
];

/// A flow with a key in every place that a text may be in, and with every kind of fault around it.
fn flow() -> Value {
    let types = ["PLAY_SAY", "RUN_FUNCTION", "NEW", "TRANSFER_TO_AGENT", "GATHER_INPUT", "SPLIT", "SUB"];
    let start = json!({"type": "INCOMING_CALL", "id": "start", "name": "开始", "events": [
        {"event": "complete", "next": "n0"}]});
    let mut activities = vec![start];
    for (number, (key, kind)) in PLANTED.into_iter().zip(types).enumerate() {
        activities.push(json!({
            "type": kind,
            "id": format!("n{number}"),
            "name": format!("{key}名"),
            "properties": {
                "say": format!("您好${{{key}.x}}，＄{{{key}.x}}，${{{key} {{{{{key}}}}}"),
                "x": {"deep": [key, {"y": format!("{}{key}", "。".repeat(50))}]},
                "skillGroupId": format!("{key}@x"),
                "callee": key, "maxTries": key, "terminator": key,
            },
            "events": [
                {"event": format!("timeout {key}"), "next": format!("n{}", number + 1)},
                {"event": key, "next": key},
                {"event": key, "next": null},
            ],
        }));
        activities.push(json!({"type": key, "id": key, "properties": {"say": key}, "events": [{"next": key}]}));
    }
    activities.push(json!({"type": "HANGUP", "id": format!("n{}", PLANTED.len()), "name": "结束"}));
    json!({"activities": activities, "description": PLANTED[0]})
}

/// The output of the program, its errors too.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    let output = command.args(arguments).current_dir(folder).stdin(Stdio::null()).output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{arguments:?} say nothing");
    text(&output.stdout) + &text(&output.stderr)
}

fn assert_nothing_is_told(what: &str, text: &str) {
    for trace in TRACES {
        if let Some(place) = text.find(trace) {
            let around: String = text[..place].chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
            panic!("{what}: {around}>>>{trace}");
        }
    }
}

#[test]
fn no_command_tells_a_key_that_is_in_a_flow() {
    let folder = tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    // As PHP writes it, with its slashes escaped, once and in a page of the platform.
    let definition = flow().to_string().replace('/', "\\/");
    let page = json!({"Data": {"List": [{"ContactFlowId": "f", "Name": "流程", "Type": "MAIN_FLOW",
        "InstanceId": "i", "Definition": definition}]}});
    write("flow.json", &definition);
    write("page.json", &page.to_string());
    // Broken before, within and behind a key, and a page whose definition breaks off.
    let middle = definition.find("5tPLANTED").expect("a key") + 6;
    write("within.json", &format!("{}\u{1}{}", &definition[..middle], &definition[middle..]));
    write("behind.json", &definition[..definition.len() - 3]);
    write("text.json", &json!({"Definition": &definition[..definition.len() - 3]}).to_string());
    write(
        "ivr-lint.toml",
        "[[policy]]\nname = \"p\"\nmessage = \"d\"\nmust = \"false\"\n[[ignore]]\nrule = \"dead-end\"\nreason = \"r\"\n",
    );
    let rest = json!({"activities": [{"type": "INCOMING_CALL", "id": "start", "name": "开始", "events": []}]});
    write("rest.json", &rest.to_string());
    let files = ["flow.json", "page.json", "within.json", "behind.json", "text.json"];
    let folder = folder.path();
    for language in ["en", "zh"] {
        for format in FORMATS {
            for more in [["--no-config", "--rule", "*=warning"], ["--no-config", "--rule", "secret-in-flow=off"]] {
                let options = ["--lang", language, "--format", format];
                let arguments: Vec<_> = options.iter().chain(&more).chain(&files).copied().collect();
                assert_nothing_is_told(&format!("{arguments:?}"), &said(folder, &arguments));
            }
        }
    }
    for arguments in [
        &["--write-baseline", "baseline.json", "--no-config", "flow.json", "page.json"][..],
        &["--baseline", "baseline.json", "--no-config", "--format", "sarif", "flow.json", "page.json"],
        &["stats", "flow.json", "page.json"],
        &["stats", "--format", "json", "flow.json", "page.json"],
        &["calls", "flow.json"],
        &["calls", "page.json"],
        &["policies", "flow.json", "page.json"],
        &["graph", "--format", "svg", "flow.json"],
        &["graph", "--format", "dot", "flow.json"],
        &["graph", "--format", "mermaid", "flow.json"],
        &["report", "--out", "page.html", "flow.json", "page.json"],
        &["--no-config", "--diff", "--unsafe-fixes", "flow.json", "page.json"],
        &["diff", "flow.json", "page.json"],
        &["diff", "--format", "json", "rest.json", "page.json"],
        &["diff", "--format", "markdown", "flow.json", "rest.json"],
        &["diff", "--out", "change.html", "rest.json", "flow.json"],
        &["learn", "flow.json"],
    ] {
        assert_nothing_is_told(&format!("{arguments:?}"), &said(folder, arguments));
    }
    for written in ["baseline.json", "page.html", "change.html"] {
        let text = fs::read_to_string(folder.join(written)).expect("what was written");
        assert!(text.len() > 1000, "{written} has nothing in it");
        assert_nothing_is_told(written, &text);
    }
    // And the test would see one: the masks are there.
    assert!(said(folder, &["--no-config", "flow.json"]).contains("LTAI…"));
}
