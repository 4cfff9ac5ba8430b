//! `ivr-lint graph` as files: every flow of a file, and PNG.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn graph(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    command.current_dir(folder).env("IVR_LINT_LANG", "en").arg("graph").args(args);
    command.output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two flows of one name, and one whose definition is broken.
fn three(folder: &Path) {
    let good = r#"{"activities":[{"type":"INCOMING_CALL","id":"a","name":"Start","events":[{"event":"complete","next":"b"}]},
        {"type":"HANGUP","id":"b","name":"End","events":[{"event":"complete","next":null}]}]}"#;
    let flow = |id: &str, definition: &str| serde_json::json!({"ContactFlowId": id, "Name": "../Night", "Definition": definition});
    let list =
        serde_json::json!({"Data": {"List": [flow("1", good), flow("2", good), flow("3", "{\"activities\": 5}")]}});
    fs::write(folder.join("flows.json"), list.to_string()).expect("a file");
}

#[test]
fn every_flow_is_drawn_into_a_directory_and_what_cannot_be_drawn_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    three(folder.path());
    let output = graph(folder.path(), &["flows.json", "--out", "pictures/"]);
    assert_eq!(output.status.code(), Some(2), "one is broken: {}", said(&output));
    assert!(
        said(&output).contains("wrote pictures/: 2 pictures") && said(&output).contains("cannot draw"),
        "{}",
        said(&output)
    );
    let mut names: Vec<_> = fs::read_dir(folder.path().join("pictures"))
        .expect("it was made")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["_._Night.svg", "_._Night~2.svg"]);
    let one = graph(folder.path(), &["flows.json", "--flow", "2", "--out", "pictures", "--format", "dot"]);
    assert_eq!(one.status.code(), Some(0), "{}", said(&one));
    assert!(fs::read_to_string(folder.path().join("pictures/_._Night.dot")).expect("a file").starts_with("digraph"));
}

#[test]
fn the_ending_says_the_format() {
    let folder = tempfile::tempdir().expect("a folder");
    three(folder.path());
    for (name, begins) in
        [("a.png", &b"\x89PNG"[..]), ("a.dot", b"digraph"), ("a.mmd", b"flowchart"), ("a.svg", b"<svg"), ("a", b"<svg")]
    {
        let output = graph(folder.path(), &["flows.json", "--flow", "1", "--out", name]);
        if name == "a.png" && said(&output).contains("font") {
            continue;
        }
        assert_eq!(output.status.code(), Some(0), "{name}: {}", said(&output));
        assert!(fs::read(folder.path().join(name)).expect("a file").starts_with(begins), "{name}");
    }
    let named = graph(folder.path(), &["flows.json", "--flow", "1", "--out", "a.png", "--format", "mermaid"]);
    assert_eq!(named.status.code(), Some(0));
    assert!(fs::read(folder.path().join("a.png")).expect("a file").starts_with(b"flowchart"), "the option counts more");
}

#[test]
fn nothing_is_opened_that_was_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    three(folder.path());
    let output = graph(folder.path(), &["flows.json", "--flow", "1", "--open"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--out"), "{}", said(&output));
}

#[test]
fn a_chart_that_mermaid_does_not_draw_is_said_to_be_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let flow = |count: usize| {
        let exits = |index: usize| format!(r#"[{{"event":"complete","next":"n{}"}}]"#, index + 1);
        let activity = |index| format!(r#"{{"type":"PLAY_SAY","id":"n{index}","events":{}}}"#, exits(index));
        format!(r#"{{"activities":[{}]}}"#, (0..count).map(activity).collect::<Vec<_>>().join(","))
    };
    for (count, is_too_large) in [(400, false), (502, true)] {
        fs::write(folder.path().join("flow.json"), flow(count)).expect("a file");
        let output = graph(folder.path(), &["flow.json", "--format", "mermaid"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(output.stdout.starts_with(b"flowchart"), "it is written all the same");
        assert_eq!(said(&output).contains("502 edges"), is_too_large, "{}", said(&output));
        assert_eq!(said(&output).contains("--format dot"), is_too_large);
        assert_eq!(said(&graph(folder.path(), &["flow.json", "--format", "dot"])), "");
    }
}

#[test]
fn the_call_that_breaks_a_policy_is_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("flow.json"),
        r#"{"activities":[
        {"type":"INCOMING_CALL","id":"a","name":"Start","events":[{"event":"complete","next":"b"}]},
        {"type":"PLAY_SAY","id":"n","name":"Notice","properties":{"say":"hello"},"events":[{"event":"complete","next":"d"}]},
        {"type":"GATHER_INPUT","id":"b","name":"Menu","events":[{"event":"success","next":"n"},{"event":"failure","next":"d"}]},
        {"type":"TRANSFER_TO_AGENT","id":"d","name":"Agent","events":[]}]}"#,
    )
    .expect("a file");
    let shows =
        |format| String::from_utf8(graph(folder.path(), &["flow.json", "--format", format]).stdout).expect("text");
    for format in ["svg", "dot", "mermaid"] {
        let text = shows(format);
        assert!(!text.contains("walked\"") && !text.contains("dodgerblue") && !text.contains("==>"), "{text}");
    }
    fs::write(
        folder.path().join("ivr-lint.toml"),
        "[[policy]]\nname = \"notice\"\non = { type = \"TRANSFER_TO_AGENT\" }\nafter = { name = \"Notice\" }\n",
    )
    .expect("a file");
    // Start → Menu → Agent: three boxes, two edges, and the legend.
    assert_eq!(shows("svg").matches("class=\"walked\"").count(), 6);
    let lines = |format, sign| {
        shows(format).lines().filter(|line| line.contains(sign)).map(str::trim).map(str::to_owned).collect::<Vec<_>>()
    };
    let edge = |text: &str| text.split(['[', '|']).next().unwrap_or("").trim().to_owned();
    assert_eq!(lines("dot", "penwidth=4").iter().map(|line| edge(line)).collect::<Vec<_>>(), ["n0 -> n2", "n2 -> n3"]);
    assert_eq!(lines("mermaid", "==>"), ["n0 ==>|\"complete\"| n2", "n2 ==>|\"failure\"| n3"]);
}
