//! What a change does to callers once more, from the definitions alone: which activities calls reach, found by walking
//! again and again until nothing is new, and the texts that they say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::pairing::pairs;
use super::tree::Tree;

/// What callers notice: pairs that calls no longer reach, pairs that they now reach, and texts by the numbers of their
/// activity on both sides, their property, and what was and is heard.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Effects {
    pub(crate) lost: Vec<(usize, usize)>,
    pub(crate) won: Vec<(usize, usize)>,
    pub(crate) spoken: Vec<Spoken>,
}

pub(crate) type Spoken = ((Option<usize>, Option<usize>), String, Option<String>, Option<String>);

const KNOWN: [&str; 22] = [
    "INCOMING_CALL",
    "SUB_START",
    "PLAY_SAY",
    "PLAY_OR_SAY",
    "GATHER_INPUT",
    "ASR",
    "VOICE_NAVIGATOR",
    "VOICE_MAIL",
    "SATISFACTION_RATING",
    "SPLIT",
    "BRANCH",
    "SET_VARIABLES",
    "RUN_FUNCTION",
    "FUNCTION_COMPUTE",
    "HTTP_REQUEST",
    "JSON_PARSER",
    "SMS",
    "SUB",
    "TRANSFER_TO_AGENT",
    "FORWARD_TO_OUTSIDE_NUMBER",
    "BLIND_TRANSFER",
    "HANGUP_REASON",
];

pub(crate) fn effects(old: &Tree, new: &Tree) -> Effects {
    let [old, new] = [old, new].map(|flow| flow.get("activities").map_or(&[][..], Tree::items));
    let [reached_old, reached_new] = [old, new].map(reached);
    let pairs = pairs(old, new);
    let (mut lost, mut won, mut spoken) = (Vec::new(), Vec::new(), Vec::new());
    let mut in_order: Vec<_> = (0..new.len())
        .map(|number| (pairs.iter().find(|pair| pair.1 == number).map(|pair| pair.0), Some(number)))
        .collect();
    let is_gone = |number: &usize| !pairs.iter().any(|pair| pair.0 == *number);
    in_order.extend((0..old.len()).filter(is_gone).map(|number| (Some(number), None)));
    for (was, is) in in_order {
        if let (Some(was), Some(is)) = (was, is) {
            match (reached_old.contains(&was), reached_new.contains(&is)) {
                (true, false) => lost.push((was, is)),
                (false, true) => won.push((was, is)),
                _ => {}
            }
        }
        for key in ["say", "positionHintsSay", "agentGreetingSay"] {
            let heard = was.filter(|was| reached_old.contains(was)).and_then(|was| heard(&old[was], key));
            let hears = is.filter(|is| reached_new.contains(is)).and_then(|is| self::heard(&new[is], key));
            if heard != hears {
                spoken.push(((was, is), format!("/properties/{key}"), heard, hears));
            }
        }
    }
    Effects { lost, won, spoken }
}

fn text<'t>(of: &'t Tree, key: &str) -> Option<&'t str> {
    of.get(key).and_then(Tree::as_text)
}

fn heard(activity: &Tree, key: &str) -> Option<String> {
    let properties = activity.get("properties")?;
    let is_file = text(properties, "audioType").is_some_and(|kind| kind != "tts" && !kind.trim().is_empty());
    if key == "say" && is_file {
        return None;
    }
    text(properties, key).filter(|said| !said.trim().is_empty()).map(str::to_owned)
}

fn reached(activities: &[Tree]) -> BTreeSet<usize> {
    let is_entry = |&number: &usize| matches!(text(&activities[number], "type"), Some("INCOMING_CALL" | "SUB_START"));
    let mut reached: BTreeSet<_> = (0..activities.len()).filter(is_entry).collect();
    loop {
        let more: BTreeSet<_> = reached.iter().flat_map(|&number| leads_to(activities, &activities[number])).collect();
        let before = reached.len();
        reached.extend(more);
        if reached.len() == before {
            return reached;
        }
    }
}

fn leads_to(activities: &[Tree], activity: &Tree) -> Vec<usize> {
    let kind = text(activity, "type").unwrap_or_default();
    if matches!(kind, "HANGUP" | "SUB_END") {
        return Vec::new();
    }
    let mut ids: Vec<&str> = activity
        .get("events")
        .map_or(&[][..], Tree::items)
        .iter()
        .filter_map(|exit| text(exit, "next"))
        .filter(|next| !next.is_empty())
        .collect();
    if !KNOWN.contains(&kind) {
        let mut to_do: Vec<_> = activity.get("properties").into_iter().collect();
        while let Some(value) = to_do.pop() {
            match value {
                Tree::String(id) => ids.push(id),
                Tree::Array(items) => to_do.extend(items),
                Tree::Object(members) => to_do.extend(members.iter().map(|(_, value)| value)),
                _ => {}
            }
        }
    }
    let place = |id: &&str| activities.iter().position(|activity| text(activity, "id") == Some(id));
    ids.iter().filter_map(place).collect()
}

/// The numbers of two statistics that differ, by their pointers.
pub(crate) fn numbers(old: &Value, new: &Value) -> Vec<(String, Option<u64>, Option<u64>)> {
    let [old, new] = [old, new].map(|stats| {
        let mut leaves = BTreeMap::new();
        gather(stats, "", &mut leaves);
        leaves
    });
    let pointers: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let both = |pointer: &&String| {
        let [old, new] = [&old, &new].map(|leaves| leaves.get(*pointer).copied().flatten());
        (old != new).then(|| ((*pointer).clone(), old, new))
    };
    pointers.iter().filter_map(both).collect()
}

fn gather(value: &Value, pointer: &str, leaves: &mut BTreeMap<String, Option<u64>>) {
    let step = |key: &str| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Array(items) if pointer == "/activities/types" => {
            for item in items {
                leaves.insert(step(item["type"].as_str().unwrap_or_default()), item["count"].as_u64());
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(number, item)| gather(item, &step(&number.to_string()), leaves))
        }
        Value::Object(members) => members.iter().for_each(|(key, value)| gather(value, &step(key), leaves)),
        Value::Number(_) | Value::Null => {
            leaves.insert(pointer.to_owned(), value.as_u64());
        }
        _ => {}
    }
}
