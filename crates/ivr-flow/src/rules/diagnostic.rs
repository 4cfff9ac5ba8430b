//! What a rule finds, before its place in the file is looked up.

use std::ops::Range;

use crate::analysis::{Context, Reference};
use crate::edit::Edit;
use crate::finding::{CallPath, Fix};
use crate::json::Value;
use crate::model::{Activity, Exit};
use crate::text::Localized;

/// A finding whose location has not been looked up yet.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub(crate) at: At,
    /// The index in [`Flow::activities`].
    pub(crate) activity: Option<usize>,
    /// The number among all items of `activities`, for an item that is not an activity.
    pub(crate) item: Option<usize>,
    /// The index in [`Flow::exits`].
    pub(crate) exit: Option<usize>,
    /// The activities that it names; nothing means the one that it is about.
    pub(crate) names: Option<Vec<usize>>,
    pub(crate) path: CallPath,
    pub(crate) message: Localized,
    pub(crate) help: Option<Localized>,
    pub(crate) reference: Option<String>,
    /// Whether the activities that it names are a region or a loop.
    pub(crate) is_region: bool,
    pub(crate) counts_values: bool,
    pub(crate) detail: Option<String>,
    pub(crate) fix: Option<Fix>,
}

/// What a finding points at: a value or key of the definition's text, given by the value's node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum At {
    Value(u32),
    Key(u32),
    /// A part of what a string says, in bytes.
    Part(u32, Range<usize>),
}

impl At {
    pub(crate) fn node(&self) -> u32 {
        match *self {
            At::Value(node) | At::Key(node) | At::Part(node, _) => node,
        }
    }

    /// Sorts as the text does.
    pub(crate) fn order(&self) -> (u32, usize, usize) {
        match self {
            At::Value(node) | At::Key(node) => (*node, 0, 0),
            At::Part(node, range) => (*node, range.start, range.end),
        }
    }
}

impl Context<'_> {
    /// A finding about the flow as a whole, located at a value in it.
    pub fn about_flow(&self, at: Value<'_>, message: Localized) -> Diagnostic {
        Diagnostic {
            at: At::Value(at.node()),
            activity: None,
            item: None,
            exit: None,
            names: None,
            path: CallPath::None,
            message,
            help: None,
            reference: None,
            is_region: false,
            counts_values: false,
            detail: None,
            fix: None,
        }
    }

    /// A finding about an activity, located at its id or, if it has none, at its object.
    pub fn about_activity(&self, activity: Activity<'_>, message: Localized) -> Diagnostic {
        self.about_member(activity, "id", message)
    }

    /// A finding about an activity, located at a member or, if it lacks that, at its object.
    pub fn about_member(&self, activity: Activity<'_>, key: &str, message: Localized) -> Diagnostic {
        let value = activity.value();
        self.about_activity_at(activity, value.get(key).unwrap_or(value), message)
    }

    /// A finding about an activity, located at a value in it.
    pub fn about_activity_at(&self, activity: Activity<'_>, at: Value<'_>, message: Localized) -> Diagnostic {
        let path = if self.graph.is_reachable(activity.index()) { CallPath::Shortest } else { CallPath::None };
        Diagnostic { activity: Some(activity.index()), path, ..self.about_flow(at, message) }
    }

    /// A finding about an activity, at a part of what a string in it says.
    pub(crate) fn about_part(
        &self,
        activity: Activity<'_>,
        string: Value<'_>,
        part: Range<usize>,
        message: Localized,
    ) -> Diagnostic {
        Diagnostic { at: At::Part(string.node(), part), ..self.about_activity_at(activity, string, message) }
    }

    /// A finding about an exit, located at a member or, if it lacks that, at its object.
    pub fn about_exit(&self, exit: Exit<'_>, key: &str, message: Localized) -> Diagnostic {
        let at = exit.value().present(key).unwrap_or(exit.value());
        Diagnostic { exit: Some(exit.index()), ..self.about_activity_at(exit.activity(), at, message) }
    }

    /// A finding about a reference.
    pub(crate) fn about_reference(&self, reference: &Reference, message: Localized) -> Diagnostic {
        let about = self.about_activity(self.flow.activity(reference.activity), message);
        let at = At::Part(reference.node, reference.range.clone());
        Diagnostic { at, reference: Some(reference.text.clone()), ..about }
    }
}

impl Diagnostic {
    /// The same, pointing at the key of the member that it points at.
    pub(crate) fn at_key(self) -> Self {
        Diagnostic { at: At::Key(self.at.node()), ..self }
    }

    /// Sets the help: what to do about the finding.
    pub fn help(self, help: Localized) -> Self {
        Diagnostic { help: Some(help), ..self }
    }

    /// Sets a safe fix: edits of the file that fix the finding and cause no other one. None of them may overlap
    /// another.
    pub fn safe_fix(self, title: Localized, edits: Vec<Edit>) -> Self {
        self.fix(true, title, edits)
    }

    /// Sets an unsafe fix: edits of the file that have to be reviewed, since calls may take another path after them.
    pub fn unsafe_fix(self, title: Localized, edits: Vec<Edit>) -> Self {
        self.fix(false, title, edits)
    }

    pub(crate) fn fix(self, is_safe: bool, title: Localized, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let is_possible = !edits.is_empty() && edits.iter().all(Edit::is_possible);
        Diagnostic { fix: is_possible.then_some(Fix { is_safe, title, edits, spans: Vec::new() }), ..self }
    }

    /// Sets the activities that the finding names, by their indexes, if it names more than the one that it is about.
    pub fn names(self, activities: Vec<usize>) -> Self {
        Diagnostic { names: Some(activities), ..self }
    }

    /// Makes the finding one about these activities, by their indexes, as a region or loop: baselines and fingerprints
    /// identify it by the one with the smallest id, and an `[[ignore]]` for any of them matches it.
    pub fn about_region(self, activities: Vec<usize>) -> Self {
        Diagnostic { is_region: true, ..self.names(activities) }
    }

    /// Marks the finding as one of a rule that counts values or properties: baselines and fingerprints also identify it
    /// by the pointer within the activity.
    pub fn counts_values(self) -> Self {
        Diagnostic { counts_values: true, ..self }
    }

    /// Sets what distinguishes the finding from others of its rule about the same activity in baselines and
    /// fingerprints, for instance a name.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Diagnostic { detail: Some(detail.into()), ..self }
    }
}
