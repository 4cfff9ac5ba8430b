//! What reports say of a run: whole or not, whoever reads them, however often and by which page.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::harness::{CLEAN, FORMATS, wrong};

fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    command.args(arguments).current_dir(directory).env("COLUMNS", "100").stdin(Stdio::null());
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
        command.env_remove(variable);
    }
    command
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    command(directory, arguments).output().expect("the program runs")
}

fn status(directory: &Path, arguments: &[&str]) -> Option<i32> {
    run(directory, arguments).status.code()
}

fn text(directory: &Path, arguments: &[&str]) -> String {
    String::from_utf8(run(directory, arguments).stdout).expect("UTF-8")
}

fn json(directory: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&text(directory, &[arguments, &["-f", "json"]].concat())).expect("JSON")
}

/// A directory with these files in it.
fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempdir().expect("a directory");
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    directory
}

/// A list of flows with an error each, which no pipe holds at once.
fn many_errors() -> String {
    let flow = |index: usize| format!(r#"{{"Name":"流程{index}","Definition":{}}}"#, wrong());
    format!(r#"{{"Data":{{"List":[{}]}}}}"#, (0..800).map(flow).collect::<Vec<_>>().join(","))
}

/// The status of a run whose reader takes a few bytes and closes the pipe.
fn status_with_impatient_reader(directory: &Path, arguments: &[&str]) -> Option<i32> {
    let mut child = command(directory, arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("runs");
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut [0; 10]).expect("ten bytes");
    drop(out);
    child.wait().expect("it ends").code()
}

#[test]
fn a_reader_that_closes_early_changes_nothing_of_the_status() {
    let many = many_errors();
    let directory = directory(&[("wrong.json", &many), ("clean.json", &many.replace("\"gone\"", "\"bd4f37e2\""))]);
    for format in FORMATS {
        let read = |arguments: &[&str]| status_with_impatient_reader(directory.path(), arguments);
        assert_eq!(read(&["-f", format, "wrong.json"]), Some(1), "{format}");
        assert_eq!(read(&["-f", format, "--fail-on", "never", "wrong.json"]), Some(0), "{format}");
        assert_eq!(read(&["-f", format, "wrong.json", "missing.json"]), Some(2), "{format}");
    }
    let broken = many.replace("\"activities\":[", "\"activities\":5,\"x\":[");
    fs::write(directory.path().join("broken.json"), broken).expect("a file");
    for format in ["table", "json"] {
        assert_eq!(status_with_impatient_reader(directory.path(), &["stats", "-f", format, "broken.json"]), Some(1));
        assert_eq!(status_with_impatient_reader(directory.path(), &["stats", "-f", format, "clean.json"]), Some(0));
    }
}

#[test]
fn every_report_of_a_run_that_is_not_whole_says_so() {
    let directory = directory(&[("clean.json", CLEAN)]);
    for format in FORMATS {
        let whole = text(directory.path(), &["-f", format, "clean.json"]);
        let part = text(directory.path(), &["-f", format, "clean.json", "missing.json"]);
        assert!(!whole.contains("missing.json"), "{format}");
        assert!(part.contains("missing.json"), "{format}: {part}");
    }
    let report = json(directory.path(), &["clean.json", "missing.json"]);
    assert_eq!(report["problems"][0]["file"], "missing.json");
    assert_eq!(report["problems"][0]["message"], "missing.json: no such file or directory");
    assert_eq!(json(directory.path(), &["clean.json"])["problems"], serde_json::json!([]));
    let lines = text(directory.path(), &["-f", "jsonl", "clean.json", "missing.json"]);
    let last: Value = serde_json::from_str(lines.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["problems"], report["problems"]);
    assert_eq!(text(directory.path(), &["-f", "jsonl", "clean.json"]), "");
    let pretty = text(directory.path(), &["clean.json", "missing.json"]);
    assert!(!pretty.contains('✔') && pretty.contains("the run is incomplete"), "{pretty}");
}

#[test]
fn every_finding_leads_to_the_page_of_its_rule() {
    let directory = directory(&[("wrong.json", &wrong())]);
    let url = "https://github.com/ivr-lint/ivr-lint/blob/main/docs/rules/en/dangling-next.md";
    assert_eq!(json(directory.path(), &["wrong.json"])["findings"][0]["url"], url);
    let pretty = text(directory.path(), &["--color", "always", "wrong.json"]);
    assert!(pretty.contains(&format!("\u{1b}]8;;{url}\u{1b}\\dangling-next\u{1b}]8;;\u{1b}\\")), "{pretty:?}");
    let plain = text(directory.path(), &["wrong.json"]);
    assert!(!plain.contains('\u{1b}') && plain.contains("error[dangling-next]"), "{plain:?}");
    assert_eq!(plain.matches("ivr-lint explain dangling-next").count(), 1);
    assert!(!text(directory.path(), &["-q", "wrong.json"]).contains("explain"));
    assert!(text(directory.path(), &["-f", "markdown", "wrong.json"]).contains(&format!("[`dangling-next`]({url})")));
    assert!(text(directory.path(), &["-f", "github", "wrong.json"]).contains(&format!("%0A{url}")));
    assert!(
        json(directory.path(), &["--lang", "zh", "wrong.json"])["findings"][0]["url"]
            .as_str()
            .is_some_and(|url| url.contains("/zh/"))
    );
}

#[test]
fn as_many_findings_are_shown_as_are_wanted_and_all_are_counted() {
    let directory = directory(&[("many.json", &many_errors())]);
    for format in ["pretty", "compact"] {
        let report = text(directory.path(), &["-f", format, "--max-findings", "3", "--statistics", "many.json"]);
        assert_eq!(report.matches("[dangling-next]").count(), 3, "{format}");
        assert!(report.contains("797 more findings not shown"), "{format}: {report}");
        assert!(report.contains("800  error    dangling-next"), "{format}: {report}");
        assert_eq!(status(directory.path(), &["-f", format, "--max-findings", "0", "many.json"]), Some(1));
    }
    assert!(text(directory.path(), &["--max-findings", "0", "many.json"]).contains("800 errors"));
    assert!(!text(directory.path(), &["--max-findings", "800", "many.json"]).contains("not shown"));
}

#[test]
fn setting_up_a_baseline_is_no_failure() {
    let directory = directory(&[("wrong.json", &wrong()), ("broken.json", "{\"activities\": [")]);
    assert_eq!(status(directory.path(), &["wrong.json", "--write-baseline", "b.json"]), Some(0));
    assert_eq!(status(directory.path(), &["wrong.json", "--baseline", "b.json"]), Some(0));
    // Nobody knows what is wrong in a file that cannot be read, now or later.
    assert_eq!(status(directory.path(), &["broken.json", "--write-baseline", "b.json"]), Some(1));
    assert_eq!(status(directory.path(), &["broken.json", "--baseline", "b.json"]), Some(1));
}

#[test]
fn entries_of_a_baseline_that_are_gone_are_listed_and_may_fail_the_run() {
    let directory = directory(&[("a.json", &wrong()), ("other.json", CLEAN)]);
    run(directory.path(), &["a.json", "--write-baseline", "b.json"]);
    fs::write(directory.path().join("a.json"), CLEAN).expect("a file");
    let report = json(directory.path(), &["a.json", "--baseline", "b.json"]);
    let gone = report["gone"].as_array().expect("a list");
    assert!(gone.iter().any(|entry| entry["rule"] == "dangling-next"), "{report}");
    assert_eq!(status(directory.path(), &["a.json", "--baseline", "b.json"]), Some(0));
    for format in FORMATS {
        let arguments = ["-f", format, "a.json", "--baseline", "b.json", "--fail-on-gone"];
        assert_eq!(status(directory.path(), &arguments), Some(1), "{format}");
        if format != "sarif" {
            assert!(text(directory.path(), &arguments).contains("dangling-next"), "{format}");
        }
    }
    // Of a file that was not read, nothing is known.
    let report = json(directory.path(), &["other.json", "--baseline", "b.json"]);
    assert_eq!(report["gone"], serde_json::json!([]));
    assert_eq!(status(directory.path(), &["other.json", "--baseline", "b.json", "--fail-on-gone"]), Some(0));
}

#[test]
fn what_is_no_baseline_is_told_so_in_words_of_baselines() {
    let cases = [
        ("", "the file is empty"),
        ("[]", "expected one JSON object with `version` and `findings`"),
        ("{}", "`version` is missing"),
        (r#"{"version":99}"#, "its format version is 99"),
        (r#"{"version":1}"#, "`findings` is missing"),
        (r#"{"version":1,"findings":5}"#, "`findings` is not a list"),
        (r#"{"version":1,"findings":[{"rule":5}]}"#, "an entry of `findings` does not say its `rule`"),
        (r#"{"version":"2.1.0","runs":[]}"#, "this is a SARIF report"),
        ("{\"rule\":\"a\"}\n{\"rule\":\"b\"}", "expected one JSON object"),
        (r#"{"version":1,"findings":["#, "the JSON ends unexpectedly"),
        ("version = 1", "it is not valid JSON"),
    ];
    let directory = directory(&[("clean.json", CLEAN)]);
    for (content, expected) in cases {
        fs::write(directory.path().join("b.txt"), content).expect("a file");
        for lang in ["en", "zh"] {
            let output = run(directory.path(), &["--lang", lang, "clean.json", "--baseline", "b.txt"]);
            let said = String::from_utf8(output.stderr).expect("UTF-8");
            assert_eq!(output.status.code(), Some(2), "{content}");
            assert!(lang == "zh" || said.contains(expected), "{content}: {said}");
            for rust in ["at line", "missing field", "invalid type", "untagged", "EOF", "u32"] {
                assert!(!said.contains(rust), "{content}: {said}");
            }
        }
    }
}
