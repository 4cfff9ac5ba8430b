//! What differs between two definitions once more, as naively as the words of its description allow: every pair is looked
//! for by going through all others, and values are compared by walking them.

use std::collections::BTreeMap;

use super::tree::Tree;

/// A change without its places: kind, numbers of the activity, event, pointer, what was there and what is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Expected {
    pub(crate) kind: &'static str,
    pub(crate) activity: (Option<usize>, Option<usize>),
    /// Of a change of an exit, and only of one.
    pub(crate) event: Option<Option<String>>,
    pub(crate) pointer: Option<String>,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
}

/// What a value says, so that two that say the same are equal.
#[derive(Debug, Clone, PartialEq)]
enum Said {
    Nothing,
    Bool(bool),
    Number(bool, String, i64),
    Text(String),
    List(Vec<Said>),
    Members(BTreeMap<String, Said>),
}

/// The changes of the activities of two definitions, in their order; `canvas` as on the command line.
pub(crate) fn changes(old: &Tree, new: &Tree, canvas: bool) -> Vec<Expected> {
    let [old, new] = [old, new].map(|flow| flow.get("activities").map_or(&[][..], Tree::items));
    let pairs = pairs(old, new);
    let mut changes = Vec::new();
    for (number, item) in new.iter().enumerate() {
        match pairs.iter().find(|(_, partner)| *partner == number) {
            Some(&(partner, _)) => {
                let mut own = Vec::new();
                let about = |kind| Expected { activity: (Some(partner), Some(number)), ..expected(kind) };
                of_activity(&old[partner], item, &(old, new, &pairs), canvas, &about, &mut own);
                own.sort_by(|a, b| {
                    let key = |change: &Expected| (rank(change.kind), change.event.clone(), change.pointer.clone());
                    key(a).cmp(&key(b))
                });
                changes.extend(own);
            }
            None => changes.push(Expected { activity: (None, Some(number)), ..expected("activity-added") }),
        }
    }
    for number in (0..old.len()).filter(|number| !pairs.iter().any(|(partner, _)| partner == number)) {
        changes.push(Expected { activity: (Some(number), None), ..expected("activity-removed") });
    }
    changes
}

fn expected(kind: &'static str) -> Expected {
    Expected { kind, activity: (None, None), event: None, pointer: None, old: None, new: None }
}

pub(crate) fn rank(kind: &str) -> usize {
    let kinds = [
        "activity-added",
        "activity-removed",
        "activity-renamed",
        "type-changed",
        "id-changed",
        "property-changed",
        "member-changed",
        "exit-added",
        "exit-removed",
        "exit-rewired",
        "activity-moved",
    ];
    kinds.iter().position(|known| *known == kind).expect("a kind")
}

// ---------------------------------------------------------------------------------------------------------------
// Pairs

pub(crate) fn pairs(old: &[Tree], new: &[Tree]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let text = |item: &Tree, key| match item {
        Tree::Object(_) => item.get(key).and_then(Tree::as_text).map(str::to_owned),
        _ => None,
    };
    in_order(old, new, &mut pairs, |item| text(item, "id"));
    let has_name = |item: &Tree| text(item, "name").filter(|name| !name.trim().is_empty());
    unique(old, new, &mut pairs, |item| has_name(item).map(|name| (kind(item), name)));
    unique(old, new, &mut pairs, |item| match item.get("properties").map(said) {
        Some(Said::Members(mut members)) => {
            members.remove("position");
            Some((kind(item), members)).filter(|(_, members)| !members.is_empty())
        }
        _ => None,
    });
    in_order(old, new, &mut pairs, |item| Some(said(item)));
    pairs.sort_unstable();
    pairs
}

fn is_left(pairs: &[(usize, usize)], side: usize, number: usize) -> bool {
    !pairs.iter().any(|pair| [pair.0, pair.1][side] == number)
}

/// The first that is left with the same key.
fn in_order<K: PartialEq>(
    old: &[Tree],
    new: &[Tree],
    pairs: &mut Vec<(usize, usize)>,
    key: impl Fn(&Tree) -> Option<K>,
) {
    let [old, new] = [old, new].map(|items| items.iter().map(&key).collect::<Vec<_>>());
    for (number, item) in old.iter().enumerate() {
        let fits = |other: &usize| is_left(pairs, 1, *other) && item.is_some() && *item == new[*other];
        if is_left(pairs, 0, number)
            && let Some(other) = (0..new.len()).find(fits)
        {
            pairs.push((number, other));
        }
    }
}

/// The only one that is left with the same key, where it is the only one too.
fn unique<K: PartialEq>(old: &[Tree], new: &[Tree], pairs: &mut Vec<(usize, usize)>, key: impl Fn(&Tree) -> Option<K>) {
    let before = pairs.clone();
    let [old, new] = [old, new].map(|items| items.iter().map(&key).collect::<Vec<_>>());
    for number in (0..old.len()).filter(|number| old[*number].is_some() && is_left(&before, 0, *number)) {
        let same = |items: &[Option<K>], side: usize| -> Vec<usize> {
            let left = (0..items.len()).filter(|other| is_left(&before, side, *other));
            left.filter(|other| items[*other] == old[number]).collect()
        };
        if let ([_], [other]) = (&same(&old, 0)[..], &same(&new, 1)[..]) {
            pairs.push((number, *other));
        }
    }
}

fn kind(item: &Tree) -> Said {
    match item.present("type").map_or(Said::Nothing, said) {
        Said::Text(name) => Said::Text(
            match name.as_str() {
                "PLAY_OR_SAY" => "PLAY_SAY",
                "BRANCH" => "SPLIT",
                "FUNCTION_COMPUTE" => "RUN_FUNCTION",
                other => other,
            }
            .to_owned(),
        ),
        other => other,
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Changes

type Lists<'a> = (&'a [Tree], &'a [Tree], &'a [(usize, usize)]);

fn of_activity(
    old: &Tree,
    new: &Tree,
    lists: &(&[Tree], &[Tree], &Vec<(usize, usize)>),
    canvas: bool,
    about: &dyn Fn(&'static str) -> Expected,
    out: &mut Vec<Expected>,
) {
    let lists: Lists<'_> = (lists.0, lists.1, lists.2);
    for (kind, key) in [("activity-renamed", "name"), ("type-changed", "type"), ("id-changed", "id")] {
        let [was, is] = [old, new].map(|item| item.present(key));
        if differ(was, is) {
            out.push(Expected { old: was.map(text), new: is.map(text), ..about(kind) });
        }
    }
    let [was, is] = [old, new].map(|item| item.present("properties"));
    let may_be_object = |value: Option<&Tree>| matches!(value, None | Some(Tree::Object(_)));
    let property = || about("property-changed");
    if may_be_object(was) && may_be_object(is) {
        let empty = Tree::Object(Vec::new());
        let both = [was, is].map(|properties| properties.unwrap_or(&empty));
        inside(both, "/properties", &["position"], &property, out);
    } else if differ(was, is) {
        out.push(Expected { pointer: Some("/properties".into()), old: was.map(text), new: is.map(text), ..property() });
    }
    if canvas {
        let [was, is] = [was, is].map(|properties| properties.and_then(|properties| properties.present("position")));
        if differ(was, is) {
            out.push(Expected { old: was.map(text), new: is.map(text), ..about("activity-moved") });
        }
    }
    let member = || about("member-changed");
    let named = ["id", "type", "name", "properties", "events", "nodeIndex"];
    inside([old, new], "", &named, &member, out);
    let events = [old, new].map(|item| item.present("events"));
    let [was, is] = events.map(|events| events.filter(|events| !matches!(events, Tree::Array(_))));
    if differ(was, is) {
        out.push(Expected { pointer: Some("/events".into()), old: was.map(text), new: is.map(text), ..member() });
    }
    let [was, is] = events.map(|events| events.map_or(&[][..], Tree::items));
    of_exits(was, is, lists, about, out);
}

fn of_exits(
    old: &[Tree],
    new: &[Tree],
    lists: Lists<'_>,
    about: &dyn Fn(&'static str) -> Expected,
    out: &mut Vec<Expected>,
) {
    let event = |exit: &Tree| exit.get("event").and_then(Tree::as_text).map(str::to_owned);
    let mut pairs = Vec::new();
    in_order(old, new, &mut pairs, |exit| Some(event(exit)));
    let target = |exit: &Tree, activities: &[Tree]| {
        let id = wired(exit)?;
        let name = leads_to(&id, activities).and_then(|to| activities[to].get("name").and_then(Tree::as_text));
        Some(serde_json::json!({"id": id, "name": name}).to_string())
    };
    for (number, exit) in new.iter().enumerate() {
        let Some((partner, _)) = pairs.iter().find(|(_, partner)| *partner == number) else {
            let new = target(exit, lists.1);
            out.push(Expected { event: Some(event(exit)), new, ..about("exit-added") });
            continue;
        };
        let was = &old[*partner];
        let about_exit = |kind| Expected { event: Some(event(exit)), ..about(kind) };
        let member = || about_exit("member-changed");
        if !matches!((was, exit), (Tree::Object(_), Tree::Object(_))) {
            if differ(Some(was), Some(exit)) {
                let (old, new) = (Some(text(was)), Some(text(exit)));
                out.push(Expected { pointer: Some(String::new()), old, new, ..member() });
            }
            continue;
        }
        let is_same = match (wired(was), wired(exit)) {
            (None, None) => true,
            (Some(was), Some(is)) => match (leads_to(&was, lists.0), leads_to(&is, lists.1)) {
                (Some(was), Some(is)) => lists.2.contains(&(was, is)),
                (None, None) => was == is,
                _ => false,
            },
            _ => false,
        };
        if !is_same {
            let (old, new) = (target(was, lists.0), target(exit, lists.1));
            out.push(Expected { old, new, ..about_exit("exit-rewired") });
        }
        let mut own = |key: &str, applies: bool| {
            let [was, is] = [was, exit].map(|exit| exit.present(key));
            let is_empty = |value: Option<&Tree>| value.is_none_or(|value| value.as_text() == Some(""));
            if applies && differ(was, is) && !(is_empty(was) && is_empty(is)) {
                let pointer = Some(format!("/{key}"));
                out.push(Expected { pointer, old: was.map(text), new: is.map(text), ..member() });
            }
        };
        own("next", wired(was).is_none() && wired(exit).is_none());
        own("event", event(was).is_none() && event(exit).is_none());
        inside([was, exit], "", &["event", "next", "edgeId"], &member, out);
    }
    for number in (0..old.len()).filter(|number| is_left(&pairs, 0, *number)) {
        let was = target(&old[number], lists.0);
        out.push(Expected { event: Some(event(&old[number])), old: was, ..about("exit-removed") });
    }
}

fn wired(exit: &Tree) -> Option<String> {
    exit.get("next").and_then(Tree::as_text).filter(|id| !id.is_empty()).map(str::to_owned)
}

fn leads_to(id: &str, activities: &[Tree]) -> Option<usize> {
    activities.iter().position(|activity| activity.get("id").and_then(Tree::as_text) == Some(id))
}

/// Goes into what is an object on both sides; whatever else differs is one change.
fn inside([old, new]: [&Tree; 2], pointer: &str, but: &[&str], about: &dyn Fn() -> Expected, out: &mut Vec<Expected>) {
    let mut keys: Vec<_> = old.members().iter().chain(new.members()).map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys.into_iter().filter(|key| !but.contains(key)) {
        let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        match [old, new].map(|side| side.present(key)) {
            [Some(old @ Tree::Object(_)), Some(new @ Tree::Object(_))] => {
                inside([old, new], &pointer, &[], about, out);
            }
            [was, is] if differ(was, is) => {
                out.push(Expected { pointer: Some(pointer), old: was.map(text), new: is.map(text), ..about() });
            }
            _ => {}
        }
    }
}

fn differ(old: Option<&Tree>, new: Option<&Tree>) -> bool {
    old.map(said) != new.map(said)
}

// ---------------------------------------------------------------------------------------------------------------
// Values

fn said(value: &Tree) -> Said {
    match value {
        Tree::Null => Said::Nothing,
        Tree::Bool(value) => Said::Bool(*value),
        Tree::Number(number) => number_said(number),
        Tree::String(text) => Said::Text(text.clone()),
        Tree::Array(items) => Said::List(items.iter().map(said).collect()),
        Tree::Object(members) => {
            let mut last: BTreeMap<_, _> = members.iter().map(|(key, value)| (key.clone(), said(value))).collect();
            last.retain(|_, value| *value != Said::Nothing);
            Said::Members(last)
        }
    }
}

/// Sign, digits without zeros at either end, and the power of ten of the last.
fn number_said(number: &str) -> Said {
    let (is_negative, number) = number.strip_prefix('-').map_or((false, number), |number| (true, number));
    let (digits, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let power: i64 = power.parse::<i64>().expect("a power") - i64::try_from(fraction.len()).expect("a length");
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Said::Number(false, String::new(), 0);
    }
    let power = power + i64::try_from(digits.len() - significant.len()).expect("a length");
    Said::Number(is_negative, significant.to_owned(), power)
}

/// A value as JSON without white space; of a key that stands twice the last counts.
pub(crate) fn text(value: &Tree) -> String {
    let quoted = |text: &str| serde_json::to_string(text).expect("a string");
    match value {
        Tree::Null => "null".to_owned(),
        Tree::Bool(value) => value.to_string(),
        Tree::Number(number) => number.clone(),
        Tree::String(text) => quoted(text),
        Tree::Array(items) => format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(",")),
        Tree::Object(members) => {
            let is_last = |number: usize| !members[number + 1..].iter().any(|(key, _)| *key == members[number].0);
            let members = (0..members.len()).filter(|number| is_last(*number)).map(|number| &members[number]);
            let members = members.map(|(key, value)| format!("{}:{}", quoted(key), text(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
    }
}
