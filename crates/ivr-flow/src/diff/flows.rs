//! Which flows of two runs are the same one.

use super::Sides;
use super::pairs::Pairs;
use crate::HashMap;
use crate::finding::FileReport;
use crate::json::is_blank;
use crate::report::Report;

/// What tells the name of a file relative to what was named on the command line: files of both sides whose relative
/// names are equal are the same file.
pub type RelativeNames<'a> = Sides<&'a dyn Fn(&str) -> String>;

/// Where a flow is in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowPlace {
    /// The number of its file in [`Report::files`].
    pub file: usize,
    /// Its index in [`FileReport::flows`]; `None` where all that is known is that the file could not be read so far.
    pub flow: Option<usize>,
}

/// A flow and its partner; one of them may be missing, not both.
pub type FlowPair = Sides<Option<FlowPlace>>;

/// Pairs the flows of two runs: in the order of the new run, then those that are gone in the order of the old one.
pub fn pair_flows(reports: Sides<&Report>, names: RelativeNames<'_>) -> Vec<FlowPair> {
    let files = Sides { old: files(reports.old, names.old), new: files(reports.new, names.new) };
    let flows = files.as_ref().map(|files| flows(files));
    let items = Sides { old: &flows.old[..], new: &flows.new[..] };
    let mut pairs = Pairs::none(flows.old.len(), flows.new.len());
    if let ([_], [_]) = (&*flows.old, &*flows.new) {
        pairs = Pairs::equal(1);
    }
    pairs.in_order(items, |flow: &Known<'_>| flow.id);
    pairs.unique(items, |flow: &Known<'_>| flow.name);
    join_by_file(&mut pairs, items);

    // What is left in a file that breaks off on the other side may be in the part that nobody can read.
    let broken = files.as_ref().map(|files| {
        let broken = files.iter().filter(|file| file.report.broken_at.is_some());
        broken.map(|file| (&*file.relative, file.number)).collect::<HashMap<_, _>>()
    });
    let unread = |broken: &HashMap<&str, usize>, flow: &Known<'_>| {
        Some(FlowPlace { file: *broken.get(flow.relative)?, flow: None })
    };
    let place = |flow: &Known<'_>| FlowPlace { file: flow.file, flow: Some(flow.index) };
    let mut all: Vec<FlowPair> = Vec::with_capacity(flows.new.len());
    for (flow, partner) in flows.new.iter().zip(&pairs.of_new) {
        let old = match partner {
            Some(old) => Some(place(&flows.old[*old])),
            None => unread(&broken.old, flow),
        };
        all.push(Sides { old, new: Some(place(flow)) });
    }
    let mut gone = Vec::new();
    for (flow, _) in flows.old.iter().zip(&pairs.of_old).filter(|(_, partner)| partner.is_none()) {
        match unread(&broken.new, flow) {
            Some(new) => all.push(Sides { old: Some(place(flow)), new: Some(new) }),
            None => gone.push(Sides { old: Some(place(flow)), new: None }),
        }
    }
    // Those of a file that breaks off come where that file is, in their own order.
    all.sort_by_key(|pair| pair.new.map(|new| (new.file, new.flow)));
    all.extend(gone);
    all
}

/// A file of a run that may have flows.
struct File<'r> {
    number: usize,
    report: &'r FileReport,
    relative: String,
}

/// What is known of a flow that says which it is.
struct Known<'r> {
    file: usize,
    index: usize,
    relative: &'r str,
    id: Option<&'r str>,
    name: Option<&'r str>,
}

fn files<'r>(report: &'r Report, relative: &dyn Fn(&str) -> String) -> Vec<File<'r>> {
    let files = report.files.iter().enumerate().filter(|(_, file)| !file.is_configuration);
    let file = |(number, report): (usize, &'r FileReport)| File { number, report, relative: relative(&report.name) };
    files.map(file).collect()
}

fn flows<'r>(files: &'r [File<'_>]) -> Vec<Known<'r>> {
    let mut flows = Vec::new();
    for file in files {
        flows.extend(file.report.flows.iter().enumerate().map(|(index, flow)| Known {
            file: file.number,
            index,
            relative: &file.relative,
            id: flow.id.as_deref().filter(|id| !is_blank(id)),
            name: flow.name.as_deref().filter(|name| !is_blank(name)),
        }));
    }
    flows
}

/// Pairs what is left of a file, where that is one flow on both sides. Two whose ids are known are not the same.
fn join_by_file(pairs: &mut Pairs, flows: Sides<&[Known<'_>]>) {
    let before = pairs.clone();
    pairs.unique(flows, |flow: &Known<'_>| Some(flow.relative));
    for (new, partner) in pairs.of_new.clone().into_iter().enumerate() {
        let Some(old) = partner.filter(|_| before.of_new[new].is_none()) else { continue };
        if flows.old[old].id.is_some() && flows.new[new].id.is_some() {
            pairs.of_old[old] = None;
            pairs.of_new[new] = None;
        }
    }
}
