//! The report of a whole run.

use crate::HashSet;
use crate::baseline::{Baseline, Identity};
use crate::finding::{FileReport, Finding, FlowReport, Suppression};
use crate::ignore::{Ignore, unused_ignore};
use crate::rule::{Check, Rule};
use crate::rules::{RULES, rule};
use crate::run::Run;
use crate::say::Lang;
use crate::settings::{Settings, Severity};

/// What was found in all files of a run, in the order of the contract: by file, flow, place, rule and message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The files that were linted, sorted by name, each with its findings sorted.
    pub files: Vec<FileReport>,
    /// Whether a baseline has left findings aside, or would have if it fitted any.
    pub has_baseline: bool,
}

/// The numbers of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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
    /// Findings that the configuration or a baseline leaves aside.
    pub suppressed: usize,
}

impl Report {
    /// Puts the reports of all files together, and adds what only all flows together show.
    /// `lang` decides only the order of findings that differ in nothing else.
    pub fn new(files: impl IntoIterator<Item = FileReport>, settings: &Settings, lang: Lang) -> Self {
        Report::knowing(&[], files, settings, lang)
    }

    /// [`Report::new`] for who knows more than the files say: each of `complete` has the ids of all flows of an
    /// instance, as the platform listed them. Rules that need the whole instance look at one that has all of them.
    pub fn knowing(
        complete: &[Vec<String>],
        files: impl IntoIterator<Item = FileReport>,
        settings: &Settings,
        lang: Lang,
    ) -> Self {
        let mut files: Vec<_> = files.into_iter().filter(|file| !file.passed_over).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        for (file, finding) in of_all_flows(complete, &files, settings) {
            files[file].findings.push(finding);
        }
        for file in &mut files {
            file.findings.sort_by(|a, b| {
                let key = |finding: &Finding| (finding.flow, finding.span.start, finding.rule, finding.span.end);
                key(a).cmp(&key(b)).then_with(|| a.message.get(lang).cmp(b.message.get(lang)))
            });
        }
        Report { files, has_baseline: false }
    }

    /// Every finding that is not left aside, with its file, in order.
    pub fn findings(&self) -> impl Iterator<Item = (&FileReport, &Finding)> {
        self.all_findings().filter(|(_, finding)| finding.suppressed.is_none())
    }

    /// Every finding with its file, in order, those too that are left aside.
    pub fn all_findings(&self) -> impl Iterator<Item = (&FileReport, &Finding)> {
        self.files.iter().flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
    }

    /// Leaves aside the findings that one of the `ignores` fits. Ignores that fit none are findings themselves, in
    /// the configuration's file: `configuration` is its name and text, each ignore's bytes point into it.
    pub fn ignore(&mut self, ignores: &[Ignore], configuration: (&str, &str), settings: &Settings) {
        let mut used = vec![false; ignores.len()];
        for file in &mut self.files {
            let flows = &file.flows;
            for finding in &mut file.findings {
                for (ignore, used) in ignores.iter().zip(&mut used) {
                    if ignore.fits(flows, finding) {
                        *used = true;
                        finding.suppressed.get_or_insert_with(|| Suppression::Ignored(ignore.reason.clone()));
                    }
                }
            }
        }
        let unused = ignores.iter().zip(used).filter(|(_, used)| !used).map(|(ignore, _)| ignore);
        let (name, text) = configuration;
        let findings: Vec<_> = unused.filter_map(|ignore| unused_ignore(ignore, text, settings)).collect();
        if !findings.is_empty() {
            let file = FileReport { findings, is_configuration: true, ..FileReport::new(name) };
            let place = self.files.partition_point(|other| other.name.as_str() <= name);
            self.files.insert(place, file);
        }
    }

    /// Forgets the findings of the files that are not among those wanted, but for those that cross flows: what a file
    /// has to do with others is about all of them.
    pub fn keep_files(&mut self, is_wanted: impl Fn(&str) -> bool) {
        for file in self.files.iter_mut().filter(|file| !file.is_configuration && !is_wanted(&file.name)) {
            file.findings.retain(|finding| rule(finding.rule).is_some_and(Rule::is_about_several_flows));
        }
    }

    /// Leaves aside the findings that a baseline has. Returns how many of its entries fit nothing any more.
    pub fn leave_aside(&mut self, baseline: &Baseline) -> usize {
        self.has_baseline = true;
        let mut used = HashSet::default();
        for file in &mut self.files {
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
        baseline.len() - used.len()
    }

    /// Whether anything was read that is about flows: a flow, a list of them, or something that a finding is about.
    pub fn is_about_something(&self) -> bool {
        let mut linted = self.files.iter().filter(|file| !file.is_configuration);
        linted.any(|file| !file.flows.is_empty() || file.has_list || !file.findings.is_empty())
    }

    /// The severity of the worst finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings().map(|(_, finding)| finding.severity).max()
    }

    /// The numbers of the report.
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

/// What the rules on all flows of the run find, each with the number of its file.
fn of_all_flows(complete: &[Vec<String>], files: &[FileReport], settings: &Settings) -> Vec<(usize, Finding)> {
    let mut findings = Vec::new();
    // Definitions alone have nothing to do with each other.
    let is_alone = |flow: &FlowReport| flow.id.is_none() && flow.name.is_none() && flow.facts.numbers.is_empty();
    if files.iter().all(|file| file.pages.is_empty() && file.flows.iter().all(is_alone)) {
        return findings;
    }
    let run = Run::new(complete, files);
    let mut drafts = Vec::new();
    for rule in RULES {
        if let Check::Run(check) = rule.check
            && let Some(severity) = settings.severity(rule.name, rule.severity)
        {
            check(&run, &mut drafts);
            findings.extend(drafts.drain(..).map(|draft| draft.finding(rule.name, severity)));
        }
    }
    findings
}
