//! A checkout that somebody else wrote: it runs nothing, shows nothing, and nothing of it or beside it is lost.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::{TempDir, tempdir};

use crate::harness::{CLEAN, wrong};
use crate::program::{directory, files_with_findings, ivr_lint, output, run, stderr, stdout};

/// Git with an identity, and without the user's own settings.
pub(crate) fn git(directory: &Path, arguments: &[&str]) -> Output {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "init.defaultBranch=main"];
    let output = output(Command::new("git").args(identity).args(arguments).current_dir(directory));
    assert!(output.status.success(), "git {arguments:?}: {}", stderr(&output));
    output
}

/// A repository with these files committed.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let here = directory(files);
    git(here.path(), &["init", "-q"]);
    git(here.path(), &["add", "-f", "."]);
    git(here.path(), &["commit", "-qm", "first"]);
    here
}

/// A program that leaves a trace, and the trace.
fn trap(place: &Path) -> (String, PathBuf) {
    let (program, trace) = (place.join("trap.sh"), place.join("it-ran"));
    fs::write(&program, format!("#!/bin/sh\ntouch '{}'\nexit 1\n", trace.display())).expect("a program");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a mode");
    (program.to_str().expect("Unicode").to_owned(), trace)
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

/// Every file below a directory: its text, or where it leads.
fn all_files(directory: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![directory.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let kind = fs::symlink_metadata(&path).expect("a file");
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_symlink() {
                files.insert(path.clone(), format!("→ {}", fs::read_link(&path).expect("a link").display()));
            } else {
                files.insert(path.clone(), fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    files
}

// ---------------------------------------------------------------------------------------------------------------
// Git

#[test]
fn nothing_that_a_repository_configures_is_run() {
    let elsewhere = tempdir().expect("a directory");
    let (program, trace) = trap(elsewhere.path());
    let here = repository(&[("flows/a.json", &wrong()), ("flows/b.json", CLEAN), (".gitignore", "ignored.json\n")]);
    fs::write(here.path().join(".gitattributes"), "*.json filter=x diff=x\n").expect("a file");
    fs::write(here.path().join("ignored.json"), wrong()).expect("a file");
    for setting in [
        "core.fsmonitor",
        "filter.x.clean",
        "filter.x.process",
        "filter.x.smudge",
        "diff.x.textconv",
        "diff.external",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "core.alternateRefsCommand",
        "credential.helper",
        "gpg.program",
        "uploadpack.packObjectsHook",
    ] {
        git(here.path(), &["config", setting, &program]);
    }
    // A partial clone asks a remote for what is not there.
    git(here.path(), &["config", "remote.origin.url", &format!("ext::{program}")]);
    git(here.path(), &["config", "remote.origin.promisor", "true"]);
    git(here.path(), &["config", "protocol.ext.allow", "always"]);
    git(here.path(), &["config", "extensions.partialClone", "origin"]);
    git(here.path(), &["config", "core.hooksPath", elsewhere.path().to_str().expect("Unicode")]);
    fs::write(here.path().join("flows/b.json"), wrong()).expect("a file");
    let absent = "1234567890123456789012345678901234567890";
    for (revision, status) in [("HEAD", 1), (absent, 2), ("nope", 2)] {
        let found = run(here.path(), &["-f", "compact", "--changed-since", revision, "."]);
        assert_eq!(found.status.code(), Some(status), "{revision}: {}", stderr(&found));
        assert!(!trace.exists(), "{revision}");
    }
    let found = run(here.path(), &["-f", "compact", "--changed-since=HEAD", "flows"]);
    assert_eq!(files_with_findings(&found), ["flows/b.json"]);
}

#[test]
fn files_of_a_checkout_that_look_like_a_repository_are_none() {
    let elsewhere = tempdir().expect("a directory");
    let (program, trace) = trap(elsewhere.path());
    let config =
        format!("[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = {program}\n");
    let here = repository(&[
        ("flows/a.json", CLEAN),
        ("flows/HEAD", "ref: refs/heads/main\n"),
        ("flows/config", &config),
        ("flows/objects/x", ""),
        ("flows/refs/x", ""),
    ]);
    fs::write(here.path().join("flows/a.json"), wrong()).expect("a file");
    let found = run(&here.path().join("flows"), &["-f", "compact", "--changed-since=HEAD", "."]);
    assert!(!trace.exists());
    assert_eq!(files_with_findings(&found), ["./a.json"], "{}", stderr(&found));
    assert_eq!(found.status.code(), Some(1));
}

#[test]
fn git_that_never_ends_is_given_up() {
    let elsewhere = tempdir().expect("a directory");
    // It would go on for an hour; the test needs half a minute.
    let program = elsewhere.path().join("git");
    fs::write(&program, "#!/bin/sh\nexec sleep 3600\n").expect("a program");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a mode");
    let here = repository(&[("a.json", CLEAN)]);
    let path = format!("{}:{}", elsewhere.path().display(), std::env::var("PATH").expect("a path"));
    let started = Instant::now();
    let found = output(ivr_lint(&["--changed-since=HEAD", "a.json"]).env("PATH", path).current_dir(here.path()));
    assert!(stderr(&found).contains("did not finish within 30 seconds"), "{}", stderr(&found));
    assert_eq!(found.status.code(), Some(2));
    assert!(started.elapsed() < Duration::from_secs(600));
}

#[test]
fn no_setting_hides_a_change() {
    let here = repository(&[("flows/a.json", CLEAN), ("flows/b.json", CLEAN), ("flows/c.json", CLEAN)]);
    let inner = here.path().join("flows/inner");
    fs::create_dir(&inner).expect("a directory");
    git(&inner, &["init", "-q"]);
    fs::write(inner.join("d.json"), CLEAN).expect("a file");
    git(&inner, &["add", "."]);
    git(&inner, &["commit", "-qm", "first"]);
    for name in ["a.json", "b.json", "c.json", "inner/d.json"] {
        fs::write(here.path().join("flows").join(name), wrong()).expect("a file");
    }
    git(here.path(), &["config", "diff.relative", "true"]);
    git(here.path(), &["config", "diff.ignoreSubmodules", "all"]);
    git(here.path(), &["update-index", "--assume-unchanged", "flows/b.json"]);
    git(here.path(), &["update-index", "--skip-worktree", "flows/c.json"]);
    let found = run(&here.path().join("flows"), &["-f", "compact", "--changed-since=HEAD", "."]);
    assert_eq!(files_with_findings(&found), ["./a.json", "./b.json", "./c.json", "./inner/d.json"]);

    // What git ignores and somebody names is not known to be unchanged.
    fs::write(here.path().join(".gitignore"), "new.json\n").expect("a file");
    fs::write(here.path().join("new.json"), wrong()).expect("a file");
    let found = run(here.path(), &["-f", "compact", "--changed-since=HEAD", "new.json"]);
    assert_eq!(files_with_findings(&found), ["new.json"]);
    // Line ends as git writes them on Windows are no change.
    fs::write(here.path().join("lines.json"), wrong().replace(',', ",\n")).expect("a file");
    git(here.path(), &["add", "lines.json"]);
    git(here.path(), &["commit", "-qm", "second", "lines.json"]);
    fs::write(here.path().join("lines.json"), wrong().replace(',', ",\r\n")).expect("a file");
    let found = run(here.path(), &["-f", "compact", "--changed-since=HEAD", "lines.json"]);
    assert_eq!(files_with_findings(&found), [""; 0]);
}

#[test]
fn ignore_files_count_up_to_the_root_of_the_repository() {
    let here = directory(&[(".gitignore", "*.json\n"), ("checkout/flows/a.json", &wrong())]);
    let checkout = here.path().join("checkout");
    // Outside of a repository, those below what is named.
    assert_eq!(files_with_findings(&run(&checkout, &["-f", "compact", "flows"])), ["flows/a.json"]);
    git(&checkout, &["init", "-q"]);
    assert_eq!(files_with_findings(&run(&checkout, &["-f", "compact", "flows"])), ["flows/a.json"]);
    fs::write(checkout.join(".gitignore"), "a.json\n").expect("a file");
    let found = run(&checkout, &["-f", "compact", "flows"]);
    assert_eq!(found.status.code(), Some(2));
    assert!(stderr(&found).contains("left out: 1 ignored by git"), "{}", stderr(&found));
}

#[test]
fn what_git_tracks_is_linted_though_it_ignores_it() {
    let here = repository(&[
        (".gitignore", "a.json\nbuild/\n"),
        ("flows/a.json", &wrong()),
        ("flows/build/deep/b.json", &wrong()),
        ("c.json", &wrong()),
    ]);
    fs::write(here.path().join("flows/build/untracked.json"), wrong()).expect("a file");
    let all = ["./c.json", "./flows/a.json", "./flows/build/deep/b.json"];
    assert_eq!(files_with_findings(&run(here.path(), &["-f", "compact"])), all);
    let below = run(here.path(), &["-f", "compact", "flows"]);
    assert_eq!(files_with_findings(&below), ["flows/a.json", "flows/build/deep/b.json"]);
    // Without git what is ignored is left out.
    let without = output(ivr_lint(&["-f", "compact"]).env("PATH", "/nowhere").current_dir(here.path()));
    assert_eq!(files_with_findings(&without), ["./c.json"]);
    assert_eq!(stderr(&without), "");
    let isolated = run(here.path(), &["-f", "compact", "--isolated"]);
    let everything = ["./c.json", "./flows/a.json", "./flows/build/deep/b.json", "./flows/build/untracked.json"];
    assert_eq!(files_with_findings(&isolated), everything);
}

// ---------------------------------------------------------------------------------------------------------------
// What is read

#[test]
fn no_spelling_of_an_ending_hides_a_flow() {
    let here =
        repository(&[(".gitignore", "B.Json\n"), ("A.JSON", &wrong()), ("B.Json", &wrong()), ("c.NDJSON", &wrong())]);
    let said = stdout(&run(here.path(), &["-f", "compact", "."]));
    for name in ["./A.JSON:", "./B.Json:", "./c.NDJSON:"] {
        assert!(said.contains(name), "{name}: {said}");
    }
}

#[test]
fn a_link_shows_nothing_of_what_it_leads_to() {
    let secret = "url = https://ci:TOKEN-8d1f@example.invalid/x.git\nalso TOKEN-8d1f\n";
    let elsewhere = directory(&[("secret", secret), ("secret.json", r#"{"access_key_secret":"TOKEN-8d1f",}"#)]);
    let here = directory(&[("flows/a.json", CLEAN)]);
    let link = |to: &str, name: &str| symlink(elsewhere.path().join(to), here.path().join(name)).expect("a link");
    link("secret", "ivr-lint.toml");
    link("secret", "flows/ivr-lint.instance.toml");
    link("secret.json", "baseline.json");
    symlink("/proc/self/environ", here.path().join("environ.toml")).expect("a link");
    for arguments in [
        &["flows"][..],
        &["config"],
        &["--config", "ivr-lint.toml", "flows"],
        &["--config", "environ.toml", "flows"],
        &["--isolated", "flows"],
        &["--config=/dev/null", "--baseline", "baseline.json", "flows"],
    ] {
        let found = output(ivr_lint(arguments).env("A_KEY", "TOKEN-8d1f").current_dir(here.path()));
        let said = stdout(&found) + &stderr(&found);
        assert!(!said.contains("TOKEN"), "{arguments:?}: {said}");
        if !arguments.contains(&"--isolated") {
            assert_eq!(found.status.code(), Some(2), "{arguments:?}: {said}");
            assert!(said.contains("a symbolic link"), "{arguments:?}: {said}");
        }
    }
    // A link that stays in its directory is as good as the file.
    let here = directory(&[("a.json", &wrong()), ("real.toml", "[rules]\ndangling-next = \"off\"\n")]);
    symlink("real.toml", here.path().join("ivr-lint.toml")).expect("a link");
    assert_eq!(run(here.path(), &["a.json"]).status.code(), Some(0));
}

#[test]
fn of_a_file_that_is_something_else_no_line_is_shown() {
    let here = directory(&[
        ("a.json", CLEAN),
        ("env", "KEY=x\nPASSWORD = TOKEN-8d1f\n"),
        ("keys.toml", "[default]\npassword = \"TOKEN-8d1f\"\n"),
        ("keys.json", "{\"current\":\"default\",\n\"access_key_secret\":\"TOKEN-8d1f\"}\n"),
    ]);
    for arguments in [["--config", "env"], ["--config", "keys.toml"], ["--baseline", "keys.json"]] {
        let found = run(here.path(), &[&arguments[..], &["a.json"]].concat());
        let said = stdout(&found) + &stderr(&found);
        assert!(!said.contains("TOKEN"), "{arguments:?}: {said}");
        assert!(said.contains(arguments[1]), "{arguments:?}: {said}");
        assert_eq!(found.status.code(), Some(2));
    }
    // A mistake in a configuration is shown with its line.
    fs::write(here.path().join("mine.toml"), "fail-on = \"error\"\n[rules]\ndead-end = nonsense\n").expect("a file");
    let found = run(here.path(), &["--config", "mine.toml", "a.json"]);
    assert!(stderr(&found).contains("dead-end = nonsense"), "{}", stderr(&found));
}

#[test]
fn pipes_and_devices_are_not_waited_for() {
    let within = |here: &Path, arguments: &[&str]| {
        let mut command = ivr_lint(arguments);
        let command = command.current_dir(here).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it runs");
        let started = Instant::now();
        loop {
            if let Some(status) = child.try_wait().expect("a child") {
                return status.code();
            }
            if started.elapsed() > Duration::from_secs(120) {
                child.kill().expect("a child");
                return None;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    for name in ["ivr-lint.toml", "ivr-lint.instance.toml", ".gitignore", ".git/info/exclude"] {
        let here = directory(&[("a.json", CLEAN), (".git/info/x", "")]);
        pipe(&here.path().join(name));
        assert!(within(here.path(), &["."]).is_some(), "{name}");
        assert!(within(here.path(), &["--config", "ivr-lint.toml", "."]).is_some(), "{name}");
        assert!(within(here.path(), &["--baseline", name, "a.json"]).is_some(), "{name}");
        fs::remove_file(here.path().join(name)).expect("a pipe");
        symlink("/dev/zero", here.path().join(name)).expect("a link");
        assert!(within(here.path(), &["."]).is_some(), "{name}");
    }
    let here = directory(&[("a.json", CLEAN), (".git", "gitdir: elsewhere\n"), ("elsewhere/x", "")]);
    pipe(&here.path().join("elsewhere/commondir"));
    assert!(within(here.path(), &["."]).is_some(), "commondir");
}

#[test]
fn an_ignore_file_of_any_size_takes_bounded_memory() {
    for text in ["*".repeat(10 << 20), "*a*b\n".repeat(400_000), "*".repeat(2000)] {
        let here = directory(&[("a.json", &wrong()), (".gitignore", &text)]);
        let command = format!("ulimit -v 800000; exec '{}' -f compact -j 1 .", env!("CARGO_BIN_EXE_ivr-lint"));
        let found = output(Command::new("sh").args(["-c", &command]).current_dir(here.path()));
        assert_eq!(found.status.code(), Some(2), "{}", stderr(&found));
        assert!(stderr(&found).contains(".gitignore"), "{}", stderr(&found));
    }
}

// ---------------------------------------------------------------------------------------------------------------
// What is written

#[test]
fn nothing_that_a_run_reads_is_overwritten() {
    let baseline = r#"{"version":1,"findings":[]}"#;
    let commands: &[&[&str]] = &[
        &["--output", "json=flows/a.json", "flows"],
        &["--output", "json=flows/a.json", "."],
        &["--output", "json=./flows/../flows/a.json"],
        &["--output", "json=linked/a.json", "flows"],
        &["--output", "json=link.json", "flows"],
        &["--output", "json=hard.json", "flows"],
        &["--output", "json=flows/a.json", "link.json"],
        &["--output", "compact=ivr-lint.toml", "flows"],
        &["--output", "compact=flows/ivr-lint.instance.toml", "flows"],
        &["--output", "json=base.json", "--baseline", "base.json", "flows"],
        &["--output", "json=new.json", "--output", "compact=./new.json", "flows"],
        &["--output", "json=new.json", "--write-baseline", "new.json", "flows"],
        &["--write-baseline", "flows/a.json", "flows/a.json"],
        &["--write-baseline", "flows/a.json", "flows"],
        &["--write-baseline", "ivr-lint.toml", "flows"],
        &["--write-baseline", "base.json", "--baseline", "base.json", "flows"],
        &["--write-baseline", "notes.txt", "flows"],
        &["graph", "flows/a.json", "--out", "flows/a.json"],
        &["graph", "flows/a.json", "--out", "link.json"],
        &["graph", "flows/a.json", "--out", "ivr-lint.toml"],
        &["report", "flows/a.json", "--out", "flows/a.json"],
        &["report", "flows", "--out", "flows/a.json"],
        &["report", "--out", "flows/a.json"],
        &["report", "flows", "--out", "ivr-lint.toml"],
        &["report", "flows", "--baseline", "base.json", "--out", "base.json"],
    ];
    for arguments in commands {
        let here = directory(&[
            ("flows/a.json", &wrong()),
            ("base.json", baseline),
            ("notes.txt", "mine\n"),
            ("ivr-lint.toml", "fail-on = \"error\"\n"),
            ("flows/ivr-lint.instance.toml", "instance = \"x\"\ncomplete = false\n"),
        ]);
        symlink("flows", here.path().join("linked")).expect("a link");
        symlink("flows/a.json", here.path().join("link.json")).expect("a link");
        fs::hard_link(here.path().join("flows/a.json"), here.path().join("hard.json")).expect("a link");
        let before = all_files(here.path());
        let found = run(here.path(), arguments);
        assert_eq!(found.status.code(), Some(2), "{arguments:?}: {}{}", stdout(&found), stderr(&found));
        assert!(stderr(&found).contains("refusing to overwrite"), "{arguments:?}: {}", stderr(&found));
        assert_eq!(all_files(here.path()), before, "{arguments:?}");
    }
}

#[test]
fn an_earlier_report_is_replaced_where_flows_are() {
    let here = directory(&[("a.json", &wrong())]);
    let arguments = ["-f", "compact", "--output", "json=report.json", "--output", "gitlab=sub/dir/quality.json", "."];
    let first = run(here.path(), &arguments);
    assert_eq!(first.status.code(), Some(1), "{}", stderr(&first));
    let report = fs::read_to_string(here.path().join("report.json")).expect("a report");
    assert!(here.path().join("sub/dir/quality.json").is_file());
    let second = run(here.path(), &arguments);
    assert_eq!((second.status.code(), stdout(&second)), (Some(1), stdout(&first)), "{}", stderr(&second));
    assert_eq!(fs::read_to_string(here.path().join("report.json")).expect("a report"), report);
    // As is a baseline.
    for _ in 0..2 {
        let written = run(here.path(), &["-q", "--write-baseline", "deep/base.json", "."]);
        assert!(here.path().join("deep/base.json").is_file(), "{}", stderr(&written));
    }
    assert_eq!(run(here.path(), &["--baseline", "deep/base.json", "."]).status.code(), Some(0));
}

#[test]
fn a_link_is_replaced_and_a_mode_is_kept() {
    for arguments in [
        &["--output", "json=out", "flows"][..],
        &["--write-baseline", "out", "flows"],
        &["report", "flows", "--out", "out"],
        &["graph", "flows/a.json", "--out", "out"],
    ] {
        let elsewhere = directory(&[("profile", "precious\n")]);
        let here = directory(&[("flows/a.json", CLEAN)]);
        let out = here.path().join("out");
        if !arguments.contains(&"--write-baseline") {
            symlink(elsewhere.path().join("profile"), &out).expect("a link");
        }
        let found = run(here.path(), arguments);
        assert_eq!(found.status.code(), Some(0), "{arguments:?}: {}", stderr(&found));
        assert!(fs::symlink_metadata(&out).expect("a file").is_file(), "{arguments:?}");
        let precious = fs::read_to_string(elsewhere.path().join("profile")).expect("a file");
        assert_eq!(precious, "precious\n", "{arguments:?}");
        fs::set_permissions(&out, fs::Permissions::from_mode(0o600)).expect("a mode");
        assert_eq!(run(here.path(), arguments).status.code(), Some(0));
        assert_eq!(fs::metadata(&out).expect("a file").mode() & 0o777, 0o600, "{arguments:?}");
    }
    let here = directory(&[("pages/ivr-lint.1", "")]);
    let elsewhere = directory(&[("profile", "precious\n")]);
    fs::remove_file(here.path().join("pages/ivr-lint.1")).expect("a file");
    symlink(elsewhere.path().join("profile"), here.path().join("pages/ivr-lint.1")).expect("a link");
    assert_eq!(run(here.path(), &["man", "--out", "pages"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(elsewhere.path().join("profile")).expect("a file"), "precious\n");
}

// ---------------------------------------------------------------------------------------------------------------
// What is said

#[test]
fn where_no_more_threads_can_be_made_those_there_are_do_the_work() {
    let flow = wrong();
    let names: Vec<_> = (0..200).map(|number| format!("{number}.json")).collect();
    let here = directory(&names.iter().map(|name| (name.as_str(), flow.as_str())).collect::<Vec<_>>());
    fs::set_permissions(here.path(), fs::Permissions::from_mode(0o777)).expect("a mode");
    // Not in this process: what another test starts meanwhile would have it open for writing, and it could not run.
    let copied = Command::new("cp").args([env!("CARGO_BIN_EXE_ivr-lint"), "program"]).current_dir(here.path()).status();
    assert!(copied.expect("cp runs").success());
    // Somebody without power may have this process, and no more threads.
    // Names are looked up on a thread: where there is none, nobody can be asked, and that is said.
    let instance = "--instance-id x --endpoint http://localhost:1 --timeout 1";
    for (command, expected) in
        [("-f compact -j 200 .", Some(1)), ("report --out page.html -j 200 .", Some(0)), (instance, Some(2))]
    {
        let script = format!("ulimit -u 1 && exec ./program {command}");
        // Not every `sh` knows this limit.
        let mut somebody = Command::new("bash");
        somebody.args(["-c", &script]).current_dir(here.path());
        somebody.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "id").env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret");
        if fs::metadata(here.path()).expect("a folder").uid() == 0 {
            somebody.uid(65534).gid(65534);
        }
        let found = output(&mut somebody);
        assert_eq!(found.status.code(), expected, "{}: {}", found.status, stderr(&found));
    }
}

#[test]
fn what_cannot_be_seen_or_would_be_obeyed_is_shown_as_it_is_written() {
    for (name, shown) in [
        ("##[stop-commands]x", "#\\u0023[stop-commands]x"),
        ("a##vso[task.x]", "a#\\u0023vso[task.x]"),
        ("a\u{200b}b", "a\\u200bb"),
        ("a\u{2060}b", "a\\u2060b"),
        ("a\u{3164}b", "a\\u3164b"),
        ("a\u{e0041}b", "a\\udb40\\udc41b"),
    ] {
        let here = directory(&[("a.json", &wrong().replace("开始", name))]);
        for format in ["pretty", "compact"] {
            let said = stdout(&run(here.path(), &["-f", format, "a.json"]));
            assert!(said.contains(shown) && !said.contains(name), "{format}: {said}");
        }
    }
}

#[test]
fn files_whose_names_are_no_text_have_names_of_their_own() {
    use std::os::unix::ffi::OsStrExt as _;
    let here = directory(&[]);
    for byte in [b"a\xff.json", b"a\xfe.json"] {
        fs::write(here.path().join(std::ffi::OsStr::from_bytes(byte)), wrong()).expect("a file");
    }
    let found = run(here.path(), &["-f", "compact", "."]);
    assert_eq!(files_with_findings(&found), ["./a\\xfe.json", "./a\\xff.json"]);
}

#[test]
fn names_in_a_file_with_credentials_reach_no_terminal() {
    let here = directory(&[(
        "config.json",
        r#"{"current":"a\u001b[31m\n::error::b","profiles":[{"name":"a\u001b[31m\n::error::b","mode":"x\u001by"}]}"#,
    )]);
    let mut command = ivr_lint(&["--instance-id", "x"]);
    command.current_dir(here.path()).env("ALIBABA_CLOUD_CONFIG_FILE", "config.json");
    for variable in ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"] {
        command.env_remove(variable);
    }
    let found = output(&mut command);
    assert_eq!(found.status.code(), Some(2));
    assert!(stderr(&found).contains("::error::b"), "{}", stderr(&found));
    assert!(!stderr(&found).contains('\u{1b}') && !stderr(&found).contains("\n::error"), "{}", stderr(&found));
}

#[test]
fn credentials_and_certificates_are_regular_files_of_some_size() {
    let here = directory(&[("a", "")]);
    pipe(&here.path().join("pipe"));
    let large = here.path().join("large");
    fs::File::create(&large).expect("a file").set_len(1 << 30).expect("a size");
    for variable in ["ALIBABA_CLOUD_CONFIG_FILE", "SSL_CERT_FILE"] {
        for file in ["/dev/zero", "pipe", "large"] {
            let mut command = ivr_lint(&["--instance-id", "x", "--endpoint", "https://127.0.0.1:9"]);
            command.current_dir(here.path()).env(variable, file);
            if variable == "SSL_CERT_FILE" {
                command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "a").env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "b");
            }
            let found = output(&mut command);
            assert_eq!(found.status.code(), Some(2), "{variable} {file}: {}", stderr(&found));
            let said = stderr(&found);
            assert!(said.contains("not a regular file") || said.contains("larger than 16 MiB"), "{said}");
        }
    }
}

#[test]
fn a_folder_that_was_not_fetched_to_the_end_is_not_whole() {
    let list = "instance = \"x\"\ncomplete = false\n[flows]\n\"a.json\" = \"1\"\n\"b.json\" = \"2\"\n";
    let here = directory(&[("a.json", CLEAN), ("ivr-lint.instance.toml", list)]);
    let found = run(here.path(), &["."]);
    assert_eq!(found.status.code(), Some(2));
    assert!(stderr(&found).contains("not fetched to the end"), "{}", stderr(&found));
}
