//! Writing files: whole or not at all, never through a link, and never over what a run reads.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};

use anstream::adapter::strip_bytes;
use ivr_flow::{Localized, localized, printable};

/// The file in a directory of flows that lists them. `fetch` alone writes it.
pub(crate) const LIST_OF_FLOWS: &str = "ivr-lint.instance.toml";

/// The exit status of an interrupted program, as in shells.
const INTERRUPTED: i32 = 130;

/// Writes a file atomically: to a temporary file next to it, which is renamed once it is complete. Missing directories are
/// made. What was there keeps its mode; a link is replaced and its target stays as it is.
/// Anything but a regular file, for example a pipe, is written to directly.
pub(crate) fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if path.as_os_str() == "/dev/stdout" {
        let mut out = io::stdout().lock();
        write(&mut out)?;
        return out.flush();
    }
    if is_stream(path) {
        let mut out = BufWriter::new(File::options().append(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    let _writing = writing();
    let folder = parent(path);
    fs::create_dir_all(folder)?;
    let there = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|known| known.permissions());
    let mode = there.or_else(|| removed().get(path).cloned());
    let mut temporary = tempfile::Builder::new();
    // The usual mode of a new file, subject to the umask.
    #[cfg(unix)]
    temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The error must not show the name of the temporary file.
    let file = temporary.prefix(".ivr-lint-").tempfile_in(folder).map_err(|error| error.kind())?;
    if let Some(mode) = mode {
        file.as_file().set_permissions(mode)?;
    }
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.into_inner()?.persist(path)?;
    Ok(())
}

/// The same for what is made for a terminal: without its colours and links.
pub(crate) fn write_plain(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    write_whole(path, |out| {
        let mut text = Vec::new();
        write(&mut text)?;
        strip_bytes(&text).try_for_each(|part| out.write_all(part))
    })
}

/// Removes what an earlier run wrote. What is written there later has its mode. A link is removed, and not its target.
pub(crate) fn remove(path: &Path) {
    let Ok(known) = fs::symlink_metadata(path) else { return };
    // If it cannot be removed, it cannot be written either; that error is reported later.
    if fs::remove_file(path).is_ok() && known.is_file() {
        removed().insert(path.to_owned(), known.permissions());
    }
}

/// The modes of the files that were removed.
fn removed() -> MutexGuard<'static, HashMap<PathBuf, Permissions>> {
    static REMOVED: LazyLock<Mutex<HashMap<PathBuf, Permissions>>> = LazyLock::new(Mutex::default);
    REMOVED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The message about a file that cannot be written.
pub(crate) fn cannot_write(path: &Path, error: &io::Error) -> Localized {
    let name = printable(&path.to_string_lossy());
    localized!("cannot write {name}: {error}", "无法写入 {name}：{error}")
}

/// The message about a file that would be lost if it was written.
pub(crate) fn refuse(path: &Path) -> Localized {
    let name = printable(&path.to_string_lossy());
    localized!("refusing to overwrite {name}: it is used by this run", "拒绝覆盖 {name}：本次运行正在使用该文件")
}

/// Held while a file is written: an interrupt waits for it, so that no half-written file is left behind.
fn writing() -> MutexGuard<'static, ()> {
    static WRITING: Mutex<()> = Mutex::new(());
    static INTERRUPT: Once = Once::new();
    let hold = || WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    INTERRUPT.call_once(|| {
        // Without a handler an interrupt leaves a temporary file behind at worst.
        let _ = ctrlc::set_handler(move || {
            let _file_is_whole = hold();
            std::process::exit(INTERRUPTED);
        });
    });
    hold()
}

/// Whether a path is not a file that could be replaced: a pipe, a device, or an open file descriptor.
pub(crate) fn is_stream(path: &Path) -> bool {
    let is_open = ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"].iter().any(|open| path.starts_with(open));
    is_open || fs::symlink_metadata(path).is_ok_and(|known| !known.is_file() && !known.is_dir() && !known.is_symlink())
}

/// A file by whatever name: what two names have in common if they lead to one file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// Its device and number.
    #[cfg(unix)]
    Number(u64, u64),
    /// Its canonical path, or the one that it will have once written.
    Path(PathBuf),
}

/// The identity of what a path leads to. Links are followed.
pub(crate) fn identity(path: &Path) -> Identity {
    #[cfg(unix)]
    if let Ok(known) = fs::metadata(path) {
        use std::os::unix::fs::MetadataExt as _;
        return Identity::Number(known.dev(), known.ino());
    }
    Identity::Path(place(path))
}

/// The canonical path, as far as the directories of the path exist.
fn place(path: &Path) -> PathBuf {
    let mut rest: Vec<OsString> = Vec::new();
    let mut known = path;
    loop {
        if let Ok(canonical) = known.canonicalize() {
            return rest.iter().rev().fold(canonical, |path, part| path.join(part));
        }
        let Some(name) = known.file_name() else { return path.to_owned() };
        rest.push(name.to_owned());
        known = parent(known);
    }
}

/// The directory that a path is in.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
