//! Walking directories as git would: what git ignores is left out, unless it tracks it all the same.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};
use ivr_flow::{Localized, localized};

use crate::git;
use crate::read::{self, Unreadable};

/// The extensions of the files that are linted in directories, in any case.
const ENDINGS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// The maximum size of an ignore file, and of a line in it. A pattern takes a thousand times its size in memory.
const MOST_IGNORES: u64 = 128 << 10;
const MOST_OF_A_LINE: usize = 1024;
/// The maximum size of all ignore files of a walk.
const MOST_IGNORES_IN_ALL: u64 = 512 << 10;

/// What a walk found.
#[derive(Default)]
pub(crate) struct Walked {
    /// The files to lint, by their canonical paths.
    pub(crate) files: BTreeSet<PathBuf>,
    /// What could not be read.
    pub(crate) failures: Vec<(PathBuf, Unreadable)>,
    pub(crate) left_out: LeftOut<PathBuf>,
    /// Why git could not say which of the ignored files it tracks.
    pub(crate) without_git: Option<Localized>,
}

/// What was left out of directories, and why.
#[derive(Debug, Default)]
pub(crate) struct LeftOut<Name = String>(pub(crate) Vec<(Name, Why)>);

/// Why a file or a directory is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// git ignores it.
    Ignored,
    /// Its name begins with a dot.
    Hidden,
    /// It is a symbolic link.
    Link,
    /// The configuration excludes it.
    Excluded,
}

impl Why {
    pub(crate) fn say(self) -> Localized {
        match self {
            Why::Ignored => localized!("ignored by git", "被 git 忽略"),
            Why::Hidden => localized!("hidden", "隐藏"),
            Why::Link => localized!("symbolic link", "符号链接"),
            Why::Excluded => localized!("excluded by the configuration", "被配置排除"),
        }
    }
}

impl<Name> LeftOut<Name> {
    fn push(&mut self, name: Name, why: Why) {
        self.0.push((name, why));
    }

    /// How much was left out, to be put behind where it was looked for; nothing if nothing was.
    pub(crate) fn say(&self) -> Localized {
        let count = |wanted: Why| self.0.iter().filter(|(_, why)| *why == wanted).count();
        let [ignored, hidden, links, excluded] = [Why::Ignored, Why::Hidden, Why::Link, Why::Excluded].map(count);
        let s = if links == 1 { "" } else { "s" };
        let parts: Vec<_> = [
            (ignored, localized!("{ignored} ignored by git", "git 忽略 {ignored} 个")),
            (hidden, localized!("{hidden} hidden", "隐藏 {hidden} 个")),
            (links, localized!("{links} symbolic link{s}", "符号链接 {links} 个")),
            (excluded, localized!("{excluded} excluded by the configuration", "配置排除 {excluded} 个")),
        ]
        .into_iter()
        .filter_map(|(count, text)| (count > 0).then_some(text))
        .collect();
        if parts.is_empty() {
            return localized!("", "");
        }
        let en = parts.iter().map(|part| &*part.en).collect::<Vec<_>>().join(", ");
        let zh = parts.iter().map(|part| &*part.zh).collect::<Vec<_>>().join("，");
        localized!("; left out: {en}", "；已略过：{zh}")
    }
}

/// Finds the files below a directory, given by its canonical path. Without `ignores` no ignore file is read and git is not
/// asked. Links are not followed.
pub(crate) fn walk(top: &Path, ignores: bool) -> Walked {
    let mut walked = Walked::default();
    let rules = Rules::default();
    let mut asked = BTreeSet::new();
    let mut open = vec![(top.to_owned(), ignores.then(|| rules.up_to(top)))];
    while let Some((directory, level)) = open.pop() {
        if level.as_ref().is_some_and(|level| level.is_broken) {
            continue;
        }
        let entries = match fs::read_dir(&directory).and_then(|entries| entries.collect::<io::Result<Vec<_>>>()) {
            Ok(entries) => entries,
            Err(error) => {
                walked.failures.push((directory, error.into()));
                continue;
            }
        };
        for entry in entries {
            let path = entry.path();
            let Ok(kind) = entry.file_type() else { continue };
            if !kind.is_dir() && !has_ending(&path) {
                continue;
            }
            if is_hidden(&path) {
                if path.file_name().is_some_and(|name| name != ".git") {
                    walked.left_out.push(path, Why::Hidden);
                }
            } else if kind.is_symlink() {
                walked.left_out.push(path, Why::Link);
            } else if level.as_ref().is_some_and(|level| level.ignores(&path, kind.is_dir())) {
                walked.left_out.push(path, Why::Ignored);
                asked.extend(level.as_ref().and_then(|level| level.root.clone()));
            } else if kind.is_dir() {
                let below = level.as_ref().map(|level| rules.below(level, &path));
                open.push((path, below));
            } else if kind.is_file() {
                walked.files.insert(path);
            }
        }
    }
    for root in asked {
        match tracked(&root, top) {
            Ok(files) => walked.files.extend(files),
            Err(git::Failure::Absent(_)) => {}
            Err(git::Failure::Said(why)) => walked.without_git = Some(why),
        }
    }
    walked.failures.append(&mut rules.failures.take());
    walked
}

/// The files to lint below a directory that git tracks, ignored or not.
fn tracked(root: &Path, top: &Path) -> Result<Vec<PathBuf>, git::Failure> {
    let patterns = ENDINGS.map(|ending| format!(":(icase)*.{ending}"));
    let mut question = vec!["ls-files", "-z", "--cached", "--full-name", "--"];
    question.extend(patterns.iter().map(String::as_str));
    let answer = git::ask(root, &question)?;
    let is_wanted = |path: &PathBuf| {
        let is_shown = path.strip_prefix(top).is_ok_and(|below| !below.ancestors().any(is_hidden));
        // A link may have taken the place of a directory.
        is_shown && has_ending(path) && path.canonicalize().is_ok_and(|known| known == *path && known.is_file())
    };
    Ok(git::paths(&answer).map(|name| root.join(name)).filter(is_wanted).collect())
}

/// Whether a file in a directory is linted.
pub(crate) fn has_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

pub(crate) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// The ignore files of a walk.
#[derive(Default)]
struct Rules {
    /// How many bytes have been read.
    read: Cell<u64>,
    failures: RefCell<Vec<(PathBuf, Unreadable)>>,
}

/// What is ignored in a directory: by its own ignore file, else by those above, up to the root of the repository.
#[derive(Default)]
struct Level {
    own: Option<Gitignore>,
    above: Option<Rc<Level>>,
    /// The root of the repository, where there is one.
    root: Option<PathBuf>,
    /// What the repository and the user ignore besides, at its root.
    besides: Vec<Gitignore>,
    /// Whether an ignore file could not be read: then nobody knows what to lint here.
    is_broken: bool,
}

impl Level {
    fn ignores(&self, path: &Path, is_directory: bool) -> bool {
        let mut level = Some(self);
        while let Some(this) = level {
            for rules in this.own.iter().chain(&this.besides) {
                match rules.matched(path, is_directory) {
                    ignore::Match::None => {}
                    matched => return matched.is_ignore(),
                }
            }
            level = this.above.as_deref();
        }
        false
    }
}

impl Rules {
    /// The rules that hold in the directory where a walk begins.
    fn up_to(&self, top: &Path) -> Rc<Level> {
        let Some(root) = git::root(top) else { return self.level(top, None) };
        let between: Vec<_> = top.ancestors().take_while(|directory| *directory != root).collect();
        between.into_iter().rev().fold(self.level(root, None), |above, directory| self.below(&above, directory))
    }

    /// The rules that hold in a directory, given those of the directory that it is in.
    fn below(&self, above: &Rc<Level>, directory: &Path) -> Rc<Level> {
        // A repository in a repository goes by its own rules.
        self.level(directory, (!git::is_root(directory)).then(|| Rc::clone(above)))
    }

    fn level(&self, directory: &Path, above: Option<Rc<Level>>) -> Rc<Level> {
        let mut level = Level { root: above.as_ref().and_then(|above| above.root.clone()), ..Level::default() };
        if above.is_none() && git::is_root(directory) {
            level.root = Some(directory.to_owned());
        }
        let mut read = |file: PathBuf| match self.read(&file, directory) {
            Ok(rules) => rules,
            Err(why) => {
                self.failures.borrow_mut().push((file, why));
                level.is_broken = true;
                None
            }
        };
        let own = directory.join(".gitignore");
        // As for git: a link is no ignore file.
        let is_link = fs::symlink_metadata(&own).is_ok_and(|known| known.is_symlink());
        let own = if is_link { None } else { read(own) };
        let besides = match &level.root {
            Some(root) if root == directory => {
                // The user's own may be anywhere.
                let of_user = gitconfig_excludes_path().and_then(|path| path.canonicalize().ok());
                let files = exclude_file(root).into_iter().chain(of_user);
                files.filter_map(&mut read).collect()
            }
            _ => Vec::new(),
        };
        // Directories without rules of their own share those above.
        if let (None, Some(above)) = (&own, &above)
            && !level.is_broken
        {
            return Rc::clone(above);
        }
        Rc::new(Level { own, above, besides, ..level })
    }

    /// The rules in a file, for what is below a directory; `None` where there is none.
    fn read(&self, file: &Path, directory: &Path) -> Result<Option<Gitignore>, Unreadable> {
        let bytes = match read::bytes(file, MOST_IGNORES) {
            Ok(bytes) => bytes,
            // What cannot even be looked for is in a directory that cannot be listed, which is said already.
            Err(error) if error.is_missing() || file.is_dir() || fs::symlink_metadata(file).is_err() => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        self.read.set(self.read.get() + bytes.len() as u64);
        if self.read.get() > MOST_IGNORES_IN_ALL {
            return Err(Unreadable::TooLarge(MOST_IGNORES_IN_ALL));
        }
        let mut rules = GitignoreBuilder::new(directory);
        for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines() {
            if line.len() > MOST_OF_A_LINE {
                return Err(Unreadable::LongLine(MOST_OF_A_LINE));
            }
            // As for git: a line that is no pattern matches nothing.
            let _ = rules.add_line(None, line);
        }
        let rules = rules.build().map_err(io::Error::other)?;
        Ok((!rules.is_empty()).then_some(rules))
    }
}

/// Where a repository says what it ignores besides.
fn exclude_file(root: &Path) -> Option<PathBuf> {
    const MOST: u64 = 4096;
    let git = root.join(".git");
    if git.is_dir() {
        return Some(git.join("info/exclude"));
    }
    // In a linked working tree a file leads there. What is no such file, git does not take for a repository either.
    let line = |path: &Path| Some(read::text(path, MOST).ok()?.lines().next()?.trim_end().to_owned());
    let own = root.join(line(&git)?.strip_prefix("gitdir:")?.trim_start());
    let common = line(&own.join("commondir")).map_or(own.clone(), |common| own.join(common));
    Some(common.join("info/exclude"))
}
