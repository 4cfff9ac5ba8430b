//! `ambiguous-reference`

use crate::references::Reference;
use crate::references::once_an_activity;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "ambiguous-reference",
    severity: Severity::Warning,
    summary: Say { en: "a reference to a name that several modules have", zh: "引用的名称有多个模块使用" },
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
    let references = cx.references();
    let count = |reference: &Reference<'_>| {
        reference.module().and_then(|module| references.names.get(module)).map_or(0, |&(_, count)| count)
    };
    for reference in once_an_activity(references.all.iter().filter(|reference| count(reference) > 1)) {
        let (text, count) = (shown(&reference.text), count(reference));
        let name = shown(reference.module().unwrap_or_default());
        let message = say!(
            "`{text}` may mean any of {count} modules named {name}",
            "`{text}` 有歧义：有 {count} 个模块名为 {name}"
        );
        let help = say!("give each of them a name of its own", "请为它们分别改用不同的名称");
        out.push(cx.about_reference(reference, message).help(help));
    }
}
