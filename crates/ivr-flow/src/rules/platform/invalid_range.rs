//! `invalid-range`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::compare::Decimal;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("invalid-range"),
    level: Level::On(Severity::Warning),
    summary: Text::new("input limits that no input can satisfy", "收号设置的数值不合理"),
    docs: Docs {
        what: Text::new(
            "Checks the limits for input at Collect digits (收号), Speech recognition (语音识别) and modules that \
                 are not in the catalogue: `minLength` greater than `maxLength`, or `maxTries`, `timeout`, `minLength` \
                 or `maxLength` below 1; each is one finding. Numbers and numeric strings (`\"5\"`) directly in \
                 `properties` are treated alike. Values that are missing or not numbers, such as `${…}`, are ignored, \
                 and so are properties of these names at other modules.",
            "收号、语音识别或未知类型的模块中，`minLength` 大于 `maxLength`，或者 `maxTries`、`timeout`、\
                 `minLength`、`maxLength` 小于 1；每一项各报告一次。`properties` 中直接给出的数字和数字字符串（如 \
                 `\"5\"`）同样对待。缺失或不是数字的值（如 `${…}`）不报告；其他模块中的同名属性也不检查。",
        ),
        why: Text::new(
            "No input can satisfy such limits, or there is no time or attempt to enter any. Whatever callers \
                 press, they take the collection failed (收号失败) exit, which by default hangs up.",
            "任何输入都无法满足这样的限制，或者根本没有输入的时间和机会。来电者（客户）无论按什么键都会走“收号失败”\
                 出口，默认就是挂机。",
        ),
        fix: Text::new(
            "Open the module on the canvas and set tries, timeout and lengths to 1 or more, with the minimum \
                 length not greater than the maximum; then click Save (保存) and Publish (发布).",
            "在画布上打开该模块，将次数、超时时间和长度都设为 1 或更大，且最小长度不大于最大长度，然后保存并发布。",
        ),
        basis: Text::new(
            "Inferred: the names are those of the push events (2021), whose sample has 5 tries, a length from 1 to \
                 1 and 10 seconds. Whether definitions use the same names, and what the platform does with other \
                 values, is not public.",
            "推断：属性名取自事件推送文档（2021 年），其示例为 5 次、长度 1 到 1、10 秒；流程定义是否使用相同的属性\
                 名、平台如何处理不合理的值，都没有公开资料。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号后四位",
   "properties": {"minLength": 6, "maxLength": 4, "maxTries": 3, "timeout": 10},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "查询结果",
   "properties": {"audioType": "tts", "say": "正在为您查询。"},
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
  {"type": "GATHER_INPUT", "id": "58d5ae90", "name": "输入卡号后四位",
   "properties": {"minLength": 4, "maxLength": 4, "maxTries": 3, "timeout": 10},
   "events": [{"event": "success", "next": "2d3ad2c2"}, {"event": "failure", "next": "bd4f37e2"}]},
  {"type": "PLAY_SAY", "id": "2d3ad2c2", "name": "查询结果",
   "properties": {"audioType": "tts", "say": "正在为您查询。"},
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
    if !activity.is_any(&["GATHER_INPUT", "ASR"]) && !activity.is_unknown() {
        return;
    }
    let Some(properties) = activity.properties() else { return };
    let numbers = properties.get_each(KEYS).map(|value| Some((value?, Decimal::of_value(value?)?)));
    for (key, (value, number)) in KEYS.iter().zip(&numbers).filter_map(|(key, number)| Some((key, number.as_ref()?))) {
        if *number < Decimal::from(1) {
            let (name, written) = (context.name(activity), shorten(value.token()));
            let message = localized!(
                "`{key}` of {name} is {written}, which is less than 1",
                "模块“{name}”的 `{key}` 为 {written}，小于 1"
            );
            let help = localized!("set it to 1 or more", "请设为 1 或更大");
            out.push(context.about_activity_at(activity, *value, message).help(help).counts_values());
        }
    }
    if let [Some((value, least)), Some((_, most)), ..] = &numbers
        && least > most
    {
        let name = context.name(activity);
        let message = localized!(
            "`minLength` of {name} is greater than its `maxLength`, so no input is accepted",
            "模块“{name}”的 `minLength` 大于 `maxLength`，任何输入都不满足"
        );
        let help = localized!("swap the two, or make them equal", "请调换两者，或设为相等");
        out.push(context.about_activity_at(activity, *value, message).help(help).counts_values());
    }
}

/// What is to be at least 1; the first is not to be greater than the second.
const KEYS: [&str; 4] = ["minLength", "maxLength", "maxTries", "timeout"];
