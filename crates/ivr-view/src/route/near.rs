//! Which boxes are where.

use crate::HashMap;
use crate::geometry::{Point, Rect};

/// An index of boxes by position.
pub(super) struct Near {
    cells: HashMap<Point, Vec<u32>>,
}

/// The size of the cells of the index.
const CELL: i32 = 512;

impl Near {
    pub(super) fn new(rects: &[Rect]) -> Self {
        let mut cells: HashMap<Point, Vec<u32>> = HashMap::default();
        for (index, rect) in (0..).zip(rects) {
            for cell in cells_of(rect) {
                cells.entry(cell).or_default().push(index);
            }
        }
        Near { cells }
    }

    /// The boxes in an area; one may occur twice.
    pub(super) fn boxes(&self, area: &Rect) -> impl Iterator<Item = usize> {
        cells_of(area).filter_map(|cell| self.cells.get(&cell)).flatten().map(|&index| index as usize)
    }
}

fn cells_of(rect: &Rect) -> impl Iterator<Item = Point> + use<> {
    let columns = rect.x.div_euclid(CELL)..=rect.right().div_euclid(CELL);
    let rows = rect.y.div_euclid(CELL)..=rect.bottom().div_euclid(CELL);
    columns.flat_map(move |column| rows.clone().map(move |row| (column, row)))
}
