//! One flow with all that can be known of it: what a rule sees.

use std::cell::OnceCell;

use super::{Graph, Reference, Unset, spoken_texts, unset};
use crate::json::Value;
use crate::model::{Activity, Exit, Flow, Role};
use crate::settings::{ExpectedExits, Settings};
use crate::text::{Localized, localized, shorten};

/// The input of a rule on one flow. Activities and exits are given by their index in the flow.
#[derive(Debug)]
pub struct Context<'a> {
    /// The activities and their exits.
    pub flow: &'a Flow<'a>,
    /// Where calls can go.
    pub graph: &'a Graph,
    /// The settings of the run.
    pub settings: &'a Settings,
    /// Made when the first rule asks.
    loops: OnceCell<Vec<Vec<usize>>>,
    /// Made when the first rule asks.
    references: OnceCell<Vec<Reference>>,
    /// Made when the first rule asks.
    unset: OnceCell<Vec<Unset>>,
    /// Made when the first rule asks.
    comments: OnceCell<Vec<bool>>,
    /// Made when the first rule asks: activities, keys, and the texts by their numbers.
    spoken: OnceCell<Vec<(usize, &'static str, u32)>>,
}

impl<'a> Context<'a> {
    /// The context of a flow with this graph.
    pub fn new(flow: &'a Flow<'a>, graph: &'a Graph, settings: &'a Settings) -> Self {
        let (loops, references, unset, comments, spoken) = Default::default();
        Context { flow, graph, settings, loops, references, unset, comments, spoken }
    }

    /// The references in the properties of the activities.
    pub(crate) fn references(&self) -> &[Reference] {
        self.references.get_or_init(|| self.flow.references())
    }

    /// The texts that the activities are known to speak, in the order of these.
    pub(crate) fn spoken_texts(&self) -> impl Iterator<Item = (Activity<'a>, &'static str, Value<'a>)> {
        let spoken = self.spoken.get_or_init(|| {
            let texts = |activity: Activity<'a>| {
                spoken_texts(activity).map(move |(key, text)| (activity.index(), key, text.node()))
            };
            self.flow.activities().flat_map(texts).collect()
        });
        spoken.iter().map(|&(activity, key, text)| (self.flow.activity(activity), key, self.flow.tree().value(text)))
    }

    /// The references whose module not every call has passed.
    pub(crate) fn unset_references(&self) -> &[Unset] {
        self.unset.get_or_init(|| unset(self.references(), self.graph))
    }

    /// Whether calls may reach the activity. In a flow without an entry that is unknown, so they may.
    pub fn may_be_reached(&self, index: usize) -> bool {
        self.graph.is_reachable(index) || !self.graph.has_entry()
    }

    /// The strongly connected components with a cycle that calls may reach, in the order of the text.
    pub fn loops(&self) -> &[Vec<usize>] {
        self.loops.get_or_init(|| self.graph.loops(|index| self.may_be_reached(index)))
    }

    /// Those of them that calls cannot leave: no edge leads out, and no activity may end the call.
    pub fn endless_loops(&self) -> impl Iterator<Item = &[usize]> {
        self.loops().iter().map(Vec::as_slice).filter(|members| {
            members.iter().all(|&member| {
                !self.flow.activity(member).may_end()
                    && self.graph.targets(member).all(|target| members.binary_search(&target).is_ok())
            })
        })
    }

    /// The unreachable activities, in the order of the text; none if it is unknown where calls begin.
    ///
    /// Without end modules, because the editor always places one, without activities that no id can refer to, and without
    /// those that may be comments.
    pub(crate) fn unreachable(&self) -> Vec<usize> {
        let is_unreachable = |activity: &Activity<'_>| {
            !self.may_be_reached(activity.index())
                && !activity.is_ending()
                && activity.id().is_some()
                && !activity.repeats_id()
                && !self.may_be_comment(activity.index())
        };
        self.flow.activities().filter(is_unreachable).map(Activity::index).collect()
    }

    /// Whether calls that reach the activity get stuck.
    pub(crate) fn is_dead_end(&self, activity: Activity<'_>) -> bool {
        !activity.may_end()
            && !self.graph.leads_on(activity.index())
            && !activity.exits().any(Exit::is_wired)
            && !self.may_be_comment(activity.index())
    }

    /// Whether the activity may be a comment on the canvas: the catalogue does not know its type, it has no exits, and
    /// only others of this kind lead to it.
    fn may_be_comment(&self, index: usize) -> bool {
        self.comments.get_or_init(|| comments(self.flow, self.graph))[index]
    }

    /// The unwired exits of an activity by which a call does not leave the flow, while it goes on by others.
    pub(crate) fn unconnected_exits(&self, activity: Activity<'a>) -> impl Iterator<Item = Exit<'a>> + use<'a> {
        let hands_off = activity.hands_off();
        let goes_on = hands_off || activity.exits().any(Exit::is_wired);
        let is_checked = goes_on && !activity.is_ending();
        activity
            .exits()
            .filter(move |exit| is_checked && exit.is_unwired() && !(hands_off && exit.role() == Role::Success))
    }

    /// Which exits the settings say that activities of this type have.
    pub(crate) fn expected_exits(&self, activity: Activity<'_>) -> Option<&'a ExpectedExits> {
        if self.settings.exits.is_empty() {
            return None;
        }
        self.settings.exits(&activity.type_name()?, activity.known_type())
    }

    /// The name of an activity in messages: its name, else its id, else its number.
    pub fn name(&self, activity: Activity<'_>) -> String {
        match (activity.given_name(), activity.id()) {
            (Some(name), _) => shorten(&name),
            (None, Some(id)) => shorten(&id),
            (None, None) => format!("#{}", activity.item()),
        }
    }

    /// Several activities in messages: the names of the first few.
    pub fn names(&self, indexes: &[usize]) -> Localized {
        const MOST: usize = 4;
        let names: Vec<_> = indexes.iter().take(MOST).map(|&index| self.name(self.flow.activity(index))).collect();
        let more = indexes.len().saturating_sub(MOST);
        let (mut en, mut zh) = (names.join(", "), format!("“{}”", names.join("”、“")));
        if more > 0 {
            en += &format!(" and {more} more");
            zh += &format!("等 {} 个模块", indexes.len());
        }
        Localized { en, zh }
    }

    /// The name of an exit in messages.
    pub fn exit_name(&self, exit: Exit<'_>) -> Localized {
        let name = self.name(exit.activity());
        match exit.event() {
            Some(event) => {
                let event = shorten(&event);
                localized!("exit `{event}` of {name}", "模块“{name}”的出口 `{event}`")
            }
            None => {
                let number = exit.item() + 1;
                localized!("exit {number} of {name}", "模块“{name}”的出口 #{number}")
            }
        }
    }
}

/// For each activity whether it may be a comment: those that may be by themselves, but for what anything else leads to.
fn comments(flow: &Flow<'_>, graph: &Graph) -> Vec<bool> {
    let mut comments: Vec<bool> =
        flow.activities().map(|activity| activity.is_unknown() && activity.exits().len() == 0).collect();
    let mut others: Vec<usize> = (0..comments.len()).filter(|&index| !comments[index]).collect();
    while let Some(other) = others.pop() {
        others.extend(graph.targets(other).filter(|&target| std::mem::replace(&mut comments[target], false)));
    }
    comments
}
