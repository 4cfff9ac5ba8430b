//! Where calls can go. petgraph is spoken here and nowhere else; the rules ask in the words of the domain.

use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, EdgeReference, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{EdgeRef, NodeFiltered};

use crate::flow::{Flow, Next};

/// The activities of a flow as a graph. Activities are given by their index in [`Flow::activities`].
pub(crate) struct Graph {
    /// One node an activity, in the same order. An edge's weight is the index of its exit in [`Flow::exits`].
    edges: DiGraph<(), Option<u32>>,
    /// For each activity how the shortest way from an entry gets there.
    arrivals: Vec<Arrival>,
}

/// How the shortest path from an entry arrives at an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It is not reachable.
    Never,
    /// Calls enter the flow here.
    Entry,
    /// From an activity, by one of its exits or, where that is `None`, by an id in the properties of an unknown type.
    From(usize, Option<usize>),
}

impl Graph {
    pub(crate) fn new(flow: &Flow<'_>) -> Self {
        let mut edges = DiGraph::with_capacity(flow.activities.len(), flow.exits.len());
        for _ in &flow.activities {
            edges.add_node(());
        }
        let mut out = Vec::new();
        for (index, activity) in flow.each().filter(|(_, activity)| !activity.is_ending()) {
            for (exit_index, exit) in flow.exits_of(activity) {
                if let Next::Wired(id) = &exit.next
                    && let Some(target) = flow.by_id(id)
                {
                    out.push((target, u32::try_from(exit_index).ok()));
                }
            }
            if activity.is_unknown() {
                let values = activity.properties.into_iter().flat_map(|properties| properties.descendants());
                let targets = values.filter_map(|value| value.string()).filter_map(|text| flow.by_id(&text));
                out.extend(targets.map(|target| (target, None)));
            }
            // petgraph gives an activity's edges back with the last one added first.
            for (target, exit) in out.drain(..).rev() {
                edges.add_edge(NodeIndex::new(index), NodeIndex::new(target), exit);
            }
        }
        let entries = flow.each().filter(|(_, activity)| activity.is_entry()).map(|(index, _)| index);
        let arrivals = arrivals(&edges, entries);
        Graph { edges, arrivals }
    }

    /// Whether the flow has an entry.
    pub(crate) fn has_entry(&self) -> bool {
        self.arrivals.contains(&Arrival::Entry)
    }

    /// Whether there is a path from an entry to the activity.
    pub(crate) fn is_reachable(&self, activity: usize) -> bool {
        self.arrivals[activity] != Arrival::Never
    }

    /// How the shortest path from an entry arrives at the activity. Of equally short ones it is that whose first
    /// differing step is the earlier entry or exit in the order of the text.
    pub(crate) fn arrival(&self, activity: usize) -> Arrival {
        self.arrivals[activity]
    }

    /// Whether any edge leaves the activity.
    pub(crate) fn leads_on(&self, activity: usize) -> bool {
        self.edges.first_edge(NodeIndex::new(activity), Direction::Outgoing).is_some()
    }

    /// The activities that the edges of one lead to, in the order of the text.
    pub(crate) fn targets(&self, activity: usize) -> impl Iterator<Item = usize> {
        self.edges.neighbors(NodeIndex::new(activity)).map(NodeIndex::index)
    }

    /// The weakly connected components of the graph of just these activities; members and regions in the order of
    /// the text.
    pub(crate) fn regions(&self, members: &[usize]) -> Vec<Vec<usize>> {
        let mut region_of = vec![usize::MAX; self.edges.node_count()];
        for (region, &member) in members.iter().enumerate() {
            region_of[member] = region;
        }
        let mut joined = UnionFind::new(members.len());
        for (region, &member) in members.iter().enumerate() {
            for target in self.targets(member).filter(|&target| region_of[target] != usize::MAX) {
                joined.union(region, region_of[target]);
            }
        }
        let mut regions: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
        // The first member of a region in the order of the text is where the region is put.
        let mut first = vec![usize::MAX; members.len()];
        for (region, &member) in members.iter().enumerate() {
            let root = joined.find(region);
            if first[root] == usize::MAX {
                first[root] = region;
            }
            regions[first[root]].push(member);
        }
        regions.retain(|region| !region.is_empty());
        regions
    }

    /// The strongly connected components with a cycle in the graph of just the activities for which `member` holds;
    /// members and loops in the order of the text.
    pub(crate) fn loops(&self, member: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let graph = NodeFiltered::from_fn(&self.edges, |node: NodeIndex| member(node.index()));
        let mut loops: Vec<Vec<usize>> = kosaraju_scc(&graph)
            .into_iter()
            .map(|component| component.into_iter().map(NodeIndex::index).collect::<Vec<_>>())
            .filter(|component| component.len() > 1 || self.targets(component[0]).any(|target| target == component[0]))
            .collect();
        for members in &mut loops {
            members.sort_unstable();
        }
        loops.sort_unstable();
        loops
    }
}

/// Breadth first from the entries, in the order of the text: the first way found to an activity is the shortest,
/// and of equally short ones the one with the earlier steps.
fn arrivals(edges: &DiGraph<(), Option<u32>>, entries: impl Iterator<Item = usize>) -> Vec<Arrival> {
    let mut arrivals = vec![Arrival::Never; edges.node_count()];
    let mut queue = Vec::new();
    for entry in entries {
        arrivals[entry] = Arrival::Entry;
        queue.push(entry);
    }
    let mut next = 0;
    while let Some(&activity) = queue.get(next) {
        next += 1;
        for edge in edges.edges(NodeIndex::new(activity)) {
            let target = EdgeReference::target(&edge).index();
            if arrivals[target] == Arrival::Never {
                arrivals[target] = Arrival::From(activity, edge.weight().map(|exit| exit as usize));
                queue.push(target);
            }
        }
    }
    arrivals
}
