//! All findings of a run: the reports of the files come in, one sorted report comes out, and what is written of it.

mod baseline;
mod excerpt;
mod fingerprint;
mod fixing;
mod json;
#[cfg(feature = "sarif")]
mod sarif;
mod stats;
mod twins;

pub use baseline::{Baseline, BaselineError, Identity};
pub use excerpt::{Excerpt, excerpt};
pub use fingerprint::Fingerprints;
pub use fixing::{Fixed, fix};
pub use json::{JsonFinding, JsonReport};
#[cfg(feature = "sarif")]
pub use sarif::SarifReport;
pub use stats::{CountedFlow, JsonStats};

pub(crate) use self::baseline::FlowIdentity;
pub(crate) use self::twins::{ActivityTwin, FlowTwin};
pub use self::twins::{JsonProblem, JsonTool};
use std::borrow::Cow;

use self::baseline::ReadFlows;
use crate::HashSet;
use crate::configuration::{Ignore, Ignores, Tables, unused_ignore, unused_policies};
use crate::finding::{FileReport, Finding, FlowReport, Suppression};
use crate::lint::Linter;
use crate::policy::Policy;
use crate::rules::{Rule, Run, check_run, rule};
use crate::settings::{Settings, Severity};
use crate::text::{Lang, Localized};

/// What was found in all files of a run, in the order of reports: by file, flow, place, rule and message.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Report {
    /// The files that were linted, sorted by name, each with its findings sorted.
    pub files: Vec<FileReport>,
    /// What made the run incomplete, for instance a file that could not be read; empty if it is complete.
    pub problems: Vec<Problem>,
    /// Whether a baseline was applied.
    pub has_baseline: bool,
    /// The entries of the baseline whose flow was read and which fit no finding any more, in their order.
    pub gone: Vec<Identity>,
    /// The rules that are not built in.
    custom_rules: Vec<Rule>,
    /// The names of the rules that were off for any file: that they found nothing means nothing.
    off: HashSet<Cow<'static, str>>,
}

/// Something that made a run incomplete.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What went wrong.
    pub message: Localized,
    /// The file that it is about, as reports call it.
    pub file: Option<String>,
}

impl Problem {
    /// A problem without a file.
    pub fn new(message: Localized) -> Self {
        Problem { message, file: None }
    }

    /// A problem with a file.
    pub fn with_file(file: impl Into<String>, message: Localized) -> Self {
        Problem { message, file: Some(file.into()) }
    }
}

/// The counts of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Files that were linted.
    pub files: usize,
    /// Places where a flow is expected.
    pub flows: usize,
    /// Items of `activities` that are objects.
    pub activities: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
    /// Findings that the configuration or a baseline suppresses.
    pub suppressed: usize,
}

impl Report {
    /// Collects the reports of all files, and adds the findings of rules on several flows. `lang` only affects the
    /// order of findings that are equal in everything but their message.
    pub fn new(files: impl IntoIterator<Item = FileReport>, linter: &Linter, lang: Lang) -> Self {
        Report::with_complete_lists(&[], files, linter, lang)
    }

    /// Like [`Report::new`], where complete lists are known: each of `complete` has the ids of all flows of an
    /// instance, as the platform listed them. Rules that need a whole instance check those of which all flows were
    /// read.
    pub fn with_complete_lists(
        complete: &[Vec<String>],
        files: impl IntoIterator<Item = FileReport>,
        linter: &Linter,
        lang: Lang,
    ) -> Self {
        Report::with_linters(complete, files, &[linter], lang)
    }

    /// Like [`Report::with_complete_lists`], for files that were linted by several linters: the
    /// [`scope`](FileReport::scope) of a file is the index of its linter. Rules on several flows see all files; the
    /// severity of what they find is that of the linter of the file.
    pub fn with_linters(
        complete: &[Vec<String>],
        files: impl IntoIterator<Item = FileReport>,
        linters: &[&Linter],
        lang: Lang,
    ) -> Self {
        let mut files: Vec<_> = files.into_iter().filter(|file| !file.skipped).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        for (file, finding) in of_all_flows(complete, &files, linters) {
            files[file].findings.push(finding);
        }
        for file in &mut files {
            file.findings.sort_by(|a, b| {
                let (a_key, b_key) = (order(a), order(b));
                a_key.cmp(&b_key).then_with(|| a.message.get(lang).cmp(b.message.get(lang)))
            });
        }
        let mut custom_rules: Vec<Rule> = Vec::new();
        for rule in linters.iter().flat_map(|linter| linter.custom_rules()) {
            if custom_rules.iter().all(|known| known.name != rule.name) {
                custom_rules.push(rule.clone());
            }
        }
        let off = linters.iter().flat_map(|linter| {
            let off = linter.rules().filter(|rule| rule.severity(linter.settings()).is_none());
            off.map(|rule| rule.name.clone())
        });
        let off = off.collect();
        Report { files, problems: Vec::new(), has_baseline: false, gone: Vec::new(), custom_rules, off }
    }

    /// Where formats that look files up in a repository find the file with this name.
    pub fn location<'a>(&'a self, name: &'a str) -> &'a str {
        let found = self.files.binary_search_by(|file| file.name.as_str().cmp(name));
        found.map_or(name, |index| &self.files[index].location)
    }

    /// The rules of the run that are not built in.
    pub fn custom_rules(&self) -> &[Rule] {
        &self.custom_rules
    }

    /// The rule with this name, built in or not.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        rule(name).or_else(|| self.custom_rules.iter().find(|rule| rule.name == name))
    }

    /// Every finding that is not suppressed, with its file, in order.
    pub fn findings(&self) -> impl Iterator<Item = (&FileReport, &Finding)> {
        self.all_findings().filter(|(_, finding)| finding.suppressed.is_none())
    }

    /// Every finding with its file, in order, including suppressed ones.
    pub fn all_findings(&self) -> impl Iterator<Item = (&FileReport, &Finding)> {
        self.files.iter().flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
    }

    /// Suppresses the findings that one of `ignores` matches, and adds a finding for each of these that matches none.
    /// `configuration` is the name and the text of the configuration file, into which the bytes of each ignore point.
    pub fn apply_ignores(&mut self, ignores: &[Ignore], configuration: (&str, &str), settings: &Settings) {
        let unused = self.ignore_in(|_| true, ignores, |file| file.location.clone());
        self.add_unused_ignores(&unused, configuration, settings);
    }

    /// Suppresses the findings in some files that one of `ignores` matches, and returns those that match none. `path`
    /// returns the path of a file relative to the folder of the configuration.
    pub fn ignore_in<'i>(
        &mut self,
        is_meant: impl Fn(&FileReport) -> bool,
        ignores: &'i [Ignore],
        path: impl Fn(&FileReport) -> String,
    ) -> Vec<&'i Ignore> {
        if ignores.is_empty() {
            return Vec::new();
        }
        let mut by_key = Ignores::new(ignores);
        let has_globs = ignores.iter().any(|ignore| ignore.file.is_some());
        for file in self.files.iter_mut().filter(|file| is_meant(file)) {
            let path = if has_globs { path(file) } else { String::new() };
            let mut findings = std::mem::take(&mut file.findings);
            for finding in &mut findings {
                if let Some(fitting) = by_key.fit(file, &path, finding) {
                    let reason = || Suppression::Ignored(ignores[fitting].reason.clone());
                    finding.suppressed.get_or_insert_with(reason);
                }
            }
            file.findings = findings;
        }
        by_key.unused().map(|number| &ignores[number]).collect()
    }

    /// Adds a finding for each of `unused`, except for rules that are off. `configuration` is the name and the text of
    /// the configuration file, into which the bytes of each ignore point.
    pub fn add_unused_ignores(&mut self, unused: &[&Ignore], configuration: (&str, &str), settings: &Settings) {
        let (name, text) = configuration;
        let tables = Tables::of(text);
        let is_on = |ignore: &&&Ignore| rule(&ignore.rule).is_none_or(|rule| rule.severity(settings).is_some());
        let unused = unused.iter().filter(is_on);
        let findings: Vec<_> = unused.filter_map(|ignore| unused_ignore(ignore, &tables, settings)).collect();
        self.add_to_configuration(name, findings);
    }

    /// Adds a finding for each of `policies` that selects nothing in any flow. `configuration` is the name and the text
    /// of the configuration file. Only meaningful if the run has read all flows that the policies are about.
    ///
    /// `policy_of` takes a file and the index of a policy of its linter, and returns the index of this policy in
    /// `policies`, or `None` for a policy of another configuration.
    pub fn add_unused_policies(
        &mut self,
        policy_of: impl Fn(&FileReport, usize) -> Option<usize>,
        policies: &[Policy],
        configuration: (&str, &str),
        settings: &Settings,
    ) {
        let (name, text) = configuration;
        let findings = unused_policies(policies, &self.files, policy_of, text, settings);
        self.add_to_configuration(name, findings);
    }

    fn add_to_configuration(&mut self, name: &str, findings: Vec<Finding>) {
        if findings.is_empty() {
            return;
        }
        let known = self.files.iter_mut().find(|file| file.is_configuration && file.name == name);
        if let Some(file) = known {
            file.findings.extend(findings);
            file.findings.sort_by(|a, b| order(a).cmp(&order(b)));
            return;
        }
        let mut file = FileReport { findings, is_configuration: true, ..FileReport::new(name) };
        file.findings.sort_by(|a, b| order(a).cmp(&order(b)));
        let place = self.files.partition_point(|other| other.name.as_str() <= name);
        self.files.insert(place, file);
    }

    /// Drops the findings of all files but the wanted ones, except for those of rules on several flows, which concern
    /// all of them.
    pub fn retain_files(&mut self, is_wanted: impl Fn(&str) -> bool) {
        let custom: Vec<_> = self.custom_rules.iter().filter(|rule| rule.is_about_several_flows()).collect();
        let is_about_several = |name: &str| match rule(name) {
            Some(rule) => rule.is_about_several_flows(),
            None => custom.iter().any(|rule| rule.name == name),
        };
        for file in self.files.iter_mut().filter(|file| !file.is_configuration && !is_wanted(&file.name)) {
            file.findings.retain(|finding| is_about_several(&finding.rule));
        }
    }

    /// Suppresses the findings that a baseline contains, and records which of its entries are gone.
    pub fn apply_baseline(&mut self, baseline: &Baseline) {
        self.apply_baseline_to(|_| true, baseline);
    }

    /// Like [`Report::apply_baseline`], for the findings in some files only.
    pub fn apply_baseline_to(&mut self, is_meant: impl Fn(&FileReport) -> bool, baseline: &Baseline) {
        self.has_baseline = true;
        let mut used = HashSet::default();
        for file in self.files.iter_mut().filter(|file| is_meant(file)) {
            for index in 0..file.findings.len() {
                let identity = Identity::of(file, &file.findings[index]);
                let known = baseline.entry(&identity);
                let finding = &mut file.findings[index];
                if let Some(entry) = known
                    && finding.suppressed.is_none()
                {
                    used.insert(entry);
                    finding.suppressed = Some(Suppression::Known);
                }
            }
        }
        let read = ReadFlows::of(self.files.iter().filter(|file| is_meant(file)));
        let is_on = |entry: &Identity| !self.off.contains(&*entry.rule);
        let unused = baseline.entries().filter(|entry| !used.contains(entry) && is_on(entry));
        let gone: Vec<_> = unused.filter(|entry| entry.is_covered(&read)).cloned().collect();
        self.gone.extend(gone);
    }

    /// The files of no known shape that were searched for definitions.
    pub fn searched(&self) -> impl Iterator<Item = &FileReport> {
        self.files.iter().filter(|file| file.is_searched)
    }

    /// Whether anything was read that is about flows: a flow, a list of them, or something that a finding is about.
    pub fn has_flows(&self) -> bool {
        let mut linted = self.files.iter().filter(|file| !file.is_configuration);
        linted.any(|file| !file.flows.is_empty() || file.has_list || !file.findings.is_empty())
    }

    /// The severity of the worst finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings().map(|(_, finding)| finding.severity).max()
    }

    /// Counts the files, flows and findings.
    pub fn summary(&self) -> Summary {
        let count = |severity| self.findings().filter(|(_, finding)| finding.severity == severity).count();
        Summary {
            files: self.files.iter().filter(|file| !file.is_configuration).count(),
            flows: self.files.iter().map(|file| file.flows.len()).sum(),
            activities: self.files.iter().flat_map(|file| &file.flows).map(|flow| flow.activities).sum(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            suppressed: self.all_findings().count() - self.findings().count(),
        }
    }
}

/// What decides the order of the findings of a file, but for their messages.
fn order(finding: &Finding) -> (Option<usize>, usize, &str, usize) {
    (finding.flow, finding.span.start, &finding.rule, finding.span.end)
}

/// What the rules on all flows of the run find, each with the number of its file.
fn of_all_flows(complete: &[Vec<String>], files: &[FileReport], linters: &[&Linter]) -> Vec<(usize, Finding)> {
    // Definitions alone have nothing to do with each other.
    let is_alone = |flow: &FlowReport| flow.id.is_none() && flow.name.is_none() && flow.facts.numbers.is_empty();
    let are_alone = files.iter().all(|file| file.pages.is_empty() && file.flows.iter().all(is_alone));
    let is_about_several = |linter: &&Linter| linter.custom_rules().iter().any(Rule::is_about_several_flows);
    if are_alone && !linters.iter().any(is_about_several) {
        return Vec::new();
    }
    let run = Run::new(complete, files);
    let mut all = Vec::new();
    // Mostly there is one; of several each is asked for its own files.
    for (scope, linter) in linters.iter().enumerate() {
        let severity = |rule: &Rule| rule.severity(linter.settings());
        let found = check_run(&run, linter.custom_rules(), severity).into_iter();
        let found = found.map(|(rule, severity, diagnostic)| diagnostic.finding(rule, severity));
        all.extend(found.filter(|&(file, _)| linters.len() == 1 || files[file].scope == scope));
    }
    all
}
