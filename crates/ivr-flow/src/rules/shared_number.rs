//! `shared-number`

use crate::HashSet;
use crate::rule::{Check, Docs, Rule};
use crate::run::{Earlier, Run, RunDraft};
use crate::say::{Say, say, shown};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "shared-number",
    severity: Severity::Warning,
    summary: Say { en: "a number is bound to two flows", zh: "一个号码绑定了两个流程" },
    docs: Docs {
        what: Say {
            en: "A number in the flow's `NumberList` is also in that of an earlier flow of the same instance; it is \
                 reported once a number. Numbers are compared as they are written. Masked ones (`400289****`) stay \
                 silent, since two different numbers may look alike; so does a flow that is met twice (the same \
                 `ContactFlowId`).",
            zh: "流程的 `NumberList` 中有号码同时绑定在同一实例前面的流程上；每个号码报告一次。号码按原样比较。带掩码的\
                 号码（如 `400289****`）不报告，因为不同的号码掩码后可能相同；同一个流程出现两次（`ContactFlowId` 相\
                 同）也不报告。",
        },
        why: Say {
            en: "A number has one flow, so its callers get only one of the two flows, maybe not the one that the team \
                 has in mind. Or the text mixes an old list with a new one.",
            zh: "一个号码只对应一个流程，拨打该号码的来电者只会进入其中一个，而团队可能以为是另一个。也可能是文本里混入\
                 了新旧两份列表。",
        },
        mend: Say {
            en: "On the IVR 流程管理 page, unbind the number from the flow that its callers shall not get to. If the \
                 lists are of different days, get them anew.",
            zh: "在 IVR 流程管理页面，从不该接听该号码的流程上解绑。如果列表不是同一时间获取的，请重新获取。",
        },
        rests_on: Say {
            en: "Documented: the API metadata and the operations page say that a number is bound to one flow.",
            zh: "官方文档：API 元数据和操作说明指出，一个号码只能绑定一个流程。",
        },
        bad: r#"{"Data": {"TotalCount": 2, "List": [
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
        good: r#"{"Data": {"TotalCount": 2, "List": [
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
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDraft>) {
    for instance in &run.instances {
        let mut earlier = Earlier::default();
        for &flow in &instance.flows {
            let mut own = HashSet::default();
            for (number, span) in &flow.flow.facts.numbers {
                // A masked number may stand for many.
                if number.contains('*') || !own.insert(number.as_str()) {
                    continue;
                }
                let Some(other) = earlier.other(number, flow).filter(|_| !flow.flow.facts.is_broken) else { continue };
                let (text, first) = (shown(number), other.name());
                let message = say!("{text} is bound to the flow {first} too", "号码 {text} 还绑定了流程 {first}");
                let help = say!(
                    "a number has one flow: unbind it from one of the two",
                    "一个号码只能绑定一个流程：请解除其中一个绑定"
                );
                let place = other.flow.facts.numbers.iter().find(|(known, _)| known == number);
                let place = place.map_or(other.flow.facts.name_span, |&(_, span)| span);
                let there = run.related(other, place, say!("bound here first", "先在此处绑定"));
                out.push(run.about_flow(flow, *span, message).help(help).related(there).reference(number));
            }
        }
    }
}
