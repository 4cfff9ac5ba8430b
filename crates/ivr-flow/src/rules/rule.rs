//! What a rule is: its name, its documentation, and its check.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{Diagnostic, Run, RunDiagnostic};
use crate::analysis::Context;
use crate::catalogue::Confidence;
use crate::model::Activity;
use crate::settings::{Level, Settings, Severity};
use crate::text::{Lang, Text};

/// A rule: its name, its documentation and its check.
///
/// A custom rule is created with [`Rule::on_activities`], [`Rule::on_flows`] or [`Rule::on_runs`], and added to a
/// [`Linter`](crate::Linter).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rule {
    /// The name in settings and reports.
    pub name: Cow<'static, str>,
    /// The default level.
    pub level: Level,
    /// When it fires, in one sentence.
    pub summary: Text,
    /// What `ivr-lint explain` shows.
    pub docs: Docs,
    pub(crate) check: Check,
}

/// The groups of the built-in rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Group {
    /// What cannot be read, or not as intended.
    Text,
    /// Where calls can go.
    Graph,
    /// Limits and requirements of the platform.
    Platform,
    /// References to variables.
    Variables,
    /// Names and the canvas.
    Names,
    /// Several flows of an instance at once.
    Instance,
    /// The configuration.
    Configuration,
    /// The policies of a team, from the configuration.
    Policy,
}

impl Group {
    /// All of them, in the order of their documentation.
    pub const ALL: [Group; 8] = [
        Group::Text,
        Group::Graph,
        Group::Platform,
        Group::Variables,
        Group::Names,
        Group::Instance,
        Group::Configuration,
        Group::Policy,
    ];

    /// The name that options and lists use.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Text => "text",
            Group::Graph => "graph",
            Group::Platform => "platform",
            Group::Variables => "variables",
            Group::Names => "names",
            Group::Instance => "instance",
            Group::Configuration => "configuration",
            Group::Policy => "policy",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Rule {
    /// A rule that checks one activity at a time. `name` is its name in settings and reports; `check` adds a
    /// [`Diagnostic`] for each finding.
    pub fn on_activities(
        name: impl Into<Cow<'static, str>>,
        level: impl Into<Level>,
        summary: Text,
        check: impl Fn(&Context<'_>, Activity<'_>, &mut Vec<Diagnostic>) + Send + Sync + 'static,
    ) -> Self {
        Rule::custom(name.into(), level.into(), summary, Check::CustomActivity(Arc::new(check)))
    }

    /// A rule that checks one flow at a time.
    pub fn on_flows(
        name: impl Into<Cow<'static, str>>,
        level: impl Into<Level>,
        summary: Text,
        check: impl Fn(&Context<'_>, &mut Vec<Diagnostic>) + Send + Sync + 'static,
    ) -> Self {
        Rule::custom(name.into(), level.into(), summary, Check::CustomFlow(Arc::new(check)))
    }

    /// A rule that checks all flows of a run together.
    pub fn on_runs(
        name: impl Into<Cow<'static, str>>,
        level: impl Into<Level>,
        summary: Text,
        check: impl Fn(&Run<'_>, &mut Vec<RunDiagnostic>) + Send + Sync + 'static,
    ) -> Self {
        Rule::custom(name.into(), level.into(), summary, Check::CustomRun(Arc::new(check)))
    }

    /// The severity of its findings under these settings; `None` if it is off.
    pub fn severity(&self, settings: &Settings) -> Option<Severity> {
        settings.severities.get(&*self.name).copied().unwrap_or(self.level.severity())
    }

    /// How certain its claims about the platform are, by the first word of its basis. What follows from the flow alone
    /// is as certain as what is documented.
    pub fn confidence(&self) -> Confidence {
        let first = self.docs.basis.en.split(|char: char| !char.is_alphabetic()).next().unwrap_or_default();
        first.to_lowercase().parse().unwrap_or(Confidence::Documented)
    }

    /// Sets the documentation.
    pub fn docs(self, docs: Docs) -> Self {
        Rule { docs, ..self }
    }

    /// The URL of its documentation; `None` if it is not built in.
    pub fn url(&self, lang: Lang) -> Option<String> {
        let is_built_in = !matches!(
            self.check,
            Check::Policy | Check::CustomActivity(_) | Check::CustomFlow(_) | Check::CustomRun(_)
        );
        is_built_in.then(|| format!("{}/blob/main/docs/rules/{lang}/{}.md", env!("CARGO_PKG_REPOSITORY"), self.name))
    }

    /// Whether it checks all flows of a run together.
    pub fn is_about_several_flows(&self) -> bool {
        matches!(self.check, Check::Run(_) | Check::CustomRun(_))
    }

    /// Whether it is about the configuration and not about flows; its examples are TOML then.
    pub fn is_about_configuration(&self) -> bool {
        matches!(self.check, Check::Configuration)
    }

    fn custom(name: Cow<'static, str>, level: Level, summary: Text, check: Check) -> Self {
        Rule { name, level, summary, docs: Docs::default(), check }
    }
}

/// The documentation of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Docs {
    /// What it checks for, and exactly when it reports something.
    pub what: Text,
    /// What it means for callers or for the team.
    pub why: Text,
    /// How to fix it, in the words of the console.
    pub fix: Text,
    /// The basis of the claim: documented by the platform, observed in its JSON, or inferred.
    pub basis: Text,
    /// A text that the rule reports.
    pub bad: Cow<'static, str>,
    /// The same text, fixed.
    pub good: Cow<'static, str>,
}

impl Docs {
    /// The sections, each with its title, in reading order.
    pub fn sections(&self) -> [(Text, &Text); 4] {
        [
            (Text::new("What it does", "含义"), &self.what),
            (Text::new("Why it matters", "影响"), &self.why),
            (Text::new("How to fix it", "如何修复"), &self.fix),
            (Text::new("Basis", "依据"), &self.basis),
        ]
    }

    /// The examples, each with its title.
    pub fn examples(&self) -> [(Text, &str); 2] {
        [(Text::new("Bad example", "错误示例"), &self.bad), (Text::new("Good example", "正确示例"), &self.good)]
    }
}

/// What a rule looks at.
#[derive(Clone)]
pub(crate) enum Check {
    /// Nothing of its own: its findings are made while the text is read.
    Reading,
    /// The configuration, when all findings are known.
    Configuration,
    /// One activity at a time.
    Activity(fn(&Context<'_>, Activity<'_>, &mut Vec<Diagnostic>)),
    /// One flow at a time.
    Flow(fn(&Context<'_>, &mut Vec<Diagnostic>)),
    /// Nothing of its own: its findings are those of a policy.
    Policy,
    /// All flows of the run.
    Run(fn(&Run<'_>, &mut Vec<RunDiagnostic>)),
    CustomActivity(Arc<ActivityCheck>),
    CustomFlow(Arc<FlowCheck>),
    CustomRun(Arc<RunCheck>),
}

type ActivityCheck = dyn Fn(&Context<'_>, Activity<'_>, &mut Vec<Diagnostic>) + Send + Sync;
type FlowCheck = dyn Fn(&Context<'_>, &mut Vec<Diagnostic>) + Send + Sync;
type RunCheck = dyn Fn(&Run<'_>, &mut Vec<RunDiagnostic>) + Send + Sync;

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Check")
    }
}
