//! The command line.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum};
use ivr_flow::{Lang, Severity};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  ivr-lint flow.json                             one definition, or a saved answer of ListContactFlows
  aliyun ccc ListContactFlows … | ivr-lint -     straight from the aliyun command
  ivr-lint --format json --fail-on warning flows/ > report.json

Exit status: 0 nothing at or above the failing level, 1 something, 2 the run is not whole.";

/// Lint IVR flows of Alibaba Cloud Contact Center (云联络中心) before they are published
#[derive(Debug, Parser)]
#[command(
    version,
    styles = STYLES,
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Args {
    /// Files, directories, or `-` for the standard input [default: the current directory]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// How findings are reported
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: Format,

    /// The severity from which the exit status is 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(crate) fail_on: FailOn,

    /// Succeed also where no flow is found
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Report findings only, without the closing line
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// The language of messages [default: from LC_ALL, LC_MESSAGES, LANG]
    #[arg(long, value_name = "LANG", global = true)]
    pub(crate) lang: Option<Language>,

    /// When to use colour; NO_COLOR and CLICOLOR_FORCE are heeded
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) topic: Option<Topic>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Topic {
    /// Explain a rule: what it means, why callers suffer, how to mend it
    Explain {
        /// The name of the rule, for instance `dangling-next`
        rule: String,
    },
    /// List all rules
    Rules,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: each finding with its activity, its place and the way that leads there
    Pretty,
    /// One line a finding
    Compact,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    /// The mildest severity that fails the run.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Note => Some(Severity::Note),
            FailOn::Never => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    En,
    Zh,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::En => Lang::En,
            Language::Zh => Lang::Zh,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// Makes it hold for everything that is written from now on.
    pub(crate) fn write_global(self) {
        let choice = match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }
}
