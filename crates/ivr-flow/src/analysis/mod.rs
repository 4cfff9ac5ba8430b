//! What can be known of a flow: its graph and where calls can go in it, its references to variables, its statistics.

mod context;
mod forest;
mod graph;
mod reach;
mod references;
pub mod stats;
mod unset;
mod ways;

pub use context::Context;
pub(crate) use context::spoken_texts;
pub use graph::{Arrival, Dominators, Graph};
pub(crate) use references::{
    NO_DOTS, Names, Reference, ReferenceKind, once_an_activity, references, scan, spoken_length,
};
pub(crate) use unset::{Unset, unset};
