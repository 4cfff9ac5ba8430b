//! The inputs of a run: finding and reading them.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::str::Utf8Chunk;

use ivr_flow::{Localized, Origin, Problem, localized, printable};

use crate::flow_file::FlowFile;
use crate::read::Unreadable;
use crate::walk::{LeftOut, walk};

/// The maximum size of an input. Real flows have a few hundred kilobytes at most.
pub(crate) const MOST_BYTES: u64 = 1 << 30;

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
    /// What git has.
    Bytes(Vec<u8>),
}

/// An input that could not be read.
pub(crate) struct Failure {
    name: String,
    error: Unreadable,
}

impl Failure {
    /// What a report says of it.
    pub(crate) fn problem(&self) -> Problem {
        Problem::with_file(&self.name, self.message())
    }

    fn message(&self) -> Localized {
        let name = printable(&self.name);
        let Unreadable::System(error) = &self.error else {
            let Localized { en, zh } = self.error.say();
            return localized!("{name}: cannot be read: {en}", "{name}：无法读取：{zh}");
        };
        match error.kind() {
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

/// What there is to read.
pub(crate) struct Found {
    pub(crate) inputs: Vec<Input>,
    pub(crate) failures: Vec<Failure>,
    pub(crate) left_out: LeftOut,
    /// Why git could not say which of the ignored files it tracks.
    pub(crate) without_git: Option<Localized>,
    /// The canonical paths of the files found so far.
    known: HashSet<PathBuf>,
}

/// Finds the files below some paths; `-` is stdin, and no path means the current directory.
/// A file that is found twice is returned once, under its first name.
///
/// `stdin_name` is the name of stdin, which replaces the file of that name; without paths it is the only input.
/// `isolated` reads no ignore files, asks no git, and follows no link.
pub(crate) fn find(paths: &[PathBuf], stdin_name: Option<&Path>, isolated: bool) -> Found {
    let default = [PathBuf::from(if stdin_name.is_some() { "-" } else { "." })];
    let paths = if paths.is_empty() { &default } else { paths };
    let mut found = Found {
        inputs: Vec::new(),
        failures: Vec::new(),
        left_out: LeftOut::default(),
        without_git: None,
        known: HashSet::new(),
    };
    if paths.iter().any(|path| path.as_os_str() == "-") {
        let name = stdin_name.map_or_else(|| "-".into(), Path::to_string_lossy);
        found.known.extend(stdin_name.map(known));
        found.inputs.push(Input { name: name.into_owned(), origin: Origin::Named, from: From::Stdin });
    }
    for path in paths.iter().filter(|path| path.as_os_str() != "-") {
        if isolated && fs::symlink_metadata(path).is_ok_and(|known| known.is_symlink()) {
            found.failures.push(Failure { name: path.to_string_lossy().into_owned(), error: Unreadable::Link });
        } else if path.is_dir() {
            found.walk(path, !isolated);
        } else {
            found.add(shown(path.as_os_str()), path.clone(), known(path), Origin::Named);
        }
    }
    found
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

    /// Walks a directory, leaving out what git would.
    fn walk(&mut self, directory: &Path, ignores: bool) {
        let top = known(directory);
        let given = directory.to_string_lossy();
        let given = given.strip_suffix('/').unwrap_or(&given);
        let name = |path: &Path| {
            let below = path.strip_prefix(&top).unwrap_or(path);
            let parts: Vec<_> = below.components().map(|part| shown(part.as_os_str())).collect();
            if parts.is_empty() { given.to_owned() } else { format!("{given}/{}", parts.join("/")) }
        };
        let walked = walk(&top, ignores);
        for path in walked.files {
            // Messages name it as it was given.
            let given = path.strip_prefix(&top).map_or_else(|_| path.clone(), |below| directory.join(below));
            self.add(name(&path), given, path, Origin::Walked);
        }
        for (path, error) in walked.failures {
            let name = if path.starts_with(&top) { name(&path) } else { path.to_string_lossy().into_owned() };
            self.failures.push(Failure { name, error });
        }
        self.left_out.0.extend(walked.left_out.0.into_iter().map(|(path, why)| (name(&path), why)));
        self.without_git = self.without_git.take().or(walked.without_git);
    }
}

/// The name of a file in reports. Bytes that are no UTF-8 are written out, so that no two files share a name.
fn shown(name: &OsStr) -> String {
    let chunk = |chunk: Utf8Chunk<'_>| {
        let wrong = chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}"));
        chunk.valid().to_owned() + &wrong.collect::<String>()
    };
    name.as_encoded_bytes().utf8_chunks().map(chunk).collect()
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

    /// A file as git has it.
    pub(crate) fn recorded(name: String, origin: Origin, bytes: Vec<u8>) -> Self {
        Input { name, origin, from: From::Bytes(bytes) }
    }

    /// The path of the file that it is, or stands for.
    pub(crate) fn place(&self) -> Option<&Path> {
        match &self.from {
            From::File(path) => Some(path),
            From::Stdin => Some(Path::new(&self.name)).filter(|name| name.as_os_str() != "-"),
            From::Text(_) | From::Bytes(_) => None,
        }
    }

    /// The path, if the input is a file.
    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.from {
            From::File(path) => Some(path),
            From::Stdin | From::Text(_) | From::Bytes(_) => None,
        }
    }

    /// Whether reading it once more gives the same bytes: a pipe gives them once.
    pub(crate) fn can_be_read_again(&self) -> bool {
        match &self.from {
            From::File(path) => path.is_file(),
            From::Stdin => false,
            From::Text(_) | From::Bytes(_) => true,
        }
    }

    pub(crate) fn read(&self) -> Result<Vec<u8>, Failure> {
        self.bytes().map_err(|error| Failure { name: self.name.clone(), error: error.into() })
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match &self.from {
            From::Text(text) => return Ok(text.clone().into_bytes()),
            From::Bytes(bytes) => return Ok(bytes.clone()),
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
