//! `unknown-activity-type`

use crate::HashSet;
use crate::catalogue::ACTIVITY_TYPES;
use crate::nearest::closest;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unknown-activity-type",
    severity: Severity::Note,
    summary: Say { en: "a type that is not in the catalogue", zh: "目录中没有的模块类型" },
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
    let mut seen = HashSet::default();
    for (index, activity) in cx.flow.each() {
        let Some(kind) = activity.kind.as_deref().filter(|kind| cx.settings.behaviour(kind).is_none()) else {
            continue;
        };
        if !seen.insert(kind) {
            continue;
        }
        let near = closest(kind, ACTIVITY_TYPES.iter().map(|known| known.name));
        let kind = shown(kind);
        let message = say!("the type `{kind}` is not in the catalogue", "目录中没有类型 `{kind}`");
        let help = match near {
            Some(near) => say!(
                "did you mean `{near}`? If the type is new, teach it to the linter under `[activities.{kind}]`",
                "是否想写 `{near}`？若是新类型，可在配置的 `[activities.{kind}]` 下说明它"
            ),
            None => say!(
                "the platform adds types: what it does can be told in the configuration, under `[activities.{kind}]`",
                "平台会增加新类型：可在配置的 `[activities.{kind}]` 下说明它的作用"
            ),
        };
        let at = activity.value.get("type").unwrap_or(activity.value);
        out.push(cx.about_activity_at(index, at, message).help(help));
    }
}
