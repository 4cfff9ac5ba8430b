//! What a change does to callers: both versions as whole flows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value as Serde;

use super::Sides;
use super::change::{ItemRef, shown};
use super::compare::Version;
use super::pairs::Pairs;
use crate::analysis::Context;
use crate::analysis::stats::{FlowStats, stats};
use crate::json::{Value, is_blank, push_step};
use crate::model::Activity;

/// Activities that calls reach in one version only, both versions of each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Reach {
    /// Calls reached them and no longer do.
    pub lost: Vec<Sides<ItemRef>>,
    /// Calls did not reach them and now do.
    pub won: Vec<Sides<ItemRef>>,
}

/// One of the numbers of a flow that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NumberChange {
    /// Its JSON Pointer in the statistics of the flow; of the number of activities of a type, `/activities/types/TYPE`,
    /// where the type of those without one is empty.
    pub pointer: String,
    /// The old and the new value: `None` where there is no such number, or no limit to it.
    pub values: Sides<Option<u64>>,
}

/// A text that callers hear in one version only, or that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spoken {
    /// The activity that says it.
    pub activity: Sides<Option<ItemRef>>,
    /// The JSON Pointer of the text in the activity.
    pub pointer: String,
    /// What callers heard and hear; `None` where there is no text, or where no call gets there.
    pub texts: Sides<Option<String>>,
}

/// The properties that are spoken. The first is only where the activity speaks and does not play a file.
const SPOKEN: [&str; 3] = ["say", "positionHintsSay", "agentGreetingSay"];

pub(super) fn reach(sides: Sides<&Version<'_>>, contexts: Sides<&Context<'_>>, pairs: &Pairs) -> Reach {
    let mut reach = Reach::default();
    for (new, partner) in pairs.of_new.iter().enumerate() {
        let Some(old) = *partner else { continue };
        let (Some(was), Some(is)) = (sides.old.activities[old], sides.new.activities[new]) else { continue };
        let list = match (contexts.old.graph.is_reachable(was.index()), contexts.new.graph.is_reachable(is.index())) {
            (true, false) => &mut reach.lost,
            (false, true) => &mut reach.won,
            _ => continue,
        };
        list.push(Sides { old: sides.old.reference(old), new: sides.new.reference(new) });
    }
    reach
}

pub(super) fn numbers(contexts: Sides<&Context<'_>>) -> Vec<NumberChange> {
    let stats = contexts.map(stats);
    if stats.old == stats.new {
        return Vec::new();
    }
    let mut numbers = BTreeMap::<String, Sides<Option<u64>>>::new();
    for (pointer, number) in leaves(&stats.old) {
        numbers.entry(pointer).or_default().old = number;
    }
    for (pointer, number) in leaves(&stats.new) {
        numbers.entry(pointer).or_default().new = number;
    }
    let differing = numbers.into_iter().filter(|(_, values)| values.old != values.new);
    differing.map(|(pointer, values)| NumberChange { pointer, values }).collect()
}

/// The numbers of a flow by their pointers; `None` where one is `null`.
fn leaves(stats: &FlowStats) -> Vec<(String, Option<u64>)> {
    const TYPES: &str = "/activities/types";
    let mut leaves = Vec::new();
    for of_type in &stats.activities.types {
        let mut pointer = TYPES.to_owned();
        push_step(&mut pointer, Some(of_type.r#type.as_deref().unwrap_or_default().into()), 0);
        leaves.push((pointer, Some(of_type.count as u64)));
    }
    // Statistics can always be written.
    let mut to_do = vec![(String::new(), serde_json::to_value(stats).unwrap_or_default())];
    while let Some((pointer, value)) = to_do.pop() {
        match value {
            Serde::Number(number) => leaves.push((pointer, number.as_u64())),
            Serde::Null => leaves.push((pointer, None)),
            Serde::Object(members) => to_do.extend(members.into_iter().map(|(key, value)| {
                let mut pointer = pointer.clone();
                push_step(&mut pointer, Some(key.into()), 0);
                (pointer, value)
            })),
            Serde::Array(items) if pointer != TYPES => {
                to_do.extend(items.into_iter().enumerate().map(|(number, value)| {
                    let mut pointer = pointer.clone();
                    push_step(&mut pointer, None, number);
                    (pointer, value)
                }))
            }
            _ => {}
        }
    }
    leaves
}

pub(super) fn spoken(sides: Sides<&Version<'_>>, contexts: Sides<&Context<'_>>, pairs: &Pairs) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    let mut add = |items: Sides<Option<usize>>| {
        let heard = |version: &Version<'_>, context: &Context<'_>, item: Option<usize>| match item {
            Some(item) => heard(context, version.activities[item]),
            None => Default::default(),
        };
        let old = heard(sides.old, contexts.old, items.old);
        let new = heard(sides.new, contexts.new, items.new);
        for ((key, old), new) in SPOKEN.iter().zip(old).zip(new) {
            if old != new {
                let [old, new] = [old, new].map(|text| shown(text.map(Cow::Owned)));
                let activity = Sides {
                    old: items.old.map(|item| sides.old.reference(item)),
                    new: items.new.map(|item| sides.new.reference(item)),
                };
                spoken.push(Spoken { activity, pointer: format!("/properties/{key}"), texts: Sides { old, new } });
            }
        }
    };
    for (new, old) in pairs.of_new.iter().enumerate() {
        add(Sides { old: *old, new: Some(new) });
    }
    for (old, _) in pairs.of_old.iter().enumerate().filter(|(_, new)| new.is_none()) {
        add(Sides { old: Some(old), new: None });
    }
    spoken
}

/// The texts that callers hear from an activity, one for each of [`SPOKEN`].
fn heard(context: &Context<'_>, activity: Option<Activity<'_>>) -> [Option<String>; 3] {
    let Some(activity) = activity.filter(|activity| context.graph.is_reachable(activity.index())) else {
        return Default::default();
    };
    let Some(properties) = activity.properties() else { return Default::default() };
    let [audio_type, texts @ ..] = properties.get_each(["audioType", SPOKEN[0], SPOKEN[1], SPOKEN[2]]);
    let audio_type = audio_type.and_then(Value::string);
    let speaks = audio_type.is_none_or(|kind| kind == "tts" || is_blank(&kind));
    let mut texts = texts.map(|text| Some(text?.string()?.into_owned()).filter(|text| !is_blank(text)));
    if !speaks {
        texts[0] = None;
    }
    texts
}
