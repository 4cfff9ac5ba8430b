//! What a run shows of its findings, and what of it decides the exit status.

use clap::ValueEnum;

/// What the columns of `compact` count, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Columns {
    Bytes,
    /// Unicode code points, as all other formats count.
    #[default]
    Chars,
    #[value(name = "utf-16")]
    Utf16,
}

/// How findings are reported.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Reporting {
    /// Show at most N findings; all are counted (pretty, compact)
    #[arg(long, value_name = "N")]
    pub(crate) max_findings: Option<usize>,

    /// Also show how many findings each rule has (pretty, compact)
    #[arg(long)]
    pub(crate) statistics: bool,

    /// What columns count: bytes, chars (Unicode code points), utf-16 (code units) (compact)
    #[arg(long, value_name = "UNIT", default_value = "chars", hide_possible_values = true, hide_default_value = true)]
    pub(crate) columns: Columns,

    /// Fail if entries of the baseline no longer match a finding
    #[arg(long)]
    pub(crate) fail_on_gone: bool,
}
