//! Planned calls as a file of kept calls to start from.

use std::fmt::Write as _;

use super::Script;
use crate::analysis::Context;
use crate::json::is_blank;
use crate::model::{Activity, Next};
use crate::{HashMap, HashSet};

/// The exits that calls can take, by their index, which the coverage of kept calls is measured by.
pub fn exits(context: &Context<'_>) -> Vec<usize> {
    let can_be_taken = |exit: &crate::model::Exit<'_>| {
        let activity = exit.activity();
        !activity.is_ending() && context.graph.is_reachable(activity.index()) && exit.next() != Next::Broken
    };
    context.flow.exits().filter(can_be_taken).map(crate::model::Exit::index).collect()
}

/// The calls of a script as TOML, for the flow with this name. Calls whose steps are omitted are not written.
pub fn to_toml(context: &Context<'_>, script: &Script, flow: &str) -> String {
    let flow_activities = || context.flow.activities();
    let mut named: HashMap<_, usize> = HashMap::default();
    flow_activities().filter_map(Activity::name).for_each(|name| *named.entry(name).or_default() += 1);
    let ids: HashSet<_> = flow_activities().filter_map(Activity::id).collect();
    let reference = |activity: Activity<'_>| {
        let is_clear = |name: &str| {
            !is_blank(name) && !name.contains([':', '：']) && name != "…" && name != "..." && !ids.contains(name)
        };
        let name = activity.name().filter(|name| named.get(name) == Some(&1) && is_clear(name));
        name.or_else(|| activity.id()).or_else(|| activity.name()).unwrap_or_default().into_owned()
    };
    let quoted = |text: String| ::toml::Value::String(text).to_string();
    let mut text = String::new();
    for (number, call) in script.plan.calls.iter().enumerate().filter(|(_, call)| call.is_whole) {
        let steps = call.steps.iter().map(|step| {
            let activity = context.flow.activity(step.activity);
            let mut said = reference(activity);
            let ways = activity.exits().len().max(context.graph.targets(step.activity).count());
            if let Some(exit) = step.exit.map(|exit| context.flow.exit(exit)).filter(|_| ways > 1) {
                said.push(':');
                said += &exit.event().unwrap_or_else(|| format!("#{}", exit.item() + 1).into());
            }
            format!("    {},\n", quoted(said))
        });
        let (name, flow) = (quoted(format!("{flow} {}", number + 1)), quoted(flow.to_owned()));
        let (steps, ends) = (steps.collect::<String>(), call.ends.name());
        let _ = write!(text, "[[call]]\nname = {name}\nflow = {flow}\nsteps = [\n{steps}]\nends = \"{ends}\"\n\n");
    }
    text
}
