//! One flow as the page draws it.

use ivr_flow::calls::{Call, Script, StepInScript};
use ivr_flow::{ACTIVITY_TYPES, printable};
use serde::Serialize;

use super::PageFlow;
use crate::HashMap;
use crate::chart::{Arrives, Chart, Leads};
use crate::compared::class;
use crate::drawing::{Drawing, Way};
use crate::kind::Manner;
use crate::merged::Merged;

/// A flow as the page draws it. Members have short names, because there are very many.
#[derive(Serialize)]
pub(super) struct DrawnFlow<'a> {
    area: [i32; 4],
    a: Vec<DrawnActivity<'a>>,
    e: Vec<DrawnExit<'a>>,
    /// For each activity of the picture of both versions its index in this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    indexes: Vec<Option<usize>>,
    /// The test calls.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calls: Vec<CallData>,
    /// Their steps, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<CallStep>,
}

#[derive(Serialize)]
pub(super) struct DrawnActivity<'a> {
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
    /// How it differs from the other version.
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct DrawnExit<'a> {
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
    /// Where others join it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    j: Vec<i32>,
    /// How it differs from the other version.
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<&'static str>,
}

/// A test call.
#[derive(Serialize)]
pub(super) struct CallData {
    /// How it ends, and what has to be prepared.
    ends: [String; 2],
    pre: Vec<[String; 2]>,
    /// Its steps in those of the flow.
    s: Vec<usize>,
}

#[derive(Serialize, Clone, PartialEq, Eq, Hash)]
pub(super) struct CallStep {
    /// The activity, and the exit that is taken there.
    a: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<usize>,
    /// What is heard, and what to do.
    h: Vec<String>,
    d: [String; 2],
}

/// The calls of a script whose steps are all known, as the page plays them, and the steps: calls have most in common.
fn calls(script: &Script, chart: &Chart) -> (Vec<CallData>, Vec<CallStep>) {
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
    let mut steps = Vec::new();
    let mut known: HashMap<CallStep, usize> = HashMap::default();
    let mut place = |step: CallStep| {
        *known.entry(step).or_insert_with_key(|step| {
            steps.push(step.clone());
            steps.len() - 1
        })
    };
    let call = |(number, call): (usize, &Call)| CallData {
        ends: {
            let words = call.ends.words();
            [words.en.to_owned(), words.zh.to_owned()]
        },
        pre: script.preconditions(number).into_iter().map(texts).collect(),
        s: script.steps(number).map(step).map(&mut place).collect(),
    };
    let calls = script.plan.calls.iter().enumerate().filter(|(_, call)| call.is_whole).map(call).collect();
    (calls, steps)
}

impl<'a> DrawnFlow<'a> {
    pub(super) fn of(flow: &'a PageFlow) -> Option<Self> {
        let merged = flow.compared.as_ref().map(|compared| &compared.merged);
        let drawn = DrawnFlow::drawn(&flow.chart, flow.drawing.as_ref()?, merged);
        let (calls, steps) = flow.calls.as_ref().map(|script| calls(script, &flow.chart)).unwrap_or_default();
        Some(DrawnFlow { calls, steps, ..drawn })
    }

    /// One of two versions, without marks.
    pub(super) fn of_side(chart: &'a Chart, drawing: &'a Drawing, indexes: Vec<Option<usize>>) -> Self {
        DrawnFlow { indexes, ..DrawnFlow::drawn(chart, drawing, None) }
    }

    pub(super) fn drawn(chart: &'a Chart, drawing: &'a Drawing, merged: Option<&Merged>) -> Self {
        let area = drawing.area;
        let activity = |(index, activity): (usize, &'a crate::chart::Activity)| {
            let rect = drawing.boxes[index];
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
                Way::End => "end",
            },
            p: match &drawing.ways[number] {
                Way::Edge(points) => points.iter().flat_map(|&(x, y)| [x, y]).collect(),
                _ => Vec::new(),
            },
            j: drawing.joints_of(number).flat_map(|(x, y)| [x, y]).collect(),
            d: merged.and_then(|merged| merged.exits[number]).map(class),
        };
        DrawnFlow {
            area: [area.x, area.y, area.width, area.height],
            a: chart.activities.iter().enumerate().map(activity).collect(),
            e: chart.exits.iter().enumerate().map(exit).collect(),
            indexes: Vec::new(),
            calls: Vec::new(),
            steps: Vec::new(),
        }
    }
}
