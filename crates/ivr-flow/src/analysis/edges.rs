//! The edges of a flow in four arrays: petgraph's own graphs take twice the memory, and its algorithms take any graph
//! that says what is beside a node.

use std::ops::Range;
use std::slice::Iter;

use petgraph::Direction;
use petgraph::graph::DiGraph;
use petgraph::visit::{GraphBase, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, Visitable};

use crate::json::offset;
use crate::model::Index;

/// The edges between some nodes, given by their numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Edges {
    /// For each node its first edge, and behind the last the number of all edges.
    first: Vec<u32>,
    targets: Vec<u32>,
    /// The exits of the edges; nothing where an id in the properties of an unknown type leads on.
    exits: Vec<Option<Index>>,
    /// The same the other way: the edges that lead to each node, by their numbers.
    first_to: Vec<u32>,
    to: Vec<u32>,
}

impl Edges {
    /// No edges yet.
    pub(super) fn with_capacity(nodes: usize, edges: usize) -> Self {
        let mut first = Vec::with_capacity(nodes + 1);
        first.push(0);
        let (targets, exits) = (Vec::with_capacity(edges), Vec::with_capacity(edges));
        Edges { first, targets, exits, ..Edges::default() }
    }

    /// Adds an edge from the node whose edges are added now.
    pub(super) fn add(&mut self, target: usize, exit: Option<usize>) {
        self.targets.push(offset(target));
        self.exits.push(exit.map(Index::new));
    }

    /// Goes on to the edges of the next node.
    pub(super) fn next_node(&mut self) {
        self.first.push(offset(self.targets.len()));
    }

    /// The same when all edges are there: only then it is known what leads to a node.
    pub(super) fn complete(mut self) -> Self {
        let mut next = vec![0; self.first.len()];
        for &target in &self.targets {
            next[target as usize + 1] += 1;
        }
        for node in 1..next.len() {
            next[node] += next[node - 1];
        }
        self.first_to = next.clone();
        self.to = vec![0; self.targets.len()];
        for node in (0..self.node_count()).rev() {
            for edge in self.of(node) {
                let place = &mut next[self.targets[edge] as usize];
                self.to[*place as usize] = offset(edge);
                *place += 1;
            }
        }
        self
    }

    pub(super) fn node_count(&self) -> usize {
        self.first.len() - 1
    }

    pub(super) fn edge_count(&self) -> usize {
        self.targets.len()
    }

    /// The edges that leave a node.
    pub(super) fn of(&self, node: usize) -> Range<usize> {
        self.first[node] as usize..self.first[node + 1] as usize
    }

    /// The edges that lead to a node, those from later nodes first.
    pub(super) fn to(&self, node: usize) -> &[u32] {
        &self.to[self.first_to[node] as usize..self.first_to[node + 1] as usize]
    }

    /// The nodes that the edges of one lead to.
    pub(super) fn targets_of(&self, node: usize) -> &[u32] {
        &self.targets[self.of(node)]
    }

    /// The node that an edge leaves. It is searched for, since hardly anybody goes against the edges.
    pub(super) fn source(&self, edge: usize) -> usize {
        self.first.partition_point(|&first| first as usize <= edge) - 1
    }

    pub(super) fn target(&self, edge: usize) -> usize {
        self.targets[edge] as usize
    }

    pub(super) fn exit(&self, edge: usize) -> Option<usize> {
        self.exits[edge].map(Index::get)
    }
}

/// The graph of just the edges for which `keep` holds, given from where to where they lead, for petgraph's algorithms.
pub(super) struct Part<'g, K> {
    pub(super) edges: &'g Edges,
    pub(super) keep: K,
}

/// The nodes that edges of a part lead to from one, or those from which they lead to it.
pub(super) struct Beside<'p, 'g, K> {
    part: &'p Part<'g, K>,
    node: u32,
    of: Range<usize>,
    to: Iter<'p, u32>,
}

impl<K: Fn(usize, usize) -> bool> Iterator for Beside<'_, '_, K> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let Part { edges, keep } = self.part;
        let node = self.node as usize;
        let on = self.of.by_ref().map(|edge| edges.target(edge)).find(|&target| keep(node, target));
        let from = || self.to.by_ref().map(|&edge| edges.source(edge as usize)).find(|&source| keep(source, node));
        on.or_else(from).map(offset)
    }
}

impl<K> GraphBase for Part<'_, K> {
    type EdgeId = u32;
    type NodeId = u32;
}

impl<K> Visitable for Part<'_, K> {
    type Map = <DiGraph<(), ()> as Visitable>::Map;

    fn visit_map(&self) -> Self::Map {
        let mut map = Self::Map::default();
        self.reset_map(&mut map);
        map
    }

    fn reset_map(&self, map: &mut Self::Map) {
        map.clear();
        map.grow(self.edges.node_count());
    }
}

impl<'g, K> IntoNodeIdentifiers for &Part<'g, K> {
    type NodeIdentifiers = Range<u32>;

    fn node_identifiers(self) -> Range<u32> {
        0..offset(self.edges.node_count())
    }
}

impl<'p, 'g, K: Fn(usize, usize) -> bool> IntoNeighbors for &'p Part<'g, K> {
    type Neighbors = Beside<'p, 'g, K>;

    fn neighbors(self, node: u32) -> Self::Neighbors {
        Beside { part: self, node, of: self.edges.of(node as usize), to: [].iter() }
    }
}

impl<'p, 'g, K: Fn(usize, usize) -> bool> IntoNeighborsDirected for &'p Part<'g, K> {
    type NeighborsDirected = Beside<'p, 'g, K>;

    fn neighbors_directed(self, node: u32, direction: Direction) -> Self::NeighborsDirected {
        match direction {
            Direction::Outgoing => self.neighbors(node),
            Direction::Incoming => Beside { part: self, node, of: 0..0, to: self.edges.to(node as usize).iter() },
        }
    }
}
