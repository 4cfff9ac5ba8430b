//! What a rule is, and what it sees.

use std::cell::OnceCell;
use std::ops::Range;

use crate::catalogue::Types;
use crate::finding::Path;
use crate::flow::{Activity, Exit, Flow, Role};
use crate::graph::Graph;
use crate::json::Value;
use crate::references::{Reference, references};
use crate::run::{Run, RunDraft};
use crate::say::{Say, shown};
use crate::settings::{Settings, Severity};
use crate::unset::{Unset, unset};

/// One rule: its name, what it says of itself, and its check.
pub struct Rule {
    /// The name, the same everywhere.
    pub name: &'static str,
    /// How severe its findings are, unless the settings say otherwise.
    pub severity: Severity,
    /// One sentence: when it fires.
    pub summary: Say<&'static str>,
    /// All that `explain` tells. A rule of one's own has none.
    pub docs: Docs,
    pub(crate) check: Check,
}

impl Rule {
    /// A rule of one's own on one flow at a time, to be run beside ours by [`lint_file_with`](crate::lint_file_with).
    ///
    /// `name` is how the settings and reports call it; `check` adds a [`Draft`] for each thing that it finds.
    pub const fn of_flow(
        name: &'static str,
        severity: Severity,
        summary: Say<&'static str>,
        check: fn(&Cx<'_>, &mut Vec<Draft>),
    ) -> Self {
        const NOTHING: Say<&str> = Say { en: "", zh: "" };
        let docs = Docs { what: NOTHING, why: NOTHING, mend: NOTHING, rests_on: NOTHING, bad: "", good: "" };
        Rule { name, severity, summary, docs, check: Check::Flow(check) }
    }

    /// Whether it looks at all flows of a run together.
    pub fn is_about_several_flows(&self) -> bool {
        matches!(self.check, Check::Run(_))
    }

    /// Whether it is about the configuration and not about flows; its examples are TOML then.
    pub fn is_about_configuration(&self) -> bool {
        matches!(self.check, Check::Configuration)
    }
}

/// The documentation of a rule.
pub struct Docs {
    /// What it means, and exactly when it fires.
    pub what: Say<&'static str>,
    /// Why a caller or a team suffers.
    pub why: Say<&'static str>,
    /// How to mend it, in the words of the console.
    pub mend: Say<&'static str>,
    /// What the claim rests on: documented by the platform, observed in its JSON, or inferred.
    pub rests_on: Say<&'static str>,
    /// A text that the rule fires on.
    pub bad: &'static str,
    /// The same text mended.
    pub good: &'static str,
}

impl Docs {
    /// Its texts, each with its title, in the order in which they are read.
    pub fn sections(&self) -> [(Say<&'static str>, Say<&'static str>); 4] {
        [
            (Say { en: "What it says", zh: "含义" }, self.what),
            (Say { en: "Why it matters", zh: "影响" }, self.why),
            (Say { en: "How to mend it", zh: "如何修复" }, self.mend),
            (Say { en: "What it rests on", zh: "依据" }, self.rests_on),
        ]
    }

    /// Its examples, each with its title.
    pub fn examples(&self) -> [(Say<&'static str>, &'static str); 2] {
        [(Say { en: "Fires", zh: "会报告" }, self.bad), (Say { en: "Stays silent", zh: "不会报告" }, self.good)]
    }
}

/// What a rule looks at.
pub(crate) enum Check {
    /// Nothing of its own: its findings are made while the text is read.
    Reading,
    /// The configuration, when all findings are known.
    Configuration,
    /// One activity at a time, of these types.
    Activity(Types, fn(&Cx<'_>, usize, &mut Vec<Draft>)),
    /// One flow at a time.
    Flow(fn(&Cx<'_>, &mut Vec<Draft>)),
    /// All flows of the run.
    Run(fn(&Run<'_>, &mut Vec<RunDraft>)),
}

/// What a rule on one flow sees. Activities and exits are given by their index in the flow.
pub struct Cx<'a> {
    /// The activities and their exits.
    pub flow: &'a Flow<'a>,
    /// Where calls can go.
    pub graph: &'a Graph,
    /// What the user decided.
    pub settings: &'a Settings,
    /// Made when the first rule asks.
    loops: OnceCell<Vec<Vec<usize>>>,
    /// Made when the first rule asks.
    references: OnceCell<Vec<Reference>>,
    /// Made when the first rule asks.
    unset: OnceCell<Vec<Unset>>,
}

/// A finding before its place is looked up.
pub struct Draft {
    pub(crate) at: At,
    /// The index in [`Flow::activities`].
    pub(crate) activity: Option<usize>,
    /// The number among all items of `activities`, for an item that is no activity.
    pub(crate) item: Option<u32>,
    /// The index in [`Flow::exits`].
    pub(crate) exit: Option<usize>,
    /// The activities that it names; nothing means the one that it is about.
    pub(crate) names: Option<Vec<usize>>,
    pub(crate) path: Path,
    pub(crate) message: Say,
    pub(crate) help: Option<Say>,
    pub(crate) reference: Option<String>,
}

/// What a finding points at: a value or key of the definition's text, given by the value's node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum At {
    Value(u32),
    Key(u32),
    /// A part of what a string says, in bytes.
    Part(u32, Range<usize>),
}

impl At {
    pub(crate) fn node(&self) -> u32 {
        match *self {
            At::Value(node) | At::Key(node) | At::Part(node, _) => node,
        }
    }

    /// Sorts as the text does.
    pub(crate) fn order(&self) -> (u32, usize, usize) {
        match self {
            At::Value(node) | At::Key(node) => (*node, 0, 0),
            At::Part(node, range) => (*node, range.start, range.end),
        }
    }
}

impl<'a> Cx<'a> {
    pub(crate) fn new(flow: &'a Flow<'a>, graph: &'a Graph, settings: &'a Settings) -> Self {
        let (loops, references, unset) = Default::default();
        Cx { flow, graph, settings, loops, references, unset }
    }

    /// The activity with this index.
    pub fn activity(&self, index: usize) -> &'a Activity<'a> {
        &self.flow.activities[index]
    }

    /// The exit with this index.
    pub fn exit(&self, index: usize) -> Exit<'a> {
        self.flow.exit(index)
    }

    /// The references in the properties of the activities.
    pub(crate) fn references(&self) -> &[Reference] {
        self.references.get_or_init(|| references(self.flow))
    }

    /// The references whose module not every call has passed.
    pub(crate) fn unset_references(&self) -> &[Unset] {
        self.unset.get_or_init(|| unset(self.references(), self.graph))
    }

    /// Whether a call may get to the activity. In a flow without an entry that is not known: then it may.
    pub fn may_be_reached(&self, index: usize) -> bool {
        self.graph.is_reachable(index) || !self.graph.has_entry()
    }

    /// The strongly connected components with a cycle that calls may get to, in the order of the text.
    pub fn loops(&self) -> &[Vec<usize>] {
        self.loops.get_or_init(|| self.graph.loops(|index| self.may_be_reached(index)))
    }

    /// Those of them that no call ever leaves: no edge leads out, and no activity may end the call.
    pub fn endless_loops(&self) -> impl Iterator<Item = &[usize]> {
        self.loops().iter().map(Vec::as_slice).filter(|members| {
            members.iter().all(|&member| {
                !self.activity(member).may_end()
                    && self.graph.targets(member).all(|target| members.binary_search(&target).is_ok())
            })
        })
    }

    /// The activities that no call gets to, in the order of the text; none where it is not known where calls begin.
    ///
    /// Endings are left aside, because the editor always places one, and what cannot be led to by its id.
    pub(crate) fn unreachable(&self) -> Vec<usize> {
        let is_member = |&(index, activity): &(usize, &Activity<'_>)| {
            !self.may_be_reached(index)
                && !activity.is_ending()
                && activity.id().is_some()
                && !self.flow.is_later_duplicate(index)
        };
        self.flow.each().filter(is_member).map(|(index, _)| index).collect()
    }

    /// Whether a call that gets to the activity stands still.
    pub(crate) fn is_dead_end(&self, index: usize) -> bool {
        let activity = self.activity(index);
        !activity.may_end()
            && !self.graph.leads_on(index)
            && !self.flow.exits_of(activity).any(|(_, exit)| exit.is_wired())
    }

    /// The unwired exits of an activity by which a call does not leave the flow, while it goes on by others.
    pub(crate) fn unconnected_exits(&self, index: usize) -> impl Iterator<Item = usize> + use<'a> {
        let activity = self.activity(index);
        let hands_off = activity.hands_off();
        let goes_on = hands_off || self.flow.exits_of(activity).any(|(_, exit)| exit.is_wired());
        let asked = goes_on && !activity.is_ending();
        let is_unconnected = move |exit: &Exit<'_>| exit.is_unwired() && !(hands_off && exit.role() == Role::Success);
        let exits = self.flow.exits_of(activity).filter(move |_| asked);
        exits.filter(move |(_, exit)| is_unconnected(exit)).map(|(exit, _)| exit)
    }

    /// What a message calls an activity: its name, else its id, else its number.
    pub fn name(&self, index: usize) -> String {
        let activity = self.activity(index);
        match (activity.given_name(), activity.id()) {
            (Some(name), _) => shown(&name),
            (None, Some(id)) => shown(&id),
            (None, None) => format!("#{}", activity.item),
        }
    }

    /// What a message calls several activities, the first few of them.
    pub fn names(&self, indexes: &[usize]) -> Say {
        const MOST: usize = 4;
        let names: Vec<_> = indexes.iter().take(MOST).map(|&index| self.name(index)).collect();
        let more = indexes.len().saturating_sub(MOST);
        let (mut en, mut zh) = (names.join(", "), names.join("、"));
        if more > 0 {
            en += &format!(" and {more} more");
            zh += &format!(" 等 {} 个", indexes.len());
        }
        Say { en, zh }
    }

    /// What a message calls an exit.
    pub fn exit_name(&self, activity: usize, exit: usize) -> Say {
        let name = self.name(activity);
        let exit = self.exit(exit);
        match exit.event() {
            Some(event) => {
                let event = shown(&event);
                Say { en: format!("exit `{event}` of {name}"), zh: format!("{name} 的出口 `{event}`") }
            }
            None => {
                let number = exit.item() + 1;
                Say { en: format!("exit {number} of {name}"), zh: format!("{name} 的第 {number} 个出口") }
            }
        }
    }

    /// A finding about the flow as a whole, at something in it.
    pub fn about_flow(&self, at: Value<'_>, message: Say) -> Draft {
        Draft {
            at: At::Value(at.node()),
            activity: None,
            item: None,
            exit: None,
            names: None,
            path: Path::None,
            message,
            help: None,
            reference: None,
        }
    }

    /// A finding about an activity, at its id, or where it has none at its object.
    pub fn about_activity(&self, index: usize, message: Say) -> Draft {
        self.about_member(index, "id", message)
    }

    /// A finding about an activity, at a member of it, or where it lacks that at its object.
    pub fn about_member(&self, index: usize, key: &str, message: Say) -> Draft {
        let value = self.activity(index).value;
        self.about_activity_at(index, value.get(key).unwrap_or(value), message)
    }

    /// A finding about an activity, at something in it.
    pub fn about_activity_at(&self, index: usize, at: Value<'_>, message: Say) -> Draft {
        let path = if self.graph.is_reachable(index) { Path::Shortest } else { Path::None };
        Draft { activity: Some(index), path, ..self.about_flow(at, message) }
    }

    /// A finding about a reference.
    pub(crate) fn about_reference(&self, reference: &Reference, message: Say) -> Draft {
        let about = self.about_activity(reference.activity, message);
        let at = At::Part(reference.node, reference.range.clone());
        Draft { at, reference: Some(reference.text.clone()), ..about }
    }

    /// A finding about an exit, at a member of it, or where it lacks that at its object.
    pub fn about_exit(&self, activity: usize, exit: usize, key: &str, message: Say) -> Draft {
        let value = self.exit(exit).value();
        Draft { exit: Some(exit), ..self.about_activity_at(activity, value.present(key).unwrap_or(value), message) }
    }
}

impl Draft {
    /// The same, pointing at the key of the member that it points at.
    pub(crate) fn at_key(self) -> Self {
        Draft { at: At::Key(self.at.node()), ..self }
    }

    /// The same with what to do about it.
    pub fn help(self, help: Say) -> Self {
        Draft { help: Some(help), ..self }
    }

    /// The same, naming these activities, by their indexes, and not only the one that it is about.
    pub fn names(self, activities: Vec<usize>) -> Self {
        Draft { names: Some(activities), ..self }
    }
}
