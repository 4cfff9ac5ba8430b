//! How calls get to an activity: long paths, of which the two ends are kept.

use super::{ActivityRef, CallPath, Finding, FlowReport};

/// A path, of which only both ends are kept if it is long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abridged<T> {
    /// The first steps, or all of them.
    pub first: Vec<T>,
    /// How many steps are omitted after those.
    pub left_out: usize,
    /// The last steps, if some are omitted.
    pub last: Vec<T>,
}

/// How many steps at each end of a long path are written.
const MOST_AT_END: usize = 50;

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step<'a> {
    /// The activity.
    pub activity: &'a ActivityRef,
    /// The event of the exit that leads here; nothing at the first step, and where the exit has no event.
    pub event: Option<&'a str>,
}

/// The shortest path from an entry to an activity, as far as it is needed to walk its two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    /// How many activities it has, both ends included.
    pub(crate) length: usize,
    /// The number of the last activity of its beginning.
    pub(crate) lead: usize,
}

impl<T> Abridged<T> {
    /// How many steps of the beginning are kept: one more than is written, because an entry without an id is not.
    pub(crate) const MOST_FIRST: usize = MOST_AT_END + 1;
    /// How many steps of the end are kept.
    pub(crate) const MOST_LAST: usize = MOST_AT_END;

    /// The steps that are kept, in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.first.iter().chain(&self.last)
    }

    /// Maps each step; `None` if `of` returns `None` for any of them.
    pub fn try_map<U>(self, of: impl Fn(T) -> Option<U> + Copy) -> Option<Abridged<U>> {
        let all = |steps: Vec<T>| steps.into_iter().map(of).collect::<Option<Vec<_>>>();
        Some(Abridged { first: all(self.first)?, left_out: self.left_out, last: all(self.last)? })
    }
}

impl<T: Copy> Abridged<T> {
    /// The path of `length` steps that ends at `end`, walked backwards. `lead` is the last step of its beginning, or of
    /// a shorter path `end` itself.
    pub(crate) fn walked(end: T, lead: T, length: usize, from: impl Fn(T) -> Option<T>) -> Self {
        let back = |start: T, most: usize| {
            let mut steps: Vec<T> = std::iter::successors(Some(start), |&step| from(step)).take(most).collect();
            steps.reverse();
            steps
        };
        match length.checked_sub(Self::MOST_FIRST + MOST_AT_END) {
            None | Some(0) => Abridged { first: back(end, length), left_out: 0, last: Vec::new() },
            Some(left_out) => Abridged { first: back(lead, Self::MOST_FIRST), left_out, last: back(end, MOST_AT_END) },
        }
    }
}

impl<T> From<Vec<T>> for Abridged<T> {
    fn from(mut steps: Vec<T>) -> Self {
        match steps.len().checked_sub(Self::MOST_FIRST + MOST_AT_END) {
            None | Some(0) => Abridged { first: steps, left_out: 0, last: Vec::new() },
            Some(left_out) => {
                let last = steps.split_off(steps.len() - MOST_AT_END);
                steps.truncate(Self::MOST_FIRST);
                Abridged { first: steps, left_out, last }
            }
        }
    }
}

impl<'a> Abridged<Step<'a>> {
    /// The ids of the activities that have one, with a gap where steps are left out.
    pub fn ids(&self) -> Vec<Option<&'a str>> {
        let ids = |steps: &[Step<'a>]| steps.iter().filter_map(Step::id).map(Some).collect::<Vec<_>>();
        let mut all = ids(&self.first);
        all.extend((self.left_out > 0).then_some(None));
        all.extend(ids(&self.last));
        all
    }

    /// How many activities with an id the path has.
    pub fn count_of_ids(&self) -> usize {
        self.iter().filter(|step| step.id().is_some()).count() + self.left_out
    }

    /// At most so many activities with an id as are written.
    fn bounded(mut self) -> Self {
        let without_id = self.first.first().is_some_and(|step| step.id().is_none());
        let most = MOST_AT_END + usize::from(without_id);
        if self.left_out == 0 && self.first.len() > most + MOST_AT_END {
            self.last = self.first.split_off(self.first.len() - MOST_AT_END);
        }
        if !self.last.is_empty() {
            self.left_out += self.first.len() - most;
            self.first.truncate(most);
        }
        self
    }
}

impl<'a> Step<'a> {
    /// The id of the activity, where it has one.
    pub fn id(&self) -> Option<&'a str> {
        self.activity.id.as_deref().filter(|id| !id.is_empty())
    }
}

impl FlowReport {
    /// The path of a call to the activity of a finding of this flow, from the entry; `None` if there is none. Of more
    /// than a hundred activities, the first and the last fifty are given.
    pub fn path(&self, finding: &Finding) -> Option<Abridged<Step<'_>>> {
        let step = |activity, event| Some(Step { activity: self.activity(activity)?, event });
        let steps = match &finding.path {
            CallPath::None => return None,
            CallPath::Shortest => self.shortest(finding.activity?)?.try_map(|activity| {
                let event = self.activity(activity)?.from.as_ref().and_then(|(_, event)| event.as_deref());
                step(activity, event)
            })?,
            CallPath::Through(Abridged { first, left_out, last }) => {
                let steps = |activities: &[usize], before: Option<&usize>| {
                    let befores = std::iter::once(before).chain(activities.iter().map(Some));
                    let each = befores.zip(activities);
                    let step = |(before, &to): (Option<&usize>, &usize)| {
                        step(to, before.and_then(|&before| self.event_between(before, to)))
                    };
                    each.map(step).collect::<Option<Vec<_>>>()
                };
                let before_last = first.last().filter(|_| *left_out == 0);
                Abridged { first: steps(first, None)?, left_out: *left_out, last: steps(last, before_last)? }
            }
        };
        Some(steps.bounded())
    }

    /// The event of the exit by which a path leads from one activity to the next.
    fn event_between(&self, from: usize, to: usize) -> Option<&str> {
        let found = self.events_between.binary_search_by_key(&(from, to), |(between, _)| *between).ok()?;
        Some(&self.events_between[found].1)
    }

    fn shortest(&self, activity: usize) -> Option<Abridged<usize>> {
        let end = self.activity(activity)?;
        let from = |activity: usize| Some(self.activity(activity)?.from.as_ref()?.0);
        Some(Abridged::walked(activity, end.way.lead, end.way.length, from))
    }
}
