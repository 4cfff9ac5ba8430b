//! `empty-prompt`

use crate::flow::is_blank;
use crate::json::Value;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "empty-prompt",
    severity: Severity::Warning,
    summary: Say { en: "a prompt with nothing to play", zh: "放音模块没有可播放的内容" },
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
    for (index, activity) in cx.flow.each().filter(|(_, activity)| activity.is("PLAY_SAY")) {
        let property = |key| activity.properties.and_then(|properties| properties.present(key));
        let audio_type = property("audioType");
        let speaks = is_missing(audio_type) || audio_type.and_then(Value::string).is_some_and(|kind| kind == "tts");
        let name = cx.name(index);
        let (message, help) = if speaks && is_missing(property("say")) {
            (
                say!(
                    "{name} has no text to speak: callers hear nothing",
                    "{name} 没有要播报的文本：来电者什么也听不到"
                ),
                say!("write the text, or choose an audio file", "请填写播报文本，或选择语音文件"),
            )
        } else if !speaks && is_missing(property("audioResourceId")) {
            (
                say!(
                    "{name} has no audio file to play: callers hear nothing",
                    "{name} 没有选择语音文件：来电者什么也听不到"
                ),
                say!(
                    "choose an audio file, or speak a text (`audioType` `tts`)",
                    "请选择语音文件，或改为文本播报（`audioType` 为 `tts`）"
                ),
            )
        } else {
            continue;
        };
        out.push(cx.about_activity(index, message).help(help));
    }
}

/// Absent or a blank string; what is no string is something.
fn is_missing(value: Option<Value<'_>>) -> bool {
    value.is_none_or(|value| value.string().is_some_and(|text| is_blank(&text)))
}
