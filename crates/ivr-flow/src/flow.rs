//! The model: a flow, its activities and their exits, as the contract with the users words them.
//!
//! It borrows from the text, knows the place of everything, and takes broken items in its stride: each is a
//! [`Problem`], and all that can still be said of the flow is said.

use std::borrow::Cow;
use std::hint::black_box;
use std::ops::Range;

use crate::again::{Again, Met};
use crate::catalogue::{Behaviour, Type, Types};
use crate::json::{Json, Kind, Value};
use crate::key::Key;
use crate::reader::offset;
use crate::seen::{AT_ONCE, Seen};
use crate::settings::Settings;

/// A definition: an object with an array `activities`.
pub struct Flow<'a> {
    /// The definition's object.
    pub definition: Value<'a>,
    /// The value of `activities`.
    pub(crate) list: Value<'a>,
    /// The flow's type, where a list says it.
    pub kind: Option<Cow<'a, str>>,
    /// The items of `activities` that are objects, in the order of the text.
    pub activities: Vec<Activity<'a>>,
    /// The exits of all activities, one activity's after another's.
    exits: Vec<Places>,
    /// The properties that rules ask for, one activity's after another's: of each key the last.
    known: Vec<Known>,
    /// The types that its activities have.
    pub(crate) types: Types,
    /// Whether any exit leads to an id that no activity has.
    pub(crate) has_dangling: bool,
    /// Whether any exit leads to an entry.
    pub(crate) leads_to_entry: bool,
    /// Whether any activity has the id of an earlier one.
    pub(crate) has_duplicate_ids: bool,
    /// Whether any activity has no name, or a blank one.
    pub(crate) has_unnamed: bool,
    /// Whether any exit of an ending is wired.
    pub(crate) has_wired_ending: bool,
    /// The indexes of the activities, endings left aside, that have an exit which is not wired, or no exit.
    pub(crate) loose: Vec<usize>,
    pub(crate) again: Again,
    /// The first activity with each id.
    by_id: Seen,
    /// What does not have the shape that it should have.
    pub(crate) problems: Vec<Problem>,
}

/// One item of `activities` that is an object.
///
/// Of what it has only the places are kept: large flows have hundreds of thousands of these.
pub struct Activity<'a> {
    /// Its number among all items of `activities`.
    pub item: u32,
    /// The item itself.
    pub value: Value<'a>,
    id: Member,
    name: Member,
    kind: Member,
    properties: Near,
    of_type: Type,
    traits: Traits,
    /// How many of its properties are known. There are never more than there are keys.
    known_count: u8,
    /// The first of these in [`Flow::known`].
    first_known: u32,
    /// Its exits in [`Flow::exits`].
    exits: Range<u32>,
}

/// What is known of an activity, a bit each.
#[derive(Clone, Copy)]
struct Traits(u8);

impl Traits {
    /// Its type is known, by the catalogue or the settings.
    const HEARD_OF: u8 = 1;
    const ENTRY: u8 = 1 << 1;
    const ENDS: u8 = 1 << 2;
    const HANDS_OFF: u8 = 1 << 3;
    const WAITS: u8 = 1 << 4;
    /// Its name is not blank.
    const NAMED: u8 = 1 << 5;
    /// An earlier activity has its id.
    const LATER_DUPLICATE: u8 = 1 << 6;

    fn of(behaviour: Option<Behaviour>) -> Traits {
        let Some(Behaviour { entry, ends, hands_off, waits }) = behaviour else { return Traits(0) };
        let mut traits = Traits(Traits::HEARD_OF);
        traits.set(Traits::ENTRY, entry);
        traits.set(Traits::ENDS, ends);
        traits.set(Traits::HANDS_OFF, hands_off);
        traits.set(Traits::WAITS, waits);
        traits
    }

    #[inline(always)]
    fn set(&mut self, bit: u8, is: bool) {
        self.0 |= if is { bit } else { 0 };
    }

    /// Whether it has any of these.
    #[inline(always)]
    fn has(self, bits: u8) -> bool {
        self.0 & bits != 0
    }
}

/// A property that rules ask for.
struct Known {
    key: Key,
    node: u32,
    /// The index of its activity.
    activity: u32,
}

/// One item of `events` that is an object.
#[derive(Clone, Copy)]
pub struct Exit<'a> {
    json: &'a Json<'a>,
    places: Places,
}

/// What is kept of an exit.
#[derive(Clone, Copy)]
struct Places {
    node: u32,
    /// Its number among all items of `events`.
    item: u32,
    /// The index of the activity that it leads to, or [`NO_TARGET`].
    target: u32,
    event: Near,
    next: Near,
    edge_id: Near,
}

/// The texts that are known to be spoken, directly in `properties`.
pub(crate) const SPOKEN: [Key; 3] = [Key::Say, Key::PositionHintsSay, Key::AgentGreetingSay];

/// A flow never has so many activities.
const NO_TARGET: u32 = u32::MAX;

/// The node of a member, where there is one that is as it should be.
#[derive(Debug, Clone, Copy)]
struct Member(u32);

impl Member {
    /// The node of a document, which is never a member.
    const NONE: Member = Member(0);

    /// The value of this member of an item.
    #[inline]
    fn of(self, item: Value<'_>) -> Option<Value<'_>> {
        (self.0 != Member::NONE.0).then(|| item.json().value(self.0))
    }
}

/// A [`Member`] in a byte: how many nodes behind that of its item.
///
/// One farther behind is looked for each time, so that this is for what is asked a few times, however many findings
/// there are.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Near(u8);

impl Near {
    /// No member.
    const NONE: Near = Near(0);
    const FAR: Near = Near(u8::MAX);

    #[inline(always)]
    fn new(item: u32, member: Member) -> Near {
        if member.0 == Member::NONE.0 { Near::NONE } else { u8::try_from(member.0 - item).map_or(Near::FAR, Near) }
    }

    /// The value of this member, which has this key, of an item.
    #[inline(always)]
    fn of(self, item: Value<'_>, key: Key) -> Option<Value<'_>> {
        match self {
            Near::NONE => None,
            Near::FAR => item.member(key),
            Near(behind) => Some(item.json().value(item.node() + u32::from(behind))),
        }
    }
}

/// Where an exit leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next<'a> {
    /// `null`, absent or `""`.
    Unwired,
    /// The id of an activity, if there is one of that id.
    Wired(Cow<'a, str>),
    /// Neither a string nor `null`.
    Broken,
}

/// What an exit is for, read from the name of its event: the platform publishes no list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something failed.
    Failure,
    /// Somebody or something did not answer in time.
    Timeout,
    /// Too many are waiting.
    Overflow,
    /// All went well.
    Success,
    /// What no other exit is for.
    Default,
    /// None of these, for instance a key of a menu.
    Other,
}

/// Something of another shape than it should have, and whom it concerns.
pub(crate) struct Problem {
    pub(crate) node: u32,
    /// The index in [`Flow::activities`]. An item that is no activity has none.
    pub(crate) activity: Option<usize>,
    /// The number of the exit among `events` where it concerns one, else that of the item among `activities`.
    pub(crate) item: u32,
    pub(crate) what: Wrong,
}

/// What is wrong with the shape of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    ActivityNoObject,
    /// An activity without this key.
    Lacks(&'static str),
    /// The value of this key is no string, or an empty one where it must not be.
    NoString(&'static str),
    EventsNoArray,
    PropertiesNoObject,
    EventNoObject,
    NextNoString,
}

impl<'a> Flow<'a> {
    /// Reads a definition. `list` is its `activities`, an array.
    pub(crate) fn read(
        definition: Value<'a>,
        list: Value<'a>,
        kind: Option<Cow<'a, str>>,
        settings: &Settings,
    ) -> Self {
        // Usual activities have about twenty values and one or two exits.
        let values = (list.node_behind() - list.node()) as usize;
        let mut met = Met::with_room(values / 24);
        let mut flow = Flow {
            definition,
            list,
            kind,
            activities: Vec::with_capacity(values / 16),
            exits: Vec::with_capacity(values / 10),
            known: Vec::with_capacity(values / 5),
            types: Types::NONE,
            has_dangling: false,
            leads_to_entry: false,
            has_duplicate_ids: false,
            has_unnamed: false,
            has_wired_ending: false,
            loose: Vec::new(),
            again: Again::default(),
            by_id: Seen::default(),
            problems: Vec::new(),
        };
        for (item, value) in (0..).zip(list.children()) {
            if value.kind() == Kind::Object {
                flow.read_activity(item, value, settings, &mut met);
            } else {
                let what = Wrong::ActivityNoObject;
                flow.problems.push(Problem { node: value.node(), activity: None, item, what });
            }
        }
        met.ids.look(are_ids(&flow.activities));
        for &index in &met.ids.found {
            flow.activities[index].traits.set(Traits::LATER_DUPLICATE, true);
            flow.has_duplicate_ids = true;
        }
        (flow.again, flow.by_id) = met.again(definition.json());
        flow.find_targets();
        flow
    }

    fn read_activity(&mut self, item: u32, value: Value<'a>, settings: &Settings, met: &mut Met) {
        let [mut kind, mut id, mut name, mut properties, mut events, mut node_index] = [Member::NONE; 6];
        for (number, node) in value.child_nodes() {
            match node.key {
                Some(Key::Type) => kind = Member(number),
                Some(Key::Id) => id = Member(number),
                Some(Key::Name) => name = Member(number),
                Some(Key::Properties) => properties = Member(number),
                Some(Key::Events) => events = Member(number),
                Some(Key::NodeIndex) => node_index = Member(number),
                _ => {}
            }
        }
        let index = self.activities.len();
        let mut wrong = |node: u32, what| {
            self.problems.push(Problem { node, activity: Some(index), item, what });
        };
        let mut required = |member: Member, key| match member.of(value) {
            Some(text) if text.has_text() => member,
            Some(_) => {
                wrong(member.0, Wrong::NoString(key));
                Member::NONE
            }
            None => {
                wrong(value.node(), Wrong::Lacks(key));
                Member::NONE
            }
        };
        let (id, kind) = (required(id, "id"), required(kind, "type"));
        let mut of_kind = |member: Member, kind, what| match member.of(value).map(Value::kind) {
            Some(found) if found == kind => member,
            None | Some(Kind::Null) => Member::NONE,
            Some(_) => {
                wrong(member.0, what);
                Member::NONE
            }
        };
        let name = of_kind(name, Kind::String, Wrong::NoString("name"));
        let properties = of_kind(properties, Kind::Object, Wrong::PropertiesNoObject);
        let events = of_kind(events, Kind::Array, Wrong::EventsNoArray);
        let (first_exit, mut wired) = (self.exits.len(), 0);
        if let Some(events) = events.of(value) {
            for (item, event) in (0..).zip(events.children()) {
                wired += usize::from(self.read_exit(index, item, event, met));
            }
        }
        let exits = first_exit..self.exits.len();
        if exits.len() > 1 {
            let events = exits.clone().filter_map(|exit| self.exit(exit).event_value());
            met.events(index, events);
        }
        let first_known = self.known.len();
        self.read_properties(properties.of(value));
        let (of_type, behaviour) = match kind.of(value).and_then(Value::string) {
            Some(kind) => settings.behaviour(&kind),
            None => (Type::UNKNOWN, None),
        };
        self.types.add(of_type);
        let mut traits = Traits::of(behaviour);
        if traits.has(Traits::ENDS) {
            self.has_wired_ending |= wired > 0;
        } else if wired < exits.len() || exits.is_empty() {
            self.loose.push(index);
        }
        match name.of(value).filter(|name| !name.is_blank()) {
            Some(name) => {
                traits.set(Traits::NAMED, true);
                met.name(index, name);
            }
            None => self.has_unnamed = true,
        }
        if let Some(position) = self.known[first_known..].iter().find(|known| known.key == Key::Position) {
            met.position(index, value.json().value(position.node));
        }
        if let Some(node_index) = node_index.of(value).filter(|_| !traits.has(Traits::ENDS)) {
            met.node_index(node_index);
        }
        self.activities.push(Activity {
            item,
            value,
            id,
            name,
            kind,
            properties: Near::new(value.node(), properties),
            of_type,
            traits,
            known_count: (self.known.len() - first_known) as u8,
            first_known: offset(first_known),
            exits: offset(exits.start)..offset(exits.end),
        });
        if let Some(id) = id.of(value) {
            met.ids.add(id.hash(&met.ids.seen), offset(index), index, are_ids(&self.activities));
        }
    }

    /// Notes which of an activity's properties are asked for.
    fn read_properties(&mut self, properties: Option<Value<'a>>) {
        let (first, activity) = (self.known.len(), offset(self.activities.len()));
        let mut keys = 0_u64;
        for (number, node) in properties.into_iter().flat_map(Value::child_nodes) {
            let Some(key) = node.key.filter(|&key| key != Key::Other) else { continue };
            // There are never more than there are keys, so that looking for an earlier one takes no quadratic time.
            let mut known = self.known[first..].iter_mut();
            let earlier = if keys & key.bit() == 0 { None } else { known.find(|known| known.key == key) };
            match earlier {
                Some(earlier) => earlier.node = number,
                None => self.known.push(Known { key, node: number, activity }),
            }
            keys |= key.bit();
        }
    }

    /// A member of an activity's `properties`, unless it is `null`.
    #[inline]
    pub(crate) fn property(&self, activity: &Activity<'a>, key: Key) -> Option<Value<'a>> {
        let node = self.known_of(activity).iter().find(|known| known.key == key)?.node;
        Some(self.definition.json().value(node)).filter(|value| !value.is_null())
    }

    /// The members of an activity's `properties` that have one of these keys.
    #[inline]
    pub(crate) fn properties_of(
        &self,
        activity: &Activity<'a>,
        keys: &[Key],
    ) -> impl Iterator<Item = (Key, Value<'a>)> {
        let (json, bits) = (self.definition.json(), bits(keys));
        let asked = self.known_of(activity).iter().filter(move |known| known.key.bit() & bits != 0);
        asked.map(|known| (known.key, json.value(known.node)))
    }

    fn known_of(&self, activity: &Activity<'a>) -> &[Known] {
        &self.known[activity.first_known as usize..][..activity.known_count as usize]
    }

    /// The members of all activities' `properties` that have one of these keys, each with the index of its activity.
    pub(crate) fn properties(&self, keys: &[Key]) -> impl Iterator<Item = (usize, Key, Value<'a>)> {
        let (json, bits) = (self.definition.json(), bits(keys));
        let asked = self.known.iter().filter(move |known| known.key.bit() & bits != 0);
        asked.map(|known| (known.activity as usize, known.key, json.value(known.node)))
    }

    /// The index of the activity that an exit belongs to.
    pub(crate) fn activity_of(&self, exit: usize) -> usize {
        self.activities.partition_point(|activity| activity.exits().end <= exit)
    }

    /// Finds out once where each exit leads: several rules ask.
    fn find_targets(&mut self) {
        let (json, by_id, activities) = (self.definition.json(), &self.by_id, &self.activities);
        for exits in self.exits.chunks_mut(AT_ONCE) {
            if by_id.is_large() {
                fetch_targets(json, by_id, activities, exits);
            }
            for places in exits {
                let Some(id) = (Exit { json, places: *places }).id_of_next() else { continue };
                let same = |other: u32| activities[other as usize].id_value().is_some_and(|other| other.says_as(id));
                match by_id.find(id.hash(by_id), same) {
                    Some(target) => {
                        places.target = target;
                        self.leads_to_entry |= activities[target as usize].is_entry();
                    }
                    None => self.has_dangling = true,
                }
            }
        }
    }

    /// Reads an exit, and says whether it is wired.
    fn read_exit(&mut self, activity: usize, item: u32, value: Value<'a>, met: &mut Met) -> bool {
        let mut wrong = |node: u32, what| {
            self.problems.push(Problem { node, activity: Some(activity), item, what });
        };
        if value.kind() != Kind::Object {
            wrong(value.node(), Wrong::EventNoObject);
            return false;
        }
        let [mut event, mut next, mut edge_id] = [Member::NONE; 3];
        for (number, node) in value.child_nodes() {
            match node.key {
                Some(Key::Event) => event = Member(number),
                Some(Key::Next) => next = Member(number),
                Some(Key::EdgeId) => edge_id = Member(number),
                _ => {}
            }
        }
        match event.of(value).map(Value::kind) {
            Some(Kind::String) | None => {}
            Some(Kind::Null) => event = Member::NONE,
            Some(_) => {
                wrong(event.0, Wrong::NoString("event"));
                event = Member::NONE;
            }
        }
        let is_wired = match next.of(value) {
            Some(id) if id.has_text() => true,
            // One that is no string is kept: such an exit is neither wired nor unwired.
            Some(broken) if !matches!(broken.kind(), Kind::String | Kind::Null) => {
                wrong(next.0, Wrong::NextNoString);
                false
            }
            _ => {
                next = Member::NONE;
                false
            }
        };
        match edge_id.of(value).filter(|edge_id| edge_id.has_text()) {
            Some(edge_id) => met.edge_id(self.exits.len(), edge_id),
            None => edge_id = Member::NONE,
        }
        let node = value.node();
        let [event, next, edge_id] = [event, next, edge_id].map(|member| Near::new(node, member));
        self.exits.push(Places { node, item, target: NO_TARGET, event, next, edge_id });
        is_wired
    }

    /// The activity with this id; of several the first.
    pub fn by_id(&self, id: &str) -> Option<usize> {
        let same = |other: u32| self.activities[other as usize].id_value().is_some_and(|other| other.says(id));
        self.by_id.find(self.definition.json().hash_of(id, &self.by_id), same).map(|index| index as usize)
    }

    /// The activities with their indexes.
    pub fn each(&self) -> impl Iterator<Item = (usize, &Activity<'a>)> {
        self.activities.iter().enumerate()
    }

    /// How many exits all activities have.
    pub fn exit_count(&self) -> usize {
        self.exits.len()
    }

    /// The exit with this index.
    #[inline]
    pub fn exit(&self, index: usize) -> Exit<'a> {
        Exit { json: self.definition.json(), places: self.exits[index] }
    }

    /// The exits of all activities, one activity's after another's.
    pub fn exits(&self) -> impl Iterator<Item = Exit<'a>> {
        (0..self.exits.len()).map(|index| self.exit(index))
    }

    /// The exits of an activity with their indexes.
    #[inline]
    pub fn exits_of(&self, activity: &Activity<'a>) -> impl Iterator<Item = (usize, Exit<'a>)> {
        activity.exits().map(|index| (index, self.exit(index)))
    }

    /// Whether an earlier activity has this one's id.
    pub(crate) fn is_later_duplicate(&self, index: usize) -> bool {
        self.activities[index].traits.has(Traits::LATER_DUPLICATE)
    }
}

impl<'a> Activity<'a> {
    /// Its `id`: a non-empty string, else nothing.
    pub fn id(&self) -> Option<Cow<'a, str>> {
        self.id.of(self.value)?.string()
    }

    /// The value of its `id`, where that is a non-empty string.
    #[inline]
    pub(crate) fn id_value(&self) -> Option<Value<'a>> {
        self.id.of(self.value)
    }

    /// Its `name`, where that is a string.
    pub fn name(&self) -> Option<Cow<'a, str>> {
        self.name.of(self.value)?.string()
    }

    /// The type as it is written; nothing where the activity has none.
    pub fn kind(&self) -> Option<Cow<'a, str>> {
        self.kind.of(self.value)?.string()
    }

    /// The canonical name of its type, where the catalogue knows it.
    pub fn canonical(&self) -> Option<&'static str> {
        self.of_type.listed().map(|listed| listed.name)
    }

    /// Its type, where the catalogue knows it.
    pub(crate) fn of_type(&self) -> Type {
        self.of_type
    }

    /// Its `properties`, where they are an object.
    pub fn properties(&self) -> Option<Value<'a>> {
        self.properties.of(self.value, Key::Properties)
    }

    /// The indexes of its exits.
    pub fn exits(&self) -> Range<usize> {
        self.exits.start as usize..self.exits.end as usize
    }

    /// A member of its `properties`, unless it is `null`.
    pub fn property(&self, key: &str) -> Option<Value<'a>> {
        self.properties()?.present(key)
    }

    /// Its `nodeIndex`, unless that is `null`.
    pub(crate) fn node_index(&self) -> Option<Value<'a>> {
        self.value.member(Key::NodeIndex).filter(|value| !value.is_null())
    }

    /// Whether its type is this one; `name` is the canonical name.
    pub fn is(&self, name: &str) -> bool {
        self.canonical() == Some(name)
    }

    /// Whether the catalogue does not know its type. The settings may teach what it does, not where it keeps its exits.
    pub fn is_unknown(&self) -> bool {
        self.of_type == Type::UNKNOWN
    }

    /// Whether calls enter the flow here.
    pub fn is_entry(&self) -> bool {
        self.traits.has(Traits::ENTRY)
    }

    /// Whether no path leads on from it.
    pub fn is_ending(&self) -> bool {
        self.traits.has(Traits::ENDS)
    }

    /// Whether the call may leave the flow here, for an agent or an outside line.
    pub fn hands_off(&self) -> bool {
        self.traits.has(Traits::HANDS_OFF)
    }

    /// Whether the call may end or leave the flow here.
    pub fn may_end(&self) -> bool {
        !self.traits.has(Traits::HEARD_OF) || self.traits.has(Traits::ENDS | Traits::HANDS_OFF)
    }

    /// Whether the call rests here for a caller, an agent or another flow.
    pub fn waits(&self) -> bool {
        !self.traits.has(Traits::HEARD_OF) || self.traits.has(Traits::WAITS | Traits::HANDS_OFF)
    }

    /// Whether it has a type, and neither the catalogue nor the settings say what that does.
    pub(crate) fn is_of_unheard_type(&self) -> bool {
        self.kind.of(self.value).is_some() && !self.traits.has(Traits::HEARD_OF)
    }

    /// Whether it has a name that is not blank.
    pub fn is_named(&self) -> bool {
        self.traits.has(Traits::NAMED)
    }

    /// Its name, unless that is blank.
    pub fn given_name(&self) -> Option<Cow<'a, str>> {
        if self.is_named() { self.name() } else { None }
    }
}

impl<'a> Exit<'a> {
    /// Its number among all items of `events`.
    pub fn item(&self) -> u32 {
        self.places.item
    }

    /// The item itself.
    #[inline]
    pub fn value(&self) -> Value<'a> {
        self.json.value(self.places.node)
    }

    /// The name of the event, where it is a string.
    pub fn event(&self) -> Option<Cow<'a, str>> {
        self.event_value()?.string()
    }

    /// The value of its `event`, where that is a string.
    #[inline]
    pub(crate) fn event_value(&self) -> Option<Value<'a>> {
        self.places.event.of(self.value(), Key::Event)
    }

    /// Where it leads.
    pub fn next(&self) -> Next<'a> {
        match self.places.next.of(self.value(), Key::Next).map(Value::string) {
            None => Next::Unwired,
            Some(Some(id)) => Next::Wired(id),
            Some(None) => Next::Broken,
        }
    }

    /// The value of its `next`, where that is a non-empty string.
    #[inline]
    fn id_of_next(&self) -> Option<Value<'a>> {
        self.places.next.of(self.value(), Key::Next).filter(|next| next.kind() == Kind::String)
    }

    /// Its `edgeId`: a non-empty string, else nothing.
    pub fn edge_id(&self) -> Option<Cow<'a, str>> {
        self.places.edge_id.of(self.value(), Key::EdgeId)?.string()
    }

    /// Whether its `next` is `null`, absent or `""`.
    pub fn is_unwired(&self) -> bool {
        self.places.next == Near::NONE
    }

    /// Whether its `next` is a non-empty string.
    pub fn is_wired(&self) -> bool {
        self.places.target != NO_TARGET || matches!(self.next(), Next::Wired(_))
    }

    /// The activity that it leads to, by its index, where there is one.
    pub fn target(&self) -> Option<usize> {
        (self.places.target != NO_TARGET).then_some(self.places.target as usize)
    }

    /// Whether it leads to an id that no activity has.
    pub(crate) fn dangles(&self) -> bool {
        self.is_wired() && self.target().is_none()
    }

    /// What it is for, read from the name of its event.
    pub fn role(&self) -> Role {
        self.event().as_deref().map_or(Role::Other, Role::of)
    }
}

impl Role {
    /// Reads the role from an event's name; the first that fits.
    pub fn of(event: &str) -> Role {
        // Those that are known to be usual need no search.
        match event {
            "complete" | "success" => return Role::Success,
            "failure" => return Role::Failure,
            "timeout" => return Role::Timeout,
            "default" => return Role::Default,
            _ => {}
        }
        let event = event.to_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|part| event.contains(part));
        if has(&["fail", "error", "exception", "失败", "异常", "不成功", "未成功"]) {
            Role::Failure
        } else if has(&["timeout", "time_out", "超时"]) {
            Role::Timeout
        } else if has(&["overflow", "溢出"]) {
            Role::Overflow
        } else if event.starts_with("complete") || event.starts_with("success") || has(&["成功"]) {
            Role::Success
        } else if ["default", "else", "other", "otherwise"].contains(&&*event) || has(&["默认", "其他", "其它"]) {
            Role::Default
        } else {
            Role::Other
        }
    }
}

/// Has the memory fetch all that is needed to find where some exits lead, one after another for all of them.
fn fetch_targets<'a>(json: &'a Json<'a>, by_id: &Seen, activities: &[Activity<'a>], exits: &[Places]) {
    let mut hashes = [None; AT_ONCE];
    for (&places, hash) in exits.iter().zip(&mut hashes) {
        *hash = Exit { json, places }.id_of_next().map(|id| id.hash(by_id));
        black_box(hash.map(|hash| by_id.fetch(hash)));
    }
    for hash in hashes.into_iter().flatten() {
        let id = by_id.fetch(hash).and_then(|number| activities[number as usize].id_value());
        black_box(id.map(Value::first_eight));
    }
}

/// Whether two activities, by their indexes, have the same id.
fn are_ids(activities: &[Activity<'_>]) -> impl Fn(u32, u32) -> bool {
    |one, other| match [one, other].map(|index| activities[index as usize].id_value()) {
        [Some(one), Some(other)] => one.says_as(other),
        _ => false,
    }
}

/// A bit for each key.
fn bits(keys: &[Key]) -> u64 {
    keys.iter().fold(0, |bits, key| bits | key.bit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_loosely_and_the_first_that_fits_counts() {
        let cases = [
            ("complete", Role::Success),
            ("Success", Role::Success),
            ("收号成功", Role::Success),
            ("收号不成功", Role::Failure),
            ("queueTimeout", Role::Timeout),
            ("TIME_OUT", Role::Timeout),
            ("timeoutError", Role::Failure),
            ("排队溢出", Role::Overflow),
            ("Default", Role::Default),
            ("default2", Role::Other),
            ("其它", Role::Default),
            ("branch-1", Role::Other),
        ];
        for (event, role) in cases {
            assert_eq!(Role::of(event), role, "{event}");
        }
    }
}
