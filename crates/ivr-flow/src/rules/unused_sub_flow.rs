//! `unused-sub-flow`

use crate::HashSet;
use crate::rule::{Check, Docs, Rule};
use crate::run::{Run, RunDraft};
use crate::say::{Say, say};
use crate::settings::Severity;

pub(super) static RULE: Rule = Rule {
    name: "unused-sub-flow",
    severity: Severity::Note,
    summary: Say { en: "a sub-flow that no flow calls", zh: "没有流程调用的子流程" },
    docs: Docs {
        what: Say {
            en: "No 子流程 of any flow in the run refers to this `SUB_FLOW`; a 子流程 that no call gets to is a \
                 reference too. How references are found, see `unknown-sub-flow`. It needs the whole list, that is as \
                 many different ids as its `TotalCount` says; and since a list that was filtered by type looks whole \
                 too, at least one `MAIN_FLOW` in it. Sub-flows that a program enters through the API are not seen.",
            zh: "本次检查的所有流程中，没有子流程模块引用这个 `SUB_FLOW`；来电无法到达的子流程模块也算引用。如何找到引\
                 用，见 `unknown-sub-flow`。只有读到完整列表时才检查，即不同的流程 id 与 `TotalCount` 一样多；由于按类\
                 型筛选过的列表看上去同样完整，还要求其中至少有一个 `MAIN_FLOW`。程序通过 API 进入的子流程无法看到。",
        },
        why: Say {
            en: "No caller gets to what somebody built: either a main flow lacks the call, or the team keeps up a flow \
                 that nobody needs.",
            zh: "做好的内容没有来电者能用到：要么是主流程漏了调用，要么是团队还在维护一个没人用的流程。",
        },
        mend: Say {
            en: "Open the main flow on the canvas, place 子流程 where the sub-flow shall be called, choose it there, \
                 then 保存 and 发布; or delete the sub-flow on the IVR 流程管理 page. If a program enters it, list the \
                 finding under `[[ignore]]`.",
            zh: "在画布上打开主流程，在需要的位置添加子流程模块并选择该子流程，然后保存并发布；或在 IVR 流程管理页面删\
                 除它。如果是由程序进入的，请在配置的 `[[ignore]]` 中写明原因。",
        },
        rests_on: Say {
            en: "Follows from the flows of the list alone; that an id in the properties of 子流程 is the reference is \
                 inferred, since its key is not public.",
            zh: "仅由列表中的流程得出；引用所用的键没有公开，把子流程模块属性中的 id 视为引用属于推断。",
        },
        bad: r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
   "Definition": {"activities": [
    {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
     "events": [{"event": "complete", "next": "d05e62a8"}]},
    {"type": "SUB_END", "id": "d05e62a8", "name": "子流程结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
        good: r#"{"Data": {"TotalCount": 2, "List": [
  {"ContactFlowId": "78128960-bb00-4ddc-8e82-923a8c5bd22d", "Name": "银行热线", "Type": "MAIN_FLOW",
   "Definition": {"activities": [
    {"type": "INCOMING_CALL", "id": "e98f0d47", "name": "开始",
     "events": [{"event": "complete", "next": "58d5ae90"}]},
    {"type": "SUB", "id": "58d5ae90", "name": "来电核验",
     "properties": {"contactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536"},
     "events": [{"event": "complete", "next": "bd4f37e2"}]},
    {"type": "HANGUP", "id": "bd4f37e2", "name": "结束",
     "events": [{"event": "complete", "next": null}]}
  ]}},
  {"ContactFlowId": "a356e4c9-cfc7-49c6-9138-b93f7e0ad536", "Name": "身份核验", "Type": "SUB_FLOW",
   "Definition": {"activities": [
    {"type": "SUB_START", "id": "c41b7f90", "name": "子流程开始",
     "events": [{"event": "complete", "next": "d05e62a8"}]},
    {"type": "SUB_END", "id": "d05e62a8", "name": "子流程结束",
     "events": [{"event": "complete", "next": null}]}
  ]}}
]}}
"#,
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, out: &mut Vec<RunDraft>) {
    let called: HashSet<&str> = run
        .instances
        .iter()
        .flat_map(|instance| instance.flows.iter().map(move |&flow| (instance, flow)))
        .flat_map(|(instance, flow)| flow.flow.facts.calls.iter().map(move |call| instance.called(flow, call)))
        .filter_map(|called| Some(called?.0.text.as_str()))
        .collect();
    // Pages may have been filtered by type without saying so: a set without any main flow proves nothing.
    for instance in run.instances.iter().filter(|instance| instance.is_complete() && instance.has("MAIN_FLOW")) {
        for flow in instance.sayable().filter(|flow| flow.is("SUB_FLOW")) {
            if flow.flow.id.as_deref().is_none_or(|id| called.contains(id)) {
                continue;
            }
            let name = flow.name();
            let message = say!("no flow calls the sub-flow {name}", "没有流程调用子流程 {name}");
            let help = say!("delete it, or call it from a main flow", "请删除它，或在主流程中调用");
            out.push(run.about_flow(flow, flow.flow.facts.name_span, message).help(help));
        }
    }
}
