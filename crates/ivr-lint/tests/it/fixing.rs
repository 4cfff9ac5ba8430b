//! `--fix`, `--unsafe-fixes` and `--diff`.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use crate::program::{directory, ivr_lint, output, run, stderr, stdout};

/// Two defects with safe fixes, one with an unsafe one.
const BAD: &str = r#"{"activities":[{"type":"INCOMING_CALL","id":"a","name":"开始","name":"开始","events":[{"event":"complete","next":"b"}]},
 {"type":"PLAY_SAY","id":"b","name":"放音","properties":{"say":"您好＄{开始.x}"},"events":[{"event":"complete","next":"hh"}]},
 {"type":"HANGUP","id":"h","name":"挂机"}]}"#;

/// The same after its safe fixes.
fn safe() -> String {
    BAD.replace(r#""name":"开始","name":"开始""#, r#""name":"开始""#).replace('＄', "$")
}

/// The same after all fixes.
fn all() -> String {
    safe().replace(r#""hh""#, r#""h""#)
}

#[track_caller]
fn status(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("{}", stderr(output)))
}

#[test]
fn safe_fixes_are_written_and_what_is_left_is_reported() {
    let here = directory(&[("a.json", BAD), ("ok/b.json", BAD)]);
    let first = run(here.path(), &["--fix", "-f", "compact", "a.json"]);
    assert_eq!(status(&first), 1, "an error is left");
    assert_eq!(fs::read_to_string(here.path().join("a.json")).expect("a file"), safe());
    assert_eq!(fs::read_to_string(here.path().join("ok/b.json")).expect("a file"), BAD, "not named");
    assert!(
        stdout(&first).contains("dangling-next") && !stdout(&first).contains("duplicate-key"),
        "{}",
        stdout(&first)
    );
    assert!(stderr(&first).contains("2 fixed, 1 left (1 fixable with --unsafe-fixes)"), "{}", stderr(&first));

    let second = run(here.path(), &["--fix", "--lang", "zh", "a.json"]);
    assert!(
        stderr(&second).contains("已修复 0 个，剩余 1 个（其中 1 个可用 --unsafe-fixes 修复）"),
        "{}",
        stderr(&second)
    );
    assert_eq!(fs::read_to_string(here.path().join("a.json")).expect("a file"), safe());

    let third = run(here.path(), &["--fix", "--unsafe-fixes", "."]);
    assert_eq!((status(&third), stderr(&third).contains("4 fixed, 0 left")), (0, true), "{}", stderr(&third));
    for file in ["a.json", "ok/b.json"] {
        assert_eq!(fs::read_to_string(here.path().join(file)).expect("a file"), all());
    }
}

#[test]
fn a_diff_writes_nothing_and_shows_no_secret() {
    let secret = "LTAI5tAbCdEfGhIjKlMnOpQr";
    let bad = BAD.replace("您好", &format!("您好{secret}"));
    let here =
        directory(&[("a.json", &bad), ("ivr-lint.toml", "# Why.\n[[ignore]]\nrule = \"dead-end\"\nreason = \"x\"\n")]);
    for arguments in [&["--diff", "."][..], &["--fix", "--diff", "--unsafe-fixes", "."]] {
        let shown = run(here.path(), arguments);
        let text = stdout(&shown);
        assert!(text.contains("--- a/a.json\n+++ b/a.json\n@@ -1,3 +1,3 @@\n"), "{text}");
        assert!(text.contains("--- a/ivr-lint.toml\n") && text.contains("\n-[[ignore]]\n"), "{text}");
        assert!(!text.contains(secret) && !stderr(&shown).contains(secret), "{text}");
        assert!(text.contains(r#"+ {"type":"PLAY_SAY""#), "{text}");
        assert_eq!(fs::read_to_string(here.path().join("a.json")).expect("a file"), bad);
        assert_eq!(status(&shown), 1);
    }
}

#[test]
fn standard_input_is_fixed_on_standard_output() {
    let here = directory(&[]);
    for (arguments, given, expected) in [
        (&["--fix", "-"][..], BAD, safe()),
        (&["--fix", "--unsafe-fixes", "--stdin-filename", "x.json"], BAD, all()),
        (&["--fix", "-"], &all(), all()),
    ] {
        let mut command = ivr_lint(arguments);
        command.current_dir(here.path()).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("stdin").write_all(given.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(stdout(&output), expected, "{arguments:?}");
        assert!(stderr(&output).contains("module"), "the report: {}", stderr(&output));
    }
}

#[test]
fn what_is_ignored_or_known_is_not_fixed() {
    let ignore = "[[ignore]]\nrule = \"duplicate-key\"\nreason = \"x\"\n";
    let here = directory(&[("a.json", BAD), ("ivr-lint.toml", ignore)]);
    run(here.path(), &["--fix", "a.json"]);
    assert_eq!(fs::read_to_string(here.path().join("a.json")).expect("a file"), BAD.replace('＄', "$"));

    let here = directory(&[("a.json", BAD)]);
    assert_eq!(status(&run(here.path(), &["--write-baseline", "known.json", "a.json"])), 0);
    run(here.path(), &["--fix", "--unsafe-fixes", "--baseline", "known.json", "a.json"]);
    assert_eq!(fs::read_to_string(here.path().join("a.json")).expect("a file"), BAD);
}

#[test]
fn exceptions_of_no_use_go_from_the_configuration() {
    let text = "# Ours.\nfail-on = \"warning\"\n\n# Gone.\n[[ignore]]\nrule = \"dead-end\"\nreason = \"x\"\n\n[[ignore]]\nrule = \"endless-loop\"\nreason = \"y\"\n\n[rules]\nempty-name = \"note\" # kept\n";
    let here = directory(&[("a.json", &all()), ("ivr-lint.toml", text)]);
    let fixed = run(here.path(), &["--fix", "."]);
    assert!(stderr(&fixed).contains("2 fixed, 0 left"), "{}", stderr(&fixed));
    let expected = "# Ours.\nfail-on = \"warning\"\n\n[rules]\nempty-name = \"note\" # kept\n";
    assert_eq!(fs::read_to_string(here.path().join("ivr-lint.toml")).expect("a file"), expected);
    assert_eq!(status(&fixed), 0);
}

#[test]
fn policies_of_no_use_go_and_those_that_are_wrong_stay() {
    let policy = |name: &str, on: &str| format!("[[policy]]\nname = \"{name}\"\non = '{on}'\nmust = 'false'\n\n");
    let (gone, wrong) = (policy("nobody", "activity.type == \"NO_SUCH\""), policy("wrong", "1 / 0 == 1"));
    let here = directory(&[("a.json", &all()), ("ivr-lint.toml", &format!("{gone}{wrong}"))]);
    let fixed = run(here.path(), &["--fix", "."]);
    assert!(stderr(&fixed).contains("1 fixed, 1 left"), "{}{}", stderr(&fixed), stdout(&fixed));
    assert_eq!(fs::read_to_string(here.path().join("ivr-lint.toml")).expect("a file"), wrong);
}

#[test]
fn options_that_need_another_say_so() {
    let here = directory(&[("a.json", BAD)]);
    for arguments in
        [&["--unsafe-fixes", "a.json"][..], &["--fix", "--instance-id", "ccc-test"], &["--diff", "--instance-id", "x"]]
    {
        assert_eq!(status(&run(here.path(), arguments)), 2, "{arguments:?}");
    }
    assert_eq!(fs::read_to_string(here.path().join("a.json")).expect("a file"), BAD);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn links_and_files_that_cannot_be_written_stay_and_the_others_are_fixed() {
        let here = directory(&[("a.json", BAD), ("read-only.json", BAD), ("mode.json", BAD), ("twice.json", BAD)]);
        let at = |name: &str| here.path().join(name);
        fs::create_dir(at("elsewhere")).expect("a folder");
        fs::rename(at("a.json"), at("elsewhere/a.json")).expect("renamed");
        symlink("elsewhere/a.json", at("link.json")).expect("a link");
        fs::hard_link(at("twice.json"), at("twice-2.json")).expect("a link");
        fs::set_permissions(at("read-only.json"), fs::Permissions::from_mode(0o444)).expect("a mode");
        fs::set_permissions(at("mode.json"), fs::Permissions::from_mode(0o640)).expect("a mode");
        let names = ["link.json", "read-only.json", "mode.json", "twice.json", "twice-2.json"];
        let fixed = run(here.path(), &[&["--fix"][..], &names].concat());
        assert_eq!(status(&fixed), 2);
        let said = stderr(&fixed);
        assert!(said.contains("link.json is a symbolic link and was not fixed"), "{said}");
        assert!(said.contains("read-only.json is read-only and was not fixed"), "{said}");
        let text = |name: &str| fs::read_to_string(at(name)).expect("a file");
        assert_eq!((text("link.json"), text("read-only.json")), (BAD.to_owned(), BAD.to_owned()));
        assert!(at("link.json").is_symlink());
        assert_eq!((text("mode.json"), text("twice.json")), (safe(), safe()));
        let mode = fs::metadata(at("mode.json")).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        // Nothing half-written is left behind.
        let left = fs::read_dir(here.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with(".ivr-lint")));
    }

    #[test]
    fn a_full_disk_leaves_the_file_as_it_was() {
        let here = directory(&[("a.json", BAD)]);
        // No file may grow beyond the bytes that are given: the new one cannot be written.
        let program = ivr_lint(&[]).get_program().to_owned();
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" --fix a.json"]).arg(program);
        let fixed = output(command.current_dir(here.path()));
        assert_eq!(status(&fixed), 2, "{}", stderr(&fixed));
        assert!(stderr(&fixed).contains("cannot write a.json"), "{}", stderr(&fixed));
        assert_eq!(fs::read_to_string(here.path().join("a.json")).expect("a file"), BAD);
        assert_eq!(fs::read_dir(here.path()).expect("a folder").count(), 1);
    }
}
