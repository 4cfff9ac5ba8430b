//! `prompt-too-long`

use crate::flow::SPOKEN;
use crate::json::Kind;
use crate::references::spoken_length;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "prompt-too-long",
    severity: Severity::Warning,
    summary: Say { en: "a text that is longer than what is spoken at once", zh: "播报文本超过单次上限" },
    docs: Docs {
        what: Say {
            en: "`say`, `positionHintsSay` or `agentGreetingSay`, directly in the `properties` of an activity of any \
                 type, has more than 200 characters; `[limits] prompt-length` sets another number. A Chinese \
                 character, a letter and a blank count as one each. Well-formed references `${…}` are not counted, \
                 since their values are known only during the call: what is spoken may be longer still. Texts anywhere \
                 else in `properties` are not measured.",
            zh: "模块（不限类型）的 `properties` 中直接给出的 `say`、`positionHintsSay` 或 `agentGreetingSay` 超过 200 \
                 个字符；上限可用 `[limits] prompt-length` 调整。汉字、字母、空格都按一个字符计。格式正确的引用 `${…}` \
                 不计入，因为其值要到通话时才知道，实际播报的文本可能更长。`properties` 中其他位置的文本不检查。",
        },
        why: Say {
            en: "The text is longer than what the platform turns into speech at once. Callers may miss the end of it \
                 or hear nothing at all.",
            zh: "文本超过了平台单次语音合成的上限，来电者可能听不到后半段，甚至什么也听不到。",
        },
        mend: Say {
            en: "On the canvas, divide the text among two 放音 one behind the other, shorten it, or choose an audio \
                 file instead; then 保存 and 发布.",
            zh: "在画布上把文本拆到前后相连的两个放音模块中，或精简文本，或改用语音文件，然后保存并发布。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x (2021) allows 200 characters per conversion in 放音 and \
                 收号, which may have changed since; that the same holds for the texts of 转人工 is inferred.",
            zh: "官方文档：2.x 版用户指南（2021 年）规定放音和收号的文本单次转换不超过 200 个字符，此后可能有变化；转人\
                 工的提示文本也适用同一上限，属于推断。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行，中文服务请按1。For service in English, please press 2. To report a lost or stolen card, press 3. For balances and statements of your accounts, press 4. To speak to one of our agents, stay on the line."},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行，中文服务请按1。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "英文提示",
   "properties": {"audioType": "tts", "say": "For service in English, please press 2."},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let most = cx.settings.limits.prompt_length;
    for (index, key, value) in cx.flow.properties(&SPOKEN).filter(|(_, _, value)| value.kind() == Kind::String) {
        // A text has at least one byte for each character: most are known to be short enough at a glance.
        if value.range().len() as u64 <= most {
            continue;
        }
        let text = value.string().unwrap_or_default();
        let length = spoken_length(&text) as u64;
        if length <= most {
            continue;
        }
        let (key, name) = (key.name(), cx.name(index));
        let message = say!(
            "`{key}` of {name} has {length} characters, {most} are spoken at once",
            "{name} 的 `{key}` 有 {length} 个字符，超过单次播报上限 {most}"
        );
        let help = say!("divide it among two modules, or shorten it", "请拆成两个放音模块，或精简文本");
        out.push(cx.about_activity_at(index, value, message).help(help));
    }
}
