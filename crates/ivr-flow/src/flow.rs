//! The model: a flow, its activities and their exits, as the contract with the users words them.
//!
//! It borrows from the text, knows the place of everything, and takes broken items in its stride: each is a
//! [`Problem`], and all that can still be said of the flow is said.

use std::borrow::Cow;
use std::ops::Range;

use crate::catalogue::{ActivityType, Behaviour};
use crate::json::{Kind, Value};
use crate::key::Key;
use crate::reader::offset;
use crate::seen::Seen;
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
    pub exits: Vec<Exit<'a>>,
    /// The properties that rules ask for, one activity's after another's: of each key the last.
    known: Vec<(Key, u32)>,
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
    properties: Member,
    node_index: Member,
    /// Its type, where the catalogue knows it.
    listed: Option<&'static ActivityType>,
    /// What it does; nothing where the type is unknown.
    behaviour: Option<Behaviour>,
    /// Its properties in [`Flow::known`].
    known: Range<u32>,
    /// Its exits in [`Flow::exits`].
    exits: Range<u32>,
    /// Whether its name is not blank.
    is_named: bool,
    is_later_duplicate: bool,
}

/// One item of `events` that is an object.
pub struct Exit<'a> {
    /// Its number among all items of `events`.
    pub item: u32,
    /// The item itself.
    pub value: Value<'a>,
    event: Member,
    next: Member,
    edge_id: Member,
    /// The index of the activity that it leads to, or [`NO_TARGET`].
    target: u32,
}

/// A flow never has so many activities.
const NO_TARGET: u32 = u32::MAX;

/// The node of a member, where there is one that is as it should be.
#[derive(Debug, Clone, Copy)]
struct Member(u32);

impl Member {
    /// The node of a document, which is never a member.
    const NONE: Member = Member(0);

    fn new(value: Option<Value<'_>>) -> Self {
        value.map_or(Member::NONE, |value| Member(value.node()))
    }

    /// The value of this member of an item.
    fn of(self, item: Value<'_>) -> Option<Value<'_>> {
        (self.0 != Member::NONE.0).then(|| item.json().value(self.0))
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
        let mut flow = Flow {
            definition,
            list,
            kind,
            activities: Vec::new(),
            exits: Vec::new(),
            known: Vec::new(),
            by_id: Seen::at_most(0),
            problems: Vec::new(),
        };
        // Usual activities have about twenty values and one or two exits.
        let values = (list.node_behind() - list.node()) as usize;
        flow.activities.reserve(values / 16);
        flow.exits.reserve(values / 12);
        flow.known.reserve(values / 5);
        for (item, value) in (0..).zip(list.children()) {
            if value.kind() == Kind::Object {
                flow.read_activity(item, value, settings);
            } else {
                let what = Wrong::ActivityNoObject;
                flow.problems.push(Problem { node: value.node(), activity: None, item, what });
            }
        }
        flow.find_targets();
        flow
    }

    fn read_activity(&mut self, item: u32, value: Value<'a>, settings: &Settings) {
        let [mut kind, mut id, mut name, mut properties, mut events] = [None; 5];
        let mut node_index = 0;
        for member in value.children() {
            match member.known_key() {
                Some(Key::Type) => kind = Some(member),
                Some(Key::Id) => id = Some(member),
                Some(Key::Name) => name = Some(member),
                Some(Key::Properties) => properties = Some(member),
                Some(Key::Events) => events = Some(member),
                Some(Key::NodeIndex) => node_index = member.node(),
                _ => {}
            }
        }
        let index = self.activities.len();
        let mut wrong = |value: Value<'a>, what| {
            self.problems.push(Problem { node: value.node(), activity: Some(index), item, what });
        };
        let mut required = |member: Option<Value<'a>>, key| {
            let text = member.filter(|member| member.has_text());
            if text.is_none() {
                match member {
                    Some(member) => wrong(member, Wrong::NoString(key)),
                    None => wrong(value, Wrong::Lacks(key)),
                }
            }
            text
        };
        let id = required(id, "id");
        let kind = required(kind, "type");
        let name = of_kind(Kind::String, name, |name| wrong(name, Wrong::NoString("name")));
        let properties = of_kind(Kind::Object, properties, |value| wrong(value, Wrong::PropertiesNoObject));
        let events = of_kind(Kind::Array, events, |events| wrong(events, Wrong::EventsNoArray));
        let first_exit = offset(self.exits.len());
        for (item, event) in (0..).zip(events.into_iter().flat_map(Value::children)) {
            self.read_exit(index, item, event);
        }
        let known = self.read_properties(properties);
        let listed = kind.and_then(Value::string).and_then(|kind| settings.behaviour(&kind));
        self.activities.push(Activity {
            item,
            value,
            id: Member::new(id),
            name: Member::new(name),
            kind: Member::new(kind),
            properties: Member::new(properties),
            node_index: Member(node_index),
            listed: listed.and_then(|(_, listed)| listed),
            behaviour: listed.map(|(behaviour, _)| behaviour),
            known,
            exits: first_exit..offset(self.exits.len()),
            is_named: name.and_then(Value::string).is_some_and(|name| !is_blank(&name)),
            is_later_duplicate: false,
        });
    }

    /// Notes which of an activity's properties are asked for.
    fn read_properties(&mut self, properties: Option<Value<'a>>) -> Range<u32> {
        let first = self.known.len();
        for member in properties.into_iter().flat_map(Value::children) {
            let Some(key) = member.known_key().filter(|&key| key != Key::Other) else { continue };
            // There are never more than there are keys, so that this takes no quadratic time.
            match self.known[first..].iter_mut().find(|(earlier, _)| *earlier == key) {
                Some(earlier) => earlier.1 = member.node(),
                None => self.known.push((key, member.node())),
            }
        }
        offset(first)..offset(self.known.len())
    }

    /// A member of an activity's `properties`, unless it is `null`.
    pub(crate) fn property(&self, activity: &Activity<'a>, key: Key) -> Option<Value<'a>> {
        let node = self.known_of(activity).iter().find(|(known, _)| *known == key)?.1;
        Some(self.definition.json().value(node)).filter(|value| !value.is_null())
    }

    fn known_of(&self, activity: &Activity<'a>) -> &[(Key, u32)] {
        &self.known[activity.known.start as usize..activity.known.end as usize]
    }

    /// The texts that an activity speaks, with their keys: those that are known to be spoken, directly in its
    /// `properties`.
    pub(crate) fn spoken(&self, activity: &Activity<'a>) -> impl Iterator<Item = (Key, Value<'a>)> {
        let json = self.definition.json();
        let is_spoken = |key| matches!(key, Key::Say | Key::PositionHintsSay | Key::AgentGreetingSay);
        let spoken = self.known_of(activity).iter().filter(move |(key, _)| is_spoken(*key));
        spoken.map(|&(key, node)| (key, json.value(node))).filter(|(_, value)| value.kind() == Kind::String)
    }

    /// Finds out once where each exit leads: several rules ask.
    fn find_targets(&mut self) {
        self.by_id = Seen::at_most(self.activities.len());
        for index in 0..self.activities.len() {
            let Some(id) = self.activities[index].id() else { continue };
            let hash = self.by_id.hash_text(&id);
            let first = self.by_id.first(hash, index, |other| self.activities[other].id().as_ref() == Some(&id));
            self.activities[index].is_later_duplicate = first != index;
        }
        for exit in 0..self.exits.len() {
            if let Next::Wired(id) = self.exits[exit].next() {
                self.exits[exit].target = self.by_id(&id).map_or(NO_TARGET, offset);
            }
        }
    }

    fn read_exit(&mut self, activity: usize, item: u32, value: Value<'a>) {
        let mut wrong = |value: Value<'a>, what| {
            self.problems.push(Problem { node: value.node(), activity: Some(activity), item, what });
        };
        if value.kind() != Kind::Object {
            return wrong(value, Wrong::EventNoObject);
        }
        let [mut event, mut next, mut edge_id] = [None; 3];
        for member in value.children() {
            match member.known_key() {
                Some(Key::Event) => event = Some(member),
                Some(Key::Next) => next = Some(member),
                Some(Key::EdgeId) => edge_id = Some(member),
                _ => {}
            }
        }
        let event = of_kind(Kind::String, event, |event| wrong(event, Wrong::NoString("event")));
        // One that is no string is kept: such an exit is neither wired nor unwired.
        let mut broken = None;
        let next = of_kind(Kind::String, next, |next| broken = Some(next)).filter(|next| next.has_text()).or(broken);
        if let Some(broken) = broken {
            wrong(broken, Wrong::NextNoString);
        }
        let edge_id = edge_id.filter(|edge_id| edge_id.has_text());
        let [event, next, edge_id] = [event, next, edge_id].map(Member::new);
        self.exits.push(Exit { item, value, event, next, edge_id, target: NO_TARGET });
    }

    /// The activity with this id; of several the first.
    pub fn by_id(&self, id: &str) -> Option<usize> {
        self.by_id.find(self.by_id.hash_text(id), |other| self.activities[other].id().as_deref() == Some(id))
    }

    /// The activities with their indexes.
    pub fn each(&self) -> impl Iterator<Item = (usize, &Activity<'a>)> {
        self.activities.iter().enumerate()
    }

    /// The exits of an activity with their indexes.
    pub fn exits_of(&self, activity: &Activity<'a>) -> impl Iterator<Item = (usize, &Exit<'a>)> {
        activity.exits().zip(&self.exits[activity.exits()])
    }

    /// Whether an earlier activity has this one's id.
    pub(crate) fn is_later_duplicate(&self, index: usize) -> bool {
        self.activities[index].is_later_duplicate
    }
}

impl<'a> Activity<'a> {
    /// Its `id`: a non-empty string, else nothing.
    pub fn id(&self) -> Option<Cow<'a, str>> {
        self.id.of(self.value)?.string()
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
        self.listed.map(|listed| listed.name)
    }

    /// Its `properties`, where they are an object.
    pub fn properties(&self) -> Option<Value<'a>> {
        self.properties.of(self.value)
    }

    /// Its exits in [`Flow::exits`].
    pub fn exits(&self) -> Range<usize> {
        self.exits.start as usize..self.exits.end as usize
    }

    /// A member of its `properties`, unless it is `null`.
    pub fn property(&self, key: &str) -> Option<Value<'a>> {
        self.properties()?.present(key)
    }

    /// Its `nodeIndex`, unless that is `null`.
    pub(crate) fn node_index(&self) -> Option<Value<'a>> {
        self.node_index.of(self.value).filter(|value| !value.is_null())
    }

    /// Whether its type is this one; `name` is the canonical name.
    pub fn is(&self, name: &str) -> bool {
        self.canonical() == Some(name)
    }

    /// Whether the catalogue does not know its type. The settings may teach what it does, not where it keeps its exits.
    pub fn is_unknown(&self) -> bool {
        self.listed.is_none()
    }

    /// Whether calls enter the flow here.
    pub fn is_entry(&self) -> bool {
        self.behaviour.is_some_and(|behaviour| behaviour.entry)
    }

    /// Whether no path leads on from it.
    pub fn is_ending(&self) -> bool {
        self.behaviour.is_some_and(|behaviour| behaviour.ends)
    }

    /// Whether the call may leave the flow here, for an agent or an outside line.
    pub fn hands_off(&self) -> bool {
        self.behaviour.is_some_and(|behaviour| behaviour.hands_off)
    }

    /// Whether the call may end or leave the flow here.
    pub fn may_end(&self) -> bool {
        self.behaviour.is_none_or(|behaviour| behaviour.ends || behaviour.hands_off)
    }

    /// Whether the call rests here for a caller, an agent or another flow.
    pub fn waits(&self) -> bool {
        self.behaviour.is_none_or(|behaviour| behaviour.waits || behaviour.hands_off)
    }

    /// Whether it has a type, and neither the catalogue nor the settings say what that does.
    pub(crate) fn is_of_unheard_type(&self) -> bool {
        self.kind.of(self.value).is_some() && self.behaviour.is_none()
    }

    /// Whether it has a name that is not blank.
    pub fn is_named(&self) -> bool {
        self.is_named
    }

    /// Its name, unless that is blank.
    pub fn given_name(&self) -> Option<Cow<'a, str>> {
        if self.is_named { self.name() } else { None }
    }
}

impl<'a> Exit<'a> {
    /// The name of the event, where it is a string.
    pub fn event(&self) -> Option<Cow<'a, str>> {
        self.event.of(self.value)?.string()
    }

    /// Where it leads.
    pub fn next(&self) -> Next<'a> {
        match self.next.of(self.value).map(Value::string) {
            None => Next::Unwired,
            Some(Some(id)) => Next::Wired(id),
            Some(None) => Next::Broken,
        }
    }

    /// Its `edgeId`: a non-empty string, else nothing.
    pub fn edge_id(&self) -> Option<Cow<'a, str>> {
        self.edge_id.of(self.value)?.string()
    }

    /// Whether its `next` is `null`, absent or `""`.
    pub fn is_unwired(&self) -> bool {
        self.next.0 == Member::NONE.0
    }

    /// Whether its `next` is a non-empty string.
    pub fn is_wired(&self) -> bool {
        self.target != NO_TARGET || matches!(self.next(), Next::Wired(_))
    }

    /// The activity that it leads to, by its index, where there is one.
    pub fn target(&self) -> Option<usize> {
        (self.target != NO_TARGET).then_some(self.target as usize)
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

/// A member that is of the kind that it should be; nothing where it is absent or `null`, or else is `wrong`.
fn of_kind<'a>(kind: Kind, member: Option<Value<'a>>, wrong: impl FnOnce(Value<'a>)) -> Option<Value<'a>> {
    let member = member.filter(|member| !member.is_null())?;
    if member.kind() == kind {
        return Some(member);
    }
    wrong(member);
    None
}

/// Whether a text is only Unicode white space, or nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    // Most texts begin with what is no white space for certain.
    !matches!(text.as_bytes().first(), Some(0x21..=0x7e | 0xe4..)) && text.trim().is_empty()
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
