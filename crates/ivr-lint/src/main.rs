//! `ivr-lint`: lints IVR flows of Alibaba Cloud Contact Center.

mod args;
mod language;
mod files;
mod output;
mod explain;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use args::{Args, FailOn, Format, Topic};
use clap::Parser as _;
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
    let started = Instant::now();
    match &args.topic {
        Some(Topic::Explain { rule }) => return explain::explain(rule, lang),
        Some(Topic::Rules) => return explain::list(lang),
        None => {}
    }
    let settings = Settings::standard();
    let (inputs, mut failures) = files::find(&args.paths);
    let mut reports = Vec::new();
    let mut sources = output::Sources::default();
    for input in inputs {
        match read_and_lint(&input, &settings) {
            Ok((report, bytes)) => {
                if args.format == Format::Pretty && !report.findings.is_empty() {
                    sources.insert(report.name.clone(), bytes);
                }
                reports.push(report);
            }
            Err(failure) => failures.push(failure),
        }
    }
    let report = Report::new(reports, &settings, lang);
    for failure in &failures {
        complain(lang, &failure.say());
    }
    let found_nothing = !report.is_about_something() && !args.allow_empty;
    if found_nothing && failures.is_empty() {
        complain(lang, &nothing_to_lint(&args.paths));
    }
    match args.format {
        Format::Pretty => {
            output::pretty(&report, &sources, lang)?;
            if !args.quiet && (report.is_about_something() || args.allow_empty) {
                output::closing_line(&report, lang, started.elapsed())?;
            }
        }
        Format::Compact => output::compact(&report, lang)?,
        Format::Json => output::json(&report, lang)?,
    }
    Ok(if found_nothing || !failures.is_empty() {
        TROUBLE
    } else if fails(&report, args.fail_on) {
        FOUND
    } else {
        CLEAN
    })
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
