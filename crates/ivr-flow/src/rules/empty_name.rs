//! `empty-name`

use crate::flow::is_blank;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "empty-name",
    severity: Severity::Note,
    summary: Say { en: "a module without a name", zh: "模块没有名称" },
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
    for (index, activity) in cx.flow.each() {
        // A name that is no string is of the wrong shape, not empty.
        let name = activity.value.present("name");
        if name.is_some() && !activity.name.as_deref().is_some_and(is_blank) {
            continue;
        }
        let kind = activity.kind.as_deref().map(shown).unwrap_or_default();
        let message = say!("an activity of type {kind} has no name", "类型为 {kind} 的模块没有名称");
        let help = say!(
            "name it after what it does: reports, traces and references speak of modules by name",
            "请按用途命名：报表、轨迹与变量引用都使用模块名称"
        );
        let draft = match name {
            Some(name) => cx.about_activity_at(index, name, message),
            None => cx.about_activity(index, message),
        };
        out.push(draft.help(help));
    }
}
