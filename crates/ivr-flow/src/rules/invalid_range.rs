//! `invalid-range`

use crate::decimal::Decimal;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "invalid-range",
    severity: Severity::Warning,
    summary: Say { en: "limits for the input that no input can meet", zh: "收号设置的数值不合理" },
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
    let one = Decimal::from(1);
    for (index, activity) in cx.flow.each() {
        let Some(properties) = activity.properties else { continue };
        if !activity.is("GATHER_INPUT") && !activity.is("ASR") && !activity.is_unknown() {
            continue;
        }
        let number = |key| {
            let value = properties.present(key)?;
            Some((value, Decimal::of_value(value)?))
        };
        let name = cx.name(index);
        if let (Some((value, least)), Some((_, most))) = (number("minLength"), number("maxLength"))
            && least > most
        {
            let message = say!(
                "`minLength` of {name} is greater than its `maxLength`: no input fits",
                "{name} 的 `minLength` 大于 `maxLength`：任何输入都不满足"
            );
            let help = say!("exchange the two, or make them equal", "请调换两者，或设为相等");
            out.push(cx.about_activity_at(index, value, message).help(help));
        }
        for key in ["maxTries", "timeout", "minLength", "maxLength"] {
            let Some((value, number)) = number(key) else { continue };
            if number < one {
                let written = shown(value.token());
                let message =
                    say!("`{key}` of {name} is {written}, less than 1", "{name} 的 `{key}` 为 {written}，小于 1");
                out.push(
                    cx.about_activity_at(index, value, message).help(say!("set it to 1 or more", "请设为 1 或更大")),
                );
            }
        }
    }
}
