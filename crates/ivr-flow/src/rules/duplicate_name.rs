//! `duplicate-name`

use crate::HashSet;
use crate::references::Reference;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-name",
    severity: Severity::Note,
    summary: Say { en: "two modules have the same name", zh: "两个模块同名" },
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
    let mut seen = HashSet::with_capacity_and_hasher(cx.flow.activities.len(), Default::default());
    let mut referred: Option<HashSet<&str>> = None;
    for (index, activity) in cx.flow.each() {
        let Some(name) = activity.given_name() else { continue };
        if seen.insert(name) {
            continue;
        }
        let referred =
            referred.get_or_insert_with(|| cx.references().all.iter().filter_map(Reference::module).collect());
        // That name is ambiguous, which says more.
        if referred.contains(name) {
            continue;
        }
        let name = cx.name(index);
        let message = say!("an earlier module is named {name} too", "前面已有模块名为 {name}");
        let help = say!(
            "a name of its own tells the two apart in reports and traces",
            "请改用不同的名称，便于在报表和轨迹中区分"
        );
        let at = activity.value.get("name").unwrap_or(activity.value);
        out.push(cx.about_activity_at(index, at, message).help(help));
    }
}
