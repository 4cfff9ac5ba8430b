//! The arguments of `diff`.

use std::path::PathBuf;

use clap::ValueEnum;
use ivr_flow::FailOn;

use super::values::one_of;
use super::{Files, Known, Rules};

pub(super) const EXAMPLES: &str = "\
Examples:
  ivr-lint diff old.json new.json
  ivr-lint diff old/ new/                          two directories, for example two fetches
  ivr-lint diff --rev origin/main flows/           the working tree against a git revision
  ivr-lint diff --rev v1..v2 flows/                two git revisions
  ivr-lint diff --out change.html old.json new.json

Exit status: 0 no new findings at or above --fail-on, 1 such findings, 2 the run is incomplete.";

/// What `diff` compares, and how it tells.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct DiffWanted {
    /// The old and the new file or directory; with --rev, what to compare [default: the current directory]
    #[arg(value_name = "PATH", required_unless_present = "rev")]
    pub(crate) paths: Vec<PathBuf>,

    /// Compare the working tree with the git revision REV, or two revisions: A..B
    #[arg(long, value_name = "REV", conflicts_with = "isolated")]
    pub(crate) rev: Option<String>,

    /// Output format
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: DiffFormat,

    /// Also write an HTML page with the pictures of both versions to FILE
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Include modules that were only moved on the canvas
    #[arg(long)]
    pub(crate) canvas: bool,

    /// Exit with 1 if anything differs
    #[arg(long)]
    pub(crate) exit_code: bool,

    /// The lowest severity of a new finding that fails the run: error, warning, note, never [default: error]
    #[arg(long, value_name = "SEVERITY", value_parser = one_of::<FailOn>(&FailOn::NAMES), hide_possible_values = true)]
    pub(crate) fail_on: Option<FailOn>,

    #[command(flatten)]
    pub(crate) rules: Rules,

    #[command(flatten)]
    pub(crate) known: Known,

    #[command(flatten)]
    pub(crate) files: Files,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    Pretty,
    Markdown,
    Json,
}
