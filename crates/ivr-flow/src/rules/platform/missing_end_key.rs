//! `missing-end-key`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::compare::Decimal;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("missing-end-key"),
    level: Level::On(Severity::Note),
    summary: Text::new("an input of varying length without a key that ends it", "长度不固定的收号没有设置结束键"),
    docs: Docs {
        what: Text::new(
            "Checks for Collect digits modules (收号) whose `minLength` is less than their `maxLength` and whose \
                 `terminator` is a blank string. Lengths are numbers or numeric strings (`\"5\"`) directly in \
                 `properties`; nothing is reported if one of them is missing or of another form, or if `terminator` is \
                 absent.",
            "收号模块的 `minLength` 小于 `maxLength`，而 `terminator` 为空白字符串。长度取 `properties` 中直接给出\
                 的数字或数字字符串（如 `\"5\"`）；缺少其中之一、为其他格式，或没有 `terminator` 时，不报告。",
        ),
        why: Text::new(
            "Callers whose input is shorter than the maximum cannot say that they are done: they wait in silence \
                 until the timeout.",
            "输入位数少于最大长度的来电者（客户）无法表示已输完，只能在静音中等到超时。",
        ),
        fix: Text::new(
            "Open the module on the canvas, set the end key (usually `#`), and tell callers to press it; then \
                 click Save (保存) and Publish (发布).",
            "在画布上打开该模块，设置结束键（通常为 `#`），并在提示中告知来电者，然后保存并发布。",
        ),
        basis: Text::new(
            "Documented: the manual of product version 2.x (2021) says that `#` ends an input of varying length, \
                 and advises to tell callers. The properties' names are those of the push events (2021); that a blank \
                 one means no key is inferred.",
            "官方文档：2.x 版用户指南（2021 年）说明，长度为范围时以 `#` 结束输入，并建议告知客户；属性名取自事件\
                 推送文档（2021 年），空白表示没有结束键属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "properties": {"say": "请输入卡号。", "minLength": 4, "maxLength": 19, "terminator": ""},
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
            r##"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号",
   "properties": {"say": "请输入卡号，以井号键结束。", "minLength": 4, "maxLength": 19, "terminator": "#"},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "2d3ad2c2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "道别语",
   "properties": {"audioType": "tts", "say": "感谢来电，再见。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"##,
        ),
    },
    check: Check::Activity(check),
};

fn check(context: &Context<'_>, activity: Activity<'_>, out: &mut Vec<Diagnostic>) {
    if !activity.is("GATHER_INPUT") {
        return;
    }
    let Some(properties) = activity.properties() else { return };
    let [least, most, terminator] = properties.get_each(["minLength", "maxLength", "terminator"]);
    let Some(terminator) = terminator.filter(|terminator| terminator.is_blank()) else { return };
    let [least, most] = [least, most].map(|length| length.and_then(Decimal::of_value));
    if let (Some(least), Some(most)) = (least, most)
        && least < most
    {
        let name = context.name(activity);
        let message = localized!(
            "{name} has no end key, so callers whose input is shorter wait for the timeout",
            "模块“{name}”没有设置结束键，输入位数较少的来电者只能等到超时"
        );
        let help = localized!("set `#` as its end key, and say so in the prompt", "请设置结束键 `#`，并在提示中说明");
        out.push(context.about_activity_at(activity, terminator, message).help(help));
    }
}
