//! `diff --out`: the report page with the flows that differ, both versions of each side by side and in one picture.

use std::collections::BTreeMap;

use ivr_flow::diff::{FlowPlace, ItemRef, PairDiff, RunDiff, Sides};
use ivr_flow::stats::FlowStats;
use ivr_flow::{FileReport, FlowReport, Lang, Localized, Report, localized};
use ivr_view::{Chart, Compared, Drawing, Group, Line, Listed, Merged, PageFlow, Sign, page as write_page};

use super::{Diff, words};

/// A version of a flow as its picture needs it.
pub(super) struct Drawn {
    pub(super) chart: Chart,
    pub(super) stats: FlowStats,
    pub(super) listed: Listed,
}

/// The page. Its findings are the new ones; what is gone is in the words about each flow.
pub(super) fn page(diff: &Diff<'_>, lang: Lang) -> String {
    let mut files = BTreeMap::<String, FileReport>::new();
    let mut flows = Vec::new();
    for (pair, drawn) in diff.run.pairs.iter().zip(&diff.drawn).filter(|(pair, _)| diff.run.is_changed(pair)) {
        add(&diff.run, pair, drawn, &mut files, &mut flows);
    }
    for (file, finding) in &diff.run.of_no_flow.new {
        let of_file = entry(&mut files, file, &file.name);
        of_file.findings.push((*finding).clone());
    }
    let mut report = diff.run.reports.new.clone();
    report.files = files.into_values().collect();
    write_page(&report, &flows, lang)
}

/// The report of a file on the page, without flows at first.
fn entry<'f>(files: &'f mut BTreeMap<String, FileReport>, file: &FileReport, name: &str) -> &'f mut FileReport {
    files.entry(name.to_owned()).or_insert_with(|| {
        let mut file = file.clone();
        name.clone_into(&mut file.name);
        file.flows.clear();
        file.findings.clear();
        file
    })
}

fn add(
    diff: &RunDiff<'_>,
    pair: &PairDiff<'_>,
    drawn: &Sides<Option<Drawn>>,
    files: &mut BTreeMap<String, FileReport>,
    flows: &mut Vec<PageFlow>,
) {
    let Sides { old, new } = pair.places;
    let (file, flow, name) = match (known(diff.reports.new, new), known(diff.reports.old, old)) {
        (Some((file, flow)), _) => (file, flow, file.name.clone()),
        // What is gone is in a file that may still be there.
        (None, Some((file, flow))) => (file, flow, format!("{} −", file.name)),
        (None, None) => return,
    };
    let of_file = entry(files, file, &name);
    let index = of_file.flows.len();
    of_file.flows.push(flow.clone());
    let found = pair.findings.new.iter().map(|(_, finding)| {
        let mut finding = (*finding).clone();
        finding.flow = Some(index);
        finding
    });
    of_file.findings.extend(found);
    let Some((newest, compared)) = compared(diff, pair, drawn) else { return };
    let chart = compared.merged.chart.clone();
    flows.push(PageFlow {
        file: name,
        index,
        drawing: Drawing::of(&chart),
        chart,
        stats: newest.stats.clone(),
        listed: newest.listed.clone(),
        compared: Some(compared),
        calls: None,
    });
}

fn known(report: &Report, place: Option<FlowPlace>) -> Option<(&FileReport, &FlowReport)> {
    let place = place?;
    Some((report.files.get(place.file)?, place.report(report)?))
}

fn compared<'p>(
    diff: &RunDiff<'_>,
    pair: &PairDiff<'_>,
    drawn: &'p Sides<Option<Drawn>>,
) -> Option<(&'p Drawn, Compared)> {
    let charts = drawn.as_ref().map(|side| side.as_ref().map(|drawn| &drawn.chart));
    let merged = match (charts, &pair.diff) {
        (Sides { old: Some(old), new: Some(new) }, Some(diff)) => Merged::of(Sides { old, new }, diff),
        (Sides { old: None, new: Some(new) }, _) => Merged::whole(new, Sign::New),
        (Sides { old: Some(old), new: None }, _) => Merged::whole(old, Sign::Gone),
        _ => return None,
    };
    let sides = charts.map(|chart| chart.and_then(|chart| Some((chart.clone(), Drawing::of(chart)?))));
    let groups = groups(diff, pair, &merged);
    Some((drawn.newest()?, Compared { merged, sides, groups }))
}

/// What differs, in words; the changes first.
fn groups(diff: &RunDiff<'_>, pair: &PairDiff<'_>, merged: &Merged) -> Vec<Group> {
    let mut changes = Vec::new();
    for (about, of_activity) in words::groups(pair) {
        for change in of_activity {
            changes.push(Line {
                sign: Some(words::Sign::of(change.kind).into()),
                about: about.map(words::activity).unwrap_or_default(),
                text: words::describe(change),
                activity: about.and_then(|about| merged.index(about)),
            });
        }
    }
    let mut groups = vec![Group { title: localized!("Changes", "变更"), lines: changes }];
    let mut add = |title: Localized, lines: Vec<Line>| {
        if !lines.is_empty() {
            groups.push(Group { title, lines });
        }
    };
    if let Some(text) = words::unreadable(diff.unreadable(pair)) {
        let line = Line { sign: None, about: String::new(), text: text.clone(), activity: None };
        add(localized!("Unreadable", "无法读取"), vec![line]);
    }
    if let Some(diff) = &pair.diff {
        let reach = |both: &Sides<ItemRef>, sign| Line {
            sign: Some(sign),
            about: String::new(),
            text: Localized { en: words::name(&both.new), zh: words::name(&both.new) },
            activity: merged.index(&both.clone().map(Some)),
        };
        let lost = diff.reach.lost.iter().map(|both| reach(both, Sign::Gone)).collect();
        add(localized!("Calls no longer reach", "来电不再到达"), lost);
        let won = diff.reach.won.iter().map(|both| reach(both, Sign::New)).collect();
        add(localized!("Calls now reach", "来电现在可以到达"), won);
        let spoken = diff.spoken.iter().map(|spoken| Line {
            sign: None,
            about: words::speaker(spoken),
            text: words::heard(spoken, words::bracketed),
            activity: merged.index(&spoken.activity),
        });
        add(localized!("What callers hear", "来电者听到的内容"), spoken.collect());
    }
    let gone = pair.findings.gone.iter().map(|(_, finding)| Line {
        sign: Some(Sign::Gone),
        about: String::new(),
        text: finding.message.clone(),
        activity: None,
    });
    add(localized!("Findings that are gone", "消失的问题"), gone.collect());
    let numbers = pair.diff.iter().flat_map(|diff| &diff.numbers).map(|number| Line {
        sign: None,
        about: String::new(),
        text: words::number(number),
        activity: None,
    });
    add(localized!("Numbers", "统计"), numbers.collect());
    groups
}

impl From<words::Sign> for Sign {
    fn from(sign: words::Sign) -> Self {
        match sign {
            words::Sign::New => Sign::New,
            words::Sign::Gone => Sign::Gone,
            words::Sign::Changed => Sign::Changed,
        }
    }
}
