//! What a difference between two versions of a flow is, as plain data that owns all it has.

use std::borrow::Cow;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};

use crate::json::Value;
use crate::model::{Activity, Exit, Next};
use crate::text::{Span, mask_secrets};

/// A value for each of two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Sides<T> {
    /// Of the old version.
    pub old: T,
    /// Of the new version.
    pub new: T,
}

impl<T> Sides<T> {
    /// Maps both values.
    pub fn map<U>(self, of: impl Fn(T) -> U) -> Sides<U> {
        Sides { old: of(self.old), new: of(self.new) }
    }

    /// Borrows both values.
    pub fn as_ref(&self) -> Sides<&T> {
        Sides { old: &self.old, new: &self.new }
    }
}

impl<T> Sides<Option<T>> {
    /// The new one, else the old one.
    pub fn newest(&self) -> Option<&T> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

/// One difference between two versions of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What kind of difference it is.
    pub kind: ChangeKind,
    /// The activity that it is about; `None` for a change of the flow. A side is `None` where the activity has no
    /// partner.
    pub activity: Option<Sides<Option<ItemRef>>>,
    /// What of the flow differs: `name`, `type`, `published`, `numbers` or `description`.
    pub field: Option<&'static str>,
    /// The exit that it is about, by the name of its event, where it has one.
    pub exit: Option<Option<String>>,
    /// JSON Pointer of the value that differs, in the exit if it is about one, else in the activity.
    pub pointer: Option<String>,
    /// The old and the new value. A side is `None` where there is no value, and where an exit is not connected.
    pub values: Sides<Option<Content>>,
    /// Its location in both files. A side is `None` where there is no activity or no flow.
    pub places: Sides<Option<Place>>,
}

/// The kinds of differences, in the order in which those of one activity are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The flow has no partner in the old version.
    FlowAdded,
    /// The flow has no partner in the new version.
    FlowRemoved,
    /// Something that is said of the flow as a whole.
    FlowChanged,
    /// The activity has no partner in the old version.
    ActivityAdded,
    /// The activity has no partner in the new version.
    ActivityRemoved,
    /// Its name differs.
    ActivityRenamed,
    /// Its type differs.
    TypeChanged,
    /// Its id differs.
    IdChanged,
    /// A value in its properties differs.
    PropertyChanged,
    /// Another member of the activity or of one of its exits differs.
    MemberChanged,
    /// An exit has no partner in the old version.
    ExitAdded,
    /// An exit has no partner in the new version.
    ExitRemoved,
    /// An exit leads elsewhere.
    ExitRewired,
    /// Its position on the canvas differs.
    ActivityMoved,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// A value of a definition or of a list.
    Json(Json),
    /// Where an exit leads.
    Target(Target),
}

impl Change {
    /// That a flow came or went, given by where its definition is.
    pub fn of_whole_flow(places: Sides<Option<Place>>) -> Self {
        let kind = if places.old.is_none() { ChangeKind::FlowAdded } else { ChangeKind::FlowRemoved };
        Change::new(kind, Sides::default(), places)
    }

    pub(super) fn new(kind: ChangeKind, values: Sides<Option<Content>>, places: Sides<Option<Place>>) -> Self {
        Change { kind, activity: None, field: None, exit: None, pointer: None, values, places }
    }

    /// What decides the order of the changes of one activity.
    pub(super) fn order(&self) -> impl Ord {
        (self.kind, &self.exit, &self.pointer)
    }
}

/// An activity of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ItemRef {
    /// Its number among all items of `activities`.
    pub index: usize,
    /// Its `id`, if it is a string.
    pub id: Option<String>,
    /// Its `name`, if it is a string.
    pub name: Option<String>,
    /// Its `type` as it is written, if it is a string.
    pub type_name: Option<String>,
}

impl ItemRef {
    pub(super) fn of(index: usize, value: Value<'_>) -> Self {
        let [id, name, type_name] = value.get_each(["id", "name", "type"]).map(|member| shown(member?.string()));
        ItemRef { index, id, name, type_name }
    }
}

/// Where a wired exit leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Target {
    /// The id that it names.
    pub id: String,
    /// The name of the activity with that id; nothing where there is none, or it has none.
    pub name: Option<String>,
}

impl Target {
    pub(super) fn of(exit: Exit<'_>) -> Option<Self> {
        let Next::Wired(id) = exit.next() else { return None };
        Some(Target { id: shown(Some(id))?, name: shown(exit.target().and_then(Activity::name)) })
    }
}

/// A text of a flow as it is shown: whatever a change holds may be written anywhere.
pub(super) fn shown(text: Option<Cow<'_, str>>) -> Option<String> {
    Some(mask_secrets(&text?).into_owned())
}

/// Where something is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// JSON Pointer in the definition.
    pub pointer: String,
    /// The bytes, lines and columns.
    pub span: Span,
}

/// A value of a definition, as JSON without white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(String);

impl Json {
    pub(super) fn of_value(value: Value<'_>) -> Self {
        Json(value.compact())
    }

    pub(super) fn text(text: &str) -> Self {
        Json(serde_json::to_string(&mask_secrets(text)).unwrap_or_default())
    }

    pub(super) fn of(value: &serde_json::Value) -> Self {
        Json(value.to_string())
    }

    /// The JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it says, if it is a string.
    pub fn string(&self) -> Option<String> {
        serde_json::from_str(&self.0).ok()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value: &serde_json::value::RawValue = serde_json::from_str(&self.0).map_err(S::Error::custom)?;
        value.serialize(serializer)
    }
}
