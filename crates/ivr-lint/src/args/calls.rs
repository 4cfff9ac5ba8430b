//! The arguments of `calls` and `test`.

use std::path::PathBuf;

use clap::ValueEnum;
use ivr_flow::localized;

use super::{Files, Wrong};
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
    Toml,
}

pub(super) const TEST_EXAMPLES: &str = "\
Examples:
  ivr-lint calls --format toml flows/ > calls.toml     a file to start from
  ivr-lint test calls.toml flows/                      are the calls still possible?
  ivr-lint test calls.toml flows/ --coverage-min 80 --output junit=calls.xml

Exit status: 0 all calls pass, 1 a call fails or too few exits are taken, 2 something could not be read.";

/// The inputs and the outputs of `test`.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct TestWanted {
    /// TOML file with the calls to replay
    #[arg(value_name = "FILE")]
    pub(crate) calls: PathBuf,

    /// Files, directories, or `-` for stdin [default: the current directory]
    #[arg(value_name = "PATH", conflicts_with = "instance_id")]
    pub(crate) paths: Vec<PathBuf>,

    /// Print the exits that no call takes
    #[arg(long)]
    pub(crate) coverage: bool,

    /// Fail if the calls take less than this percentage of the exits
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) coverage_min: Option<u8>,

    /// Output format
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: TestFormat,

    /// Also write the results to FILE; can be repeated, for example junit=calls.xml
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = test_output)]
    pub(crate) outputs: Vec<(TestFormat, PathBuf)>,

    #[command(flatten)]
    pub(crate) files: Files,

    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    Pretty,
    Json,
    Junit,
}

/// Reads `FORMAT=FILE`.
fn test_output(text: &str) -> Result<(TestFormat, PathBuf), Wrong> {
    let expected = || {
        Wrong(localized!(
            "expected FORMAT=FILE, for example junit=calls.xml; the formats are pretty, json and junit",
            "应写成“格式=文件”，例如 junit=calls.xml；格式为 pretty、json 或 junit"
        ))
    };
    let (format, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or_else(expected)?;
    let format = TestFormat::from_str(format, false).map_err(|_| expected())?;
    Ok((format, path.into()))
}
