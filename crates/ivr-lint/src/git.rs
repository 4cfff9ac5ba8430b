//! What git knows of files. Only commands are used that read the history and the index, never the working tree: filters,
//! hooks, monitors and helpers that a repository configures are not run, and nothing is fetched.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ivr_flow::{Localized, localized, printable, shorten};

/// How long git may take. A large history takes a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is set, whatever the configuration of the repository says.
const SETTINGS: [&str; 7] = [
    // Run when the index is read.
    "core.fsmonitor=false",
    // Files named `HEAD`, `objects` and `refs` in a checkout are no repository.
    "safe.bareRepository=explicit",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "submodule.recurse=false",
    "core.quotePath=false",
    "log.showSignature=false",
];

/// What is set in the environment of git.
const ENVIRONMENT: [(&str, &str); 6] = [
    ("GIT_OPTIONAL_LOCKS", "0"),
    // An object that is not there is not fetched: that would run what the repository says.
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // Replacements and grafts could hide a change.
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_GRAFT_FILE", "/dev/null"),
];

/// Variables that would make git look at another repository than the one that is asked about.
const FOREIGN: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_PREFIX",
];

/// The root of the working tree that a directory, given by its canonical path, is in.
pub(crate) fn root(directory: &Path) -> Option<&Path> {
    directory.ancestors().find(|directory| is_root(directory))
}

/// Whether a directory is the root of a working tree, of a linked one or of a submodule too.
pub(crate) fn is_root(directory: &Path) -> bool {
    let git = directory.join(".git");
    git.join("HEAD").exists() || git.is_file()
}

/// Why git gave no answer.
pub(crate) enum Failure {
    /// It is not installed.
    Absent(Localized),
    Said(Localized),
}

impl Failure {
    pub(crate) fn say(self) -> Localized {
        let (Failure::Absent(said) | Failure::Said(said)) = self;
        said
    }
}

/// What git answers in the working tree with this root.
///
/// # Errors
/// That git cannot be run, or what it says is wrong.
pub(crate) fn ask(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    ask_about(root, arguments, &[])
}

/// [`ask`] with something that git reads from its standard input.
pub(crate) fn ask_about(root: &Path, arguments: &[&str], question: &[u8]) -> Result<Vec<u8>, Failure> {
    let what = shorten(arguments.first().copied().unwrap_or_default());
    let cannot_run = |error: io::Error| {
        let said = localized!("git is required, but cannot be run: {error}", "需要 git，但 git 无法运行：{error}");
        if error.kind() == io::ErrorKind::NotFound { Failure::Absent(said) } else { Failure::Said(said) }
    };
    let (status, out, said) = run(root, arguments, question).map_err(cannot_run)?;
    let Some(status) = status else {
        let seconds = PATIENCE.as_secs();
        return Err(Failure::Said(localized!(
            "`git {what}` did not finish within {seconds} seconds",
            "`git {what}` 在 {seconds} 秒内没有完成"
        )));
    };
    if status.success() {
        return Ok(out);
    }
    let said = String::from_utf8_lossy(&said);
    Err(Failure::Said(match said.lines().next().map(|line| printable(line.trim())) {
        Some(said) => localized!("`git {what}` failed: {said}", "`git {what}` 执行失败：{said}"),
        None => localized!("`git {what}` found nothing", "`git {what}` 没有结果"),
    }))
}

/// The paths in an answer that ends each with a zero byte.
pub(crate) fn paths(answer: &[u8]) -> impl Iterator<Item = PathBuf> {
    answer.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(path)
}

#[cfg(unix)]
pub(crate) fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(crate) fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The status, which is `None` where time was up, and what was written to both outputs. They are files: pipes would need
/// a thread each to be read while git is waited for.
fn run(root: &Path, arguments: &[&str], question: &[u8]) -> io::Result<(Option<ExitStatus>, Vec<u8>, Vec<u8>)> {
    let (mut out, mut said) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let stdin = match question {
        [] => Stdio::null(),
        _ => {
            let mut asked = tempfile::tempfile()?;
            asked.write_all(question)?;
            asked.rewind()?;
            asked.into()
        }
    };
    let mut command = Command::new("git");
    command.arg("--no-pager").args(SETTINGS.iter().flat_map(|setting| ["-c", setting])).args(arguments);
    for variable in FOREIGN {
        command.env_remove(variable);
    }
    if let Some(above) = root.parent() {
        command.env("GIT_CEILING_DIRECTORIES", above);
    }
    command.envs(ENVIRONMENT).current_dir(root);
    let child = command.stdin(stdin).stdout(out.try_clone()?).stderr(said.try_clone()?).spawn()?;
    Ok((wait(child)?, written(&mut out)?, written(&mut said)?))
}

fn wait(mut child: Child) -> io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    let mut pause = Duration::from_micros(500);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

fn written(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
