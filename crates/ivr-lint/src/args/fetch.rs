//! The options of `fetch`.

use std::path::PathBuf;

use crate::remote::Remote;

/// Which flows are saved, and where.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct FetchWanted {
    /// Directory to write to; created if missing
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// Remove the files of flows that are no longer in the instance
    #[arg(long)]
    pub(crate) prune: bool,

    /// Show what would change, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Print nothing but errors
    #[arg(long, short, conflicts_with = "dry_run")]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) remote: Remote,
}
