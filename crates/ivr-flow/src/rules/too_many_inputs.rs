//! `too-many-inputs`

use crate::json::Kind;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "too-many-inputs",
    severity: Severity::Warning,
    summary: Say { en: "a function with more inputs than it can have", zh: "函数的入参过多" },
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
    let most = cx.settings.limits.function_inputs;
    for (index, activity) in cx.flow.each().filter(|(_, activity)| activity.is("RUN_FUNCTION")) {
        let property = |key| activity.properties.and_then(|properties| properties.present(key));
        let Some(inputs) = property("parameters").filter(|inputs| inputs.kind() == Kind::Array) else { continue };
        let count = inputs.children().count() as u64;
        if count > most {
            let name = cx.name(index);
            let message = say!(
                "{name} has {count} inputs, a function takes at most {most}",
                "{name} 有 {count} 个入参，函数最多 {most} 个"
            );
            let help = say!("put several values into one input", "请将多个值合并为一个入参");
            out.push(cx.about_activity_at(index, inputs, message).help(help));
        }
    }
}
