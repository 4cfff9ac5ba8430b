//! The calls of a flow in words, without the flow: what every output is written from.

use std::collections::BTreeMap;

use super::words::{Act, Heard, Onward, act, hears};
use super::{Cover, Ends, Plan, Witness, plan};
use crate::HashMap;
use crate::analysis::Context;
use crate::json::Value;
use crate::model::{Activity, Exit, Role};
use crate::text::{Localized, mask_secrets};

/// The test calls of a flow, with their texts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Script {
    /// The calls by the indexes of activities and exits.
    pub plan: Plan,
    /// For each call the numbers of its steps' acts in [`Script::acts`].
    steps: Vec<Vec<usize>>,
    acts: Vec<Act>,
    activities: BTreeMap<usize, ActivityInScript>,
    exits: BTreeMap<usize, ExitInScript>,
    /// Whether calls enter the flow anywhere.
    pub has_entry: bool,
}

/// An activity that occurs in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivityInScript {
    /// Its number among all items of `activities`.
    pub item: usize,
    /// Its `id`, if it is a string.
    pub id: Option<String>,
    /// Its `name`, if it is a string.
    pub name: Option<String>,
    /// Its `type`, if it is a string.
    pub kind: Option<String>,
    /// The name in messages: its name, else its id, else its number.
    pub called: String,
    /// What a caller hears there.
    pub hears: Vec<Heard>,
}

/// An exit that occurs in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExitInScript {
    /// Its number among all items of `events`.
    pub item: usize,
    /// Its event, if it is a string.
    pub event: Option<String>,
    /// What it is for.
    pub role: Role,
    /// The index of its activity.
    pub activity: usize,
}

/// A step of a call in words.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct StepInScript<'s> {
    /// The index of the activity.
    pub index: usize,
    /// The activity.
    pub activity: &'s ActivityInScript,
    /// The exit that is taken; see [`super::Step::exit`].
    pub exit: Option<&'s ExitInScript>,
    /// What to do.
    pub act: &'s Act,
}

impl Script {
    /// Plans the calls of a flow and puts them into words.
    pub fn new(context: &Context<'_>, cover: Cover) -> Self {
        let plan = plan(context, cover);
        let mut writer = Writer { context, activities: BTreeMap::new(), exits: BTreeMap::new(), acts: Vec::new() };
        let mut known = HashMap::default();
        let mut steps = Vec::with_capacity(plan.calls.len());
        for call in &plan.calls {
            let next = call.steps.iter().skip(1).map(|step| Some(step.activity)).chain([None]);
            let acts = call.steps.iter().zip(next).map(|(step, next)| {
                let ends = (next.is_none() && step.exit.is_none() && call.is_whole).then_some(call.ends);
                *known
                    .entry((*step, next.filter(|_| step.exit.is_none()), ends))
                    .or_insert_with(|| writer.act(step.activity, step.exit, next, ends))
            });
            steps.push(acts.collect());
        }
        for uncovered in &plan.uncovered {
            writer.add_exit(uncovered.exit);
        }
        for Witness { activity, exit, to } in &plan.certificate {
            exit.iter().for_each(|&exit| writer.add_exit(exit));
            [Some(*activity), *to].into_iter().flatten().for_each(|activity| writer.add_activity(activity));
        }
        let Writer { activities, exits, acts, .. } = writer;
        Script { plan, steps, acts, activities, exits, has_entry: context.graph.has_entry() }
    }

    /// The steps of a call, given by its number.
    pub fn steps(&self, call: usize) -> impl Iterator<Item = StepInScript<'_>> {
        let (steps, acts) = (&self.plan.calls[call].steps, &self.steps[call]);
        steps.iter().zip(acts).map(|(step, &act)| StepInScript {
            index: step.activity,
            activity: &self.activities[&step.activity],
            exit: step.exit.map(|exit| &self.exits[&exit]),
            act: &self.acts[act],
        })
    }

    /// What has to be prepared for a call, in the order of its steps, each once.
    pub fn preconditions(&self, call: usize) -> Vec<&Localized> {
        let mut preconditions: Vec<&Localized> = Vec::new();
        let mut seen = crate::HashSet::default();
        for &act in &self.steps[call] {
            if let Some(precondition) = &self.acts[act].precondition
                && seen.insert(&precondition.en)
            {
                preconditions.push(precondition);
            }
        }
        preconditions
    }

    /// The activity of the script with this index.
    pub fn activity(&self, index: usize) -> &ActivityInScript {
        &self.activities[&index]
    }

    /// The exit of the script with this index.
    pub fn exit(&self, index: usize) -> &ExitInScript {
        &self.exits[&index]
    }
}

struct Writer<'c, 'f> {
    context: &'c Context<'f>,
    activities: BTreeMap<usize, ActivityInScript>,
    exits: BTreeMap<usize, ExitInScript>,
    acts: Vec<Act>,
}

impl Writer<'_, '_> {
    /// Puts a step into words, and gives back the number of these.
    fn act(&mut self, activity: usize, exit: Option<usize>, next: Option<usize>, ends: Option<Ends>) -> usize {
        self.add_activity(activity);
        exit.iter().for_each(|&exit| self.add_exit(exit));
        let flow = self.context.flow;
        let onward = match (exit, next, ends) {
            (Some(exit), ..) => Onward::Exit(flow.exit(exit)),
            (None, Some(next), _) => Onward::Named(flow.activity(next)),
            (None, None, Some(ends)) => Onward::Ends(ends),
            (None, None, None) => Onward::LeftOut,
        };
        self.acts.push(act(self.context, flow.activity(activity), &onward));
        self.acts.len() - 1
    }

    fn add_activity(&mut self, index: usize) {
        let activity = self.context.flow.activity(index);
        let new = || ActivityInScript {
            item: activity.item(),
            id: text(activity, "id"),
            name: text(activity, "name"),
            kind: text(activity, "type"),
            called: self.context.name(activity),
            hears: hears(activity),
        };
        self.activities.entry(index).or_insert_with(new);
    }

    fn add_exit(&mut self, index: usize) {
        let exit: Exit<'_> = self.context.flow.exit(index);
        let activity = exit.activity().index();
        self.add_activity(activity);
        let event = exit.event().map(|event| mask_secrets(&event).into_owned());
        let new = || ExitInScript { item: exit.item(), event, role: exit.role(), activity };
        self.exits.entry(index).or_insert_with(new);
    }
}

fn text(activity: Activity<'_>, key: &str) -> Option<String> {
    activity.value().get(key).and_then(Value::string).map(|text| mask_secrets(&text).into_owned())
}
