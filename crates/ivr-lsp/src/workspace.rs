//! All documents and files that are seen together, and what is found in them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ivr_flow::{Edit, FileReport, Origin, Report, Settings, fix};
use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use crate::difference::difference;
use crate::open::Open;
use crate::project::Project;
use crate::text::Encoding;
use crate::uri;

/// The most files that are looked at below the folders of a workspace. Who opens the root of a disk wants no flows.
const MOST_FILES: usize = 20_000;

/// The languages of documents that are like JSON, or that come with it, and hold no flows. Settings with comments in them would
/// be wrong JSON that mentions a definition.
const NO_JSON: [&str; 4] = ["jsonc", "json5", "toml", "yaml"];

/// The documents of a client and the files in its folders, by their names: what reports call them.
pub(crate) struct Workspace<'p> {
    project: &'p mut dyn Project,
    /// Their canonical paths.
    folders: Vec<PathBuf>,
    files: BTreeMap<String, File>,
    /// The name of each open document, by its address.
    names: HashMap<String, String>,
    /// Documents and files that have not been linted as they are now; the documents first.
    changed: BTreeSet<String>,
    unread: Vec<String>,
    /// Whether the files of the folders are being looked for, and have never been found before.
    is_searching: bool,
    report: Option<Report>,
}

/// A document or a file.
#[derive(Default)]
pub(crate) struct File {
    /// Nothing for a document that has never been saved.
    pub(crate) path: Option<PathBuf>,
    pub(crate) open: Option<Open>,
    /// Whether it is in a folder.
    is_found: bool,
    is_configuration: bool,
    /// Whether the client says that it is something else than JSON.
    is_no_json: bool,
    linted: Option<Linted>,
}

/// The result of the last lint of a file, until its text or its configuration changes.
struct Linted {
    file: FileReport,
    /// Edits that apply all safe fixes, once they have been asked for.
    safe_fixes: Option<Rc<[Edit]>>,
}

impl<'p> Workspace<'p> {
    pub(crate) fn new(project: &'p mut dyn Project) -> Self {
        let (folders, files, names, changed, unread) = Default::default();
        Workspace { project, folders, files, names, changed, unread, is_searching: false, report: None }
    }

    pub(crate) fn project(&mut self) -> &mut dyn Project {
        self.project
    }

    pub(crate) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Changes which folders are looked at; they have to be searched then.
    pub(crate) fn set_folders(&mut self, folders: impl IntoIterator<Item = PathBuf>) {
        self.folders = folders.into_iter().map(|folder| canonical(&folder)).collect();
        self.is_searching = true;
    }

    pub(crate) fn change_folders(&mut self, added: &[PathBuf], removed: &[PathBuf]) {
        let removed: Vec<_> = removed.iter().map(|folder| canonical(folder)).collect();
        let kept = self.folders.iter().filter(|folder| !removed.contains(folder));
        self.set_folders(kept.chain(added).cloned().collect::<Vec<_>>());
    }

    /// Reads a file again that has changed on the disk. Returns whether that is all there is to do.
    pub(crate) fn reread(&mut self, path: &Path) -> bool {
        let path = canonical(path);
        let name = name_of_path(&path);
        match self.files.get(&name) {
            // What is on the disk is of interest when it is closed.
            Some(file) if file.open.is_some() => true,
            Some(file) if file.is_found => {
                self.unread.push(name);
                true
            }
            _ if path.extension().is_some_and(|extension| extension == "toml") => {
                self.forget();
                true
            }
            _ => false,
        }
    }

    /// Takes over what a search of the folders has found.
    pub(crate) fn found(&mut self, paths: Vec<PathBuf>) {
        self.is_searching = false;
        let is_too_much = paths.len() > MOST_FILES;
        let paths: BTreeMap<String, PathBuf> = if is_too_much {
            BTreeMap::new()
        } else {
            paths.into_iter().map(|path| (name_of_path(&path), path)).collect()
        };
        self.files.retain(|name, file| {
            file.is_found = paths.contains_key(name);
            file.is_found || file.open.is_some()
        });
        for (name, path) in paths {
            let file = self.files.entry(name).or_default();
            (file.path, file.is_found) = (Some(path), true);
        }
        self.forget();
    }

    /// Reads all files and configurations again: who knows what has changed on the disk.
    pub(crate) fn forget(&mut self) {
        let open = self.files.values().filter(|file| file.is_configuration);
        let unsaved = open.filter_map(|file| Some((file.path.clone()?, file.open.as_ref()?.text().to_owned())));
        self.project.reload(unsaved.collect());
        let names = self.files.iter_mut().filter(|(_, file)| !file.is_configuration).map(|(name, file)| {
            file.linted = None;
            (name.clone(), file.open.is_some())
        });
        let (open, closed): (Vec<_>, Vec<_>) = names.partition(|(_, is_open)| *is_open);
        self.changed = open.into_iter().map(|(name, _)| name).collect();
        self.unread = closed.into_iter().map(|(name, _)| name).rev().collect();
        self.report = None;
    }

    pub(crate) fn open(&mut self, document: TextDocumentItem, encoding: Encoding) {
        let TextDocumentItem { uri, language_id, version, text } = document;
        let path = uri::to_path(&uri).map(|path| canonical(&path));
        let name = path.as_deref().map_or_else(|| uri.as_str().to_owned(), name_of_path);
        self.names.insert(uri.as_str().to_owned(), name.clone());
        let is_configuration = path.as_deref().is_some_and(|path| self.project.is_configuration(path));
        let file = self.files.entry(name.clone()).or_default();
        (file.path, file.is_configuration) = (path, is_configuration);
        file.is_no_json = NO_JSON.contains(&language_id.as_str());
        file.open = Some(Open::new(uri, version, &text, encoding));
        self.touch(name);
    }

    pub(crate) fn change(&mut self, uri: &Uri, version: i32, changes: &[TextDocumentContentChangeEvent]) {
        let Some(name) = self.names.get(uri.as_str()).cloned() else { return };
        if let Some(open) = self.files.get_mut(&name).and_then(|file| file.open.as_mut()) {
            open.change(version, changes);
            self.touch(name);
        }
    }

    pub(crate) fn close(&mut self, uri: &Uri) {
        let Some(name) = self.names.remove(uri.as_str()) else { return };
        let Some(file) = self.files.get_mut(&name) else { return };
        // It may be open under another address.
        if file.open.as_ref().is_none_or(|open| open.uri != *uri) {
            return;
        }
        (file.open, file.linted) = (None, None);
        let (is_found, is_configuration) = (file.is_found, file.is_configuration);
        if !is_found {
            self.files.remove(&name);
        }
        self.changed.remove(&name);
        self.report = None;
        if is_configuration {
            self.forget();
        } else if is_found {
            self.unread.push(name);
        }
    }

    fn touch(&mut self, name: String) {
        self.report = None;
        match self.files.get(&name).is_some_and(|file| file.is_configuration) {
            true => self.forget(),
            false => {
                self.changed.insert(name);
            }
        }
    }

    /// The open document at an address, with its name.
    pub(crate) fn document(&self, uri: &Uri) -> Option<(&str, &Open)> {
        let name = self.names.get(uri.as_str())?;
        Some((name, self.files.get(name)?.open.as_ref()?))
    }

    /// All open documents with their names.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&str, &Open)> {
        self.files.iter().filter_map(|(name, file)| Some((name.as_str(), file.open.as_ref()?)))
    }

    /// The settings for an open document.
    pub(crate) fn settings(&mut self, uri: &Uri) -> Settings {
        let path =
            self.names.get(uri.as_str()).and_then(|name| self.files.get(name)).and_then(|file| file.path.clone());
        let path = self.place(path);
        self.project.linter(path.as_deref()).1.settings().clone()
    }

    /// A file of what reports are about.
    pub(crate) fn file(&self, name: &str) -> Option<&File> {
        self.files.get(name)
    }

    /// The text of a file that is not open, as it is now.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let path = self.files.get(name).and_then(|file| file.path.as_deref()).unwrap_or(Path::new(name));
        String::from_utf8(self.project.read(path)?).ok()
    }

    /// Whether there is something left to lint or to report.
    pub(crate) fn has_work(&self) -> bool {
        !self.unread.is_empty() || !self.changed.is_empty() || self.report.is_none()
    }

    /// Does some of that. Returns whether there is a new report.
    pub(crate) fn work(&mut self) -> bool {
        // What is open is told about before what is not has been read.
        if !self.changed.is_empty() || self.unread.is_empty() {
            let is_new = self.report.is_none();
            self.report();
            return is_new;
        }
        if let Some(name) = self.unread.pop() {
            self.read(&name);
            if self.unread.is_empty() {
                self.report = None;
            }
        }
        false
    }

    /// What is found in all that has been read.
    pub(crate) fn report(&mut self) -> &Report {
        while let Some(name) = self.changed.pop_first() {
            self.lint_open(&name);
        }
        let report = self.report.take().unwrap_or_else(|| {
            let files = self.files.values().filter_map(|file| Some(file.linted.as_ref()?.file.clone())).collect();
            let is_whole = self.unread.is_empty() && !self.is_searching;
            let folders = if is_whole { self.folders.as_slice() } else { &[] };
            self.project.report(files, folders)
        });
        self.report.insert(report)
    }

    /// The same, where it has been asked for before.
    pub(crate) fn reported(&self) -> Option<&Report> {
        self.report.as_ref()
    }

    /// Edits that apply all safe fixes of an open document. Each version of it is fixed once only: editors ask for code
    /// actions whenever the cursor moves. Nothing for a document that is not linted.
    pub(crate) fn safe_fixes(&mut self, name: &str) -> Option<Rc<[Edit]>> {
        let findings = self.report().files.iter().find(|file| file.name == name)?.findings.iter();
        let mut findings = findings.filter(|finding| finding.suppressed.is_none());
        let is_fixable = findings.any(|finding| finding.fix_if(false).is_some());
        let file = self.files.get(name)?;
        let linted = file.linted.as_ref()?;
        if linted.safe_fixes.is_some() {
            return linted.safe_fixes.clone();
        }
        let (path, text) = (file.path.clone(), file.open.as_ref()?.text().to_owned());
        // The first round is about the text that has just been linted.
        let mut known = Some(linted.file.clone());
        let fixed = is_fixable.then(|| {
            fix(text.as_bytes(), false, |bytes| {
                let linted = known.take().unwrap_or_else(|| self.lint(name, path.clone(), bytes, true));
                self.project.report(vec![linted], &[])
            })
        });
        let fixed = fixed.flatten().and_then(|fixed| String::from_utf8(fixed.bytes).ok());
        let edits: Rc<[Edit]> = fixed.map_or_else(Vec::new, |fixed| difference(&text, &fixed)).into();
        self.files.get_mut(name)?.linted.as_mut()?.safe_fixes = Some(edits.clone());
        Some(edits)
    }

    fn lint_open(&mut self, name: &str) {
        let Some(file) = self.files.get(name) else { return };
        let Some(open) = &file.open else { return };
        let (path, text) = (file.path.clone(), open.text().to_owned());
        let is_excluded = file.is_no_json || path.as_deref().is_some_and(|path| self.project.excludes(path));
        let linted = (!is_excluded).then(|| Linted::new(self.lint(name, path, text.as_bytes(), true)));
        if let Some(file) = self.files.get_mut(name) {
            file.linted = linted;
        }
    }

    fn read(&mut self, name: &str) {
        let Some(path) = self.files.get(name).and_then(|file| file.path.clone()) else { return };
        if self.project.excludes(&path) {
            return;
        }
        let Some(bytes) = self.project.read(&path) else { return };
        let linted = self.lint(name, Some(path), &bytes, false);
        if let Some(file) = self.files.get_mut(name) {
            file.linted = Some(Linted::new(linted));
        }
    }

    fn lint(&mut self, name: &str, path: Option<PathBuf>, bytes: &[u8], is_open: bool) -> FileReport {
        let path = self.place(path);
        let (scope, linter) = self.project.linter(path.as_deref());
        let mut linted = linter.lint(name, bytes, Origin::Walked);
        // Who opens a document has named it. But if there is no flow in it, that is no news.
        if is_open && linted.skipped {
            let named = linter.lint(name, bytes, Origin::Named);
            if named.flows.iter().any(|flow| flow.is_readable) {
                linted = named;
            }
        }
        linted.scope = scope;
        linted
    }

    /// Where the configuration of a document is looked for.
    fn place(&self, path: Option<PathBuf>) -> Option<PathBuf> {
        path.or_else(|| Some(self.folders.first()?.join("untitled.json")))
    }
}

impl Linted {
    fn new(file: FileReport) -> Self {
        Linted { file, safe_fixes: None }
    }
}

/// What reports call a file.
fn name_of_path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The canonical path of a file, which may not be there yet.
fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => {
            parent.canonicalize().map_or_else(|_| path.to_owned(), |parent| parent.join(name))
        }
        _ => path.to_owned(),
    })
}
