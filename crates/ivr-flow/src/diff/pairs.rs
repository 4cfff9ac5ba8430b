//! Which activities of two versions of a flow are the same one.

use std::hash::Hash;

use super::Sides;
use crate::HashMap;
use crate::catalogue::ActivityType;
use crate::json::{Kind, Value, is_blank};

/// The pairs of two lists, by the numbers of their items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    /// For each old item its partner.
    pub(super) of_old: Vec<Option<usize>>,
    /// For each new item its partner.
    pub(super) of_new: Vec<Option<usize>>,
}

/// Pairs the items of `activities`: by id, by type and name, by type and properties, and at last those that are equal.
pub(super) fn pair_activities<'t>(items: Sides<&[Value<'t>]>) -> Pairs {
    let mut pairs = Pairs::none(items.old.len(), items.new.len());
    pairs.in_order(items, |item: &Value<'t>| object(*item)?.get("id")?.string());
    pairs.unique(items, |item: &Value<'t>| {
        let name = object(*item)?.get("name")?.string()?;
        (!is_blank(&name)).then(|| (type_of(*item), name))
    });
    pairs.unique(items, |item| {
        let properties = object(*item)?.get("properties").filter(|properties| properties.kind() == Kind::Object)?;
        let is_known_by = properties.present_members().iter().any(|(key, _)| key != POSITION);
        is_known_by.then(|| (type_of(*item), properties.normal_without(POSITION)))
    });
    pairs.in_order(items, |item| Some(item.normal()));
    pairs
}

/// The member of `properties` that only says where an activity is on the canvas.
pub(super) const POSITION: &str = "position";

impl Pairs {
    pub(super) fn none(old: usize, new: usize) -> Self {
        Pairs { of_old: vec![None; old], of_new: vec![None; new] }
    }

    /// The pairs of equal lists.
    pub(super) fn equal(count: usize) -> Self {
        let all: Vec<_> = (0..count).map(Some).collect();
        Pairs { of_old: all.clone(), of_new: all }
    }

    /// Pairs the k-th that has a key with the k-th.
    pub(super) fn in_order<T, K: Hash + Eq>(&mut self, items: Sides<&[T]>, key: impl Fn(&T) -> Option<K>) {
        // The first that is left with each key, and for each the next with its key.
        let mut first = HashMap::<K, usize>::default();
        let mut next = vec![None; items.new.len()];
        for (index, key) in left(items.new, &self.of_new, &key).into_iter().rev() {
            next[index] = first.insert(key, index);
        }
        for (old, key) in left(items.old, &self.of_old, &key) {
            let Some(new) = first.remove(&key) else { continue };
            self.join(old, new);
            if let Some(next) = next[new] {
                first.insert(key, next);
            }
        }
    }

    /// Pairs those whose key no other has that is left on its side.
    pub(super) fn unique<T, K: Hash + Eq>(&mut self, items: Sides<&[T]>, key: impl Fn(&T) -> Option<K>) {
        // Of each key the only item, or that there are several.
        let mut known = HashMap::<K, Sides<Option<Result<usize, Several>>>>::default();
        let add = |known: &mut Option<Result<usize, Several>>, index| {
            *known = Some(if known.is_none() { Ok(index) } else { Err(Several) });
        };
        for (index, key) in left(items.old, &self.of_old, &key) {
            add(&mut known.entry(key).or_default().old, index);
        }
        for (index, key) in left(items.new, &self.of_new, &key) {
            if let Some(known) = known.get_mut(&key) {
                add(&mut known.new, index);
            }
        }
        for pair in known.into_values() {
            if let Sides { old: Some(Ok(old)), new: Some(Ok(new)) } = pair {
                self.join(old, new);
            }
        }
    }

    fn join(&mut self, old: usize, new: usize) {
        self.of_old[old] = Some(new);
        self.of_new[new] = Some(old);
    }
}

#[derive(Debug, Clone, Copy)]
struct Several;

/// The items without a partner that have a key, with their numbers.
fn left<T, K>(items: &[T], partners: &[Option<usize>], key: impl Fn(&T) -> Option<K>) -> Vec<(usize, K)> {
    let items = items.iter().zip(partners).enumerate();
    items
        .filter(|(_, (_, partner))| partner.is_none())
        .filter_map(|(index, (item, _))| Some((index, key(item)?)))
        .collect()
}

fn object(item: Value<'_>) -> Option<Value<'_>> {
    (item.kind() == Kind::Object).then_some(item)
}

/// The type of an item as its pairs see it: an alias is the type that it stands for, and one that is no string is what it
/// says.
fn type_of(item: Value<'_>) -> Result<String, Option<String>> {
    let Some(kind) = item.present("type") else { return Err(None) };
    match kind.string() {
        Some(name) => {
            Ok(ActivityType::by_name(&name).map_or_else(|| name.clone().into_owned(), |known| known.name.to_owned()))
        }
        None => Err(Some(kind.normal())),
    }
}
