//! The comparison of all pairs of flows, on all cores. Files are open together only where flows of both are pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use ivr_flow::diff::{ComparedPair, FlowPair, FlowPlace, OpenedFile, Sides};
use ivr_flow::stats::stats;
use ivr_flow::{Report, Settings};
use ivr_view::{Chart, Listed};

use super::page::Drawn;
use super::sources::{Changed, Sources, Text};

/// How flows are compared.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) settings: &'a Settings,
    /// Whether moved activities are changes.
    pub(super) canvas: bool,
    /// Whether pictures are wanted.
    pub(super) draws: bool,
}

/// What comes of comparing a pair, and both flows as their pictures need them, where pictures are wanted.
type Compared = (ComparedPair, Sides<Option<Drawn>>);

/// Compares the flows of each pair, and gives what pictures need of them. The names are those of files that cannot be read as they have been linted.
pub(super) fn compare(
    reports: Sides<&Report>,
    sources: Sides<&Sources>,
    pairs: &[FlowPair],
    how: How<'_>,
) -> (Vec<Compared>, BTreeSet<String>) {
    let lost = Mutex::new(BTreeSet::new());
    let of_group = |group: &[usize]| {
        let of_group = || group.iter().map(|&number| &pairs[number]);
        let old = texts(reports.old, sources.old, of_group().filter_map(|pair| pair.old), &lost);
        let new = texts(reports.new, sources.new, of_group().filter_map(|pair| pair.new), &lost);
        let [old, new] = [&old, &new].map(|texts| -> BTreeMap<_, _> {
            texts.iter().map(|(&file, text)| (file, OpenedFile::new(&text.bytes, text.origin, how.settings))).collect()
        });
        on_all_cores(group, |&number| {
            let pair = &pairs[number];
            let files = Sides {
                old: pair.old.and_then(|place| old.get(&place.file)),
                new: pair.new.and_then(|place| new.get(&place.file)),
            };
            (number, of_pair(pair, files, how))
        })
    };
    // Groups of one pair are compared beside each other, of the others the pairs.
    let (alone, together): (Vec<_>, Vec<_>) = groups(reports, pairs).into_iter().partition(|group| group.len() == 1);
    let mut done: Vec<_> = on_all_cores(&alone, |group| of_group(group)).into_iter().flatten().collect();
    done.extend(together.iter().flat_map(|group| of_group(group)));
    done.sort_unstable_by_key(|(number, _)| *number);
    let compared = done.into_iter().map(|(_, compared)| compared).collect();
    (compared, lost.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// The files of some flows.
fn texts<'s>(
    report: &Report,
    sources: &'s Sources,
    places: impl Iterator<Item = FlowPlace>,
    lost: &Mutex<BTreeSet<String>>,
) -> BTreeMap<usize, Text<'s>> {
    let files: BTreeSet<_> = places.map(|place| place.file).collect();
    let text = |file: usize| match sources.read(&report.files[file].name) {
        Ok(text) => Some((file, text?)),
        Err(Changed) => {
            lost.lock().unwrap_or_else(PoisonError::into_inner).insert(report.files[file].name.clone());
            None
        }
    };
    files.into_iter().filter_map(text).collect()
}

/// The pairs by their numbers, those together that files connect.
fn groups(reports: Sides<&Report>, pairs: &[FlowPair]) -> Vec<Vec<usize>> {
    let behind = reports.old.files.len();
    let mut leads_to: Vec<usize> = (0..behind + reports.new.files.len()).collect();
    fn first(leads_to: &mut [usize], mut file: usize) -> usize {
        while leads_to[file] != file {
            leads_to[file] = leads_to[leads_to[file]];
            file = leads_to[file];
        }
        file
    }
    let file_of = |pair: &FlowPair| pair.old.map(|old| old.file).or(pair.new.map(|new| behind + new.file));
    for (old, new) in pairs.iter().filter_map(|pair| Some((pair.old?.file, behind + pair.new?.file))) {
        let (old, new) = (first(&mut leads_to, old), first(&mut leads_to, new));
        leads_to[new.max(old)] = new.min(old);
    }
    let mut groups = BTreeMap::<usize, Vec<usize>>::new();
    for (number, file) in pairs.iter().enumerate().filter_map(|(number, pair)| Some((number, file_of(pair)?))) {
        groups.entry(first(&mut leads_to, file)).or_default().push(number);
    }
    groups.into_values().collect()
}

/// Makes something of each item, on as many threads as there are cores, in any order.
fn on_all_cores<I: Sync, T: Send>(items: &[I], of: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            let made = of(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push(made);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn of_pair(pair: &FlowPair, files: Sides<Option<&OpenedFile<'_>>>, how: How<'_>) -> Compared {
    ComparedPair::of(pair, files, how.settings, how.canvas, |contexts| {
        contexts.map(|context| {
            let context = context.filter(|_| how.draws)?;
            let listed = Listed::of(context.flow.metadata());
            Some(Drawn { chart: Chart::of(context), stats: stats(context), listed })
        })
    })
}
