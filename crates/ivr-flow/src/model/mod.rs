//! A flow: a definition comes in, activities and exits come out. Broken items do not stop the reading; each is a
//! problem of the flow.

mod activity;
mod exit;
mod flow;
mod shape;

use std::num::NonZeroU32;

pub use activity::Activity;
pub use exit::{Exit, Next, Role};
pub use flow::Flow;
pub(crate) use shape::{ShapeError, Wrong};

use crate::json::offset;

/// A member, by its number in its text: the first value of a text is never one.
type NodeId = NonZeroU32;

/// The index of an activity or exit, of which an `Option` has four bytes too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Index(NonZeroU32);

impl Index {
    pub(crate) fn new(index: usize) -> Self {
        Index(NonZeroU32::MIN.saturating_add(offset(index)))
    }

    pub(crate) fn get(self) -> usize {
        self.0.get() as usize - 1
    }
}
