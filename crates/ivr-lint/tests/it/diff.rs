//! `ivr-lint diff` from outside: files, git, formats and statuses.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::program::{directory, run, stderr, stdout};
use crate::safe::git;

const OLD: &str = r#"{"activities":[
 {"type":"INCOMING_CALL","id":"e1","name":"开始","events":[{"event":"complete","next":"m1"}]},
 {"type":"GATHER_INPUT","id":"m1","name":"主菜单","properties":{"say":"请按键","maxTries":3},
  "events":[{"event":"success","next":"b1"},{"event":"failure","next":"m1"},{"event":"timeout","next":"b1"}]},
 {"type":"PLAY_SAY","id":"b1","name":"道别语","properties":{"say":"再见。"},"events":[{"event":"complete","next":"h1"}]},
 {"type":"HANGUP","id":"h1","name":"挂机","events":[{"event":"complete","next":null}]}]}"#;

/// The same, but the timeout of the menu leads nowhere.
fn rewired() -> String {
    OLD.replace(r#""timeout","next":"b1""#, r#""timeout","next":"gone""#)
}

fn json_of(folder: &Path, arguments: &[&str]) -> (Value, i32) {
    let output = run(folder, &[&["diff", "-f", "json"], arguments].concat());
    let text = stdout(&output);
    let value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{}", stderr(&output)));
    let schema: Value = serde_json::from_str(&stdout(&run(folder, &["schema", "diff"]))).expect("a schema");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let wrong: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    (value, output.status.code().expect("a status"))
}

#[test]
fn a_change_is_told_with_its_places_and_what_it_does() {
    let here = directory(&[("old.json", OLD), ("new.json", &rewired())]);
    let (diff, status) = json_of(here.path(), &["old.json", "new.json"]);
    assert_eq!(status, 1, "a new error");
    assert_eq!(diff["summary"]["flows"], json!({"added": 0, "removed": 0, "changed": 1, "same": 0}));
    assert_eq!(diff["summary"]["new"], json!({"errors": 1, "warnings": 0, "notes": 0}));
    let flow = &diff["flows"][0];
    let change = &flow["changes"][0];
    assert_eq!(
        [&change["kind"], &change["event"], &change["old"], &change["new"]],
        [
            &json!("exit-rewired"),
            &json!("timeout"),
            &json!({"id": "b1", "name": "道别语"}),
            &json!({"id": "gone", "name": null})
        ]
    );
    assert_eq!(change["activity"]["old"], json!({"index": 1, "id": "m1", "name": "主菜单", "type": "GATHER_INPUT"}));
    for (side, text, token) in [("old", OLD, "\"b1\""), ("new", &rewired(), "\"gone\"")] {
        let place = &change["places"][side];
        assert_eq!(place["pointer"], "/activities/1/events/2/next");
        assert_eq!(place["file"], format!("{side}.json"));
        let [start, end] = ["start", "end"].map(|end| place["span"][end].as_u64().expect("a byte") as usize);
        assert_eq!(&text[start..end], token);
    }
    assert_eq!(flow["findings"]["new"][0]["rule"], "dangling-next");
    assert_eq!(flow["changes"].as_array().map(Vec::len), Some(1));

    let (back, status) = json_of(here.path(), &["new.json", "old.json"]);
    assert_eq!(status, 0);
    assert_eq!(back["flows"][0]["findings"]["gone"][0]["rule"], "dangling-next");
    assert_eq!(back["flows"][0]["changes"][0]["new"], json!({"id": "b1", "name": "道别语"}));
}

#[test]
fn equal_versions_say_nothing_in_every_format() {
    let page = format!(r#"{{"Data":{{"List":[{{"ContactFlowId":"f1","Name":"甲","Definition":{}}}]}}}}"#, json!(OLD));
    let here = directory(&[("a/flow.json", OLD), ("b/flow.json", OLD), ("page.json", &page)]);
    for paths in [["a", "b"], ["a/flow.json", "b/flow.json"], ["a/flow.json", "page.json"]] {
        for format in ["pretty", "markdown"] {
            let output = run(here.path(), &["diff", "--exit-code", "-f", format, paths[0], paths[1]]);
            assert_eq!(
                (stdout(&output).as_str(), output.status.code()),
                ("", Some(0)),
                "{paths:?} {}",
                stderr(&output)
            );
        }
        let (diff, status) = json_of(here.path(), &["--exit-code", paths[0], paths[1]]);
        assert_eq!((&diff["flows"], status), (&json!([]), 0));
        assert_eq!(diff["summary"]["flows"]["same"], 1);
    }
}

#[test]
fn flows_are_paired_by_id_then_name_then_file() {
    let page = |flows: &[(&str, &str, &str)]| {
        let flows: Vec<_> = flows
            .iter()
            .map(|(id, name, say)| json!({"ContactFlowId": id, "Name": name, "Definition": OLD.replace("再见。", say)}))
            .collect();
        json!({"Data": {"List": flows}}).to_string()
    };
    let here = directory(&[
        ("old/page.json", &page(&[("f1", "甲", "一"), ("f2", "乙", "二"), ("f3", "丙", "三")])),
        ("new/page.json", &page(&[("f3", "丙改", "三"), ("f1", "甲", "壹"), ("f4", "丁", "四"), ("f5", "乙", "二")])),
        ("old/x/alone.json", &OLD.replace("再见。", "x")),
        ("new/x/alone.json", OLD),
    ]);
    let (diff, _) = json_of(here.path(), &["old", "new"]);
    let flows = diff["flows"].as_array().expect("flows");
    let told: Vec<_> = flows
        .iter()
        .map(|flow| {
            let side = |side: &str| flow[side]["name"].as_str().unwrap_or("-").to_owned();
            let kinds: Vec<_> =
                flow["changes"].as_array().expect("changes").iter().map(|change| &change["kind"]).collect();
            (side("old"), side("new"), kinds)
        })
        .collect();
    let kind = [json!("flow-changed"), json!("property-changed"), json!("flow-added")];
    let expected = [
        ("丙", "丙改", vec![&kind[0]]),
        ("甲", "甲", vec![&kind[1]]),
        ("-", "丁", vec![&kind[2]]),
        // Neither has a name: the file says which it is.
        ("-", "-", vec![&kind[1]]),
    ];
    let expected = expected.map(|(old, new, kinds)| (old.to_owned(), new.to_owned(), kinds));
    assert_eq!(told, expected);
    assert_eq!(diff["summary"]["flows"], json!({"added": 1, "removed": 0, "changed": 3, "same": 1}));
}

#[test]
fn a_flow_that_cannot_be_read_is_never_a_removed_one() {
    let here = directory(&[("old.json", OLD), ("new.json", "{\"activities\": [")]);
    let (diff, status) = json_of(here.path(), &["old.json", "new.json"]);
    assert_eq!(status, 1);
    let flow = &diff["flows"][0];
    assert_eq!((&flow["unreadable"], &flow["changes"]), (&json!("new"), &json!([])));
    assert_eq!(flow["new"]["index"], Value::Null);
    assert_eq!(flow["findings"]["new"][0]["rule"], "invalid-json");
    assert_eq!(diff["findings"], json!({"new": [], "gone": []}));
    assert_eq!(diff["summary"]["flows"], json!({"added": 0, "removed": 0, "changed": 1, "same": 0}));
    let (back, status) = json_of(here.path(), &["new.json", "old.json"]);
    assert_eq!((&back["flows"][0]["unreadable"], status), (&json!("old"), 0));
    let (same, _) = json_of(here.path(), &["new.json", "new.json"]);
    assert_eq!(same["flows"], json!([]));

    let missing = run(here.path(), &["diff", "old.json", "nowhere.json"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(!stdout(&missing).contains("the flow is gone"), "{}", stdout(&missing));
    // Nor are its findings gone.
    let here = directory(&[("bad.json", &rewired())]);
    for paths in [["bad.json", "nowhere.json"], ["nowhere.json", "bad.json"]] {
        let (diff, status) = json_of(here.path(), &paths);
        assert_eq!((&diff["findings"], status), (&json!({"new": [], "gone": []}), 2));
    }
}

#[test]
fn the_status_says_whether_it_is_worse() {
    let moved = OLD.replace("再见。", "再会。");
    let here = directory(&[("old.json", OLD), ("moved.json", &moved), ("worse.json", &rewired()), ("empty/x.txt", "")]);
    let status = |arguments: &[&str]| run(here.path(), &[&["diff"], arguments].concat()).status.code();
    assert_eq!(status(&["old.json", "moved.json"]), Some(0));
    assert_eq!(status(&["--exit-code", "old.json", "moved.json"]), Some(1));
    assert_eq!(status(&["old.json", "worse.json"]), Some(1));
    assert_eq!(status(&["--fail-on", "never", "old.json", "worse.json"]), Some(0));
    assert_eq!(status(&["--rule", "dangling-next=off", "old.json", "worse.json"]), Some(0));
    assert_eq!(status(&["worse.json", "old.json"]), Some(0));
    for wrong in [&["old.json"][..], &[], &["a", "b", "c"], &["old.json", "nowhere.json"], &["empty", "empty"]] {
        assert_eq!(status(wrong), Some(2), "{wrong:?}");
    }
}

/// The example in both READMEs, of which `docs/diff.png` is the page too.
#[test]
fn the_example_of_the_readme_is_what_the_program_says() {
    let [old, new] = [include_str!("../diff/old.json"), include_str!("../diff/new.json")];
    let here = directory(&[("flows/hotline.json", old)]);
    git(here.path(), &["init", "-q", "-b", "main"]);
    git(here.path(), &["add", "."]);
    git(here.path(), &["commit", "-q", "-m", "one"]);
    fs::write(here.path().join("flows/hotline.json"), new).expect("a file");
    for (lang, page) in [("en", "README.md"), ("zh", "README.zh-CN.md")] {
        let said = stdout(&run(here.path(), &["diff", "--lang", lang, "-f", "markdown", "--rev", "HEAD", "flows"]));
        let flow = &said[said.find("###").expect("a flow")..];
        let quoted: Vec<_> = flow.trim_end().lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
        let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(page)).expect("a page");
        assert!(page.contains(&quoted.join("\n")), "{}", quoted.join("\n"));
    }
}

#[test]
fn the_working_tree_is_compared_with_a_revision_and_two_with_each_other() {
    let here = directory(&[("flows/a.json", OLD), ("flows/b.json", OLD), ("flows/.hidden.json", OLD)]);
    git(here.path(), &["init", "-q", "-b", "main"]);
    git(here.path(), &["add", "."]);
    git(here.path(), &["commit", "-q", "-m", "one"]);
    git(here.path(), &["tag", "v1"]);
    fs::write(here.path().join("flows/a.json"), rewired()).expect("a file");
    fs::remove_file(here.path().join("flows/b.json")).expect("a file");
    fs::write(here.path().join("flows/c.json"), OLD.replace("再见。", "c")).expect("a file");
    let expected = |diff: &Value| {
        assert_eq!(diff["summary"]["flows"], json!({"added": 1, "removed": 1, "changed": 1, "same": 0}));
        let kinds: Vec<_> =
            diff["flows"].as_array().expect("flows").iter().map(|flow| &flow["changes"][0]["kind"]).collect();
        assert_eq!(kinds, [&json!("exit-rewired"), &json!("flow-added"), &json!("flow-removed")]);
        assert_eq!(diff["flows"][0]["old"]["file"], diff["flows"][0]["new"]["file"]);
    };
    let (diff, status) = json_of(here.path(), &["--rev", "HEAD", "flows/"]);
    expected(&diff);
    assert_eq!(status, 1);
    let (diff, _) = json_of(&here.path().join("flows"), &["--rev", "v1"]);
    expected(&diff);
    let (one, _) = json_of(here.path(), &["--rev", "v1", "flows/a.json"]);
    assert_eq!(one["summary"]["flows"], json!({"added": 0, "removed": 0, "changed": 1, "same": 0}));
    git(here.path(), &["add", "."]);
    git(here.path(), &["commit", "-q", "-m", "two"]);
    let (diff, _) = json_of(here.path(), &["--rev", "v1..HEAD", "flows"]);
    expected(&diff);
    let (none, _) = json_of(here.path(), &["--rev", "HEAD", "flows"]);
    assert_eq!(none["flows"], json!([]));
    for wrong in ["nowhere", "--output=x", "v1..nowhere", ""] {
        let output = run(here.path(), &["diff", &format!("--rev={wrong}"), "flows"]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(stderr(&output).contains("--rev"), "{wrong}: {}", stderr(&output));
    }
}

#[test]
fn nothing_in_a_flow_becomes_a_tag_or_a_secret_in_a_comment() {
    let hostile = OLD
        .replace("再见。", "<img src=x> @all | `x` LTAI5tAbCdEfGhIjKlMnOpQr")
        .replace("主菜单", "[a](https://x) | <b>");
    let here = directory(&[("old.json", OLD), ("new.json", &hostile)]);
    for lang in ["en", "zh"] {
        let output = run(here.path(), &["diff", "--lang", lang, "-f", "markdown", "old.json", "new.json"]);
        let text = stdout(&output);
        assert!(!text.contains("<img") && !text.contains("<b>") && !text.contains("@all"), "{text}");
        assert!(!text.contains("](https") && !text.contains("LTAI5t"), "{text}");
    }
    for format in ["pretty", "json"] {
        let output = run(here.path(), &["diff", "-f", format, "old.json", "new.json"]);
        assert!(!stdout(&output).contains("LTAI5t"), "{}", stdout(&output));
    }
}

#[test]
fn reports_for_people_read_well_in_both_languages() {
    let new = rewired().replace("再见。", "感谢来电，再见。").replace("\"b1\"", "\"b9\"").replace(
        r#"{"type":"HANGUP""#,
        r#"{"type":"SMS","id":"s1","name":"短信","events":[{"event":"complete","next":"h1"}]},
 {"type":"HANGUP""#,
    );
    let here = directory(&[("old.json", OLD), ("new.json", &new)]);
    let mut told = String::new();
    for arguments in
        [["-f", "pretty", "--lang", "en"], ["-f", "pretty", "--lang", "zh"], ["-f", "markdown", "--lang", "zh"]]
    {
        let output = run(here.path(), &[&["diff"], &arguments[..], &["old.json", "new.json"]].concat());
        told += &format!("$ ivr-lint diff {} old.json new.json\n{}\n", arguments.join(" "), stdout(&output));
    }
    insta::assert_snapshot!("diff", told);
}

/// What can be read once only, as `<(git show …)` of a shell, is compared all the same.
#[cfg(unix)]
#[test]
fn pipes_are_compared() {
    let here = directory(&[("old.json", OLD), ("new.json", &rewired())]);
    let script = r#"mkfifo pipe && { cat old.json >pipe & } && "$0" diff -f json pipe - <new.json"#;
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_ivr-lint")]).current_dir(here.path());
    let output = shell.output().expect("sh runs");
    let diff: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(diff["flows"][0]["changes"][0]["kind"], "exit-rewired", "{diff}");
}

/// Files that pairs connect, one with many and many with one, are compared as others are.
#[test]
fn flows_in_one_file_and_in_many_are_compared() {
    let flow = |number: usize, say: &str| json!({"ContactFlowId": format!("f{number}"), "Name": format!("流程{number}"), "Definition": OLD.replace("再见。", say)});
    let page = |numbers: std::ops::Range<usize>| {
        json!({"Data": {"List": numbers.map(|number| flow(number, "再见。")).collect::<Vec<_>>()}}).to_string()
    };
    let mut old = vec![("old/a.json".to_owned(), page(0..6)), ("old/b.json".to_owned(), page(6..9))];
    let mut new: Vec<_> =
        (0..8).map(|number| (format!("new/{number}.json"), flow(number, &number.to_string()).to_string())).collect();
    // Two pages meet in one file.
    new.push(("new/both.json".to_owned(), json!({"Data": {"List": [flow(8, "8"), flow(20, "20")]}}).to_string()));
    old.push(("old/c.json".to_owned(), flow(20, "再见。").to_string()));
    let files: Vec<_> = old.iter().chain(&new).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let here = directory(&files);
    let (diff, status) = json_of(here.path(), &["old", "new"]);
    assert_eq!(status, 0);
    let told: Vec<_> = diff["flows"].as_array().expect("flows").iter().map(|flow| &flow["changes"][0]["new"]).collect();
    assert_eq!(told, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "20"].map(|say| json!(say)).each_ref());
}
