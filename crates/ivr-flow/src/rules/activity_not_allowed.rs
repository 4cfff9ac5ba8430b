//! `activity-not-allowed`

use crate::flow::Activity;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "activity-not-allowed",
    severity: Severity::Warning,
    summary: Say { en: "a module that flows of this type do not have", zh: "此类流程不支持的模块" },
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

/// The modules that the manual's table of flow types leaves out.
fn is_left_out(flow: &str, activity: &Activity<'_>) -> bool {
    let types: &[&str] = match flow {
        "SUB_FLOW" => &["VOICE_NAVIGATOR"],
        "SURVEY_FLOW" => &[
            "TRANSFER_TO_AGENT",
            "FORWARD_TO_OUTSIDE_NUMBER",
            "BLIND_TRANSFER",
            "RUN_FUNCTION",
            "SUB",
            "VOICE_NAVIGATOR",
        ],
        _ => &[],
    };
    types.iter().any(|name| activity.is(name))
}

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let Some(flow) = cx.flow.kind.as_deref() else { return };
    for (index, activity) in cx.flow.each().filter(|(_, activity)| is_left_out(flow, activity)) {
        let (name, kind) = (cx.name(index), activity.kind.as_deref().map(shown).unwrap_or_default());
        let message =
            say!("{name}: a {flow} does not have the module {kind}", "{name}：{flow} 类型的流程不支持模块 {kind}");
        let help = say!("move it to the main flow", "请将其移到主流程");
        let at = activity.value.get("type").unwrap_or(activity.value);
        out.push(cx.about_activity_at(index, at, message).help(help));
    }
}
