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

/// A member, by its number in its text: the first value of a text is never one.
type NodeId = NonZeroU32;
