//! Reading the files that say how a run goes: configurations, baselines, lists of a directory's flows, ignore files.
//!
//! They may have been written by somebody else and be anything: a pipe that never ends, or a link to a file with secrets
//! that an error message would then show.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use ivr_flow::{Lang, Localized, localized};

/// The maximum size of a configuration, and of the list of a directory's flows.
pub(crate) const MOST_SETTINGS: u64 = 16 << 20;

/// Why a file was not read.
#[derive(Debug)]
pub(crate) enum Unreadable {
    System(io::Error),
    /// A directory, a pipe or a device.
    NotAFile,
    /// A symbolic link to something outside of its directory.
    LinkOutside,
    /// Larger than so many bytes.
    TooLarge(u64),
    /// A symbolic link, where none is followed.
    Link,
    /// A line of it is longer than so many bytes.
    LongLine(usize),
}

impl Unreadable {
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Unreadable::System(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
    }

    /// What is wrong, to be put behind the name of the file.
    pub(crate) fn say(&self) -> Localized {
        match self {
            Unreadable::System(error) => localized!("{error}", "{error}"),
            Unreadable::NotAFile => localized!("not a regular file", "不是普通文件"),
            Unreadable::LinkOutside => localized!(
                "a symbolic link to a file outside of its directory; name that file itself",
                "这是指向其目录之外的符号链接，请直接指定目标文件"
            ),
            Unreadable::TooLarge(most) => {
                let (most, unit) = if most >> 20 > 0 { (most >> 20, "MiB") } else { (most >> 10, "KiB") };
                localized!("larger than {most} {unit}", "超过 {most} {unit}")
            }
            Unreadable::Link => {
                localized!("a symbolic link, and --isolated follows none", "这是符号链接，而 --isolated 不会跟随")
            }
            Unreadable::LongLine(most) => {
                localized!("a line is longer than {most} bytes", "有一行超过 {most} 字节")
            }
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.say().get(Lang::En))
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Unreadable::System(error)
    }
}

/// The text of a regular file of at most `most` bytes. A link is followed within its directory only.
pub(crate) fn text(path: &Path, most: u64) -> Result<String, Unreadable> {
    let bytes = bytes(path, most)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not valid UTF-8").into())
}

/// The bytes of a regular file, as [`text`].
pub(crate) fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, Unreadable> {
    // The usual way of saying that there is nothing, and no device that could block.
    if path == Path::new("/dev/null") {
        return Ok(Vec::new());
    }
    if fs::symlink_metadata(path)?.is_symlink() {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !path.canonicalize()?.starts_with(folder.canonicalize()?) {
            return Err(Unreadable::LinkOutside);
        }
    }
    // Opening a pipe could block for ever.
    let known = fs::metadata(path)?;
    if !known.is_file() {
        return Err(Unreadable::NotAFile);
    }
    if known.len() > most {
        return Err(Unreadable::TooLarge(most));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(Unreadable::TooLarge(most)) } else { Ok(bytes) }
}
