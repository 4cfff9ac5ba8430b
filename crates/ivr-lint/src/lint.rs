//! The run: reads what there is, lints it on as many threads as there are, and puts it together.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use ivr_flow::{FileReport, Lang, Origin, Report, Say, Settings, lint_file, say, shown};

use crate::args::Args;
use crate::config::{InForce, Source};
use crate::files::{self, Failure, Input};
use crate::instance::Fetched;
use crate::{baseline, changed, complain, config, folder, instance, progress};

/// What a run comes to, with what the configuration and a baseline say of it.
pub(crate) struct Linted<T> {
    pub(crate) report: Report,
    pub(crate) in_force: InForce,
    /// The configuration's file, where its exceptions hold.
    pub(crate) configuration: Option<Source>,
    /// How many entries of the baseline fit nothing any more.
    pub(crate) gone: usize,
    /// Why the run is not whole; all of it has been said.
    pub(crate) troubles: Vec<Say>,
    /// What `look` made of each input.
    pub(crate) looked: Vec<T>,
}

/// An input that has been linted by itself.
pub(crate) struct Seen<'a> {
    pub(crate) report: &'a FileReport,
    pub(crate) bytes: Vec<u8>,
    pub(crate) origin: Origin,
    pub(crate) settings: &'a Settings,
}

/// Reads and lints all that the command line names, and says what could not be read. `look` is given each input that
/// could, on the thread that read it.
pub(crate) fn lint<T: Send>(
    args: &Args,
    paths: &[PathBuf],
    lang: Lang,
    look: impl Fn(Seen<'_>) -> T + Sync,
) -> Linted<T> {
    let mut troubles = Vec::new();
    let (config, configuration) = config::of(args, lang).unwrap_or_else(|trouble| {
        troubles.push(trouble);
        Default::default()
    });
    let in_force = InForce::new(config, args.fail_on, &args.rules);
    let Inputs { inputs, complete, wrong } = find(args, paths, lang);
    let (files, looked, failures) = read(args, &inputs, &in_force.settings, lang, look);
    let mut report = Report::knowing(&complete, files, &in_force.settings, lang);
    for wrong in wrong.into_iter().chain(failures.iter().map(Failure::say)) {
        complain(lang, &wrong);
        troubles.push(wrong);
    }
    if troubles.is_empty() && !report.is_about_something() && !args.allow_empty {
        let nothing = nothing_to_lint(args, paths);
        complain(lang, &nothing);
        troubles.push(nothing);
    }
    let configuration = configuration.filter(|_| !args.no_ignores);
    if let Some(source) = &configuration {
        report.ignore(&in_force.ignores, (&source.name, &source.text), &in_force.settings);
    }
    if let Some(path) = &args.write_baseline {
        troubles.extend(baseline::write(path, &report, lang).err());
    }
    let mut gone = 0;
    if let Some(path) = &args.baseline {
        match baseline::read(path, lang) {
            Ok(baseline) => gone = report.leave_aside(&baseline),
            Err(trouble) => troubles.push(trouble),
        }
    }
    if let Some(revision) = &args.changed_since {
        match changed::names(revision, &inputs) {
            Ok(changed) => report.keep_files(|name| changed.contains(name)),
            Err(trouble) => {
                complain(lang, &trouble);
                troubles.push(trouble);
            }
        }
    }
    Linted { report, in_force, configuration, gone, troubles, looked }
}

struct Inputs {
    inputs: Vec<Input>,
    /// For each instance that is known to be whole the ids of its flows.
    complete: Vec<Vec<String>>,
    /// What could not be found.
    wrong: Vec<Say>,
}

/// Files, or the flows of an instance as if they had been fetched into a folder.
fn find(args: &Args, paths: &[PathBuf], lang: Lang) -> Inputs {
    if args.remote.instance_id.is_some() {
        let (mut inputs, mut complete, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
        match instance::fetch(&args.remote, lang) {
            Ok(Fetched { instance, part, files }) => {
                complete.extend(part.is_all().then(|| files.iter().map(|file| file.id.clone()).collect()));
                inputs.extend(files.into_iter().map(|file| Input::fetched(&instance, file)));
            }
            Err(trouble) => wrong.push(trouble),
        }
        return Inputs { inputs, complete, wrong };
    }
    let (inputs, failures) = files::find(paths, args.stdin_filename.as_deref());
    let (complete, mut wrong) = folder::complete(inputs.iter().filter_map(Input::path));
    wrong.extend(failures.iter().map(Failure::say));
    Inputs { inputs, complete, wrong }
}

/// Reads and lints the inputs, each by itself. Whichever thread has read one, all come back in their order.
fn read<T: Send>(
    args: &Args,
    inputs: &[Input],
    settings: &Settings,
    lang: Lang,
    look: impl Fn(Seen<'_>) -> T + Sync,
) -> (Vec<FileReport>, Vec<T>, Vec<Failure>) {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(inputs.len()));
    let work = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(input) = inputs.get(index) else { break };
            let seen = input.read().map(|bytes| {
                let report = lint_file(&input.name, &bytes, input.origin, settings);
                let looked = look(Seen { report: &report, bytes, origin: input.origin, settings });
                (report, looked)
            });
            mine.push((index, seen));
        }
        done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut mine);
    };
    let threads = match args.jobs {
        Some(jobs) => jobs.get(),
        // How many cores there are is asked of several files of the system.
        None if inputs.len() < 2 => 1,
        None => thread::available_parallelism().map_or(1, usize::from),
    };
    progress::show(inputs.len(), &next, lang, || {
        thread::scope(|scope| {
            for _ in 1..threads.min(inputs.len()) {
                scope.spawn(work);
            }
            work();
        });
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(index, _)| *index);
    let (mut reports, mut looked, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for (_, seen) in done {
        match seen {
            Ok((report, made)) => {
                reports.push(report);
                looked.push(made);
            }
            Err(failure) => failures.push(failure),
        }
    }
    (reports, looked, failures)
}

fn nothing_to_lint(args: &Args, paths: &[PathBuf]) -> Say {
    if let Some(instance) = &args.remote.instance_id {
        let instance = shown(instance);
        return say!(
            "{instance} has no such flow (--allow-empty makes this a success)",
            "{instance} 没有符合条件的流程（加 --allow-empty 则视为成功）"
        );
    }
    let place = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let place = if place.is_empty() { ".".to_owned() } else { shown(&place) };
    say!(
        "no flow found in {place}: name a file, or a directory with *.json, *.jsonl or *.ndjson files (--allow-empty makes this a success)",
        "在 {place} 中没有找到流程：请指定文件，或含有 *.json、*.jsonl、*.ndjson 的目录（加 --allow-empty 则视为成功）"
    )
}
