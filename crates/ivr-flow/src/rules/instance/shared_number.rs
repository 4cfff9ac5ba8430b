//! `shared-number`

use std::borrow::Cow;

use crate::HashSet;
use crate::rules::{Check, Docs, Earlier, Rule, Run, RunDiagnostic};
use crate::settings::{Level, Severity};
use crate::text::{Text, localized, shorten};

pub(super) static RULE: Rule = Rule {
    name: Cow::Borrowed("shared-number"),
    level: Level::On(Severity::Warning),
    summary: Text::new("a number is bound to two flows", "一个号码绑定了两个流程"),
    docs: Docs {
        what: Text::new(
            "Checks for numbers in the flow's `NumberList` that are also in that of an earlier flow of the same \
                 instance; each number is reported once. Numbers are compared as they are written. Masked ones \
                 (`400289****`) are not reported, because two different numbers may look the same; neither is a flow \
                 that occurs twice (the same `ContactFlowId`).",
            "流程的 `NumberList` 中有号码同时绑定在同一实例前面的流程上；每个号码报告一次。号码按原样比较。带掩码的\
                 号码（如 `400289****`）不报告，因为不同的号码掩码后可能相同；同一个流程出现两次（`ContactFlowId` 相\
                 同）也不报告。",
        ),
        why: Text::new(
            "A number belongs to one flow, so its callers reach only one of the two, maybe not the one that the \
                 team expects. Or the text mixes an old list with a new one.",
            "一个号码只对应一个流程，拨打该号码的来电者（客户）只会进入其中一个，而团队可能以为是另一个。也可能是内\
                 容中混入了新旧两份列表。",
        ),
        fix: Text::new(
            "On the IVR flow management (IVR 流程管理) page, unbind the number from the flow that its callers \
                 should not reach. If the lists were not read at the same time, get them again.",
            "在 IVR 流程管理页面，将号码从不应使用它的流程上解绑。如果列表不是同一时间获取的，请重新获取。",
        ),
        basis: Text::new(
            "Documented: according to the API metadata and the operations page, a number is bound to one flow.",
            "官方文档：API 元数据和操作说明指出，一个号码只能绑定一个流程。",
        ),
        bad: Cow::Borrowed(
            r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "NumberList": ["02700000000"],
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "5f3c1e0a-9d27-4b86-a1c4-60e2d8f7b913", "Name": "企业热线", "Type": "MAIN_FLOW",
   "NumberList": ["02700000000"],
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
        ),
        good: Cow::Borrowed(
            r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "NumberList": ["02700000000"],
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "5f3c1e0a-9d27-4b86-a1c4-60e2d8f7b913", "Name": "企业热线", "Type": "MAIN_FLOW",
   "NumberList": ["02700000001"],
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
        ),
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDiagnostic>) {
    for instance in &run.instances {
        let mut earlier = Earlier::default();
        for &flow in &instance.flows {
            let mut own = HashSet::default();
            for (number, span) in &flow.flow.facts.numbers {
                // A masked number may stand for many.
                if number.contains('*') || !own.insert(number.as_str()) {
                    continue;
                }
                let Some(other) = earlier.other(number, flow) else { continue };
                let (text, first) = (shorten(number), other.name());
                let message =
                    localized!("{text} is also bound to the flow {first}", "号码 {text} 已绑定到流程“{first}”");
                let help = localized!(
                    "a number can be bound to one flow only: unbind it from one of the two",
                    "一个号码只能绑定一个流程：请解除其中一个绑定"
                );
                let place = other.flow.facts.numbers.iter().find(|(known, _)| known == number);
                let place = place.map_or(other.flow.facts.name_span, |&(_, span)| span);
                let there = run.related(other, place, localized!("bound here first", "先在此处绑定"));
                out.push(run.about_flow(flow, *span, message).help(help).related(there).reference(number));
            }
        }
    }
}
