//! A client of the language server that does what a test says.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::ivr_lint;

/// Long enough for a machine that does ten other things.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server that has been started, and what it has said.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    last_id: u64,
    /// The last diagnostics of each document.
    pub(crate) published: HashMap<String, Value>,
    /// What else it has told.
    pub(crate) told: Vec<Value>,
}

/// What a modern editor says that it can do.
pub(crate) fn capabilities(encoding: &str) -> Value {
    json!({
        "general": {"positionEncodings": [encoding]},
        "textDocument": {
            "hover": {"contentFormat": ["markdown"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
            "publishDiagnostics": {"relatedInformation": true, "codeDescriptionSupport": true},
        },
        "workspace": {
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
        },
    })
}

impl Client {
    /// Starts the program, and says nothing.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut command = ivr_lint(&["lsp"]);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            loop {
                let mut length = None;
                let mut line = String::new();
                while output.read_line(&mut line).is_ok_and(|read| read > 2) {
                    length =
                        line.strip_prefix("Content-Length: ").map(|length| length.trim().parse().expect("a length"));
                    line.clear();
                }
                let Some(length) = length else { return };
                let mut body = vec![0; length];
                output.read_exact(&mut body).expect("a body");
                if sender.send(serde_json::from_slice(&body).expect("JSON")).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Client { child, input, messages, last_id: 0, published: HashMap::new(), told: Vec::new() }
    }

    /// Starts it in a folder, as an editor does.
    pub(crate) fn in_folder(folder: Option<&Path>, encoding: &str, options: &Value) -> Self {
        let mut client = Client::start(&[]);
        let root = folder.map(address);
        let mut params = json!({"processId": null, "rootUri": root, "capabilities": capabilities(encoding)});
        params.as_object_mut().expect("an object").extend(options.as_object().cloned().unwrap_or_default());
        let answer = client.ask("initialize", params);
        assert_eq!(answer["result"]["capabilities"]["positionEncoding"], encoding, "{answer}");
        client.tell("initialized", json!({}));
        client
    }

    /// Writes bytes as they are.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("an open pipe");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.write(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request, and returns its id.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> u64 {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params}));
        self.last_id
    }

    /// The whole answer to a request.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.answer(&json!(id))
    }

    pub(crate) fn answer(&mut self, id: &Value) -> Value {
        loop {
            let message = self.next();
            if message["id"] == *id && message["method"].is_null() {
                return message;
            }
            self.note(message);
        }
    }

    /// What a question about a place in a document is answered with.
    pub(crate) fn ask_at(&mut self, method: &str, uri: &str, position: &Value) -> Value {
        let mut params = json!({"textDocument": {"uri": uri}, "position": position});
        if method == "textDocument/references" {
            params["context"] = json!({"includeDeclaration": true});
        }
        self.ask(method, params)["result"].clone()
    }

    fn next(&mut self) -> Value {
        self.messages.recv_timeout(PATIENCE).expect("the server answers")
    }

    fn note(&mut self, message: Value) {
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().expect("an address").to_owned();
            self.published.insert(uri, message["params"].clone());
        } else {
            self.told.push(message);
        }
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "json", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.tell("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// The diagnostics of a version of a document, when they come.
    pub(crate) fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        self.published_until(uri, |params| params["version"] == version)
    }

    /// The diagnostics of a document or file, when they are so.
    pub(crate) fn published_until(&mut self, uri: &str, is_so: impl Fn(&Value) -> bool) -> Vec<Value> {
        while !self.published.get(uri).is_some_and(&is_so) {
            let message = self.next();
            self.note(message);
        }
        self.published[uri]["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    /// Ends it in the order that the protocol has, and returns the status.
    pub(crate) fn end(mut self) -> Option<i32> {
        assert!(self.ask("shutdown", Value::Null)["error"].is_null());
        self.tell("exit", Value::Null);
        self.status()
    }

    /// Closes the pipe, and waits for the status.
    pub(crate) fn status(mut self) -> Option<i32> {
        self.input = None;
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address of a file or folder.
pub(crate) fn address(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let encode = |char: char| match char {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '-' | '.' | '_' => char.to_string(),
        _ => char.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
    };
    format!("file://{}", path.to_str().expect("UTF-8").chars().map(encode).collect::<String>())
}

/// The place of a byte in a text, counted by walking over it.
pub(crate) fn position(text: &str, byte: usize, encoding: &str) -> Value {
    let before = &text[..byte];
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let line = before.replace("\r\n", "\n").matches(['\n', '\r']).count();
    let column: usize = before[start..]
        .chars()
        .map(|char| match encoding {
            "utf-8" => char.len_utf8(),
            "utf-16" => char.len_utf16(),
            _ => 1,
        })
        .sum();
    json!({"line": line, "character": column})
}

/// The place of a word in a text, so many bytes behind its start, but not inside of a character.
pub(crate) fn place(text: &str, word: &str, behind: usize) -> Value {
    let mut at = text.find(word).unwrap_or_else(|| panic!("no {word}")) + behind;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    position(text, at, "utf-16")
}

/// What stands in a range of a text.
pub(crate) fn text_of<'t>(text: &'t str, range: &Value) -> &'t str {
    &text[byte(text, &range["start"])..byte(text, &range["end"])]
}

/// The byte at a place in a text whose columns are counted in UTF-16.
pub(crate) fn byte(text: &str, position: &Value) -> usize {
    let found = (0..=text.len()).filter(|&at| text.is_char_boundary(at));
    found.into_iter().find(|&at| self::position(text, at, "utf-16") == *position).expect("a place")
}

/// A text after the edits of a workspace edit for its document.
pub(crate) fn edited(text: &str, edit: &Value) -> String {
    let all = edit["documentChanges"].as_array().expect("changes");
    let edits = all.iter().flat_map(|change| change["edits"].as_array().cloned().unwrap_or_default());
    let mut edits: Vec<_> = edits
        .map(|edit| {
            let range = &edit["range"];
            (byte(text, &range["start"]), byte(text, &range["end"]), edit["newText"].as_str().expect("text").to_owned())
        })
        .collect();
    edits.sort();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    text
}
