//! `queue-timeout-too-long`

use crate::decimal::Decimal;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "queue-timeout-too-long",
    severity: Severity::Warning,
    summary: Say {
        en: "a queue that holds callers longer than the platform does", zh: "排队超时超过平台上限"
    },
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
    let most = cx.settings.limits.queue_timeout;
    let limit = Decimal::from(most);
    for (index, activity) in cx.flow.each() {
        let property = |key| activity.properties.and_then(|properties| properties.present(key));
        let Some(value) = property("queuingTimeoutSeconds") else { continue };
        if Decimal::of_value(value).is_some_and(|number| number > limit) {
            let (name, written) = (cx.name(index), shown(value.token()));
            let message = say!(
                "{name} queues for {written} seconds, at most {most} are possible",
                "{name} 的排队超时为 {written} 秒，最多 {most} 秒"
            );
            let help = say!("set it to {most} or less", "请设为 {most} 或更小");
            out.push(cx.about_activity_at(index, value, message).help(help));
        }
    }
}
