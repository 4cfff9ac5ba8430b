//! What the fuzz targets in `fuzz/` try to refute: one function of bytes each, so that the tests can hold the seeds
//! and everything that was ever found to it without a fuzzer.

use std::collections::HashSet;
use std::ops::Range;

use ivr_flow::{Baseline, Finding, Fix, JsonReport, Lang, Report, SarifReport, mask_secrets};
use serde::Deserialize;

use super::fixing::{safe_fixes_hold, unsafe_fixes_hold};
use super::hold::{agrees, check};
use super::naive::{Node, Not, What, chars, documents, said};
use super::tree::{Blanks, Escapes, Style, Tree, Wrap, Written, quoted, written};
use super::words::{EVENTS, IDS, NAMES, PIECES, TEXTS, TYPES};
use super::{lint, unescaped};

/// A fuzz target.
pub(crate) type Target = fn(&[u8]);

/// All of them, by name.
pub(crate) const TARGETS: [(&str, Target); 5] =
    [("bytes", bytes), ("offsets", offsets), ("graph", graph), ("writers", writers), ("fixes", fixes)];

/// Any bytes can be read: nothing panics, every place is one, and two runs say the same.
pub(crate) fn bytes(bytes: &[u8]) {
    check(bytes);
}

/// Every finding points at the bytes that say what it is about: in the bytes as they are, and inside of strings whose
/// escapes the last two bytes decide on.
pub(crate) fn offsets(bytes: &[u8]) {
    places_are_those_of_a_naive_reader(bytes);
    if let [text @ .., layers, escapes] = bytes
        && let Ok(text) = std::str::from_utf8(text)
    {
        let escapes = [Escapes::Needed, Escapes::NonAscii, Escapes::Random][usize::from(escapes % 3)];
        let seed = u64::from(*layers) << 8 | text.len() as u64;
        let style = Style { blanks: Blanks::Random, escapes, byte_order_mark: false, seed };
        // Every layer may make a text several times as long.
        let layers = if text.len() > LONG { 1 } else { usize::from(layers % 4) + 1 };
        spans_are_followed_through_strings(text, layers, style);
    }
}

/// The rules agree with their naive twins: on a small flow that the bytes make up, and, where the bytes are one, on
/// the flow that they are.
pub(crate) fn graph(bytes: &[u8]) {
    let mut drawn = Drawn { bytes };
    let messy = drawn.one_of(4) == 0;
    let wrap = if drawn.one_of(4) == 0 { Wrap::ALL[drawn.one_of(Wrap::ALL.len())] } else { Wrap::Bare };
    let style = Style { seed: drawn.one_of(256) as u64, escapes: Escapes::Random, ..Style::PLAIN };
    let definition = drawn.definition(messy);
    agrees(&definition, &written(&definition, wrap, style));
    a_definition_agrees_with_the_reference(bytes);
}

/// Fixes take away their findings and bring none, and fixing twice changes nothing more.
pub(crate) fn fixes(bytes: &[u8]) {
    // Each fix is tried on its own too.
    if bytes.len() <= LONG {
        safe_fixes_hold(bytes);
        unsafe_fixes_hold(bytes);
    }
}

/// What is written in any format can be read again, and says the same.
pub(crate) fn writers(bytes: &[u8]) {
    let report = lint("流程/\u{1b}[31m \"a\".json", bytes);
    for lang in [Lang::En, Lang::Zh] {
        json_says_what_the_report_says(&report, lang);
    }
    // Most of it is what the rules say of themselves, the same every time: one language is enough.
    let lang = if bytes.len().is_multiple_of(2) { Lang::En } else { Lang::Zh };
    sarif_says_what_the_report_says(&report, lang, bytes.len());
    let baseline = Baseline::of(report.findings());
    let written = serde_json::to_string_pretty(&baseline).expect("a baseline");
    assert_eq!(Baseline::read(&written).expect("a baseline"), baseline);
    let of_report = serde_json::to_string(&JsonReport { report: &report, lang: Lang::En }).expect("a report");
    for baseline in [baseline, Baseline::read(&of_report).expect("a report is a baseline")] {
        let mut again = report.clone();
        again.apply_baseline(&baseline);
        assert_eq!(again.gone, [], "an entry fits nothing");
        let broken = again.findings().filter(|(_, finding)| finding.rule == "invalid-json").count();
        assert_eq!(again.findings().count(), broken, "a finding is in no entry");
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Places

/// What is longer is put into one string only.
const LONG: usize = 1500;

/// Compares the place of each finding with where a naive reader finds what the finding's pointer leads to.
pub(crate) fn places_are_those_of_a_naive_reader(bytes: &[u8]) {
    let report = lint("a.json", bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert!(report.findings().all(|(_, finding)| finding.rule == "invalid-json"));
        return;
    };
    let before = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let (documents, not) = documents(&chars(&text[before..], before));
    let broken = |number| report.findings().any(|(_, found)| found.rule == "invalid-json" && found.document == number);
    match not {
        Some(Not::Shallow) => return,
        Some(Not::Json) => assert!(broken(documents.len()), "a document that is no JSON is read"),
        None => assert!(documents.is_empty() || !broken(documents.len()), "a document that is JSON is not read"),
    }
    for (_, finding) in report.findings() {
        if let Some(document) = documents.get(finding.document) {
            is_in_its_place(finding, document);
        }
    }
}

fn is_in_its_place(finding: &Finding, document: &Node) {
    let steps: Vec<_> = finding.definition.split('/').skip(1).chain(finding.pointer.split('/').skip(1)).collect();
    follow(finding, document, &steps);
}

fn follow(finding: &Finding, node: &Node, steps: &[&str]) {
    let [step, rest @ ..] = steps else { return is_at(finding, node) };
    if let What::String(_) = node.what {
        let inner = node.opened().or_else(|| node.opened_in_base64());
        let inner = inner.unwrap_or_else(|| panic!("a string that is no JSON is passed: {finding:?}"));
        return follow(finding, &inner, steps);
    }
    let step = step.replace("~1", "/").replace("~0", "~");
    let next = node.step(&step).unwrap_or_else(|| panic!("nothing at the pointer: {finding:?}"));
    follow(finding, next, rest);
}

fn is_at(finding: &Finding, node: &Node) {
    let span = finding.span.range();
    if finding.rule == "invalid-json" {
        // A string that cannot be opened, or one that it says.
        assert!(span.is_empty() && node.value.start < span.start && span.end < node.value.end, "{finding:?}");
        return;
    }
    if let Some(part) = &finding.part
        && let What::String(text) = &node.what
    {
        let first = text.iter().position(|char| char.start == span.start).expect("a character begins here");
        let last = text.iter().position(|char| char.end == span.end).expect("a character ends here");
        assert_eq!(&mask_secrets(&said(&text[first..=last])), part, "{finding:?}");
        return;
    }
    let mut places: Vec<Range<usize>> = node.key.clone().into_iter().collect();
    add_places(&mut places, node);
    // A string is passed as if it were what it says, and what it says may be a string.
    let mut said = node.opened();
    while let Some(inner) = said {
        add_places(&mut places, &inner);
        said = inner.opened();
    }
    assert!(places.contains(&span), "{finding:?} is at none of {places:?}");
}

/// Where what is said of a value may point: the rules on several flows point into a flow's object, and have its pointer.
fn add_places(places: &mut Vec<Range<usize>>, node: &Node) {
    let of_a_flow = ["Name", "Published", "TotalCount"].iter().filter_map(|key| node.step(key));
    let numbers = node.step("NumberList").into_iter().flat_map(Node::items);
    places.extend(of_a_flow.chain(numbers).map(|node| node.value.clone()));
    places.push(node.value.clone());
}

/// What is found in a text is found in the same bytes of it where it stands inside of strings.
pub(crate) fn spans_are_followed_through_strings(text: &str, layers: usize, style: Style) {
    let mut file = text.to_owned();
    let mut outward: Vec<usize> = (0..=text.len()).collect();
    for layer in 0..layers {
        let style = Style { seed: style.seed.wrapping_add(layer as u64), ..style };
        let (outer, offsets) = quoted(&file, style);
        outward.iter_mut().for_each(|at| *at = offsets[*at]);
        file = outer;
    }
    places_are_those_of_a_naive_reader(file.as_bytes());

    let about_flows = |report: &Report| -> Vec<Finding> {
        let findings = report.findings().map(|(_, finding)| finding);
        findings.filter(|finding| finding.flow.is_some()).cloned().collect()
    };
    let bare = lint("a.json", text.as_bytes());
    let inside = lint("a.json", file.as_bytes());
    // What no string can say, and what is too deep in strings with some more of them around it.
    let several = bare.findings().any(|(_, finding)| finding.document > 0) || documents(&chars(text, 0)).0.len() != 1;
    let broken = |report: &Report| report.findings().any(|(_, finding)| finding.rule == "invalid-json");
    if several || broken(&bare) || broken(&inside) || text.starts_with('\u{feff}') {
        return;
    }
    let (bare, inside) = (about_flows(&bare), about_flows(&inside));
    assert_eq!(bare.len(), inside.len(), "{bare:#?} {inside:#?}");
    for (bare, inside) in bare.iter().zip(&inside) {
        let span = bare.span.range();
        let what = |finding: &Finding| (finding.rule.clone(), finding.pointer.clone(), finding.message.en.clone());
        assert_eq!(what(bare), what(inside));
        assert_eq!(inside.span.range(), outward[span.start]..outward[span.end], "{inside:?}");
        assert_eq!(unescaped(&file.as_bytes()[inside.span.range()], layers), text[span], "{inside:?}");
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Graphs

/// More would take the naive twins too long.
const MOST_ACTIVITIES: usize = 24;

/// Compares the rules with their naive twins on the definition that the bytes are, if they are one.
fn a_definition_agrees_with_the_reference(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let before = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let (documents, not) = documents(&chars(&text[before..], before));
    let ([document], None) = (documents.as_slice(), not) else { return };
    if document.step("activities").is_some_and(|list| (1..=MOST_ACTIVITIES).contains(&list.items().len())) {
        let file = Written { text: text.to_owned(), places: document.places(), definition: "", layers: 0 };
        agrees(&document.tree(), &file);
    }
}

/// Decisions, one a byte; when the bytes are used up, the first of what there is.
struct Drawn<'a> {
    bytes: &'a [u8],
}

impl Drawn<'_> {
    fn one_of(&mut self, count: usize) -> usize {
        let Some((&byte, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        usize::from(byte) % count
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.one_of(words.len())]
    }

    fn definition(&mut self, messy: bool) -> Tree {
        let count = self.one_of(16);
        let mut activities: Vec<_> = (0..=count).map(|number| self.activity(number, count, messy)).collect();
        if messy && self.one_of(4) == 1 {
            activities.push(self.odd());
        }
        let mut members = vec![("activities".to_owned(), Tree::Array(activities))];
        if messy && self.one_of(4) == 1 {
            members.insert(0, ("activities".to_owned(), self.odd()));
        }
        Tree::Object(members)
    }

    fn activity(&mut self, number: usize, count: usize, messy: bool) -> Tree {
        let id = if messy && self.one_of(4) == 1 { self.of(IDS).to_owned() } else { format!("n{number}") };
        let mut members = vec![
            ("type", Tree::text(self.of(TYPES))),
            ("id", Tree::String(id)),
            ("name", Tree::text(if messy { self.of(TEXTS) } else { self.of(NAMES) })),
        ];
        let said: String = (0..self.one_of(4)).map(|_| self.of(PIECES)).collect();
        let targets = (0..self.one_of(3)).map(|_| self.target(count, messy)).collect();
        members.push(("properties", Tree::object([("say", Tree::String(said)), ("targets", Tree::Array(targets))])));
        let exits = self.one_of(4);
        members.push(("events", Tree::Array((0..exits).map(|_| self.exit(count, messy)).collect())));
        if messy && self.one_of(8) == 1 {
            let odd = self.odd();
            let replaced = self.one_of(members.len());
            members[replaced].1 = odd;
        }
        if messy && self.one_of(8) == 1 {
            let again = members[self.one_of(members.len())].clone();
            members.push(again);
        }
        Tree::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    fn exit(&mut self, count: usize, messy: bool) -> Tree {
        let mut members = vec![("event", Tree::text(self.of(EVENTS))), ("next", self.target(count, messy))];
        if self.one_of(4) == 1 {
            members.push(("edgeId", Tree::text(self.of(&["e1", "e2", "e3", "边"]))));
        }
        if messy && self.one_of(8) == 1 {
            members.remove(0);
        }
        if messy && self.one_of(8) == 1 {
            members.push(("next", self.odd()));
        }
        Tree::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    fn target(&mut self, count: usize, messy: bool) -> Tree {
        match self.one_of(16) {
            15 => Tree::Null,
            14 => Tree::text(if messy { self.of(IDS) } else { "gone" }),
            _ => Tree::String(format!("n{}", self.one_of(count + 1))),
        }
    }

    /// Something of another type than it should be.
    fn odd(&mut self) -> Tree {
        match self.one_of(6) {
            0 => Tree::Null,
            1 => Tree::Bool(false),
            2 => Tree::Number("-1.5E-9".to_owned()),
            3 => Tree::text(self.of(IDS)),
            4 => Tree::Array(vec![Tree::object([("a", Tree::Null), ("a", Tree::Null)])]),
            _ => Tree::object([("id", Tree::text("n0"))]),
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Formats

/// The report as version 1 of the format has it: every member is there, and no other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Json {
    version: u32,
    tool: JsonTool,
    summary: JsonSummary,
    findings: Vec<JsonFinding>,
    problems: [(); 0],
    gone: [(); 0],
    searched: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonTool {
    name: String,
    version: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonSummary {
    files: usize,
    flows: usize,
    activities: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
}

/// Serde takes a member of an `Option` for `null` where it is absent, unless it is told how to read it.
fn stated<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(value)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonFinding {
    rule: String,
    severity: String,
    message: String,
    #[serde(deserialize_with = "stated")]
    help: Option<String>,
    file: String,
    document: usize,
    #[serde(deserialize_with = "stated")]
    flow: Option<JsonFlow>,
    #[serde(deserialize_with = "stated")]
    activity: Option<JsonActivity>,
    #[serde(deserialize_with = "stated")]
    exit: Option<JsonExit>,
    pointer: String,
    definition: String,
    span: JsonSpan,
    activities: Vec<String>,
    #[serde(deserialize_with = "stated")]
    path: Option<Vec<Option<String>>>,
    #[serde(rename = "pathLength", deserialize_with = "stated")]
    path_length: Option<usize>,
    #[serde(deserialize_with = "stated")]
    url: Option<String>,
    #[serde(deserialize_with = "stated")]
    reference: Option<String>,
    #[serde(deserialize_with = "stated")]
    fix: Option<JsonFix>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonFix {
    safe: bool,
    title: String,
    edits: Vec<JsonEdit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonEdit {
    start: usize,
    end: usize,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonFlow {
    index: usize,
    #[serde(deserialize_with = "stated")]
    id: Option<String>,
    #[serde(deserialize_with = "stated")]
    name: Option<String>,
    #[serde(deserialize_with = "stated")]
    r#type: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonActivity {
    index: usize,
    #[serde(deserialize_with = "stated")]
    id: Option<String>,
    #[serde(deserialize_with = "stated")]
    name: Option<String>,
    #[serde(deserialize_with = "stated")]
    r#type: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonExit {
    index: usize,
    #[serde(deserialize_with = "stated")]
    event: Option<String>,
    #[serde(deserialize_with = "stated")]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct JsonSpan {
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

fn json_says_what_the_report_says(report: &Report, lang: Lang) {
    let written = serde_json::to_string(&JsonReport { report, lang }).expect("a report");
    let json: Json = serde_json::from_str(&written).expect("a report of version 1");
    assert_eq!((json.version, json.tool.name.as_str(), json.tool.version.is_empty()), (1, "ivr-lint", false));
    let (own, other) = (report.summary(), json.summary);
    assert_eq!((own.files, own.flows, own.activities), (other.files, other.flows, other.activities));
    assert_eq!((own.errors, own.warnings, own.notes), (other.errors, other.warnings, other.notes));
    assert_eq!(own.suppressed, other.suppressed);
    assert_eq!(report.findings().count(), json.findings.len());
    assert!(report.searched().map(|file| &file.name).eq(&json.searched));
    for ((file, own), json) in report.findings().zip(&json.findings) {
        assert_eq!((&*own.rule, own.severity.name()), (json.rule.as_str(), json.severity.as_str()));
        assert_eq!(own.message.get(lang), json.message);
        assert_eq!(own.help.as_ref().map(|help| help.get(lang)), json.help.as_deref());
        assert_eq!((file.name.as_str(), own.document), (json.file.as_str(), json.document));
        let flow = json.flow.as_ref();
        assert_eq!(own.flow, flow.map(|flow| flow.index));
        if let Some(flow) = flow {
            let own = &file.flows[flow.index];
            assert_eq!((&own.id, &own.name, &own.type_name), (&flow.id, &flow.name, &flow.r#type));
        }
        assert_eq!(own.activity, json.activity.as_ref().map(|activity| activity.index));
        let item = own.activity.and_then(|activity| file.flows[own.flow?].activity(activity));
        if let (Some(item), Some(json)) = (item, &json.activity) {
            assert_eq!((&item.id, &item.name, &item.type_name), (&json.id, &json.name, &json.r#type));
        }
        let exit = own.exit.as_ref().map(|exit| (exit.index, &exit.event, &exit.next));
        assert_eq!(exit, json.exit.as_ref().map(|exit| (exit.index, &exit.event, &exit.next)));
        assert_eq!((&own.pointer, &own.definition), (&json.pointer, &json.definition));
        let (own_span, span) = (own.span, &json.span);
        assert_eq!((own_span.start, own_span.end), (span.start, span.end));
        assert_eq!((own_span.line, own_span.column), (span.line, span.column));
        assert_eq!((own_span.end_line, own_span.end_column), (span.end_line, span.end_column));
        assert_eq!(own.activities, json.activities);
        assert_eq!(own.reference, json.reference);
        assert_eq!(ivr_flow::rule(&own.rule).and_then(|rule| rule.url(lang)), json.url);
        let edits = |fix: &JsonFix| fix.edits.iter().map(|edit| (edit.start..edit.end, edit.text.clone())).collect();
        let fix = json.fix.as_ref().map(|fix| (fix.safe, fix.title.clone(), edits(fix)));
        let own_edits = |fix: &Fix| fix.edits.iter().map(|edit| (edit.range.clone(), edit.text.clone())).collect();
        let own_fix = own.fix.as_ref().map(|fix| (fix.is_safe, fix.title.get(lang).to_owned(), own_edits(fix)));
        assert_eq!(own_fix, fix as Option<(bool, String, Vec<_>)>);
        let written = json.path.as_ref().map(|path| path.iter().flatten().cloned().collect::<Vec<_>>());
        assert_eq!(super::path_of(file, own), written);
        assert!(written.as_ref().is_none_or(|ids| ids.len() <= 100));
        let left_out = json.path.as_ref().is_some_and(|path| path.contains(&None));
        assert_eq!(written.map(|ids| ids.len()).filter(|_| !left_out), json.path_length.filter(|_| !left_out));
    }
    let names: HashSet<_> = json.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert!(names.into_iter().all(|name| ivr_flow::rule(name).is_some()));
}

/// SARIF as far as it is looked at. What the rules say of themselves is most of it, and the same in every report.
#[derive(Deserialize)]
struct Sarif {
    version: String,
    runs: [SarifRun; 1],
}

#[derive(Deserialize)]
struct SarifRun {
    tool: SarifTool,
    results: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct SarifTool {
    driver: SarifDriver,
}

#[derive(Deserialize)]
struct SarifDriver {
    rules: Vec<SarifRule>,
}

#[derive(Deserialize)]
struct SarifRule {
    id: String,
}

/// What those who read SARIF rely on; that it fits SARIF's schema is held by the tests of the program.
fn sarif_says_what_the_report_says(report: &Report, lang: Lang, bytes: usize) {
    let written = serde_json::to_string(&SarifReport { report, lang }).expect("a report");
    let Sarif { version, runs: [SarifRun { tool, results }] } = serde_json::from_str(&written).expect("SARIF");
    assert_eq!(version, "2.1.0");
    assert_eq!(results.len(), report.findings().count());
    let mut fingerprints = HashSet::new();
    for result in &results {
        let rule = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("a rule");
        assert_eq!(result["ruleId"], tool.driver.rules[rule].id.as_str());
        assert!(["error", "warning", "note"].iter().any(|level| result["level"] == *level), "{result}");
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.trim().is_empty()), "{result}");
        let flows = result["codeFlows"].as_array().into_iter().flatten();
        let steps = flows.flat_map(|flow| flow["threadFlows"][0]["locations"].as_array().expect("locations"));
        let places = [&result["locations"][0]].into_iter().chain(steps.map(|step| &step["location"]));
        for place in places.map(|place| &place["physicalLocation"]) {
            let uri = place["artifactLocation"]["uri"].as_str().expect("a place");
            assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)), "{uri}");
            let number = |key: &str| place["region"][key].as_u64().and_then(|number| usize::try_from(number).ok());
            let number = |key: &str| number(key).unwrap_or_else(|| panic!("no {key} in {place}"));
            assert!(number("byteOffset") + number("byteLength") <= bytes, "{place}");
            let (start, end) = ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
            assert!((1, 1) <= start && start.1 > 0 && start <= end && end.1 > 0, "{place}");
        }
        assert!(fingerprints.insert(result["partialFingerprints"].to_string()), "two findings are taken for one");
    }
}
