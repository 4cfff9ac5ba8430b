//! Files of a folder together, with their configuration, as when linting it.

use std::fs;

use serde_json::{Value, json};

use super::client::{Client, address, edited};
use super::sync::{FLOW, page};
use crate::program::{directory, run, stdout};

fn rules(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|one| one["code"].as_str()).collect()
}

fn has(params: &Value, rule: &str) -> bool {
    params["diagnostics"].as_array().is_some_and(|all| rules(all).contains(&rule))
}

#[test]
fn an_editor_is_told_what_a_run_over_the_folder_reports() {
    let other = page().replace("f1", "f2");
    let folder =
        directory(&[("0 流程/a b.json", &page()), ("b.json", &other), ("package.json", "{}"), ("broken.json", "{")]);
    let folder = folder.path();
    let mut client = Client::in_folder(Some(folder), "utf-16", &json!({}));
    let (first, second) = (address(&folder.join("0 流程/a b.json")), address(&folder.join("b.json")));
    client.open(&first, &page());
    // Both flows have one name, which is a finding at the second of them.
    let both = |params: &Value| has(params, "dangling-next");
    client.published_until(&first, both);
    client.published_until(&second, |params| both(params) && has(params, "duplicate-flow-name"));
    let reported: Value =
        serde_json::from_str(&stdout(&run(folder, &["--format", "json", "--fail-on", "never"]))).expect("JSON");
    for (uri, name) in [(&first, "./0 流程/a b.json"), (&second, "./b.json")] {
        let all = reported["findings"].as_array().expect("findings").iter();
        let expected: Vec<_> = all.filter(|one| one["file"] == name).filter_map(|one| one["rule"].as_str()).collect();
        let told = client.published[uri]["diagnostics"].as_array().cloned().expect("a list");
        assert_eq!(rules(&told), expected, "{name}");
    }
    // The file on the disk changes, and the open document with it.
    fs::write(folder.join("b.json"), other.replace("主流程", "另一流程")).expect("a file");
    let changes = json!({"changes": [{"uri": second, "type": 2}]});
    client.tell("workspace/didChangeWatchedFiles", changes);
    client.published_until(&second, |params| both(params) && !has(params, "duplicate-flow-name"));
    fs::remove_file(folder.join("b.json")).expect("gone");
    client.tell("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": second, "type": 3}]}));
    client.published_until(&second, |params| params["diagnostics"] == json!([]));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_finding_is_ignored_with_a_reason_in_the_configuration_of_its_file() {
    let folder = directory(&[("flow.json", &page())]);
    let folder = folder.path();
    let mut client = Client::in_folder(Some(folder), "utf-16", &json!({}));
    let (uri, toml) = (address(&folder.join("flow.json")), address(&folder.join("ivr-lint.toml")));
    client.open(&uri, &page());
    let ignored = |client: &mut Client, rule: &str, text: &str| {
        client.published_until(&uri, |params| has(params, rule));
        let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}});
        let actions = client.ask("textDocument/codeAction", params)["result"].clone();
        let title = format!("Ignore `{rule}` here, with a reason");
        let action = actions.as_array().expect("actions").iter().find(|action| action["title"] == title.as_str());
        let edit = action.unwrap_or_else(|| panic!("no {title} in {actions}"))["edit"].clone();
        let changes = edit["documentChanges"].as_array().expect("changes");
        assert_eq!(changes[0]["kind"] == "create", text.is_empty());
        assert_eq!(changes[changes.len() - 1]["textDocument"]["uri"], toml.as_str());
        edited(text, &edit)
    };
    let text = ignored(&mut client, "dangling-next", "");
    assert!(text.contains("rule = \"dangling-next\"\nflow = \"主流程\"\nactivity = \"b2\"\nreason = "), "{text}");
    // What is on the screen counts, though nobody has saved it.
    fs::write(folder.join("ivr-lint.toml"), "").expect("a file");
    client.open(&toml, &text);
    client.published_until(&uri, |params| !has(params, "dangling-next"));
    let text = ignored(&mut client, "empty-prompt", &text);
    client.change(&toml, 2, json!([{"text": text}]));
    client.published_until(&uri, |params| !has(params, "empty-prompt"));
    // An exception for nothing is a finding in the configuration, and its fix takes it out.
    client.change(&toml, 3, json!([{"text": text.replace("b2", "b3")}]));
    client.published_until(&uri, |params| has(params, "dangling-next"));
    client.published_until(&toml, |params| has(params, "unused-ignore"));
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let params = json!({"textDocument": {"uri": toml}, "range": range, "context": {"diagnostics": []}});
    let actions = client.ask("textDocument/codeAction", params)["result"].clone();
    let rest = edited(&text.replace("b2", "b3"), &actions[0]["edit"]);
    assert!(!rest.contains("b3") && rest.contains("empty-prompt"), "{actions}: {rest}");
    // With a mistake the last one without holds.
    client.change(&toml, 4, json!([{"text": text.replace("rule =", "rul =")}]));
    let wrong = client.published_until(&toml, |params| params["diagnostics"][0]["severity"] == 1);
    assert!(wrong[0]["message"].as_str().is_some_and(|message| message.contains("rul")), "{wrong:?}");
    client.close(&toml);
    client.published_until(&toml, |params| params["diagnostics"] == json!([]));
    client.published_until(&uri, |params| has(params, "empty-prompt"));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn the_configuration_is_the_nearest_and_what_it_excludes_is_not_linted() {
    let folder = directory(&[
        ("ivr-lint.toml", "[files]\nexclude = [\"old\"]\n[rules]\ndangling-next = \"off\"\n"),
        ("a.json", FLOW),
        ("old/b.json", FLOW),
        ("sub/ivr-lint.toml", "[rules]\ndangling-next = \"note\"\n"),
        ("sub/c.json", FLOW),
    ]);
    let folder = folder.path();
    let mut client = Client::in_folder(Some(folder), "utf-8", &json!({}));
    let [a, b, c] = ["a.json", "old/b.json", "sub/c.json"].map(|name| address(&folder.join(name)));
    for uri in [&a, &b, &c] {
        client.open(uri, FLOW);
    }
    let told = client.published_until(&c, |params| has(params, "dangling-next"));
    assert!(told.iter().any(|one| one["code"] == "dangling-next" && one["severity"] == 3));
    client.published_until(&a, |params| has(params, "empty-prompt") && !has(params, "dangling-next"));
    assert!(client.published.get(&b).is_none_or(|params| params["diagnostics"] == json!([])));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn folders_come_and_go() {
    let folders = [directory(&[("a.json", FLOW)]), directory(&[("a.json", FLOW)])];
    let [first, second] = folders.each_ref().map(|folder| address(&folder.path().join("a.json")));
    let mut client = Client::in_folder(Some(folders[0].path()), "utf-16", &json!({}));
    client.published_until(&first, |params| has(params, "dangling-next"));
    let folder = |at: usize| json!({"uri": address(folders[at].path()), "name": "x"});
    let event = json!({"event": {"added": [folder(1)], "removed": [folder(0)]}});
    client.tell("workspace/didChangeWorkspaceFolders", event);
    client.published_until(&second, |params| has(params, "dangling-next"));
    client.published_until(&first, |params| params["diagnostics"] == json!([]));
    assert_eq!(client.end(), Some(0));
}
