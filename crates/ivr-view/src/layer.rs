//! A layered layout for flows without usable positions: calls go from left to right, one column per step.
//!
//! The existing crates are too slow: rust-sugiyama 0.4 takes more than twenty seconds for a flow of a thousand activities,
//! layout-rs does not finish with seven hundred. This layout takes O(n log n).

use crate::geometry::{Rect, STEP};

/// An edge between boxes, given by their indexes, and how far below its box's upper border it leaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wire {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) leaves_at: i32,
    pub(crate) arrives_at: i32,
}

/// The minimum space between two boxes of a column.
const ROW_GAP: i32 = 40;
/// The minimum and maximum space between two columns.
const COLUMN_GAP: (i32, i32) = (70, 260);
/// How often columns are ordered, and boxes are moved towards their neighbours.
const SWEEPS: usize = 8;

/// Places boxes of these sizes without overlaps. Entries are in the first column.
pub(crate) fn layered(sizes: &[(i32, i32)], wires: &[Wire], entries: &[usize]) -> Vec<Rect> {
    let graph = Neighbours::new(sizes.len(), wires);
    let (order, is_back) = walk(sizes.len(), wires, &graph, entries);
    let layer_of = layers(wires, &graph, &order, &is_back, entries);
    let mut rects = vec![Rect::default(); sizes.len()];
    let mut shelf = Shelf::default();
    let mut at = vec![0.0; sizes.len()];
    for members in parts(sizes.len(), wires, &order) {
        let part = Part::new(&members, &layer_of, sizes, wires, &graph);
        shelf.put(part.place(&mut at), &mut rects);
    }
    rects
}

/// The wires that leave and arrive at each box.
struct Neighbours {
    out: Vec<Vec<u32>>,
    into: Vec<Vec<u32>>,
}

impl Neighbours {
    fn new(count: usize, wires: &[Wire]) -> Self {
        let mut neighbours = Neighbours { out: vec![Vec::new(); count], into: vec![Vec::new(); count] };
        for (number, wire) in (0..).zip(wires) {
            neighbours.out[wire.from].push(number);
            neighbours.into[wire.to].push(number);
        }
        neighbours
    }
}

/// A depth-first walk from the entries, then from the remaining boxes: the boxes in topological order apart from back
/// edges, and which wires are back edges.
fn walk(count: usize, wires: &[Wire], graph: &Neighbours, entries: &[usize]) -> (Vec<usize>, Vec<bool>) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut state = vec![State::New; count];
    let mut is_back = vec![false; wires.len()];
    let mut finished = Vec::with_capacity(count);
    // Boxes without incoming wires come before others.
    let sources = (0..count).filter(|&index| graph.into[index].is_empty());
    for root in entries.iter().copied().chain(sources).chain(0..count) {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::Open;
        let mut stack = vec![(root, 0)];
        while let Some((index, next)) = stack.last_mut() {
            let Some(&wire) = graph.out[*index].get(*next) else {
                state[*index] = State::Done;
                finished.push(*index);
                stack.pop();
                continue;
            };
            *next += 1;
            let to = wires[wire as usize].to;
            match state[to] {
                State::New => {
                    state[to] = State::Open;
                    stack.push((to, 0));
                }
                State::Open => is_back[wire as usize] = true,
                State::Done => {}
            }
        }
    }
    finished.reverse();
    (finished, is_back)
}

/// The column of each box: one after the last of those that lead to it.
fn layers(wires: &[Wire], graph: &Neighbours, order: &[usize], is_back: &[bool], entries: &[usize]) -> Vec<usize> {
    let mut layer_of = vec![0_usize; order.len()];
    let mut is_entry = vec![false; order.len()];
    for &entry in entries {
        is_entry[entry] = true;
    }
    let forward = |wire: &&u32| !is_back[**wire as usize];
    for &index in order {
        for &wire in graph.out[index].iter().filter(forward) {
            let to = wires[wire as usize].to;
            layer_of[to] = layer_of[to].max(layer_of[index] + 1);
        }
    }
    // Unreachable boxes are placed next to what they lead to, not at the entry.
    for &index in order.iter().rev() {
        if !graph.into[index].iter().any(|wire| !is_back[*wire as usize]) && !is_entry[index] {
            let next = graph.out[index].iter().filter(forward).map(|&wire| layer_of[wires[wire as usize].to]).min();
            layer_of[index] = next.map_or(0, |next| next.saturating_sub(1));
        }
    }
    layer_of
}

/// The connected components of the graph, in the order of the walk.
fn parts(count: usize, wires: &[Wire], order: &[usize]) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..count).collect();
    fn find(parent: &mut [usize], mut index: usize) -> usize {
        while parent[index] != index {
            parent[index] = parent[parent[index]];
            index = parent[index];
        }
        index
    }
    for wire in wires {
        let (a, b) = (find(&mut parent, wire.from), find(&mut parent, wire.to));
        parent[a.max(b)] = a.min(b);
    }
    let mut part_of = vec![usize::MAX; count];
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for &index in order {
        let root = find(&mut parent, index);
        if part_of[root] == usize::MAX {
            part_of[root] = parts.len();
            parts.push(Vec::new());
        }
        parts[part_of[root]].push(index);
    }
    parts
}

/// The layout of one connected component.
struct Part<'a> {
    columns: Vec<Vec<usize>>,
    layer_of: &'a [usize],
    sizes: &'a [(i32, i32)],
    wires: &'a [Wire],
    graph: &'a Neighbours,
}

impl<'a> Part<'a> {
    fn new(
        members: &[usize],
        layer_of: &'a [usize],
        sizes: &'a [(i32, i32)],
        wires: &'a [Wire],
        graph: &'a Neighbours,
    ) -> Self {
        let layers = members.iter().map(|&member| layer_of[member]);
        let (first, last) = (layers.clone().min().unwrap_or(0), layers.max().unwrap_or(0));
        let mut columns = vec![Vec::new(); last - first + 1];
        for &member in members {
            columns[layer_of[member] - first].push(member);
        }
        Part { columns, layer_of, sizes, wires, graph }
    }

    /// `at` has room for the position of every box, allocated once for all components.
    fn place(mut self, at: &mut [f64]) -> Vec<(usize, Rect)> {
        for column in &self.columns {
            self.stack(column, at);
        }
        for sweep in 0..SWEEPS {
            let forward = sweep % 2 == 0;
            for step in 0..self.columns.len() {
                let number = if forward { step } else { self.columns.len() - 1 - step };
                let mut column = std::mem::take(&mut self.columns[number]);
                // The last two rounds move boxes but keep their order.
                if sweep + 2 < SWEEPS {
                    self.order(&mut column, at, forward);
                }
                self.settle(&column, at, forward);
                self.columns[number] = column;
            }
        }
        let mut placed = Vec::new();
        let mut x = 0;
        for column in &self.columns {
            for &index in column {
                let (width, height) = self.sizes[index];
                #[expect(clippy::cast_possible_truncation, reason = "a million boxes fit easily")]
                let y = (at[index] / f64::from(STEP)).round() as i32 * STEP;
                placed.push((index, Rect { x, y, width, height }));
            }
            let widest = column.iter().map(|&index| self.sizes[index].0).max().unwrap_or(0);
            let leaving = column.iter().map(|&index| self.graph.out[index].len()).sum::<usize>();
            let lanes = i32::try_from(leaving).unwrap_or(i32::MAX).saturating_mul(STEP / 2) / STEP * STEP;
            x += widest + COLUMN_GAP.0.saturating_add(lanes).min(COLUMN_GAP.1);
        }
        placed
    }

    /// Stacks the boxes of each column.
    fn stack(&self, column: &[usize], at: &mut [f64]) {
        let mut y = 0.0;
        for &index in column {
            at[index] = y;
            y += f64::from(self.sizes[index].1 + ROW_GAP);
        }
    }

    /// The position at which the wires of a box are straight: the median of its neighbours on one side.
    fn wish(&self, index: usize, at: &[f64], forward: bool) -> Option<f64> {
        let wires = if forward { &self.graph.into[index] } else { &self.graph.out[index] };
        let mut wishes: Vec<f64> = wires
            .iter()
            .map(|&wire| &self.wires[wire as usize])
            .filter(|wire| self.layer_of[wire.from] < self.layer_of[wire.to])
            .map(|wire| match forward {
                true => at[wire.from] + f64::from(wire.leaves_at - wire.arrives_at),
                false => at[wire.to] + f64::from(wire.arrives_at - wire.leaves_at),
            })
            .collect();
        wishes.sort_unstable_by(f64::total_cmp);
        // A median and not a mean, so that at least one wire is straight.
        wishes.get(wishes.len().saturating_sub(1) / 2).copied()
    }

    /// Sorts a column by the wanted positions, so that few wires cross.
    fn order(&self, column: &mut [usize], at: &[f64], forward: bool) {
        let mut wishes: Vec<(f64, usize)> =
            column.iter().map(|&index| (self.wish(index, at, forward).unwrap_or(at[index]), index)).collect();
        wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (slot, (_, index)) in column.iter_mut().zip(wishes) {
            *slot = index;
        }
    }

    /// Moves the boxes of a column as close to the wanted positions as its order allows.
    fn settle(&self, column: &[usize], at: &mut [f64], forward: bool) {
        // Without the boxes above each one, the positions must only not decrease: conflicting neighbours are averaged.
        let mut above = 0.0;
        let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
        for &index in column {
            let wish = self.wish(index, at, forward).unwrap_or(at[index]) - above;
            let mut block = (wish, 1.0, 1);
            while let Some(&(place, weight, count)) = blocks.last()
                && place > block.0
            {
                let sum = weight + block.1;
                block = ((place * weight + block.0 * block.1) / sum, sum, count + block.2);
                blocks.pop();
            }
            blocks.push(block);
            above += f64::from(self.sizes[index].1 + ROW_GAP);
        }
        // On the grid, so that rounding moves no two boxes closer together.
        let places = blocks.iter().flat_map(|&(place, _, count)| {
            std::iter::repeat_n((place / f64::from(STEP)).round() * f64::from(STEP), count)
        });
        above = 0.0;
        for (&index, place) in column.iter().zip(places) {
            at[index] = place + above;
            above += f64::from(self.sizes[index].1 + ROW_GAP);
        }
    }
}

/// Where the components are placed: the first at the top, the others below it side by side.
#[derive(Default)]
struct Shelf {
    /// The maximum width of the rows below the first component.
    width: i32,
    x: i32,
    y: i32,
    height: i32,
}

impl Shelf {
    fn put(&mut self, part: Vec<(usize, Rect)>, rects: &mut [Rect]) {
        let Some(whole) = part.iter().map(|(_, rect)| *rect).reduce(|a, b| a.around(&b)) else { return };
        let is_first = self.width == 0;
        if is_first {
            self.width = whole.width.max(1600);
        } else if self.x > 0 && self.x + whole.width > self.width {
            self.end_row();
        }
        for (index, rect) in part {
            rects[index] = Rect { x: rect.x - whole.x + self.x, y: rect.y - whole.y + self.y, ..rect };
        }
        self.x += whole.width + COLUMN_GAP.0;
        self.height = self.height.max(whole.height);
        if is_first {
            self.end_row();
        }
    }

    fn end_row(&mut self) {
        self.y += self.height + 2 * ROW_GAP;
        (self.x, self.height) = (0, 0);
    }
}
