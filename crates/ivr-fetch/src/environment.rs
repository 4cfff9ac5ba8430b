//! Access to environment variables and files through two closures, which tests replace.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Reads an environment variable.
type Variable = Box<dyn Fn(&str) -> Option<String>>;
/// Reads a file.
type Read = Box<dyn Fn(&Path) -> io::Result<Vec<u8>>>;

/// The variables and files that settings and credentials are read from.
pub struct Environment {
    variable: Variable,
    read: Read,
}

/// The maximum size of a file. Bundles of certificates have a few hundred kilobytes.
const MOST_BYTES: u64 = 16 << 20;

/// The bytes of a regular file: a pipe or a device might never end.
fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES { Err(io::Error::other("larger than 16 MiB")) } else { Ok(bytes) }
}

impl Environment {
    /// Those of this process.
    pub fn process() -> Self {
        Self::new(|name| std::env::var(name).ok(), read_whole)
    }

    /// Those that the closures give.
    pub fn new(
        variable: impl Fn(&str) -> Option<String> + 'static,
        read: impl Fn(&Path) -> io::Result<Vec<u8>> + 'static,
    ) -> Self {
        Self { variable: Box::new(variable), read: Box::new(read) }
    }

    /// A variable without surrounding whitespace; an empty one counts as not set.
    ///
    /// Secrets in CI systems often end in a line feed, and no value here contains whitespace.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        (self.variable)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(crate) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        (self.read)(path)
    }

    /// The home directory.
    pub(crate) fn home(&self) -> Option<PathBuf> {
        self.variable("HOME").or_else(|| self.variable("USERPROFILE")).map(PathBuf::from)
    }
}
