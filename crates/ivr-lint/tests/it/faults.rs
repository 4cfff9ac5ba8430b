//! Whatever the disk, the pipes and hostile files do: nothing is lost in silence, nothing hangs, nothing aborts.
//! `scripts/faults` does the same at full size, on the program as it is built for users.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "what cannot fail here fails the test")]

use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::{TempDir, tempdir};
use test_service::{INSTANCE, KEY_ID, SECRET, Server, Service, TOKEN, flows};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ivr-lint");

/// One error: an exit that leads to no activity.
const WRONG: &str = r#"{"activities":[{"type":"INCOMING_CALL","id":"e98f0d47","name":"开始","events":[{"event":"complete","next":"gone"}]},{"type":"HANGUP","id":"bd4f37e2","name":"结束","events":[{"event":"complete","next":null}]}]}"#;

fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempdir().unwrap();
    // Also for somebody who is not the owner.
    fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

fn ivr_lint(directory: &Path, arguments: &[&str]) -> Command {
    in_english(Command::new(PROGRAM), directory, arguments)
}

fn in_english(mut command: Command, directory: &Path, arguments: &[&str]) -> Command {
    command.args(arguments).current_dir(directory).env_clear().stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The program under a limit of `ulimit`, in kibibytes; what the limit breaks is told by an error, not by a signal.
fn limited(directory: &Path, limit: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &format!("trap '' XFSZ; ulimit {limit}; exec \"$0\" \"$@\""), PROGRAM]);
    in_english(command, directory, arguments)
}

/// The program as somebody whom permissions hold back, which they do not root.
fn powerless(directory: &Path, arguments: &[&str]) -> Command {
    if directory.metadata().unwrap().uid() != 0 {
        return ivr_lint(directory, arguments);
    }
    // The folder that it was built in may not be anybody's.
    let copy = directory.join("program");
    if !copy.exists() {
        // Not in this process: what another test starts meanwhile would have it open for writing, and it could not run.
        assert!(Command::new("cp").arg(PROGRAM).arg(&copy).status().unwrap().success());
    }
    let mut command = in_english(Command::new(copy), directory, arguments);
    command.uid(65534).gid(65534);
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The end of a run that has to end soon, with the status 2 and these words on the standard error.
fn complains(mut command: Command, words: &[&str]) -> Output {
    let started = Instant::now();
    let output = command.output().unwrap();
    assert!(started.elapsed() < Duration::from_secs(300), "{words:?}: {:?}", started.elapsed());
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{words:?}: {} {said}", output.status);
    for word in words {
        assert!(said.contains(word), "«{word}» is not in {said}");
    }
    assert!(said.chars().all(|char| char == '\n' || !char.is_control()), "{said:?}");
    assert!(said.len() < 4000, "{} bytes are said", said.len());
    output
}

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

// ---------------------------------------------------------------------------------------------------------------
// What is read

#[test]
fn files_that_vanish_or_change_after_they_were_found_are_read_as_they_are_then() {
    let directory = directory(&[("flows/a.json", WRONG), ("flows/b.json", WRONG), ("flows/c.json", "")]);
    make_pipe(&directory.path().join("first"));
    let child = ivr_lint(directory.path(), &["-f", "compact", "--jobs", "1", "first", "flows"]).spawn().unwrap();
    // It opens once the program reads it, which is when everything else has been found.
    let mut first = File::options().write(true).open(directory.path().join("first")).unwrap();
    fs::remove_file(directory.path().join("flows/a.json")).unwrap();
    fs::write(directory.path().join("flows/b.json"), &WRONG[..WRONG.len() / 2]).unwrap();
    fs::write(directory.path().join("flows/c.json"), WRONG).unwrap();
    first.write_all(WRONG.as_bytes()).unwrap();
    drop(first);
    let output = child.wait_with_output().unwrap();
    assert_eq!(stderr(&output), "ivr-lint: flows/a.json: no such file or directory\n");
    assert_eq!(output.status.code(), Some(2));
    let found = stdout(&output);
    let rules: Vec<_> = found.lines().filter_map(|line| Some(line.split_once("] ")?.0)).collect();
    let at_cut = format!("flows/b.json:1:{}: error[invalid-json", WRONG[..WRONG.len() / 2].chars().count() + 1);
    let [first, cut, later] = rules.as_slice() else { panic!("{rules:?}") };
    assert!(first.starts_with("first:1:") && first.ends_with("error[dangling-next"), "{first}");
    assert_eq!(*cut, at_cut);
    assert!(later.starts_with("flows/c.json:1:") && later.ends_with("error[dangling-next"), "{later}");
}

#[test]
fn of_files_that_others_remove_and_rewrite_none_is_lost_in_silence() {
    const COUNT: usize = 400;
    let directory = directory(&[]);
    let path = |number: usize| directory.path().join(format!("{number:03}.json"));
    (0..COUNT).for_each(|number| fs::write(path(number), WRONG).unwrap());
    let child = ivr_lint(directory.path(), &["-f", "json", "."]).spawn().unwrap();
    for number in (0..COUNT).rev() {
        if number % 2 == 0 {
            fs::remove_file(path(number)).unwrap();
        } else {
            // Empty for a moment.
            fs::write(path(number), WRONG).unwrap();
        }
    }
    let output = child.wait_with_output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let read = report["summary"]["files"].as_u64().unwrap() as usize;
    let found = report["findings"].as_array().unwrap();
    assert!(found.iter().all(|found| found["rule"] == "dangling-next" || found["rule"] == "invalid-json"));
    let missed = stderr(&output).lines().filter(|line| line.ends_with(".json: no such file or directory")).count();
    assert_eq!(stderr(&output).lines().count(), missed, "{}", stderr(&output));
    // What had gone before it was found was never there.
    assert!((COUNT / 2..=COUNT).contains(&(read + missed)), "{read} read, {missed} missed");
    assert_eq!(output.status.code(), Some(if missed > 0 { 2 } else { 1 }));
}

#[test]
fn a_pipe_is_read_where_it_is_named_and_left_aside_where_it_is_met() {
    let directory = directory(&[("a.json", WRONG)]);
    let pipe = directory.path().join("b.json");
    make_pipe(&pipe);
    let met = ivr_lint(directory.path(), &["-f", "compact", "."]).output().unwrap();
    assert_eq!((stdout(&met).lines().count(), stderr(&met).as_str()), (1, ""));

    let child = ivr_lint(directory.path(), &["-f", "compact", "b.json"]).spawn().unwrap();
    let writer = thread::spawn(move || {
        // Byte by byte, as slowly as pipes may be.
        let mut pipe = File::options().write(true).open(pipe).unwrap();
        WRONG.as_bytes().iter().for_each(|byte| pipe.write_all(&[*byte]).unwrap());
    });
    let named = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(stdout(&named).starts_with("b.json:1:"), "{}", stdout(&named));
}

#[test]
fn what_never_ends_is_refused() {
    let directory = directory(&[("a.json", WRONG)]);
    let command = ivr_lint(directory.path(), &["-f", "compact", "/dev/zero", "a.json"]);
    let output = complains(command, &["/dev/zero: larger than 1024 MiB, the maximum size of a file"]);
    assert!(stdout(&output).contains("dangling-next"));
    let mut command = ivr_lint(directory.path(), &["-"]);
    command.stdin(File::open("/dev/zero").unwrap());
    complains(command, &["-: larger than 1024 MiB"]);
}

#[test]
fn a_file_that_memory_does_not_hold_is_named_and_the_others_are_linted() {
    let directory = directory(&[("a.json", WRONG)]);
    File::create(directory.path().join("large.json")).unwrap().set_len(900 << 20).unwrap();
    for large in ["large.json", "/dev/zero"] {
        let command = limited(directory.path(), "-d 262144", &["-f", "compact", large, "a.json"]);
        let output = complains(command, &[large, "not enough memory to read it"]);
        assert!(stdout(&output).contains("dangling-next"));
    }
}

/// A page whose definition is so many bytes long.
fn large_page(bytes: usize) -> String {
    let mut text = String::from(
        r#"{"activities":[{"type":"INCOMING_CALL","id":"start","name":"开始","events":[{"event":"complete","next":"n0"}]},{"type":"HANGUP","id":"end","name":"结束","events":[{"event":"complete","next":null}]}"#,
    );
    let mut number = 0;
    while text.len() < bytes {
        text += &format!(
            r#",{{"type":"GATHER_INPUT","id":"n{number}","name":"收号{number}","properties":{{"say":"您好{number}，请按键选择需要的服务，返回请按星号键。","position":{{"x":{number},"y":100}}}},"events":[{{"event":"success","next":"n{}","edgeId":"e{number}"}},{{"event":"timeout","next":"end","edgeId":"f{number}"}}]}}"#,
            number + 1
        );
        number += 1;
    }
    text += "]}";
    serde_json::json!({"Data": {"List": [{"Name": "流程", "Definition": text}]}}).to_string()
}

/// 512 MB for a file of 100 MB is what a runner has to spare; this is a fifth of it.
#[test]
fn a_large_file_takes_five_times_its_size_in_memory_and_no_more() {
    let page = large_page(17 << 20);
    assert!(page.len() > 19 << 20, "{}", page.len());
    let taken = peak_memory(&page) - peak_memory(&large_page(0));
    assert!(taken < page.len() / 100 * 512, "{} MB for {} MB", taken / 1_000_000, page.len() / 1_000_000);
}

/// The most memory, in bytes, that the program has while it lints a file.
fn peak_memory(file: &str) -> usize {
    let directory = directory(&[("a.json", file)]);
    make_pipe(&directory.path().join("last"));
    let mut child = ivr_lint(directory.path(), &["-f", "compact", "--jobs", "1", "a.json", "last"]).spawn().unwrap();
    // It opens once the file before it has been linted.
    let mut last = File::options().write(true).open(directory.path().join("last")).unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    last.write_all(WRONG.as_bytes()).unwrap();
    drop(last);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")).unwrap();
    peak.parse::<usize>().unwrap() << 10
}

/// The lines of a compact report that are about findings.
fn found(output: &Output) -> Vec<String> {
    stdout(output).lines().filter(|line| !line.starts_with("ivr-lint: ")).map(str::to_owned).collect()
}

#[test]
fn folders_and_files_without_permission_are_named_and_the_others_are_linted() {
    let directory = directory(&[("a.json", WRONG), ("b.json", WRONG), ("shut/c.json", WRONG), ("z.json", WRONG)]);
    let mode = |name: &str, mode| fs::set_permissions(directory.path().join(name), Permissions::from_mode(mode));
    mode("shut", 0o000).unwrap();
    mode("b.json", 0o000).unwrap();
    let command = powerless(directory.path(), &["-f", "compact", "."]);
    let output = complains(command, &["./b.json: permission denied", "./shut: permission denied"]);
    let files: Vec<_> = found(&output).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(files, ["./a.json", "./z.json"]);
    mode("shut", 0o755).unwrap();
}

#[test]
fn links_that_lead_round_and_round_are_named_and_end() {
    let directory = directory(&[("flows/a.json", WRONG)]);
    let link = |to: &str, name: &str| symlink(to, directory.path().join(name)).unwrap();
    link("round.json", "round.json");
    link("two.json", "one.json");
    link("one.json", "two.json");
    link(".", "flows/here");
    link("../flows", "flows/again");
    let command = ivr_lint(directory.path(), &["-f", "compact", "round.json", "one.json", "flows/here/again"]);
    let output = complains(command, &["round.json: cannot be read", "one.json: cannot be read"]);
    assert_eq!(found(&output).len(), 1, "{}", stdout(&output));
}

#[test]
fn thousands_of_files_are_all_linted() {
    const COUNT: usize = 3000;
    let directory = directory(&[]);
    for number in 0..COUNT {
        let folder = directory.path().join(format!("{:02}", number % 30));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{number}.json")), WRONG).unwrap();
    }
    let output = ivr_lint(directory.path(), &["-f", "json", "."]).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["files"], COUNT);
    assert_eq!(report["summary"]["errors"], COUNT);
    // Few open files at once.
    let output = limited(directory.path(), "-n 32", &["-f", "compact", "."]).output().unwrap();
    assert_eq!((stdout(&output).lines().count(), stderr(&output).as_str()), (COUNT, ""));
}

// ---------------------------------------------------------------------------------------------------------------
// What is written

/// What a folder has in it, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_leaves_what_was_there_and_nothing_half_written() {
    let directory = directory(&[("a.json", WRONG), ("known.json", "{\"version\":1,\"findings\":[]}\n")]);
    let arguments = ["-f", "compact", "--write-baseline", "known.json", "a.json"];
    let command = limited(directory.path(), "-f 0", &arguments);
    let output = complains(command, &["cannot write the baseline known.json"]);
    assert!(stdout(&output).contains("dangling-next"), "the report is written all the same");
    assert_eq!(fs::read_to_string(directory.path().join("known.json")).unwrap(), "{\"version\":1,\"findings\":[]}\n");
    complains(limited(directory.path(), "-f 0", &["init"]), &["cannot write ivr-lint.toml"]);
    assert_eq!(names(directory.path()), ["a.json", "known.json"], "nothing half-written is left");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let directory = directory(&[("a.json", WRONG), ("shut/a.json", WRONG)]);
    let shut = directory.path().join("shut");
    drop(powerless(directory.path(), &[]));
    fs::set_permissions(&shut, Permissions::from_mode(0o555)).unwrap();
    let baseline = ["-f", "compact", "--write-baseline", "shut/known.json", "a.json"];
    let output = complains(powerless(directory.path(), &baseline), &["cannot write the baseline shut/known.json"]);
    assert!(stdout(&output).contains("dangling-next"));
    let mut init = powerless(directory.path(), &["init"]);
    init.current_dir(&shut);
    complains(init, &["cannot write ivr-lint.toml"]);
    assert_eq!(names(&shut), ["a.json"]);
}

#[test]
fn flows_that_cannot_be_written_leave_a_folder_that_does_not_claim_to_be_whole() {
    let service = Arc::new(Service::with_token(flows(20, &["MAIN_FLOW"])));
    let server = Server::start(move |request| service.answer(request));
    let directory = directory(&[("shut/a.txt", "")]);
    let url = server.url();
    let arguments = |out| ["fetch", "--out", out, "--instance-id", INSTANCE, "--endpoint", &url];
    let with_keys = |mut command: Command| {
        let keys = [("ID", KEY_ID), ("SECRET", SECRET)].map(|(name, value)| (format!("KEY_{name}"), value));
        for (name, value) in keys {
            command.env(format!("ALIBABA_CLOUD_ACCESS_{name}"), value);
        }
        command.env("ALIBABA_CLOUD_SECURITY_TOKEN", TOKEN);
        command
    };
    complains(with_keys(limited(directory.path(), "-f 0", &arguments("flows"))), &["cannot write"]);
    let left = names(&directory.path().join("flows"));
    let claims = |name: &String| {
        fs::read_to_string(directory.path().join("flows").join(name)).unwrap().contains("complete = true")
    };
    assert!(!left.iter().any(claims), "{left:?}");
    fs::set_permissions(directory.path().join("shut"), Permissions::from_mode(0o555)).unwrap();
    complains(with_keys(powerless(directory.path(), &arguments("shut/flows"))), &["shut/flows"]);
    complains(with_keys(powerless(directory.path(), &arguments("shut"))), &["shut"]);
    assert_eq!(names(&directory.path().join("shut")), ["a.txt"]);
}

// ---------------------------------------------------------------------------------------------------------------
// Hostile settings

#[test]
fn hostile_configurations_are_mistakes_that_are_pointed_at() {
    let many = |line: &str, count| line.repeat(count);
    let cases = [
        ("arrays inside arrays", format!("rules = {}{}", many("[", 100_000), many("]", 100_000)), "1"),
        ("tables inside tables", format!("rules = {}{}", many("{a=", 100_000), many("}", 100_000)), "1"),
        ("a key of many dots", format!("[{}a]\n", many("a.", 100_000)), "2"),
        ("a long key", format!("[rules]\n{} = \"off\"\n", many("a", 1 << 20)), "2"),
        ("one key again and again", format!("[rules]\n{}", many("dead-end = \"off\"\n", 10_000)), "3"),
        ("what a terminal obeys", "[rules]\n\"\\u001b[31m\\u202e\" = \"off\"\n".to_owned(), "2"),
        ("control characters", "\u{1b}[31m = 1\n".to_owned(), "1"),
        ("a number that is too large", "[limits]\nprompt-length = 99999999999999999999\n".to_owned(), "2"),
        ("a number below zero", "[limits]\nprompt-length = -1\n".to_owned(), "2"),
        ("a text that does not end", format!("fail-on = \"\"\"{}", many("a\n", 100_000)), "100001"),
        ("a reason of blanks", format!("[[ignore]]\nrule = \"dead-end\"\nreason = \"{}\"\n", many("\\t", 9999)), "3"),
    ];
    for (what, text, line) in cases {
        let directory = directory(&[("ivr-lint.toml", &text), ("a.json", WRONG)]);
        let place = format!("ivr-lint.toml:{line}:");
        let output = ivr_lint(directory.path(), &["-f", "compact", "a.json"]).output().unwrap();
        let said = stderr(&output);
        assert!(said.contains(&place), "{what}: {:.2000}", said);
        complains(ivr_lint(directory.path(), &["-f", "compact", "a.json"]), &["ivr-lint.toml"]);
        assert_eq!(stdout(&output), "", "{what}: nothing is linted by settings that nobody wanted");
    }
}

#[test]
fn settings_that_are_no_text_or_never_end_are_named() {
    let directory = directory(&[("a.json", WRONG)]);
    fs::write(directory.path().join("latin.toml"), b"# caf\xe9\n").unwrap();
    File::create(directory.path().join("large.toml")).unwrap().set_len(3 << 30).unwrap();
    for config in ["latin.toml", "large.toml", "/dev/zero", "missing.toml", "."] {
        let arguments = ["-f", "compact", "--config", config, "a.json"];
        let output =
            complains(limited(directory.path(), "-d 262144", &arguments), &["configuration", config, "cannot be read"]);
        assert_eq!(stdout(&output), "", "{config}");
    }
    for baseline in ["latin.toml", "/dev/zero", "missing.toml", "."] {
        let arguments = ["-f", "compact", "--baseline", baseline, "a.json"];
        complains(limited(directory.path(), "-d 262144", &arguments), &["cannot read the baseline", baseline]);
    }
}

#[test]
fn links_to_what_never_ends_do_no_harm_where_settings_are_expected() {
    for device in ["/dev/zero", "pipe"] {
        // What git gives to others has links, but no pipes.
        let directory = directory(&[("a.json", WRONG), ("below/b.json", WRONG), ("other/c.json", WRONG)]);
        make_pipe(&directory.path().join("pipe"));
        let device = if device == "pipe" { directory.path().join(device) } else { device.into() };
        symlink(&device, directory.path().join("ivr-lint.toml")).unwrap();
        symlink(&device, directory.path().join("below/ivr-lint.instance.toml")).unwrap();
        symlink(&device, directory.path().join("other/.gitignore")).unwrap();
        let command = limited(directory.path(), "-d 262144", &["-f", "compact", "."]);
        let output = complains(command, &["below/ivr-lint.instance.toml: a symbolic link to a file outside"]);
        let files: Vec<_> = found(&output).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect();
        // As for git, a link is no ignore file.
        assert_eq!(files, ["./a.json", "./below/b.json", "./other/c.json"]);
    }
}

#[test]
fn as_many_exceptions_as_a_file_can_hold_take_no_time_to_speak_of() {
    let exception = "[[ignore]]\nrule = \"dangling-next\"\nactivity = \"开始\"\nflow = \"没有\"\nreason = \"x\"\n";
    let directory =
        directory(&[("ivr-lint.toml", &exception.repeat(2000)), ("a.jsonl", &(WRONG.to_owned() + "\n").repeat(2000))]);
    let started = Instant::now();
    let output = ivr_lint(directory.path(), &["-f", "json"]).output().unwrap();
    assert!(started.elapsed() < Duration::from_secs(180), "{:?}", started.elapsed());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["summary"]["errors"], &report["summary"]["notes"]), (&2000.into(), &2000.into()));
}
