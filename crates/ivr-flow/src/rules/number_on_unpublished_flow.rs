//! `number-on-unpublished-flow`

use crate::rule::{Check, Docs, Rule};
use crate::run::{Instance, Run, RunDraft};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "number-on-unpublished-flow",
    severity: Severity::Warning,
    summary: Say {
        en: "numbers are bound to a flow that was never published", zh: "号码绑定了未发布的流程"
    },
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
    for flow in run.instances.iter().flat_map(Instance::sayable) {
        let facts = &flow.flow.facts;
        if facts.published != Some(false) || facts.numbers.is_empty() {
            continue;
        }
        let (name, count) = (flow.name(), facts.numbers.len());
        let number = shown(&facts.numbers[0].0);
        let message = if count == 1 {
            say!("{number} is bound to {name}, which is not published", "号码 {number} 绑定了未发布的流程 {name}")
        } else {
            say!(
                "{count} numbers are bound to {name}, which is not published",
                "{count} 个号码绑定了未发布的流程 {name}"
            )
        };
        let help = say!("publish the flow, or bind the number to another", "请发布此流程，或将号码绑定到其他流程");
        out.push(run.about_flow(flow, facts.published_span, message).help(help));
    }
}
