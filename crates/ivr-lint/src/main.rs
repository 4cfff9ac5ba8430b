//! `ivr-lint`: lints IVR flows of Alibaba Cloud Contact Center.

// A module uses only modules above it.
mod status;
mod terminal;
mod mistake;
mod remote;
mod args;
mod language;
mod flow_file;
mod read;
mod write;
mod git;
mod walk;
mod files;
mod guard;
mod instance;
mod folder;
mod config;
mod baseline;
mod output;
mod changed;
mod progress;
mod lint;
mod stats;
mod explain;
mod schema;
mod graph;
mod report;
mod manual;

use std::fs::{self, File};
use std::io::{self, Write};
use std::iter;
use std::mem;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use args::{Args, Format, Topic};
use clap::{CommandFactory as _, FromArgMatches as _};
use config::InForce;
use guard::Writes;
use ivr_flow::{FailOn, Lang, Report, localized};
use lint::{Linted, lint};
use remote::Remote;
use status::{CLEAN, FOUND, TROUBLE};
use terminal::complain;

fn main() -> ExitCode {
    let mut command = Args::command();
    let args = Args::from_arg_matches(&command.get_matches_mut()).unwrap_or_else(|error| error.exit());
    // Dropping it would take a tenth of a short run and gain nothing.
    mem::forget(command);
    if args.remote.instance_id.is_some() && args.topic.is_some() {
        let misplaced = "--instance-id cannot be used with a command, except after `fetch`";
        Args::command().error(clap::error::ErrorKind::ArgumentConflict, misplaced).exit();
    }
    args.color.write_global();
    let lang = language::choose(args.lang);
    let status = match run(&args, lang) {
        Ok(status) => status,
        // The reader has closed the pipe, for example `head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => CLEAN,
        Err(error) => {
            complain(lang, &localized!("cannot write the report: {error}", "无法写入报告：{error}"));
            TROUBLE
        }
    };
    ExitCode::from(status)
}

fn run(args: &Args, lang: Lang) -> io::Result<u8> {
    match &args.topic {
        Some(Topic::Fetch { remote, out, prune }) => fetch(remote, out, *prune, lang),
        Some(Topic::Stats(wanted)) => stats::stats(args, wanted, lang),
        Some(Topic::Explain { rule }) => explain::explain(rule, lang),
        Some(Topic::Rules) => explain::list(lang),
        Some(Topic::Config) => print_settings(args, lang),
        Some(Topic::Init) => init(lang),
        Some(Topic::Graph { file, flow, format, out }) => {
            let wish = graph::Wish { file, flow: flow.as_deref(), format: *format, out: out.as_deref() };
            graph::graph(args, &wish, lang)
        }
        Some(Topic::Report { paths, out }) => report::report(args, paths, out, lang),
        Some(Topic::Schema { of }) => print(&schema::schema(*of)),
        Some(Topic::Completions { shell }) => print(manual::completions(*shell).trim_end()),
        Some(Topic::Man { out: None }) => print(manual::page()?.trim_end()),
        Some(Topic::Man { out: Some(folder) }) => man(folder, lang),
        None => report(args, lang),
    }
}

fn report(args: &Args, lang: Lang) -> io::Result<u8> {
    let started = Instant::now();
    let outputs = &args.outputs;
    let writes = Writes { files: outputs.iter().map(|output| &*output.path).collect(), removes_earlier: true };
    let mut formats = iter::once(args.format).chain(outputs.iter().map(|output| output.format));
    let shows_text = formats.any(|format| format == Format::Pretty);
    let linted = lint(args, &args.paths, &writes, lang, |file| {
        // Rules that compare flows run later and may still find something here.
        let may_be_shown = !file.report.flows.is_empty() || !file.report.findings.is_empty();
        (shows_text && may_be_shown).then(|| (file.report.name.clone(), file.bytes))
    });
    let Ok(Linted { report, in_force, configuration, visited }) = linted else { return Ok(TROUBLE) };
    let configuration = configuration.map(|source| (source.name, source.text.into_bytes()));
    let run = output::Run {
        report: &report,
        sources: &visited.into_iter().flatten().chain(configuration).collect(),
        fail_on: in_force.fail_on,
        reporting: &args.reporting,
        lang,
        closes: !args.quiet && (report.has_flows() || args.allow_empty),
        started,
    };
    let whole = output::write_files(outputs, &run) && report.problems.is_empty();
    output::write_stdout(args.format, &run)?;
    let status = if !whole {
        TROUBLE
    } else if fails(&report, in_force.fail_on) || args.reporting.fail_on_gone && !report.gone.is_empty() {
        FOUND
    } else {
        CLEAN
    };
    // The process ends here, and the system reclaims the memory faster than dropping a million findings would.
    mem::forget(report);
    Ok(status)
}

fn print_settings(args: &Args, lang: Lang) -> io::Result<u8> {
    let Ok((config, source)) = config::of(args, lang) else { return Ok(TROUBLE) };
    print(InForce::new(config, args.fail_on, &args.rules).to_toml(source.as_ref()).trim_end())
}

/// Writes the default configuration, unless one exists.
fn init(lang: Lang) -> io::Result<u8> {
    let name = config::NAME;
    let written = File::create_new(name).and_then(|mut file| {
        // A half-written file is useless and would block the next attempt.
        file.write_all(config::starting().as_bytes()).inspect_err(|_| drop(fs::remove_file(name)))
    });
    match written {
        Ok(()) => print(localized!("wrote {name}", "已写入 {name}").get(lang)),
        Err(error) => {
            complain(
                lang,
                &match error.kind() {
                    io::ErrorKind::AlreadyExists => localized!("{name} already exists", "{name} 已存在"),
                    _ => localized!("cannot write {name}: {error}", "无法写入 {name}：{error}"),
                },
            );
            Ok(TROUBLE)
        }
    }
}

/// Writes the manual pages of all commands into a folder.
fn man(folder: &Path, lang: Lang) -> io::Result<u8> {
    match manual::write(folder) {
        Ok(()) => Ok(CLEAN),
        Err(error) => {
            let folder = ivr_flow::shorten(&folder.to_string_lossy());
            complain(lang, &localized!("cannot write {folder}: {error}", "无法写入 {folder}：{error}"));
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
