//! The flow as a Mermaid flowchart, which many sites render in Markdown.

use std::fmt::Write as _;

use ivr_flow::{Lang, Severity};

use crate::chart::Leads;
use crate::kind::Manner;
use crate::picture::Picture;

/// Writes a flow as Mermaid source.
pub fn mermaid(picture: &Picture<'_>, lang: Lang) -> String {
    let mut out = String::from("flowchart LR\n");
    for (index, activity) in picture.chart.activities.iter().enumerate() {
        let mark = picture.marks.activities[index];
        let mut label = format!("{}<br/>{}", text(&activity.name), text(activity.type_name(lang)));
        if mark.findings > 0 {
            let _ = write!(label, "<br/>⚠ {}", mark.findings);
        }
        let (open, close) = match activity.manner {
            Manner::Entry | Manner::Ending => ("([", "])"),
            _ if activity.branches() => ("{", "}"),
            _ => ("[", "]"),
        };
        let mut classes = Vec::new();
        match mark.worst {
            Some(Severity::Error) => classes.push("error"),
            Some(Severity::Warning) => classes.push("warning"),
            _ => {}
        }
        if mark.in_loop.is_some() {
            classes.push("loop");
        }
        if mark.is_unreachable {
            classes.push("unreachable");
        }
        let _ = writeln!(out, "  n{index}{open}\"{label}\"{close}");
        if !classes.is_empty() {
            for class in classes {
                let _ = writeln!(out, "  class n{index} {class}");
            }
        }
        for link in picture.links(activity, lang) {
            let arrow = if link.is_on_path {
                "==>"
            } else if link.is_hidden {
                "-.->"
            } else {
                "-->"
            };
            let _ = writeln!(out, "  n{index} {arrow}|\"{}\"| n{}", text(&link.exits), link.to);
        }
        for (number, exit) in picture.chart.exits_of(activity) {
            let label = text(&exit.called(lang));
            let _ = match &exit.leads {
                Leads::Nowhere(id) => {
                    let id = text(id);
                    writeln!(out, "  n{index} -. \"{label}\" .-x x{number}[\"✕ {id}\"]:::nowhere")
                }
                Leads::Broken => writeln!(out, "  n{index} -. \"{label}\" .-x x{number}[\"✕\"]:::nowhere"),
                // The call ends there, which the activity says.
                Leads::To(_) | Leads::End => Ok(()),
                Leads::Open => writeln!(out, "  n{index} -. \"{label}\" .-o x{number}((\" \"))"),
            };
        }
    }
    out.push_str(
        "  classDef error stroke:#c4232b,stroke-width:3px\n  classDef warning stroke:#b87700,stroke-width:3px\n  \
         classDef loop stroke-dasharray:9 4\n  classDef unreachable fill:#ddd,color:#444,stroke-dasharray:3 3\n  \
         classDef nowhere color:#c4232b,stroke:#c4232b,fill:none\n",
    );
    out
}

/// How much of a chart Mermaid draws unless its settings `maxEdges` and `maxTextSize` are raised; sites that render
/// Markdown show an error instead of a larger one.
pub const MERMAID_EDGES: usize = 500;
/// The same for the length of its source, in UTF-16 units as JavaScript counts them.
pub const MERMAID_LENGTH: usize = 50_000;

/// The number of edges of a chart that [`mermaid`] wrote, and its length as [`MERMAID_LENGTH`] counts it.
pub fn mermaid_size(source: &str) -> (usize, usize) {
    // Lines of modules have no space behind the number, and those of classes begin with a word.
    let is_edge = |line: &&str| {
        line.strip_prefix("  n")
            .is_some_and(|line| line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(' '))
    };
    (source.lines().filter(is_edge).count(), source.encode_utf16().count())
}

/// A text for Mermaid, inside quotes; special characters are written as entities.
fn text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            'A'..='Z' | 'a'..='z' | '0'..='9' | ' ' | '_' | '-' | '.' | ',' | '/' | '+' | '(' | ')' => safe.push(char),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            char if char.is_ascii() => {
                let _ = write!(safe, "#{};", u32::from(char));
            }
            char => safe.push(char),
        }
    }
    if safe.trim().is_empty() { "#160;".to_owned() } else { safe }
}
