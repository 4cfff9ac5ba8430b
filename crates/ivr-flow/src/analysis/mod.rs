//! What can be known of a flow: its graph and where calls can go in it, its references to variables, its statistics.

mod chains;
mod context;
mod edges;
mod failed;
mod forest;
mod graph;
mod properties;
mod reach;
mod references;
mod rename;
pub mod stats;
mod unset;
mod ways;

pub(crate) use chains::Chains;
pub use context::Context;
pub(crate) use failed::failed;
pub use graph::{Arrival, Dominators, Graph};
pub(crate) use properties::{skill_groups, spoken_texts};
pub use references::Reference;
pub(crate) use references::{NO_DOTS, Names, ReferenceKind, once_an_activity, scan, spoken_length};
pub use rename::RenameError;
pub(crate) use unset::{Unset, unset};
