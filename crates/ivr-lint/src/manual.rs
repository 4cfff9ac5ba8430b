//! `ivr-lint completions` and `ivr-lint man`: generated from the command-line definition, so that they cannot drift from it.

use std::fs;
use std::io;
use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory as _, ValueHint};
use clap_complete::Shell;
use clap_mangen::Man;
use ivr_flow::{Group, rules};

use crate::args::Args;
use crate::write::write_whole;

/// The completion script for a shell.
pub(crate) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut with_values(Args::command()), "ivr-lint", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The command line with the values that a shell may offer: names of rules and languages, and which values are files.
fn with_values(command: Command) -> Command {
    let names = || rules().map(|rule| &*rule.name);
    let groups = || Group::ALL.into_iter().map(Group::name).chain(["*"]);
    let command = command.mut_args(|argument| match argument.get_id().as_str() {
        "lang" => argument.value_parser(["en", "zh"]),
        "rule" => argument.value_parser(PossibleValuesParser::new(names())),
        "select" | "ignore" => argument.value_parser(PossibleValuesParser::new(names().chain(groups()))),
        "config" | "baseline" | "write_baseline" => argument.value_hint(ValueHint::FilePath),
        "endpoint" => argument.value_hint(ValueHint::Url),
        _ => argument,
    });
    command.mut_subcommands(with_values)
}

/// The manual page of the program as a whole.
pub(crate) fn page() -> io::Result<String> {
    let mut page = Vec::new();
    Man::new(command()).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// Writes the pages of the program and of each of its commands into a folder.
pub(crate) fn write(folder: &Path) -> io::Result<()> {
    let pages = tempfile::tempdir()?;
    clap_mangen::generate_to(command(), pages.path())?;
    for page in fs::read_dir(pages.path())? {
        let page = page?;
        let text = fs::read(page.path())?;
        write_whole(&folder.join(page.file_name()), |out| out.write_all(&text))?;
    }
    fs::create_dir_all(folder)
}

/// Without the command `help`, which has no page of its own.
fn command() -> Command {
    Args::command().disable_help_subcommand(true)
}
