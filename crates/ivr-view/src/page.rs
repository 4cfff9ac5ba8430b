//! The report of a run as one HTML file, without external resources; its content security policy allows only its own
//! script and style, by hash.
//!
//! Data from flows is embedded as JSON blocks, which the browser does not execute; the script turns it into text nodes.
//! Each flow has a block of its own, which is parsed when the flow is opened.

mod data;
mod drawn;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ivr_flow::calls::{Cover, Script};
use ivr_flow::diff::Sides;
use ivr_flow::stats::{FlowStats, stats};
use ivr_flow::{Context, Lang, Metadata, Report};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::chart::Chart;
use crate::compared::{Compared, lines};
use crate::drawing::Drawing;
use crate::svg::{DARK, FONT, LIGHT, STYLE};
use data::Data;
use drawn::DrawnFlow;

const PAGE: &str = include_str!("../assets/report.html");
const SCRIPT: &str = include_str!("../assets/report.js");
const PAGE_STYLE: &str = include_str!("../assets/report.css");

/// A flow of the report, drawn.
#[derive(Debug, Clone)]
pub struct PageFlow {
    /// The name of its file.
    pub file: String,
    /// Its index in [`FileReport::flows`](ivr_flow::FileReport::flows).
    pub index: usize,
    /// Its activities and exits.
    pub chart: Chart,
    /// Their positions; `None` for a flow that is too large for a picture.
    pub drawing: Option<Drawing>,
    /// Its numbers.
    pub stats: FlowStats,
    /// What the list of flows says about it besides name, id and type.
    pub listed: Listed,
    /// What is different from another version, if the page is about that: the chart is then that of both versions.
    pub compared: Option<Compared>,
    /// The fewest test calls that take every exit, if the page shows them.
    pub calls: Option<Script>,
}

/// What a list of flows says about one flow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// `Published`.
    pub published: Option<bool>,
    /// `NumberList`.
    pub numbers: Vec<String>,
}

impl PageFlow {
    /// A flow of a file, given by its index there, with its test calls and not drawn yet.
    pub fn new(file: String, index: usize, context: &Context<'_>) -> Self {
        PageFlow {
            file,
            index,
            chart: Chart::of(context),
            drawing: None,
            stats: stats(context),
            listed: Listed::of(context.flow.metadata()),
            compared: None,
            calls: Some(Script::new(context, Cover::Exits)),
        }
    }
}

impl Listed {
    /// What there is in what a list says.
    pub fn of(metadata: &Metadata) -> Self {
        Listed { published: metadata.published, numbers: metadata.numbers().map(str::to_owned).collect() }
    }
}

/// How a page was made, which stands at its foot.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Made {
    /// The day, as people write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The files, folders or the instance.
    pub inputs: Vec<String>,
    /// What was decided about the run, for instance its configuration.
    pub settings: Vec<String>,
}

/// Writes the page. `flows` are all flows that could be read, in any order; `lang` is the initial language.
pub fn page(report: &Report, flows: &[PageFlow], lang: Lang) -> String {
    page_made(report, flows, &Made::default(), lang)
}

/// Writes the page, and at its foot how it was made.
pub fn page_made(report: &Report, flows: &[PageFlow], made: &Made, lang: Lang) -> String {
    let data = Data::of(report, flows, made);
    let colours = format!(
        ":root {{\n{LIGHT}{FONT}}}\n:root[data-theme=\"dark\"] {{\n{DARK}}}\n\
         @media print {{ :root, :root[data-theme=\"dark\"] {{\n{LIGHT}}} }}\n"
    );
    let style = format!("\n{colours}{STYLE}{PAGE_STYLE}");
    let script = format!("\n{SCRIPT}");
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(&style)
    );
    let mut blocks = String::new();
    block(&mut blocks, "data", &data);
    for (number, flow) in data.flows.iter().enumerate() {
        if let Some(drawn) = flow.source {
            block(&mut blocks, &format!("flow-{number}"), &DrawnFlow::of(drawn));
        }
        if let Some(compared) = flow.compared {
            block(&mut blocks, &format!("lines-{number}"), &lines(compared));
            for (side, drawn) in [("old", &compared.sides.old), ("new", &compared.sides.new)] {
                if let Some((chart, drawing)) = drawn {
                    let index = |both: &Sides<Option<usize>>| if side == "old" { both.old } else { both.new };
                    let indexes = compared.merged.indexes.iter().map(index).collect();
                    block(&mut blocks, &format!("{side}-{number}"), &DrawnFlow::of_side(chart, drawing, indexes));
                }
            }
        }
    }
    let lang = match lang {
        Lang::En => "en",
        Lang::Zh => "zh-Hans",
    };
    // In one pass, so that inserted text is not searched for placeholders.
    let parts =
        [("{lang}", lang), ("{policy}", &policy), ("{style}", &style), ("{blocks}", &blocks), ("{script}", &script)];
    let mut page = String::with_capacity(PAGE.len() + parts.iter().map(|(_, part)| part.len()).sum::<usize>());
    let mut rest = PAGE;
    for (name, part) in parts {
        let (before, after) = rest.split_once(name).unwrap_or((rest, ""));
        page.push_str(before);
        page.push_str(part);
        rest = after;
    }
    page + rest
}

/// A JSON block, escaped so that its content cannot end the block or be a line terminator in a script.
fn block(out: &mut String, id: &str, data: &impl Serialize) {
    let json = serde_json::to_string(data).unwrap_or_default();
    let _ = write!(out, "<script type=\"application/json\" id=\"{id}\">");
    let mut from = 0;
    for (at, found) in json.match_indices(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        out.push_str(&json[from..at]);
        let _ = write!(out, "\\u{:04x}", found.chars().next().map_or(0, u32::from));
        from = at + found.len();
    }
    out.push_str(&json[from..]);
    out.push_str("</script>\n");
}
