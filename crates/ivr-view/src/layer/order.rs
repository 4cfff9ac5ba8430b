//! The order of the nodes of each column, so that few edges cross.

use super::bends::Part;

/// How often all columns are sorted from one beginning.
const SWEEPS: usize = 24;
/// How many sweeps may pass without a better order.
const MOST_IDLE: usize = 6;
/// How many arcs may be looked at in all.
const MOST_LOOKS: usize = 1_500_000;

/// Orders the columns of a component.
pub(super) fn order(part: &mut Part) {
    let mut search = Search { tops: vec![0.0; part.nodes.len()], part, looks: 0 };
    let first = search.part.columns.clone();
    let mut best: Option<(u64, Vec<Vec<usize>>)> = None;
    for start in [Start::AsWalked, Start::Reversed, Start::AsWalkedByMiddle, Start::ReversedByMiddle] {
        search.part.columns.clone_from(&first);
        if matches!(start, Start::Reversed | Start::ReversedByMiddle) {
            search.part.columns.iter_mut().for_each(|column| column.reverse());
        }
        search.stack_all();
        let mut idle = 0;
        for sweep in 0..SWEEPS {
            search.sweep(sweep % 2 == 0, matches!(start, Start::AsWalkedByMiddle | Start::ReversedByMiddle));
            while search.shift_all() {}
            let crossings = search.crossings();
            if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
                best = Some((crossings, search.part.columns.clone()));
                idle = 0;
            } else {
                idle += 1;
            }
            if idle >= MOST_IDLE || search.looks > MOST_LOOKS {
                break;
            }
        }
        if search.looks > MOST_LOOKS {
            break;
        }
    }
    if let Some((_, columns)) = best {
        search.part.columns = columns;
    }
}

/// From where orders are sought.
#[derive(Clone, Copy)]
enum Start {
    AsWalked,
    Reversed,
    AsWalkedByMiddle,
    ReversedByMiddle,
}

struct Search<'a> {
    part: &'a mut Part,
    /// Where each node begins if those of its column are stacked.
    tops: Vec<f64>,
    looks: usize,
}

/// Where an arc of a node ends in the next column, and how many edges it is.
type End = (f64, u32);

impl Search<'_> {
    fn stack_all(&mut self) {
        for column in 0..self.part.columns.len() {
            self.stack(column);
        }
    }

    fn stack(&mut self, column: usize) {
        let mut top = 0.0;
        for &node in &self.part.columns[column] {
            self.tops[node] = top;
            top += self.part.nodes[node].height;
        }
    }

    /// The ends of a node's arcs on the left (0) or on the right (1), from top to bottom.
    fn ends(&mut self, node: usize, side: usize) -> Vec<End> {
        let nodes = &self.part.nodes[node];
        let arcs = if side == 0 { &nodes.left } else { &nodes.right };
        self.looks += arcs.len();
        let mut ends: Vec<End> = arcs
            .iter()
            .map(|&arc| {
                let arc = &self.part.arcs[arc as usize];
                (self.tops[arc.ends[side]] + arc.at[side], arc.edges)
            })
            .collect();
        ends.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        ends
    }

    /// Sorts each column by where its arcs come from.
    fn sweep(&mut self, forward: bool, by_middle: bool) {
        let count = self.part.columns.len();
        for step in 1..count {
            let number = if forward { step } else { count - 1 - step };
            let column = self.part.columns[number].clone();
            let mut wishes: Vec<(f64, usize)> = Vec::new();
            let mut fixed = vec![None; column.len()];
            for (slot, &node) in column.iter().enumerate() {
                let ends = self.ends(node, usize::from(!forward));
                match wish(&ends, by_middle) {
                    Some(wish) => wishes.push((wish, node)),
                    None => fixed[slot] = Some(node),
                }
            }
            wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut wishes = wishes.into_iter().map(|(_, node)| node);
            self.part.columns[number] = fixed.into_iter().filter_map(|node| node.or_else(|| wishes.next())).collect();
            self.stack(number);
        }
    }

    /// Moves every node to where it crosses least in its column. Returns whether that was better anywhere.
    fn shift_all(&mut self) -> bool {
        let mut is_better = false;
        for number in 0..self.part.columns.len() {
            let mut column = self.part.columns[number].clone();
            let ends: Vec<[Vec<End>; 2]> =
                column.iter().map(|&node| [self.ends(node, 0), self.ends(node, 1)]).collect();
            let mut slots: Vec<usize> = (0..column.len()).collect();
            let mut changed = false;
            for moving in 0..column.len() {
                if self.looks > MOST_LOOKS {
                    return false;
                }
                let at = slots.iter().position(|&slot| slot == moving).unwrap_or(0);
                let mut best = (0, at);
                for upward in [true, false] {
                    let mut gain = 0;
                    let passed: Vec<usize> =
                        if upward { (0..at).rev().collect() } else { (at + 1..slots.len()).collect() };
                    for place in passed {
                        let other = slots[place];
                        let (above, below) = if upward { (other, moving) } else { (moving, other) };
                        self.looks += ends[above].iter().chain(&ends[below]).map(Vec::len).sum::<usize>();
                        gain += difference(&ends[above], &ends[below]);
                        if gain > best.0 {
                            best = (gain, place);
                        }
                    }
                }
                if best.0 > 0 {
                    let slot = slots.remove(at);
                    slots.insert(best.1, slot);
                    changed = true;
                }
            }
            if changed {
                column = slots.iter().map(|&slot| column[slot]).collect();
                self.part.columns[number] = column;
                self.stack(number);
                is_better = true;
            }
        }
        is_better
    }

    /// How many edges cross between all columns.
    fn crossings(&mut self) -> u64 {
        let mut count = 0;
        for column in 0..self.part.columns.len() {
            let mut arcs: Vec<(f64, f64, u32)> = Vec::new();
            for &node in &self.part.columns[column] {
                for &arc in &self.part.nodes[node].right {
                    let arc = &self.part.arcs[arc as usize];
                    let at = |side: usize| self.tops[arc.ends[side]] + arc.at[side];
                    arcs.push((at(0), at(1), arc.edges));
                }
            }
            self.looks += arcs.len();
            arcs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            count += inversions(&arcs);
        }
        count
    }
}

/// The mean of ends, or the one in the middle.
fn wish(ends: &[End], by_middle: bool) -> Option<f64> {
    let all: u32 = ends.iter().map(|end| end.1).sum();
    if by_middle {
        let mut passed = 0;
        return ends.iter().find_map(|end| {
            passed += end.1;
            (passed * 2 >= all).then_some(end.0)
        });
    }
    (all > 0).then(|| ends.iter().map(|end| end.0 * f64::from(end.1)).sum::<f64>() / f64::from(all))
}

/// How many crossings fewer there are if the lower of two neighbours is above the other.
fn difference(above: &[Vec<End>; 2], below: &[Vec<End>; 2]) -> i64 {
    let side = |side: usize| crossed(&above[side], &below[side]) - crossed(&below[side], &above[side]);
    side(0) + side(1)
}

/// How many edges of an upper node cross those of a lower one.
fn crossed(upper: &[End], lower: &[End]) -> i64 {
    let (mut count, mut passed, mut next) = (0, 0, 0);
    for &(end, edges) in upper {
        while next < lower.len() && lower[next].0 < end {
            passed += i64::from(lower[next].1);
            next += 1;
        }
        count += passed * i64::from(edges);
    }
    count
}

/// How many pairs of arcs, which are sorted by their left ends, are in the other order on the right.
fn inversions(arcs: &[(f64, f64, u32)]) -> u64 {
    let mut ends: Vec<f64> = arcs.iter().map(|arc| arc.1).collect();
    ends.sort_unstable_by(f64::total_cmp);
    ends.dedup();
    // A Fenwick tree of the edges that have been passed, by their right ends.
    let mut tree = vec![0_u64; ends.len() + 1];
    let (mut count, mut all) = (0, 0);
    let mut group = 0;
    for (number, arc) in arcs.iter().enumerate() {
        let rank = |arc: &(f64, f64, u32)| ends.partition_point(|end| *end < arc.1) + 1;
        // Those that leave at the same place do not cross.
        if arc.0 > arcs[group].0 {
            for passed in &arcs[group..number] {
                let mut at = rank(passed);
                while at < tree.len() {
                    tree[at] += u64::from(passed.2);
                    at += at & at.wrapping_neg();
                }
                all += u64::from(passed.2);
            }
            group = number;
        }
        let (mut at, mut not_below) = (rank(arc), 0);
        while at > 0 {
            not_below += tree[at];
            at -= at & at.wrapping_neg();
        }
        count += (all - not_below) * u64::from(arc.2);
    }
    count
}
