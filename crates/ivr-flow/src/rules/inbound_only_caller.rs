//! `inbound-only-caller`

use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "inbound-only-caller",
    severity: Severity::Warning,
    summary: Say { en: "a 400 number as the caller of an outbound call", zh: "用 400 号码作外呼主叫" },
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
        if !activity.is("FORWARD_TO_OUTSIDE_NUMBER") && !activity.is("BLIND_TRANSFER") {
            continue;
        }
        let property = |key| activity.properties.and_then(|properties| properties.present(key));
        let Some((value, caller)) = property("caller").and_then(|value| Some((value, value.string()?))) else {
            continue;
        };
        if is_400(&caller) {
            let (name, caller) = (cx.name(index), shown(&caller));
            let message = say!(
                "{name} calls out with {caller}, but 400 numbers only take calls",
                "{name} 用 {caller} 外呼，但 400 号码只能呼入"
            );
            let help = say!("choose a number of the instance that may call out", "请选择实例中可外呼的号码作主叫");
            out.push(cx.about_activity_at(index, value, message).help(help));
        }
    }
}

fn is_400(caller: &str) -> bool {
    let mut digits = caller.chars().filter(|char| !char.is_whitespace() && !matches!(char, '-' | '(' | ')'));
    let begins = digits.by_ref().take(3).eq("400".chars());
    begins && digits.clone().count() == 7 && digits.all(|char| char.is_ascii_digit())
}
