//! `ivr-lint`: lints IVR flows of Alibaba Cloud Contact Center.

// A module uses only modules above it.
mod status;
mod terminal;
mod mistake;
mod remote;
mod args;
mod chinese;
mod language;
mod cli;
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
mod scopes;
mod locations;
mod baseline;
mod output;
mod changed;
mod progress;
mod fixing;
mod lint;
mod lsp;
mod stats;
mod calls;
mod test;
mod policies;
mod learn;
mod explain;
mod raster;
mod open;
mod graph;
mod report;
mod diff;
mod schema;
mod manual;

use std::fs::{self, File};
use std::io::{self, Write};
use std::iter;
use std::mem;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use args::{Args, Check, Columns, FetchWanted, Format, Global, Request, Rules, SettingsRequest, Topic};
use guard::Writes;
use ivr_flow::{Lang, localized};
use lint::{Linted, lint, note_searched};
use status::{CLEAN, FOUND, TROUBLE};
use terminal::complain;

fn main() -> ExitCode {
    let (args, lang) = match cli::parse() {
        Ok(parsed) => parsed,
        Err(status) => return ExitCode::from(status),
    };
    args.global.color.write_global();
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
    let Args { check: bare, global, topic } = args;
    match topic {
        None => check(global, bare, lang),
        Some(Topic::Check(said)) => check(global, said, lang),
        Some(Topic::Fetch(wanted)) => fetch(wanted, lang),
        Some(Topic::Stats(wanted)) => stats::stats(global, wanted, lang),
        Some(Topic::Calls(wanted)) => calls::calls(global, wanted, lang),
        Some(Topic::Test(wanted)) => test::test(global, wanted, lang),
        Some(Topic::Policies(wanted)) => policies::policies(global, wanted, lang),
        Some(Topic::Explain { rule, format, rules, no_config }) => {
            explain::explain(&SettingsRequest::new(global, *no_config, rules), rule, *format, lang)
        }
        Some(Topic::Rules { format, rules, no_config }) => {
            explain::list(&SettingsRequest::new(global, *no_config, rules), *format, lang)
        }
        Some(Topic::Config { path, fail_on, changed_only, rules, no_config }) => {
            let request = SettingsRequest { fail_on: *fail_on, ..SettingsRequest::new(global, *no_config, rules) };
            print_settings(&request, path.as_deref(), *changed_only, lang)
        }
        Some(Topic::Init { folder, force }) => init(folder.as_deref(), *force, lang),
        Some(Topic::Graph(wanted)) => graph::graph(global, wanted, lang),
        Some(Topic::Report(wanted)) => report::report(global, wanted, lang),
        Some(Topic::Diff(wanted)) => diff::diff(global, wanted, lang),
        Some(Topic::Learn(wanted)) => learn::learn(global, wanted, lang),
        Some(Topic::Lsp(wanted)) => {
            lsp::serve(SettingsRequest::new(global, wanted.no_config, &Rules::default()), global.lang, lang)
        }
        Some(Topic::Schema { of }) => print(&schema::schema(*of)),
        Some(Topic::Completions { shell }) => print(manual::completions(*shell).trim_end()),
        Some(Topic::Man { out: None }) => print(manual::page()?.trim_end()),
        Some(Topic::Man { out: Some(folder) }) => man(folder, lang),
    }
}

fn check(global: &Global, check: &Check, lang: Lang) -> io::Result<u8> {
    let started = Instant::now();
    let request = Request::check(global, check);
    let outputs = &check.outputs;
    let format = check.format.unwrap_or(Format::Pretty);
    let writes = Writes { files: outputs.iter().map(|output| &*output.path).collect(), removes_earlier: true };
    let mut formats = iter::once(format).chain(outputs.iter().map(|output| output.format));
    let counts = check.reporting.columns != Columns::Chars;
    let shows_text = formats.any(|format| format == Format::Pretty || counts && format == Format::Compact);
    let linted = lint(&request, &writes, lang, |file| {
        // Rules that compare flows run later and may still find something here.
        let may_be_shown = !file.report.flows.is_empty() || !file.report.findings.is_empty();
        (shows_text && may_be_shown).then(|| (file.report.name.clone(), file.bytes))
    });
    let Ok(Linted { report, scopes, visited, fixed }) = linted else { return Ok(TROUBLE) };
    if format != Format::Pretty {
        note_searched(&report, lang);
    }
    let fail_on: Vec<_> = scopes.iter().map(|scope| scope.in_force.fail_on).collect();
    let sources = scopes.into_iter().flat_map(|scope| scope.layers).map(|layer| layer.source);
    let configurations = sources.map(|source| (source.name, source.text.into_bytes()));
    let run = output::Run {
        report: &report,
        sources: &visited.into_iter().flatten().chain(configurations).collect(),
        fail_on: &fail_on,
        reporting: &check.reporting,
        lang,
        closes: !check.quiet && (report.has_flows() || check.files.allow_empty),
        started,
    };
    let whole = output::write_files(outputs, &run) && report.problems.is_empty();
    let stdin = fixed.iter().find(|file| file.is_stdin);
    if check.fixing.diff {
        print_parts(fixed.iter().map(|file| file.diff().into_bytes()))?;
    } else if let Some(stdin) = stdin {
        print_parts([&stdin.new])?;
        output::write_stderr(format, &run)?;
    } else {
        output::write_stdout(format, &run)?;
    }
    if check.fixing.is_on() && !check.quiet {
        terminal::note(lang, &check.fixing.summary(&fixed, &report));
    }
    let status = if !whole {
        TROUBLE
    } else if report.findings().any(|(file, finding)| run.fails(file, finding))
        || check.reporting.fail_on_gone && !report.gone.is_empty()
    {
        FOUND
    } else {
        CLEAN
    };
    // The process ends here, and the system reclaims the memory faster than dropping a million findings would.
    mem::forget(report);
    Ok(status)
}

fn print_settings(
    request: &SettingsRequest<'_>,
    path: Option<&Path>,
    changed_only: bool,
    lang: Lang,
) -> io::Result<u8> {
    let Ok(scope) = scopes::of(request, path, lang) else { return Ok(TROUBLE) };
    let text = scope.in_force.to_toml(scope.source(), changed_only);
    match text.trim_end() {
        "" => print(localized!("# All settings are the defaults.", "# 全部为默认设置。").get(lang)),
        text => print(text),
    }
}

/// Writes the default configuration, unless one exists.
fn init(folder: Option<&Path>, force: bool, lang: Lang) -> io::Result<u8> {
    let path = folder.unwrap_or(Path::new("")).join(config::NAME);
    let name = ivr_flow::printable(&path.to_string_lossy());
    let text = config::starting(lang);
    let written = match force {
        true => write::write_whole(&path, |out| out.write_all(text.as_bytes())),
        false => File::create_new(&path).and_then(|mut file| {
            // A half-written file is useless and would block the next attempt.
            file.write_all(text.as_bytes()).inspect_err(|_| drop(fs::remove_file(&path)))
        }),
    };
    match written {
        Ok(()) => print(
            localized!(
                "wrote {name}; next: `ivr-lint` lints the flows, `ivr-lint config` shows the settings",
                "已写入 {name}；接下来可运行 `ivr-lint` 检查流程，运行 `ivr-lint config` 查看配置"
            )
            .get(lang),
        ),
        Err(error) => {
            complain(
                lang,
                &match error.kind() {
                    io::ErrorKind::AlreadyExists => {
                        localized!(
                            "{name} already exists; `ivr-lint init --force` overwrites it",
                            "{name} 已存在；如需覆盖，请运行 `ivr-lint init --force`"
                        )
                    }
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

fn print_parts(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    parts.into_iter().try_for_each(|part| out.write_all(part.as_ref()))?;
    out.flush()
}

fn print(text: &str) -> io::Result<u8> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(CLEAN)
}

/// Writes the flows of an instance into a folder.
fn fetch(wanted: &FetchWanted, lang: Lang) -> io::Result<u8> {
    let FetchWanted { out, prune, dry_run, quiet, remote } = wanted;
    let fetched = instance::fetch(remote, lang);
    let written = fetched.and_then(|fetched| Ok((folder::write(out, &fetched, *prune, *dry_run)?, fetched.instance)));
    match written {
        Ok(_) if *quiet => Ok(CLEAN),
        Ok((written, instance)) => print(&written.lines(&instance, out, *prune, *dry_run, lang).join("\n")),
        Err(wrong) => {
            complain(lang, &wrong);
            Ok(TROUBLE)
        }
    }
}
