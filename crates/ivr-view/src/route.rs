//! Routes edges between the boxes: along the grid, with few bends, never through a box.
//!
//! Each route is searched for in a window around its two ends. If the windows of a large picture would take too long in
//! total, the longest edges are given up: they are drawn as a jump, which names its target.

mod near;
mod plane;
mod window;

use std::cmp::Reverse;

use crate::geometry::{Point, Rect, STEP};
use near::Near;
use plane::{Lane, Plane};
use window::Window;

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
const MARGINS: [i32; 3] = [20, 40, 100];
/// The maximum number of points of a window.
const MOST_POINTS: i64 = 600_000;
/// How many points may be visited for all routes together, and how many more to improve them.
const MOST_LOOKS_IN_ALL: usize = 3_000_000;
const MOST_LOOKS_AGAIN: usize = 500_000;
/// How many may be visited for one route if there are many routes; few routes share the total.
const MOST_LOOKS: usize = 30_000;
/// How many points of a window are cleared in the time of one visit.
const CLEARED_IN_A_LOOK: i64 = 10;
/// How often routes are taken out and sought again among all others.
const ROUNDS: usize = 2;

/// The cost of a step, of a step along another edge, and of a step along an edge to the same target.
const STEP_COST: u32 = 4;
const OCCUPIED_COST: u32 = 90;
const SHARED_COST: u32 = 3;
/// The cost of crossing another edge, of which as many count.
const CROSSING_COST: u32 = 160;
const MOST_CROSSED: u32 = 4;
/// The cost of a bend.
const BEND_COST: u32 = 40;
/// The estimated cost of a remaining step: more than its real cost, so that the search goes straight to its target and
/// explores other directions only if necessary. In larger windows it must not explore much.
const STEPS_AHEAD: [u32; 3] = [7, 30, 30];

/// Where edges run.
pub(crate) struct Routes {
    /// The corners of each edge, including both ends; `None` for an edge that is given up.
    pub(crate) ways: Vec<Option<Vec<Point>>>,
    /// The corners at which edges to the same box join, sorted.
    pub(crate) joints: Vec<Point>,
}

/// Routes edges. `stubs` are where exits that lead nowhere leave their boxes.
pub(crate) fn route(rects: &[Rect], edges: &[Ends], stubs: &[Point]) -> Routes {
    let mut router = Router {
        rects,
        near: Near::new(rects),
        taken: Plane::new(rects, MARGINS[MARGINS.len() - 1]),
        left: MOST_LOOKS_IN_ALL,
        share: MOST_LOOKS.max(MOST_LOOKS_IN_ALL / edges.len().max(1)),
        window: Window::default(),
    };
    for &(x, y) in stubs {
        router.take(NOWHERE, &[(x + STEP, y), (x + 2 * STEP, y)]);
    }
    // Short edges come first: they have the fewest possible routes.
    let mut order: Vec<usize> = (0..edges.len()).collect();
    let length = |edge: &Ends| {
        let to = rects[edge.to];
        (edge.from.0 - to.x).abs() + (edge.from.1 - to.y - edge.arrives_at).abs()
    };
    order.sort_by_key(|&index| (length(&edges[index]), index));
    let mut ways = vec![None; edges.len()];
    for &index in &order {
        ways[index] = router.way(&edges[index]);
        if let Some(way) = &ways[index] {
            router.take(target(&edges[index]), way);
        }
    }
    router.improve(edges, &mut ways);
    let mut joints = Vec::new();
    let wholes = ways.iter().zip(edges).map(|(way, edge)| Some(whole(way.as_ref()?, edge, &rects[edge.to])));
    let ways = wholes
        .zip(edges)
        .map(|(way, edge)| {
            let way = way?;
            let meets = |triple: &&[Point]| router.joins(triple, target(edge));
            joints.extend(way.windows(3).filter(meets).map(|triple| triple[1]));
            Some(corners(way))
        })
        .collect();
    joints.sort_unstable();
    joints.dedup();
    Routes { ways, joints }
}

/// All points of a route with both ends.
fn whole(inner: &[Point], edge: &Ends, to: &Rect) -> Vec<Point> {
    let mut way = vec![edge.from];
    way.extend(inner);
    way.push(match inner.last() {
        Some(&(x, y)) if y < to.y => (x, to.y),
        _ => (to.x, to.y + edge.arrives_at),
    });
    way
}

/// The target of an edge as [`Lane`] knows it.
fn target(edge: &Ends) -> u32 {
    u32::try_from(edge.to).unwrap_or(NOWHERE)
}

struct Router<'a> {
    rects: &'a [Rect],
    near: Near,
    /// The edges along and across each point.
    taken: Plane,
    /// How many points may still be visited.
    left: usize,
    /// How many points may be visited for one route.
    share: usize,
    window: Window,
}

/// The target of a stub.
const NOWHERE: u32 = u32::MAX;

/// What it costs an edge to this target to enter a point along one lane, across the other.
fn cost_of(along: &Lane, across: &Lane, target: u32) -> u32 {
    let step = match along.edges(target) {
        (_, others) if others > 0 => OCCUPIED_COST,
        (same, _) if same > 0 => SHARED_COST,
        _ => STEP_COST,
    };
    step + across.edges(target).1.min(MOST_CROSSED) * CROSSING_COST
}

impl Router<'_> {
    /// The points of a route between the two ends.
    fn way(&mut self, edge: &Ends) -> Option<Vec<Point>> {
        let to = self.rects[edge.to];
        let start = (edge.from.0 + STEP, edge.from.1);
        let goals = [
            Goal { at: (to.x - STEP, to.y + edge.arrives_at), flat: true },
            Goal { at: ((to.x + to.width / 2) / STEP * STEP, to.y - STEP), flat: false },
        ];
        let target = target(edge);
        let simple = self.simple(start, goals[0].at, target);
        if let Some((way, crossed)) = &simple
            && *crossed == 0
        {
            return Some(way.clone());
        }
        let simple = simple.map(|(way, _)| way);
        for (margin, ahead) in MARGINS.into_iter().zip(STEPS_AHEAD) {
            let point = |(x, y)| Rect { x, y, width: 0, height: 0 };
            let window = point(start).around(&point(goals[0].at)).around(&point(goals[1].at)).grown(margin * STEP);
            let points = i64::from(window.width / STEP + 1) * i64::from(window.height / STEP + 1);
            if points > MOST_POINTS || self.left == 0 {
                return simple;
            }
            self.left = self.left.saturating_sub(usize::try_from(points / CLEARED_IN_A_LOOK).unwrap_or(0));
            if let Some(found) = self.search(window, start, goals, target, ahead) {
                return simple.filter(|simple| self.price(simple, target) < self.price(&found, target)).or(Some(found));
            }
            if simple.is_some() {
                break;
            }
        }
        simple
    }

    /// Seeks routes that cross others once more, now that all others are known.
    fn improve(&mut self, edges: &[Ends], ways: &mut [Option<Vec<Point>>]) {
        self.left = MOST_LOOKS_AGAIN;
        for _ in 0..ROUNDS {
            let crossed = |number: usize| {
                let target = target(&edges[number]);
                ways[number].as_ref().map_or(0, |way| self.crossed(way, target))
            };
            let mut order: Vec<_> = (0..edges.len()).map(|number| (Reverse(crossed(number)), number)).collect();
            order.retain(|(crossed, _)| crossed.0 > 0);
            order.sort_unstable();
            let mut is_better = false;
            for (_, number) in order {
                let target = target(&edges[number]);
                let Some(old) = ways[number].take() else { continue };
                self.leave(target, &old);
                let found = self.way(&edges[number]);
                let better = found.filter(|found| self.price(found, target) < self.price(&old, target));
                is_better |= better.is_some();
                let way = better.unwrap_or(old);
                self.take(target, &way);
                ways[number] = Some(way);
                if self.left == 0 {
                    return;
                }
            }
            if !is_better {
                return;
            }
        }
    }

    /// What a route costs among the edges that are there.
    fn price(&self, way: &[Point], target: u32) -> u32 {
        let mut price = 0;
        let mut was_flat = true;
        for pair in way.windows(2) {
            let flat = pair[0].1 == pair[1].1;
            let [level, upright] = self.taken.at(pair[1]);
            let (along, across) = if flat { (level, upright) } else { (upright, level) };
            price += cost_of(&along, &across, target) + u32::from(flat != was_flat) * BEND_COST;
            was_flat = flat;
        }
        price
    }

    /// How many edges to other targets a route crosses.
    fn crossed(&self, way: &[Point], target: u32) -> u32 {
        let across = |pair: &[Point]| self.taken.at(pair[1])[usize::from(pair[0].1 == pair[1].1)].edges(target).1;
        way.windows(2).map(across).sum()
    }

    /// Whether an edge that turns in the middle of three points meets others to the same target there: they run straight
    /// on where it turns, or come from the other side.
    fn joins(&self, triple: &[Point], target: u32) -> bool {
        let [(x, y), corner, after] = [triple[0], triple[1], triple[2]];
        let (came_level, goes_level) = (y == corner.1, corner.1 == after.1);
        let beyond = |point: Point| (2 * corner.0 - point.0, 2 * corner.1 - point.1);
        let runs = |point: Point, level: bool| self.taken.at(point)[usize::from(!level)].edges(target).0 > 0;
        came_level != goes_level && (runs(beyond(after), goes_level) || runs(beyond((x, y)), came_level))
    }

    /// The simplest route, horizontal, vertical and horizontal, if no box or edge is in its way, and how many edges it
    /// crosses. Most edges have one.
    fn simple(&self, start: Point, goal: Point, target: u32) -> Option<(Vec<Point>, u32)> {
        const MOST_LANES: usize = 12;
        const MOST_STEPS: i32 = 400;
        let (wide, high) = ((goal.0 - start.0) / STEP, (goal.1 - start.1) / STEP);
        if wide < 0 || wide + high.abs() > MOST_STEPS {
            return None;
        }
        let is_free = |point: &Point, flat: bool| self.taken.at(*point)[usize::from(!flat)].edges(target).1 == 0;
        let lanes = if high == 0 { 0..=0 } else { 0..=wide };
        let mut best: Option<(Vec<Point>, u32)> = None;
        // From the target's side, where its other edges arrive, to that of the exit.
        for lane in lanes.rev().take(MOST_LANES) {
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
            if !clear || runs.iter().any(meets) {
                continue;
            }
            let mut way: Vec<Point> = along.chain(across).chain(again).collect();
            way.dedup();
            let crossed = self.crossed(&way, target);
            if best.as_ref().is_none_or(|(_, least)| crossed < *least) {
                best = Some((way, crossed));
            }
            if crossed == 0 {
                break;
            }
        }
        best
    }

    /// A* over the points of a window, each once per direction.
    fn search(&mut self, area: Rect, start: Point, goals: [Goal; 2], target: u32, ahead: u32) -> Option<Vec<Point>> {
        let window = &mut self.window;
        window.reset(area);
        for index in self.near.boxes(&area) {
            window.block(&self.rects[index]);
        }
        let away = |point: Point| goals[0].away(point, ahead).min(goals[1].away(point, ahead));
        let mut looks = 0;
        let first = window.node(start, true)?;
        window.reach(first, 0, away(start), u32::MAX);
        while let Some(node) = window.next() {
            let (point, flat) = window.point(node);
            if goals.iter().any(|goal| goal.at == point && goal.flat == flat) {
                return Some(window.back(node));
            }
            looks += 1;
            self.left = self.left.saturating_sub(1);
            if looks > self.share || self.left == 0 {
                return None;
            }
            let (cost, from) = (window.nodes[node].cost, u32::try_from(node).unwrap_or(u32::MAX));
            if let Some(turned) = window.node(point, !flat) {
                window.reach(turned, cost + BEND_COST, away(point), from);
            }
            for sign in [STEP, -STEP] {
                let next = if flat { (point.0 + sign, point.1) } else { (point.0, point.1 + sign) };
                if let Some(to) = window.node(next, flat) {
                    let [level, upright] = self.taken.at(next);
                    let (along, across) = if flat { (level, upright) } else { (upright, level) };
                    window.reach(to, cost + cost_of(&along, &across, target), away(next), from);
                }
            }
        }
        None
    }

    /// Records that an edge runs here.
    fn take(&mut self, target: u32, way: &[Point]) {
        for (point, direction) in places(way) {
            self.taken.lanes(point)[direction].add(target);
        }
    }

    /// Forgets an edge.
    fn leave(&mut self, target: u32, way: &[Point]) {
        for (point, direction) in places(way) {
            self.taken.lanes(point)[direction].remove(target);
        }
    }
}

/// The points of a route, and whether it is upright there; a corner is both.
fn places(way: &[Point]) -> impl Iterator<Item = (Point, usize)> {
    let upright = |number: usize| usize::from(way[number].0 == way[number + 1].0);
    (0..way.len()).flat_map(move |number| {
        let before = number.checked_sub(1).map(upright);
        let after = (number + 1 < way.len()).then(|| upright(number));
        [before, after.filter(|after| before != Some(*after))]
            .into_iter()
            .flatten()
            .map(move |direction| (way[number], direction))
    })
}

#[derive(Clone, Copy)]
struct Goal {
    at: Point,
    /// Whether it is arrived at from the left, and not from above.
    flat: bool,
}

impl Goal {
    /// What is estimated to remain from a point.
    #[inline]
    fn away(&self, point: Point, ahead: u32) -> u32 {
        let (across, down) = ((self.at.0 - point.0).unsigned_abs(), (self.at.1 - point.1).unsigned_abs());
        let bends = u32::from(if self.flat { down > 0 } else { across > 0 }) * BEND_COST;
        (across + down) / STEP.unsigned_abs() * ahead + bends
    }
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
