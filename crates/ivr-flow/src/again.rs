//! What comes again in a flow: names, edge ids, positions and node indexes that an earlier activity or exit has.
//!
//! It is found out while the flow is read, since then all of it is at hand; a large flow is in no cache later on.

use crate::decimal::Decimal;
use crate::json::{Kind, Value};
use crate::key::Key;
use crate::seen::Seen;

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
    pub(crate) again: Again,
    names: Seen,
    positions: Seen,
    edge_ids: Seen,
    /// The node index of the last activity that has one.
    node_index: Option<i64>,
}

impl Met {
    /// Nothing, with room for what so many activities have.
    pub(crate) fn with_room(activities: usize) -> Self {
        let [names, positions, edge_ids] = [activities, activities, 2 * activities].map(Seen::with_room);
        Met { again: Again::default(), names, positions, edge_ids, node_index: None }
    }

    /// The name of the activity with this index.
    #[inline]
    pub(crate) fn name(&mut self, activity: usize, name: Value<'_>) {
        if is_again(&mut self.names, name) {
            self.again.names.push(activity);
        }
    }

    /// The edge id of the exit with this index.
    #[inline]
    pub(crate) fn edge_id(&mut self, exit: usize, edge_id: Value<'_>) {
        if is_again(&mut self.edge_ids, edge_id) {
            self.again.edge_ids.push(exit);
        }
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
        let Some(place) = Place::of(position) else { return };
        let is_same = |earlier| Place::of(position.json().value(earlier)).is_some_and(|earlier| place.is(&earlier));
        let node = position.node();
        if self.positions.first(self.positions.hash_words(place.words()), node, is_same) != node {
            self.again.positions.push(activity);
        }
    }

    /// The `nodeIndex` of an activity that is no ending.
    #[inline]
    pub(crate) fn node_index(&mut self, node_index: Value<'_>) {
        if self.again.node_indexes || node_index.is_null() {
            return;
        }
        let number = Decimal::short_of(node_index);
        self.again.node_indexes = number.is_none() || number <= self.node_index;
        self.node_index = number;
    }
}

#[inline]
fn is_again(seen: &mut Seen, text: Value<'_>) -> bool {
    let same = |earlier| text.json().value(earlier).says_as(text);
    seen.first(text.hash(seen), text.node(), same) != text.node()
}

/// The numbers `x` and `y` of a position.
struct Place<'a> {
    x: Value<'a>,
    y: Value<'a>,
}

impl<'a> Place<'a> {
    fn of(position: Value<'a>) -> Option<Self> {
        let [mut x, mut y] = [None; 2];
        for member in position.children() {
            match member.known_key() {
                Some(Key::X) => x = Some(member),
                Some(Key::Y) => y = Some(member),
                _ => {}
            }
        }
        let number = |value: Option<Value<'a>>| value.filter(|value| value.kind() == Kind::Number);
        Some(Place { x: number(x)?, y: number(y)? })
    }

    fn is(&self, other: &Place<'_>) -> bool {
        Decimal::of_number(self.x) == Decimal::of_number(other.x)
            && Decimal::of_number(self.y) == Decimal::of_number(other.y)
    }

    /// The same for the same place.
    fn words(&self) -> [u64; 2] {
        [self.x, self.y].map(|number| match Decimal::short_of(number) {
            Some(short) => short.cast_unsigned(),
            None => Decimal::of_number(number).map_or(0, |number| number.word()),
        })
    }
}
