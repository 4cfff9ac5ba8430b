//! The command line.

mod reporting;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use ivr_flow::{FailOn, InvalidValue, Lang, Level, find_rule};

pub(crate) use self::reporting::Reporting;
use crate::remote::Remote;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  ivr-lint flow.json                           a definition, or a saved API response
  aliyun ccc ListContactFlows … | ivr-lint -   piped from the aliyun CLI
  ivr-lint --instance-id ccc-test              all flows of an instance, read from the platform
  ivr-lint -f json --fail-on warning flows/    a directory, with a JSON report

Exit status: 0 no findings at or above --fail-on, 1 such findings, 2 the run is incomplete.";

/// Lint IVR flows of Alibaba Cloud Contact Center (阿里云云联络中心) before they are published
#[derive(Debug, Parser)]
#[command(
    version,
    styles = STYLES,
    after_help = EXAMPLES,
    override_usage = "ivr-lint [OPTIONS] [PATH]...\n       ivr-lint <COMMAND>",
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Args {
    /// Files, directories, or `-` for stdin [default: the current directory]
    #[arg(value_name = "PATH", conflicts_with = "instance_id")]
    pub(crate) paths: Vec<PathBuf>,

    /// Output format
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: Format,

    /// Also write a report to FILE; can be repeated, for example sarif=report.sarif
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = output)]
    pub(crate) outputs: Vec<Output>,

    /// The severity that fails the run: error, warning, note, never [default: error]
    #[arg(long, value_name = "SEVERITY", value_parser = one_of::<FailOn>(&FailOn::NAMES), global = true, hide_possible_values = true)]
    pub(crate) fail_on: Option<FailOn>,

    /// Set the severity of a rule: off, note, warning, error
    #[arg(long = "rule", value_name = "NAME=LEVEL", value_parser = rule_level, global = true)]
    pub(crate) rules: Vec<(String, Level)>,

    /// Configuration file [default: ivr-lint.toml in the current or the nearest parent directory]
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,

    /// Use no configuration, ignore files, git or symbolic links
    #[arg(long, global = true, conflicts_with_all = ["config", "baseline"])]
    pub(crate) isolated: bool,

    /// Include findings suppressed by [[ignore]]
    #[arg(long, global = true)]
    pub(crate) no_ignores: bool,

    /// Ignore findings listed in FILE, a baseline or a JSON report
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) baseline: Option<PathBuf>,

    /// Write the findings of this run to FILE, for later use with --baseline
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,

    /// Only report files changed since the git revision REV, and problems between flows
    #[arg(long, value_name = "REV", conflicts_with_all = ["instance_id", "isolated"])]
    pub(crate) changed_since: Option<String>,

    /// File name to use for stdin, which then replaces the file of that name
    #[arg(long, value_name = "NAME", conflicts_with = "instance_id")]
    pub(crate) stdin_filename: Option<PathBuf>,

    /// Number of files to read in parallel [default: one per core]
    #[arg(long, short, value_name = "N", global = true)]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Exit with 0 if there are no flows
    #[arg(long, global = true)]
    pub(crate) allow_empty: bool,

    /// Print findings only, without the summary line
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// The language of messages: en, zh [default: from LC_ALL, LC_MESSAGES, LANG]
    #[arg(long, value_name = "LANG", value_parser = one_of::<Lang>(&["en", "zh"]), global = true, hide_possible_values = true)]
    pub(crate) lang: Option<Lang>,

    /// When to use colours: auto, always, never; honours NO_COLOR and CLICOLOR_FORCE
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, hide_possible_values = true)]
    pub(crate) color: Color,

    #[command(flatten)]
    pub(crate) reporting: Reporting,

    #[command(flatten)]
    pub(crate) remote: Remote,

    #[command(subcommand)]
    pub(crate) topic: Option<Topic>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Topic {
    /// Print flow statistics: exits, loops, prompts and inputs before an agent, text length
    Stats(Wanted),
    /// Explain a rule: what it does, why it matters, how to fix it
    Explain {
        /// Name of the rule, for example `dangling-next`
        rule: String,
    },
    /// List all rules
    Rules,
    /// Show the effective settings and their origin
    Config,
    /// Create an ivr-lint.toml with the default settings
    Init,
    /// Save the flows of an instance to a directory, one readable file per flow
    #[command(after_help = "Linting the directory reports the same findings as linting the instance.", mut_arg("instance_id", |arg| arg.required(true)))]
    Fetch {
        /// Directory to write to; created if missing
        #[arg(long, value_name = "DIR")]
        out: PathBuf,

        /// Remove the files of flows that are no longer in the instance
        #[arg(long)]
        prune: bool,

        #[command(flatten)]
        remote: Remote,
    },
    /// Draw a flow and the problems in it
    Graph {
        /// A file, or `-` for stdin
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Name or id of the flow, if the file contains several
        #[arg(long, value_name = "NAME|ID")]
        flow: Option<String>,
        /// Output format, a picture or source for Graphviz or Mermaid: svg, dot, mermaid
        #[arg(long, short, value_name = "FORMAT", default_value = "svg", hide_possible_values = true)]
        format: GraphFormat,
        /// Write to FILE instead of stdout
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Write an HTML page with all flows, their pictures and findings; exits with 0 whatever is found
    Report {
        /// Files, directories, or `-` for stdin [default: the current directory]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// HTML file to write
        #[arg(long, short, value_name = "FILE", default_value = "report.html")]
        out: PathBuf,
    },
    /// Print the JSON Schema of the configuration, of a JSON output or of a flow definition
    Schema {
        /// Which schema
        of: SchemaOf,
    },
    /// Print a completion script for a shell
    Completions {
        /// Shell to complete in
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// Write the pages of all commands to this directory instead; created if missing
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// The inputs and the output format of `stats`.
#[derive(Debug, clap::Args)]
pub(crate) struct Wanted {
    /// Files, directories, or `-` for stdin [default: the current directory]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Output format
    #[arg(long, short, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: StatsFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsFormat {
    Table,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    Svg,
    Dot,
    Mermaid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    Config,
    Output,
    Stats,
    Definition,
}

/// Reads one of some names.
fn one_of<T>(names: &[&'static str]) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = InvalidValue> + Clone + Send + Sync + 'static,
{
    let offered = names.iter().map(|&name| match name {
        "warning" => PossibleValue::new(name).alias("warn"),
        _ => PossibleValue::new(name),
    });
    PossibleValuesParser::new(offered).try_map(|name| name.parse::<T>())
}

/// Reads `NAME=LEVEL`.
fn rule_level(text: &str) -> Result<(String, Level), String> {
    let (name, level) = text.split_once('=').ok_or("it is written NAME=LEVEL, for instance dead-end=warning")?;
    if let Err(unknown) = find_rule(name) {
        return Err(format!("{}: {}", unknown.message().en, unknown.help().en));
    }
    let level = level.parse().map_err(|invalid: InvalidValue| invalid.to_string())?;
    Ok((name.to_owned(), level))
}

/// Reads `FORMAT=FILE`.
fn output(text: &str) -> Result<Output, String> {
    let (format, path) = text.split_once('=').ok_or("expected FORMAT=FILE, for example sarif=report.sarif")?;
    let Ok(format) = Format::from_str(format, false) else {
        let formats = Format::value_variants().iter().filter_map(Format::to_possible_value);
        let formats: Vec<_> = formats.map(|format| format.get_name().to_owned()).collect();
        return Err(format!("invalid format `{format}` [possible values: {}]", formats.join(", ")));
    };
    if path.is_empty() {
        return Err("missing file name after `=`".to_owned());
    }
    Ok(Output { format, path: path.into() })
}

/// A report that is written to a file.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Pretty,
    Compact,
    Json,
    Jsonl,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Checkstyle,
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// Applies it to everything that is written from now on.
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
