//! `too-many-tries`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::compare::Decimal;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("too-many-tries"),
    level: Level::On(Severity::Note),
    summary: Text::new("a menu that asks too often", "收号的尝试次数过多"),
    docs: Docs {
        what: Text::new(
            "Checks for `maxTries` above 10 at Collect digits (收号) and Speech recognition (语音识别); `[limits] \
                 tries` changes the limit. Numbers and numeric strings (`\"12\"`) directly in `properties` are treated \
                 alike; other values, such as `${…}`, are ignored.",
            "收号或语音识别模块的 `maxTries` 大于 10；上限可用 `[limits] tries` 调整。`properties` 中直接给出的数\
                 字和数字字符串（如 `\"12\"`）同样对待；其他值（如 `${…}`）不检查。",
        ),
        why: Text::new(
            "A caller who has put the phone aside, or an answering machine, hears the same prompt over and over: \
                 the line is taken, and minutes are billed, until all tries are used up.",
            "电话搁在一边的来电者（客户）或录音设备会一遍遍地听同样的提示，直到次数用完：其间一直占用线路并计费。",
        ),
        fix: Text::new(
            "Open the module on the canvas and set fewer tries; 3 are usual; then click Save (保存) and Publish (\
                 发布).",
            "在画布上打开该模块，减少尝试次数，通常为 3 次，然后保存并发布。",
        ),
        basis: Text::new(
            "Documented: the manual of product version 2.x (2021) warns that many tries keep silent callers \
                 connected at cost; it names no number, 10 is ours. The property's name is that of the push events \
                 (2021).",
            "官方文档：2.x 版用户指南（2021 年）提醒，次数过多会使不按键的来电长时间保持通话并计费，但没有给出具体\
                 数值，10 次是本工具的默认值；属性名取自事件推送文档（2021 年）。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "properties": {"say": "请输入卡号后四位。", "maxTries": 20},
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
   "properties": {"say": "请输入卡号后四位。", "maxTries": 3},
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
    if !activity.is_any(&["GATHER_INPUT", "ASR"]) {
        return;
    }
    let most = context.settings.limits.tries;
    let Some(value) = activity.property("maxTries") else { return };
    if Decimal::of_value(value).is_some_and(|tries| tries > Decimal::from(most)) {
        let (name, written) = (context.name(activity), shorten(value.token()));
        let message = localized!(
            "`maxTries` of {name} is {written}, above the limit of {most}",
            "模块“{name}”的 `maxTries` 为 {written}，超过上限 {most}"
        );
        let help = localized!("set fewer tries; 3 are usual", "请减少尝试次数，通常为 3 次");
        out.push(context.about_activity_at(activity, value, message).help(help));
    }
}
