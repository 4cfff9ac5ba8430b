//! The changes of one pair of flows.

use std::borrow::Cow;
use std::ops::Range;

use super::change::{Change, ChangeKind, Content, ItemRef, Json, Place, Target, shown};
use super::pairs::{POSITION, Pairs, pair_activities};
use super::{FlowSide, Sides};
use crate::document::Metadata;
use crate::json::{Kind, Value, push_step};
use crate::model::{Activity, Exit, Flow, Next};

/// Both versions of a flow, and which of their activities are the same one.
pub(super) struct Comparison<'c> {
    pub(super) sides: Sides<Version<'c>>,
    pub(super) pairs: Pairs,
    /// Whether moved activities are changes.
    canvas: bool,
    changes: Vec<Change>,
}

/// One version of a flow.
#[derive(Clone)]
pub(super) struct Version<'c> {
    side: FlowSide<'c>,
    /// The items of `activities`.
    pub(super) items: Vec<Value<'c>>,
    /// For each item its activity, if it is one.
    pub(super) activities: Vec<Option<Activity<'c>>>,
}

/// The members of an activity and of an exit that have changes of their own, or say nothing that counts.
const OF_ACTIVITY: [&str; 6] = ["id", "type", "name", "properties", "events", "nodeIndex"];
const OF_EXIT: [&str; 3] = ["event", "next", "edgeId"];

/// Something that a list says of a flow: its name, what it is, and where in the file.
type Field = (&'static str, fn(&Metadata) -> Option<Json>, fn(&Metadata) -> &Range<usize>);

/// A value of each side, where there is one.
type Both<'c> = Sides<Option<Value<'c>>>;

/// An item of `events`.
#[derive(Clone, Copy)]
struct Event<'c> {
    number: usize,
    value: Value<'c>,
    exit: Option<Exit<'c>>,
}

/// What a change is about: an activity of both sides, and an exit of it where there is one.
#[derive(Clone, Copy)]
struct About<'c> {
    items: Sides<usize>,
    exit: Option<Sides<Option<Event<'c>>>>,
}

impl<'c> Event<'c> {
    fn name(&self) -> Option<Cow<'c, str>> {
        self.exit.and_then(Exit::event)
    }
}

impl<'c> Version<'c> {
    pub(super) fn new(side: FlowSide<'c>) -> Self {
        let flow = side.context.flow;
        let items: Vec<_> = flow.list().children().collect();
        let mut activities = vec![None; items.len()];
        for activity in flow.activities() {
            activities[activity.item()] = Some(activity);
        }
        Version { side, items, activities }
    }

    pub(super) fn flow(&self) -> &'c Flow<'c> {
        self.side.context.flow
    }

    pub(super) fn reference(&self, item: usize) -> ItemRef {
        ItemRef::of(item, self.items[item])
    }

    fn place(&self, pointer: String, value: Value<'_>) -> Place {
        Place { pointer, span: self.side.lines.span(value.file_range()) }
    }

    fn place_of(&self, item: usize) -> Place {
        self.place(format!("/activities/{item}"), self.items[item])
    }

    fn events(&self, item: usize) -> Vec<Event<'c>> {
        let Some(activity) = self.activities[item] else { return Vec::new() };
        let events = activity.value().present("events").filter(|events| events.kind() == Kind::Array);
        let mut exits = activity.exits().peekable();
        let events = events.into_iter().flat_map(Value::children).enumerate();
        events
            .map(|(number, value)| Event { number, value, exit: exits.next_if(|exit| exit.item() == number) })
            .collect()
    }
}

impl<'c> Comparison<'c> {
    pub(super) fn new(sides: Sides<FlowSide<'c>>, canvas: bool) -> Self {
        let sides = sides.map(Version::new);
        let is_same = sides.old.flow().definition().token() == sides.new.flow().definition().token();
        let pairs = if is_same {
            Pairs::equal(sides.old.items.len())
        } else {
            pair_activities(Sides { old: &sides.old.items, new: &sides.new.items })
        };
        Comparison { sides, pairs, canvas, changes: Vec::new() }
    }

    /// All changes, in their order.
    pub(super) fn changes(mut self) -> (Vec<Change>, Sides<Version<'c>>, Pairs) {
        self.compare_flows();
        for new in 0..self.sides.new.items.len() {
            match self.pairs.of_new[new] {
                Some(old) => {
                    let first = self.changes.len();
                    self.compare_activities(Sides { old, new });
                    self.changes[first..].sort_by(|a, b| a.order().cmp(&b.order()));
                }
                None => self.add_whole(ChangeKind::ActivityAdded, Sides { old: None, new: Some(new) }),
            }
        }
        for old in 0..self.sides.old.items.len() {
            if self.pairs.of_old[old].is_none() {
                self.add_whole(ChangeKind::ActivityRemoved, Sides { old: Some(old), new: None });
            }
        }
        (self.changes, self.sides, self.pairs)
    }

    fn compare_flows(&mut self) {
        let [old, new] = [&self.sides.old, &self.sides.new];
        let metadata = Sides { old: old.flow().metadata(), new: new.flow().metadata() };
        let fields: [Field; 4] = [
            ("name", |flow| flow.name.as_deref().map(Json::text), |flow| &flow.spans.name),
            ("type", |flow| flow.flow_type.as_deref().map(Json::text), |flow| &flow.spans.flow_type),
            ("published", |flow| Some(Json::of(&flow.published?.into())), |flow| &flow.spans.published),
            ("numbers", numbers, |flow| &flow.spans.numbers),
        ];
        for (field, value, bytes) in fields {
            let values = metadata.map(value);
            // What one of them does not know may be as it was.
            if values.old.is_some() && values.new.is_some() && values.old != values.new {
                let place = |version: &Version<'_>| {
                    let span = version.side.lines.span(bytes(version.flow().metadata()).clone());
                    Some(Place { pointer: String::new(), span })
                };
                let values = values.map(|value| value.map(Content::Json));
                let change = Change::new(ChangeKind::FlowChanged, values, self.sides.as_ref().map(place));
                self.changes.push(Change { field: Some(field), ..change });
            }
        }
        let description = self.sides.as_ref().map(|version| version.flow().definition().present("description"));
        if differ(description) {
            let place = |version: &Version<'_>| {
                let definition = version.flow().definition();
                Some(match definition.present("description") {
                    Some(description) => version.place("/description".to_owned(), description),
                    None => version.place(String::new(), definition),
                })
            };
            let change = Change::new(ChangeKind::FlowChanged, contents(description), self.sides.as_ref().map(place));
            self.changes.push(Change { field: Some("description"), ..change });
        }
    }

    fn compare_activities(&mut self, items: Sides<usize>) {
        let item = Sides { old: self.sides.old.items[items.old], new: self.sides.new.items[items.new] };
        let about = About { items, exit: None };
        // What is written alike differs at most in what the ids of its exits stand for.
        if item.old.token() != item.new.token() {
            let own = [ChangeKind::ActivityRenamed, ChangeKind::TypeChanged, ChangeKind::IdChanged];
            for (kind, key) in own.into_iter().zip(["name", "type", "id"]) {
                let both = item.map(|item| item.present(key));
                if differ(both) {
                    self.add(kind, about, &format!("/{key}"), both);
                }
            }
            self.compare_properties(item, about);
            let events = item.map(|item| item.present("events").filter(|events| events.kind() != Kind::Array));
            if differ(events) {
                self.add_by_pointer(ChangeKind::MemberChanged, about, "/events", events);
            }
            let rest = [item.old, item.new].map(|item| members(item, &OF_ACTIVITY));
            self.differences(ChangeKind::MemberChanged, about, "", rest);
        }
        self.compare_exits(items);
    }

    fn compare_properties(&mut self, item: Sides<Value<'c>>, about: About<'c>) {
        let properties = item.map(|item| item.present("properties"));
        let may_be_object = |value: Option<Value<'_>>| value.is_none_or(|value| value.kind() == Kind::Object);
        if may_be_object(properties.old) && may_be_object(properties.new) {
            let inside = [properties.old, properties.new];
            let inside = inside.map(|properties| properties.map(|properties| members(properties, &[POSITION])));
            let inside = inside.map(Option::unwrap_or_default);
            self.differences(ChangeKind::PropertyChanged, about, "/properties", inside);
        } else if differ(properties) {
            self.add_by_pointer(ChangeKind::PropertyChanged, about, "/properties", properties);
        }
        let position = properties.map(|properties| properties?.present(POSITION));
        if self.canvas && differ(position) {
            self.add(ChangeKind::ActivityMoved, about, &format!("/properties/{POSITION}"), position);
        }
    }

    fn compare_exits(&mut self, items: Sides<usize>) {
        let events = Sides { old: self.sides.old.events(items.old), new: self.sides.new.events(items.new) };
        let pairs = if events.old.iter().map(Event::name).eq(events.new.iter().map(Event::name)) {
            Pairs::equal(events.old.len())
        } else {
            let mut pairs = Pairs::none(events.old.len(), events.new.len());
            // Those without a name are paired too: they have none.
            pairs
                .in_order(Sides { old: &events.old[..], new: &events.new[..] }, |event: &Event<'c>| Some(event.name()));
            pairs
        };
        for (new, partner) in events.new.iter().zip(&pairs.of_new) {
            match partner {
                Some(old) => self.compare_exit(Sides { old: events.old[*old], new: *new }, items),
                None => self.add_exit(ChangeKind::ExitAdded, items, Sides { old: None, new: Some(*new) }),
            }
        }
        for (old, _) in events.old.iter().zip(&pairs.of_old).filter(|(_, partner)| partner.is_none()) {
            self.add_exit(ChangeKind::ExitRemoved, items, Sides { old: Some(*old), new: None });
        }
    }

    fn compare_exit(&mut self, event: Sides<Event<'c>>, items: Sides<usize>) {
        let about = About { items, exit: Some(event.map(Some)) };
        let value = event.map(|event| event.value);
        let Sides { old: Some(old), new: Some(new) } = event.map(|event| event.exit) else {
            if differ(value.map(Some)) {
                self.add_by_pointer(ChangeKind::MemberChanged, about, "", value.map(Some));
            }
            return;
        };
        let next = value.map(|value| value.present("next"));
        if self.leads_elsewhere(old, new) {
            let targets = Sides { old: Target::of(old), new: Target::of(new) };
            self.add(ChangeKind::ExitRewired, about, "/next", next).values = targets.map(|to| to.map(Content::Target));
        }
        if value.old.token() == value.new.token() {
            return;
        }
        // What is no id is nothing that a call could follow, and still a change.
        let is_broken = |exit: Exit<'_>| exit.next() == Next::Broken;
        if !old.is_wired() && !new.is_wired() && (is_broken(old) || is_broken(new)) && differ(next) {
            self.add_by_pointer(ChangeKind::MemberChanged, about, "/next", next);
        }
        let named = value.map(|value| value.present("event"));
        if old.event().is_none() && new.event().is_none() && differ(named) {
            self.add_by_pointer(ChangeKind::MemberChanged, about, "/event", named);
        }
        let rest = [value.old, value.new].map(|value| members(value, &OF_EXIT));
        self.differences(ChangeKind::MemberChanged, about, "", rest);
    }

    fn leads_elsewhere(&self, old: Exit<'c>, new: Exit<'c>) -> bool {
        match (old.target(), new.target()) {
            (Some(old), Some(new)) => self.pairs.of_old[old.item()] != Some(new.item()),
            (None, None) if old.is_wired() && new.is_wired() => old.next() != new.next(),
            _ => old.is_wired() || new.is_wired(),
        }
    }

    /// Adds the values that differ among these members and in the objects that both sides have there.
    fn differences(&mut self, kind: ChangeKind, about: About<'c>, pointer: &str, members: [Members<'c>; 2]) {
        let mut to_do = vec![(pointer.to_owned(), members)];
        while let Some((pointer, members)) = to_do.pop() {
            for (key, both) in merged(members) {
                if let Sides { old: Some(old), new: Some(new) } = both
                    && old.token() == new.token()
                {
                    continue;
                }
                let mut pointer = pointer.clone();
                push_step(&mut pointer, Some(key), 0);
                match both {
                    Sides { old: Some(old), new: Some(new) }
                        if old.kind() == Kind::Object && new.kind() == Kind::Object =>
                    {
                        to_do.push((pointer, [old, new].map(Value::present_members)));
                    }
                    _ if differ(both) => self.add_by_pointer(kind, about, &pointer, both),
                    _ => {}
                }
            }
        }
    }

    /// Adds an activity that came or went.
    fn add_whole(&mut self, kind: ChangeKind, items: Sides<Option<usize>>) {
        let activity = Sides {
            old: items.old.map(|item| self.sides.old.reference(item)),
            new: items.new.map(|item| self.sides.new.reference(item)),
        };
        let places = Sides {
            old: items.old.map(|item| self.sides.old.place_of(item)),
            new: items.new.map(|item| self.sides.new.place_of(item)),
        };
        let change = Change::new(kind, Sides::default(), places);
        self.changes.push(Change { activity: Some(activity), ..change });
    }

    /// Adds an exit that came or went.
    fn add_exit(&mut self, kind: ChangeKind, items: Sides<usize>, event: Sides<Option<Event<'c>>>) {
        let targets = event.map(|event| event?.exit.and_then(Target::of).map(Content::Target));
        let about = About { items, exit: Some(event) };
        self.add(kind, about, "", event.map(|event| event.map(|event| event.value))).values = targets;
    }

    fn add_by_pointer(&mut self, kind: ChangeKind, about: About<'c>, pointer: &str, values: Both<'c>) {
        self.add(kind, about, pointer, values).pointer = Some(pointer.to_owned());
    }

    /// Adds a change of a value, given by its pointer in the exit or activity. Where a side has no such value, its exit or
    /// activity is the place.
    fn add(&mut self, kind: ChangeKind, about: About<'c>, pointer: &str, values: Both<'c>) -> &mut Change {
        let About { items, exit } = about;
        let place = |version: &Version<'c>, item: usize, event: Option<Event<'c>>, value: Option<Value<'c>>| {
            let (mut holder, whole) = (format!("/activities/{item}"), event.map(|event| event.value));
            if let Some(event) = event {
                holder += &format!("/events/{}", event.number);
            }
            match value {
                Some(value) => version.place(holder + pointer, value),
                None => version.place(holder, whole.unwrap_or(version.items[item])),
            }
        };
        let events = exit.unwrap_or_default();
        let places = Sides {
            old: Some(place(&self.sides.old, items.old, events.old, values.old)),
            new: Some(place(&self.sides.new, items.new, events.new, values.new)),
        };
        let activity =
            Sides { old: Some(self.sides.old.reference(items.old)), new: Some(self.sides.new.reference(items.new)) };
        let exit = exit.map(|events| shown(events.newest().and_then(Event::name)));
        let change = Change::new(kind, contents(values), places);
        self.changes.push(Change { activity: Some(activity), exit, ..change });
        let last = self.changes.len() - 1;
        &mut self.changes[last]
    }
}

/// Members with their keys, sorted by key.
type Members<'c> = Vec<(Cow<'c, str>, Value<'c>)>;

/// The members of an object that are not `null`, but for some.
fn members<'c>(object: Value<'c>, but: &[&str]) -> Members<'c> {
    let mut members = object.present_members();
    members.retain(|(key, _)| !but.contains(&&**key));
    members
}

/// The members of both sides by their keys.
fn merged<'c>([old, new]: [Members<'c>; 2]) -> Vec<(Cow<'c, str>, Both<'c>)> {
    let mut merged = Vec::with_capacity(old.len().max(new.len()));
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some((old, _)), Some((new, _))) => old.cmp(new),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return merged,
        };
        let old = if order.is_le() { old.next() } else { None };
        let new = if order.is_ge() { new.next() } else { None };
        let [old_value, new_value] = [&old, &new].map(|member| member.as_ref().map(|(_, value)| *value));
        merged.extend(old.or(new).map(|(key, _)| (key, Sides { old: old_value, new: new_value })));
    }
}

fn differ(both: Both<'_>) -> bool {
    match both {
        Sides { old: Some(old), new: Some(new) } => !old.equals(new),
        Sides { old, new } => old.is_some() != new.is_some(),
    }
}

fn contents(both: Both<'_>) -> Sides<Option<Content>> {
    both.map(|value| value.map(|value| Content::Json(Json::of_value(value))))
}

/// The numbers of a flow as a set.
fn numbers(metadata: &Metadata) -> Option<Json> {
    let mut numbers: Vec<_> = metadata.numbers().collect();
    numbers.sort_unstable();
    numbers.dedup();
    metadata.knows_numbers.then(|| Json::of(&numbers.into()))
}
