//! `unheard-menu`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::json::Value;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("unheard-menu"),
    level: Level::On(Severity::Note),
    summary: Text::new("a menu without a prompt of its own", "收号模块自身没有提示"),
    docs: Docs {
        what: Text::new(
            "Checks for Collect digits modules (收号) whose `say` and `audioResourceId` are both blank strings. \
                 Nothing is reported if one of the two is absent or not a string.",
            "收号模块的 `say` 和 `audioResourceId` 都是空白字符串。缺少其中之一，或其不是字符串时，不报告。",
        ),
        why: Text::new(
            "What a Play audio module (放音) says before is over when keys are collected: a key that is pressed \
                 during it may be lost, and when nothing is pressed the retry says nothing, so callers do not know \
                 that they are asked again.",
            "前面的放音模块播完之后才开始收号：播放期间按的键可能无效；没有按键而重试时，什么也不播放，来电者（客\
                 户）不知道需要重新按键。",
        ),
        fix: Text::new(
            "On the canvas, move the text of the menu into the Collect digits module itself; then click Save (保存\
                 ) and Publish (发布).",
            "在画布上把菜单的文本移到收号模块自身，然后保存并发布。",
        ),
        basis: Text::new(
            "Inferred: according to the manual of product version 2.x (2021), the prompt of Collect digits is \
                 played again at each try. That it stands in `say` or `audioResourceId` as at Play audio is inferred \
                 from the push events (2021), so this is a note.",
            "推断：2.x 版用户指南（2021 年）中，收号的提示在每次尝试时重新播放；提示与放音一样写在 `say` 或 \
                 `audioResourceId` 中，是根据事件推送文档（2021 年）的推断，因此只作提示。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "properties": {"say": "", "audioResourceId": "", "maxTries": 3},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "道别语",
   "properties": {"audioType": "tts", "say": "感谢来电，再见。"},
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
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "properties": {"say": "请输入卡号后四位。", "audioResourceId": "", "maxTries": 3},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "道别语",
   "properties": {"audioType": "tts", "say": "感谢来电，再见。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
    },
    check: Check::Activity(check),
};

fn check(context: &Context<'_>, activity: Activity<'_>, out: &mut Vec<Diagnostic>) {
    if !activity.is("GATHER_INPUT") {
        return;
    }
    let Some(properties) = activity.properties() else { return };
    let [say, audio] = properties.get_each(["say", "audioResourceId"]);
    if let (Some(say), true) = (say.filter(|say| say.is_blank()), audio.is_some_and(Value::is_blank)) {
        let name = context.name(activity);
        let message = localized!(
            "{name} has no prompt of its own, so a retry is silent",
            "模块“{name}”自身没有提示，重试时来电者什么也听不到"
        );
        let help = localized!("put the prompt into this module", "请将提示放到该模块中");
        out.push(context.about_activity_at(activity, say, message).help(help));
    }
}
