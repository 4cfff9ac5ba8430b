//! `reference-maybe-unset`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "reference-maybe-unset",
    severity: Severity::Note,
    summary: Say { en: "a reference to what some calls do not have", zh: "引用的值在部分来电中没有" },
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
    for unset in cx.unset_references().iter().filter(|unset| !unset.never) {
        let reference = &cx.references().all[unset.reference];
        let (text, name, module) = (shown(&reference.text), cx.name(reference.activity), cx.name(unset.module));
        let message = say!(
            "`{text}` is not set in {name} for calls that have not passed {module}",
            "部分来电未经过 {module} 就到达 {name}，此时 `{text}` 没有值"
        );
        let help = say!(
            "let every way to {name} pass {module}, or set a default before",
            "请让每条到 {name} 的路径都经过 {module}，或事先设置默认值"
        );
        let path = unset.path.clone();
        out.push(Draft { path, ..cx.about_reference(reference, message).help(help) });
    }
}
