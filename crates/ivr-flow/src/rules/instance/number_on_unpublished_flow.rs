//! `number-on-unpublished-flow`

use std::borrow::Cow;

use crate::rules::{Check, Docs, Rule, Run, RunDiagnostic};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("number-on-unpublished-flow"),
    level: Level::On(Severity::Warning),
    summary: Text::new("numbers are bound to a flow that was never published", "号码绑定了未发布的流程"),
    docs: Docs {
        what: Text::new(
            "Checks for flows whose `NumberList` is not empty, masked numbers included, and whose `Published` is \
                 `false`. Each flow is reported once. If `Published` is missing or not a boolean, nothing is reported; \
                 a flow that was published and edited since has `Published` `true` and is not reported either.",
            "流程的 `NumberList` 不为空（带掩码的号码也算），而 `Published` 为 `false`。每个流程只报告一次。\
                 `Published` 缺失或不是布尔值时不报告；发布过、之后又有修改的流程，`Published` 为 `true`，也不报告。",
        ),
        why: Text::new(
            "Calls use the last published version of a flow, and here there is none: callers who dial one of these \
                 numbers may not get through at all.",
            "来电使用的是最近一次发布的版本，而这个流程从未发布：拨打这些号码的来电者（客户）可能无法接通。",
        ),
        fix: Text::new(
            "On the IVR flow management (IVR 流程管理) page, Publish (发布) the flow, or unbind the number and \
                 bind it to a flow whose state is Published (已发布).",
            "在 IVR 流程管理页面发布该流程，或将号码解绑后绑定到已发布的流程。",
        ),
        basis: Text::new(
            "Documented: only published flows can be bound to a number, and `Published` says whether a flow has \
                 ever been published. What happens to a call in this case is inferred.",
            "官方文档：只有已发布的流程才能绑定号码，`Published` 表示流程是否发布过；来电此时会怎样，属于推断。",
        ),
        bad: Cow::Borrowed(
            r#"{"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
 "Published": false, "NumberList": ["02700000000"],
 "Definition": {"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
 "Published": true, "NumberList": ["02700000000"],
 "Definition": {"activities": [
  {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
   "events": [{"event": "complete", "next": "58d5ae90"}]},
  {"type": "PLAY_SAY", "id": "58d5ae90", "name": "欢迎语",
   "properties": {"audioType": "tts", "say": "您好，欢迎致电江城银行。"},
   "events": [{"event": "complete", "next": "bd4f37e2"}]},
  {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
   "events": [{"event": "complete", "next": null}]}
]}}
"#,
        ),
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDiagnostic>) {
    for flow in run.flows() {
        let facts = &flow.flow.facts;
        if facts.published != Some(false) || facts.numbers.is_empty() {
            continue;
        }
        let (name, count) = (flow.name(), facts.numbers.len());
        let number = shorten(&facts.numbers[0].0);
        let message = if count == 1 {
            localized!(
                "{number} is bound to {name}, which is not published",
                "号码 {number} 绑定了未发布的流程“{name}”"
            )
        } else {
            localized!(
                "{count} numbers are bound to {name}, which is not published",
                "{count} 个号码绑定了未发布的流程“{name}”"
            )
        };
        let help =
            localized!("publish the flow, or bind the number to another flow", "请发布此流程，或将号码绑定到其他流程");
        out.push(run.about_flow(flow, facts.published_span, message).help(help));
    }
}
