//! `malformed-reference`

use crate::references::ReferenceKind;
use crate::references::once_an_activity;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "malformed-reference",
    severity: Severity::Warning,
    summary: Say { en: "what looks like a reference and is none", zh: "写错的变量引用" },
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
    let malformed = cx.references().all.iter().filter(|reference| reference.kind == ReferenceKind::Malformed);
    for reference in once_an_activity(malformed) {
        let text = shown(&reference.text);
        let message =
            say!("`{text}` is no reference: callers hear it as it stands", "`{text}` 不是有效的引用：会被原样播报");
        let help = if reference.text.contains(['＄', '｛', '｝']) {
            say!("write it with the signs `$`, `{{` and `}}` of the English keyboard", "请使用半角的 `$`、`{{`、`}}`")
        } else {
            say!("a reference is written `${{module.parameter}}`", "引用应写作 `${{模块名.参数}}`")
        };
        out.push(cx.about_reference(reference, message).help(help));
    }
}
