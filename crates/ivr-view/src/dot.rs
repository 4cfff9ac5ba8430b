//! The flow as a graph for Graphviz.

use std::fmt::Write as _;

use ivr_flow::{Lang, Severity};

use crate::chart::Leads;
use crate::kind::Manner;
use crate::picture::Picture;

/// Writes a flow in the DOT language.
pub fn dot(picture: &Picture<'_>, lang: Lang) -> String {
    let mut out = format!(
        "digraph flow {{\n  label={};\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=11];\n",
        quoted(&picture.title)
    );
    for (index, activity) in picture.chart.activities.iter().enumerate() {
        let mark = picture.marks.activities[index];
        let mut label = format!("{}\n{}", activity.name, activity.type_name(lang));
        if mark.findings > 0 {
            let _ = write!(label, "\n⚠ {}", mark.findings);
        }
        let corners = if activity.branches() { "" } else { "rounded," };
        let mut more = match activity.manner {
            Manner::Entry | Manner::Ending => ", shape=oval".to_owned(),
            _ if activity.branches() => ", shape=diamond, style=filled".to_owned(),
            _ => String::new(),
        };
        if mark.is_unreachable {
            more += ", style=\"";
            more += corners;
            more += "filled,dashed\", fillcolor=gray85";
        }
        if mark.in_loop.is_some() {
            more += ", peripheries=2";
        }
        if let Some(colour) = mark.worst.and_then(colour) {
            let _ = write!(more, ", color={colour}, penwidth=2");
        }
        let _ = writeln!(out, "  n{index} [label={}{more}];", quoted(&label));
        for link in picture.links(activity, lang) {
            let mut look = String::new();
            if link.is_hidden {
                look += ", style=dotted";
            }
            let colour = link.severity.and_then(colour).or(link.is_on_path.then_some("dodgerblue3"));
            if let Some(colour) = colour {
                let _ = write!(look, ", color={colour}, penwidth={}", if link.is_on_path { 4 } else { 2 });
            }
            let _ = writeln!(out, "  n{index} -> n{} [label={}{look}];", link.to, quoted(&link.exits));
        }
        for (number, exit) in picture.chart.exits_of(activity) {
            let label = quoted(&exit.called(lang));
            let colour = picture.marks.exits[number].and_then(colour);
            let colour = colour.map_or(String::new(), |colour| format!(", color={colour}, penwidth=2"));
            let _ = match &exit.leads {
                Leads::Nowhere(id) => {
                    let id = quoted(&format!("✕ {id}"));
                    writeln!(
                        out,
                        "  x{number} [label={id}, shape=plaintext, style=\"\", fontcolor=red3];\n  n{index} -> x{number} [label={label}, color=red3, style=dashed, arrowhead=tee];"
                    )
                }
                Leads::Broken => writeln!(
                    out,
                    "  x{number} [label=\"✕\", shape=plaintext, style=\"\", fontcolor=red3];\n  n{index} -> x{number} [label={label}, color=red3, style=dashed, arrowhead=tee];"
                ),
                // The call ends there, which the activity says.
                Leads::To(_) | Leads::End => Ok(()),
                Leads::Open => writeln!(
                    out,
                    "  x{number} [label=\"\", shape=circle, width=0.12, style=\"\"];\n  n{index} -> x{number} [label={label}, arrowhead=none, style=dashed{colour}];"
                ),
            };
        }
    }
    out.push_str("}\n");
    out
}

fn colour(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Error => Some("red3"),
        Severity::Warning => Some("darkorange3"),
        Severity::Note => None,
    }
}

/// A quoted text for Graphviz. Labels may contain HTML entities, so `&` is escaped.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '&' => quoted.push_str("&amp;"),
            '\n' => quoted.push_str("\\n"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => quoted.push('\u{fffd}'),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
