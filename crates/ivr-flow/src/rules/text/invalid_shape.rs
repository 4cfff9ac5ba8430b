//! `invalid-shape`

use std::borrow::Cow;

use crate::analysis::Context;
use crate::document::kind_name;
use crate::json::Value;
use crate::model::{ShapeError, Wrong};
use crate::rules::{Check, Diagnostic, Docs, Rule};
use crate::settings::{Level, Severity};
use crate::text::{Localized, Text, localized};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("invalid-shape"),
    level: Level::On(Severity::Error),
    summary: Text::new("the JSON does not have the structure of a flow", "JSON 的结构不符合流程定义"),
    docs: Docs {
        what: Text::new(
            "Checks for JSON that contains no flow, or a flow in which some part has the wrong structure: \
                 `activities` is missing or not an array, a module is not an object or lacks a non-empty string `id` \
                 or `type`, `events` is not an array, an exit is not an object, `next` is neither a string nor `null`, \
                 `event` or `name` is not a string, or `properties` is not an object. Each place is reported once and \
                 the rest of the flow is still linted, unless there is no `activities` array. In a module or an exit, \
                 `null` is treated as missing except for `id` and `type`; an empty `List` is an instance without \
                 flows. Neither is reported. When walking a directory, JSON that is clearly not a flow is skipped \
                 silently.",
            "内容是有效的 JSON，但其中没有流程，或者流程的某一部分结构不对：`activities` 缺失或不是数组；模块不是对\
                 象，或者缺少非空字符串 `id`、`type`；`events` 不是数组；出口不是对象；`next` 既不是字符串也不是 \
                 `null`；`event`、`name` 不是字符串；`properties` 不是对象。每处报告一次，流程的其余部分照常检查；但没\
                 有 `activities` 数组时，不再检查该流程的其他问题。模块和出口中，除 `id`、`type` 外，值为 `null` 等同于\
                 没有这个键，不会报告；`List` 为空表示实例中没有流程，也不报告。遍历目录时，明显不是流程的 JSON 会直接\
                 跳过。",
        ),
        why: Text::new(
            "The console does not write such JSON; it comes from a script or from manual editing of the \
                 definition. The platform publishes no schema, so the consequences are unknown: the module may be \
                 lost, or the flow may fail to open, save or publish.",
            "控制台不会产生这样的内容，通常是脚本或手工改写流程定义时留下的。平台没有公开定义的 schema，后果难以预\
                 料：模块可能丢失，流程也可能打不开、保存不了或发布失败。",
        ),
        fix: Text::new(
            "Correct the structure at the reported position, following the other modules. If the text contains no \
                 flow at all, get one: `aliyun ccc ListContactFlows --version 2020-07-01 --force --region cn-shanghai \
                 --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`.",
            "参照其他模块的写法，在报告的位置修正结构。如果内容中没有任何流程，请重新获取：`aliyun ccc \
                 ListContactFlows --version 2020-07-01 --force --region cn-shanghai --InstanceId ID --PageNumber 1 \
                 --PageSize 100 > page1.json`。",
        ),
        basis: Text::new(
            "Observed: this is the structure of the one definition that the platform shows in its API reference \
                 and SDKs. As the platform does not promise a schema, unknown keys are never reported.",
            "实际观察：平台的 API 文档和 SDK 中只公开了一份流程定义示例，其结构即如此；由于平台不承诺 schema，未知\
                 的键一律不报告。",
        ),
        bad: Cow::Borrowed(
            r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
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
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
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
    out.extend(context.flow.shape_errors().iter().map(|error| diagnostic(context, error)));
}

fn diagnostic(context: &Context<'_>, error: &ShapeError) -> Diagnostic {
    let value = context.flow.tree().value(error.node);
    let message = message(context, error, value);
    match error.activity {
        Some(activity) => context.about_activity_at(context.flow.activity(activity), value, message),
        None => Diagnostic { item: Some(error.item as usize), ..context.about_flow(value, message) },
    }
}

fn message(context: &Context<'_>, error: &ShapeError, value: Value<'_>) -> Localized {
    let Localized { en, zh } = kind_name(value.kind());
    let item = error.item;
    let number = item + 1;
    let name = error.activity.map(|activity| context.name(context.flow.activity(activity))).unwrap_or_default();
    let empty = value.token() == r#""""#;
    match error.what {
        Wrong::ActivityNoObject => {
            localized!(
                "item {item} of `activities` (counting from 0) is {en}, not a module",
                "`activities` 的第 {item} 项（从 0 数起）是{zh}，不是模块"
            )
        }
        Wrong::Lacks(key) => localized!("{name} has no `{key}`", "模块“{name}”没有 `{key}`"),
        Wrong::NoString(key) if empty => {
            localized!("the `{key}` of {name} is empty", "模块“{name}”的 `{key}` 为空")
        }
        Wrong::NoString(key) => {
            localized!("the `{key}` of {name} is {en}, not a string", "模块“{name}”的 `{key}` 是{zh}，应为字符串")
        }
        Wrong::EventsNoArray => {
            localized!("the `events` of {name} is {en}, not an array", "模块“{name}”的 `events` 是{zh}，应为数组")
        }
        Wrong::PropertiesNoObject => {
            localized!(
                "the `properties` of {name} is {en}, not an object",
                "模块“{name}”的 `properties` 是{zh}，应为对象"
            )
        }
        Wrong::EventNoObject => {
            localized!(
                "item {item} of the `events` of {name} (counting from 0) is {en}, not an exit",
                "模块“{name}”的 `events` 第 {item} 项（从 0 数起）是{zh}，不是出口"
            )
        }
        Wrong::NextNoString => localized!(
            "the `next` of exit {number} of {name} is {en}, neither an id nor `null`",
            "模块“{name}”的出口 #{number} 的 `next` 是{zh}，应为模块 id 或 `null`"
        ),
    }
}
