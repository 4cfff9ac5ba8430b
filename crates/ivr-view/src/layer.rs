//! A layered layout for flows without usable positions: calls go from left to right, one column per step.
//!
//! An edge that passes columns has a bend in each of them, which is ordered and moved like a box: so there is room for it,
//! and what it crosses is counted. Edges to the same box share their bends. The existing crates were measured: rust-sugiyama
//! takes more than twenty seconds for a flow of a thousand activities, layout-rs does not finish with seven hundred, and
//! the pictures of dagre have more crossings.

mod bends;
mod fold;
mod order;
mod ranks;
mod rows;

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

/// Places boxes of these sizes without overlaps. Entries are in the first column.
pub(crate) fn layered(sizes: &[(i32, i32)], wires: &[Wire], entries: &[usize]) -> Vec<Rect> {
    let graph = ranks::Neighbours::new(sizes.len(), wires);
    let (walked, is_back) = ranks::walk(sizes.len(), wires, &graph, entries);
    let layer_of = ranks::layers(wires, &graph, &walked, &is_back, entries);
    let mut placed = Vec::new();
    let mut node_of = vec![0; sizes.len()];
    for members in ranks::parts(sizes.len(), wires, &walked) {
        let mut part = bends::Part::new(&members, &layer_of, sizes, wires, &graph, &mut node_of);
        order::order(&mut part);
        let rows = rows::rows(&part);
        let mut boxes = columns(&part, &rows, sizes, &graph);
        fold::fold(&mut boxes);
        placed.push(boxes);
    }
    let mut rects = vec![Rect::default(); sizes.len()];
    let mut shelf = Shelf::wide_enough_for(&placed);
    for part in placed {
        shelf.put(part, &mut rects);
    }
    rects
}

/// A box, given by its index, and where it is.
type Shown = (usize, Rect);

/// The boxes of a component, column after column.
fn columns(part: &bends::Part, rows: &[f64], sizes: &[(i32, i32)], graph: &ranks::Neighbours) -> Vec<Shown> {
    let mut placed = Vec::new();
    let mut x = 0;
    for column in &part.columns {
        let (mut widest, mut leaving) = (None, 0);
        for &node in column {
            let Some(index) = part.nodes[node].shows else { continue };
            let (width, height) = sizes[index];
            #[expect(clippy::cast_possible_truncation, reason = "a million boxes fit easily")]
            let y = (rows[node] / f64::from(STEP)).round() as i32 * STEP;
            placed.push((index, Rect { x, y, width, height }));
            widest = widest.max(Some(width));
            leaving += graph.out[index].len();
        }
        if let Some(widest) = widest {
            let lanes = i32::try_from(leaving).unwrap_or(i32::MAX).saturating_mul(STEP / 2) / STEP * STEP;
            x += widest + COLUMN_GAP.0.saturating_add(lanes).min(COLUMN_GAP.1);
        }
    }
    placed
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
    /// One that is as wide as the first component, and wider than it is high if there are very many others.
    fn wide_enough_for(parts: &[Vec<Shown>]) -> Self {
        let wholes = parts.iter().filter_map(|part| part.iter().map(|(_, rect)| *rect).reduce(|a, b| a.around(&b)));
        let first = wholes.clone().next().map_or(0, |whole| whole.width);
        let area: f64 =
            wholes.map(|whole| f64::from(whole.width + COLUMN_GAP.0) * f64::from(whole.height + 2 * ROW_GAP)).sum();
        #[expect(clippy::cast_possible_truncation, reason = "the root of an area")]
        Shelf { width: first.max(1600).max((area * fold::SCREEN).sqrt() as i32), ..Shelf::default() }
    }

    fn put(&mut self, part: Vec<Shown>, rects: &mut [Rect]) {
        let Some(whole) = part.iter().map(|(_, rect)| *rect).reduce(|a, b| a.around(&b)) else { return };
        let is_first = self.y == 0 && self.x == 0;
        if self.x > 0 && self.x + whole.width > self.width {
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
