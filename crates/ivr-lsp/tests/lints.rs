//! How often a document is linted: once a version, however often an editor asks for code actions.

use std::collections::HashMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ivr_flow::{FileReport, Lang, Linter, Report, Rule, Settings, Severity, Text};
use ivr_lsp::{Languages, Mistake, Project, serve};
use serde_json::{Value, json};

const URI: &str = "file:///flows/one.json";

/// A project without files, whose only linter counts the flows that it looks at.
struct Counted {
    linter: Linter,
    lints: Arc<AtomicUsize>,
}

impl Counted {
    fn new() -> Self {
        let lints = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&lints);
        let summary = Text::new("counts flows", "统计流程");
        let rule = Rule::on_flows("count-flows", Severity::Note, summary, move |_, _| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let linter = Linter::new(Settings::default()).rule(rule).expect("no built-in rule has this name");
        Counted { linter, lints }
    }
}

impl Project for Counted {
    fn finder(&self) -> fn(&[PathBuf]) -> Vec<PathBuf> {
        // What a search has found is a reason to lint everything again: this one does not end before the session.
        |_| loop {
            thread::park();
        }
    }

    fn read(&self, _: &Path) -> Option<Vec<u8>> {
        None
    }

    fn reload(&mut self, _: HashMap<PathBuf, String>) {}

    fn mistakes(&self) -> Vec<Mistake> {
        Vec::new()
    }

    fn is_configuration(&self, path: &Path) -> bool {
        path.ends_with("ivr-lint.toml")
    }

    fn configuration_of(&mut self, _: Option<&Path>) -> Option<PathBuf> {
        None
    }

    fn linter(&mut self, _: Option<&Path>) -> (usize, &Linter) {
        (0, &self.linter)
    }

    fn excludes(&mut self, _: &Path) -> bool {
        false
    }

    fn report(&mut self, files: Vec<FileReport>, _: &[PathBuf]) -> Report {
        Report::new(files, &self.linter, Lang::En)
    }
}

fn notice(method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

fn open(uri: &str, text: &str) -> Value {
    let document = json!({"uri": uri, "languageId": "json", "version": 1, "text": text});
    notice("textDocument/didOpen", &json!({"textDocument": document}))
}

fn change(version: i32, text: &str) -> Value {
    let document = json!({"uri": URI, "version": version});
    notice("textDocument/didChange", &json!({"textDocument": document, "contentChanges": [{"text": text}]}))
}

fn close() -> Value {
    notice("textDocument/didClose", &json!({"textDocument": {"uri": URI}}))
}

/// A flow with a safe fix: what ends a call leads somewhere.
fn flow(id: &str) -> String {
    json!({"activities": [{"type": "HANGUP", "id": id, "events": [{"event": "complete", "next": id}]}]}).to_string()
}

/// How many flows are linted when code actions are asked for some times after each notice; and the edits of all answers.
fn session(notices: &[Value], times: usize) -> (usize, Vec<Value>) {
    let capabilities = json!({"textDocument": {"codeAction": {"codeActionLiteralSupport":
        {"codeActionKind": {"valueSet": ["source.fixAll"]}}}}});
    let start = json!({"processId": null, "rootUri": null, "capabilities": capabilities});
    let mut id = 0;
    let mut request = |method: &str, params: Value| {
        id += 1;
        json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
    };
    let mut messages = vec![request("initialize", start), notice("initialized", &json!({}))];
    for notice in notices {
        messages.push(notice.clone());
        let place = json!({"line": 0, "character": 0});
        let asked = json!({"textDocument": {"uri": URI}, "range": {"start": place, "end": place},
            "context": {"diagnostics": [], "only": ["source.fixAll"]}});
        messages.extend((0..times).map(|_| request("textDocument/codeAction", asked.clone())));
    }
    messages.extend([request("shutdown", Value::Null), notice("exit", &Value::Null)]);
    let framed = |message: &Value| {
        let text = message.to_string();
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    };
    let input: String = messages.iter().map(framed).collect();
    let mut project = Counted::new();
    let mut output = Vec::new();
    let languages = Languages { said: None, system: Lang::En };
    assert!(serve(Cursor::new(input), &mut output, &mut project, languages).expect("memory can be written"));
    let output = String::from_utf8(output).expect("UTF-8");
    let bodies = output.split("Content-Length: ").filter_map(|message| Some(message.split_once("\r\n\r\n")?.1));
    let answers = bodies.map(|body| serde_json::from_str::<Value>(body).expect("JSON"));
    let answers = answers.filter(|answer| answer["result"].is_array());
    let edits = answers.map(|answer| answer["result"][0]["edit"]["changes"][URI].clone()).collect();
    (project.lints.load(Ordering::Relaxed), edits)
}

#[test]
fn a_version_of_a_document_is_linted_and_fixed_once() {
    let (lints, edits) = session(&[open(URI, &flow("a"))], 1);
    assert_eq!(lints, 2, "one lint of the document and one of the fixed text");
    assert_eq!(edits[0][0]["newText"], "null", "{edits:?}");
    let (again, same) = session(&[open(URI, &flow("a"))], 20);
    assert_eq!(again, lints);
    assert_eq!(same, vec![edits[0].clone(); 20]);
}

#[test]
fn a_new_text_and_a_new_configuration_are_linted_again() {
    let configuration = open("file:///flows/ivr-lint.toml", "");
    let notices = [open(URI, &flow("a")), change(2, &flow("bcd")), configuration, close(), open(URI, &flow("ef"))];
    let (lints, edits) = session(&notices, 3);
    assert_eq!(lints, 8, "two for each text, and two for the text under the new configuration");
    let length = |edits: &Value| edits[0]["range"]["end"]["character"].as_u64();
    let lengths: Vec<_> = edits.iter().map(length).collect();
    let (one, three, two) = (lengths[0], lengths[3], lengths[9]);
    assert!(one < two && two < three, "{edits:?}");
    assert_eq!(lengths, [one, one, one, three, three, three, three, three, three, two, two, two]);
}
