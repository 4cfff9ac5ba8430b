//! The comparison of all pairs of flows, on all cores. A file is opened when the first pair needs it, and closed behind
//! the last.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use ivr_flow::diff::{ComparedPair, FlowPair, FlowPlace, OpenedFile, Sides};
use ivr_flow::stats::stats;
use ivr_flow::{Report, Settings};
use ivr_view::{Chart, Listed};

use super::Sources;
use super::page::Drawn;

/// How flows are compared.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) settings: &'a Settings,
    /// Whether moved activities are changes.
    pub(super) canvas: bool,
    /// Whether pictures are wanted.
    pub(super) draws: bool,
}

/// Compares the flows of each pair, and gives what pictures need of them.
pub(super) fn compare(
    reports: Sides<&Report>,
    sources: Sides<&Sources>,
    pairs: &[FlowPair],
    how: How<'_>,
) -> Vec<(ComparedPair, Sides<Option<Drawn>>)> {
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

fn of_pair(
    pair: &FlowPair,
    files: Sides<Option<&OpenedFile<'_>>>,
    how: How<'_>,
) -> (ComparedPair, Sides<Option<Drawn>>) {
    ComparedPair::of(pair, files, how.settings, how.canvas, |contexts| {
        contexts.map(|context| {
            let context = context.filter(|_| how.draws)?;
            let listed = Listed::of(context.flow.metadata());
            Some(Drawn { chart: Chart::of(context), stats: stats(context), listed })
        })
    })
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
    opened: Mutex<Option<Arc<OpenedFile<'a>>>>,
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
    fn open(&self, place: FlowPlace) -> Option<Arc<OpenedFile<'a>>> {
        let slot = &self.slots[place.file];
        let (bytes, origin) = self.sources.get(&self.report.files[place.file].name)?;
        let mut opened = slot.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let file = opened.get_or_insert_with(|| Arc::new(OpenedFile::new(bytes, *origin, self.settings)));
        let file = Arc::clone(file);
        if slot.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            *opened = None;
        }
        Some(file)
    }
}
