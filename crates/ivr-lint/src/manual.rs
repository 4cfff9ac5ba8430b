//! `ivr-lint completions` and `ivr-lint man`: generated from the command-line definition, so that they cannot drift from it.

use std::fs;
use std::io;
use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Args;
use crate::write::write_whole;

/// The completion script for a shell.
pub(crate) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "ivr-lint", &mut script);
    String::from_utf8_lossy(&script).into_owned()
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
