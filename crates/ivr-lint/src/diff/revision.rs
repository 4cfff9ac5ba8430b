//! The files of a git revision, as if they were those of the working tree.

use std::env;
use std::path::{Component, Path, PathBuf};

use ivr_flow::{Localized, Origin, Problem, localized, shorten};

use crate::files::Input;
use crate::folder;
use crate::git;
use crate::lint::Inputs;
use crate::walk::{LeftOut, has_ending, is_hidden};
use crate::write::LIST_OF_FLOWS;

/// A file of a revision.
struct Recorded {
    /// Its path in the working tree.
    path: PathBuf,
    object: String,
}

/// What a revision has at some paths, named as the files of the working tree are.
///
/// # Errors
/// That there is no repository, or why git failed.
pub(super) fn inputs(revision: &str, paths: &[PathBuf]) -> Result<Inputs, Localized> {
    let here = env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let root = git::root(&here).ok_or_else(|| {
        localized!(
            "--rev needs a git repository, and the working directory is in none",
            "--rev 需要 git 仓库，但当前目录不在任何仓库中"
        )
    })?;
    let failed = |failure: git::Failure| {
        let Localized { en, zh } = failure.say();
        localized!("--rev: {en} (in CI, the revision must be fetched)", "--rev：{zh}（在 CI 中需要先获取该版本）")
    };
    let all = recorded(root, revision).map_err(failed)?;
    let default = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &default } else { paths };
    let (mut wanted, mut lists) = (Vec::new(), Vec::new());
    for path in paths {
        let top = place(&here, path);
        if !top.starts_with(root) {
            let path = shorten(&path.to_string_lossy());
            return Err(localized!(
                "--rev: {path} is not in the repository of the working directory",
                "--rev：{path} 不在当前目录所在的仓库中"
            ));
        }
        let given = path.to_string_lossy();
        let given = given.strip_suffix('/').unwrap_or(&given);
        for file in &all {
            let Ok(below) = file.path.strip_prefix(&top) else { continue };
            let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            if file.path.file_name().is_some_and(|name| name == LIST_OF_FLOWS) {
                lists.push(file);
            } else if parts.is_empty() {
                wanted.push((given.to_owned(), Origin::Named, file));
            } else if has_ending(below) && !below.ancestors().any(is_hidden) {
                wanted.push((format!("{given}/{}", parts.join("/")), Origin::Walked, file));
            }
        }
    }
    // A file that is named twice is read once, under its first name.
    let mut seen = std::collections::HashSet::new();
    wanted.retain(|(_, _, file)| seen.insert(&file.path));
    lists.retain(|file| seen.insert(&file.path));
    let objects = wanted.iter().map(|(_, _, file)| &*file.object).chain(lists.iter().map(|file| &*file.object));
    let contents = contents(root, &objects.collect::<Vec<_>>()).map_err(failed)?;
    let mut contents = contents.into_iter();
    let inputs: Vec<_> = wanted
        .into_iter()
        .zip(contents.by_ref())
        .map(|((name, origin, _), bytes)| Input::recorded(name, origin, bytes))
        .collect();
    let (mut complete, mut wrong) = (Vec::new(), Vec::new());
    for (file, text) in lists.into_iter().zip(contents) {
        match folder::complete_in(&file.path, &String::from_utf8_lossy(&text)) {
            Ok(ids) => complete.extend(ids),
            Err(what) => wrong.push(Problem::new(what)),
        }
    }
    Ok(Inputs { inputs, complete, wrong, left_out: LeftOut::default() })
}

/// Where a path leads, be there anything or not: it may have been there.
fn place(here: &Path, path: &Path) -> PathBuf {
    let whole = here.join(path);
    if let Ok(known) = whole.canonicalize() {
        return known;
    }
    let mut place = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                place.pop();
            }
            Component::CurDir => {}
            part => place.push(part),
        }
    }
    place
}

/// The files of a revision, those that are links or other repositories left out.
fn recorded(root: &Path, revision: &str) -> Result<Vec<Recorded>, git::Failure> {
    let commit = git::ask(root, &["rev-parse", "--verify", "--end-of-options", &format!("{revision}^{{commit}}")])?;
    let commit = String::from_utf8_lossy(&commit).lines().next().unwrap_or_default().to_owned();
    let tree = git::ask(root, &["ls-tree", "-r", "-z", "--full-tree", &commit])?;
    let file = |entry: &[u8]| {
        let tab = entry.iter().position(|byte| *byte == b'\t')?;
        let (what, name) = (std::str::from_utf8(&entry[..tab]).ok()?, &entry[tab + 1..]);
        // Mode, type and name of the object.
        let mut parts = what.split(' ');
        let (mode, object) = (parts.next()?, parts.nth(1)?);
        let is_file = mode.starts_with("100");
        is_file.then(|| Recorded { path: root.join(git::path(name)), object: object.to_owned() })
    };
    Ok(tree.split(|byte| *byte == 0).filter_map(file).collect())
}

/// The bytes of objects.
fn contents(root: &Path, objects: &[&str]) -> Result<Vec<Vec<u8>>, git::Failure> {
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let answer = git::ask_about(root, &["cat-file", "--batch"], (objects.join("\n") + "\n").as_bytes())?;
    let mut rest = &answer[..];
    let mut contents = Vec::with_capacity(objects.len());
    for object in objects {
        // A line that ends with the size, the bytes, and the end of a line.
        let content = rest.iter().position(|byte| *byte == b'\n').and_then(|end| {
            let size = std::str::from_utf8(&rest[..end]).ok()?.rsplit_once(' ')?.1.parse::<usize>().ok()?;
            let content = rest.get(end + 1..end + 1 + size)?;
            rest = rest.get(end + 2 + size..)?;
            Some(content.to_vec())
        });
        contents.push(content.ok_or_else(|| {
            git::Failure::Said(localized!("git does not have the file {object}", "git 中缺少文件 {object}"))
        })?);
    }
    Ok(contents)
}
