//! `prompt-too-long`

use std::borrow::Cow;

use crate::analysis::{Context, spoken_length};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("prompt-too-long"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a text that is too long to be synthesized at once", "播报文本超过单次语音合成上限"),
    docs: Docs {
        what: Text::new(
            "Checks for a `say`, `positionHintsSay` or `agentGreetingSay`, directly in the `properties` of a \
                 module of any type, with more than 200 characters; `[limits] prompt-length` changes the limit. A \
                 Chinese character, a letter and a space count as one each. Well-formed references `${…}` are not \
                 counted, because their values are only known during the call: the spoken text may be even longer. \
                 Texts anywhere else in `properties` are not measured.",
            "模块（不限类型）的 `properties` 中直接给出的 `say`、`positionHintsSay` 或 `agentGreetingSay` 超过 200 \
                 个字符；上限可用 `[limits] prompt-length` 调整。汉字、字母、空格都按一个字符计。格式正确的引用 `${…}` \
                 不计入，因为其值要到通话时才知道，实际播报的文本可能更长。`properties` 中其他位置的文本不检查。",
        ),
        why: Text::new(
            "The text is longer than what the platform synthesizes at once. Callers may miss the end of it or hear \
                 nothing at all.",
            "文本超过了平台单次语音合成的上限，来电者（客户）可能听不到后半段，甚至听不到任何内容。",
        ),
        fix: Text::new(
            "On the canvas, split the text between two consecutive Play audio modules (放音), shorten it, or use \
                 an audio file instead; then click Save (保存) and Publish (发布).",
            "在画布上把文本拆到前后相连的两个放音模块中，或精简文本，或改用语音文件，然后保存并发布。",
        ),
        basis: Text::new(
            "Documented: the manual of product version 2.x (2021) allows 200 characters per conversion in Play \
                 audio and Collect digits (收号), which may have changed since. That the same limit holds for the \
                 texts of Transfer to agent (转人工) is inferred.",
            "官方文档：2.x 版用户指南（2021 年）规定放音和收号的文本单次转换不超过 200 个字符，此后可能有变化；转人\
                 工的提示文本也适用同一上限，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行，中文服务请按1。For service in English, please press 2. To report a lost or stolen card, press 3. For balances and statements of your accounts, press 4. To speak to one of our agents, stay on the line."},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
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
        ),
    },
    check: Check::Flow(check),
};

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let most = context.settings.limits.prompt_length;
    for (activity, key, value) in context.spoken_texts() {
        let text = value.string().unwrap_or_default();
        // A text has at least one byte for each character.
        let length = if text.len() as u64 <= most { 0 } else { spoken_length(&text) as u64 };
        if length <= most {
            continue;
        }
        let name = context.name(activity);
        let message = localized!(
            "`{key}` of {name} is {length} characters long; at most {most} can be synthesized at once",
            "模块“{name}”的 `{key}` 有 {length} 个字符，超过单次语音合成上限 {most} 个字符"
        );
        let help = localized!("split it between two modules, or shorten it", "请拆成两个放音模块，或精简文本");
        out.push(context.about_activity_at(activity, value, message).help(help).counts_values());
    }
}
