//! Flows of an instance as files: what they are called, and how they are laid out.
//!
//! An instance is linted as if it had been fetched into a folder first, so that both say the same of the same places.

use std::collections::{BTreeMap, HashSet};

use ivr_fetch::Flow;
use ivr_flow::printable;
use serde_json::Value;
use serde_json::value::RawValue;

/// How many bytes of a flow's name, and of its id, a file's name has.
const MOST_OF_A_NAME: usize = 120;

/// The deepest level that is indented further than the one above: who nests deeper wants to fill the disk.
const DEEPEST: usize = 24;

/// A flow as a file.
pub(crate) struct FlowFile {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The flows as files, sorted by name. No two names are the same, also where case does not count.
pub(crate) fn flow_files<'a>(flows: impl Iterator<Item = &'a Flow>) -> Vec<FlowFile> {
    let mut flows: Vec<_> = flows.collect();
    // Who gets the plain name must not depend on the order of the list, which edits change.
    flows.sort_by(|a, b| a.id.cmp(&b.id));
    let mut taken = HashSet::new();
    let mut files: Vec<_> = flows
        .iter()
        .map(|flow| {
            let name = file_name(flow);
            let free = (1..)
                .map(|copy| if copy == 1 { format!("{name}.json") } else { format!("{name}~{copy}.json") })
                .find(|name| taken.insert(name.to_lowercase()));
            FlowFile { id: flow.id.clone(), name: free.unwrap_or_default(), text: laid_out(&flow.json) }
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// A name as every system takes it for one visible file.
pub(crate) fn safe_name(name: &str) -> String {
    let options = sanitize_filename::Options { windows: true, truncate: false, replacement: "_" };
    let text: String = name.chars().map(|char| if is_plain(char) { char } else { '_' }).collect();
    let safe = sanitize_filename::sanitize_with_options(text.trim(), options);
    match beginning(&safe) {
        "" => "flow".to_owned(),
        hidden if hidden.starts_with('.') => format!("_{}", &hidden[1..]),
        visible => visible.to_owned(),
    }
}

/// The name of the flow and its id, without an ending, in a form that every system takes for one visible file.
fn file_name(flow: &Flow) -> String {
    let options = sanitize_filename::Options { windows: true, truncate: false, replacement: "_" };
    let safe = |text: &str| {
        let text: String = text.chars().map(|char| if is_plain(char) { char } else { '_' }).collect();
        sanitize_filename::sanitize_with_options(text.trim(), options.clone())
    };
    let id = safe(&flow.id);
    let name = safe(flow.name.as_deref().unwrap_or_default());
    let (name, id) = (beginning(&name), beginning(&id));
    let whole = if name.is_empty() { id.to_owned() } else { format!("{name}.{id}") };
    // What begins with a dot is hidden, and would not be linted.
    match whole.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None => whole,
    }
}

/// As much of a name as a file's name may have.
fn beginning(name: &str) -> &str {
    let end =
        name.char_indices().map(|(at, char)| at + char.len_utf8()).take_while(|end| *end <= MOST_OF_A_NAME).last();
    &name[..end.unwrap_or(0)]
}

/// Whether a character is safe in a name that people read: neither does it control anything, nor is it invisible.
fn is_plain(char: char) -> bool {
    char == ' ' || (!char.is_whitespace() && printable(char.encode_utf8(&mut [0; 4])).chars().eq([char]))
}

/// The flow with one member a line, sorted, and its definition as an object at the end.
fn laid_out(flow: &RawValue) -> String {
    let members: BTreeMap<String, &RawValue> = match serde_json::from_str(flow.get()) {
        Ok(members) => members,
        // The client takes objects only.
        Err(_) => return flow.get().to_owned(),
    };
    let whole = |open: bool| {
        let definition = members.get("Definition").map(|definition| definition.get());
        let opened = definition.filter(|_| open).and_then(|text| serde_json::from_str::<String>(text).ok());
        let opened = opened.filter(|text| text.trim_start().starts_with('{'));
        let rest =
            members.iter().filter(|(key, _)| *key != "Definition").map(|(key, value)| (key.as_str(), value.get()));
        let last = definition.map(|definition| ("Definition", opened.as_deref().unwrap_or(definition)));
        let members: Vec<_> =
            rest.chain(last).map(|(key, value)| format!("{}:{value}", serde_json::json!(key))).collect();
        format!("{{{}}}", members.join(","))
    };
    // A definition that is broken, or too deep once it is a part of the flow, stays the string that it was.
    let open = whole(true);
    let text = if serde_json::from_str::<Value>(&open).is_ok() { open } else { whole(false) };
    indented(&text)
}

/// Lays JSON out, two blanks a level. Nothing but the blanks between its tokens changes.
fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut level = 0;
    let mut in_string = false;
    let mut is_escaped = false;
    let mut opened = false;
    for char in json.chars() {
        if in_string {
            out.push(char);
            in_string = is_escaped || char != '"';
            is_escaped = !is_escaped && char == '\\';
            continue;
        }
        let closes = matches!(char, '}' | ']');
        if char.is_ascii_whitespace() {
            continue;
        }
        if closes {
            level -= 1;
        }
        if closes != opened {
            new_line(&mut out, level);
        }
        opened = false;
        match char {
            '{' | '[' => {
                level += 1;
                opened = true;
                out.push(char);
            }
            ',' => {
                out.push(char);
                new_line(&mut out, level);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = char == '"';
                out.push(char);
            }
        }
    }
    out.push('\n');
    out
}

fn new_line(out: &mut String, level: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level.min(DEEPEST)));
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    fn flow(json: &str) -> Flow {
        #[derive(Deserialize)]
        struct Head {
            #[serde(rename = "ContactFlowId")]
            id: String,
            #[serde(rename = "Name")]
            name: Option<String>,
        }
        let head: Head = serde_json::from_str(json).expect("an object");
        Flow { id: head.id, name: head.name, json: RawValue::from_string(json.to_owned()).expect("JSON") }
    }

    fn named(name: &str, id: &str) -> Flow {
        flow(&serde_json::json!({"ContactFlowId": id, "Name": name}).to_string())
    }

    fn names(flows: &[Flow]) -> Vec<String> {
        flow_files(flows.iter()).into_iter().map(|file| file.name).collect()
    }

    #[test]
    fn a_flow_is_laid_out_with_its_definition_open() {
        let flow = flow(
            r#"{ "Name":"流程 \ud83d\ude00","Definition":"{\"activities\":[ {\"id\" : \"a\\\"]\", \"n\":1.50e0}],\"x\":{}, \"x\":[]}","ContactFlowId":"f","NumberList":["1"] }"#,
        );
        let expected = r#"{
  "ContactFlowId": "f",
  "Name": "流程 \ud83d\ude00",
  "NumberList": [
    "1"
  ],
  "Definition": {
    "activities": [
      {
        "id": "a\"]",
        "n": 1.50e0
      }
    ],
    "x": {},
    "x": []
  }
}
"#;
        assert_eq!(laid_out(&flow.json), expected);
    }

    #[test]
    fn a_definition_that_is_broken_or_too_deep_stays_a_string() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(126), "]".repeat(126));
        for definition in ["{\"activities\": [}", "", "null", "\"{}\"", &deep] {
            let json = serde_json::json!({"ContactFlowId": "f", "Definition": definition}).to_string();
            let text = laid_out(&flow(&json).json);
            let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(read["Definition"], definition, "{text}");
        }
    }

    #[test]
    fn names_are_safe_and_never_the_same() {
        assert_eq!(names(&[named("默认流程", "78128960")]), ["默认流程.78128960.json"]);
        assert_eq!(names(&[named("../../etc/passwd", "..")]), ["_._.._etc_passwd._.json"]);
        assert_eq!(names(&[named("CON", "a"), named("a\u{202e}b\n", "b")]), ["_.a.json", "a_b_.b.json"]);
        assert_eq!(names(&[named("", "")]).len(), 1);
        assert_eq!(names(&[named("x", "B"), named("X", "b")]), ["X.b~2.json", "x.B.json"]);
        let long = names(&[named(&"流".repeat(500), &"y".repeat(500))]);
        assert!(long[0].len() < 255, "{}", long[0].len());
        for name in ["a/b", "a\\b", "a:b", "nul", ".hidden", " x ", "\u{0}", "…", "aux.txt", "a\u{2028}b"] {
            let name = &names(&[named(name, "i")])[0];
            assert!(!name.starts_with('.') && !name.contains(['/', '\\', ':', '\0', '\u{2028}']), "{name}");
        }
    }
}
