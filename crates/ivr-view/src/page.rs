//! The report of a run as one HTML file, without external resources; its content security policy allows only its own
//! script and style, by hash.
//!
//! Data from flows is embedded as JSON blocks, which the browser does not execute; the script turns it into text nodes.
//! Each flow has a block of its own, which is parsed when the flow is opened.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ivr_flow::calls::{Call, Cover, Script, StepInScript};
use ivr_flow::diff::Sides;
use ivr_flow::stats::{FlowStats, NUMBERS, stats};
use ivr_flow::{
    ACTIVITY_TYPES, CallPath, Context, FileReport, Finding, Lang, Metadata, Report, Severity, printable, rules,
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::HashMap;
use crate::chart::{Arrives, Chart, Leads};
use crate::compared::{Compared, class, lines};
use crate::drawing::{Drawing, Way};
use crate::kind::{Manner, look};
use crate::marks::Marks;
use crate::merged::Merged;
use crate::svg::{DARK, FONT, LIGHT, STYLE};
use crate::text::{Both, both};

const PAGE: &str = include_str!("../assets/report.html");
const SCRIPT: &str = include_str!("../assets/report.js");
const PAGE_STYLE: &str = include_str!("../assets/report.css");

/// A flow of the report, drawn.
#[derive(Debug, Clone)]
pub struct PageFlow {
    /// The name of its file.
    pub file: String,
    /// Its index in [`FileReport::flows`].
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

/// Writes the page. `flows` are all flows that could be read, in any order; `lang` is the initial language.
pub fn page(report: &Report, flows: &[PageFlow], lang: Lang) -> String {
    let data = Data::of(report, flows);
    let colours = format!(":root {{\n{LIGHT}{FONT}}}\n:root[data-theme=\"dark\"] {{\n{DARK}}}\n");
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
            block(&mut blocks, &format!("flow-{number}"), &DrawnFlow::of(drawn, &flow.findings));
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

#[derive(Serialize)]
struct Data<'a> {
    version: &'static str,
    suppressed: usize,
    rules: Vec<RuleData>,
    types: Vec<TypeData>,
    manners: Vec<(&'static str, i32)>,
    /// The titles of the statistics of a flow, in order.
    counted: Vec<Both<'static>>,
    flows: Vec<FlowData<'a>>,
    findings: Vec<FindingData<'a>>,
}

#[derive(Serialize)]
struct RuleData {
    name: &'static str,
    severity: &'static str,
    summary: Both<'static>,
    what: Both<'static>,
    why: Both<'static>,
    fix: Both<'static>,
    basis: Both<'static>,
}

#[derive(Serialize)]
struct TypeData {
    name: &'static str,
    title: Both<'static>,
    icon: &'static str,
}

#[derive(Serialize)]
struct FlowData<'a> {
    file: String,
    id: Option<String>,
    name: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    published: Option<bool>,
    numbers: Vec<String>,
    activities: usize,
    /// Its statistics in words; empty if its definition cannot be read.
    amounts: Vec<[String; 2]>,
    drawn: bool,
    /// How many differences there are, on a page about two versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<usize>,
    #[serde(skip)]
    source: Option<&'a PageFlow>,
    #[serde(skip)]
    compared: Option<&'a Compared>,
    #[serde(skip)]
    findings: Vec<&'a Finding>,
}

#[derive(Serialize)]
struct FindingData<'a> {
    flow: Option<usize>,
    file: String,
    rule: &'a str,
    severity: &'static str,
    message: Both<'a>,
    help: Option<Both<'a>>,
    place: String,
    pointer: String,
    activity: Option<usize>,
    exit: Option<usize>,
    about: Vec<usize>,
    /// The path of a call to it, as indexes of activities; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Vec<usize>>,
    /// Whether it is the shortest path, which the arrivals of the flow give.
    shortest: bool,
}

impl<'a> Data<'a> {
    fn of(report: &'a Report, flows: &'a [PageFlow]) -> Self {
        let mut sources: HashMap<(&str, usize), &PageFlow> = HashMap::default();
        for flow in flows {
            sources.insert((&flow.file, flow.index), flow);
        }
        let mut data = Data {
            version: env!("CARGO_PKG_VERSION"),
            suppressed: report.summary().suppressed,
            rules: rules().map(RuleData::of).collect(),
            types: types(),
            manners: Manner::ALL.iter().map(|manner| (manner.class(), manner.radius())).collect(),
            counted: NUMBERS.iter().map(|number| both(&number.title)).collect(),
            flows: Vec::new(),
            findings: Vec::new(),
        };
        for file in &report.files {
            data.add(file, &sources);
        }
        data
    }

    fn add(&mut self, file: &'a FileReport, sources: &HashMap<(&str, usize), &'a PageFlow>) {
        let first = self.flows.len();
        for (index, flow) in file.flows.iter().enumerate() {
            let source = sources.get(&(file.name.as_str(), index)).copied();
            let listed = source.map(|source| source.listed.clone()).unwrap_or_default();
            self.flows.push(FlowData {
                file: printable(&file.name),
                id: flow.id.as_deref().map(printable),
                name: flow
                    .name
                    .as_deref()
                    .filter(|name| !name.trim().is_empty())
                    .map_or_else(|| file.flow_name(index), printable),
                kind: flow.type_name.as_deref().map(printable),
                published: listed.published,
                numbers: listed.numbers.iter().map(|number| printable(number)).collect(),
                activities: flow.activities,
                amounts: source.map(|source| in_words(&source.stats)).unwrap_or_default(),
                drawn: source.is_some_and(|source| source.drawing.is_some()),
                changes: source
                    .and_then(|source| source.compared.as_ref())
                    .map(|compared| compared.groups.first().map_or(0, |group| group.lines.len())),
                source: source.filter(|source| source.drawing.is_some()),
                compared: source.and_then(|source| source.compared.as_ref()),
                findings: Vec::new(),
            });
        }
        for finding in file.findings.iter().filter(|finding| finding.suppressed.is_none()) {
            let flow = finding.flow.map(|flow| first + flow).filter(|&flow| flow < self.flows.len());
            let source = flow.and_then(|flow| self.flows[flow].source);
            if let Some(flow) = flow {
                self.flows[flow].findings.push(finding);
            }
            self.findings.push(FindingData::of(file, finding, flow, source.map(|source| &source.chart)));
        }
    }
}

impl RuleData {
    fn of(rule: &'static ivr_flow::Rule) -> Self {
        let docs = &rule.docs;
        RuleData {
            name: &rule.name,
            severity: rule.level.name(),
            summary: both(&rule.summary),
            what: both(&docs.what),
            why: both(&docs.why),
            fix: both(&docs.fix),
            basis: both(&docs.basis),
        }
    }
}

fn in_words(stats: &FlowStats) -> Vec<[String; 2]> {
    let words = NUMBERS.iter().map(|number| (number.of)(stats).in_words());
    words.map(|words| [words.en, words.zh]).collect()
}

/// The known types, followed by the look of all others.
fn types() -> Vec<TypeData> {
    let known = ACTIVITY_TYPES.iter().map(|known| TypeData {
        name: known.name,
        title: both(&known.title),
        icon: look(Some(known.name)).icon,
    });
    known.chain([TypeData { name: "", title: ["", ""], icon: look(None).icon }]).collect()
}

impl<'a> FindingData<'a> {
    fn of(file: &FileReport, finding: &'a Finding, flow: Option<usize>, chart: Option<&Chart>) -> Self {
        let index = |item: usize| chart.and_then(|chart| chart.by_item(item));
        let activity = finding.activity.and_then(index);
        let exit = finding.exit.as_ref().and_then(|exit| {
            let chart = chart?;
            chart.exit_by_item(&chart.activities[activity?], exit.index)
        });
        let about = finding.activities.iter().filter_map(|id| chart?.by_id(&printable(id))).collect();
        FindingData {
            flow,
            file: printable(&file.name),
            rule: &finding.rule,
            severity: finding.severity.name(),
            message: both(&finding.message),
            help: finding.help.as_ref().map(both),
            place: format!("{}:{}:{}", printable(&file.name), finding.span.line, finding.span.column),
            pointer: printable(&finding.pointer),
            activity,
            exit,
            about,
            by: match &finding.path {
                CallPath::Through(items) => items.iter().map(|&item| index(item)).collect(),
                _ => None,
            },
            shortest: finding.path == CallPath::Shortest,
        }
    }
}

/// A flow as the page draws it. Members have short names, because there are very many.
#[derive(Serialize)]
struct DrawnFlow<'a> {
    area: [i32; 4],
    a: Vec<DrawnActivity<'a>>,
    e: Vec<DrawnExit<'a>>,
    /// Whether each loop is endless.
    loops: Vec<bool>,
    /// For each activity of the picture of both versions its index in this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    indexes: Vec<Option<usize>>,
    /// The test calls.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calls: Vec<CallData>,
}

#[derive(Serialize)]
struct DrawnActivity<'a> {
    x: i32,
    y: i32,
    h: i32,
    /// Its name, id, and type as it is written.
    n: &'a str,
    i: Option<&'a str>,
    t: Option<&'a str>,
    /// Its type and manner, as indexes of the page's data.
    k: usize,
    m: usize,
    /// Its first exit, and the one after its last.
    e: [usize; 2],
    /// The activity and the exit by which a call arrives; absent at an entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    f: Option<[usize; 2]>,
    p: &'a [(String, String)],
    /// The worst severity, how many findings, whether it is unreachable, and its loop.
    #[serde(skip_serializing_if = "Option::is_none")]
    w: Option<&'static str>,
    #[serde(skip_serializing_if = "is_zero")]
    c: usize,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    u: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<usize>,
    /// How it differs from the other version.
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<&'static str>,
}

#[derive(Serialize)]
struct DrawnExit<'a> {
    /// Its event and number.
    n: Option<&'a str>,
    i: Option<usize>,
    /// The activity that it leads to, else the id that does not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// The way in which it is drawn: an edge, a jump, a stub, open; and the edge.
    w: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    p: Vec<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    /// How it differs from the other version.
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<&'static str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A test call.
#[derive(Serialize)]
struct CallData {
    /// How it ends, and what has to be prepared.
    ends: [String; 2],
    pre: Vec<[String; 2]>,
    steps: Vec<CallStep>,
}

#[derive(Serialize)]
struct CallStep {
    /// The activity, and the exit that is taken there.
    a: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<usize>,
    /// What is heard, and what to do.
    h: Vec<String>,
    d: [String; 2],
}

/// The calls of a script whose steps are all known, as the page plays them.
fn calls(script: &Script, chart: &Chart) -> Vec<CallData> {
    let texts = |text: &ivr_flow::Localized| [printable(&text.en), printable(&text.zh)];
    let step = |step: StepInScript<'_>| {
        let mut exits = chart.exits_of(&chart.activities[step.index]);
        CallStep {
            a: step.index,
            e: step.exit.and_then(|exit| Some(exits.find(|(_, known)| known.item == Some(exit.item))?.0)),
            h: step.activity.hears.iter().map(|heard| printable(&heard.text)).collect(),
            d: texts(&step.act.words),
        }
    };
    let call = |(number, call): (usize, &Call)| CallData {
        ends: {
            let words = call.ends.words();
            [words.en.to_owned(), words.zh.to_owned()]
        },
        pre: script.preconditions(number).into_iter().map(texts).collect(),
        steps: script.steps(number).map(step).collect(),
    };
    script.plan.calls.iter().enumerate().filter(|(_, call)| call.is_whole).map(call).collect()
}

impl<'a> DrawnFlow<'a> {
    fn of(flow: &'a PageFlow, findings: &[&Finding]) -> Option<Self> {
        let marks = Marks::of(&flow.chart, findings.iter().copied());
        let merged = flow.compared.as_ref().map(|compared| &compared.merged);
        let drawn = DrawnFlow::drawn(&flow.chart, flow.drawing.as_ref()?, &marks, merged);
        let calls = flow.calls.as_ref().map(|script| calls(script, &flow.chart)).unwrap_or_default();
        Some(DrawnFlow { calls, ..drawn })
    }

    /// One of two versions, without marks.
    fn of_side(chart: &'a Chart, drawing: &'a Drawing, indexes: Vec<Option<usize>>) -> Self {
        DrawnFlow { indexes, ..DrawnFlow::drawn(chart, drawing, &Marks::of(chart, []), None) }
    }

    fn drawn(chart: &'a Chart, drawing: &'a Drawing, marks: &Marks, merged: Option<&Merged>) -> Self {
        let area = drawing.area;
        let activity = |(index, activity): (usize, &'a crate::chart::Activity)| {
            let (rect, mark) = (drawing.boxes[index], marks.activities[index]);
            DrawnActivity {
                x: rect.x,
                y: rect.y,
                h: rect.height,
                n: &activity.name,
                i: activity.id.as_deref(),
                t: activity.kind.as_deref(),
                k: ACTIVITY_TYPES
                    .iter()
                    .position(|known| Some(known.name) == activity.canonical)
                    .unwrap_or(ACTIVITY_TYPES.len()),
                m: Manner::ALL.iter().position(|&manner| manner == activity.manner).unwrap_or(0),
                e: [activity.exits.start, activity.exits.end],
                f: match activity.arrival {
                    Arrives::By(from, exit) => Some([from, exit]),
                    Arrives::Never | Arrives::Entry => None,
                },
                p: &activity.properties,
                w: mark.worst.map(Severity::name),
                c: mark.findings,
                u: mark.is_unreachable,
                l: mark.in_loop,
                d: merged.and_then(|merged| merged.activities[index]).map(class),
            }
        };
        let exit = |(number, exit): (usize, &'a crate::chart::Exit)| DrawnExit {
            n: exit.event.as_deref(),
            i: exit.item,
            to: match exit.leads {
                Leads::To(to) => Some(to),
                _ => None,
            },
            id: match &exit.leads {
                Leads::Nowhere(id) => Some(id),
                _ => None,
            },
            w: match &drawing.ways[number] {
                Way::Edge(_) => "edge",
                Way::Jump => "jump",
                Way::Stub => "dangling",
                Way::Open => "open",
            },
            p: match &drawing.ways[number] {
                Way::Edge(points) => points.iter().flat_map(|&(x, y)| [x, y]).collect(),
                _ => Vec::new(),
            },
            s: marks.exits[number].map(Severity::name),
            d: merged.and_then(|merged| merged.exits[number]).map(class),
        };
        DrawnFlow {
            area: [area.x, area.y, area.width, area.height],
            a: chart.activities.iter().enumerate().map(activity).collect(),
            e: chart.exits.iter().enumerate().map(exit).collect(),
            loops: marks.loops.iter().map(|round| round.is_endless).collect(),
            indexes: Vec::new(),
            calls: Vec::new(),
        }
    }
}
