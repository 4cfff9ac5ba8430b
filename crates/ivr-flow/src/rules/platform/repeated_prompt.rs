//! `repeated-prompt`

use std::borrow::Cow;

use crate::analysis::{Context, scan};
use crate::json::{Value, is_blank};
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("repeated-prompt"),
    level: Level::On(Severity::Note),
    summary: Text::new("the same prompt twice in a row", "连续播放两遍相同的提示"),
    docs: Docs {
        what: Text::new(
            "Checks for Play audio modules (放音) that say the same as the Play audio module before them: that one \
                 has one connected exit, which leads here, and nothing else leads here. Both speak a text (`audioType` \
                 is `tts`, blank, absent or not a string) and have the same `say`, or both play a file and have the \
                 same `audioResourceId`; blank ones are not compared. A text with a reference `${…}` is not reported.",
            "放音模块与它前面的放音模块播放相同的内容：前一个模块只有一个已连接的出口并连到这里，且没有其他连线连\
                 到这里。两者都是文本播报（`audioType` 为 `tts`、空白、不存在或不是字符串）且 `say` 相同，或者都播放语\
                 音文件且 `audioResourceId` 相同；内容为空白的不比较。文本中含有引用 `${…}` 的不报告。",
        ),
        why: Text::new(
            "Callers hear the same sentence twice, and wonder whether they did something wrong. Usually a module \
                 was copied and its text not changed.",
            "来电者（客户）会连续听到两遍同样的话。通常是复制模块后忘了修改文本。",
        ),
        fix: Text::new(
            "On the canvas, enter the text that was meant, or delete one of the two modules; then click Save (保存\
                 ) and Publish (发布). If callers should hear it twice, add an `[[ignore]]` with the reason.",
            "在画布上填写本应播放的文本，或删除其中一个模块，然后保存并发布。如果确实要播放两遍，请在配置的 \
                 `[[ignore]]` 中写明原因。",
        ),
        basis: Text::new(
            "Follows from the flow graph and the properties, whose names the platform's published sample shows. \
                 Some messages are repeated on purpose, so this is a note.",
            "由流程图的结构和模块属性得出，属性名见于平台公开的示例。有的提示是有意重复的，因此只作提示。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "营业时间",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
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
   "properties": {"audioType": "tts", "say": "您好，欢迎致电。"},
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "营业时间",
   "properties": {"audioType": "tts", "say": "人工服务时间为每天九点到十八点。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Activity(check),
};

fn check(context: &Context<'_>, first: Activity<'_>, out: &mut Vec<Diagnostic>) {
    if !first.is("PLAY_SAY") {
        return;
    }
    let mut wired = first.exits().filter(|exit| exit.is_wired());
    let (Some(exit), None) = (wired.next(), wired.next()) else { return };
    let Some(second) = exit.target().filter(|second| second.is("PLAY_SAY") && *second != first) else { return };
    if context.graph.predecessors(second.index()).nth(1).is_some() {
        return;
    }
    let Some(value) = same_prompt(first, second) else { return };
    let (name, before) = (context.name(second), context.name(first));
    let message = localized!("{name} says the same as {before} just before it", "“{name}”与前面的“{before}”内容相同");
    let help = localized!("change one of the two prompts, or delete it", "请修改或删除其中一个提示");
    out.push(context.about_activity_at(second, value, message).help(help));
}

/// What the second of two prompts says, where the first says the same.
fn same_prompt<'f>(first: Activity<'f>, second: Activity<'f>) -> Option<Value<'f>> {
    let (is_spoken, says_first) = prompt(first)?;
    let (is_too, says_second) = prompt(second)?;
    let [text, other] = [says_first.string()?, says_second.string()?];
    let is_same = is_spoken == is_too && text == other && !is_blank(&text);
    let may_change = is_spoken && scan(&text).next().is_some();
    (is_same && !may_change).then_some(says_second)
}

/// Whether a prompt is a text, and its text or file.
fn prompt(activity: Activity<'_>) -> Option<(bool, Value<'_>)> {
    let [kind, say, audio] = activity.properties()?.get_each(["audioType", "say", "audioResourceId"]);
    let kind = kind.and_then(Value::string);
    let is_spoken = kind.is_none_or(|kind| kind == "tts" || is_blank(&kind));
    Some((is_spoken, if is_spoken { say } else { audio }?))
}
