//! The positions of the boxes: those on the console's canvas, else layers.

use crate::HashMap;
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

/// How far the canvas may be spread so that boxes need not be pushed far. Ours may be larger than the console's.
const SPREADS: [f64; 5] = [1.0, 1.25, 1.5, 2.0, 3.0];
/// How far boxes may be pushed on average without spreading the canvas, and at most before it is ignored.
const FAR: i64 = 100;
const TOO_FAR: i64 = 600;
/// One in how many activities may lack a position of its own: a quarter.
const FEW: usize = 4;
/// The maximum area of a canvas per activity, in square pixels; sparser ones are ignored.
const MOST_ROOM: f64 = 4e6;
/// Boxes whose upper borders are less than this apart are beside each other.
const BESIDE: i32 = 3 * STEP;

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
    let mut best: Option<(i64, Vec<Rect>)> = None;
    for spread in SPREADS {
        let mut rects = spread_by(sizes, &places, spread);
        straighten(&mut rects, wires);
        let pushed = push_apart(&mut rects) / i64::try_from(rects.len()).unwrap_or(i64::MAX).max(1);
        if best.as_ref().is_none_or(|(least, _)| pushed < *least) {
            best = Some((pushed, rects));
        }
        if pushed <= FAR {
            break;
        }
    }
    best.filter(|(pushed, _)| *pushed <= TOO_FAR).map(|(_, rects)| rects)
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
fn spread_by(sizes: &[(i32, i32)], places: &[(f64, f64)], spread: f64) -> Vec<Rect> {
    let raster = |place: f64| (place * spread / f64::from(STEP)).round() as i32 * STEP;
    let rect =
        |(&(width, height), &(x, y)): (&(i32, i32), &(f64, f64))| Rect { x: raster(x), y: raster(y), width, height };
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

/// Pushes boxes apart that are too close to others: sideways where they are beside each other, else up and down. Returns
/// by how much in all.
fn push_apart(rects: &mut [Rect]) -> i64 {
    let axes = |rect: &Rect, across: bool| match across {
        true => (rect.x, rect.width, rect.y, BESIDE),
        false => (rect.y, rect.height, rect.x, rect.width + GAP),
    };
    let mut pushed = 0;
    for across in [true, false] {
        let runs: Vec<_> = rects.iter().map(|rect| axes(rect, across)).collect();
        let mut order: Vec<usize> = (0..runs.len()).collect();
        order.sort_by_key(|&index| (runs[index].0, index));
        // What is far enough apart if only pushed one way or only the other is so halfway between, too.
        let onward = pushed_on(order.iter().map(|&index| (index, runs[index])), runs.len());
        let mirrored = |&index: &usize| {
            let (at, length, beside, width) = runs[index];
            (index, (-at - length, length, beside, width))
        };
        let back = pushed_on(order.iter().rev().map(mirrored), runs.len());
        for (index, rect) in rects.iter_mut().enumerate() {
            let (at, length, ..) = runs[index];
            let place = (onward[index] - back[index] - length).div_euclid(2 * STEP) * STEP;
            pushed += i64::from((place - at).abs());
            *if across { &mut rect.x } else { &mut rect.y } = place;
        }
    }
    pushed
}

/// Where boxes are that are only pushed on, by those before them that share a line of the grid. Of each there is where it
/// is, how long it is, and which lines it is on.
fn pushed_on(boxes: impl Iterator<Item = (usize, (i32, i32, i32, i32))>, count: usize) -> Vec<i32> {
    let mut places = vec![0; count];
    let mut free: HashMap<i32, i32> = HashMap::default();
    for (index, (at, length, beside, width)) in boxes {
        let lines = || beside.div_euclid(STEP)..(beside + width).div_euclid(STEP);
        let place = lines().filter_map(|line| free.get(&line)).fold(at, |place, &free| place.max(free));
        for line in lines() {
            free.insert(line, place + length + GAP);
        }
        places[index] = place;
    }
    places
}
