//! How many of something are on the paths of a flow, at least and at most.

use std::collections::VecDeque;

use super::Between;
use crate::analysis::Context;

/// The ways that calls can take along some of the edges.
pub(super) struct Paths<'c, 'a, K> {
    context: &'c Context<'a>,
    /// Whether an edge is one of them.
    keep: K,
    /// The strongly connected components along these edges, those that nothing leads on from first.
    components: Vec<Vec<usize>>,
    component_of: Vec<usize>,
}

/// The most of something on ways; more is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Most {
    NoWay,
    UpTo(usize),
    NoLimit,
}

impl<'c, 'a, K: Fn(usize, usize) -> bool> Paths<'c, 'a, K> {
    pub(super) fn new(context: &'c Context<'a>, keep: K) -> Self {
        let components = context.graph.components(&keep);
        let mut component_of = vec![0; context.flow.activities().len()];
        for (component, members) in components.iter().enumerate() {
            for &member in members {
                component_of[member] = component;
            }
        }
        Paths { context, keep, components, component_of }
    }

    /// How many activities there are of some kind on the paths from an entry to a goal, the goal not counted.
    pub(super) fn between(&self, is_goal: impl Fn(usize) -> bool, counts: impl Fn(usize) -> bool) -> Option<Between> {
        let counts = |index| counts(index) && !is_goal(index);
        let least = self.least(&is_goal, counts)?;
        let most = self.most(&is_goal, |index| usize::from(counts(index)));
        match self.entries().map(|entry| most[entry]).max()? {
            Most::NoWay => None,
            Most::UpTo(most) => Some(Between { least, most: Some(most) }),
            Most::NoLimit => Some(Between { least, most: None }),
        }
    }

    fn entries(&self) -> impl Iterator<Item = usize> {
        self.context.flow.activities().filter(|activity| activity.is_entry()).map(|activity| activity.index())
    }

    /// The activities that these edges lead to from one.
    fn onward(&self, from: usize) -> impl Iterator<Item = usize> {
        self.context.graph.targets(from).filter(move |&to| (self.keep)(from, to))
    }

    /// The fewest on a way from an entry to a goal: breadth first, where only an activity that counts is a step.
    fn least(&self, is_goal: impl Fn(usize) -> bool, counts: impl Fn(usize) -> bool) -> Option<usize> {
        let mut least = vec![usize::MAX; self.component_of.len()];
        let mut open = VecDeque::new();
        for entry in self.entries() {
            least[entry] = 0;
            open.push_back((0, entry));
        }
        while let Some((passed, activity)) = open.pop_front() {
            if passed > least[activity] {
                continue;
            }
            if is_goal(activity) {
                return Some(passed);
            }
            let is_step = counts(activity);
            let passed = passed + usize::from(is_step);
            for target in self.onward(activity) {
                if passed < least[target] {
                    least[target] = passed;
                    match is_step {
                        true => open.push_back((passed, target)),
                        false => open.push_front((passed, target)),
                    }
                }
            }
        }
        None
    }

    /// For each activity the most of something on a way from it to a goal, both included.
    ///
    /// Ways may pass an activity as often as they like. So there is no limit where a loop has something to count; any
    /// other loop adds nothing, however it is passed, and what is left has no circle.
    pub(super) fn most(&self, is_goal: impl Fn(usize) -> bool, amount: impl Fn(usize) -> usize) -> Vec<Most> {
        let mut most = vec![Most::NoWay; self.component_of.len()];
        for (component, members) in self.components.iter().enumerate() {
            let is_end = members.iter().any(|&member| is_goal(member));
            let mut onward = if is_end { Most::UpTo(0) } else { Most::NoWay };
            let mut circles = false;
            for target in members.iter().flat_map(|&member| self.onward(member)) {
                if self.component_of[target] == component {
                    circles = true;
                } else {
                    onward = onward.max(most[target]);
                }
            }
            let here: usize = members.iter().map(|&member| amount(member)).sum();
            let most_here = match onward {
                Most::UpTo(_) if circles && here > 0 => Most::NoLimit,
                Most::UpTo(onward) => Most::UpTo(onward + here),
                other => other,
            };
            for &member in members {
                most[member] = most_here;
            }
        }
        most
    }
}
