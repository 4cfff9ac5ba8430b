//! One connected component as boxes and bends, with arcs between neighbouring columns only.

use super::ranks::Neighbours;
use super::{ROW_GAP, Wire};
use crate::HashMap;
use crate::geometry::STEP;

/// A component whose columns are ordered and placed.
pub(super) struct Part {
    pub(super) nodes: Vec<Node>,
    /// The nodes of each column, from top to bottom.
    pub(super) columns: Vec<Vec<usize>>,
    pub(super) arcs: Vec<Arc>,
}

/// A box, or a bend of edges.
pub(super) struct Node {
    /// The box; none for a bend.
    pub(super) shows: Option<usize>,
    /// Its height with the space below it.
    pub(super) height: f64,
    pub(super) column: usize,
    /// The arcs to the column on the left, and on the right.
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
}

/// Edges between two neighbouring columns.
#[derive(Clone, Copy)]
pub(super) struct Arc {
    /// The node on the left, and that on the right.
    pub(super) ends: [usize; 2],
    /// How far below the upper border of each it is.
    pub(super) at: [f64; 2],
    /// How many edges there are.
    pub(super) edges: u32,
}

/// The height that a bend is given.
const LANE: f64 = 2.0 * STEP as f64;
/// The maximum number of bends for each edge of a component, on average; the longest edges have none beyond it.
const MOST_BENDS: usize = 30;

impl Part {
    /// `node_of` has room for the node of every box.
    pub(super) fn new(
        members: &[usize],
        layer_of: &[usize],
        sizes: &[(i32, i32)],
        wires: &[Wire],
        graph: &Neighbours,
        node_of: &mut [usize],
    ) -> Self {
        let layers = members.iter().map(|&member| layer_of[member]);
        let (first, last) = (layers.clone().min().unwrap_or(0), layers.max().unwrap_or(0));
        // Edges that lead back turn round before the first column and behind the last.
        let mut part = Part { nodes: Vec::new(), columns: vec![Vec::new(); last - first + 3], arcs: Vec::new() };
        for &member in members {
            node_of[member] =
                part.add(layer_of[member] - first + 1, Some(member), f64::from(sizes[member].1 + ROW_GAP));
        }
        let mut numbers: Vec<usize> =
            members.iter().flat_map(|&member| &graph.out[member]).map(|&wire| wire as usize).collect();
        let span = |wire: &Wire| layer_of[wire.to].abs_diff(layer_of[wire.from]);
        numbers.sort_by_key(|&number| span(&wires[number]));
        let most = numbers.len().saturating_mul(MOST_BENDS);
        let mut known = Known::default();
        for number in numbers {
            if known.bends.len() < most.max(1000) {
                part.wire(&wires[number], node_of, &mut known);
            }
        }
        for (number, arc) in (0..).zip(&part.arcs) {
            part.nodes[arc.ends[0]].right.push(number);
            part.nodes[arc.ends[1]].left.push(number);
        }
        part
    }

    fn add(&mut self, column: usize, shows: Option<usize>, height: f64) -> usize {
        self.nodes.push(Node { shows, height, column, left: Vec::new(), right: Vec::new() });
        self.columns[column].push(self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// Adds the arcs of an edge, and bends for its target where there are none yet.
    fn wire(&mut self, wire: &Wire, node_of: &[usize], known: &mut Known) {
        let (from, to) = (node_of[wire.from], node_of[wire.to]);
        let (start, end) = (self.nodes[from].column, self.nodes[to].column);
        let is_back = end <= start;
        // One that leads back goes on to the right first, and passes all columns up to the one before its target.
        let stops: Vec<usize> =
            if is_back { (end - 1..=start + 1).rev().collect() } else { (start + 1..end).collect() };
        let mut here = (from, wire.leaves_at);
        for column in stops {
            let bend = *known.bends.entry((to, column, is_back)).or_insert_with(|| self.add(column, None, LANE));
            self.arc(here, (bend, 0), known);
            here = (bend, 0);
        }
        self.arc(here, (to, wire.arrives_at), known);
    }

    /// Adds an arc between nodes of neighbouring columns, or one more edge to it.
    fn arc(&mut self, a: (usize, i32), b: (usize, i32), known: &mut Known) {
        let [left, right] = if self.nodes[a.0].column < self.nodes[b.0].column { [a, b] } else { [b, a] };
        let number = *known.arcs.entry([left, right]).or_insert_with(|| {
            self.arcs.push(Arc { ends: [left.0, right.0], at: [left.1, right.1].map(f64::from), edges: 0 });
            self.arcs.len() - 1
        });
        self.arcs[number].edges += 1;
    }
}

/// What has been added: bends by target, column, and whether they lead back; arcs by their ends.
#[derive(Default)]
struct Known {
    bends: HashMap<(usize, usize, bool), usize>,
    arcs: HashMap<[(usize, i32); 2], usize>,
}
