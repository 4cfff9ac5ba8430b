//! `ivr-lint`: lints IVR flows of Alibaba Cloud Contact Center.

mod config;
mod args;
mod language;
mod files;
mod baseline;
mod output;
mod explain;
mod schema;

use std::fs::File;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use args::{Args, Format, Topic};
use clap::Parser as _;
use config::{Config, FailOn, InForce, Source, Trouble};
use files::{Failure, Input};
use ivr_flow::{FileReport, Lang, Report, Say, Settings, lint_file, say};

/// Nothing at or above the failing level was found.
const CLEAN: u8 = 0;
/// Something was.
const FOUND: u8 = 1;
/// The run is not whole: bad arguments, a file that cannot be read, a report that cannot be written.
const TROUBLE: u8 = 2;

fn main() -> ExitCode {
    let args = Args::parse();
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
    let (inputs, mut failures) = files::find(&args.paths);
    let mut reports = Vec::new();
    let mut sources = output::Sources::default();
    for input in inputs {
        match read_and_lint(&input, &in_force.settings) {
            Ok((report, bytes)) => {
                // Rules on several flows may yet find something where there is nothing now.
                if args.format == Format::Pretty && !(report.flows.is_empty() && report.findings.is_empty()) {
                    sources.insert(report.name.clone(), bytes);
                }
                reports.push(report);
            }
            Err(failure) => failures.push(failure),
        }
    }
    let mut report = Report::new(reports, &in_force.settings, lang);
    for failure in &failures {
        complain(lang, &failure.say());
    }
    whole &= failures.is_empty();
    let found_nothing = !report.is_about_something() && !args.allow_empty;
    if found_nothing && whole {
        complain(lang, &nothing_to_lint(&args.paths));
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

fn read_and_lint(input: &Input, settings: &Settings) -> Result<(FileReport, Vec<u8>), Failure> {
    let bytes = input.read()?;
    Ok((lint_file(&input.name, &bytes, input.origin, settings), bytes))
}

fn fails(report: &Report, fail_on: FailOn) -> bool {
    match fail_on.severity() {
        Some(least) => report.worst().is_some_and(|worst| worst >= least),
        None => false,
    }
}

fn nothing_to_lint(paths: &[std::path::PathBuf]) -> Say {
    let place = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
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
