//! The ends of the paths to activities: of a path of any length a bounded part is written, and only that is walked.

use super::graph::Arrived;
use crate::finding::Abridged;
use crate::json::offset;

/// For each activity how long the path to it is, and where its written beginning ends.
#[derive(Debug, Clone)]
pub(crate) struct Ways {
    /// How many activities the path has, both ends included; zero where there is none.
    lengths: Vec<u32>,
    /// The last activity of the beginning, or of a shorter path its end.
    leads: Vec<u32>,
}

impl Ways {
    /// The paths that arrive as the walk says.
    pub(super) fn new(arrivals: &[Arrived]) -> Self {
        let mut ways = Ways { lengths: vec![0; arrivals.len()], leads: (0..offset(arrivals.len())).collect() };
        let mut open = Vec::new();
        for activity in 0..arrivals.len() {
            let mut next = activity;
            // Up to what is known, and back.
            while ways.lengths[next] == 0 {
                match arrivals[next] {
                    Arrived::Never => break,
                    Arrived::Entry => ways.lengths[next] = 1,
                    Arrived::From(from, _) => {
                        open.push((next, from as usize));
                        next = from as usize;
                    }
                }
            }
            while let Some((activity, from)) = open.pop() {
                ways.lengths[activity] = ways.lengths[from] + 1;
                if ways.length(activity) > Abridged::<usize>::MOST_FIRST {
                    ways.leads[activity] = ways.leads[from];
                }
            }
        }
        ways
    }

    /// How many activities the path has, both ends included.
    pub(crate) fn length(&self, activity: usize) -> usize {
        self.lengths[activity] as usize
    }

    /// The last activity of the beginning of the path, or of a shorter path the activity itself.
    pub(crate) fn lead(&self, activity: usize) -> usize {
        self.leads[activity] as usize
    }

    /// The path to an activity.
    pub(super) fn to(&self, activity: usize, arrivals: &[Arrived]) -> Option<Abridged<usize>> {
        let from = |activity: usize| match arrivals[activity] {
            Arrived::From(from, _) => Some(from as usize),
            Arrived::Never | Arrived::Entry => None,
        };
        let length = self.length(activity);
        (length > 0).then(|| Abridged::walked(activity, self.lead(activity), length, from))
    }
}
