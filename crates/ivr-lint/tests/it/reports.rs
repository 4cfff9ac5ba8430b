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
    // Nor is anything known of a rule that is off in this run.
    let report = json(directory.path(), &["a.json", "--baseline", "b.json", "--select", "text"]);
    assert_eq!(report["gone"], serde_json::json!([]));
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
        (r#"{"version":1,"findings":[{"rule":5}]}"#, "an entry of `findings` has no `rule`"),
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

// ---------------------------------------------------------------------------------------------------------------
// What files and flows are called

/// Gives a folder the mark of a repository: what is in it is not looked at.
fn make_repository(folder: &Path) {
    fs::create_dir(folder.join(".git")).expect("a folder");
}

#[test]
fn a_file_of_a_repository_is_the_same_however_its_path_is_typed() {
    let directory = directory(&[("flows/a.json", &wrong()), ("deep/x/b.txt", "")]);
    let top = directory.path().canonicalize().expect("a folder");
    make_repository(&top);
    let absolute = top.join("flows/a.json");
    let absolute = absolute.to_str().expect("Unicode");
    let ways: [(&str, &[&str]); 8] = [
        ("", &["flows/a.json"]),
        ("", &["./flows//a.json"]),
        ("", &["flows"]),
        ("", &[]),
        ("", &[absolute]),
        ("flows", &["a.json"]),
        ("deep/x", &["../../flows/a.json"]),
        ("deep", &["../flows/../flows"]),
    ];
    assert_eq!(status(&top, &["flows", "--write-baseline", "deep/b.json"]), Some(0));
    let mut fingerprints = Vec::new();
    for (folder, paths) in ways {
        let here = top.join(folder);
        let of = |format: &str| text(&here, &[paths, &["-f", format]].concat());
        let gitlab: Value = serde_json::from_str(&of("gitlab")).expect("JSON");
        assert_eq!(gitlab[0]["location"]["path"], "flows/a.json", "{folder} {paths:?}");
        let sarif: Value = serde_json::from_str(&of("sarif")).expect("JSON");
        let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!((&uri["uri"], &uri["uriBaseId"]), (&"flows/a.json".into(), &"%SRCROOT%".into()), "{paths:?}");
        assert!(of("github").contains("file=flows/a.json,"), "{folder} {paths:?}");
        fingerprints.push(gitlab[0]["fingerprint"].clone());
        let baseline = top.join("deep/b.json");
        let known = [paths, &["--baseline", baseline.to_str().expect("Unicode"), "-f", "json"]].concat();
        let report: Value = serde_json::from_str(&text(&here, &known)).expect("JSON");
        assert_eq!(report["findings"], serde_json::json!([]), "{folder} {paths:?}");
        assert_eq!(report["gone"], serde_json::json!([]), "{folder} {paths:?}");
    }
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 1, "{fingerprints:?}");
}

#[test]
fn outside_of_a_repository_a_file_is_known_relative_to_the_baseline() {
    let directory = directory(&[("flows/a.json", &wrong())]);
    let top = directory.path().canonicalize().expect("a folder");
    assert_eq!(status(&top, &["flows", "--write-baseline", "b.json"]), Some(0));
    let written = fs::read_to_string(top.join("b.json")).expect("a baseline");
    assert!(written.contains("\"flows/a.json\""), "{written}");
    for path in ["flows", "./flows/a.json", ".", top.to_str().expect("Unicode")] {
        assert_eq!(status(&top, &[path, "--baseline", "b.json", "--fail-on-gone"]), Some(0), "{path}");
    }
    assert_eq!(status(&top.join("flows"), &["--baseline", "../b.json", "--fail-on-gone"]), Some(0));
    assert_eq!(status(&top.join("flows"), &["a.json", "--baseline", "../b.json", "--fail-on-gone"]), Some(0));
}

#[test]
fn an_exception_for_files_holds_however_their_paths_are_typed() {
    let ignore = |file: &str| format!("[[ignore]]\nrule = \"dangling-next\"\nfile = \"{file}\"\nreason = \"old\"\n");
    let directory = directory(&[("archive/2021/a.json", &wrong()), ("b.json", &wrong()), ("sub/c.txt", "")]);
    let top = directory.path().canonicalize().expect("a folder");
    let left = |folder: &str, arguments: &[&str]| {
        let report = json(&top.join(folder), arguments);
        let findings = report["findings"].as_array().expect("a list").clone();
        let files = findings.iter().filter(|finding| finding["rule"] == "dangling-next");
        files.map(|finding| finding["file"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    for glob in ["archive/**", "**/a.json", "archive/*/a.json", "{archive,old}/**/*.json"] {
        fs::write(top.join("ivr-lint.toml"), ignore(glob)).expect("a file");
        assert_eq!(left("", &[]), ["./b.json"], "{glob}");
        assert_eq!(left("", &["archive/2021/a.json", "b.json"]), ["b.json"], "{glob}");
        assert_eq!(left("sub", &["../archive", "../b.json"]), ["../b.json"], "{glob}");
        assert_eq!(left("", &[top.join("archive").to_str().expect("Unicode")]), <[&str; 0]>::default(), "{glob}");
    }
    for glob in ["a.json", "archive/*", "*.json/*", "/archive/**"] {
        fs::write(top.join("ivr-lint.toml"), ignore(glob)).expect("a file");
        assert_eq!(left("", &[]).len(), 2, "{glob}");
    }
}

#[test]
fn an_exception_that_fits_nothing_is_told_only_where_the_run_covered_it() {
    let ignore = "[[ignore]]\nrule = \"endless-loop\"\nflow = \"别的流程\"\nreason = \"music\"\n";
    let directory = directory(&[("ivr-lint.toml", ignore), ("flows/a.json", CLEAN), ("b.json", CLEAN)]);
    let top = directory.path().canonicalize().expect("a folder");
    let tells = |folder: &str, arguments: &[&str]| {
        let report = json(&top.join(folder), arguments);
        report["findings"].as_array().expect("a list").iter().any(|finding| finding["rule"] == "unused-ignore")
    };
    let whole = top.to_str().expect("Unicode");
    assert!(tells("", &[]) && tells("", &["."]) && tells("", &[whole]) && tells("flows", &[".."]));
    for part in [&["b.json"][..], &["flows"], &["flows/a.json", "b.json"], &["-"]] {
        assert!(!tells("", part), "{part:?}");
    }
    assert!(!tells("", &["--select", "dead-end"]), "its rule is off in this run");
}

/// The findings of no use of a run over everything, each with its configuration and line.
fn of_no_use(directory: &Path) -> Vec<String> {
    let report = json(directory, &[]);
    let findings = report["findings"].as_array().expect("a list").iter();
    let unused = findings.filter(|finding| finding["rule"].as_str().is_some_and(|rule| rule.starts_with("unused-")));
    unused.map(|one| format!("{}:{} {}", one["file"], one["span"]["line"], one["rule"]).replace('"', "")).collect()
}

/// A policy about a module, and an exception for a flow.
fn policy_and_exception(module: &str, flow: &str) -> String {
    format!(
        "[[policy]]\nname = \"p\"\non = {{ id = \"{module}\" }}\nmust = \"true\"\n\
         [[ignore]]\nrule = \"dangling-next\"\nflow = \"{flow}\"\nreason = \"r\"\n"
    )
}

#[test]
fn what_a_shared_configuration_says_for_others_is_not_of_no_use_here() {
    let base = policy_and_exception("nowhere", "no-flow");
    let own = "extend = \"../shared/base.toml\"\n";
    let files = [("shared/base.toml", &*base), ("repo/ivr-lint.toml", own), ("repo/a.json", &wrong())];
    let here = directory(&files);
    assert_eq!(of_no_use(here.path()), [""; 0]);
    fs::write(here.path().join("repo/ivr-lint.toml"), base).expect("a file");
    assert_eq!(of_no_use(here.path()), ["repo/ivr-lint.toml:3 unused-policy", "repo/ivr-lint.toml:5 unused-ignore"]);
}

#[test]
fn what_a_configuration_below_inherits_and_needs_is_of_use() {
    let top = policy_and_exception("only-below", "below");
    let below = wrong().replace("e98f0d47", "only-below");
    let own = "extend = \"../ivr-lint.toml\"\n";
    let files =
        [("ivr-lint.toml", &*top), ("a.json", &wrong()), ("sub/ivr-lint.toml", own), ("sub/below.json", &below)];
    let here = directory(&files);
    assert_eq!(of_no_use(here.path()), [""; 0]);
    // A policy of the same name replaces the one above.
    let another = format!("{own}[[policy]]\nname = \"p\"\non = {{ id = \"only-below\" }}\nmust = \"true\"\n");
    fs::write(here.path().join("sub/ivr-lint.toml"), another).expect("a file");
    assert_eq!(of_no_use(here.path()), ["ivr-lint.toml:3 unused-policy"]);
    // Without `extend` nothing is inherited.
    fs::write(here.path().join("sub/ivr-lint.toml"), "").expect("a file");
    assert_eq!(of_no_use(here.path()), ["ivr-lint.toml:3 unused-policy", "ivr-lint.toml:5 unused-ignore"]);
}

#[test]
fn a_flow_without_a_name_is_called_by_its_file_everywhere() {
    let two = format!(r#"[{0},{0}]"#, wrong());
    let ignore = "[[ignore]]\nrule = \"dangling-next\"\nflow = \"night\"\nreason = \"old\"\n";
    let files = [("flows/night.json", &*wrong()), ("two.json", &two), ("ivr.txt", ""), ("cfg/ivr-lint.toml", ignore)];
    let directory = directory(&files);
    let of = |arguments: &[&str]| text(directory.path(), arguments);
    assert!(of(&["flows/night.json"]).contains("error[dangling-next] night › 开始"));
    assert!(of(&["two.json"]).contains("error[dangling-next] two#1 › 开始"));
    assert!(of(&["-f", "markdown", "flows"]).contains("### night ("));
    assert!(of(&["-f", "junit", "flows"]).contains(r#"testcase name="night""#));
    assert!(of(&["stats", "flows"]).starts_with("night\n"), "{}", of(&["stats", "flows"]));
    assert!(of(&["graph", "-f", "dot", "flows/night.json", "--flow", "night"]).contains("night"));
    assert!(of(&["graph", "-f", "dot", "two.json", "--flow", "two#1"]).contains("two#1"));
    assert_eq!(status(directory.path(), &["report", "flows", "-o", "r.html"]), Some(0));
    let page = fs::read_to_string(directory.path().join("r.html")).expect("the page");
    assert!(page.contains(r#""name":"night""#));
    let ignored = json(directory.path(), &["--config", "cfg/ivr-lint.toml", "flows", "two.json"]);
    let left: Vec<_> = ignored["findings"].as_array().expect("a list").iter().map(|one| &one["file"]).collect();
    assert!(!left.is_empty() && left.iter().all(|file| **file == "two.json"), "{left:?}");
}

/// A definition alone does not say its type: who asks for it in whatever selector is told so.
#[test]
fn that_no_type_is_known_is_said_of_each_selector_that_asks_for_one() {
    let flow = r#"{"activities":[{"type":"INCOMING_CALL","id":"a","name":"开始","events":[{"event":"complete","next":"b"}]},{"type":"HANGUP","id":"b","name":"挂机","events":[]}]}"#;
    for (selectors, is_told) in [
        (r#"on = "flow.type == 'MAIN_FLOW'""#, true),
        ("flows = { type = \"MAIN_FLOW\" }\non = { id = \"b\" }", true),
        ("on = { id = \"nowhere\" }", false),
    ] {
        let here = tempdir().expect("a directory");
        fs::write(here.path().join("flow.json"), flow).expect("a file");
        let policy = format!("[[policy]]\nname = \"p\"\n{selectors}\nmust = \"true\"\n");
        fs::write(here.path().join("ivr-lint.toml"), policy).expect("a file");
        let report: Value = serde_json::from_slice(&run(here.path(), &["-f", "json"]).stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings");
        let unused = findings.iter().find(|finding| finding["rule"] == "unused-policy").expect("it is of no use");
        let help = unused["help"].as_str().expect("a help");
        assert_eq!(help.contains("no flow has a known type"), is_told, "{selectors}: {help}");
    }
}
