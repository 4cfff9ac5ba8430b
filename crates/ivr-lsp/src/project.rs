//! What the server asks of who starts it: where flows are, and by which settings they are linted.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ivr_flow::{FileReport, Linter, Localized, Report};

/// The files and configurations of a machine. All paths are whole.
pub trait Project {
    /// What finds the files that are linted below some folders. It is called on another thread: there may be many.
    fn finder(&self) -> fn(&[PathBuf]) -> Vec<PathBuf>;

    /// The bytes of a file; nothing where they cannot be read.
    fn read(&self, path: &Path) -> Option<Vec<u8>>;

    /// Forgets all configurations, so that they are read again. `unsaved` has the texts of those that are open.
    ///
    /// Where one is wrong, those that were there before stay in force.
    fn reload(&mut self, unsaved: HashMap<PathBuf, String>);

    /// What is wrong with the configurations that were asked for.
    fn mistakes(&self) -> Vec<Mistake>;

    /// Whether a file is a configuration.
    fn is_configuration(&self, path: &Path) -> bool;

    /// The configuration of a file. Nothing where it has none.
    fn configuration_of(&mut self, file: Option<&Path>) -> Option<PathBuf>;

    /// The linter of a file with its number, which is [`FileReport::scope`]. A document that has never been saved has no
    /// path.
    fn linter(&mut self, file: Option<&Path>) -> (usize, &Linter);

    /// Whether a file in a folder is not linted.
    fn excludes(&mut self, file: &Path) -> bool;

    /// What is found in some files together; their names are their paths, where they have one. `folders` are those that
    /// were searched to the end, so that what fits nothing in them is of no use.
    fn report(&mut self, files: Vec<FileReport>, folders: &[PathBuf]) -> Report;
}

/// Something that is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub path: PathBuf,
    /// What stands in it.
    pub text: String,
    /// The place of the mistake.
    pub bytes: Range<usize>,
    /// What is wrong.
    pub message: Localized,
    /// What to do.
    pub help: Option<Localized>,
}
