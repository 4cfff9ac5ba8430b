//! Finding, reading and writing files.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, mpsc};

use ignore::WalkBuilder;
use ivr_flow::{Localized, Origin, Problem, localized, printable};

use crate::flow_file::FlowFile;

/// The maximum size of an input. Real flows have a few hundred kilobytes at most.
pub(crate) const MOST_BYTES: u64 = 1 << 30;

/// The maximum size of a configuration, and of the list of a directory's flows.
pub(crate) const MOST_SETTINGS: u64 = 16 << 20;

/// The extensions of the files that are linted in directories.
const ENDINGS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// The exit status of an interrupted program, as in shells.
const INTERRUPTED: i32 = 130;

/// An input to lint.
pub(crate) struct Input {
    /// Its name in reports.
    pub(crate) name: String,
    pub(crate) origin: Origin,
    from: From,
}

/// Where an input is read from.
enum From {
    Stdin,
    File(PathBuf),
    Text(String),
}

/// An input that could not be read.
pub(crate) struct Failure {
    name: String,
    error: io::Error,
}

impl Failure {
    /// What a report says of it.
    pub(crate) fn problem(&self) -> Problem {
        Problem::with_file(&self.name, self.message())
    }

    fn message(&self) -> Localized {
        let (name, error) = (printable(&self.name), &self.error);
        match self.error.kind() {
            io::ErrorKind::NotFound => localized!("{name}: no such file or directory", "{name}：文件或目录不存在"),
            io::ErrorKind::PermissionDenied => {
                localized!("{name}: permission denied", "{name}：没有读取权限")
            }
            io::ErrorKind::FileTooLarge => {
                let most = MOST_BYTES >> 20;
                localized!(
                    "{name}: larger than {most} MiB, the maximum size of a file",
                    "{name}：超过文件大小上限（{most} MiB）"
                )
            }
            io::ErrorKind::OutOfMemory => {
                localized!("{name}: not enough memory to read it", "{name}：内存不足，无法读取")
            }
            _ => localized!("{name}: cannot be read: {error}", "{name}：无法读取：{error}"),
        }
    }
}

/// Finds the files below some paths; `-` is stdin, and no path means the current directory.
/// A file that is found twice is returned once, under its first name.
///
/// `stdin_name` is the name of stdin, which replaces the file of that name; without paths it is the only input.
pub(crate) fn find(paths: &[PathBuf], stdin_name: Option<&Path>) -> (Vec<Input>, Vec<Failure>) {
    let default = [PathBuf::from(if stdin_name.is_some() { "-" } else { "." })];
    let paths = if paths.is_empty() { &default } else { paths };
    let mut found = Found { inputs: Vec::new(), failures: Vec::new(), known: HashSet::new() };
    if paths.iter().any(|path| path.as_os_str() == "-") {
        let name = stdin_name.map_or_else(|| "-".into(), Path::to_string_lossy);
        found.known.extend(stdin_name.map(known));
        found.inputs.push(Input { name: name.into_owned(), origin: Origin::Named, from: From::Stdin });
    }
    for path in paths.iter().filter(|path| path.as_os_str() != "-") {
        if path.is_dir() {
            found.walk(path);
        } else {
            found.add(path.to_string_lossy().into_owned(), path.clone(), known(path), Origin::Named);
        }
    }
    (found.inputs, found.failures)
}

/// The text of a file of at most `most` bytes; it may be a device that never ends.
pub(crate) fn text(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(text) }
}

/// Writes a file atomically: to a temporary file next to it, which is renamed once it is complete.
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
    let path = place(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new();
    // The usual mode of a new file, subject to the umask.
    #[cfg(unix)]
    temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    folder.metadata()?;
    // The error must not show the name of the temporary file.
    let file = temporary.prefix(".ivr-lint-").tempfile_in(folder).map_err(|error| error.kind())?;
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.into_inner()?.persist(&path)?;
    Ok(())
}

/// The message about a file that cannot be written.
pub(crate) fn cannot_write(path: &Path, error: &io::Error) -> Localized {
    let name = printable(&path.to_string_lossy());
    localized!("cannot write {name}: {error}", "无法写入 {name}：{error}")
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

/// The canonical path of a file, or the one that it will have once written. Links are followed.
pub(crate) fn place(path: &Path) -> PathBuf {
    let would_be = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(would_be).unwrap_or_else(|| path.to_owned())
}

/// Whether a path is not a file that could be replaced: a pipe, a device, or an open file descriptor.
pub(crate) fn is_stream(path: &Path) -> bool {
    let is_open = ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"].iter().any(|open| path.starts_with(open));
    is_open || path.metadata().is_ok_and(|known| !known.is_file() && !known.is_dir())
}

struct Found {
    inputs: Vec<Input>,
    failures: Vec<Failure>,
    /// The canonical paths of the files found so far.
    known: HashSet<PathBuf>,
}

impl Found {
    /// `known` is the canonical path.
    fn add(&mut self, name: String, path: PathBuf, known: PathBuf, origin: Origin) {
        if !self.known.contains(&known) {
            self.known.insert(known);
            self.inputs.push(Input { name, origin, from: From::File(path) });
        } else if origin == Origin::Named {
            self.name_again(&known);
        }
    }

    /// A file that was found while walking and is also named counts as named.
    fn name_again(&mut self, path: &Path) {
        let same = |input: &&mut Input| input.path().is_some_and(|other| known(other) == path);
        if let Some(input) = self.inputs.iter_mut().find(same) {
            input.origin = Origin::Named;
        }
    }

    /// Walks a directory, honouring `.gitignore` files.
    fn walk(&mut self, directory: &Path) {
        let known = known(directory);
        if let Some(endless) = known.ancestors().find_map(endless_ignores) {
            self.failures.push(endless);
            return;
        }
        let given = directory.to_string_lossy();
        let given = given.strip_suffix('/').unwrap_or(&given);
        let (endless, passed_by) = mpsc::channel();
        let walk = WalkBuilder::new(directory)
            .ignore(false)
            .require_git(false)
            .sort_by_file_path(|a, b| a.cmp(b))
            .filter_entry(move |entry| {
                let failure =
                    entry.file_type().is_some_and(|kind| kind.is_dir()).then(|| endless_ignores(entry.path()));
                // The receiver lives as long as the walk.
                failure.flatten().is_none_or(|failure| endless.send(failure).is_err())
            })
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => {
                    let path = entry.path();
                    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                    let has_ending =
                        path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
                    if is_file && has_ending {
                        let below = path.strip_prefix(directory).unwrap_or(path);
                        let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                        let name = format!("{given}/{}", parts.join("/"));
                        // Links are not followed, so this path is canonical.
                        self.add(name, path.to_owned(), known.join(below), Origin::Walked);
                    }
                }
                Err(error) => {
                    let name = match &error {
                        ignore::Error::WithPath { path, .. } => path.to_string_lossy().into_owned(),
                        ignore::Error::WithDepth { err, .. } => match err.as_ref() {
                            ignore::Error::WithPath { path, .. } => path.to_string_lossy().into_owned(),
                            _ => given.to_owned(),
                        },
                        _ => given.to_owned(),
                    };
                    let error = error.into_io_error().unwrap_or_else(|| io::Error::other("cannot be listed"));
                    self.failures.push(Failure { name, error });
                }
            }
        }
        self.failures.extend(passed_by);
    }
}

/// A `.gitignore` that is not a regular file: reading a device or a pipe might never end.
fn endless_ignores(directory: &Path) -> Option<Failure> {
    let path = directory.join(".gitignore");
    let is_endless = path.metadata().is_ok_and(|what| !what.is_file() && !what.is_dir());
    is_endless.then(|| Failure { name: path.to_string_lossy().into_owned(), error: io::Error::other("not a file") })
}

/// The canonical path. If it cannot be determined, reading the file will fail later.
fn known(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

impl Input {
    /// A flow of an instance, named as if it were in a directory named after the instance.
    pub(crate) fn fetched(instance: &str, file: FlowFile) -> Self {
        let name = format!("{instance}/{}", file.name);
        Input { name, origin: Origin::Named, from: From::Text(file.text) }
    }

    /// The path, if the input is a file.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.from {
            From::File(path) => Some(path),
            From::Stdin | From::Text(_) => None,
        }
    }

    pub(crate) fn read(&self) -> Result<Vec<u8>, Failure> {
        self.bytes().map_err(|error| Failure { name: self.name.clone(), error })
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match &self.from {
            From::Text(text) => return Ok(text.clone().into_bytes()),
            From::File(path) => {
                let file = File::open(path)?;
                let size = file.metadata()?.len();
                if size > MOST_BYTES {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                bytes.try_reserve_exact(usize::try_from(size).unwrap_or(0))?;
                file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
            }
            From::Stdin => {
                io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
            }
        }
        if bytes.len() as u64 > MOST_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }
}
