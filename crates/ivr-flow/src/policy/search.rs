//! The searches that decide `after`, `before` and `never-after`: one for all selected activities together, in time linear
//! in the flow.

use super::walk::{NONE, Tree, Walk, join};
use crate::analysis::Context;
use crate::model::{Activity, Exit, Role};

/// The calls of a flow, as the searches see them.
pub(super) struct Calls<'c, 'a> {
    context: &'c Context<'a>,
    /// Whether edges that belong to no exit and ends at activities of unknown type count: a call may take them.
    pub(super) with_unsure: bool,
}

/// For each activity how far the nearest end of a call is, and the activity that leads there.
struct ToEnd {
    /// The number of steps to the end; [`NONE`] where no end is reached.
    steps: Vec<u32>,
    next: Vec<u32>,
}

impl<'c, 'a> Calls<'c, 'a> {
    /// Only what is sure.
    pub(super) fn sure(context: &'c Context<'a>) -> Self {
        Calls { context, with_unsure: false }
    }

    /// What is sure, and what may be.
    pub(super) fn possible(context: &'c Context<'a>) -> Self {
        Calls { context, with_unsure: true }
    }

    /// For each activity the shortest call that gets there and has passed none of `passed` before.
    pub(super) fn avoiding(&self, passed: &[bool]) -> Tree {
        self.forward(self.entries(), |_, _| 0, |activity| !passed[activity], 1)
    }

    /// For each activity the shortest call that gets there.
    pub(super) fn all(&self) -> Tree {
        self.forward(self.entries(), |_, _| 0, |_| true, 1)
    }

    /// For each activity the shortest call that gets there and has passed one of `first` before, and since the last of
    /// them none of `unless`. Such calls are those in state 1 of the tree.
    pub(super) fn after(&self, first: &[bool], unless: Option<&[bool]>) -> Tree {
        let state_behind = |activity: usize, state: usize| match () {
            () if first[activity] => 1,
            () if unless.is_some_and(|unless| unless[activity]) => 0,
            () => state,
        };
        self.forward(self.entries(), state_behind, |_| true, 2)
    }

    /// For each of `from` the shortest walk from there to where a call ends that passes none of `passed` behind it.
    ///
    /// `by` gives the calls to those activities; only those that it has are looked at.
    pub(super) fn to_end(&self, from: &[usize], passed: &[bool], by: &Tree) -> Vec<Option<Walk>> {
        let ends = self.to_ends(passed);
        let tails = ends.tails();
        let walk = |&start: &usize| {
            if !by.has(start, 0) {
                return None;
            }
            if self.ends_at_selected(start) {
                return by.walk(start, 0);
            }
            let targets = self.edges(start).filter(|&target| ends.steps[target] != NONE);
            let next = targets.min_by_key(|&target| ends.steps[target])?;
            Some(join(by, start, &ends.next, &tails, next, ends.steps[next] as usize + 1))
        };
        from.iter().map(walk).collect()
    }

    /// Of the activities of `passed` those that calls to one of `targets` pass first, without those that can be left
    /// out: every call to a target passes one of them before. To be asked where [`Calls::avoiding`] gets to no target.
    pub(super) fn cut_before(&self, passed: &[bool], targets: &[usize]) -> Vec<usize> {
        let tree = self.avoiding(passed);
        let first: Vec<bool> = (0..passed.len()).map(|activity| passed[activity] && tree.has(activity, 0)).collect();
        let mut cut = Backward::new(&first);
        for &target in targets {
            self.sources(target).for_each(|source| cut.reach(source));
        }
        self.follow(cut)
    }

    /// Of the activities of `passed` those that calls from one of `from` pass first, without those that can be left out:
    /// every call passes one of them before it ends. To be asked where [`Calls::to_end`] finds nothing.
    pub(super) fn cut_behind(&self, passed: &[bool], from: &[usize]) -> Vec<usize> {
        let starts: Vec<usize> = from.iter().flat_map(|&start| self.edges(start)).collect();
        let tree = self.forward(starts.into_iter(), |_, _| 0, |activity| !passed[activity], 1);
        let first: Vec<bool> = (0..passed.len()).map(|activity| passed[activity] && tree.has(activity, 0)).collect();
        let mut cut = Backward::new(&first);
        self.context
            .flow
            .activities()
            .filter(|&activity| self.ends_at(activity))
            .for_each(|end| cut.reach(end.index()));
        self.follow(cut)
    }

    fn entries(&self) -> impl Iterator<Item = usize> {
        self.context.flow.activities().filter(|activity| activity.is_entry()).map(Activity::index)
    }

    fn edges(&self, activity: usize) -> impl Iterator<Item = usize> {
        let edges = self.context.graph.edges(activity);
        edges.filter(|(_, exit)| self.with_unsure || exit.is_some()).map(|(target, _)| target)
    }

    /// The activities that lead to one.
    fn sources(&self, activity: usize) -> impl Iterator<Item = usize> {
        let sources = self.context.graph.edges_to(activity);
        sources.filter(|(_, exit)| self.with_unsure || exit.is_some()).map(|(source, _)| source)
    }

    /// Breadth first in the order of the text, so that the first call found is the shortest, and of equally short ones
    /// that with the earlier exits. A call is in a state, which each activity that it passes may change.
    fn forward(
        &self,
        starts: impl Iterator<Item = usize>,
        state_behind: impl Fn(usize, usize) -> usize,
        goes_on: impl Fn(usize) -> bool,
        states: usize,
    ) -> Tree {
        let mut tree = Tree::new(self.context.flow.activities().len(), states);
        let mut queue = Vec::new();
        queue.extend(starts.filter(|&start| tree.add(None, (start, 0))).map(|start| (start, 0)));
        let mut next = 0;
        while let Some(&(activity, state)) = queue.get(next) {
            next += 1;
            if !goes_on(activity) {
                continue;
            }
            let behind = state_behind(activity, state);
            for target in self.edges(activity) {
                if tree.add(Some((activity, state)), (target, behind)) {
                    queue.push((target, behind));
                }
            }
        }
        tree
    }

    /// The way to the nearest end of a call from each activity that is none of `passed`, by such only.
    fn to_ends(&self, passed: &[bool]) -> ToEnd {
        let activities = self.context.flow.activities();
        let mut steps = vec![NONE; activities.len()];
        let mut queue = Vec::new();
        for activity in activities.filter(|activity| !passed[activity.index()] && self.ends_at(*activity)) {
            steps[activity.index()] = 0;
            queue.push(activity.index());
        }
        let mut next = 0;
        while let Some(&activity) = queue.get(next) {
            next += 1;
            for source in self.sources(activity) {
                if steps[source] == NONE && !passed[source] {
                    steps[source] = steps[activity] + 1;
                    queue.push(source);
                }
            }
        }
        // Of equally short ways that by the earlier exit.
        let mut leads_to = vec![NONE; steps.len()];
        for &activity in queue.iter().filter(|&&activity| steps[activity] > 0) {
            let mut targets = self.edges(activity);
            let nearer = targets.find(|&target| steps[target] != NONE && steps[target] + 1 == steps[activity]);
            leads_to[activity] = nearer.map_or(NONE, |target| target as u32);
        }
        ToEnd { steps, next: leads_to }
    }

    /// Whether a call that gets to the activity may end there.
    fn ends_at(&self, activity: Activity<'_>) -> bool {
        let stands = !self.context.graph.leads_on(activity.index()) || activity.may_end();
        stands && (self.with_unsure || !activity.is_undescribed()) || activity.exits().any(leaves)
    }

    /// Whether a call that is at a selected activity may end there. That it may be handed over counts for others: here it
    /// is where the call is to go on from.
    fn ends_at_selected(&self, index: usize) -> bool {
        let activity = self.context.flow.activity(index);
        let is_stuck = !self.context.graph.leads_on(index) && (self.with_unsure || !activity.is_undescribed());
        let is_over = |exit: Exit<'_>| {
            leaves(exit) && !(exit.is_unwired() && activity.hands_off() && exit.role() == Role::Success)
        };
        activity.is_ending() || is_stuck || activity.exits().any(is_over)
    }

    fn follow(&self, mut backward: Backward<'_>) -> Vec<usize> {
        while let Some(activity) = backward.queue.pop() {
            self.sources(activity).for_each(|source| backward.reach(source));
        }
        (0..backward.cut.len()).filter(|&activity| backward.cut[activity]).collect()
    }
}

/// Whether a call that takes the exit leaves the flow.
fn leaves(exit: Exit<'_>) -> bool {
    exit.is_unwired() || exit.dangles()
}

/// A search against the edges that ends at the activities of a cut.
struct Backward<'f> {
    first: &'f [bool],
    seen: Vec<bool>,
    cut: Vec<bool>,
    queue: Vec<usize>,
}

impl<'f> Backward<'f> {
    fn new(first: &'f [bool]) -> Self {
        Backward { first, seen: vec![false; first.len()], cut: vec![false; first.len()], queue: Vec::new() }
    }

    fn reach(&mut self, activity: usize) {
        if self.first[activity] {
            self.cut[activity] = true;
        } else if !std::mem::replace(&mut self.seen[activity], true) {
            self.queue.push(activity);
        }
    }
}

impl ToEnd {
    /// For each activity the one on its way to the end where the last steps begin.
    fn tails(&self) -> Vec<u32> {
        let mut by_steps: Vec<usize> = (0..self.steps.len()).filter(|&activity| self.steps[activity] != NONE).collect();
        by_steps.sort_by_key(|&activity| self.steps[activity]);
        let mut tails = vec![NONE; self.steps.len()];
        for activity in by_steps {
            let is_near = (self.steps[activity] as usize) < Walk::MOST_LAST;
            tails[activity] = if is_near { activity as u32 } else { tails[self.next[activity] as usize] };
        }
        tails
    }
}
