//! Linting one file: bytes come in, findings come out. It cannot fail; whatever is wrong with the bytes is a finding.

mod elsewhere;
mod file;

use memchr::memmem;

use self::file::FileLinter;
use crate::catalogue::ActivityType;
use crate::document::{Document, Documents, ListedFlow, ReadError};
use crate::finding::FileReport;
use crate::json::{Kind, Value};
use crate::model::Flow;
use crate::policy::Policy;
use crate::rules::{ActiveRules, Rule, rules_with};
use crate::settings::Settings;
use crate::text::Lines;

/// How a file came to be linted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// It was named: if it contains no flow, that is a finding.
    Named,
    /// It was found while walking a directory: what is clearly not a flow is skipped silently.
    Walked,
}

/// Lints files with the built-in rules and with custom ones.
///
/// ```
/// use ivr_flow::{Diagnostic, Linter, Origin, Rule, Settings, Severity, Text, localized};
///
/// let rule = Rule::on_activities(
///     "no-sms",
///     Severity::Warning,
///     Text::new("the flow sends a text message", "流程中发送短信"),
///     |context, activity, found: &mut Vec<Diagnostic>| {
///         if activity.is("SMS") {
///             let name = context.name(activity);
///             let message = localized!("{name} sends a text message", "模块“{name}”发送短信");
///             found.push(context.about_activity(activity, message));
///         }
///     },
/// );
/// let linter = Linter::new(Settings::default()).rule(rule)?;
/// let file = linter.lint("flow.json", br#"{"activities": [{"type": "SMS", "id": "a"}]}"#, Origin::Named);
/// assert!(file.findings.iter().any(|finding| finding.rule == "no-sms"));
/// # Ok::<(), ivr_flow::RuleError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Linter {
    settings: Settings,
    custom: Vec<Rule>,
    policies: Vec<Policy>,
}

/// A rule cannot be added to a linter: its name is taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is already a rule named `{name}`")]
pub struct RuleError {
    /// The name.
    pub name: String,
}

impl Linter {
    /// A linter with the built-in rules.
    pub fn new(settings: Settings) -> Self {
        Linter { settings, custom: Vec::new(), policies: Vec::new() }
    }

    /// Adds a rule.
    ///
    /// # Errors
    ///
    /// If another rule has the same name.
    pub fn rule(mut self, rule: Rule) -> Result<Self, RuleError> {
        if self.rules().any(|known| known.name == rule.name) {
            return Err(RuleError { name: rule.name.into_owned() });
        }
        self.custom.push(rule);
        Ok(self)
    }

    /// Adds policies, each of which is a rule too.
    ///
    /// # Errors
    ///
    /// If another rule has the name of one of them.
    pub fn with_policies(mut self, policies: impl IntoIterator<Item = Policy>) -> Result<Self, RuleError> {
        for policy in policies {
            self = self.rule(policy.rule().clone())?;
            self.policies.push(policy);
        }
        Ok(self)
    }

    /// Its policies.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// All its rules, the built-in ones first.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        rules_with(&self.custom)
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Lints the content of one file, which the report calls `name`. Never panics.
    pub fn lint(&self, name: &str, bytes: &[u8], origin: Origin) -> FileReport {
        lint_with(&self.custom, &self.policies, name, bytes, origin, &self.settings)
    }

    pub(crate) fn custom_rules(&self) -> &[Rule] {
        &self.custom
    }
}

/// Lints the content of one file, which the report calls `name`, with the built-in rules. Never panics.
pub fn lint_file(name: &str, bytes: &[u8], origin: Origin, settings: &Settings) -> FileReport {
    lint_with(&[], &[], name, bytes, origin, settings)
}

/// The flows of a file that have an array `activities`, each with its index in [`FileReport::flows`]: for those who want
/// to look at the flows that are linted. What cannot be read is left out; linting reports it.
pub fn flows<'a>(bytes: &'a [u8], origin: Origin, settings: &Settings) -> impl Iterator<Item = (usize, Flow<'a>)> {
    let listed = listed_flows(bytes, origin, settings).enumerate();
    listed.filter_map(|(index, listed)| Some((index, listed.flow(settings).ok()?)))
}

/// The places of a file where a flow is expected, in the order of [`FileReport::flows`].
pub fn listed_flows<'a>(bytes: &'a [u8], origin: Origin, settings: &Settings) -> impl Iterator<Item = ListedFlow<'a>> {
    let documents = wanted(documents(bytes, origin), bytes, origin, settings).filter_map(|(_, document)| document.ok());
    documents.flat_map(|document| document.flows().to_vec())
}

/// The documents of a file; what has no known shape is searched if it was named.
fn documents(bytes: &[u8], origin: Origin) -> Documents<'_> {
    let documents = Document::parse(bytes);
    if origin == Origin::Named { documents.searching() } else { documents }
}

/// The documents of a file that has been named or walked, with their numbers; what is clearly about something else is
/// left out.
fn wanted<'a>(
    documents: Documents<'a>,
    bytes: &'a [u8],
    origin: Origin,
    settings: &Settings,
) -> impl Iterator<Item = (usize, Result<Document<'a>, ReadError>)> {
    let is_wanted = move |document: &Result<Document<'_>, ReadError>| match document {
        _ if origin == Origin::Named => true,
        Ok(document) => !is_about_something_else(document, settings),
        Err(error) if error.ends_file => mentions_flows(bytes),
        Err(error) => error.rule == "unsupported-format",
    };
    documents.enumerate().filter(move |(_, document)| is_wanted(document))
}

fn lint_with(
    custom: &[Rule],
    policies: &[Policy],
    name: &str,
    bytes: &[u8],
    origin: Origin,
    settings: &Settings,
) -> FileReport {
    let mut report = FileReport::new(name);
    let parsed = documents(bytes, origin);
    let (text, before) = parsed.text();
    let lines = Lines::new(text, before);
    let mut linter = FileLinter {
        lines,
        rules: ActiveRules::new(custom, settings),
        policies,
        settings,
        document: 0,
        report: &mut report,
    };
    let documents = || wanted(parsed.clone(), bytes, origin, settings);
    for (number, document) in documents() {
        linter.document = number;
        match document {
            Ok(document) => linter.lint_document(&document),
            Err(error) => {
                linter.report.broken_at = error.ends_file.then_some(number);
                linter.add_error(None, error);
            }
        }
    }
    elsewhere::point_elsewhere(&mut report, documents(), settings);
    let has_something = !report.findings.is_empty() || report.broken_at.is_some();
    let is_empty = report.flows.is_empty() && !has_something && !report.has_list;
    report.skipped = origin == Origin::Walked && is_empty;
    report
}

/// Whether broken bytes look as if they had been about flows, in UTF-8 or UTF-16.
fn mentions_flows(bytes: &[u8]) -> bool {
    let mentions =
        |bytes: &[u8]| memmem::find(bytes, b"\"activities\"").is_some() || memmem::find(bytes, b"Definition").is_some();
    mentions(bytes)
        || (bytes.contains(&0) && mentions(&bytes.iter().copied().filter(|&byte| byte != 0).collect::<Vec<_>>()))
}

/// Whether every flow of a document is an `activities` of something else.
fn is_about_something_else(document: &Document<'_>, settings: &Settings) -> bool {
    // Only where it has `activities` of its own is there a question.
    let root = document.root();
    if root.kind() == Kind::Object && root.get("activities").is_none() {
        return false;
    }
    let is_activity = |item: Value<'_>| {
        let is_known = |name: &str| settings.behaviour(name, ActivityType::by_name(name)).is_some();
        item.get("events").is_some() || item.get("type").and_then(Value::string).is_some_and(|name| is_known(&name))
    };
    let is_flow = |listed: &ListedFlow<'_>| {
        let Some(definition) = listed.open().ok().filter(|_| listed.is_bare()) else { return true };
        let list = definition.value().get("activities").filter(|list| list.kind() == Kind::Array);
        list.into_iter().flat_map(Value::children).any(is_activity)
    };
    // An empty list of flows is one all the same.
    !document.flows().iter().any(is_flow) && !document.flows().is_empty()
}
