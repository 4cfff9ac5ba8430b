//! Where files are: the same however their paths were typed.

use std::collections::HashMap;
use std::env;
use std::path::{Component, Path, PathBuf};

use ivr_flow::FileReport;

/// Finds the places of files, and remembers those of their folders.
pub(crate) struct Locations {
    here: PathBuf,
    /// The canonical path of each folder, and the root of the repository that it is in.
    folders: HashMap<PathBuf, (PathBuf, Option<PathBuf>)>,
}

impl Locations {
    pub(crate) fn new() -> Self {
        let here = env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
        Locations { here, folders: HashMap::new() }
    }

    /// Sets by what a file is known, and where formats that look files up in a repository find it: relative to the root
    /// of its repository. Outside of one it is known relative to the folder `base`, else like where it is found to the
    /// working directory.
    pub(crate) fn locate(&mut self, file: &mut FileReport, path: &Path, base: Option<&Path>) {
        let (absolute, root) = self.absolute(path);
        let relative = |base: &Path| shown(absolute.strip_prefix(base).unwrap_or(&absolute));
        match root {
            Some(root) => {
                file.identity = relative(&root);
                file.location = relative(&root);
            }
            None => {
                let base = base.and_then(|base| folder(base).canonicalize().ok());
                file.identity = relative(base.as_deref().unwrap_or(&self.here));
                file.location = match path.is_absolute() {
                    true => relative(&self.here),
                    false => shown(path),
                };
            }
        }
    }

    /// The path of a file relative to a folder, or its whole path if it is not below it.
    pub(crate) fn relative(&mut self, path: &Path, base: &Path) -> String {
        let (absolute, _) = self.absolute(path);
        let base = folder(base).canonicalize().unwrap_or_default();
        shown(absolute.strip_prefix(base).unwrap_or(&absolute))
    }

    /// The path of a file with all links in its folders followed, and the root of the repository that it is in. What the
    /// file itself leads to does not count: it is the link that a repository has.
    fn absolute(&mut self, path: &Path) -> (PathBuf, Option<PathBuf>) {
        let parent = folder(path.parent().unwrap_or(Path::new("")));
        let (canonical, root) = self.folders.entry(parent.to_owned()).or_insert_with(|| {
            let canonical = parent.canonicalize().unwrap_or_else(|_| self.here.join(parent));
            let root = canonical.ancestors().find(|above| above.join(".git").exists()).map(Path::to_owned);
            (canonical, root)
        });
        (canonical.join(path.file_name().unwrap_or_default()), root.clone())
    }
}

/// The folder that an empty path means.
fn folder(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// A path as repositories write it: with `/`, and without a leading `./`.
fn shown(path: &Path) -> String {
    let parts: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    let name = parts.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}
