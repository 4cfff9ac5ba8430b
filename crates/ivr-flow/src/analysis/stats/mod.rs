//! Statistics of a flow. [`NUMBERS`] says what each of them is; they are described nowhere else.

mod numbers;
mod paths;

use std::borrow::Cow;
use std::collections::BTreeMap;

#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::Serialize;

pub use numbers::{Amount, NUMBERS, Number};
use paths::{Most, Paths};

use super::{Context, spoken_length, spoken_texts};
use crate::catalogue::ACTIVITY_TYPES;
use crate::model::Activity;
use crate::text::mask_secrets;

/// The numbers of one flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FlowStats {
    /// How many activities there are.
    pub activities: Activities,
    /// How many exits they have.
    pub exits: Exits,
    /// Where calls can go round.
    pub loops: Loops,
    /// What callers hear on a path.
    pub prompts: Prompts,
    /// What callers are asked for on a path.
    pub inputs: Inputs,
    /// What callers pass without being asked for input.
    pub chain: Chain,
    /// The text that is spoken.
    pub text: Text,
}

/// How many activities there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Activities {
    /// All.
    pub total: usize,
    /// Those that calls can reach; nothing if there is no entry.
    pub reachable: Option<usize>,
    /// Those that `unreachable-activity` reports; nothing if there is no entry.
    pub unreachable: Option<usize>,
    /// How many there are of each type.
    pub types: Vec<OfType>,
}

/// How many activities there are of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OfType {
    /// The canonical name of a known type, else the type as it is written; nothing for activities without one.
    pub r#type: Option<String>,
    /// How many.
    pub count: usize,
}

/// How many exits there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Exits {
    /// All.
    pub total: usize,
    /// Those with a `next`.
    pub wired: usize,
    /// Those at which calls get stuck.
    pub dead: usize,
}

/// Where calls can go round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Loops {
    /// How many loops there are.
    pub count: usize,
    /// How many activities they have together.
    pub activities: usize,
}

/// How many prompts callers hear; nothing if no path leads there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Prompts {
    /// Before the first hand-off.
    pub before_hand_off: Option<Between>,
    /// Before an ending.
    pub before_ending: Option<Between>,
}

/// How often callers are asked for input; nothing if no path leads there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Inputs {
    /// Before the first hand-off.
    pub before_hand_off: Option<Between>,
}

/// How many of something are on a path, at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Between {
    /// On the path that has the fewest.
    pub least: usize,
    /// On the path that has the most; nothing if there is no limit.
    pub most: Option<usize>,
}

/// The longest part without input; nothing if there is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Chain {
    /// The most activities.
    pub activities: Option<usize>,
    /// The most prompts.
    pub prompts: Option<usize>,
    /// The most characters that are spoken.
    pub characters: Option<usize>,
}

/// The text that is spoken, in characters (Unicode code points).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Text {
    /// Of all texts together.
    pub characters: usize,
    /// Of the longest text.
    pub longest: usize,
}

impl OfType {
    /// Adds up what has the same type: known types in the order of the catalogue, then unknown ones by their names, then
    /// what has none.
    pub fn together<'a>(counts: impl IntoIterator<Item = (Option<&'a str>, usize)>) -> Vec<OfType> {
        let mut together: BTreeMap<(usize, Option<&str>), usize> = BTreeMap::new();
        for (name, count) in counts {
            let known = ACTIVITY_TYPES.iter().position(|known| Some(known.name) == name);
            let rank = known.unwrap_or(ACTIVITY_TYPES.len() + usize::from(name.is_none()));
            *together.entry((rank, name)).or_default() += count;
        }
        together.into_iter().map(|((_, name), count)| OfType { r#type: name.map(str::to_owned), count }).collect()
    }
}

/// Computes the statistics of a flow, in time linear in its size.
pub fn stats(context: &Context<'_>) -> FlowStats {
    let (flow, graph) = (context.flow, context.graph);
    let with_entry = |count: usize| graph.has_entry().then_some(count);
    let reachable = flow.activities().filter(|activity| graph.is_reachable(activity.index())).count();
    let lengths: Vec<Vec<usize>> = flow.activities().map(spoken_lengths).collect();

    let hands_off = |index: usize| flow.activity(index).hands_off();
    let ends = |index: usize| flow.activity(index).is_ending();
    let is_prompt = |index: usize| flow.activity(index).is("PLAY_SAY");
    let is_input = |index: usize| flow.activity(index).is_any(&INPUTS);
    // A way is over where it has come to: what follows is another call's, or nobody's.
    let to_hand_off = Paths::new(context, |from, _| !hands_off(from));
    let to_ending = Paths::new(context, |from, _| !ends(from));

    let goes_on = |index: usize| context.may_be_reached(index) && !flow.activity(index).waits();
    let chains = Paths::new(context, |from, to| goes_on(from) && goes_on(to));
    let longest = |amount: &dyn Fn(usize) -> usize| {
        let most = chains.most(goes_on, |index| if goes_on(index) { amount(index) } else { 0 });
        match most.into_iter().max() {
            Some(Most::NoLimit) => None,
            Some(Most::UpTo(most)) => Some(most),
            Some(Most::NoWay) | None => Some(0),
        }
    };

    let types: Vec<_> = flow.activities().map(name_of_type).collect();
    FlowStats {
        activities: Activities {
            total: flow.activities().len(),
            reachable: with_entry(reachable),
            unreachable: with_entry(context.unreachable().len()),
            types: OfType::together(types.iter().map(|name| (name.as_deref(), 1))),
        },
        exits: Exits {
            total: flow.exits().len(),
            wired: flow.exits().filter(|exit| exit.is_wired()).count(),
            dead: dead_exits(context),
        },
        loops: Loops { count: context.loops().len(), activities: context.loops().iter().map(Vec::len).sum() },
        prompts: Prompts {
            before_hand_off: to_hand_off.between(hands_off, is_prompt),
            before_ending: to_ending.between(ends, is_prompt),
        },
        inputs: Inputs { before_hand_off: to_hand_off.between(hands_off, is_input) },
        chain: Chain {
            activities: longest(&|_| 1),
            prompts: longest(&|index| usize::from(is_prompt(index))),
            characters: longest(&|index| lengths[index].iter().sum()),
        },
        text: Text {
            characters: lengths.iter().flatten().sum(),
            longest: lengths.iter().flatten().copied().max().unwrap_or(0),
        },
    }
}

/// The types that ask the caller for something, by their canonical names. A voicemail asks for no answer.
const INPUTS: [&str; 4] = ["GATHER_INPUT", "ASR", "VOICE_NAVIGATOR", "SATISFACTION_RATING"];

fn name_of_type(activity: Activity<'_>) -> Option<Cow<'_, str>> {
    activity.known_type().map(|known| Cow::Borrowed(known.name)).or_else(|| {
        let name = activity.type_name()?;
        Some(mask_secrets(&name).into_owned().into())
    })
}

fn dead_exits(context: &Context<'_>) -> usize {
    let mut dead = context.flow.exits().filter(|exit| exit.dangles()).count();
    for activity in context.flow.activities() {
        dead += context.unconnected_exits(activity).count();
        if context.is_dead_end(activity) {
            dead += activity.exits().filter(|exit| exit.is_unwired()).count();
        }
    }
    dead
}

/// How long the texts are that an activity speaks.
fn spoken_lengths(activity: Activity<'_>) -> Vec<usize> {
    spoken_texts(activity).filter_map(|(_, text)| text.string()).map(|text| spoken_length(&text)).collect()
}
