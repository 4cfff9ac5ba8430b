//! Reads, fixes and lints the inputs in parallel.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use ivr_flow::{Context, FileReport, Fixed, Graph, Lang, Linter, Localized, Origin, Policy, Settings, flows};

use crate::args::Request;
use crate::files::{Failure, Input};
use crate::fixing::FixedFile;
use crate::progress;

/// The most threads, however many are asked for.
const MOST_THREADS: usize = 256;

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

/// The inputs, read and linted, in their order.
pub(crate) struct ReadFiles<T> {
    pub(crate) files: Vec<FileReport>,
    pub(crate) visited: Vec<T>,
    pub(crate) failures: Vec<Failure>,
    pub(crate) fixed: Vec<FixedFile>,
    /// Why files could not be fixed.
    pub(crate) unfixed: Vec<Localized>,
}

/// Reads, fixes and lints the inputs, each on its own.
pub(crate) fn read<'s, T: Send>(
    request: &Request<'_>,
    inputs: &[Input],
    linter_of: impl Fn(&Input) -> (usize, &'s Linter) + Sync,
    fix: impl Fn(&Input, &[u8]) -> Option<Fixed> + Sync,
    lang: Lang,
    visit: impl Fn(LintedFile<'_>) -> T + Sync,
) -> ReadFiles<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(inputs.len()));
    let work = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(input) = inputs.get(index) else { break };
            let linted = input.read().map(|old| {
                let (of, is_stdin) = (linter_of(input), input.path().is_none());
                let (bytes, fixed) = match fix(input, &old) {
                    Some(Fixed { bytes: new, count, .. }) => {
                        let written = request.fixing.write(input, &old, &new);
                        let bytes = if written.is_err() || request.fixing.diff { &old } else { &new }.clone();
                        (
                            bytes,
                            Some(written.map(|()| FixedFile { name: input.name.clone(), is_stdin, count, old, new })),
                        )
                    }
                    // Who pipes a text through wants it back, be it as it was.
                    None if request.fixing.is_on() && is_stdin => {
                        let (name, new) = (input.name.clone(), old.clone());
                        (old.clone(), Some(Ok(FixedFile { name, is_stdin, count: 0, old, new })))
                    }
                    None => (old, None),
                };
                let report = lint_file(input, &bytes, of);
                let (origin, settings, policies) = (input.origin, of.1.settings(), of.1.policies());
                let visited = visit(LintedFile { report: &report, bytes, origin, settings, policies });
                (report, visited, fixed)
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
    let mut read = ReadFiles { files: vec![], visited: vec![], failures: vec![], fixed: vec![], unfixed: vec![] };
    for (_, linted) in done {
        match linted {
            Ok((report, made, fixed)) => {
                read.files.push(report);
                read.visited.push(made);
                match fixed {
                    Some(Ok(fixed)) => read.fixed.push(fixed),
                    Some(Err(problem)) => read.unfixed.push(problem),
                    None => {}
                }
            }
            Err(failure) => read.failures.push(failure),
        }
    }
    read
}

/// Lints an input by the settings with this number.
pub(super) fn lint_file(input: &Input, bytes: &[u8], (scope, linter): (usize, &Linter)) -> FileReport {
    let mut report = linter.lint(&input.name, bytes, input.origin);
    report.scope = scope;
    report
}
