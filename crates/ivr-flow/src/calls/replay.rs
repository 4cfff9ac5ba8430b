//! Kept calls replayed on a flow as it is wired now: where one fails, and which exits it takes.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::Ends;
use super::named::exit_text;
use super::ways::leads_nowhere;
use crate::analysis::Context;
use crate::model::{Activity, Exit, Next};
use crate::text::{Localized, localized, shorten};
use crate::{HashMap, HashSet};

/// The most modules that a call may have to pass besides its steps: each doubles what is searched for ways.
pub const MOST_PASSES: usize = 16;

/// The most places that are searched for ways between two steps.
const MOST_PLACES: usize = 4_000_000;

/// A call that a team keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptCall {
    /// Its name; without one `#` and its number.
    pub name: String,
    /// The name or id of the flow; `None` if it may be any.
    pub flow: Option<Said>,
    /// Modules, each by name or id, and by which exit the call goes on; `…` for any way.
    pub steps: Vec<Said>,
    /// The modules that it has to pass besides.
    pub passes: Vec<Said>,
    /// The modules that it must not pass.
    pub avoids: Vec<Said>,
    /// How it has to end.
    pub ends: Option<Ends>,
    /// Its bytes in the text.
    pub bytes: Range<usize>,
}

/// A text of a file of kept calls, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Where it is in the file.
    pub bytes: Range<usize>,
}

/// The result of replaying a kept call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Replayed {
    /// Why it fails; `None` if it passes.
    pub failure: Option<Failure>,
    /// The exits that it takes, by their index in the flow; not those on any way.
    pub exits: BTreeSet<usize>,
}

/// Why a kept call fails.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// What is wrong.
    pub message: Localized,
    /// What to do, or what else there is.
    pub help: Option<Localized>,
    /// Where in the file of kept calls.
    pub kept: Range<usize>,
    /// Where in the file of the flow.
    pub flow: Range<usize>,
}

/// Replays kept calls on one flow.
#[derive(Debug)]
pub struct Replayer<'r> {
    context: &'r Context<'r>,
    pub(super) by_name: HashMap<Cow<'r, str>, Vec<usize>>,
    /// Whether each activity is in a loop that no call leaves.
    is_endless: Vec<bool>,
}

impl<'r> Replayer<'r> {
    /// Prepares to replay calls on a flow.
    pub fn new(context: &'r Context<'r>) -> Self {
        let mut by_name: HashMap<_, Vec<usize>> = HashMap::default();
        for activity in context.flow.activities() {
            if let Some(name) = activity.name() {
                by_name.entry(name).or_default().push(activity.index());
            }
        }
        let mut is_endless = vec![false; context.flow.activities().len()];
        context.endless_loops().flatten().for_each(|&member| is_endless[member] = true);
        Replayer { context, by_name, is_endless }
    }

    /// Replays a call.
    pub fn replay(&self, call: &KeptCall) -> Replayed {
        let (passed, exits) = (BTreeSet::from([0]), BTreeSet::new());
        let (needed, avoided) = (HashMap::default(), HashSet::default());
        let mut replay = Replay { flow: self, context: self.context, call, passed, exits, needed, avoided };
        let failure = replay.run().err().map(|failure| *failure);
        let exits = if failure.is_none() { replay.exits } else { BTreeSet::new() };
        Replayed { failure, exits }
    }
}

pub(super) struct Replay<'r> {
    pub(super) flow: &'r Replayer<'r>,
    pub(super) context: &'r Context<'r>,
    call: &'r KeptCall,
    /// What the call may have passed so far of what it has to, a bit each: where ways lead apart there are several.
    passed: BTreeSet<u32>,
    exits: BTreeSet<usize>,
    /// The bit of each activity that has to be passed.
    needed: HashMap<usize, u32>,
    avoided: HashSet<usize>,
}

pub(super) type Outcome<T = ()> = Result<T, Box<Failure>>;

/// Where a call is between two steps.
enum At<'f> {
    /// It has not begun.
    Outside,
    Activity(Activity<'f>),
    /// It takes one of these exits, which are all of one name.
    Exits(Vec<Exit<'f>>),
}

impl<'r> Replay<'r> {
    fn run(&mut self) -> Outcome {
        for (bit, said) in self.call.passes.iter().enumerate() {
            for activity in self.named(said)? {
                *self.needed.entry(activity.index()).or_default() |= 1 << bit;
            }
        }
        for said in &self.call.avoids {
            let avoided: Vec<_> = self.named(said)?.iter().map(|activity| activity.index()).collect();
            self.avoided.extend(avoided);
        }
        let (mut at, mut any) = (At::Outside, false);
        let mut last = &self.call.steps[0];
        for said in &self.call.steps {
            if said.text == "…" || said.text == "..." {
                any = true;
                continue;
            }
            let (activity, exits) = self.step(said)?;
            match any {
                true => self.go_any_way(&at, activity, said)?,
                false => self.go(&at, activity, said)?,
            }
            at = if exits.is_empty() { At::Activity(activity) } else { At::Exits(exits) };
            (any, last) = (false, said);
        }
        self.end(&at, any, last)?;
        let all = (1_u32 << self.call.passes.len()) - 1;
        let most = self.passed.iter().copied().max_by_key(|passed| passed.count_ones()).unwrap_or(0);
        let missing = (0..self.call.passes.len()).find(|bit| most & (1 << bit) == 0);
        match missing.filter(|_| most != all) {
            Some(bit) => {
                let said = &self.call.passes[bit];
                let name = shorten(&said.text);
                let place = self.named(said)?[0];
                Err(self.fails(said, place, localized!("the call does not pass {name}", "通话没有经过“{name}”"), None))
            }
            None => Ok(()),
        }
    }

    /// Goes from where the call is straight to an activity.
    fn go(&mut self, at: &At<'r>, to: Activity<'r>, said: &Said) -> Outcome {
        let context = self.context;
        let name = context.name(to);
        match at {
            At::Outside if to.is_entry() => {}
            At::Outside => {
                let message = localized!("calls do not enter the flow at {name}", "通话不从“{name}”进入流程");
                return Err(self.fails(said, to, message, None));
            }
            At::Activity(from) => {
                let edges: Vec<_> =
                    context.graph.edges(from.index()).filter(|(target, _)| *target == to.index()).collect();
                let from_name = context.name(*from);
                let exits: Vec<_> = edges.iter().filter_map(|(_, exit)| Some(context.flow.exit((*exit)?))).collect();
                match (edges.is_empty(), exits.as_slice()) {
                    (true, _) => {
                        let message =
                            localized!("no exit of {from_name} leads to {name}", "“{from_name}”没有通向“{name}”的出口");
                        return Err(self.fails(said, *from, message, self.exits_of(*from)));
                    }
                    (false, [_, _, ..]) => {
                        let names = exits.iter().map(|exit| exit_text(*exit)).collect::<Vec<_>>().join(", ");
                        let message = localized!(
                            "several exits of {from_name} lead to {name}: {names}",
                            "“{from_name}”有多个出口通向“{name}”：{names}"
                        );
                        let help = localized!("write `{from_name}:exit`", "请写成 `{from_name}:出口名`");
                        return Err(self.fails(said, *from, message, Some(help)));
                    }
                    (false, exits) => self.exits.extend(exits.iter().map(|exit| exit.index())),
                }
            }
            At::Exits(exits) => {
                let Some(taken) = exits.iter().find(|exit| exit.target() == Some(to)) else {
                    return Err(self.leads_elsewhere(exits[0], &name, said));
                };
                self.exits.insert(taken.index());
            }
        }
        self.arrive(to, said)
    }

    /// An exit leads elsewhere than to where the call should go on.
    fn leads_elsewhere(&self, exit: Exit<'_>, expected: &str, said: &Said) -> Box<Failure> {
        let Localized { en, zh } = self.context.exit_name(exit);
        let message = match (exit.target(), exit.next()) {
            (Some(target), _) => {
                let target = self.context.name(target);
                localized!("{en} leads to {target}, not to {expected}", "{zh} 通向“{target}”，而不是“{expected}”")
            }
            (None, Next::Wired(id)) => {
                let id = shorten(&id);
                localized!("{en} leads to `{id}`, which no module has", "{zh} 指向 `{id}`，但没有模块使用此 id")
            }
            (None, Next::Unwired | Next::Broken) => localized!("{en} is not connected", "{zh} 未连接"),
        };
        let place = exit.value().get("next").unwrap_or(exit.value());
        Box::new(Failure {
            message,
            help: self.exits_of(exit.activity()),
            kept: said.bytes.clone(),
            flow: place.file_range(),
        })
    }

    fn arrive(&mut self, at: Activity<'_>, said: &Said) -> Outcome {
        if self.avoided.contains(&at.index()) {
            let name = self.context.name(at);
            let message = localized!("the call passes {name}, which it avoids", "通话经过了应避开的“{name}”");
            return Err(self.fails(said, at, message, None));
        }
        let bits = self.bits(at.index());
        self.passed = self.passed.iter().map(|passed| passed | bits).collect();
        Ok(())
    }

    fn bits(&self, activity: usize) -> u32 {
        self.needed.get(&activity).copied().unwrap_or(0)
    }

    /// Goes from where the call is to an activity by any way.
    fn go_any_way(&mut self, at: &At<'r>, to: Activity<'r>, said: &Said) -> Outcome {
        let reached = self.search(at, said)?;
        self.passed =
            reached.iter().filter(|(activity, _)| *activity == to.index()).map(|(_, passed)| *passed).collect();
        if self.passed.is_empty() {
            let name = self.context.name(to);
            let message = match at {
                At::Outside => localized!("no path leads to {name}", "没有通向“{name}”的路径"),
                At::Activity(from) => {
                    let from = self.context.name(*from);
                    localized!("no path leads from {from} to {name}", "没有从“{from}”通向“{name}”的路径")
                }
                At::Exits(exits) => {
                    let Localized { en, zh } = self.context.exit_name(exits[0]);
                    localized!("no path leads from {en} to {name}", "没有从{zh} 通向“{name}”的路径")
                }
            };
            return Err(self.fails(said, to, message, None));
        }
        Ok(())
    }

    /// Everywhere that the call can get to, with what it has passed then.
    fn search(&self, at: &At<'r>, said: &Said) -> Outcome<HashSet<(usize, u32)>> {
        let flow = self.context.flow;
        let first: Vec<usize> = match at {
            At::Outside => flow.activities().filter(|activity| activity.is_entry()).map(Activity::index).collect(),
            At::Activity(from) => self.context.graph.targets(from.index()).collect(),
            At::Exits(exits) => exits.iter().filter_map(|exit| Some(exit.target()?.index())).collect(),
        };
        let mut reached = HashSet::default();
        let mut open: Vec<(usize, u32)> = Vec::new();
        let starts = first.into_iter().flat_map(|activity| self.passed.iter().map(move |&passed| (activity, passed)));
        let mut add = |(activity, passed): (usize, u32), open: &mut Vec<(usize, u32)>| {
            let place = (activity, passed | self.bits(activity));
            if !self.avoided.contains(&activity) && reached.insert(place) {
                open.push(place);
            }
            reached.len() <= MOST_PLACES
        };
        let mut has_room = true;
        for start in starts {
            has_room &= add(start, &mut open);
        }
        while let Some((activity, passed)) = open.pop() {
            for target in self.context.graph.targets(activity) {
                has_room &= add((target, passed), &mut open);
            }
            if !has_room {
                let message = localized!("there are too many paths to search", "路径过多，无法搜索");
                let place = self.context.flow.activity(activity);
                return Err(self.fails(said, place, message, None));
            }
        }
        Ok(reached)
    }

    /// Checks how the call ends.
    fn end(&mut self, at: &At<'r>, any: bool, said: &Said) -> Outcome {
        let flow = self.context.flow;
        let (place, found) = match at {
            _ if any => {
                let Some(wanted) = self.call.ends else { return Ok(()) };
                let reached = self.search(at, said)?;
                let ends = |place: &&(usize, u32)| self.ends_at(flow.activity(place.0), true).contains(&wanted);
                let passed: BTreeSet<u32> = reached.iter().filter(ends).map(|(_, passed)| *passed).collect();
                let is_found = !passed.is_empty();
                self.passed = passed;
                let place = match at {
                    At::Activity(from) => *from,
                    At::Exits(exits) => exits[0].activity(),
                    At::Outside => return if is_found { Ok(()) } else { Err(self.nowhere(said, wanted)) },
                };
                (place, if is_found { vec![wanted] } else { Vec::new() })
            }
            At::Outside => return Ok(()),
            At::Activity(activity) => {
                let ends_with = |exit: &Exit<'_>| leads_nowhere(*exit) && self.call.ends == Some(Ends::with(*exit));
                let only = activity.exits().next().filter(|exit| activity.exits().len() == 1 && ends_with(exit));
                self.exits.extend(only.map(Exit::index));
                (*activity, self.ends_at(*activity, false))
            }
            At::Exits(exits) => {
                self.exits.insert(exits[0].index());
                match exits[0].target() {
                    Some(target) => {
                        self.arrive(target, said)?;
                        (target, self.ends_at(target, false))
                    }
                    None => (
                        exits[0].activity(),
                        if leads_nowhere(exits[0]) { vec![Ends::with(exits[0])] } else { Vec::new() },
                    ),
                }
            }
        };
        let Some(wanted) = self.call.ends.filter(|wanted| !found.contains(wanted)) else { return Ok(()) };
        let (name, wanted) = (self.context.name(place), wanted.name());
        let message = match found.first().map(|ends| ends.name()) {
            _ if any => localized!(
                "no path leads from {name} to the end `{wanted}`",
                "没有从“{name}”到结束方式 `{wanted}` 的路径"
            ),
            Some(found) => localized!(
                "the call ends at {name} as `{found}`, not as `{wanted}`",
                "通话在“{name}”的结束方式为 `{found}`，而不是 `{wanted}`"
            ),
            None => localized!("the call does not end at {name}, but continues", "通话不在“{name}”结束，而是继续"),
        };
        Err(self.fails(said, place, message, self.exits_of(place)))
    }

    fn nowhere(&self, said: &Said, wanted: Ends) -> Box<Failure> {
        let wanted = wanted.name();
        let message = localized!("no path leads to the end `{wanted}`", "没有到结束方式 `{wanted}` 的路径");
        let list = self.context.flow.list();
        let place = self.context.flow.tree().to_file(list.key_range().unwrap_or(list.range()));
        Box::new(Failure { message, help: None, kept: said.bytes.clone(), flow: place })
    }

    /// How calls may end at an activity; with `by_any` also by which exits, else only by its one.
    fn ends_at(&self, activity: Activity<'_>, by_any: bool) -> Vec<Ends> {
        let leads_on = self.context.graph.leads_on(activity.index());
        let mut ends = Vec::new();
        if activity.may_end() || !leads_on || self.flow.is_endless[activity.index()] {
            ends.push(Ends::at(activity, leads_on));
        }
        if !activity.is_ending() && (by_any || activity.exits().len() == 1) {
            ends.extend(activity.exits().filter(|&exit| leads_nowhere(exit)).map(Ends::with));
        }
        ends
    }
}
