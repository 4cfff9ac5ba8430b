//! `--changed-since`: the files that have changed according to git.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::Command;

use ivr_flow::{Localized, localized, printable, shorten};

use crate::files::Input;

/// The names of the inputs that have changed since a revision: on this branch since the merge base, in the working tree,
/// or untracked. Inputs that are not files in the repository of the working directory count as changed.
///
/// # Errors
/// Why git failed.
pub(crate) fn names(revision: &str, inputs: &[Input]) -> Result<HashSet<String>, Localized> {
    let root = git(&["rev-parse", "--show-toplevel"])?;
    let root = path(root.strip_suffix(b"\n").unwrap_or(&root));
    let root = root.canonicalize().unwrap_or(root);
    let since = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--merge-base", "--end-of-options"];
    let known = git(&[&since[..], &[revision, "--"]].concat())?;
    let top = root.to_string_lossy();
    let new = git(&["-C", &top, "ls-files", "-z", "--others", "--exclude-standard"])?;
    let changed: HashSet<PathBuf> = [known, new]
        .iter()
        .flat_map(|names| names.split(|byte| *byte == 0))
        .map(|name| root.join(path(name)))
        .collect();
    let has_changed = |input: &&Input| {
        let path = input.path().and_then(|path| path.canonicalize().ok());
        path.is_none_or(|path| !path.starts_with(&root) || changed.contains(&path))
    };
    Ok(inputs.iter().filter(has_changed).map(|input| input.name.clone()).collect())
}

fn git(arguments: &[&str]) -> Result<Vec<u8>, Localized> {
    let output = Command::new("git").args(arguments).env("GIT_OPTIONAL_LOCKS", "0").output().map_err(|error| {
        localized!(
            "--changed-since needs git, but it cannot be run: {error}",
            "--changed-since 需要 git，但 git 无法运行：{error}"
        )
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = printable(said.lines().next().unwrap_or_default().trim());
    let what = arguments.iter().find(|argument| !argument.starts_with('-')).copied().unwrap_or_default();
    let what = shorten(what);
    Err(localized!(
        "`git {what}` failed: {said} (in CI, the full history must be fetched)",
        "`git {what}` 执行失败：{said}（在 CI 中需要获取完整的提交历史）"
    ))
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
