//! The program as a whole: what the cases of `cli.rs` cannot say.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::{TempDir, tempdir};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::harness::{CLEAN, FORMATS, wrong};

pub(crate) fn ivr_lint(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    command.args(arguments).env("COLUMNS", "100").stdin(Stdio::null());
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn output(command: &mut Command) -> Output {
    command.output().expect("the program runs")
}

pub(crate) fn run(directory: &Path, arguments: &[&str]) -> Output {
    output(ivr_lint(arguments).current_dir(directory))
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A directory with these files in it.
pub(crate) fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempdir().expect("a directory");
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
    directory
}

/// The files that findings are about, in the compact format, each once.
pub(crate) fn files_with_findings(output: &Output) -> Vec<String> {
    let output = stdout(output);
    let lines = output.lines().filter(|line| !line.starts_with("ivr-lint: "));
    let mut files: Vec<_> = lines.map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect();
    files.dedup();
    files
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// Every flow of `testdata/`, as paths below it.
fn fixtures() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(testdata().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "json" || ending == "jsonl") {
                files.push(path.to_str().expect("Unicode").to_owned());
            }
        }
    }
    files.sort();
    assert!(files.len() > 500, "only {} fixtures", files.len());
    files
}

// ---------------------------------------------------------------------------------------------------------------
// Files

#[test]
fn a_walked_directory_skips_what_git_ignores() {
    let wrong = wrong();
    let directory = directory(&[
        (".gitignore", "*.tmp.json\n/build/\n!kept.tmp.json\n"),
        ("deep/.gitignore", "local.json\n"),
        (".ignore", "ignored-by-other-tools.json\n"),
        ("a.json", &wrong),
        ("a.tmp.json", &wrong),
        ("kept.tmp.json", &wrong),
        ("build/b.json", &wrong),
        ("deep/build/c.json", &wrong),
        ("deep/local.json", &wrong),
        ("deep/d.jsonl", &wrong),
        ("ignored-by-other-tools.json", &wrong),
        (".hidden.json", &wrong),
        (".git/e.json", &wrong),
        ("a.JSON.bak", &wrong),
        ("folder.json/f.ndjson", &wrong),
    ]);
    let output = run(directory.path(), &["-f", "compact", "."]);
    let expected = [
        "./a.json",
        "./deep/build/c.json",
        "./deep/d.jsonl",
        "./folder.json/f.ndjson",
        "./ignored-by-other-tools.json",
        "./kept.tmp.json",
    ];
    assert_eq!(files_with_findings(&output), expected);
    assert_eq!(stderr(&output), "");
    assert_eq!(output.status.code(), Some(1));

    let without_a_path = run(directory.path(), &["-f", "compact"]);
    assert_eq!(without_a_path.stdout, output.stdout, "no path is the current directory");
}

#[test]
fn what_git_ignores_is_linted_where_it_is_named() {
    let directory = directory(&[(".gitignore", "*.json\n"), ("a.json", &wrong())]);
    let output = run(directory.path(), &["-f", "compact", "a.json"]);
    assert_eq!(files_with_findings(&output), ["a.json"]);
}

#[cfg(unix)]
#[test]
fn a_walked_directory_leaves_symbolic_links_aside_and_a_named_link_is_read() {
    let directory = directory(&[("flows/a.json", &wrong()), ("elsewhere/b.json", &wrong())]);
    let flows = directory.path().join("flows");
    std::os::unix::fs::symlink("../elsewhere/b.json", flows.join("link.json")).expect("a link");
    std::os::unix::fs::symlink("../elsewhere", flows.join("folder")).expect("a link");
    std::os::unix::fs::symlink("..", flows.join("round")).expect("a link");
    std::os::unix::fs::symlink("nowhere.json", flows.join("broken.json")).expect("a link");
    let files = |arguments: &[&str]| files_with_findings(&run(directory.path(), arguments));

    assert_eq!(files(&["-f", "compact", "flows"]), ["flows/a.json"]);
    assert_eq!(files(&["-f", "compact", "flows/link.json"]), ["flows/link.json"]);
    assert_eq!(files(&["-f", "compact", "flows/folder"]), ["flows/folder/b.json"]);
    let both = ["-f", "compact", "elsewhere/b.json", "flows/link.json", "flows/folder/b.json"];
    assert_eq!(files(&both), ["elsewhere/b.json"], "one file under three names is read once");

    let broken = run(directory.path(), &["-f", "compact", "flows/broken.json"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).contains("flows/broken.json: no such file"), "{}", stderr(&broken));
}

#[test]
fn a_file_that_cannot_be_read_does_not_stop_the_others() {
    let directory = directory(&[("a.json", &wrong()), ("b.json", CLEAN)]);
    for missing in ["missing.json", "a.json/below-a-file.json"] {
        for format in FORMATS {
            let output = run(directory.path(), &["-f", format, missing, "a.json"]);
            assert_eq!(output.status.code(), Some(2), "{missing}");
            assert!(stderr(&output).contains(missing), "{}", stderr(&output));
            assert!(stdout(&output).contains("dangling-next"), "{}", stdout(&output));
        }
    }
    let output = run(directory.path(), &["--fail-on", "never", "missing.json", "b.json"]);
    assert_eq!(output.status.code(), Some(2), "whatever the failing level");
}

#[test]
fn a_file_of_several_gibibytes_is_refused_before_it_is_read() {
    let directory = directory(&[("a.json", CLEAN)]);
    let file = File::create(directory.path().join("large.json")).expect("a file");
    // A hole: nothing is written.
    file.set_len(3 << 30).expect("a length");
    let output = run(directory.path(), &["-f", "compact", "large.json", "a.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("large.json: larger than 1024 MiB"), "{}", stderr(&output));
}

#[test]
fn a_file_of_many_megabytes_is_linted_in_no_time_to_speak_of() {
    let (most, seconds) = if cfg!(debug_assertions) { (40 << 20, 300) } else { (200 << 20, 300) };
    let directory = tempdir().expect("a directory");
    let mut text = String::from(
        r#"{"activities":[{"type":"INCOMING_CALL","id":"start","name":"开始","events":[{"event":"complete","next":"n0"}]},{"type":"HANGUP","id":"end","name":"结束","events":[{"event":"complete","next":null}]}"#,
    );
    let say = "您好，欢迎致电惠民银行。".repeat(10);
    let mut count = 0;
    while text.len() < most {
        let next = count + 1;
        write!(
            text,
            r#",{{"type":"PLAY_SAY","id":"n{count}","name":"放音{count}","properties":{{"audioType":"tts","say":"{count}{say}"}},"events":[{{"event":"complete","next":"n{next}"}}]}}"#
        )
        .expect("a string takes everything");
        count = next;
    }
    text += "]}";
    fs::write(directory.path().join("large.json"), text).expect("a file");
    let started = Instant::now();
    let output = run(directory.path(), &["large.json"]);
    let time = started.elapsed();
    assert!(time < Duration::from_secs(seconds), "{time:?}");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.starts_with("error[dangling-next]"), "{text}");
    let summary = format!("1 flow, {} modules: 1 error, 0 warnings, 0 notes", count + 2);
    assert!(text.contains(&summary), "{text}");
    assert!(text.len() < 4000, "one finding of a large file is not printed whole: {} bytes", text.len());
}

#[cfg(unix)]
#[test]
fn nothing_in_the_name_of_a_file_reaches_the_terminal() {
    let name = "a\u{1b}[31m\n\u{202e}.json";
    let directory = directory(&[(name, &wrong())]);
    for format in ["pretty", "compact"] {
        let output = run(directory.path(), &["-f", format, name]);
        assert_eq!(output.status.code(), Some(1));
        assert!(!stdout(&output).contains(['\u{1b}', '\u{202e}']), "{format}: {:?}", stdout(&output));
    }
    let missing = run(directory.path(), &["b\u{1b}[31m\n.json"]);
    assert!(!stderr(&missing).contains('\u{1b}'), "{:?}", stderr(&missing));
    let empty = run(directory.path(), &["-f", "json", name]);
    let json: Value = serde_json::from_str(&stdout(&empty)).expect("JSON");
    assert_eq!(json["findings"][0]["file"], name, "programs get the name as it is");
}

#[test]
fn nothing_in_a_flow_reaches_the_terminal() {
    // What a terminal obeys, and what turns the direction of writing.
    let evil = r"\u001b[31m\u0007\u0000\r\n\u202e\u2066\u0085\u009b";
    let flow = wrong().replace("开始", evil).replace("complete", evil).replace("gone", evil);
    let flow = flow.replace(r#""events""#, &format!(r#""{evil}":"{evil}","events""#));
    let page = serde_json::json!({"Data": {"List": [{"Name": "\u{1b}]0;x\u{7}", "Definition": flow}]}}).to_string();
    let error = format!(r#"{{"Code":"{evil}","Message":"{evil}"}}"#);
    let cut = format!("{{\"a\":\"\u{9b}\u{202e}{evil}");
    let directory = directory(&[("a.json", &flow), ("b.json", &page), ("c.json", &error), ("d.json", &cut)]);
    for format in ["pretty", "compact"] {
        let output = run(directory.path(), &["-f", format, "a.json", "b.json", "c.json", "d.json"]);
        assert_eq!(output.status.code(), Some(1));
        let obeyed = |char: &char| {
            (char.is_control() && *char != '\n') || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let text = stdout(&output);
        assert_eq!(text.chars().find(obeyed), None, "{format}: {text:?}");
        assert!(text.contains("u001b"), "{text}");
    }
}

#[test]
fn the_standard_input_is_named_by_a_dash() {
    let lint = |text: &[u8]| {
        let mut command = ivr_lint(&["-f", "json", "-"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program runs");
        child.stdin.take().expect("a pipe").write_all(text).expect("the program reads");
        let output = child.wait_with_output().expect("an end");
        let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        (output.status.code(), json["findings"].as_array().cloned().unwrap_or_default())
    };
    assert_eq!(lint(CLEAN.as_bytes()), (Some(0), Vec::new()));
    let (status, findings) = lint(wrong().as_bytes());
    assert_eq!((status, &findings[0]["file"], &findings[0]["rule"]), (Some(1), &"-".into(), &"dangling-next".into()));
    let (status, findings) = lint(b"");
    assert_eq!((status, &findings[0]["rule"]), (Some(1), &"invalid-json".into()));
}

// ---------------------------------------------------------------------------------------------------------------
// Pipes

/// A file with so many findings that no pipe holds the report.
fn many_findings() -> TempDir {
    directory(&[("a.jsonl", &(wrong() + "\n").repeat(3000))])
}

#[test]
fn a_reader_that_closes_early_changes_nothing_of_the_status() {
    let directory = many_findings();
    for format in FORMATS {
        for read in [0, 100] {
            let mut command = ivr_lint(&["-f", format, "a.jsonl"]);
            let command = command.current_dir(directory.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().expect("the program runs");
            let mut pipe = child.stdout.take().expect("a pipe");
            let mut start = vec![0; read];
            pipe.read_exact(&mut start).expect("a beginning");
            drop(pipe);
            let output = child.wait_with_output().expect("an end");
            assert_eq!(stderr(&output), "", "{format} after {read} bytes");
            assert_eq!(output.status.code(), Some(1), "{format} after {read} bytes");
        }
    }
}

#[test]
fn a_reader_that_closes_early_is_no_failure_of_explain_and_rules() {
    let shapes = "../../testdata/shapes";
    // More than is kept back before it is written.
    let calls = ["calls", "../../testdata/real", "../../testdata/rules"];
    let formats = ["csv", "json", "markdown", "toml"].map(|format| [&calls[..], &["--format", format]].concat());
    let others =
        [vec!["rules"], vec!["explain", "dead-end"], vec!["schema", "output"], vec!["config"], vec!["stats", shapes]];
    for arguments in formats.iter().chain(&others) {
        let mut child = ivr_lint(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("an end");
        let status = output.status.code();
        // Flows for tests are not all whole, which is another matter.
        let is_whole = arguments[0] != "calls";
        assert!(!is_whole || (status, stderr(&output).as_str()) == (Some(0), ""), "{arguments:?}");
        assert!(!stderr(&output).contains("cannot write"), "{arguments:?}: {}", stderr(&output));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_trouble() {
    let directory = many_findings();
    for format in FORMATS {
        let full = File::options().write(true).open("/dev/full").expect("the device that is always full");
        let mut command = ivr_lint(&["-f", format, "a.jsonl"]);
        let output = output(command.current_dir(directory.path()).stdout(full));
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert!(stderr(&output).contains("cannot write the report"), "{format}: {}", stderr(&output));
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Colour

#[test]
fn there_is_colour_only_where_it_is_wanted() {
    let directory = directory(&[("a.json", &wrong()), ("b.json", CLEAN)]);
    let what = [
        &["a.json"][..],
        &["b.json"],
        &["-f", "compact", "a.json"],
        &["rules"],
        &["stats", "b.json"],
        &["explain", "dead-end"],
        &["explain", "dead-ent"],
        &["missing.json"],
        &["--config", "a.json", "b.json"],
        &["--no-such-option"],
        &["--help"],
    ];
    for arguments in what {
        let has_colour = |more: &[&str], variables: &[(&str, &str)]| {
            let arguments: Vec<_> = more.iter().chain(arguments).copied().collect();
            // Behind a subcommand, because in front of it options make a path of it.
            let commands = ["rules", "stats", "explain"];
            let arguments = if arguments.iter().any(|argument| commands.contains(argument)) {
                [&arguments[more.len()..], more].concat()
            } else {
                arguments
            };
            let variables = variables.iter().copied();
            let output = output(ivr_lint(&arguments).current_dir(directory.path()).envs(variables));
            stdout(&output).contains('\u{1b}') || stderr(&output).contains('\u{1b}')
        };
        assert!(!has_colour(&[], &[]), "{arguments:?} into a pipe");
        assert!(!has_colour(&[], &[("CLICOLOR", "1"), ("TERM", "xterm-256color")]), "{arguments:?} into a pipe");
        assert!(has_colour(&[], &[("CLICOLOR_FORCE", "1")]), "{arguments:?} with CLICOLOR_FORCE");
        assert!(!has_colour(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), "{arguments:?} with NO_COLOR");
        if arguments[0].starts_with("--no-such") || arguments[0] == "--help" {
            // clap answers these before any option is known.
            continue;
        }
        assert!(has_colour(&["--color", "always"], &[]), "{arguments:?} with --color always");
        assert!(has_colour(&["--color", "always"], &[("NO_COLOR", "1")]), "{arguments:?}: what is asked for counts");
        assert!(!has_colour(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]), "{arguments:?} with --color never");
    }
}

#[test]
fn json_never_has_colour() {
    let directory = directory(&[("a.json", &wrong())]);
    let mut command = ivr_lint(&["-f", "json", "--color", "always", "a.json"]);
    let output = output(command.current_dir(directory.path()).env("CLICOLOR_FORCE", "1"));
    serde_json::from_slice::<Value>(&output.stdout).expect("JSON");
    assert!(!stdout(&output).contains('\u{1b}'));
}

/// A text without the links of terminals: `ESC ] 8 ; ; ADDRESS ESC \\` before and behind what is shown.
fn without_links(text: &str) -> String {
    let mut parts = text.split("\u{1b}]8;;");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("\u{1b}\\").expect("an end").1)
}

#[test]
fn colour_changes_nothing_but_colour() {
    let files = fixtures();
    let files: Vec<_> = files.iter().map(String::as_str).filter(|file| file.contains("/bad-")).collect();
    let plain = run(&testdata(), &[&["--quiet"], files.as_slice()].concat());
    let coloured = run(&testdata(), &[&["--quiet", "--color", "always"], files.as_slice()].concat());
    let mut text = String::new();
    let coloured = without_links(&stdout(&coloured));
    for (number, part) in coloured.split("\u{1b}[").enumerate() {
        text += if number == 0 { part } else { part.split_once('m').expect("a code").1 };
    }
    assert_eq!(text, stdout(&plain));
}

// ---------------------------------------------------------------------------------------------------------------
// The pretty report

#[test]
fn no_line_of_the_report_is_wider_than_the_terminal() {
    let files = fixtures();
    let long = "很长的名字".repeat(30);
    let flow = wrong().replace("开始", &long).replace("complete", &long).replace("gone", &long);
    let page = serde_json::json!({"Data": {"List": [{"Name": long, "Definition": flow}]}}).to_string();
    let name = format!("{}/{}.json", "folder".repeat(30), "flow".repeat(30));
    let extra = directory(&[("a.json", &flow), ("b.json", &page), (&name, &page)]);
    let extra: Vec<_> = ["a.json", "b.json", &name]
        .iter()
        .map(|name| extra.path().join(name).to_str().expect("Unicode").to_owned())
        .collect();
    let arguments: Vec<_> = files.iter().chain(&extra).map(String::as_str).collect();
    for columns in [60, 80, 120] {
        for lang in ["en", "zh"] {
            let mut command = ivr_lint(&[&["--lang", lang], arguments.as_slice()].concat());
            let output = output(command.current_dir(testdata()).env("COLUMNS", columns.to_string()));
            let text = stdout(&output);
            assert!(text.lines().count() > 1000, "{} lines", text.lines().count());
            let wide: Vec<_> = text.lines().filter(|line| line.width() > columns).take(10).collect();
            assert!(wide.is_empty(), "wider than {columns}, {lang}: {wide:#?}");
        }
    }
}

/// The parts of a pretty report that are underlined, finding by finding.
fn underlined(report: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = "";
    for line in report.lines() {
        let is_mark = line.trim_start().starts_with('·') && line.contains(['─', '┬']);
        if is_mark {
            let is_line = |char: char| matches!(char, '─' | '┬');
            let first: usize =
                line.chars().take_while(|&char| !is_line(char)).filter_map(UnicodeWidthChar::width).sum();
            let count = line.chars().filter(|&char| is_line(char)).count();
            found.push(columns(before, first, count));
        }
        before = line;
    }
    found
}

/// The characters of a line in some columns of the terminal. One that is only half in them stands there as `?`.
fn columns(line: &str, first: usize, count: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for char in line.chars() {
        let end = column + char.width().unwrap_or(0);
        if column >= first && end <= first + count {
            text.push(char);
        } else if column < first + count && end > first {
            text.push('?');
        }
        column = end;
    }
    text
}

#[test]
fn the_underline_stands_under_the_token_behind_chinese_text() {
    let cases = [
        (
            r#"{"activities":[{"type":"PLAY_SAY","id":"a","name":"主菜单","名字":"主菜单🙂","events":[{"event":"按键🙂超时","next":"去哪里"}]}]}"#,
            "dangling-next",
            "\"去哪里\"",
        ),
        (
            r#"{"activities":[{"type":"PLAY_SAY","id":"a","name":"放音","properties":{"say":"您好🙂，您的余额是${查余额.结果}元，谢谢。"},"events":[]}]}"#,
            "unresolved-reference",
            "${查余额.结果}",
        ),
        (
            r#"{"activities":[{"type":"PLAY_SAY","id":"a","name":"放音","说明":1,"说明":2,"events":[]}]}"#,
            "duplicate-key",
            "\"说明\"",
        ),
        (r#"{"activities":[{"type":"PLAY_SAY","id":"编号","name":"放音","events":[]}]}"#, "dead-end", "\"编号\""),
        (
            r#"{"activities":[{"type":"新类型","id":"a","name":"放音","events":[]}]}"#,
            "unknown-activity-type",
            "\"新类型\"",
        ),
        (
            r#"{"activities":[{"type":"GATHER_INPUT","id":"a","name":"收号","events":[{"event":"成功","next":"a"},{"event":"收号失败","next":null}]}]}"#,
            "unconnected-exit",
            "\"收号失败\"",
        ),
    ];
    for (flow, rule, token) in cases {
        let page = serde_json::json!({"Data": {"List": [{"Name": "流程", "Definition": flow}]}}).to_string();
        let directory =
            directory(&[("a.json", flow), ("b.json", &page), ("c.json", &serde_json::to_string(flow).expect("JSON"))]);
        for file in ["a.json", "b.json", "c.json"] {
            let output = run(directory.path(), &["--quiet", file]);
            let text = stdout(&output);
            let start = text.find(&format!("[{rule}]")).unwrap_or_else(|| panic!("{rule} in {text}"));
            let marked = underlined(&text[start..]);
            assert_eq!(marked.first().map(String::as_str), Some(token), "{file}: {text}");
        }
    }
}

#[test]
fn every_report_says_that_a_file_was_searched_for_definitions() {
    let wrapped = r#"{"code":200,"data":{"Name":"夜间","definition":"{\"activities\":[]}"}}"#;
    let directory = directory(&[("wrapped.json", wrapped), ("a.json", r#"{"activities":[{"type":"SMS","id":"a"}]}"#)]);
    let lint = |args: &[&str]| run(directory.path(), args);
    let json = |args: &[&str]| -> Value { serde_json::from_str(&stdout(&lint(args))).expect("JSON") };
    let both = json(&["-f", "json", "wrapped.json", "a.json"]);
    assert_eq!(both["searched"], serde_json::json!(["wrapped.json"]));
    let found = both["findings"].as_array().expect("findings");
    assert!(found.iter().any(|finding| finding["definition"] == "/data/definition"), "{both}");
    assert_eq!(json(&["-f", "json", "a.json"])["searched"], serde_json::json!([]));

    let pretty = lint(&["wrapped.json", "a.json"]);
    assert!(stdout(&pretty).contains(", all of wrapped.json searched for definitions"), "{}", stdout(&pretty));
    assert_eq!(stderr(&pretty), "");
    let said = "ivr-lint: wrapped.json has no known shape: searched all of it for definitions and found 1\n";
    for args in [&["-f", "compact", "wrapped.json"][..], &["-f", "sarif", "wrapped.json"], &["stats", "wrapped.json"]] {
        assert_eq!(stderr(&lint(args)), said, "{args:?}");
    }
    // While walking it is passed over.
    let walked = lint(&["-f", "compact"]);
    assert!(!stdout(&walked).contains("wrapped") && stderr(&walked).is_empty(), "{}", stdout(&walked));
}

#[test]
fn in_every_report_the_underline_stands_under_the_token_of_the_span() {
    let mut compared = 0;
    for file in fixtures() {
        let bytes = fs::read(testdata().join(&file)).expect("a file");
        let json: Value = serde_json::from_str(&stdout(&run(&testdata(), &["-f", "json", &file]))).expect("JSON");
        let findings = json["findings"].as_array().expect("findings");
        if findings.is_empty() {
            continue;
        }
        let report = stdout(&run(&testdata(), &["--quiet", &file]));
        let marked = underlined(&report);
        assert_eq!(marked.len(), findings.len(), "{file}: one underline for each finding\n{report}");
        for (finding, marked) in findings.iter().zip(marked) {
            let place = |key: &str| usize::try_from(finding["span"][key].as_u64().expect("a number")).expect("small");
            let raw = std::str::from_utf8(&bytes[place("start")..place("end")]).unwrap_or_default();
            let is_shortened = marked.contains('…') || raw.len() > 60;
            // Half a character cannot be shown as it is written.
            let is_shortened = is_shortened || raw.contains("\\ud83d欢");
            if raw.is_empty() || is_shortened || raw.starts_with(['{', '[']) || file.contains("base64") {
                continue;
            }
            assert!(says(raw, &marked), "{file}: «{marked}» is not «{raw}»\n{report}");
            compared += 1;
        }
    }
    assert!(compared > 200, "only {compared} underlines were compared");
}

/// Whether a token, once enough escapes are taken away, is what is shown of it.
fn says(raw: &str, shown: &str) -> bool {
    let mut text = raw.to_owned();
    for _ in 0..5 {
        let value = |text: &str| serde_json::from_str::<Value>(text).ok();
        if text == shown || (value(&text).is_some() && value(&text) == value(shown)) {
            return true;
        }
        match serde_json::from_str(&format!("\"{text}\"")) {
            Ok(inner) => text = inner,
            Err(_) => return false,
        }
    }
    false
}

#[test]
fn the_heading_names_the_place_of_the_json_report() {
    for file in fixtures() {
        let json: Value = serde_json::from_str(&stdout(&run(&testdata(), &["-f", "json", &file]))).expect("JSON");
        let findings = json["findings"].as_array().expect("findings");
        if findings.is_empty() {
            continue;
        }
        let report = stdout(&run(&testdata(), &["--quiet", &file]));
        let compact = stdout(&run(&testdata(), &["-f", "compact", &file]));
        assert_eq!(compact.lines().count(), findings.len(), "{file}");
        let headings: Vec<_> = report.lines().filter(|line| line.trim_start().starts_with("╭─[")).collect();
        assert_eq!(headings.len(), findings.len(), "{file}");
        for ((finding, heading), line) in findings.iter().zip(headings).zip(compact.lines()) {
            let place = format!("{file}:{}:{}", finding["span"]["line"], finding["span"]["column"]);
            assert!(heading.contains(&format!("[{place}")), "{heading} has not {place}");
            let (severity, rule) = (finding["severity"].as_str(), finding["rule"].as_str());
            let (severity, rule) = (severity.expect("a text"), rule.expect("a text"));
            let expected = format!("{place}: {severity}[{rule}] {}", finding["message"].as_str().expect("a text"));
            assert_eq!(line, expected);
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Statistics

/// A page of so many flows whose names are of every kind.
fn page_of(count: usize) -> String {
    let flows: Vec<_> = (0..count)
        .map(|number| serde_json::json!({"Name": "夜间流程🙂 VIP\u{1b}[31m".repeat(number % 4 + 1), "Definition": wrong()}))
        .collect();
    serde_json::json!({"Data": {"List": flows}}).to_string()
}

#[test]
fn no_line_of_the_statistics_is_wider_than_the_terminal() {
    let directory = directory(&[("one.json", &page_of(1)), ("many.json", &page_of(40))]);
    for columns in [60, 80, 100, 140] {
        for lang in ["en", "zh"] {
            for file in ["one.json", "many.json"] {
                let mut command = ivr_lint(&["stats", "--lang", lang, file]);
                let output = output(command.current_dir(directory.path()).env("COLUMNS", columns.to_string()));
                let text = stdout(&output);
                assert!(text.lines().count() > 20 && !text.contains('\u{1b}'), "{text}");
                let wide: Vec<_> = text.lines().filter(|line| line.width() > columns).collect();
                assert!(wide.is_empty(), "wider than {columns}, {lang}: {wide:#?}");
            }
        }
    }
}

#[test]
fn the_columns_of_the_statistics_stand_below_each_other() {
    let directory = directory(&[("many.json", &page_of(40))]);
    for lang in ["en", "zh"] {
        let output = run(directory.path(), &["stats", "--lang", lang, "many.json"]);
        let text = stdout(&output);
        let table: Vec<_> = text.lines().take_while(|line| !line.contains("2+")).collect();
        assert_eq!(table.len(), 2 + 40 + 1, "{text}");
        // All but the sums fill the table.
        let widths: HashSet<_> = table.iter().skip(1).map(|line| line.width()).collect();
        assert_eq!(widths.len(), 1, "{text}");
    }
}

#[test]
fn every_flow_for_tests_is_counted_and_two_runs_give_the_same_bytes() {
    for format in ["table", "json"] {
        let once = run(&testdata(), &["stats", "-f", format, "."]);
        assert_eq!(once.stdout, run(&testdata(), &["stats", "-f", format, "."]).stdout);
        assert!(once.stdout.len() > 10_000 && once.stderr.is_empty(), "{}", stderr(&once));
    }
}

#[test]
fn the_json_of_the_statistics_has_the_members_of_its_schema() {
    let schema: Value = serde_json::from_slice(&output(&mut ivr_lint(&["schema", "stats"])).stdout).expect("JSON");
    let directory = directory(&[("a.json", &page_of(1)), ("b.json", "[")]);
    let json: Value =
        serde_json::from_str(&stdout(&run(directory.path(), &["stats", "-f", "json", "."]))).expect("JSON");
    let mut compared = 0;
    let mut open = vec![(&json, &schema)];
    while let Some((value, about)) = open.pop() {
        let names =
            about["anyOf"].as_array().into_iter().flatten().chain([about]).filter_map(|way| way["$ref"].as_str());
        let name = names.filter_map(|path| path.strip_prefix("#/$defs/")).next();
        let about = name.map_or(about, |name| &schema["$defs"][name]);
        if let (Some(members), Some(known)) = (value.as_object(), about["properties"].as_object()) {
            assert_eq!(members.keys().collect::<Vec<_>>(), known.keys().collect::<Vec<_>>());
            open.extend(members.iter().map(|(key, member)| (member, &known[key])));
            compared += 1;
        }
        open.extend(value.as_array().into_iter().flatten().map(|item| (item, &about["items"])));
    }
    assert!(compared >= 12, "only {compared} objects");
}

// ---------------------------------------------------------------------------------------------------------------
// The whole

#[test]
fn two_runs_give_the_same_bytes() {
    let once = run(&testdata(), &["-f", "json", "."]);
    let again = run(&testdata(), &["-f", "json", "."]);
    assert!(once.stdout.len() > 10_000);
    assert_eq!(once.stdout, again.stdout);
}

#[test]
fn findings_are_sorted_as_documented() {
    let files = fixtures();
    // Given backwards.
    let files: Vec<_> = files.iter().rev().map(String::as_str).collect();
    let output = run(&testdata(), &[&["-f", "json"], files.as_slice()].concat());
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let key = |finding: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let flow = finding["flow"]["index"].as_u64().map_or(0, |index| index + 1);
        let place = |key: &str| finding["span"][key].as_u64();
        (text(&finding["file"]), flow, place("start"), text(&finding["rule"]), place("end"), text(&finding["message"]))
    };
    let keys: Vec<_> = json["findings"].as_array().expect("findings").iter().map(key).collect();
    assert!(keys.len() > 300 && keys.is_sorted());
}

#[test]
fn the_status_is_the_same_for_every_format_and_language() {
    let directory = directory(&[("clean.json", CLEAN), ("wrong.json", &wrong()), ("empty.json", "")]);
    for file in ["clean.json", "wrong.json", "empty.json", "missing.json"] {
        for level in ["error", "warning", "note", "never"] {
            let status =
                |more: &[&str]| run(directory.path(), &[&["--fail-on", level, file], more].concat()).status.code();
            let expected = match (file, level) {
                ("missing.json", _) => 2,
                ("clean.json", _) | (_, "never") => 0,
                _ => 1,
            };
            for more in [&["-f", "pretty"][..], &["-f", "compact"], &["-f", "json"], &["--quiet"], &["--lang", "zh"]] {
                assert_eq!(status(more), Some(expected), "{file} {level} {more:?}");
            }
        }
    }
}

#[test]
fn every_rule_is_listed_and_explained() {
    let list = stdout(&output(&mut ivr_lint(&["rules"])));
    let names: HashSet<_> = list.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names.len(), ivr_flow::rules().count());
    for rule in ivr_flow::rules() {
        assert!(names.contains(&*rule.name), "{}", rule.name);
        for (lang, what) in [("en", &rule.docs.what.en), ("zh", &rule.docs.what.zh)] {
            let output = output(&mut ivr_lint(&["explain", &rule.name, "--lang", lang]));
            assert_eq!(output.status.code(), Some(0), "{}", rule.name);
            // Lines are broken where they fit.
            let joined: String = stdout(&output).split_whitespace().collect();
            let what: String = what.split_whitespace().collect();
            assert!(joined.contains(&what), "{} {lang}", rule.name);
            for line in rule.docs.bad.lines().chain(rule.docs.good.lines()).filter(|line| !line.is_empty()) {
                assert!(stdout(&output).contains(line), "{}: {line}", rule.name);
            }
        }
    }
}

#[test]
fn the_help_is_short_and_shows_examples() {
    let help = stdout(&output(&mut ivr_lint(&["--help"])));
    assert!(help.lines().count() <= 104, "{} lines", help.lines().count());
    assert!(help.lines().all(|line| line.width() <= 100));
    let examples = help.split("Examples:\n").nth(1).expect("examples");
    assert_eq!(examples.lines().take_while(|line| line.contains("ivr-lint")).count(), 5);
}

#[test]
fn global_options_may_stand_before_a_command() {
    let before = output(&mut ivr_lint(&["--lang", "zh", "explain", "dead-end"]));
    let behind = output(&mut ivr_lint(&["explain", "dead-end", "--lang", "zh"]));
    assert_eq!(stdout(&before), stdout(&behind), "{}", stderr(&before));
    let before = output(&mut ivr_lint(&["--color", "always", "rules"]));
    assert!(stdout(&before).contains('\u{1b}'), "{}", stderr(&before));
}

// ---------------------------------------------------------------------------------------------------------------
// Configuration and baseline

#[test]
fn the_nearest_configuration_upward_counts_up_to_the_root_of_the_repository() {
    let off = "[rules]\ndangling-next = \"off\"\n";
    let note = "[rules]\ndangling-next = \"note\"\n";
    let wrong = wrong();
    let directory = directory(&[
        ("ivr-lint.toml", off),
        ("a.json", &wrong),
        ("below/deep/a.json", &wrong),
        ("nearer/ivr-lint.toml", note),
        ("nearer/deep/a.json", &wrong),
        ("repository/.git/HEAD", ""),
        ("repository/deep/a.json", &wrong),
    ]);
    let said = |below: &str| stdout(&run(&directory.path().join(below), &["-f", "compact", "a.json"]));
    assert_eq!(said(""), "");
    assert_eq!(said("below/deep"), "");
    assert!(said("nearer/deep").contains("note[dangling-next]"));
    assert!(said("repository/deep").contains("error[dangling-next]"), "what is above the repository is not its own");
}

#[test]
fn the_examples_of_rules_on_the_configuration_are_true() {
    let about = ivr_flow::rules().filter(|rule| rule.is_about_configuration());
    let mut count = 0;
    for rule in about {
        for (example, fires) in [(&rule.docs.bad, true), (&rule.docs.good, false)] {
            let directory = directory(&[("ivr-lint.toml", example), ("a.json", CLEAN)]);
            // Only a run that names no file covers the configuration.
            let output = run(directory.path(), &["-f", "compact"]);
            assert_eq!(stdout(&output).contains(&format!("[{}]", rule.name)), fires, "{}", stdout(&output));
            assert_eq!(stderr(&output), "");
        }
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn a_baseline_leaves_aside_what_was_there_and_nothing_else() {
    let page = |definition: &str| {
        serde_json::json!({"Data": {"List": [{"ContactFlowId": "1", "Name": "流程", "Definition": definition}]}})
            .to_string()
    };
    let before = wrong();
    let directory = directory(&[("a.json", &page(&before))]);
    let written = run(directory.path(), &["--write-baseline", "known.json", "a.json"]);
    assert_eq!(written.status.code(), Some(0), "what has been written is known: {}", stderr(&written));
    let status = |definition: &str| {
        fs::write(directory.path().join("a.json"), page(definition)).expect("a file");
        run(directory.path(), &["-f", "compact", "--baseline", "known.json", "a.json"]).status.code()
    };
    assert_eq!(status(&before), Some(0));
    let moved = before.replacen(r#"{"activities":["#, r#"{"activities":[{"type":"VOICE_MAIL","id":"x","name":"留言","events":[{"event":"complete","next":"bd4f37e2"}]},"#, 1);
    assert_eq!(status(&moved), Some(0), "a moved activity is no new finding");
    let other_exit = before.replace("complete", "timeout");
    assert_eq!(status(&other_exit), Some(1), "another exit is a new finding");

    let report = run(directory.path(), &["-f", "json", "a.json"]);
    fs::write(directory.path().join("report.json"), &report.stdout).expect("a file");
    let by_report = run(directory.path(), &["-f", "compact", "--baseline", "report.json", "a.json"]);
    assert_eq!(by_report.status.code(), Some(0), "a JSON report is a baseline too");
}

#[test]
fn init_writes_a_configuration_once_and_it_changes_nothing() {
    let directory = directory(&[("a.json", &wrong())]);
    let before = run(directory.path(), &["-f", "json", "a.json"]);
    assert_eq!(run(directory.path(), &["init"]).status.code(), Some(0));
    let after = run(directory.path(), &["-f", "json", "a.json"]);
    assert_eq!(stdout(&after), stdout(&before), "{}", stderr(&after));
    let text = fs::read(directory.path().join("ivr-lint.toml")).expect("the file");
    let refused = run(directory.path(), &["init"]);
    assert_eq!(refused.status.code(), Some(2), "what is there is not overwritten");
    assert!(stderr(&refused).contains("ivr-lint.toml already exists; `ivr-lint init --force`"), "{}", stderr(&refused));
    assert_eq!(fs::read(directory.path().join("ivr-lint.toml")).expect("the file"), text);
}

#[test]
fn init_overwrites_a_configuration_only_by_force() {
    let own = "fail-on = \"never\"\n";
    let directory = directory(&[("ivr-lint.toml", own), ("new/ivr-lint.toml", own), ("taken/ivr-lint.toml/a", "")]);
    let text = |folder: &str| fs::read_to_string(directory.path().join(folder).join("ivr-lint.toml")).expect("a file");
    let forced = run(directory.path(), &["init", "--force", "new"]);
    assert_eq!(forced.status.code(), Some(0), "{}", stderr(&forced));
    assert!(text("new").contains("# The exit status is 1") && !text("new").contains(own));
    assert_eq!(text(""), own, "another directory is left alone");
    assert_eq!(run(directory.path(), &["init", "--force", "--lang", "zh"]).status.code(), Some(0));
    assert!(text("").contains("退出码为 1") && !text("").contains("The exit status"));
    let taken = run(directory.path(), &["init", "--force", "taken"]);
    assert_eq!(taken.status.code(), Some(2), "a directory is not a file");
    assert!(stderr(&taken).contains("cannot write taken/ivr-lint.toml"), "{}", stderr(&taken));
}

#[test]
fn every_schema_is_json() {
    for of in ["config", "output", "stats", "definition"] {
        let output = output(&mut ivr_lint(&["schema", of]));
        let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(schema["$schema"].as_str().is_some_and(|schema| schema.contains("json-schema.org")), "{of}");
        assert!(schema["properties"].is_object(), "{of}");
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Many files, and which of them count.

#[test]
fn any_number_of_jobs_gives_the_same_bytes() {
    let files: Vec<_> =
        (0..60).map(|n| (format!("flows/{n:02}.json"), if n % 3 == 0 { wrong() } else { CLEAN.into() })).collect();
    let mut given: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    given.push(("flows/broken.json", "{\"activities\": ["));
    let here = directory(&given);
    for format in ["json", "pretty", "compact"] {
        let one = run(here.path(), &["--jobs", "1", "-q", "-f", format, "flows", "missing.json"]);
        assert_eq!(one.status.code(), Some(2));
        for jobs in ["2", "7", "100"] {
            let many = run(here.path(), &["-j", jobs, "-q", "-f", format, "flows", "missing.json"]);
            assert_eq!(stdout(&many), stdout(&one), "{jobs} {format}");
            assert_eq!(stderr(&many), stderr(&one), "{jobs} {format}");
        }
    }
    assert!(stderr(&run(here.path(), &["-j", "0"])).contains("--jobs"));
}

#[test]
fn the_standard_input_may_stand_for_a_file() {
    let here = directory(&[("flows/a.json", CLEAN), ("flows/b.json", &wrong())]);
    let given = |arguments: &[&str], text: &str| {
        let mut child = ivr_lint(arguments)
            .current_dir(here.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
        child.wait_with_output().expect("it ends")
    };
    let alone = given(&["-f", "compact", "--stdin-filename", "flows/a.json"], &wrong());
    assert_eq!(files_with_findings(&alone), ["flows/a.json"]);
    // The text in the editor counts, not the file below it, and it is read once.
    let among = given(&["-f", "compact", "--stdin-filename", "flows/b.json", "flows", "-"], CLEAN);
    assert_eq!(files_with_findings(&among), [""; 0], "{}", stdout(&among));
    let among = given(&["-f", "compact", "--stdin-filename", "flows/a.json", "-", "flows"], &wrong());
    assert_eq!(files_with_findings(&among), ["flows/a.json", "flows/b.json"]);
}

#[test]
fn only_what_has_changed_since_a_revision_is_reported() {
    let here = directory(&[
        ("flows/old.json", &wrong()),
        ("flows/edited.json", CLEAN),
        ("flows/on main.json", CLEAN),
        ("sub/main.json", &page("MAIN_FLOW", "one")),
        ("sub/sub.json", &page("SUB_FLOW", "two")),
    ]);
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "init.defaultBranch=main"];
        let output = output(Command::new("git").args(identity).args(arguments).current_dir(here.path()));
        assert!(output.status.success(), "{}", stderr(&output));
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "first"]);
    let since = |revision: &str| run(here.path(), &["-f", "compact", "--changed-since", revision, "flows"]);
    assert_eq!(files_with_findings(&since("HEAD")), [""; 0]);
    assert_eq!(since("HEAD").status.code(), Some(0));

    git(&["checkout", "-qb", "branch"]);
    fs::write(here.path().join("flows/edited.json"), wrong()).expect("a file");
    fs::write(here.path().join("flows/new 名.json"), wrong()).expect("a file");
    assert_eq!(files_with_findings(&since("HEAD")), ["flows/edited.json", "flows/new 名.json"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "second"]);
    assert_eq!(files_with_findings(&since("HEAD")), [""; 0]);
    assert_eq!(files_with_findings(&since("HEAD~1")), ["flows/edited.json", "flows/new 名.json"]);

    // What happened on the other branch meanwhile is not this one's.
    git(&["checkout", "-q", "main"]);
    fs::write(here.path().join("flows/on main.json"), wrong()).expect("a file");
    git(&["commit", "-qam", "third"]);
    git(&["checkout", "-q", "branch"]);
    assert_eq!(files_with_findings(&since("main")), ["flows/edited.json", "flows/new 名.json"]);
    // From a directory below, the same.
    let below = run(&here.path().join("flows"), &["-f", "compact", "--changed-since", "main"]);
    assert_eq!(files_with_findings(&below), ["./edited.json", "./new 名.json"]);

    // What crosses flows is about all of them, changed or not; a flow that did not change is read for it.
    let crossing = run(here.path(), &["-f", "compact", "--changed-since", "HEAD", "sub"]);
    assert!(stdout(&crossing).contains("duplicate-flow-name"), "{}", stdout(&crossing));
    assert!(!stdout(&crossing).contains("missing-"), "{}", stdout(&crossing));
}

/// A page with one flow, which is broken in itself and has the name that every other has.
fn page(kind: &str, id: &str) -> String {
    format!(
        r#"{{"Data":{{"List":[{{"ContactFlowId":"{id}","Name":"同名","Type":"{kind}","Definition":"{{\"activities\":[]}}"}}]}}}}"#
    )
}

#[test]
fn a_revision_that_git_does_not_know_stops_the_run() {
    let here = directory(&[("flow.json", &wrong())]);
    for revision in ["nope", "--output=stolen", ""] {
        let output = run(here.path(), &["-f", "compact", &format!("--changed-since={revision}"), "flow.json"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("needs a git repository"), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
    output(Command::new("git").args(["init", "-q"]).current_dir(here.path()));
    for revision in ["nope", "--output=stolen", "HEAD"] {
        let output = run(here.path(), &["-f", "compact", &format!("--changed-since={revision}"), "flow.json"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("`git rev-parse` failed"), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
    assert!(!here.path().join("stolen").exists());
}

#[test]
fn the_page_is_written_whole_and_heeds_configuration_and_baseline() {
    let directory = directory(&[("clean.json", CLEAN), ("wrong.json", &wrong())]);
    let page = || fs::read_to_string(directory.path().join("report.html")).expect("the page");
    let written = run(directory.path(), &["report", "wrong.json"]);
    assert_eq!(written.status.code(), Some(0), "findings do not matter: {}", stderr(&written));
    let named = "\"rule\":\"dangling-next\"";
    assert!(page().contains(named) && page().ends_with("</html>\n"));
    let once = page();
    assert_eq!(run(directory.path(), &["report", "wrong.json"]).status.code(), Some(0));
    assert_eq!(page(), once, "two runs give the same bytes");
    assert_eq!(run(directory.path(), &["report", "--rule", "dangling-next=off", "wrong.json"]).status.code(), Some(0));
    assert!(!page().contains(named));
    run(directory.path(), &["--write-baseline", "known.json", "wrong.json"]);
    assert_eq!(run(directory.path(), &["report", "--baseline", "known.json", "wrong.json"]).status.code(), Some(0));
    assert!(!page().contains(named));
    let with_missing = run(directory.path(), &["report", "clean.json", "missing.json", "--out", "other.html"]);
    assert_eq!(with_missing.status.code(), Some(2), "what could be read is written all the same");
    assert!(directory.path().join("other.html").is_file());
}

#[test]
fn the_picture_in_the_documentation_is_what_the_program_draws() {
    let broken = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/graph.in");
    let drawn = stdout(&run(&broken, &["graph", "broken.json"]));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/flow.svg");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &drawn).expect("the picture");
    }
    assert!(
        fs::read_to_string(path).expect("the picture") == drawn,
        "UPDATE_DOCS=1 cargo test -p ivr-lint --test it draws it anew"
    );
}
