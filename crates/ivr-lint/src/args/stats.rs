//! The options of `stats`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use ivr_flow::stats::NUMBERS;

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

    /// Order the flows by this number, largest first (table, csv)
    #[arg(long, value_name = "NUMBER", value_parser = PossibleValuesParser::new(keys()))]
    pub(crate) sort: Option<String>,

    #[command(flatten)]
    pub(crate) files: Files,

    #[command(flatten)]
    pub(crate) remote: Remote,
}

/// The names of the numbers in JSON. How many modules there are of each type is no number.
fn keys() -> impl Iterator<Item = &'static str> {
    NUMBERS.iter().map(|number| number.key).filter(|key| *key != "activities.types")
}
