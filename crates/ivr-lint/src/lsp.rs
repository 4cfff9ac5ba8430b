//! `ivr-lint lsp`: the language server of this machine's files and configurations.

use std::cell::RefCell;
use std::collections::HashMap;
use std::env;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use ivr_flow::{Baseline, FileReport, Lang, Linter, Report};
use ivr_lsp::{Languages, Mistake, Project};

use crate::args::SettingsRequest;
use crate::config::{self, NAME};
use crate::files::MOST_BYTES;
use crate::language;
use crate::lint::{add_unused_policies, apply_ignores, folder_of};
use crate::locations::Locations;
use crate::mistake::Source;
use crate::scopes::{Scope, Scopes};
use crate::status::CLEAN;
use crate::walk::walk;
use crate::{baseline, folder, read};

/// What the protocol has a server end with whose client was gone before it said so.
const WITHOUT_SHUTDOWN: u8 = 1;

/// Serves the editor that has started the program, until it says to end or is gone.
pub(crate) fn serve(request: SettingsRequest<'_>, said: Option<Lang>, lang: Lang) -> io::Result<u8> {
    let variable = || env::var(language::VARIABLE).ok()?.parse().ok();
    let languages = Languages { said: said.or_else(variable), system: lang };
    let mut files = Files {
        scopes: Scopes::new(request, lang),
        mistakes: Vec::new(),
        baselines: Vec::new(),
        complete: None,
        locations: RefCell::new(Locations::new()),
        lang,
    };
    let ended = ivr_lsp::serve(BufReader::new(io::stdin()), io::stdout().lock(), &mut files, languages)?;
    Ok(if ended { CLEAN } else { WITHOUT_SHUTDOWN })
}

/// The files and configurations of the machine.
struct Files<'a> {
    scopes: Scopes<'a>,
    /// What is wrong with configurations in place of which earlier ones are in force.
    mistakes: Vec<Mistake>,
    /// Of each scope that has been asked for.
    baselines: Vec<Option<Baseline>>,
    /// The flows of each instance that has been fetched to the end.
    complete: Option<Vec<Vec<String>>>,
    locations: RefCell<Locations>,
    lang: Lang,
}

impl Project for Files<'_> {
    fn finder(&self) -> fn(&[PathBuf]) -> Vec<PathBuf> {
        |folders| folders.iter().flat_map(|folder| walk(folder, true).files).collect()
    }

    fn read(&self, path: &Path) -> Option<Vec<u8>> {
        read::bytes(path, MOST_BYTES).ok()
    }

    fn reload(&mut self, unsaved: HashMap<PathBuf, String>) {
        let new = self.scopes.again(unsaved);
        self.mistakes.clear();
        if new.problems.is_empty() || !self.scopes.problems.is_empty() || self.scopes.all.is_empty() {
            self.scopes = new;
        } else {
            self.mistakes = mistakes(&new);
        }
        (self.baselines, self.complete) = (Vec::new(), None);
        *self.locations.borrow_mut() = Locations::new();
    }

    fn mistakes(&self) -> Vec<Mistake> {
        self.mistakes.iter().cloned().chain(mistakes(&self.scopes)).collect()
    }

    fn is_configuration(&self, path: &Path) -> bool {
        let sources = self.scopes.all.iter().flat_map(|scope| &scope.layers);
        path.file_name().is_some_and(|name| name == NAME)
            || sources.into_iter().any(|layer| self.scopes.whole(Path::new(&layer.source.name)) == path)
    }

    fn configuration_of(&mut self, file: Option<&Path>) -> Option<PathBuf> {
        let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
        let found = self.scopes.configuration_of(&self.scopes.whole(folder))?;
        Some(self.scopes.whole(&found))
    }

    fn linter(&mut self, file: Option<&Path>) -> (usize, &Linter) {
        let scope = self.scopes.of_file(file);
        (scope, &self.scopes.all[scope].linter)
    }

    fn excludes(&mut self, file: &Path) -> bool {
        self.scopes.excludes(file)
    }

    fn report(&mut self, files: Vec<FileReport>, folders: &[PathBuf]) -> Report {
        // Without a file there may be no settings yet.
        self.scopes.of(folders.first().map(PathBuf::as_path));
        let paths: Vec<_> =
            files.iter().map(|file| PathBuf::from(&file.name)).filter(|path| path.is_absolute()).collect();
        if !folders.is_empty() && self.complete.is_none() {
            self.complete = Some(folder::complete(paths.iter().map(PathBuf::as_path)).0);
        }
        self.read_baselines();
        let scopes = &self.scopes.all;
        let linters: Vec<_> = scopes.iter().map(|scope| &scope.linter).collect();
        let complete = self.complete.as_deref().filter(|_| !folders.is_empty()).unwrap_or_default();
        let mut report = Report::with_linters(complete, files, &linters, self.lang);
        for file in &mut report.files {
            self.locate(file);
        }
        let is_whole = |source: &Source| !folders.is_empty() && config::is_covered(source, folders);
        let path = |file: &FileReport, source: &Source| match Path::new(&file.name) {
            path if path.is_absolute() => self.locations.borrow_mut().relative(path, folder_of(source)),
            _ => file.name.clone(),
        };
        add_unused_policies(&mut report, scopes, is_whole);
        apply_ignores(&mut report, scopes, path, is_whole);
        for (number, baseline) in self.baselines.iter().enumerate() {
            baseline.iter().for_each(|baseline| report.apply_baseline_to(|file| file.scope == number, baseline));
        }
        for file in report.files.iter_mut().filter(|file| file.is_configuration) {
            file.name = self.scopes.whole(Path::new(&file.name)).to_string_lossy().into_owned();
        }
        report
    }
}

impl Files<'_> {
    /// Reads the baseline of each scope; what is wrong with one is said on the standard error.
    fn read_baselines(&mut self) {
        let new = self.scopes.all.iter().skip(self.baselines.len());
        let read = |scope: &Scope| baseline::read(&scope.baseline()?, self.lang).ok();
        self.baselines.extend(new.map(read).collect::<Vec<_>>());
    }

    /// Sets by what a baseline knows a file.
    fn locate(&self, file: &mut FileReport) {
        let scope = self.scopes.all.get(file.scope);
        let base = scope.and_then(|scope| scope.baseline().or_else(|| Some(PathBuf::from(&scope.source()?.name))));
        let path = PathBuf::from(&file.name);
        if path.is_absolute() {
            self.locations.borrow_mut().locate(file, &path, base.as_deref().and_then(Path::parent));
        }
    }
}

/// What is wrong with some configurations.
fn mistakes(scopes: &Scopes<'_>) -> Vec<Mistake> {
    let places = scopes.wrong.iter().filter_map(|wrong| wrong.place.as_ref());
    let mistake = |place: &config::WrongPlace| Mistake {
        path: scopes.whole(Path::new(&place.name)),
        text: place.text.clone(),
        bytes: place.bytes.clone(),
        message: place.message.clone(),
        help: place.help.clone(),
    };
    places.map(mistake).collect()
}
