//! What is answered to questions about a flow that is a string in a page, and to the same flow by itself.

use serde_json::{Value, json};

use super::client::{Client, byte, edited, place, text_of};
use super::sync::{FLOW, page};

const URI: &str = "untitled:flow";

/// A client with both forms of the flow open, one after the other.
fn in_both_forms(check: impl Fn(&mut Client, &str)) {
    for text in [FLOW.to_owned(), page()] {
        let mut client = Client::in_folder(None, "utf-16", &json!({}));
        client.open(URI, &text);
        check(&mut client, &text);
        assert_eq!(client.end(), Some(0));
    }
}

/// Words of the flow as they stand in a form of it.
fn written(text: &str, words: &str) -> String {
    if text == FLOW { words.to_owned() } else { words.replace('"', "\\\"") }
}

fn actions(client: &mut Client, only: Option<&str>) -> Vec<Value> {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let context = json!({"diagnostics": [], "only": only.map(|only| vec![only])});
    let params = json!({"textDocument": {"uri": URI}, "range": range, "context": context});
    client.ask("textDocument/codeAction", params)["result"].as_array().cloned().expect("a list")
}

#[test]
fn hover_says_where_a_next_leads_and_what_is_found() {
    in_both_forms(|client, text| {
        let mut hover = |words: &str, behind| {
            let found = client.ask_at("textDocument/hover", URI, &place(text, &written(text, words), behind));
            (found["contents"]["value"].as_str().unwrap_or_default().to_owned(), found["range"].clone())
        };
        let (said, range) = hover(r#""c3"}, {"event": "timeout""#, 2);
        assert!(said.contains("**放音** `PLAY\\_SAY`") || said.contains("**放音** `PLAY_SAY`"), "{said}");
        assert!(said.contains("- `complete` → 挂机") && said.contains("1 exit lead"), "{said}");
        assert_eq!(text_of(text, &range), written(text, r#""c3""#));
        let (said, _) = hover("gone", 1);
        assert!(said.contains("no module of this flow has this id"), "{said}");
        assert!(said.contains("**dangling-next** (error)") && said.contains("开始 → 收号"), "{said}");
        let (said, range) = hover("收号.input", 1);
        assert!(said.contains("`input` of **收号**"), "{said}");
        assert_eq!(text_of(text, &range), "${收号.input}");
        let (said, _) = hover("GATHER_INPUT", 1);
        assert!(said.contains("Collect digits") && said.contains("the call waits here"), "{said}");
        assert_eq!(hover("properties", 1), (String::new(), Value::Null));
    });
}

#[test]
fn definition_and_references_of_modules_exits_and_variables() {
    in_both_forms(|client, text| {
        let mut ranges = |method: &str, words: &str| -> Vec<String> {
            let found = client.ask_at(method, URI, &place(text, &written(text, words), 1));
            let all = found.as_array().cloned().unwrap_or_else(|| vec![found]);
            let places = all.iter().filter(|one| one["range"].is_object());
            places
                .map(|one| {
                    let start = byte(text, &one["range"]["start"]);
                    format!(
                        "{}@{}",
                        text_of(text, &one["range"]).trim_matches(['"', '\\']),
                        text[..start].matches("type").count()
                    )
                })
                .collect()
        };
        // The number counts the modules up to the place.
        let definition = "textDocument/definition";
        assert_eq!(ranges(definition, r#""c3"}, {"event": "timeout""#), ["c3@3"]);
        assert_eq!(ranges(definition, r#""timeout", "next""#), [""; 0]);
        assert_eq!(ranges(definition, "收号.input"), ["收号@2"]);
        assert_eq!(ranges(definition, r#""1", "next": "c3""#), ["c3@3"]);
        let references = "textDocument/references";
        assert_eq!(ranges(references, r#""b2", "name""#), ["b2@1", "b2@2"]);
        assert_eq!(ranges(references, "收号.input"), ["收号@2", "${收号.input}@3"]);
        assert_eq!(ranges(references, "开始.caller"), ["开始@1", "${开始.caller}@2"]);
    });
}

#[test]
fn symbols_and_hints_name_the_modules() {
    in_both_forms(|client, text| {
        let params = json!({"textDocument": {"uri": URI}});
        let symbols = client.ask("textDocument/documentSymbol", params)["result"].clone();
        assert_eq!(symbols[0]["name"], if text == FLOW { "#0" } else { "主流程" });
        let inner = symbols[0]["children"].as_array().expect("modules");
        let names: Vec<_> = inner.iter().map(|one| one["name"].as_str().unwrap_or_default()).collect();
        assert_eq!(names, ["开始", "收号", "放音", "挂机"]);
        for one in inner {
            let (whole, id) = (text_of(text, &one["range"]), text_of(text, &one["selectionRange"]));
            assert!(whole.starts_with('{') && whole.ends_with('}') && whole.contains(id), "{whole}");
        }
        let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
        let params = json!({"textDocument": {"uri": URI}, "range": range});
        let hints = client.ask("textDocument/inlayHint", params)["result"].as_array().cloned().expect("a list");
        let shown: Vec<_> = hints
            .iter()
            .map(|hint| {
                let before = &text[..byte(text, &hint["position"])];
                (before[before.len() - 5..].trim_matches(['"', '\\', ' ']), hint["label"].as_str().expect("a name"))
            })
            .collect();
        assert_eq!(shown, [("b2", "收号"), ("c3", "放音"), ("d4", "挂机")]);
        let nowhere = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}});
        let params = json!({"textDocument": {"uri": URI}, "range": nowhere});
        assert_eq!(client.ask("textDocument/inlayHint", params)["result"], json!([]));
    });
}

#[test]
fn renaming_a_module_changes_its_references_with_it() {
    in_both_forms(|client, text| {
        for (words, name) in [("收号.input", "收号 \"1\""), ("收号", "a.b")] {
            let at = place(text, words, 1);
            let prepared = client.ask_at("textDocument/prepareRename", URI, &at);
            assert_eq!((text_of(text, &prepared["range"]), &prepared["placeholder"]), ("收号", &json!("收号")));
            let params = json!({"textDocument": {"uri": URI}, "position": at, "newName": name});
            let new = edited(text, &client.ask("textDocument/rename", params)["result"]);
            let flow = ivr_flow::Flow::parse(new.as_bytes(), &ivr_flow::Settings::default()).expect("a flow");
            assert_eq!(flow.activity(1).name().as_deref(), Some(name));
            let targets: Vec<_> = flow.references().iter().map(|one| one.target()).collect();
            assert_eq!(targets, [Some(0), Some(1)]);
            // Nothing else has changed.
            let between = |text: &str| {
                let quoted = json!(text).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            };
            let once = between(name);
            let quoted = if text == FLOW { once } else { between(&once) };
            assert_eq!(new, text.replace("收号", &quoted));
        }
        let mut refuse = |words: &str, name: &str| {
            let params = json!({"textDocument": {"uri": URI}, "position": place(text, words, 1), "newName": name});
            client.ask("textDocument/rename", params)["error"]["message"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(refuse("收号", "放音"), "another module is named 放音");
        assert!(refuse("收号", "a}b").contains("would not refer to the same module"));
        assert!(refuse("收号", " ").contains("cannot be blank"));
        assert!(refuse("GATHER_INPUT", "x").contains("only the name of a module"));
    });
}

#[test]
fn ids_types_and_references_are_completed() {
    in_both_forms(|client, text| {
        let mut complete = |words: &str, behind: usize, new: &str| -> String {
            let items = client.ask_at("textDocument/completion", URI, &place(text, &written(text, words), behind));
            let items = items.as_array().cloned().unwrap_or_default();
            let item = items.iter().find(|item| item["textEdit"]["newText"] == new);
            let item = item.unwrap_or_else(|| panic!("no {new} in {items:?}"));
            edited(text, &json!({"documentChanges": [{"edits": [item["textEdit"]]}]}))
        };
        assert_eq!(complete("gone", 2, "d4"), text.replace("gone", "d4"));
        assert_eq!(complete("PLAY_SAY", 3, "VOICE_MAIL"), text.replace("PLAY_SAY", "VOICE_MAIL"));
        assert_eq!(complete("收号.input", 0, "放音"), text.replace("收号.input", "放音.input"));
        let references = text.replace("您按了 ${收号.input}", "${收号.input} ${收号.").replace("您按了 ", "");
        client_with(&references, |client| {
            let at = place(&references, "} ${收号.", "} ${收号.".len());
            let items = client.ask_at("textDocument/completion", URI, &at);
            assert_eq!(items[0]["textEdit"]["newText"], "input}", "{items}");
            let at = place(&references, "} ${收号.", "} ${".len());
            let items = client.ask_at("textDocument/completion", URI, &at);
            let names: Vec<_> = items.as_array().expect("names").iter().map(|item| item["label"].clone()).collect();
            assert_eq!(names.len(), 4, "{names:?}");
        });
    });
}

fn client_with(text: &str, check: impl Fn(&mut Client)) {
    let mut client = Client::in_folder(None, "utf-16", &json!({}));
    client.open(URI, text);
    check(&mut client);
}

#[test]
fn fixes_are_offered_and_make_their_findings_go() {
    for form in [FLOW.to_owned(), page()] {
        let text = form.replace("${开始.caller}", "${开始。caller}").replace("${收号.input}", "$｛收号.input}");
        let mut client = Client::in_folder(None, "utf-16", &json!({}));
        client.open(URI, &text);
        let rules = |diagnostics: &[Value]| -> Vec<String> {
            diagnostics.iter().map(|one| one["code"].as_str().unwrap_or_default().to_owned()).collect()
        };
        let before = rules(&client.diagnostics(URI, 1));
        assert_eq!(before.iter().filter(|rule| *rule == "malformed-reference").count(), 2, "{before:?}");
        let all = actions(&mut client, Some("quickfix"));
        let fix = all.iter().find(|action| action["isPreferred"] == true).expect("a safe fix");
        assert_eq!(fix["diagnostics"][0]["code"], "malformed-reference");
        let one = edited(&text, &fix["edit"]);
        assert_eq!(one, text.replace("${开始。caller}", "${开始.caller}"));
        let all = actions(&mut client, Some("source.fixAll"));
        assert_eq!(all.len(), 1);
        let fixed = edited(&text, &all[0]["edit"]);
        assert_eq!(fixed, form);
        client.change(URI, 2, json!([{"text": fixed}]));
        let after = rules(&client.diagnostics(URI, 2));
        assert!(!after.contains(&"malformed-reference".to_owned()) && after.len() == before.len() - 2, "{after:?}");
        assert_eq!(actions(&mut client, Some("source.fixAll")), [Value::Null; 0]);
        assert!(actions(&mut client, Some("source.organizeImports")).is_empty());
    }
}

#[test]
fn messages_are_in_the_language_of_the_editor() {
    let said = |options: Value, later: Option<Value>| {
        let mut client = Client::in_folder(None, "utf-16", &options);
        client.open(URI, FLOW);
        if let Some(settings) = later {
            client.diagnostics(URI, 1);
            client.published.clear();
            client.tell("workspace/didChangeConfiguration", json!({"settings": settings}));
        }
        client.diagnostics(URI, 1)[0]["message"].as_str().expect("a message").starts_with("模块")
    };
    assert!(!said(json!({}), None));
    assert!(said(json!({"locale": "zh-cn"}), None));
    assert!(!said(json!({"locale": "zh-cn", "initializationOptions": {"lang": "en"}}), None));
    assert!(said(json!({}), Some(json!({"ivr-lint": {"lang": "zh"}}))));
    let mut client = Client::start(&["--lang", "zh"]);
    client.ask("initialize", json!({"processId": null, "rootUri": null, "locale": "en", "capabilities": {}}));
    client.open(URI, FLOW);
    assert!(client.diagnostics(URI, 1)[0]["message"].as_str().is_some_and(|message| message.starts_with("模块")));
}

#[test]
fn settings_with_comments_are_no_broken_flows() {
    let text = "{// no comments in JSON\n\"editor.gotoLocation.multipleDefinitions\": \"peek\", \"activities\": []}";
    for (language, is_told) in [("jsonc", false), ("toml", false), ("json", true)] {
        let mut client = Client::in_folder(None, "utf-16", &json!({}));
        let document = json!({"uri": URI, "languageId": language, "version": 1, "text": text});
        client.tell("textDocument/didOpen", json!({"textDocument": document}));
        assert_eq!(!client.diagnostics(URI, 1).is_empty(), is_told, "{language}");
    }
}

#[test]
fn what_is_not_about_flows_has_no_findings_and_no_answers() {
    for text in ["", "{}", "[1, 2]", r#"{"name": "x", "activities": "none"}"#, "fn main() {}", "{\"a\": "] {
        let mut client = Client::in_folder(None, "utf-16", &json!({}));
        client.open(URI, text);
        assert_eq!(client.ask_at("textDocument/hover", URI, &json!({"line": 0, "character": 1})), Value::Null);
        assert_eq!(client.ask_at("textDocument/rename", URI, &json!({"line": 9, "character": 1})), Value::Null);
        assert!(actions(&mut client, None).is_empty());
        assert!(client.published.get(URI).is_none_or(|params| params["diagnostics"] == json!([])), "{text}");
        assert_eq!(client.end(), Some(0));
    }
}
