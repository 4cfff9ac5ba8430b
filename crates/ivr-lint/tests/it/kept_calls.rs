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
