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
