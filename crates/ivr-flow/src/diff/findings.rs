//! Which findings are new and which are gone: two reports of whole runs come in.

use super::change::shown;
use super::compare::Version;
use super::flows::{FlowPair, FlowPlace, RelativeNames};
use super::pairs::Pairs;
use super::{FlowDiff, Sides};
use crate::finding::{FileReport, Finding};
use crate::json::is_blank;
use crate::model::Activity;
use crate::report::{FlowIdentity, Identity, Report};
use crate::{HashMap, HashSet};

/// Findings that one run has and the other has not.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FindingChanges<'r> {
    /// Those of the new run only, each with its file, in the order of the report.
    pub new: Vec<(&'r FileReport, &'r Finding)>,
    /// Those of the old run only.
    pub gone: Vec<(&'r FileReport, &'r Finding)>,
}

/// How activities that are the same one are called in both versions: by the smaller of both ids, by the smaller of both
/// names. So an identity is the same on both sides, whichever is the old one.
#[derive(Debug, Clone, Default)]
pub(super) struct Carried(Sides<Names>);

/// What is called otherwise in one version.
#[derive(Debug, Clone, Default)]
struct Names {
    /// The ids of activities, by their numbers among all items.
    items: HashMap<usize, Option<String>>,
    /// The names of all modules, where any is renamed.
    modules: HashMap<String, String>,
    /// How long these are, the longest first.
    lengths: Vec<usize>,
}

/// The rules that say why a flow cannot be read.
const READING: [&str; 3] = ["invalid-json", "invalid-shape", "unsupported-format"];

/// The findings that are new and those that are gone: first those that belong to no flow, then those of each pair of
/// flows. `diffs` has the difference of each pair whose flows can both be read.
pub fn changed_findings<'r>(
    reports: Sides<&'r Report>,
    names: RelativeNames<'_>,
    pairs: &[FlowPair],
    diffs: &[Option<FlowDiff>],
) -> (FindingChanges<'r>, Vec<FindingChanges<'r>>) {
    let old = by_pair(reports.old, pairs, |pair| pair.old, |pair| pair.new, reports.new);
    let new = by_pair(reports.new, pairs, |pair| pair.new, |pair| pair.old, reports.old);
    let of_no_flow = {
        let identity = |relative: &dyn Fn(&str) -> String, (file, finding): (&FileReport, &Finding)| {
            let mut identity = Identity::of(file, finding);
            identity.flow = FlowIdentity::Place { file: relative(&file.name), index: None };
            identity
        };
        difference(old.0, new.0, |found| identity(names.old, found), |found| identity(names.new, found))
    };
    let of_flows = pairs.iter().zip(diffs).zip(old.1.into_iter().zip(new.1)).map(|((pair, diff), (old, new))| {
        let (Some(was), Some(is)) = (pair.old, pair.new) else { return FindingChanges { new, gone: old } };
        let nothing = Carried::default();
        let Carried(names) = diff.as_ref().map_or(&nothing, |diff| &diff.carried);
        let (mut old, mut new) = (old, new);
        let are_readable = is_readable(reports.old, was) && is_readable(reports.new, is);
        if !are_readable {
            // Of a flow that cannot be read nothing is known but why.
            let keep = |found: &mut Vec<(&FileReport, &Finding)>, is_readable: bool| {
                found.retain(|(_, finding)| !is_readable && READING.contains(&&*finding.rule));
            };
            keep(&mut old, is_readable(reports.old, was));
            keep(&mut new, is_readable(reports.new, is));
        }
        difference(old, new, |found| names.old.identity(found), |found| names.new.identity(found))
    });
    (of_no_flow, of_flows.collect())
}

/// Whether the definition of a flow can be read.
fn is_readable(report: &Report, place: FlowPlace) -> bool {
    let flow = place.flow.and_then(|flow| report.files.get(place.file)?.flows.get(flow));
    flow.is_some_and(|flow| flow.is_readable)
}

type Found<'r> = Vec<(&'r FileReport, &'r Finding)>;

/// The findings of a report that are in force: those that belong to no flow, and those of each pair.
fn by_pair<'r>(
    report: &'r Report,
    pairs: &[FlowPair],
    own: impl Fn(&FlowPair) -> Option<FlowPlace>,
    other: impl Fn(&FlowPair) -> Option<FlowPlace>,
    others: &Report,
) -> (Found<'r>, Vec<Found<'r>>) {
    let mut pair_of = HashMap::default();
    for (number, pair) in pairs.iter().enumerate() {
        let Some(place) = own(pair) else { continue };
        // That a file breaks off is said once, and with a flow only where it did not before.
        let breaks_too = || {
            let file = other(pair).and_then(|place| others.files.get(place.file));
            file.is_some_and(|file| file.broken_at.is_some())
        };
        if place.flow.is_some() || !breaks_too() {
            pair_of.entry(place).or_insert(number);
        }
    }
    let (mut of_no_flow, mut of_pairs) = (Vec::new(), vec![Vec::new(); pairs.len()]);
    for (number, file) in report.files.iter().enumerate().filter(|(_, file)| !file.is_configuration) {
        for finding in file.findings.iter().filter(|finding| finding.suppressed.is_none()) {
            let breaks_off = finding.rule == READING[0] && Some(finding.document) == file.broken_at;
            let place = FlowPlace { file: number, flow: finding.flow };
            match pair_of.get(&place).filter(|_| finding.flow.is_some() || breaks_off) {
                Some(&pair) => of_pairs[pair].push((file, finding)),
                None => of_no_flow.push((file, finding)),
            }
        }
    }
    (of_no_flow, of_pairs)
}

/// What only one side has. As in a baseline, one identity covers all findings that have it.
fn difference<'r>(
    old: Found<'r>,
    new: Found<'r>,
    old_identity: impl Fn((&FileReport, &Finding)) -> Identity,
    new_identity: impl Fn((&FileReport, &Finding)) -> Identity,
) -> FindingChanges<'r> {
    let [old_known, new_known]: [Vec<_>; 2] = [
        old.iter().map(|found| old_identity(*found)).collect(),
        new.iter().map(|found| new_identity(*found)).collect(),
    ];
    let [in_old, in_new]: [HashSet<_>; 2] = [old_known.iter().collect(), new_known.iter().collect()];
    FindingChanges {
        new: new
            .into_iter()
            .zip(&new_known)
            .filter(|(_, known)| !in_old.contains(known))
            .map(|(found, _)| found)
            .collect(),
        gone: old
            .into_iter()
            .zip(&old_known)
            .filter(|(_, known)| !in_new.contains(known))
            .map(|(found, _)| found)
            .collect(),
    }
}

impl Carried {
    pub(super) fn new(versions: Sides<&Version<'_>>, pairs: &Pairs) -> Self {
        let mut carried = Carried::default();
        let mut renamed = false;
        // Where nothing is called otherwise there is nothing to keep.
        for (old, new) in pairs.of_old.iter().enumerate().filter_map(|(old, new)| Some((old, (*new)?))) {
            let (Some(was), Some(is)) = (versions.old.activities[old], versions.new.activities[new]) else { continue };
            renamed |= was.given_name() != is.given_name();
            if was.id() == is.id() {
                continue;
            }
            // Findings have their texts with secrets masked.
            let id = shown([was.id(), is.id()].into_iter().flatten().min());
            carried.0.old.items.insert(old, id.clone());
            carried.0.new.items.insert(new, id);
        }
        if renamed {
            let partners = [(&pairs.of_old, versions.old, versions.new), (&pairs.of_new, versions.new, versions.old)];
            for (names, (partners, own, other)) in [&mut carried.0.old, &mut carried.0.new].into_iter().zip(partners) {
                names.add_modules(own, |item| other.activities[partners[item]?]);
            }
        }
        carried
    }
}

impl Names {
    fn add_modules<'f>(&mut self, own: &Version<'f>, partner: impl Fn(usize) -> Option<Activity<'f>>) {
        for activity in own.flow().activities() {
            let Some(name) = activity.given_name() else { continue };
            let other = partner(activity.item()).and_then(Activity::given_name);
            let common = other.filter(|other| *other < name).unwrap_or_else(|| name.clone());
            if let (Some(name), Some(common)) = (shown(Some(name)), shown(Some(common))) {
                self.modules.entry(name).or_insert(common);
            }
        }
        self.lengths = self.modules.keys().map(String::len).collect();
        self.lengths.sort_unstable_by(|a, b| b.cmp(a));
        self.lengths.dedup();
    }

    /// What a finding is about, in words that both sides have in common.
    fn identity(&self, (file, finding): (&FileReport, &Finding)) -> Identity {
        let mut identity = Identity::of(file, finding);
        identity.flow = FlowIdentity::Place { file: String::new(), index: None };
        let flow = finding.flow.and_then(|flow| file.flows.get(flow));
        let common = |item: usize| match self.items.get(&item) {
            Some(id) => id.as_deref(),
            None => flow?.activity(item)?.id.as_deref().filter(|id| !id.is_empty()),
        };
        let id = match finding.members.as_slice() {
            [] => finding.activity.and_then(common),
            members => members.iter().filter_map(|&member| common(member)).min(),
        };
        identity.activity = id.map(str::to_owned);
        identity.reference = identity.reference.as_deref().map(|text| self.reference(text));
        identity
    }

    /// The text of a reference, its module called as both sides call it.
    fn reference(&self, text: &str) -> String {
        let Some(inner) = text.strip_prefix("${").filter(|_| !self.modules.is_empty()) else { return text.to_owned() };
        let module = self.lengths.iter().find_map(|&length| {
            let is_before_dot = inner.as_bytes().get(length) == Some(&b'.');
            let name = inner.get(..length).filter(|name| is_before_dot && !is_blank(name))?;
            Some((length, self.modules.get(name)?))
        });
        match module {
            Some((length, name)) => format!("${{{name}{}", &inner[length..]),
            None => text.to_owned(),
        }
    }
}
