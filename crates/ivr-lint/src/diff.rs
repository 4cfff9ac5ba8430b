//! `ivr-lint diff`: two versions of flows, from two paths or from git.

mod markdown;
mod page;
mod pairs;
mod pretty;
mod revision;
mod sources;
mod words;

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use ivr_flow::diff::{FindingChanges, JsonDiff, RunDiff, Sides, pair_flows};
use ivr_flow::{Lang, Linter, Origin, Problem, Report, Severity, localized, printable};

use self::page::Drawn;
use self::pairs::How;
use self::sources::{Seen, Sources};
use crate::args::{DiffFormat, DiffWanted, Global, Request};
use crate::config::InForce;
use crate::files::Failure;
use crate::guard::Writes;
use crate::lint::{Inputs, ReadFiles, find, nothing_to_lint, read};
use crate::scopes::Scope;
use crate::status::{CLEAN, FOUND, TROUBLE};
use crate::terminal::complain;
use crate::write::{cannot_write, write_whole};
use crate::{baseline, scopes};

/// Both runs, what is different between them, and what the page needs of each pair.
struct Diff<'r> {
    run: RunDiff<'r>,
    /// Both flows of each pair as their pictures need them, where pictures are wanted.
    drawn: Vec<Sides<Option<Drawn>>>,
    /// What made the run not whole.
    problems: Vec<Problem>,
}

/// What was read of a side, and what could not be.
struct Read {
    sources: Sources,
    /// The names of files and directories.
    unread: Vec<String>,
}

/// Compares, writes what is different, and says by the status whether that is worse.
pub(crate) fn diff(global: &Global, wanted: &DiffWanted, lang: Lang) -> io::Result<u8> {
    if wanted.rev.is_none() && wanted.paths.len() != 2 {
        let missing = localized!(
            "two paths are required, the old one and the new one, or --rev with a git revision",
            "需要两个路径（旧版本和新版本），或用 --rev 指定 git 版本"
        );
        complain(lang, &missing);
        return Ok(TROUBLE);
    }
    let mut problems = Vec::new();
    let request = request(global, wanted, &wanted.paths);
    // Both versions are judged alike: by the settings of the new one.
    let Ok(scope) = scopes::of(&request.settings, wanted.paths.last().map(PathBuf::as_path), lang) else {
        return Ok(TROUBLE);
    };
    let Scope { in_force, linter, layers } = &scope;
    let Some(mut inputs) = inputs(global, wanted, lang) else { return Ok(TROUBLE) };
    if let Err(lost) = make_room(&request, wanted, &mut inputs, &scope) {
        complain(lang, &lost);
        return Ok(TROUBLE);
    }
    let known = wanted.known.baseline.as_ref().map(|path| baseline::read(path, lang));
    let mut lint = |inputs: Inputs| {
        let Inputs { inputs, complete, wrong, left_out } = inputs;
        let once: HashSet<_> =
            inputs.iter().filter(|input| !input.can_be_read_again()).map(|input| input.name.clone()).collect();
        let ReadFiles { files, visited, failures, .. } = read(
            &request,
            &inputs,
            |_| (0, linter),
            |_, _| None,
            lang,
            |file| {
                let name = &file.report.name;
                let has_flows = !file.report.flows.is_empty();
                has_flows.then(|| (name.clone(), Seen::new(file.bytes, file.origin, once.contains(name))))
            },
        );
        let mut report = Report::with_complete_lists(&complete, files, linter, lang);
        let mut unread = Vec::new();
        for problem in wrong.into_iter().chain(failures.iter().map(Failure::problem)) {
            complain(lang, &problem.message);
            unread.extend(problem.file.clone());
            problems.push(problem);
        }
        for layer in layers.iter().filter(|_| !wanted.known.no_ignores) {
            // Which of them are of no use is for linting to say.
            report.ignore_in(|_| true, &layer.configuration.ignores, |file| file.location.clone());
        }
        if let Some(Ok(baseline)) = &known {
            report.apply_baseline(baseline);
        }
        (report, Read { sources: Sources::new(inputs, visited.into_iter().flatten().collect()), unread }, left_out)
    };
    let Sides { old, new } = inputs;
    let (old, old_read, _) = lint(old);
    let (new, new_read, left_out) = lint(new);
    problems.extend(known.and_then(Result::err));
    if problems.is_empty() && !old.has_flows() && !new.has_flows() && !wanted.files.allow_empty {
        let nothing = nothing_to_lint(&wanted.paths, &left_out);
        complain(lang, &nothing);
        problems.push(Problem::new(nothing));
    }
    let reports = Sides { old, new };
    let read = Sides { old: old_read, new: new_read };
    let mut diff = Diff::new(wanted, reports.as_ref(), read.as_ref(), linter, problems, lang);
    if let Some(out) = &wanted.out {
        let page = page::page(&diff, lang);
        if let Err(error) = write_whole(out, |out| out.write_all(page.as_bytes())) {
            let message = cannot_write(out, &error);
            complain(lang, &message);
            diff.problems.push(Problem::new(message));
        }
    }
    write(&diff, wanted, lang)?;
    Ok(diff.status(wanted, in_force))
}

/// What is linted on both sides, or at some of the paths.
fn request<'a>(global: &'a Global, wanted: &'a DiffWanted, paths: &'a [PathBuf]) -> Request<'a> {
    let mut request = Request::new(global, &wanted.files.trust, paths).files(&wanted.files);
    request = request.rules(&wanted.rules, &wanted.known);
    request.settings.fail_on = wanted.fail_on;
    request
}

/// What to read on both sides; nothing where that could not be found out, which has been said.
fn inputs(global: &Global, wanted: &DiffWanted, lang: Lang) -> Option<Sides<Inputs>> {
    let Some(revision) = &wanted.rev else {
        let [old, new] = [0, 1].map(|side| find(&request(global, wanted, &wanted.paths[side..=side]), lang));
        return Some(Sides { old, new });
    };
    let (old, new) = match revision.split_once("..") {
        Some((old, new)) => (old, Some(new)),
        None => (revision.as_str(), None),
    };
    let of_revision = |revision: &str| match revision::inputs(revision, &wanted.paths) {
        Ok(inputs) => Some(inputs),
        Err(wrong) => {
            complain(lang, &wrong);
            None
        }
    };
    let old = of_revision(old)?;
    let new = match new {
        Some(new) => of_revision(new)?,
        None => find(&request(global, wanted, &wanted.paths), lang),
    };
    Some(Sides { old, new })
}

/// Checks that the page replaces nothing that is read.
fn make_room(
    request: &Request<'_>,
    wanted: &DiffWanted,
    inputs: &mut Sides<Inputs>,
    scope: &Scope,
) -> Result<(), ivr_flow::Localized> {
    let writes = Writes { files: wanted.out.iter().map(PathBuf::as_path).collect(), removes_earlier: true };
    for side in [&mut inputs.old.inputs, &mut inputs.new.inputs] {
        let configurations = scope.layers.iter().map(|layer| Path::new(&layer.source.name));
        let in_use = configurations.chain(request.known.baseline.as_deref());
        writes.make_room(side, in_use, |input| {
            input.read().is_ok_and(|bytes| scope.linter.lint(&input.name, &bytes, Origin::Walked).skipped)
        })?;
    }
    Ok(())
}

fn write(diff: &Diff<'_>, wanted: &DiffWanted, lang: Lang) -> io::Result<()> {
    let stdout = io::stdout().lock();
    let written = match wanted.format {
        DiffFormat::Pretty => {
            let mut out = BufWriter::new(anstream::AutoStream::auto(stdout));
            pretty::pretty(&mut out, diff, lang).and_then(|()| out.flush())
        }
        DiffFormat::Markdown => {
            let mut out = BufWriter::new(stdout);
            markdown::markdown(&mut out, diff, lang).and_then(|()| out.flush())
        }
        DiffFormat::Json => {
            let mut out = BufWriter::new(stdout);
            json(&mut out, diff, lang).and_then(|()| out.flush())
        }
    };
    match written {
        // Who has read enough has no say in what was found.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

impl<'r> Diff<'r> {
    fn new(
        wanted: &DiffWanted,
        reports: Sides<&'r Report>,
        read: Sides<&Read>,
        linter: &Linter,
        mut problems: Vec<Problem>,
        lang: Lang,
    ) -> Self {
        let names = |side: usize| {
            let top = wanted.paths.get(side).filter(|_| wanted.rev.is_none());
            let top = top.map(|path| path.to_string_lossy().into_owned());
            move |name: &str| top.as_deref().map_or_else(|| name.to_owned(), |top| relative(name, top))
        };
        let (old_names, new_names) = (names(0), names(1));
        let names = Sides { old: &old_names as &dyn Fn(&str) -> String, new: &new_names };
        let mut pairs = pair_flows(reports, names);
        // What may be in something that could not be read neither came nor went.
        let unread = Sides {
            old: read.old.unread.iter().map(|name| (names.old)(name)).collect::<Vec<_>>(),
            new: read.new.unread.iter().map(|name| (names.new)(name)).collect(),
        };
        let may_be_in = |unread: &[String], name: &str| {
            let is_in = |top: &String| relative(name, top) != name || top.is_empty() || top == name;
            unread.iter().any(is_in)
        };
        pairs.retain(|pair| match (pair.old, pair.new) {
            (Some(old), None) => !may_be_in(&unread.new, &(names.old)(&reports.old.files[old.file].name)),
            (None, Some(new)) => !may_be_in(&unread.old, &(names.new)(&reports.new.files[new.file].name)),
            _ => true,
        });
        let sources = read.map(|read| &read.sources);
        let how = How { settings: linter.settings(), canvas: wanted.canvas, draws: wanted.out.is_some() };
        let (compared, lost) = pairs::compare(reports, sources, &pairs, how);
        for name in lost {
            let shown = printable(&name);
            let message = localized!(
                "{shown}: it has changed since it was linted, so its flows are not compared: run again",
                "{shown}：检查之后文件发生了变化，未对其流程进行比较，请重新运行"
            );
            complain(lang, &message);
            problems.push(Problem::with_file(name, message));
        }
        let (compared, drawn): (Vec<_>, Vec<_>) = compared.into_iter().unzip();
        let mut run = RunDiff::new(reports, names, pairs, compared);
        let FindingChanges { new, gone, .. } = &mut run.of_no_flow;
        new.retain(|(file, _)| !may_be_in(&unread.old, &(names.new)(&file.name)));
        gone.retain(|(file, _)| !may_be_in(&unread.new, &(names.old)(&file.name)));
        Diff { run, drawn, problems }
    }

    fn status(&self, wanted: &DiffWanted, in_force: &InForce) -> u8 {
        let fails = |severity: Severity| in_force.fail_on.severity().is_some_and(|least| severity >= least);
        let is_worse = self.run.findings(true).any(|(_, finding)| fails(finding.severity));
        if !self.problems.is_empty() {
            TROUBLE
        } else if is_worse || wanted.exit_code && self.run.differs() {
            FOUND
        } else {
            CLEAN
        }
    }
}

fn json(out: &mut dyn Write, diff: &Diff<'_>, lang: Lang) -> io::Result<()> {
    let Diff { run, problems, .. } = diff;
    serde_json::to_writer_pretty(&mut *out, &JsonDiff { diff: run, problems, lang })?;
    writeln!(out)
}

/// The name of a file below what was named, nothing for what was named itself.
fn relative(name: &str, top: &str) -> String {
    let top = top.strip_suffix('/').unwrap_or(top);
    let below = name.strip_prefix(top).filter(|below| below.is_empty() || below.starts_with('/'));
    below.map_or(name, |below| below.trim_start_matches('/')).to_owned()
}
