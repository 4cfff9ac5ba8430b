//! A flow: its definition, its activities, and what its list says of it.

use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use memchr::memmem;

use super::activity::{Activity, ActivityData};
use super::exit::{Exit, ExitData};
use super::shape::{ShapeError, Wrong};
use super::{Index, NodeId};
use crate::catalogue::{ACTIVITY_TYPES, ActivityType, Behaviour};
use crate::document::{Document, ListedFlow, Metadata, ReadError};
use crate::json::{Kind, SourceMap, Tree, Value, offset};
use crate::settings::Settings;

/// A flow with its activities and exits. It keeps the text that it was read from, or borrows it for `'a`, and may be
/// kept, cloned and sent to other threads.
///
/// ```
/// use ivr_flow::{Flow, Settings};
///
/// let text = br#"{"activities": [
///     {"type": "INCOMING_CALL", "id": "a", "events": [{"event": "complete", "next": "b"}]},
///     {"type": "HANGUP", "id": "b"}]}"#;
/// let flow = Flow::parse(text, &Settings::default())?;
/// let start = flow.activities().next().expect("an activity");
/// let exit = start.exits().next().expect("an exit");
/// assert_eq!(exit.target().and_then(|target| target.id()).as_deref(), Some("b"));
/// # Ok::<(), ivr_flow::ReadError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Flow<'a> {
    metadata: Metadata,
    tree: Arc<Tree<'a>>,
    /// The object of the definition, and its `activities`.
    definition: u32,
    list: u32,
    activities: Vec<ActivityData>,
    /// The exits of all activities, one activity's after another's.
    exits: Vec<ExitData>,
    /// The first activity with each id.
    by_id: HashTable<u32>,
    hasher: RandomState,
    shape_errors: Vec<ShapeError>,
    /// Whether its text may write letters as `\uXXXX`: a search in it then does not find all that its strings say.
    has_unicode_escapes: bool,
}

impl<'a> ListedFlow<'a> {
    /// Reads the flow. Broken items in it are no error: linting reports them.
    ///
    /// # Errors
    ///
    /// If there is no definition with an array `activities`.
    pub fn flow(&self, settings: &Settings) -> Result<Flow<'a>, ReadError> {
        let (definition, list) = self.definition_and_list()?;
        Ok(Flow::read(self.metadata(), definition.tree, definition.node, list, settings))
    }
}

impl<'a> Flow<'a> {
    /// Reads the first flow of a text.
    ///
    /// # Errors
    ///
    /// If the text is not JSON, or the first place where a flow is expected has no definition with an array
    /// `activities`.
    pub fn parse(bytes: &'a [u8], settings: &Settings) -> Result<Self, ReadError> {
        // Bytes without any document are an error of their own.
        let document = Document::parse(bytes).next().unwrap_or_else(|| Err(ReadError::no_flow_at_all()))?;
        document.flows().first().map_or_else(|| Err(ReadError::no_flow_at_all()), |listed| listed.flow(settings))
    }

    /// Reads a definition, given by its object and its `activities`, an array.
    pub(crate) fn read(
        metadata: Metadata,
        tree: Arc<Tree<'a>>,
        definition: u32,
        list: u32,
        settings: &Settings,
    ) -> Self {
        let count = tree.value(list).children().count();
        let (activities, exits) = (Vec::with_capacity(count), Vec::with_capacity(2 * count));
        let mut reader = Reader { settings, activities, exits, shape_errors: Vec::new() };
        for (item, value) in (0..).zip(tree.value(list).children()) {
            reader.read_activity(item, value);
        }
        let Reader { activities, exits, shape_errors, .. } = reader;
        let (by_id, hasher) = (HashTable::with_capacity(activities.len()), RandomState::default());
        let has_unicode_escapes = memmem::find(tree.value(definition).token().as_bytes(), b"\\u").is_some();
        let mut flow = Flow {
            metadata,
            tree,
            definition,
            list,
            activities,
            exits,
            by_id,
            hasher,
            shape_errors,
            has_unicode_escapes,
        };
        flow.index_ids();
        flow.find_targets();
        flow
    }

    /// The metadata of the flow in its list.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Its id, if the list has it.
    pub fn id(&self) -> Option<&str> {
        self.metadata.id.as_deref()
    }

    /// Its name, if the list has it.
    pub fn name(&self) -> Option<&str> {
        self.metadata.name.as_deref()
    }

    /// Its type, for instance `MAIN_FLOW`, if the list has it.
    pub fn flow_type(&self) -> Option<&str> {
        self.metadata.flow_type.as_deref()
    }

    /// The definition's object.
    pub fn definition(&self) -> Value<'_> {
        self.tree.value(self.definition)
    }

    /// Where the text of the definition lies in the file.
    pub fn source_map(&self) -> SourceMap<'_> {
        self.definition().source_map()
    }

    /// The items of `activities` that are objects, in the order of the text.
    pub fn activities(&self) -> impl ExactSizeIterator<Item = Activity<'_>> + Clone {
        (0..self.activities.len()).map(|index| self.activity(index))
    }

    /// The activity with this index among [`Flow::activities`].
    ///
    /// # Panics
    ///
    /// The methods of the result panic if there is no such activity.
    pub fn activity(&self, index: usize) -> Activity<'_> {
        Activity::new(self, index)
    }

    /// The activity with this id; of several the first.
    pub fn by_id(&self, id: &str) -> Option<Activity<'_>> {
        let is_same = |&index: &u32| self.activity(index as usize).id().is_some_and(|own| own == id);
        let found = self.by_id.find(self.hasher.hash_one(id), is_same)?;
        Some(self.activity(*found as usize))
    }

    /// The exits of all activities, one activity's after another's.
    pub fn exits(&self) -> impl ExactSizeIterator<Item = Exit<'_>> + Clone {
        (0..self.exits.len()).map(|index| self.exit(index))
    }

    /// The exit with this index among [`Flow::exits`].
    ///
    /// # Panics
    ///
    /// The methods of the result panic if there is no such exit.
    pub fn exit(&self, index: usize) -> Exit<'_> {
        Exit::new(self, index)
    }

    /// The last activity whose object begins before a value, given by its number in the text.
    pub(crate) fn activity_before(&self, node: u32) -> Option<Activity<'_>> {
        let before = self.activities.partition_point(|activity| activity.node < node);
        Some(self.activity(before.checked_sub(1)?))
    }

    /// The value of `activities`.
    pub(crate) fn list(&self) -> Value<'_> {
        self.tree.value(self.list)
    }

    pub(crate) fn tree(&self) -> &Tree<'_> {
        &self.tree
    }

    pub(crate) fn shape_errors(&self) -> &[ShapeError] {
        &self.shape_errors
    }

    /// Whether one of its strings may say something that a test finds in its text as it is written. Hardly any flow has
    /// what such tests look for, and one look at all of the text is sooner done than one at each string.
    pub(crate) fn may_say(&self, test: impl FnOnce(&str) -> bool) -> bool {
        self.has_unicode_escapes || test(self.definition().token())
    }

    pub(super) fn activity_data(&self, index: usize) -> &ActivityData {
        &self.activities[index]
    }

    pub(super) fn exit_data(&self, index: usize) -> &ExitData {
        &self.exits[index]
    }

    /// The indexes of the exits of an activity.
    pub(super) fn exits_of(&self, activity: usize) -> Range<usize> {
        let end = self.activities.get(activity + 1).map_or(self.exits.len(), |next| next.first_exit as usize);
        self.activities[activity].first_exit as usize..end
    }

    pub(super) fn activity_of_exit(&self, exit: usize) -> Activity<'_> {
        self.activity(self.activities.partition_point(|activity| activity.first_exit as usize <= exit) - 1)
    }

    fn index_ids(&mut self) {
        let mut by_id = std::mem::take(&mut self.by_id);
        let mut repeated = Vec::new();
        let hash = |index: u32| self.hasher.hash_one(self.activity(index as usize).id().unwrap_or_default());
        for activity in self.activities() {
            let Some(id) = activity.id() else { continue };
            let is_same = |&other: &u32| self.activity(other as usize).id().is_some_and(|other| other == id);
            let entry = by_id.entry(self.hasher.hash_one(&*id), is_same, |&index| hash(index));
            match entry {
                hashbrown::hash_table::Entry::Occupied(_) => repeated.push(activity.index()),
                hashbrown::hash_table::Entry::Vacant(entry) => {
                    entry.insert(offset(activity.index()));
                }
            }
        }
        self.by_id = by_id;
        for index in repeated {
            self.activities[index].repeats_id = true;
        }
    }

    /// Finds out once where each exit leads: several rules ask.
    fn find_targets(&mut self) {
        for index in 0..self.exits.len() {
            let target = match self.exit(index).next() {
                super::Next::Wired(id) => self.by_id(&id).map(|target| Index::new(target.index())),
                _ => None,
            };
            self.exits[index].target = target;
        }
    }
}

/// What has been read of a definition.
struct Reader<'s> {
    settings: &'s Settings,
    activities: Vec<ActivityData>,
    exits: Vec<ExitData>,
    shape_errors: Vec<ShapeError>,
}

impl Reader<'_> {
    fn read_activity(&mut self, item: u32, value: Value<'_>) {
        let index = self.activities.len();
        if value.kind() != Kind::Object {
            let what = Wrong::ActivityNoObject;
            self.shape_errors.push(ShapeError { node: value.node(), activity: None, item, what });
            return;
        }
        let [type_name, id, name, properties, events] = value.get_each(["type", "id", "name", "properties", "events"]);
        let id = self.required(index, item, value, "id", id);
        let type_name = self.required(index, item, value, "type", type_name);
        let name = self.of_kind(index, item, name, Kind::String, Wrong::NoString("name"));
        let properties = self.of_kind(index, item, properties, Kind::Object, Wrong::PropertiesNoObject);
        let events = self.of_kind(index, item, events, Kind::Array, Wrong::EventsNoArray);
        let first_exit = offset(self.exits.len());
        for (number, event) in (0..).zip(events.into_iter().flat_map(Value::children)) {
            self.read_exit(index, number, event);
        }
        let written = type_name.and_then(Value::string);
        let known_type = written.as_deref().and_then(ActivityType::index_of);
        let behaviour: Option<Behaviour> = written.as_deref().and_then(|name| {
            let known_type = known_type.and_then(|index| ACTIVITY_TYPES.get(usize::from(index)));
            self.settings.behaviour(name, known_type)
        });
        let node = |value: Option<Value<'_>>| NodeId::new(value?.node());
        self.activities.push(ActivityData {
            node: value.node(),
            item,
            id: node(id),
            name: node(name),
            type_name: node(type_name),
            properties: node(properties),
            known_type,
            behaviour,
            repeats_id: false,
            first_exit,
        });
    }

    fn read_exit(&mut self, activity: usize, item: u32, value: Value<'_>) {
        if value.kind() != Kind::Object {
            self.report(value, Some(activity), item, Wrong::EventNoObject);
            return;
        }
        let [event, next] = value.get_each(["event", "next"]);
        let event = self.of_kind(activity, item, event, Kind::String, Wrong::NoString("event"));
        // One that is no string is kept: such an exit is neither wired nor unwired.
        let next = next.filter(|next| !next.is_null() && (next.has_text() || next.kind() != Kind::String));
        if let Some(broken) = next.filter(|next| next.kind() != Kind::String) {
            self.report(broken, Some(activity), item, Wrong::NextNoString);
        }
        let node = |value: Option<Value<'_>>| NodeId::new(value?.node());
        let [event, next] = [event, next].map(node);
        self.exits.push(ExitData { node: value.node(), item, event, next, target: None });
    }

    /// A member that an activity must have: a non-empty string.
    fn required<'t>(
        &mut self,
        activity: usize,
        item: u32,
        value: Value<'t>,
        key: &'static str,
        member: Option<Value<'t>>,
    ) -> Option<Value<'t>> {
        match member {
            Some(member) if member.has_text() => return Some(member),
            Some(member) => self.report(member, Some(activity), item, Wrong::NoString(key)),
            None => self.report(value, Some(activity), item, Wrong::Lacks(key)),
        }
        None
    }

    /// A member that may be absent, and else is of a kind.
    fn of_kind<'t>(
        &mut self,
        activity: usize,
        item: u32,
        member: Option<Value<'t>>,
        kind: Kind,
        what: Wrong,
    ) -> Option<Value<'t>> {
        let member = member.filter(|member| !member.is_null())?;
        if member.kind() != kind {
            self.report(member, Some(activity), item, what);
            return None;
        }
        Some(member)
    }

    fn report(&mut self, value: Value<'_>, activity: Option<usize>, item: u32, what: Wrong) {
        self.shape_errors.push(ShapeError { node: value.node(), activity, item, what });
    }
}
