//! The report in its formats, one small file each, on the standard output and in files.

mod checkstyle;
mod compact;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod pretty;
mod sarif;

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Instant;

use anstream::adapter::strip_bytes;
use anstream::{AutoStream, ColorChoice, StripStream};
use clap::builder::styling::Style;
use ivr_flow::{FileReport, Finding, Lang, Report, Say, Summary, say, visible};

use crate::args::{Format, Output};
use crate::config::FailOn;
use crate::{complain, files};

pub(crate) use pretty::{cut, mistake, severity_style, width};

/// The bytes of the files that findings are shown in, by name.
pub(crate) type Sources = HashMap<String, Vec<u8>>;

/// A run that is over, as its reports tell of it.
pub(crate) struct Run<'a> {
    pub(crate) report: &'a Report,
    pub(crate) sources: &'a Sources,
    /// What made the run not whole: a report in which nothing else stands must not look like that of a clean run.
    pub(crate) troubles: &'a [Say],
    pub(crate) fail_on: FailOn,
    pub(crate) lang: Lang,
    /// Whether a pretty report ends with a closing line.
    pub(crate) closes: bool,
    /// How many entries of the baseline fit nothing any more.
    pub(crate) gone: usize,
    pub(crate) started: Instant,
}

impl Run<'_> {
    fn fails(&self, finding: &Finding) -> bool {
        self.fail_on.severity().is_some_and(|least| finding.severity >= least)
    }
}

/// Makes room for the reports that are written when the run is over: what an earlier run left there goes away now,
/// so that nobody takes it for the report of this one, whatever becomes of it.
///
/// The error is a file that would be overwritten although this run needs it.
pub(crate) fn make_room<'a>(outputs: &mut [Output], needed: impl Iterator<Item = &'a PathBuf>) -> Result<(), Say> {
    let mut taken: Vec<_> = needed.map(|path| files::place(path)).collect();
    for output in outputs.iter_mut().filter(|output| !files::is_stream(&output.path)) {
        let path = files::place(&output.path);
        if taken.contains(&path) {
            let name = visible(&output.path.to_string_lossy());
            return Err(say!(
                "{name} is not overwritten with a report: this run needs it for something else",
                "不会用报告覆盖 {name}：本次运行还要用到它"
            ));
        }
        taken.push(path.clone());
        output.path = path;
    }
    // Only where all of the command line makes sense.
    for output in outputs.iter().filter(|output| output.path.is_file() && !files::is_stream(&output.path)) {
        // What cannot be removed cannot be written either, and that is said then.
        let _ = std::fs::remove_file(&output.path);
    }
    Ok(())
}

/// Writes the reports that go into files. Returns whether it could write all of them, and says of which it could not.
pub(crate) fn write_files(outputs: &[Output], run: &Run<'_>) -> bool {
    let mut whole = true;
    for Output { format, path } in outputs {
        let written = files::write_whole(path, |out| match format {
            // In a file nobody makes colour of these codes.
            Format::Pretty | Format::Compact => {
                let mut text = Vec::new();
                write(*format, &mut text, run)?;
                strip_bytes(&text).try_for_each(|part| out.write_all(part))
            }
            _ => write(*format, out, run),
        });
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let name = visible(&path.to_string_lossy());
                complain(
                    run.lang,
                    &say!("the report {name} cannot be written: {error}", "无法写出报告 {name}：{error}"),
                );
                whole = false;
            }
            // Who reads has seen enough.
            _ => {}
        }
    }
    whole
}

/// Writes the report that goes to the standard output.
pub(crate) fn write_stdout(format: Format, run: &Run<'_>) -> io::Result<()> {
    let stdout = io::stdout().lock();
    let is_colored = match format {
        Format::Pretty | Format::Compact => Some(AutoStream::choice(&stdout) != ColorChoice::Never),
        _ => None,
    };
    let mut out: Box<dyn Write> = match is_colored {
        Some(true) => Box::new(BufWriter::new(AutoStream::auto(stdout))),
        // What takes the colours out writes a line in many pieces, each of them would be a call of the system.
        Some(false) => {
            let pieces: Box<dyn Write> = Box::new(BufWriter::new(stdout));
            Box::new(BufWriter::new(StripStream::new(pieces)))
        }
        None => Box::new(BufWriter::new(stdout)),
    };
    write(format, &mut out, run)?;
    out.flush()
}

fn write(format: Format, out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    match format {
        Format::Pretty => pretty::pretty(out, run),
        Format::Compact => compact::compact(out, run),
        Format::Json => json::json(out, run),
        Format::Jsonl => json::jsonl(out, run),
        Format::Sarif => sarif::sarif(out, run),
        Format::Github => github::github(out, run),
        Format::Gitlab => gitlab::gitlab(out, run),
        Format::Junit => junit::junit(out, run),
        Format::Checkstyle => checkstyle::checkstyle(out, run),
        Format::Markdown => markdown::markdown(out, run),
    }
}

/// A file as formats name it that look it up in a repository: below the working directory, without `./` in front.
fn relative(name: &str) -> String {
    let path = Path::new(name);
    let below = match path.is_absolute() {
        true => std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok()),
        false => None,
    };
    let parts = below.unwrap_or(path).components().filter(|part| *part != Component::CurDir);
    let parts: PathBuf = parts.collect();
    let name = parts.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}

/// A text that XML can carry, whatever is in it: its version 1.0 has no way to write control characters.
fn xml_text(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// A finding, and behind it what to do.
fn message(finding: &Finding, lang: Lang, between: &str) -> String {
    let message = finding.message.get(lang);
    match &finding.help {
        Some(help) => format!("{message}{between}{}", help.get(lang)),
        None => message.to_owned(),
    }
}

/// What was linted, in front of what was found.
fn linted(summary: &Summary) -> Say {
    let Summary { flows, activities, .. } = *summary;
    let (s_flow, s_activity) = (plural(flows), if activities == 1 { "y" } else { "ies" });
    say!("{flows} flow{s_flow}, {activities} activit{s_activity}: ", "{flows} 个流程，{activities} 个模块：")
}

/// How many findings there are of each severity.
fn counts(summary: &Summary) -> Say {
    let Summary { errors, warnings, notes, .. } = *summary;
    let (s_error, s_warning, s_note) = (plural(errors), plural(warnings), plural(notes));
    say!(
        "{errors} error{s_error}, {warnings} warning{s_warning}, {notes} note{s_note}",
        "{errors} 个错误，{warnings} 个警告，{notes} 个提示"
    )
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// A finding as compilers write it: `file:line:column: severity[rule] message`.
fn line(file: &FileReport, finding: &Finding, style: Style, lang: Lang) -> String {
    format!(
        "{}:{}:{}: {style}{}[{}]{style:#} {}",
        visible(&file.name),
        finding.span.line,
        finding.span.column,
        finding.severity.name(),
        finding.rule,
        finding.message.get(lang),
    )
}
