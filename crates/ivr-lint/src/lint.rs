//! A run: reads the inputs, lints them in parallel, and collects the results.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use ivr_flow::{
    Configuration, Context, FileReport, Graph, Lang, Linter, Localized, Origin, Policy, Problem, Report, Settings,
    flows, localized, shorten,
};

use crate::args::Request;
use crate::config::InForce;
use crate::files::{self, Failure, Found, Input};
use crate::guard::Writes;
use crate::instance::Fetched;
use crate::mistake::Source;
use crate::terminal::{complain, note};
use crate::walk::LeftOut;
use crate::{baseline, changed, config, folder, instance, progress};

/// The result of a run, after the configuration and the baseline have been applied. All problems have been printed.
pub(crate) struct Linted<T> {
    pub(crate) report: Report,
    pub(crate) in_force: InForce,
    /// The configuration file.
    pub(crate) configuration: Option<Source>,
    /// The result of `visit` for each input.
    pub(crate) visited: Vec<T>,
}

/// An input that has been linted on its own.
pub(crate) struct LintedFile<'a> {
    pub(crate) report: &'a FileReport,
    pub(crate) bytes: Vec<u8>,
    pub(crate) origin: Origin,
    settings: &'a Settings,
    policies: &'a [Policy],
}

impl LintedFile<'_> {
    /// The policies of the run.
    pub(crate) fn policies(&self) -> &[Policy] {
        self.policies
    }

    /// Something of each flow of the file, which is given with its index in the report.
    pub(crate) fn map_flows<T>(&self, of: impl Fn(usize, &Context<'_>) -> T) -> Vec<T> {
        let flows = flows(&self.bytes, self.origin, self.settings);
        flows.map(|(index, flow)| of(index, &Context::new(&flow, &Graph::new(&flow), self.settings))).collect()
    }
}

/// Reads and lints everything that the command line names, and prints what could not be read. `visit` is called for each
/// input, on the thread that read it. Nothing is written before it is known that nothing is lost.
pub(crate) fn lint<T: Send>(
    request: &Request<'_>,
    writes: &Writes<'_>,
    lang: Lang,
    visit: impl Fn(LintedFile<'_>) -> T + Sync,
) -> Result<Linted<T>, Stopped> {
    let mut problems = Vec::new();
    let (in_force, configuration) = config::of(&request.settings, None, lang).unwrap_or_else(|wrong| {
        problems.extend(wrong);
        (InForce::new(Configuration::default(), &request.settings), None)
    });
    let Inputs { mut inputs, complete, wrong, left_out } = find(request, lang);
    let policies = in_force.configuration.policies.clone();
    let linter = Linter::new(in_force.configuration.settings.clone());
    // No built-in rule is named like a policy, and the configuration has none twice.
    let linter = linter.clone().with_policies(policies).unwrap_or(linter);
    if let Err(lost) = make_room(request, writes, &mut inputs, &linter) {
        complain(lang, &lost);
        return Err(Stopped);
    }
    let (files, visited, failures) = read(request, &inputs, &linter, lang, visit);
    let mut report = Report::with_complete_lists(&complete, files, &linter, lang);
    for problem in wrong.into_iter().chain(failures.iter().map(Failure::problem)) {
        complain(lang, &problem.message);
        problems.push(problem);
    }
    // An instance without flows is what the platform says it is.
    let may_be_empty = request.allow_empty || request.instance.is_some();
    if problems.is_empty() && !report.has_flows() && !may_be_empty {
        let nothing = nothing_to_lint(request.paths, left_out);
        complain(lang, &nothing);
        problems.push(Problem::new(nothing));
    }
    if let Some(source) = configuration.as_ref().filter(|source| config::is_covered(source, request.paths))
        && request.changed_since.is_none()
    {
        let Configuration { policies, settings, .. } = &in_force.configuration;
        report.add_unused_policies(policies, (&source.name, &source.text), settings);
    }
    if let Some(source) = configuration.as_ref().filter(|_| !request.known.no_ignores) {
        report.apply_ignores(
            &in_force.configuration.ignores,
            (&source.name, &source.text),
            &in_force.configuration.settings,
        );
    }
    let known = match (request.write_baseline, &request.known.baseline) {
        // What has just been written is known from now on: setting it up is no failure.
        (Some(path), _) => Some(baseline::write(path, &report, lang)),
        (None, Some(path)) => Some(baseline::read(path, lang)),
        (None, None) => None,
    };
    match known {
        Some(Ok(baseline)) => report.apply_baseline(&baseline),
        Some(Err(problem)) => problems.push(problem),
        None => {}
    }
    if let Some(revision) = request.changed_since {
        match changed::names(revision, &inputs) {
            Ok(changed) => report.retain_files(|name| changed.contains(name)),
            Err(wrong) => {
                complain(lang, &wrong);
                problems.push(Problem::new(wrong));
            }
        }
    }
    report.problems = problems;
    Ok(Linted { report, in_force, configuration, visited })
}

/// The run was stopped before anything was linted; why has been printed.
pub(crate) struct Stopped;

/// Makes room for what the run writes, if nothing that it reads would be lost.
fn make_room(
    request: &Request<'_>,
    writes: &Writes<'_>,
    inputs: &mut Vec<Input>,
    linter: &Linter,
) -> Result<(), Localized> {
    let configuration = config::path(&request.settings, None);
    let in_use = || configuration.iter().chain(&request.known.baseline).map(PathBuf::as_path);
    let is_no_flow =
        |input: &Input| input.read().is_ok_and(|bytes| linter.lint(&input.name, &bytes, Origin::Walked).skipped);
    if let Some(baseline) = request.write_baseline {
        let one = Writes { files: vec![baseline], removes_earlier: false };
        one.make_room(inputs, in_use(), is_no_flow)?;
        baseline::may_replace(baseline)?;
    }
    writes.make_room(inputs, in_use().chain(request.write_baseline), is_no_flow)
}

/// What a run reads.
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

/// The most threads, however many are asked for.
const MOST_THREADS: usize = 256;

/// Reads and lints the inputs, each on its own. The results are in the order of the inputs.
pub(crate) fn read<T: Send>(
    request: &Request<'_>,
    inputs: &[Input],
    linter: &Linter,
    lang: Lang,
    visit: impl Fn(LintedFile<'_>) -> T + Sync,
) -> (Vec<FileReport>, Vec<T>, Vec<Failure>) {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(inputs.len()));
    let work = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(input) = inputs.get(index) else { break };
            let linted = input.read().map(|bytes| {
                let report = linter.lint(&input.name, &bytes, input.origin);
                let (origin, settings, policies) = (input.origin, linter.settings(), linter.policies());
                let visited = visit(LintedFile { report: &report, bytes, origin, settings, policies });
                (report, visited)
            });
            mine.push((index, linted));
        }
        done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut mine);
    };
    let threads = match request.jobs {
        Some(jobs) => jobs.get(),
        // Counting the cores reads several system files.
        None if inputs.len() < 2 => 1,
        None => thread::available_parallelism().map_or(1, usize::from),
    };
    progress::show(inputs.len(), &next, lang, || {
        thread::scope(|scope| {
            for _ in 1..threads.min(inputs.len()).min(MOST_THREADS) {
                // Where no more threads can be made, those that there are do the work.
                if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                    break;
                }
            }
            work();
        });
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(index, _)| *index);
    let (mut reports, mut visited, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for (_, linted) in done {
        match linted {
            Ok((report, made)) => {
                reports.push(report);
                visited.push(made);
            }
            Err(failure) => failures.push(failure),
        }
    }
    (reports, visited, failures)
}

pub(crate) fn nothing_to_lint(paths: &[PathBuf], left_out: LeftOut) -> Localized {
    let place = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let place = if place.is_empty() { ".".to_owned() } else { shorten(&place) };
    let Localized { en, zh } = left_out.say();
    localized!(
        "no flows found in {place}: name a file, or a directory with *.json, *.jsonl or *.ndjson files{en} (use --allow-empty to accept this)",
        "在 {place} 中没有找到流程：请指定文件，或包含 *.json、*.jsonl、*.ndjson 文件的目录{zh}（如属正常，请使用 --allow-empty）"
    )
}
