//! Which configuration holds for which file.

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::path::{Component, Path, PathBuf};

use ivr_flow::{Configuration, Lang, Linter, Policy, Problem, localized, printable};

use crate::args::SettingsRequest;
use crate::config::{self, InForce, NAME, Wrong};
use crate::mistake::{Mistake, Source};

/// The most configurations that extend each other.
const MOST_LAYERS: usize = 16;

/// The settings of some files.
pub(crate) struct Scope {
    pub(crate) in_force: InForce,
    pub(crate) linter: Linter,
    /// The configuration that they stand in and those that it extends, the nearest first.
    pub(crate) layers: Vec<Layer>,
}

/// One configuration file.
pub(crate) struct Layer {
    /// What it says itself.
    pub(crate) configuration: Configuration,
    /// The same with the policies of those that it extends.
    whole: Configuration,
    pub(crate) source: Source,
    /// The canonical path of its folder.
    pub(crate) folder: PathBuf,
}

/// The settings of all files of a run: found once for each folder, read once for each configuration.
pub(crate) struct Scopes<'a> {
    request: SettingsRequest<'a>,
    lang: Lang,
    here: PathBuf,
    pub(crate) all: Vec<Scope>,
    /// What is wrong with configurations; it has been said already.
    pub(crate) problems: Vec<Problem>,
    /// The same, where it is.
    pub(crate) wrong: Vec<Wrong>,
    /// The texts of configurations that somebody is writing, by their canonical paths.
    unsaved: HashMap<PathBuf, String>,
    of_folders: HashMap<PathBuf, Folder>,
    of_files: HashMap<Option<PathBuf>, usize>,
}

/// What is known of a folder.
#[derive(Clone)]
struct Folder {
    canonical: PathBuf,
    scope: usize,
}

impl<'a> Scopes<'a> {
    pub(crate) fn new(request: SettingsRequest<'a>, lang: Lang) -> Self {
        let here = env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
        let (all, problems, wrong, unsaved, of_folders, of_files) = Default::default();
        Scopes { request, lang, here, all, problems, wrong, unsaved, of_folders, of_files }
    }

    /// The same for the same folders, read again. `unsaved` has the texts of configurations that somebody is writing, by
    /// their canonical paths.
    pub(crate) fn again(&self, unsaved: HashMap<PathBuf, String>) -> Self {
        let mut again = Scopes { unsaved, ..Scopes::new(self.request, self.lang) };
        for folder in self.of_folders.keys() {
            again.folder(folder);
        }
        again
    }

    /// A path as seen from the working directory, in full.
    pub(crate) fn whole(&self, path: &Path) -> PathBuf {
        let whole = self.here.join(path);
        whole.canonicalize().unwrap_or(whole)
    }

    /// The number of the settings for a file; nothing means the working directory.
    pub(crate) fn of_file(&mut self, file: Option<&Path>) -> usize {
        self.folder(file.and_then(Path::parent).unwrap_or(Path::new(""))).scope
    }

    /// The number of the settings for what is at a path, which may be a directory.
    pub(crate) fn of(&mut self, path: Option<&Path>) -> usize {
        match path.filter(|path| path.is_dir()) {
            Some(folder) => self.folder(folder).scope,
            None => self.of_file(path),
        }
    }

    /// Whether a file is not to be linted where it is found in a directory.
    pub(crate) fn excludes(&mut self, path: &Path) -> bool {
        let Folder { canonical, scope } = self.folder(path.parent().unwrap_or(Path::new("")));
        let layers = self.all[scope].layers.iter().filter(|layer| !layer.configuration.exclude.is_empty());
        let file = canonical.join(path.file_name().unwrap_or_default());
        layers
            .filter_map(|layer| Some((layer, slashed(file.strip_prefix(&layer.folder).ok()?))))
            .any(|(layer, path)| layer.configuration.excludes(&path))
    }

    /// Says which rules of the command line are in no configuration.
    pub(crate) fn check_names(&mut self) {
        if !self.problems.is_empty() {
            return;
        }
        for name in self.request.rules.named() {
            let found = self.all.iter().map(|scope| scope.in_force.configuration.find_rule(name));
            if let Ok(unknown) = found.reduce(Result::or).unwrap_or(Ok(())).map_or_else(Ok, Err) {
                self.problems.push(Problem::new(config::say_unknown(&unknown, self.lang)));
            }
        }
    }

    fn folder(&mut self, folder: &Path) -> Folder {
        if let Some(known) = self.of_folders.get(folder) {
            return known.clone();
        }
        let canonical = self.here.join(folder);
        let canonical = canonical.canonicalize().unwrap_or(canonical);
        let file = self.configuration_of(&canonical);
        let scope = match self.of_files.get(&file) {
            Some(&known) => known,
            None => {
                let layers = match file.as_ref().map(|file| self.layers(file)) {
                    None => Vec::new(),
                    Some(Ok(layers)) => layers,
                    Some(Err(wrong)) => {
                        self.problems.extend(wrong.iter().map(|wrong| wrong.problem.clone()));
                        self.wrong.extend(wrong);
                        Vec::new()
                    }
                };
                self.all.push(Scope::new(layers, &self.request));
                self.of_files.insert(file, self.all.len() - 1);
                self.all.len() - 1
            }
        };
        self.of_folders.insert(folder.to_owned(), Folder { canonical, scope });
        self.of_folders[folder].clone()
    }

    /// The configuration for a folder: the one that was said, else the nearest upward from it, else from the working
    /// directory.
    pub(crate) fn configuration_of(&self, folder: &Path) -> Option<PathBuf> {
        if self.request.no_config {
            return None;
        }
        let said = self.request.config.map(Path::to_owned);
        said.or_else(|| self.nearest(folder)).or_else(|| self.nearest(&self.here))
    }

    /// The nearest configuration from a folder up to the one that holds `.git`, or the root; as seen from the working
    /// directory.
    fn nearest(&self, folder: &Path) -> Option<PathBuf> {
        for directory in folder.ancestors() {
            if directory.join(NAME).is_file() {
                return Some(self.seen_from_here(directory).join(NAME));
            }
            if directory.join(".git").exists() {
                return None;
            }
        }
        None
    }

    /// The path of a file without ways up and down again.
    fn shortened(&self, file: &Path) -> PathBuf {
        let folder = file.parent().and_then(|folder| self.here.join(folder).canonicalize().ok());
        let parts = folder.zip(file.file_name());
        parts.map_or_else(|| file.to_owned(), |(folder, name)| self.seen_from_here(&folder).join(name))
    }

    fn seen_from_here(&self, directory: &Path) -> PathBuf {
        if let Ok(below) = directory.strip_prefix(&self.here) {
            return below.to_owned();
        }
        match self.here.strip_prefix(directory) {
            Ok(down) => down.components().map(|_| Component::ParentDir).collect(),
            Err(_) => directory.to_owned(),
        }
    }

    /// A configuration and those that it extends, the nearest first.
    fn layers(&self, file: &Path) -> Result<Vec<Layer>, Vec<Wrong>> {
        let mut sources: Vec<Source> = Vec::new();
        let mut next = Some(file.to_owned());
        while let Some(path) = next {
            let name = path.display().to_string();
            let unsaved = self.unsaved.get(&self.whole(&path)).map(|text| Source { name, text: text.clone() });
            let source = unsaved.map_or_else(|| config::source(&path, self.lang), Ok);
            let source = source.map_err(|problem| vec![Wrong { problem, place: None }])?;
            // Its mistakes are said when all that it rests on is known.
            let (configuration, _) = Configuration::read_toml(&source.text);
            sources.push(source);
            next = configuration.extend.as_ref().map(|extend| self.shortened(&folder_of(&path).join(extend)));
            let Some(base) = &next else { break };
            let wrong = if !base.is_file() {
                let name = printable(&base.to_string_lossy());
                localized!("there is no file {name}", "文件 {name} 不存在")
            } else if sources.len() == MOST_LAYERS || sources.iter().any(|known| is_same(Path::new(&known.name), base))
            {
                localized!("these configurations extend each other", "这些配置相互引用（extend）")
            } else {
                continue;
            };
            let Some(source) = sources.last() else { break };
            let bytes = configuration.place("extend").unwrap_or_default();
            let mistake = Mistake { source, bytes, message: &wrong, help: None, is_ours: true };
            return Err(vec![config::wrong(&mistake, self.lang)]);
        }
        let mut layers: Vec<Layer> = Vec::new();
        let mut base = Configuration::default();
        for source in sources.into_iter().rev() {
            let configuration = config::parse(&source, &base, self.lang)?;
            let inherited = std::mem::take(&mut base.policies);
            let is_new =
                |policy: &Policy| configuration.policies.iter().all(|own| own.rule_name() != policy.rule_name());
            let inherited: Vec<_> = inherited.into_iter().filter(is_new).collect();
            base = configuration.clone();
            base.policies.extend(inherited);
            let folder = self.here.join(folder_of(Path::new(&source.name)));
            let folder = folder.canonicalize().unwrap_or(folder);
            layers.insert(0, Layer { configuration, whole: base.clone(), source, folder });
        }
        Ok(layers)
    }
}

impl Scope {
    fn new(layers: Vec<Layer>, request: &SettingsRequest<'_>) -> Self {
        let configuration = layers.first().map(|layer| layer.whole.clone()).unwrap_or_default();
        let mut origins = BTreeMap::new();
        for layer in layers.iter().rev() {
            origins.extend(layer.configuration.places().map(|(setting, place)| {
                let before = layer.source.text.as_bytes().iter().take(place.start);
                let line = before.filter(|&&byte| byte == b'\n').count() + 1;
                (setting.to_owned(), format!("{}:{line}", layer.source.name))
            }));
        }
        let in_force = InForce::new(configuration, origins, request);
        let Configuration { settings, policies, .. } = &in_force.configuration;
        let linter = Linter::new(settings.clone());
        // No built-in rule is named like a policy, and no configuration has one twice.
        let linter = linter.clone().with_policies(policies.clone()).unwrap_or(linter);
        Scope { in_force, linter, layers }
    }

    /// The configuration file itself.
    pub(crate) fn source(&self) -> Option<&Source> {
        self.layers.first().map(|layer| &layer.source)
    }

    /// The baseline that the nearest configuration names that names one.
    pub(crate) fn baseline(&self) -> Option<PathBuf> {
        self.layers.iter().find_map(|layer| {
            let folder = folder_of(Path::new(&layer.source.name));
            Some(folder.join(layer.configuration.baseline.as_ref()?))
        })
    }
}

/// The settings for what is at a path, else for the working directory. The errors have been said already.
pub(crate) fn of(request: &SettingsRequest<'_>, path: Option<&Path>, lang: Lang) -> Result<Scope, Vec<Problem>> {
    let mut scopes = Scopes::new(*request, lang);
    let scope = scopes.of(path);
    scopes.check_names();
    if scopes.problems.is_empty() { Ok(scopes.all.swap_remove(scope)) } else { Err(scopes.problems) }
}

/// A path with `/` between its parts.
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

fn is_same(one: &Path, other: &Path) -> bool {
    let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    canonical(one) == canonical(other)
}
