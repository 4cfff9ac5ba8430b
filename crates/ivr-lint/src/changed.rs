//! `--changed-since`: the files that have changed according to git.
//!
//! Files are compared with the history as they lie on the disk. Nothing of the repository's configuration has a say in it,
//! neither an index that claims a file to be unchanged, nor a filter.

use std::collections::{HashMap, HashSet};
use std::env;
use std::path::{Path, PathBuf};

use ivr_flow::{Localized, localized};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::files::Input;
use crate::git;

/// The names of the inputs that are not as they were where this branch and a revision parted. What git does not know, or
/// is not a file in the repository of the working directory, counts as changed.
///
/// # Errors
/// That there is no repository, or why git failed.
pub(crate) fn names(revision: &str, inputs: &[Input]) -> Result<HashSet<String>, Localized> {
    let here = env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let root = git::root(&here).ok_or_else(|| {
        localized!(
            "--changed-since needs a git repository, and the working directory is in none",
            "--changed-since 需要 git 仓库，但当前目录不在任何仓库中"
        )
    })?;
    let known = of_merge_base(root, revision).map_err(|failure| {
        let Localized { en, zh } = failure.say();
        localized!(
            "--changed-since: {en} (in CI, the full history must be fetched)",
            "--changed-since：{zh}（在 CI 中需要获取完整的提交历史）"
        )
    })?;
    let has_changed = |input: &&Input| {
        let path = input.path().and_then(|path| path.canonicalize().ok());
        let known = path.as_ref().and_then(|path| known.get(path.strip_prefix(root).ok()?));
        known.is_none_or(|object| !input.read().is_ok_and(|bytes| is_object(object, &bytes)))
    };
    Ok(inputs.iter().filter(has_changed).map(|input| input.name.clone()).collect())
}

/// The files of the last commit that a revision and `HEAD` have in common, each with its object's name.
fn of_merge_base(root: &Path, revision: &str) -> Result<HashMap<PathBuf, String>, git::Failure> {
    let line = |answer: Vec<u8>| String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
    let commit = line(git::ask(root, &["rev-parse", "--verify", "--end-of-options", revision])?);
    let base = line(git::ask(root, &["merge-base", &commit, "HEAD"])?);
    let tree = git::ask(root, &["ls-tree", "-r", "-z", "--full-tree", &base])?;
    let file = |entry: &[u8]| {
        let tab = entry.iter().position(|byte| *byte == b'\t')?;
        let (what, name) = (std::str::from_utf8(&entry[..tab]).ok()?, &entry[tab + 1..]);
        // Mode, type and name of the object; a submodule is a commit, and a link is not what it leads to.
        let mut parts = what.split(' ');
        let (mode, object) = (parts.next()?, parts.nth(1)?);
        mode.starts_with("100").then(|| (git::path(name), object.to_owned()))
    };
    Ok(tree.split(|byte| *byte == 0).filter_map(file).collect())
}

/// Whether a file is an object, as it lies on the disk or with the line ends that git writes on Windows taken back.
fn is_object(object: &str, bytes: &[u8]) -> bool {
    let is = |bytes: &[u8]| match object.len() {
        40 => hash::<Sha1>(bytes) == object,
        _ => hash::<Sha256>(bytes) == object,
    };
    let has_carriage_return = || bytes.windows(2).any(|pair| pair == b"\r\n");
    is(bytes) || has_carriage_return() && is(&without_carriage_returns(bytes))
}

fn without_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    let is_kept = |&(at, byte): &(usize, &u8)| *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n');
    bytes.iter().enumerate().filter(is_kept).map(|(_, byte)| *byte).collect()
}

/// The name that git gives the object of a file.
fn hash<D: Digest>(bytes: &[u8]) -> String {
    let mut digest = D::new();
    digest.update(format!("blob {}\0", bytes.len()));
    digest.update(bytes);
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
