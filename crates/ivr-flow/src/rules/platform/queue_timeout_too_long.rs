//! `queue-timeout-too-long`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::compare::Decimal;
use crate::model::Activity;
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("queue-timeout-too-long"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a queue timeout above the maximum", "排队超时超过平台上限"),
    docs: Docs {
        what: Text::new(
            "Checks for a `queuingTimeoutSeconds`, directly in the `properties` of a module of any type, that is \
                 greater than 3600, as a number or a numeric string; `[limits] queue-timeout` changes the limit. \
                 Exactly 3600 is fine. Values that are missing or not numbers, such as `${…}`, are ignored.",
            "模块（不限类型）的 `properties` 中直接给出的 `queuingTimeoutSeconds` 大于 3600，数字和数字字符串同样对\
                 待；上限可用 `[limits] queue-timeout` 调整。恰好为 3600 不报告；缺失或不是数字的值（如 `${…}`）也不报\
                 告。",
        ),
        why: Text::new(
            "The platform allows at most one hour in a queue. Callers may leave the queue sooner than the team \
                 expects, or the flow may fail to publish.",
            "平台最多允许排队一小时。来电者（客户）可能比团队预想的更早退出队列，流程也可能发布失败。",
        ),
        fix: Text::new(
            "Open Transfer to agent (转人工) on the canvas and set the queue timeout to 3600 seconds or less; then \
                 click Save (保存) and Publish (发布).",
            "在画布上打开转人工模块，将排队超时时间设为不超过 3600 秒，然后保存并发布。",
        ),
        basis: Text::new(
            "Documented: the manual of product version 2.x (2021) gives a default of 600 and a maximum of 3600 \
                 seconds. The property's name comes from the push events (2021); that definitions use it too is \
                 inferred.",
            "官方文档：2.x 版用户指南（2021 年）规定排队超时默认 600 秒，最大 3600 秒；属性名取自事件推送文档\
                 （2021 年），流程定义也使用该名称，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "properties": {"queuingTimeoutSeconds": "7200"},
   "events": [{"event": "failure", "next": "7c1f20aa"}, {"event": "timeout", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "2d3ad2c2"}]},
  {"type": "TRANSFER_TO_AGENT", "id": "2d3ad2c2", "name": "人工服务",
   "properties": {"queuingTimeoutSeconds": "600"},
   "events": [{"event": "failure", "next": "7c1f20aa"}, {"event": "timeout", "next": "7c1f20aa"}]},
  {"type": "PLAY_SAY", "id": "7c1f20aa", "name": "坐席忙",
   "properties": {"audioType": "tts", "say": "坐席繁忙，请稍后再拨。"},
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
    let Some(value) = activity.property("queuingTimeoutSeconds") else { return };
    let most = context.settings.limits.queue_timeout;
    if Decimal::of_value(value).is_some_and(|number| number > Decimal::from(most)) {
        let (name, written) = (context.name(activity), shorten(value.token()));
        let message = localized!(
            "the queue timeout of {name} is {written} s; the maximum is {most} s",
            "模块“{name}”的排队超时为 {written} 秒，超过上限 {most} 秒"
        );
        let help = localized!("set it to {most} or less", "请设为不超过 {most} 秒");
        out.push(context.about_activity_at(activity, value, message).help(help));
    }
}
