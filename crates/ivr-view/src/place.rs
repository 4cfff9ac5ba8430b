//! The positions of the boxes: those on the console's canvas, else layers.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use crate::geometry::{Rect, STEP};
use crate::layer::{Wire, layered};

/// The space around every box, for edges to pass.
pub(crate) const GAP: i32 = 40;

/// Where the positions come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// From the `position`s of the definition, spread out if boxes would overlap.
    Canvas,
    /// Computed, because the definition has no usable positions.
    Layered,
}

/// How far the canvas may be spread, across and down, so that no boxes overlap. Ours are larger than the console's.
const SPREADS: [(f64, f64); 10] = [
    (1.0, 1.0),
    (1.25, 1.0),
    (1.25, 1.25),
    (1.5, 1.25),
    (1.5, 1.5),
    (1.75, 1.75),
    (2.0, 2.0),
    (2.0, 3.0),
    (3.0, 2.0),
    (3.0, 3.0),
];
/// One in how many activities may lack a position of its own: a quarter.
const FEW: usize = 4;
/// The maximum area of a canvas per activity, in square pixels; sparser ones are ignored.
const MOST_ROOM: f64 = 4e6;
/// How many boxes one may be moved down past before the canvas is ignored.
const MOST_MOVES: usize = 64;

/// Places boxes of these sizes so that they are at least [`GAP`] apart.
pub(crate) fn place(
    sizes: &[(i32, i32)],
    canvas: &[Option<(f64, f64)>],
    wires: &[Wire],
    entries: &[usize],
) -> (Vec<Rect>, Layout) {
    let (mut rects, layout) = match on_canvas(sizes, canvas, wires) {
        Some(rects) => (rects, Layout::Canvas),
        None => (layered(sizes, wires, entries), Layout::Layered),
    };
    let (left, top) = rects.iter().fold((i32::MAX, i32::MAX), |(x, y), rect| (x.min(rect.x), y.min(rect.y)));
    for rect in &mut rects {
        rect.x -= left;
        rect.y -= top;
    }
    (rects, layout)
}

fn on_canvas(sizes: &[(i32, i32)], canvas: &[Option<(f64, f64)>], wires: &[Wire]) -> Option<Vec<Rect>> {
    let few = sizes.len() / FEW;
    let mut known: Vec<(f64, f64)> = canvas.iter().flatten().copied().collect();
    if known.is_empty() || sizes.len() - known.len() > few {
        return None;
    }
    let all = known.len();
    known.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    known.dedup();
    let extent = |axis: fn(&(f64, f64)) -> f64| {
        let (least, most) = known.iter().map(axis).fold((f64::MAX, f64::MIN), |(a, b), c| (a.min(c), b.max(c)));
        most - least
    };
    let room = (extent(|place| place.0) + 1000.0) * (extent(|place| place.1) + 1000.0);
    #[expect(clippy::cast_precision_loss, reason = "a bound")]
    if all - known.len() > few || room > MOST_ROOM * (sizes.len() + 1) as f64 {
        return None;
    }
    let places = complete(canvas, wires);
    let mut best: Option<(usize, Vec<Rect>)> = None;
    for spread in SPREADS {
        let mut rects = spread_by(sizes, &places, spread);
        straighten(&mut rects, wires);
        if let Some(moved) = settle(&mut rects, few)
            && best.as_ref().is_none_or(|(least, _)| moved < *least)
        {
            best = Some((moved, rects));
        }
        if best.as_ref().is_some_and(|(moved, _)| *moved <= sizes.len() / 50) {
            break;
        }
    }
    best.map(|(_, rects)| rects)
}

/// Positions for boxes without one: next to a box that leads to them, or at the origin of the canvas.
fn complete(canvas: &[Option<(f64, f64)>], wires: &[Wire]) -> Vec<(f64, f64)> {
    let mut places = canvas.to_vec();
    for wire in wires {
        if let (Some((x, y)), None) = (places[wire.from], places[wire.to]) {
            places[wire.to] = Some((x + 220.0, y));
        }
    }
    let least = |axis: fn(&(f64, f64)) -> f64| canvas.iter().flatten().map(axis).fold(f64::MAX, f64::min);
    let origin = (least(|place| place.0), least(|place| place.1));
    places.into_iter().map(|place| place.unwrap_or(origin)).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "places are at most a million, see `Scene`")]
fn spread_by(sizes: &[(i32, i32)], places: &[(f64, f64)], (across, down): (f64, f64)) -> Vec<Rect> {
    let raster = |place: f64, by: f64| (place * by / f64::from(STEP)).round() as i32 * STEP;
    let rect = |(&(width, height), &(x, y)): (&(i32, i32), &(f64, f64))| Rect {
        x: raster(x, across),
        y: raster(y, down),
        width,
        height,
    };
    sizes.iter().zip(places).map(rect).collect()
}

/// Aligns boxes that are almost in line: they were placed by hand, and edges with tiny steps look worse.
fn straighten(rects: &mut [Rect], wires: &[Wire]) {
    const ALMOST: i32 = 3 * STEP;
    let mut moved = vec![false; rects.len()];
    for wire in wires {
        let (from, to) = (rects[wire.from], rects[wire.to]);
        let step = from.y + wire.leaves_at - to.y - wire.arrives_at;
        if from.right() < to.x && step != 0 && step.abs() <= ALMOST && !moved[wire.to] {
            rects[wire.to].y += step;
            moved[wire.to] = true;
            moved[wire.from] = true;
        }
    }
}

/// Moves boxes down that are too close to others. Returns how many; `None` if it would be more than `most`.
fn settle(rects: &mut [Rect], most: usize) -> Option<usize> {
    let mut order: Vec<usize> = (0..rects.len()).collect();
    order.sort_by_key(|&index| (rects[index].x, rects[index].y, index));
    // The boxes that later ones may overlap, from top to bottom; they do not overlap each other.
    let mut active: BTreeMap<i32, (i32, usize)> = BTreeMap::new();
    let mut leaving: VecDeque<(i32, i32)> = VecDeque::new();
    let mut moved = 0;
    for index in order {
        let rect = &mut rects[index];
        while let Some(&(right, y)) = leaving.front()
            && right + GAP <= rect.x
        {
            active.remove(&y);
            leaving.pop_front();
        }
        let mut moves = 0;
        loop {
            let above = active.range(..=rect.y).next_back().map(|(_, &(bottom, _))| bottom);
            let below = active.range(rect.y..).next();
            let meets_above = above.filter(|bottom| bottom + GAP > rect.y);
            let meets_below = below.filter(|(y, _)| rect.bottom() + GAP > **y).map(|(_, &(bottom, _))| bottom);
            let Some(bottom) = meets_above.or(meets_below) else { break };
            rect.y = bottom + GAP;
            moves += 1;
            if moves > MOST_MOVES {
                return None;
            }
        }
        if moves > 0 {
            moved += 1;
            if moved > most {
                return None;
            }
        }
        active.insert(rect.y, (rect.bottom(), index));
        leaving.push_back((rect.right(), rect.y));
    }
    Some(moved)
}
