//! Which references are read before their module has been passed.

use super::{Graph, Reference};
use crate::HashSet;
use crate::finding::CallPath;

/// A reference to a module that not every call has passed.
#[derive(Debug)]
pub(crate) struct Unset {
    /// The index among all references.
    pub(crate) reference: usize,
    /// Whether no call has.
    pub(crate) never: bool,
    /// How a call gets to the reference without having passed the module.
    pub(crate) path: CallPath,
}

/// Finds them all. Only references to exactly one other activity count, and both must be reachable.
pub(crate) fn unset(references: &[Reference], graph: &Graph) -> Vec<Unset> {
    let mut seen = HashSet::default();
    let mut unset: Vec<_> = references
        .iter()
        .enumerate()
        .filter_map(|(index, reference)| {
            let module = reference.module()?.only()?;
            let activity = reference.activity;
            let counts = module != activity && graph.is_reachable(module) && graph.is_reachable(activity);
            (counts && seen.insert((activity, reference.text.as_str()))).then_some((index, module))
        })
        .collect();
    if unset.is_empty() {
        return Vec::new();
    }
    let pair = |&(reference, module): &(usize, usize)| (module, references[reference].activity);
    let mut dominated = graph.dominate(&unset.iter().map(pair).collect::<Vec<_>>()).into_iter();
    unset.retain(|_| dominated.next() == Some(false));
    if unset.is_empty() {
        return Vec::new();
    }
    let pairs: Vec<_> = unset.iter().map(pair).collect();
    let shortest = graph.shortest_paths();
    let leads = graph.leads(&pairs, &shortest);
    let around = graph.paths_around(&pairs, &leads, &shortest);
    let found = unset.into_iter().zip(leads).zip(around);
    found
        .map(|(((reference, _), leads), around)| {
            let path = if leads { around } else { CallPath::Shortest };
            Unset { reference, never: !leads, path }
        })
        .collect()
}
