//! What the language server is started with.

pub(super) const HELP: &str = "\
Editors start it and show its findings in open flows; see docs/editors.md for the setup.
Exit status: 0 after `shutdown` and `exit`, 1 if the editor disconnected before.";

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct LspWanted {
    /// Ignore all configuration files and use the default settings
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,

    /// What many editors say; there is nothing else
    #[arg(long, hide = true)]
    stdio: bool,
}
