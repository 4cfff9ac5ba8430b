//! Which references are read only by calls for which their module failed.

use super::{Graph, Reference, once_an_activity};
use crate::HashMap;
use crate::model::{Activity, Flow, Role};

/// What may fail, and then has no result to give.
const GIVES_RESULT: [&str; 4] = ["RUN_FUNCTION", "HTTP_REQUEST", "JSON_PARSER", "VOICE_NAVIGATOR"];

/// What asks callers. What they said wrongly is there, what they did not say is not.
const ASKS: [&str; 2] = ["GATHER_INPUT", "ASR"];

/// What a parameter is called that says how something went, and so is there when it failed.
const SAYS_HOW: [&str; 7] = ["err", "code", "status", "reason", "msg", "message", "fail"];

/// The references to a result that every call which reads them has left without: all have taken an exit of the module
/// for failure.
pub(crate) fn failed<'r>(flow: &Flow<'_>, references: &'r [Reference], graph: &Graph) -> Vec<&'r Reference> {
    let mut may_fail = HashMap::default();
    let is_candidate = |reference: &&Reference| {
        let Some(module) = reference.module().and_then(|module| module.only()) else { return false };
        let may_fail = may_fail.entry(module).or_insert_with(|| {
            let module = flow.activity(module);
            module.exits().any(|exit| leaves_without(exit.role(), module) && exit.target().is_some())
        });
        *may_fail && module != reference.activity && graph.is_reachable(reference.activity) && !says_how(reference)
    };
    let candidates: Vec<_> = once_an_activity(references.iter().filter(is_candidate)).collect();
    if candidates.is_empty() {
        return candidates;
    }
    let pairs: Vec<_> =
        candidates.iter().filter_map(|reference| Some((reference.module()?.only()?, reference.activity))).collect();
    let only_by = graph.lead_only_by(&pairs, |exit| {
        let exit = flow.exit(exit);
        leaves_without(exit.role(), exit.activity())
    });
    candidates.into_iter().zip(only_by).filter_map(|(reference, only_by)| only_by.then_some(reference)).collect()
}

/// Whether a call that leaves a module by an exit of a role has no result of it.
fn leaves_without(role: Role, module: Activity<'_>) -> bool {
    match role {
        Role::Failure => module.is_any(&GIVES_RESULT),
        Role::Timeout => module.is_any(&GIVES_RESULT) || module.is_any(&ASKS),
        _ => false,
    }
}

fn says_how(reference: &Reference) -> bool {
    let parameter = reference.parameter().unwrap_or_default().to_lowercase();
    SAYS_HOW.iter().any(|word| parameter.contains(word))
}
