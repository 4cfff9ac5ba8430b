//! The command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum};
use ivr_flow::Lang;

use crate::config::{FailOn, Level, unknown_rule};
use crate::instance::Remote;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  ivr-lint flow.json                           a definition, or a saved answer of the API
  aliyun ccc ListContactFlows … | ivr-lint -   straight from the aliyun command
  ivr-lint --instance-id ccc-test              all flows of an instance, from the platform
  ivr-lint -f json --fail-on warning flows/    a directory, for programs

Exit status: 0 nothing at or above the failing level, 1 something, 2 the run is not whole.";

/// Lint IVR flows of Alibaba Cloud Contact Center (云联络中心) before they are published
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
    /// Files, directories, or `-` for the standard input [default: the current directory]
    #[arg(value_name = "PATH", conflicts_with = "instance_id")]
    pub(crate) paths: Vec<PathBuf>,

    /// How findings are reported: for people, one line each, or for other programs
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: Format,

    /// Write a report into FILE as well; may be given several times, for instance sarif=report.sarif
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = output)]
    pub(crate) outputs: Vec<Output>,

    /// The severity that fails the run: error, warning, note, never [default: error]
    #[arg(long, value_name = "SEVERITY", global = true, hide_possible_values = true)]
    pub(crate) fail_on: Option<FailOn>,

    /// Change how severe a rule is: off, note, warning, error
    #[arg(long = "rule", value_name = "NAME=LEVEL", value_parser = rule_level, global = true)]
    pub(crate) rules: Vec<(String, Level)>,

    /// The configuration [default: the nearest ivr-lint.toml upward]
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,

    /// Report also what the configuration's [[ignore]] leaves aside
    #[arg(long, global = true)]
    pub(crate) no_ignores: bool,

    /// Leave aside the findings that FILE lists, a baseline or a JSON report
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) baseline: Option<PathBuf>,

    /// Write the findings of this run to FILE, to be left aside from now on
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,

    /// Report only on files that git says have changed since REV, and on what crosses flows
    #[arg(long, value_name = "REV", conflicts_with = "instance_id")]
    pub(crate) changed_since: Option<String>,

    /// What `-` is called in reports; it then stands for the file of that name
    #[arg(long, value_name = "NAME", conflicts_with = "instance_id")]
    pub(crate) stdin_filename: Option<PathBuf>,

    /// How many files are read at once [default: one a core]
    #[arg(long, short, value_name = "N", global = true)]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Succeed also where no flow is found
    #[arg(long, global = true)]
    pub(crate) allow_empty: bool,

    /// Report findings only, without the closing line
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// The language of messages: en, zh [default: from LC_ALL, LC_MESSAGES, LANG]
    #[arg(long, value_name = "LANG", global = true, hide_possible_values = true)]
    pub(crate) lang: Option<Language>,

    /// When to use colour: auto, always, never; NO_COLOR and CLICOLOR_FORCE are heeded
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, hide_possible_values = true)]
    pub(crate) color: Color,

    #[command(flatten)]
    pub(crate) remote: Remote,

    #[command(subcommand)]
    pub(crate) topic: Option<Topic>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Topic {
    /// Count what a team steers by: exits, loops, prompts and inputs before an agent, text to speak
    Stats(Wanted),
    /// Explain a rule: what it means, why callers suffer, how to mend it
    Explain {
        /// The name of the rule, for instance `dangling-next`
        rule: String,
    },
    /// List all rules
    Rules,
    /// Print the settings in force, and where each comes from
    Config,
    /// Write an ivr-lint.toml to start from
    Init,
    /// Write the flows of an instance into a folder, one readable file a flow
    #[command(after_help = "Linting the folder says the same as linting the instance.", mut_arg("instance_id", |arg| arg.required(true)))]
    Fetch {
        /// The folder; it is made if need be
        #[arg(long, value_name = "DIR")]
        out: PathBuf,

        /// Remove the files of flows that the instance no longer has
        #[arg(long)]
        prune: bool,

        #[command(flatten)]
        remote: Remote,
    },
    /// Draw a flow and what is wrong with it
    Graph {
        /// A file, or `-` for the standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The name or id of the flow, where the file has several
        #[arg(long, value_name = "NAME|ID")]
        flow: Option<String>,
        /// A picture, or text for Graphviz or Mermaid: svg, dot, mermaid
        #[arg(long, short, value_name = "FORMAT", default_value = "svg", hide_possible_values = true)]
        format: GraphFormat,
        /// Write to FILE and not to the standard output
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Write a page with all flows, their pictures and findings; status 0 if it is written
    Report {
        /// Files, directories, or `-` for the standard input [default: the current directory]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// The page to write
        #[arg(long, short, value_name = "FILE", default_value = "report.html")]
        out: PathBuf,
    },
    /// Print a JSON Schema: of the configuration, the JSON outputs, a definition
    Schema {
        /// What it is of
        of: SchemaOf,
    },
    /// Print a script that completes the command line in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// Write the pages of all commands into this folder instead; it is made if need be
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// What is counted, and how it is shown.
#[derive(Debug, clap::Args)]
pub(crate) struct Wanted {
    /// Files, directories, or `-` for the standard input [default: the current directory]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// For people, or for programs
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

/// Reads `NAME=LEVEL`.
fn rule_level(text: &str) -> Result<(String, Level), String> {
    let (name, level) = text.split_once('=').ok_or("it is written NAME=LEVEL, for instance dead-end=warning")?;
    if ivr_flow::rule(name).is_none() {
        let (message, help) = unknown_rule(name);
        return Err(format!("{}: {}", message.en, help.en));
    }
    let level = Level::of(level).ok_or("the level is off, note, warning or error")?;
    Ok((name.to_owned(), level))
}

/// Reads `FORMAT=FILE`.
fn output(text: &str) -> Result<Output, String> {
    let (format, path) = text.split_once('=').ok_or("it is written FORMAT=FILE, for instance sarif=report.sarif")?;
    let Ok(format) = Format::from_str(format, false) else {
        let formats = Format::value_variants().iter().filter_map(Format::to_possible_value);
        let formats: Vec<_> = formats.map(|format| format.get_name().to_owned()).collect();
        return Err(format!("no format `{format}` [possible values: {}]", formats.join(", ")));
    };
    if path.is_empty() {
        return Err("no file is named behind the `=`".to_owned());
    }
    Ok(Output { format, path: path.into() })
}

/// A report that is written into a file.
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
