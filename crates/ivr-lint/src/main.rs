//! `ivr-lint`: lints IVR flows of Alibaba Cloud Contact Center.

mod config;
mod args;
mod language;
mod files;
mod instance;
mod folder;
mod baseline;
mod output;
mod explain;
mod schema;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use args::{Args, Format, Topic};
use clap::{CommandFactory as _, Parser as _};
use config::{Config, FailOn, InForce, Source, Trouble};
use files::Failure;
use instance::{Fetched, Remote};
use ivr_flow::{FileReport, Lang, Origin, Report, Say, Settings, lint_file, say};

/// Nothing at or above the failing level was found.
const CLEAN: u8 = 0;
/// Something was.
const FOUND: u8 = 1;
/// The run is not whole: bad arguments, a file that cannot be read, a report that cannot be written.
const TROUBLE: u8 = 2;

fn main() -> ExitCode {
    let args = Args::parse();
    if args.remote.instance_id.is_some() && args.topic.is_some() {
        let misplaced = "--instance-id stands behind `fetch`, and goes with no other command";
        Args::command().error(clap::error::ErrorKind::ArgumentConflict, misplaced).exit();
    }
    args.color.write_global();
    let lang = language::choose(args.lang);
    let status = match run(&args, lang) {
        Ok(status) => status,
        // Who reads has seen enough, for instance `head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => CLEAN,
        Err(error) => {
            complain(lang, &say!("cannot write the report: {error}", "无法写出报告：{error}"));
            TROUBLE
        }
    };
    ExitCode::from(status)
}

fn run(args: &Args, lang: Lang) -> io::Result<u8> {
    match &args.topic {
        Some(Topic::Fetch { remote, out, prune }) => fetch(remote, out, *prune, lang),
        Some(Topic::Explain { rule }) => explain::explain(rule, lang),
        Some(Topic::Rules) => explain::list(lang),
        Some(Topic::Config) => print_settings(args, lang),
        Some(Topic::Init) => init(lang),
        Some(Topic::Schema { of }) => print(&schema::schema(*of)),
        None => lint(args, lang),
    }
}

fn lint(args: &Args, lang: Lang) -> io::Result<u8> {
    let started = Instant::now();
    let mut whole = true;
    let (config, source) = config(args, lang).unwrap_or_else(|| {
        whole = false;
        Default::default()
    });
    let in_force = InForce::new(config, args.fail_on, &args.rules);
    let Linted { files, complete, mut sources, wrong, .. } = read_and_lint(args, &in_force.settings, lang);
    let mut report = Report::knowing(&complete, files, &in_force.settings, lang);
    for wrong in &wrong {
        complain(lang, wrong);
    }
    whole &= wrong.is_empty();
    let found_nothing = !report.is_about_something() && !args.allow_empty;
    if found_nothing && whole {
        complain(lang, &nothing_to_lint(args));
    }
    if let Some(source) = source.filter(|_| !args.no_ignores) {
        report.ignore(&in_force.ignores, (&source.name, &source.text), &in_force.settings);
        sources.insert(source.name, source.text.into_bytes());
    }
    if let Some(path) = &args.write_baseline {
        whole &= baseline::write(path, &report, lang);
    }
    let mut gone = 0;
    if let Some(path) = &args.baseline {
        match baseline::read(path, lang) {
            Some(baseline) => gone = report.leave_aside(&baseline),
            None => whole = false,
        }
    }
    match args.format {
        Format::Pretty => {
            output::pretty(&report, &sources, lang)?;
            if !args.quiet && (report.is_about_something() || args.allow_empty) {
                output::closing_line(&report, gone, lang, started.elapsed())?;
            }
        }
        Format::Compact => output::compact(&report, lang)?,
        Format::Json => output::json(&report, lang)?,
    }
    Ok(if found_nothing || !whole {
        TROUBLE
    } else if fails(&report, in_force.fail_on) {
        FOUND
    } else {
        CLEAN
    })
}

/// The configuration, where there is one; nothing where it has been said what is wrong with it.
fn config(args: &Args, lang: Lang) -> Option<(Config, Option<Source>)> {
    match config::load(args.config.as_deref()) {
        Ok(Some((config, source))) => Some((config, Some(source))),
        Ok(None) => Some((Config::default(), None)),
        Err(Trouble::Unreadable(what)) => {
            complain(lang, &what);
            None
        }
        Err(Trouble::Mistake(mistake)) => {
            output::mistake(&mistake, lang);
            None
        }
    }
}

fn print_settings(args: &Args, lang: Lang) -> io::Result<u8> {
    let Some((config, source)) = config(args, lang) else { return Ok(TROUBLE) };
    print(InForce::new(config, args.fail_on, &args.rules).to_toml(source.as_ref()).trim_end())
}

/// Writes a configuration to start from, unless there is one.
fn init(lang: Lang) -> io::Result<u8> {
    let name = config::NAME;
    let written = File::create_new(name).and_then(|mut file| file.write_all(config::STARTING.as_bytes()));
    match written {
        Ok(()) => print(say!("wrote {name}", "已写入 {name}").get(lang)),
        Err(error) => {
            complain(
                lang,
                &match error.kind() {
                    io::ErrorKind::AlreadyExists => say!("{name} is there already", "{name} 已存在"),
                    _ => say!("{name} cannot be written: {error}", "无法写入 {name}：{error}"),
                },
            );
            Ok(TROUBLE)
        }
    }
}

fn print(text: &str) -> io::Result<u8> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(CLEAN)
}

/// All that was read, linted file by file.
#[derive(Default)]
struct Linted {
    files: Vec<FileReport>,
    /// The ids of all flows of the instances that are known to be whole.
    complete: Vec<Vec<String>>,
    sources: output::Sources,
    /// Whether somebody shows where findings are.
    keeps_sources: bool,
    /// What could not be read.
    wrong: Vec<Say>,
}

impl Linted {
    fn add(&mut self, name: &str, bytes: Vec<u8>, origin: Origin, settings: &Settings) {
        let report = lint_file(name, &bytes, origin, settings);
        // Rules on several flows may yet find something where there is nothing now.
        if self.keeps_sources && !(report.flows.is_empty() && report.findings.is_empty()) {
            self.sources.insert(report.name.clone(), bytes);
        }
        self.files.push(report);
    }
}

/// Lints what the command line names: files, or the flows of an instance as if they had been fetched into a folder.
fn read_and_lint(args: &Args, settings: &Settings, lang: Lang) -> Linted {
    let mut linted = Linted { keeps_sources: args.format == Format::Pretty, ..Linted::default() };
    if args.remote.instance_id.is_some() {
        match instance::fetch(&args.remote, lang) {
            Ok(Fetched { instance, part, files }) => {
                linted.complete.extend(part.is_all().then(|| files.iter().map(|file| file.id.clone()).collect()));
                for file in files {
                    linted.add(&format!("{instance}/{}", file.name), file.text.into_bytes(), Origin::Named, settings);
                }
            }
            Err(wrong) => linted.wrong.push(wrong),
        }
        return linted;
    }
    let (inputs, failures) = files::find(&args.paths);
    let (complete, wrong) = folder::complete(inputs.iter().filter_map(|input| input.path.as_deref()));
    linted.complete = complete;
    linted.wrong = wrong;
    linted.wrong.extend(failures.iter().map(Failure::say));
    for input in &inputs {
        match input.read() {
            Ok(bytes) => linted.add(&input.name, bytes, input.origin, settings),
            Err(failure) => linted.wrong.push(failure.say()),
        }
    }
    linted
}

/// Writes the flows of an instance into a folder.
fn fetch(remote: &Remote, folder: &Path, prune: bool, lang: Lang) -> io::Result<u8> {
    let fetched = instance::fetch(remote, lang);
    match fetched.and_then(|fetched| Ok((folder::write(folder, &fetched, prune)?, fetched.instance))) {
        Ok((written, instance)) => print(&written.lines(&instance, folder, prune, lang).join("\n")),
        Err(wrong) => {
            complain(lang, &wrong);
            Ok(TROUBLE)
        }
    }
}

fn fails(report: &Report, fail_on: FailOn) -> bool {
    match fail_on.severity() {
        Some(least) => report.worst().is_some_and(|worst| worst >= least),
        None => false,
    }
}

fn nothing_to_lint(args: &Args) -> Say {
    if let Some(instance) = &args.remote.instance_id {
        let instance = ivr_flow::shown(instance);
        return say!(
            "{instance} has no such flow (--allow-empty makes this a success)",
            "{instance} 没有符合条件的流程（加 --allow-empty 则视为成功）"
        );
    }
    let place = args.paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let place = if place.is_empty() { ".".to_owned() } else { ivr_flow::shown(&place) };
    say!(
        "no flow found in {place}: name a file, or a directory with *.json, *.jsonl or *.ndjson files (--allow-empty makes this a success)",
        "在 {place} 中没有找到流程：请指定文件，或含有 *.json、*.jsonl、*.ndjson 的目录（加 --allow-empty 则视为成功）"
    )
}

/// Says on the standard error what went wrong beside the findings.
fn complain(lang: Lang, what: &Say) {
    let style = clap::builder::styling::AnsiColor::Red.on_default().bold();
    // Where nobody reads the standard error, there is nobody to tell.
    let _ = writeln!(anstream::stderr(), "{style}ivr-lint:{style:#} {}", what.get(lang));
}
