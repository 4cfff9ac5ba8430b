//! Which files are linted, and what is in them.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once};

use ignore::WalkBuilder;
use ivr_flow::{Origin, Say, say, visible};

/// The most bytes that are read of one file. Real flows have at most a few hundred kilobytes.
const MOST_BYTES: u64 = 1 << 30;

/// The endings of the files that a directory is searched for.
const ENDINGS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// The exit status of who is interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

/// Something to lint.
pub(crate) struct Input {
    /// What the report calls it.
    pub(crate) name: String,
    pub(crate) origin: Origin,
    /// Nothing for the standard input.
    pub(crate) path: Option<PathBuf>,
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
            _ => say!("{name}: cannot be read: {error}", "{name}：无法读取：{error}"),
        }
    }
}

/// Finds the files below some paths; `-` is the standard input, no path the current directory.
/// A file that is met twice is given once, under the name that came first.
pub(crate) fn find(paths: &[PathBuf]) -> (Vec<Input>, Vec<Failure>) {
    let here = [PathBuf::from(".")];
    let mut found = Found { inputs: Vec::new(), failures: Vec::new(), met: HashSet::new() };
    for path in if paths.is_empty() { &here } else { paths } {
        if path.as_os_str() == "-" {
            found.add("-".to_owned(), None, Origin::Named);
        } else if path.is_dir() {
            found.walk(path);
        } else {
            found.add(path.to_string_lossy().into_owned(), Some(path.clone()), Origin::Named);
        }
    }
    (found.inputs, found.failures)
}

/// Writes a file whole or not at all: to another name first, which then takes the place of what was there.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    /// Held while a file is written.
    static WRITING: Mutex<()> = Mutex::new(());
    static INTERRUPT: Once = Once::new();
    // Who interrupts us waits for the file at hand, so that nothing half-written stays behind.
    INTERRUPT.call_once(|| {
        // Without a handler an interrupt leaves a temporary file at worst.
        let _ = ctrlc::set_handler(|| {
            let _file_is_whole = WRITING.lock();
            std::process::exit(INTERRUPTED);
        });
    });
    let _writing = WRITING.lock();
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ivr-lint-");
    // By itself it would be for its owner alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

struct Found {
    inputs: Vec<Input>,
    failures: Vec<Failure>,
    /// The files so far, as the file system knows them; nothing for the standard input.
    met: HashSet<Option<PathBuf>>,
}

impl Found {
    fn add(&mut self, name: String, path: Option<PathBuf>, origin: Origin) {
        // What cannot be found out now fails when it is read.
        let known = path.as_ref().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone()));
        if self.met.insert(known) {
            self.inputs.push(Input { name, origin, path });
        } else if origin == Origin::Named
            && let Some(path) = path
        {
            self.name_again(&path);
        }
    }

    /// A file that was met while walking and is named as well counts as named.
    fn name_again(&mut self, path: &Path) {
        let same = |input: &&mut Input| {
            input.path.as_ref().is_some_and(|known| known.canonicalize().ok() == path.canonicalize().ok())
        };
        if let Some(input) = self.inputs.iter_mut().find(same) {
            input.origin = Origin::Named;
        }
    }

    /// Walks a directory as git would.
    fn walk(&mut self, directory: &Path) {
        let given = directory.to_string_lossy();
        let given = given.strip_suffix('/').unwrap_or(&given);
        let walk =
            WalkBuilder::new(directory).ignore(false).require_git(false).sort_by_file_path(|a, b| a.cmp(b)).build();
        for entry in walk {
            match entry {
                Ok(entry) => {
                    let path = entry.path();
                    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                    let has_ending =
                        path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
                    if is_file && has_ending {
                        let below = path.strip_prefix(directory).unwrap_or(path);
                        let below: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                        self.add(format!("{given}/{}", below.join("/")), Some(path.to_owned()), Origin::Walked);
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
    }
}

impl Input {
    pub(crate) fn read(&self) -> Result<Vec<u8>, Failure> {
        self.bytes().map_err(|error| Failure { name: self.name.clone(), error })
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match &self.path {
            Some(path) => {
                let file = File::open(path)?;
                let size = file.metadata()?.len();
                if size > MOST_BYTES {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                bytes.reserve_exact(usize::try_from(size).unwrap_or(0));
                file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
            }
            None => {
                io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
            }
        }
        if bytes.len() as u64 > MOST_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }
}
