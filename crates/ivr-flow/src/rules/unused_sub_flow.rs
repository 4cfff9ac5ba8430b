//! `unused-sub-flow`

use crate::HashSet;
use crate::rule::{Check, Docs, Rule};
use crate::run::{Run, RunDraft};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unused-sub-flow",
    severity: Severity::Note,
    summary: Say { en: "a sub-flow that no flow calls", zh: "没有流程调用的子流程" },
    docs: Docs {
        what: Say { en: "", zh: "" },
        why: Say { en: "", zh: "" },
        mend: Say { en: "", zh: "" },
        rests_on: Say { en: "", zh: "" },
        bad: r#""#,
        good: r#""#,
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDraft>) {
    let called: HashSet<&str> = run
        .instances
        .iter()
        .flat_map(|instance| instance.flows.iter().map(move |&flow| (instance, flow)))
        .flat_map(|(instance, flow)| flow.flow.facts.calls.iter().map(move |call| instance.called(flow, call)))
        .filter_map(|called| Some(called?.0.text.as_str()))
        .collect();
    // Pages may have been filtered by type without saying so: a set without any main flow proves nothing.
    for instance in run.instances.iter().filter(|instance| instance.is_complete() && instance.has("MAIN_FLOW")) {
        for flow in instance.sayable().filter(|flow| flow.is("SUB_FLOW")) {
            if flow.flow.id.as_deref().is_none_or(|id| called.contains(id)) {
                continue;
            }
            let name = flow.name();
            let message = say!("no flow calls the sub-flow {name}", "没有流程调用子流程 {name}");
            let help = say!("delete it, or call it from a main flow", "请删除它，或在主流程中调用");
            out.push(run.about_flow(flow, flow.flow.facts.name_span, message).help(help));
        }
    }
}
