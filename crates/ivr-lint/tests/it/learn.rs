//! `ivr-lint learn`: what it counts, what it prints, and that the configuration takes it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

fn learn(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    command
        .current_dir(directory)
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("GITHUB_ACTIONS");
    command.arg("learn").args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// A module of a type with these exits.
fn module(kind: &str, exits: &[&str]) -> Value {
    let events: Vec<_> = exits.iter().map(|event| json!({"event": event, "next": null})).collect();
    json!({"type": kind, "id": "a", "name": "a", "events": events})
}

fn modules(kind: &str, of_each: &[(usize, &[&str])]) -> Vec<Value> {
    of_each.iter().flat_map(|&(count, exits)| (0..count).map(move |_| module(kind, exits))).collect()
}

fn folder(flows: &[(&str, Value)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, flow) in flows {
        fs::write(folder.path().join(name), flow.to_string()).expect("a file");
    }
    folder
}

/// What is learned, without the comments: the lists of each section, read by a reader of TOML.
fn learned(activities: &[Value]) -> BTreeMap<String, [Option<Vec<String>>; 2]> {
    let folder = folder(&[("flow.json", json!({"activities": activities}))]);
    let output = learn(folder.path(), &["flow.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let table: toml::Table = text(&output.stdout).parse().expect("TOML");
    let Some(sections) = table.get("activities") else { return BTreeMap::new() };
    let list = |section: &toml::Value, key: &str| {
        let exits = section.get(key)?.as_array().expect("a list");
        Some(exits.iter().map(|exit| exit.as_str().expect("a string").to_owned()).collect())
    };
    let sections = sections.as_table().expect("a table").iter();
    sections.map(|(kind, section)| (kind.clone(), ["exits", "other-exits"].map(|key| list(section, key)))).collect()
}

fn lists(exits: &[&str], others: Option<&[&str]>) -> [Option<Vec<String>>; 2] {
    [Some(exits), others].map(|list| list.map(|list| list.iter().map(|&exit| exit.to_owned()).collect()))
}

#[test]
fn exits_are_told_by_how_many_modules_have_them() {
    let activities = [
        // Of twenty nineteen are enough, of nineteen eighteen are not.
        modules("GATHER_INPUT", &[(19, &["success", "failure"]), (1, &["success"])]),
        modules("ASR", &[(18, &["success", "failure"]), (1, &["success"])]),
        // What two have is another exit, what one has is left out.
        modules("SMS", &[(7, &["complete"]), (2, &["complete", "failure"]), (1, &["complete", "fialure"])]),
        // Whoever draws a branch names its exits; aliases count as the type.
        modules("SPLIT", &[(3, &["default", "1"])]),
        modules("BRANCH", &[(3, &["default", "1", "2"])]),
        // Of four nothing can be learned.
        modules("SUB", &[(4, &["complete"])]),
        modules("新 类型", &[(5, &[])]),
        // An exit that stands twice is one.
        modules("PLAY_SAY", &[(5, &["complete", "complete"])]),
    ];
    let expected = BTreeMap::from([
        ("GATHER_INPUT".to_owned(), lists(&["success", "failure"], None)),
        ("ASR".to_owned(), lists(&["success"], Some(&["failure"]))),
        ("SMS".to_owned(), lists(&["complete"], Some(&["failure"]))),
        ("SPLIT".to_owned(), lists(&["1", "default"], None)),
        ("新 类型".to_owned(), lists(&[], None)),
        ("PLAY_SAY".to_owned(), lists(&["complete"], None)),
    ]);
    assert_eq!(learned(&activities.concat()), expected);
}

#[test]
fn what_has_no_list_of_exits_or_no_type_or_no_name_is_no_example() {
    let mut activities = modules("SMS", &[(4, &["complete"])]);
    activities.push(json!({"type": "SMS", "id": "b", "events": 7}));
    assert_eq!(learned(&activities), BTreeMap::new(), "four modules with exits");
    activities.push(json!({"type": "SMS", "id": "c", "events": null}));
    activities.extend([json!({"id": "d", "events": []}), json!(7), json!({"type": 7, "events": []})]);
    // An exit without a name is none that could be told.
    activities.push(json!({"type": "SMS", "id": "e", "events": [{"next": null}, {"event": 7}, 7]}));
    let expected = BTreeMap::from([("SMS".to_owned(), lists(&[], Some(&["complete"])))]);
    assert_eq!(learned(&activities), expected);
}

#[test]
fn a_flow_that_is_met_twice_counts_once() {
    let flow = |id: &str, instance: &str, count: usize| json!({"ContactFlowId": id, "InstanceId": instance, "Definition": {"activities": modules("SMS", &[(count, &["complete"])])}});
    let counted = |flows: &[Value]| {
        let folder = folder(&[("a.json", json!({"Data": {"List": flows}})), ("b.json", flow("x", "ccc-1", 5))]);
        let output = learn(folder.path(), &["a.json", "b.json"]);
        let stdout = text(&output.stdout);
        stdout.lines().find_map(|line| line.split("\"complete\", # ").nth(1)).expect("a count").to_owned()
    };
    assert_eq!(counted(&[flow("x", "ccc-1", 6), flow("x", "ccc-1", 7)]), "6 of 6");
    assert_eq!(counted(&[flow("y", "ccc-1", 6)]), "11 of 11");
    assert_eq!(counted(&[flow("x", "ccc-2", 6)]), "11 of 11", "the flow of another instance");
}

#[test]
fn names_of_any_kind_are_strings_of_the_configuration() {
    let odd = ["a\"b\\c", "中文", "line\nbreak", "\u{202e}", "\u{7f}\u{1b}[31m", "", "# no comment", "😀"];
    for name in odd {
        let sections = learned(&modules(&format!("T{name}"), &[(5, &[name])]));
        assert_eq!(sections, BTreeMap::from([(format!("T{name}"), lists(&[name], None))]), "{name:?}");
    }
    let folder = folder(&[("a.json", json!({"activities": odd.map(|name| module(name, &[name]))}))]);
    let output = learn(folder.path(), &["a.json"]);
    let stdout = text(&output.stdout);
    assert!(stdout.lines().all(|line| line.is_empty() || line.starts_with('#')), "{stdout}");
    assert!(!stdout.contains(['\u{1b}', '\u{202e}', '\u{7f}']), "{stdout}");
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_learned() {
    let sms = json!({"activities": modules("SMS", &[(5, &["complete"])])});
    let folder = folder(&[("a.json", sms), ("b.json", json!({"Data": {"List": [{"Definition": "{"}]}}))]);
    let output = learn(folder.path(), &["a.json", "b.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("[activities.SMS]"));
    assert!(text(&output.stderr).contains("b.json:1:"), "{}", text(&output.stderr));
    let output = learn(folder.path(), &["a.json", "gone.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).contains("[activities.SMS]"));
}

/// What is printed is a configuration as it stands, and linting by it tells what is unusual.
#[test]
fn what_is_learned_is_a_configuration() {
    let usual = ["complete", "failure"];
    let odd = ["a\"b\\c", "line\nbreak", "# no comment", "😀"];
    let mut activities = modules("SMS", &[(20, &usual), (1, &["complete"]), (1, &["complete", "failure", "fialure"])]);
    activities.extend(modules("新 类型", &[(5, &odd)]));
    for (number, activity) in activities.iter_mut().enumerate() {
        activity["id"] = json!(format!("m{number}"));
    }
    let folder = folder(&[("flow.json", json!({"activities": activities}))]);
    let learned = learn(folder.path(), &["flow.json"]);
    fs::write(folder.path().join("ivr-lint.toml"), &learned.stdout).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    command.args(["-f", "json", "--fail-on", "never", "--select", "missing-exit,unusual-exit", "flow.json"]);
    let output = command.current_dir(folder.path()).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let found: Vec<_> = report["findings"].as_array().expect("findings").iter().collect();
    let told: Vec<_> = found.iter().map(|finding| (&finding["rule"], &finding["activity"]["id"])).collect();
    assert_eq!(told, [(&json!("missing-exit"), &json!("m20")), (&json!("unusual-exit"), &json!("m21"))], "{found:?}");
    // Read again, it is the same.
    assert_eq!(learn(folder.path(), &["flow.json"]).stdout, learned.stdout);
}
