//! `prompt-too-long`

use crate::references::scan;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "prompt-too-long",
    severity: Severity::Warning,
    summary: Say { en: "a text that is longer than what is spoken at once", zh: "播报文本超过单次上限" },
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
    let most = cx.settings.limits.prompt_length;
    for (index, activity) in cx.flow.each() {
        for key in ["say", "positionHintsSay", "agentGreetingSay"] {
            let Some(value) = activity.properties.and_then(|properties| properties.present(key)) else { continue };
            // A text has at least one byte for each character: most are known to be short enough at a glance.
            let Some(text) = value.string().filter(|text| text.len() as u64 > most) else { continue };
            let references: usize =
                scan(&text).filter(|found| found.inner.is_some()).map(|found| text[found.range].chars().count()).sum();
            let length = (text.chars().count() - references) as u64;
            if length <= most {
                continue;
            }
            let name = cx.name(index);
            let message = say!(
                "`{key}` of {name} has {length} characters, {most} are spoken at once",
                "{name} 的 `{key}` 有 {length} 个字符，超过单次播报上限 {most}"
            );
            let help = say!("divide it among two modules, or shorten it", "请拆成两个放音模块，或精简文本");
            out.push(cx.about_activity_at(index, value, message).help(help));
        }
    }
}
