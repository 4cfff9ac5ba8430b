//! Mistakes in files that are not about flows, shown where they are. Of the program only this and `output/pretty.rs` speak
//! miette.

use std::io::Write as _;
use std::ops::Range;

use clap::builder::styling::AnsiColor;
use ivr_flow::{Lang, Localized, localized, printable};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, ThemeCharacters, ThemeStyles};

use crate::terminal::{complain, width};

/// A file as it was read.
#[derive(Debug)]
pub(crate) struct Source {
    /// What reports call it.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Something wrong with the configuration or a baseline, at a place in it.
pub(crate) struct Mistake<'a> {
    pub(crate) source: &'a Source,
    pub(crate) bytes: Range<usize>,
    pub(crate) message: &'a Localized,
    pub(crate) help: Option<&'a Localized>,
    /// Whether the file is what it should be as far as the mistake. Of another file, which may have secrets in it, no line
    /// is shown.
    pub(crate) is_ours: bool,
}

/// Says on the standard error what is wrong with a file that is not about flows, and where.
pub(crate) fn show(mistake: &Mistake<'_>, lang: Lang) {
    let Mistake { source, bytes, message, help, is_ours } = mistake;
    let Around { text, mark, line, column } = around(&source.text, bytes.clone());
    if !is_ours {
        let (name, Localized { en, zh }) = (printable(&source.name), message);
        let help = help.map(|help| format!("\n  {}", help_line(help, lang))).unwrap_or_default();
        complain(lang, &localized!("{name}:{line}:{column}: {en}{help}", "{name}:{line}:{column}：{zh}{help}"));
        return;
    }
    let report = miette::MietteDiagnostic::new(message.get(lang)).with_label(LabeledSpan::underline(mark));
    let source = NamedSource::new(format!("{}:{line}:{column}", printable(&source.name)), text);
    let report = miette::Report::new(report).with_source_code(source);
    // As all that the program says on the standard error.
    let characters = ThemeCharacters { error: "ivr-lint:".to_owned(), ..ThemeCharacters::unicode() };
    let mut handler = GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles: styles() });
    if let Some(help) = help {
        handler = handler.with_footer(help_line(help, lang));
    }
    let mut text = String::new();
    // Writing to a string does not fail, and where nobody reads the standard error, there is nobody to tell.
    let handler = handler.with_width(width()).with_links(false).without_primary_span_start();
    let _ = handler.render_report(&mut text, report.as_ref());
    let _ = writeln!(anstream::stderr(), "{}", text.trim_start());
}

/// The lines around a mistake, as they are shown.
struct Around {
    text: String,
    /// The bytes of the mistake in it.
    mark: Range<usize>,
    line: usize,
    column: usize,
}

/// How many characters of a line are shown before and behind the place of a mistake in it.
const AROUND: usize = 80;

/// The line that a mistake begins in, one before and one behind it: long ones are cut, and what a terminal would obey is
/// made visible. All lines before are empty, so that these keep their numbers.
fn around(text: &str, bytes: Range<usize>) -> Around {
    let start = boundary(text, bytes.start);
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let mut rest = text[line_start..].lines();
    let this = rest.next().unwrap_or_default();
    let at = (start - line_start).min(this.len());
    let end = boundary(this, bytes.end.saturating_sub(line_start)).max(at);

    let line = text[..line_start].matches('\n').count() + 1;
    let mut shown = "\n".repeat(line.saturating_sub(2));
    if line > 1 {
        let before = text[..line_start].lines().next_back().unwrap_or_default();
        shown += &(first(before) + "\n");
    }
    let from = this[..at].char_indices().rev().nth(AROUND - 1).map_or(0, |(from, _)| from);
    let marked = first(&this[at..end]);
    let behind = if marked.ends_with('…') { String::new() } else { first(&this[end..]) };
    shown += if from > 0 { "…" } else { "" };
    shown += &harmless(&this[from..at]);
    let mark = shown.len()..shown.len() + marked.len();
    shown += &(marked + &behind + "\n");
    shown += &rest.next().map(first).unwrap_or_default();
    Around { text: shown, mark, line, column: this[..at].chars().count() + 1 }
}

/// The last place at or before a byte where no character is cut in two.
fn boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The first characters of a line.
fn first(line: &str) -> String {
    match line.char_indices().nth(AROUND) {
        Some((end, _)) => harmless(&line[..end]) + "…",
        None => harmless(line),
    }
}

/// A text with nothing in it that a terminal would obey but tabs.
fn harmless(text: &str) -> String {
    text.split('\t').map(printable).collect::<Vec<_>>().join("\t")
}

pub(crate) fn styles() -> ThemeStyles {
    ThemeStyles { linum: ThemeStyles::none().linum, ..ThemeStyles::ansi() }
}

pub(crate) fn help_line(help: &Localized, lang: Lang) -> String {
    let style = AnsiColor::Cyan.on_default();
    let word = localized!("help: ", "帮助：");
    format!("{style}{}{style:#}{}", word.get(lang), help.get(lang))
}
