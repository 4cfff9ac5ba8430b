//! The report as SARIF 2.1.0, which code scanning reads. These types are the part of the format that we write.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::ser::Serializer;

use crate::finding::{FileReport, Finding, FlowReport, Step, Suppression};
use crate::fingerprint::Fingerprints;
use crate::place::Span;
use crate::report::Report;
use crate::rule::Rule;
use crate::rules::RULES;
use crate::say::{Lang, Say, say, shown, visible};
use crate::settings::Severity;

/// A report that is written as SARIF 2.1.0, its texts in one language.
///
/// The results are the findings, the most severe first and those that are left aside last; of more than GitHub takes,
/// the least severe are left out, and a notification says so.
#[derive(Debug, Clone, Copy)]
pub struct SarifReport<'a> {
    /// What is written.
    pub report: &'a Report,
    /// The language of all texts.
    pub lang: Lang,
    /// What made the run not whole, for instance a file that could not be read.
    pub troubles: &'a [Say],
}

/// GitHub refuses a report with more results.
const MOST_RESULTS: usize = 25_000;
/// GitHub shows so many of them.
const MOST_SHOWN: usize = 5_000;
/// The most steps of a path that are written; of a longer one the first and the last.
const MOST_STEPS: usize = 1_000;

/// What the paths of the files are relative to: the root of the sources, wherever that is for who reads the report.
const ROOT: &str = "%SRCROOT%";

impl SarifReport<'_> {
    /// The findings in the order of the results.
    fn findings(&self) -> impl Iterator<Item = (&FileReport, &Finding)> {
        let of_severity = |severity| self.report.findings().filter(move |(_, finding)| finding.severity == severity);
        let aside = self.report.all_findings().filter(|(_, finding)| finding.suppressed.is_some());
        Severity::ALL.into_iter().rev().flat_map(of_severity).chain(aside)
    }

    fn notifications(&self) -> Vec<Notification> {
        let mut notifications: Vec<_> =
            self.troubles.iter().map(|trouble| Notification::new("error", trouble, self.lang)).collect();
        let count = self.report.all_findings().count();
        let mut note = |said| notifications.push(Notification::new("note", &said, self.lang));
        if count > MOST_RESULTS {
            let left_out = count - MOST_RESULTS;
            note(say!(
                "{left_out} of {count} findings are left out, the least severe: GitHub refuses more than {MOST_RESULTS}",
                "共 {count} 个结果，已省略级别最低的 {left_out} 个：GitHub 不接受超过 {MOST_RESULTS} 个结果的报告"
            ));
        }
        if count > MOST_SHOWN {
            note(say!(
                "GitHub shows the {MOST_SHOWN} most severe of {count} findings",
                "共 {count} 个结果，GitHub 只显示级别最高的 {MOST_SHOWN} 个"
            ));
        }
        notifications
    }
}

impl Serialize for SarifReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lang = self.lang;
        let language = match lang {
            Lang::En => "en",
            Lang::Zh => "zh-CN",
        };
        let root = say!("the directory that the program was run in", "运行程序时的当前目录");
        let analysed = self.report.files.iter().filter(|file| !file.is_configuration);
        let run = Run {
            tool: Tool {
                driver: Driver {
                    name: "ivr-lint",
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    language,
                    rules: RULES.iter().map(|rule| Descriptor::new(rule, lang)).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: self.troubles.is_empty(),
                tool_execution_notifications: self.notifications(),
            }],
            language,
            original_uri_base_ids: BaseIds { root: Base { description: Text::new(root.get(lang)) } },
            column_kind: "unicodeCodePoints",
            artifacts: analysed
                .map(|file| Artifact { location: Place::of(&file.name), roles: ["analysisTarget"] })
                .collect(),
            results: Results {
                sarif: *self,
                has_suppressed: self.report.all_findings().any(|(_, finding)| finding.suppressed.is_some()),
            },
        };
        let log = Log {
            schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            version: "2.1.0",
            runs: [run],
        };
        log.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    invocations: [Invocation; 1],
    language: &'static str,
    original_uri_base_ids: BaseIds,
    column_kind: &'static str,
    artifacts: Vec<Artifact>,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    language: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    help_uri: String,
    default_configuration: Level,
    properties: Tags,
}

#[derive(Serialize)]
struct Level {
    level: &'static str,
}

#[derive(Serialize)]
struct Tags {
    tags: Vec<String>,
}

impl Descriptor {
    fn new(rule: &Rule, lang: Lang) -> Self {
        let folder = match lang {
            Lang::En => "en",
            Lang::Zh => "zh",
        };
        let [(_, what), sections @ ..] = rule.docs.sections();
        let (mut text, mut markdown) = (String::new(), String::new());
        for (title, body) in sections {
            let (title, body) = (title.get(lang), body.get(lang));
            text += &format!("{title}:\n{body}\n\n");
            markdown += &format!("## {title}\n\n{body}\n\n");
        }
        for (title, example) in rule.docs.examples() {
            let (title, example) = (title.get(lang), example.trim_matches('\n'));
            markdown += &format!("## {title}\n\n```\n{example}\n```\n\n");
        }
        // How sure a rule is of what it says stands first in what it rests on: documented, observed, inferred, follows.
        let sure = rule.docs.rests_on.en.split(|char: char| !char.is_alphabetic()).next().unwrap_or_default();
        let both =
            |text: &str, markdown: &str| Text { text: plain(text.trim_end()), markdown: Some(markdown.to_owned()) };
        Descriptor {
            id: rule.name,
            short_description: Text::new(rule.summary.get(lang)),
            full_description: both(what.get(lang), what.get(lang)),
            help: both(&text, &markdown),
            help_uri: format!("{}/blob/main/docs/rules/{folder}/{}.md", env!("CARGO_PKG_REPOSITORY"), rule.name),
            default_configuration: Level { level: rule.severity.name() },
            properties: Tags { tags: vec!["ivr".to_owned(), sure.to_lowercase()] },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

impl Notification {
    fn new(level: &'static str, said: &Say, lang: Lang) -> Self {
        Notification { level, message: Text::new(said.get(lang)) }
    }
}

#[derive(Serialize)]
struct BaseIds {
    #[serde(rename = "%SRCROOT%")]
    root: Base,
}

#[derive(Serialize)]
struct Base {
    description: Text,
}

#[derive(Serialize)]
struct Artifact {
    location: Place,
    roles: [&'static str; 1],
}

/// A text for people.
#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

impl Text {
    fn new(text: &str) -> Self {
        Text { text: plain(text), markdown: None }
    }
}

/// A text in which nothing is a link: in a message of SARIF `[text](place)` is one, and names may have that form.
fn plain(text: &str) -> String {
    match text.contains("](") {
        true => text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]"),
        false => text.to_owned(),
    }
}

/// Findings are made into results one by one: paths are long, and there may be very many.
struct Results<'a> {
    sarif: SarifReport<'a>,
    /// Whether any finding is left aside: then SARIF wants it said of all that are not.
    has_suppressed: bool,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fingerprints = Fingerprints::default();
        let findings = self.sarif.findings().take(MOST_RESULTS);
        serializer.collect_seq(
            findings.map(|(file, finding)| ResultTwin::of(self, file, finding, fingerprints.of(file, finding))),
        )
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultTwin<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: PartialFingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_flows: Option<[CodeFlow; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<SuppressionTwin>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    properties: Pointers<'a>,
}

/// Where the finding is in terms of JSON.
#[derive(Serialize)]
struct Pointers<'a> {
    document: usize,
    definition: &'a str,
    pointer: &'a str,
}

/// The same name twice: once as our own, and once under the only key that GitHub looks at. Its own value there hashes
/// the line, and a definition is a single line: each edit of a flow would close all alerts and open them anew.
#[derive(Serialize)]
struct PartialFingerprints {
    #[serde(rename = "ivrLintIdentity/v1")]
    identity: String,
    #[serde(rename = "primaryLocationLineHash")]
    github: String,
}

#[derive(Serialize)]
struct SuppressionTwin {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

impl<'a> ResultTwin<'a> {
    fn of(results: &Results<'a>, file: &'a FileReport, finding: &'a Finding, fingerprint: String) -> Self {
        let Results { sarif: SarifReport { report, lang, .. }, has_suppressed } = *results;
        let flow = finding.flow.and_then(|flow| Some((flow, file.flows.get(flow)?)));
        let mut message = finding.message.get(lang).to_owned();
        if let Some(help) = &finding.help {
            message = message + "\n" + help.get(lang);
        }
        // Who reads suppressions only, and no states of a baseline, leaves the same findings aside as we do.
        let justification = finding.suppressed.as_ref().map(|suppression| match suppression {
            Suppression::Ignored(reason) => visible(reason),
            Suppression::Known => say!("in the baseline", "已在基线中").get(lang).to_owned(),
        });
        let accepted = |justification| SuppressionTwin { kind: "external", status: "accepted", justification };
        ResultTwin {
            rule_id: finding.rule,
            rule_index: RULES.iter().position(|rule| rule.name == finding.rule),
            level: finding.severity.name(),
            message: Text::new(&message),
            locations: [Location {
                logical_locations: flow
                    .map(|(index, flow)| LogicalLocation::of(file, index, flow, finding))
                    .unwrap_or_default(),
                ..Location::at(&file.name, finding.span)
            }],
            partial_fingerprints: PartialFingerprints { github: fingerprint.clone(), identity: fingerprint },
            code_flows: flow
                .and_then(|(_, flow)| flow.path(finding))
                .map(|steps| [CodeFlow { thread_flows: [ThreadFlow { locations: steps_of(file, steps, lang) }] }]),
            related_locations: finding
                .related
                .iter()
                .enumerate()
                .map(|(id, related)| Location {
                    id: Some(id),
                    message: Some(Text::new(related.message.get(lang))),
                    ..Location::at(&related.file, related.span)
                })
                .collect(),
            suppressions: has_suppressed.then(|| justification.map(accepted).into_iter().collect()),
            baseline_state: report.has_baseline.then_some(match finding.suppressed {
                Some(Suppression::Known) => "unchanged",
                _ => "new",
            }),
            properties: Pointers {
                document: finding.document,
                definition: &finding.definition,
                pointer: &finding.pointer,
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeFlow {
    thread_flows: [ThreadFlow; 1],
}

#[derive(Serialize)]
struct ThreadFlow {
    locations: Vec<ThreadFlowLocation>,
}

#[derive(Serialize)]
struct ThreadFlowLocation {
    location: Location,
}

/// The steps of a path, each at its activity.
fn steps_of(file: &FileReport, mut steps: Vec<Step<'_>>, lang: Lang) -> Vec<ThreadFlowLocation> {
    let left_out = steps.len().saturating_sub(MOST_STEPS);
    if left_out > 0 {
        steps.drain(MOST_STEPS / 2..MOST_STEPS / 2 + left_out);
    }
    let said = |(number, step): (usize, &Step<'_>)| {
        let name = step.activity.called();
        match step.by.map(shown) {
            _ if left_out > 0 && number == MOST_STEPS / 2 => {
                say!("{name}, after {left_out} more activities", "{name}（中间省略 {left_out} 个模块）")
            }
            Some(event) => say!("{name}, by exit `{event}`", "{name}（经出口 `{event}`）"),
            None => Say { en: name.clone(), zh: name },
        }
    };
    let location = |(number, step): (usize, &Step<'_>)| ThreadFlowLocation {
        location: Location {
            message: Some(Text::new(said((number, step)).get(lang))),
            ..Location::at(&file.name, step.activity.span)
        },
    };
    steps.iter().enumerate().map(location).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

impl Location {
    fn at(file: &str, span: Span) -> Self {
        let Span { start, end, line, column, end_line, end_column } = span;
        let region = Region {
            start_line: line,
            start_column: column,
            end_line,
            end_column,
            byte_offset: start,
            byte_length: end - start,
        };
        let physical_location = PhysicalLocation { artifact_location: Place::of(file), region };
        Location { id: None, physical_location, logical_locations: Vec::new(), message: None }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Place,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    byte_offset: usize,
    byte_length: usize,
}

/// The flow, the activity in it, or the exit of that.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

impl LogicalLocation {
    /// From the outermost inward.
    fn of(file: &FileReport, index: usize, flow: &FlowReport, finding: &Finding) -> Vec<Self> {
        let flow_name = flow.id.as_ref().or(flow.name.as_ref()).filter(|name| !name.is_empty());
        let flow_name = flow_name.map_or_else(|| format!("{}#{index}", visible(&file.name)), |name| visible(name));
        let name = flow.called().unwrap_or_else(|| format!("#{index}"));
        let mut places = vec![LogicalLocation { name, fully_qualified_name: flow_name, kind: "flow" }];
        let mut add = |name: String, key: String, kind| {
            let outer = places.last().map_or("", |place| &place.fully_qualified_name);
            let fully_qualified_name = format!("{outer}/{key}");
            places.push(LogicalLocation { name, fully_qualified_name, kind });
        };
        if let Some(item) = finding.activity.and_then(|activity| flow.item(activity)) {
            let id = item.id.as_deref().filter(|id| !id.is_empty());
            add(item.called(), id.map_or_else(|| format!("#{}", item.index), visible), "activity");
        }
        if let Some(exit) = &finding.exit {
            let key = exit.event.as_deref().map_or_else(|| format!("#{}", exit.index), visible);
            add(exit.event.as_deref().map_or_else(|| key.clone(), shown), key.clone(), "exit");
        }
        places
    }
}

/// A file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Text>,
}

impl Place {
    /// The file that the report calls `name`: relative to the root, unless its path is absolute.
    fn of(name: &str) -> Self {
        // GitHub refuses every scheme but `file`, so the standard input is called as it was given.
        if name == "-" {
            let description = Some(Text::new("stdin"));
            return Place { uri: name.to_owned(), uri_base_id: None, description };
        }
        let mut segments: Vec<String> = Vec::new();
        let mut is_absolute = false;
        for component in Path::new(name).components() {
            match component {
                Component::Prefix(prefix) => segments.push(prefix.as_os_str().to_string_lossy().replace('\\', "/")),
                Component::RootDir => is_absolute = true,
                Component::CurDir => {}
                Component::ParentDir if segments.last().is_some_and(|last| last != "..") => {
                    segments.pop();
                }
                Component::ParentDir if is_absolute => {}
                Component::ParentDir => segments.push("..".to_owned()),
                Component::Normal(part) => {
                    segments.push(utf8_percent_encode(&part.to_string_lossy(), ESCAPED).to_string());
                }
            }
        }
        let path = segments.join("/");
        match is_absolute {
            true => Place { uri: format!("file:///{path}"), uri_base_id: None, description: None },
            false => Place { uri: path, uri_base_id: Some(ROOT), description: None },
        }
    }
}

/// What is escaped in a segment of a path: everything but what RFC 3986 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_become_uris() {
        let of = |name: &str| {
            let Place { uri, uri_base_id, .. } = Place::of(name);
            (uri, uri_base_id)
        };
        let relative = |uri: &str| (uri.to_owned(), Some(ROOT));
        let absolute = |uri: &str| (uri.to_owned(), None);
        assert_eq!(of("flows/a.json"), relative("flows/a.json"));
        assert_eq!(of("./flows//a.json"), relative("flows/a.json"));
        assert_eq!(of("flows/../a.json"), relative("a.json"));
        assert_eq!(of("../../a.json"), relative("../../a.json"));
        assert_eq!(of("夜间 100%#?.json"), relative("%E5%A4%9C%E9%97%B4%20100%25%23%3F.json"));
        assert_eq!(of("c:a\n.json"), relative("c%3Aa%0A.json"));
        assert_eq!(of("-"), absolute("-"));
        assert_eq!(of("./-"), relative("-"));
        #[cfg(unix)]
        assert_eq!(of("/srv/../../flows/a b.json"), absolute("file:///flows/a%20b.json"));
        #[cfg(unix)]
        assert_eq!(of("a\\b.json"), relative("a%5Cb.json"));
    }

    #[test]
    fn nothing_in_a_message_is_a_link() {
        assert_eq!(plain("`[a]` of (b)"), "`[a]` of (b)");
        assert_eq!(plain("[a](http://b)"), "\\[a\\](http://b)");
    }
}
