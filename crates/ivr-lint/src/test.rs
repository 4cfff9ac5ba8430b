//! `ivr-lint test`: calls that a team keeps, replayed on the flows as they are wired now.

mod json;
mod junit;
mod pretty;

use std::collections::{BTreeSet, HashSet};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anstream::AutoStream;
use ivr_flow::calls::{KeptCall, Replayer, exits, read_kept_calls};
use ivr_flow::{Lang, Lines, Localized, Problem, Report, Span, localized, printable, shorten};

use crate::args::{Global, Request, TestFormat, TestWanted};
use crate::calls::{fits, no_such_flow};
use crate::guard::Writes;
use crate::lint::{Linted, lint, note_searched};
use crate::mistake::{self, Mistake, Source};
use crate::read;
use crate::status::{CLEAN, FOUND, TROUBLE};
use crate::terminal::complain;
use crate::write::{cannot_write, write_plain};

pub(crate) use json::schema;

/// Replays the calls of a file.
pub(crate) fn test(global: &Global, wanted: &TestWanted, lang: Lang) -> io::Result<u8> {
    let Some((source, calls)) = kept_calls(&wanted.calls, lang) else { return Ok(TROUBLE) };
    let request = Request::new(global, &wanted.files.trust, &wanted.paths).files(&wanted.files).remote(&wanted.remote);
    let files: Vec<&Path> = wanted.outputs.iter().map(|(_, path)| path.as_path()).collect();
    let linted = lint(&request, &Writes { files, removes_earlier: true }, lang, |file| {
        let lines = Lines::of(&file.bytes);
        file.map_flows(|index, context| {
            let (name, id) = (context.flow.name(), context.flow.id());
            let replayer = Replayer::new(context);
            let fitting = calls.iter().enumerate().filter(|(_, call)| {
                call.flow.as_ref().is_none_or(|flow| fits(&file.report.name, name, id, &flow.text))
            });
            let tried = fitting.map(|(number, call)| {
                let replayed = replayer.replay(call);
                let failure = replayed.failure.map(|failure| Failed {
                    flow: Some(lines.span(failure.flow)),
                    message: failure.message,
                    help: failure.help,
                    kept: failure.kept,
                });
                (number, failure, replayed.exits)
            });
            let tried: Vec<_> = tried.collect();
            let exits = if tried.is_empty() { Vec::new() } else { exits(context) };
            let exits = exits.into_iter().map(|exit| (exit, context.exit_name(context.flow.exit(exit)))).collect();
            Tried { file: file.report.name.clone(), index, id: id.map(str::to_owned), tried, exits }
        })
    });
    let Ok(Linted { mut report, visited, .. }) = linted else { return Ok(TROUBLE) };
    note_searched(&report, lang);
    let flows: Vec<Tried> = visited.into_iter().flatten().collect();
    let known: HashSet<_> = flows.iter().map(|flow| (flow.file.as_str(), flow.index)).collect();
    let unreadable = report.unread_problems(|file, flow| known.contains(&(file, flow)));
    unreadable.iter().for_each(|problem| complain(lang, &problem.message));
    report.problems.extend(unreadable);
    let results = calls.iter().enumerate().map(|(number, call)| result(&report, &flows, number, call)).collect();
    let tested = Tested {
        source: &source,
        coverage: coverage(&flows, &results),
        results,
        problems: &report.problems,
        min: wanted.coverage_min,
        shows_coverage: wanted.coverage,
        lang,
    };
    let mut is_written = true;
    for (format, path) in &wanted.outputs {
        is_written &= tested.write_file(path, *format);
    }
    tested.write_stdout(wanted.format)?;
    Ok(if !is_written || !report.problems.is_empty() {
        TROUBLE
    } else if tested.passes() {
        CLEAN
    } else {
        FOUND
    })
}

/// What became of the calls on one flow.
struct Tried {
    file: String,
    index: usize,
    id: Option<String>,
    /// The numbers of the calls that are for it, why they fail, and which exits they take.
    tried: Vec<(usize, Option<Failed>, BTreeSet<usize>)>,
    /// The exits that calls can take, if any call is for it.
    exits: Vec<(usize, Localized)>,
}

/// Why a call fails.
#[derive(Clone)]
struct Failed {
    message: Localized,
    help: Option<Localized>,
    /// Where in the file of the calls, in bytes.
    kept: std::ops::Range<usize>,
    /// Where in the file of the flow.
    flow: Option<Span>,
}

/// A call and what became of it.
struct CallResult<'a> {
    call: &'a KeptCall,
    /// The file and index of its flow.
    flow: Option<(&'a str, usize)>,
    failed: Option<Failed>,
}

/// How many exits the calls take of the flows that they are for.
struct Coverage {
    all: usize,
    covered: usize,
    /// The file and name of each exit that none takes.
    uncovered: Vec<(String, Localized)>,
}

/// A run, to be told.
struct Tested<'a> {
    source: &'a Source,
    results: Vec<CallResult<'a>>,
    coverage: Coverage,
    problems: &'a [Problem],
    min: Option<u8>,
    shows_coverage: bool,
    lang: Lang,
}

impl Coverage {
    /// Whether at least so many of a hundred exits are taken.
    fn reaches(&self, percent: u8) -> bool {
        self.covered * 100 >= self.all * usize::from(percent)
    }

    /// Of a hundred exits, rounded down: what is not reached must not look as if it were.
    fn percent(&self) -> usize {
        (self.covered * 100).checked_div(self.all).unwrap_or(100)
    }
}

impl Tested<'_> {
    fn failed(&self) -> usize {
        self.results.iter().filter(|result| result.failed.is_some()).count()
    }

    fn passes(&self) -> bool {
        self.failed() == 0 && self.min.is_none_or(|min| self.coverage.reaches(min))
    }

    /// Line and column of a place in the file of the calls.
    fn place(&self, at: usize) -> (usize, usize) {
        let text = &self.source.text;
        let before = text.get(..at.min(text.len())).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.trim_start_matches('\u{feff}').chars().count() + 1)
    }

    fn write_file(&self, path: &Path, format: TestFormat) -> bool {
        let written = write_plain(path, |out| self.write(out, format));
        written.inspect_err(|error| complain(self.lang, &cannot_write(path, error))).is_ok()
    }

    fn write_stdout(&self, format: TestFormat) -> io::Result<()> {
        let stdout = io::stdout().lock();
        let mut out: Box<dyn Write> = match format {
            TestFormat::Pretty => Box::new(BufWriter::new(AutoStream::auto(stdout))),
            TestFormat::Json | TestFormat::Junit => Box::new(BufWriter::new(stdout)),
        };
        self.write(&mut out, format)?;
        out.flush()
    }

    fn write(&self, out: &mut dyn Write, format: TestFormat) -> io::Result<()> {
        match format {
            TestFormat::Pretty => pretty::pretty(out, self),
            TestFormat::Json => json::json(out, self),
            TestFormat::Junit => junit::junit(out, self),
        }
    }
}

/// Reads the file of the calls; says what is wrong with it.
fn kept_calls(path: &Path, lang: Lang) -> Option<(Source, Vec<KeptCall>)> {
    let name = path.display().to_string();
    let text = match read::text(path, read::MOST_SETTINGS) {
        Ok(text) => text,
        Err(error) => {
            let (name, Localized { en, zh }) = (printable(&name), error.say());
            complain(lang, &localized!("{name}: {en}", "{name}：{zh}"));
            return None;
        }
    };
    let source = Source { name, text };
    let (calls, errors) = read_kept_calls(&source.text);
    for error in &errors {
        let (message, help) = error.texts();
        mistake::show(
            &Mistake {
                source: &source,
                bytes: error.bytes(),
                message,
                help,
                is_ours: source.text.contains("[[call]]"),
            },
            lang,
        );
    }
    errors.is_empty().then_some((source, calls))
}

/// What became of a call on the flow that it is for.
fn result<'a>(report: &Report, flows: &'a [Tried], number: usize, call: &'a KeptCall) -> CallResult<'a> {
    let tried: Vec<_> =
        flows.iter().filter_map(|flow| Some((flow, flow.tried.iter().find(|(tried, ..)| *tried == number)?))).collect();
    let kept = call.flow.as_ref().map_or(call.bytes.clone(), |flow| flow.bytes.clone());
    let fails = |message, help| Some(Failed { message, help, kept: kept.clone(), flow: None });
    let (flow, failed) = match tried.as_slice() {
        [] => match &call.flow {
            Some(flow) => (None, fails(no_such_flow(report, &flow.text), None)),
            None => (None, fails(localized!("there is no flow", "没有流程"), None)),
        },
        [(flow, (_, failed, _))] => (Some((flow.file.as_str(), flow.index)), failed.clone()),
        several => {
            let count = several.len();
            let ids: Vec<_> = several.iter().filter_map(|(flow, _)| flow.id.as_deref()).take(8).map(shorten).collect();
            let ids = ids.join(", ");
            let help = (!ids.is_empty()).then(|| localized!("use the id: {ids}", "请使用 id：{ids}"));
            let message = match &call.flow {
                Some(_) => localized!("{count} flows have this name", "有 {count} 个流程使用该名称"),
                None => localized!(
                    "there are {count} flows: select one with `flow`",
                    "共有 {count} 个流程：请用 `flow` 指定"
                ),
            };
            (None, fails(message, help))
        }
    };
    CallResult { call, flow, failed }
}

/// Which exits are taken of the flows that calls are for.
fn coverage(flows: &[Tried], results: &Vec<CallResult<'_>>) -> Coverage {
    let mut coverage = Coverage { all: 0, covered: 0, uncovered: Vec::new() };
    let tested: BTreeSet<_> = results.iter().filter_map(|result| result.flow).collect();
    for flow in flows.iter().filter(|flow| tested.contains(&(flow.file.as_str(), flow.index))) {
        let taken: BTreeSet<_> = flow.tried.iter().flat_map(|(.., exits)| exits).collect();
        coverage.all += flow.exits.len();
        for (exit, name) in &flow.exits {
            match taken.contains(exit) {
                true => coverage.covered += 1,
                false => coverage.uncovered.push((flow.file.clone(), name.clone())),
            }
        }
    }
    coverage
}
