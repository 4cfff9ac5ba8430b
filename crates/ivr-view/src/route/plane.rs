//! Which edges run through the points of the grid.

use crate::geometry::{Point, Rect, STEP};

/// The edges that run through a point in one direction.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lane {
    /// The target of some of them, how many those are, and how many there are to others.
    target: u32,
    same: u16,
    others: u16,
}

impl Lane {
    pub(super) fn add(&mut self, target: u32) {
        if self.same == 0 && self.others == 0 {
            self.target = target;
        }
        let count = if self.target == target { &mut self.same } else { &mut self.others };
        *count = count.saturating_add(1);
    }

    pub(super) fn remove(&mut self, target: u32) {
        let count = if self.target == target && self.same > 0 { &mut self.same } else { &mut self.others };
        *count = count.saturating_sub(1);
    }

    /// How many edges run to this target, and how many to others.
    #[inline]
    pub(super) fn edges(self, target: u32) -> (u32, u32) {
        let (same, others) = (u32::from(self.same), u32::from(self.others));
        if self.target == target { (same, others) } else { (0, same + others) }
    }
}

/// The lanes of all points: in tiles, because most of a large picture is empty.
pub(super) struct Plane {
    left: i32,
    top: i32,
    columns: i32,
    rows: i32,
    /// For each place of a tile its number in `tiles`.
    places: Vec<u32>,
    tiles: Vec<[[Lane; 2]; TILE * TILE]>,
    /// Outside of everything.
    outside: [Lane; 2],
}

/// The side of a tile, in points.
const TILE: usize = 1 << BITS;
const BITS: i32 = 5;
/// The maximum number of places for tiles. Nothing is remembered of a picture that is larger.
const MOST_PLACES: usize = 16 << 20;

impl Plane {
    /// A plane around boxes, by so many points larger than they are.
    pub(super) fn new(rects: &[Rect], margin: i32) -> Self {
        let area = rects.iter().copied().reduce(|a, b| a.around(&b)).unwrap_or_default().grown((margin + 2) * STEP);
        let (columns, rows) = (((area.width / STEP) >> BITS) + 1, ((area.height / STEP) >> BITS) + 1);
        let count = usize::try_from(i64::from(columns) * i64::from(rows)).unwrap_or(usize::MAX);
        let (columns, rows, count) = if count > MOST_PLACES { (0, 0, 0) } else { (columns, rows, count) };
        Plane {
            left: area.x,
            top: area.y,
            columns,
            rows,
            places: vec![0; count],
            // The first tile stays empty.
            tiles: vec![[[Lane::default(); 2]; TILE * TILE]],
            outside: [Lane::default(); 2],
        }
    }

    /// The lanes of a point: level, and upright.
    #[inline]
    pub(super) fn at(&self, point: Point) -> [Lane; 2] {
        self.place(point).map_or([Lane::default(); 2], |(place, inner)| self.tiles[self.places[place] as usize][inner])
    }

    /// The lanes of a point, to change them.
    pub(super) fn lanes(&mut self, point: Point) -> &mut [Lane; 2] {
        let Some((place, inner)) = self.place(point) else {
            self.outside = [Lane::default(); 2];
            return &mut self.outside;
        };
        if self.places[place] == 0 {
            self.places[place] = u32::try_from(self.tiles.len()).unwrap_or(0);
            self.tiles.push([[Lane::default(); 2]; TILE * TILE]);
        }
        &mut self.tiles[self.places[place] as usize][inner]
    }

    /// The place of a point's tile, and the point in it.
    #[inline]
    fn place(&self, (x, y): Point) -> Option<(usize, usize)> {
        let (x, y) = ((x - self.left) / STEP, (y - self.top) / STEP);
        let (column, row) = (x >> BITS, y >> BITS);
        if x < 0 || y < 0 || column >= self.columns || row >= self.rows {
            return None;
        }
        #[expect(clippy::cast_sign_loss, reason = "it is not negative")]
        let inner = |at: i32| at as usize % TILE;
        Some((usize::try_from(row * self.columns + column).unwrap_or(0), inner(y) * TILE + inner(x)))
    }
}
