//! The comparison of all pairs of flows, on all cores. A file is opened when the first pair needs it, and closed behind
//! the last.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use ivr_flow::diff::{FlowDiff, FlowPair, FlowPlace, FlowSide, Place, Sides, compare as compare_flows};
use ivr_flow::stats::stats;
use ivr_flow::{Context, FlowEntry, Graph, Lines, Report, Settings, flow_entries};
use ivr_view::Chart;

use super::Sources;
use super::page::Drawn;
use crate::report::listed;

/// What comes of comparing a pair.
pub(super) struct ComparedPair {
    /// What is different, where both flows can be read.
    pub(super) diff: Option<FlowDiff>,
    /// Where their definitions are.
    pub(super) definitions: Sides<Option<Place>>,
    /// Both as their pictures need them, where pictures are wanted.
    pub(super) drawn: Sides<Option<Drawn>>,
}

/// How flows are compared.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) settings: &'a Settings,
    /// Whether moved activities are changes.
    pub(super) canvas: bool,
    /// Whether pictures are wanted.
    pub(super) draws: bool,
}

/// Compares the flows of each pair.
pub(super) fn compare(
    reports: Sides<&Report>,
    sources: Sides<&Sources>,
    pairs: &[FlowPair],
    how: How<'_>,
) -> Vec<ComparedPair> {
    let settings = how.settings;
    let files = Sides {
        old: Files::new(reports.old, sources.old, settings, pairs.iter().filter_map(|pair| pair.old)),
        new: Files::new(reports.new, sources.new, settings, pairs.iter().filter_map(|pair| pair.new)),
    };
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(pairs.len()));
    let work = || {
        let mut mine = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(pair) = pairs.get(number) else { break };
            let files = Sides {
                old: pair.old.and_then(|place| files.old.open(place)),
                new: pair.new.and_then(|place| files.new.open(place)),
            };
            mine.push((number, of_pair(pair, files.as_ref().map(Option::as_deref), how)));
        }
        done.lock().unwrap_or_else(PoisonError::into_inner).append(&mut mine);
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(pairs.len());
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, compared)| compared).collect()
}

fn of_pair(pair: &FlowPair, files: Sides<Option<&Opened<'_>>>, how: How<'_>) -> ComparedPair {
    let place = |file: Option<&Opened<'_>>, place: Option<FlowPlace>| {
        let span = file?.lines.span(entry(file, place)?.file_range());
        Some(Place { pointer: String::new(), span })
    };
    let definitions = Sides { old: place(files.old, pair.old), new: place(files.new, pair.new) };
    let flow = |file, place| entry(file, place)?.flow(how.settings).ok();
    let [old, new] = [flow(files.old, pair.old), flow(files.new, pair.new)];
    let [old_graph, new_graph] = [&old, &new].map(|flow| flow.as_ref().map(Graph::new));
    let old = old.as_ref().zip(old_graph.as_ref()).map(|(flow, graph)| Context::new(flow, graph, how.settings));
    let new = new.as_ref().zip(new_graph.as_ref()).map(|(flow, graph)| Context::new(flow, graph, how.settings));
    let diff = match (&old, &new, files.old, files.new) {
        (Some(old), Some(new), Some(old_file), Some(new_file)) => {
            let sides = Sides {
                old: FlowSide { context: old, lines: &old_file.lines },
                new: FlowSide { context: new, lines: &new_file.lines },
            };
            Some(compare_flows(sides, how.canvas))
        }
        _ => None,
    };
    let drawn = Sides { old: old.as_ref(), new: new.as_ref() }.map(|context| {
        let context = context.filter(|_| how.draws)?;
        let listed = listed(context.flow.metadata());
        Some(Drawn { chart: Chart::of(context), stats: stats(context), listed })
    });
    ComparedPair { diff, definitions, drawn }
}

fn entry<'f, 'a>(file: Option<&'f Opened<'a>>, place: Option<FlowPlace>) -> Option<&'f FlowEntry<'a>> {
    file?.entries.get(place?.flow?)
}

/// The files of one side.
struct Files<'a> {
    slots: Vec<Slot<'a>>,
    sources: &'a Sources,
    report: &'a Report,
    settings: &'a Settings,
}

#[derive(Default)]
struct Slot<'a> {
    /// How many flows of the file are still to be compared.
    left: AtomicUsize,
    opened: Mutex<Option<Arc<Opened<'a>>>>,
}

/// A file whose flows are being compared.
struct Opened<'a> {
    entries: Vec<FlowEntry<'a>>,
    lines: Lines<'a>,
}

impl<'a> Files<'a> {
    fn new(
        report: &'a Report,
        sources: &'a Sources,
        settings: &'a Settings,
        needed: impl Iterator<Item = FlowPlace>,
    ) -> Self {
        let slots: Vec<Slot<'_>> = report.files.iter().map(|_| Slot::default()).collect();
        for place in needed {
            slots[place.file].left.fetch_add(1, Ordering::Relaxed);
        }
        Files { slots, sources, report, settings }
    }

    /// Opens the file of a flow; the flow is then no longer to be compared.
    fn open(&self, place: FlowPlace) -> Option<Arc<Opened<'a>>> {
        let slot = &self.slots[place.file];
        let (bytes, origin) = self.sources.get(&self.report.files[place.file].name)?;
        let mut opened = slot.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let file = opened.get_or_insert_with(|| {
            let entries = flow_entries(bytes, *origin, self.settings).collect();
            Arc::new(Opened { entries, lines: Lines::of(bytes) })
        });
        let file = Arc::clone(file);
        if slot.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            *opened = None;
        }
        Some(file)
    }
}
