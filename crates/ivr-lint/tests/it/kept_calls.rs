//! The calls that the program writes for a team to keep are possible on the flows that they were made of.

use std::path::Path;
use std::process::{Command, Output};

fn ivr_lint(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ivr-lint")).args(arguments).output().expect("it runs")
}

#[test]
fn calls_of_flows_with_one_name_are_kept_by_id() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/runs/hotline");
    let folder = folder.to_str().expect("Unicode");
    let here = tempfile::tempdir().expect("a directory");
    let file = here.path().join("calls.toml");
    let file = file.to_str().expect("Unicode");
    assert_eq!(ivr_lint(&["calls", "--format", "toml", "--out", file, folder]).status.code(), Some(0));
    let text = std::fs::read_to_string(file).expect("calls");
    // One name is that of a sub-flow and of a survey.
    assert!(text.contains("flow = \"客服热线\"") && !text.contains("flow = \"活动介绍\""), "{text}");
    let replayed = ivr_lint(&["test", file, folder]);
    assert_eq!(replayed.status.code(), Some(0), "{}", String::from_utf8_lossy(&replayed.stdout));
}

#[test]
fn one_is_not_several() {
    let here = tempfile::tempdir().expect("a directory");
    let [flow, file] =
        ["flow.json", "calls.toml"].map(|name| here.path().join(name).to_str().expect("Unicode").to_owned());
    std::fs::write(&flow, crate::harness::CLEAN).expect("a flow");
    assert_eq!(ivr_lint(&["calls", "--format", "toml", "--out", &file, &flow]).status.code(), Some(0));
    let replayed = ivr_lint(&["test", "--lang", "en", &file, &flow]);
    let said = String::from_utf8_lossy(&replayed.stdout).into_owned();
    assert!(said.contains("1 call: 1 passed, 0 failed; 1 of 1 exit taken (100%)"), "{said}");
}
