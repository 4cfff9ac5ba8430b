//! What the language server is started with.

pub(super) const HELP: &str = "\
An editor starts it, and shows what it finds in open flows; docs/editors.md says how for each editor.
Exit status: 0 after `shutdown` and `exit`, 1 if the editor was gone before.";

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
