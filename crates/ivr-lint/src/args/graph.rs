//! The options of `graph`.

use std::path::PathBuf;

use super::{GraphFormat, Known, Rules, Trust};
use crate::remote::Remote;

/// What is drawn, and how.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct GraphWanted {
    /// A file or directory, or `-` for stdin
    #[arg(value_name = "PATH", required_unless_present = "instance_id", conflicts_with = "instance_id")]
    pub(crate) path: Option<PathBuf>,

    /// Name or id of the flow, if there are several
    #[arg(long, value_name = "NAME|ID")]
    pub(crate) flow: Option<String>,

    /// Output format: a picture, or source for Graphviz or Mermaid [default: by the ending of --out, else svg]
    #[arg(long, short, value_name = "FORMAT")]
    pub(crate) format: Option<GraphFormat>,

    /// Write to FILE instead of stdout; into a directory, or a name that ends with a slash, every flow
    #[arg(long, short, value_name = "FILE|DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Open the written file with its default program
    #[arg(long, requires = "out")]
    pub(crate) open: bool,

    #[command(flatten)]
    pub(crate) rules: Rules,

    #[command(flatten)]
    pub(crate) known: Known,

    #[command(flatten)]
    pub(crate) trust: Trust,

    #[command(flatten)]
    pub(crate) remote: Remote,
}
