//! The ways that calls can take: which activities they reach, along which edges, and the components of these.

use crate::analysis::Context;

/// The part of a flow that calls can reach.
pub(super) struct Ways {
    /// The edges of each activity are one after another, in the order of the text.
    pub(super) edges: Vec<Edge>,
    first_edge: Vec<usize>,
    /// The edges by the activity that they lead to.
    by_target: Vec<usize>,
    first_by_target: Vec<usize>,
    /// The strongly connected components; edges between them lead to later ones.
    pub(super) components: Vec<Component>,
    /// The component of each activity that calls can reach.
    component_of: Vec<usize>,
    /// The place of each activity among the members of its component.
    place_of: Vec<usize>,
}

/// An edge that has to be covered: an exit, or an id in the properties of an unknown type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) exit: Option<usize>,
}

/// A strongly connected component.
pub(super) struct Component {
    /// In the order of the text.
    pub(super) members: Vec<usize>,
    /// How many activities and edges it has.
    pub(super) size: usize,
    /// Where calls enter the flow.
    pub(super) entry: Option<usize>,
    /// The possible ends among its members.
    pub(super) ends: Vec<usize>,
    /// Whether calls may end at any member: no exit leads on at all, or they only go round and round.
    pub(super) is_stuck: bool,
}

impl Ways {
    pub(super) fn new(context: &Context<'_>) -> Self {
        let (flow, graph) = (context.flow, context.graph);
        let count = flow.activities().len();
        let (mut edges, mut first_edge) = (Vec::with_capacity(flow.exits().len()), Vec::with_capacity(count + 1));
        // The activity that has already led to each: an id that stands in the properties is one edge however often it
        // does, and none where an exit leads there.
        let mut led_from = vec![usize::MAX; count];
        for from in 0..count {
            first_edge.push(edges.len());
            if !graph.is_reachable(from) {
                continue;
            }
            for (to, exit) in graph.edges(from) {
                let is_again = std::mem::replace(&mut led_from[to], from) == from;
                if exit.is_some() || !is_again {
                    edges.push(Edge { from, to, exit });
                }
            }
        }
        first_edge.push(edges.len());
        let (by_target, first_by_target) = by_target(&edges, count);

        let mut endless = vec![false; count];
        context.endless_loops().flatten().for_each(|&member| endless[member] = true);
        let (mut component_of, mut place_of) = (vec![usize::MAX; count], vec![0; count]);
        let mut components = Vec::new();
        for mut members in graph.components(|from, _| graph.is_reachable(from)).into_iter().rev() {
            if !graph.is_reachable(members[0]) {
                continue;
            }
            members.sort_unstable();
            for (place, &member) in members.iter().enumerate() {
                (component_of[member], place_of[member]) = (components.len(), place);
            }
            let activities = || members.iter().map(|&member| flow.activity(member));
            let ends: Vec<_> =
                activities().filter(|activity| activity.may_end()).map(|activity| activity.index()).collect();
            let is_dead = first_edge[members[0]] == first_edge[members[0] + 1]
                && !activities().any(|activity| activity.exits().any(leads_nowhere));
            let is_stuck = endless[members[0]] || (is_dead && ends.is_empty());
            let entry = activities().find(|activity| activity.is_entry()).map(|activity| activity.index());
            let size = members.iter().map(|&member| 1 + first_edge[member + 1] - first_edge[member]).sum();
            components.push(Component { members, size, entry, ends, is_stuck });
        }
        Ways { edges, first_edge, by_target, first_by_target, components, component_of, place_of }
    }

    pub(super) fn component_of(&self, activity: usize) -> usize {
        self.component_of[activity]
    }

    /// The place of an activity among the members of its component.
    pub(super) fn place_of(&self, activity: usize) -> usize {
        self.place_of[activity]
    }

    /// The edges that leave an activity, by their index.
    pub(super) fn edges_of(&self, activity: usize) -> std::ops::Range<usize> {
        self.first_edge[activity]..self.first_edge[activity + 1]
    }

    /// The edges that lead to an activity, by their index.
    pub(super) fn edges_to(&self, activity: usize) -> &[usize] {
        &self.by_target[self.first_by_target[activity]..self.first_by_target[activity + 1]]
    }

    /// Whether an edge stays in its component.
    pub(super) fn is_inside(&self, edge: usize) -> bool {
        let Edge { from, to, .. } = self.edges[edge];
        self.component_of[from] == self.component_of[to]
    }
}

/// Whether a call ends with an exit: it is not wired, or the activity is not there.
pub(super) fn leads_nowhere(exit: crate::model::Exit<'_>) -> bool {
    exit.is_unwired() || exit.dangles()
}

/// The edges by the activity that they lead to, and the first of each activity among them.
fn by_target(edges: &[Edge], activities: usize) -> (Vec<usize>, Vec<usize>) {
    let mut first = vec![0; activities + 1];
    for edge in edges {
        first[edge.to + 1] += 1;
    }
    for activity in 0..activities {
        first[activity + 1] += first[activity];
    }
    let mut next = first.clone();
    let mut by_target = vec![0; edges.len()];
    for (number, edge) in edges.iter().enumerate() {
        by_target[next[edge.to]] = number;
        next[edge.to] += 1;
    }
    (by_target, first)
}
