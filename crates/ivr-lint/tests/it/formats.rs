//! The formats for other programs: what their schemas allow, whatever is in a flow, and files that are whole or not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use roxmltree::{Document, Node};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::harness::{CLEAN, FORMATS, wrong};

fn ivr_lint(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ivr-lint"));
    command.args(arguments).current_dir(directory).env("COLUMNS", "100").stdin(Stdio::null());
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
        command.env_remove(variable);
    }
    command
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    ivr_lint(directory, arguments).output().expect("the program runs")
}

fn report(directory: &Path, arguments: &[&str]) -> String {
    String::from_utf8(run(directory, arguments).stdout).expect("UTF-8")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).unwrap_or_else(|| panic!("{pointer} in {value}"))
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A directory with these files in it.
fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempdir().expect("a directory");
    for (name, text) in files {
        fs::write(directory.path().join(name), text).expect("a file");
    }
    directory
}

fn read(directory: &TempDir, name: &str) -> String {
    fs::read_to_string(directory.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn manifest() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

// ---------------------------------------------------------------------------------------------------------------
// Schemas

/// Asserts that a value is what a schema allows.
fn assert_allowed(schema: &Value, value: &Value) {
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(schema).expect("a schema");
    let wrong: Vec<_> = validator.iter_errors(value).take(5).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn assert_sarif(text: &str) -> Value {
    let schema = fs::read_to_string(manifest().join("tests/schemas/sarif-2.1.0.json")).expect("the schema");
    let sarif = json(text);
    assert_allowed(&json(&schema), &sarif);
    sarif
}

/// What GitLab's documentation says of the report, and that nothing else is in it.
fn assert_gitlab(text: &str) -> Value {
    let schema = json!({
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "pattern": "^[a-z-]+$"},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^(?!\\./)", "minLength": 1},
                        "lines": {
                            "type": "object",
                            "additionalProperties": false,
                            "required": ["begin", "end"],
                            "properties": {
                                "begin": {"type": "integer", "minimum": 1},
                                "end": {"type": "integer", "minimum": 1}
                            }
                        }
                    }
                }
            }
        }
    });
    let issues = json(text);
    assert_allowed(&schema, &issues);
    let fingerprints: BTreeSet<_> = list(&issues, "").iter().map(|issue| issue["fingerprint"].as_str()).collect();
    assert_eq!(fingerprints.len(), list(&issues, "").len(), "GitLab takes issues of one fingerprint for one");
    issues
}

/// The attributes and elements that an element may have, and those attributes that it must.
#[derive(Default)]
struct Element {
    attributes: BTreeMap<String, bool>,
    elements: BTreeSet<String>,
    has_text: bool,
}

/// The elements that the Jenkins schema describes: of the language of schemas the part that it is written in.
fn junit_elements(schema: &Document<'_>) -> BTreeMap<String, Element> {
    let of = |node: Node<'_, '_>| {
        let has_text = node.attribute("type") == Some("xs:string");
        let mut element = Element { has_text, ..Default::default() };
        for inner in node.descendants() {
            match inner.tag_name().name() {
                "attribute" => {
                    let is_needed = inner.attribute("use") == Some("required");
                    element.attributes.insert(inner.attribute("name").expect("a name").to_owned(), is_needed);
                }
                "element" if inner != node => {
                    element.elements.insert(inner.attribute("ref").expect("a reference").to_owned());
                }
                "complexType" => element.has_text |= inner.attribute("mixed") == Some("true"),
                _ => {}
            }
        }
        element
    };
    let elements = schema.root_element().children().filter(|node| node.tag_name().name() == "element");
    elements.map(|node| (node.attribute("name").expect("a name").to_owned(), of(node))).collect()
}

fn assert_junit(text: &str) {
    let schema = fs::read_to_string(manifest().join("tests/schemas/junit-10.xsd")).expect("the schema");
    let schema = Document::parse(&schema).expect("XML");
    let known = junit_elements(&schema);
    assert!(known["testcase"].attributes["name"] && known["testsuite"].elements.contains("testcase"));
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(document.root_element().tag_name().name(), "testsuites");
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let element = &known[name];
        for attribute in node.attributes() {
            assert!(element.attributes.contains_key(attribute.name()), "{name} has no {}", attribute.name());
        }
        for (attribute, _) in element.attributes.iter().filter(|(_, is_needed)| **is_needed) {
            assert!(node.has_attribute(attribute.as_str()), "{name} lacks {attribute}");
        }
        for inner in node.children() {
            match inner.is_element() {
                true => assert!(element.elements.contains(inner.tag_name().name()), "{inner:?} in {name}"),
                false => assert!(element.has_text || inner.text().is_none_or(|text| text.trim().is_empty())),
            }
        }
    }
    let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    let root = document.root_element();
    for (attribute, name) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
        assert_eq!(root.attribute(attribute), Some(count(name).to_string().as_str()), "{attribute}");
    }
}

/// What the readers of Checkstyle's reports agree on.
fn assert_checkstyle(text: &str) {
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(document.root_element().tag_name().name(), "checkstyle");
    for node in document.root_element().descendants().filter(Node::is_element).skip(1) {
        let attributes: Vec<_> = node.attributes().map(|attribute| attribute.name()).collect();
        let outer = node.parent_element().expect("an element").tag_name().name().to_owned();
        match node.tag_name().name() {
            "file" => assert_eq!((outer.as_str(), attributes.as_slice()), ("checkstyle", &["name"][..])),
            "error" => {
                assert_eq!(outer, "file");
                assert_eq!(attributes, ["line", "column", "severity", "message", "source"]);
                assert!(matches!(node.attribute("severity"), Some("error" | "warning" | "info")));
                let number = |name| node.attribute(name).and_then(|text| text.parse::<usize>().ok());
                assert!(number("line") >= Some(1) && number("column") >= Some(1), "{node:?}");
            }
            other => panic!("an element {other}"),
        }
    }
}

#[test]
fn every_fixture_in_every_format_is_what_the_schemas_allow() {
    let testdata = manifest().join("../../testdata");
    for lang in ["en", "zh"] {
        let of = |format| report(&testdata, &["-f", format, "--lang", lang, ".", "../crates/ivr-lint/tests/cmd"]);
        let findings = json(&of("json"));
        let findings = list(&findings, "/findings");
        assert!(findings.len() > 600);

        let sarif = assert_sarif(&of("sarif"));
        let results = list(&sarif, "/runs/0/results");
        assert_eq!(results.len(), findings.len());
        let message = |text: &Value| text.as_str().map(str::to_owned);
        let said: BTreeSet<_> = findings.iter().map(|finding| message(&finding["message"])).collect();
        for result in results {
            let text = result["message"]["text"].as_str().expect("a text");
            assert!(said.contains(&text.lines().next().map(str::to_owned)), "{text}");
        }
        assert_eq!(list(&assert_gitlab(&of("gitlab")), "").len(), findings.len());
        assert_junit(&of("junit"));
        assert_checkstyle(&of("checkstyle"));
        let lines: Vec<Value> = of("jsonl").lines().map(json).collect();
        assert_eq!(lines, findings, "the same findings with the same fields");
        assert_eq!(of("github").lines().count(), findings.len() + 1, "one command each, and one for all of them");
        assert_eq!(of("markdown").lines().filter(|line| line.starts_with("| ")).count(), {
            let heads: BTreeSet<_> =
                findings.iter().map(|finding| (message(&finding["file"]), finding["flow"]["index"].as_u64())).collect();
            findings.len() + heads.len()
        });
    }
}

#[test]
fn a_small_run_in_each_format_and_language() {
    let folder = manifest().join("tests/cmd/formats.in");
    for format in &FORMATS[3..] {
        for lang in ["en", "zh"] {
            let arguments = ["-f", format, "--lang", lang, "clean.json", "page.json", "no-such-file.json"];
            let mut text = report(&folder, &arguments);
            if *format == "sarif" {
                let mut sarif = json(&text);
                let rules = sarif.pointer_mut("/runs/0/tool/driver/rules").and_then(Value::as_array_mut);
                rules.expect("the rules").retain(|rule| rule["id"] == "dangling-next");
                text = format!("{sarif:#}");
            }
            insta::assert_snapshot!(format!("{format}-{lang}"), text);
        }
    }
}

#[test]
fn the_status_is_the_same_in_every_format() {
    let directory = directory(&[("clean.json", CLEAN), ("wrong.json", &wrong())]);
    for (file, level, status) in [
        ("clean.json", "note", 0),
        ("wrong.json", "error", 1),
        ("wrong.json", "never", 0),
        ("no-such-file.json", "never", 2),
    ] {
        for format in FORMATS {
            let output = format!("{format}=report");
            let on_stdout = run(directory.path(), &["-f", format, "--fail-on", level, file]);
            let in_file = run(directory.path(), &["-q", "--output", &output, "--fail-on", level, file]);
            assert_eq!(on_stdout.status.code(), Some(status), "{format} {file}");
            assert_eq!(in_file.status.code(), Some(status), "{format} {file}");
            if !matches!(format, "pretty") {
                let written = read(&directory, "report");
                assert_eq!(written, String::from_utf8(on_stdout.stdout).expect("UTF-8"), "{format} {file}");
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Hostile flows

/// Whatever a terminal, a browser, an XML reader or a runner might heed.
const EVIL: &str = "`a`|<script>alert(1)</script>\u{1b}[31m\r\n::error file=x,line=1::\u{202e}]]>&amp;\"'{0}\
                    [b](http://e.example)![c](http://e.example)<!--@all #1 www.e.example :smile: $d$ %0A\
                    \u{0}\u{7f}\u{85}\u{9b}\u{2028}\u{61c}\u{fffe}\u{ffff}\u{feff}\\";

#[cfg(unix)]
const EVIL_FILE: &str = "`a`|<script>\u{1b}[31m\n::error::,%\u{202e}]]>&amp;\"'[b](c)@all\u{ffff}.json";
#[cfg(not(unix))]
const EVIL_FILE: &str = "`a`,%]&amp;'[b](c)@all\u{202e}\u{ffff}.json";

fn hostile() -> TempDir {
    let flow = json!({"activities": [
        {"type": "INCOMING_CALL", "id": EVIL, "name": EVIL, "events": [{"event": EVIL, "next": "gone"}]},
        {"type": EVIL, "id": "x", "name": EVIL, "properties": {"say": format!("${{{EVIL}}}")}, "events": [
            {"event": EVIL, "next": EVIL}, {"event": "", "next": null}
        ]},
    ]});
    let flow = json!({"ContactFlowId": EVIL, "Name": EVIL, "Type": EVIL, "Definition": flow.to_string()});
    let text = json!({"Data": {"List": [flow, flow]}}).to_string();
    let reason = serde_json::to_string(EVIL).expect("a string").replace('\u{7f}', "\\u007f");
    let configuration = format!("[[ignore]]\nrule = \"missing-hangup\"\nreason = {reason}\n");
    directory(&[(EVIL_FILE, &text), ("ivr-lint.toml", &configuration)])
}

#[test]
fn nothing_in_a_flow_breaks_a_format() {
    let directory = hostile();
    for lang in ["en", "zh"] {
        let of = |format| {
            let text = report(directory.path(), &["-f", format, "--lang", lang, EVIL_FILE]);
            assert!(text.len() > 500, "{format}: {text}");
            let heeded = |char: &char| {
                (char.is_control() && *char != '\n')
                    || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{61c}' | '\u{fffe}' | '\u{ffff}')
            };
            let raw = matches!(format, "json" | "jsonl" | "gitlab");
            // What a fix writes is what the file is to have, every character of it.
            let mut shown = text.clone();
            if format == "sarif" {
                let mut sarif = json(&text);
                let results = sarif.pointer_mut("/runs/0/results").and_then(Value::as_array_mut).expect("results");
                results.iter_mut().for_each(|result| drop(result.as_object_mut().expect("a result").remove("fixes")));
                shown = sarif.to_string();
            }
            assert!(
                raw || shown.chars().find(heeded).is_none(),
                "{format}: {:?} in {shown}",
                shown.chars().find(heeded)
            );
            text
        };
        let findings = json(&of("json"));
        let findings = list(&findings, "/findings");
        assert!(findings.len() > 10, "{findings:#?}");
        let sarif = assert_sarif(&of("sarif"));
        let results = list(&sarif, "/runs/0/results");
        assert!(results.iter().any(|result| result["suppressions"] != json!([])), "the reason is in there too");
        for result in results {
            let text = result["message"]["text"].as_str().expect("a text");
            assert!(!text.contains("[b](") || text.contains("\\[b\\]("), "a link: {text}");
        }
        assert_eq!(list(&assert_gitlab(&of("gitlab")), "").len(), findings.len());
        assert_junit(&of("junit"));
        assert_checkstyle(&of("checkstyle"));
        assert_eq!(of("jsonl").lines().count(), findings.len());
        assert_eq!(of("compact").lines().count(), findings.len());

        let github = of("github");
        assert!(github.lines().count() <= findings.len() + 1, "{github}");
        for line in github.lines() {
            let command = line.split("::").nth(1).expect("a command");
            let (name, properties) = command.split_once(' ').expect("properties");
            assert!(matches!(name, "error" | "warning" | "notice"), "{line}");
            let keys: Vec<_> =
                properties.split(',').filter_map(|part| part.split_once('=')).map(|part| part.0).collect();
            let all = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(keys == all || keys == ["title"], "{line}");
        }

        let markdown = of("markdown");
        for line in markdown.lines().filter(|line| line.starts_with('|')) {
            assert_eq!(line.matches('|').count(), 5, "{line}");
        }
        let written = ["## ", "### ", "| ", "|---"];
        let foreign =
            markdown.lines().skip(3).find(|line| !line.is_empty() && !written.iter().any(|own| line.starts_with(own)));
        assert_eq!(foreign, None);
        let mut prose = markdown.clone();
        while let Some((before, rest)) = prose.split_once("<code>") {
            let (code, behind) = rest.split_once("</code>").expect("an end");
            assert!(!code.contains(['<', '`', '[', '@']), "{code}");
            prose = format!("{before}{behind}");
        }
        // The only links are ours, to the pages of rules.
        for rule in ivr_flow::rules() {
            for lang in [ivr_flow::Lang::En, ivr_flow::Lang::Zh] {
                let url = rule.url(lang).expect("a page");
                prose = prose.replace(&format!("[`{}`]({url})", rule.name), "");
            }
        }
        for sign in ["<s", "<!", "@", "http:", "www.e", "](", "![", " #1", ":smile", "**", "$d"] {
            assert!(!prose.contains(sign), "{sign} in {prose}");
        }
    }
}

#[cfg(unix)]
#[test]
fn names_of_files_are_uris_in_sarif_and_lead_back() {
    let directory = hostile();
    let sarif = assert_sarif(&report(directory.path(), &["-f", "sarif", EVIL_FILE]));
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uriBaseId"], "%SRCROOT%");
    let uri = place["uri"].as_str().expect("a URI");
    assert!(uri.is_ascii() && !uri.contains([' ', '<', '"', '\n', ':']), "{uri}");
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16)).expect("a digit") as u8;
        bytes.push(if byte == b'%' { digit() * 16 + digit() } else { byte });
    }
    assert_eq!(String::from_utf8(bytes).expect("UTF-8"), EVIL_FILE);

    let absolute = fs::canonicalize(directory.path()).expect("a path").join("a b.json");
    fs::write(&absolute, wrong()).expect("a file");
    let absolute = absolute.to_str().expect("Unicode");
    let sarif = assert_sarif(&report(directory.path(), &["-f", "sarif", absolute]));
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(*place, json!({"uri": "a%20b.json", "uriBaseId": "%SRCROOT%"}));
    let elsewhere = tempdir().expect("a directory");
    let sarif = assert_sarif(&report(elsewhere.path(), &["-f", "sarif", absolute]));
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(*place, json!({"uri": format!("file://{}", absolute.replace(' ', "%20"))}));
    let gitlab = assert_gitlab(&report(directory.path(), &["-f", "gitlab", absolute, "./a b.json"]));
    assert_eq!(gitlab[0]["location"]["path"], "a b.json");
}

// ---------------------------------------------------------------------------------------------------------------
// SARIF

#[test]
fn a_region_is_where_the_json_report_says() {
    let folder = manifest().join("../../testdata");
    let arguments = |format| ["-f", format, "shapes", "real", "rules/dangling-next"];
    let findings = json(&report(&folder, &arguments("json")));
    let findings = list(&findings, "/findings");
    let sarif = assert_sarif(&report(&folder, &arguments("sarif")));
    assert_eq!(sarif["runs"][0]["columnKind"], "unicodeCodePoints");
    let number = |value: &Value| value.as_u64().expect("a number");
    let expected: BTreeSet<_> = findings
        .iter()
        .map(|finding| {
            let span = ["line", "column", "endLine", "endColumn", "start"].map(|key| number(&finding["span"][key]));
            let length = number(&finding["span"]["end"]) - span[4];
            (finding["rule"].as_str(), span, length, finding["path"].as_array().map(Vec::len))
        })
        .collect();
    let given: BTreeSet<_> = list(&sarif, "/runs/0/results")
        .iter()
        .map(|result| {
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let keys = ["startLine", "startColumn", "endLine", "endColumn", "byteOffset"];
            let steps = result.pointer("/codeFlows/0/threadFlows/0/locations").and_then(Value::as_array);
            (
                result["ruleId"].as_str(),
                keys.map(|key| number(&region[key])),
                number(&region["byteLength"]),
                steps.map(Vec::len),
            )
        })
        .collect();
    assert!(given.len() > 20);
    assert_eq!(given, expected);
}

#[test]
fn each_step_of_a_path_stands_at_the_id_of_its_activity() {
    let folder = manifest().join("../../testdata/real");
    let name = "list-contact-flows.json";
    let page = json(&fs::read_to_string(folder.join(name)).expect("a file"));
    let definition = page.pointer("/Data/List/0/Definition").or(page.pointer("/ContactFlows/List/0/Definition"));
    let flow = definition.and_then(Value::as_str).expect("a definition").replace("timeout", "超时😀");
    let flow = flow.replacen("\"next\":\"", "\"next\":\"no-such-", 3);
    let directory = directory(&[("a.json", &json!({"Data": {"List": [{"Definition": flow}]}}).to_string())]);
    let text = read(&directory, "a.json");
    let findings = json(&report(directory.path(), &["-f", "json", "a.json"]));
    let paths: Vec<_> = list(&findings, "/findings").iter().filter(|finding| finding["path"].is_array()).collect();
    let sarif = assert_sarif(&report(directory.path(), &["-f", "sarif", "a.json"]));
    let mut compared = 0;
    for result in list(&sarif, "/runs/0/results") {
        let Some(steps) = result.pointer("/codeFlows/0/threadFlows/0/locations").and_then(Value::as_array) else {
            continue;
        };
        let ids: Vec<_> = steps
            .iter()
            .map(|step| {
                let region = &step["location"]["physicalLocation"]["region"];
                let number = |key: &str| usize::try_from(region[key].as_u64().expect("a number")).expect("small");
                let token = &text[number("byteOffset")..][..number("byteLength")];
                json(json(&format!("\"{token}\"")).as_str().expect("a string"))
            })
            .collect();
        assert!(paths.iter().any(|finding| finding["path"] == json!(ids)), "{ids:?}");
        compared += 1;
    }
    assert!(compared > 0);
}

#[test]
fn fingerprints_stay_when_lines_move_and_are_each_finding_s_own() {
    let flow = wrong();
    let page = |flow: &str| json!({"Data": {"List": [{"ContactFlowId": "1", "Definition": flow}]}}).to_string();
    let directory = directory(&[("a.json", &page(&flow)), ("b.json", &page(&flow.replace("},", "},\n\n  ")))]);
    let of = |file: &str| -> BTreeSet<String> {
        let sarif = assert_sarif(&report(directory.path(), &["-f", "sarif", file]));
        let names = list(&sarif, "/runs/0/results").iter().map(|result| result["partialFingerprints"].to_string());
        names.collect()
    };
    assert_eq!(of("a.json"), of("b.json"));
    // Whoever changes this makes every finding a new one for those who follow them.
    let name = "02ee09b6c0b301b7d789aa3185918db4:1";
    let names = of("a.json");
    assert!(names.iter().any(|names| names.contains(name)), "{names:?}");

    let twice = format!("{}\n{}", page(&flow), page(&flow));
    fs::write(directory.path().join("c.json"), twice).expect("a file");
    let sarif = assert_sarif(&report(directory.path(), &["-f", "sarif", "c.json"]));
    assert_eq!(of("c.json").len(), list(&sarif, "/runs/0/results").len());
}

#[test]
fn what_is_left_aside_is_told_with_its_reason() {
    let configuration = "[[ignore]]\nrule = \"dangling-next\"\nactivity = \"e98f0d47\"\nreason = \"夜间不用\"\n";
    let two = wrong().replace(r#""next":null"#, r#""next":"gone""#);
    let directory = directory(&[("a.json", &two), ("ivr-lint.toml", configuration)]);
    let results = |arguments: &[&str]| {
        let sarif = assert_sarif(&report(directory.path(), &[&["-f", "sarif", "a.json"], arguments].concat()));
        list(&sarif, "/runs/0/results").to_vec()
    };
    let ignored = json!([{"kind": "external", "status": "accepted", "justification": "夜间不用"}]);
    let found = results(&[]);
    assert_eq!(found.iter().filter(|result| result["suppressions"] == ignored).count(), 1);
    assert_eq!(found.last().expect("a result")["suppressions"], ignored, "they come last");
    assert!(found.iter().all(|result| result["suppressions"].is_array()), "of all or of none");
    assert!(found.iter().all(|result| result["baselineState"].is_null()));
    assert!(results(&["--no-ignores"]).iter().all(|result| result["suppressions"].is_null()));

    run(directory.path(), &["--no-ignores", "--rule", "hangup-has-next=off", "--write-baseline", "known", "a.json"]);
    let found = results(&["--no-ignores", "--baseline", "known"]);
    let states = |state: &str| found.iter().filter(|result| result["baselineState"] == state).count();
    assert!(states("unchanged") > 0 && states("new") > 0, "{found:#?}");
    assert_eq!(states("unchanged") + states("new"), found.len(), "of all or of none");
}

#[test]
fn of_too_many_results_the_most_severe_are_kept_and_a_notification_says_so() {
    // Each flow has one error, behind many warnings.
    let exits: Vec<_> = (0..30).map(|number| format!(r#"{{"event":"{number}","next":null}}"#)).collect();
    let exits = format!(r#""events":[{},"#, exits.join(","));
    let flow = wrong().replacen(r#""events":["#, &exits, 1);
    let directory = directory(&[("a.jsonl", &(flow + "\n").repeat(900))]);
    let text = report(directory.path(), &["-f", "sarif", "a.jsonl"]);
    // The whole of it against the schema would take minutes.
    let sarif = json(&text);
    let results = list(&sarif, "/runs/0/results");
    assert_eq!(results.len(), 25_000);
    assert_eq!(results.iter().filter(|result| result["level"] == "error").count(), 900);
    assert!(results[..900].iter().all(|result| result["level"] == "error"));
    let notes = list(&sarif, "/runs/0/invocations/0/toolExecutionNotifications");
    let said: Vec<_> = notes.iter().map(|note| note["message"]["text"].as_str().expect("a text")).collect();
    assert!(said[0].contains(" are omitted") && said[1].contains("5000"), "{said:?}");
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], true);

    let markdown = report(directory.path(), &["-f", "markdown", "a.jsonl"]);
    assert!(markdown.len() <= 1_000_000 && markdown.len() > 990_000, "{}", markdown.len());
    assert!(markdown.trim_end().ends_with("more findings not shown"));

    let github = report(directory.path(), &["-f", "github", "a.jsonl"]);
    let first: Vec<_> = github.lines().take(11).collect();
    assert!(first.iter().all(|line| line.starts_with("::error ")), "the most severe first");
    assert!(github.contains("::notice title=ivr-lint::900 errors"), "{}", &github[github.len() - 300..]);
}

#[test]
fn a_run_that_is_not_whole_looks_like_none_that_is_clean() {
    let directory = directory(&[("clean.json", CLEAN)]);
    for arguments in [&["clean.json", "no-such-file.json"][..], &["no-such-file.json", "clean.json"]] {
        let of = |format| report(directory.path(), &[&["-f", format], arguments].concat());
        let sarif = assert_sarif(&of("sarif"));
        assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
        assert_eq!(list(&sarif, "/runs/0/invocations/0/toolExecutionNotifications").len(), 1);
        assert_eq!(assert_gitlab(&of("gitlab"))[0]["severity"], "blocker");
        let junit = of("junit");
        assert_junit(&junit);
        assert!(junit.contains(r#"errors="1""#), "{junit}");
        let checkstyle = of("checkstyle");
        assert_checkstyle(&checkstyle);
        assert!(checkstyle.contains(r#"severity="error""#), "{checkstyle}");
        assert!(of("github").starts_with("::error "));
        assert!(of("markdown").contains("❌"));
    }
}

// ---------------------------------------------------------------------------------------------------------------
// JUnit

#[test]
fn a_junit_case_fails_exactly_where_the_status_does() {
    let directory = directory(&[("clean.json", CLEAN), ("wrong.json", &wrong()), ("text.json", "")]);
    for file in ["clean.json", "wrong.json", "text.json"] {
        for level in ["error", "warning", "note", "never"] {
            for rule in ["dangling-next=error", "dangling-next=warning", "dangling-next=note"] {
                let arguments = ["-f", "junit", "--fail-on", level, "--rule", rule, file];
                let output = run(directory.path(), &arguments);
                let text = String::from_utf8(output.stdout).expect("UTF-8");
                assert_junit(&text);
                assert_eq!(text.contains("<failure"), output.status.code() == Some(1), "{arguments:?}: {text}");
                assert!(text.contains("<testcase"), "{arguments:?}: {text}");
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Files

#[test]
fn several_reports_of_one_run_go_into_files_beside_the_terminal() {
    let directory = directory(&[("a.json", &wrong())]);
    let outputs: Vec<_> = FORMATS.iter().map(|format| format!("{format}=report.{format}")).collect();
    let mut arguments = vec!["-f", "compact", "a.json"];
    for output in &outputs {
        arguments.extend(["--output", output]);
    }
    let mut command = ivr_lint(directory.path(), &arguments);
    let output = command.env("CLICOLOR_FORCE", "1").output().expect("the program runs");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(1), ""));
    assert!(output.stdout.contains(&0x1b), "colour is for the terminal");
    for format in FORMATS {
        let text = read(&directory, &format!("report.{format}"));
        assert!(text.contains("dangling-next") && !text.contains('\u{1b}'), "{format}: {text}");
    }
    assert!(read(&directory, "report.pretty").contains("1 flow, 2 modules: 1 error"));
    assert_eq!(fs::read_dir(directory.path()).expect("a folder").count(), 1 + FORMATS.len(), "nothing else is left");
}

#[test]
fn a_report_that_cannot_be_written_does_not_stop_the_others() {
    let directory = directory(&[("a.json", CLEAN)]);
    let arguments =
        ["--output", "sarif=a.json/a", "--output", "junit=.", "--output", "gitlab=b", "-f", "compact", "a.json"];
    let output = run(directory.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("cannot write the report a.json/a"), "{}", stderr(&output));
    assert_eq!(stderr(&output).lines().count(), 2, "{}", stderr(&output));
    assert_eq!(read(&directory, "b"), "[]\n");
    assert_eq!(fs::read_dir(directory.path()).expect("a folder").count(), 2, "nothing else is left");
}

#[test]
fn the_report_of_an_earlier_run_is_gone_before_this_one_begins() {
    let directory = directory(&[("report", "[]"), ("known", "")]);
    let mut command = ivr_lint(directory.path(), &["--output", "gitlab=report", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program runs");
    let report = directory.path().join("report");
    for _ in 0..1000 {
        if !report.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(!report.exists(), "the run is not over");
    child.kill().expect("the program can be stopped");
    child.wait().expect("an end");
    assert!(!report.exists(), "a run that fails leaves no report");
}

#[test]
fn what_the_run_needs_is_not_overwritten() {
    let known = r#"{"version":1,"findings":[]}"#;
    let directory = directory(&[("a.json", &wrong()), ("ivr-lint.toml", ""), ("known", known)]);
    for arguments in [
        &["--output", "json=a.json", "a.json"][..],
        &["--output", "json=./a.json", "a.json"],
        &["--output", "json=ivr-lint.toml", "a.json"],
        &["--output", "json=known", "--baseline", "known", "a.json"],
        &["--output", "json=new", "--write-baseline", "new", "a.json"],
        &["--output", "json=new", "--output", "sarif=./new", "a.json"],
    ] {
        let output = run(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains("refusing to overwrite"), "{}", stderr(&output));
        assert!(output.stdout.is_empty());
    }
    assert_eq!((read(&directory, "a.json"), read(&directory, "known")), (wrong(), known.to_owned()));
    assert!(!directory.path().join("new").exists());
}

#[cfg(unix)]
#[test]
fn a_file_has_the_usual_permissions_and_a_link_is_replaced() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let directory = directory(&[("a.json", CLEAN), ("there", "old")]);
    let path = |name: &str| directory.path().join(name);
    symlink("there", path("link")).expect("a link");
    let arguments = ["--output", "json=new", "--output", "jsonl=link", "--write-baseline", "known", "a.json"];
    assert_eq!(run(directory.path(), &arguments).status.code(), Some(0));
    let mode = |name: &str| fs::metadata(path(name)).expect("a file").permissions().mode();
    for name in ["new", "link", "known"] {
        assert_eq!(mode(name), mode("a.json"), "{name}");
    }
    assert!(fs::symlink_metadata(path("link")).expect("a file").is_file());
    assert_eq!((read(&directory, "there"), read(&directory, "link")), ("old".to_owned(), String::new()));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_written_straight_to() {
    let directory = directory(&[("a.json", &wrong())]);
    let fifo = directory.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    let reader = std::thread::spawn(move || fs::read_to_string(fifo).expect("a report"));
    assert_eq!(run(directory.path(), &["-q", "--output", "jsonl=fifo", "a.json"]).status.code(), Some(1));
    assert!(reader.join().expect("a reader").starts_with(r#"{"rule":"dangling-next""#));

    let both = report(directory.path(), &["-f", "compact", "--output", "jsonl=/dev/stdout", "a.json"]);
    let lines: Vec<_> = both.lines().collect();
    assert!(lines[0].starts_with('{') && lines[1].starts_with("a.json:1:"), "{both}");
    let full = run(directory.path(), &["-q", "--output", "json=/dev/full", "a.json"]);
    if cfg!(target_os = "linux") {
        assert_eq!(full.status.code(), Some(2));
        assert!(stderr(&full).contains("cannot write the report /dev/full"), "{}", stderr(&full));
    }
}

#[test]
fn the_standard_input_has_a_name_in_every_format() {
    let directory = directory(&[]);
    for format in FORMATS {
        let mut command = ivr_lint(directory.path(), &["-f", format, "-"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program runs");
        child.stdin.take().expect("a pipe").write_all(wrong().as_bytes()).expect("the program reads");
        let output = child.wait_with_output().expect("an end");
        assert_eq!(output.status.code(), Some(1), "{format}");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        match format {
            "sarif" => {
                let place = &assert_sarif(&text)["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
                assert_eq!(place["artifactLocation"], json!({"uri": "-", "description": {"text": "stdin"}}));
            }
            "gitlab" => assert_eq!(assert_gitlab(&text)[0]["location"]["path"], "-"),
            "github" => assert!(text.starts_with("::error title="), "{text}"),
            "junit" => assert_junit(&text),
            "checkstyle" => assert_checkstyle(&text),
            _ => {}
        }
    }
}

#[test]
fn compact_counts_what_the_editor_counts() {
    let flow = wrong().replace("\n", " ");
    // Two flows in a line, both behind signs of two, three and four bytes; and a file that begins with a byte-order mark.
    let names = ["é模😀", "😀"].map(|name| json!({"Name": name, "ContactFlowId": name, "Definition": flow.clone()}));
    let page = format!("[\n  {}]", names.map(|flow| flow.to_string()).join(","));
    let bare = format!("\u{feff}{{\"模\": \"😀\", {}", flow.trim_start().trim_start_matches('{'));
    let directory = directory(&[("page.json", &page), ("bare.json", &bare)]);
    let places = |unit: &str| -> Vec<(String, usize, usize)> {
        let output = run(directory.path(), &["-q", "-f", "compact", "--columns", unit, "page.json", "bare.json"]);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let place = |line: &str| {
            let mut parts = line.split(':');
            let mut next = || parts.next().expect("a part").to_owned();
            (next(), next().parse().expect("a line"), next().parse().expect("a column"))
        };
        text.lines().map(place).collect()
    };
    let (chars, bytes, units) = (places("chars"), places("bytes"), places("utf-16"));
    assert!(chars.len() > 2 && chars != bytes && bytes != units && units != chars);
    for (number, (file, line, column)) in chars.iter().enumerate() {
        let text = if file == "page.json" { &page } else { bare.trim_start_matches('\u{feff}') };
        let before: String = text.split('\n').nth(line - 1).expect("a line").chars().take(column - 1).collect();
        assert_eq!(bytes[number], (file.clone(), *line, before.len() + 1));
        assert_eq!(units[number], (file.clone(), *line, before.encode_utf16().count() + 1));
    }
}
