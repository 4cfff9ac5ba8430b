//! Edits of a definition whose ids and names are unique, each with the changes that it is.

use super::flows::Random;
use super::pairing::{Expected, rank, text};
use super::tree::Tree;

/// A definition as a tree.
pub(crate) fn tree(json: &str) -> Tree {
    fn of(value: serde_json::Value) -> Tree {
        match value {
            serde_json::Value::Null => Tree::Null,
            serde_json::Value::Bool(value) => Tree::Bool(value),
            serde_json::Value::Number(number) => Tree::Number(number.to_string()),
            serde_json::Value::String(text) => Tree::String(text),
            serde_json::Value::Array(items) => Tree::Array(items.into_iter().map(of).collect()),
            serde_json::Value::Object(members) => {
                Tree::Object(members.into_iter().map(|(key, value)| (key, of(value))).collect())
            }
        }
    }
    of(serde_json::from_str(json).expect("JSON"))
}

pub(crate) fn set(object: &mut Tree, key: &str, value: Tree) {
    let Tree::Object(members) = object else { panic!("no object") };
    members.retain(|(own, _)| own != key);
    members.push((key.to_owned(), value));
}

pub(crate) fn items<'t>(object: &'t mut Tree, key: &str) -> &'t mut Vec<Tree> {
    let Tree::Object(members) = object else { panic!("no object") };
    match members.iter_mut().find(|(own, _)| own == key) {
        Some((_, Tree::Array(items))) => items,
        _ => panic!("no array {key}"),
    }
}

pub(crate) fn text_of(object: &Tree, key: &str) -> Option<String> {
    object.get(key).and_then(Tree::as_text).map(str::to_owned)
}

/// Whether what is edited here can be told exactly: every id, and every type with its name, is there once.
pub(crate) fn is_plain(definition: &Tree) -> bool {
    let activities = definition.get("activities").map_or(&[][..], Tree::items);
    let of = |key| activities.iter().map(|activity| text_of(activity, key)).collect::<Vec<_>>();
    let is_unique = |texts: Vec<Option<String>>| {
        let count = texts.len();
        let mut texts: Vec<_> = texts.into_iter().flatten().filter(|text| !text.trim().is_empty()).collect();
        texts.sort();
        texts.dedup();
        texts.len() == count
    };
    let has_lists = activities.iter().all(|activity| matches!(activity.get("events"), Some(Tree::Array(_))));
    let is_object = |key| activities.iter().all(|activity| matches!(activity.get(key), None | Some(Tree::Object(_))));
    let has_objects = activities.iter().flat_map(|activity| activity.get("events").map_or(&[][..], Tree::items));
    let exits_are_objects = has_objects.into_iter().all(|exit| matches!(exit, Tree::Object(_)));
    let events = |activity: &Tree| {
        let exits = activity.get("events").map_or(&[][..], Tree::items);
        exits.iter().map(|exit| text_of(exit, "event")).collect::<Vec<_>>()
    };
    // The order of exits with one name says which is which.
    activities.len() > 2
        && activities.iter().all(|activity| is_unique(events(activity)))
        && is_unique(of("id"))
        && is_unique(of("name"))
        && has_lists
        && is_object("properties")
        && exits_are_objects
}

/// An edited definition, and the changes in it by the ids of their activities before and after; the targets of exits are
/// ids still.
pub(crate) struct Edited {
    pub(crate) old: Tree,
    pub(crate) new: Tree,
    changes: Vec<(Option<String>, Option<String>, Expected)>,
}

const KINDS: [&str; 12] = [
    "rename",
    "rewire",
    "new-id",
    "new-type",
    "property",
    "nested",
    "member",
    "exit-member",
    "move",
    "add-exit",
    "remove-exit",
    "unwire",
];

impl Edited {
    /// Edits some activities, each once; adds and removes some.
    pub(crate) fn new(old: Tree, random: &mut Random) -> Self {
        let mut edited = Edited { new: old.clone(), old, changes: Vec::new() };
        let count = edited.old.get("activities").expect("activities").items().len();
        let removed = (random.below(3) == 0).then(|| random.below(count));
        let mut done = vec![false; count];
        for _ in 0..random.below(count.min(6)) {
            let activity = random.below(count);
            if Some(activity) != removed && !std::mem::replace(&mut done[activity], true) {
                edited.edit(activity, KINDS[random.below(KINDS.len())], removed, random);
            }
        }
        if random.below(3) == 0 {
            edited.add(random);
        }
        if let Some(removed) = removed {
            edited.remove(removed);
        }
        edited
    }

    /// The changes in their order.
    pub(crate) fn expected(&self) -> Vec<Expected> {
        let [old, new] = [&self.old, &self.new].map(|flow| flow.get("activities").expect("activities").items());
        let index = |list: &[Tree], id: &Option<String>| {
            id.as_ref().map(|id| list.iter().position(|item| text_of(item, "id").as_ref() == Some(id)).expect("an id"))
        };
        let target = |list: &[Tree], id: Option<String>| {
            id.map(|id| {
                let name = list.iter().find(|item| text_of(item, "id").as_ref() == Some(&id));
                let name = name.and_then(|item| text_of(item, "name"));
                serde_json::json!({"id": id, "name": name}).to_string()
            })
        };
        let changes = self.changes.iter().map(|(was, is, change)| {
            let mut change = change.clone();
            change.activity = (index(old, was), index(new, is));
            if change.kind.starts_with("exit-") {
                change.old = target(old, change.old);
                change.new = target(new, change.new);
            }
            change
        });
        let mut changes: Vec<_> = changes.collect();
        changes.sort_by_key(|change| {
            (change.activity.1.is_none(), change.activity.1, change.activity.0, rank(change.kind), change.event.clone())
        });
        changes
    }

    fn edit(&mut self, number: usize, kind: &str, removed: Option<usize>, random: &mut Random) {
        let ids: Vec<_> =
            self.old.get("activities").expect("activities").items().iter().map(|item| text_of(item, "id")).collect();
        let count = ids.len();
        let activity = &mut items(&mut self.new, "activities")[number];
        let id = text_of(activity, "id");
        let mut is = id.clone();
        let mut change = expected("");
        match kind {
            "rename" => {
                change.kind = "activity-renamed";
                change.old = activity.present("name").map(text);
                set(activity, "name", Tree::String(format!("改名{number}")));
                change.new = activity.present("name").map(text);
            }
            "new-type" => {
                change.kind = "type-changed";
                change.old = activity.present("type").map(text);
                set(activity, "type", Tree::text("BRAND_NEW"));
                change.new = Some("\"BRAND_NEW\"".to_owned());
            }
            "new-id" => {
                let new = format!("new-{number}");
                (change.kind, change.old, change.new) =
                    ("id-changed", activity.present("id").map(text), Some(format!("\"{new}\"")));
                set(activity, "id", Tree::String(new.clone()));
                for activity in items(&mut self.new, "activities") {
                    for exit in items(activity, "events") {
                        if text_of(exit, "next") == id {
                            set(exit, "next", Tree::String(new.clone()));
                        }
                    }
                }
                for (_, _, change) in &mut self.changes {
                    // A target that is named by its id is so on its own side.
                    if change.kind.starts_with("exit-") && change.new == id {
                        change.new = Some(new.clone());
                    }
                }
                for (_, known, _) in &mut self.changes {
                    if *known == id {
                        *known = Some(new.clone());
                    }
                }
                is = Some(new);
            }
            "property" | "nested" | "move" => {
                let empty = Tree::Object(Vec::new());
                let mut properties = activity.get("properties").cloned().unwrap_or(empty);
                let (key, value) = match kind {
                    "property" => ("brand/new~", Tree::Number("1.50".to_owned())),
                    "nested" => ("brand-new", Tree::object([("a", Tree::object([("b", Tree::Null)]))])),
                    _ => ("position", Tree::object([("x", Tree::Number("99999".to_owned()))])),
                };
                change.kind = if kind == "move" { "activity-moved" } else { "property-changed" };
                change.pointer =
                    (kind != "move").then(|| format!("/properties/{}", key.replace('~', "~0").replace('/', "~1")));
                change.old = properties.present(key).map(text);
                change.new = Some(text(&value));
                set(&mut properties, key, value);
                set(activity, "properties", properties);
            }
            "member" => {
                set(activity, "remark", Tree::Array(vec![Tree::Null]));
                (change.kind, change.pointer, change.new) =
                    ("member-changed", Some("/remark".into()), Some("[null]".into()));
            }
            "add-exit" => {
                let exit = Tree::object([("event", Tree::text("brand-new")), ("next", Tree::text("nowhere"))]);
                items(activity, "events").insert(0, exit);
                (change.kind, change.event, change.new) =
                    ("exit-added", Some(Some("brand-new".into())), Some("nowhere".into()));
            }
            _ => {
                let exits = items(activity, "events");
                let repeats = |exits: &[Tree], exit: usize| {
                    exits.iter().filter(|other| text_of(other, "event") == text_of(&exits[exit], "event")).count() > 1
                };
                if exits.is_empty() {
                    return;
                }
                let exit = random.below(exits.len());
                if repeats(exits, exit) {
                    return;
                }
                change.event = Some(text_of(&exits[exit], "event"));
                let next = text_of(&exits[exit], "next").filter(|next| !next.is_empty());
                match kind {
                    "remove-exit" => {
                        change.kind = "exit-removed";
                        change.old = next;
                        exits.remove(exit);
                    }
                    "exit-member" => {
                        set(&mut exits[exit], "remark", Tree::text("x"));
                        (change.kind, change.pointer, change.new) =
                            ("member-changed", Some("/remark".into()), Some("\"x\"".into()));
                    }
                    "unwire" if next.is_some() => {
                        (change.kind, change.old) = ("exit-rewired", next);
                        set(&mut exits[exit], "next", Tree::text(""));
                    }
                    "rewire" => {
                        let to = random.below(count);
                        let target = ids[to].clone();
                        // Where a target was given a new id before, it is left alone here.
                        let is_known = self.changes.iter().any(|(was, is, _)| was == &target && is != &target);
                        if target == next || Some(to) == removed || is_known || next.is_some() && !ids.contains(&next) {
                            return;
                        }
                        (change.kind, change.old, change.new) = ("exit-rewired", next, target.clone());
                        set(&mut exits[exit], "next", Tree::String(target.expect("an id")));
                    }
                    _ => return,
                }
                // What leads to an activity with a new id names it by that on the new side only.
                let renamed = self.changes.iter().find(|(_, is, _)| change.old.is_some() && is == &change.old);
                if let Some((Some(was), Some(_), known)) = renamed
                    && known.kind == "id-changed"
                {
                    change.old = Some(was.clone());
                }
            }
        }
        self.changes.push((id, is, change));
    }

    fn add(&mut self, random: &mut Random) {
        let activity = Tree::object([
            ("type", Tree::text("PLAY_SAY")),
            ("id", Tree::text("brand-new")),
            ("name", Tree::text("全新")),
            ("properties", Tree::object([("say", Tree::text("全新的放音"))])),
            ("events", Tree::Array(vec![Tree::object([("event", Tree::text("complete"))])])),
        ]);
        let list = items(&mut self.new, "activities");
        let place = random.below(list.len() + 1);
        list.insert(place, activity);
        self.changes.push((None, Some("brand-new".to_owned()), expected("activity-added")));
    }

    /// Removes an activity; what led there leads nowhere then.
    fn remove(&mut self, number: usize) {
        let removed = text_of(&self.old.get("activities").expect("activities").items()[number], "id");
        let list = items(&mut self.new, "activities");
        list.retain(|activity| text_of(activity, "id") != removed);
        for activity in list {
            let is = text_of(activity, "id");
            let known = self.changes.iter().find(|(_, known, _)| *known == is);
            let was = known.map_or_else(|| is.clone(), |(was, _, _)| was.clone());
            for exit in activity.get("events").map_or(&[][..], Tree::items) {
                if text_of(exit, "next") == removed {
                    let event = Some(text_of(exit, "event"));
                    let change =
                        Expected { event, old: removed.clone(), new: removed.clone(), ..expected("exit-rewired") };
                    self.changes.push((was.clone(), is.clone(), change));
                }
            }
        }
        self.changes.push((removed, None, expected("activity-removed")));
    }
}

fn expected(kind: &'static str) -> Expected {
    Expected { kind, activity: (None, None), event: None, pointer: None, old: None, new: None }
}

/// Shuffles what has no order that counts: keys, and by `lists` the activities and exits too.
pub(crate) fn shuffled(tree: &Tree, random: &mut Random, lists: bool) -> Tree {
    fn mix<T>(items: &mut [T], random: &mut Random) {
        for last in (1..items.len()).rev() {
            items.swap(last, random.below(last + 1));
        }
    }
    match tree {
        Tree::Array(items) => Tree::Array(items.iter().map(|item| shuffled(item, random, false)).collect()),
        Tree::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(key, value)| {
                    let is_list = lists && ["activities", "events"].contains(&key.as_str());
                    let mut value = match value {
                        Tree::Array(items) if is_list => {
                            Tree::Array(items.iter().map(|item| shuffled(item, random, true)).collect())
                        }
                        value => shuffled(value, random, false),
                    };
                    if let (Tree::Array(items), true) = (&mut value, is_list) {
                        mix(items, random);
                    }
                    if ["edgeId", "nodeIndex"].contains(&key.as_str()) {
                        value = Tree::String(format!("new{}", random.below(1000)));
                    }
                    (key.clone(), value)
                })
                .collect();
            mix(&mut members, random);
            Tree::Object(members)
        }
        other => other.clone(),
    }
}
