//! A baseline: findings that were there when a team began, suppressed from then on.
//!
//! A finding is known by what it is about, never by its place: a moved node is not a new finding.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::finding::{FileReport, Finding};

/// The findings that are suppressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Baseline {
    /// The version of this format.
    version: u32,
    /// Sorted, each once.
    findings: BTreeSet<Identity>,
}

/// Why a text is not a valid baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
#[non_exhaustive]
pub struct BaselineError {
    /// The line, from 1; 0 where no place is known.
    pub line: usize,
    /// The byte in the line, from 1; 0 before the first.
    pub column: usize,
    what: String,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// The name of the rule.
    rule: String,
    flow: FlowIdentity,
    /// The id of the activity.
    #[serde(default)]
    activity: Option<String>,
    /// The event of the exit.
    #[serde(default)]
    event: Option<String>,
    /// The text of the reference, or the number. Where it is not said, all fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

/// A flow's id, else its name, else its file and its index there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FlowIdentity {
    Id(String),
    Name(String),
    Place { file: String, index: Option<usize> },
}

impl Identity {
    pub(crate) fn of(file: &FileReport, finding: &Finding) -> Self {
        let flow = finding.flow.and_then(|flow| file.flows.get(flow));
        let activity = flow.zip(finding.activity).and_then(|(flow, activity)| flow.item(activity)?.id.clone());
        Identity {
            rule: finding.rule.clone().into_owned(),
            flow: FlowIdentity::new(
                flow.and_then(|flow| flow.id.as_deref()),
                flow.and_then(|flow| flow.name.as_deref()),
                &file.name,
                finding.flow,
            ),
            activity: activity.filter(|id| !id.is_empty()),
            event: finding.exit.as_ref().and_then(|exit| exit.event.clone()),
            reference: finding.reference.clone(),
        }
    }
}

impl FlowIdentity {
    fn new(id: Option<&str>, name: Option<&str>, file: &str, index: Option<usize>) -> Self {
        let said = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        match (said(id), said(name)) {
            (Some(id), _) => FlowIdentity::Id(id),
            (None, Some(name)) => FlowIdentity::Name(name),
            (None, None) => FlowIdentity::Place { file: file.to_owned(), index },
        }
    }
}

impl Baseline {
    /// A baseline of these findings, each with its file.
    pub fn of<'a>(findings: impl Iterator<Item = (&'a FileReport, &'a Finding)>) -> Self {
        Baseline { version: 1, findings: findings.map(|(file, finding)| Identity::of(file, finding)).collect() }
    }

    /// Reads a baseline, or a JSON report as if it were one.
    ///
    /// A report does not say the texts of references, so an entry of one fits all references of its activity.
    /// The error says what is wrong and where.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let File { findings, .. } = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| BaselineError { line: error.line(), column: error.column(), what: error.to_string() })?;
        let findings = findings.into_iter().map(|entry| match entry {
            Entry::Baseline(identity) => identity,
            Entry::Report(finding) => finding.identity(),
        });
        Ok(Baseline { version: 1, findings: findings.collect() })
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The entry that a finding fits.
    pub(crate) fn entry(&self, identity: &Identity) -> Option<&Identity> {
        self.findings.get(identity).or_else(|| {
            identity.reference.as_ref()?;
            self.findings.get(&Identity { reference: None, ..identity.clone() })
        })
    }
}

/// A baseline or a report as a file has it.
#[derive(Deserialize)]
struct File {
    #[serde(rename = "version")]
    _version: Version,
    findings: Vec<Entry>,
}

/// Version 1; another is refused.
#[derive(Deserialize)]
#[serde(try_from = "u32")]
struct Version;

impl TryFrom<u32> for Version {
    type Error = String;

    fn try_from(version: u32) -> Result<Self, String> {
        match version {
            1 => Ok(Version),
            other => Err(format!("unknown format version {other}, expected 1")),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Report(ReportFinding),
    Baseline(Identity),
}

/// What a JSON report says of a finding that belongs to its identity.
#[derive(Deserialize)]
struct ReportFinding {
    rule: String,
    file: String,
    flow: Option<ReportFlow>,
    activity: Option<ReportActivity>,
    exit: Option<ReportExit>,
}

#[derive(Deserialize)]
struct ReportFlow {
    index: usize,
    id: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct ReportActivity {
    id: Option<String>,
}

#[derive(Deserialize)]
struct ReportExit {
    event: Option<String>,
}

impl ReportFinding {
    fn identity(self) -> Identity {
        let (id, name, index) = match &self.flow {
            Some(flow) => (flow.id.as_deref(), flow.name.as_deref(), Some(flow.index)),
            None => (None, None, None),
        };
        Identity {
            flow: FlowIdentity::new(id, name, &self.file, index),
            rule: self.rule,
            activity: self.activity.and_then(|activity| activity.id).filter(|id| !id.is_empty()),
            event: self.exit.and_then(|exit| exit.event),
            reference: None,
        }
    }
}
