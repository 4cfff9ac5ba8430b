//! `queue-timeout-too-long`

use crate::decimal::Decimal;
use crate::key::Key;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "queue-timeout-too-long",
    severity: Severity::Warning,
    summary: Say {
        en: "a queue that holds callers longer than the platform does", zh: "排队超时超过平台上限"
    },
    docs: Docs {
        what: Say {
            en: "`queuingTimeoutSeconds`, directly in the `properties` of an activity of any type, is greater than \
                 3600, as a number or a numeric string; `[limits] queue-timeout` sets another number. 3600 itself is \
                 fine. What is absent or no number, such as `${…}`, stays silent.",
            zh: "模块（不限类型）的 `properties` 中直接给出的 `queuingTimeoutSeconds` 大于 3600，数字和数字字符串同样对\
                 待；上限可用 `[limits] queue-timeout` 调整。恰好为 3600 不报告；缺失或不是数字的值（如 `${…}`）也不报\
                 告。",
        },
        why: Say {
            en: "The platform allows a queue of one hour at most. Callers may be put out of the queue sooner than the \
                 team believes, or the flow may fail to publish.",
            zh: "平台最多允许排队一小时。来电者可能比团队预想的更早退出队列，流程也可能发布失败。",
        },
        mend: Say {
            en: "Open 转人工 on the canvas and set the queue timeout to 3600 seconds or less; then 保存 and 发布.",
            zh: "在画布上打开转人工模块，将排队超时时间设为不超过 3600 秒，然后保存并发布。",
        },
        rests_on: Say {
            en: "Documented: the manual of product version 2.x (2021) gives a default of 600 and a maximum of 3600 \
                 seconds; the property's name comes from the push events (2021), and that definitions use it too is \
                 inferred.",
            zh: "官方文档：2.x 版用户指南（2021 年）规定排队超时默认 600 秒，最大 3600 秒；属性名取自事件推送文档\
                 （2021 年），流程定义也使用该名称，属于推断。",
        },
        bad: r#"{"activities": [
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
        good: r#"{"activities": [
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
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    let most = cx.settings.limits.queue_timeout;
    let limit = Decimal::from(most);
    for (index, _, value) in cx.flow.properties(&[Key::QueuingTimeoutSeconds]) {
        if Decimal::of_value(value).is_some_and(|number| number > limit) {
            let (name, written) = (cx.name(index), shown(&value.token()));
            let message = say!(
                "{name} queues for {written} seconds, at most {most} are possible",
                "{name} 的排队超时为 {written} 秒，最多 {most} 秒"
            );
            let help = say!("set it to {most} or less", "请设为 {most} 或更小");
            out.push(cx.about_activity_at(index, value, message).help(help));
        }
    }
}
