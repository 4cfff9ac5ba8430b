//! `overlapping-activities`

use crate::HashSet;
use crate::decimal::Decimal;
use crate::json::{Kind, Value};
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "overlapping-activities",
    severity: Severity::Note,
    summary: Say { en: "two modules lie on each other on the canvas", zh: "画布上两个模块重叠" },
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
    for (index, activity) in cx.flow.each() {
        let Some(position) = activity.properties.and_then(|properties| properties.present("position")) else {
            continue;
        };
        let (Some(x), Some(y)) = (number(position, "x"), number(position, "y")) else { continue };
        if !seen.insert((x, y)) {
            let name = cx.name(index);
            let message = say!("{name} lies exactly on an earlier module", "{name} 与前面的模块位置完全重叠");
            let help =
                say!("pull it aside on the canvas: the one below cannot be seen", "请在画布上拖开：被压住的模块看不见");
            out.push(cx.about_activity_at(index, position, message).help(help));
        }
    }
}

fn number(position: Value<'_>, key: &str) -> Option<Decimal> {
    let value = position.get(key).filter(|value| value.kind() == Kind::Number)?;
    Decimal::of(value.token())
}
