//! Two runs: their flows in pairs, and what is different between those.

use super::{Change, FindingChanges, FlowDiff, FlowPair, FlowPlace, FlowSide, Place, RelativeNames, Sides};
use super::{changed_findings, compare};
use crate::analysis::{Context, Graph};
use crate::document::ListedFlow;
use crate::finding::{FileReport, Finding, FlowReport};
use crate::lint::{Origin, listed_flows};
use crate::report::Report;
use crate::settings::Settings;
use crate::text::Lines;

/// Two runs, and what is different between them.
#[derive(Debug)]
#[non_exhaustive]
pub struct RunDiff<'r> {
    /// The reports of both.
    pub reports: Sides<&'r Report>,
    /// Findings that belong to no flow.
    pub of_no_flow: FindingChanges<'r>,
    /// Every pair of flows, in the order of the new run, those that are gone behind.
    pub pairs: Vec<PairDiff<'r>>,
}

/// A pair of flows, and what is different between them.
#[derive(Debug)]
#[non_exhaustive]
pub struct PairDiff<'r> {
    /// Where both are.
    pub places: FlowPair,
    /// `None` where one has no partner, or cannot be read.
    pub diff: Option<FlowDiff>,
    /// The findings that are new or gone.
    pub findings: FindingChanges<'r>,
    /// That the flow came or went.
    pub whole: Option<Change>,
}

/// The result of comparing a pair.
#[derive(Debug)]
#[non_exhaustive]
pub struct ComparedPair {
    /// What is different, where both flows can be read.
    pub diff: Option<FlowDiff>,
    /// Where their definitions are.
    pub definitions: Sides<Option<Place>>,
}

/// A file of one of the runs, opened to compare its flows.
#[derive(Debug)]
pub struct OpenedFile<'a> {
    flows: Vec<ListedFlow<'a>>,
    lines: Lines<'a>,
}

impl<'a> OpenedFile<'a> {
    /// Opens the bytes of a file as they were linted.
    pub fn new(bytes: &'a [u8], origin: Origin, settings: &Settings) -> Self {
        OpenedFile { flows: listed_flows(bytes, origin, settings).collect(), lines: Lines::of(bytes) }
    }

    fn listed(&self, place: FlowPlace) -> Option<&ListedFlow<'a>> {
        self.flows.get(place.flow?)
    }
}

impl ComparedPair {
    /// Compares the flows of a pair, given with their files as far as these can be opened. With `canvas`, activities that
    /// were only moved are changes too. `also` is given both flows, for who needs more of them.
    pub fn of<T>(
        pair: &FlowPair,
        files: Sides<Option<&OpenedFile<'_>>>,
        settings: &Settings,
        canvas: bool,
        also: impl FnOnce(Sides<Option<&Context<'_>>>) -> T,
    ) -> (Self, T) {
        let place = |file: Option<&OpenedFile<'_>>, place: Option<FlowPlace>| {
            let file = file?;
            let span = file.lines.span(file.listed(place?)?.file_range());
            Some(Place { pointer: String::new(), span })
        };
        let definitions = Sides { old: place(files.old, pair.old), new: place(files.new, pair.new) };
        let [old, new] = [(files.old, pair.old), (files.new, pair.new)]
            .map(|(file, place)| file?.listed(place?)?.flow(settings).ok());
        let [old_graph, new_graph] = [&old, &new].map(|flow| flow.as_ref().map(Graph::new));
        let old = old.as_ref().zip(old_graph.as_ref()).map(|(flow, graph)| Context::new(flow, graph, settings));
        let new = new.as_ref().zip(new_graph.as_ref()).map(|(flow, graph)| Context::new(flow, graph, settings));
        let diff = match (&old, &new, files.old, files.new) {
            (Some(old), Some(new), Some(old_file), Some(new_file)) => {
                let sides = Sides {
                    old: FlowSide { context: old, lines: &old_file.lines },
                    new: FlowSide { context: new, lines: &new_file.lines },
                };
                Some(compare(sides, canvas))
            }
            _ => None,
        };
        let also = also(Sides { old: old.as_ref(), new: new.as_ref() });
        (ComparedPair { diff, definitions }, also)
    }
}

impl<'r> RunDiff<'r> {
    /// Puts what was found of each pair together with the findings of both runs. There is one of `compared` for each of
    /// `pairs`, which come from [`pair_flows`](super::pair_flows) with the same names.
    pub fn new(
        reports: Sides<&'r Report>,
        names: RelativeNames<'_>,
        pairs: Vec<FlowPair>,
        compared: impl IntoIterator<Item = ComparedPair>,
    ) -> Self {
        let (mut diffs, mut wholes) = (Vec::new(), Vec::new());
        for (places, compared) in pairs.iter().zip(compared) {
            let is_whole = places.old.is_none() || places.new.is_none();
            wholes.push(is_whole.then(|| Change::of_whole_flow(compared.definitions)));
            diffs.push(compared.diff);
        }
        let (of_no_flow, findings) = changed_findings(reports, names, &pairs, &diffs);
        let pairs = pairs.into_iter().zip(diffs).zip(wholes).zip(findings);
        let pairs = pairs.map(|(((places, diff), whole), findings)| PairDiff { places, diff, findings, whole });
        RunDiff { reports, of_no_flow, pairs: pairs.collect() }
    }

    /// The pairs that differ in anything.
    pub fn changed(&self) -> impl Iterator<Item = &PairDiff<'r>> {
        self.pairs.iter().filter(|pair| self.is_changed(pair))
    }

    /// Whether a pair differs in anything.
    pub fn is_changed(&self, pair: &PairDiff<'_>) -> bool {
        let unreadable = self.unreadable(pair);
        pair.whole.is_some()
            || unreadable.old != unreadable.new
            || pair.diff.as_ref().is_some_and(|diff| !diff.is_empty())
            || !pair.findings.new.is_empty()
            || !pair.findings.gone.is_empty()
    }

    /// Whether each side of a pair is there and cannot be read.
    pub fn unreadable(&self, pair: &PairDiff<'_>) -> Sides<bool> {
        let is = |report: &Report, place: Option<FlowPlace>| {
            place.is_some_and(|place| place.report(report).is_none_or(|flow| !flow.is_readable))
        };
        Sides { old: is(self.reports.old, pair.places.old), new: is(self.reports.new, pair.places.new) }
    }

    /// How many changes there are, those included that whole flows are.
    pub fn changes(&self) -> usize {
        self.pairs.iter().map(|pair| pair.changes().count()).sum()
    }

    /// The findings that are new, or those that are gone: first those that belong to no flow.
    pub fn findings(&self, is_new: bool) -> impl Iterator<Item = (&'r FileReport, &'r Finding)> {
        let all = std::iter::once(&self.of_no_flow).chain(self.pairs.iter().map(|pair| &pair.findings));
        all.flat_map(move |changes| if is_new { &changes.new } else { &changes.gone }).copied()
    }

    /// Whether anything is different.
    pub fn differs(&self) -> bool {
        self.changed().next().is_some() || self.findings(true).chain(self.findings(false)).next().is_some()
    }
}

impl PairDiff<'_> {
    /// All changes, first that the flow came or went.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.whole.iter().chain(self.diff.iter().flat_map(|diff| &diff.changes))
    }
}

impl FlowPlace {
    /// What a report says of the flow; `None` where its file could not be read so far.
    pub fn report(self, report: &Report) -> Option<&FlowReport> {
        report.files.get(self.file)?.flows.get(self.flow?)
    }
}
