//! How far down each node of an ordered component is: as straight as its order allows.

use super::bends::Part;
use crate::geometry::STEP;

/// How often nodes are moved towards their neighbours.
const SWEEPS: usize = 12;

/// Where each node begins.
pub(super) fn rows(part: &Part) -> Vec<f64> {
    let mut tops = vec![0.0; part.nodes.len()];
    for column in &part.columns {
        let mut top = 0.0;
        for &node in column {
            tops[node] = top;
            top += part.nodes[node].height;
        }
    }
    for sweep in 0..SWEEPS {
        let forward = sweep % 2 == 0;
        for step in 0..part.columns.len() {
            let number = if forward { step } else { part.columns.len() - 1 - step };
            settle(part, number, &mut tops, usize::from(!forward));
        }
    }
    tops
}

/// Where the arcs of a node are straight: the middle of its neighbours on the left (0) or the right (1).
fn wish(part: &Part, node: usize, tops: &[f64], side: usize) -> Option<f64> {
    let arcs = if side == 0 { &part.nodes[node].left } else { &part.nodes[node].right };
    let mut wishes: Vec<f64> = arcs
        .iter()
        .map(|&arc| {
            let arc = &part.arcs[arc as usize];
            tops[arc.ends[side]] + arc.at[side] - arc.at[1 - side]
        })
        .collect();
    wishes.sort_unstable_by(f64::total_cmp);
    // A median and not a mean, so that at least one arc is straight.
    wishes.get(wishes.len().saturating_sub(1) / 2).copied()
}

/// Moves the nodes of a column as close to the wanted places as its order allows.
fn settle(part: &Part, column: usize, tops: &mut [f64], side: usize) {
    let column = &part.columns[column];
    // Without the nodes above each one, the places must only not decrease: conflicting neighbours are averaged.
    let mut above = 0.0;
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for &node in column {
        let wish = wish(part, node, tops, side).unwrap_or(tops[node]) - above;
        let mut block = (wish, 1.0, 1);
        while let Some(&(place, weight, count)) = blocks.last()
            && place > block.0
        {
            let sum = weight + block.1;
            block = ((place * weight + block.0 * block.1) / sum, sum, count + block.2);
            blocks.pop();
        }
        blocks.push(block);
        above += part.nodes[node].height;
    }
    // On the grid, so that rounding moves no two boxes closer together.
    let places = blocks
        .iter()
        .flat_map(|&(place, _, count)| std::iter::repeat_n((place / f64::from(STEP)).round() * f64::from(STEP), count));
    above = 0.0;
    for (&node, place) in column.iter().zip(places) {
        tops[node] = place + above;
        above += part.nodes[node].height;
    }
}
