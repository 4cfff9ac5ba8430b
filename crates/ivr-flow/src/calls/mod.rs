//! The fewest test calls that take every exit: a flow comes in, the calls come out, each with its steps.
//!
//! Inside of a strongly connected component a call can take every edge before it goes on. So the components are what is
//! left to be covered, and between them each exit: the smallest flow through that network in which each carries at least
//! one call. Its cut names as many exits as there are calls of which no two can be taken by one call.

mod inside;
mod json;
#[cfg(feature = "toml")]
mod kept;
mod named;
mod network;
mod replay;
mod routes;
mod script;
#[cfg(feature = "toml")]
mod toml;
mod ways;
mod words;

use std::fmt;

use crate::analysis::Context;
use crate::model::{Activity, Exit, Next};

pub use self::json::{FlowCalls, JsonCalls};
#[cfg(feature = "toml")]
pub use self::kept::read_kept_calls;
use self::network::{Arc, Network};
pub use self::replay::{Failure, KeptCall, MOST_PASSES, Replayed, Replayer, Said};
use self::routes::Routes;
pub use self::script::{ActivityInScript, ExitInScript, Script, StepInScript};
use self::ways::{Edge, Ways, leads_nowhere};

#[cfg(feature = "toml")]
pub use self::toml::{exits, to_toml};
pub use self::words::{Act, Heard};

/// The most steps of one flow that are kept. A chain of menus that each have an unconnected exit needs as many calls as
/// it has menus, and on average each is half as long.
pub const MOST_STEPS: usize = 20_000;

/// So many looks at arcs the search for the fewest calls may take. Flows of 200,000 activities need a few million; one
/// that was made to be hard would else take hours.
const MOST_LOOKS: usize = 1 << 30;

/// What the calls have to cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Cover {
    /// Every exit that a call can take, and every activity that it can reach.
    #[default]
    Exits,
    /// Every activity that a call can reach.
    Activities,
}

/// The calls that cover a flow. Activities and exits are given by their index in the flow.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// What they cover.
    pub cover: Cover,
    /// The calls; if their steps are too many in all, the last of them have none.
    pub calls: Vec<Call>,
    /// How many steps they have, those included that are left out.
    pub steps: usize,
    /// Whether steps are left out: there are more than [`MOST_STEPS`].
    pub truncated: bool,
    /// Whether fewer calls are proven not to be enough. Otherwise the search was given up, because the flow is very
    /// large or densely connected.
    pub is_fewest: bool,
    /// How many exits there are in all, but for those of endings.
    pub exits: usize,
    /// How many of them the calls take.
    pub covered: usize,
    /// The exits that no call can take, in the order of the text.
    pub uncovered: Vec<Uncovered>,
    /// As many exits (or activities, where these are to be covered) as there are calls: no two of them can be in one
    /// call. So fewer calls are not enough.
    pub certificate: Vec<Witness>,
}

/// A call: a walk from an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// How it ends.
    pub ends: Ends,
    /// The activities that it passes.
    pub steps: Vec<Step>,
    /// Whether all its steps are there.
    pub is_whole: bool,
}

/// An activity that a call passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Step {
    /// The activity.
    pub activity: usize,
    /// The exit by which the call goes on or ends. `None` where it ends at the activity, and where an id in the
    /// properties of an unknown type leads on.
    pub exit: Option<usize>,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ends {
    /// At an ending.
    Ending,
    /// At a hand-off.
    HandOff,
    /// At an activity of unknown type, which may end calls.
    UnknownType,
    /// At an activity without a way on.
    NoWayOn,
    /// With an exit that is not connected.
    Unwired,
    /// With an exit that leads to an id that no activity has.
    Dangling,
    /// In a loop that no call leaves.
    EndlessLoop,
}

/// An exit that no call can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uncovered {
    /// The exit.
    pub exit: usize,
    /// Why not.
    pub why: Why,
}

/// Why no call can take an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// No call reaches its activity.
    Unreachable,
    /// Its `next` is neither a string nor `null`.
    InvalidNext,
}

/// What no other call can take that takes another of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Witness {
    /// The activity.
    pub activity: usize,
    /// The exit; `None` if it is the activity itself, or an id in its properties.
    pub exit: Option<usize>,
    /// Where the id in its properties leads.
    pub to: Option<usize>,
}

impl Ends {
    /// All of them.
    pub const ALL: [Ends; 7] = [
        Ends::Ending,
        Ends::HandOff,
        Ends::UnknownType,
        Ends::NoWayOn,
        Ends::Unwired,
        Ends::Dangling,
        Ends::EndlessLoop,
    ];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Ends::Ending => "ending",
            Ends::HandOff => "hand-off",
            Ends::UnknownType => "unknown-type",
            Ends::NoWayOn => "no-way-on",
            Ends::Unwired => "unwired",
            Ends::Dangling => "dangling",
            Ends::EndlessLoop => "endless-loop",
        }
    }

    /// How a call ends that goes no further than to an activity.
    fn at(activity: Activity<'_>, leads_on: bool) -> Ends {
        if activity.is_ending() {
            Ends::Ending
        } else if activity.hands_off() {
            Ends::HandOff
        } else if activity.may_end() {
            Ends::UnknownType
        } else if leads_on {
            Ends::EndlessLoop
        } else {
            Ends::NoWayOn
        }
    }

    /// How a call ends that takes an exit that leads nowhere.
    fn with(exit: Exit<'_>) -> Ends {
        if exit.is_unwired() { Ends::Unwired } else { Ends::Dangling }
    }
}

impl fmt::Display for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Why {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Why::Unreachable => "unreachable",
            Why::InvalidNext => "invalid-next",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What an arc of the network stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// Calls enter the flow at this activity.
    Enter(usize),
    /// Calls pass the component with this number.
    Through(usize),
    /// An edge between components.
    Edge(usize),
    /// An exit that leads nowhere, of this activity.
    Open(usize, usize),
    /// Calls end in this component.
    End(usize),
}

/// Finds the fewest calls that cover a flow. Short calls are preferred where that is cheap, and exits in the order of
/// the text. A flow without an entry has no calls.
pub fn plan(context: &Context<'_>, cover: Cover) -> Plan {
    let ways = Ways::new(context);
    let (whats, network) = network(context, &ways, cover);
    let is_counted = |exit: &Exit<'_>| !exit.activity().is_ending();
    let mut routes = Routes::new(context, &ways, &network, &whats, cover);
    let calls = routes.calls(MOST_STEPS);
    let steps = routes.steps();
    let uncovered: Vec<_> =
        context.flow.exits().filter(is_counted).filter_map(|exit| uncovered(context, exit)).collect();
    Plan {
        cover,
        truncated: steps > MOST_STEPS,
        calls,
        steps,
        is_fewest: network.is_least,
        exits: context.flow.exits().filter(is_counted).count(),
        covered: routes.exits_taken(),
        uncovered,
        certificate: certificate(context, &ways, &network, &whats, cover),
    }
}

fn uncovered(context: &Context<'_>, exit: Exit<'_>) -> Option<Uncovered> {
    let why = if !context.graph.is_reachable(exit.activity().index()) {
        Why::Unreachable
    } else if exit.next() == Next::Broken {
        Why::InvalidNext
    } else {
        return None;
    };
    Some(Uncovered { exit: exit.index(), why })
}

/// The component's node where calls arrive; the next is where they leave it.
fn node(component: usize) -> usize {
    1 + 2 * component
}

fn network(context: &Context<'_>, ways: &Ways, cover: Cover) -> (Vec<What>, Network) {
    let sink = node(ways.components.len());
    let least = usize::from(cover == Cover::Exits);
    let (mut whats, mut arcs) = (Vec::new(), Vec::new());
    let mut add = |what, from, to, least| {
        whats.push(what);
        arcs.push(Arc { from, to, least });
    };
    let mut entries: Vec<_> = ways.components.iter().filter_map(|component| component.entry).collect();
    entries.sort_unstable();
    for entry in entries {
        add(What::Enter(entry), 0, node(ways.component_of(entry)), 0);
    }
    for (number, component) in ways.components.iter().enumerate() {
        add(What::Through(number), node(number), node(number) + 1, 1);
        for &member in &component.members {
            let mut open =
                context.flow.activity(member).exits().filter(|&exit| leads_nowhere(exit)).map(Exit::index).peekable();
            // No way leads on from an ending, neither by these.
            let mut open_before = |edge: Option<&Edge>| {
                let last = edge.map_or(usize::MAX, |edge| edge.exit.unwrap_or(usize::MAX));
                open.next_if(|&exit| exit < last && !context.flow.activity(member).is_ending())
            };
            for edge in ways.edges_of(member) {
                while let Some(exit) = open_before(Some(&ways.edges[edge])) {
                    add(What::Open(member, exit), node(number) + 1, sink, least);
                }
                if !ways.is_inside(edge) {
                    let to = node(ways.component_of(ways.edges[edge].to));
                    add(What::Edge(edge), node(number) + 1, to, least);
                }
            }
            while let Some(exit) = open_before(None) {
                add(What::Open(member, exit), node(number) + 1, sink, least);
            }
        }
        if component.is_stuck || !component.ends.is_empty() {
            add(What::End(number), node(number) + 1, sink, 0);
        }
    }
    (whats, Network::new(sink + 1, arcs, MOST_LOOKS))
}

/// What the cut of the network stands for. An exit says more than the activity that it belongs to, and where one of these
/// cannot be with others in one call, the other cannot either.
fn certificate(context: &Context<'_>, ways: &Ways, network: &Network, whats: &[What], cover: Cover) -> Vec<Witness> {
    let of_edge = |edge: usize| {
        let Edge { from, to, exit } = ways.edges[edge];
        Witness { activity: from, exit, to: exit.is_none().then_some(to) }
    };
    let of_component = |number: usize| {
        let members = &ways.components[number].members;
        let mut own = members.iter().flat_map(|&member| context.flow.activity(member).exits());
        let exit = own.find(|exit| !exit.activity().is_ending() && exit.next() != Next::Broken);
        match exit.filter(|_| cover == Cover::Exits) {
            Some(exit) => Witness { activity: exit.activity().index(), exit: Some(exit.index()), to: None },
            None if cover == Cover::Activities => Witness { activity: members[0], exit: None, to: None },
            None => {
                let edges =
                    members.iter().flat_map(|&member| ways.edges_of(member).chain(ways.edges_to(member).to_vec()));
                let first = edges.min_by_key(|&edge| (ways.edges[edge].exit.is_none(), edge));
                first.map_or(Witness { activity: members[0], exit: None, to: None }, of_edge)
            }
        }
    };
    let witness = |arc: usize| match whats[arc] {
        What::Edge(edge) => of_edge(edge),
        What::Open(activity, exit) => Witness { activity, exit: Some(exit), to: None },
        What::Through(component) | What::End(component) => of_component(component),
        What::Enter(activity) => Witness { activity, exit: None, to: None },
    };
    let mut witnesses: Vec<_> = network.cut().into_iter().map(witness).collect();
    witnesses.sort_unstable();
    witnesses
}
