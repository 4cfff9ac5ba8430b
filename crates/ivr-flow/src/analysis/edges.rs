//! The edges of a graph in arrays, half the size of petgraph's own graphs. petgraph's algorithms run on any type that
//! gives the neighbors of a node.

use std::ops::Range;
use std::slice::Iter;
use std::sync::OnceLock;

use petgraph::Direction;
use petgraph::graph::DiGraph;
use petgraph::visit::{GraphBase, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, Visitable};

use crate::json::offset;
use crate::model::Index;

/// The edges between nodes. Nodes and edges are given by their index; edges are sorted by their source.
#[derive(Debug, Clone)]
pub(super) struct Edges {
    /// The first edge of each node, then the number of edges.
    first: Vec<u32>,
    targets: Vec<u32>,
    /// The exit of each edge; `None` where an id in the properties of an unknown type leads on.
    exits: Vec<Option<Index>>,
    /// Computed on first use: most flows have no loops, and few rules follow edges backwards.
    incoming: OnceLock<Incoming>,
}

/// The edges sorted by their target, of one target those of the last source first.
#[derive(Debug, Clone)]
struct Incoming {
    /// The first of each node in `edges`, then the number of edges.
    first: Vec<u32>,
    edges: Vec<u32>,
}

impl Edges {
    /// No nodes and no edges.
    pub(super) fn with_capacity(nodes: usize, edges: usize) -> Self {
        let mut first = Vec::with_capacity(nodes + 1);
        first.push(0);
        let (targets, exits) = (Vec::with_capacity(edges), Vec::with_capacity(edges));
        Edges { first, targets, exits, incoming: OnceLock::new() }
    }

    /// Adds an edge to the node that [`Edges::end_node`] adds next.
    pub(super) fn add(&mut self, target: usize, exit: Option<usize>) {
        self.targets.push(offset(target));
        self.exits.push(exit.map(Index::new));
    }

    /// Adds a node with the edges since the last one.
    pub(super) fn end_node(&mut self) {
        self.first.push(offset(self.targets.len()));
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

    /// The edges that lead to a node, those of the last source first.
    pub(super) fn to(&self, node: usize) -> &[u32] {
        let Incoming { first, edges } = self.incoming.get_or_init(|| self.find_incoming());
        &edges[first[node] as usize..first[node + 1] as usize]
    }

    /// The targets of the edges that leave a node.
    pub(super) fn targets_of(&self, node: usize) -> &[u32] {
        &self.targets[self.of(node)]
    }

    /// The node that an edge leaves, by binary search.
    pub(super) fn source(&self, edge: usize) -> usize {
        self.first.partition_point(|&first| first as usize <= edge) - 1
    }

    pub(super) fn target(&self, edge: usize) -> usize {
        self.targets[edge] as usize
    }

    pub(super) fn exit(&self, edge: usize) -> Option<usize> {
        self.exits[edge].map(Index::get)
    }

    fn find_incoming(&self) -> Incoming {
        let mut first = vec![0; self.first.len()];
        for &target in &self.targets {
            first[target as usize + 1] += 1;
        }
        for node in 1..first.len() {
            first[node] += first[node - 1];
        }
        let mut next = first.clone();
        let mut edges = vec![0; self.targets.len()];
        for source in (0..self.node_count()).rev() {
            for edge in self.of(source) {
                let next = &mut next[self.targets[edge] as usize];
                edges[*next as usize] = offset(edge);
                *next += 1;
            }
        }
        Incoming { first, edges }
    }
}

/// The graph of the edges for which `keep(source, target)` holds, for petgraph's algorithms.
pub(super) struct Part<'g, K> {
    pub(super) edges: &'g Edges,
    pub(super) keep: K,
}

/// The targets of a node's edges, or the sources of the edges that lead to it.
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
