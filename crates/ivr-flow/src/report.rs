//! The report of a whole run.

use crate::finding::{FileReport, Finding};
use crate::rule::Check;
use crate::rules::RULES;
use crate::run::Run;
use crate::say::Lang;
use crate::settings::{Settings, Severity};

/// What was found in all files of a run, in the order of the contract: by file, flow, place, rule and message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The files that were linted, sorted by name, each with its findings sorted.
    pub files: Vec<FileReport>,
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
        let mut files: Vec<_> = files.into_iter().filter(|file| !file.passed_over).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        for (file, finding) in of_all_flows(&files, settings) {
            files[file].findings.push(finding);
        }
        for file in &mut files {
            file.findings.sort_by(|a, b| {
                let key = |finding: &Finding| (finding.flow, finding.span.start, finding.rule, finding.span.end);
                key(a).cmp(&key(b)).then_with(|| a.message.get(lang).cmp(b.message.get(lang)))
            });
        }
        Report { files }
    }

    /// Every finding with its file, in order.
    pub fn findings(&self) -> impl Iterator<Item = (&FileReport, &Finding)> {
        self.files.iter().flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
    }

    /// Whether anything was read that is about flows: a flow, a list of them, or something that a finding is about.
    pub fn is_about_something(&self) -> bool {
        self.files.iter().any(|file| !file.flows.is_empty() || file.has_list || !file.findings.is_empty())
    }

    /// The severity of the worst finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings().map(|(_, finding)| finding.severity).max()
    }

    /// The numbers of the report.
    pub fn summary(&self) -> Summary {
        let count = |severity| self.findings().filter(|(_, finding)| finding.severity == severity).count();
        Summary {
            files: self.files.len(),
            flows: self.files.iter().map(|file| file.flows.len()).sum(),
            activities: self.files.iter().flat_map(|file| &file.flows).map(|flow| flow.activities).sum(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            suppressed: 0,
        }
    }
}

/// What the rules on all flows of the run find, each with the number of its file.
fn of_all_flows(files: &[FileReport], settings: &Settings) -> Vec<(usize, Finding)> {
    let run = Run::new(files);
    let mut drafts = Vec::new();
    let mut findings = Vec::new();
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
