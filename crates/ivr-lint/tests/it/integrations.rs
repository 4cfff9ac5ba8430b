//! What others put into their CI: the action, the hooks, the templates, the image, the scripts of `docs/ci.md`.
//!
//! Their commands are pulled out of the files that users take and run with bash, as the services run them. What needs a
//! network (`cargo`, `curl`, `aliyun`, `gh`) is a stand-in that writes down how it was called.
#![expect(clippy::unwrap_used, reason = "what cannot fail here fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use saphyr::{LoadableYamlNode as _, YamlOwned};
use serde_json::Value;
use tempfile::{TempDir, tempdir};
use test_service::{INSTANCE, KEY_ID, Kept, SECRET, Server, Service};

use crate::harness::{CLEAN, wrong};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn yaml(text: &str) -> YamlOwned {
    let mut documents = YamlOwned::load_from_str(text).unwrap();
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn string(value: &YamlOwned) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value:?} is no string"))
}

/// A member that may be missing.
fn member<'a>(value: &'a YamlOwned, key: &str) -> Option<&'a YamlOwned> {
    value.as_mapping_get(key)
}

/// The pairs of a mapping of strings.
fn pairs(value: &YamlOwned) -> Vec<(&str, &YamlOwned)> {
    value.as_mapping().unwrap().iter().map(|(key, value)| (string(key), value)).collect()
}

/// A machine of a service: a checked out repository, and what is on the path.
struct Machine {
    folder: TempDir,
    path: String,
    variables: BTreeMap<String, String>,
}

/// How a script ended, and all that it said on its standard output.
#[derive(Debug)]
struct Ended {
    status: i32,
    said: String,
    complained: String,
}

impl Machine {
    /// One with these files in the repository, on which nothing is installed.
    fn new(files: &[(&str, &str)]) -> Machine {
        let folder = tempdir().unwrap();
        fs::create_dir(folder.path().join("bin")).unwrap();
        fs::create_dir(folder.path().join("temp")).unwrap();
        // Who develops may have an ivr-lint on the path; a machine in here has not.
        let inherited = std::env::var("PATH").unwrap();
        let others = inherited.split(':').filter(|folder| !Path::new(folder).join("ivr-lint").exists());
        let path =
            [folder.path().join("bin").to_str().unwrap()].into_iter().chain(others).collect::<Vec<_>>().join(":");
        let machine = Machine { path, variables: BTreeMap::new(), folder };
        fs::create_dir(machine.repository()).unwrap();
        for (name, text) in files {
            machine.write(name, text);
        }
        machine
    }

    /// One on which ivr-lint is installed.
    fn ready(files: &[(&str, &str)]) -> Machine {
        let machine = Machine::new(files);
        symlink(env!("CARGO_BIN_EXE_ivr-lint"), machine.folder.path().join("bin/ivr-lint")).unwrap();
        machine
    }

    /// Blanks in its path, as some have.
    fn repository(&self) -> PathBuf {
        self.folder.path().join("the repository")
    }

    fn temp(&self) -> PathBuf {
        self.folder.path().join("temp")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.repository().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.insert(name.to_owned(), value.into());
    }

    /// Puts a stand-in on the path. It writes down its arguments, one call a line, and then does as the script says.
    fn stand_in(&self, name: &str, script: &str) {
        let path = self.folder.path().join("bin").join(name);
        let calls = self.folder.path().join(format!("{name}.calls"));
        let script = format!("#!/usr/bin/env bash\nset -eu\necho \"$*\" >> '{}'\n{script}\n", calls.display());
        executable(&path, &script);
    }

    /// How a stand-in was called.
    fn calls(&self, name: &str) -> Vec<String> {
        let calls = fs::read_to_string(self.folder.path().join(format!("{name}.calls"))).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// A `cargo install` that has nothing to compile.
    fn stand_in_for_cargo(&self) {
        let program = env!("CARGO_BIN_EXE_ivr-lint");
        self.stand_in(
            "cargo",
            &format!(
                "pwd > '{}'\nwhile [[ $1 != --root ]]; do shift; done\nmkdir -p \"$2/bin\"\nln -s '{program}' \"$2/bin/ivr-lint\"",
                self.folder.path().join("cargo.where").display()
            ),
        );
    }

    /// A Python that makes environments in which pip notes where it was called and how, and installs the program.
    fn stand_in_for_python(&self) {
        let (program, seen) = (env!("CARGO_BIN_EXE_ivr-lint"), self.folder.path().join("pip.seen"));
        let seen = seen.display();
        let pip = format!("echo \"$PWD $*\" > '{seen}'\nln -s '{program}' \"$(dirname \"$0\")/ivr-lint\"");
        let make = format!(
            "mkdir -p \"$3/bin\"\ncat > \"$3/bin/pip\" <<'END'\n#!/bin/sh\n{pip}\nEND\nchmod +x \"$3/bin/pip\""
        );
        self.stand_in("python3", &make);
    }

    /// Where pip was called, and how.
    fn pip(&self) -> (PathBuf, String) {
        let seen = fs::read_to_string(self.folder.path().join("pip.seen")).unwrap();
        let (place, words) = seen.trim().split_once(" install ").unwrap();
        (PathBuf::from(place), format!("install {words}"))
    }

    fn run(&self, shell: &[&str], script: &str) -> Ended {
        let file = self.folder.path().join("script");
        fs::write(&file, script).unwrap();
        self.command(&[shell, &[file.to_str().unwrap()]].concat())
    }

    fn command(&self, words: &[&str]) -> Ended {
        let output = Command::new(words[0])
            .args(&words[1..])
            .current_dir(self.repository())
            .env_clear()
            .env("PATH", &self.path)
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs(&self.variables)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ended {
            status: output.status.code().unwrap(),
            said: String::from_utf8(output.stdout).unwrap(),
            complained: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Somebody who commits.
fn somebody(machine: &mut Machine) {
    for who in ["AUTHOR", "COMMITTER"] {
        machine.set(&format!("GIT_{who}_NAME"), "Somebody");
        machine.set(&format!("GIT_{who}_EMAIL"), "somebody@example.com");
    }
}

fn executable(path: &Path, script: &str) {
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

mod shells {
    use super::*;

    /// What the program prints with these arguments.
    fn ivr_lint(arguments: &[&str]) -> String {
        let ended = Machine::ready(&[]).command(&[&["ivr-lint"], arguments].concat());
        assert_eq!((ended.status, ended.complained.as_str()), (0, ""), "{arguments:?}");
        ended.said
    }

    /// The first words of the lines below a heading of the help.
    fn listed(help: &str, heading: &str) -> BTreeSet<String> {
        let lines = help.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.is_empty());
        let lines = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        lines.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
    }

    /// The long options that the help names.
    fn options(help: &str) -> BTreeSet<String> {
        let words = help.lines().filter(|line| line.trim_start().starts_with('-')).flat_map(str::split_whitespace);
        words.filter(|word| word.starts_with("--")).map(|word| word.trim_end_matches(',').to_owned()).collect()
    }

    #[test]
    fn every_shell_has_a_script_that_knows_all_commands_and_options() {
        let help = ivr_lint(&["--help"]);
        let (commands, options) = (listed(&help, "Commands:"), options(&help));
        assert!(commands.contains("explain") && options.contains("--fail-on"), "{commands:?} {options:?}");
        let shells = ivr_lint(&["completions", "--help"]);
        let shells = shells.split_once("[possible values: ").unwrap().1.split_once(']').unwrap().0;
        for shell in shells.split(", ") {
            let script = ivr_lint(&["completions", shell]);
            for command in &commands {
                assert!(script.contains(command.as_str()), "{shell} does not know {command}");
            }
            for option in options.iter().filter(|option| *option != "--help") {
                assert!(script.contains(&option[2..]), "{shell} does not know {option}");
            }
        }
    }

    #[test]
    fn bash_completes_commands_and_options() {
        let script = ivr_lint(&["completions", "bash"]);
        let complete = |word: &str| {
            let machine = Machine::new(&[("completions", &script)]);
            let ended = machine.run(
                &["bash", "-u"],
                &format!(
                    "source completions\nread -ra registered <<< \"$(complete -p ivr-lint)\"\n\
                     for ((at = 0; at < ${{#registered[@]}}; at++)); do\n\
                     if [[ ${{registered[at]}} == -F ]]; then function=${{registered[at + 1]}}; fi\ndone\n\
                     COMP_WORDS=(ivr-lint {word}) COMP_CWORD=1\n\
                     $function ivr-lint {word} ivr-lint\necho \"${{COMPREPLY[@]}}\""
                ),
            );
            assert_eq!((ended.status, ended.complained.as_str()), (0, ""));
            ended.said.trim().to_owned()
        };
        assert_eq!(complete("expl"), "explain");
        assert_eq!(complete("--stdin"), "--stdin-filename");
    }

    #[test]
    fn every_command_has_a_manual_page() {
        let machine = Machine::ready(&[]);
        assert_eq!(machine.command(&["ivr-lint", "man", "--out", "share/man1"]).status, 0);
        let help = ivr_lint(&["--help"]);
        let mut expected: BTreeSet<_> =
            listed(&help, "Commands:").iter().map(|command| format!("ivr-lint-{command}.1")).collect();
        expected.insert("ivr-lint.1".to_owned());
        expected.remove("ivr-lint-help.1");
        let folder = machine.repository().join("share/man1");
        let made = fs::read_dir(folder).unwrap().map(|page| page.unwrap().file_name().into_string().unwrap());
        assert_eq!(made.collect::<BTreeSet<_>>(), expected);
        for name in &expected {
            let page = machine.read(&format!("share/man1/{name}"));
            let headings: Vec<_> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
            assert_eq!(headings[..3], ["NAME", "SYNOPSIS", "DESCRIPTION"], "{name}");
            // Whatever begins with one of these two is a request to the typesetter, and must be one that there is.
            for line in page.lines().filter(|line| line.starts_with(['.', '\''])) {
                let request = line[1..].split_whitespace().next().unwrap_or_default();
                let known = ["TH", "SH", "SS", "TP", "IP", "PP", "RS", "RE", "br", "ie", "el", "sp"];
                assert!(known.contains(&request), "{name}: {line}");
            }
        }
        let main = machine.read("share/man1/ivr-lint.1").replace('\\', "");
        assert_eq!(main.trim_end(), ivr_lint(&["man"]).replace('\\', "").trim_end());
        for option in options(&help) {
            assert!(main.contains(&option), "no {option} in the manual");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_said() {
        let ended = Machine::ready(&[("file", "")]).command(&["ivr-lint", "man", "--out", "file/man1"]);
        assert_eq!(ended.status, 2);
        assert!(ended.complained.starts_with("ivr-lint: cannot write file/man1: "), "{ended:?}");
    }
}

mod action {
    use super::*;

    /// What a run of the action leaves behind.
    struct Job {
        ended: Ended,
        summary: String,
        machine: Machine,
    }

    /// Runs the action's steps as GitHub does, without those that use other actions.
    fn run(mut machine: Machine, inputs: &[(&str, &str)]) -> Job {
        let action = yaml(&text("action.yml"));
        let declared = pairs(&action["inputs"]);
        assert!(inputs.iter().all(|(name, _)| declared.iter().any(|(known, _)| known == name)));
        let input = |name: &str| match inputs.iter().find(|(given, _)| *given == name) {
            Some((_, value)) => (*value).to_owned(),
            None => string(&action["inputs"][name]["default"]).to_owned(),
        };
        for name in ["GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"] {
            let file = machine.folder.path().join(name);
            fs::write(&file, "").unwrap();
            machine.set(name, file.to_str().unwrap());
        }
        let temp = machine.temp();
        machine.set("RUNNER_TEMP", temp.to_str().unwrap());
        machine.set("GITHUB_ACTION_PATH", root().to_str().unwrap());
        let file_of = |machine: &Machine, name: &str| fs::read_to_string(&machine.variables[name]).unwrap();
        let mut outputs = BTreeMap::new();
        let mut ended = Ended { status: 0, said: String::new(), complained: String::new() };
        for step in action["runs"]["steps"].as_sequence().unwrap() {
            let Some(script) = member(step, "run") else { continue };
            if let Some(condition) = member(step, "if") {
                assert_eq!(string(condition), "${{ inputs.version == 'source' }}");
                if input("version") != "source" {
                    continue;
                }
            }
            let script = string(script);
            assert!(!script.contains("${{"), "what GitHub puts into a script is run: {script}");
            assert_eq!(string(&step["shell"]), "bash");
            let before = machine.variables.clone();
            for (name, value) in member(step, "env").map(pairs).unwrap_or_default() {
                let expression = string(value).strip_prefix("${{ ").unwrap().strip_suffix(" }}").unwrap();
                let value = match expression.strip_prefix("inputs.") {
                    Some(name) => input(name),
                    None => outputs.get(expression).cloned().unwrap_or_default(),
                };
                machine.set(name, value);
            }
            ended = machine.run(&["bash", "--noprofile", "--norc", "-eo", "pipefail"], script);
            machine.variables = before;
            if ended.status != 0 {
                break;
            }
            for line in file_of(&machine, "GITHUB_OUTPUT").lines() {
                let (name, value) = line.split_once('=').unwrap();
                outputs.insert(format!("steps.{}.outputs.{name}", string(&step["id"])), value.to_owned());
            }
            let added = file_of(&machine, "GITHUB_PATH");
            fs::write(&machine.variables["GITHUB_PATH"], "").unwrap();
            machine.path = added.lines().map(|line| format!("{line}:")).collect::<String>() + &machine.path;
        }
        Job { summary: file_of(&machine, "GITHUB_STEP_SUMMARY"), ended, machine }
    }

    fn installed<'a>(inputs: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        [&[("version", "installed")], inputs].concat()
    }

    fn results(job: &Job, report: &str) -> usize {
        let report: Value = serde_json::from_str(&job.machine.read(report)).unwrap();
        report["runs"][0]["results"].as_array().unwrap().len()
    }

    #[test]
    fn a_clean_flow_passes() {
        let machine = Machine::ready(&[("flows/a flow.json", CLEAN), ("package.json", "{}")]);
        let job = run(machine, &installed(&[("sarif", "a report.sarif")]));
        assert_eq!(job.ended.status, 0, "{:?}", job.ended);
        assert!(!job.ended.said.contains("::"), "{:?}", job.ended);
        assert!(job.summary.contains("1 flow"), "{}", job.summary);
        assert_eq!(results(&job, "a report.sarif"), 0);
    }

    #[test]
    fn an_error_fails_the_job_and_is_annotated_summed_up_and_reported() {
        let machine = Machine::ready(&[("flows/a flow.json", &wrong()), ("flows/good.json", CLEAN)]);
        let job = run(machine, &installed(&[("paths", "flows/a flow.json\nflows/good.json\n"), ("sarif", "r.sarif")]));
        assert_eq!(job.ended.status, 1, "{:?}", job.ended);
        assert!(job.ended.said.contains("::error file=flows/a flow.json,line=1,"), "{:?}", job.ended);
        assert!(job.summary.contains("dangling-next"), "{}", job.summary);
        assert!(results(&job, "r.sarif") > 0);
    }

    #[test]
    fn the_summary_is_of_this_step_only() {
        let machine = Machine::ready(&[("flow.json", CLEAN)]);
        fs::write(machine.temp().join("ivr-lint-summary.md"), "of an earlier step").unwrap();
        let job = run(machine, &installed(&[("args", "--no-such-option")]));
        assert_eq!(job.ended.status, 2, "{:?}", job.ended);
        assert!(!job.summary.contains("earlier"), "{}", job.summary);
    }

    #[test]
    fn the_inputs_are_heeded() {
        let machine = || Machine::ready(&[("flow.json", &wrong()), ("strict.toml", "fail-on = \"note\"\n")]);
        let status = |inputs: &[(&str, &str)]| run(machine(), &installed(inputs)).ended.status;
        assert_eq!(status(&[]), 1);
        assert_eq!(status(&[("fail-on", "never")]), 0);
        assert_eq!(status(&[("config", "strict.toml"), ("args", "--rule=dangling-next=note")]), 1);
        assert_eq!(status(&[("config", "no such.toml")]), 2);
        let inputs = [("args", "--rule\ndangling-next=off\n\n--rule=unreachable-activity=off\n--rule=dead-end=off")];
        assert_eq!(status(&inputs), 0);
    }

    #[test]
    fn the_change_of_a_pull_request_is_added_to_the_summary() {
        let request = |diff: &str| {
            let mut machine = Machine::ready(&[("flows/a flow.json", CLEAN)]);
            page::with_change(&mut machine, "flows/a flow.json", &CLEAN.replace("结束", "挂断"));
            machine.set("GITHUB_BASE_REF", "main");
            run(machine, &installed(&[("diff", diff), ("paths", "flows/a flow.json")]))
        };
        let job = request("true");
        assert_eq!(job.ended.status, 0, "{:?}", job.ended);
        assert!(job.summary.contains("## ivr-lint diff") && job.summary.contains("挂断"), "{}", job.summary);
        assert!(!request("false").summary.contains("diff"));
        // Outside of a pull request there is nothing to compare with.
        let job = run(Machine::ready(&[("flow.json", CLEAN)]), &installed(&[("diff", "true")]));
        assert_eq!((job.ended.status, job.summary.contains("diff")), (0, false), "{:?}", job.ended);
    }

    #[test]
    fn nothing_in_an_input_is_run_or_taken_for_an_option() {
        let attempts =
            ["\"; touch pwned; \"", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", "x && touch pwned", "*"];
        for input in ["paths", "fail-on", "config", "args", "sarif", "diff", "version"] {
            for attempt in attempts {
                let machine = Machine::ready(&[("flow.json", CLEAN)]);
                let job = run(
                    machine,
                    &[("version", "installed"), (input, attempt)]
                        .map(|given| if input == "version" { ("version", attempt) } else { given }),
                );
                let left = fs::read_dir(job.machine.repository()).unwrap();
                let left: Vec<_> = left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
                assert!(!left.contains(&"pwned".to_owned()), "{input}: {attempt}");
                // Any name will do for a report; nothing else of this kind makes sense.
                assert_eq!(
                    job.ended.status,
                    if input == "sarif" { 0 } else { 2 },
                    "{input}: {attempt} {:?}",
                    job.ended
                );
            }
        }
        let job = run(Machine::ready(&[("flow.json", CLEAN)]), &installed(&[("paths", "--version")]));
        assert_eq!(job.ended.status, 2, "{:?}", job.ended);
    }

    #[test]
    fn the_sources_of_the_action_are_built_once() {
        let machine = Machine::new(&[("flow.json", &wrong())]);
        machine.stand_in_for_cargo();
        let job = run(machine, &[("version", "source")]);
        assert_eq!(job.ended.status, 1, "{:?}", job.ended);
        // Where no toolchain and no configuration of the checkout is found.
        let place = fs::read_to_string(job.machine.folder.path().join("cargo.where")).unwrap();
        assert_eq!(Path::new(place.trim()).canonicalize().unwrap(), root().canonicalize().unwrap());
        let calls = job.machine.calls("cargo");
        let expected = format!(
            "install --locked --path {0}/crates/ivr-lint --root {1}/ivr-lint-",
            root().display(),
            job.machine.temp().display()
        );
        assert!(calls.len() == 1 && calls[0].starts_with(&expected), "{calls:?}");
        // The folder is what the cache brings back.
        let key = calls[0].strip_prefix(&expected).unwrap();
        assert!(key.len() == 40 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
        let mut again = job.machine;
        again.path = again.path.split(':').filter(|folder| !folder.contains("ivr-lint-")).collect::<Vec<_>>().join(":");
        let job = run(again, &[("version", "source")]);
        assert_eq!((job.ended.status, job.machine.calls("cargo").len()), (1, 1));
    }

    #[test]
    fn a_release_is_fetched_and_its_attestation_verified() {
        let program = env!("CARGO_BIN_EXE_ivr-lint");
        let archive = "ivr-lint-x86_64-unknown-linux-musl";
        let download = format!(
            "while [[ $1 != --output ]]; do shift; done\nwork=$(mktemp -d)\nmkdir \"$work/{archive}\"\n\
             ln -s '{program}' \"$work/{archive}/ivr-lint\"\ntar --create --file \"$2\" --directory \"$work\" {archive}"
        );
        for (verified, status) in [(0, 1), (1, 1)] {
            let mut machine = Machine::new(&[("flow.json", &wrong())]);
            machine.set("RUNNER_OS", "Linux");
            machine.set("RUNNER_ARCH", "X64");
            machine.stand_in("curl", &download);
            machine.stand_in("gh", &format!("exit {verified}"));
            // It is the default.
            let job = run(machine, &[]);
            assert_eq!(job.ended.status, status, "{:?}", job.ended);
            let calls = job.machine.calls("curl");
            let address = format!("https://github.com/ivr-lint/ivr-lint/releases/download/v0.1.0/{archive}.tar.xz");
            assert!(calls.len() == 1 && calls[0].contains(&address), "{calls:?}");
            let calls = job.machine.calls("gh");
            let expected = "--repo ivr-lint/ivr-lint --source-ref refs/tags/v0.1.0";
            assert!(calls.len() == 1 && calls[0].starts_with("attestation verify"), "{calls:?}");
            assert!(calls[0].ends_with(expected), "{calls:?}");
            // What is not attested is not run.
            assert_eq!(job.ended.said.contains("::error"), verified == 0, "{:?}", job.ended);
        }
    }

    #[test]
    fn a_version_that_is_not_there_is_said() {
        for version in ["installed", "latest", "1.0.0/../../x"] {
            let job = run(Machine::new(&[("flow.json", CLEAN)]), &[("version", version)]);
            assert_eq!(job.ended.status, 2, "{version}");
            assert!(job.ended.said.starts_with("::error title=ivr-lint::"), "{:?}", job.ended);
        }
    }
}

mod pre_commit {
    use super::*;

    fn hook(id: &str) -> YamlOwned {
        let hooks = yaml(&text(".pre-commit-hooks.yaml"));
        hooks.as_sequence().unwrap().iter().find(|hook| string(&hook["id"]) == id).unwrap().clone()
    }

    #[test]
    fn json_that_is_no_flow_is_passed_over() {
        let hook = hook("ivr-lint-system");
        assert_eq!(hook["pass_filenames"].as_bool(), Some(false));
        let run = |files: &[(&str, &str)], arguments: &[&str]| {
            Machine::ready(files).command(&[&[string(&hook["entry"])], arguments].concat())
        };
        let (package, wrong) = (("package.json", r#"{"name":"x"}"#), wrong());
        assert_eq!(run(&[package, ("flows/a.json", CLEAN)], &[]).status, 0);
        assert_eq!(run(&[package, ("flows/a.json", &wrong)], &[]).status, 1);
        assert_eq!(run(&[package, ("flows/a.json", CLEAN), ("old/a.json", &wrong)], &["flows"]).status, 0);
        // The reason: named, it is said to be a flow.
        assert_eq!(run(&[package], &["package.json"]).status, 1);
    }

    #[test]
    fn it_can_report_on_what_the_commit_changes_alone() {
        let mut machine = Machine::ready(&[("flows/old.json", &wrong())]);
        somebody(&mut machine);
        let commit = "git init --quiet && git add . && git commit --quiet --message first";
        assert_eq!(machine.run(&["sh", "-e"], commit).status, 0);
        let page = text("docs/ci.md");
        let arguments = page.split_once("`args: [--changed-since").unwrap().1.split_once("]`").unwrap().0;
        let line =
            format!("{} --changed-since{}", string(&hook("ivr-lint-system")["entry"]), arguments.replace(',', ""));
        assert_eq!(machine.run(&["sh"], &line).status, 0, "{line}");
        machine.write("flows/new.json", &wrong());
        let ended = machine.run(&["sh"], &format!("git add . && {line}"));
        assert!(ended.status == 1 && !ended.said.contains("old.json"), "{ended:?}");
    }

    #[test]
    fn it_runs_when_something_changes_that_counts() {
        let hooks = ["ivr-lint", "ivr-lint-source", "ivr-lint-system"].map(hook);
        let files = string(&hooks[0]["files"]);
        assert!(hooks.iter().all(|hook| string(&hook["files"]) == files));
        let matches = |name: &str| {
            let machine = Machine::new(&[("names", name)]);
            machine.command(&["grep", "-P", files, "names"]).status == 0
        };
        for name in ["a.json", "flows/a b.jsonl", "x.ndjson", "A.JSON", "ivr-lint.toml", "flows/ivr-lint.instance.toml"]
        {
            assert!(matches(name), "{name}");
        }
        for name in ["a.json5", "json", "README.md", "Cargo.toml", "not-ivr-lint.toml"] {
            assert!(!matches(name), "{name}");
        }
    }

    #[test]
    fn it_installs_the_wheel_of_its_own_version() {
        let hook = hook("ivr-lint");
        assert_eq!((string(&hook["language"]), string(&hook["entry"])), ("python", "ivr-lint"));
        // What pre-commit installs is the top directory.
        let version = env!("CARGO_PKG_VERSION");
        let package = text("pyproject.toml");
        assert!(package.contains(&format!("\ndependencies = [\"ivr-lint=={version}\"]\n")), "{package}");
    }

    #[test]
    fn it_builds_itself_in_its_own_clone_and_once_only() {
        let hook = hook("ivr-lint-source");
        let machine = Machine::new(&[("flow.json", &wrong())]);
        machine.stand_in_for_cargo();
        let clone = machine.folder.path().join("a clone");
        let entry = clone.join(string(&hook["entry"]));
        fs::create_dir_all(entry.parent().unwrap()).unwrap();
        fs::copy(root().join(string(&hook["entry"])), &entry).unwrap();
        for _ in 0..2 {
            let ended = machine.command(&[entry.to_str().unwrap()]);
            assert_eq!(ended.status, 1, "{ended:?}");
            assert!(ended.said.contains("dangling-next"), "{ended:?}");
        }
        let root = clone.join("target/pre-commit");
        let expected = format!("install --locked --quiet --path crates/ivr-lint --root {}", root.display());
        assert_eq!(machine.calls("cargo"), [expected]);
        let built_in = fs::read_to_string(machine.folder.path().join("cargo.where")).unwrap();
        assert_eq!(Path::new(built_in.trim()).canonicalize().unwrap(), clone.canonicalize().unwrap());
    }
}

mod gitlab {
    use super::*;

    /// Runs the job in a shell that images have.
    fn run(mut machine: Machine, shell: &[&str], path: &str) -> (Ended, Machine) {
        let template = yaml(&text("integrations/gitlab/ivr-lint.yml"));
        let job = &template["ivr-lint"];
        for (name, value) in pairs(&job["variables"]) {
            machine.set(name, string(value));
        }
        machine.set("IVR_LINT_PATH", path);
        let repository = machine.repository();
        machine.set("CI_PROJECT_DIR", repository.to_str().unwrap());
        let lines = ["before_script", "script"].map(|part| job[part].as_sequence().unwrap().iter().map(string));
        let script: Vec<_> = lines.into_iter().flatten().collect();
        (machine.run(shell, &script.join("\n")), machine)
    }

    fn reports(machine: &Machine) -> (usize, String) {
        let quality: Value = serde_json::from_str(&machine.read("gl-code-quality-report.json")).unwrap();
        (quality.as_array().unwrap().len(), machine.read("ivr-lint-junit.xml"))
    }

    const SHELLS: [&[&str]; 2] = [&["bash", "-eo", "pipefail"], &["sh", "-e"]];

    #[test]
    fn the_job_fails_on_an_error_and_leaves_both_reports() {
        for shell in SHELLS {
            let files = [("the flows/a.json", wrong()), ("package.json", "{}".to_owned())];
            let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
            let (ended, machine) = run(Machine::ready(&files), shell, "the flows");
            assert_eq!(ended.status, 1, "{ended:?}");
            let (quality, junit) = reports(&machine);
            assert!(quality > 0);
            assert!(junit.contains("<failure"), "{junit}");
        }
    }

    #[test]
    fn the_job_passes_on_a_clean_flow() {
        for shell in SHELLS {
            let (ended, machine) = run(Machine::ready(&[("a.json", CLEAN)]), shell, ".");
            assert_eq!(ended.status, 0, "{ended:?}");
            let (quality, junit) = reports(&machine);
            assert_eq!(quality, 0);
            assert!(!junit.contains("<failure"), "{junit}");
        }
    }

    #[test]
    fn the_job_installs_the_wheel_where_the_image_has_no_program() {
        let machine = Machine::new(&[("a.json", CLEAN)]);
        machine.stand_in_for_python();
        // What the checkout has by that name is not the gate.
        machine.write(".ivr-lint/bin/ivr-lint", "#!/bin/sh\nexit 0\n");
        let planted = machine.repository().join(".ivr-lint/bin/ivr-lint");
        fs::set_permissions(planted, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let (ended, machine) = run(machine, SHELLS[1], "$(touch pwned)");
        assert_eq!(ended.status, 2, "{ended:?}");
        assert!(!machine.repository().join("pwned").exists());
        assert_eq!(machine.calls("python3"), ["-m venv ."]);
        let (place, words) = machine.pip();
        assert!(!place.starts_with(machine.repository()), "{place:?}");
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(words, format!("install --quiet --only-binary :all: ivr-lint=={version}"));
    }

    #[test]
    fn the_reports_are_kept_whatever_becomes_of_the_job() {
        let template = yaml(&text("integrations/gitlab/ivr-lint.yml"));
        let artifacts = &template["ivr-lint"]["artifacts"];
        assert_eq!(string(&artifacts["when"]), "always");
        let script = string(&template["ivr-lint"]["script"][0]);
        for (_, report) in pairs(&artifacts["reports"]) {
            assert!(script.contains(&format!("={} ", string(report))), "{report:?}");
        }
    }
}

mod image {
    use super::*;

    #[test]
    fn the_image_is_made_of_what_there_is() {
        let dockerfile = text("Dockerfile");
        let kept: BTreeSet<_> =
            text(".dockerignore").lines().filter_map(|line| line.strip_prefix('!')).map(str::to_owned).collect();
        let copied = dockerfile.lines().filter_map(|line| line.strip_prefix("COPY "));
        let mut sources: Vec<&str> = Vec::new();
        for line in copied.filter(|line| !line.starts_with("--from")) {
            let words: Vec<_> = line.split(' ').collect();
            sources.extend(&words[..words.len() - 1]);
        }
        assert_eq!(sources.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), kept);
        // What is copied is a workspace of its own, without any file besides.
        let copy = tempdir().unwrap();
        for name in sources {
            copy_all(&root().join(name), &copy.path().join(name));
        }
        let folders = fs::read_dir(copy.path().join("crates")).unwrap();
        for tests in folders.map(|folder| folder.unwrap().path().join("tests")).filter(|tests| tests.exists()) {
            fs::remove_dir_all(tests).unwrap();
        }
        let build = dockerfile.lines().find_map(|line| line.strip_prefix("RUN cargo install ")).unwrap();
        assert_eq!(build, "--locked --path crates/ivr-lint --root /out");
        let resolved = Command::new(env!("CARGO"))
            .args(["tree", "--locked", "--offline", "--edges=normal,build", "--package=ivr-lint"])
            .current_dir(copy.path())
            .output()
            .unwrap();
        assert!(resolved.status.success(), "{}", String::from_utf8_lossy(&resolved.stderr));
        assert!(copy.path().join("crates/ivr-lint/src/main.rs").is_file());
    }

    #[test]
    fn the_image_runs_the_program_as_nobody() {
        let dockerfile = text("Dockerfile");
        for line in [
            "COPY --from=build /out/bin/ivr-lint /usr/local/bin/ivr-lint",
            "USER 65534:65534",
            r#"ENTRYPOINT ["ivr-lint"]"#,
        ] {
            assert!(dockerfile.lines().any(|there| there == line), "{line}");
        }
    }

    fn copy_all(from: &Path, to: &Path) {
        if from.is_dir() {
            fs::create_dir_all(to).unwrap();
            for entry in fs::read_dir(from).unwrap() {
                let name = entry.unwrap().file_name();
                copy_all(&from.join(&name), &to.join(&name));
            }
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// `docs/ci.md`: its scripts run, and what it names is there.
mod page {
    use super::*;

    /// The blocks of a language below a heading.
    fn blocks(language: &str, heading: &str) -> Vec<String> {
        let page = text("docs/ci.md");
        let section = page.split("\n## ").find(|section| section.lines().next() == Some(heading));
        let section = section.unwrap_or_else(|| panic!("no heading {heading}")).to_owned();
        let fence = format!("\n```{language}\n");
        section.split(&fence).skip(1).map(|block| block.split("\n```").next().unwrap().to_owned()).collect()
    }

    /// Plain, for the scripts themselves say how strict they are.
    const BASH: [&str; 1] = ["bash"];

    /// The flows of `testdata/runs/hotline`.
    fn hotline() -> Vec<Value> {
        let folder = root().join("testdata/runs/hotline");
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let pages = paths.iter().map(|path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap());
        pages.flat_map(|page| page["Data"]["List"].as_array().unwrap().clone()).collect()
    }

    /// A machine with the variables that the scripts take.
    fn machine() -> Machine {
        let mut machine = Machine::ready(&[]);
        let variables = [
            ("REGION", "cn-shanghai"),
            ("INSTANCE_ID", INSTANCE),
            ("FLOW_ID", "flow 1"),
            ("DRAFT_ID", "draft 1"),
            ("REVISION", "abc"),
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY_ID),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET),
        ];
        for (name, value) in variables {
            machine.set(name, value);
        }
        machine
    }

    /// Serves these flows, to the ivr-lint of the machine too.
    fn serve(machine: &Machine, flows: Vec<Value>) -> Server {
        let kept = flows.into_iter().map(|flow| Kept {
            id: flow["ContactFlowId"].as_str().unwrap().to_owned(),
            flow_type: match flow["Type"].as_str().unwrap() {
                "MAIN_FLOW" => "MAIN_FLOW",
                "SUB_FLOW" => "SUB_FLOW",
                _ => "SURVEY_FLOW",
            },
            json: flow.to_string(),
        });
        let service = Arc::new(Service::new(kept.collect()));
        let server = Server::start(move |request| service.answer(request));
        fs::remove_file(machine.folder.path().join("bin/ivr-lint")).unwrap();
        let program = env!("CARGO_BIN_EXE_ivr-lint");
        machine.stand_in("ivr-lint", &format!("exec '{program}' \"$@\" --endpoint '{}'", server.url()));
        server
    }

    #[test]
    fn every_script_is_run_by_a_test() {
        let known = [
            ("云效 Flow", 1),
            ("Linting an instance", 2),
            ("Commit, check, publish", 1),
            ("Every night: changes on the platform", 2),
            ("What a change means, in the review", 3),
            ("Completions and manual pages", 1),
        ];
        for (heading, count) in known {
            assert_eq!(blocks("bash", heading).len(), count, "{heading}");
        }
        let all: usize = known.iter().map(|(_, count)| count).sum();
        assert_eq!(text("docs/ci.md").matches("\n```bash\n").count(), all);
        assert!(!text("docs/ci.md").contains("```sh"));
    }

    #[test]
    fn the_step_of_flow_fails_on_an_error_and_leaves_its_report() {
        for (flow, status) in [(CLEAN.to_owned(), 0), (wrong(), 1)] {
            let machine = Machine::new(&[("flows/a.json", &flow)]);
            machine.stand_in_for_python();
            let ended = machine.run(&BASH, &blocks("bash", "云效 Flow")[0]);
            assert_eq!(ended.status, status, "{ended:?}");
            assert_eq!(machine.read("ivr-lint-junit.xml").contains("<failure"), status == 1);
            let version = env!("CARGO_PKG_VERSION");
            assert_eq!(machine.pip().1, format!("install --quiet --only-binary :all: ivr-lint=={version}"));
        }
    }

    #[test]
    fn the_gate_on_an_instance_stops_at_an_error() {
        let script = &blocks("bash", "Linting an instance")[0];
        let good = machine();
        let _server = serve(&good, many(120));
        let ended = good.run(&BASH, script);
        assert_eq!(ended.status, 0, "{ended:?}");
        let bad = machine();
        let mut flows = many(120);
        flows[110]["Definition"] = wrong().into();
        let _server = serve(&bad, flows);
        let ended = bad.run(&BASH, script);
        assert_eq!(ended.status, 1, "{ended:?}");
    }

    /// An `aliyun` as far as it lists: of a version that it is not told, it gives the answer of the API of 2017; on
    /// errors it prints nothing and fails, or does not even that.
    fn aliyun(machine: &Machine, pages: &[Value], total: usize, failing: Option<(usize, i32)>) {
        for (number, page) in (1..).zip(pages) {
            fs::write(machine.temp().join(format!("page-{number}")), format!("{page:#}\n")).unwrap();
        }
        let (page, status) = failing.unwrap_or((0, 0));
        let temp = machine.temp();
        let temp = temp.display();
        machine.stand_in(
            "aliyun",
            &format!(
                r#"[[ "$*" != *--pager* ]]
[[ "$*" == "ccc ListContactFlows "* ]]
if [[ "$*" != *"--version 2020-07-01 --force"* ]]; then
    echo '{{"ContactFlows":{{"ContactFlow":[{{"Versions":{{}}}}]}}}}'
    exit
fi
[[ "$*" == *"--region cn-shanghai --InstanceId {INSTANCE} "* ]]
while [[ $1 != --PageNumber ]]; do shift; done
if [[ $2 == {page} ]]; then echo "ERROR: SDK.ServerError" >&2; exit {status}; fi
if [[ "$*" == *"--cli-query Data.TotalCount" ]]; then echo {total}; exit; fi
[[ "$*" == *"--PageSize 100" ]]
cat "{temp}/page-$2""#
            ),
        );
    }

    /// Pages with these flows, a hundred each.
    fn pages(flows: &[Value], total: usize) -> Vec<Value> {
        let page = |(number, list): (usize, &[Value])| {
            serde_json::json!({"Code": "OK", "HttpStatusCode": 200, "Message": "", "RequestId": "r",
                "Data": {"PageNumber": number + 1, "PageSize": 100, "TotalCount": total, "List": list}})
        };
        flows.chunks(100).enumerate().map(page).collect()
    }

    fn many(count: usize) -> Vec<Value> {
        let flow = |number| {
            serde_json::json!({"ContactFlowId": format!("flow-{number}"), "InstanceId": INSTANCE, "Type": "MAIN_FLOW",
                "Name": format!("流程 {number}"), "Definition": CLEAN})
        };
        (0..count).map(flow).collect()
    }

    #[test]
    fn the_gate_with_the_command_line_reads_all_pages() {
        let script = &blocks("bash", "Linting an instance")[1];
        for (count, calls) in [(250, 4), (200, 3), (1, 2)] {
            let machine = machine();
            aliyun(&machine, &pages(&many(count), count), count, None);
            let ended = machine.run(&BASH, script);
            assert_eq!(ended.status, 0, "{ended:?}");
            assert!(ended.complained.is_empty(), "{ended:?}");
            assert!(ended.said.contains(&format!("{count} flow")), "{ended:?}");
            assert_eq!(machine.calls("aliyun").len(), calls);
        }
    }

    #[test]
    fn the_gate_with_the_command_line_stops_at_an_error_on_any_page() {
        let script = &blocks("bash", "Linting an instance")[1];
        let mut flows = many(150);
        flows[140]["Definition"] = wrong().into();
        let machine = machine();
        aliyun(&machine, &pages(&flows, 150), 150, None);
        let ended = machine.run(&BASH, script);
        assert_eq!(ended.status, 1, "{ended:?}");
        assert!(ended.said.contains("dangling-next"), "{ended:?}");
    }

    #[test]
    fn the_gate_with_the_command_line_passes_nothing_that_is_not_whole() {
        let script = &blocks("bash", "Linting an instance")[1];
        // A page that fails, and one that fails without saying so.
        for failing in [(1, 1), (2, 1), (1, 0), (2, 0)] {
            let machine = machine();
            aliyun(&machine, &pages(&many(150), 150), 150, Some(failing));
            let ended = machine.run(&BASH, script);
            assert_ne!(ended.status, 0, "{failing:?} {ended:?}");
            assert!(!ended.said.contains("150 flows"), "{failing:?} {ended:?}");
        }
        // Fewer flows than there are said to be.
        let machine = machine();
        aliyun(&machine, &pages(&many(90), 100), 100, None);
        let ended = machine.run(&BASH, script);
        assert_eq!(ended.status, 1, "{ended:?}");
        assert!(ended.said.contains("incomplete-list"), "{ended:?}");
    }

    /// An `aliyun` that keeps what is committed, or something else in its place.
    fn platform(machine: &Machine, kept: Option<&str>, failing: &str, status: i32) {
        let keeps = match kept {
            Some(other) => format!("printf %s '{other}'"),
            None => r#"while [[ $1 != --Definition ]]; do shift; done; printf %s "$2""#.to_owned(),
        };
        let temp = machine.temp();
        let temp = temp.display();
        machine.stand_in(
            "aliyun",
            &format!(
                r#"[[ "$*" == "ccc $2 --version 2020-07-01 --force --region cn-shanghai --InstanceId {INSTANCE} --ContactFlowId flow 1 --DraftId draft 1"* ]]
if [[ $2 == "{failing}" ]]; then echo "ERROR: SDK.ServerError" >&2; exit {status}; fi
case $2 in
    CommitContactFlow) ({keeps}) > "{temp}/kept" ;;
    GetContactFlow) echo '{{"Code":"OK","Data":{{"Definition":'; cat "{temp}/kept"; echo '}}}}' ;;
    PublishContactFlow) echo '{{"Code":"OK"}}' ;;
esac"#
            ),
        );
    }

    /// What the platform was asked for, in order.
    fn asked(machine: &Machine) -> Vec<String> {
        machine.calls("aliyun").iter().filter_map(|call| call.split(' ').nth(1)).map(str::to_owned).collect()
    }

    #[test]
    fn a_clean_definition_is_published() {
        let script = &blocks("bash", "Commit, check, publish")[0];
        let machine = machine();
        machine.write("definition.json", CLEAN);
        platform(&machine, None, "", 0);
        let ended = machine.run(&BASH, script);
        assert_eq!(ended.status, 0, "{ended:?}");
        assert_eq!(asked(&machine), ["CommitContactFlow", "GetContactFlow", "PublishContactFlow"]);
    }

    #[test]
    fn a_wrong_definition_is_neither_committed_nor_published() {
        let script = &blocks("bash", "Commit, check, publish")[0];
        let first = machine();
        first.write("definition.json", &wrong());
        platform(&first, None, "", 0);
        assert_eq!(first.run(&BASH, script).status, 1);
        assert!(asked(&first).is_empty());
        // Neither is what became wrong on the platform.
        let second = machine();
        second.write("definition.json", CLEAN);
        platform(&second, Some(&wrong()), "", 0);
        assert_eq!(second.run(&BASH, script).status, 1);
        assert_eq!(asked(&second), ["CommitContactFlow", "GetContactFlow"]);
    }

    #[test]
    fn nothing_is_published_after_an_error_of_the_platform() {
        let script = &blocks("bash", "Commit, check, publish")[0];
        for (failing, status, until) in
            [("CommitContactFlow", 1, 1), ("GetContactFlow", 1, 2), ("GetContactFlow", 0, 2)]
        {
            let machine = machine();
            machine.write("definition.json", CLEAN);
            platform(&machine, None, failing, status);
            let ended = machine.run(&BASH, script);
            assert_eq!(ended.status, 1, "{failing} {ended:?}");
            assert_eq!(asked(&machine).len(), until, "{failing}");
        }
    }

    /// A repository whose main branch is at a remote, and a branch on which a file is another.
    pub(super) fn with_change(machine: &mut Machine, name: &str, changed: &str) {
        with_remote(machine);
        let ended = machine.run(
            &BASH,
            "set -e\ngit add .\ngit commit --quiet --message flows\ngit push --quiet origin main\n\
             git switch --quiet --create change",
        );
        assert_eq!(ended.status, 0, "{ended:?}");
        machine.write(name, changed);
        let ended = machine.run(&BASH, "git commit --quiet --all --allow-empty --message change");
        assert_eq!(ended.status, 0, "{ended:?}");
    }

    /// What a script calls, the variables that it is told, and what in a call says where the comment has to be.
    type Commenter = (&'static str, &'static [(&'static str, &'static str)], &'static str);

    /// The scripts that put a comment somewhere.
    const COMMENTS: &str = "What a change means, in the review";

    #[test]
    fn what_a_change_means_is_put_into_the_review() {
        let scripts = blocks("bash", COMMENTS);
        let changed = CLEAN.replace("结束", r#"\"挂断\" & co."#);
        let services: [Commenter; 3] = [
            ("gh", &[("GITHUB_BASE_REF", "main"), ("PULL_REQUEST", "7")], "pr comment 7 --edit-last"),
            (
                "curl",
                &[
                    ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "main"),
                    ("CI_API_V4_URL", "https://gitlab.example/api/v4"),
                    ("CI_PROJECT_ID", "1"),
                    ("CI_MERGE_REQUEST_IID", "7"),
                    ("TOKEN", "t"),
                ],
                "https://gitlab.example/api/v4/projects/1/merge_requests/7/notes",
            ),
            (
                "curl",
                &[
                    ("ORGANIZATION_ID", "o"),
                    ("REPOSITORY_ID", "r"),
                    ("MERGE_REQUEST", "7"),
                    ("TARGET", "main"),
                    ("TOKEN", "t"),
                ],
                "/organizations/o/repositories/r/changeRequests/7/comments",
            ),
        ];
        assert_eq!(scripts.len(), services.len());
        for ((script, (program, variables, place)), is_last) in scripts.iter().zip(services).zip([false, false, true]) {
            for (text, is_told) in [(changed.as_str(), true), (CLEAN, false)] {
                let mut machine = machine();
                machine.write("flows/a.json", CLEAN);
                with_change(&mut machine, "flows/a.json", text);
                variables.iter().for_each(|(name, value)| machine.set(name, *value));
                let answer = r#"[{"patchSetBizId":"one","relatedMergeItemType":"MERGE_SOURCE"},{"patchSetBizId":"two","relatedMergeItemType":"MERGE_SOURCE"},{"patchSetBizId":"three","relatedMergeItemType":"MERGE_TARGET"}]"#;
                let temp = machine.temp();
                machine.stand_in(
                    program,
                    &format!(
                        "case $* in\n*/diffs/patches) echo '{answer}' ;;\n*@-*) cat > '{}/sent' ;;\nesac",
                        temp.display()
                    ),
                );
                let ended = machine.run(&BASH, script);
                assert_eq!(ended.status, 0, "{ended:?}");
                let calls = machine.calls(program);
                assert_eq!(calls.iter().any(|call| call.contains(place)), is_told, "{calls:?}");
                assert_eq!(machine.read("change.md").contains("挂断"), is_told);
                if is_told && is_last {
                    let sent = fs::read_to_string(temp.join("sent")).unwrap();
                    let sent: Value = serde_json::from_str(&sent).unwrap();
                    assert_eq!(sent["content"], machine.read("change.md"));
                    assert_eq!(
                        (&sent["patchset_biz_id"], &sent["comment_type"]),
                        (&"two".into(), &"GLOBAL_COMMENT".into())
                    );
                }
            }
        }
    }

    /// A repository whose main branch is at a remote that takes options.
    fn with_remote(machine: &mut Machine) {
        somebody(machine);
        let set_up = "set -e\ngit init --quiet --bare ../remote\ngit -C ../remote config receive.advertisePushOptions true\n\
             git init --quiet\ngit switch --quiet --create main\ngit commit --quiet --allow-empty --message first\n\
             git remote add origin ../remote\ngit push --quiet origin main";
        let ended = machine.run(&BASH, set_up);
        assert_eq!(ended.status, 0, "{ended:?}");
        let hook = machine.folder.path().join("remote/hooks/pre-receive");
        executable(&hook, "#!/bin/sh\necho \"${GIT_PUSH_OPTION_0:-}\" > options\n");
    }

    #[test]
    fn the_nightly_job_offers_what_has_changed_and_nothing_otherwise() {
        for (number, script) in blocks("bash", "Every night: changes on the platform").iter().enumerate() {
            let mut machine = machine();
            with_remote(&mut machine);
            let _server = serve(&machine, hotline());
            machine.stand_in("gh", "");
            let ended = machine.run(&BASH, script);
            assert_eq!(ended.status, 0, "{ended:?}");
            let remote = |words: &[&str]| machine.command(&[&["git", "-C", "../remote"], words].concat()).said;
            let branch = remote(&["for-each-ref", "--format=%(refname:short)", "refs/heads/flows-*"]);
            let files = remote(&["ls-tree", "-r", "--name-only", branch.trim()]);
            assert_eq!(files.lines().count(), hotline().len() + 1, "{files}");
            match number {
                0 => assert_eq!(machine.calls("gh"), ["pr create --fill"]),
                _ => {
                    let options = fs::read_to_string(machine.folder.path().join("remote/options")).unwrap();
                    assert_eq!(options.trim(), "merge_request.create");
                }
            }
            // The night after.
            let ended = machine.run(&BASH, script);
            assert_eq!((ended.status, ended.said.lines().last()), (0, Some("nothing has changed")), "{ended:?}");
        }
    }

    #[test]
    fn the_line_of_jenkins_writes_what_the_pipeline_reads() {
        let pipeline = blocks("groovy", "Jenkins and other services").remove(0);
        let script = pipeline.split_once("sh '").unwrap().1.split_once('\'').unwrap().0;
        let machine = machine();
        machine.write("flows/a.json", &wrong());
        let ended = machine.run(&["sh", "-xe"], script);
        assert_eq!(ended.status, 1, "{ended:?}");
        for report in ["ivr-lint-junit.xml", "ivr-lint-checkstyle.xml"] {
            assert!(pipeline.contains(&format!("'{report}'")), "{report}");
            assert!(machine.read(report).starts_with("<?xml"), "{report}");
        }
    }

    #[test]
    fn completions_and_pages_are_made_as_the_page_says() {
        let machine = machine();
        let ended = machine.run(&BASH, &blocks("bash", "Completions and manual pages")[0]);
        assert_eq!(ended.status, 0, "{ended:?}");
        assert!(machine.read("ivr-lint.bash").contains("complete -F "));
        assert!(machine.read("man/man1/ivr-lint.1").contains(".TH"));
    }

    #[test]
    fn what_the_examples_name_is_there() {
        let workflow = yaml(&blocks("yaml", "GitHub")[0]);
        let steps = workflow["jobs"]["ivr-lint"]["steps"].as_sequence().unwrap();
        let step = steps.iter().find(|step| string(&step["uses"]).starts_with("ivr-lint/")).unwrap();
        let action = yaml(&text("action.yml"));
        for (input, _) in pairs(&step["with"]) {
            assert!(member(&action["inputs"], input).is_some(), "{input}");
        }
        let include = yaml(&blocks("yaml", "GitLab")[0]);
        let remote = string(&include["include"][0]["remote"]);
        let template = remote.rsplit_once(&format!("/v{}/", env!("CARGO_PKG_VERSION"))).unwrap().1;
        let template = yaml(&text(template));
        for (variable, _) in pairs(&include["ivr-lint"]["variables"]) {
            assert!(member(&template["ivr-lint"]["variables"], variable).is_some(), "{variable}");
        }
        let config = yaml(&blocks("yaml", "pre-commit")[0]);
        let hooks = text(".pre-commit-hooks.yaml");
        assert!(hooks.contains(&format!("- id: {}\n", string(&config["repos"][0]["hooks"][0]["id"]))));
    }

    #[test]
    fn the_workflow_of_a_release_is_that_of_the_configured_dist() {
        let configured = text("dist-workspace.toml");
        let version = configured.split_once("cargo-dist-version = \"").unwrap().1.split_once('"').unwrap().0;
        let workflow = text(".github/workflows/release.yml");
        assert_eq!(
            workflow.matches("cargo-dist@").count(),
            workflow.matches(&format!("cargo-dist@{version}\n")).count()
        );
        assert!(workflow.contains("cargo-dist@"));
        assert!(text("CONTRIBUTING.md").contains(version));
        assert!(text("Cargo.toml").contains("\n[profile.dist]\n"), "dist builds with a profile of this name");
    }

    #[test]
    fn workflows_run_nothing_that_may_change_under_a_name() {
        for file in ["release", "ci", "packages"]
            .map(|name| format!(".github/workflows/{name}.yml"))
            .into_iter()
            .chain(["action.yml".to_owned()])
        {
            let text = text(&file);
            let uses: Vec<_> =
                text.lines().filter_map(|line| line.split_once("uses: ")).map(|(_, used)| used).collect();
            assert!(uses.len() > 1, "{file}");
            for used in uses {
                let pin = used.split_once('@').unwrap().1.split_once(" # v").unwrap_or_else(|| panic!("{used}")).0;
                assert!(pin.len() == 40 && pin.bytes().all(|byte| byte.is_ascii_hexdigit()), "{used}");
            }
            assert!(text.lines().all(|line| !line.contains("| sh") || line.contains("sh.rustup.rs")), "{file}");
        }
        assert!(text(".github/workflows/release.yml").contains("\npermissions:\n  \"contents\": \"read\"\n"));
    }

    #[test]
    fn every_fuzz_target_is_run_by_the_workflow() {
        let workflow = yaml(&text(".github/workflows/ci.yml"));
        let named = workflow["jobs"]["fuzz"]["strategy"]["matrix"]["target"].as_sequence().unwrap().iter().map(string);
        let there = fs::read_dir(root().join("fuzz/fuzz_targets")).unwrap();
        let there = there.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned());
        assert_eq!(named.map(str::to_owned).collect::<BTreeSet<_>>(), there.collect());
    }

    #[test]
    fn the_version_is_the_same_everywhere() {
        let version = env!("CARGO_PKG_VERSION");
        for file in ["docs/ci.md", "docs/zh/ci.md", "integrations/gitlab/ivr-lint.yml", "action.yml", "pyproject.toml"]
        {
            for (at, _) in text(file).match_indices("0.") {
                let there: String =
                    text(file)[at..].chars().take_while(|char| char.is_ascii_digit() || *char == '.').collect();
                assert_eq!(there.trim_end_matches('.'), version, "{file}");
            }
        }
    }
}
