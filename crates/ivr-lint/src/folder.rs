//! Flows of an instance as files: what they are called, how they are laid out, and the folder that holds them.
//!
//! An instance is linted as if it had been fetched into a folder first, so that both say the same of the same places.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use ivr_fetch::Flow;
use ivr_flow::{Lang, Say, say, shown, visible};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::files::{self, cannot_write};
use crate::instance::{Fetched, Part};

/// What the file is called that says which instance a folder holds, and which of its files are whose flows.
const NAME: &str = "ivr-lint.instance.toml";

const HEAD: &str =
    "# Written by `ivr-lint fetch`; commit it with the flows. It says which files are flows of the instance.\n\n";

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
    char == ' ' || (!char.is_whitespace() && visible(char.encode_utf8(&mut [0; 4])).chars().eq([char]))
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

/// What is known of a folder of flows.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    instance: String,
    /// Whether the files are all flows of the instance: not where only a part was asked for, nor while they are written.
    complete: bool,
    #[serde(default, skip_serializing_if = "Part::is_all")]
    part: Part,
    /// The id of the flow in each file.
    #[serde(default)]
    flows: BTreeMap<String, String>,
    /// The same of files that were left when the instance had their flows no longer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    gone: BTreeMap<String, String>,
}

/// What became of the files of a folder.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) new: Vec<String>,
    pub(crate) changed: Vec<String>,
    pub(crate) same: usize,
    /// The files of flows that the instance no longer has.
    pub(crate) gone: Vec<String>,
}

/// Writes the flows into a folder, which is made if need be; files of flows that are gone are removed only by `prune`.
///
/// # Errors
/// What stood in the way. Until the files are looked through, nothing is written.
pub(crate) fn write(folder: &Path, fetched: &Fetched, prune: bool) -> Result<Written, Say> {
    let old = manifest(folder)?;
    if let Some(old) = old.as_ref().filter(|old| (&old.instance, &old.part) != (&fetched.instance, &fetched.part)) {
        let (folder, instance) = (shown(&folder.to_string_lossy()), shown(&old.instance));
        return Err(say!(
            "{folder} holds flows of {instance} that were asked for in another way: name another folder, or ask as before",
            "{folder} 中已有以其他方式获取的 {instance} 的流程：请换一个目录，或使用与之前相同的参数"
        ));
    }
    let old: BTreeMap<_, _> = old.into_iter().flat_map(|old| old.flows.into_iter().chain(old.gone)).collect();
    fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    let mut written = Written::default();
    let mut to_write = Vec::new();
    for file in &fetched.files {
        let path = folder.join(&file.name);
        match fs::read(&path) {
            Ok(bytes) if bytes == file.text.as_bytes() => written.same += 1,
            Ok(_) if old.contains_key(&file.name) => {
                written.changed.push(file.name.clone());
                to_write.push(file);
            }
            Ok(_) => return Err(foreign(&path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                written.new.push(file.name.clone());
                to_write.push(file);
            }
            Err(error) => return Err(cannot_write(&path, &error)),
        }
    }
    let now: BTreeMap<_, _> = fetched.files.iter().map(|file| (file.name.clone(), file.id.clone())).collect();
    let gone = old.iter().filter(|(name, _)| !now.contains_key(*name) && is_there(&folder.join(name)));
    let gone: BTreeMap<_, _> = gone.map(|(name, id)| (name.clone(), id.clone())).collect();
    written.gone = gone.keys().cloned().collect();

    // Who stops us in the middle leaves a folder that knows its files and does not claim to be whole.
    let mut manifest =
        Manifest { instance: fetched.instance.clone(), complete: false, part: fetched.part.clone(), flows: now, gone };
    if !to_write.is_empty() || prune && !manifest.gone.is_empty() {
        write_manifest(folder, &manifest)?;
    }
    for file in to_write {
        write_file(&folder.join(&file.name), &file.text)?;
    }
    if prune {
        for name in std::mem::take(&mut manifest.gone).into_keys() {
            let path = folder.join(name);
            fs::remove_file(&path).map_err(|error| cannot_write(&path, &error))?;
        }
    }
    manifest.complete = fetched.part.is_all();
    write_manifest(folder, &manifest)?;
    Ok(written)
}

/// The ids of all flows of the instances whose folders hold some of these files, where a folder was fetched whole.
///
/// # Errors
/// What is wrong with a folder's own file.
pub(crate) fn complete<'p>(files: impl Iterator<Item = &'p Path>) -> (Vec<Vec<String>>, Vec<Say>) {
    let folders: std::collections::BTreeSet<_> = files.filter_map(Path::parent).collect();
    let (mut complete, mut wrong) = (Vec::new(), Vec::new());
    for folder in folders {
        match manifest(folder) {
            Ok(Some(manifest)) if manifest.complete => complete.push(manifest.flows.into_values().collect()),
            Ok(_) => {}
            Err(what) => wrong.push(what),
        }
    }
    (complete, wrong)
}

/// What the folder's own file says, where there is one.
fn manifest(folder: &Path) -> Result<Option<Manifest>, Say> {
    let path = folder.join(NAME);
    // A pipe that nobody writes to never begins.
    let is_file = path.metadata().map(|what| what.is_file());
    let text = match is_file.and_then(|is_file| {
        if is_file { files::text(&path, files::MOST_SETTINGS) } else { Err(io::Error::other("not a file")) }
    }) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => {
            let path = shown(&path.to_string_lossy());
            return Err(say!("{path} cannot be read: {error}", "无法读取 {path}：{error}"));
        }
    };
    let wrong = |what: &str| {
        let (path, what) = (shown(&path.to_string_lossy()), visible(what));
        say!(
            "{path} is broken ({what}): take it back from git, or fetch into a new folder",
            "{path} 已损坏（{what}）：请从 git 恢复，或重新获取到新目录"
        )
    };
    let manifest: Manifest = toml::from_str(&text).map_err(|error| wrong(error.message()))?;
    // It may come from anywhere, and files that it names are overwritten and removed.
    let is_plain = |name: &String| {
        name.ends_with(".json") && Path::new(name).file_name().is_some_and(|plain| plain == name.as_str())
    };
    match manifest.flows.keys().chain(manifest.gone.keys()).find(|name| !is_plain(name)) {
        Some(name) => Err(wrong(&format!("`{name}` is not the name of a flow's file"))),
        None => Ok(Some(manifest)),
    }
}

fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), Say> {
    let path = folder.join(NAME);
    let text = toml::to_string(manifest).map_err(|error| cannot_write(&path, &io::Error::other(error)))?;
    let text = format!("{HEAD}{text}");
    if fs::read_to_string(&path).is_ok_and(|old| old == text) { Ok(()) } else { write_file(&path, &text) }
}

fn write_file(path: &Path, text: &str) -> Result<(), Say> {
    files::write_whole(path, |out| out.write_all(text.as_bytes())).map_err(|error| cannot_write(path, &error))
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn foreign(path: &Path) -> Say {
    let path = shown(&path.to_string_lossy());
    say!(
        "{path} is there already and was not written by `ivr-lint fetch`: move it away, or name another folder",
        "{path} 已存在，且不是由 `ivr-lint fetch` 写入：请移走该文件，或换一个目录"
    )
}

impl Written {
    /// What to tell about it: one line, and one for each file that is not as before.
    pub(crate) fn lines(&self, instance: &str, folder: &Path, prune: bool, lang: Lang) -> Vec<String> {
        let (instance, folder) = (shown(instance), visible(&folder.to_string_lossy()));
        let all = self.new.len() + self.changed.len() + self.same;
        let (new, changed, gone) = (self.new.len(), self.changed.len(), self.gone.len());
        let mut lines = vec![
            say!(
                "{all} flows of {instance} are in {folder}: {new} new, {changed} changed, {gone} gone",
                "{instance} 的 {all} 个流程已写入 {folder}：新增 {new}，变更 {changed}，消失 {gone}"
            )
            .get(lang)
            .to_owned(),
        ];
        let kept = say!(" (its file is still there: --prune removes it)", "（文件仍保留，可用 --prune 删除）");
        let kept = if prune { "" } else { kept.get(lang) };
        for (names, what, note) in [
            (&self.new, say!("new", "新增"), ""),
            (&self.changed, say!("changed", "变更"), ""),
            (&self.gone, say!("gone", "消失"), kept),
        ] {
            lines.extend(names.iter().map(|name| format!("  {} {}{note}", what.get(lang), visible(name))));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
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
