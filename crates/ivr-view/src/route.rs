//! Routes edges between the boxes: along the grid, with few bends, never through a box.
//!
//! Each route is searched for in a window around its two ends. If the windows of a large picture would take too long in
//! total, the longest edges are given up: they are drawn as a jump, which names its target.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::HashMap;
use crate::geometry::{Point, Rect, STEP};

/// An edge to route.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends {
    /// Where it leaves its box, on the right border.
    pub(crate) from: Point,
    /// The box that it leads to. Edges to the same box may share a route.
    pub(crate) to: usize,
    /// Where it may arrive at the left border of that.
    pub(crate) arrives_at: i32,
}

/// The sizes of the window around the two ends, in steps; a larger one is tried if there is no route in a smaller one.
const MARGINS: [i32; 3] = [6, 30, 100];
/// The maximum number of points of a window.
const MOST_POINTS: i64 = 600_000;
/// How many points may be visited for all routes together.
const MOST_LOOKS_IN_ALL: usize = 1_500_000;
/// How many may be visited for one route if there are many routes; few routes share the total.
const MOST_LOOKS: usize = 30_000;
/// How many points of a window are cleared in the time of one visit.
const CLEARED_IN_A_LOOK: i64 = 10;

/// The cost of a step, of a step along another edge, and of a step along an edge to the same target.
const STEP_COST: u32 = 4;
const OCCUPIED_COST: u32 = 24;
const SHARED_COST: u32 = 3;
/// The cost of crossing another edge.
const CROSSING_COST: u32 = 6;
/// The cost of a bend.
const BEND_COST: u32 = 40;
/// The estimated cost of a remaining step: more than its real cost, so that the search goes straight to its target and
/// explores other directions only if necessary.
const STEP_AHEAD: u32 = 6;

/// The routes of edges as corners, including both ends; `None` for an edge that is given up.
pub(crate) fn route(rects: &[Rect], edges: &[Ends], stubs: &[Point]) -> Vec<Option<Vec<Point>>> {
    let mut router = Router {
        rects,
        near: Near::new(rects),
        taken: HashMap::default(),
        left: MOST_LOOKS_IN_ALL,
        share: MOST_LOOKS.max(MOST_LOOKS_IN_ALL / edges.len().max(1)),
        window: Window::default(),
    };
    for &(x, y) in stubs {
        router.take(usize::MAX, &[(x + STEP, y), (x + 2 * STEP, y)]);
    }
    // Short edges come first: they have the fewest possible routes.
    let mut order: Vec<usize> = (0..edges.len()).collect();
    let length = |edge: &Ends| {
        let to = rects[edge.to];
        (edge.from.0 - to.x).abs() + (edge.from.1 - to.y - edge.arrives_at).abs()
    };
    order.sort_by_key(|&index| (length(&edges[index]), index));
    let mut ways = vec![None; edges.len()];
    for index in order {
        ways[index] = router.way(&edges[index]);
    }
    ways
}

struct Router<'a> {
    rects: &'a [Rect],
    near: Near,
    /// Which target the edges along and across a point lead to; the last of them.
    taken: HashMap<Point, [usize; 2]>,
    /// How many points may still be visited.
    left: usize,
    /// How many points may be visited for one route.
    share: usize,
    window: Window,
}

/// No target.
const FREE: usize = usize::MAX - 1;

impl Router<'_> {
    fn way(&mut self, edge: &Ends) -> Option<Vec<Point>> {
        let to = self.rects[edge.to];
        let start = (edge.from.0 + STEP, edge.from.1);
        let goals = [
            Goal { at: (to.x - STEP, to.y + edge.arrives_at), flat: true },
            Goal { at: ((to.x + to.width / 2) / STEP * STEP, to.y - STEP), flat: false },
        ];
        if let Some(inner) = self.simple(start, goals[0].at, edge.to) {
            self.take(edge.to, &inner);
            let mut way = vec![edge.from];
            way.extend(inner);
            way.push((to.x, goals[0].at.1));
            return Some(corners(way));
        }
        for margin in MARGINS {
            let point = |(x, y)| Rect { x, y, width: 0, height: 0 };
            let window = point(start).around(&point(goals[0].at)).around(&point(goals[1].at)).grown(margin * STEP);
            let points = i64::from(window.width / STEP + 1) * i64::from(window.height / STEP + 1);
            if points > MOST_POINTS || self.left == 0 {
                return None;
            }
            self.left = self.left.saturating_sub(usize::try_from(points / CLEARED_IN_A_LOOK).unwrap_or(0));
            if let Some(inner) = self.search(window, start, goals, edge.to) {
                self.take(edge.to, &inner);
                let mut way = vec![edge.from];
                let last =
                    if inner.last() == Some(&goals[0].at) { (to.x, goals[0].at.1) } else { (goals[1].at.0, to.y) };
                way.extend(inner);
                way.push(last);
                return Some(corners(way));
            }
        }
        None
    }

    /// The simplest route, horizontal, vertical and horizontal, if nothing is in between. Most edges have one.
    fn simple(&self, start: Point, goal: Point, target: usize) -> Option<Vec<Point>> {
        const MOST_LANES: usize = 12;
        const MOST_STEPS: i32 = 400;
        let (wide, high) = ((goal.0 - start.0) / STEP, (goal.1 - start.1) / STEP);
        if wide < 0 || wide + high.abs() > MOST_STEPS {
            return None;
        }
        let is_free = |point: &Point, flat: bool| {
            let taken = self.taken.get(point).map_or(FREE, |taken| taken[usize::from(!flat)]);
            taken == FREE || taken == target
        };
        let lanes = if high == 0 { 0..=0 } else { 0..=wide };
        // From the target's side, where its other edges arrive, to that of the exit.
        lanes.rev().take(MOST_LANES).find_map(|lane| {
            let x = start.0 + lane * STEP;
            let along = (0..=lane).map(|step| (start.0 + step * STEP, start.1));
            let across = (0..=high.abs()).map(|step| (x, start.1 + step * STEP * high.signum()));
            let again = (lane..=wide).map(|step| (start.0 + step * STEP, goal.1));
            let clear = along.clone().chain(again.clone()).all(|point| is_free(&point, true))
                && (high == 0 || across.clone().all(|point| is_free(&point, false)));
            let runs = [
                Rect { x: start.0, y: start.1, width: x - start.0, height: 0 },
                Rect { x, y: start.1.min(goal.1), width: 0, height: (goal.1 - start.1).abs() },
                Rect { x, y: goal.1, width: goal.0 - x, height: 0 },
            ];
            let meets = |run: &Rect| self.near.boxes(run).any(|index| self.rects[index].meets(run));
            (clear && !runs.iter().any(meets)).then(|| {
                let mut way: Vec<Point> = along.chain(across).chain(again).collect();
                way.dedup();
                way
            })
        })
    }

    /// A* over the points of a window, each once per direction.
    fn search(&mut self, area: Rect, start: Point, goals: [Goal; 2], target: usize) -> Option<Vec<Point>> {
        let window = &mut self.window;
        window.reset(area);
        for index in self.near.boxes(&area) {
            window.block(&self.rects[index]);
        }
        let away = |point: Point| {
            let from = |goal: &Goal| {
                let (across, down) = ((goal.at.0 - point.0).unsigned_abs(), (goal.at.1 - point.1).unsigned_abs());
                let bends = match goal.flat {
                    true => u32::from(down > 0) * BEND_COST,
                    false => u32::from(across > 0) * BEND_COST,
                };
                (across + down) / STEP.unsigned_abs() * STEP_AHEAD + bends
            };
            goals.iter().map(from).min().unwrap_or(0)
        };
        let mut looks = 0;
        let first = window.node(start, true)?;
        window.cost[first] = 0;
        let mut open = BinaryHeap::from([Reverse((away(start), away(start), first))]);
        while let Some(Reverse((_, _, node))) = open.pop() {
            let (point, flat) = window.point(node);
            if let Some(goal) = goals.iter().find(|goal| goal.at == point)
                && goal.flat == flat
            {
                return Some(window.back(node));
            }
            if std::mem::replace(&mut window.done[node], true) {
                continue;
            }
            looks += 1;
            self.left = self.left.saturating_sub(1);
            if looks > self.share || self.left == 0 {
                return None;
            }
            let cost = window.cost[node];
            let mut reach = |window: &mut Window, to: usize, cost: u32, away: u32| {
                if cost < window.cost[to] {
                    window.cost[to] = cost;
                    window.from[to] = u32::try_from(node).unwrap_or(u32::MAX);
                    open.push(Reverse((cost + away, away, to)));
                }
            };
            if let Some(turned) = window.node(point, !flat) {
                reach(window, turned, cost + BEND_COST, away(point));
            }
            for sign in [STEP, -STEP] {
                let next = if flat { (point.0 + sign, point.1) } else { (point.0, point.1 + sign) };
                if let Some(to) = window.node(next, flat) {
                    let [along, across] = self
                        .taken
                        .get(&next)
                        .map_or([FREE; 2], |&[along, across]| if flat { [along, across] } else { [across, along] });
                    let step = match along {
                        FREE => STEP_COST,
                        same if same == target => SHARED_COST,
                        _ => OCCUPIED_COST,
                    };
                    let crossing = if across == FREE || across == target { 0 } else { CROSSING_COST };
                    reach(window, to, cost + step + crossing, away(next));
                }
            }
        }
        None
    }

    /// Records that an edge runs here.
    fn take(&mut self, target: usize, way: &[Point]) {
        for pair in way.windows(2) {
            let direction = usize::from(pair[0].0 == pair[1].0);
            for point in pair {
                self.taken.entry(*point).or_insert([FREE; 2])[direction] = target;
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Goal {
    at: Point,
    /// Whether it is arrived at from the left, and not from above.
    flat: bool,
}

/// The points that are searched; its memory is reused.
#[derive(Default)]
struct Window {
    area: Rect,
    columns: i32,
    rows: i32,
    blocked: Vec<bool>,
    /// Two entries per point: horizontal and vertical.
    cost: Vec<u32>,
    from: Vec<u32>,
    done: Vec<bool>,
}

impl Window {
    fn reset(&mut self, area: Rect) {
        self.area = area;
        (self.columns, self.rows) = (area.width / STEP + 1, area.height / STEP + 1);
        let points = usize::try_from(self.columns * self.rows).unwrap_or(0);
        self.blocked.clear();
        self.blocked.resize(points, false);
        self.cost.clear();
        self.cost.resize(points * 2, u32::MAX);
        self.from.clear();
        self.from.resize(points * 2, u32::MAX);
        self.done.clear();
        self.done.resize(points * 2, false);
    }

    fn block(&mut self, rect: &Rect) {
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
    fn node(&self, (x, y): Point, flat: bool) -> Option<usize> {
        let (column, row) = ((x - self.area.x) / STEP, (y - self.area.y) / STEP);
        let is_inside = x >= self.area.x && y >= self.area.y && column < self.columns && row < self.rows;
        let point = usize::try_from(row * self.columns + column).ok().filter(|_| is_inside)?;
        (!self.blocked[point]).then_some(point * 2 + usize::from(flat))
    }

    fn point(&self, node: usize) -> (Point, bool) {
        let point = i32::try_from(node / 2).unwrap_or(0);
        let (column, row) = (point % self.columns, point / self.columns);
        ((self.area.x + column * STEP, self.area.y + row * STEP), node % 2 == 1)
    }

    /// The points from the start to a node.
    fn back(&self, node: usize) -> Vec<Point> {
        let mut way = vec![self.point(node).0];
        let mut next = self.from[node];
        while next != u32::MAX {
            let (point, _) = self.point(next as usize);
            if way.last() != Some(&point) {
                way.push(point);
            }
            next = self.from[next as usize];
        }
        way.reverse();
        way
    }
}

/// An index of boxes by position.
struct Near {
    cells: HashMap<Point, Vec<u32>>,
}

/// The size of the cells of the index.
const CELL: i32 = 512;

impl Near {
    fn new(rects: &[Rect]) -> Self {
        let mut cells: HashMap<Point, Vec<u32>> = HashMap::default();
        for (index, rect) in (0..).zip(rects) {
            for cell in cells_of(rect) {
                cells.entry(cell).or_default().push(index);
            }
        }
        Near { cells }
    }

    /// The boxes in an area; one may occur twice.
    fn boxes(&self, area: &Rect) -> impl Iterator<Item = usize> {
        cells_of(area).filter_map(|cell| self.cells.get(&cell)).flatten().map(|&index| index as usize)
    }
}

fn cells_of(rect: &Rect) -> impl Iterator<Item = Point> + use<> {
    let columns = rect.x.div_euclid(CELL)..=rect.right().div_euclid(CELL);
    let rows = rect.y.div_euclid(CELL)..=rect.bottom().div_euclid(CELL);
    columns.flat_map(move |column| rows.clone().map(move |row| (column, row)))
}

/// The corners of a route, and its ends.
fn corners(way: Vec<Point>) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    for point in way {
        if let [.., before, last] = corners.as_slice()
            && ((before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1))
        {
            corners.pop();
        }
        corners.push(point);
    }
    corners
}
