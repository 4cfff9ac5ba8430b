//! Policies once more, by enumerating walks: slow, and written from the definitions alone.

use std::collections::BTreeSet;

use serde_json::Value;

/// A small flow as its text says it.
pub(crate) struct Walks {
    /// For each activity its edges in their order, and whether each belongs to an exit.
    edges: Vec<Vec<(usize, bool)>>,
    types: Vec<String>,
    /// The types that the configuration teaches, none of which ends a call.
    taught: Vec<&'static str>,
    events: Vec<Vec<(String, Option<String>)>>,
    ids: Vec<String>,
}

/// What enumerating finds of an activity: the walk that shows a breach, and whether it is sure.
pub(crate) type Shown = Option<(Vec<usize>, bool)>;

const ENTRIES: [&str; 2] = ["INCOMING_CALL", "SUB_START"];
const ENDINGS: [&str; 2] = ["HANGUP", "SUB_END"];
const HAND_OFFS: [&str; 1] = ["TRANSFER_TO_AGENT"];
const OTHERS: [&str; 2] = ["PLAY_SAY", "GATHER_INPUT"];

impl Walks {
    pub(crate) fn new(definition: &Value, taught: Vec<&'static str>) -> Self {
        let activities = definition["activities"].as_array().expect("a list");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let ids: Vec<String> = activities.iter().map(|activity| text(&activity["id"])).collect();
        let types: Vec<String> = activities.iter().map(|activity| text(&activity["type"])).collect();
        let events: Vec<Vec<_>> = activities
            .iter()
            .map(|activity| {
                let exits = activity["events"].as_array().into_iter().flatten();
                exits.map(|exit| (text(&exit["event"]), exit["next"].as_str().map(str::to_owned))).collect()
            })
            .collect();
        let mut walks = Walks { edges: Vec::new(), types, taught, events, ids };
        for (activity, value) in activities.iter().enumerate() {
            let mut edges = Vec::new();
            if !ENDINGS.contains(&&*walks.types[activity]) {
                for (_, next) in &walks.events[activity] {
                    edges.extend(next.as_ref().and_then(|next| walks.place(next)).map(|target| (target, true)));
                }
                if walks.is_outside_the_catalogue(activity) {
                    let named = value["properties"]["next"].as_array().into_iter().flatten().filter_map(Value::as_str);
                    edges.extend(named.filter_map(|id| walks.place(id)).map(|target| (target, false)));
                }
            }
            walks.edges.push(edges);
        }
        walks
    }

    pub(crate) fn entries(&self) -> Vec<usize> {
        (0..self.types.len()).filter(|&activity| ENTRIES.contains(&&*self.types[activity])).collect()
    }

    pub(crate) fn is_reached(&self, activity: usize) -> bool {
        self.first(&self.entries(), false, |walk| walk.last() == Some(&activity)).is_some()
    }

    /// A call that gets to the activity and has passed none of `passed` before.
    pub(crate) fn after(&self, activity: usize, passed: &BTreeSet<usize>) -> Shown {
        self.surest(|sure| {
            self.first(&self.entries(), sure, |walk| match walk {
                [before @ .., last] => *last == activity && !before.iter().any(|step| passed.contains(step)),
                [] => false,
            })
        })
    }

    /// A call that gets to the activity and has passed one of `first` before, with none of `unless` since.
    pub(crate) fn never_after(&self, activity: usize, first: &BTreeSet<usize>, unless: &BTreeSet<usize>) -> Shown {
        self.surest(|sure| {
            self.first(&self.entries(), sure, |walk| {
                let [before @ .., last] = walk else { return false };
                let since = before.iter().rposition(|step| first.contains(step));
                *last == activity && since.is_some_and(|at| !before[at + 1..].iter().any(|step| unless.contains(step)))
            })
        })
    }

    /// A call that goes on from the activity to an end and passes none of `passed`.
    pub(crate) fn before(&self, activity: usize, passed: &BTreeSet<usize>) -> Shown {
        self.surest(|sure| {
            let to = self.first(&self.entries(), sure, |walk| walk.last() == Some(&activity))?;
            let on = self.first(&[activity], sure, |walk| match walk {
                [_] => self.ends_at_start(activity, sure),
                [_, behind @ ..] => {
                    let last = *behind.last().expect("a step");
                    !behind.iter().any(|step| passed.contains(step)) && self.ends(last, sure)
                }
                [] => false,
            })?;
            Some(to.into_iter().chain(on.into_iter().skip(1)).collect())
        })
    }

    fn surest(&self, search: impl Fn(bool) -> Option<Vec<usize>>) -> Shown {
        search(true).map(|walk| (walk, true)).or_else(|| search(false).map(|walk| (walk, false)))
    }

    /// The first walk that fits: of all walks from one of `starts` the shortest, and of these the one whose first
    /// differing step is the earlier one.
    fn first(&self, starts: &[usize], sure: bool, fits: impl Fn(&[usize]) -> bool) -> Option<Vec<usize>> {
        let mut walks: Vec<Vec<usize>> = starts.iter().map(|&start| vec![start]).collect();
        // A shortest walk visits no activity twice in one of two states.
        for _ in 0..=2 * self.types.len() {
            if let Some(found) = walks.iter().find(|walk| fits(walk)) {
                return Some(found.clone());
            }
            let on = |walk: &Vec<usize>| {
                let edges = self.edges[walk[walk.len() - 1]].iter().filter(|(_, is_exit)| *is_exit || !sure);
                edges.map(|&(target, _)| [walk.as_slice(), &[target]].concat()).collect::<Vec<_>>()
            };
            walks = walks.iter().flat_map(on).collect();
            // Walks that have passed the same activities and stand at the same one go on alike: the first is enough.
            let mut seen = BTreeSet::new();
            walks.retain(|walk| seen.insert((walk[walk.len() - 1], history(walk), history(&walk[1..]))));
        }
        None
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|known| known == id)
    }

    fn is_outside_the_catalogue(&self, activity: usize) -> bool {
        let known = ENTRIES.into_iter().chain(ENDINGS).chain(HAND_OFFS).chain(OTHERS);
        !known.into_iter().any(|known| known == self.types[activity])
    }

    fn is_unknown(&self, activity: usize) -> bool {
        self.is_outside_the_catalogue(activity) && !self.taught.contains(&&*self.types[activity])
    }

    fn leaves(&self, (_, next): &(String, Option<String>)) -> bool {
        match next.as_deref() {
            None | Some("") => true,
            Some(id) => self.place(id).is_none(),
        }
    }

    fn ends(&self, activity: usize, sure: bool) -> bool {
        let kind = &*self.types[activity];
        let stands = ENDINGS.contains(&kind)
            || HAND_OFFS.contains(&kind)
            || self.is_unknown(activity)
            || self.edges[activity].is_empty();
        stands && !(sure && self.is_unknown(activity)) || self.events[activity].iter().any(|exit| self.leaves(exit))
    }

    fn ends_at_start(&self, activity: usize, sure: bool) -> bool {
        let kind = &*self.types[activity];
        let is_success = |event: &str| event == "complete" || event == "success";
        let over = |exit: &(String, Option<String>)| {
            let is_unwired = exit.1.as_deref().is_none_or(str::is_empty);
            self.leaves(exit) && !(HAND_OFFS.contains(&kind) && is_unwired && is_success(&exit.0))
        };
        ENDINGS.contains(&kind)
            || self.edges[activity].is_empty() && !(sure && self.is_unknown(activity))
            || self.events[activity].iter().any(over)
    }
}

/// In what order a walk passed each activity for the last time.
fn history(walk: &[usize]) -> Vec<usize> {
    let mut last: Vec<usize> = Vec::new();
    for &step in &walk[..walk.len().saturating_sub(1)] {
        last.retain(|&known| known != step);
        last.push(step);
    }
    last
}
