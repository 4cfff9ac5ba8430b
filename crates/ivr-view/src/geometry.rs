//! Points and boxes on the grid that everything is drawn on.

/// The distance between two lines of the grid. Boxes, exits and edges lie on it, so that lines meet exactly.
pub const STEP: i32 = 10;

/// A point of the picture: to the right, and down.
pub type Point = (i32, i32);

/// A box of the picture, its borders included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rect {
    /// The left border.
    pub x: i32,
    /// The upper border.
    pub y: i32,
    /// The width.
    pub width: i32,
    /// The height.
    pub height: i32,
}

impl Rect {
    /// The right border.
    pub fn right(&self) -> i32 {
        self.x + self.width
    }

    /// The lower border.
    pub fn bottom(&self) -> i32 {
        self.y + self.height
    }

    /// Whether two boxes have a point in common.
    pub fn meets(&self, other: &Rect) -> bool {
        self.x <= other.right() && other.x <= self.right() && self.y <= other.bottom() && other.y <= self.bottom()
    }

    /// The box, enlarged by this much on every side.
    pub fn grown(&self, by: i32) -> Rect {
        Rect { x: self.x - by, y: self.y - by, width: self.width + 2 * by, height: self.height + 2 * by }
    }

    /// The smallest box around both.
    pub fn around(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Rect { x, y, width: self.right().max(other.right()) - x, height: self.bottom().max(other.bottom()) - y }
    }
}
