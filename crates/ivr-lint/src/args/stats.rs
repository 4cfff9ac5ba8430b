//! The options of `stats`.

use std::path::PathBuf;

use super::{Files, Remote, StatsFormat};

/// The inputs and the output format of `stats`.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct StatsWanted {
    /// Files, directories, or `-` for stdin [default: the current directory]
    #[arg(value_name = "PATH", conflicts_with = "instance_id")]
    pub(crate) paths: Vec<PathBuf>,

    /// Output format
    #[arg(long, short, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: StatsFormat,

    #[command(flatten)]
    pub(crate) files: Files,

    #[command(flatten)]
    pub(crate) remote: Remote,
}
