//! The points around the two ends of an edge, while its route is searched for.

use crate::geometry::{Point, Rect, STEP};

/// The points that are searched; its memory is reused.
#[derive(Default)]
pub(super) struct Window {
    area: Rect,
    columns: i32,
    rows: i32,
    blocked: Vec<bool>,
    /// Two per point: upright and level.
    pub(super) nodes: Vec<Node>,
    /// Nodes of an older search do not count.
    search: u32,
    /// The open nodes by their estimated cost, in fours.
    open: Vec<Vec<u32>>,
    /// All before this one are empty.
    cheapest: usize,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Node {
    search: u32,
    pub(super) cost: u32,
    from: u32,
    done: bool,
}

impl Window {
    pub(super) fn reset(&mut self, area: Rect) {
        self.area = area;
        (self.columns, self.rows) = (area.width / STEP + 1, area.height / STEP + 1);
        let points = usize::try_from(self.columns * self.rows).unwrap_or(0);
        self.blocked.clear();
        self.blocked.resize(points, false);
        self.search += 1;
        self.nodes.resize(self.nodes.len().max(points * 2), Node::default());
        for bucket in &mut self.open {
            bucket.clear();
        }
        self.cheapest = 0;
    }

    /// Notes a way to a node, unless a cheaper one is known.
    pub(super) fn reach(&mut self, node: usize, cost: u32, away: u32, from: u32) {
        let known = &mut self.nodes[node];
        if known.search == self.search && (known.done || known.cost <= cost) {
            return;
        }
        *known = Node { search: self.search, cost, from, done: false };
        let bucket = (cost + away) as usize / 4;
        if bucket >= self.open.len() {
            self.open.resize(bucket + 1, Vec::new());
        }
        self.open[bucket].push(u32::try_from(node).unwrap_or(u32::MAX));
        self.cheapest = self.cheapest.min(bucket);
    }

    /// The open node with the least estimated cost.
    pub(super) fn next(&mut self) -> Option<usize> {
        while let Some(bucket) = self.open.get_mut(self.cheapest) {
            match bucket.pop() {
                Some(node) if std::mem::replace(&mut self.nodes[node as usize].done, true) => {}
                Some(node) => return Some(node as usize),
                None => self.cheapest += 1,
            }
        }
        None
    }

    pub(super) fn block(&mut self, rect: &Rect) {
        let column = |x: i32| ((x - self.area.x) / STEP).clamp(0, self.columns - 1);
        let row = |y: i32| ((y - self.area.y) / STEP).clamp(0, self.rows - 1);
        if !self.area.meets(rect) {
            return;
        }
        let columns = column(rect.x)..=column(rect.right());
        for row in row(rect.y)..=row(rect.bottom()) {
            let at = |column: i32| usize::try_from(row * self.columns + column).unwrap_or(0);
            self.blocked[at(*columns.start())..=at(*columns.end())].fill(true);
        }
    }

    /// The node of a point in a direction; `None` outside the window and inside boxes.
    pub(super) fn node(&self, (x, y): Point, flat: bool) -> Option<usize> {
        let (column, row) = ((x - self.area.x) / STEP, (y - self.area.y) / STEP);
        let is_inside = x >= self.area.x && y >= self.area.y && column < self.columns && row < self.rows;
        let point = usize::try_from(row * self.columns + column).ok().filter(|_| is_inside)?;
        (!self.blocked[point]).then_some(point * 2 + usize::from(flat))
    }

    pub(super) fn point(&self, node: usize) -> (Point, bool) {
        let point = i32::try_from(node / 2).unwrap_or(0);
        let (column, row) = (point % self.columns, point / self.columns);
        ((self.area.x + column * STEP, self.area.y + row * STEP), node % 2 == 1)
    }

    /// The points from the start to a node.
    pub(super) fn back(&self, node: usize) -> Vec<Point> {
        let mut way = vec![self.point(node).0];
        let mut next = self.nodes[node].from;
        while next != u32::MAX {
            let (point, _) = self.point(next as usize);
            if way.last() != Some(&point) {
                way.push(point);
            }
            next = self.nodes[next as usize].from;
        }
        way.reverse();
        way
    }
}
