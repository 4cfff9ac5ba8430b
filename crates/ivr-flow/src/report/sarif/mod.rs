//! The report as SARIF 2.1.0, which code scanning reads. These types are the part of the format that we write.

mod result;

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::Serializer;

use self::result::{Place, ResultTwin};
use super::{Fingerprints, Report};
use crate::finding::{Abridged, FileReport, Finding, Step};
use crate::rules::{Rule, rules_with};
use crate::settings::{Level, Severity};
use crate::text::{Lang, Localized, localized};
use crate::{HashMap, HashSet};

/// A report that is written as SARIF 2.1.0, its texts in one language.
///
/// The results are the findings, the most severe first and the suppressed ones last; of more than GitHub takes,
/// the least severe are left out, and a notification says so.
#[derive(Debug, Clone, Copy)]
pub struct SarifReport<'a> {
    /// The report.
    pub report: &'a Report,
    /// The language of all texts.
    pub lang: Lang,
}

/// GitHub refuses a report with more results.
const MOST_RESULTS: usize = 25_000;
/// GitHub shows so many of them.
const MOST_SHOWN: usize = 5_000;
/// The most steps of paths in one report. Each step of each path is an object of some hundreds of bytes, and GitHub
/// takes no more than 10 MB.
const MOST_STEPS: usize = 100_000;

/// What the paths of the files are relative to: the root of the sources, wherever that is for who reads the report.
const ROOT: &str = "%SRCROOT%";

impl SarifReport<'_> {
    /// The findings in the order of the results.
    fn findings(&self) -> impl Iterator<Item = (&FileReport, &Finding)> {
        let of_severity = |severity| self.report.findings().filter(move |(_, finding)| finding.severity == severity);
        let aside = self.report.all_findings().filter(|(_, finding)| finding.suppressed.is_some());
        Severity::ALL.into_iter().rev().flat_map(of_severity).chain(aside)
    }

    /// The findings that become results, each with the path that is written of it, until there are [`MOST_STEPS`] steps.
    /// `Err` means a path that is left out because of that.
    fn results(&self) -> impl Iterator<Item = (&FileReport, &Finding, Result<Option<StepsOf<'_>>, PathLeftOut>)> {
        let mut left = MOST_STEPS;
        self.findings().take(MOST_RESULTS).map(move |(file, finding)| {
            let path = finding.flow.and_then(|flow| file.flows.get(flow)?.path(finding));
            let path = match path {
                Some(path) => match left.checked_sub(path.iter().count()) {
                    Some(rest) => {
                        left = rest;
                        Ok(Some(path))
                    }
                    None => Err(PathLeftOut),
                },
                None => Ok(None),
            };
            (file, finding, path)
        })
    }

    fn notifications(&self) -> Vec<Notification> {
        let problems = &self.report.problems;
        let mut notifications: Vec<_> =
            problems.iter().map(|problem| Notification::new("error", &problem.message, self.lang)).collect();
        let count = self.report.all_findings().count();
        let mut note = |said| notifications.push(Notification::new("note", &said, self.lang));
        if count > MOST_RESULTS {
            let left_out = count - MOST_RESULTS;
            note(localized!(
                "the {left_out} least severe of {count} findings are omitted: GitHub accepts at most {MOST_RESULTS}",
                "共 {count} 个问题，已省略级别最低的 {left_out} 个：GitHub 最多接受 {MOST_RESULTS} 个问题"
            ));
        }
        if count > MOST_SHOWN {
            note(localized!(
                "GitHub shows the {MOST_SHOWN} most severe of {count} findings",
                "共 {count} 个问题，GitHub 只显示级别最高的 {MOST_SHOWN} 个"
            ));
        }
        let without_path = self.results().filter(|(.., path)| path.is_err()).count();
        if without_path > 0 {
            note(localized!(
                "paths omitted: {without_path}, because a report has at most {MOST_STEPS} steps",
                "已省略 {without_path} 个问题的路径：一份报告最多包含 {MOST_STEPS} 步"
            ));
        }
        notifications
    }
}

type StepsOf<'a> = Abridged<Step<'a>>;

/// A path that is not written, because the report has enough steps.
struct PathLeftOut;

impl Serialize for SarifReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lang = self.lang;
        let language = match lang {
            Lang::En => "en",
            Lang::Zh => "zh-CN",
        };
        let root = localized!(
            "the root of the repository, else the working directory of the run",
            "仓库的根目录；不在仓库中时为运行时的工作目录"
        );
        // What no result leads to would only make every report as long as the documentation.
        let named: HashSet<&str> = self.report.all_findings().map(|(_, finding)| &*finding.rule).collect();
        let is_named = |rule: &&Rule| named.contains(&*rule.name);
        let rules: Vec<&Rule> = rules_with(self.report.custom_rules()).filter(is_named).collect();
        let analysed = self.report.files.iter().filter(|file| !file.is_configuration);
        let run = Run {
            tool: Tool {
                driver: Driver {
                    name: "ivr-lint",
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    language,
                    rules: rules.iter().map(|rule| Descriptor::new(rule, lang)).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: self.report.problems.is_empty(),
                tool_execution_notifications: self.notifications(),
            }],
            language,
            original_uri_base_ids: BaseIds { root: Base { description: Text::new(root.get(lang)) } },
            column_kind: "unicodeCodePoints",
            artifacts: analysed
                .map(|file| Artifact { location: Place::of(&file.location), roles: ["analysisTarget"] })
                .collect(),
            results: Results {
                sarif: *self,
                rule_indices: rules.iter().enumerate().map(|(index, rule)| (&*rule.name, index)).collect(),
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
    id: Cow<'static, str>,
    short_description: Text,
    full_description: Text,
    help: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    default_configuration: DefaultLevel,
    properties: Tags,
}

#[derive(Serialize)]
struct DefaultLevel {
    #[serde(skip_serializing_if = "is_true")]
    enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
}

impl DefaultLevel {
    fn of(level: Level) -> Self {
        let level = level.severity().map(Severity::name);
        DefaultLevel { enabled: level.is_some(), level }
    }
}

/// The default in SARIF.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_true(enabled: &bool) -> bool {
    *enabled
}

#[derive(Serialize)]
struct Tags {
    tags: Vec<String>,
}

impl Descriptor {
    fn new(rule: &Rule, lang: Lang) -> Self {
        let [(_, what), sections @ ..] = rule.docs.sections();
        // Rules that are not built in may have no more than a summary.
        let what = [what, &rule.summary].map(|text| text.get(lang)).into_iter().find(|text| !text.is_empty());
        let what = what.unwrap_or_default();
        let (mut text, mut markdown) = (String::new(), String::new());
        for (title, body) in sections.into_iter().filter(|(_, body)| !body.get(lang).is_empty()) {
            let (title, body) = (title.get(lang), body.get(lang));
            text += &format!("{title}:\n{body}\n\n");
            markdown += &format!("## {title}\n\n{body}\n\n");
        }
        for (title, example) in rule.docs.examples().into_iter().filter(|(_, example)| !example.is_empty()) {
            let (title, example) = (title.get(lang), example.trim_matches('\n'));
            markdown += &format!("## {title}\n\n```\n{example}\n```\n\n");
        }
        if text.is_empty() {
            (text, markdown) = (what.to_owned(), what.to_owned());
        }
        // How sure a rule is of what it says stands first in its basis: documented, observed, inferred, follows.
        let sure = rule.docs.basis.en.split(|char: char| !char.is_alphabetic()).next().map(str::to_lowercase);
        let tags = ["ivr".to_owned()].into_iter().chain(sure.filter(|sure| !sure.is_empty()));
        let both =
            |text: &str, markdown: &str| Text { text: plain(text.trim_end()), markdown: Some(markdown.to_owned()) };
        Descriptor {
            id: rule.name.clone(),
            short_description: Text::new(rule.summary.get(lang)),
            full_description: both(what, what),
            help: both(&text, &markdown),
            help_uri: rule.url(lang),
            default_configuration: DefaultLevel::of(rule.level),
            properties: Tags { tags: tags.collect() },
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
    fn new(level: &'static str, said: &Localized, lang: Lang) -> Self {
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
    /// Where each rule stands among those of the run.
    rule_indices: HashMap<&'a str, usize>,
    sarif: SarifReport<'a>,
    /// Whether any finding is suppressed: then SARIF requires all others to say that they are not.
    has_suppressed: bool,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fingerprints = Fingerprints::default();
        serializer.collect_seq(self.sarif.results().map(|(file, finding, path)| {
            let path = path.ok().flatten();
            ResultTwin::of(self, file, finding, fingerprints.of(file, finding), path.as_ref())
        }))
    }
}
