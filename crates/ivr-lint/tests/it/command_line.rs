//! The command line says no where it would otherwise mislead, in the language of who reads it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::harness::{CLEAN, wrong};

/// A directory with these files in it.
fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempdir().expect("a directory");
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
    directory
}

/// A run whose language and options come from nothing but its arguments and these variables.
fn run_with(directory: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "IVR_LINT_LANG", "IVR_LINT_FORMAT", "IVR_LINT_CONFIG"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied()).current_dir(directory).args(arguments).output().expect("it runs")
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    run_with(directory, &[], arguments)
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Asserts that a command line is refused with these words, and that nothing is printed.
fn refused(directory: &Path, arguments: &[&str], words: &str) {
    let output = run(directory, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert_eq!(stdout(&output), "", "{arguments:?}");
    assert!(stderr(&output).contains(words), "{arguments:?}: {}", stderr(&output));
}

#[test]
fn an_option_before_a_command_that_it_does_nothing_for_is_refused() {
    let directory = directory(&[("flows/a.json", CLEAN)]);
    let refused = |arguments: &[&str], words: &str| refused(directory.path(), arguments, words);
    refused(&["-f", "json", "stats", "flows"], "--format goes after `stats`");
    refused(&["--output", "json=x.json", "stats", "flows"], "--output cannot be used with `stats`");
    refused(&["-q", "report", "flows"], "--quiet cannot be used with `report`");
    refused(&["--changed-since", "HEAD", "graph", "flows/a.json"], "--changed-since cannot be used with `graph`");
    refused(&["--stdin-filename", "x", "stats"], "--stdin-filename cannot be used with `stats`");
    refused(&["--write-baseline", "b.json", "stats", "flows"], "--write-baseline cannot be used with `stats`");
    refused(&["--instance-id", "x", "rules"], "--instance-id cannot be used with `rules`");
    refused(&["--rule", "dead-end=off", "explain", "dead-end"], "--rule goes after `explain`");
    refused(&["flows", "stats"], "paths go after it: `ivr-lint stats …`");
    assert!(!directory.path().join("b.json").exists() && !directory.path().join("x.json").exists());
}

#[test]
fn an_option_without_what_it_is_about_is_refused() {
    let here = directory(&[("a.json", CLEAN)]);
    refused(here.path(), &["--stdin-filename", "b.json", "a.json"], "add `-` to the paths");
    refused(
        here.path(),
        &["--output", "json=x", "--output", "sarif=x", "a.json"],
        "x: two reports of this run have this name",
    );
    refused(here.path(), &["chekc"], "did you mean `ivr-lint check`?");
    refused(here.path(), &["graph"], "<PATH>");
}

#[test]
fn an_option_that_a_command_has_no_use_for_is_refused_behind_it() {
    let directory = directory(&[]);
    let options =
        ["--fail-on=note", "--rule=dead-end=off", "--no-ignores", "--baseline=x", "--jobs=2", "--allow-empty"];
    for command in [&["completions", "bash"][..], &["man"], &["schema", "config"], &["init"]] {
        for option in options {
            refused(directory.path(), &[command, &[option]].concat(), "unexpected argument");
        }
    }
    assert!(!directory.path().join("ivr-lint.toml").exists());
}

#[test]
fn options_of_an_instance_need_one() {
    let directory = directory(&[("flows/a.json", &wrong())]);
    for (option, value) in [("--region", "cn-hangzhou"), ("--type", "MAIN_FLOW"), ("--search", "x"), ("--profile", "p")]
    {
        refused(directory.path(), &[option, value, "flows"], &format!("{option} needs --instance-id"));
    }
    refused(directory.path(), &["stats", "--published-only", "flows"], "--published-only needs --instance-id");
}

#[test]
fn the_last_of_repeated_options_wins() {
    let directory = directory(&[("a.json", &wrong())]);
    let once = run(directory.path(), &["-f", "compact", "a.json"]);
    assert_eq!(stdout(&once).lines().count(), 1);
    let twice = ["-f", "json", "-f", "compact", "--lang", "zh", "--lang", "en", "-q", "-q", "-j2", "-j4", "a.json"];
    assert_eq!(run(directory.path(), &twice).stdout, once.stdout);
    let both = ["--rule", "dangling-next=off", "--rule", "dead-end=off", "-f", "compact", "a.json"];
    assert_eq!(stdout(&run(directory.path(), &both)), "", "options that add up still do");
}

#[test]
fn check_and_lint_are_what_is_done_without_a_command() {
    let directory = directory(&[("a.json", &wrong())]);
    let expected = run(directory.path(), &["-f", "compact", "a.json"]);
    for word in ["check", "lint"] {
        let output = run(directory.path(), &[word, "-f", "compact", "a.json"]);
        assert_eq!((&output.stdout, output.status.code()), (&expected.stdout, Some(1)), "{word}");
        assert_eq!(stderr(&output), "");
    }
    assert!(!stdout(&run(directory.path(), &["--help"])).contains("check "));
    assert!(stdout(&run(directory.path(), &["help", "stats"])).contains("ivr-lint stats"));
}

#[test]
fn a_first_word_that_is_close_to_a_command_is_not_taken_for_a_file() {
    let directory = directory(&[("a.json", &wrong()), ("explian", CLEAN)]);
    refused(directory.path(), &["stast", "a.json"], "did you mean `ivr-lint stats`?");
    refused(directory.path(), &["version"], "did you mean `ivr-lint --version`?");
    let file = run(directory.path(), &["-f", "compact", "explian"]);
    assert_eq!((file.status.code(), stderr(&file)), (Some(0), String::new()), "it is a file");
}

#[test]
fn rules_are_chosen_by_name_group_and_all() {
    let text = wrong().replace(r#""name":"开始""#, r#""name":"""#);
    let directory = directory(&[("a.json", &text)]);
    let rules = |arguments: &[&str]| {
        let output = run(directory.path(), &[&["-f", "json"], arguments, &["a.json"]].concat());
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings").clone();
        findings.iter().map(|finding| format!("{}[{}]", finding["severity"], finding["rule"])).collect::<Vec<_>>()
    };
    let all = [r#""note"["empty-name"]"#, r#""error"["dangling-next"]"#];
    assert_eq!(rules(&[]), all);
    assert_eq!(rules(&["--select", "dangling-next"]), all[1..]);
    assert_eq!(rules(&["--select", "names,text"]), all[..1]);
    assert_eq!(rules(&["--ignore", "graph"]), all[..1]);
    assert_eq!(rules(&["--select", "*", "--ignore", "names"]), all[1..]);
    assert_eq!(rules(&["--min-confidence", "documented"]), all[1..]);
    assert_eq!(
        rules(&["--rule", "*=warning", "--rule", "graph=note"]),
        [r#""warning"["empty-name"]"#, r#""note"["dangling-next"]"#]
    );
    fs::write(directory.path().join("ivr-lint.toml"), "[rules]\n\"*\" = \"note\"\nempty-name = \"off\"\n")
        .expect("a file");
    assert_eq!(rules(&[]), [r#""note"["dangling-next"]"#]);
    assert_eq!(rules(&["--no-config"]), all);
    assert_eq!(rules(&["--select", "empty-name"]), all[..1], "a rule that is named is on");
}

#[test]
fn rules_and_explain_show_the_level_in_force() {
    let directory = directory(&[("ivr-lint.toml", "[rules]\ndead-end = \"note\"\n")]);
    let line = |arguments: &[&str]| {
        let list = stdout(&run(directory.path(), &[&["rules"], arguments].concat()));
        list.lines().find(|line| line.starts_with("dead-end ")).expect("a line").to_owned()
    };
    assert!(line(&[]).contains(" note "));
    assert!(line(&["--no-config"]).contains(" error "));
    assert!(line(&["--rule", "dead-end=off"]).contains(" off "));
    let first = stdout(&run(directory.path(), &["explain", "dead-end"]));
    assert!(first.starts_with("dead-end (note; error by default)\n"), "{first}");
    let json = |arguments: &[&str]| -> Value {
        serde_json::from_slice(&run(directory.path(), arguments).stdout).expect("JSON")
    };
    let one = json(&["explain", "dead-end", "--format", "json"]);
    let told = (&one["level"], &one["defaultLevel"], &one["group"], &one["confidence"]);
    assert_eq!(told, (&"note".into(), &"error".into(), &"graph".into(), &"documented".into()));
    let all = json(&["rules", "--format", "json"]);
    assert_eq!(all["rules"].as_array().map(Vec::len), Some(ivr_flow::rules().count()));
    assert!(all["rules"].as_array().expect("rules").contains(&one));
    refused(directory.path(), &["explain", "loop"], "did you mean one of `endless-loop`, `silent-loop`?");
}

#[test]
fn the_environment_says_what_no_option_says() {
    let directory = directory(&[("a.json", &wrong()), ("x/other.toml", "[rules]\ndangling-next = \"note\"\n")]);
    let variables = [("IVR_LINT_CONFIG", "x/other.toml"), ("IVR_LINT_FORMAT", "compact"), ("IVR_LINT_LANG", "zh-CN")];
    let said = |arguments: &[&str]| stdout(&run_with(directory.path(), &variables, arguments));
    assert!(said(&["a.json"]).contains("note[dangling-next] 模块“开始”"), "{}", said(&["a.json"]));
    assert!(said(&["--no-config", "--lang", "en", "a.json"]).contains("error[dangling-next] exit"));
    assert!(said(&["-f", "jsonl", "a.json"]).starts_with('{'));
    let broken = run_with(directory.path(), &[("IVR_LINT_FORMAT", "josn")], &["a.json"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).contains("IVR_LINT_FORMAT: invalid format `josn`"));
    let broken = run_with(directory.path(), &[("IVR_LINT_LANG", "de")], &["a.json"]);
    assert!(stderr(&broken).contains("IVR_LINT_LANG: invalid value `de`"));
    assert_eq!(said(&["stats", "--format", "json", "a.json"]).chars().next(), Some('{'), "it is about linting only");
}

#[test]
fn help_and_mistakes_are_chinese_where_the_language_is() {
    let directory = directory(&[]);
    let zh = [("LANG", "zh_CN.UTF-8")];
    let help = stdout(&run_with(directory.path(), &zh, &["--help"]));
    for words in ["用法：ivr-lint [OPTIONS] [PATH]...", "命令:", "规则选择:", "显示生效的配置及其来源", "示例："]
    {
        assert!(help.contains(words), "{words}: {help}");
    }
    for english in ["Usage", "Options", "possible values", "default:", "Print help"] {
        assert!(!help.contains(english), "{english}: {help}");
    }
    let mistake = |arguments: &[&str]| stderr(&run_with(directory.path(), &zh, arguments));
    assert!(mistake(&["-f", "josn"]).contains("`--format <FORMAT>` 的取值 `josn` 无效［可选值：pretty、"));
    assert!(mistake(&["-f", "josn"]).contains("您是否要输入 `json`？"));
    assert!(mistake(&["--formt", "json"]).contains("未知的参数 `--formt`"));
    assert!(mistake(&["-j", "0"]).contains("的取值 `0` 无效：应为不小于 1 的整数"));
    assert!(mistake(&["explain"]).contains("缺少参数"));
    assert!(mistake(&["-q", "stats"]).contains("--quiet 不能与 `stats` 一起使用"));
    for locale in ["zh", "zh-CN", "zh_CN.UTF-8"] {
        assert!(
            stdout(&run(directory.path(), &["--lang", locale, "stats", "--help"])).contains("输出格式"),
            "{locale}"
        );
    }
}

/// The findings of a run in the compact format, each as `file: severity[rule]`.
fn compact(directory: &Path, arguments: &[&str]) -> Vec<String> {
    let output = run(directory, &[&["-f", "compact"], arguments].concat());
    assert_eq!(stderr(&output), "", "{arguments:?}");
    let line = |line: &str| {
        let (file, rest) = line.split_once(':').expect("a place");
        format!("{file}: {}", rest.split(": ").nth(1).expect("a finding").split(' ').next().expect("a rule"))
    };
    stdout(&output).lines().map(line).collect()
}

#[test]
fn the_configuration_is_found_from_each_file_upward() {
    let wrong = wrong();
    let note = "fail-on = \"note\"\n[rules]\ndangling-next = \"note\"\n";
    let directory = directory(&[
        ("repository/.git/HEAD", ""),
        ("repository/ivr-lint.toml", "[rules]\ndangling-next = \"warning\"\n"),
        ("repository/flows/a.json", &wrong),
        ("repository/sub/ivr-lint.toml", note),
        ("repository/sub/deep/b.json", &wrong),
        ("other/c.json", &wrong),
    ]);
    let at = |folder: &str| directory.path().join(folder);
    let below = ["flows/a.json: warning[dangling-next]", "sub/deep/b.json: note[dangling-next]"];
    assert_eq!(compact(&at("repository"), &["flows", "sub"]), below);
    assert_eq!(
        compact(&at("other"), &["../repository/flows/a.json"]),
        ["../repository/flows/a.json: warning[dangling-next]"]
    );
    assert_eq!(compact(&at("other"), &["c.json"]), ["c.json: error[dangling-next]"]);
    // What is nowhere near a configuration goes by that of who looks at it.
    assert_eq!(compact(&at("repository"), &["../other/c.json"]), ["../other/c.json: warning[dangling-next]"]);
    // Each file fails by its own level.
    let status = |arguments: &[&str]| run(&at("repository"), arguments).status.code();
    assert_eq!(status(&["flows"]), Some(0));
    assert_eq!(status(&["sub"]), Some(1));
    assert_eq!(status(&["--fail-on", "never", "sub"]), Some(0));
    assert_eq!(status(&["--config", "ivr-lint.toml", "sub"]), Some(0));
    assert_eq!(compact(&at("repository"), &["--no-config", "sub"]), ["sub/deep/b.json: error[dangling-next]"]);
}

#[test]
fn the_standard_input_goes_by_the_configuration_of_the_file_that_it_stands_for() {
    let directory =
        directory(&[("flows/ivr-lint.toml", "[rules]\ndangling-next = \"note\"\n"), ("flows/a.json", CLEAN)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    command.args(["-f", "compact", "--stdin-filename", "flows/a.json", "-"]).current_dir(directory.path());
    command.env("LC_ALL", "C").stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), wrong().as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(stdout(&output).contains("note[dangling-next]"), "{}", stdout(&output));
}

#[test]
fn what_is_broken_before_linting_stops_the_run() {
    let directory = directory(&[
        ("a.json", &wrong()),
        ("broken.toml", "[rules]\ndangling-nxt = \"off\"\n"),
        ("broken.json", "{}"),
        ("earlier.json", "{\"version\":1}"),
    ]);
    for broken in [
        ["--config", "nope.toml"],
        ["--config", "broken.toml"],
        ["--baseline", "nope.json"],
        ["--baseline", "broken.json"],
        ["--changed-since", "nope"],
    ] {
        let output =
            run(directory.path(), &[&broken[..], &["-f", "json", "--output", "json=report.json", "a.json"]].concat());
        assert_eq!(output.status.code(), Some(2), "{broken:?}");
        assert_eq!(stdout(&output), "", "{broken:?}: nothing is linted");
        assert!(stderr(&output).starts_with("ivr-lint:"), "{broken:?}: {}", stderr(&output));
        assert!(!directory.path().join("report.json").exists(), "{broken:?}");
    }
    fs::write(directory.path().join("ivr-lint.toml"), "fail-on = 3\n").expect("a file");
    for command in [&["a.json"][..], &["stats", "a.json"], &["report", "a.json"], &["rules"], &["config"]] {
        assert_eq!(run(directory.path(), command).status.code(), Some(2), "{command:?}");
    }
    assert_eq!(run(directory.path(), &["--no-config", "a.json"]).status.code(), Some(1));
}

#[test]
fn files_are_excluded_where_they_are_found_and_linted_where_they_are_named() {
    let wrong = wrong();
    let directory = directory(&[
        ("ivr-lint.toml", "[files]\nexclude = [\"archive\", \"**/recorded-*.json\"]\n"),
        ("a.json", &wrong),
        ("archive/b.json", &wrong),
        ("deep/recorded-c.json", &wrong),
    ]);
    assert_eq!(compact(directory.path(), &["."]), ["./a.json: error[dangling-next]"]);
    assert_eq!(compact(directory.path(), &["archive/b.json"]), ["archive/b.json: error[dangling-next]"]);
    assert_eq!(compact(directory.path(), &["--no-config", "."]).len(), 3);
    let output = run(directory.path(), &["archive"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("1 excluded by the configuration"), "{}", stderr(&output));
}

#[test]
fn a_baseline_in_the_configuration_is_relative_to_it() {
    let directory = directory(&[("x/ivr-lint.toml", "baseline = \"known.json\"\n"), ("x/a.json", &wrong())]);
    assert_eq!(run(directory.path(), &["x"]).status.code(), Some(2), "it is not there yet");
    let written = run(directory.path(), &["--write-baseline", "x/known.json", "x"]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    assert_eq!(compact(directory.path(), &["x"]), [""; 0]);
    assert_eq!(compact(directory.path(), &["--no-config", "x"]).len(), 1);
    let protected = run(directory.path(), &["--output", "json=x/known.json", "x"]);
    assert_eq!(protected.status.code(), Some(2), "a baseline in use is not overwritten");
}

#[test]
fn a_configuration_changes_and_adds_to_the_one_that_it_extends() {
    let base = "fail-on = \"never\"\n[rules]\ndangling-next = \"note\"\nempty-name = \"off\"\n[files]\nexclude = [\"sub/old\"]\n\
                [[ignore]]\nrule = \"dead-end\"\nreason = \"it may be anywhere\"\n";
    let own = "extend = \"../ivr-lint.toml\"\n[rules]\ndangling-next = \"warning\"\n";
    let directory = directory(&[
        ("ivr-lint.toml", base),
        ("sub/ivr-lint.toml", own),
        ("sub/a.json", &wrong().replace("开始", "")),
        ("sub/old/b.json", &wrong()),
    ]);
    assert_eq!(compact(directory.path(), &["sub"]), ["sub/a.json: warning[dangling-next]"]);
    let shown = stdout(&run(directory.path(), &["config", "sub"]));
    let origin = |setting: &str| {
        let line = shown.lines().find(|line| line.starts_with(setting)).unwrap_or_default();
        line.rsplit("# ").next().unwrap_or_default().to_owned()
    };
    assert_eq!(origin("fail-on"), "ivr-lint.toml:1");
    assert_eq!(origin("dangling-next"), "sub/ivr-lint.toml:3");
    assert_eq!(origin("empty-name"), "ivr-lint.toml:4");
    assert_eq!(origin("dead-end"), "default");
    fs::write(directory.path().join("ivr-lint.toml"), "extend = \"sub/ivr-lint.toml\"\n").expect("a file");
    refused(directory.path(), &["sub"], "these configurations extend each other");
    fs::write(directory.path().join("ivr-lint.toml"), "extend = \"nope.toml\"\n").expect("a file");
    refused(directory.path(), &["sub"], "there is no file nope.toml");
}

#[test]
fn settings_and_their_origins_stand_in_columns_and_defaults_can_be_left_out() {
    let text = "[rules]\ndead-end = \"note\"\n\n[[ignore]]\nrule = \"endless-loop\"\nfile = \"夜*.json\"\nflow = \"夜间流程\"\nreason = \"r\"\n";
    let here = directory(&[("ivr-lint.toml", text)]);
    let all = stdout(&run(here.path(), &["config"]));
    for line in all.lines().filter(|line| line.contains(" # ")) {
        let (setting, _) = line.split_once(" # ").expect("an origin");
        assert_eq!(unicode_width::UnicodeWidthStr::width(setting), 44, "{line}");
    }
    let changed = stdout(&run(here.path(), &["config", "--changed-only", "--rule", "empty-name=off"]));
    let said: Vec<_> = changed.lines().map(|line| line.split(" # ").next().unwrap_or_default().trim_end()).collect();
    let ignore =
        ["[[ignore]]", "rule = \"endless-loop\"", "file = \"夜*.json\"", "flow = \"夜间流程\"", "reason = \"r\""];
    let expected = [&["[rules]", "dead-end = \"note\"", "empty-name = \"off\"", ""][..], &ignore].concat();
    assert_eq!(said, expected);
    // What is printed is a configuration that says the same.
    let printed = directory(&[("ivr-lint.toml", &changed)]);
    let again = stdout(&run(printed.path(), &["config", "--changed-only"]));
    assert_eq!(
        again.lines().map(|line| line.split(" # ").next().unwrap_or_default().trim_end()).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(
        stdout(&run(directory(&[]).path(), &["config", "--changed-only"])),
        "# All settings are the defaults.\n"
    );
}

#[test]
fn what_became_of_each_file_is_told_where_it_is_asked() {
    let here = directory(&[
        (".gitignore", "ignored.json\n"),
        ("ivr-lint.toml", "[files]\nexclude = [\"excluded.json\"]\n"),
        ("a.json", CLEAN),
        ("excluded.json", CLEAN),
        ("ignored.json", CLEAN),
        (".hidden/b.json", CLEAN),
        ("package.json", "{}"),
    ]);
    let quiet = run(here.path(), &["-f", "compact", "."]);
    let told = run(here.path(), &["-f", "compact", "-v", "."]);
    assert_eq!((stdout(&told), told.status.code()), (stdout(&quiet), quiet.status.code()));
    assert_eq!(stderr(&quiet), "");
    let expected = [
        "ivr-lint: ./.hidden: left out: hidden",
        "ivr-lint: ./a.json: linted with ivr-lint.toml",
        "ivr-lint: ./excluded.json: left out: excluded by the configuration",
        "ivr-lint: ./ignored.json: left out: ignored by git",
        "ivr-lint: ./package.json: skipped: no flow in it",
    ];
    assert_eq!(stderr(&told).lines().collect::<Vec<_>>(), expected);
    let alone = run(here.path(), &["-q", "-v", "--no-config", "a.json"]);
    assert_eq!(stderr(&alone).trim(), "ivr-lint: a.json: linted with the default settings");
}
