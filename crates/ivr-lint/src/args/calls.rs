//! The arguments of `calls`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::Files;
use crate::remote::Remote;

pub(super) const EXAMPLES: &str = "\
Examples:
  ivr-lint calls flow.json                             the calls to make before a release
  ivr-lint calls --format markdown --out plan.md       a test plan with check boxes
  ivr-lint calls --format csv flow.json > calls.csv    for Excel or LibreOffice, one step per line
  ivr-lint calls --cover activities flow.json          fewer calls: every module instead of every exit

Exit status: 0 the calls are written, 2 something could not be read.";

/// The inputs and the output of `calls`.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct CallsWanted {
    /// Files, directories, or `-` for stdin [default: the current directory]
    #[arg(value_name = "PATH", conflicts_with = "instance_id")]
    pub(crate) paths: Vec<PathBuf>,

    /// Only the flow with this name or id
    #[arg(long, value_name = "NAME|ID")]
    pub(crate) flow: Option<String>,

    /// What the calls have to cover: every exit, or only every module
    #[arg(long, value_name = "WHAT", default_value = "exits")]
    pub(crate) cover: CallsCover,

    /// Output format
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: CallsFormat,

    /// Write to FILE instead of stdout
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) files: Files,

    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CallsCover {
    Exits,
    Activities,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CallsFormat {
    Pretty,
    Markdown,
    Csv,
    Json,
}
