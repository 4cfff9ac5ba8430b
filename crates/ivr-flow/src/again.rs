//! What comes again in a flow: names, edge ids, positions and node indexes that an earlier activity or exit has.
//!
//! It is found out while the flow is read, since then all of it is at hand; a large flow is in no cache later on.

use crate::decimal::Decimal;
use crate::json::{Json, Kind, Value};
use crate::key::Key;
use crate::seen::{Repeats, Seen};

/// The indexes of those activities, or exits, that have what an earlier one has.
#[derive(Default)]
pub(crate) struct Again {
    pub(crate) names: Vec<usize>,
    pub(crate) positions: Vec<usize>,
    pub(crate) edge_ids: Vec<usize>,
    /// The indexes of the activities two of whose exits may have the same event.
    pub(crate) events: Vec<usize>,
    /// Whether some node index is not greater than all before it. Nearly always they grow.
    pub(crate) node_indexes: bool,
}

/// What has been met so far.
pub(crate) struct Met {
    /// The ids of activities, numbered by the indexes of those.
    pub(crate) ids: Repeats,
    names: Repeats,
    positions: Repeats,
    edge_ids: Repeats,
    /// The [digits](Decimal::digits_of) of the node index of the last activity that has one.
    node_index: Option<(usize, u64)>,
    /// What needs no table.
    again: Again,
}

impl Met {
    /// Nothing, with room for what so many activities have.
    pub(crate) fn with_room(activities: usize) -> Self {
        let room = [activities, activities, activities, 2 * activities];
        let [ids, names, positions, edge_ids] = room.map(Repeats::with_room);
        Met { ids, names, positions, edge_ids, node_index: None, again: Again::default() }
    }

    /// The name of the activity with this index.
    #[inline]
    pub(crate) fn name(&mut self, activity: usize, name: Value<'_>) {
        add_text(&mut self.names, name, activity);
    }

    /// The edge id of the exit with this index.
    #[inline]
    pub(crate) fn edge_id(&mut self, exit: usize, edge_id: Value<'_>) {
        add_text(&mut self.edge_ids, edge_id, exit);
    }

    /// The events of the exits of the activity with this index.
    #[inline]
    pub(crate) fn events<'a>(&mut self, activity: usize, events: impl Iterator<Item = Value<'a>>) {
        // The ends tell nearly all apart; few activities have more exits.
        let mut ends = [(0, 0); 8];
        for (number, event) in events.enumerate() {
            let end = event.last_eight();
            match (ends.get(number), end) {
                (Some(_), Some(end)) if !ends[..number].contains(&end) => ends[number] = end,
                _ => return self.again.events.push(activity),
            }
        }
    }

    /// The `position` of the activity with this index.
    #[inline]
    pub(crate) fn position(&mut self, activity: usize, position: Value<'_>) {
        if let Some(place) = Place::of(position) {
            let hash = self.positions.seen.hash_words(place.words());
            self.positions.add(hash, position.node(), activity, are_places(position.json()));
        }
    }

    /// The `nodeIndex` of an activity that is no ending.
    #[inline]
    pub(crate) fn node_index(&mut self, node_index: Value<'_>) {
        if self.again.node_indexes || node_index.is_null() {
            return;
        }
        let digits = Decimal::digits_of(node_index);
        self.again.node_indexes = digits.is_none() || digits <= self.node_index;
        self.node_index = digits;
    }

    /// What came again in the text, and the first activity with each id.
    pub(crate) fn again(mut self, json: &Json<'_>) -> (Again, Seen) {
        self.names.look(are_texts(json));
        self.positions.look(are_places(json));
        self.edge_ids.look(are_texts(json));
        let (names, positions, edge_ids) = (self.names.found, self.positions.found, self.edge_ids.found);
        let again = Again { names, positions, edge_ids, ..self.again };
        (again, self.ids.seen)
    }
}

#[inline]
fn add_text(texts: &mut Repeats, text: Value<'_>, whose: usize) {
    texts.add(text.hash(&texts.seen), text.node(), whose, are_texts(text.json()));
}

/// Whether two strings, by their nodes, say the same.
fn are_texts(json: &Json<'_>) -> impl Fn(u32, u32) -> bool {
    |one, other| json.value(one).says_as(json.value(other))
}

/// Whether two positions, by their nodes, are the same place.
fn are_places(json: &Json<'_>) -> impl Fn(u32, u32) -> bool {
    |one, other| match (Place::of(json.value(one)), Place::of(json.value(other))) {
        (Some(one), Some(other)) => one.is(&other),
        _ => false,
    }
}

/// The numbers `x` and `y` of a position.
struct Place<'a> {
    x: Value<'a>,
    y: Value<'a>,
}

impl<'a> Place<'a> {
    fn of(position: Value<'a>) -> Option<Self> {
        let [mut x, mut y] = [None; 2];
        for (number, node) in position.child_nodes() {
            match node.key {
                Some(Key::X) => x = (node.kind == Kind::Number).then_some(number),
                Some(Key::Y) => y = (node.kind == Kind::Number).then_some(number),
                _ => {}
            }
        }
        let json = position.json();
        Some(Place { x: json.value(x?), y: json.value(y?) })
    }

    fn is(&self, other: &Place<'_>) -> bool {
        Decimal::of_number(self.x) == Decimal::of_number(other.x)
            && Decimal::of_number(self.y) == Decimal::of_number(other.y)
    }

    /// The same for the same place.
    fn words(&self) -> [u64; 2] {
        [self.x, self.y].map(Decimal::word_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::one;

    /// Whether the strings of an array may come again, taken as events.
    fn may_repeat(text: &str) -> bool {
        let json = one(text);
        let mut met = Met::with_room(1);
        met.events(0, json.root().children());
        !met.again(&json).0.events.is_empty()
    }

    #[test]
    fn places_are_compared_exactly() {
        let cases = [
            (r#"[{"x":1,"y":2.50},{"y":25e-1,"x":1.0}]"#, true),
            (r#"[{"x":1,"y":2},{"x":2,"y":1}]"#, false),
            (r#"[{"x":1,"y":2},{"x":1}]"#, false),
            // Alike in all that is hashed of them.
            (r#"[{"x":1,"y":1234567890123456789012345},{"x":1,"y":1234567890123456789012346}]"#, false),
            (r#"[{"x":1234567890123456789012345,"y":1},{"x":1234567890123456789012346,"y":1}]"#, false),
            (r#"[{"x":1,"y":1234567890123456789012345},{"x":1,"y":1234567890123456789012345.0}]"#, true),
        ];
        for (text, is_same) in cases {
            let json = one(text);
            let mut met = Met::with_room(2);
            for (activity, position) in json.root().children().enumerate() {
                met.position(activity, position);
            }
            assert_eq!(met.again(&json).0.positions, if is_same { vec![1] } else { vec![] }, "{text}");
        }
    }

    #[test]
    fn events_are_told_apart_by_their_ends() {
        let apart = [
            r#"["success","failure","timeout","default"]"#,
            r#"["branch-1","branch-2","branch-10"]"#,
            r#"["1","11","","2"]"#,
            r#"["a","aa","aaa","aaaa","aaaaa","aaaaaa","aaaaaaa","aaaaaaaa"]"#,
            r#"["收号成功","收号失败"]"#,
        ];
        for text in apart {
            assert!(!may_repeat(&format!("{:8}{text}", "")), "{text}");
        }
        let alike = [
            r#"["1","2","1"]"#,
            r#"["",""]"#,
            r#"["success","failure","success"]"#,
            r#"["\u0061","a"]"#,
            // Too many to look at.
            r#"["1","2","3","4","5","6","7","8","9"]"#,
        ];
        for text in alike {
            assert!(may_repeat(&format!("{:8}{text}", "")), "{text}");
        }
        // Too near the beginning of the text to have eight bytes.
        assert!(may_repeat(r#"["a","b"]"#));
    }
}
