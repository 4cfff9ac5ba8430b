//! `nested-sub-flow`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "nested-sub-flow",
    severity: Severity::Error,
    summary: Say { en: "a sub-flow that calls a sub-flow", zh: "子流程中又调用子流程" },
    docs: Docs {
        what: Say { en: "", zh: "" },
        why: Say { en: "", zh: "" },
        mend: Say { en: "", zh: "" },
        rests_on: Say { en: "", zh: "" },
        bad: r#""#,
        good: r#""#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    if cx.flow.kind.as_deref() != Some("SUB_FLOW") {
        return;
    }
    for (index, activity) in cx.flow.each().filter(|(_, activity)| activity.is("SUB")) {
        let name = cx.name(index);
        let message = say!(
            "{name} calls a sub-flow from a sub-flow, which cannot be published",
            "{name} 在子流程中又调用子流程，无法发布"
        );
        let help = say!(
            "call it from the main flow, before or behind this sub-flow",
            "请改由主流程调用，放在此子流程之前或之后"
        );
        let at = activity.value.get("type").unwrap_or(activity.value);
        out.push(cx.about_activity_at(index, at, message).help(help));
    }
}
