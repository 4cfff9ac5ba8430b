//! Walks of calls, of which only the two ends are kept where they are long: each of very many breaches has one.

use crate::finding::Abridged;

/// No activity.
pub(super) const NONE: u32 = u32::MAX;

/// The activities of a call in their order, by their indexes.
pub(crate) type Walk = Abridged<usize>;

/// The shortest calls to activities, as a search found them; a call is in one of a few states.
pub(super) struct Tree {
    states: usize,
    /// Where each came from; itself where a call begins, [`NONE`] where none gets to.
    parents: Vec<u32>,
    /// How many steps each is from the beginning.
    depths: Vec<u32>,
    /// The last of the first activities of the call to each.
    leads: Vec<u32>,
}

impl Tree {
    pub(super) fn new(activities: usize, states: usize) -> Self {
        let size = activities * states;
        Tree { states, parents: vec![NONE; size], depths: vec![0; size], leads: vec![NONE; size] }
    }

    /// Notes how a call gets to an activity in a state, unless another is known. Says whether it was noted.
    pub(super) fn add(&mut self, from: Option<(usize, usize)>, to: (usize, usize)) -> bool {
        let to = to.0 * self.states + to.1;
        if self.parents[to] != NONE {
            return false;
        }
        let Some((activity, state)) = from else {
            (self.parents[to], self.leads[to]) = (to as u32, to as u32);
            return true;
        };
        let from = activity * self.states + state;
        self.parents[to] = from as u32;
        self.depths[to] = self.depths[from] + 1;
        let is_near = (self.depths[to] as usize) < Walk::MOST_FIRST;
        self.leads[to] = if is_near { to as u32 } else { self.leads[from] };
        true
    }

    /// Whether some call gets to the activity in a state.
    pub(super) fn has(&self, activity: usize, state: usize) -> bool {
        self.parents[activity * self.states + state] != NONE
    }

    /// The shortest call to the activity in a state.
    pub(super) fn walk(&self, activity: usize, state: usize) -> Option<Walk> {
        let place = activity * self.states + state;
        if self.parents[place] == NONE {
            return None;
        }
        let length = self.depths[place] as usize + 1;
        Some(match length.checked_sub(Walk::MOST_FIRST + Walk::MOST_LAST) {
            None | Some(0) => Walk { first: self.back(place, length), left_out: 0, last: Vec::new() },
            Some(left_out) => Walk {
                first: self.back(self.leads[place] as usize, Walk::MOST_FIRST),
                left_out,
                last: self.back(place, Walk::MOST_LAST),
            },
        })
    }

    /// The last activities of the call to a place, at most so many.
    fn back(&self, place: usize, most: usize) -> Vec<usize> {
        let mut steps = Vec::with_capacity(most.min(self.depths[place] as usize + 1));
        let mut at = place;
        while steps.len() < most {
            steps.push(at / self.states);
            let parent = self.parents[at] as usize;
            if parent == at {
                break;
            }
            at = parent;
        }
        steps.reverse();
        steps
    }
}

/// The shortest call to `start`, and from there `more` activities on: `next` is the first of them and `following` leads
/// from each to the one behind it; `tails` has for each where its last steps begin.
pub(super) fn join(calls: &Tree, start: usize, following: &[u32], tails: &[u32], next: usize, more: usize) -> Walk {
    let on = |from: usize, most: usize| {
        let all =
            std::iter::successors(Some(from), |&at| Some(following[at]).filter(|&at| at != NONE).map(|at| at as usize));
        all.take(most)
    };
    let before = calls.depths[start * calls.states] as usize + 1;
    let place = start * calls.states;
    let Some(left_out @ 1..) = (before + more).checked_sub(Walk::MOST_FIRST + Walk::MOST_LAST) else {
        let mut first = calls.back(place, before);
        first.extend(on(next, more));
        return Walk { first, left_out: 0, last: Vec::new() };
    };
    let mut first = calls.back(calls.leads[place] as usize, Walk::MOST_FIRST);
    first.extend(on(next, Walk::MOST_FIRST - first.len()));
    let last = match Walk::MOST_LAST.checked_sub(more) {
        Some(wanted @ 1..) => calls.back(place, wanted).into_iter().chain(on(next, more)).collect(),
        _ => on(tails[next] as usize, Walk::MOST_LAST).collect(),
    };
    Walk { first, left_out, last }
}
