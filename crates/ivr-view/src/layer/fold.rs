//! Long components are cut into strips that together have about the proportions of a screen: wide ones into lines that
//! follow each other like those of a text, tall ones into columns like those of a newspaper.

use super::{ROW_GAP, Shown};
use crate::geometry::Rect;

/// The length of components that are left as they are, and how many times as long as the other side longer ones may be.
const LONG: i32 = 8_000;
const TOO_LONG: i32 = 8;
/// The space between two strips.
const STRIP_GAP: i32 = 4 * ROW_GAP;
/// The width of a screen as a multiple of its height.
pub(super) const SCREEN: f64 = 1.6;

/// Folds the boxes of a component if it is much longer one way than the other.
pub(super) fn fold(placed: &mut [Shown]) {
    let Some(whole) = placed.iter().map(|(_, rect)| *rect).reduce(|a, b| a.around(&b)) else { return };
    let is_wide = whole.width > whole.height;
    let (long, short) = if is_wide { (whole.width, whole.height) } else { (whole.height, whole.width) };
    if long < LONG || long / TOO_LONG < short {
        return;
    }
    let along = |rect: &Rect| if is_wide { rect.x - whole.x } else { rect.y - whole.y };
    let across = |strip: &Rect| STRIP_GAP + if is_wide { strip.height } else { strip.width };
    let proportion = if is_wide { 1.0 / SCREEN } else { SCREEN };
    // A part of the whole may be much narrower than that, so strips are measured before their number is settled.
    let (mut strips, mut length) = (vec![whole], long + 1);
    for _ in 0..3 {
        let total: i64 = strips.iter().map(|strip| i64::from(across(strip))).sum();
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a root of sizes")]
        let count = (f64::from(long) * strips.len() as f64 / total as f64 * proportion).sqrt().ceil() as i32;
        length = long / count.max(1) + 1;
        strips = cut(placed, |rect| along(rect) / length);
    }
    let mut place = 0;
    let mut moves = Vec::with_capacity(strips.len());
    for strip in &strips {
        moves.push(if is_wide { (-strip.x, place - strip.y) } else { (place - strip.x, -strip.y) });
        place += across(strip);
    }
    for (_, rect) in placed {
        let (right, down) = moves[usize::try_from(along(rect) / length).unwrap_or(0)];
        (rect.x, rect.y) = (rect.x + right, rect.y + down);
    }
}

/// The bounds of each strip, given the number of that of a box.
fn cut(placed: &[Shown], strip_of: impl Fn(&Rect) -> i32) -> Vec<Rect> {
    let mut strips: Vec<Option<Rect>> = Vec::new();
    for (_, rect) in placed {
        let number = usize::try_from(strip_of(rect)).unwrap_or(0);
        strips.resize(strips.len().max(number + 1), None);
        strips[number] = Some(strips[number].map_or(*rect, |strip| strip.around(rect)));
    }
    strips.into_iter().map(Option::unwrap_or_default).collect()
}
