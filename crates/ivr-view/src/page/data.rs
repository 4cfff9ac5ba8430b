//! What the page knows of all flows and findings.

use ivr_flow::stats::{FlowStats, NUMBERS};
use ivr_flow::{ACTIVITY_TYPES, CallPath, FileReport, Finding, Fingerprints, Report, printable, rules};
use serde::Serialize;

use super::{Made, PageFlow};
use crate::HashMap;
use crate::chart::Chart;
use crate::compared::Compared;
use crate::kind::{Manner, look};
use crate::text::{Both, both};

#[derive(Serialize)]
pub(super) struct Data<'a> {
    version: &'static str,
    made: &'a Made,
    suppressed: usize,
    rules: Vec<RuleData>,
    types: Vec<TypeData>,
    manners: Vec<(&'static str, i32)>,
    /// The titles of the statistics of a flow, in order.
    counted: Vec<Both<'static>>,
    pub(super) flows: Vec<FlowData<'a>>,
    findings: Vec<FindingData<'a>>,
}

#[derive(Serialize)]
pub(super) struct RuleData {
    name: &'static str,
    severity: &'static str,
    summary: Both<'static>,
    what: Both<'static>,
    why: Both<'static>,
    fix: Both<'static>,
    basis: Both<'static>,
}

#[derive(Serialize)]
pub(super) struct TypeData {
    name: &'static str,
    title: Both<'static>,
    icon: &'static str,
}

#[derive(Serialize)]
pub(super) struct FlowData<'a> {
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
    pub(super) source: Option<&'a PageFlow>,
    #[serde(skip)]
    pub(super) compared: Option<&'a Compared>,
    #[serde(skip)]
    pub(super) findings: Vec<&'a Finding>,
}

#[derive(Serialize)]
pub(super) struct FindingData<'a> {
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
    /// The name by which the next run knows it again.
    print: String,
}

impl<'a> Data<'a> {
    pub(super) fn of(report: &'a Report, flows: &'a [PageFlow], made: &'a Made) -> Self {
        let mut sources: HashMap<(&str, usize), &PageFlow> = HashMap::default();
        for flow in flows {
            sources.insert((&flow.file, flow.index), flow);
        }
        let mut data = Data {
            version: env!("CARGO_PKG_VERSION"),
            made,
            suppressed: report.summary().suppressed,
            rules: rules().map(RuleData::of).collect(),
            types: types(),
            manners: Manner::ALL.iter().map(|manner| (manner.class(), manner.radius())).collect(),
            counted: NUMBERS.iter().map(|number| both(&number.title)).collect(),
            flows: Vec::new(),
            findings: Vec::new(),
        };
        let mut prints = Fingerprints::default();
        for file in &report.files {
            data.add(file, &sources, &mut prints);
        }
        data
    }

    fn add(&mut self, file: &'a FileReport, sources: &HashMap<(&str, usize), &'a PageFlow>, prints: &mut Fingerprints) {
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
        for finding in &file.findings {
            // As in SARIF, which names suppressed ones, too.
            let print = prints.of(file, finding);
            if finding.suppressed.is_some() {
                continue;
            }
            let flow = finding.flow.map(|flow| first + flow).filter(|&flow| flow < self.flows.len());
            let source = flow.and_then(|flow| self.flows[flow].source);
            if let Some(flow) = flow {
                self.flows[flow].findings.push(finding);
            }
            self.findings.push(FindingData::of(file, finding, print, flow, source.map(|source| &source.chart)));
        }
    }
}

impl RuleData {
    pub(super) fn of(rule: &'static ivr_flow::Rule) -> Self {
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
    fn of(file: &FileReport, finding: &'a Finding, print: String, flow: Option<usize>, chart: Option<&Chart>) -> Self {
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
            print,
        }
    }
}
