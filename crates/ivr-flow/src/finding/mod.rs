//! What is found, as plain data that owns all it has.

mod facts;
mod names;
mod path;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use self::facts::{Call, CallString, Facts, Met, Page, Slot, Total};
pub(crate) use self::path::Way;
pub use self::path::{Abridged, Step};
use crate::edit::Edit;
use crate::settings::Severity;
use crate::text::{Localized, Span, secrets};

/// One finding about a file, a flow, an activity or an exit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The name of the rule that it comes from.
    pub rule: Cow<'static, str>,
    /// How severe it is.
    pub severity: Severity,
    /// One sentence about this case.
    pub message: Localized,
    /// What to do.
    pub help: Option<Localized>,
    /// Which document of the file it is in, from 0.
    pub document: usize,
    /// The index of the flow in the file; `None` where no flow is known.
    pub flow: Option<usize>,
    /// The activity that it is about: its number among all items of `activities`.
    pub activity: Option<usize>,
    /// The exit that it is about.
    pub exit: Option<ExitRef>,
    /// JSON Pointer (RFC 6901) in the definition.
    pub pointer: String,
    /// JSON Pointer of the definition in the document; a string that contains JSON counts as that JSON.
    pub definition: String,
    /// Where it points in the file.
    pub span: Span,
    /// The ids of the activities that it names, in the order of the text.
    pub activities: Vec<String>,
    /// How a call gets to the activity.
    pub path: CallPath,
    /// The text of the reference that it is about; part of the finding's identity.
    pub reference: Option<String>,
    /// The text that it points at, if this is only a part of a string: a reference or a placeholder.
    pub part: Option<String>,
    /// The region or loop that it is about as a whole: the numbers of its activities among all items of `activities`.
    /// The one with the smallest id is part of the finding's identity, so that the order of the text changes nothing.
    pub members: Vec<usize>,
    /// Whether its rule counts values, so that the pointer within the activity is part of the finding's identity.
    pub counts_values: bool,
    /// What else distinguishes it from others of its rule about the same activity; part of the finding's identity.
    pub detail: Option<String>,
    /// Other places that it is about, for instance in the other of two flows.
    pub related: Vec<Related>,
    /// How it can be fixed, where that is known.
    pub fix: Option<Fix>,
    /// Why it is suppressed, if it is.
    pub suppressed: Option<Suppression>,
    /// The bytes of the activity in the file, as they are escaped there.
    pub activity_bytes: Option<Range<usize>>,
}

impl Finding {
    /// A finding at a place, of which nothing else is known yet.
    pub(crate) fn at(span: Span, message: Localized) -> Self {
        Finding {
            rule: Cow::Borrowed(""),
            severity: Severity::Note,
            message,
            help: None,
            document: 0,
            flow: None,
            activity: None,
            exit: None,
            pointer: String::new(),
            definition: String::new(),
            span,
            activities: Vec::new(),
            path: CallPath::None,
            reference: None,
            part: None,
            members: Vec::new(),
            counts_values: false,
            detail: None,
            related: Vec::new(),
            fix: None,
            suppressed: None,
            activity_bytes: None,
        }
    }
}

/// Edits of the file after which a finding is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// Whether calls take the same path as before, or the one that was evidently meant, and no other finding appears.
    pub is_safe: bool,
    /// What the edits do, in the imperative.
    pub title: Localized,
    /// The edits, in the order of the file; none overlaps another.
    pub edits: Vec<Edit>,
    /// Where the bytes are that they replace, one for each edit.
    pub spans: Vec<Span>,
}

impl Fix {
    /// Whether its edits put a secret back where it was: then reports leave it out, and only who writes the flow has it.
    pub(crate) fn holds_secret(&self) -> bool {
        self.edits.iter().any(|edit| secrets(&edit.text).next().is_some())
    }
}

/// Another place that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Related {
    /// The file that it is in.
    pub file: String,
    /// Where in that file.
    pub span: Span,
    /// What is there.
    pub message: Localized,
}

/// Why a finding is suppressed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Suppression {
    /// The configuration ignores it, for this reason.
    Ignored(String),
    /// A baseline contains it.
    Known,
}

/// The exit that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExitRef {
    /// Its number among all items of `events`.
    pub index: usize,
    /// The name of its event, where it has one.
    pub event: Option<String>,
    /// The text of its `next`, where it is one.
    pub next: Option<String>,
}

/// How a call gets to the activity of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallPath {
    /// No activity, or an unreachable one.
    None,
    /// The shortest path from an entry, which [`FlowReport::path`] gives.
    Shortest,
    /// By these activities: their numbers among all items of `activities`.
    Through(Abridged<usize>),
}

/// What was read from one file, and the findings in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileReport {
    /// The name that the file was given under.
    pub name: String,
    /// What baselines and fingerprints identify the file by: the same however its path was given, for instance the path
    /// in the repository. Defaults to the name.
    pub identity: String,
    /// The path in formats that look files up in a repository. Defaults to the name.
    pub location: String,
    /// Every place where a flow is expected, through all documents of the file, in the order of the text.
    pub flows: Vec<FlowReport>,
    /// In the order in which they were found.
    pub findings: Vec<Finding>,
    /// Whether the file evidently has nothing to do with flows; then the rest of this report is empty.
    pub skipped: bool,
    /// Whether a list of flows was read, even an empty one.
    pub has_list: bool,
    /// Whether a document has none of the known shapes, and was searched for flows as a whole.
    pub is_searched: bool,
    /// Whether it is the configuration and not a file with flows.
    pub is_configuration: bool,
    /// Which of several linters it was linted by, from 0; see [`Report::with_linters`](crate::Report::with_linters).
    pub scope: usize,
    /// The document at which the file stops being JSON; the rest is not read.
    pub broken_at: Option<usize>,
    /// The lists of flows.
    pub(crate) pages: Vec<Page>,
}

impl FileReport {
    /// The report of a file in which nothing has been found yet.
    pub(crate) fn new(name: &str) -> Self {
        FileReport {
            name: name.to_owned(),
            identity: name.to_owned(),
            location: name.to_owned(),
            flows: Vec::new(),
            findings: Vec::new(),
            skipped: false,
            has_list: false,
            is_searched: false,
            is_configuration: false,
            scope: 0,
            broken_at: None,
            pages: Vec::new(),
        }
    }
}

/// A place where a flow is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlowReport {
    /// Which document of the file it is in, from 0.
    pub document: usize,
    /// JSON Pointer of the definition in the document.
    pub definition: String,
    /// `ContactFlowId`.
    pub id: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `Type`, for instance `MAIN_FLOW`.
    pub type_name: Option<String>,
    /// Whether there is a definition with an array `activities`.
    pub is_readable: bool,
    /// How many items of `activities` are objects.
    pub activities: usize,
    /// The activities that findings and their paths need, by their number.
    pub(crate) items: Vec<ActivityRef>,
    /// The events of the exits along the paths that are not the shortest, by the numbers of the activities on both sides.
    pub(crate) events_between: Vec<((usize, usize), String)>,
    /// What rules on several flows need to know.
    pub(crate) facts: Facts,
}

/// An activity as a report describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivityRef {
    /// Its number among all items of `activities`.
    pub index: usize,
    /// Its `id`, if it is a string.
    pub id: Option<String>,
    /// Its `name`, if it is a string.
    pub name: Option<String>,
    /// Its `type` as it is written, if it is a string.
    pub type_name: Option<String>,
    /// Where its `id` stands in the file, or where it has none its object.
    pub span: Span,
    /// The number of the activity that the shortest path from an entry comes from, and the event of that exit.
    pub(crate) from: Option<(usize, Option<String>)>,
    pub(crate) way: Way,
}

impl FlowReport {
    /// The activity with this number among all items of `activities`.
    ///
    /// Only activities are known that a finding is about or that are on its path.
    pub fn activity(&self, index: usize) -> Option<&ActivityRef> {
        // Often they are all there.
        let at_once = self.items.get(index).filter(|item| item.index == index);
        at_once.or_else(|| {
            let found = self.items.binary_search_by_key(&index, |item| item.index).ok()?;
            Some(&self.items[found])
        })
    }
}
