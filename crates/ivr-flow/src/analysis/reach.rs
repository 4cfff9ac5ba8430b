//! Which activities lead to which, and the paths around others, for many pairs at once.

use petgraph::graph::NodeIndex;
use petgraph::visit::{DfsPostOrder, IntoNodeIdentifiers};

use super::forest::Forest;
use super::graph::{Arrived, Dominators, Graph};
use super::ways::Ways;
use crate::HashMap;
use crate::finding::CallPath;

/// How many activities and edges are visited in search of paths around activities. Only flows of many thousands of
/// activities with as many such references get there; the findings beyond it have no path.
const MOST_STEPS_AROUND: usize = 100_000_000;

impl Graph {
    /// For each pair whether every path from an entry to the second activity, which is reachable, passes the first.
    pub(crate) fn dominate(&self, pairs: &[(usize, usize)]) -> Vec<bool> {
        let mut firsts: Vec<usize> = pairs.iter().map(|&(first, _)| first).collect();
        firsts.sort_unstable();
        firsts.dedup();
        // A few walks that leave one out are done sooner than the tree of all.
        if firsts.len() > 8 {
            let dominators = self.dominators();
            return pairs.iter().map(|&(first, second)| dominators.dominates(first, second)).collect();
        }
        let without: Vec<_> = firsts.iter().map(|&first| self.arrivals_without(first)).collect();
        let passes = |&(first, second): &(usize, usize)| {
            firsts.binary_search(&first).is_ok_and(|first| without[first][second] == Arrived::Never)
        };
        pairs.iter().map(passes).collect()
    }

    /// For each pair whether every path from an entry to the second activity, which is reachable, leaves the first by an
    /// exit for which `counts` holds: such exits are all that leads from the one to the other, and nothing bypasses both.
    pub(crate) fn lead_only_by(&self, pairs: &[(usize, usize)], counts: impl Fn(usize) -> bool) -> Vec<bool> {
        // Nearly always a shortest path that begins behind another exit tells, one of the first.
        const MOST_TRIED: usize = 16;
        let shortest = self.shortest_paths();
        let is_open = |&(from, to): &(usize, usize)| {
            let mut edges = self.edges(from).take(MOST_TRIED);
            !edges.any(|(target, exit)| {
                shortest.is_above(target, to) && !shortest.is_above(target, from) && !exit.is_some_and(&counts)
            })
        };
        let open: Vec<_> = pairs.iter().map(is_open).collect();
        if !open.contains(&true) {
            return open;
        }
        // Each first activity is split: what counts leaves a node of its own, which must dominate then.
        let mut own_node = HashMap::default();
        for (&(from, _), _) in pairs.iter().zip(&open).filter(|(_, open)| **open) {
            let next = self.edges.node_count() + own_node.len();
            own_node.entry(from).or_insert(next);
        }
        let mut split = self.to_petgraph(own_node.len(), |from, exit| {
            let own = own_node.get(&from).filter(|_| exit.is_some_and(&counts));
            own.copied().unwrap_or(from)
        });
        for (&from, &own) in &own_node {
            split.add_edge(NodeIndex::new(from), NodeIndex::new(own), None);
        }
        let dominators = Dominators::of(split, self.entries());
        let only_by = |(&(from, to), open): (&(usize, usize), bool)| {
            open && own_node.get(&from).is_some_and(|own| dominators.dominates(*own, to))
        };
        pairs.iter().zip(open).map(only_by).collect()
    }

    /// For each pair whether a path leads from the first activity to the second, which is another.
    ///
    /// Nearly always the order in which a walk leaves the two or the `shortest` paths tell. Of what is left the
    /// components of many first activities are followed at once, from one to the next.
    pub(crate) fn leads(&self, pairs: &[(usize, usize)], shortest: &Forest) -> Vec<bool> {
        let components = self.components(|_, _| true);
        let mut component_of = vec![0; self.edges.node_count()];
        for (component, members) in components.iter().enumerate() {
            for &member in members {
                component_of[member] = component;
            }
        }
        let order = self.post_order(&components, &component_of);
        let mut leads = vec![false; pairs.len()];
        let mut by_source = Vec::new();
        for (pair, &(from, to)) in pairs.iter().enumerate() {
            let [first, second] = [from, to].map(|activity| &order[component_of[activity]]);
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
        let mut pending = by_source.into_iter().peekable();
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
                for &member in &components[component] {
                    for target in self.targets(member) {
                        reached[component_of[target]] |= bits;
                    }
                }
            }
            while let Some(pair) = pending.next_if(|&pair| source_of(pair) <= last) {
                let bit = batch.binary_search(&source_of(pair)).unwrap_or_default();
                leads[pair] = reached[component_of[pairs[pair].1]] & (1 << bit) != 0;
            }
        }
        leads
    }

    /// Walks depth first through all activities, and says when each component is left for good. `components` are as
    /// kosaraju gives them.
    fn post_order(&self, components: &[Vec<usize>], component_of: &[usize]) -> Vec<PostOrder> {
        let mut times = vec![0; self.edges.node_count()];
        let part = self.part(|_, _| true);
        let mut walk = DfsPostOrder::empty(&part);
        let mut time = 0;
        for start in part.node_identifiers() {
            walk.move_to(start);
            while let Some(node) = walk.next(&part) {
                times[node as usize] = time;
                time += 1;
            }
        }
        let mut left: Vec<PostOrder> = Vec::with_capacity(components.len());
        for (component, members) in components.iter().enumerate() {
            let mut own = PostOrder { first: usize::MAX, last: 0 };
            for &member in members {
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
    pub(crate) fn paths_around(&self, pairs: &[(usize, usize)], wanted: &[bool], shortest: &Forest) -> Vec<CallPath> {
        let mut paths = vec![CallPath::None; pairs.len()];
        let mut by_avoided: Vec<usize> = (0..pairs.len()).filter(|&pair| wanted[pair]).collect();
        by_avoided.sort_unstable_by_key(|&pair| pairs[pair].0);
        let mut searched: Option<(usize, Vec<Arrived>, Ways)> = None;
        let mut left = MOST_STEPS_AROUND;
        for pair in by_avoided {
            let (avoided, to) = pairs[pair];
            // Usually the shortest path of all passes it by.
            if !shortest.is_above(avoided, to) {
                paths[pair] = CallPath::Shortest;
                continue;
            }
            if searched.as_ref().is_none_or(|(known, ..)| *known != avoided) {
                let Some(rest) = left.checked_sub(self.edges.node_count() + self.edges.edge_count()) else { break };
                left = rest;
                let arrivals = self.arrivals_without(avoided);
                let ways = Ways::new(&arrivals);
                searched = Some((avoided, arrivals, ways));
            }
            let Some((_, arrivals, ways)) = &searched else { break };
            paths[pair] = ways.to(to, arrivals).map_or(CallPath::None, CallPath::Through);
        }
        paths
    }
}

/// When a walk through all activities leaves those of a component for good.
struct PostOrder {
    /// The first of all that it leads to, itself included.
    first: usize,
    /// The last of its own.
    last: usize,
}
