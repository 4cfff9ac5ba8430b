//! Both versions of a flow in one chart: the new one, and what is gone from the old one.

use ivr_flow::diff::{Change, ChangeKind, FlowDiff, ItemRef, Place, Sides};

use crate::HashMap;
use crate::chart::{Activity, Arrives, Chart, Exit, Leads};

/// How something differs between two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It came.
    New,
    /// It went.
    Gone,
    /// It is another.
    Changed,
}

/// Two versions of a flow in one chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The activities of the new version, and behind them those that are gone.
    pub chart: Chart,
    /// How each activity differs.
    pub activities: Vec<Option<Sign>>,
    /// How each exit differs.
    pub exits: Vec<Option<Sign>>,
    /// For each activity its index in the charts of both versions.
    pub indexes: Vec<Sides<Option<usize>>>,
}

/// The numbers of activities that are gone begin here, behind those of any flow.
const GONE: usize = usize::MAX / 2;

impl Merged {
    /// A flow that came or went as a whole.
    pub fn whole(chart: &Chart, sign: Sign) -> Self {
        let index = |index| match sign {
            Sign::Gone => Sides { old: Some(index), new: None },
            _ => Sides { old: None, new: Some(index) },
        };
        Merged {
            chart: chart.clone(),
            activities: vec![Some(sign); chart.activities.len()],
            exits: vec![Some(sign); chart.exits.len()],
            indexes: (0..chart.activities.len()).map(index).collect(),
        }
    }

    /// The charts of both versions and what is different between them.
    pub fn of(charts: Sides<&Chart>, diff: &FlowDiff) -> Self {
        let Sides { old, new } = charts;
        let was = |item: usize| old.by_item((*diff.was.get(item)?)?);
        let partners: Vec<_> = new.activities.iter().map(|activity| was(activity.item)).collect();
        // Where each activity of the old version is in the merged chart.
        let mut place = vec![None; old.activities.len()];
        for (index, partner) in partners.iter().enumerate() {
            if let Some(partner) = partner {
                place[*partner] = Some(index);
            }
        }
        let mut gone = Vec::new();
        for (index, place) in place.iter_mut().enumerate().filter(|(_, place)| place.is_none()) {
            *place = Some(new.activities.len() + gone.len());
            gone.push(index);
        }
        let mut merging = Merging { old, place, by_exit: by_exit(&diff.changes), merged: Merged::empty(new) };
        let mut exit_of = vec![0; new.exits.len()];
        for (index, activity) in new.activities.iter().enumerate() {
            merging.add_new(new, activity, partners[index], &mut exit_of);
        }
        for index in gone {
            merging.add_gone(index);
        }
        let mut merged = merging.merged;
        for activity in &mut merged.chart.activities {
            if let Arrives::By(from, exit) = activity.arrival {
                activity.arrival = Arrives::By(from, exit_of[exit]);
            }
        }
        for change in &diff.changes {
            let Some(Sides { new: Some(ItemRef { index, .. }), .. }) = change.activity else { continue };
            if let Some(index) = merged.chart.by_item(index) {
                let sign = if change.kind == ChangeKind::ActivityAdded { Sign::New } else { Sign::Changed };
                merged.activities[index] = Some(sign);
            }
        }
        merged
    }

    /// The index of an activity in the merged chart.
    pub fn index(&self, activity: &Sides<Option<ItemRef>>) -> Option<usize> {
        match (&activity.new, &activity.old) {
            (Some(new), _) => self.chart.by_item(new.index),
            (None, Some(old)) => self.chart.by_item(GONE + old.index).or_else(|| self.chart.by_item(old.index)),
            (None, None) => None,
        }
    }

    fn empty(new: &Chart) -> Self {
        let chart = Chart { activities: Vec::new(), exits: Vec::new(), ..new.clone() };
        Merged { chart, activities: Vec::new(), exits: Vec::new(), indexes: Vec::new() }
    }
}

/// What becomes of exits, by the numbers of their activity and their own, in the old and in the new version.
type ByExit = Sides<HashMap<(usize, usize), ChangeKind>>;

fn by_exit(changes: &[Change]) -> ByExit {
    let mut by_exit = ByExit::default();
    let numbers = |place: &Option<Place>| {
        let rest = place.as_ref()?.pointer.strip_prefix("/activities/")?;
        let (activity, rest) = rest.split_once("/events/")?;
        Some((activity.parse().ok()?, rest.split('/').next()?.parse().ok()?))
    };
    for change in changes {
        let Sides { old, new } = change.places.as_ref().map(numbers);
        if let (Some(exit), ChangeKind::ExitRemoved | ChangeKind::ExitRewired) = (old, change.kind) {
            by_exit.old.insert(exit, change.kind);
        }
        if let (Some(exit), ChangeKind::ExitAdded | ChangeKind::ExitRewired | ChangeKind::MemberChanged) =
            (new, change.kind)
        {
            by_exit.new.insert(exit, change.kind);
        }
    }
    by_exit
}

struct Merging<'c> {
    old: &'c Chart,
    /// Where each activity of the old version is in the merged chart.
    place: Vec<Option<usize>>,
    by_exit: ByExit,
    merged: Merged,
}

impl Merging<'_> {
    fn add_new(&mut self, new: &Chart, activity: &Activity, partner: Option<usize>, exit_of: &mut [usize]) {
        let first = self.merged.chart.exits.len();
        for (number, exit) in new.exits_of(activity) {
            exit_of[number] = self.merged.chart.exits.len();
            let change = exit.item.and_then(|item| self.by_exit.new.get(&(activity.item, item)));
            let sign = change.map(|kind| if *kind == ChangeKind::ExitAdded { Sign::New } else { Sign::Changed });
            self.add_exit(exit.clone(), sign.or(partner.is_none().then_some(Sign::New)));
        }
        if let Some(partner) = partner {
            let was = &self.old.activities[partner];
            for (_, exit) in self.old.exits_of(was) {
                let is_gone = exit.item.is_some_and(|item| self.by_exit.old.contains_key(&(was.item, item)));
                // That a rewired exit led nowhere needs no edge.
                let led_somewhere = !matches!(exit.leads, Leads::Open | Leads::End | Leads::Broken);
                let was_removed = exit.item.and_then(|item| self.by_exit.old.get(&(was.item, item)));
                if is_gone && (led_somewhere || was_removed == Some(&ChangeKind::ExitRemoved)) {
                    let exit = self.moved(exit);
                    self.add_exit(exit, Some(Sign::Gone));
                }
            }
        }
        let exits = first..self.merged.chart.exits.len();
        let new_index = self.merged.chart.activities.len();
        self.merged.chart.activities.push(Activity { exits, ..activity.clone() });
        self.merged.activities.push(None);
        self.merged.indexes.push(Sides { old: partner, new: Some(new_index) });
    }

    fn add_gone(&mut self, index: usize) {
        let activity = &self.old.activities[index];
        let first = self.merged.chart.exits.len();
        for (_, exit) in self.old.exits_of(activity) {
            let exit = self.moved(exit);
            self.add_exit(exit, Some(Sign::Gone));
        }
        let (item, exits) = (GONE + activity.item, first..self.merged.chart.exits.len());
        self.merged.chart.activities.push(Activity { item, exits, arrival: Arrives::Never, ..activity.clone() });
        self.merged.activities.push(Some(Sign::Gone));
        self.merged.indexes.push(Sides { old: Some(index), new: None });
    }

    /// An exit of the old version, leading to where its target is now.
    fn moved(&self, exit: &Exit) -> Exit {
        let leads = match exit.leads {
            Leads::To(to) => self.place[to].map_or(Leads::Open, Leads::To),
            ref other => other.clone(),
        };
        Exit { leads, ..exit.clone() }
    }

    fn add_exit(&mut self, exit: Exit, sign: Option<Sign>) {
        self.merged.chart.exits.push(exit);
        self.merged.exits.push(sign);
    }
}
