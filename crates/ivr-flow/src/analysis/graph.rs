//! Where calls can go: the activities of a flow as a graph. petgraph is used here, in `edges` and in `reach`; the
//! rules ask in the words of the domain.

use std::sync::OnceLock;

use petgraph::Direction;
use petgraph::algo::dominators::simple_fast;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::NodeFiltered;

use super::edges::{Edges, Part};
use super::forest::Forest;
use super::ways::Ways;
use crate::json::{Value, offset};
use crate::model::{Flow, Index};

/// The activities of a flow as a graph. Activities are given by their index in [`Flow::activities`].
#[derive(Debug, Clone)]
pub struct Graph {
    pub(super) edges: Edges,
    /// For each activity how the shortest path from an entry gets there.
    arrivals: Vec<Arrived>,
    has_entry: bool,
    /// Computed on first use.
    petgraph: OnceLock<DiGraph<usize, Option<usize>>>,
}

/// How the shortest path from an entry arrives at an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arrival {
    /// It is not reachable.
    Never,
    /// Calls enter the flow here.
    Entry,
    /// From an activity, by one of its exits or, where that is `None`, by an id in the properties of an unknown type.
    From(usize, Option<usize>),
}

/// An [`Arrival`] in half the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrived {
    Never,
    Entry,
    From(u32, Option<Index>),
}

/// Which activities every call has passed that reaches another.
#[derive(Debug, Clone)]
pub struct Dominators {
    /// For each activity the last that every call passes before it; an activity that calls may enter at or reach by ways
    /// that have none in common has none, as has one that is not reachable.
    immediate: Vec<Option<usize>>,
    forest: Forest,
}

impl Graph {
    /// The graph of a flow. No path leads on from an ending; an activity of unknown type leads, besides, to the ids that
    /// stand in its properties.
    pub fn new(flow: &Flow<'_>) -> Self {
        let mut edges = Edges::with_capacity(flow.activities().len(), flow.exits().len());
        for activity in flow.activities() {
            if !activity.is_ending() {
                for exit in activity.exits() {
                    exit.target().into_iter().for_each(|target| edges.add(target.index(), Some(exit.index())));
                }
            }
            if activity.is_unknown() && !activity.is_ending() {
                let values = activity.properties().into_iter().flat_map(Value::descendants);
                let targets = values.filter_map(|value| flow.by_id(&value.string()?));
                targets.for_each(|target| edges.add(target.index(), None));
            }
            edges.end_node();
        }
        let entries = flow.activities().filter(|activity| activity.is_entry()).map(|activity| activity.index());
        let arrivals = arrivals(&edges, entries, None);
        let has_entry = arrivals.contains(&Arrived::Entry);
        Graph { edges, arrivals, has_entry, petgraph: OnceLock::new() }
    }

    /// The graph for petgraph's algorithms, made on the first call. A node is an activity, and its weight the activity's
    /// index, which is the node's too; an edge is an exit, and its weight the exit's index in [`Flow::exits`], or `None`
    /// where an id in the properties of an
    /// unknown type leads there.
    pub fn as_petgraph(&self) -> &DiGraph<usize, Option<usize>> {
        self.petgraph.get_or_init(|| self.to_petgraph(0, |activity, _| activity))
    }

    /// Whether the flow has an entry.
    pub fn has_entry(&self) -> bool {
        self.has_entry
    }

    /// Whether there is a path from an entry to the activity.
    pub fn is_reachable(&self, activity: usize) -> bool {
        self.arrivals[activity] != Arrived::Never
    }

    /// How the shortest path from an entry arrives at the activity. Of equally short ones it is that whose first
    /// differing step is the earlier entry or exit in the order of the text.
    pub fn arrival(&self, activity: usize) -> Arrival {
        match self.arrivals[activity] {
            Arrived::Never => Arrival::Never,
            Arrived::Entry => Arrival::Entry,
            Arrived::From(from, exit) => Arrival::From(from as usize, exit.map(Index::get)),
        }
    }

    /// That path, from the entry to the activity, both included; `None` where the activity is not reachable.
    pub fn path_to(&self, activity: usize) -> Option<Vec<usize>> {
        path_by(&self.arrivals, activity)
    }

    /// The ends of these paths, for all activities at once.
    pub(crate) fn ways(&self) -> Ways {
        Ways::new(&self.arrivals)
    }

    /// Whether any edge leaves the activity.
    pub fn leads_on(&self, activity: usize) -> bool {
        !self.edges.of(activity).is_empty()
    }

    /// The activities that the edges of one lead to, in the order of the text.
    pub fn targets(&self, activity: usize) -> impl Iterator<Item = usize> {
        self.edges.targets_of(activity).iter().map(|&target| target as usize)
    }

    /// The activities that lead to one, each as often as it does.
    pub fn predecessors(&self, activity: usize) -> impl Iterator<Item = usize> {
        self.edges.to(activity).iter().map(|&edge| self.edges.source(edge as usize))
    }

    /// The edges that leave an activity, in the order of the text: where each leads, and by which exit.
    pub fn edges(&self, activity: usize) -> impl Iterator<Item = (usize, Option<usize>)> {
        self.edges.of(activity).map(|edge| (self.edges.target(edge), self.edges.exit(edge)))
    }

    /// The edges that lead to an activity: where each comes from, and by which exit.
    pub(crate) fn edges_to(&self, activity: usize) -> impl Iterator<Item = (usize, Option<usize>)> {
        let edges = self.edges.to(activity).iter().map(|&edge| edge as usize);
        edges.map(|edge| (self.edges.source(edge), self.edges.exit(edge)))
    }

    /// Which activities every call has passed that reaches another.
    pub fn dominators(&self) -> Dominators {
        Dominators::of(self.to_petgraph(0, |activity, _| activity), self.entries())
    }

    /// The shortest paths from an entry to each activity, as a forest.
    pub(crate) fn shortest_paths(&self) -> Forest {
        let parents: Vec<_> = self
            .arrivals
            .iter()
            .enumerate()
            .map(|(activity, arrival)| match *arrival {
                Arrived::Never => None,
                Arrived::Entry => Some(activity),
                Arrived::From(from, _) => Some(from as usize),
            })
            .collect();
        Forest::new(&parents)
    }

    /// For each activity how the shortest path from an entry arrives there that does not pass another.
    pub(super) fn arrivals_without(&self, avoided: usize) -> Vec<Arrived> {
        arrivals(&self.edges, self.entries(), Some(avoided))
    }

    /// The same as a graph of petgraph's. `split` gives the source of an edge from its activity and exit: the activity's
    /// own node, or one of the `more` nodes after those of the activities.
    pub(super) fn to_petgraph(
        &self,
        more: usize,
        split: impl Fn(usize, Option<usize>) -> usize,
    ) -> DiGraph<usize, Option<usize>> {
        let count = self.arrivals.len();
        let mut graph = DiGraph::with_capacity(count + more, self.edges.edge_count());
        (0..count + more).for_each(|node| {
            graph.add_node(if node < count { node } else { usize::MAX });
        });
        for activity in 0..count {
            // petgraph gives a node's edges back with the last one added first.
            for edge in self.edges.of(activity).rev() {
                let exit = self.edges.exit(edge);
                let [from, to] = [split(activity, exit), self.edges.target(edge)].map(NodeIndex::new);
                graph.add_edge(from, to, exit);
            }
        }
        graph
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = usize> {
        (0..self.arrivals.len()).filter(|&activity| self.arrivals[activity] == Arrived::Entry)
    }

    /// The weakly connected components of the graph of just these activities; members and regions in the order of
    /// the text.
    pub fn regions(&self, members: &[usize]) -> Vec<Vec<usize>> {
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

    /// The members that remain when those without predecessors or without successors among the rest are removed over and
    /// over: whatever is on a cycle of several. Few do in most flows, which saves most of the search for cycles.
    fn trim_to_cycles(&self, member: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut left: Vec<bool> = (0..self.edges.node_count()).map(member).collect();
        // Where there is no cycle nothing is left after the first of the two, and the second has nothing to do.
        self.trim(&mut left, Direction::Incoming);
        if left.contains(&true) {
            self.trim(&mut left, Direction::Outgoing);
        }
        left
    }

    /// Removes those of the activities that are left that have no edge from or to others left, over and over.
    fn trim(&self, left: &mut [bool], direction: Direction) {
        // How many edges each has from or to those that are left.
        let mut counts = vec![0_u32; left.len()];
        for source in 0..left.len() {
            for target in self.targets(source) {
                let counted = if direction == Direction::Incoming { target } else { source };
                counts[counted] += u32::from(source != target && left[source] && left[target]);
            }
        }
        let mut trimmed = Vec::with_capacity(left.len());
        trimmed.extend((0..left.len()).filter(|&node| left[node] && counts[node] == 0));
        while let Some(node) = trimmed.pop() {
            left[node] = false;
            let lose_edge = |other: usize| {
                if left[other] {
                    counts[other] -= 1;
                    if counts[other] == 0 {
                        trimmed.push(other);
                    }
                }
            };
            match direction {
                Direction::Incoming => self.targets(node).for_each(lose_edge),
                Direction::Outgoing => self.predecessors(node).for_each(lose_edge),
            }
        }
    }

    /// The strongly connected components with a cycle in the graph of just the activities for which `member` holds;
    /// members and loops in the order of the text.
    pub fn loops(&self, member: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let circling = self.trim_to_cycles(&member);
        let mut loops = Vec::new();
        if circling.contains(&true) {
            let part = self.part(|_, _| true);
            let graph = NodeFiltered::from_fn(&part, |node| circling[node as usize]);
            let components = kosaraju_scc(&graph).into_iter().filter(|component| component.len() > 1);
            loops.extend(components.map(indexes));
        }
        let leads_to_itself = |&node: &usize| self.targets(node).any(|target| target == node);
        let mut alone: Vec<_> = (0..circling.len()).filter(|&node| member(node)).filter(leads_to_itself).collect();
        if !alone.is_empty() {
            let mut is_in_loop = vec![false; circling.len()];
            loops.iter().flatten().for_each(|&member| is_in_loop[member] = true);
            alone.retain(|&node| !std::mem::replace(&mut is_in_loop[node], true));
        }
        loops.extend(alone.into_iter().map(|node| vec![node]));
        for members in &mut loops {
            members.sort_unstable();
        }
        loops.sort_unstable();
        loops
    }

    /// The strongly connected components of the graph of just the edges for which `keep` holds, those that nothing
    /// leads on from first: edges lead to earlier ones.
    pub(crate) fn components(&self, keep: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
        kosaraju_scc(&self.part(keep)).into_iter().map(indexes).collect()
    }

    /// The graph of the edges for which `keep(source, target)` holds, for petgraph's algorithms.
    pub(super) fn part<K: Fn(usize, usize) -> bool>(&self, keep: K) -> Part<'_, K> {
        Part { edges: &self.edges, keep }
    }
}

impl Dominators {
    /// The dominators in a graph that calls enter at some activities.
    pub(super) fn of(mut graph: DiGraph<usize, Option<usize>>, entries: impl Iterator<Item = usize>) -> Self {
        // Several entries hang on one root, so that there is one place where all calls begin.
        let root = graph.add_node(usize::MAX);
        for entry in entries {
            graph.add_edge(root, NodeIndex::new(entry), None);
        }
        let dominators = simple_fast(&graph, root);
        let parents: Vec<_> = graph
            .node_indices()
            .map(|node| match dominators.immediate_dominator(node) {
                Some(parent) => Some(parent.index()),
                None => (node == root).then_some(node.index()),
            })
            .collect();
        let immediate = parents[..root.index()].iter().map(|parent| parent.filter(|&parent| parent != root.index()));
        Dominators { immediate: immediate.collect(), forest: Forest::new(&parents) }
    }

    /// The last activity that every call passes on its way to this one; `None` where there is none, or where the
    /// activity is not reachable.
    pub fn immediate(&self, activity: usize) -> Option<usize> {
        self.immediate[activity]
    }

    /// Whether every path from an entry to `activity` passes `dominator`; an activity dominates itself.
    pub fn dominates(&self, dominator: usize, activity: usize) -> bool {
        self.forest.is_above(dominator, activity)
    }
}

/// The path that arrives at an activity, from the entry on.
fn path_by(arrivals: &[Arrived], activity: usize) -> Option<Vec<usize>> {
    let mut steps = vec![activity];
    loop {
        match arrivals[*steps.last()?] {
            Arrived::Never => return None,
            Arrived::Entry => break,
            Arrived::From(from, _) => steps.push(from as usize),
        }
    }
    steps.reverse();
    Some(steps)
}

/// Breadth first from the entries, in the order of the text: the first path found to an activity is the shortest,
/// and of equally short ones the one with the earlier steps. `avoided` counts as not being there.
fn arrivals(edges: &Edges, entries: impl Iterator<Item = usize>, avoided: Option<usize>) -> Vec<Arrived> {
    let mut arrivals = vec![Arrived::Never; edges.node_count()];
    let mut queue = Vec::with_capacity(edges.node_count());
    for entry in entries.filter(|&entry| Some(entry) != avoided) {
        arrivals[entry] = Arrived::Entry;
        queue.push(offset(entry));
    }
    let mut next = 0;
    while let Some(&activity) = queue.get(next) {
        next += 1;
        for edge in edges.of(activity as usize) {
            let target = edges.target(edge);
            if arrivals[target] == Arrived::Never && Some(target) != avoided {
                arrivals[target] = Arrived::From(activity, edges.exit(edge).map(Index::new));
                queue.push(offset(target));
            }
        }
    }
    arrivals
}

/// The activities of some nodes.
fn indexes(nodes: Vec<u32>) -> Vec<usize> {
    nodes.into_iter().map(|node| node as usize).collect()
}
