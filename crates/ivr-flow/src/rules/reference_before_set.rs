//! `reference-before-set`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "reference-before-set",
    severity: Severity::Warning,
    summary: Say { en: "a reference to what is never there", zh: "引用的值永远不会有" },
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
    for unset in cx.unset_references().iter().filter(|unset| unset.never) {
        let reference = &cx.references().all[unset.reference];
        let (text, name, module) = (shown(&reference.text), cx.name(reference.activity), cx.name(unset.module));
        let message = say!(
            "`{text}` is never set in {name}: no call comes from {module}",
            "`{text}` 在 {name} 中永远没有值：没有来电会先经过 {module}"
        );
        let help = say!("put {module} before {name}", "请将 {module} 放在 {name} 之前");
        out.push(cx.about_reference(reference, message).help(help));
    }
}
