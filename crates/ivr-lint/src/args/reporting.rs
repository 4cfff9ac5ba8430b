//! What a run shows of its findings, and what of it decides the exit status.

/// How findings are reported.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Reporting {
    /// Show at most N findings; all are counted (pretty, compact)
    #[arg(long, value_name = "N")]
    pub(crate) max_findings: Option<usize>,

    /// Also show how many findings each rule has (pretty, compact)
    #[arg(long)]
    pub(crate) statistics: bool,

    /// Fail if entries of the baseline match no finding any more
    #[arg(long)]
    pub(crate) fail_on_gone: bool,
}
