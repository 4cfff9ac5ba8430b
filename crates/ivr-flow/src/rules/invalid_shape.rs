//! `invalid-shape`

use crate::definitions::kind_name;
use crate::flow::{Problem, Wrong};
use crate::json::Value;
use crate::rule::{Check, Cx, Docs, Draft, Rule};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "invalid-shape",
    severity: Severity::Error,
    summary: Say { en: "the JSON does not have the shape of a flow", zh: "JSON 的结构不是流程应有的结构" },
    docs: Docs {
        what: Say {
            en: "The text is JSON, but holds no flow, or a part of the flow has the wrong shape: `activities` is \
                 absent or no array, an activity is no object or lacks a non-empty string `id` or `type`, `events` is \
                 no array, an exit is no object, `next` is neither a string nor `null`, `event` or `name` is no \
                 string, or `properties` is no object. Each place is one finding and the rest of the flow is still \
                 linted, except where there is no array `activities`. In an activity or an exit, `null` is as good as \
                 absent but for `id` and `type`; an empty `List` is an instance without flows. Both are fine. While a \
                 directory is walked, JSON that is evidently no flow is passed over in silence.",
            zh: "文本是合法的 JSON，但里面没有流程，或者流程的某一部分结构不对：`activities` 缺失或不是数组；模块不是\
                 对象，或者缺少非空字符串 `id`、`type`；`events` 不是数组；出口不是对象；`next` 既不是字符串也不是 \
                 `null`；`event`、`name` 不是字符串；`properties` 不是对象。每处报告一次，流程的其余部分照常检查；但\
                 没有 `activities` 数组时，不再检查该流程的其他问题。模块和出口中，除 `id`、`type` 外，值为 `null` 等\
                 同于没有这个键，不会报告；`List` 为空表示实例中没有流程，也不报告。遍历目录时，明显不是流程的 JSON \
                 会直接跳过。",
        },
        why: Say {
            en: "The console does not write such text; a script or a hand that rewrote the definition does. The \
                 platform publishes no schema, so nobody can say what becomes of it: the module may be lost, or the \
                 flow may not open, save or publish.",
            zh: "控制台不会产生这样的内容，通常是脚本或手工改写流程定义时留下的。平台没有公开定义的 schema，后果难以\
                 预料：模块可能丢失，流程也可能打不开、保存不了或发布失败。",
        },
        mend: Say {
            en: "Restore the shape at the place of the finding, after the pattern of the other activities. If the \
                 text holds no flow at all, get one: `aliyun ccc ListContactFlows --version 2020-07-01 --force \
                 --region cn-shanghai --InstanceId ID --PageNumber 1 --PageSize 100 > page1.json`.",
            zh: "参照其他模块的写法，修正报告位置的结构。如果整个文本里都没有流程，请重新获取：`aliyun ccc \
                 ListContactFlows --version 2020-07-01 --force --region cn-shanghai --InstanceId ID --PageNumber 1 \
                 --PageSize 100 > page1.json`。",
        },
        rests_on: Say {
            en: "Observed: this is the shape of the one definition that the platform shows in its API reference and \
                 SDKs; since it promises no schema, keys that the linter does not know are never reported.",
            zh: "实际观察：平台的 API 文档和 SDK 中只公开了一份流程定义示例，其结构即如此；由于平台不承诺 schema，未\
                 知的键一律不报告。",
        },
        bad: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
        good: r#"{"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电惠民银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}
"#,
    },
    check: Check::Flow(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Draft>) {
    out.extend(cx.flow.problems.iter().map(|problem| draft(cx, problem)));
}

fn draft(cx: &Cx<'_>, problem: &Problem) -> Draft {
    let value = cx.flow.definition.json().value(problem.node);
    let found = kind_name(value.kind());
    let message = say(cx, problem, value, found);
    match problem.activity {
        Some(activity) => cx.about_activity_at(activity, value, message),
        None => Draft { item: Some(problem.item), ..cx.about_flow(value, message) },
    }
}

fn say(cx: &Cx<'_>, problem: &Problem, value: Value<'_>, found: Say<&'static str>) -> Say {
    let Say { en, zh } = found;
    let item = problem.item;
    let number = item + 1;
    let name = problem.activity.map(|activity| cx.name(activity)).unwrap_or_default();
    let empty = value.token() == r#""""#;
    match problem.what {
        Wrong::ActivityNoObject => {
            say!(
                "item {item} (from 0) of `activities` is {en}, not an activity",
                "`activities` 的第 {item} 项（从 0 数起）是{zh}，不是模块"
            )
        }
        Wrong::Lacks(key) => say!("{name} has no `{key}`", "{name} 没有 `{key}`"),
        Wrong::NoString(key) if empty => {
            say!("the `{key}` of {name} is empty", "{name} 的 `{key}` 为空")
        }
        Wrong::NoString(key) => {
            say!("the `{key}` of {name} is {en}, not a string", "{name} 的 `{key}` 是{zh}，应为字符串")
        }
        Wrong::EventsNoArray => {
            say!("the `events` of {name} are {en}, not an array", "{name} 的 `events` 是{zh}，应为数组")
        }
        Wrong::PropertiesNoObject => {
            say!("the `properties` of {name} are {en}, not an object", "{name} 的 `properties` 是{zh}，应为对象")
        }
        Wrong::EventNoObject => {
            say!(
                "item {item} (from 0) of the `events` of {name} is {en}, not an exit",
                "{name} 的 `events` 第 {item} 项（从 0 数起）是{zh}，不是出口"
            )
        }
        Wrong::NextNoString => say!(
            "the `next` of exit {number} of {name} is {en}, neither an id nor `null`",
            "{name} 的第 {number} 个出口的 `next` 是{zh}，应为模块 id 或 `null`"
        ),
    }
}
