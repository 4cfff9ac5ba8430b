//! Where calls can go. petgraph is spoken here and nowhere else; the rules ask in the words of the domain.

use petgraph::Direction;
use petgraph::algo::dominators::simple_fast;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, EdgeReference, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{DfsPostOrder, EdgeFiltered, EdgeRef, NodeFiltered};

use crate::finding::Path;
use crate::flow::Flow;
use crate::reader::offset;

/// The activities of a flow as a graph. Activities are given by their index in [`Flow::activities`].
pub struct Graph {
    /// One node an activity, in the same order. An edge's weight is the index of its exit in [`Flow::exits`], or
    /// [`Arrivals::NO_EXIT`].
    edges: DiGraph<(), u32>,
    /// For each activity how the shortest way from an entry gets there.
    arrivals: Arrivals,
    has_entry: bool,
}

/// How the shortest path from an entry arrives at an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It is not reachable.
    Never,
    /// Calls enter the flow here.
    Entry,
    /// From an activity, by one of its exits or, where that is `None`, by an id in the properties of an unknown type.
    From(usize, Option<usize>),
}

impl Graph {
    pub(crate) fn new(flow: &Flow<'_>) -> Self {
        let mut edges = DiGraph::with_capacity(flow.activities.len(), flow.exit_count());
        for _ in &flow.activities {
            edges.add_node(());
        }
        // petgraph gives an activity's edges back with the last one added first.
        for (index, activity) in flow.each().filter(|(_, activity)| !activity.is_ending()) {
            let mut add = |target, exit| edges.add_edge(NodeIndex::new(index), NodeIndex::new(target), exit);
            if activity.is_unknown() {
                let values = activity.properties().into_iter().flat_map(|properties| properties.descendants());
                let targets = values.filter_map(|value| value.string()).filter_map(|text| flow.by_id(&text));
                for target in targets.collect::<Vec<_>>().into_iter().rev() {
                    add(target, Arrivals::NO_EXIT);
                }
            }
            for exit in activity.exits().rev() {
                if let Some(target) = flow.exit(exit).target() {
                    add(target, offset(exit));
                }
            }
        }
        let entries = flow.each().filter(|(_, activity)| activity.is_entry()).map(|(index, _)| index);
        let arrivals = arrivals(&edges, entries, None);
        let has_entry = flow.activities.iter().any(|activity| activity.is_entry());
        Graph { edges, arrivals, has_entry }
    }

    /// Whether the flow has an entry.
    pub fn has_entry(&self) -> bool {
        self.has_entry
    }

    /// Whether there is a path from an entry to the activity.
    pub fn is_reachable(&self, activity: usize) -> bool {
        self.arrivals.get(activity) != Arrival::Never
    }

    /// How the shortest path from an entry arrives at the activity. Of equally short ones it is that whose first
    /// differing step is the earlier entry or exit in the order of the text.
    pub fn arrival(&self, activity: usize) -> Arrival {
        self.arrivals.get(activity)
    }

    /// Whether any edge leaves the activity.
    pub fn leads_on(&self, activity: usize) -> bool {
        self.edges.first_edge(NodeIndex::new(activity), Direction::Outgoing).is_some()
    }

    /// The activities that the edges of one lead to, in the order of the text.
    pub fn targets(&self, activity: usize) -> impl Iterator<Item = usize> {
        self.edges.neighbors(NodeIndex::new(activity)).map(NodeIndex::index)
    }

    /// For each pair whether every path from an entry to the second activity, which is reachable, passes the first.
    pub(crate) fn dominate(&self, pairs: &[(usize, usize)]) -> Vec<bool> {
        let mut firsts: Vec<usize> = pairs.iter().map(|&(first, _)| first).collect();
        firsts.sort_unstable();
        firsts.dedup();
        // A few walks that leave one out are sooner done than the tree of all.
        if firsts.len() > 8 {
            let dominators = self.dominators();
            return pairs.iter().map(|&(first, second)| dominators.hold(first, second)).collect();
        }
        let without: Vec<_> = firsts.iter().map(|&first| arrivals(&self.edges, self.entries(), Some(first))).collect();
        let passes = |&(first, second): &(usize, usize)| {
            firsts.binary_search(&first).is_ok_and(|first| without[first].get(second) == Arrival::Never)
        };
        pairs.iter().map(passes).collect()
    }

    fn entries(&self) -> impl Iterator<Item = usize> {
        (0..self.edges.node_count()).filter(|&activity| self.arrivals.get(activity) == Arrival::Entry)
    }

    /// Which activities dominate which.
    fn dominators(&self) -> Dominators {
        // Several entries hang on one root, so that there is one place where all calls begin.
        let mut rooted = self.edges.clone();
        let root = rooted.add_node(());
        for entry in self.entries() {
            rooted.add_edge(root, NodeIndex::new(entry), Arrivals::NO_EXIT);
        }
        let dominators = simple_fast(&rooted, root);
        let parents: Vec<_> = rooted
            .node_indices()
            .map(|node| match dominators.immediate_dominator(node) {
                Some(parent) => Some(parent.index()),
                None => (node == root).then_some(node.index()),
            })
            .collect();
        Dominators { tree: Tree::new(&parents) }
    }

    /// The shortest paths from an entry to each activity, as a tree.
    pub(crate) fn shortest_paths(&self) -> Tree {
        let parents: Vec<_> = (0..self.edges.node_count())
            .map(|activity| match self.arrivals.get(activity) {
                Arrival::Never => None,
                Arrival::Entry => Some(activity),
                Arrival::From(from, _) => Some(from),
            })
            .collect();
        Tree::new(&parents)
    }

    /// For each pair whether a path leads from the first activity to the second, which is another.
    ///
    /// Nearly always the order in which a walk leaves the two or the `shortest` paths tell. Of what is left the
    /// components of many first activities are followed at once, from one to the next.
    pub(crate) fn lead(&self, pairs: &[(usize, usize)], shortest: &Tree) -> Vec<bool> {
        let components = kosaraju_scc(&self.edges);
        let mut component_of = vec![0; self.edges.node_count()];
        for (component, members) in components.iter().enumerate() {
            for member in members {
                component_of[member.index()] = component;
            }
        }
        let left = self.left_between(&components, &component_of);
        let mut leads = vec![false; pairs.len()];
        let mut by_source = Vec::new();
        for (pair, &(from, to)) in pairs.iter().enumerate() {
            let [first, second] = [from, to].map(|activity| &left[component_of[activity]]);
            // Whatever a path leads to is left neither before the first nor after the last of where it begins.
            if second.first < first.first || second.last > first.last {
                continue;
            }
            leads[pair] = component_of[from] == component_of[to] || shortest.is_above(from, to);
            if !leads[pair] {
                by_source.push(pair);
            }
        }
        // Sorted, so that a batch need not be followed from components that none of it is in.
        let source_of = |pair: usize| component_of[pairs[pair].0];
        by_source.sort_unstable_by_key(|&pair| source_of(pair));
        let mut sources: Vec<usize> = by_source.iter().map(|&pair| source_of(pair)).collect();
        sources.dedup();
        let mut asked = by_source.into_iter().peekable();
        let mut reached = vec![0_u128; components.len()];
        for batch in sources.chunks(u128::BITS as usize) {
            let last = batch[batch.len() - 1];
            reached[..=last].fill(0);
            for (bit, &source) in batch.iter().enumerate() {
                reached[source] |= 1 << bit;
            }
            // Components come with those that nothing leads on from first: edges lead to earlier ones.
            for component in (0..=last).rev() {
                let bits = reached[component];
                if bits == 0 {
                    continue;
                }
                for member in &components[component] {
                    for target in self.targets(member.index()) {
                        reached[component_of[target]] |= bits;
                    }
                }
            }
            while let Some(pair) = asked.next_if(|&pair| source_of(pair) <= last) {
                let bit = batch.binary_search(&source_of(pair)).unwrap_or_default();
                leads[pair] = reached[component_of[pairs[pair].1]] & (1 << bit) != 0;
            }
        }
        leads
    }

    /// Walks depth first through all activities, and says when each component is left for good. `components` are as
    /// kosaraju gives them.
    fn left_between(&self, components: &[Vec<NodeIndex>], component_of: &[usize]) -> Vec<Left> {
        let mut times = vec![0; self.edges.node_count()];
        let mut walk = DfsPostOrder::empty(&self.edges);
        let mut time = 0;
        for start in self.edges.node_indices() {
            walk.move_to(start);
            while let Some(node) = walk.next(&self.edges) {
                times[node.index()] = time;
                time += 1;
            }
        }
        let mut left: Vec<Left> = Vec::with_capacity(components.len());
        for (component, members) in components.iter().enumerate() {
            let mut own = Left { first: usize::MAX, last: 0 };
            for member in members.iter().map(|member| member.index()) {
                own.first = own.first.min(times[member]);
                own.last = own.last.max(times[member]);
                // Edges lead to earlier components, if not to the same.
                for target in self.targets(member).map(|target| component_of[target]).filter(|&to| to != component) {
                    own.first = own.first.min(left[target].first);
                }
            }
            left.push(own);
        }
        left
    }

    /// For each pair that `wanted` says the shortest path from an entry to the second activity that does not pass
    /// the first. It must not dominate the second.
    pub(crate) fn paths_around(&self, pairs: &[(usize, usize)], wanted: &[bool], shortest: &Tree) -> Vec<Path> {
        let mut paths = vec![Path::None; pairs.len()];
        let mut by_avoided: Vec<usize> = (0..pairs.len()).filter(|&pair| wanted[pair]).collect();
        by_avoided.sort_unstable_by_key(|&pair| pairs[pair].0);
        let mut searched: Option<(usize, Arrivals)> = None;
        let mut left = MOST_STEPS_AROUND;
        for pair in by_avoided {
            let (avoided, to) = pairs[pair];
            // Usually the shortest path of all passes it by.
            if !shortest.is_above(avoided, to) {
                paths[pair] = Path::Shortest;
                continue;
            }
            if searched.as_ref().is_none_or(|&(known, _)| known != avoided) {
                let Some(rest) = left.checked_sub(self.edges.node_count() + self.edges.edge_count()) else { break };
                left = rest;
                searched = Some((avoided, arrivals(&self.edges, self.entries(), Some(avoided))));
            }
            let Some((_, arrivals)) = &searched else { break };
            let mut steps = vec![to];
            while let Some(&step) = steps.last()
                && let Arrival::From(from, _) = arrivals.get(step)
            {
                steps.push(from);
            }
            steps.reverse();
            paths[pair] = Path::By(steps);
        }
        paths
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

    /// What is left of the members when again and again those are left aside that no other leads to or that lead to no
    /// other: whatever is on a cycle of several. Most flows have few of these, and the search for them is long.
    fn on_cycles_or_between(&self, member: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut left: Vec<bool> = (0..self.edges.node_count()).map(member).collect();
        // Where there is no cycle nothing is left after the first of the two, and the second has nothing to do.
        self.set_aside(&mut left, Direction::Incoming);
        if left.contains(&true) {
            self.set_aside(&mut left, Direction::Outgoing);
        }
        left
    }

    /// Again and again takes those out of the activities that are left which have no edges from or to others left.
    fn set_aside(&self, left: &mut [bool], direction: Direction) {
        // How many edges each has from or to those that are left.
        let mut counts = vec![0_u32; left.len()];
        for edge in self.edges.raw_edges() {
            let (source, target) = (edge.source().index(), edge.target().index());
            let counted = if direction == Direction::Incoming { target } else { source };
            counts[counted] += u32::from(source != target && left[source] && left[target]);
        }
        let mut aside = Vec::with_capacity(left.len());
        aside.extend((0..left.len()).filter(|&node| left[node] && counts[node] == 0));
        while let Some(node) = aside.pop() {
            left[node] = false;
            for other in self.edges.neighbors_directed(NodeIndex::new(node), direction.opposite()) {
                let other = other.index();
                if left[other] {
                    counts[other] -= 1;
                    if counts[other] == 0 {
                        aside.push(other);
                    }
                }
            }
        }
    }

    /// The strongly connected components with a cycle in the graph of just the activities for which `member` holds;
    /// members and loops in the order of the text.
    pub fn loops(&self, member: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let circling = self.on_cycles_or_between(&member);
        let mut loops = Vec::new();
        if circling.contains(&true) {
            let graph = NodeFiltered::from_fn(&self.edges, |node: NodeIndex| circling[node.index()]);
            let components = kosaraju_scc(&graph).into_iter().filter(|component| component.len() > 1);
            loops.extend(components.map(|component| component.into_iter().map(NodeIndex::index).collect::<Vec<_>>()));
        }
        let leads_to_itself = self.edges.raw_edges().iter().filter(|edge| edge.source() == edge.target());
        let mut alone: Vec<_> =
            leads_to_itself.map(|edge| edge.source().index()).filter(|&node| member(node)).collect();
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
        let kept = |edge: EdgeReference<'_, u32>| keep(edge.source().index(), edge.target().index());
        kosaraju_scc(&EdgeFiltered::from_fn(&self.edges, kept))
            .into_iter()
            .map(|component| component.into_iter().map(NodeIndex::index).collect())
            .collect()
    }
}

/// When a walk through all activities leaves those of a component for good.
struct Left {
    /// The first of all that it leads to, itself included.
    first: usize,
    /// The last of its own.
    last: usize,
}

/// An [`Arrival`] for each activity in little space: where from, and by which exit.
struct Arrivals(Vec<[u32; 2]>);

impl Arrivals {
    // A graph never has so many activities or exits.
    const NEVER: u32 = u32::MAX;
    const ENTRY: u32 = u32::MAX - 1;
    const NO_EXIT: u32 = u32::MAX;

    fn get(&self, activity: usize) -> Arrival {
        match self.0[activity] {
            [Arrivals::NEVER, _] => Arrival::Never,
            [Arrivals::ENTRY, _] => Arrival::Entry,
            [from, exit] => Arrival::From(from as usize, (exit != Arrivals::NO_EXIT).then_some(exit as usize)),
        }
    }
}

/// Which activities every call has passed that gets to another.
struct Dominators {
    tree: Tree,
}

impl Dominators {
    /// Whether every path from an entry to `activity` passes `dominator`.
    fn hold(&self, dominator: usize, activity: usize) -> bool {
        self.tree.is_above(dominator, activity)
    }
}

/// A forest, made to ask what is above what.
pub(crate) struct Tree {
    /// When each node is entered and left on a walk through the forest; zero where it is in none.
    entered: Vec<u32>,
    left: Vec<u32>,
}

impl Tree {
    /// `parents` gives each node's parent; a root is its own, and what is in no tree has none.
    fn new(parents: &[Option<usize>]) -> Self {
        let mut children = vec![Vec::new(); parents.len()];
        let mut open = Vec::new();
        for (node, &parent) in parents.iter().enumerate() {
            match parent {
                Some(parent) if parent == node => open.push((node, false)),
                Some(parent) => children[parent].push(node),
                None => {}
            }
        }
        let (mut entered, mut left) = (vec![0; parents.len()], vec![0; parents.len()]);
        let mut time = 0;
        while let Some((node, done)) = open.pop() {
            time += 1;
            if done {
                left[node] = time;
            } else {
                entered[node] = time;
                open.push((node, true));
                open.extend(children[node].iter().map(|&child| (child, false)));
            }
        }
        Tree { entered, left }
    }

    fn is_above(&self, upper: usize, lower: usize) -> bool {
        self.entered[upper] > 0 && self.entered[upper] <= self.entered[lower] && self.left[lower] <= self.left[upper]
    }
}

/// How many activities and edges are looked at in search of paths around activities. Only flows of many thousands of
/// activities with as many such references get there; the findings beyond it have no path.
const MOST_STEPS_AROUND: usize = 100_000_000;

/// Breadth first from the entries, in the order of the text: the first way found to an activity is the shortest,
/// and of equally short ones the one with the earlier steps. `avoided` is taken as not being there.
fn arrivals(edges: &DiGraph<(), u32>, entries: impl Iterator<Item = usize>, avoided: Option<usize>) -> Arrivals {
    let mut arrivals = Arrivals(vec![[Arrivals::NEVER; 2]; edges.node_count()]);
    let mut queue = Vec::with_capacity(edges.node_count());
    for entry in entries.filter(|&entry| Some(entry) != avoided) {
        arrivals.0[entry] = [Arrivals::ENTRY; 2];
        queue.push(NodeIndex::new(entry));
    }
    let mut next = 0;
    while let Some(&activity) = queue.get(next) {
        next += 1;
        for edge in edges.edges(activity) {
            let target = EdgeReference::target(&edge).index();
            if arrivals.0[target][0] == Arrivals::NEVER && Some(target) != avoided {
                arrivals.0[target] = [offset(activity.index()), *edge.weight()];
                queue.push(edge.target());
            }
        }
    }
    arrivals
}
