//! Which files are linted, and what is in them.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, mpsc};

use ignore::WalkBuilder;
use ivr_flow::{Origin, Say, say, visible};

use crate::folder::FlowFile;

/// The most bytes that are read of one file. Real flows have at most a few hundred kilobytes.
pub(crate) const MOST_BYTES: u64 = 1 << 30;

/// The most bytes of a file that people or this program write: a configuration, the list of a folder's flows.
pub(crate) const MOST_SETTINGS: u64 = 16 << 20;

/// The endings of the files that a directory is searched for.
const ENDINGS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// The exit status of who is interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

/// Something to lint.
pub(crate) struct Input {
    /// What the report calls it.
    pub(crate) name: String,
    pub(crate) origin: Origin,
    from: From,
}

/// Where the bytes of an input are.
enum From {
    Stdin,
    File(PathBuf),
    Text(String),
}

/// Something that could not be read.
pub(crate) struct Failure {
    name: String,
    error: io::Error,
}

impl Failure {
    pub(crate) fn say(&self) -> Say {
        let (name, error) = (visible(&self.name), &self.error);
        match self.error.kind() {
            io::ErrorKind::NotFound => say!("{name}: no such file or directory", "{name}：没有此文件或目录"),
            io::ErrorKind::PermissionDenied => {
                say!("{name}: no permission to read it", "{name}：没有读取权限")
            }
            io::ErrorKind::FileTooLarge => {
                let most = MOST_BYTES >> 20;
                say!("{name}: larger than {most} MiB, which no flow is", "{name}：超过 {most} MiB，不可能是流程")
            }
            io::ErrorKind::OutOfMemory => {
                say!("{name}: too large for the memory that there is", "{name}：文件过大，内存不足")
            }
            _ => say!("{name}: cannot be read: {error}", "{name}：无法读取：{error}"),
        }
    }
}

/// Finds the files below some paths; `-` is the standard input, no path the current directory.
/// A file that is met twice is given once, under the name that came first.
///
/// `stdin_name` is what the standard input is called; it stands for the file of that name, and if no path is given it
/// is all that there is.
pub(crate) fn find(paths: &[PathBuf], stdin_name: Option<&Path>) -> (Vec<Input>, Vec<Failure>) {
    let default = [PathBuf::from(if stdin_name.is_some() { "-" } else { "." })];
    let paths = if paths.is_empty() { &default } else { paths };
    let mut found = Found { inputs: Vec::new(), failures: Vec::new(), met: HashSet::new() };
    if paths.iter().any(|path| path.as_os_str() == "-") {
        let name = stdin_name.map_or_else(|| "-".into(), Path::to_string_lossy);
        found.met.extend(stdin_name.map(known));
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

/// The text of a file that has no more than `most` bytes: it may be one that never ends.
pub(crate) fn text(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(text) }
}

/// Writes a file whole or not at all: into a temporary file beside it, which takes its name when all is written.
/// What is no file, for instance a pipe, is written straight to.
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
    // As any file that a program writes, less what the user's mask takes away.
    #[cfg(unix)]
    temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    folder.metadata()?;
    // Nobody has to know what the temporary file would have been called.
    let file = temporary.prefix(".ivr-lint-").tempfile_in(folder).map_err(|error| error.kind())?;
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.into_inner()?.persist(&path)?;
    Ok(())
}

/// What is said of a file that cannot be written.
pub(crate) fn cannot_write(path: &Path, error: &io::Error) -> Say {
    let name = visible(&path.to_string_lossy());
    say!("{name} cannot be written: {error}", "无法写入 {name}：{error}")
}

/// Held while a file is written: who interrupts the program waits for it, so that nothing half-written stays behind.
fn writing() -> MutexGuard<'static, ()> {
    static WRITING: Mutex<()> = Mutex::new(());
    static INTERRUPT: Once = Once::new();
    let hold = || WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    INTERRUPT.call_once(|| {
        // Without a handler an interrupt leaves a temporary file at worst.
        let _ = ctrlc::set_handler(move || {
            let _file_is_whole = hold();
            std::process::exit(INTERRUPTED);
        });
    });
    hold()
}

/// Where a file is, or would be when it is written. A link stays one: what it leads to is written.
pub(crate) fn place(path: &Path) -> PathBuf {
    let would_be = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(would_be).unwrap_or_else(|| path.to_owned())
}

/// Whether a path leads to no file that could be replaced: a pipe, a device, or what the program has open already.
pub(crate) fn is_stream(path: &Path) -> bool {
    let is_open = ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"].iter().any(|open| path.starts_with(open));
    is_open || path.metadata().is_ok_and(|known| !known.is_file() && !known.is_dir())
}

struct Found {
    inputs: Vec<Input>,
    failures: Vec<Failure>,
    /// The files so far, as the file system knows them.
    met: HashSet<PathBuf>,
}

impl Found {
    /// `known` is the path as the file system knows it.
    fn add(&mut self, name: String, path: PathBuf, known: PathBuf, origin: Origin) {
        if !self.met.contains(&known) {
            self.met.insert(known);
            self.inputs.push(Input { name, origin, from: From::File(path) });
        } else if origin == Origin::Named {
            self.name_again(&known);
        }
    }

    /// A file that was met while walking and is named as well counts as named.
    fn name_again(&mut self, path: &Path) {
        let same = |input: &&mut Input| input.path().is_some_and(|other| known(other) == path);
        if let Some(input) = self.inputs.iter_mut().find(same) {
            input.origin = Origin::Named;
        }
    }

    /// Walks a directory as git would.
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
                // Who walks listens for as long as there are entries.
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
                        // No link is followed on the way, so the file system knows it by this path.
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
                    let error = error.into_io_error().unwrap_or_else(|| io::Error::other("cannot be walked"));
                    self.failures.push(Failure { name, error });
                }
            }
        }
        self.failures.extend(passed_by);
    }
}

/// A `.gitignore` that is no file: a link to a device may never end, and a pipe that nobody writes to never begins.
fn endless_ignores(directory: &Path) -> Option<Failure> {
    let path = directory.join(".gitignore");
    let is_endless = path.metadata().is_ok_and(|what| !what.is_file() && !what.is_dir());
    is_endless.then(|| Failure { name: path.to_string_lossy().into_owned(), error: io::Error::other("not a file") })
}

/// The path as the file system knows it. What cannot be found out now fails when it is read.
fn known(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

impl Input {
    /// A flow of an instance, called as if it were in a folder of the instance's name.
    pub(crate) fn fetched(instance: &str, file: FlowFile) -> Self {
        let name = format!("{instance}/{}", file.name);
        Input { name, origin: Origin::Named, from: From::Text(file.text) }
    }

    /// The path of the file, if it is one.
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
