//! The options of `learn`.

use std::path::PathBuf;

use super::Files;
use crate::remote::Remote;

pub(super) const EXAMPLES: &str = "\
The platform publishes no list of exits, but the flows of an instance show them: for each type
of at least 5 modules, `exits` are those of at least 95 % of them, `other-exits` those of at least
two. Check the result before you put it into ivr-lint.toml.

Examples:
  ivr-lint learn flows/ > exits.toml      from a directory
  ivr-lint learn --instance-id ccc-test   from an instance";

/// Which flows are learned from.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct LearnWanted {
    /// Files, directories, or `-` for stdin [default: the current directory]
    #[arg(value_name = "PATH", conflicts_with = "instance_id")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) files: Files,

    #[command(flatten)]
    pub(crate) remote: Remote,
}
