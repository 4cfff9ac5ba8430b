//! Where calls come to that pass activities which do not hold them, each followed once.

use crate::HashMap;
use crate::model::{Activity, Flow};

/// Chains of activities that calls pass one after another.
pub(crate) struct Chains<'f> {
    flow: &'f Flow<'f>,
    passes: fn(Activity<'_>) -> bool,
    /// Where the chain from an activity ends. One that is being followed ends nowhere: coming back to it is a circle.
    ends: HashMap<usize, Option<usize>>,
}

impl<'f> Chains<'f> {
    /// Chains through those activities for which `passes` holds, where they have one wired exit.
    pub(crate) fn new(flow: &'f Flow<'f>, passes: fn(Activity<'_>) -> bool) -> Self {
        Chains { flow, passes, ends: HashMap::default() }
    }

    /// The first activity from one on, itself included, that holds the call or where it may go several ways or none;
    /// `None` where the chain circles or leads to no activity.
    pub(crate) fn end(&mut self, from: Activity<'_>) -> Option<Activity<'f>> {
        let mut followed = Vec::new();
        let mut next = Some(from.index());
        let end = loop {
            let Some(activity) = next.map(|index| self.flow.activity(index)) else { break None };
            if let Some(&known) = self.ends.get(&activity.index()) {
                break known;
            }
            let mut wired = activity.exits().filter(|exit| exit.is_wired());
            next = match ((self.passes)(activity), wired.next(), wired.next()) {
                (true, Some(exit), None) => exit.target().map(Activity::index),
                _ => break Some(activity.index()),
            };
            self.ends.insert(activity.index(), None);
            followed.push(activity.index());
        };
        if end.is_some() {
            self.ends.extend(followed.into_iter().map(|activity| (activity, end)));
        }
        end.map(|end| self.flow.activity(end))
    }
}
