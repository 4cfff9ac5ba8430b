//! `duplicate-flow-name`

use crate::HashMap;
use crate::rule::{Check, Docs, Rule};
use crate::run::{FlowRef, Run, RunDraft};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-flow-name",
    severity: Severity::Warning,
    summary: Say { en: "two flows of an instance have the same name", zh: "同一实例的两个流程同名" },
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
    for instance in &run.instances {
        // The first flow of each name, and the first after it that is another.
        let mut earlier: HashMap<&str, (FlowRef<'_>, Option<FlowRef<'_>>)> = HashMap::default();
        for &flow in &instance.flows {
            let Some(name) = flow.flow.name.as_deref().filter(|name| !name.trim().is_empty()) else { continue };
            let known = earlier.entry(name).or_insert((flow, None));
            let other = [Some(known.0), known.1]
                .into_iter()
                .flatten()
                .find(|&other| (other.file, other.index) != (flow.file, flow.index) && !other.is_same(flow));
            if known.1.is_none() && !known.0.is_same(flow) && (known.0.file, known.0.index) != (flow.file, flow.index) {
                known.1 = Some(flow);
            }
            let Some(other) = other.filter(|_| !flow.flow.facts.is_broken) else { continue };
            let name = shown(name);
            let message = say!("an earlier flow of the instance is named {name} too", "实例中前面已有流程名为 {name}");
            let help = say!(
                "names of flows are unique in an instance: rename one of them",
                "同一实例中流程名称必须唯一：请为其中一个改名"
            );
            let there = run.related(other, other.flow.facts.name_span, say!("the earlier flow", "前面的流程"));
            out.push(run.about_flow(flow, flow.flow.facts.name_span, message).help(help).related(there));
        }
    }
}
