//! The command line.

mod fixing;
mod learn;
mod lsp;
mod report;
mod reporting;
mod calls;
mod choice;
mod diff;
mod fetch;
mod graph;
mod request;
mod stats;
mod values;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand};
use ivr_flow::{Confidence, FailOn, Lang, Level, RuleSelector};

pub(crate) use self::calls::{CallsCover, CallsFormat, CallsWanted, TestFormat, TestWanted};
pub(crate) use self::choice::{Color, Format, GraphFormat, Output, PoliciesFormat, SchemaOf, StatsFormat, TextFormat};
pub(crate) use self::diff::{DiffFormat, DiffWanted};
pub(crate) use self::fetch::FetchWanted;
pub(crate) use self::fixing::Fixing;
pub(crate) use self::graph::GraphWanted;
pub(crate) use self::learn::LearnWanted;
pub(crate) use self::lsp::LspWanted;
pub(crate) use self::report::ReportWanted;
pub(crate) use self::reporting::{Columns, Reporting};
pub(crate) use self::request::{Request, SettingsRequest};
pub(crate) use self::stats::StatsWanted;
pub(crate) use self::values::{Wrong, format};
use self::values::{jobs, lang, one_of, output, rule, rule_level};
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
  ivr-lint --select graph flows/               only the rules of a group

Exit status: 0 no findings at or above --fail-on, 1 such findings, 2 the run is incomplete.";

/// Lint IVR flows of Alibaba Cloud Contact Center (阿里云云联络中心) before they are published
#[derive(Debug, Parser)]
#[command(
    version,
    styles = STYLES,
    after_help = EXAMPLES,
    override_usage = "ivr-lint [OPTIONS] [PATH]...\n       ivr-lint <COMMAND>",
    args_override_self = true,
    max_term_width = 100
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) check: Check,

    #[command(flatten)]
    pub(crate) global: Global,

    #[command(subcommand)]
    pub(crate) topic: Option<Topic>,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Configuration file [default: IVR_LINT_CONFIG, else for each file the nearest ivr-lint.toml upward from it]
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,

    /// Language of messages: en, zh [default: IVR_LINT_LANG, else that of the system]
    #[arg(long, value_name = "LANG", value_parser = lang, global = true)]
    pub(crate) lang: Option<Lang>,

    /// When to use colours; honours NO_COLOR and CLICOLOR_FORCE
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Color,
}

/// Linting, which needs no command.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Check {
    /// Files, directories, or `-` for stdin [default: the current directory]
    #[arg(value_name = "PATH", conflicts_with = "instance_id")]
    pub(crate) paths: Vec<PathBuf>,

    /// Output format [default: IVR_LINT_FORMAT, else pretty]
    #[arg(long, short, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,

    /// Also write a report to FILE, `-` for stdout; can be repeated, for example sarif=report.sarif
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = output)]
    pub(crate) outputs: Vec<Output>,

    /// Print findings only, without the summary line
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) reporting: Reporting,

    /// The lowest severity that fails the run: error, warning, note, never [default: error]
    #[arg(long, value_name = "SEVERITY", value_parser = one_of::<FailOn>(&FailOn::NAMES), hide_possible_values = true)]
    pub(crate) fail_on: Option<FailOn>,

    #[command(flatten)]
    pub(crate) fixing: Fixing,

    #[command(flatten)]
    pub(crate) rules: Rules,

    #[command(flatten)]
    pub(crate) known: Known,

    /// Write the findings of this run to FILE, for later use with --baseline
    #[arg(long, value_name = "FILE", help_heading = "Rule selection")]
    pub(crate) write_baseline: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) files: Files,

    /// Only report files changed since the git revision REV, and problems between flows
    #[arg(long, value_name = "REV", conflicts_with_all = ["instance_id", "isolated"], help_heading = "File selection")]
    pub(crate) changed_since: Option<String>,

    /// Also show the configuration of each file, and what is left out
    #[arg(long, short, help_heading = "File selection")]
    pub(crate) verbose: bool,

    /// File name to use for stdin, which then replaces the file of that name
    #[arg(long, value_name = "NAME", conflicts_with = "instance_id", help_heading = "File selection")]
    pub(crate) stdin_filename: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) remote: Remote,
}

/// Which rules report anything, and how severe they are.
#[derive(Debug, Default, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Rule selection")]
pub(crate) struct Rules {
    /// Only report these rules: names, groups (see `ivr-lint rules`) or `*`, separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule)]
    pub(crate) select: Vec<RuleSelector>,

    /// Do not report these rules: names, groups or `*`, separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule)]
    pub(crate) ignore: Vec<RuleSelector>,

    /// Set the severity of a rule, a group or `*`: off, note, warning, error
    #[arg(long = "rule", value_name = "RULE=LEVEL", value_parser = rule_level)]
    pub(crate) levels: Vec<(RuleSelector, Level)>,

    /// Only report rules whose basis is at least this certain: documented, observed, inferred
    #[arg(long, value_name = "CONFIDENCE", value_parser = one_of::<Confidence>(&Confidence::NAMES), hide_possible_values = true)]
    pub(crate) min_confidence: Option<Confidence>,
}

/// Which known findings are left out.
#[derive(Debug, Default, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Rule selection")]
pub(crate) struct Known {
    /// Include findings suppressed by [[ignore]]
    #[arg(long)]
    pub(crate) no_ignores: bool,

    /// Ignore findings listed in FILE, a baseline or a JSON report
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(crate) baseline: Option<PathBuf>,
}

/// Whether the configuration is read, and all else that is not linted.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "File selection")]
pub(crate) struct Trust {
    /// Ignore all configuration files and use the default settings
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,

    /// Use no configuration, ignore files, git or symbolic links
    #[arg(long, conflicts_with = "config")]
    pub(crate) isolated: bool,
}

/// Which files are read, and how.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "File selection")]
pub(crate) struct Files {
    #[command(flatten)]
    pub(crate) trust: Trust,

    /// Exit with 0 if there are no flows
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Number of files to read in parallel [default: one per core]
    #[arg(long, short, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<NonZeroUsize>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Topic {
    /// What is done without a command, for those who expect one.
    #[command(hide = true, alias = "lint")]
    Check(Box<Check>),
    /// Print flow statistics: exits, loops, prompts and inputs before an agent, text length
    Stats(Box<StatsWanted>),
    /// Write the fewest test calls that take every exit, each as a script
    #[command(after_help = calls::EXAMPLES)]
    Calls(Box<CallsWanted>),
    /// Replay kept test calls on the current flows
    #[command(after_help = calls::TEST_EXAMPLES)]
    Test(Box<TestWanted>),
    /// Print the result of each policy for each flow, with the proof
    Policies(Box<PoliciesWanted>),
    /// Explain a rule or a policy: what it does, why it matters, how to fix it
    Explain {
        /// Name of the rule, for example `dangling-next`, or `policy/NAME`
        rule: String,
        /// Output format
        #[arg(long, short, value_name = "FORMAT", default_value = "text")]
        format: TextFormat,
        #[command(flatten)]
        rules: Rules,
        /// Ignore all configuration files and use the default settings
        #[arg(long, conflicts_with = "config")]
        no_config: bool,
    },
    /// List all rules with their groups and levels
    Rules {
        /// Output format
        #[arg(long, short, value_name = "FORMAT", default_value = "text")]
        format: TextFormat,
        #[command(flatten)]
        rules: Rules,
        /// Ignore all configuration files and use the default settings
        #[arg(long, conflicts_with = "config")]
        no_config: bool,
    },
    /// Show the effective settings and their origin
    Config {
        /// The lowest severity that fails the run: error, warning, note, never [default: error]
        #[arg(long, value_name = "SEVERITY", value_parser = one_of::<FailOn>(&FailOn::NAMES), hide_possible_values = true)]
        fail_on: Option<FailOn>,
        /// Omit the default settings
        #[arg(long)]
        changed_only: bool,
        #[command(flatten)]
        rules: Rules,
        /// Ignore all configuration files and use the default settings
        #[arg(long, conflicts_with = "config")]
        no_config: bool,
        /// Show the settings for this file or directory [default: the current directory]
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
    },
    /// Create an ivr-lint.toml with the default settings
    Init {
        /// Directory to create it in [default: the current directory]
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// Overwrite an existing ivr-lint.toml
        #[arg(long)]
        force: bool,
    },
    /// Save the flows of an instance to a directory, one readable file per flow
    #[command(after_help = "Linting the directory reports the same findings as linting the instance.", mut_arg("instance_id", |arg| arg.required(true)))]
    Fetch(Box<FetchWanted>),
    /// Draw a flow and the problems in it
    Graph(Box<GraphWanted>),
    /// Write an HTML page with all flows, their pictures and findings; exits with 0 whatever is found
    Report(Box<ReportWanted>),
    /// Compare two versions of flows: what changed, what callers will notice, which findings are new
    #[command(after_help = diff::EXAMPLES)]
    Diff(Box<DiffWanted>),
    /// Print the exits that the modules of each type have, as sections for ivr-lint.toml
    #[command(after_help = learn::EXAMPLES)]
    Learn(Box<LearnWanted>),
    /// Start the language server on stdin and stdout, for editors
    #[command(after_help = lsp::HELP)]
    Lsp(LspWanted),
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

/// The inputs and the output format of `policies`.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct PoliciesWanted {
    /// Files, directories, or `-` for stdin [default: the current directory]
    #[arg(value_name = "PATH", conflicts_with = "instance_id")]
    pub(crate) paths: Vec<PathBuf>,

    /// Output format
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: PoliciesFormat,

    #[command(flatten)]
    pub(crate) rules: Rules,

    #[command(flatten)]
    pub(crate) files: Files,

    #[command(flatten)]
    pub(crate) remote: Remote,
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
