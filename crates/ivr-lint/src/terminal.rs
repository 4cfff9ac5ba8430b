//! The terminal: how wide it is, what it is coloured with, and what is said on the standard error.

use std::io::Write as _;

use clap::builder::styling::{AnsiColor, Style};
use ivr_flow::{Lang, Level, Localized, Severity};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The width where there is no terminal to ask.
const USUAL_WIDTH: usize = 100;

/// Says on the standard error what went wrong beside the findings.
pub(crate) fn complain(lang: Lang, what: &Localized) {
    let style = AnsiColor::Red.on_default().bold();
    // Where nobody reads the standard error, there is nobody to tell.
    let _ = writeln!(anstream::stderr(), "{style}ivr-lint:{style:#} {}", what.get(lang));
}

/// Says on the standard error what is worth knowing and no trouble.
pub(crate) fn note(lang: Lang, what: &Localized) {
    let style = AnsiColor::Yellow.on_default().bold();
    // As above.
    let _ = writeln!(anstream::stderr(), "{style}ivr-lint:{style:#} {}", what.get(lang));
}

/// How a severity is coloured.
pub(crate) fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Note => AnsiColor::Cyan.on_default().bold(),
    }
}

/// How a level is coloured.
pub(crate) fn level_style(level: Level) -> Style {
    level.severity().map_or(Style::new().dimmed(), severity_style)
}

/// The width of the terminal, in columns.
pub(crate) fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| usize::from(columns));
    asked.or_else(terminal).unwrap_or(USUAL_WIDTH).clamp(40, 160)
}

/// Cuts the end of a text off that is wider than the room.
pub(crate) fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |char: &char| {
        used += char.width().unwrap_or(0);
        used <= room
    };
    text.chars().take_while(fits).chain(['…']).collect()
}
