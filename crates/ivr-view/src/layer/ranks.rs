//! Which column each box is in, and which edges lead back.

use super::Wire;

/// The wires that leave and arrive at each box.
pub(super) struct Neighbours {
    pub(super) out: Vec<Vec<u32>>,
    pub(super) into: Vec<Vec<u32>>,
}

impl Neighbours {
    pub(super) fn new(count: usize, wires: &[Wire]) -> Self {
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
pub(super) fn walk(count: usize, wires: &[Wire], graph: &Neighbours, entries: &[usize]) -> (Vec<usize>, Vec<bool>) {
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
pub(super) fn layers(
    wires: &[Wire],
    graph: &Neighbours,
    order: &[usize],
    is_back: &[bool],
    entries: &[usize],
) -> Vec<usize> {
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
pub(super) fn parts(count: usize, wires: &[Wire], order: &[usize]) -> Vec<Vec<usize>> {
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
