//! `missing-default-exit`

use crate::flow::Role;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "missing-default-exit",
    severity: Severity::Note,
    summary: Say { en: "a branch without a default exit", zh: "分支模块没有默认出口" },
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
    for (index, activity) in cx.flow.each().filter(|(_, activity)| activity.is("SPLIT")) {
        if cx.flow.exits_of(activity).any(|(_, exit)| exit.role() == Role::Default) {
            continue;
        }
        let name = cx.name(index);
        let message = say!(
            "{name} has no exit for calls that no condition fits",
            "{name} 没有“其他”出口：不满足任何条件的来电无处可去"
        );
        let help = say!("join its exit 其他 (default) to a module", "请连接“其他”（default）出口");
        out.push(cx.about_activity(index, message).help(help));
    }
}
