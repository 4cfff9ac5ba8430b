//! `unresolved-reference`

use crate::nearest::Nearest;
use crate::references::Reference;
use crate::references::once_an_activity;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unresolved-reference",
    severity: Severity::Warning,
    summary: Say { en: "a reference to a module that is not there", zh: "引用了不存在的模块" },
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
    let mut nearest = None;
    let is_unresolved =
        |reference: &&Reference<'_>| reference.module().is_some_and(|module| !references.names.contains_key(module));
    for reference in once_an_activity(references.all.iter().filter(is_unresolved)) {
        let module = reference.module().unwrap_or_default();
        let (text, shown_module) = (shown(&reference.text), shown(module));
        let message = say!(
            "`{text}` refers to a module `{shown_module}`, which is not there",
            "`{text}` 引用了模块 `{shown_module}`，但它不存在"
        );
        let nearest = nearest.get_or_insert_with(|| {
            let mut names: Vec<_> = references.names.iter().map(|(&name, &(first, _))| (first, name)).collect();
            names.sort_unstable();
            Nearest::new(names.into_iter().map(|(_, name)| name))
        });
        let help = match nearest.to(module).map(shown) {
            Some(near) => say!("did you mean `{near}`?", "是否想写 `{near}`？"),
            None => say!(
                "a reference names the module as it is called now: renaming a module breaks its references",
                "引用使用模块的当前名称：模块改名后引用即失效"
            ),
        };
        out.push(cx.about_reference(reference, message).help(help));
    }
}
