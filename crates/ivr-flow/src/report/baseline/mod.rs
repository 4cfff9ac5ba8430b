//! A baseline: findings that were there when a team began, suppressed from then on.
//!
//! A finding is known by what it is about, never by its place: a moved node is not a new finding.

mod read;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::read::BaselineError;
use crate::HashSet;
use crate::finding::{FileReport, Finding};
use crate::text::{printable, shorten};

/// Known findings, which are suppressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Baseline {
    /// The version of this format.
    version: u32,
    /// Sorted, each once.
    findings: BTreeSet<Identity>,
}

/// What identifies a finding in a baseline: what it is about, never its location.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Identity {
    /// The name of the rule.
    pub(super) rule: String,
    pub(crate) flow: FlowIdentity,
    /// The id of the activity.
    #[serde(default)]
    pub(crate) activity: Option<String>,
    /// The event of the exit.
    #[serde(default)]
    event: Option<String>,
    /// The text of the reference, or the number. Where neither this nor what follows is said, all fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    /// Of rules that count values: JSON Pointer within the activity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// What else tells it from others of its rule about the same activity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// A flow's id, else its name, else its file and its index there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum FlowIdentity {
    Id(String),
    Name(String),
    Place { file: String, index: Option<usize> },
}

impl Identity {
    pub(crate) fn of(file: &FileReport, finding: &Finding) -> Self {
        let flow = finding.flow.and_then(|flow| file.flows.get(flow));
        let said = |activity: usize| flow?.activity(activity)?.id.as_deref().filter(|id| !id.is_empty());
        let activity = match finding.members.as_slice() {
            [] => finding.activity.and_then(said),
            members => members.iter().filter_map(|&member| said(member)).min(),
        };
        Identity {
            rule: finding.rule.clone().into_owned(),
            flow: FlowIdentity::new(
                flow.and_then(|flow| flow.id.as_deref()),
                flow.and_then(|flow| flow.name.as_deref()),
                &file.identity,
                finding.flow,
            ),
            activity: activity.map(str::to_owned),
            event: finding.exit.as_ref().and_then(|exit| exit.event.clone()),
            reference: finding.reference.clone(),
            pointer: finding.counts_values.then(|| within_activity(&finding.pointer).to_owned()),
            detail: finding.detail.clone(),
        }
    }

    /// Whether a baseline may have it: what hides in a file that cannot be read is new in every run.
    fn may_be_known(&self) -> bool {
        self.rule != "invalid-json"
    }

    /// Whether a run with these files could have found it: its flow was read.
    pub(crate) fn is_covered(&self, read: &ReadFlows<'_>) -> bool {
        match &self.flow {
            FlowIdentity::Id(id) => read.ids.contains(id.as_str()),
            FlowIdentity::Name(name) => read.names.contains(name.as_str()),
            FlowIdentity::Place { file, .. } => read.files.contains(file.as_str()),
        }
    }
}

/// What a run has read, by what identities know it.
pub(crate) struct ReadFlows<'a> {
    ids: HashSet<&'a str>,
    names: HashSet<&'a str>,
    files: HashSet<&'a str>,
}

impl<'a> ReadFlows<'a> {
    pub(crate) fn of(files: impl Iterator<Item = &'a FileReport> + Clone) -> Self {
        let flows = || files.clone().flat_map(|file| &file.flows);
        ReadFlows {
            ids: flows().filter_map(|flow| flow.id.as_deref()).collect(),
            names: flows().filter_map(|flow| flow.name.as_deref()).collect(),
            files: files.clone().map(|file| file.identity.as_str()).collect(),
        }
    }
}

/// A pointer in a definition without the activity that it leads through.
fn within_activity(pointer: &str) -> &str {
    let rest = pointer.strip_prefix("/activities/").unwrap_or(pointer);
    rest.find('/').map_or("", |end| &rest[end..])
}

impl fmt::Display for Identity {
    /// As one line: the rule, and in brackets what it is about.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flow = match &self.flow {
            FlowIdentity::Id(text) | FlowIdentity::Name(text) => shorten(text),
            FlowIdentity::Place { file, index: None } => printable(file),
            FlowIdentity::Place { file, index: Some(index) } => format!("{}#{index}", printable(file)),
        };
        write!(f, "{} [{flow}", printable(&self.rule))?;
        let rest = [&self.activity, &self.event, &self.reference, &self.pointer, &self.detail];
        for text in rest.into_iter().flatten() {
            write!(f, " › {}", shorten(text))?;
        }
        f.write_str("]")
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
    /// Creates a baseline of these findings, each with its file. Findings about what cannot be read are omitted: what
    /// is wrong there is unknown.
    pub fn of<'a>(findings: impl Iterator<Item = (&'a FileReport, &'a Finding)>) -> Self {
        let findings = findings.map(|(file, finding)| Identity::of(file, finding));
        Baseline { version: 1, findings: findings.filter(Identity::may_be_known).collect() }
    }

    /// Parses a baseline, or a JSON report as one.
    ///
    /// A report does not say everything that identifies a finding: an entry of one fits all findings of its rule and
    /// activity that have its exit and reference.
    ///
    /// # Errors
    /// If the text is neither.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let findings = read::identities(text)?;
        Ok(Baseline { version: 1, findings: findings.filter(Identity::may_be_known).collect() })
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Its entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Identity> {
        self.findings.iter()
    }

    /// The entry that a finding fits.
    pub(crate) fn entry(&self, identity: &Identity) -> Option<&Identity> {
        self.findings.get(identity).or_else(|| {
            // What other versions did not write, and reports do not say, fits all.
            if identity.reference.is_none() && identity.pointer.is_none() && identity.detail.is_none() {
                return None;
            }
            let coarse = Identity { pointer: None, detail: None, ..identity.clone() };
            self.findings.get(&coarse).or_else(|| self.findings.get(&Identity { reference: None, ..coarse }))
        })
    }
}
