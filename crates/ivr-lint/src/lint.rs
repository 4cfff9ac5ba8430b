//! A run: finds the inputs, has them read and linted, and collects the results.

mod read;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ivr_flow::{
    Baseline, FileReport, Ignore, Lang, Localized, Origin, Policy, Problem, Report, fix, localized, printable, shorten,
};

use self::read::lint_file;
pub(crate) use self::read::{LintedFile, ReadFiles, read};
use crate::args::Request;
use crate::files::{self, Failure, Found, Input};
use crate::fixing::FixedFile;
use crate::guard::Writes;
use crate::instance::Fetched;
use crate::locations::Locations;
use crate::mistake::Source;
use crate::scopes::{Layer, Scope, Scopes};
use crate::terminal::{complain, note};
use crate::walk::{LeftOut, Why};
use crate::{baseline, changed, config, folder, instance};

/// The result of a run, after the configuration and the baseline have been applied. All problems have been printed.
pub(crate) struct Linted<T> {
    pub(crate) report: Report,
    /// The settings of the files, by [`FileReport::scope`].
    pub(crate) scopes: Vec<Scope>,
    /// The result of `visit` for each input.
    pub(crate) visited: Vec<T>,
    /// What was fixed, or would be. If stdin is fixed, it is there in any case.
    pub(crate) fixed: Vec<FixedFile>,
}

/// Reads and lints everything that the command line names, and prints what could not be read. `visit` is called for each
/// input, on the thread that read it. Nothing is written before it is known that nothing is lost.
pub(crate) fn lint<T: Send>(
    request: &Request<'_>,
    writes: &Writes<'_>,
    lang: Lang,
    visit: impl Fn(LintedFile<'_>) -> T + Sync,
) -> Result<Linted<T>, Stopped> {
    let mut scopes = Scopes::new(request.settings, lang);
    if request.instance.is_some() {
        scopes.of(None);
    }
    // With broken settings nobody is asked for anything.
    let Inputs { mut inputs, complete, wrong, mut left_out } =
        if scopes.problems.is_empty() { find(request, lang) } else { Inputs::default() };
    inputs.retain(|input| {
        let excluded = input.origin == Origin::Walked && input.path().is_some_and(|path| scopes.excludes(path));
        left_out.0.extend(excluded.then(|| (input.name.clone(), Why::Excluded)));
        !excluded
    });
    let scope_of: HashMap<String, usize> =
        inputs.iter().map(|input| (input.name.clone(), scopes.of_file(input.place()))).collect();
    if scopes.all.is_empty() {
        scopes.of(request.paths.first().map(PathBuf::as_path));
    }
    scopes.check_names();
    let Scopes { all: scopes, problems: broken, .. } = scopes;
    if let Err(lost) = make_room(request, writes, &mut inputs, &scopes, &scope_of) {
        complain(lang, &lost);
        return Err(Stopped);
    }
    // Now nothing is left that could be taken for what this run writes.
    let known = baselines(request, &scopes, lang);
    let changed = request.changed_since.map(|revision| changed::names(revision, &inputs)).transpose();
    if let Err(wrong) = &changed {
        complain(lang, wrong);
    }
    let (true, Ok(known), Ok(changed)) = (broken.is_empty(), known, changed) else { return Err(Stopped) };

    let linter_of = |input: &Input| {
        let number = scope_of[&input.name];
        (number, &scopes[number].linter)
    };
    let linters: Vec<_> = scopes.iter().map(|scope| &scope.linter).collect();
    let paths_of: HashMap<&str, &Path> =
        inputs.iter().filter_map(|input| Some((&*input.name, input.place()?))).collect();
    let locations = Mutex::new(Locations::new());
    let locations = || locations.lock().unwrap_or_else(PoisonError::into_inner);
    let known_in = request.write_baseline.or(request.known.baseline.as_deref());
    let locate = |file: &mut FileReport| {
        let scope = scopes.get(file.scope);
        let configured =
            || scope.and_then(|scope| scope.baseline().or_else(|| Some(PathBuf::from(&scope.source()?.name))));
        let base = known_in.map(Path::to_owned).or_else(configured);
        if let Some(path) = paths_of.get(&*file.name) {
            locations().locate(file, path, base.as_deref().and_then(Path::parent));
        }
    };
    let path_from = |file: &FileReport, source: &Source| match paths_of.get(&*file.name) {
        Some(path) => locations().relative(path, folder_of(source)),
        None => file.name.clone(),
    };
    // What is ignored or known is not fixed.
    let fix_file = |input: &Input, bytes: &[u8]| {
        let is_meant = request.fixing.is_on() && changed.as_ref().is_none_or(|changed| changed.contains(&input.name));
        let number = scope_of[&input.name];
        let report = |bytes: &[u8]| {
            let file = lint_file(input, bytes, (number, linters[number]));
            let mut report = Report::with_linters(&[], [file], &linters, lang);
            report.files.iter_mut().for_each(locate);
            for Layer { configuration, source, .. } in &scopes[number].layers {
                if !request.known.no_ignores {
                    report.ignore_in(|_| true, &configuration.ignores, |file| path_from(file, source));
                }
            }
            let known = known.iter().filter(|(of, _)| of.contains(&number));
            known.for_each(|(_, baseline)| report.apply_baseline_to(|_| true, baseline));
            report
        };
        is_meant.then(|| fix(bytes, request.fixing.unsafe_fixes, report)).flatten()
    };
    let ReadFiles { files, visited, failures, mut fixed, unfixed } =
        read(request, &inputs, linter_of, fix_file, lang, visit);
    if request.verbose {
        note_files(&files, &scopes, &left_out, lang);
    }
    let mut report = Report::with_linters(&complete, files, &linters, lang);
    let mut problems = Vec::new();
    for problem in wrong.into_iter().chain(failures.iter().map(Failure::problem)) {
        complain(lang, &problem.message);
        problems.push(problem);
    }
    // An instance without flows is what the platform says it is.
    let may_be_empty = request.allow_empty || request.instance.is_some();
    if problems.is_empty() && !report.has_flows() && !may_be_empty {
        let nothing = nothing_to_lint(request.paths, &left_out);
        complain(lang, &nothing);
        problems.push(Problem::new(nothing));
    }
    report.files.iter_mut().for_each(locate);
    let is_whole = |source: &Source| is_whole(request, source, &complete);
    add_unused_policies(&mut report, &scopes, is_whole);
    if !request.known.no_ignores {
        apply_ignores(&mut report, &scopes, path_from, is_whole);
    }
    for file in report.files.iter_mut().filter(|file| file.is_configuration) {
        let path = PathBuf::from(&file.name);
        locations().locate(file, &path, path.parent());
    }
    // What has just been written is known from now on: setting it up is no failure.
    match request.write_baseline.map(|path| baseline::write(path, &report, lang)) {
        Some(Ok(baseline)) => report.apply_baseline(&baseline),
        Some(Err(problem)) => problems.push(problem),
        None => {
            for (of, baseline) in &known {
                report.apply_baseline_to(|file| of.contains(&file.scope), baseline);
            }
        }
    }
    if let Some(changed) = changed {
        report.retain_files(|name| changed.contains(name));
    }
    let (configurations, unwritten) = request.fixing.fix_configurations(&mut report, &scopes);
    fixed.extend(configurations);
    for problem in unfixed.into_iter().chain(unwritten) {
        complain(lang, &problem);
        problems.push(Problem::new(problem));
    }
    report.problems = problems;
    Ok(Linted { report, scopes, visited, fixed })
}

/// Whether the run reads all that a configuration is about, so that what fits nothing is of no use.
fn is_whole(request: &Request<'_>, configuration: &Source, complete: &[Vec<String>]) -> bool {
    match request.instance {
        _ if request.changed_since.is_some() => false,
        Some(_) => !complete.is_empty(),
        None if request.paths.is_empty() => request.stdin_filename.is_none(),
        None => config::is_covered(configuration, request.paths),
    }
}

/// The folder of a configuration.
pub(crate) fn folder_of(source: &Source) -> &Path {
    Path::new(&source.name).parent().unwrap_or(Path::new(""))
}

/// The run was stopped before anything was linted; why has been printed.
pub(crate) struct Stopped;

/// Adds what is of no use in the policies of the configurations whose files have all been read. A policy is of use too where
/// a configuration that extends this one has inherited it. One that is only extended has no files of its own, and is
/// shared with repositories that its policies fit: nothing is said about it.
pub(crate) fn add_unused_policies(report: &mut Report, scopes: &[Scope], is_whole: impl Fn(&Source) -> bool) {
    for scope in scopes {
        let Some(Layer { configuration, source, .. }) = scope.layers.first() else { continue };
        let policies = &configuration.policies;
        if policies.is_empty() || !is_whole(source) {
            continue;
        }
        let numbers: Vec<_> = scopes.iter().map(|scope| numbers_of(scope, source, policies)).collect();
        let policy_of = |file: &FileReport, number: usize| *numbers.get(file.scope)?.get(number)?;
        let settings = &scope.in_force.configuration.settings;
        report.add_unused_policies(policy_of, policies, (&source.name, &source.text), settings);
    }
}

/// The number of each policy of a scope among those of one configuration file; nothing for those of other files.
fn numbers_of(scope: &Scope, source: &Source, policies: &[Policy]) -> Vec<Option<usize>> {
    let Some(depth) = scope.layers.iter().position(|layer| layer.source.name == source.name) else { return Vec::new() };
    let nearer = scope.layers[..depth].iter().flat_map(|layer| &layer.configuration.policies);
    let replaced: BTreeSet<_> = nearer.map(Policy::rule_name).collect();
    let numbers: BTreeMap<_, _> =
        policies.iter().enumerate().map(|(number, policy)| (policy.rule_name(), number)).collect();
    let names = scope.linter.policies().iter().map(Policy::rule_name);
    names.map(|name| numbers.get(name).copied().filter(|_| !replaced.contains(name))).collect()
}

/// Suppresses what each configuration excepts in its files, and adds the exceptions of no use: as with policies, those
/// that neither a file of the configuration nor one of a configuration that extends it needs.
pub(crate) fn apply_ignores(
    report: &mut Report,
    scopes: &[Scope],
    path: impl Fn(&FileReport, &Source) -> String,
    is_whole: impl Fn(&Source) -> bool,
) {
    let mut unused_in: BTreeMap<&str, Vec<&Ignore>> = BTreeMap::new();
    for (number, scope) in scopes.iter().enumerate() {
        for Layer { configuration, source, .. } in &scope.layers {
            let unused =
                report.ignore_in(|file| file.scope == number, &configuration.ignores, |file| path(file, source));
            match unused_in.entry(&source.name) {
                Entry::Vacant(entry) => _ = entry.insert(unused),
                Entry::Occupied(mut entry) => {
                    let places: BTreeSet<_> = unused.iter().map(|ignore| ignore.bytes.start).collect();
                    entry.get_mut().retain(|ignore| places.contains(&ignore.bytes.start));
                }
            }
        }
    }
    for (number, scope) in scopes.iter().enumerate() {
        let Some(source) = scope.source() else { continue };
        if let Some(unused) = unused_in.get(&*source.name).filter(|_| is_whole(source)) {
            let settings = &scope.in_force.configuration.settings;
            report.add_unused_ignores(unused, (&source.name, &source.text), settings);
        }
        for file in report.files.iter_mut().filter(|file| file.is_configuration && file.name == source.name) {
            file.scope = number;
        }
    }
}

/// The baselines of the run, each with the numbers of the settings whose files it is for. The errors have been said already.
fn baselines(request: &Request<'_>, scopes: &[Scope], lang: Lang) -> Result<Vec<(Vec<usize>, Baseline)>, Stopped> {
    if request.write_baseline.is_some() {
        return Ok(Vec::new());
    }
    let mut of_paths: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (number, scope) in scopes.iter().enumerate() {
        if let Some(path) = request.known.baseline.clone().or_else(|| scope.baseline()) {
            of_paths.entry(path).or_default().push(number);
        }
    }
    let read = |(path, of): (PathBuf, Vec<usize>)| Ok((of, baseline::read(&path, lang).map_err(|_| Stopped)?));
    of_paths.into_iter().map(read).collect()
}

/// Makes room for what the run writes, if nothing that it reads would be lost.
fn make_room(
    request: &Request<'_>,
    writes: &Writes<'_>,
    inputs: &mut Vec<Input>,
    scopes: &[Scope],
    scope_of: &HashMap<String, usize>,
) -> Result<(), Localized> {
    let baselines: Vec<_> = scopes.iter().filter_map(Scope::baseline).collect();
    let layers = scopes.iter().flat_map(|scope| &scope.layers);
    let configurations: Vec<_> = layers.map(|layer| Path::new(&layer.source.name)).collect();
    let said = request.settings.config.into_iter().chain(request.known.baseline.as_deref());
    let is_no_flow = |input: &Input| {
        let linter = &scopes[scope_of[&input.name]].linter;
        input.read().is_ok_and(|bytes| linter.lint(&input.name, &bytes, Origin::Walked).skipped)
    };
    let in_use = || configurations.iter().copied().chain(said.clone());
    if let Some(baseline) = request.write_baseline {
        let one = Writes { files: vec![baseline], removes_earlier: false };
        one.make_room(inputs, in_use(), is_no_flow)?;
        baseline::may_replace(baseline)?;
    }
    let baselines = baselines.iter().map(PathBuf::as_path).filter(|path| Some(*path) != request.write_baseline);
    writes.make_room(inputs, in_use().chain(baselines).chain(request.write_baseline), is_no_flow)
}

/// Says on the standard error which files were searched for definitions, where the report does not.
pub(crate) fn note_searched(report: &Report, lang: Lang) {
    for file in report.searched() {
        let (name, count) = (shorten(&file.name), file.flows.len());
        note(
            lang,
            &localized!(
                "{name} has no known shape: searched all of it for definitions and found {count}",
                "{name} 不是已知的格式：已在全文中查找流程定义，找到 {count} 个"
            ),
        );
    }
}

/// Says on the standard error what became of each file.
fn note_files(files: &[FileReport], scopes: &[Scope], left_out: &LeftOut, lang: Lang) {
    let linted = files.iter().map(|file| {
        let source = scopes.get(file.scope).and_then(Scope::source);
        (
            &file.name,
            match source {
                _ if file.skipped => localized!("skipped: no flow in it", "已跳过：其中没有流程"),
                Some(Source { name, .. }) => {
                    let name = printable(name);
                    localized!("linted with {name}", "已检查，使用 {name}")
                }
                None => localized!("linted with the default settings", "已检查，使用默认设置"),
            },
        )
    });
    let left_out = left_out.0.iter().map(|(name, why)| {
        let Localized { en, zh } = why.say();
        (name, localized!("left out: {en}", "已略过：{zh}"))
    });
    let mut all: Vec<_> = linted.chain(left_out).collect();
    // What git both ignores and tracks is linted, whatever was said before.
    all.sort_by_key(|(name, _)| *name);
    all.dedup_by_key(|(name, _)| *name);
    for (name, Localized { en, zh }) in all {
        let name = printable(name);
        note(lang, &localized!("{name}: {en}", "{name}：{zh}"));
    }
}

/// What a run reads.
#[derive(Default)]
pub(crate) struct Inputs {
    pub(crate) inputs: Vec<Input>,
    /// The flow ids of each instance that is known to be complete.
    pub(crate) complete: Vec<Vec<String>>,
    /// What could not be found.
    pub(crate) wrong: Vec<Problem>,
    pub(crate) left_out: LeftOut,
}

/// Files, or the flows of an instance as if they had been fetched into a directory.
pub(crate) fn find(request: &Request<'_>, lang: Lang) -> Inputs {
    if let Some(remote) = request.instance {
        let (mut inputs, mut complete, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
        match instance::fetch(remote, lang) {
            Ok(Fetched { instance, part, files }) => {
                complete.extend(part.is_all().then(|| files.iter().map(|file| file.id.clone()).collect()));
                inputs.extend(files.into_iter().map(|file| Input::fetched(&instance, file)));
            }
            Err(problem) => wrong.push(Problem::new(problem)),
        }
        return Inputs { inputs, complete, wrong, left_out: LeftOut::default() };
    }
    let Found { inputs, failures, left_out, without_git, .. } =
        files::find(request.paths, request.stdin_filename, request.isolated);
    if let Some(Localized { en, zh }) = without_git {
        note(
            lang,
            &localized!(
                "files that git both tracks and ignores are not linted: {en}",
                "未检查 git 跟踪但被忽略规则匹配的文件：{zh}"
            ),
        );
    }
    let (complete, wrong) = folder::complete(inputs.iter().filter_map(Input::path));
    let mut wrong: Vec<_> = wrong.into_iter().map(Problem::new).collect();
    wrong.extend(failures.iter().map(Failure::problem));
    Inputs { inputs, complete, wrong, left_out }
}

pub(crate) fn nothing_to_lint(paths: &[PathBuf], left_out: &LeftOut) -> Localized {
    let place = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let place = if place.is_empty() { ".".to_owned() } else { shorten(&place) };
    let Localized { en, zh } = left_out.say();
    localized!(
        "no flows found in {place}: name a file, or a directory with *.json, *.jsonl or *.ndjson files{en} (use --allow-empty to accept this)",
        "在 {place} 中没有找到流程：请指定文件，或包含 *.json、*.jsonl、*.ndjson 文件的目录{zh}（如属正常，请使用 --allow-empty）"
    )
}
