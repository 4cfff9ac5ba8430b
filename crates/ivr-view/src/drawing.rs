//! The positions of everything in a chart: computed once, drawn as SVG or by the page.

use crate::chart::{Chart, Leads};
use crate::geometry::{Point, Rect, STEP};
use crate::layer::Wire;
use crate::place::{Layout, place};
use crate::route::{Ends, route};

/// The width of every box.
pub const WIDTH: i32 = 180;
/// The height of the head of a box, with name and type.
pub const HEAD: i32 = 60;
/// The height of the row of an exit.
pub const ROW: i32 = 20;

/// The positions of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Where the positions come from.
    pub layout: Layout,
    /// The bounding box, edges included.
    pub area: Rect,
    /// The box of each activity.
    pub boxes: Vec<Rect>,
    /// The way in which each exit is drawn.
    pub ways: Vec<Way>,
    /// The corners at which edges to the same activity join, sorted.
    pub joints: Vec<Point>,
}

/// How an exit is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// An edge with these corners, including both ends.
    Edge(Vec<Point>),
    /// The target is too far away for a line: the label names it.
    Jump,
    /// It ends immediately: its target does not exist.
    Stub,
    /// It is not connected.
    Open,
    /// It is not connected, and need not be.
    End,
}

/// The maximum number of activities and exits that are drawn. Larger pictures are useless, and would take too long.
const MOST: usize = 200_000;

impl Drawing {
    /// Computes all positions; `None` for a flow that is too large for a picture.
    pub fn of(chart: &Chart) -> Option<Self> {
        if chart.activities.len() + chart.exits.len() > MOST {
            return None;
        }
        let mut wires = Vec::new();
        for (from, activity) in chart.activities.iter().enumerate() {
            for (row, (_, exit)) in (0..).zip(chart.exits_of(activity)) {
                if let Leads::To(to) = exit.leads {
                    wires.push(Wire { from, to, leaves_at: row_at(row), arrives_at: arrives_at(chart, to) });
                }
            }
        }
        let sizes: Vec<_> = chart.activities.iter().map(|activity| (WIDTH, height(activity.exits.len()))).collect();
        #[expect(clippy::cast_precision_loss, reason = "positions are at most a million")]
        let canvas: Vec<_> = chart
            .activities
            .iter()
            .map(|activity| activity.position.map(|place| (place.x as f64 / 1000.0, place.y as f64 / 1000.0)))
            .collect();
        let is_entry = |index: &usize| chart.activities[*index].manner == crate::kind::Manner::Entry;
        let entries: Vec<_> = (0..chart.activities.len()).filter(is_entry).collect();
        let (boxes, layout) = place(&sizes, &canvas, &wires, &entries);
        let (ways, joints) = ways(chart, &boxes);
        let mut area = boxes.iter().copied().reduce(|a, b| a.around(&b)).unwrap_or_default();
        for way in &ways {
            if let Way::Edge(points) = way {
                for &(x, y) in points {
                    area = area.around(&Rect { x, y, width: 0, height: 0 });
                }
            }
        }
        Some(Drawing { layout, area: area.grown(4 * STEP), boxes, ways, joints })
    }

    /// The corners of an exit's edge at which others join it.
    pub(crate) fn joints_of(&self, exit: usize) -> impl Iterator<Item = Point> {
        let corners = match &self.ways[exit] {
            Way::Edge(points) => points.as_slice(),
            _ => &[],
        };
        corners.iter().copied().filter(|corner| self.joints.binary_search(corner).is_ok())
    }

    /// Where an exit leaves its box; `row` counts the exits of the activity from 0.
    pub fn port(&self, activity: usize, row: usize) -> Point {
        let rect = &self.boxes[activity];
        (rect.right(), rect.y + row_at(i32::try_from(row).unwrap_or(0)))
    }
}

/// How far below the upper border of a box the middle of a row is.
fn row_at(row: i32) -> i32 {
    HEAD + ROW / 2 + row * ROW
}

/// How far below the upper border of a box edges arrive: where its first exit leaves, so that chains are straight.
fn arrives_at(chart: &Chart, activity: usize) -> i32 {
    if chart.activities[activity].exits.is_empty() { HEAD / 2 } else { row_at(0) }
}

fn height(exits: usize) -> i32 {
    match i32::try_from(exits).unwrap_or(0) {
        0 => HEAD,
        exits => HEAD + exits * ROW + STEP,
    }
}

fn ways(chart: &Chart, boxes: &[Rect]) -> (Vec<Way>, Vec<Point>) {
    let mut ways = Vec::with_capacity(chart.exits.len());
    let (mut edges, mut stubs, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    for (activity, rect) in chart.activities.iter().zip(boxes) {
        for (row, (number, exit)) in (0..).zip(chart.exits_of(activity)) {
            let from = (rect.right(), rect.y + row_at(row));
            ways.push(match exit.leads {
                Leads::To(to) => {
                    edges.push(Ends { from, to, arrives_at: arrives_at(chart, to) });
                    numbers.push(number);
                    Way::Jump
                }
                Leads::Nowhere(_) | Leads::Broken => {
                    stubs.push(from);
                    Way::Stub
                }
                Leads::Open => Way::Open,
                Leads::End => Way::End,
            });
        }
    }
    let routes = route(boxes, &edges, &stubs);
    for (number, way) in numbers.into_iter().zip(routes.ways) {
        if let Some(points) = way {
            ways[number] = Way::Edge(points);
        }
    }
    (ways, routes.joints)
}
