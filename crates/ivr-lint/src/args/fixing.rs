//! The options of fixing.

/// What is fixed.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Fixes", group = clap::ArgGroup::new("fixes").multiple(true))]
pub(crate) struct Fixing {
    /// Apply safe fixes, then report what is left
    #[arg(long, conflicts_with = "instance_id", group = "fixes")]
    pub(crate) fix: bool,

    /// Also apply fixes that may change the path of calls
    #[arg(long, requires = "fixes")]
    pub(crate) unsafe_fixes: bool,

    /// Show what would be fixed as a diff, and write nothing
    #[arg(long, conflicts_with = "instance_id", group = "fixes")]
    pub(crate) diff: bool,
}
