//! The flow through the network, taken apart into calls.
//!
//! What flows into a component is in one row, what flows out of it in another, and each call leaves at the place at which
//! it came. So no call has to be followed to know how many steps all have, and each can be followed alone.

use super::inside::{Goal, Inside, Manner, Route};
use super::network::Network;
use super::ways::Ways;
use super::{Call, Cover, Ends, Step, What, node};
use crate::analysis::Context;

pub(super) struct Routes<'r, 'f> {
    context: &'r Context<'f>,
    ways: &'r Ways,
    network: &'r Network,
    whats: &'r [What],
    cover: Cover,
    inside: Inside<'r>,
    /// The place of the first call of each arc in the row of the component that it leaves, and of that it leads to.
    leaves_at: Vec<usize>,
    comes_at: Vec<usize>,
    /// For each component the calls through it.
    runs: Vec<Vec<Run>>,
    steps: usize,
}

/// Calls one after another that come to a component and leave it in the same way.
struct Run {
    /// The place of the first, and how many they are.
    first: usize,
    count: usize,
    /// Whether it is the first of all, which covers the component.
    is_tour: bool,
    from: usize,
    /// The arc by which they leave.
    by: usize,
    goal: Goal,
    manner: Manner,
    /// How they end, if they end here.
    ends: Option<Ends>,
    /// Their way, once it has been asked for.
    route: Option<Route>,
}

impl<'r, 'f> Routes<'r, 'f> {
    pub(super) fn new(
        context: &'r Context<'f>,
        ways: &'r Ways,
        network: &'r Network,
        whats: &'r [What],
        cover: Cover,
    ) -> Self {
        let inside = Inside::new(ways, context.flow.activities().len());
        let (leaves_at, comes_at) = (vec![0; whats.len()], vec![0; whats.len()]);
        let (runs, steps) = (Vec::with_capacity(ways.components.len()), 0);
        let mut routes = Routes { context, ways, network, whats, cover, inside, leaves_at, comes_at, runs, steps };
        routes.line_up(network.outgoing(0), true);
        for component in 0..ways.components.len() {
            routes.line_up(network.incoming(node(component)), false);
            routes.line_up(network.outgoing(node(component) + 1), true);
            let runs = routes.runs_through(component);
            routes.runs.push(runs);
        }
        routes
    }

    /// How many steps all calls have.
    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    /// How many exits some call takes.
    pub(super) fn exits_taken(&self) -> usize {
        let inside = (0..self.ways.edges.len()).filter(|&edge| self.inside.taken[edge]);
        let inside = inside.filter(|&edge| self.ways.edges[edge].exit.is_some()).count();
        let between = (0..self.whats.len()).filter(|&arc| self.network.flow[arc] > 0);
        let has_exit = |&arc: &usize| match self.whats[arc] {
            What::Edge(edge) => self.ways.edges[edge].exit.is_some(),
            What::Open(..) => true,
            What::Enter(_) | What::Through(_) | What::End(_) => false,
        };
        inside + between.filter(has_exit).count()
    }

    /// The calls, with at most so many steps in all.
    pub(super) fn calls(&mut self, most: usize) -> Vec<Call> {
        let total = self.network.total();
        let mut calls = Vec::with_capacity(total);
        let mut left = most;
        // How many calls of each run are not told yet.
        let mut untold: Vec<Vec<usize>> =
            self.runs.iter().map(|runs| runs.iter().map(|run| run.count).collect()).collect();
        while calls.len() < total && left > 0 {
            let (call, (component, run)) = self.call(calls.len(), left);
            left -= call.steps.len();
            untold[component][run] -= 1;
            calls.push(call);
        }
        // Of those that nothing is left for it does not matter which is which.
        let runs = self.runs.iter().flatten().zip(untold.iter().flatten());
        for (ends, &count) in runs.filter_map(|(run, count)| Some((run.ends?, count))) {
            calls.extend((0..count).map(|_| Call { ends, steps: Vec::new(), is_whole: false }));
        }
        calls
    }

    /// A call by its number, with at most so many steps, and the component and run in which it ends.
    fn call(&mut self, number: usize, most: usize) -> (Call, (usize, usize)) {
        let (network, ways) = (self.network, self.ways);
        let starts = network.outgoing(0);
        let start = starts.partition_point(|&arc| self.leaves_at[arc] <= number) - 1;
        let mut arc = starts[start];
        // Arcs that nothing flows along begin at the same place.
        let mut place = self.comes_at[arc] + number - self.leaves_at[arc];
        let mut steps = Vec::new();
        let mut is_whole = true;
        loop {
            let component = (network.arcs[arc].to - 1) / 2;
            let run = self.runs[component].partition_point(|run| run.first <= place) - 1;
            let kept = self.runs[component][run].route.take();
            let Run { from, by, goal, manner, is_tour, ends, .. } = self.runs[component][run];
            let route = kept.unwrap_or_else(|| {
                self.inside.enter(component);
                let mut route = Route::kept(from, most - steps.len());
                match is_tour {
                    true => self.inside.tour(self.cover, goal, &mut route),
                    false => {
                        self.inside.pass(goal, Some(manner), &mut route);
                    }
                }
                route
            });
            is_whole &= route.length <= most - steps.len();
            let edges = route.edges.iter().take(most - steps.len()).map(|&edge| ways.edges[edge]);
            steps.extend(edges.map(|edge| Step { activity: edge.from, exit: edge.exit }));
            let last = match self.whats[by] {
                What::Edge(edge) => Step { activity: ways.edges[edge].from, exit: ways.edges[edge].exit },
                What::Open(activity, exit) => Step { activity, exit: Some(exit) },
                What::Enter(_) | What::Through(_) | What::End(_) => Step { activity: route.at, exit: None },
            };
            self.runs[component][run].route = Some(route);
            match steps.len() < most {
                true => steps.push(last),
                false => is_whole = false,
            }
            if let Some(ends) = ends {
                return (Call { ends, steps, is_whole }, (component, run));
            }
            place = self.comes_at[by] + place - self.leaves_at[by];
            arc = by;
        }
    }

    /// Puts what flows along arcs into a row.
    fn line_up(&mut self, arcs: &[usize], leaves: bool) {
        let places = if leaves { &mut self.leaves_at } else { &mut self.comes_at };
        let mut next = 0;
        for &arc in arcs {
            places[arc] = next;
            next += self.network.flow[arc];
        }
    }

    fn runs_through(&mut self, component: usize) -> Vec<Run> {
        let network = self.network;
        let mut out = network.outgoing(node(component) + 1).iter().copied();
        let (mut by, mut room) = (usize::MAX, 0);
        let mut runs: Vec<Run> = Vec::new();
        let mut place = 0;
        self.inside.enter(component);
        for &arc in network.incoming(node(component)) {
            let from = match self.whats[arc] {
                What::Edge(edge) => self.ways.edges[edge].to,
                What::Enter(activity) => activity,
                What::Through(_) | What::Open(..) | What::End(_) => continue,
            };
            let mut comes = network.flow[arc];
            while comes > 0 {
                while room == 0 {
                    // As much flows out as in.
                    let Some(next) = out.next() else { return runs };
                    (by, room) = (next, network.flow[next]);
                }
                let is_tour = place == 0;
                let count = if is_tour { 1 } else { comes.min(room) };
                let run = self.run(
                    component,
                    Run {
                        first: place,
                        count,
                        is_tour,
                        from,
                        by,
                        goal: self.goal(by),
                        manner: Manner::Shortest,
                        ends: None,
                        route: None,
                    },
                );
                runs.push(run);
                (place, comes, room) = (place + count, comes - count, room - count);
            }
        }
        runs
    }

    /// Walks a run once, to know how long it is, which manner there was room for, and where it ends.
    fn run(&mut self, component: usize, mut run: Run) -> Run {
        let mut route = Route::measured(run.from);
        match run.is_tour {
            true => self.inside.tour(self.cover, run.goal, &mut route),
            false => run.manner = self.inside.pass(run.goal, None, &mut route),
        }
        self.steps += run.count * (1 + route.length);
        run.ends = match self.whats[run.by] {
            What::Open(_, exit) => Some(Ends::with(self.context.flow.exit(exit))),
            What::End(_) => {
                let leads_on = self.ways.components[component].is_stuck && self.context.graph.leads_on(route.at);
                Some(Ends::at(self.context.flow.activity(route.at), leads_on))
            }
            What::Edge(_) | What::Enter(_) | What::Through(_) => None,
        };
        run
    }

    fn goal(&self, arc: usize) -> Goal {
        match self.whats[arc] {
            What::Edge(edge) => Goal::Activity(self.ways.edges[edge].from),
            What::Open(activity, _) => Goal::Activity(activity),
            What::End(component) if self.ways.components[component].is_stuck => Goal::Anywhere,
            What::End(_) | What::Enter(_) | What::Through(_) => Goal::End,
        }
    }
}
