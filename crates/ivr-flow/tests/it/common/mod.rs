//! What several of the tests need: the files of `testdata/`, a run over one text, and a finding as one comparable line.

#![allow(dead_code, reason = "each test and each fuzz target uses a part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ivr_flow::{
    ExpectedExits, FileReport, Finding, Lang, Level, Linter, Origin, Report, Settings, Severity, mask_secrets,
};
use serde_json::Value;

pub(crate) mod flows;
pub(crate) mod growth;
pub(crate) mod tree;
pub(crate) mod naive;
pub(crate) mod edits;
pub(crate) mod pairing;
/// What a change does to callers, once more.
pub(crate) mod effects;
pub(crate) mod reference;
pub(crate) mod reported;
pub(crate) mod words;
pub(crate) mod hold;
pub(crate) mod fixing;
pub(crate) mod fuzzed;
#[cfg(all(feature = "toml", feature = "cel"))]
pub(crate) mod walks;

/// The folder that all flows for tests are in.
pub(crate) fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// The names of what lies in a folder, sorted.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("a readable folder").file_name().into_string().expect("a name in Unicode")
    };
    let mut names: Vec<_> = entries.map(name).collect();
    names.sort();
    names
}

/// The names of the flows in a folder, sorted: snapshots lie beside them.
pub(crate) fn flows_in(folder: &Path) -> Vec<String> {
    let mut names = names_in(folder);
    names.retain(|name| name.ends_with(".json") || name.ends_with(".jsonl"));
    names
}

pub(crate) fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The report over one file that somebody named.
pub(crate) fn lint(name: &str, bytes: &[u8]) -> Report {
    lint_with(&Settings::default(), name, bytes)
}

/// The same by other settings.
pub(crate) fn lint_with(settings: &Settings, name: &str, bytes: &[u8]) -> Report {
    let linter = Linter::new(settings.clone());
    Report::new([linter.lint(name, bytes, Origin::Named)], &linter, Lang::En)
}

/// Which exits modules have, for the rules that find nothing unless they are told.
pub(crate) fn expected_exits() -> BTreeMap<String, ExpectedExits> {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let exits = |always: &[&str], sometimes: &[&str]| {
        let mut exits = ExpectedExits::default();
        (exits.always, exits.sometimes) = (names(always), names(sometimes));
        exits
    };
    BTreeMap::from([
        ("TRANSFER_TO_AGENT".to_owned(), exits(&["failure", "timeout"], &["overflow"])),
        ("SPLIT".to_owned(), exits(&["branch-1", "default"], &[])),
    ])
}

/// Standard settings, and this rule on if it is off by default or needs to be told something.
pub(crate) fn settings_with(rule: &str) -> Settings {
    let mut settings = Settings::default();
    if ivr_flow::rule(rule).is_some_and(|rule| rule.level == Level::Off) {
        settings.severities.insert(rule.to_owned(), Some(Severity::Warning));
    }
    if ["missing-exit", "unusual-exit"].contains(&rule) {
        settings.exits = expected_exits();
    }
    settings
}

/// The findings of one rule.
pub(crate) fn of_rule<'a>(report: &'a Report, rule: &str) -> Vec<&'a Finding> {
    report.findings().map(|(_, finding)| finding).filter(|finding| finding.rule == rule).collect()
}

/// The ids on the path to a finding's activity, as the report has them.
pub(crate) fn path_of(file: &FileReport, finding: &Finding) -> Option<Vec<String>> {
    let steps = file.flows.get(finding.flow?)?.path(finding)?;
    Some(steps.iter().filter_map(|step| step.id().map(str::to_owned)).collect())
}

/// What the bytes at a span say once `layers` layers of string escapes are taken away.
pub(crate) fn unescaped(raw: &[u8], layers: usize) -> String {
    let mut text = String::from_utf8(raw.to_vec()).expect("UTF-8");
    for _ in 0..layers {
        text = serde_json::from_str(&format!("\"{text}\"")).unwrap_or_default();
    }
    text
}

/// Says why a finding's span does not cover what its definition and pointer lead to. `None` where serde_json cannot
/// follow them, because of a number or half a surrogate pair that it does not read.
pub(crate) fn span_is_right(bytes: &[u8], finding: &Finding) -> Option<Result<(), String>> {
    let raw = &bytes[finding.span.range()];
    if raw.is_empty() {
        return Some(Ok(()));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut documents = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    let mut value = documents.nth(finding.document)?.ok()?;
    let mut layers = 0;
    let open = |value: &Value| serde_json::from_str::<Value>(value.as_str()?).ok();
    let whole = finding.definition.clone() + &finding.pointer;
    let mut key = None;
    for step in whole.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        while value.is_string() {
            value = open(&value)?;
            layers += 1;
        }
        let inner = match &value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => value.get(&step),
        };
        let Some(inner) = inner else { return Some(Err(format!("nothing at {whole}"))) };
        value = inner.clone();
        key = Some(Value::String(step));
    }
    let says = |layers| serde_json::from_str::<Value>(&unescaped(raw, layers)).ok();
    let of_several_flows = finding.pointer.is_empty()
        && [value.get("Name"), value.get("Published")]
            .into_iter()
            .flatten()
            .chain(value.get("NumberList").and_then(Value::as_array).into_iter().flatten())
            .any(|member| says(layers).as_ref() == Some(member));
    if of_several_flows {
        return Some(Ok(()));
    }
    if key.is_some() && says(layers) == key {
        return Some(Ok(()));
    }
    if let Some(text) = value.as_str()
        && !unescaped(raw, layers).starts_with('"')
        && text.contains(&unescaped(raw, layers + 1))
        && (finding.part == Some(mask_secrets(&unescaped(raw, layers + 1)).into_owned()))
    {
        return Some(Ok(()));
    }
    loop {
        if says(layers).as_ref() == Some(&value) {
            return Some(Ok(()));
        }
        let Some(inner) = open(&value) else {
            let raw = String::from_utf8_lossy(raw);
            return Some(Err(format!("«{raw}» is not what {whole} leads to")));
        };
        value = inner;
        layers += 1;
    }
}

/// Line and column of a byte, counted as slowly and as plainly as can be.
pub(crate) fn line_and_column(bytes: &[u8], at: usize) -> (usize, usize) {
    let before = std::str::from_utf8(&bytes[..at]).expect("a boundary");
    let before = before.strip_prefix('\u{feff}').unwrap_or(before);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
