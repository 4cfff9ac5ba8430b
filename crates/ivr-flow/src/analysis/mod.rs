//! What can be known of a flow: its graph and where calls can go in it, its references to variables, its statistics.

mod chains;
mod context;
mod failed;
mod forest;
mod graph;
mod properties;
mod reach;
mod references;
pub mod stats;
mod unset;
mod ways;

pub(crate) use chains::Chains;
pub use context::Context;
pub(crate) use failed::failed;
pub use graph::{Arrival, Dominators, Graph};
pub(crate) use properties::{skill_groups, spoken_texts};
pub(crate) use references::{
    NO_DOTS, Names, Reference, ReferenceKind, once_an_activity, references, scan, spoken_length,
};
pub(crate) use unset::{Unset, unset};
