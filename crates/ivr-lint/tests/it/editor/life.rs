//! From `initialize` to `exit`, in every order, and whatever comes between.

use serde_json::{Value, json};

use super::client::{Client, capabilities};
use super::sync::FLOW;

#[test]
fn a_life_from_initialize_to_exit() {
    let mut client = Client::start(&["--stdio"]);
    let early = client.ask("textDocument/hover", json!({}));
    assert_eq!(early["error"]["code"], -32002);
    // Before its time nothing is taken over, and nothing is wrong.
    client.open("untitled:early", FLOW);
    let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities("utf-16")});
    let answer = client.ask("initialize", params.clone());
    assert_eq!(answer["result"]["serverInfo"]["name"], "ivr-lint");
    assert_eq!(answer["result"]["capabilities"]["textDocumentSync"]["change"], 2);
    assert_eq!(client.ask("initialize", params)["error"]["code"], -32600);
    client.tell("initialized", json!({}));
    client.open("untitled:flow", FLOW);
    assert!(!client.diagnostics("untitled:flow", 1).is_empty());
    assert!(!client.published.contains_key("untitled:early"));
    assert!(client.told.iter().any(|told| told["method"] == "client/registerCapability"));
    assert_eq!(client.ask("shutdown", Value::Null)["result"], Value::Null);
    assert_eq!(client.ask("textDocument/hover", json!({}))["error"]["code"], -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.status(), Some(0));
}

#[test]
fn an_editor_that_is_gone_ends_the_server() {
    let mut client = Client::in_folder(None, "utf-16", &json!({}));
    client.open("untitled:flow", FLOW);
    assert_eq!(client.status(), Some(1));
    let mut client = Client::start(&[]);
    client.tell("exit", Value::Null);
    assert_eq!(client.status(), Some(1));
    // In the middle of a message.
    let mut client = Client::start(&[]);
    client.write(b"Content-Length: 100\r\n\r\n{\"json");
    assert_eq!(client.status(), Some(1));
}

#[test]
fn unknown_canceled_and_broken_messages_are_survived() {
    let mut client = Client::in_folder(None, "utf-16", &json!({}));
    assert_eq!(client.ask("ivr/unknown", json!({}))["error"]["code"], -32601);
    assert_eq!(client.ask("textDocument/hover", json!({"position": 1}))["error"]["code"], -32602);
    client.tell("ivr/unknown", json!([1]));
    client.tell("$/setTrace", json!({"value": "off"}));
    client.tell("$/cancelRequest", json!({"id": 12345}));
    client.tell("$/cancelRequest", json!(null));
    client.tell("textDocument/didOpen", json!({"textDocument": 1}));
    client.send(&json!({"jsonrpc": "2.0", "id": 99, "result": null}));
    for broken in ["{", "[1]", "null", "\u{feff}{}", &"[".repeat(100_000)] {
        client.write(format!("Content-Length: {}\r\n\r\n{broken}", broken.len()).as_bytes());
        assert_eq!(client.answer(&Value::Null)["error"]["code"], -32700, "{broken:.10}");
    }
    client.write(b"Content-Length: 4\r\n\r\n\xff\xfe\x00{");
    assert_eq!(client.answer(&Value::Null)["error"]["code"], -32700);
    client.write(b"Content-Length: x\r\n\r\n");
    assert_eq!(client.answer(&Value::Null)["error"]["code"], -32700);
    assert!(client.told.iter().any(|told| told["method"] == "window/logMessage"), "the wrong didOpen is told");

    // Of each request there is one answer, be it that it was canceled.
    client.open("untitled:flow", FLOW);
    let params = json!({"textDocument": {"uri": "untitled:flow"}});
    let asked: Vec<_> = (0..50).map(|_| client.request("textDocument/documentSymbol", params.clone())).collect();
    for id in &asked {
        client.tell("$/cancelRequest", json!({"id": id}));
    }
    for id in asked {
        let answer = client.answer(&json!(id));
        assert!(answer["result"].is_array() || answer["error"]["code"] == -32800, "{answer}");
    }
    assert_eq!(client.end(), Some(0));
}
