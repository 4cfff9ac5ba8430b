//! An activity of a flow.

use std::borrow::Cow;

use super::NodeId;
use super::exit::Exit;
use super::flow::Flow;
use crate::catalogue::{ACTIVITY_TYPES, ActivityType, Behaviour};
use crate::json::{Value, is_blank};

/// One item of `activities` that is an object. A small copyable reference into its flow.
#[derive(Clone, Copy)]
pub struct Activity<'f> {
    flow: &'f Flow<'f>,
    index: usize,
}

/// What a flow keeps of an activity: where its members are, and what its type does.
#[derive(Debug, Clone)]
pub(super) struct ActivityData {
    pub(super) node: u32,
    pub(super) item: u32,
    pub(super) id: Option<NodeId>,
    pub(super) name: Option<NodeId>,
    pub(super) type_name: Option<NodeId>,
    pub(super) properties: Option<NodeId>,
    /// Its index in [`ACTIVITY_TYPES`].
    pub(super) known_type: Option<u8>,
    /// `None` where neither the catalogue nor the settings know the type.
    pub(super) behaviour: Option<Behaviour>,
    /// Whether an earlier activity has its id.
    pub(super) repeats_id: bool,
    /// The index of its first exit in the flow, or where it has none that of the next activity.
    pub(super) first_exit: u32,
}

impl<'f> Activity<'f> {
    pub(super) fn new(flow: &'f Flow<'f>, index: usize) -> Self {
        Activity { flow, index }
    }

    /// Its index among [`Flow::activities`].
    pub fn index(self) -> usize {
        self.index
    }

    /// Its number among all items of `activities`, those included that are not objects.
    pub fn item(self) -> usize {
        self.data().item as usize
    }

    /// The item itself.
    pub fn value(self) -> Value<'f> {
        self.flow.tree().value(self.data().node)
    }

    /// Its `id`: a non-empty string, else nothing.
    pub fn id(self) -> Option<Cow<'f, str>> {
        self.text(self.data().id)
    }

    /// Its `name`, if it is a string.
    pub fn name(self) -> Option<Cow<'f, str>> {
        self.text(self.data().name)
    }

    /// Its name, unless that is blank.
    pub fn given_name(self) -> Option<Cow<'f, str>> {
        self.name().filter(|name| !is_blank(name))
    }

    /// The type as it is written; `None` where the activity has none.
    pub fn type_name(self) -> Option<Cow<'f, str>> {
        self.text(self.data().type_name)
    }

    /// Its type, where the catalogue knows it.
    pub fn known_type(self) -> Option<&'static ActivityType> {
        ACTIVITY_TYPES.get(usize::from(self.data().known_type?))
    }

    /// Whether its type is this one; `name` is the canonical name.
    #[inline]
    pub fn is(self, name: &str) -> bool {
        self.known_type().is_some_and(|known| known.name == name)
    }

    /// Whether its type is one of these; `names` are canonical names.
    #[inline]
    pub fn is_any(self, names: &[&str]) -> bool {
        self.known_type().is_some_and(|known| names.contains(&known.name))
    }

    /// Whether the catalogue does not know its type. The settings may describe what it does, but not where it keeps its
    /// exits.
    pub fn is_unknown(self) -> bool {
        self.known_type().is_none()
    }

    /// Its `properties`, if they are an object.
    pub fn properties(self) -> Option<Value<'f>> {
        Some(self.flow.tree().value(self.data().properties?.get()))
    }

    /// A member of its `properties`, unless it is `null`.
    pub fn property(self, key: &str) -> Option<Value<'f>> {
        self.properties()?.present(key)
    }

    /// Its exits.
    pub fn exits(self) -> impl ExactSizeIterator<Item = Exit<'f>> + DoubleEndedIterator + Clone {
        self.flow.exits_of(self.index).map(move |exit| Exit::new(self.flow, exit))
    }

    /// Whether calls enter the flow here.
    pub fn is_entry(self) -> bool {
        self.data().behaviour.is_some_and(|behaviour| behaviour.entry)
    }

    /// Whether no path leads on from it.
    pub fn is_ending(self) -> bool {
        self.data().behaviour.is_some_and(|behaviour| behaviour.ends)
    }

    /// Whether the call may leave the flow here, for an agent or an outside line.
    pub fn hands_off(self) -> bool {
        self.data().behaviour.is_some_and(|behaviour| behaviour.hands_off)
    }

    /// Whether the call may end or leave the flow here.
    pub fn may_end(self) -> bool {
        self.data().behaviour.is_none_or(|behaviour| behaviour.ends || behaviour.hands_off)
    }

    /// Whether the call waits here for a caller, an agent or another flow.
    pub fn waits(self) -> bool {
        self.data().behaviour.is_none_or(|behaviour| behaviour.waits || behaviour.hands_off)
    }

    /// Whether neither the catalogue nor the settings say what it does.
    pub(crate) fn is_undescribed(self) -> bool {
        self.data().behaviour.is_none()
    }

    /// Whether it has a type, and neither the catalogue nor the settings say what that does.
    pub(crate) fn has_undescribed_type(self) -> bool {
        self.data().type_name.is_some() && self.data().behaviour.is_none()
    }

    /// Whether an earlier activity has its id.
    pub(crate) fn repeats_id(self) -> bool {
        self.data().repeats_id
    }

    fn text(self, node: Option<NodeId>) -> Option<Cow<'f, str>> {
        self.flow.tree().value(node?.get()).string()
    }

    fn data(self) -> &'f ActivityData {
        self.flow.activity_data(self.index)
    }
}

impl PartialEq for Activity<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.data(), other.data())
    }
}

impl Eq for Activity<'_> {}

impl std::fmt::Debug for Activity<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Activity");
        debug.field("item", &self.item()).field("id", &self.id()).field("name", &self.name());
        debug.field("type", &self.type_name()).finish_non_exhaustive()
    }
}
